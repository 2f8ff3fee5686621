//! Letters about an account: who invites, what the link does and for how long, and what if one never asked.

use std::collections::HashSet;

use bronya_domain::catalog::Language;
use bronya_domain::command::Role;
use bronya_domain::id::TicketId;
use bronya_domain::people::Purpose;
use bronya_words::{AccountMatter, account, letter};

use crate::house::{House, instant};
use crate::post::{LINK, about, invitation};

const PURPOSES: [Purpose; 3] = [
    Purpose::Invitation,
    Purpose::PasswordReset,
    Purpose::AddressConfirmation,
];

fn text(matter: &AccountMatter<'_>) -> String {
    account::letter(matter).expect("a letter").text
}

#[test]
fn an_invitation_says_who_invites_and_as_what() {
    let roles = [
        (Role::Admin, "администратор", "administrator"),
        (Role::Staff, "сотрудник", "staff"),
        (Role::Specialist, "специалист", "specialist"),
    ];
    let (zarya, daybreak) = (House::new(), House::english());
    for (role, ru, en) in roles {
        let letter = account::letter(&invitation(&zarya, role)).expect("a letter");
        assert_eq!(letter.subject.as_str(), "Приглашение: Ресторан «Заря»");
        assert_eq!(letter.from_name.as_str(), "Ресторан «Заря»");
        let rows = format!("\nПриглашает: Ресторан «Заря»\nРоль: {ru}\n");
        assert!(letter.text.contains(&rows), "{}", letter.text);

        let text = text(&invitation(&daybreak, role));
        let rows = format!("\nInvited by: The Daybreak\nRole: {en}\n");
        assert!(text.contains(&rows), "{text}");
    }
}

#[test]
fn an_operator_is_invited_by_the_installation() {
    let house = House::english();
    let letter = account::letter(&invitation(&house, Role::Operator)).expect("a letter");
    assert_eq!(letter.from_name.as_str(), "Bookings at bronya.example");
    assert!(
        letter.text.contains("run the whole booking system"),
        "{}",
        letter.text
    );
    assert!(!letter.text.contains("Daybreak"), "{}", letter.text);
}

#[test]
fn whoever_is_invited_as_nothing_in_particular_is_told_of_no_role() {
    let house = House::english();
    for role in [
        None,
        Some(Role::Customer),
        Some(Role::Guest),
        Some(Role::Clock),
    ] {
        let mut matter = invitation(&house, Role::Staff);
        matter.role = role;
        let text = text(&matter);
        assert!(text.contains("invited to open an account"), "{text}");
        assert!(!text.contains("Role:"), "{text}");
    }
}

#[test]
fn the_first_operators_link_is_no_letter() {
    assert_eq!(account::letter(&about(&House::new(), Purpose::Setup)), None);
}

#[test]
fn a_letter_has_one_link_and_says_what_to_do_if_nobody_asked_for_it() {
    for house in [House::new(), House::english()] {
        let ignore = match house.venue.language {
            Language::Ru => "ничего не делайте",
            Language::En => "you can ignore this letter",
        };
        for purpose in PURPOSES {
            let letter = account::letter(&about(&house, purpose)).expect("a letter");
            for part in [&letter.text, &letter.html] {
                assert_eq!(part.matches("http").count(), 1, "{purpose:?}:\n{part}");
                assert_eq!(part.matches(LINK).count(), 1, "{purpose:?}:\n{part}");
                assert!(part.contains(ignore), "{purpose:?}:\n{part}");
            }
        }
    }
}

#[test]
fn a_letter_says_until_when_its_link_works_and_by_which_clock() {
    let house = House::new();
    let mut matter = invitation(&house, Role::Staff);
    // Past midnight in Moscow, not yet in Greenwich.
    matter.expires_at = instant("2026-11-25T21:30:00Z");
    let moscow = "Ссылка действует: до 26 ноября 2026 г., 00:30\n";
    assert!(text(&matter).contains(moscow), "{}", text(&matter));
    let zone = "Время местное, часовой пояс Europe/Moscow.\n";
    assert!(text(&matter).contains(zone), "{}", text(&matter));
    matter.venue = None;
    assert!(!text(&matter).contains("местное"), "{}", text(&matter));
    let greenwich = "Ссылка действует: до 25 ноября 2026 г., 21:30 UTC\n";
    assert!(text(&matter).contains(greenwich), "{}", text(&matter));
}

#[test]
fn a_letter_speaks_the_readers_language_else_the_venues_else_the_installations() {
    let house = House::new();
    let said = |reader, venue: bool, installation| {
        let mut matter = invitation(&house, Role::Staff);
        matter.reader.language = reader;
        matter.venue = matter.venue.filter(|_| venue);
        matter.house.language = installation;
        let invited = text(&matter).contains("You are invited");
        if invited { Language::En } else { Language::Ru }
    };
    assert_eq!(said(Some(Language::En), true, Language::Ru), Language::En);
    assert_eq!(said(None, true, Language::En), Language::Ru);
    assert_eq!(said(None, false, Language::En), Language::En);
}

#[test]
fn a_letter_sent_again_is_the_same_and_a_new_link_is_a_new_letter() {
    let house = House::new();
    let mut ids = HashSet::new();
    for purpose in PURPOSES {
        for ticket in [9, 10] {
            let mut matter = about(&house, purpose);
            matter.ticket = TicketId(ticket);
            let letter = account::letter(&matter).expect("a letter");
            assert_eq!(account::letter(&matter).as_ref(), Some(&letter));
            assert_eq!(letter.auto_submitted, "auto-generated");
            assert_eq!((letter.calendar, letter.thread_id), (None, None));
            ids.insert(letter.message_id);
        }
    }
    assert_eq!(ids.len(), 6, "{ids:?}");
    assert!(
        ids.contains("<ticket-9.password_reset@bronya.example>"),
        "{ids:?}"
    );
}

#[test]
fn a_letter_about_a_password_names_the_address_that_it_went_to() {
    let house = House::english();
    for purpose in [Purpose::PasswordReset, Purpose::AddressConfirmation] {
        let text = text(&about(&house, purpose));
        assert!(text.contains("\nE-mail: anna@example.org\n"), "{text}");
    }
}

#[test]
#[should_panic(expected = "a link of our own is a web address")]
fn a_link_that_leads_nowhere_is_a_bug() {
    let house = House::new();
    let mut matter = about(&house, Purpose::PasswordReset);
    matter.link = "book.example/t/one-time-key";
    account::letter(&matter);
}

#[test]
fn a_letter_that_tries_the_way_says_from_where_it_came() {
    let mut house = House::english();
    let one = letter::trial(Language::En, house.post(), house.reader());
    assert_eq!(one.subject.as_str(), "Mail check: bronya.example");
    for row in [
        "\nServer: bronya.example\n",
        "\nSender: booking@bronya.example\n",
        "\nWritten: Wednesday, 18 November 2026, 09:00 UTC\n",
    ] {
        assert!(one.text.contains(row), "{}", one.text);
    }
    assert_eq!(one.auto_submitted, "auto-generated");
    assert_eq!((&one.calendar, &one.thread_id), (&None, &None));
    house.stamp = instant("2026-11-18T09:00:01Z");
    let other = letter::trial(Language::En, house.post(), house.reader());
    assert_ne!(one.message_id, other.message_id);
}
