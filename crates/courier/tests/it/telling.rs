//! Who is told what: one letter to each reader, about his own side of the matter and in his own language.

use std::collections::BTreeSet;

use bronya_desk::{Invitee, persons::Person};
use bronya_domain::catalog::Language;
use bronya_domain::command::{Act, Actor, Role};
use bronya_domain::people::{Names, Purpose};
use bronya_domain::policy::{Admission, Policy};
use bronya_domain::sample::Sample;
use bronya_domain::settings::{SettingsChange, VenueEdit};
use bronya_sim::postoffice::Script;
use jiff::SignedDuration;

use crate::mail::{ANNA, answer};
use crate::town::{
    Town, URL, annas, carry_all, free_rules, id, in_each_town, reader, stay, to, told, wish,
};

const DESK: &str = "desk@house.example";
const BOSS: &str = "boss@house.example";
const SAM: &str = "sam@house.example";
const VERA: &str = "vera@house.example";

fn tentative() -> Policy {
    Policy {
        admission: Some(Admission::Tentative),
        ..free_rules()
    }
}

/// Boss, Sam, and Vera whose own time table 2 is; and a customer, who does not work there.
async fn staffed(town: &Town) {
    town.hire(BOSS, Role::Admin, None).await;
    town.hire(SAM, Role::Staff, None).await;
    town.hire(VERA, Role::Specialist, Some(2)).await;
    town.hire("carl@customer.example", Role::Customer, None)
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_booking_is_told_to_its_guest_and_to_each_of_those_who_work_there() {
    in_each_town(free_rules(), async |town| {
        staffed(town).await;
        let booking = town.booked(1, 1).await;
        let letters = town.carried().await;
        assert_eq!(
            told(&letters),
            [
                "anna@example.org guest.confirmed",
                "boss@house.example staff.confirmed",
                "sam@house.example staff.confirmed",
            ]
        );
        let anna = &to(&letters, ANNA).read;
        assert!(anna.text.contains(&format!("{URL}/mine/{}", booking.id)));
        assert!(anna.html.contains(&format!("{URL}/mine/{}", booking.id)));
        assert_eq!(anna.from[0].name, "The House");
        // Once for mailboxes that know calendars and once as a file for those that do not: the same entry.
        let events: Vec<_> = anna.files.iter().flat_map(|file| &file.events).collect();
        assert_eq!((events.len(), events[0].status.as_str()), (2, "CONFIRMED"));
        assert_eq!(events[0], events[1]);
        for staff in [BOSS, SAM] {
            let text = &to(&letters, staff).read.text;
            assert!(!text.contains(URL), "there is nothing to decide: {text}");
        }
        assert_eq!(town.mail().await, [""; 0], "each letter goes once");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_brings_each_of_the_staff_his_own_buttons_and_the_guest_none_of_them() {
    in_each_town(tentative(), async |town| {
        let boss = town.hire(BOSS, Role::Admin, None).await;
        let sam = town.hire(SAM, Role::Staff, None).await;
        let booking = town.booked(1, 1).await;
        let letters = town.carried().await;
        for (email, account) in [(BOSS, boss), (SAM, sam)] {
            let letter = &to(&letters, email).read;
            for act in ["accept", "decline"] {
                let link = format!("{URL}/{act}/{}/1/{account}", booking.id);
                assert!(
                    letter.text.contains(&link) && letter.html.contains(&link),
                    "{link}"
                );
            }
            assert_eq!(letter.text.matches(URL).count(), 2, "{}", letter.text);
        }
        let anna = &to(&letters, ANNA).read;
        assert!(!anna.text.contains("/accept/") && !anna.text.contains("/decline/"));
        assert!(anna.text.contains("/mine/"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_was_decided_before_its_letter_went_brings_no_buttons() {
    in_each_town(tentative(), async |town| {
        town.hire(BOSS, Role::Admin, None).await;
        let booking = town.booked(1, 1).await;
        town.done(Actor::OPERATOR, Act::Confirm(booking.id, None))
            .await;
        let letters = town.carried().await;
        assert_eq!(
            told(&letters),
            [
                "anna@example.org guest.confirmed",
                "anna@example.org guest.received",
                "boss@house.example staff.received",
            ]
        );
        assert!(!to(&letters, BOSS).read.text.contains("/accept/"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_specialists_booking_is_told_to_the_specialist_alone() {
    in_each_town(tentative(), async |town| {
        staffed(town).await;
        town.booked(2, 1).await;
        assert_eq!(
            town.mail().await,
            [
                "anna@example.org guest.received",
                "vera@house.example staff.received",
            ]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn moved_and_cancelled_by_the_guest_both_sides_are_told_and_the_calendar_follows() {
    in_each_town(free_rules(), async |town| {
        town.hire(SAM, Role::Staff, None).await;
        let booking = town.booked(1, 1).await;
        let made = town.carried().await;
        let order = Box::new(stay(1, 3));
        town.done(Actor::GUEST, Act::Move(booking.id, order)).await;
        let moved = town.carried().await;
        let reason = Some("The trains stand still.".to_owned());
        town.done(Actor::GUEST, Act::Cancel(booking.id, reason))
            .await;
        let cancelled = town.carried().await;

        let both = |topic: &str| {
            [
                format!("{ANNA} guest.{topic}"),
                format!("{SAM} staff.{topic}"),
            ]
        };
        assert_eq!(told(&moved), both("moved"));
        assert_eq!(told(&cancelled), both("cancelled"));
        assert!(
            to(&cancelled, SAM)
                .read
                .text
                .contains("The trains stand still.")
        );
        let annas = [&made, &moved, &cancelled].map(|letters| &to(letters, ANNA).read);
        let events = annas.map(|letter| {
            let mut events = letter.files.iter().flat_map(|file| &file.events);
            events.next().expect("an entry for the calendar").clone()
        });
        assert!(events.iter().all(|event| event.uid == events[0].uid));
        assert!(events.is_sorted_by(|one, next| one.sequence < next.sequence));
        let methods = events.each_ref().map(|event| event.method.as_str());
        assert_eq!(methods, ["REQUEST", "REQUEST", "CANCEL"]);
        assert_eq!(events[1].start, "2026-11-20T15:00:00.000Z");
        let thread = annas.map(|letter| letter.in_reply_to.clone());
        assert!(thread[0].is_some() && thread.iter().all(|id| *id == thread[0]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_declined_guest_reads_why_and_what_he_may_have_instead() {
    in_each_town(tentative(), async |town| {
        let booking = town.booked(1, 24).await;
        town.carried().await;
        let why = Some("The stove is cold.".to_owned());
        town.done(Actor::OPERATOR, Act::Decline(booking.id, why))
            .await;
        let letters = town.carried().await;
        assert_eq!(told(&letters), ["anna@example.org guest.declined"]);
        let text = &to(&letters, ANNA).read.text;
        assert!(text.contains("The stove is cold."), "{text}");
        let offers = text.lines().filter(|line| line.starts_with("* "));
        let offers: Vec<&str> = offers.collect();
        assert_eq!(offers.len(), 2, "{text}");
        let noon = |offer: &&str| offer.contains("2026, 12:00");
        assert!(
            !offers.iter().any(noon),
            "what was just refused is no offer: {text}"
        );
        assert!(text.contains(&format!("{URL}/again/house")), "{text}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_is_written_to_in_his_own_language() {
    in_each_town(free_rules(), async |town| {
        let olga = town
            .somebody("olga@house.example", Some(Language::Ru))
            .await;
        let hired = town
            .desk
            .set_member(town.venue, olga, Role::Staff, None)
            .await;
        hired.expect("a member");
        town.hire(SAM, Role::Staff, None).await;
        let book = |email, from, language| town.done(Actor::GUEST, wish(email, 1, from, language));
        book("ivan@example.org", 1, Some(Language::Ru)).await;
        let letters = town.carried().await;
        let is_russian = |email: &str| to(&letters, email).read.text.contains("Когда:");
        assert!(is_russian("ivan@example.org"), "as he booked");
        assert!(is_russian("olga@house.example"), "as she chose");
        assert!(!is_russian(SAM), "as the venue speaks");
        book("john@example.org", 2, None).await;
        let letters = town.carried().await;
        assert!(to(&letters, "john@example.org").read.text.contains("When:"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_and_a_reset_bring_their_links_and_only_the_last_of_them() {
    in_each_town(free_rules(), async |town| {
        let invitee = Invitee {
            email: VERA.into(),
            names: Names::default(),
            language: Some(Language::En),
            role: Role::Specialist,
            resource: Some(bronya_domain::id::ResourceId(2)),
        };
        let invited = town.desk.invite(town.venue, invitee, town.now()).await;
        let (vera, ticket) = invited.expect("invited");
        let letters = town.carried().await;
        assert_eq!(told(&letters), ["vera@house.example invitation"]);
        let read = &to(&letters, VERA).read;
        assert!(
            read.text
                .contains(&format!("{URL}/invitation/{}", ticket.id))
        );
        assert!(read.text.contains("The House") && read.from[0].name == "The House");

        // Two at once: what the first one brings works no more when it is carried.
        let reset = async || {
            let purpose = Purpose::PasswordReset;
            let to = VERA.to_owned();
            let issued = town
                .desk
                .issue_ticket(purpose, vera.account.id, to, town.now());
            issued.await.expect("a link")
        };
        reset().await;
        let last = reset().await;
        let letters = town.carried().await;
        assert_eq!(told(&letters), ["vera@house.example password_reset"]);
        let text = &to(&letters, VERA).read.text;
        assert!(
            text.contains(&format!("{URL}/password_reset/{}", last.id)),
            "{text}"
        );

        // And one that nobody carried in time leads nowhere.
        reset().await;
        town.wait(SignedDuration::from_mins(Purpose::PasswordReset.minutes()));
        assert_eq!(town.mail().await, [""; 0]);
        assert_eq!(town.waiting().await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_no_longer_works_there_gets_no_letter_even_if_it_was_addressed_to_him() {
    in_each_town(free_rules(), async |town| {
        let boss = town.hire(BOSS, Role::Admin, None).await;
        let removed = town.hire("removed@house.example", Role::Staff, None).await;
        let shut_out = town.hire("shut-out@house.example", Role::Staff, None).await;
        let blocked = town.hire("blocked@house.example", Role::Staff, None).await;
        town.booked(1, 1).await;
        // The mail server is down: every letter is addressed by now, and none has gone.
        let down = Script {
            down: true,
            ..Script::default()
        };
        town.office.script(down).await;
        carry_all(&town.courier()).await;
        town.wait(SignedDuration::from_hours(1));
        assert_eq!(
            town.waiting().await,
            5,
            "Anna's, and one to each of the staff"
        );

        let (desk, venue) = (&town.desk, town.venue);
        desk.remove_member(venue, removed).await.expect("removed");
        let kept_out = desk.set_member_blocked(venue, shut_out, true).await;
        kept_out.expect("shut out");
        let kept_out = desk.set_account_blocked(blocked, true, town.now()).await;
        kept_out.expect("blocked");
        town.office.script(Script::default()).await;
        assert_eq!(
            town.mail().await,
            [
                "anna@example.org guest.confirmed",
                "boss@house.example staff.confirmed",
            ]
        );
        assert_eq!(town.waiting().await, 0);

        // Nor if he left before it was addressed.
        town.booked(1, 2).await;
        town.hire("heir@house.example", Role::Admin, None).await;
        desk.remove_member(venue, boss).await.expect("removed");
        assert_eq!(
            town.mail().await,
            [
                "anna@example.org guest.confirmed",
                "heir@house.example staff.confirmed",
            ]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_not_taken_up_his_post_yet_reads_nothing_of_its_guests() {
    in_each_town(free_rules(), async |town| {
        let invitee = Invitee {
            email: SAM.into(),
            names: Names::default(),
            language: None,
            role: Role::Staff,
            resource: None,
        };
        let invited = town.desk.invite(town.venue, invitee, town.now()).await;
        let (_, ticket) = invited.expect("invited");
        town.booked(1, 1).await;
        assert_eq!(
            town.mail().await,
            [
                "anna@example.org guest.confirmed",
                "sam@house.example invitation",
            ]
        );
        let purposes = [Purpose::Invitation];
        let taken = town
            .desk
            .redeem_password(ticket.id, &purposes, "a hash", town.now());
        taken.await.expect("taken up");
        town.booked(1, 2).await;
        assert_eq!(
            town.mail().await,
            [
                "anna@example.org guest.confirmed",
                "sam@house.example staff.confirmed",
            ]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn to_an_erased_guest_nothing_is_written_any_more() {
    in_each_town(free_rules(), async |town| {
        town.hire(SAM, Role::Staff, None).await;
        let anna = town.somebody(ANNA, None).await;
        let as_anna = Actor {
            role: Role::Customer,
            account: Some(anna),
            own: None,
        };
        town.done(as_anna, annas(1, 48)).await;
        town.done(Actor::GUEST, wish("john@example.org", 2, 48, None))
            .await;
        let john = Person::Contact {
            venue: town.venue,
            contact: "john@example.org".into(),
        };
        for person in [Person::Account(anna), john] {
            let erased = town.desk.erase(person, town.now()).await;
            assert_eq!(erased.expect("erased"), 1);
        }
        let letters = town.carried().await;
        assert!(
            letters.iter().all(|letter| letter.to == [SAM]),
            "{:?}",
            told(&letters)
        );
        // Neither are they reminded of their visits.
        town.wait(SignedDuration::from_hours(30));
        assert_eq!(town.mail().await, [""; 0]);
        assert_eq!(
            town.desk.given_up_letters(Some(town.venue)).await,
            Ok(vec![])
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_the_server_did_not_take_is_the_same_letter_when_it_comes() {
    in_each_town(free_rules(), async |town| {
        town.booked(1, 1).await;
        // It takes the letter, and we never hear of it.
        let hang_up = Script {
            hang_up: true,
            ..Script::default()
        };
        town.office.script(hang_up).await;
        let tried = town.carried().await;
        let busy = Script {
            message: Some(answer(451, "4.3.0 busy")),
            ..Script::default()
        };
        town.office.script(busy).await;
        town.wait(SignedDuration::from_mins(1));
        assert!(town.carried().await.is_empty());
        town.office.script(Script::default()).await;
        town.wait(SignedDuration::from_mins(1));
        let come = town.carried().await;
        assert_eq!(
            (tried.len(), come.len()),
            (1, 1),
            "once more than it was noted"
        );
        assert_eq!(id(&tried[0]), id(&come[0]));
        assert_eq!(tried[0].read.date, come[0].read.date);
        assert_eq!(tried[0].read.text, come[0].read.text);
    })
    .await;
}

/// Has the venue name an address for its staff, or none.
async fn house_mail(town: &Town, email: Option<&str>) {
    let edit = VenueEdit {
        staff_email: Some(email.map(Into::into)),
        ..VenueEdit::default()
    };
    let change = SettingsChange::Venue(edit);
    let changed = town
        .desk
        .change_settings(town.venue, change, None, town.now());
    changed.await.expect("changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_venues_own_address_gets_what_the_staff_get_without_buttons() {
    in_each_town(tentative(), async |town| {
        staffed(town).await;
        house_mail(town, Some(DESK)).await;
        let booking = town.booked(1, 1).await;
        let letters = town.carried().await;
        assert_eq!(
            told(&letters),
            [
                "anna@example.org guest.received",
                "boss@house.example staff.received",
                "desk@house.example staff.received",
                "sam@house.example staff.received",
            ]
        );
        let text = &to(&letters, DESK).read.text;
        let code = booking.id.code(town.venue);
        assert!(text.contains(&code.to_string()), "{text}");
        assert!(!text.contains(URL), "nobody's account decides: {text}");
        town.booked(2, 1).await;
        assert_eq!(
            town.mail().await,
            [
                "anna@example.org guest.received",
                "desk@house.example staff.received",
                "vera@house.example staff.received",
            ],
            "of a specialist's time too"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_works_yet_the_venues_own_address_is_told_until_it_is_taken_away() {
    in_each_town(free_rules(), async |town| {
        house_mail(town, Some(DESK)).await;
        town.booked(1, 1).await;
        let both = [
            "anna@example.org guest.confirmed",
            "desk@house.example staff.confirmed",
        ];
        assert_eq!(town.mail().await, both);
        house_mail(town, None).await;
        town.booked(1, 2).await;
        assert_eq!(town.mail().await, both[..1]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_shows_how_it_looks_goes_to_who_asked_and_leads_nowhere() {
    in_each_town(free_rules(), async |town| {
        let boss = town.hire(BOSS, Role::Admin, None).await;
        let desk = &town.desk;
        for sample in Sample::all() {
            let sent = desk.send_sample(town.venue, (sample, Language::En), boss, town.now());
            sent.await.expect("a letter is owed");
        }
        let letters = town.carried().await;
        assert_eq!(letters.len(), Sample::all().count());
        for letter in &letters {
            assert_eq!(reader(letter), BOSS);
            assert!(letter.read.files.is_empty(), "no calendar is touched");
            assert!(letter.read.text.contains(URL), "{}", letter.read.text);
        }
        let ids: BTreeSet<&str> = letters.iter().map(id).collect();
        assert_eq!(ids.len(), letters.len(), "each is a letter of its own");
        // Whoever was shut out meanwhile gets none.
        let sample = (Sample::OfAccount(Purpose::Invitation), Language::Ru);
        let sent = desk.send_sample(town.venue, sample, boss, town.now());
        sent.await.expect("a letter is owed");
        let blocked = desk.set_account_blocked(boss, true, town.now());
        blocked.await.expect("blocked");
        assert_eq!(town.carried().await.len(), 0);
        assert_eq!(town.waiting().await, 0);
    })
    .await;
}
