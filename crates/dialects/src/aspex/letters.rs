//! Its letters: to the user, when his booking is made, moved or called off, whoever did it and through whichever door.

use bronya_domain::notice::{Recipient, Topic};
use bronya_words::{Letter, LetterSet, Matter, Native};

use crate::door::Stationery;

/// The native letters, to the user alone: in this contract nobody at the restaurant is written to, and an admin who was
/// never told by the original would find a letter for each booking.
struct ToUsers;

impl LetterSet for ToUsers {
    fn letter(&self, matter: &Matter<'_>) -> Option<Letter> {
        let wanted = match matter.notice.topic {
            Topic::Received
            | Topic::Confirmed
            | Topic::Declined
            | Topic::RivalChosen
            | Topic::Cancelled
            | Topic::Moved
            | Topic::Expired
            | Topic::Reminder => matter.notice.to == Recipient::Guest,
            // Somebody asks, through another door, for what only the restaurant can do.
            Topic::CancelAsked => true,
        };
        wanted.then(|| Native.letter(matter))
    }
}

pub(crate) fn letters(_: Stationery) -> Option<Box<dyn LetterSet>> {
    Some(Box::new(ToUsers))
}
