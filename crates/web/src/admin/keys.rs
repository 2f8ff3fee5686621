//! The programs with which a venue speaks: their keys, the foreign contracts that it speaks, and where its news go.

use askama::Template;
use axum::Router;
use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use bronya_domain::id::ApiKeyId;
use bronya_domain::instance::Instance;
use bronya_domain::people::{ApiKey, Scope};
use bronya_domain::refusal::Reason;
use bronya_gate::{Denial, Gate, reading, texts, tokens};
use bronya_words::{Line, moment};
use garde::Validate;
use jiff::Timestamp;
use serde::Deserialize;

use super::around::called;
use super::webhook::{self, Check, Hook};
use crate::asked::Form;
use crate::fields::{Field, Trouble};
use crate::inside::{Admin, Inside, Room};
use crate::one_form::OneForm;
use crate::page::{Frame, Page};
use crate::paths;
use crate::tongue::Blanks;

/// The longest name of a key, in characters.
const NAME_MOST: usize = 100;

/// What was done a moment ago.
#[derive(Default, Deserialize, Validate)]
struct KeysQuery {
    #[garde(skip)]
    done: Option<Done>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Done {
    Revoked,
    Webhook,
    WebhookOff,
}

/// A key to be made.
#[derive(Default, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct KeyForm {
    #[garde(length(chars, max = NAME_MOST))]
    name: Option<String>,
    #[garde(length(max = 10))]
    #[serde(default)]
    scopes: Vec<Scope>,
    /// The last key that the page showed. A form that is sent twice makes one key.
    #[garde(skip)]
    #[serde(default)]
    last: i64,
}

/// A press of a button that says everything.
#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct Press {}

#[derive(Template)]
#[template(path = "admin/keys.html")]
struct Content {
    frame: Frame,
    told: Option<String>,
    trouble: Option<Trouble>,
    action: String,
    keys: Vec<Key>,
    last: i64,
    field: Field,
    scopes: Vec<Check>,
    scopes_problem: Option<String>,
    dialects: Vec<Dialect>,
    hook: Hook,
}

#[derive(Template)]
#[template(path = "admin/key_made.html")]
struct Made {
    frame: Frame,
    lead: String,
    key: String,
    back: String,
}

/// A key as it is shown: everything but itself.
struct Key {
    name: String,
    scopes: String,
    made: String,
    used: String,
    revoked: Option<String>,
    revoke: String,
}

/// A foreign contract.
struct Dialect {
    name: String,
    address: String,
    settings: Vec<(String, String)>,
}

pub(super) fn routes() -> Router<Gate> {
    Router::new()
        .route("/{venue}/keys", get(show).post(make))
        .route("/{venue}/keys/{id}/revoke", get(ask_revoke).post(revoke))
}

async fn show(Admin(inside): Admin, RawQuery(query): RawQuery) -> Response {
    let visitor = inside.known.visitor;
    let page = async {
        let KeysQuery { done } = reading::query(&query.unwrap_or_default())?;
        let told = done.map(|done| {
            inside.known.tongue().word(match done {
                Done::Revoked => "keys-done-revoked",
                Done::Webhook => "webhook-done-set",
                Done::WebhookOff => "webhook-done-off",
            })
        });
        let hook = webhook::hook(&inside);
        Screen::new(hook).told(told).page(&inside).await
    };
    visitor.shown(page.await)
}

/// Makes a key and shows it, this once.
async fn make(Admin(inside): Admin, Form(mut sent): Form<KeyForm>) -> Response {
    let visitor = inside.known.visitor;
    let answer = async {
        let (gate, venue) = (&inside.known.gate, &inside.catalog.venue);
        sent.scopes.sort();
        sent.scopes.dedup();
        let name = sent.name.as_deref().unwrap_or_default().trim().to_owned();
        if texts::line(&name, &()).is_err() || sent.scopes.is_empty() {
            let mut screen = Screen::new(webhook::hook(&inside));
            screen.sent = Some(sent);
            return Ok(screen.page(&inside).await?.into_response());
        }
        if sent.last != last_key(&inside).await? {
            let text = inside.known.tongue().word("keys-overtaken");
            let mut screen = Screen::new(webhook::hook(&inside)).overtaken("name", text);
            screen.sent = Some(sent);
            return Ok(screen.page(&inside).await?.into_response());
        }
        let key = tokens::api_key(gate.dice());
        let (hash, made_by) = (tokens::api_key_hash(&key), inside.caller.account());
        let desk = inside.desk();
        desk.add_api_key(
            venue.id,
            name.clone(),
            sent.scopes,
            hash,
            made_by,
            gate.now(),
        )
        .await?;
        Ok(made(&inside, &name, key).into_response())
    };
    visitor.told(answer.await)
}

fn made(inside: &Inside, name: &str, key: String) -> Page {
    let tongue = inside.known.tongue();
    let blanks = Blanks::default().with("name", Line::name(name).to_string());
    let content = Made {
        frame: inside.frame_at(Room::Settings, tongue.word("keys-made.title")),
        lead: tongue.say("keys-made.lead", &blanks),
        key,
        back: paths::keys(&inside.catalog.venue.slug),
    };
    Page::of(StatusCode::OK, &content)
}

async fn ask_revoke(Admin(inside): Admin, Path((_, id)): Path<(String, String)>) -> Response {
    let visitor = inside.known.visitor;
    let page = async {
        let (tongue, venue) = (inside.known.tongue(), &inside.catalog.venue);
        let known = inside.desk().api_keys(venue.id).await?;
        let id = key_of(&id)?;
        let key = known.into_iter().find(|key| key.id == id);
        let key = key.ok_or(Reason::UnknownKey)?;
        let blanks = Blanks::default().with("name", Line::name(&key.name).to_string());
        let say = |part: &str| tongue.say(&format!("keys-revoke.{part}"), &blanks);
        let back = paths::keys(&venue.slug);
        let form = OneForm {
            frame: inside.frame_at(Room::Settings, say("title")),
            trouble: None,
            lines: vec![say("lead")],
            hidden: Vec::new(),
            fields: Vec::new(),
            action: format!("{back}/{id}/revoke"),
            button: say("button"),
            links: vec![(tongue.word("leave-it"), back)],
        };
        Ok::<_, Denial>(form.page())
    };
    visitor.shown(page.await)
}

async fn revoke(
    Admin(inside): Admin,
    Path((_, id)): Path<(String, String)>,
    Form(Press {}): Form<Press>,
) -> Response {
    let visitor = inside.known.visitor;
    let answer = async {
        let (gate, venue) = (&inside.known.gate, &inside.catalog.venue);
        let id = key_of(&id)?;
        inside
            .desk()
            .revoke_api_key(venue.id, id, gate.now())
            .await?;
        let there = format!("{}?done=revoked", paths::keys(&venue.slug));
        Ok(Redirect::to(&there).into_response())
    };
    visitor.told(answer.await)
}

fn key_of(text: &str) -> Result<ApiKeyId, Denial> {
    text.parse().map(ApiKeyId).map_err(|_| Denial::not_found())
}

/// The page of keys, with what was typed into one of its forms.
pub(super) struct Screen {
    told: Option<String>,
    sent: Option<KeyForm>,
    hook: Hook,
    /// What was changed after the page was shown, and the field that it is about.
    overtaken: Option<(&'static str, String)>,
}

impl Screen {
    pub(super) fn new(hook: Hook) -> Self {
        Self {
            told: None,
            sent: None,
            hook,
            overtaken: None,
        }
    }

    pub(super) fn overtaken(self, field: &'static str, text: String) -> Self {
        let overtaken = Some((field, text));
        Self { overtaken, ..self }
    }

    fn told(self, told: Option<String>) -> Self {
        Self { told, ..self }
    }

    pub(super) async fn page(mut self, inside: &Inside) -> Result<Page, Denial> {
        let tongue = inside.known.tongue();
        let is_sent = self.sent.is_some();
        let sent = self.sent.take().unwrap_or_default();
        let name = sent.name.unwrap_or_default();
        let bad_name = is_sent && texts::line(name.trim(), &()).is_err();
        let mut fields = [Field {
            value: name,
            most: Some(NAME_MOST),
            hint: Some(tongue.word("keys-name-hint")),
            problem: bad_name.then(|| tongue.word("bad-name")),
            fill: Some("off"),
            ..Field::new("name", "text", tongue.word("keys-name"))
        }];
        let none = is_sent && sent.scopes.is_empty();
        let scopes_problem = none.then(|| tongue.word("keys-bad-scopes"));
        let trouble = match Trouble::of(tongue, &mut fields) {
            Some(trouble) => Some(trouble),
            None => scopes_problem
                .clone()
                .map(|text| Trouble::about(tongue, "scopes", text)),
        };
        let trouble = trouble.or_else(|| self.hook.trouble(tongue));
        let clash = self.overtaken.is_some();
        let overtaken = self.overtaken.take();
        let overtaken = overtaken.map(|(field, text)| Trouble::about(tongue, field, text));
        let trouble = trouble.or(overtaken);
        let mut frame = inside.frame_at(Room::Settings, tongue.word("keys.title"));
        frame.troubled = trouble.is_some();
        let status = match (clash, frame.troubled) {
            (true, _) => StatusCode::CONFLICT,
            (false, true) => StatusCode::UNPROCESSABLE_ENTITY,
            (false, false) => StatusCode::OK,
        };
        let [field] = fields;
        let content = Content {
            frame,
            told: self.told,
            trouble,
            action: paths::keys(&inside.catalog.venue.slug),
            keys: keys(inside).await?,
            last: last_key(inside).await?,
            field,
            scopes: SCOPES
                .map(|(scope, value, words)| Check {
                    value,
                    label: tongue.word(words),
                    is_on: sent.scopes.contains(&scope),
                })
                .into(),
            scopes_problem,
            dialects: dialects(inside).await?,
            hook: self.hook,
        };
        Ok(Page::of(status, &content))
    }
}

const SCOPES: [(Scope, &str, &str); 4] = [
    (Scope::ReadBookings, "read_bookings", "scope-read-bookings"),
    (
        Scope::WriteBookings,
        "write_bookings",
        "scope-write-bookings",
    ),
    (Scope::WriteOffer, "write_offer", "scope-write-offer"),
    (
        Scope::WriteSettings,
        "write_settings",
        "scope-write-settings",
    ),
];

/// The number of the last key that was made; 0 where there is none.
async fn last_key(inside: &Inside) -> Result<i64, Denial> {
    let known = inside.desk().api_keys(inside.catalog.venue.id).await?;
    Ok(known.iter().map(|key| key.id.0).max().unwrap_or(0))
}

/// The keys, those that work first.
async fn keys(inside: &Inside) -> Result<Vec<Key>, Denial> {
    let (desk, venue) = (inside.desk(), inside.catalog.venue.id);
    let mut known = desk.api_keys(venue).await?;
    known.sort_by_key(|key| (key.revoked_at.is_some(), std::cmp::Reverse(key.id)));
    let mut keys = Vec::with_capacity(known.len());
    for key in known {
        let maker = match key.made_by {
            Some(account) => desk.account(account).await?,
            None => None,
        };
        keys.push(one_key(inside, &key, maker.as_ref().map(called)));
    }
    Ok(keys)
}

fn one_key(inside: &Inside, key: &ApiKey, maker: Option<String>) -> Key {
    let (tongue, venue) = (inside.known.tongue(), &inside.catalog.venue);
    let when = |words: &str, at: Timestamp| {
        let when = moment::full(tongue.0, &venue.zone, at);
        let who = maker.clone().unwrap_or_else(|| "none".to_owned());
        let blanks = Blanks::default().with("when", when).with("who", who);
        tongue.say(words, &blanks)
    };
    let scopes = SCOPES
        .iter()
        .filter(|(scope, ..)| key.scopes.contains(scope));
    let scopes: Vec<String> = scopes.map(|(_, _, words)| tongue.word(words)).collect();
    Key {
        name: Line::name(&key.name).to_string(),
        scopes: scopes.join("; "),
        made: when("keys-made-at", key.made_at),
        used: match key.used_at {
            Some(at) => when("keys-used-at", at),
            None => tongue.word("keys-unused"),
        },
        revoked: key.revoked_at.map(|at| when("keys-revoked-at", at)),
        revoke: format!("{}/{}/revoke", paths::keys(&venue.slug), key.id),
    }
}

/// The foreign contracts that the venue speaks.
async fn dialects(inside: &Inside) -> Result<Vec<Dialect>, Denial> {
    let gate = &inside.known.gate;
    let spoken = gate.desk().instances_of(inside.catalog.venue.id).await?;
    let one = |instance: Instance| Dialect {
        address: format!("{}/dialects/{}/", gate.public_url(), instance.name),
        name: instance.name,
        settings: instance.settings.into_iter().collect(),
    };
    Ok(spoken.into_iter().map(one).collect())
}
