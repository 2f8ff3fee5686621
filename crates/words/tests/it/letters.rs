//! Who is told what, and in which words.

use bronya_domain::booking::{State, When};
use bronya_domain::catalog::Language;
use bronya_domain::command::{Act, Actor};
use bronya_domain::id::AccountId;
use bronya_domain::notice::{Notice, Recipient, Topic, owed, reminder};
use bronya_domain::span::Span;
use bronya_words::calendar::Method;
use bronya_words::{Letter, LetterSet, Letters, Line, Matter, Native};
use jiff::SignedDuration;

use crate::house::{House, TOPICS, instant, notices, stay, to_guest, to_staff};
use crate::post::pieces;

#[test]
fn whatever_is_owed_has_a_letter() {
    let house = House::new();
    let mut seen = std::collections::HashSet::new();
    for state in State::ALL {
        for earlier in [None, Some(State::Requested), Some(State::Confirmed)] {
            for actor in [Actor::GUEST, Actor::OPERATOR, Actor::CLOCK] {
                for asked in [None, Some(instant("2026-11-18T09:00:00Z"))] {
                    let mut after = house.booking.clone();
                    after.state = state;
                    after.cancel_asked_at = asked;
                    let mut before = house.booking.clone();
                    before.state = earlier.unwrap_or(state);
                    let before = earlier.map(|_| &before);
                    let act = Act::Seat(after.id);
                    let owed = owed(before, &after, actor, &act, None, house.stamp);
                    seen.extend(owed.into_iter().map(|owed| owed.notice));
                }
            }
        }
    }
    let ahead = SignedDuration::from_hours(24);
    seen.extend(reminder(&house.booking, ahead, house.stamp).map(|owed| owed.notice));
    assert!(seen.contains(&to_guest(Topic::Reminder)), "{seen:?}");
    assert!(seen.len() >= 11, "{seen:?}");
    for notice in seen {
        let letter = House::new().when(notice).letter(notice);
        assert!(
            !letter.subject.as_str().is_empty() && letter.text.len() > 100,
            "{notice:?}"
        );
    }
    // A topic that is not in this list does not compile in `words_of`; here it would be missed.
    assert_eq!(TOPICS.map(Topic::name).len(), 9);
}

#[test]
fn no_two_letters_say_the_same() {
    let mut subjects = std::collections::HashSet::new();
    for notice in notices() {
        for house in [House::new(), House::english()] {
            let letter = house.when(notice).letter(notice);
            assert!(
                subjects.insert(letter.subject.to_string()),
                "{}",
                letter.subject
            );
        }
    }
}

#[test]
fn a_letter_speaks_the_guests_language_else_the_venues() {
    let subject = |guest, reader| {
        let mut house = House::new();
        house.booking.language = guest;
        house.reader_language = reader;
        house.letter(to_guest(Topic::Confirmed)).subject.to_string()
    };
    let (ru, en) = ("Бронь подтверждена", "Booking confirmed");
    assert!(subject(None, None).starts_with(ru));
    assert!(subject(None, Some(Language::En)).starts_with(en));
    assert!(subject(Some(Language::En), None).starts_with(en));
    assert!(subject(Some(Language::Ru), Some(Language::En)).starts_with(ru));

    let mut house = House::new();
    house.booking.language = Some(Language::En);
    let staff = house.letter(to_staff(Topic::Received));
    assert!(
        staff.subject.as_str().starts_with("Новая заявка"),
        "the guest's language is not the staff's"
    );
}

#[test]
fn a_decline_gives_its_reason_and_alternatives() {
    let text = House::new()
        .when(to_guest(Topic::Declined))
        .letter(to_guest(Topic::Declined))
        .text;
    assert!(
        text.contains("Причина:\n> В этот вечер у нас свадьба."),
        "{text}"
    );
    assert!(
        text.contains("* суббота, 21 ноября 2026 г., 21:30–23:30 · Стол 5 · 2\u{a0}500\u{a0}₽"),
        "{text}"
    );
    assert!(text.contains("https://book.example/zarya?at=24"), "{text}");
}

#[test]
fn a_move_says_from_when_to_when() {
    let text = House::new()
        .when(to_guest(Topic::Moved))
        .letter(to_guest(Topic::Moved))
        .text;
    assert!(
        text.contains("Было: суббота, 21 ноября 2026 г., 19:30–21:30"),
        "{text}"
    );
    assert!(
        text.contains("Стало: воскресенье, 22 ноября 2026 г., 19:00–21:00"),
        "{text}"
    );
    assert!(text.contains("Что: Стол 5 → Стол 8"), "{text}");
    assert!(text.contains("Сколько: 2 гостя → 5 гостей"), "{text}");
}

#[test]
fn a_cancellation_says_by_whom() {
    let said = |by| {
        let mut house = House::english().when(to_guest(Topic::Cancelled));
        house.by = by;
        house.letter(to_guest(Topic::Cancelled)).text
    };
    assert!(said(Actor::GUEST).contains("You cancelled your booking"));
    assert!(said(Actor::OPERATOR).contains("we had to cancel your booking"));
}

#[test]
fn only_a_booking_that_took_time_frees_it() {
    let said = |earlier| {
        let mut house = House::english().when(to_staff(Topic::Cancelled));
        house.before.as_mut().expect("a state before").state = earlier;
        house.letter(to_staff(Topic::Cancelled)).text
    };
    assert!(said(State::Confirmed).contains("The time has been freed"));
    assert!(said(State::Tentative).contains("The time has been freed"));
    assert!(!said(State::Requested).contains("freed"));
}

#[test]
fn only_the_staff_get_the_keys_to_decide_and_only_while_there_is_something_to_decide() {
    for notice in notices() {
        let letter = House::new().when(notice).letter(notice);
        let decides = notice == to_staff(Topic::Received);
        for part in [&letter.text, &letter.html] {
            assert_eq!(part.contains("accept-key"), decides, "{notice:?}");
            assert_eq!(part.contains("decline-key"), decides, "{notice:?}");
        }
    }
}

#[test]
fn a_free_visit_has_no_price_and_an_open_one_no_end() {
    let mut house = House::new();
    house.booking.price.minor = 0;
    house.booking.when = When::During(Span::open(instant("2026-11-21T16:30:00Z")));
    let letter = house.letter(to_guest(Topic::Confirmed));
    assert!(!letter.text.contains("Стоимость"), "{}", letter.text);
    assert!(
        letter
            .text
            .contains("Когда: суббота, 21 ноября 2026 г., с 19:30\n"),
        "{}",
        letter.text
    );

    house.booking.when = When::FromConfirmation;
    let letter = house.letter(to_guest(Topic::Received));
    assert!(
        letter.text.contains("Когда: с момента подтверждения"),
        "{}",
        letter.text
    );
    assert_eq!(letter.subject.as_str(), "Заявка принята: Ресторан «Заря»");
}

#[test]
fn a_consultation_names_its_topic() {
    let mut house = House::new();
    house.slot_topic = Some("Страхование жилья".into());
    let letter = house.letter(to_guest(Topic::Confirmed));
    assert!(
        letter.text.contains("Тема: Страхование жилья"),
        "{}",
        letter.text
    );
    let part = letter.calendar.expect("a calendar part");
    assert!(
        part.text.contains("SUMMARY:Страхование жилья — Ресторан"),
        "{}",
        part.text
    );
}

#[test]
fn only_what_is_agreed_enters_the_guests_calendar() {
    let method = |notice| {
        let letter = House::new().when(notice).letter(notice);
        letter.calendar.map(|part| part.method)
    };
    for notice in notices() {
        let wanted = match notice {
            Notice {
                to: Recipient::Guest,
                topic: Topic::Confirmed | Topic::Moved,
            } => Some(Method::Request),
            Notice {
                to: Recipient::Guest,
                topic: Topic::Cancelled,
            } => Some(Method::Cancel),
            Notice { .. } => None,
        };
        assert_eq!(method(notice), wanted, "{notice:?}");
    }
    let mut house = House::new().when(to_guest(Topic::Cancelled));
    house.before.as_mut().expect("a state before").state = State::Tentative;
    let letter = house.letter(to_guest(Topic::Cancelled));
    assert_eq!(
        letter.calendar, None,
        "nobody's calendar knows a mere request"
    );
}

#[test]
fn a_letter_sent_again_is_the_same_letter() {
    for notice in notices() {
        let once = House::new().when(notice).letter(notice);
        assert_eq!(once, House::new().when(notice).letter(notice));
    }
}

#[test]
fn letters_about_one_booking_share_a_thread_and_no_id() {
    let letters: Vec<Letter> = notices()
        .into_iter()
        .map(|notice| House::new().when(notice).letter(notice))
        .collect();
    let ids: std::collections::HashSet<_> =
        letters.iter().map(|letter| &letter.message_id).collect();
    assert_eq!(ids.len(), letters.len());
    for letter in &letters {
        let thread = letter.thread_id.as_deref();
        assert_eq!(thread, Some("<booking-7-42@bronya.example>"));
        assert_eq!(letter.auto_submitted, "auto-generated");
    }
    assert_eq!(
        letters[1].message_id,
        "<booking-7-42.2.guest.confirmed@bronya.example>"
    );
}

#[test]
fn html_loads_nothing_and_is_escaped() {
    for notice in notices() {
        let mut house = House::new().when(notice);
        house.booking.contact.name = Some("<img src=x onerror=alert(1)>".into());
        house.reader_name = Some("<b>\"&'".into());
        let html = house.letter(notice).html;
        for remote in ["<img", "<script", "src=", "url(", "<link", "@import", "<b>"] {
            assert!(
                !html.replace("&#60;img src=x", "").contains(remote),
                "{remote} in {notice:?}:\n{html}"
            );
        }
    }
}

#[test]
fn a_foreign_contract_has_letters_of_its_own() {
    struct Terse;
    impl LetterSet for Terse {
        fn letter(&self, matter: &Matter<'_>) -> Option<Letter> {
            let native = Native.letter(matter);
            let booked = matter.notice == to_guest(Topic::Confirmed);
            booked.then(|| Letter {
                subject: Line::subject("Booking is accepted"),
                ..native
            })
        }
    }
    let letters = Letters::default().with("garant", Box::new(Terse));
    let mut house = House::english();
    let subject = |house: &House, topic| {
        let letter = letters.letter(&house.matter(to_guest(topic)));
        letter.map(|letter| letter.subject.to_string())
    };
    assert_eq!(
        subject(&house, Topic::Confirmed).as_deref(),
        Some("Booking confirmed: The Daybreak, 21 November, 19:30")
    );
    house.booking.channel = "garant".into();
    assert_eq!(
        subject(&house, Topic::Confirmed).as_deref(),
        Some("Booking is accepted")
    );
    assert_eq!(subject(&house, Topic::Cancelled), None);
}

#[test]
fn a_night_with_two_hours_alike_says_which() {
    let mut house = House::english();
    house.booking.when = stay("2026-10-25T00:30:00Z", "2026-10-25T02:30:00Z");
    let text = house.letter(to_guest(Topic::Confirmed)).text;
    assert!(text.contains("01:30 (UTC+01:00)–02:30"), "{text}");
}

#[test]
fn each_of_the_staff_gets_a_letter_of_his_own_and_the_same_one_when_it_is_sent_again() {
    let letter = |notice, account: Option<i64>| {
        let mut house = House::new().when(notice);
        house.reader_account = account.map(AccountId);
        house.letter(notice)
    };
    for topic in TOPICS {
        let staff = |account| letter(to_staff(topic), account);
        let (peter, olga) = (staff(Some(15)), staff(Some(16)));
        assert_ne!(peter.message_id, olga.message_id, "{topic:?}");
        assert_eq!(peter.thread_id, olga.thread_id, "{topic:?}");
        assert_eq!(peter, staff(Some(15)), "{topic:?}");
        // A guest may open an account between two tries, and is still the one reader.
        let guest = |account| letter(to_guest(topic), account).message_id;
        assert_eq!(guest(None), guest(Some(15)), "{topic:?}");
    }
    let mailbox = letter(to_staff(Topic::Received), None).message_id;
    assert_eq!(mailbox, "<booking-7-42.1.staff.received@bronya.example>");
    let peter = letter(to_staff(Topic::Received), Some(15)).message_id;
    assert_eq!(peter, "<booking-7-42.1.staff.received.15@bronya.example>");
}

#[test]
fn no_letter_speaks_of_a_time_that_passes_while_it_travels() {
    let fleeting = [
        "сегодня",
        "завтра",
        "вчера",
        "скоро",
        "сейчас",
        "через час",
        "на днях",
        "today",
        "tonight",
        "tomorrow",
        "yesterday",
        "soon",
        "shortly",
        "in an hour",
        "right now",
    ];
    for piece in pieces() {
        for house in [House::new(), House::english()] {
            let letter = piece.letter(&piece.house(house));
            let said = format!("{}\n{}", letter.subject, letter.text).to_lowercase();
            for word in fleeting {
                assert!(!said.contains(word), "{word} in {piece:?}:\n{said}");
            }
        }
    }
}
