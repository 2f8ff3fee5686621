//! Reminders: at their time and not before, once, and never of what is past.

use bronya_domain::command::{Act, Actor};
use bronya_domain::policy::{Bound, Policy};
use bronya_sim::engines::both;
use bronya_sim::postoffice::Script;
use jiff::SignedDuration;

use crate::mail::post;
use crate::town::{Town, carry_all, desk, free_rules, hour, in_each_town, stay, told};

const SECOND: SignedDuration = SignedDuration::from_secs(1);
const REMINDED: [&str; 1] = ["anna@example.org guest.reminder"];
const NOTHING: [&str; 0] = [];

/// Guests are reminded two hours ahead.
fn rules() -> Policy {
    Policy {
        reminder_minutes: Some(Bound::Of(120)),
        ..free_rules()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reminder_comes_at_its_time_and_not_before_and_once() {
    in_each_town(rules(), async |town| {
        town.booked(1, 10).await;
        assert_eq!(town.mail().await, ["anna@example.org guest.confirmed"]);
        town.wait_until(hour(8) - SECOND);
        assert_eq!(town.mail().await, NOTHING);
        town.wait_until(hour(8));
        assert_eq!(town.mail().await, REMINDED);
        for moment in [hour(8) + SECOND, hour(9), hour(11)] {
            town.wait_until(moment);
            assert_eq!(town.mail().await, NOTHING);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_couriers_remind_once() {
    for database in both().await {
        let Some(town) = Town::on(database, rules()).await else {
            return;
        };
        let other = match town.desk.engine_name() {
            "postgres" => desk(&town.database).await,
            _ => town.desk.clone(),
        };
        for table in [1, 2] {
            for visit in 10..30 {
                town.booked(table, visit).await;
            }
        }
        town.carried().await;
        let couriers =
            [town.desk.clone(), other].map(|desk| town.courier_of(desk, post(&town.office)));
        for visit in 10..30 {
            town.wait_until(hour(visit - 2));
            let [one, two] = &couriers;
            tokio::join!(carry_all(one), carry_all(two));
            let reminded = [REMINDED, REMINDED].concat();
            assert_eq!(
                told(&town.arrived().await),
                reminded,
                "both visits at {visit}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_visit_that_was_called_off_nobody_is_reminded() {
    in_each_town(rules(), async |town| {
        let booking = town.booked(1, 10).await;
        town.done(Actor::GUEST, Act::Cancel(booking.id, None)).await;
        town.carried().await;
        town.wait_until(hour(8));
        assert_eq!(town.mail().await, NOTHING);
        assert_eq!(town.waiting().await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_visit_that_was_moved_its_guest_is_reminded_at_the_new_time_alone() {
    in_each_town(rules(), async |town| {
        let booking = town.booked(1, 10).await;
        let order = Box::new(stay(1, 20));
        town.done(Actor::GUEST, Act::Move(booking.id, order)).await;
        town.carried().await;
        town.wait_until(hour(8));
        assert_eq!(town.mail().await, NOTHING, "the old time");
        town.wait_until(hour(18) - SECOND);
        assert_eq!(town.mail().await, NOTHING);
        town.wait_until(hour(18));
        assert_eq!(town.mail().await, REMINDED);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_visit_that_was_moved_away_and_back_or_to_another_table_its_guest_is_reminded_once() {
    in_each_town(rules(), async |town| {
        let booking = town.booked(1, 10).await;
        for order in [stay(1, 20), stay(1, 10), stay(2, 10)] {
            let act = Act::Move(booking.id, Box::new(order));
            town.done(Actor::OPERATOR, act).await;
        }
        // So long the staff could take it back, and nobody is told.
        town.wait(SignedDuration::from_secs(10));
        town.carried().await;
        town.wait_until(hour(8));
        assert_eq!(town.mail().await, REMINDED);
        town.wait_until(hour(18));
        assert_eq!(town.mail().await, NOTHING);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_move_that_was_taken_back_its_guest_reads_nothing_and_is_reminded_as_if_it_had_never_been()
 {
    in_each_town(rules(), async |town| {
        let booking = town.booked(1, 10).await;
        town.carried().await;
        // The reminder comes due while the booking stands elsewhere, and falls silent.
        town.wait_until(hour(8) - SECOND);
        let order = Box::new(stay(1, 20));
        town.done(Actor::OPERATOR, Act::Move(booking.id, order))
            .await;
        town.wait_until(hour(8) + SECOND);
        assert_eq!(town.mail().await, NOTHING);
        town.done(Actor::OPERATOR, Act::Undo(booking.id)).await;
        assert_eq!(town.mail().await, REMINDED);
        for moment in [hour(9), hour(18), hour(21)] {
            town.wait_until(moment);
            assert_eq!(town.mail().await, NOTHING);
        }
        assert_eq!(town.waiting().await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_house_that_was_down_reminds_late_but_not_of_a_visit_that_has_begun() {
    in_each_town(rules(), async |town| {
        town.booked(1, 10).await;
        town.booked(2, 12).await;
        town.carried().await;
        // Nobody carried from before the reminders' times until the first visit begins.
        town.wait_until(hour(10));
        assert_eq!(town.mail().await, REMINDED, "of the visit at twelve alone");
        assert_eq!(town.waiting().await, 0, "the other is settled in silence");
        assert_eq!(
            town.desk.given_up_letters(Some(town.venue)).await,
            Ok(vec![])
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_that_was_down_reminds_late_but_not_of_a_visit_that_has_begun() {
    in_each_town(rules(), async |town| {
        town.booked(1, 10).await;
        town.booked(2, 12).await;
        town.carried().await;
        let down = Script {
            down: true,
            ..Script::default()
        };
        town.office.script(down).await;
        for moment in [hour(8), hour(9), hour(10) - SECOND] {
            town.wait_until(moment);
            assert_eq!(town.mail().await, NOTHING);
        }
        town.office.script(Script::default()).await;
        town.wait_until(hour(11));
        assert_eq!(town.mail().await, REMINDED);
        assert_eq!(town.waiting().await, 0);
    })
    .await;
}
