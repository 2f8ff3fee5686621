//! What could not be delivered: why, to whom, about what. It is sent again once the cause is mended, or let go of.

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use bronya_desk::{About, GivenUp, Place, To};
use bronya_domain::id::AccountId;
use bronya_domain::notice::Recipient;
use bronya_domain::sample::Sample;
use bronya_gate::{Denial, Gate, reading};
use bronya_words::{Line, moment};
use garde::Validate;
use serde::Deserialize;

use super::around::called;
use super::letters::name;
use crate::asked::Form;
use crate::inside::{Admin, Inside, Room};
use crate::one_form::OneForm;
use crate::page::{Frame, Page};
use crate::paths;
use crate::tongue::Blanks;

/// How many are shown; behind them the page says how many more there are.
const SHOWN_MOST: usize = 100;
/// The longest name of a letter.
const PLACE_MOST: usize = 400;

/// What was done a moment ago.
#[derive(Default, Deserialize, Validate)]
struct LostQuery {
    #[garde(skip)]
    done: Option<Done>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Done {
    Again,
    AllAgain,
    LetGo,
    /// Somebody else was quicker.
    Gone,
}

/// Which one.
#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct LetterForm {
    #[garde(length(max = PLACE_MOST))]
    letter: String,
    /// Whether he was asked and is sure.
    #[garde(length(max = 10))]
    sure: Option<String>,
}

/// A press of a button that says everything.
#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct Press {}

#[derive(Template)]
#[template(path = "admin/given_up.html")]
struct Content {
    frame: Frame,
    told: Option<String>,
    action: String,
    letters: Vec<Lost>,
    more: Option<String>,
}

/// Something that could not be delivered.
struct Lost {
    letter: String,
    what: String,
    whom: String,
    booking: Option<(String, String)>,
    why: String,
    when: String,
}

pub(super) fn routes() -> Router<Gate> {
    Router::new()
        .route("/{venue}/given-up", get(show))
        .route("/{venue}/given-up/again", post(again))
        .route("/{venue}/given-up/all", post(all_again))
        .route("/{venue}/given-up/drop", post(let_go))
}

async fn show(Admin(inside): Admin, RawQuery(query): RawQuery) -> Response {
    let visitor = inside.known.visitor;
    let page = async {
        let LostQuery { done } = reading::query(&query.unwrap_or_default())?;
        page(&inside, done).await
    };
    visitor.shown(page.await)
}

async fn again(Admin(inside): Admin, Form(sent): Form<LetterForm>) -> Response {
    let visitor = inside.known.visitor;
    let answer = async {
        let (gate, place) = (&inside.known.gate, place(&inside, &sent)?);
        let resent = gate.desk().resend_letter(&place, gate.now()).await?;
        Ok(led_back(&inside, if resent { "again" } else { "gone" }))
    };
    visitor.told(answer.await)
}

async fn all_again(Admin(inside): Admin, Form(Press {}): Form<Press>) -> Response {
    let visitor = inside.known.visitor;
    let answer = async {
        let (gate, venue) = (&inside.known.gate, inside.catalog.venue.id);
        for lost in gate.desk().given_up_letters(Some(venue)).await? {
            gate.desk().resend_letter(&lost.place, gate.now()).await?;
        }
        Ok(led_back(&inside, "all_again"))
    };
    visitor.told(answer.await)
}

/// Lets go of one, once he was asked: nobody will ever be told.
async fn let_go(Admin(inside): Admin, Form(sent): Form<LetterForm>) -> Response {
    let visitor = inside.known.visitor;
    let answer = async {
        let place = place(&inside, &sent)?;
        if sent.sure.is_none() {
            return Ok(ask(&inside, sent).page().into_response());
        }
        let dropped = inside.desk().drop_letter(&place).await?;
        let done = if dropped { "let_go" } else { "gone" };
        Ok(led_back(&inside, done))
    };
    visitor.told(answer.await)
}

fn ask(inside: &Inside, sent: LetterForm) -> OneForm {
    let tongue = inside.known.tongue();
    let back = paths::given_up(&inside.catalog.venue.slug);
    OneForm {
        frame: inside.frame_at(Room::Settings, tongue.word("given-up-drop.title")),
        trouble: None,
        lines: vec![tongue.word("given-up-drop.lead")],
        hidden: vec![
            ("letter".to_owned(), sent.letter),
            ("sure".to_owned(), "yes".to_owned()),
        ],
        fields: Vec::new(),
        action: format!("{back}/drop"),
        button: tongue.word("given-up-drop.button"),
        links: vec![(tongue.word("leave-it"), back)],
    }
}

/// The letter of that name. Another venue's letters are not there.
fn place(inside: &Inside, sent: &LetterForm) -> Result<Place, Denial> {
    let place = sent.letter.parse().ok();
    let own = |place: &Place| place.venue == Some(inside.catalog.venue.id);
    place.filter(own).ok_or_else(Denial::not_found)
}

fn led_back(inside: &Inside, done: &str) -> Response {
    let list = paths::given_up(&inside.catalog.venue.slug);
    Redirect::to(&format!("{list}?done={done}")).into_response()
}

async fn page(inside: &Inside, done: Option<Done>) -> Result<Page, Denial> {
    let (tongue, venue) = (inside.known.tongue(), &inside.catalog.venue);
    let desk = inside.desk();
    let lost = desk.given_up_letters(Some(venue.id)).await?;
    let names = names(inside, &lost).await?;
    let shown = lost.iter().take(SHOWN_MOST);
    let more = lost.len().saturating_sub(SHOWN_MOST);
    let content = Content {
        frame: inside.frame_at(Room::Settings, tongue.word("given-up.title")),
        told: done.map(|done| {
            tongue.word(match done {
                Done::Again => "given-up-done-again",
                Done::AllAgain => "given-up-done-all",
                Done::LetGo => "given-up-done-dropped",
                Done::Gone => "given-up-done-gone",
            })
        }),
        action: paths::given_up(&venue.slug),
        letters: shown.map(|lost| one(inside, lost, &names)).collect(),
        more: (more > 0).then(|| {
            let blanks = Blanks::default().with("more", more);
            tongue.say("given-up-more", &blanks)
        }),
    };
    Ok(Page::of(StatusCode::OK, &content))
}

type Names = BTreeMap<AccountId, String>;

/// What the readers are called.
async fn names(inside: &Inside, lost: &[GivenUp]) -> Result<Names, Denial> {
    let mut names = Names::new();
    let readers = lost.iter().take(SHOWN_MOST);
    for reader in readers.filter_map(|lost| lost.place.reader.account()) {
        if let std::collections::btree_map::Entry::Vacant(place) = names.entry(reader) {
            let account = inside.desk().account(reader).await?;
            place.insert(account.as_ref().map(called).unwrap_or_default());
        }
    }
    Ok(names)
}

fn one(inside: &Inside, lost: &GivenUp, names: &Names) -> Lost {
    let (tongue, venue) = (inside.known.tongue(), &inside.catalog.venue);
    let when = moment::full(tongue.0, &venue.zone, lost.given_up_at);
    let blanks = Blanks::default()
        .with("when", when)
        .with("attempts", lost.attempts);
    let (what, booking) = match lost.place.about {
        About::Booking {
            booking, notice, ..
        } => {
            let link = format!("{}?booking={booking}", paths::day(&venue.slug));
            let code = booking.code(venue.id);
            (name(tongue, Sample::OfBooking(notice)), Some((code, link)))
        }
        About::Ticket { purpose, .. } => (name(tongue, Sample::OfAccount(purpose)), None),
        About::Sample { sample, .. } => {
            let blanks = Blanks::default().with("letter", name(tongue, sample));
            (tongue.say("given-up-sample", &blanks), None)
        }
    };
    Lost {
        letter: lost.place.to_string(),
        what,
        whom: whom(inside, lost, names),
        booking,
        why: Line::subject(&lost.why).to_string(),
        when: tongue.say("given-up-when", &blanks),
    }
}

fn whom(inside: &Inside, lost: &GivenUp, names: &Names) -> String {
    let tongue = inside.known.tongue();
    let side = match lost.place.about {
        About::Booking { notice, .. } => Some(notice.to),
        About::Ticket { .. } | About::Sample { .. } => None,
    };
    match (lost.place.reader, side) {
        (To::Account(account), _) => names.get(&account).cloned().unwrap_or_default(),
        (To::House, _) => tongue.word("given-up-to-house"),
        (To::Side, Some(Recipient::Guest)) => tongue.word("given-up-to-guest"),
        (To::Side, Some(Recipient::Program)) => tongue.word("given-up-to-program"),
        (To::Side, Some(Recipient::Staff) | None) => tongue.word("given-up-to-staff"),
    }
}
