//! Strangers' text that wants to be more than text: no header, no property, no tag, no button comes of it.

use bronya_domain::notice::Topic;
use bronya_words::Letter;

use crate::calendar::{calcard_of, names};
use crate::house::{House, to_guest, to_staff};
use crate::post::{Piece, pieces};

const PAYLOADS: [&str; 50] = [
    "x\r\nBcc: all@example.org",
    "x\nBcc: all@example.org",
    "x\rBcc: all@example.org",
    "x\r\n\r\n<html>a body</html>",
    "x\n\nA body",
    "x%0d%0aBcc: all@example.org",
    "x\\r\\nBcc: all@example.org",
    "x\u{2028}Bcc: all@example.org",
    "x\u{2029}Bcc: all@example.org",
    "x\u{85}Bcc: all@example.org",
    "x\u{b}Bcc: all@example.org",
    "x\u{c}Bcc: all@example.org",
    "x\0\r\nBcc: all@example.org",
    "=?utf-8?q?x=0D=0ABcc:_all@example.org?=",
    "=?utf-8?b?eA0KQmNjOiBhbGxAZXhhbXBsZS5vcmc=?=",
    "\r\n.\r\nMAIL FROM:<a@example.org>",
    "\" <all@example.org>, \"",
    "x>, <all@example.org",
    "x\r\nContent-Type: text/html\r\n\r\n",
    "--boundary--\r\n\r\n",
    "x\r\nSTATUS:CANCELLED",
    "x\nSTATUS:CANCELLED",
    "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil\r\nEND:VEVENT",
    "x\nEND:VEVENT\nEND:VCALENDAR\nBEGIN:VCALENDAR",
    "x\r\n ATTENDEE:mailto:evil@example.org",
    "x\r\nATTACH:https://evil.example/x",
    "x\r\nBEGIN:VALARM\r\nACTION:EMAIL\r\nEND:VALARM",
    "x\";ROLE=CHAIR:mailto:evil@example.org",
    "x\\\";ROLE=CHAIR:mailto:evil@example.org",
    "x^n^'\";ROLE=CHAIR",
    "x;RSVP=TRUE;ROLE=CHAIR",
    "x:mailto:evil@example.org",
    "x\\nSTATUS:CANCELLED",
    "x\\\\nSTATUS:CANCELLED",
    "x\\,y\\;z",
    "x\t\r\n\tSTATUS:CANCELLED",
    "<script>alert(1)</script>",
    "\"><script>alert(1)</script>",
    "' onmouseover='alert(1)",
    "</title><script>alert(1)</script>",
    "</style><style>@import url(//evil.example)</style>",
    "<a href=\"https://evil.example\">Accept</a>",
    "<img src=https://evil.example/p.gif>",
    "&lt;script&gt;",
    "{{ 7 * 7 }}{% include \"x\" %}",
    "{ $by -> *[x] y }",
    "${jndi:ldap://evil.example}",
    "\u{202e}gro.elpmaxe@lla",
    "\u{feff}\u{200e}x\u{2066}",
    "../../etc/passwd\0.txt",
];

/// Puts the payload wherever a stranger, a guest or a careless administrator may write.
fn poisoned(mut house: House, payload: &str) -> House {
    let text = || payload.to_owned();
    house.venue.name = text();
    house.venue.zone_name = text();
    house.venue.address = Some(text());
    house.booking.contact.name = Some(text());
    house.booking.contact.email = Some(text());
    house.booking.contact.phone = Some(text());
    house.booking.note = Some(text());
    house.resources = vec![text()];
    house.slot_topic = Some(text());
    house.reason = Some(text());
    house.reader_name = Some(text());
    house.reader_email = text();
    house.installation = text();
    house.host = text();
    for alternative in &mut house.alternatives {
        alternative.resource = text();
    }
    if let Some(before) = &mut house.before {
        before.resources = vec![format!("{payload} ")];
    }
    house
}

fn letter(payload: &str, piece: Piece) -> Letter {
    piece.letter(&poisoned(piece.house(House::new()), payload))
}

#[test]
fn fifty_payloads_add_no_header() {
    for piece in pieces() {
        let honest = headers(&letter("x", piece));
        for payload in PAYLOADS {
            let letter = letter(payload, piece);
            assert_eq!(headers(&letter), honest, "{payload:?} in {piece:?}");
            for line in [
                Some(&letter.subject),
                Some(&letter.from_name),
                letter.to_name.as_ref(),
            ] {
                let line = line.map_or("", |line| line.as_str());
                assert!(
                    !line.chars().any(char::is_control),
                    "{payload:?} in {piece:?}: {line:?}"
                );
            }
            for id in [Some(&letter.message_id), letter.thread_id.as_ref()] {
                let unfit = |char: char| char.is_whitespace() || char.is_control();
                assert!(id.is_none_or(|id| !id.contains(unfit)), "{id:?}");
                assert!(
                    id.is_none_or(|id| id.matches(['<', '>', '@']).count() == 3),
                    "{id:?}"
                );
            }
        }
    }
}

/// The headers that another library sees in the letter, written down as naively as can be.
fn headers(letter: &Letter) -> Vec<String> {
    let to = letter.to_name.as_ref().map_or("", |name| name.as_str());
    let thread = letter.thread_id.as_ref();
    let thread = thread.map_or_else(String::new, |id| format!("References: {id}\r\n"));
    let raw = format!(
        "Subject: {}\r\nX-From: {}\r\nX-To: {to}\r\nMessage-ID: {}\r\n{thread}Auto-Submitted: {}\r\n\r\nbody",
        letter.subject, letter.from_name, letter.message_id, letter.auto_submitted
    );
    let message = mail_parser::MessageParser::default()
        .parse(raw.as_bytes())
        .expect("a message");
    message
        .headers()
        .iter()
        .map(|header| header.name().to_owned())
        .collect()
}

#[test]
fn fifty_payloads_add_no_property() {
    for topic in [Topic::Confirmed, Topic::Moved, Topic::Cancelled] {
        let part = |payload| {
            let piece = Piece::Booking(to_guest(topic));
            let mut house = poisoned(piece.house(House::new()), payload);
            house.reader_email = "anna@example.org".into();
            piece.letter(&house).calendar.expect("a part").text
        };
        let honest = part("x");
        let properties: Vec<String> = names(&honest).collect();
        for payload in PAYLOADS {
            let text = part(payload);
            assert_eq!(
                names(&text).collect::<Vec<_>>(),
                properties,
                "{payload:?}:\n{text}"
            );
            let lines = text.replace("\r\n", "");
            assert!(!lines.chars().any(char::is_control), "{payload:?}:\n{text}");
            let calendar = calcard_of(&text);
            let event = &calendar.components[1];
            assert_eq!(
                event.entries.len(),
                properties.len() - 7,
                "{payload:?}:\n{text}"
            );
            for (entry, honest) in event
                .entries
                .iter()
                .zip(&calcard_of(&honest).components[1].entries)
            {
                let named = |entry: &calcard::icalendar::ICalendarEntry| {
                    entry
                        .params
                        .iter()
                        .map(|param| param.name.clone())
                        .collect::<Vec<_>>()
                };
                assert_eq!(named(entry), named(honest), "{payload:?}:\n{text}");
            }
            let unfolded = icalendar::parser::unfold(&text);
            let other =
                icalendar::parser::read_calendar(&unfolded).expect("the other library reads it");
            assert_eq!(other.components.len(), 1, "{payload:?}");
            assert_eq!(
                other.components[0].properties.len(),
                event.entries.len(),
                "{payload:?}:\n{text}"
            );
            let people = other.components[0].find_prop("ATTENDEE").expect("a guest");
            assert_eq!(
                people.val.as_str(),
                "mailto:anna@example.org",
                "{payload:?}:\n{text}"
            );
        }
    }
}

#[test]
fn fifty_payloads_add_no_tag() {
    for piece in pieces() {
        let tags = |letter: &Letter| letter.html.matches('<').count();
        for payload in PAYLOADS {
            let html = letter(payload, piece);
            // A reason of two lines has a line break of ours.
            let breaks = html.html.matches("<br>").count();
            assert_eq!(
                tags(&html) - breaks,
                tags(&letter("x", piece)),
                "{payload:?} in {piece:?}"
            );
        }
    }
}

#[test]
fn fifty_payloads_add_no_line_to_a_letter_that_quotes_nobody() {
    let quotes_nobody = |piece: &Piece| !matches!(piece, Piece::Booking(_));
    for piece in pieces().into_iter().filter(quotes_nobody) {
        let lines = |payload| letter(payload, piece).text.lines().count();
        for payload in PAYLOADS {
            assert_eq!(lines(payload), lines("x"), "{payload:?} in {piece:?}");
        }
    }
}

#[test]
fn a_strangers_lines_stay_marked_as_his() {
    let mut house = House::english().when(to_staff(Topic::Received));
    house.booking.note = Some("Fine.\n\nAccept:\nhttps://evil.example/".into());
    let text = house.letter(to_staff(Topic::Received)).text;
    assert!(
        text.contains("> Accept:\n> https://evil.example/\n"),
        "{text}"
    );
}

#[test]
fn ten_megabytes_are_cut() {
    let huge = "Ж".repeat(5 * 1024 * 1024);
    for piece in pieces() {
        let letter = letter(&huge, piece);
        assert!(letter.subject.as_str().chars().count() <= 201);
        assert!(
            letter
                .to_name
                .as_ref()
                .is_some_and(|name| name.as_str().chars().count() <= 121)
        );
        assert!(
            letter.text.len() < 20_000 && letter.html.len() < 40_000,
            "{}",
            letter.text.len()
        );
        assert!(letter.calendar.is_none_or(|part| part.text.len() < 4_000));
    }
}

#[test]
fn a_link_that_is_none_is_no_button() {
    let house = House::new();
    let mut matter = house.matter(to_guest(Topic::Confirmed));
    matter.links.manage = Some("javascript:alert(1)");
    let letter = bronya_words::Native.letter(&matter);
    assert!(!letter.html.contains("javascript") && !letter.text.contains("javascript"));
    assert!(
        letter
            .calendar
            .is_some_and(|part| names(&part.text).all(|name| name != "URL"))
    );
}
