//! What names a letter among all that are owed: whose it is, what it is about, who reads it.

use std::fmt;
use std::str::FromStr;

use bronya_domain::catalog::Language;
use bronya_domain::id::{AccountId, BookingId, TicketId, VenueId};
use bronya_domain::notice::{Notice, Recipient, Topic};
use bronya_domain::people::Purpose;
use bronya_domain::sample::Sample;

use crate::engine::{Fault, Row, V, wrong};
use crate::rows::word;

/// What names a letter among all that are owed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// The venue; none where it is about an account alone.
    pub venue: Option<VenueId>,
    /// What it is about.
    pub about: About,
    /// Who reads it.
    pub reader: To,
}

/// Who reads a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum To {
    /// A side of a booking of which nobody is picked yet, or a guest.
    Side,
    /// Whoever has this account.
    Account(AccountId),
    /// Whoever reads the address that the venue gave for its staff.
    House,
}

/// What a letter is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum About {
    /// A change of a booking.
    Booking {
        /// The booking.
        booking: BookingId,
        /// The version that the change gave it.
        version: i64,
        /// To whom and about what.
        notice: Notice,
    },
    /// A link that works once.
    Ticket {
        /// Its number.
        ticket: TicketId,
        /// What it is good for.
        purpose: Purpose,
    },
    /// Nothing: it shows how a letter looks.
    Sample {
        /// Its number.
        number: i64,
        /// The letter that it shows.
        sample: Sample,
        /// The language in which it does.
        language: Language,
    },
}

impl Place {
    /// Its values, in the order of their columns.
    pub(super) fn values(&self) -> Vec<V> {
        let venue = self.venue.map_or(0, |venue| venue.0);
        let (about, number, version, recipient, topic) = match &self.about {
            About::Booking {
                booking,
                version,
                notice: Notice { to, topic },
            } => (1, booking.0, *version, to.name(), topic.name().to_owned()),
            About::Ticket { ticket, purpose } => {
                (2, ticket.0, 0, ACCOUNT, purpose.name().to_owned())
            }
            About::Sample {
                number,
                sample,
                language,
            } => (3, *number, 0, tag(*language), sample.name()),
        };
        let mut values: Vec<V> = [venue, about, number, version].map(V::from).into();
        values.extend([V::from(recipient), V::from(topic)]);
        values.push(self.reader.number().into());
        values
    }

    /// Reads the columns that name a letter.
    pub(super) fn read(row: &mut Row) -> Result<Self, Fault> {
        let venue = Some(row.int()?).filter(|venue| *venue != 0).map(VenueId);
        let (about, number, version) = (row.int()?, row.int()?, row.int()?);
        let (recipient, topic) = (row.text()?, row.text()?);
        let about = match about {
            1 => About::Booking {
                booking: BookingId(number),
                version,
                notice: Notice {
                    to: word::<Recipient>(&recipient)?,
                    topic: word::<Topic>(&topic)?,
                },
            },
            2 => About::Ticket {
                ticket: TicketId(number),
                purpose: word::<Purpose>(&topic)?,
            },
            3 => About::Sample {
                number,
                sample: Sample::named(&topic).ok_or_else(|| wrong(format!("a letter {topic}")))?,
                language: word::<Language>(&recipient)?,
            },
            other => return Err(wrong(format!("a letter about {other}"))),
        };
        Ok(Self {
            venue,
            about,
            reader: To::of_number(row.int()?),
        })
    }
}

impl To {
    /// The account, if it is one.
    pub fn account(self) -> Option<AccountId> {
        match self {
            Self::Account(account) => Some(account),
            Self::Side | Self::House => None,
        }
    }

    /// The number under which he is kept.
    pub(super) fn number(self) -> i64 {
        match self {
            Self::Side => 0,
            Self::House => -1,
            Self::Account(account) => account.0,
        }
    }

    fn of_number(number: i64) -> Self {
        match number {
            0 => Self::Side,
            -1 => Self::House,
            account => Self::Account(AccountId(account)),
        }
    }
}

/// As it is written to be read again: its values, with points between them.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |value: V| match value {
            V::Int(number) => number.unwrap_or_default().to_string(),
            V::Text(text) => text.unwrap_or_default(),
        };
        let values: Vec<String> = self.values().into_iter().map(text).collect();
        f.write_str(&values.join("."))
    }
}

/// A text that names no letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("names no letter")]
pub struct NoPlace;

impl FromStr for Place {
    type Err = NoPlace;

    fn from_str(text: &str) -> Result<Self, NoPlace> {
        let cells = text
            .split('.')
            .enumerate()
            .map(|(place, cell)| match place {
                4 | 5 => Ok(V::from(cell)),
                _ => cell.parse::<i64>().map(V::from).map_err(|_| NoPlace),
            });
        let cells: Vec<V> = cells.collect::<Result<_, _>>()?;
        if cells.len() != 7 {
            return Err(NoPlace);
        }
        let place = Self::read(&mut Row::new(cells)).map_err(|_| NoPlace)?;
        // What is read back must be what was written, to the letter.
        if place.to_string() == text {
            Ok(place)
        } else {
            Err(NoPlace)
        }
    }
}

/// The recipient of a letter about an account.
const ACCOUNT: &str = "account";

/// What stands in the place of the recipient where a letter shows how it looks: the language in which it does.
fn tag(language: Language) -> &'static str {
    match language {
        Language::Ru => "ru",
        Language::En => "en",
    }
}
