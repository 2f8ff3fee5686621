//! Letters on a bad day, from the booking to the mailbox: no booking waits for a mail server, no letter is lost, and
//! what cannot be delivered lies in the open.

use std::time::{Duration, Instant};

use bronya_desk::AccountEdit;
use bronya_domain::command::{Actor, Role};
use bronya_domain::people::Purpose;
use bronya_domain::span::later;
use bronya_sim::postoffice::{Postoffice, Script};
use jiff::SignedDuration;

use crate::mail::{answer, hasty_post};
use crate::town::{
    PATIENCE, Town, carry_all, free_rules, hour, id, in_each_town, start, told, wish,
};

/// How many bookings are measured each way.
const BOOKINGS: i64 = 50;
/// How much longer a booking may take while the mail server hangs. It is a ratio, for machines differ.
const RATIO: u32 = 3;

fn down() -> Script {
    Script {
        down: true,
        ..Script::default()
    }
}

fn refusing(email: &str, code: u16, words: &str) -> Script {
    let answer = (email.to_owned(), answer(code, words));
    Script {
        recipients: [answer].into(),
        ..Script::default()
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long a guest really waits is what is measured"
)]
async fn timed(town: &Town, number: i64) -> Duration {
    let before = Instant::now();
    town.booked(1 + number % 2, 1 + number).await;
    before.elapsed()
}

/// Until the mail server has seen what the test waits for.
async fn until(office: &Postoffice, enough: impl Fn(usize) -> bool) {
    let seen = async {
        while !enough(office.received().await.len()) {
            tokio::task::yield_now().await;
        }
    };
    let seen = tokio::time::timeout(PATIENCE, seen).await;
    seen.expect("the mail server sees it in time");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_booking_is_answered_as_fast_while_the_mail_server_hangs() {
    in_each_town(free_rules(), async |town| {
        // Every second booking is made while a courier is stuck with a server that takes a letter and falls silent.
        let hangs = Script {
            slow_message_ms: 600_000,
            ..Script::default()
        };
        town.office.script(hangs).await;
        town.booked(1, 0).await;
        let stuck = tokio::spawn(town.courier().run(std::future::pending()));
        until(&town.office, |letters| letters > 0).await;
        let (mut hanging, mut alone) = (Vec::new(), Vec::new());
        let Some(quiet) = Town::on(town_beside(town).await, free_rules()).await else {
            return;
        };
        for number in 0..BOOKINGS {
            hanging.push(timed(town, number).await);
            alone.push(timed(&quiet, number).await);
        }
        let (hanging, alone) = (median(hanging), median(alone));
        println!("{hanging:?} while it hangs, {alone:?} where nobody carries");
        assert!(hanging < alone * RATIO, "{hanging:?} and not {alone:?}");
        stuck.abort();

        // Whatever is stuck goes when its leases end and the server is well.
        town.office.script(Script::default()).await;
        town.office.hang_up_on_all().await;
        town.wait(SignedDuration::from_mins(30));
        let courier = town.courier();
        let all = async {
            while town.waiting().await > 0 {
                carry_all(&courier).await;
                town.wait(SignedDuration::from_mins(4));
            }
        };
        let all = tokio::time::timeout(PATIENCE, all).await;
        all.expect("every letter is carried");
        let letters = town.arrived().await;
        let mut ids: Vec<&str> = letters.iter().map(id).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len() as i64, BOOKINGS + 1, "{:?}", told(&letters));
    })
    .await;
}

/// Another database of the same engine.
async fn town_beside(town: &Town) -> bronya_sim::engines::Database {
    match town.desk.engine_name() {
        "postgres" => {
            let another = bronya_sim::engines::postgres().await;
            another.expect("the server was here a moment ago")
        }
        _ => bronya_sim::engines::sqlite(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_booked_while_the_mail_server_was_down_is_told_when_it_is_up() {
    in_each_town(free_rules(), async |town| {
        town.hire("sam@house.example", Role::Staff, None).await;
        town.office.script(down()).await;
        town.booked(1, 30).await;
        assert!(town.mail().await.is_empty());
        assert!(
            town.mail().await.is_empty(),
            "nothing is due before its pause ends"
        );
        assert_eq!(town.office.seen().await.senders, 0);
        town.wait(SignedDuration::from_mins(1));
        assert!(town.mail().await.is_empty());

        town.office
            .script(refusing("*", 451, "4.7.1 come back later"))
            .await;
        town.wait(SignedDuration::from_mins(1));
        assert!(town.mail().await.is_empty());
        assert_eq!(town.office.seen().await.senders, 2);

        town.office.script(Script::default()).await;
        town.wait(SignedDuration::from_mins(2));
        let mail = town.mail().await;
        assert_eq!(
            mail,
            [
                "anna@example.org guest.confirmed",
                "sam@house.example staff.confirmed",
            ]
        );
        assert_eq!(town.waiting().await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_hangs_up_after_the_letter_gets_it_again_under_the_same_id() {
    in_each_town(free_rules(), async |town| {
        town.booked(1, 30).await;
        let hang_up = Script {
            hang_up: true,
            ..Script::default()
        };
        town.office.script(hang_up).await;
        for attempt in 1..=3 {
            let letters = town.carried().await;
            assert_eq!(letters.len(), 1, "attempt {attempt}");
            town.wait(SignedDuration::from_mins(1));
        }
        let due = later(town.now(), SignedDuration::from_mins(3));
        let lent = town.desk.lease_letters(town.now(), due, 16).await;
        let lent = lent.expect("an answer");
        assert_eq!(lent.len(), 1);
        assert_eq!(lent[0].attempts, 4, "three that failed, and this one");
        town.wait_until(due);
        town.office.script(Script::default()).await;
        assert_eq!(town.carried().await.len(), 1);
        assert!(town.carried().await.is_empty(), "it is noted now");
        let all = town.office.received().await;
        assert_eq!(all.len(), 4);
        assert!(all.iter().all(|letter| id(letter) == id(&all[0])));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_nobody_has_is_given_up_at_once_and_served_when_it_is_mended() {
    in_each_town(free_rules(), async |town| {
        let sam = town.hire("smuel@house.example", Role::Staff, None).await;
        let nobody = refusing("smuel@house.example", 550, "5.1.1 no such user");
        town.office.script(nobody).await;
        town.booked(1, 30).await;
        assert_eq!(town.mail().await, ["anna@example.org guest.confirmed"]);
        assert_eq!(town.waiting().await, 0);
        let lost = town.desk.given_up_letters(Some(town.venue)).await;
        let [lost] = &lost.expect("an answer")[..] else {
            panic!("one letter lies in the open");
        };
        assert_eq!(
            (lost.attempts, lost.place.reader),
            (1, bronya_desk::To::Account(sam))
        );
        assert!(lost.why.ends_with("550 5.1.1 no such user"), "{}", lost.why);
        assert_eq!((lost.owed_at, lost.given_up_at), (start(), start()));

        let edit = AccountEdit {
            email: Some(Some("samuel@house.example".into())),
            ..AccountEdit::default()
        };
        let mended = town.desk.change_account(sam, edit, None, town.now()).await;
        mended.expect("mended");
        let (desk, purpose) = (&town.desk, Purpose::AddressConfirmation);
        let link = desk.issue_ticket(purpose, sam, "samuel@house.example".into(), town.now());
        let shown = desk.redeem_confirmation(link.await.expect("a link").id, town.now());
        shown.await.expect("the address is his");
        assert!(
            town.mail().await.is_empty(),
            "it waits for somebody to say so"
        );
        town.wait(SignedDuration::from_hours(72));
        let resent = town.desk.resend_letter(&lost.place, town.now()).await;
        assert_eq!(resent, Ok(true));
        // A server that is busy now is given as much patience as if the letter were new.
        town.office
            .script(refusing("*", 451, "4.7.1 come back later"))
            .await;
        assert!(town.mail().await.is_empty());
        town.office.script(Script::default()).await;
        town.wait(SignedDuration::from_mins(1));
        assert_eq!(town.mail().await, ["samuel@house.example staff.confirmed"]);
        assert_eq!(
            town.desk.given_up_letters(Some(town.venue)).await,
            Ok(vec![])
        );
        let again = town.desk.resend_letter(&lost.place, town.now()).await;
        assert_eq!(again, Ok(false), "it is delivered");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_two_days_of_failure_a_letter_is_given_up_in_the_open() {
    in_each_town(free_rules(), async |town| {
        town.office.script(down()).await;
        town.booked(1, 1).await;
        let courier = town.courier();
        let lost = async || {
            let lost = town.desk.given_up_letters(Some(town.venue)).await;
            lost.expect("an answer")
        };
        while town.now() < hour(48) {
            carry_all(&courier).await;
            assert!(lost().await.is_empty(), "not yet, at {}", town.now());
            town.wait(SignedDuration::from_mins(20));
        }
        assert_eq!(town.now(), hour(48));
        carry_all(&courier).await;
        let lost = lost().await;
        let [lost] = &lost[..] else {
            panic!("one letter lies in the open");
        };
        assert_eq!((lost.owed_at, lost.given_up_at), (start(), hour(48)));
        assert!(lost.attempts > 48, "{} attempts", lost.attempts);
        assert!(lost.why.starts_with("connection: "), "{}", lost.why);
        assert_eq!(town.waiting().await, 0);
        let standing = town.desk.letters_standing(town.now()).await;
        assert_eq!(standing.expect("an answer").given_up, 1);
        assert!(town.office.received().await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_letter_of_a_courier_who_died_goes_with_another_when_the_lease_ends() {
    in_each_town(free_rules(), async |town| {
        let hangs = Script {
            slow_message_ms: 600_000,
            ..Script::default()
        };
        town.office.script(hangs).await;
        town.booked(1, 30).await;
        // A runtime of its own ends with everything on it, as a process does.
        let life = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build();
        let life = life.expect("a runtime");
        life.spawn(town.courier().run(std::future::pending()));
        until(&town.office, |letters| letters == 1).await;
        life.shutdown_background();

        town.office.script(Script::default()).await;
        let died = town.arrived().await;
        town.wait(SignedDuration::from_secs(179));
        assert!(town.carried().await.is_empty(), "the lease still holds");
        town.wait(SignedDuration::from_secs(1));
        let come = town.carried().await;
        assert_eq!(told(&come), ["anna@example.org guest.confirmed"]);
        assert_eq!(id(&died[0]), id(&come[0]));
        assert!(town.carried().await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_letter_that_hangs_keeps_no_other() {
    in_each_town(free_rules(), async |town| {
        // Far more patience than this test has: were letters carried one after the other, the second would never go.
        let post = hasty_post(&town.office, PATIENCE * 10);
        let courier = town.courier_of(town.desk.clone(), post);
        let hangs = Script {
            slow_message_ms: 600_000,
            ..Script::default()
        };
        town.office.script(hangs).await;
        town.booked(1, 30).await;
        town.done(Actor::GUEST, wish("john@example.org", 2, 30, None))
            .await;
        let stuck = tokio::spawn(courier.run(std::future::pending()));
        until(&town.office, |letters| letters == 2).await;
        stuck.abort();
        let readers = told(&town.arrived().await);
        assert_eq!(
            readers,
            [
                "anna@example.org guest.confirmed",
                "john@example.org guest.confirmed",
            ]
        );
    })
    .await;
}
