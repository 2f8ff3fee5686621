//! What operators watch, and what is no address at all.

use serde_json::json;

use crate::app::App;

#[tokio::test]
async fn the_server_says_how_it_stands() {
    App::in_each_restaurant(async |app| {
    assert_eq!(
        app.get("/healthz").send().await.is(200).body,
        json!({"status": "ok"})
    );
    assert_eq!(
        app.get("/readyz").send().await.is(200).body,
        json!({"status": "ok"})
    );
    app.booked("2026-11-21T19:00").await;
    app.get("/nowhere").send().await.no(404, "not_found");
    app.get("/v1/venues/demo/availability").send().await.is(200);
    let metrics = app.get("/metrics").send().await.is(200);
    for line in [
        "bronya_second_guard_refusals_total 0",
        "bronya_http_requests_total{route=\"/v1/venues/{venue}/bookings\",method=\"POST\",status=\"201\"} 1",
        "bronya_http_requests_total{route=\"none\",method=\"GET\",status=\"404\"} 1",
        "bronya_http_request_duration_seconds_count{route=\"/healthz\",method=\"GET\"} 1",
        "bronya_board_days 2",
        "bronya_letters_waiting 2",
        "bronya_webhooks_waiting 0",
    ] {
        assert!(
            metrics.text.lines().any(|found| found == line),
            "{line} is not in\n{}",
            metrics.text
        );
    }
    assert!(
        metrics.text.contains("\nbronya_batches_total ")
            && metrics.text.contains("\nbronya_works_total ")
    );
    }).await;
}

#[tokio::test]
async fn every_no_is_a_problem() {
    App::in_each_restaurant(async |app| {
        app.get("/").send().await.no(404, "not_found");
        app.get("/v1/venues/demo/")
            .send()
            .await
            .no(404, "not_found");
        let answer = app
            .put("/v1/venues/demo")
            .staff()
            .json(json!({}))
            .await
            .no(405, "method_not_allowed");
        let allowed = answer.header("allow");
        assert!(
            allowed.contains("GET") && allowed.contains("PATCH"),
            "{allowed}"
        );
        let large = vec![b' '; 64 * 1024 + 1];
        let answer = app
            .post("/v1/venues/demo/bookings")
            .bytes(large)
            .await
            .no(413, "body_too_large");
        assert_eq!(answer.body["field"], "body");
        let mut full =
            br#"{"from": "2026-11-21T19:00", "party": 2, "email": "a@b.example"}"#.to_vec();
        full.resize(64 * 1024, b' ');
        app.post("/v1/venues/demo/bookings")
            .bytes(full)
            .await
            .is(201);
        for kind in [
            "text/plain",
            "",
            "application/x-www-form-urlencoded",
            "application/jsonx",
        ] {
            let call = app
                .post("/v1/venues/demo/bookings")
                .header("Content-Type", kind);
            let answer = call
                .bytes(b"{}".to_vec())
                .await
                .no(415, "unsupported_media_type");
            assert_eq!(answer.body["field"], "Content-Type");
        }
    })
    .await;
}
