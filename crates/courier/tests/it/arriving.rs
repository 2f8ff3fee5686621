//! Letters that arrive, as a real parser of mail and a real calendar read them.

use bronya_courier::{Sender, seal};
use bronya_domain::notice::Topic;
use bronya_sim::postoffice::{Event, Person, Postoffice, Received};
use bronya_words::Letter;

use crate::house::{House, notices, to_guest, to_staff};
use crate::mail::{ANNA, FROM, letter, post, send, stamp};

#[tokio::test]
async fn a_letter_arrives_with_all_its_parts_and_headers() {
    let Some(office) = Postoffice::open().await else {
        return;
    };
    let house = House::new();
    let letter = house.letter(to_guest(Topic::Confirmed));
    send(&post(&office), &letter).await.expect("delivered");

    let received = office.received().await;
    let [
        Received {
            from,
            to,
            raw,
            read,
            ..
        },
    ] = received.as_slice()
    else {
        panic!("one letter: {received:?}");
    };
    assert_eq!(
        (from.as_str(), to.as_slice()),
        ("booking@bronya.example", [ANNA.to_owned()].as_slice())
    );
    let person = |name: &str, address: &str| Person {
        name: name.into(),
        address: address.into(),
    };
    assert_eq!(
        read.from,
        [person("Ресторан «Заря»", "booking@bronya.example")]
    );
    assert_eq!(read.to, [person("Анна Смирнова", ANNA)]);
    assert_eq!(read.subject, letter.subject.as_str());
    assert_eq!(read.date.as_deref(), Some("2026-11-18T09:00:00.000Z"));
    assert_eq!(read.message_id.as_ref(), Some(&letter.message_id));
    assert_eq!(read.in_reply_to, letter.thread_id);
    assert_eq!(
        read.references,
        [letter.thread_id.clone().expect("a thread")]
    );
    let header = |name: &str| {
        read.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, line)| line.as_str())
    };
    assert_eq!(
        header("auto-submitted"),
        Some("Auto-Submitted: auto-generated")
    );
    assert_eq!(
        header("x-auto-response-suppress"),
        Some("X-Auto-Response-Suppress: OOF, AutoReply")
    );
    assert_eq!(read.text.trim_end(), letter.text.trim_end());
    assert_eq!(read.html.trim_end(), letter.html.trim_end());

    let [shown, file] = read.files.as_slice() else {
        panic!("a calendar part and the same as a file: {:?}", read.files);
    };
    assert_eq!(
        (shown.kind.as_str(), shown.placed.as_deref()),
        ("text/calendar", None)
    );
    assert_eq!(shown.parameters["method"], "REQUEST");
    assert_eq!(shown.parameters["charset"].to_lowercase(), "utf-8");
    assert_eq!(
        (file.kind.as_str(), file.placed.as_deref()),
        ("application/ics", Some("attachment"))
    );
    assert_eq!(file.name.as_deref(), Some("invite.ics"));
    assert_eq!(shown.events, file.events);
    assert_eq!(shown.events[0].uid, "booking-7-42@bronya.example");
    assert!(raw.is_ascii(), "nothing on the way has to carry eight bits");
    assert!(
        raw.split(|&byte| byte == b'\n')
            .all(|line| line.len() <= 998)
    );
}

#[tokio::test]
async fn every_letter_that_there_is_reads_as_it_was_written() {
    let Some(office) = Postoffice::open().await else {
        return;
    };
    let post = post(&office);
    let mut written = Vec::new();
    for notice in notices() {
        for house in [House::new(), House::english()] {
            let letter = house.when(notice).letter(notice);
            send(&post, &letter).await.expect("delivered");
            written.push(letter);
        }
    }
    let received = office.received().await;
    assert_eq!(received.len(), written.len());
    for (Received { read, .. }, letter) in received.iter().zip(&written) {
        assert_eq!(read.subject, letter.subject.as_str());
        assert_eq!(read.text.trim_end(), letter.text.trim_end());
        assert_eq!(read.html.trim_end(), letter.html.trim_end());
        assert_eq!(
            read.files.len(),
            if letter.calendar.is_some() { 2 } else { 0 }
        );
    }
    assert_eq!(
        office.seen().await.connections,
        1,
        "one connection served them all"
    );
}

#[tokio::test]
async fn booking_moving_and_cancelling_become_one_event() {
    let Some(office) = Postoffice::open().await else {
        return;
    };
    let moved = || House::new().when(to_guest(Topic::Moved));
    let mut cancelled = moved().when(to_guest(Topic::Cancelled));
    cancelled.booking.version = 3;
    let post = post(&office);
    for letter in [
        House::new().letter(to_guest(Topic::Confirmed)),
        moved().letter(to_guest(Topic::Moved)),
        cancelled.letter(to_guest(Topic::Cancelled)),
    ] {
        send(&post, &letter).await.expect("delivered");
    }
    let received = office.received().await;
    let events: Vec<&Event> = received
        .iter()
        .flat_map(|letter| &letter.read.files[0].events)
        .collect();
    let told: Vec<_> = events
        .iter()
        .map(|event| {
            (
                event.method.as_str(),
                event.sequence,
                event.start.as_str(),
                event.status.as_str(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("REQUEST", 0, "2026-11-21T16:30:00.000Z", "CONFIRMED"),
            ("REQUEST", 1, "2026-11-22T16:00:00.000Z", "CONFIRMED"),
            ("CANCEL", 2, "2026-11-22T16:00:00.000Z", "CANCELLED"),
        ]
    );
    assert!(
        events
            .iter()
            .all(|event| event.uid == "booking-7-42@bronya.example")
    );
    let threads: Vec<_> = received
        .iter()
        .map(|letter| &letter.read.references)
        .collect();
    assert!(
        threads.iter().all(|thread| *thread == threads[0]),
        "{threads:?}"
    );
}

#[tokio::test]
async fn addresses_in_other_scripts_are_reached() {
    let Some(office) = Postoffice::open().await else {
        return;
    };
    let post = post(&office);
    for to in ["anna@пример.рф", "анна@example.org"] {
        post.send(to, &letter(1), stamp()).await.expect("delivered");
    }
    let received = office.received().await;
    // The server shows a host in its own script again; on the wire it was ASCII.
    let header = |at: usize| String::from_utf8_lossy(&received[at].raw).into_owned();
    assert!(
        header(0).contains("<anna@xn--e1afmkfd.xn--p1ai>"),
        "{}",
        header(0)
    );
    assert_eq!(received[1].to, ["анна@example.org"]);
}

#[test]
fn the_same_letter_is_the_same_bytes() {
    let from = Sender::read(FROM).expect("a sender");
    let bytes = |letter: &Letter| {
        let sealed = seal(&from, "peter@example.org", letter, stamp());
        sealed.expect("sealed").bytes().to_vec()
    };
    let notice = to_staff(Topic::Received);
    let letter = House::new().when(notice).letter(notice);
    let invitation = House::new().letter(to_guest(Topic::Confirmed));
    for letter in [letter, invitation] {
        assert_eq!(bytes(&letter), bytes(&letter.clone()));
    }
}
