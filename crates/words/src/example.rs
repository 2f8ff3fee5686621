//! Any letter of the house as it would look at a venue, about a visit that nobody ever booked.

use bronya_domain::availability::Offer;
use bronya_domain::booking::{Booking, Contact, State, When};
use bronya_domain::catalog::{Language, Venue};
use bronya_domain::command::{Actor, Role};
use bronya_domain::id::{BookingId, ResourceId, TicketId};
use bronya_domain::money::Money;
use bronya_domain::notice::{Notice, Recipient, Topic};
use bronya_domain::people::Purpose;
use bronya_domain::sample::Sample;
use bronya_domain::span::{Span, later};
use jiff::civil::time;
use jiff::{SignedDuration, Timestamp};

use crate::account::{self, AccountMatter, House};
use crate::ids;
use crate::letter::{AUTO_GENERATED, Letter};
use crate::matter::{Alternative, Before, Links, Matter, Post, Reader, Visit};
use crate::native::Native;

/// How long the visit of an example lasts.
const STAY: SignedDuration = SignedDuration::from_hours(2);
/// How long its staff may take to decide.
const ANSWER: SignedDuration = SignedDuration::from_hours(12);
/// How many come.
const PARTY: u32 = 2;

/// What an example is made of.
#[derive(Clone, Copy, Debug)]
pub struct Example<'a> {
    /// The letter.
    pub sample: Sample,
    /// The language in which it is to be seen.
    pub language: Language,
    /// The venue whose letter it is.
    pub venue: &'a Venue,
    /// What people call something that can be booked there.
    pub resource: Option<&'a str>,
    /// Where all its buttons lead: to a page that anybody may see.
    pub page: &'a str,
    /// The address of whoever looks at it.
    pub email: &'a str,
    /// Its number at the venue: each is a letter of its own.
    pub number: i64,
    /// The house's post.
    pub post: Post<'a>,
}

/// What is said in the letter's language alone.
struct Said {
    guest: &'static str,
    host: &'static str,
    resource: &'static str,
    note: &'static str,
    declined: &'static str,
    cancelled: &'static str,
}

fn said(language: Language) -> Said {
    match language {
        Language::Ru => Said {
            guest: "Анна Смирнова",
            host: "Пётр Орлов",
            resource: "Стол 5",
            note: "Если можно, у окна.",
            declined: "В этот вечер у нас закрытое мероприятие.",
            cancelled: "Планы изменились. Спасибо за понимание!",
        },
        Language::En => Said {
            guest: "Anna Smith",
            host: "Peter Young",
            resource: "Table 5",
            note: "By the window, if possible.",
            declined: "We have a private event that evening.",
            cancelled: "Our plans have changed. Thank you for understanding!",
        },
    }
}

impl Example<'_> {
    /// The letter. It belongs to no thread and does nothing to a calendar that it is sent to.
    ///
    /// None where there is none: the link of the first setup is sent to nobody.
    pub fn letter(&self) -> Option<Letter> {
        let letter = match self.sample {
            Sample::OfBooking(notice) => self.of_booking(notice),
            Sample::OfAccount(purpose) => self.of_account(purpose)?,
        };
        Some(Letter {
            calendar: None,
            message_id: ids::example_id(self.venue.id, self.number, self.post),
            thread_id: None,
            auto_submitted: AUTO_GENERATED,
            ..letter
        })
    }

    fn of_booking(&self, notice: Notice) -> Letter {
        let said = said(self.language);
        let (state, was) = states(notice.topic);
        let moves = notice.topic == Topic::Moved;
        let start = self.evening();
        let now = if moves {
            later(start, SignedDuration::from_hours(1))
        } else {
            start
        };
        let resources = [self.resource.unwrap_or(said.resource).to_owned()];
        let before = was.map(|state| Before {
            state,
            when: during(start),
            resources: resources.to_vec(),
            party: Some(PARTY),
        });
        let booking = self.booking(&said, state, during(now));
        let alternatives = self.alternatives(&booking, &resources[0]);
        let to_guest = notice.to == Recipient::Guest;
        let matter = Matter {
            notice,
            visit: Visit {
                venue: self.venue,
                booking: &booking,
                resources: &resources,
                first: None,
                slot_topic: None,
            },
            before: before.as_ref(),
            by: doer(notice),
            reason: match notice.topic {
                Topic::Declined => Some(said.declined),
                Topic::Cancelled | Topic::CancelAsked => Some(said.cancelled),
                _ => None,
            },
            alternatives: &alternatives,
            links: Links {
                manage: Some(self.page),
                accept: Some(self.page),
                decline: Some(self.page),
                again: Some(self.page),
            },
            reader: self.reader(if to_guest { said.guest } else { said.host }),
            post: self.post,
        };
        Native.letter(&matter)
    }

    fn of_account(&self, purpose: Purpose) -> Option<Letter> {
        let invites = purpose == Purpose::Invitation;
        let matter = AccountMatter {
            purpose,
            house: House {
                name: self.post.host,
                language: self.language,
            },
            venue: invites.then_some(self.venue),
            role: invites.then_some(Role::Staff),
            has_account: false,
            link: self.page,
            expires_at: later(
                self.post.stamp,
                SignedDuration::from_mins(purpose.minutes()),
            ),
            reader: self.reader(said(self.language).host),
            post: self.post,
            ticket: TicketId(0),
        };
        account::letter(&matter)
    }

    fn booking(&self, said: &Said, state: State, when: When) -> Booking {
        let waits = state.undecided();
        Booking {
            id: BookingId(1),
            state,
            when,
            claims: Vec::new(),
            slot: None,
            party: Some(PARTY),
            price: Money {
                minor: 0,
                currency: self.venue.currency,
            },
            contact: Contact {
                name: Some(said.guest.to_owned()),
                email: Some("anna@example.org".to_owned()),
                phone: None,
            },
            account: None,
            note: Some(said.note.to_owned()),
            language: Some(self.language),
            channel: "web".to_owned(),
            deadline: waits.then(|| later(self.post.stamp, ANSWER)),
            cancel_asked_at: None,
            made_at: self.post.stamp,
            key_version: 1,
            version: 1,
        }
    }

    /// Two other stays on the same evening and the next.
    fn alternatives(&self, booking: &Booking, resource: &str) -> Vec<Alternative> {
        let start = booking.when.span().map(Span::from);
        let other = |hours| {
            let from = later(start?, SignedDuration::from_hours(hours));
            Some(Alternative {
                offer: Offer {
                    resource: ResourceId(1),
                    span: Span::lasting(from, STAY).ok()?,
                    price: 0,
                    slot: None,
                },
                resource: resource.to_owned(),
                link: Some(self.page.to_owned()),
            })
        };
        [1, 24].into_iter().filter_map(other).collect()
    }

    fn reader<'b>(&'b self, name: &'b str) -> Reader<'b> {
        Reader {
            account: None,
            name: Some(name),
            email: self.email,
            language: Some(self.language),
        }
    }

    /// Half past seven of the evening after next, by the venue's clock.
    fn evening(&self) -> Timestamp {
        let today = self.post.stamp.to_zoned(self.venue.zone.clone()).date();
        let day = today.tomorrow().and_then(jiff::civil::Date::tomorrow);
        let wall = day.unwrap_or(today).to_datetime(time(19, 30, 0, 0));
        let zoned = wall.to_zoned(self.venue.zone.clone());
        zoned.map_or(self.post.stamp, |zoned| zoned.timestamp())
    }
}

/// How a booking stands once that has happened, and how it stood before.
fn states(topic: Topic) -> (State, Option<State>) {
    match topic {
        Topic::Received => (State::Tentative, None),
        Topic::Confirmed => (State::Confirmed, Some(State::Tentative)),
        Topic::Declined | Topic::RivalChosen => (State::Declined, Some(State::Requested)),
        Topic::Cancelled => (State::Cancelled, Some(State::Confirmed)),
        Topic::CancelAsked | Topic::Moved => (State::Confirmed, Some(State::Confirmed)),
        Topic::Expired => (State::Expired, Some(State::Tentative)),
        Topic::Reminder => (State::Confirmed, Some(State::Tentative)),
    }
}

/// Who did it: the staff read what guests did, and guests what the staff did.
fn doer(notice: Notice) -> Actor {
    match notice.to {
        Recipient::Staff | Recipient::Program => Actor::GUEST,
        Recipient::Guest => match notice.topic {
            Topic::Received | Topic::Moved => Actor::GUEST,
            _ => Actor::OPERATOR,
        },
    }
}

fn during(from: Timestamp) -> When {
    Span::lasting(from, STAY).map_or(When::FromConfirmation, When::During)
}
