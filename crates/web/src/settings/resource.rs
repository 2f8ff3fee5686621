//! One resource: its name, kind, seats, price, whether and how it is offered; and taking it out of the offer.

use axum::extract::{Path, RawQuery};
use axum::response::{IntoResponse, Redirect, Response};
use bronya_domain::command::{Act, Command};
use bronya_domain::id::ResourceId;
use bronya_domain::resource::{Resource, Seats};
use bronya_domain::settings::{ResourceEdit, SettingsChange};
use bronya_gate::{Denial, texts};

use super::basics::{self, NAME_MOST, is_line};
use super::effect::{self, Place, Saved};
use super::form::{FormPage, Leaving, LeavingWay, blame, wrong};
use super::money;
use super::resources::{self, schedule, schedule_field};
use super::sent::Sent;
use super::ways::{self, Around};
use crate::asked::Form;
use crate::fields::Field;
use crate::inside::{Admin, Inside};
use crate::page::Page;

const FIELDS: [&str; 8] = [
    "name", "kind", "least", "most", "price", "lanes", "open", "schedule",
];
/// How many parties something serves side by side at most.
const LANES_MOST: u16 = 1000;
/// The largest party.
const SEATS_MOST: u32 = 10_000;

/// What an address names: the venue and the number of a resource.
pub(super) type Named = Path<(String, String)>;

/// The resource of an address.
pub(super) fn found<'a>(inside: &'a Inside, number: &str) -> Result<&'a Resource, Denial> {
    let id = number.parse().ok().map(ResourceId);
    let listed = id.and_then(|id| inside.catalog.find(id));
    let listed = listed.filter(|listed| listed.resource.id.to_string() == number);
    listed
        .map(|listed| &listed.resource)
        .ok_or_else(Denial::not_found)
}

/// Where a resource is changed.
pub(super) fn path(inside: &Inside, resource: &Resource) -> String {
    format!("{}/{}", resources::path(inside), resource.id)
}

pub(super) async fn show(
    Admin(inside): Admin,
    Path((_, number)): Named,
    RawQuery(query): RawQuery,
) -> Response {
    let visitor = inside.known.visitor;
    let shown = found(&inside, &number).map(|resource| {
        let done = ways::asked(query.as_deref(), "done");
        let around = Around::of(&inside, done.as_deref());
        page(&inside, resource, around, fields(&inside, resource))
    });
    visitor.shown(shown)
}

pub(super) async fn save(
    Admin(inside): Admin,
    Path((_, number)): Named,
    Form(sent): Form<Sent>,
) -> Response {
    let visitor = inside.known.visitor;
    visitor.told(saved(&inside, &number, &sent).await)
}

async fn saved(inside: &Inside, number: &str, sent: &Sent) -> Result<Response, Denial> {
    sent.only(&FIELDS)?;
    let resource = found(inside, number)?;
    let mut fields = fields(inside, resource);
    basics::typed(&mut fields, sent);
    let edit = read(inside, resource, sent, &mut fields)?;
    let around = Around::of(inside, None);
    if wrong(&fields) {
        return Ok(page(inside, resource, around, fields).into_response());
    }
    let path = path(inside, resource);
    let place = Place {
        inside,
        sent,
        action: path.clone(),
        back: path.clone(),
        repriced: Vec::new(),
    };
    let change = SettingsChange::Resource(resource.id, Box::new(edit));
    match place.save(change).await {
        Ok(Saved::Asks(page)) => Ok(page.into_response()),
        Ok(Saved::Yes) => Ok(Redirect::to(&format!("{path}?done=saved")).into_response()),
        Err(denial) => match effect::trouble(inside, &denial) {
            Some(trouble) => {
                let around = around.troubled(Some(trouble));
                Ok(page(inside, resource, around, fields).into_response())
            }
            None => Err(denial),
        },
    }
}

/// Takes a resource out of the offer for good, or deletes one that nobody ever booked.
pub(super) async fn leave(
    Admin(inside): Admin,
    Path((_, number, way)): Path<(String, String, String)>,
    Form(sent): Form<Sent>,
) -> Response {
    let visitor = inside.known.visitor;
    let left = async {
        sent.only(&[])?;
        let resource = found(&inside, &number)?;
        let (act, done, next) = match way.as_str() {
            "retire" => (
                Act::RetireResource(resource.id),
                "retired",
                path(&inside, resource),
            ),
            "delete" => (
                Act::DeleteResource(resource.id),
                "deleted",
                resources::path(&inside),
            ),
            _ => return ways::nothing(),
        };
        if done == "retired"
            && let Some(page) = parting(&inside, resource, &sent).await?
        {
            return Ok(page.into_response());
        }
        match execute(&inside, act, &sent).await {
            Ok(()) => Ok(Redirect::to(&format!("{next}?done={done}")).into_response()),
            Err(denial) => match effect::trouble(&inside, &denial) {
                Some(trouble) => {
                    let around = Around::of(&inside, None).troubled(Some(trouble));
                    let fields = fields(&inside, resource);
                    Ok(page(&inside, resource, around, fields).into_response())
                }
                None => Err(denial),
            },
        }
    };
    visitor.told(left.await)
}

/// What is asked of somebody who takes a resource out of the offer for which there still are bookings.
async fn parting(
    inside: &Inside,
    resource: &Resource,
    sent: &Sent,
) -> Result<Option<Page>, Denial> {
    let back = path(inside, resource);
    let place = Place {
        inside,
        sent,
        action: format!("{back}/retire"),
        back,
        repriced: Vec::new(),
    };
    let closed = ResourceEdit {
        open: Some(false),
        ..ResourceEdit::default()
    };
    let change = SettingsChange::Resource(resource.id, Box::new(closed));
    place.question(&change).await
}

async fn execute(inside: &Inside, act: Act, sent: &Sent) -> Result<(), Denial> {
    let command = Command {
        actor: inside.caller.actor(),
        act,
        expects: Some(sent.seen(inside)?),
    };
    let (gate, venue) = (&inside.known.gate, inside.catalog.venue.id);
    gate.desk()
        .execute(venue, command, None, gate.now())
        .await?;
    Ok(())
}

fn fields(inside: &Inside, resource: &Resource) -> Vec<Field> {
    let tongue = inside.known.tongue();
    let text = |name, label: &str, value: String, most| Field {
        value,
        most: Some(most),
        fill: Some("off"),
        ..Field::new(name, "text", tongue.word(label))
    };
    let number = |name, label: &str, value: u32, most: u32| Field {
        value: value.to_string(),
        range: Some(("1".to_owned(), most.to_string())),
        ..Field::new(name, "number", tongue.word(label))
    };
    let Seats { from, to } = resource.seats;
    let open = [("yes", "settings-open"), ("no", "settings-closed")];
    let open = open.map(|(value, words)| (value.to_owned(), tongue.word(words)));
    let is_open = if resource.open { "yes" } else { "no" };
    let currency = inside.catalog.venue.currency;
    vec![
        text(
            "name",
            "settings-resource-name",
            resource.name.clone(),
            NAME_MOST,
        ),
        text("kind", "settings-kind", resource.kind.clone(), 64),
        number("least", "settings-seats-least", from, SEATS_MOST),
        number("most", "settings-seats-most", to, SEATS_MOST),
        Field {
            hint: Some(currency.to_string()),
            ..text(
                "price",
                "fact-price",
                money::text(resource.price, currency),
                20,
            )
        },
        Field {
            hint: Some(tongue.word("settings-lanes-hint")),
            ..number(
                "lanes",
                "settings-lanes",
                resource.lanes.into(),
                LANES_MOST.into(),
            )
        },
        Field::choice(
            "open",
            tongue.word("settings-state"),
            open.into(),
            is_open.to_owned(),
        ),
        schedule_field(tongue, resource.schedule),
    ]
}

/// What is to be changed. What stays as it is, is left out.
fn read(
    inside: &Inside,
    resource: &Resource,
    sent: &Sent,
    fields: &mut [Field],
) -> Result<ResourceEdit, Denial> {
    let open = match sent.text("open") {
        "yes" => true,
        "no" => false,
        _ => return Err(Denial::invalid("open", "must be yes or no")),
    };
    let tongue = inside.known.tongue();
    let mut wrong = |name: &str, words: &str| blame(fields, name, tongue.word(words));
    let (name, kind) = (sent.text("name").to_owned(), sent.text("kind").to_owned());
    if !is_line(&name, NAME_MOST) {
        wrong("name", "settings-bad-line");
    }
    if texts::kind(&kind, &()).is_err() {
        wrong("kind", "settings-bad-kind");
    }
    let seats = |name| {
        let number = sent.text(name).parse().ok();
        number.filter(|number| (1..=SEATS_MOST).contains(number))
    };
    let (from, to) = (seats("least"), seats("most"));
    if from.is_none() {
        wrong("least", "settings-bad-seats");
    }
    if to.is_none() || from > to {
        wrong("most", "settings-bad-seats-most");
    }
    let price = money::price(sent.text("price"), inside.catalog.venue.currency);
    if price.is_none() {
        wrong("price", "settings-bad-price");
    }
    let lanes = sent.text("lanes").parse().ok();
    let lanes = lanes.filter(|lanes| (1..=LANES_MOST).contains(lanes));
    if lanes.is_none() {
        wrong("lanes", "settings-bad-seats");
    }
    let renamed = name != resource.name;
    Ok(ResourceEdit {
        kind: Some(kind).filter(|kind| *kind != resource.kind),
        name: Some(name).filter(|_| renamed),
        seats: from.zip(to).map(|(from, to)| Seats { from, to }),
        price,
        lanes: lanes.filter(|lanes| *lanes != resource.lanes),
        open: Some(open).filter(|_| !resource.retired),
        schedule: Some(schedule(sent.text("schedule"))?),
        unique_name: renamed,
        ..ResourceEdit::default()
    })
}

fn page(inside: &Inside, resource: &Resource, around: Around, fields: Vec<Field>) -> Page {
    let tongue = inside.known.tongue();
    let path = path(inside, resource);
    let way = |words: &str, way: &str| LeavingWay {
        summary: tongue.word(&format!("{words}.summary")),
        lead: tongue.word(&format!("{words}.lead")),
        button: tongue.word(&format!("{words}.button")),
        action: format!("{path}/{way}"),
    };
    let mut ways = vec![way("settings-delete", "delete")];
    if !resource.retired {
        ways.insert(0, way("settings-retire", "retire"));
    }
    let links = vec![
        (tongue.word("settings-own-hours"), format!("{path}/hours")),
        (tongue.word("settings-own-rules"), format!("{path}/rules")),
        (
            tongue.word("settings-all-resources"),
            resources::path(inside),
        ),
    ];
    let title = ways::called(&resource.name);
    let retired = resource.retired.then(|| tongue.word("settings-is-retired"));
    FormPage {
        lines: retired.into_iter().collect(),
        links,
        leaving: Some(Leaving {
            seen: inside.catalog.venue.settings,
            ways,
        }),
        ..FormPage::new(inside, around, title, path, fields)
    }
    .page()
}
