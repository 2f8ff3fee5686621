//! A letter in its envelope: the bytes that travel. The same letter always becomes the same bytes.

use std::fmt::Write as _;
use std::time::{Duration, SystemTime};

use bronya_words::calendar::CalendarPart;
use bronya_words::{Letter, Line};
use jiff::Timestamp;
use lettre::Address;
use lettre::message::header::{
    ContentDisposition, ContentTransferEncoding, ContentType, HeaderName, HeaderValue,
};
use lettre::message::{Body, Mailbox, Message, MessageBuilder, MultiPart, SinglePart};
use ring::digest::{SHA256, digest};

use crate::address;
use crate::settings::Sender;
use crate::undelivered::Undelivered;

/// The longest id that fits a line of a header, in bytes.
const ID_MOST: usize = 900;
/// Where the calendar of HTTP dates ends, in seconds: the last second of the year 9999.
const LAST_SECOND: u64 = 253_402_300_799;
/// Why a letter cannot fail to be put together once its addresses are read.
const SOUND: &str = "a letter with a sender, a reader and our own types of content is sound";

/// A letter ready to travel.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed {
    from: Address,
    to: Address,
    bytes: Vec<u8>,
}

impl Sealed {
    /// Whose letter it is, for the mail server.
    pub(crate) fn from(&self) -> &Address {
        &self.from
    }

    /// To whom it goes, for the mail server.
    pub(crate) fn to(&self) -> &Address {
        &self.to
    }

    /// The whole letter, headers and all, with lines that end in CR LF.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// Puts a letter into an envelope. `stamp` is when it became owed; its seconds stand in `Date`.
///
/// # Errors
/// [`Undelivered::Never`] where `to` is no address, or an id of the letter is none.
pub fn seal(
    from: &Sender,
    to: &str,
    letter: &Letter,
    stamp: Timestamp,
) -> Result<Sealed, Undelivered> {
    let to = address::read(to)
        .map_err(|bad| Undelivered::never(&format!("the reader's address: {bad}")))?;
    let message_id = id(&letter.message_id)?;
    let thread_id = letter.thread_id.as_deref().map(id).transpose()?;
    let from_name = if letter.from_name.as_str().is_empty() {
        from.name.as_ref()
    } else {
        Some(&letter.from_name)
    };
    let builder = Message::builder()
        .from(Mailbox::new(from_name.map(plain), from.address.clone()))
        .to(Mailbox::new(letter.to_name.as_ref().map(plain), to.clone()))
        .subject(plain(&letter.subject))
        .date(date(stamp));
    let builder = [
        ("Message-ID", Some(message_id)),
        ("In-Reply-To", thread_id),
        ("References", thread_id),
        ("Auto-Submitted", Some(letter.auto_submitted)),
        // What Exchange asks for instead of the line above. Reports of failed delivery stay welcome.
        ("X-Auto-Response-Suppress", Some("OOF, AutoReply")),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value?)))
    .fold(builder, |builder, (name, value)| {
        header(builder, name, value)
    });
    let message = builder.multipart(body(letter)).expect(SOUND);
    Ok(Sealed {
        from: from.address.clone(),
        to,
        bytes: message.formatted(),
    })
}

/// One that is fit for a header as it stands.
fn id(text: &str) -> Result<&str, Undelivered> {
    let inside = text
        .strip_prefix('<')
        .and_then(|text| text.strip_suffix('>'));
    let fit = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>');
    let sound =
        |inside: &str| inside.len() <= ID_MOST && inside.contains('@') && inside.bytes().all(fit);
    match inside {
        Some(inside) if sound(inside) => Ok(text),
        Some(_) | None => Err(Undelivered::never(
            "the letter's own id is none; this is a bug in Bronya",
        )),
    }
}

/// A header of plain ASCII without spaces at which it would be folded or encoded.
fn header(builder: MessageBuilder, name: &'static str, value: &str) -> MessageBuilder {
    let name = HeaderName::new_from_ascii_str(name);
    builder.raw_header(HeaderValue::dangerous_new_pre_encoded(
        name,
        value.to_owned(),
        value.to_owned(),
    ))
}

/// Text that stays what it is: `=?` would begin an encoded word, in which a stranger can write what a line cannot hold.
fn plain(line: &Line) -> String {
    line.as_str().replace("=?", "= ?")
}

fn date(stamp: Timestamp) -> SystemTime {
    let seconds = u64::try_from(stamp.as_second())
        .unwrap_or(0)
        .min(LAST_SECOND);
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

/// The parts, simplest first. Calendars show their buttons for the one among the alternatives; people and older
/// programs find the same as a file.
fn body(letter: &Letter) -> MultiPart {
    let alternatives = MultiPart::alternative()
        .boundary(boundary(letter, "parts"))
        .singlepart(text(ContentType::TEXT_PLAIN, &letter.text))
        .singlepart(text(ContentType::TEXT_HTML, &letter.html));
    let Some(part) = &letter.calendar else {
        return alternatives;
    };
    let shown = format!(
        "text/calendar; method={}; charset=utf-8",
        part.method.name()
    );
    let file = ContentDisposition::attachment("invite.ics");
    MultiPart::mixed()
        .boundary(boundary(letter, "whole"))
        .multipart(alternatives.singlepart(calendar(&shown, None, part)))
        .singlepart(calendar(
            "application/ics; name=\"invite.ics\"",
            Some(file),
            part,
        ))
}

/// Derived from the id, so that the same letter is the same bytes. It can be guessed, but not written: `=_` never
/// stands in a body that is encoded, and all of ours are.
fn boundary(letter: &Letter, part: &str) -> String {
    let digest = digest(&SHA256, letter.message_id.as_bytes());
    let mut boundary = "=_".to_owned();
    for byte in &digest.as_ref()[..16] {
        write!(boundary, "{byte:02x}").expect("a string takes what is written");
    }
    boundary + "_" + part
}

/// Encoded so that nothing on the way can change it, in the shorter of the two ways to do so.
fn text(kind: ContentType, text: &str) -> SinglePart {
    use ContentTransferEncoding::{Base64, QuotedPrintable};
    let text = text.to_owned();
    let body = match Body::new(text.clone()) {
        body if matches!(body.encoding(), Base64 | QuotedPrintable) => body,
        _ => encoded(text, QuotedPrintable),
    };
    SinglePart::builder().content_type(kind).body(body)
}

fn calendar(kind: &str, placed: Option<ContentDisposition>, part: &CalendarPart) -> SinglePart {
    let kind = ContentType::parse(kind).expect(SOUND);
    let builder = SinglePart::builder().content_type(kind);
    let builder = match placed {
        Some(placed) => builder.header(placed),
        None => builder,
    };
    builder.body(encoded(part.text.clone(), ContentTransferEncoding::Base64))
}

fn encoded(text: String, encoding: ContentTransferEncoding) -> Body {
    Body::new_with_encoding(text, encoding).expect("these encodings take any text")
}
