//! A venue, a guest and what goes on between them, as told by facts alone.

use std::collections::BTreeMap;

use bronya_domain::availability::Offer;
use bronya_domain::booking::{Booking, Contact, State, When};
use bronya_domain::catalog::{Language, Venue};
use bronya_domain::command::Actor;
use bronya_domain::id::{AccountId, BookingId, ResourceId, VenueId};
use bronya_domain::money::Money;
use bronya_domain::notice::{Notice, Recipient, Topic};
use bronya_domain::policy::Policy;
use bronya_domain::span::Span;
use bronya_words::matter::{Alternative, Before, Links, Matter, Post, Reader, Visit};
use bronya_words::{Letter, Native};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Everything that a matter borrows from.
pub struct House {
    pub venue: Venue,
    pub booking: Booking,
    pub resources: Vec<String>,
    pub slot_topic: Option<String>,
    pub before: Option<Before>,
    pub by: Actor,
    pub reason: Option<String>,
    pub alternatives: Vec<Alternative>,
    pub reader_account: Option<AccountId>,
    pub reader_name: Option<String>,
    pub reader_email: String,
    pub reader_language: Option<Language>,
    pub installation: String,
    pub host: String,
    pub stamp: Timestamp,
}

pub const TOPICS: [Topic; 9] = [
    Topic::Received,
    Topic::Confirmed,
    Topic::Declined,
    Topic::RivalChosen,
    Topic::Cancelled,
    Topic::CancelAsked,
    Topic::Moved,
    Topic::Expired,
    Topic::Reminder,
];

/// Every notice that there can be.
pub fn notices() -> Vec<Notice> {
    let sides = [Recipient::Guest, Recipient::Staff];
    sides
        .into_iter()
        .flat_map(|to| TOPICS.map(|topic| Notice { to, topic }))
        .collect()
}

pub fn to_guest(topic: Topic) -> Notice {
    let to = Recipient::Guest;
    Notice { to, topic }
}

pub fn to_staff(topic: Topic) -> Notice {
    let to = Recipient::Staff;
    Notice { to, topic }
}

pub fn instant(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

pub fn stay(from: &str, until: &str) -> When {
    When::During(Span::new(instant(from), instant(until)).expect("a span"))
}

impl House {
    /// A table for two on a Saturday evening in Moscow, agreed.
    pub fn new() -> Self {
        let currency = "RUB".parse().expect("a currency");
        Self {
            venue: Venue {
                id: VenueId(7),
                slug: "zarya".into(),
                name: "Ресторан «Заря»".into(),
                address: Some("Москва, Большая Никитская улица, 12".into()),
                region: Some("RU".into()),
                staff_email: None,
                embedders: Vec::new(),
                zone_name: "Europe/Moscow".into(),
                zone: TimeZone::get("Europe/Moscow").expect("a zone"),
                language: Language::Ru,
                currency,
                hours: None,
                policy: Policy::default(),
                webhook: None,
                settings: 1,
                kinds: BTreeMap::new(),
                channels: Default::default(),
            },
            booking: Booking {
                id: BookingId(42),
                state: State::Confirmed,
                when: stay("2026-11-21T16:30:00Z", "2026-11-21T18:30:00Z"),
                claims: Vec::new(),
                slot: None,
                party: Some(2),
                price: Money {
                    minor: 250_000,
                    currency,
                },
                contact: Contact {
                    name: Some("Анна Смирнова".into()),
                    email: Some("anna@example.org".into()),
                    phone: Some("+79161234567".into()),
                },
                account: None,
                note: Some("Столик у окна, если получится".into()),
                language: Some(Language::Ru),
                channel: "web".into(),
                deadline: None,
                cancel_asked_at: None,
                made_at: instant("2026-11-18T09:00:00Z"),
                key_version: 1,
                version: 1,
            },
            resources: vec!["Стол 5".into()],
            slot_topic: None,
            before: None,
            by: Actor::GUEST,
            reason: None,
            alternatives: Vec::new(),
            reader_account: None,
            reader_name: Some("Анна Смирнова".into()),
            reader_email: "anna@example.org".into(),
            reader_language: None,
            installation: "Бронирование на bronya.example".into(),
            host: "bronya.example".into(),
            stamp: instant("2026-11-18T09:00:00Z"),
        }
    }

    /// The same house in London, for those who speak English.
    pub fn english() -> Self {
        let mut house = Self::new();
        house.venue.name = "The Daybreak".into();
        house.venue.zone_name = "Europe/London".into();
        house.venue.zone = TimeZone::get("Europe/London").expect("a zone");
        house.venue.language = Language::En;
        house.venue.currency = "GBP".parse().expect("a currency");
        house.venue.address = Some("12 Chapel Street, London".into());
        house.venue.region = Some("GB".into());
        house.booking.when = stay("2026-11-21T19:30:00Z", "2026-11-21T21:30:00Z");
        house.booking.language = None;
        house.booking.contact.name = Some("Anna Smith".into());
        house.booking.contact.phone = Some("+442071234567".into());
        house.booking.note = Some("A table by the window, if there is one".into());
        house.booking.price = Money {
            minor: 4_550,
            currency: house.venue.currency,
        };
        house.resources = vec!["Table 5".into()];
        house.reader_name = Some("Anna Smith".into());
        house.installation = "Bookings at bronya.example".into();
        house
    }

    /// The house when that happens.
    pub fn when(mut self, notice: Notice) -> Self {
        let russian = self.venue.language == Language::Ru;
        let say = |ru: &str, en: &str| Some(if russian { ru } else { en }.to_owned());
        self.before = Some(self.now());
        if notice.to == Recipient::Staff {
            self.reader_account = Some(AccountId(15));
            self.reader_name = say("Пётр", "Peter");
            self.reader_email = "peter@example.org".into();
        }
        let Notice { to, topic } = notice;
        let (state, before) = match topic {
            Topic::Received => (State::Tentative, None),
            Topic::Confirmed => (State::Confirmed, Some(State::Tentative)),
            Topic::Declined | Topic::RivalChosen => (State::Declined, Some(State::Requested)),
            Topic::Cancelled => (State::Cancelled, Some(State::Confirmed)),
            Topic::CancelAsked | Topic::Moved => (State::Confirmed, Some(State::Confirmed)),
            Topic::Expired => (State::Expired, Some(State::Tentative)),
            Topic::Reminder => (State::Confirmed, Some(State::Tentative)),
        };
        self.before = before.map(|state| Before {
            state,
            ..self.now()
        });
        self.booking.state = state;
        self.booking.version = if before.is_some() { 2 } else { 1 };
        let by_staff = matches!(
            topic,
            Topic::Confirmed | Topic::Declined | Topic::RivalChosen | Topic::Reminder
        );
        if by_staff || (topic == Topic::Cancelled && to == Recipient::Guest) {
            self.by = Actor::OPERATOR;
        }
        match topic {
            Topic::Received => self.booking.deadline = Some(instant("2026-11-19T09:00:00Z")),
            Topic::Declined => {
                self.reason = say(
                    "В этот вечер у нас свадьба.",
                    "We have a wedding that evening.",
                )
            }
            Topic::Cancelled | Topic::CancelAsked => {
                self.reason = say(
                    "Заболел ребёнок.\nОчень жаль!",
                    "Our child is ill.\nWhat a pity!",
                );
            }
            Topic::Moved => {
                let day = if russian {
                    "2026-11-22T16:00:00Z"
                } else {
                    "2026-11-22T19:00:00Z"
                };
                self.booking.when = When::During(
                    Span::lasting(instant(day), jiff::SignedDuration::from_hours(2))
                        .expect("a span"),
                );
                self.resources = vec![say("Стол 8", "Table 8").unwrap_or_default()];
                self.booking.party = Some(5);
            }
            Topic::Confirmed | Topic::RivalChosen | Topic::Expired | Topic::Reminder => {}
        }
        if matches!(topic, Topic::Declined | Topic::RivalChosen | Topic::Expired) {
            self.alternatives = self.two_alternatives();
        }
        self
    }

    fn now(&self) -> Before {
        Before {
            state: self.booking.state,
            when: self.booking.when,
            resources: self.resources.clone(),
            party: self.booking.party,
        }
    }

    fn two_alternatives(&self) -> Vec<Alternative> {
        let from = self.booking.when.span().expect("a time").from();
        let later = |hours| {
            let from = from + jiff::SignedDuration::from_hours(hours);
            Alternative {
                offer: Offer {
                    resource: ResourceId(8),
                    span: Span::lasting(from, jiff::SignedDuration::from_hours(2)).expect("a span"),
                    price: self.booking.price.minor,
                    slot: None,
                },
                resource: self.resources[0].clone(),
                link: Some(format!("https://book.example/zarya?at={hours}")),
            }
        };
        vec![later(2), later(24)]
    }

    pub fn visit(&self) -> Visit<'_> {
        Visit {
            venue: &self.venue,
            booking: &self.booking,
            resources: &self.resources,
            first: None,
            slot_topic: self.slot_topic.as_deref(),
        }
    }

    pub fn post(&self) -> Post<'_> {
        Post {
            host: &self.host,
            sender: "booking@bronya.example",
            stamp: self.stamp,
        }
    }

    pub fn reader(&self) -> Reader<'_> {
        Reader {
            account: self.reader_account,
            name: self.reader_name.as_deref(),
            email: &self.reader_email,
            language: self.reader_language,
        }
    }

    pub fn matter(&self, notice: Notice) -> Matter<'_> {
        Matter {
            notice,
            visit: self.visit(),
            before: self.before.as_ref(),
            by: self.by,
            reason: self.reason.as_deref(),
            alternatives: &self.alternatives,
            links: Links {
                manage: Some("https://book.example/b/7K3-M2Q?key=secret"),
                accept: Some("https://book.example/d/accept-key"),
                decline: Some("https://book.example/d/decline-key"),
                again: Some("https://book.example/zarya"),
            },
            reader: self.reader(),
            post: self.post(),
        }
    }

    pub fn letter(&self, notice: Notice) -> Letter {
        Native.letter(&self.matter(notice))
    }
}
