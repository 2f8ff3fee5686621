//! The letters of the house by name, so that whoever runs a venue can look at each of them before anybody gets one.

use crate::notice::{Notice, Recipient, Topic};
use crate::people::Purpose;

/// A letter that people get here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sample {
    /// About a change of a booking.
    OfBooking(Notice),
    /// About an account, with a link that works once.
    OfAccount(Purpose),
}

/// What guests are told of. Their own wish to be let go they are told of by nobody.
const TO_GUESTS: [Topic; 8] = [
    Topic::Received,
    Topic::Confirmed,
    Topic::Declined,
    Topic::RivalChosen,
    Topic::Cancelled,
    Topic::Moved,
    Topic::Expired,
    Topic::Reminder,
];

/// What the staff are told of: what they did not do themselves.
const TO_STAFF: [Topic; 6] = [
    Topic::Received,
    Topic::Confirmed,
    Topic::Cancelled,
    Topic::CancelAsked,
    Topic::Moved,
    Topic::Expired,
];

/// The links that are sent by letter.
const BY_LETTER: [Purpose; 3] = [
    Purpose::Invitation,
    Purpose::PasswordReset,
    Purpose::AddressConfirmation,
];

impl Sample {
    /// All of them: those to guests, those to the staff, those about accounts.
    pub fn all() -> impl Iterator<Item = Self> {
        let of = |to, topic| Self::OfBooking(Notice { to, topic });
        let guests = TO_GUESTS.map(|topic| of(Recipient::Guest, topic));
        let staff = TO_STAFF.map(|topic| of(Recipient::Staff, topic));
        let accounts = BY_LETTER.map(Self::OfAccount);
        guests.into_iter().chain(staff).chain(accounts)
    }

    /// Its name, as it is written everywhere: `guest_confirmed`, `invitation`.
    pub fn name(self) -> String {
        match self {
            Self::OfBooking(Notice { to, topic }) => format!("{}_{}", to.name(), topic.name()),
            Self::OfAccount(purpose) => purpose.name().to_owned(),
        }
    }

    /// The letter of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|sample| sample.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::Sample;

    #[test]
    fn each_letter_is_found_by_its_name() {
        for sample in Sample::all() {
            assert_eq!(Sample::named(&sample.name()), Some(sample));
        }
        assert_eq!(Sample::all().count(), 17);
        for nothing in ["", "guest", "guest_cancel_asked", "staff_reminder", "setup"] {
            assert_eq!(Sample::named(nothing), None, "{nothing}");
        }
    }
}
