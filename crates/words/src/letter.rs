//! A letter, ready to be carried: everything but the envelope. And the one letter that is about nothing else.

use bronya_domain::catalog::Language;
use jiff::tz::TimeZone;

use crate::calendar::CalendarPart;
use crate::line::Line;
use crate::matter::{Post, Reader};
use crate::sheet::{Row, Sheet};
use crate::tongue::{Blanks, hello, say, word};
use crate::{ids, moment};

/// A letter to one reader. Its address is the carrier's concern; whatever else stands in a header is fit for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// How the reader is called.
    pub to_name: Option<Line>,
    /// In whose name it is written: the venue's, or the installation's.
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
    /// `References` and `In-Reply-To`, angle brackets included: the same for all letters about one booking. None where
    /// no other letter belongs with this one.
    pub thread_id: Option<String>,
    /// `Auto-Submitted`: no machine should answer.
    pub auto_submitted: &'static str,
}

/// The value of `Auto-Submitted` on a letter that nobody typed (RFC 3834).
pub const AUTO_GENERATED: &str = "auto-generated";

/// In whose name a letter speaks that no installation has named.
const BRONYA: &str = "Bronya";

/// A letter that only tries the way, in that language: it says that it arrived and from where.
pub fn trial(language: Language, post: Post<'_>, reader: Reader<'_>) -> Letter {
    let host = ids::host(post);
    let tell = |part: &str| {
        let blanks = Blanks::default().with("host", host.as_str());
        say(language, &format!("trial.{part}"), &blanks)
    };
    let row = |label: &str, value: String| Row {
        label: word(language, label),
        value,
    };
    let written = moment::full(language, &TimeZone::UTC, post.stamp);
    let sheet = Sheet {
        language,
        venue: BRONYA.to_owned(),
        title: tell("title"),
        hello: hello(language, reader.name),
        lead: tell("lead"),
        quotes: Vec::new(),
        rows: vec![
            row("label-host", host.clone()),
            row("label-sender", Line::name(post.sender).to_string()),
            row("label-written", format!("{written} UTC")),
        ],
        choice: None,
        buttons: Vec::new(),
        small: vec![word(language, "small-auto")],
    };
    Letter {
        to_name: Line::some_name(reader.name),
        from_name: Line::name(BRONYA),
        subject: Line::subject(&tell("subject")),
        text: sheet.text(),
        html: sheet.html(),
        calendar: None,
        message_id: ids::trial_id(post),
        thread_id: None,
        auto_submitted: AUTO_GENERATED,
    }
}
