//! Where news of a venue's bookings are posted. It may lead anywhere in the operator's own network, so the operator alone says
//! where; whoever runs the venue sees that it does.

use bronya_domain::notice::Topic;
use bronya_gate::{Denial, Who};

use crate::fields::{Field, Trouble};
use crate::inside::Inside;
use crate::paths;
use crate::tongue::Tongue;

/// The longest address.
pub(super) const URL_MOST: usize = 1000;

/// What of a booking can be news. Reminders are for guests alone.
const NEWS: [Topic; 8] = [
    Topic::Received,
    Topic::Confirmed,
    Topic::Declined,
    Topic::RivalChosen,
    Topic::Cancelled,
    Topic::CancelAsked,
    Topic::Moved,
    Topic::Expired,
];

/// Something to be ticked.
pub(super) struct Check {
    pub value: &'static str,
    pub label: String,
    pub is_on: bool,
}

/// Where news go, as the page shows it.
pub(super) struct Hook {
    /// Whether who looks may change it.
    pub may_set: bool,
    pub action: String,
    /// Where they go now.
    pub url: Option<String>,
    /// Where they are to go.
    pub fields: [Field; 1],
    pub topics: Vec<Check>,
    /// The version of the settings of which they are.
    pub seen: i64,
    /// By what they are signed, for who may set it.
    pub secret: Option<String>,
}

/// Where news go now.
pub(super) fn hook(inside: &Inside) -> Hook {
    let webhook = inside.catalog.venue.webhook.as_ref();
    let url = webhook.map(|webhook| webhook.url.clone());
    let topics = webhook.map(|webhook| webhook.topics.clone());
    shown(inside, url.unwrap_or_default(), &topics.unwrap_or_default())
}

pub(super) fn shown(inside: &Inside, typed: String, topics: &[Topic]) -> Hook {
    let (tongue, venue) = (inside.known.tongue(), &inside.catalog.venue);
    let may_set = operator(inside).is_ok();
    let secret = || inside.known.gate.secret().webhook_secret(venue.id);
    Hook {
        may_set,
        action: format!("{}/webhook", paths::keys(&venue.slug)),
        url: venue.webhook.as_ref().map(|webhook| webhook.url.clone()),
        fields: [Field {
            value: typed,
            most: Some(URL_MOST),
            hint: Some(tongue.word("webhook-url-hint")),
            fill: Some("off"),
            ..Field::new("url", "url", tongue.word("webhook-url"))
        }],
        topics: NEWS
            .map(|topic| Check {
                value: topic.name(),
                label: tongue.word(&topic_words(topic)),
                is_on: topics.contains(&topic),
            })
            .into(),
        seen: venue.settings,
        secret: may_set.then(secret),
    }
}

/// Under which name the words for a topic are kept.
pub(super) fn topic_words(topic: Topic) -> String {
    format!("topic-{}", topic.name().replace('_', "-"))
}

impl Hook {
    /// What is wrong with what was typed.
    pub(super) fn trouble(&mut self, tongue: Tongue) -> Option<Trouble> {
        Trouble::of(tongue, &mut self.fields)
    }
}

/// Refuses who does not run the installation.
pub(super) fn operator(inside: &Inside) -> Result<(), Denial> {
    let identity = inside.caller.identity().clone();
    Who::Operator.admit(identity, None, false).map(drop)
}
