//! How often somebody may try: each limit lets its burst through, says how long to wait, and lets on afterwards.

use bronya_gate::limits::{LimitOptions, Limits, Rate};
use serde_json::{Value, json};

use crate::app::{Answer, App};
use crate::crowd::PASSWORD;

const ANNA: &str = "anna@example.org";

/// Limits of which one is tight and the others are off.
fn only(tight: impl FnOnce(&mut LimitOptions)) -> Limits {
    let mut options = LimitOptions::default();
    for limit in bronya_gate::limits::Limit::ALL {
        *options.rate_mut(limit) = Rate::Off;
    }
    tight(&mut options);
    Limits::new(&options)
}

/// Three tries a minute: one comes back every 20 seconds.
const TIGHT: Rate = Rate::of(3, 60);

#[track_caller]
fn limited(answer: Answer, limit: &str) {
    let answer = answer.no(429, "rate_limited");
    assert_eq!(answer.header("retry-after"), "20");
    assert!(answer.text.contains(limit), "{}", answer.text);
}

#[tokio::test]
async fn logins_to_one_account_are_limited_from_wherever_they_come() {
    App::in_each_empty_within(&|| only(|it| it.login_name = TIGHT), async |app| {
        app.person(ANNA).await;
        let log_in = async |n: usize, name: &str, password: &str| {
            let body = json!({"username": name, "password": password});
            let call = app.post("/v1/auth/token").from(&format!("192.0.2.{n}"));
            call.json(body).await
        };
        for n in 0..3 {
            log_in(n, ANNA, "nine loud storks")
                .await
                .no(401, "wrong_login");
        }
        limited(log_in(4, ANNA, PASSWORD).await, "login_name");
        // Another way to write the name is no other account.
        limited(
            log_in(5, " anna@EXAMPLE.org ", PASSWORD).await,
            "login_name",
        );
        log_in(6, "bert@example.org", PASSWORD)
            .await
            .no(401, "wrong_login");
        app.wait_seconds(20);
        log_in(4, ANNA, PASSWORD).await.is(200);
    })
    .await;
}

#[tokio::test]
async fn who_guesses_from_one_address_does_not_lock_out_who_lives_at_another() {
    App::in_each_empty_within(&|| only(|it| it.login = TIGHT), async |app| {
        app.person(ANNA).await;
        let log_in = async |from: &str, password: &str| {
            let body = json!({"username": ANNA, "password": password});
            app.post("/v1/auth/token").from(from).json(body).await
        };
        for _ in 0..3 {
            let guess = log_in("192.0.2.1", "nine loud storks").await;
            guess.no(401, "wrong_login");
        }
        limited(log_in("192.0.2.1", PASSWORD).await, "login");
        log_in("192.0.2.2", PASSWORD).await.is(200);
    })
    .await;
}

#[tokio::test]
async fn logins_and_renewals_from_one_address_are_limited_whoever_they_are_for() {
    App::in_each_empty_within(&|| only(|it| it.login_address = TIGHT), async |app| {
        let log_in = async |from: &str, n: usize| {
            let body = json!({"username": format!("user{n}"), "password": PASSWORD});
            app.post("/v1/auth/token").from(from).json(body).await
        };
        for n in 0..3 {
            log_in("192.0.2.1", n).await.no(401, "wrong_login");
        }
        limited(log_in("192.0.2.1", 3).await, "login_address");
        let renewal = app.post("/v1/auth/refresh").from("192.0.2.1");
        let renewal = renewal.json(json!({"refresh_token": "x"})).await;
        limited(renewal, "login_address");
        log_in("192.0.2.2", 4).await.no(401, "wrong_login");
        // Nobody is somewhere else because he says so, and a subscriber's IPv6 addresses are one.
        let lying = app
            .post("/v1/auth/token")
            .from("192.0.2.1")
            .header("X-Forwarded-For", "192.0.2.9");
        limited(
            lying.json(json!({"username": "a", "password": "b"})).await,
            "login_address",
        );
        for n in 0..3 {
            log_in(&format!("2001:db8::{n}"), n)
                .await
                .no(401, "wrong_login");
        }
        limited(log_in("2001:db8::ffff:1", 9).await, "login_address");
        app.wait_seconds(20);
        log_in("192.0.2.1", 5).await.no(401, "wrong_login");
    })
    .await;
}

#[tokio::test]
async fn registrations_and_letters_are_limited() {
    let tight = || {
        only(|it| {
            (it.register, it.reset_address) = (TIGHT, TIGHT);
            it.reset = Rate::of(2, 60);
        })
    };
    App::in_each_empty_within(&tight, async |app| {
        app.person(ANNA).await;
        let register = async |n: usize| {
            let body = json!({"email": format!("user{n}@example.org"), "password": PASSWORD});
            app.post("/v1/auth/register").json(body).await
        };
        for n in 0..3 {
            register(n).await.is(202);
        }
        limited(register(3).await, "register");
        assert_eq!(app.letters(3).await.len(), 3);
        assert_eq!(app.owed().await, 0);

        let forget = async |from: &str, email: &str| {
            let call = app.post("/v1/auth/forgotten-password").from(from);
            call.json(json!({"email": email})).await
        };
        for _ in 0..3 {
            forget("192.0.2.1", ANNA).await.is(202);
        }
        limited(forget("192.0.2.1", ANNA).await, "reset_address");
        // Whoever asks is told nothing of it, but the address gets no third letter.
        forget("192.0.2.2", ANNA).await.is(202);
        forget("192.0.2.2", "user0@example.org").await.is(202);
        let mut letters: Vec<String> = app
            .letters(3)
            .await
            .into_iter()
            .map(|it| it.email)
            .collect();
        letters.sort();
        assert_eq!(letters, [ANNA, ANNA, "user0@example.org"]);
        assert_eq!(app.owed().await, 0);
    })
    .await;
}

async fn book(app: &App, from: &str, contact: Value) -> Answer {
    let mut body = json!({"from": "2026-11-21T13:00", "party": 2});
    for (name, value) in contact.as_object().expect("an object") {
        body[name] = value.clone();
    }
    let call = app.post("/v1/venues/demo/bookings").from(from);
    call.json(body).await
}

#[tokio::test]
async fn bookings_are_limited_by_contact_and_by_address_but_not_for_the_staff() {
    let by_contact = || only(|it| it.booking_contact = TIGHT);
    App::in_each_restaurant_within(&by_contact, async |app| {
        for n in 0..3 {
            book(app, &format!("192.0.2.{n}"), json!({"email": ANNA}))
                .await
                .is(201);
        }
        limited(
            book(app, "192.0.2.9", json!({"email": ANNA})).await,
            "booking_contact",
        );
        let other = book(app, "192.0.2.9", json!({"email": "bert@example.org"})).await;
        other.no(409, "taken");
        for _ in 0..5 {
            let staff = app.post("/v1/venues/demo/bookings").staff();
            let order = json!({"from": "2026-11-21T13:00", "party": 2, "email": ANNA});
            staff.json(order).await.no(409, "taken");
        }
        app.wait_seconds(20);
        book(app, "192.0.2.9", json!({"email": ANNA}))
            .await
            .no(409, "taken");
    })
    .await;
    let by_address = || only(|it| it.booking_address = TIGHT);
    App::in_each_restaurant_within(&by_address, async |app| {
        for n in 0..3 {
            let contact = json!({"email": format!("user{n}@example.org")});
            book(app, "192.0.2.1", contact).await.is(201);
        }
        let contact = json!({"email": ANNA});
        limited(
            book(app, "192.0.2.1", contact.clone()).await,
            "booking_address",
        );
        let hold = app.post("/v1/venues/demo/holds").from("192.0.2.1");
        let hold = hold
            .json(json!({"from": "2026-11-21T15:00", "party": 2}))
            .await;
        limited(hold, "booking_address");
        book(app, "192.0.2.2", contact).await.no(409, "taken");
    })
    .await;
}

#[tokio::test]
async fn guessing_keys_is_limited_and_the_right_one_is_not() {
    App::in_each_restaurant_within(&|| only(|it| it.guest_link = TIGHT), async |app| {
        let booking = app.booked("2026-11-21T19:00").await;
        let key = booking["guest_key"].as_str().expect("a key");
        let show = async |path: &str, key: &str| {
            let call = app.get(path).from("192.0.2.1");
            call.header("Bronya-Guest-Key", key).send().await
        };
        let path = "/v1/venues/demo/bookings/1";
        for _ in 0..10 {
            show(path, key).await.is(200);
        }
        let wrong = show(path, "wrong").await.no(404, "unknown_booking");
        // A booking that is not there looks like one whose key is wrong.
        let absent = show("/v1/venues/demo/bookings/2", key).await;
        assert_eq!(absent.no(404, "unknown_booking").text, wrong.text);
        show(path, "wrong").await.no(404, "unknown_booking");
        limited(show(path, "wrong").await, "guest_link");
        show(path, key).await.is(200);
        app.wait_seconds(20);
        show(path, "wrong").await.no(404, "unknown_booking");
    })
    .await;
}
