//! Entries as two independent calendars read them.

use std::collections::BTreeMap;

use bronya_domain::booking::{State, When};
use bronya_domain::catalog::Language;
use bronya_domain::notice::Topic;
use bronya_domain::span::Span;
use bronya_words::calendar::{Entry, Method, publish, uid};
use calcard::icalendar::{ICalendarComponentType, ICalendarProperty};
use jiff::SignedDuration;

use crate::house::{House, instant, stay, to_guest};

/// A calendar as a guest keeps one: by UID, where a higher SEQUENCE replaces and CANCEL strikes out.
#[derive(Debug, Default, PartialEq, Eq)]
struct Diary(BTreeMap<String, Kept>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Kept {
    sequence: i64,
    start: String,
    end: Option<String>,
    struck: bool,
}

impl Diary {
    fn take(&mut self, method: &str, uid: String, kept: Kept) {
        let known = self.0.get(&uid);
        if known.is_some_and(|known| known.sequence >= kept.sequence) {
            return;
        }
        assert!(
            method == "REQUEST" || (method == "CANCEL" && kept.struck),
            "{method}"
        );
        self.0.insert(uid, kept);
    }
}

fn read_by_calcard(diary: &mut Diary, text: &str) {
    let calendar = calcard_of(text);
    let [frame, event] = calendar.components.as_slice() else {
        panic!("one event in a frame: {calendar:?}");
    };
    assert_eq!(event.component_type, ICalendarComponentType::VEvent);
    let of = |component: &calcard::icalendar::ICalendarComponent, name| {
        let entry = component.property(&name)?;
        let mut text = String::new();
        entry.write_to(&mut text).ok()?;
        let unfolded = text.replace("\r\n ", "");
        Some(unfolded.trim_end().split_once(':')?.1.to_owned())
    };
    let kept = Kept {
        sequence: of(event, ICalendarProperty::Sequence)
            .expect("a sequence")
            .parse()
            .expect("a number"),
        start: of(event, ICalendarProperty::Dtstart).expect("a start"),
        end: of(event, ICalendarProperty::Dtend),
        struck: of(event, ICalendarProperty::Status).as_deref() == Some("CANCELLED"),
    };
    let method = of(frame, ICalendarProperty::Method).expect("a method");
    diary.take(&method, event.uid().expect("a uid").to_owned(), kept);
}

fn read_by_icalendar(diary: &mut Diary, text: &str) {
    let unfolded = icalendar::parser::unfold(text);
    let calendar = icalendar::parser::read_calendar(&unfolded).expect("the other library reads it");
    let [event] = calendar.components.as_slice() else {
        panic!("one event: {calendar:?}");
    };
    let of = |name: &str| {
        event
            .find_prop(name)
            .map(|prop| prop.val.as_str().to_owned())
    };
    let kept = Kept {
        sequence: of("SEQUENCE")
            .expect("a sequence")
            .parse()
            .expect("a number"),
        start: of("DTSTART").expect("a start"),
        end: of("DTEND"),
        struck: of("STATUS").as_deref() == Some("CANCELLED"),
    };
    let method = calendar
        .properties
        .iter()
        .find(|prop| prop.name == "METHOD")
        .expect("a method");
    diary.take(method.val.as_str(), of("UID").expect("a uid"), kept);
}

/// Not `strict()`: calcard 0.3.14 then refuses every component within another.
pub fn calcard_of(text: &str) -> calcard::icalendar::ICalendar {
    let mut parser = calcard::Parser::new(text);
    let calcard::Entry::ICalendar(calendar) = parser.entry() else {
        panic!("no calendar: {text}");
    };
    assert_eq!(parser.entry(), calcard::Entry::Eof, "and nothing after it");
    calendar
}

/// Anna books, moves by a day, and calls it off.
fn story() -> [String; 3] {
    let text = |house: &House, topic, method| {
        let part = house
            .letter(to_guest(topic))
            .calendar
            .expect("a calendar part");
        assert_eq!(part.method, method);
        part.text
    };
    let booked = House::new();
    let moved = House::new().when(to_guest(Topic::Moved));
    let mut cancelled = House::new()
        .when(to_guest(Topic::Moved))
        .when(to_guest(Topic::Cancelled));
    cancelled.booking.version = 3;
    [
        text(&booked, Topic::Confirmed, Method::Request),
        text(&moved, Topic::Moved, Method::Request),
        text(&cancelled, Topic::Cancelled, Method::Cancel),
    ]
}

#[test]
fn booking_moving_and_cancelling_end_as_one_event_in_both_libraries() {
    let [booked, moved, cancelled] = story();
    for read in [read_by_calcard, read_by_icalendar] {
        let mut diary = Diary::default();
        read(&mut diary, &booked);
        let seen = |diary: &Diary| diary.0.values().cloned().collect::<Vec<_>>();
        let first = Kept {
            sequence: 0,
            start: "20261121T163000Z".into(),
            end: Some("20261121T183000Z".into()),
            struck: false,
        };
        assert_eq!(seen(&diary), std::slice::from_ref(&first));
        read(&mut diary, &moved);
        let second = Kept {
            sequence: 1,
            start: "20261122T160000Z".into(),
            end: Some("20261122T180000Z".into()),
            struck: false,
        };
        assert_eq!(seen(&diary), std::slice::from_ref(&second));
        read(&mut diary, &cancelled);
        let third = Kept {
            sequence: 2,
            struck: true,
            ..second
        };
        assert_eq!(seen(&diary), std::slice::from_ref(&third));
        // The letters may come late and again.
        for late in [&moved, &booked, &cancelled] {
            read(&mut diary, late);
        }
        assert_eq!(seen(&diary), [third]);
        assert_eq!(
            diary.0.keys().collect::<Vec<_>>(),
            ["booking-7-42@bronya.example"]
        );
    }
}

#[test]
fn an_invitation_has_what_rfc_5546_asks_for() {
    for text in story() {
        for property in [
            "UID",
            "SEQUENCE",
            "DTSTAMP",
            "DTSTART",
            "ORGANIZER",
            "ATTENDEE",
            "SUMMARY",
            "STATUS",
        ] {
            assert_eq!(
                names(&text).filter(|name| name == property).count(),
                1,
                "{property}:\n{text}"
            );
        }
        assert!(text.contains("DTSTAMP:20261118T090000Z\r\n"), "{text}");
        let unfolded = text.replace("\r\n ", "");
        assert!(unfolded.contains(":mailto:anna@example.org\r\n"), "{text}");
        assert_eq!(names(&text).nth(1).as_deref(), Some("VERSION"));
    }
}

#[test]
fn lines_are_folded_at_75_octets_and_no_character_is_torn() {
    let mut house = House::new();
    for shift in 0..80 {
        house.venue.name = format!("{}{}", "a".repeat(shift), "Ж€😀".repeat(30));
        house.venue.address = Some("€,;\\".repeat(40));
        let text = house
            .letter(to_guest(Topic::Confirmed))
            .calendar
            .expect("a part")
            .text;
        for line in text
            .strip_suffix("\r\n")
            .expect("a last line end")
            .split("\r\n")
        {
            assert!(line.len() <= 75, "{} octets: {line}", line.len());
            assert!(!line.contains(['\r', '\n']) && !line.is_empty());
        }
        let calendar = calcard_of(&text);
        let event = &calendar.components[1];
        let place = event
            .property(&ICalendarProperty::Location)
            .expect("a place");
        let shown: String = "€,;\\".repeat(40).chars().take(120).chain(['…']).collect();
        assert_eq!(place.values[0].as_text(), Some(shown.as_str()));
    }
}

#[test]
fn an_open_end_is_no_invented_end() {
    let mut house = House::new();
    house.booking.when = When::During(Span::open(instant("2026-11-21T16:30:00Z")));
    let text = house
        .letter(to_guest(Topic::Confirmed))
        .calendar
        .expect("a part")
        .text;
    assert!(
        names(&text).all(|name| name != "DTEND" && name != "DURATION"),
        "{text}"
    );
    read_by_calcard(&mut Diary::default(), &text);
    read_by_icalendar(&mut Diary::default(), &text);

    house.booking.when = When::FromConfirmation;
    assert_eq!(house.letter(to_guest(Topic::Confirmed)).calendar, None);
}

#[test]
fn a_file_to_add_invites_nobody_and_may_hold_a_week() {
    let houses: Vec<House> = (1..=5)
        .map(|day| {
            let mut house = House::new();
            house.booking.id.0 = day;
            let from = instant("2026-11-21T16:30:00Z") + SignedDuration::from_hours(24 * day);
            house.booking.when =
                When::During(Span::lasting(from, SignedDuration::from_hours(1)).expect("a span"));
            house
        })
        .collect();
    let entries: Vec<Entry<'_>> = houses
        .iter()
        .map(|house| Entry {
            visit: house.visit(),
            language: Language::En,
            link: None,
            post: house.post(),
        })
        .collect();
    let text = publish(&entries);
    assert!(text.contains("METHOD:PUBLISH\r\n"));
    assert!(names(&text).all(|name| name != "ATTENDEE"), "{text}");
    assert_eq!(calcard_of(&text).components.len(), 6);
    assert_eq!(
        icalendar::parser::read_calendar(&icalendar::parser::unfold(&text))
            .expect("read")
            .components
            .len(),
        5
    );
}

#[test]
fn a_file_shows_how_the_booking_stands() {
    let status = |state| {
        let mut house = House::new();
        house.booking.state = state;
        house.booking.when = stay("2026-11-21T16:30:00Z", "2026-11-21T18:30:00Z");
        let text = publish(&[Entry {
            visit: house.visit(),
            language: Language::Ru,
            link: None,
            post: house.post(),
        }]);
        let line = text
            .lines()
            .find(|line| line.starts_with("STATUS:"))
            .expect("a status");
        line.trim_start_matches("STATUS:").to_owned()
    };
    assert_eq!(status(State::Tentative), "TENTATIVE");
    assert_eq!(status(State::Confirmed), "CONFIRMED");
    assert_eq!(status(State::Cancelled), "CANCELLED");
}

#[test]
fn an_address_that_no_calendar_can_hold_gets_no_entry() {
    for address in [
        "",
        "anna",
        "@example.org",
        "anna@",
        "a b@example.org",
        "a@b\r\nX-EVIL:1",
    ] {
        let mut house = House::new();
        house.reader_email = address.into();
        assert_eq!(
            house.letter(to_guest(Topic::Confirmed)).calendar,
            None,
            "{address:?}"
        );
    }
    let mut house = House::new();
    house.reader_email = "o'neil+%\"a,b;c\"@example.org".into();
    let text = house
        .letter(to_guest(Topic::Confirmed))
        .calendar
        .expect("a part")
        .text;
    let unfolded = text.replace("\r\n ", "");
    assert!(
        unfolded.contains(":mailto:o'neil+%25%22a%2Cb%3Bc%22@example.org\r\n"),
        "{text}"
    );
}

#[test]
fn the_name_in_calendars_is_the_bookings_for_good() {
    let mut house = House::new();
    let before = uid(&house.visit(), house.post());
    house.booking.version = 9;
    house.booking.state = State::Cancelled;
    house.venue.name = "Another".into();
    assert_eq!(uid(&house.visit(), house.post()), before);
    house.host = "evil\r\nX: y/ ".into();
    assert_eq!(uid(&house.visit(), house.post()), "booking-7-42@evilXy");
}

/// The names of all properties, folded lines put together.
pub fn names(text: &str) -> impl Iterator<Item = String> {
    let unfolded = text.replace("\r\n ", "");
    let lines: Vec<String> = unfolded.split("\r\n").map(str::to_owned).collect();
    lines
        .into_iter()
        .filter(|line| !line.is_empty())
        .map(|line| line.split([':', ';']).next().unwrap_or_default().to_owned())
}
