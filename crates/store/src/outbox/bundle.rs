//! What one change owes to several is mostly told at once, so that it waits as one row: the first message, and with it what
//! else there is to say. Only when a courier takes that one do the others get rows of their own. A booking is written once and
//! waits long; a row less on that way is worth one more on the courier's.

use bronya_domain::booking::Booking;
use bronya_domain::id::{BookingId, VenueId};
use bronya_domain::notice::{Notice, Owed, Recipient, Topic};
use jiff::Timestamp;

use super::place::{About, Place};
use crate::engine::{Fault, Row, Sql, V, texts};

texts! {
    INSERT_NOTICE = "insert into outbox (venue, about, number, version, recipient, topic, reader, owed_at, tried_from,
            due_at, attempts, with_staff, remind_at)
        values ($1, 1, $2, $3, $4, $5, 0, $6, $7, $7, 0, $8, $9)";
    UNTIE = "update outbox set with_staff = null, remind_at = null
        where venue = $1 and about = 1 and number = $2 and version = $3 and recipient = $4 and topic = $5 and reader = 0";
}

const REMINDER: Notice = Notice {
    to: Recipient::Guest,
    topic: Topic::Reminder,
};

/// What waits with a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Besides {
    /// The staff are told the same.
    staff: bool,
    /// When the guest is to be reminded.
    remind_at: Option<Timestamp>,
}

/// A message and what waits with it.
struct Bundle {
    first: Owed,
    besides: Besides,
}

/// The change of a booking to which messages belong.
#[derive(Clone, Copy)]
struct Change {
    venue: VenueId,
    booking: BookingId,
    version: i64,
}

/// What writes down the messages that the change to this booking owes.
pub(crate) fn owed(
    venue: VenueId,
    after: &Booking,
    messages: &[Owed],
) -> impl Iterator<Item = (&'static Sql, Vec<V>)> {
    let change = Change {
        venue,
        booking: after.id,
        version: after.version,
    };
    let bundles = bundled(messages).into_iter();
    bundles.map(move |bundle| (&INSERT_NOTICE, bundle.values(change)))
}

/// The program's messages go their own way and join nobody's.
fn bundled(messages: &[Owed]) -> Vec<Bundle> {
    let mut bundles: Vec<Bundle> = Vec::with_capacity(messages.len());
    for owed in messages {
        let letter = bundles
            .iter_mut()
            .find(|bundle| bundle.first.notice.to != Recipient::Program);
        if !letter.is_some_and(|letter| letter.takes(owed)) {
            bundles.push(Bundle::of_one(*owed));
        }
    }
    bundles
}

impl Bundle {
    fn of_one(owed: Owed) -> Self {
        Self {
            first: owed,
            besides: Besides::default(),
        }
    }

    /// Takes a message along that the first one can stand for, and says whether it does.
    fn takes(&mut self, owed: &Owed) -> bool {
        let Owed { notice: first, .. } = self.first;
        let to_the_staff = Owed {
            notice: Notice {
                to: Recipient::Staff,
                ..first
            },
            ..self.first
        };
        if first.to == Recipient::Guest && *owed == to_the_staff {
            self.besides.staff = true;
            return true;
        }
        // A reminder that must wait longer than its own time has a row of its own, which says so.
        let reminds = first != REMINDER
            && *owed == REMINDER.at(owed.owed_at)
            && owed.due_at >= self.first.due_at;
        if reminds {
            self.besides.remind_at = Some(owed.owed_at);
        }
        reminds
    }

    fn values(&self, change: Change) -> Vec<V> {
        let mut values = change.place(self.first.notice);
        values.extend([self.first.owed_at.into(), self.first.due_at.into()]);
        values.extend([
            V::Int(self.besides.staff.then_some(1)),
            self.besides.remind_at.into(),
        ]);
        values
    }
}

impl Besides {
    /// Reads the two columns.
    pub(super) fn read(row: &mut Row) -> Result<Self, Fault> {
        Ok(Self {
            staff: row.maybe_int()?.is_some(),
            remind_at: row.maybe_instant()?,
        })
    }
}

impl Change {
    /// What names a message of it that nobody in particular reads yet, without its reader.
    fn place(self, notice: Notice) -> Vec<V> {
        vec![
            self.venue.into(),
            self.booking.into(),
            self.version.into(),
            notice.to.name().into(),
            notice.topic.name().into(),
        ]
    }
}

/// What gives rows of their own to what waited with a message that is lent; the staff's is due at `due_at` and lent next.
pub(super) fn untie(
    place: &Place,
    owed_at: Timestamp,
    besides: Besides,
    due_at: Timestamp,
) -> Vec<(&'static Sql, Vec<V>)> {
    let (
        Some(venue),
        About::Booking {
            booking,
            version,
            notice,
        },
    ) = (place.venue, place.about)
    else {
        return Vec::new();
    };
    if besides == Besides::default() {
        return Vec::new();
    }
    let change = Change {
        venue,
        booking,
        version,
    };
    let staff = besides.staff.then_some(Owed {
        notice: Notice {
            to: Recipient::Staff,
            ..notice
        },
        owed_at,
        due_at,
    });
    let reminder = besides.remind_at.map(|at| REMINDER.at(at));
    let others = staff.into_iter().chain(reminder).map(Bundle::of_one);
    let others = others.map(|other| (&INSERT_NOTICE, other.values(change)));
    [(&UNTIE, change.place(notice))]
        .into_iter()
        .chain(others)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GUEST: Notice = Notice {
        to: Recipient::Guest,
        topic: Topic::Confirmed,
    };

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("an instant")
    }

    fn to(to: Recipient) -> Owed {
        Notice { to, ..GUEST }.at(at(10))
    }

    fn rows(messages: &[Owed]) -> Vec<(Recipient, Topic, bool, bool)> {
        let row = |bundle: &Bundle| {
            let Notice { to, topic } = bundle.first.notice;
            let Besides { staff, remind_at } = bundle.besides;
            (to, topic, staff, remind_at.is_some())
        };
        bundled(messages).iter().map(row).collect()
    }

    #[test]
    fn guest_staff_and_reminder_wait_as_one_and_the_program_by_itself() {
        let messages = [
            to(Recipient::Guest),
            to(Recipient::Staff),
            to(Recipient::Program),
            REMINDER.at(at(90)),
        ];
        assert_eq!(
            rows(&messages),
            [
                (Recipient::Guest, Topic::Confirmed, true, true),
                (Recipient::Program, Topic::Confirmed, false, false),
            ]
        );
    }

    #[test]
    fn the_program_takes_nobody_along() {
        let messages = [to(Recipient::Program), REMINDER.at(at(90))];
        assert_eq!(
            rows(&messages),
            [
                (Recipient::Program, Topic::Confirmed, false, false),
                (Recipient::Guest, Topic::Reminder, false, false),
            ]
        );
    }

    #[test]
    fn what_is_told_at_another_time_waits_by_itself() {
        let held = REMINDER.at(at(9)).held_until(at(20));
        let messages = [
            to(Recipient::Guest),
            to(Recipient::Staff).held_until(at(20)),
            held,
        ];
        let alone = |to, topic| (to, topic, false, false);
        assert_eq!(
            rows(&messages),
            [
                alone(Recipient::Guest, Topic::Confirmed),
                alone(Recipient::Staff, Topic::Confirmed),
                alone(Recipient::Guest, Topic::Reminder),
            ]
        );
    }
}
