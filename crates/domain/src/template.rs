//! What a venue of a well-known sort begins with: hours and rules that are likely, to be changed as it likes.

use jiff::civil::{Time, time};

use crate::catalog::Language;
use crate::hours::{OpeningHours, WallSpan, Week};
use crate::policy::{
    Admission, Bound, ContactNeeded, GuestCancel, GuestChoice, PartySize, Policy, Stay, TurnTime,
};
use crate::resource::Schedule;

/// A sort of venue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Template {
    /// Tables, confirmed at once, turn time by party size.
    Restaurant,
    /// Meeting rooms, booked for as long as one wishes.
    Rooms,
    /// Specialists who publish slots and agree to each request.
    Practice,
}

impl Template {
    /// Every one of them.
    pub const ALL: [Self; 3] = [Self::Restaurant, Self::Rooms, Self::Practice];

    /// What it is called wherever it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Restaurant => "restaurant",
            Self::Rooms => "rooms",
            Self::Practice => "practice",
        }
    }

    /// The one that is called so.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|template| template.name() == name)
    }

    /// When it is open.
    pub fn hours(self) -> OpeningHours {
        let daily = |opens, closes| Week::daily(&[open(opens, closes)]);
        let weekly = match self {
            Self::Restaurant => daily(time(12, 0, 0, 0), time(0, 0, 0, 0)),
            Self::Rooms => Week {
                saturday: vec![],
                sunday: vec![],
                ..daily(time(8, 0, 0, 0), time(21, 0, 0, 0))
            },
            Self::Practice => daily(time(9, 0, 0, 0), time(20, 0, 0, 0)),
        };
        OpeningHours {
            weekly,
            ..Default::default()
        }
    }

    /// Its rules.
    pub fn policy(self) -> Policy {
        match self {
            Self::Restaurant => restaurant(),
            Self::Rooms => rooms(),
            Self::Practice => practice(),
        }
    }

    /// How what it has is offered.
    pub fn schedule(self) -> Schedule {
        match self {
            Self::Restaurant | Self::Rooms => Schedule::Hours,
            Self::Practice => Schedule::Slots,
        }
    }
}

/// Where a venue is, as far as the language tells of whoever founds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Home {
    /// The time zone, by its IANA name.
    pub zone: &'static str,
    /// The currency, by ISO 4217.
    pub currency: &'static str,
    /// The country in whose habit phone numbers are written, by ISO 3166.
    pub region: &'static str,
}

impl Home {
    /// The likely one.
    pub fn of(language: Language) -> Self {
        let (zone, currency, region) = match language {
            Language::Ru => ("Europe/Moscow", "RUB", "RU"),
            Language::En => ("Europe/London", "GBP", "GB"),
        };
        Self {
            zone,
            currency,
            region,
        }
    }
}

fn open(opens: Time, closes: Time) -> WallSpan {
    WallSpan { opens, closes }
}

fn restaurant() -> Policy {
    let turn = |up_to, minutes| TurnTime { up_to, minutes };
    Policy {
        stay: Some(Stay::ByParty(vec![turn(2, 90), turn(4, 120), turn(8, 150)])),
        party_size: Some(PartySize::Required),
        horizon_days: Some(Bound::Of(60)),
        cancel_deadline_minutes: Some(Bound::Of(60)),
        move_deadline_minutes: Some(Bound::Of(60)),
        ..Policy::default()
    }
}

fn rooms() -> Policy {
    Policy {
        stay: Some(Stay::Chosen {
            least_minutes: 15,
            most_minutes: 480,
        }),
        horizon_days: Some(Bound::Of(90)),
        contact: Some(ContactNeeded::Email),
        guest_choice: Some(GuestChoice::Named),
        ..Policy::default()
    }
}

fn practice() -> Policy {
    Policy {
        admission: Some(Admission::Tentative),
        answer_minutes: Some(Bound::Of(24 * 60)),
        lead_minutes: Some(Bound::Of(30)),
        cancel_confirmed: Some(GuestCancel::Asks),
        contact: Some(ContactNeeded::EmailOrPhone),
        guest_choice: Some(GuestChoice::Named),
        ..Policy::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Rules;

    #[test]
    fn each_is_found_by_its_name_and_makes_sense() {
        for template in Template::ALL {
            assert_eq!(Template::named(template.name()), Some(template));
            assert_eq!(template.hours().check(), Ok(()));
            assert_eq!(template.policy().check(), Ok(()));
            assert_eq!(Rules::within(&[&template.policy()]).contradiction(), None);
        }
        assert_eq!(Template::named("castle"), None);
    }
}
