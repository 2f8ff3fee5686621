//! What somebody hears who looks at the day of a venue.

use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use bronya_domain::command::{Act, Role};
use futures_util::StreamExt;
use tower::ServiceExt;

use crate::app::{App, EVENING, PASSWORD, STAFF, anna};

/// How long something that is about to be heard may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a stream says until it has said these words.
async fn hears(app: &App, who: &[(&str, String)], path: &str, words: &str) -> String {
    let mut request = Request::get(path);
    for (name, value) in who {
        request = request.header(*name, value);
    }
    let request = request.body(Body::empty()).expect("a request");
    let answer = app.router().oneshot(request).await.expect("an answer");
    assert_eq!(answer.status().as_u16(), 200);
    let mut body = answer.into_body().into_data_stream();
    let mut heard = String::new();
    while !heard.contains(words) {
        let part = tokio::time::timeout(PATIENCE, body.next()).await;
        match part.unwrap_or_else(|_| panic!("no {words:?} in {heard}")) {
            Some(part) => heard += std::str::from_utf8(&part.expect("a part")).expect("a text"),
            None => panic!("it ended after {heard}"),
        }
    }
    heard
}

#[tokio::test]
async fn the_day_says_what_it_knows_and_news_begin_there() {
    App::in_each("{}", async |app| {
        app.crew("vera@example.org", Role::Staff, None).await;
        let vera = app.logged_in("vera@example.org", PASSWORD).await;
        let day = app.get_as(&vera, "/staff/demo").await.is(200);
        let known = day.text.split("data-revision=\"").nth(1);
        let known = known.and_then(|rest| rest.split('"').next());
        let path = format!("/staff/demo/events?after={}", known.expect("a revision"));
        // Whoever has just begun to hear other instances is told to look afresh, and hears the rest.
        let booking = app.booked(EVENING).await;
        hears(app, &vera, &path, "event: ").await;
        let (heard, _) = tokio::join!(hears(app, &vera, &path, "a party arrived"), async {
            tokio::time::sleep(Duration::from_millis(500)).await;
            app.act(STAFF, Act::Seat(booking.id)).await;
        });
        assert!(
            heard.contains("\"told\":\"12:00, Staff: a party arrived.\""),
            "{heard}"
        );
        assert!(
            heard.contains(&format!("\"booking\":{}", booking.id)),
            "{heard}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_specialist_hears_of_his_own_time_alone() {
    App::in_each("{}", async |app| {
        let own = app.table(2).await;
        app.crew("doctor@example.org", Role::Specialist, Some(own))
            .await;
        let doctor = app.logged_in("doctor@example.org", PASSWORD).await;
        let other = anna(EVENING, app.table(4).await);
        let (heard, _) = tokio::join!(
            hears(app, &doctor, "/staff/demo/events", "\"booking\":2"),
            async {
                tokio::time::sleep(Duration::from_millis(500)).await;
                app.books(other).await;
                app.booked(EVENING).await;
            }
        );
        assert!(!heard.contains("\"booking\":1"), "{heard}");
    })
    .await;
}

#[tokio::test]
async fn a_guest_and_a_stranger_hear_nothing() {
    App::in_each("{}", async |app| {
        app.registered("anna@example.org", PASSWORD).await;
        let anna = app.logged_in("anna@example.org", PASSWORD).await;
        app.get_as(&anna, "/staff/demo/events").await.is(404);
        app.get("/staff/demo/events").await.is(303);
    })
    .await;
}
