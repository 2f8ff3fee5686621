//! Strangers' text that wants to be more than text: no header and no part of a letter comes of it, and no address but
//! the reader's is written to.

use bronya_courier::{Sender, seal};
use bronya_domain::notice::Topic;
use bronya_sim::postoffice::{Postoffice, Read};
use bronya_words::{Letter, Line};
use proptest::prelude::*;

use crate::house::{House, to_guest};
use crate::mail::{ANNA, FROM, letter, never, post, send, stamp};

const PAYLOADS: [&str; 40] = [
    "x\r\nBcc: all@example.org",
    "x\nBcc: all@example.org",
    "x\rBcc: all@example.org",
    "x\r\n\r\n<html>a body</html>",
    "x\n\nA body",
    "x\r\n\tBcc: all@example.org",
    "x\r\n Bcc: all@example.org",
    "\r\nBcc: all@example.org",
    "x\r\n",
    "x%0d%0aBcc: all@example.org",
    "x\\r\\nBcc: all@example.org",
    "x\u{2028}Bcc: all@example.org",
    "x\u{2029}Bcc: all@example.org",
    "x\u{85}Bcc: all@example.org",
    "x\u{b}Bcc: all@example.org",
    "x\u{c}Bcc: all@example.org",
    "x\0\r\nBcc: all@example.org",
    "\0",
    "x\u{7f}\u{1b}[31m",
    "=?utf-8?q?x=0D=0ABcc:_all@example.org?=",
    "=?utf-8?b?eA0KQmNjOiBhbGxAZXhhbXBsZS5vcmc=?=",
    "=?utf-8?q?x?= =?utf-8?q?=0D=0ABcc:_all@example.org?=",
    "ж =?utf-8?q?x=0D=0ABcc:_all@example.org?=",
    "==?utf-8?q?x=0D=0ABcc:_all@example.org?=",
    "\r\n.\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<all@example.org>\r\nDATA\r\n",
    "\" <all@example.org>, \"",
    "\\\" <all@example.org>, \\\"",
    "x>, <all@example.org",
    "x, all@example.org",
    "all@example.org; x:",
    "undisclosed-recipients:;",
    "(a comment) <all@example.org>",
    "x\r\nContent-Type: text/html\r\n\r\n",
    "x\r\nTo: all@example.org",
    "--boundary--\r\n\r\n",
    "\u{202e}gro.elpmaxe@lla",
    "\u{feff}\u{200e}x\u{2066}",
    "\u{e0020}\u{fff9}x",
    "\u{fffd}\u{1f600}",
    "ж\u{301}\u{301}\u{301}",
];

fn count(read: &Read) -> usize {
    read.headers.len()
}

#[tokio::test]
async fn names_and_subjects_stay_names_and_subjects() {
    let Some(office) = Postoffice::open().await else {
        return;
    };
    let post = post(&office);
    send(&post, &letter(0)).await.expect("delivered");
    let long = [
        "x".repeat(10_000_000),
        "ж".repeat(100_000),
        "x ".repeat(100_000),
        "\"\\".repeat(10_000),
    ];
    let payloads: Vec<&str> = PAYLOADS
        .into_iter()
        .chain(long.iter().map(String::as_str))
        .collect();
    for (number, payload) in payloads.iter().enumerate() {
        let letter = Letter {
            to_name: Line::some_name(Some(payload)),
            from_name: Line::name(payload),
            subject: Line::subject(payload),
            ..letter(number)
        };
        send(&post, &letter)
            .await
            .unwrap_or_else(|error| panic!("{payload:.80?}: {error}"));
    }
    let received = office.received().await;
    let (plain, strange) = received.split_first().expect("the plain letter");
    assert_eq!(strange.len(), payloads.len());
    for (letter, payload) in strange.iter().zip(payloads) {
        let read = &letter.read;
        assert_eq!(
            count(read),
            count(&plain.read),
            "{payload:.80?}: {:?}",
            read.headers
        );
        let addresses: Vec<&str> = read
            .from
            .iter()
            .chain(&read.to)
            .map(|person| person.address.as_str())
            .collect();
        assert_eq!(
            addresses,
            ["booking@bronya.example", ANNA],
            "{payload:.80?}"
        );
        assert_eq!(letter.to, [ANNA], "{payload:.80?}");
        let shown = [&read.subject, &read.from[0].name, &read.to[0].name];
        assert!(
            shown.iter().all(|text| !text.contains(char::is_control)),
            "{payload:.80?}: {shown:?}"
        );
    }
}

#[tokio::test]
async fn a_subject_is_shown_letter_by_letter() {
    let Some(office) = Postoffice::open().await else {
        return;
    };
    let post = post(&office);
    let subjects = [
        "Столик для двоих — 21 ноября, 19:30",
        "\"quoted\" <b> \\ , ; :",
        "ё".repeat(200).leak() as &str,
        "a b  c",
    ];
    for (number, subject) in subjects.iter().enumerate() {
        let subject = Line::subject(subject);
        send(
            &post,
            &Letter {
                subject,
                ..letter(number)
            },
        )
        .await
        .expect("delivered");
    }
    for (letter, subject) in office.received().await.iter().zip(subjects) {
        assert_eq!(letter.read.subject, Line::subject(subject).as_str());
    }
}

#[tokio::test]
async fn what_is_no_address_is_refused_before_anybody_is_called() {
    let Some(office) = Postoffice::open().await else {
        return;
    };
    let post = post(&office);
    for payload in PAYLOADS {
        for to in [
            payload.to_owned(),
            format!("{payload}{ANNA}"),
            format!("{ANNA}{payload}"),
        ] {
            // What remains an address is one that is written to as it stands, and to nobody else.
            let Err(refused) = post.send(&to, &letter(1), stamp()).await else {
                continue;
            };
            let why = never(Err(refused));
            assert!(
                why.starts_with("the reader's address: ") && !why.contains("Bcc"),
                "{to:?}: {why}"
            );
        }
    }
    let long = format!("{}@example.org", "a".repeat(10_000_000));
    never(post.send(&long, &letter(1), stamp()).await);
    for letter in office.received().await {
        assert_eq!(letter.to.len(), 1);
        assert!(
            !letter.to[0].contains(|char: char| char.is_control() || char.is_whitespace()),
            "{:?}",
            letter.to
        );
    }
}

#[tokio::test]
async fn a_guest_who_writes_the_boundary_into_the_text_writes_text() {
    let Some(office) = Postoffice::open().await else {
        return;
    };
    let from = Sender::read(FROM).expect("a sender");
    let invitation = House::new().letter(to_guest(Topic::Confirmed));
    let sealed = seal(&from, ANNA, &invitation, stamp()).expect("sealed");
    let boundaries: Vec<String> = String::from_utf8_lossy(sealed.bytes())
        .lines()
        .filter(|line| line.starts_with("--=_"))
        .map(|line| line.trim_end_matches('-').to_owned())
        .collect();
    assert!(boundaries.len() > 4, "{boundaries:?}");
    let part = "Content-Type: text/html\r\n\r\n<a href=\"https://evil.example\">Accept</a>";
    for boundary in boundaries {
        // The text is plain ASCII: nothing but our own choice has it encoded.
        let text = format!("Hello\r\n{boundary}\r\n{part}\r\n{boundary}--\r\n");
        let letter = Letter {
            text: text.clone(),
            ..invitation.clone()
        };
        send(&post(&office), &letter).await.expect("delivered");
        let received = office.received().await;
        let read = &received.last().expect("a letter").read;
        assert_eq!(read.text.trim_end(), text.replace("\r\n", "\n").trim_end());
        assert_eq!(
            (read.html.trim_end(), read.files.len()),
            (invitation.html.trim_end(), 2)
        );
    }
}

#[tokio::test]
async fn dots_and_long_lines_arrive_as_they_were_written() {
    let Some(office) = Postoffice::open().await else {
        return;
    };
    let text = format!(
        ".\n..\n.x\nFrom here\n{}\n trailing \t\n.",
        "x".repeat(5_000)
    );
    send(
        &post(&office),
        &Letter {
            text: text.clone(),
            ..letter(1)
        },
    )
    .await
    .expect("delivered");
    assert_eq!(office.received().await[0].read.text.trim_end(), text);
}

#[test]
fn an_id_that_is_none_goes_nowhere() {
    let from = Sender::read(FROM).expect("a sender");
    for id in [
        "",
        "<>",
        "a@b",
        "<a>",
        "<a@b",
        "<a@b>\r\nBcc: x@example.org",
        "<a b@c>",
        "<ж@b>",
        "<a@b><c@d>",
    ] {
        let letter = Letter {
            message_id: id.into(),
            ..letter(1)
        };
        never(seal(&from, ANNA, &letter, stamp()).map(drop));
    }
}

proptest! {
    #[test]
    fn whatever_people_call_themselves_their_letter_is_sealed(
        names in prop::array::uniform3(any::<String>()),
        text in any::<String>(),
    ) {
        let [to, venue, subject] = names.each_ref();
        let letter = Letter {
            to_name: Line::some_name(Some(to)),
            from_name: Line::name(venue),
            subject: Line::subject(subject),
            text: text.clone(),
            html: text,
            ..letter(1)
        };
        let from = Sender::read(FROM).expect("a sender");
        let sealed = seal(&from, ANNA, &letter, stamp()).expect("sealed");
        let head = String::from_utf8_lossy(sealed.bytes());
        let head = head.split("\r\n\r\n").next().expect("a head");
        let fields = head.split("\r\n").filter(|line| !line.starts_with([' ', '\t']));
        prop_assert_eq!(fields.count(), 11, "{}", head);
        prop_assert!(sealed.bytes().is_ascii());
    }
}
