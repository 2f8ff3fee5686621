//! A venue's webhook: where its own program hears of its bookings. It may lead anywhere in the operator's own network,
//! so the operator alone says where.

use axum::extract::State;
use axum::response::NoContent;
use bronya_domain::catalog::Catalog;
use bronya_domain::notice::{Topic, Webhook};
use bronya_domain::settings::{SettingsChange, VenueEdit};
use bronya_gate::{Gate, texts};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answered::{Seen, unchanged};
use crate::asked::{Body, Expects, In, Managing};
use crate::problem::Result;

/// Where news of bookings are to be posted.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WebhookBody {
    /// The address: `http` or `https`, without name and password.
    #[garde(length(max = 1000), custom(texts::webhook))]
    #[schemars(example = &"https://till.example/bronya")]
    url: String,
    /// Of what it hears; of everything where it names nothing. Reminders are for guests alone.
    #[garde(length(max = 20), inner(custom(is_news)))]
    #[serde(default)]
    topics: Vec<Topic>,
}

fn is_news(topic: &Topic, _: &()) -> garde::Result {
    match topic {
        Topic::Reminder => Err(garde::Error::new("is for guests alone")),
        Topic::Received
        | Topic::Confirmed
        | Topic::Declined
        | Topic::RivalChosen
        | Topic::Cancelled
        | Topic::CancelAsked
        | Topic::Moved
        | Topic::Expired => Ok(()),
    }
}

/// Where news of bookings are posted, and how they are signed.
#[derive(Serialize, JsonSchema)]
pub(crate) struct WebhookAnswer {
    /// The address; null where there is none.
    url: Option<String>,
    /// Of what it hears; of everything where it names nothing.
    topics: Vec<Topic>,
    /// The secret by which news are signed, after Standard Webhooks. It is the venue's, whatever the address.
    secret: String,
}

fn answer(gate: &Gate, catalog: &Catalog) -> Seen<WebhookAnswer> {
    let venue = &catalog.venue;
    let webhook = venue.webhook.clone();
    let (url, topics) = webhook.map_or_else(Default::default, |webhook| {
        (Some(webhook.url), webhook.topics)
    });
    let secret = gate.secret().webhook_secret(venue.id);
    let answer = WebhookAnswer {
        url,
        topics,
        secret,
    };
    Seen::new(answer).version(venue.settings).private()
}

pub(crate) async fn show(State(gate): State<Gate>, In(catalog): In) -> Result<Seen<WebhookAnswer>> {
    Ok(answer(&gate, &catalog))
}

pub(crate) async fn replace(
    State(gate): State<Gate>,
    Managing(desk): Managing,
    In(catalog): In,
    Expects(expects): Expects,
    Body(body): Body<WebhookBody>,
) -> Result<Seen<WebhookAnswer>> {
    let webhook = Webhook {
        url: body.url,
        topics: body.topics,
    };
    let change = edit(Some(webhook));
    let catalog = desk
        .change_settings(catalog.venue.id, change, expects, gate.now())
        .await?;
    Ok(answer(&gate, &catalog))
}

pub(crate) async fn delete(
    State(gate): State<Gate>,
    Managing(desk): Managing,
    In(catalog): In,
    Expects(expects): Expects,
) -> Result<NoContent> {
    if catalog.venue.webhook.is_none() {
        unchanged(&catalog, expects)?;
        return Ok(NoContent);
    }
    desk.change_settings(catalog.venue.id, edit(None), expects, gate.now())
        .await?;
    Ok(NoContent)
}

fn edit(webhook: Option<Webhook>) -> SettingsChange {
    SettingsChange::Venue(VenueEdit {
        webhook: Some(webhook),
        ..VenueEdit::default()
    })
}
