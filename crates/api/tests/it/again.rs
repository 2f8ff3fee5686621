//! What was answered to one is answered to the next without asking the house, as long as it stands, and to nobody else than him
//! whom it is meant for.

use std::convert::Infallible;

use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bronya_api::again;
use http_body_util::BodyExt;
use serde_json::json;
use tower::{ServiceExt, service_fn};

use crate::app::{Answer, App};

const DAY: &str = "/v1/venues/demo/availability?date=2026-11-21&party=2";

/// What answers in the place of the house, so that it is seen who was asked.
async fn house(_: Request) -> Result<Response, Infallible> {
    Ok(StatusCode::IM_A_TEAPOT.into_response())
}

async fn ask(app: &App, request: Request) -> Response {
    let again = again(app.gate().clone(), service_fn(house));
    again.oneshot(request).await.expect("an answer")
}

/// Whether the house need not be asked what can be had.
async fn is_known(app: &App) -> bool {
    let request = Request::get(DAY).body(Body::empty()).expect("a request");
    ask(app, request).await.status() == StatusCode::OK
}

/// Asks the house until its answer is kept: it first has to get to know the day, and news of what was done before can come between.
async fn learn(app: &App) -> Answer {
    for _ in 0..100 {
        let answer = app.get(DAY).send().await.is(200);
        if is_known(app).await {
            return answer;
        }
    }
    panic!("the answer is never kept");
}

#[tokio::test]
async fn the_next_who_asks_gets_what_the_last_got() {
    App::in_each_restaurant(async |app| {
        assert!(!is_known(app).await);
        let first = learn(app).await;
        let request = Request::get(DAY).body(Body::empty()).expect("a request");
        let counted = |meters: &str| {
            let line = r#"route="/v1/venues/{venue}/availability",method="GET",status="200"} "#;
            let (_, rest) = meters.split_once(line).expect("it is counted");
            let count = rest.lines().next().expect("a count");
            count.parse::<u64>().expect("a number")
        };
        let before = counted(&app.get("/metrics").staff().send().await.text);
        let (second, body) = ask(app, request).await.into_parts();
        // On the wire the length is said anyhow.
        let mut headers = first.headers;
        headers.remove("content-length");
        assert_eq!(second.headers, headers);
        let body = body.collect().await.expect("a body").to_bytes();
        assert_eq!(body, first.text.as_bytes());
        let after = counted(&app.get("/metrics").staff().send().await.text);
        assert_eq!(after, before + 1);
    })
    .await;
}

#[tokio::test]
async fn whoever_shows_or_sends_something_is_seen_by_the_house() {
    App::in_each_restaurant(async |app| {
        learn(app).await;
        let ask = async |request: axum::http::request::Builder, body: &'static str| {
            let request = request.body(Body::from(body)).expect("a request");
            ask(app, request).await.status()
        };
        let teapot = StatusCode::IM_A_TEAPOT;
        assert_eq!(ask(Request::get(DAY), "").await, StatusCode::OK);
        let forged = Request::get(DAY).header("Authorization", "Bearer forged");
        assert_eq!(ask(forged, "").await, teapot);
        assert_eq!(ask(Request::get(DAY), "{}").await, teapot);
        assert_eq!(ask(Request::post(DAY), "").await, teapot);
        assert_eq!(ask(Request::head(DAY), "").await, teapot);
        app.get(DAY)
            .bearer("forged")
            .send()
            .await
            .no(401, "unknown_credentials");
    })
    .await;
}

#[tokio::test]
async fn what_is_overtaken_is_not_said_again() {
    App::in_each_restaurant(async |app| {
        let first = learn(app).await.text;
        app.booked("2026-11-21T19:00").await;
        assert!(!is_known(app).await);
        let second = learn(app).await.text;
        assert_ne!(second, first);
        app.policy(json!({"stay": {"by_party": [{"up_to": 100, "minutes": 30}]}}))
            .await;
        assert!(!is_known(app).await);
        assert_ne!(learn(app).await.text, second);
        // The day is over.
        app.wait(60 * 24 * 400);
        assert!(!is_known(app).await);
    })
    .await;
}
