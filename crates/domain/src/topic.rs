//! What can become of a booking that somebody is told about, and which of it a venue's program wants to hear.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// The order arrived and waits for a decision.
    Received,
    /// The booking is agreed.
    Confirmed,
    /// The staff said no.
    Declined,
    /// Another party was given the time.
    RivalChosen,
    /// The booking is called off.
    Cancelled,
    /// The guest asks the staff to call it off.
    CancelAsked,
    /// The booking has another time, place or size.
    Moved,
    /// Nobody decided in time.
    Expired,
    /// The visit comes near.
    Reminder,
}

impl Topic {
    /// Its name, as it is written everywhere.
    pub fn name(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Confirmed => "confirmed",
            Self::Declined => "declined",
            Self::RivalChosen => "rival_chosen",
            Self::Cancelled => "cancelled",
            Self::CancelAsked => "cancel_asked",
            Self::Moved => "moved",
            Self::Expired => "expired",
            Self::Reminder => "reminder",
        }
    }
}

/// Where a venue's program hears of its bookings. Each notice is posted there, signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Webhook {
    /// The address to which news are posted.
    pub url: String,
    /// What it wants to hear of; everything, where it names nothing.
    pub topics: Vec<Topic>,
}

impl Webhook {
    /// Whether it wants to hear of this.
    pub fn wants(&self, topic: Topic) -> bool {
        self.topics.is_empty() || self.topics.contains(&topic)
    }
}
