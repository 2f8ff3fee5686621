//! Calendars that calendar programs read by themselves, by an address that only those know who were told it.

use std::fmt;
use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};

use crate::catalog::Catalog;
use crate::command::Actor;
use crate::id::ResourceId;
use crate::refusal::Reason;
use crate::span::{Span, later};

/// How far a calendar looks back.
const BACK: SignedDuration = SignedDuration::from_hours(24 * 30);
/// How far it looks ahead.
const AHEAD: SignedDuration = SignedDuration::from_hours(24 * 180);

/// Whose time a calendar shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Feed {
    /// That of the whole venue.
    Venue,
    /// That of one resource.
    Of(ResourceId),
}

/// The text names no calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("names no calendar")]
pub struct NoFeed;

impl Feed {
    /// The resource that it shows, where it shows but one.
    pub fn resource(self) -> Option<ResourceId> {
        match self {
            Self::Venue => None,
            Self::Of(resource) => Some(resource),
        }
    }

    /// Whether somebody may know and renew its address: a specialist that of his own time, others of the staff every one.
    pub fn open_to(self, actor: Actor, catalog: &Catalog) -> Result<(), Reason> {
        if !actor.is_staff() {
            return Err(Reason::StaffOnly);
        }
        match (self, actor.own) {
            (Self::Venue, Some(_)) => Err(Reason::StaffOnly),
            (Self::Of(resource), _) if catalog.find(resource).is_none() => {
                Err(Reason::UnknownResource { resource })
            }
            (Self::Of(resource), Some(own)) if own != resource => {
                Err(Reason::NotYours { resource })
            }
            _ => Ok(()),
        }
    }

    /// The time that it shows.
    pub fn window(now: Timestamp) -> Span {
        Span::new(later(now, -BACK), later(now, AHEAD)).unwrap_or(Span::open(now))
    }
}

impl fmt::Display for Feed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Venue => f.write_str("venue"),
            Self::Of(resource) => resource.fmt(f),
        }
    }
}

impl FromStr for Feed {
    type Err = NoFeed;
    fn from_str(text: &str) -> Result<Self, NoFeed> {
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        match text {
            "venue" => Ok(Self::Venue),
            _ if is_number => {
                let number = text.parse().map_err(|_| NoFeed)?;
                Ok(Self::Of(ResourceId(number)))
            }
            _ => Err(NoFeed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_calendar_is_read_back_as_it_was_written() {
        for feed in [Feed::Venue, Feed::Of(ResourceId(7))] {
            assert_eq!(feed.to_string().parse(), Ok(feed));
        }
        for text in ["", "-1", "seven", "7.ics", "99999999999999999999"] {
            assert_eq!(text.parse::<Feed>(), Err(NoFeed), "{text}");
        }
    }
}
