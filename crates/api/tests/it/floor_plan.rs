//! Where things stand: shown to those who work at a venue, said by those who run it, by one at a time.

use serde_json::{Value, json};

use crate::app::App;

const PLAN: &str = "/v1/venues/demo/floor-plan";

fn hall(places: Value) -> Value {
    json!({"rooms": [{"name": "Hall", "width": 100, "height": 60, "places": places}]})
}

fn at(resource: i64, x: i64) -> Value {
    json!({"resource": resource, "x": x, "y": 10, "width": 15, "height": 15, "shape": "round"})
}

#[tokio::test]
async fn a_plan_is_kept_as_it_was_said() {
    App::in_each_restaurant(async |app| {
        let none = app.get(PLAN).staff().send().await.is(200);
        assert_eq!(none.body, json!({"rooms": [], "unplaced": [1, 2, 3]}));
        assert_eq!(none.header("etag"), "\"0\"");
        let said = hall(json!([at(1, 10), at(3, 40)]));
        let put = app.put(PLAN).staff().header("If-Match", "\"0\"");
        let put = put.json(said).await.is(200);
        assert_eq!(put.header("etag"), "\"1\"");
        assert_eq!(put.body["unplaced"], json!([2]));
        let place = &put.body["rooms"][0]["places"][1];
        assert_eq!((&place["resource"], &place["turn"]), (&json!(3), &json!(0)));
        let shown = app.get(PLAN).staff().send().await.is(200);
        assert_eq!(shown.header("etag"), "\"1\"");
        assert_eq!(shown.body, put.body);
    })
    .await;
}

#[tokio::test]
async fn of_two_who_draw_at_once_the_second_is_told() {
    App::in_each_restaurant(async |app| {
        let put = |version: &str, x| {
            let call = app.put(PLAN).staff().header("If-Match", version);
            call.json(hall(json!([at(1, x)])))
        };
        put("\"0\"", 10).await.is(200);
        let late = put("\"0\"", 40).await.no(412, "version_differs");
        assert_eq!(late.body["reasons"][0]["version"], 1);
        let kept = app.get(PLAN).staff().send().await.is(200);
        assert_eq!(kept.body["rooms"][0]["places"][0]["x"], 10);
        let blind = app.put(PLAN).staff().json(hall(json!([]))).await.is(200);
        assert_eq!(blind.header("etag"), "\"2\"");
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_drawn_is_refused_by_its_name() {
    App::in_each_restaurant(async |app| {
        let bad = async |body: Value, code: &str, status: u16| {
            let refused = app.put(PLAN).staff().json(body).await.no(status, code);
            refused.body["field"]
                .as_str()
                .unwrap_or_default()
                .to_owned()
        };
        let place = "rooms[0].places[0]";
        let outside = bad(hall(json!([at(1, 90)])), "invalid", 422).await;
        assert_eq!(outside, format!("{place}.x"));
        let negative = bad(hall(json!([at(1, -1)])), "invalid", 422).await;
        assert_eq!(negative, format!("{place}.x"));
        let twice = bad(hall(json!([at(1, 10), at(1, 40)])), "invalid", 422).await;
        assert_eq!(twice, "rooms[0].places[1].resource");
        bad(hall(json!([at(99, 10)])), "unknown_resource", 404).await;
        let retire = app.post("/v1/venues/demo/resources/2/retire").staff();
        retire.send().await.is(200);
        bad(hall(json!([at(2, 10)])), "retired", 409).await;
        let kept = app.get(PLAN).staff().send().await.is(200);
        assert_eq!(kept.body, json!({"rooms": [], "unplaced": [1, 3]}));
    })
    .await;
}

#[tokio::test]
async fn what_leaves_the_offer_leaves_the_plan() {
    App::in_each_restaurant(async |app| {
        let said = hall(json!([at(1, 10), at(2, 40), at(3, 70)]));
        app.put(PLAN).staff().json(said).await.is(200);
        let retire = app.post("/v1/venues/demo/resources/2/retire").staff();
        retire.send().await.is(200);
        app.delete("/v1/venues/demo/resources/3")
            .staff()
            .send()
            .await;
        let shown = app.get(PLAN).staff().send().await.is(200).body;
        let places = shown["rooms"][0]["places"].as_array().expect("places");
        assert_eq!(places.len(), 1);
        assert_eq!(shown["unplaced"], json!([]));
    })
    .await;
}
