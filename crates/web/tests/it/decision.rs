//! The button of a letter to the staff: one decision by one person, and dead after it.

use bronya_domain::booking::{Booking, State};
use bronya_domain::command::{Act, Actor, At, Choice, Command, Order, Role};
use bronya_domain::id::AccountId;

use crate::app::{Answer, App, EVENING, STAFF, anna};

const REQUESTS: &str = r#"{"admission": "tentative"}"#;

/// A request, and somebody of the staff who may decide it.
async fn waiting(app: &App) -> (Booking, AccountId) {
    let account = app.member("staff@example.org", Role::Staff, None).await;
    (app.booked(EVENING).await, account)
}

/// What whoever has no good link gets.
async fn nothing(app: &App) -> Answer {
    app.get("/d/demo").await.is(404)
}

async fn is_dead(app: &App, button: &str, why: &str) {
    let nothing = nothing(app).await;
    assert_eq!(app.get(button).await, nothing, "{why}");
    assert_eq!(app.post(button, &[]).await, nothing, "{why}");
}

#[tokio::test]
async fn one_press_accepts_and_the_link_is_dead() {
    App::in_each(REQUESTS, async |app| {
        let (booking, account) = waiting(app).await;
        let button = app.button(&booking, account, true);
        let page = app.get(&button).await.is(200);
        let page = page
            .says("Принять заявку?")
            .says("Анна")
            .says("+79123456789")
            .says("У окна");
        assert_eq!(page.text.matches("<button").count(), 1);
        assert_eq!(app.now_is(&booking).await, booking);
        app.post(&button, &[]).await.is(200).says("Заявка принята");
        let after = app.now_is(&booking).await;
        assert_eq!((after.state, after.version), (State::Confirmed, 2));
        let history = app
            .desk()
            .history(app.venue, booking.id)
            .await
            .expect("a history");
        assert_eq!(history.last().map(|line| line.role), Some(Role::Staff));
        for answer in [app.get(&button).await, app.post(&button, &[]).await] {
            answer
                .is(410)
                .says("подтверждена")
                .keeps_silent_about("Анна")
                .keeps_silent_about("<form");
        }
        assert_eq!(app.now_is(&booking).await, after);
    })
    .await;
}

#[tokio::test]
async fn declining_tells_the_guest_why() {
    App::in_each(REQUESTS, async |app| {
        let (booking, account) = waiting(app).await;
        let button = app.button(&booking, account, false);
        app.get(&button).await.is(200).says("name=\"reason\"");
        app.post(&button, &[("reason", "Закрыто на праздник")])
            .await
            .is(200)
            .says("отклонена");
        assert_eq!(app.now_is(&booking).await.state, State::Declined);
        app.get(&app.page_of(&booking))
            .await
            .is(200)
            .says("Закрыто на праздник");
        app.get(&button)
            .await
            .is(410)
            .keeps_silent_about("праздник");
    })
    .await;
}

#[tokio::test]
async fn a_button_is_good_for_one_version() {
    App::in_each(REQUESTS, async |app| {
        let (booking, account) = waiting(app).await;
        let button = app.button(&booking, account, true);
        let order = Order {
            choice: Choice::These(booking.resources().collect()),
            at: At::From("2026-11-22T16:30:00Z".parse().expect("an instant")),
            party: None,
        };
        app.act(Actor::GUEST, Act::Move(booking.id, Box::new(order)))
            .await;
        app.get(&button)
            .await
            .is(410)
            .says("изменилась после письма")
            .keeps_silent_about("22 ноября");
        app.post(&button, &[]).await.is(410);
        assert_eq!(app.now_is(&booking).await.state, State::Tentative);
    })
    .await;
}

#[tokio::test]
async fn a_button_opens_nothing_but_what_it_was_made_for() {
    App::in_each(REQUESTS, async |app| {
        let (booking, account) = waiting(app).await;
        let other = app.member("other@example.org", Role::Staff, None).await;
        let button = app.button(&booking, account, true);
        let (head, key) = button.rsplit_once('/').expect("a key");
        let others = app.button(&booking, other, true);
        let others = others.rsplit('/').next().expect("a key");
        let guests = app.gate.secret().booking_key(app.venue, &booking);
        for (bad, why) in [
            (button.replace("/accept/", "/decline/"), "the key accepts"),
            (
                button.replace("/accept/", "/confirm/"),
                "there is no such act",
            ),
            (format!("{head}/{others}"), "another's key"),
            (format!("{head}/{guests}"), "the guest's key"),
            (format!("{head}/{key}A"), "a longer key"),
            (button.replace("/1/", "/01/"), "a version written otherwise"),
            (
                button.replace("/accept/1/", "/accept/2/"),
                "another version",
            ),
            (button.replace("/demo/", "/other/"), "another venue"),
            (head.to_owned(), "no key"),
        ] {
            is_dead(app, &bad, why).await;
        }
        assert_eq!(app.now_is(&booking).await, booking);
    })
    .await;
}

#[tokio::test]
async fn whoever_may_not_decide_any_more_does_not() {
    App::in_each(REQUESTS, async |app| {
        let (booking, account) = waiting(app).await;
        let button = app.button(&booking, account, true);
        let desk = app.desk();
        desk.set_member_blocked(app.venue, account, true)
            .await
            .expect("blocked");
        is_dead(app, &button, "blocked at the venue").await;
        desk.set_member_blocked(app.venue, account, false)
            .await
            .expect("let in");
        app.get(&button).await.is(200);
        let customer = desk
            .set_member(app.venue, account, Role::Customer, None)
            .await;
        customer.expect("a customer");
        is_dead(app, &button, "demoted").await;
        desk.remove_member(app.venue, account)
            .await
            .expect("removed");
        is_dead(app, &button, "no member").await;
        let staff = desk.set_member(app.venue, account, Role::Staff, None).await;
        staff.expect("staff again");
        desk.set_account_blocked(account, true, app.now())
            .await
            .expect("shut out");
        is_dead(app, &button, "shut out").await;
        assert_eq!(app.now_is(&booking).await, booking);
    })
    .await;
}

#[tokio::test]
async fn a_specialist_decides_about_his_own_time_only() {
    App::in_each(REQUESTS, async |app| {
        let booking = app.booked(EVENING).await;
        let (his, others) = (app.table(2).await, app.table(4).await);
        let he = app
            .member("his@example.org", Role::Specialist, Some(his))
            .await;
        let other = app
            .member("other@example.org", Role::Specialist, Some(others))
            .await;
        is_dead(app, &app.button(&booking, other, true), "another's time").await;
        app.post(&app.button(&booking, he, true), &[]).await.is(200);
        assert_eq!(app.now_is(&booking).await.state, State::Confirmed);
    })
    .await;
}

#[tokio::test]
async fn nobody_decides_his_own_request_once_he_is_a_customer() {
    App::in_each(REQUESTS, async |app| {
        let account = app.member("he@example.org", Role::Customer, None).await;
        let he = Actor {
            role: Role::Customer,
            account: Some(account),
            own: None,
        };
        let new = anna(EVENING, app.table(2).await);
        let booking = app.act(he, Act::Book(Box::new(new))).await;
        is_dead(app, &app.button(&booking, account, true), "a customer").await;
        assert_eq!(app.now_is(&booking).await, booking);
    })
    .await;
}

#[tokio::test]
async fn a_press_that_meets_a_move_decides_what_its_page_showed_or_nothing() {
    App::in_each(REQUESTS, async |app| {
        let account = app.member("staff@example.org", Role::Staff, None).await;
        for day in 1..=28 {
            let booking = app.booked(&format!("2026-12-{day:02}T10:00:00Z")).await;
            let button = app.button(&booking, account, true);
            let order = Order {
                choice: Choice::These(booking.resources().collect()),
                at: At::From(
                    format!("2026-12-{day:02}T16:00:00Z")
                        .parse()
                        .expect("an instant"),
                ),
                party: None,
            };
            let command = Command {
                actor: Actor::GUEST,
                act: Act::Move(booking.id, Box::new(order)),
                expects: None,
            };
            let moving = app.desk().execute(app.venue, command, None, app.now());
            let (pressed, _) = tokio::join!(app.post(&button, &[]), moving);
            let history = app.desk().history(app.venue, booking.id).await;
            let acts: Vec<String> = history
                .expect("a history")
                .into_iter()
                .map(|line| line.act)
                .collect();
            match pressed.status {
                200 => assert_eq!(acts[1], "confirm", "{acts:?}"),
                410 => assert_eq!(acts, ["book", "move"]),
                other => panic!("{other}: {}", pressed.text),
            }
        }
    })
    .await;
}

#[tokio::test]
async fn what_the_rules_refuse_is_said_and_the_button_stays() {
    App::in_each(
        r#"{"admission": "request", "rivals": "kept"}"#,
        async |app| {
            let (booking, account) = waiting(app).await;
            let rival = app.booked(EVENING).await;
            app.act(STAFF, Act::Confirm(rival.id, None)).await;
            let button = app.button(&booking, account, true);
            app.post(&button, &[])
                .await
                .is(409)
                .says("Это время только что заняли")
                .says("<button");
            assert_eq!(app.now_is(&booking).await.state, State::Requested);
        },
    )
    .await;
}

#[tokio::test]
async fn of_many_presses_at_once_one_decides() {
    App::in_each(REQUESTS, async |app| {
        let (booking, account) = waiting(app).await;
        let button = app.button(&booking, account, true);
        let presses = (0..32).map(|_| app.post(&button, &[]));
        let answers = futures_util::future::join_all(presses).await;
        let of = |status| {
            answers
                .iter()
                .filter(|answer| answer.status == status)
                .count()
        };
        assert_eq!((of(200), of(410)), (1, 31));
        let history = app.desk().history(app.venue, booking.id).await;
        assert_eq!(history.expect("a history").len(), 2);
    })
    .await;
}

#[tokio::test]
async fn who_tries_keys_is_told_to_wait() {
    App::in_each_limited(async |app| {
        let (booking, account) = waiting(app).await;
        let wrong = format!("{}x", app.button(&booking, account, true));
        for _ in 0..20 {
            app.get(&wrong).await.is(404);
        }
        app.get(&wrong).await.is(429);
        app.post(&wrong, &[]).await.is(429);
    })
    .await;
}
