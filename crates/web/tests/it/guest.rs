//! The guest's own page: what it shows, what can be done there, and to whom it is not there.

use bronya_domain::booking::State;
use bronya_domain::catalog::Language;
use bronya_domain::command::Act;

use crate::app::{App, EVENING, STAFF, anna};

#[tokio::test]
async fn a_guest_sees_his_booking_in_the_venues_time_and_language() {
    App::in_each(r#"{"cancel_deadline_minutes": 60}"#, async |app| {
        let booking = app.booked(EVENING).await;
        app.get(&app.page_of(&booking))
            .await
            .is(200)
            .says("<html lang=\"ru\">")
            .says("суббота, 21 ноября 2026 г., 19:30–21:00")
            .says("часовой пояс Europe/Moscow")
            .says("Стол на 2")
            .says("2 гостя")
            .says("2\u{a0}₽")
            .says("Тверской бульвар, 26")
            .says(&booking.id.code(app.venue))
            .says("Отменить можно до этого срока: суббота, 21 ноября 2026 г., 18:30")
            .keeps_silent_about("<script");
    })
    .await;
}

#[tokio::test]
async fn a_guest_who_chose_english_reads_english() {
    App::in_each("{}", async |app| {
        let mut new = anna(EVENING, app.table(2).await);
        new.language = Some(Language::En);
        let booking = app.books(new).await;
        let ru = [("accept-language", "ru")];
        app.send("GET", &app.page_of(&booking), &ru, None)
            .await
            .is(200)
            .says("<html lang=\"en\">")
            .says("Saturday, 21 November 2026, 19:30–21:00");
    })
    .await;
}

#[tokio::test]
async fn a_guest_cancels_and_says_why() {
    App::in_each("{}", async |app| {
        let booking = app.booked(EVENING).await;
        let page = app.page_of(&booking);
        let version = app
            .get(&page)
            .await
            .inputs("version")
            .pop()
            .expect("a version");
        let form = [("version", version.as_str()), ("reason", "Заболели")];
        app.post(&format!("{page}/cancel"), &form)
            .await
            .leads_to(&page);
        assert_eq!(app.now_is(&booking).await.state, State::Cancelled);
        app.get(&page)
            .await
            .is(200)
            .says("Бронь отменена")
            .says("Заболели")
            .says("href=\"/demo\">Забронировать снова</a>")
            .keeps_silent_about("action=\"/b/");
        // Pressed twice, he still is where he wanted to be.
        app.post(&format!("{page}/cancel"), &form)
            .await
            .leads_to(&page);
    })
    .await;
}

#[tokio::test]
async fn where_the_rules_say_so_a_guest_can_only_ask() {
    App::in_each(r#"{"cancel_confirmed": "asks"}"#, async |app| {
        let booking = app.booked(EVENING).await;
        let page = app.page_of(&booking);
        app.get(&page)
            .await
            .says("Попросить об отмене")
            .keeps_silent_about("/cancel\"");
        let form = [("version", "1"), ("reason", "")];
        app.post(&format!("{page}/ask"), &form)
            .await
            .leads_to(&page);
        let asked = app.now_is(&booking).await;
        assert!(asked.cancel_asked_at.is_some() && asked.state == State::Confirmed);
        app.get(&page)
            .await
            .says("Вы просили отменить бронь")
            .keeps_silent_about("/ask\"");
    })
    .await;
}

#[tokio::test]
async fn who_comes_too_late_is_told_until_when_it_was_possible() {
    App::in_each(
        r#"{"cancel_deadline_minutes": 60, "move_deadline_minutes": 120}"#,
        async |app| {
            let booking = app.booked(EVENING).await;
            let page = app.page_of(&booking);
            // Half past six on Saturday is the last moment.
            app.wait(30 * 60 + 30);
            app.get(&page)
                .await
                .says("/cancel\"")
                .says("Изменить время здесь можно было");
            app.wait(1);
            app.get(&page)
                .await
                .says("Отменить здесь можно было")
                .keeps_silent_about("/cancel\"");
            let form = [("version", "1"), ("reason", "Я <опоздал>")];
            app.post(&format!("{page}/cancel"), &form)
                .await
                .is(409)
                .says("Это было возможно до этого срока: суббота, 21 ноября 2026 г., 18:30")
                .says("value=\"Я &#60;опоздал&#62;\"");
            assert_eq!(app.now_is(&booking).await, booking);
        },
    )
    .await;
}

#[tokio::test]
async fn a_form_from_another_tab_changes_nothing() {
    App::in_each("{}", async |app| {
        let booking = app.booked(EVENING).await;
        let page = app.page_of(&booking);
        // Meanwhile the guest asked the staff by phone for something that changes the booking.
        app.act(STAFF, Act::AskToCancel(booking.id, None)).await;
        let form = [("version", "1"), ("reason", "Передумали")];
        app.post(&format!("{page}/cancel"), &form)
            .await
            .is(409)
            .says("Бронь изменилась с тех пор, как вы открыли страницу");
        let after = app.now_is(&booking).await;
        assert_eq!((after.state, after.version), (State::Confirmed, 2));
    })
    .await;
}

#[tokio::test]
async fn to_whom_a_booking_is_not_open_there_is_nothing_to_the_last_byte() {
    App::in_each("{}", async |app| {
        let booking = app.booked(EVENING).await;
        let (other, past) = (
            app.booked("2026-11-21T18:30:00Z").await,
            app.booked("2026-11-20T10:00:00Z").await,
        );
        let code = booking.id.code(app.venue);
        let key = app.gate.secret().booking_key(app.venue, &booking);
        let foreign = app.gate.secret().booking_key(app.venue, &other);
        app.found("other", "{}").await;
        // Until half past two, when the visit of one o'clock is over.
        app.wait(150);
        app.get(&app.page_of(&booking)).await.is(200);
        let nothing = app.get("/b/demo").await.is(404).says("<html lang=\"en\">");
        for path in [
            format!("/b/demo/{code}/{foreign}"),
            format!("/b/demo/{code}/x"),
            format!("/b/demo/{code}/{key}x"),
            format!("/b/demo/{code}/%FF"),
            format!("/b/demo/000-000/{key}"),
            format!("/b/demo/nonsense/{key}"),
            format!("/b/other/{code}/{key}"),
            format!("/b/nowhere/{code}/{key}"),
            format!("/b/DEMO/{code}/{key}"),
            app.page_of(&past),
            format!("{}/calendar.ics", app.page_of(&past)),
            format!("{}/elsewhere", app.page_of(&booking)),
            format!("/b/demo/{code}"),
            "/b/demo/".to_owned(),
            "/d/demo".to_owned(),
            "/setup/x".to_owned(),
            "/static/x.css".to_owned(),
        ] {
            assert_eq!(app.get(&path).await, nothing, "{path}");
        }
        for act in ["cancel", "ask", "move"] {
            let path = format!("/b/demo/{code}/{foreign}/{act}");
            assert_eq!(app.post(&path, &[("version", "1")]).await, nothing, "{act}");
            let path = format!("{}/{act}", app.page_of(&past));
            assert_eq!(app.post(&path, &[("version", "1")]).await, nothing, "{act}");
        }
        assert_eq!(app.now_is(&booking).await, booking);
    })
    .await;
}

#[tokio::test]
async fn who_tries_keys_is_told_to_wait_and_whoever_has_one_is_not() {
    App::in_each_limited(async |app| {
        let booking = app.booked(EVENING).await;
        let wrong = format!("/b/demo/{}/x", booking.id.code(app.venue));
        for _ in 0..20 {
            app.get(&wrong).await.is(404);
        }
        let answer = app.get(&wrong).await.is(429).says("Too many tries");
        let seconds: u32 = answer.header("retry-after").parse().expect("seconds");
        assert!((1..=30).contains(&seconds), "{seconds}");
        app.post(&format!("{wrong}/cancel"), &[("version", "1")])
            .await
            .is(429);
        app.get(&app.page_of(&booking)).await.is(200);
    })
    .await;
}

#[tokio::test]
async fn a_request_that_nobody_answered_says_so_before_the_clock_has_been_round() {
    App::in_each(
        r#"{"admission": "request", "answer_minutes": 30}"#,
        async |app| {
            let booking = app.booked(EVENING).await;
            let page = app.page_of(&booking);
            app.get(&page)
                .await
                .is(200)
                .says("Срок ответа: 20 ноября, 12:30")
                .says("/cancel\"");
            app.wait(30);
            app.get(&page)
                .await
                .is(200)
                .says("Мы не успели ответить")
                .keeps_silent_about("action=\"/b/");
        },
    )
    .await;
}

#[tokio::test]
async fn an_agreed_booking_can_be_taken_into_a_calendar() {
    App::in_each(r#"{"admission": "tentative"}"#, async |app| {
        let booking = app.booked(EVENING).await;
        let file = format!("{}/calendar.ics", app.page_of(&booking));
        app.get(&file).await.is(404);
        app.act(STAFF, Act::Confirm(booking.id, None)).await;
        app.get(&app.page_of(&booking)).await.says(&file);
        let answer = app
            .get(&file)
            .await
            .is(200)
            .says("UID:booking-1-1@book.example\r\n");
        assert_eq!(
            answer.header("content-type"),
            "text/calendar; charset=utf-8"
        );
        assert!(
            answer.text.contains("DTSTART:20261121T163000Z\r\n"),
            "{}",
            answer.text
        );
    })
    .await;
}
