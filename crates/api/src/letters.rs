//! Letters that could not be delivered, for whoever mends the cause and has them tried again.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::NoContent;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bronya_desk::{About, GivenUp, Place};
use bronya_domain::id::{AccountId, BookingId, VenueId};
use bronya_domain::notice::Recipient;
use bronya_gate::{Denial, Gate};
use garde::Validate;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answered::Seen;
use crate::asked::{Body, In};
use crate::problem::Result;

/// A letter that could not be delivered.
#[derive(Serialize, JsonSchema)]
pub(crate) struct LostLetter {
    /// Its name, by which it can be tried again.
    id: String,
    /// What it is about.
    topic: &'static str,
    /// To which side of a booking it is; null where it is about an account, or shows how a letter looks.
    to: Option<Recipient>,
    /// The account that reads it; null for a guest, and for the address that the venue gave for its staff.
    account: Option<AccountId>,
    /// The booking that it is about.
    booking: Option<BookingId>,
    /// When it became owed.
    owed_at: Timestamp,
    /// How often it was tried.
    attempts: i64,
    /// When it was given up.
    given_up_at: Timestamp,
    /// Why.
    why: String,
}

/// The letters that could not be delivered, the last first.
#[derive(Serialize, JsonSchema)]
pub(crate) struct LostLetters {
    items: Vec<LostLetter>,
}

/// A letter that was given up.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LostBody {
    /// Its name.
    #[garde(length(min = 1, max = 400))]
    id: String,
}

impl LostLetter {
    fn of(lost: GivenUp) -> Self {
        let id = URL_SAFE_NO_PAD.encode(lost.place.to_string());
        let (topic, to, booking) = match lost.place.about {
            About::Booking {
                booking, notice, ..
            } => (notice.topic.name(), Some(notice.to), Some(booking)),
            About::Ticket { purpose, .. } => (purpose.name(), None, None),
            About::Sample { .. } => ("sample", None, None),
        };
        Self {
            id,
            topic,
            to,
            account: lost.place.reader.account(),
            booking,
            owed_at: lost.owed_at,
            attempts: lost.attempts,
            given_up_at: lost.given_up_at,
            why: lost.why,
        }
    }
}

pub(crate) async fn list(State(gate): State<Gate>, In(catalog): In) -> Result<Seen<LostLetters>> {
    listed(&gate, Some(catalog.venue.id)).await
}

pub(crate) async fn list_house(State(gate): State<Gate>) -> Result<Seen<LostLetters>> {
    listed(&gate, None).await
}

pub(crate) async fn resend(
    State(gate): State<Gate>,
    In(catalog): In,
    Body(body): Body<LostBody>,
) -> Result<NoContent> {
    resent(&gate, Some(catalog.venue.id), &body).await
}

pub(crate) async fn resend_house(
    State(gate): State<Gate>,
    Body(body): Body<LostBody>,
) -> Result<NoContent> {
    resent(&gate, None, &body).await
}

async fn listed(gate: &Gate, venue: Option<VenueId>) -> Result<Seen<LostLetters>> {
    let lost = gate.desk().given_up_letters(venue).await?;
    let items = lost.into_iter().map(LostLetter::of).collect();
    Ok(Seen::new(LostLetters { items }).private())
}

pub(crate) async fn let_go(
    State(gate): State<Gate>,
    In(catalog): In,
    Body(body): Body<LostBody>,
) -> Result<NoContent> {
    dropped(&gate, Some(catalog.venue.id), &body).await
}

pub(crate) async fn let_go_house(
    State(gate): State<Gate>,
    Body(body): Body<LostBody>,
) -> Result<NoContent> {
    dropped(&gate, None, &body).await
}

async fn resent(gate: &Gate, venue: Option<VenueId>, body: &LostBody) -> Result<NoContent> {
    let place = body.place(venue)?;
    if !gate.desk().resend_letter(&place, gate.now()).await? {
        return Err(unknown().into());
    }
    Ok(NoContent)
}

async fn dropped(gate: &Gate, venue: Option<VenueId>, body: &LostBody) -> Result<NoContent> {
    let place = body.place(venue)?;
    if !gate.desk().drop_letter(&place).await? {
        return Err(unknown().into());
    }
    Ok(NoContent)
}

impl LostBody {
    /// The letter of that name. Another venue's letters are not there.
    fn place(&self, venue: Option<VenueId>) -> Result<Place, Denial> {
        let place = URL_SAFE_NO_PAD.decode(&self.id).ok();
        let place = place.and_then(|text| String::from_utf8(text).ok());
        let place: Option<Place> = place.and_then(|text| text.parse().ok());
        let own = place.filter(|place| place.venue == venue);
        own.ok_or_else(unknown)
    }
}

fn unknown() -> Denial {
    Denial::new(
        StatusCode::NOT_FOUND,
        "unknown_letter",
        "There is no such letter among those that were given up.",
    )
    .of("id")
}
