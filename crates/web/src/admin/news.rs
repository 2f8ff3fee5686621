//! Saying where news of a venue's bookings are posted, and that they are posted no more.

use axum::Router;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use bronya_domain::notice::{Topic, Webhook};
use bronya_domain::settings::{SettingsChange, VenueEdit};
use bronya_gate::{Denial, Gate, texts};
use garde::Validate;
use serde::Deserialize;

use super::keys::Screen;
use super::webhook::{URL_MOST, operator, shown};
use crate::asked::Form;
use crate::inside::{Admin, Inside};
use crate::paths;

/// Where news go, and which.
#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct HookForm {
    #[garde(length(max = 4096))]
    url: Option<String>,
    #[garde(length(max = 20))]
    #[serde(default)]
    topics: Vec<Topic>,
}

/// A press of a button that says everything.
#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct Press {}

pub(super) fn routes() -> Router<Gate> {
    Router::new()
        .route("/{venue}/keys/webhook", post(set))
        .route("/{venue}/keys/webhook/off", post(stop))
}

async fn set(Admin(inside): Admin, Form(sent): Form<HookForm>) -> Response {
    let visitor = inside.known.visitor;
    let answer = async {
        operator(&inside)?;
        let url = sent.url.unwrap_or_default().trim().to_owned();
        let bad = url.len() > URL_MOST || texts::webhook(&url, &()).is_err();
        if bad || sent.topics.contains(&Topic::Reminder) {
            let mut hook = shown(&inside, url, &sent.topics);
            let [field] = &mut hook.fields;
            field.problem = Some(inside.known.tongue().word("webhook-bad-url"));
            return Ok(Screen::new(hook).page(&inside).await?.into_response());
        }
        let topics = sent.topics;
        change(&inside, Some(Webhook { url, topics }), "webhook").await
    };
    visitor.told(answer.await)
}

async fn stop(Admin(inside): Admin, Form(Press {}): Form<Press>) -> Response {
    let visitor = inside.known.visitor;
    let answer = async {
        operator(&inside)?;
        change(&inside, None, "webhook_off").await
    };
    visitor.told(answer.await)
}

async fn change(inside: &Inside, webhook: Option<Webhook>, done: &str) -> Result<Response, Denial> {
    let (gate, venue) = (&inside.known.gate, &inside.catalog.venue);
    if venue.webhook != webhook {
        let change = SettingsChange::Venue(VenueEdit {
            webhook: Some(webhook),
            ..VenueEdit::default()
        });
        let desk = inside.desk();
        desk.change_settings(venue.id, change, None, gate.now())
            .await?;
    }
    let there = format!("{}?done={done}", paths::keys(&venue.slug));
    Ok(Redirect::to(&there).into_response())
}
