//! A letter, ready to be carried: everything but the envelope.

use crate::calendar::CalendarPart;
use crate::line::Line;

/// A letter to one reader. Its address is the carrier's concern; whatever else stands in a header is fit for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// How the reader is called.
    pub to_name: Option<Line>,
    /// In whose name it is written: the venue's.
    pub from_name: Line,
    /// Its subject.
    pub subject: Line,
    /// Its plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// What it does to the reader's calendar.
    pub calendar: Option<CalendarPart>,
    /// `Message-ID`, angle brackets included: the same each time this letter is sent.
    pub message_id: String,
    /// `References` and `In-Reply-To`, angle brackets included: the same for all letters about one booking.
    pub thread_id: String,
    /// `Auto-Submitted`: no machine should answer.
    pub auto_submitted: &'static str,
}

/// The value of `Auto-Submitted` on a letter that nobody typed (RFC 3834).
pub const AUTO_GENERATED: &str = "auto-generated";
