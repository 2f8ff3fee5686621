//! One party's agreement with a venue, and the states it goes through.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::catalog::Language;
use crate::id::{AccountId, BlockId, BookingId, HoldId, ResourceId, SlotId};
use crate::money::Money;
use crate::occupancy::{Claim, Owner};
use crate::policy::ContactNeeded;
use crate::span::Span;

/// Where a booking stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The guest asked; it claims nothing yet.
    Requested,
    /// It claims its time, and the staff have yet to decide.
    Tentative,
    /// Agreed.
    Confirmed,
    /// The party is there.
    Seated,
    /// The party was there and left.
    Finished,
    /// The party never came.
    NoShow,
    /// Called off by the guest or the staff.
    Cancelled,
    /// The staff said no.
    Declined,
    /// Nobody decided in time.
    Expired,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 9] = [
        Self::Requested,
        Self::Tentative,
        Self::Confirmed,
        Self::Seated,
        Self::Finished,
        Self::NoShow,
        Self::Cancelled,
        Self::Declined,
        Self::Expired,
    ];

    /// The states that may follow.
    pub fn next(self) -> &'static [Self] {
        use State::{Cancelled, Confirmed, Declined, Expired, Finished, NoShow, Seated};
        match self {
            Self::Requested | Self::Tentative => &[Confirmed, Declined, Cancelled, Expired],
            Self::Confirmed => &[Seated, Finished, NoShow, Cancelled],
            Self::Seated => &[Finished],
            Self::Finished | Self::NoShow | Self::Cancelled | Self::Declined | Self::Expired => &[],
        }
    }

    /// Whether `next` may follow.
    pub fn may_become(self, next: Self) -> bool {
        self.next().contains(&next)
    }

    /// Whether taking back the last change may lead from here to `earlier`: against an arc along which the staff led the
    /// booking a moment ago, or nowhere where they only moved it.
    pub fn may_return_to(self, earlier: Self) -> bool {
        match self {
            Self::Seated | Self::NoShow => earlier == Self::Confirmed,
            Self::Finished => matches!(earlier, Self::Confirmed | Self::Seated),
            Self::Requested | Self::Tentative | Self::Confirmed => earlier == self,
            Self::Cancelled | Self::Declined | Self::Expired => false,
        }
    }

    /// Whether a booking may be made in this state: seated, where the party stands at the door.
    pub fn may_begin(self) -> bool {
        matches!(
            self,
            Self::Requested | Self::Tentative | Self::Confirmed | Self::Seated
        )
    }

    /// Whether a booking in this state takes its time: exactly then are its claims live.
    pub fn holds(self) -> bool {
        matches!(
            self,
            Self::Tentative | Self::Confirmed | Self::Seated | Self::Finished
        )
    }

    /// Whether the staff have yet to decide.
    pub fn undecided(self) -> bool {
        matches!(self, Self::Requested | Self::Tentative)
    }

    /// Its name, as it is written everywhere.
    pub fn name(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Tentative => "tentative",
            Self::Confirmed => "confirmed",
            Self::Seated => "seated",
            Self::Finished => "finished",
            Self::NoShow => "no_show",
            Self::Cancelled => "cancelled",
            Self::Declined => "declined",
            Self::Expired => "expired",
        }
    }

    /// The state of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// When a booking takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// During an interval, buffers not included; its end may be open.
    During(Span),
    /// From confirmation until somebody releases it.
    FromConfirmation,
}

impl When {
    /// The interval, once there is one.
    pub fn span(self) -> Option<Span> {
        match self {
            Self::During(span) => Some(span),
            Self::FromConfirmation => None,
        }
    }
}

/// How to reach a guest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The guest's name.
    pub name: Option<String>,
    /// The guest's e-mail address.
    pub email: Option<String>,
    /// The guest's phone number, in E.164.
    pub phone: Option<String>,
}

impl Contact {
    /// Whether it has what a rule asks for.
    pub fn satisfies(&self, needed: ContactNeeded) -> bool {
        let (email, phone) = (self.email.is_some(), self.phone.is_some());
        match needed {
            ContactNeeded::Nothing => true,
            ContactNeeded::Email => email,
            ContactNeeded::Phone => phone,
            ContactNeeded::EmailOrPhone => email || phone,
            ContactNeeded::EmailAndPhone => email && phone,
        }
    }
}

/// One party's agreement with a venue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booking {
    /// Its number within the venue.
    pub id: BookingId,
    /// Where it stands.
    pub state: State,
    /// When it takes place.
    pub when: When,
    /// What it takes, one claim per resource; dormant until the state holds. While `when` has no interval yet, a
    /// claim's span begins when the order was made, which makes it no promise.
    pub claims: Vec<Claim>,
    /// The published slot that it takes, if it takes one.
    pub slot: Option<SlotId>,
    /// How many people come, where known.
    pub party: Option<u32>,
    /// The price, frozen when the booking was made.
    pub price: Money,
    /// How to reach the guest.
    pub contact: Contact,
    /// The guest's account, if he has one.
    pub account: Option<AccountId>,
    /// What the guest wants the staff to know.
    pub note: Option<String>,
    /// The guest's language, where he chose one.
    pub language: Option<Language>,
    /// The way by which it came: `api`, `web`, or the name of a foreign contract's instance.
    pub channel: String,
    /// Until when the staff may decide.
    pub deadline: Option<Timestamp>,
    /// When the guest asked the staff to cancel, if he did.
    pub cancel_asked_at: Option<Timestamp>,
    /// When it was made.
    pub made_at: Timestamp,
    /// The version of the key in the guest's link; raising it makes older links worthless.
    pub key_version: u32,
    /// Counts the changes, from 1.
    pub version: i64,
}

impl Booking {
    /// Whether another booking is the same guest's: of his account, or where he has none here, of a way to reach him.
    pub fn shares_guest(&self, other: &Self) -> bool {
        let alike = |own: &Option<String>, other: &Option<String>| own.is_some() && own == other;
        let (own, others) = (&self.contact, &other.contact);
        match self.account {
            Some(account) => other.account == Some(account),
            None => alike(&own.email, &others.email) || alike(&own.phone, &others.phone),
        }
    }

    /// The resources that it is about.
    pub fn resources(&self) -> impl Iterator<Item = ResourceId> + '_ {
        self.claims.iter().map(|claim| claim.resource)
    }

    /// Whether it lapses at `now` because nobody decided in time.
    pub fn lapsed(&self, now: Timestamp) -> bool {
        self.state.undecided() && self.deadline.is_some_and(|deadline| deadline <= now)
    }

    /// Whether it lies behind at `now`: its time is over, or it is known that nothing more will come of it.
    pub fn is_over(&self, now: Timestamp) -> bool {
        let ended = self.when.span().and_then(Span::until);
        matches!(self.state, State::Finished | State::NoShow) || ended.is_some_and(|end| end <= now)
    }

    /// Whether the guest left anything by which he can be told something.
    pub fn is_reachable(&self) -> bool {
        self.contact.email.is_some() || self.contact.phone.is_some() || self.account.is_some()
    }

    /// Itself, as the owner of its claims.
    pub fn owner(&self) -> Owner {
        Owner::Booking(self.id)
    }
}

/// A short claim while a guest fills the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Its number within the venue.
    pub id: HoldId,
    /// The stay that it is for, buffers not included.
    pub span: Span,
    /// What it takes; always live until the deadline.
    pub claims: Vec<Claim>,
    /// The published slot that it takes, if it takes one.
    pub slot: Option<SlotId>,
    /// How many people come, where known.
    pub party: Option<u32>,
    /// When it lapses.
    pub deadline: Timestamp,
}

/// Time closed by the staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Its number within the venue.
    pub id: BlockId,
    /// The resources that it closes.
    pub resources: Vec<ResourceId>,
    /// From when until when; the end may be open.
    pub span: Span,
    /// What it claims: that of its time which no other block had claimed.
    pub claims: Vec<Claim>,
    /// Why.
    pub reason: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_booking_moves_only_along_the_arcs() {
        let arcs: Vec<String> = State::ALL
            .into_iter()
            .filter(|state| !state.next().is_empty())
            .map(|state| {
                let next: Vec<_> = state.next().iter().map(|next| next.name()).collect();
                format!("{} → {}", state.name(), next.join(" | "))
            })
            .collect();
        assert_eq!(
            arcs,
            [
                "requested → confirmed | declined | cancelled | expired",
                "tentative → confirmed | declined | cancelled | expired",
                "confirmed → seated | finished | no_show | cancelled",
                "seated → finished",
            ]
        );
    }

    #[test]
    fn a_change_is_taken_back_only_against_the_arc_that_it_took() {
        for from in State::ALL {
            for to in State::ALL.into_iter().filter(|to| *to != from) {
                let undone = matches!(from, State::Seated | State::Finished | State::NoShow);
                assert_eq!(from.may_return_to(to), undone && to.may_become(from));
            }
            assert_eq!(
                from.may_return_to(from),
                from.undecided() || from == State::Confirmed,
                "what can be moved can be moved back"
            );
        }
    }

    #[test]
    fn each_state_is_found_by_its_name() {
        for state in State::ALL {
            assert_eq!(State::named(state.name()), Some(state));
        }
        assert_eq!(State::named("lost"), None);
    }
}
