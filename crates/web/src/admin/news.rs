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
use super::webhook::{Hook, URL_MOST, hook, operator, shown};
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
    /// The version of the settings that the page showed.
    #[garde(skip)]
    seen: i64,
}

/// A press of the button that ends it.
#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct StopForm {
    #[garde(skip)]
    seen: i64,
}

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
        let hook = shown(&inside, url.clone(), &sent.topics);
        let topics = sent.topics;
        match change(&inside, Some(Webhook { url, topics }), sent.seen).await {
            Ok(()) => Ok(led_back(&inside, "webhook")),
            Err(denial) => overtaken(&inside, hook, "webhook-overtaken", denial).await,
        }
    };
    visitor.told(answer.await)
}

async fn stop(Admin(inside): Admin, Form(sent): Form<StopForm>) -> Response {
    let visitor = inside.known.visitor;
    let answer = async {
        operator(&inside)?;
        match change(&inside, None, sent.seen).await {
            Ok(()) => Ok(led_back(&inside, "webhook_off")),
            Err(denial) => overtaken(&inside, hook(&inside), "webhook-overtaken-off", denial).await,
        }
    };
    visitor.told(answer.await)
}

/// Changes where news go, if the settings are still those that the page showed.
async fn change(inside: &Inside, webhook: Option<Webhook>, seen: i64) -> Result<(), Denial> {
    let (gate, venue) = (&inside.known.gate, &inside.catalog.venue);
    if venue.webhook == webhook {
        return Ok(());
    }
    let change = SettingsChange::Venue(VenueEdit {
        webhook: Some(webhook),
        ..VenueEdit::default()
    });
    let desk = inside.desk();
    desk.change_settings(venue.id, change, Some(seen), gate.now())
        .await?;
    Ok(())
}

fn led_back(inside: &Inside, done: &str) -> Response {
    let there = paths::keys(&inside.catalog.venue.slug);
    Redirect::to(&format!("{there}?done={done}")).into_response()
}

/// The page as it stands, where somebody else changed the settings after it was shown.
async fn overtaken(
    inside: &Inside,
    hook: Hook,
    words: &str,
    denial: Denial,
) -> Result<Response, Denial> {
    if denial.code != "version_differs" {
        return Err(denial);
    }
    let text = inside.known.tongue().word(words);
    let screen = Screen::new(hook).overtaken("url", text);
    Ok(screen.page(inside).await?.into_response())
}
