//! One's own account, one's bookings, and everything that is kept about one: handed out and erased.

use bronya_domain::command::Role;
use bronya_domain::people::Purpose;
use serde_json::{Value, json};

use crate::app::{Answer, App};
use crate::crowd::{PASSWORD, Person};

const ANNA: &str = "anna@example.org";
const BOOKINGS: &str = "/v1/venues/demo/bookings";

async fn change(app: &App, person: &Person, body: Value) -> Answer {
    app.patch("/v1/me").as_(person).json(body).await
}

async fn book(app: &App, person: &Person, from: &str) -> Value {
    let order = json!({"from": from, "party": 2});
    app.post(BOOKINGS)
        .as_(person)
        .json(order)
        .await
        .is(201)
        .body
}

#[tokio::test]
async fn who_changes_his_address_must_confirm_the_new_one() {
    App::in_each_empty(async |app| {
        let anna = app.person(ANNA).await;
        app.person("bert@example.org").await;
        let link = |token: String| {
            json!({"purpose": "address_confirmation", "token": token, "password": PASSWORD})
        };
        let named = change(
            app,
            &anna,
            json!({"first_name": "Анна", "phone": "+79123456789"}),
        )
        .await;
        let named = named.is(200);
        assert_eq!((named.header("etag"), app.owed().await), ("\"2\"", 0));

        let same = change(app, &anna, json!({"email": "anna@EXAMPLE.org"}))
            .await
            .is(200);
        assert_eq!((same.header("etag"), app.owed().await), ("\"2\"", 0));
        let new = "anna@home.example";
        let unasked = change(app, &anna, json!({"email": new})).await;
        assert_eq!(unasked.no(422, "invalid").body["field"], "password");
        let guessed = json!({"email": new, "password": "not the password"});
        let guessed = change(app, &anna, guessed).await;
        guessed.no(403, "wrong_password");
        let moved = json!({"email": new, "password": PASSWORD});
        let moved = change(app, &anna, moved).await.is(200);
        assert_eq!(moved.body["email_confirmed"], false);
        assert_eq!(moved.body["names"]["first"], "Анна", "left out, it stays");
        let letter = app.letter().await;
        assert_eq!(letter.purpose, Purpose::AddressConfirmation);
        assert_eq!(letter.email, "anna@home.example");
        let redeemed = app.post("/v1/auth/redeem").json(link(letter.token)).await;
        redeemed.is(204);
        assert_eq!(
            app.me(&anna.access).await.body["account"]["email_confirmed"],
            true
        );
        app.log_in(ANNA, PASSWORD).await.no(401, "wrong_login");
        app.log_in("anna@home.example", PASSWORD).await.is(200);

        let taken = change(app, &anna, json!({"email": "bert@example.org", "password": PASSWORD})).await;
        assert_eq!(taken.no(409, "not_unique").body["field"], "email");
        let stale = app.patch("/v1/me").as_(&anna).header("If-Match", "\"1\"");
        stale
            .json(json!({"first_name": "A"}))
            .await
            .no(412, "version_differs");
        let cleared = change(app, &anna, json!({"phone": null, "first_name": null}))
            .await
            .is(200);
        assert_eq!(cleared.body["phone"], Value::Null);
        assert_eq!(cleared.body["names"]["first"], Value::Null);
        assert_eq!(app.owed().await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_customers_booking_carries_how_he_can_be_reached() {
    App::in_each_restaurant(async |app| {
        let anna = app.person(ANNA).await;
        let names = json!({"first_name": "Анна", "last_name": "Керн", "phone": "+79123456789"});
        change(app, &anna, names).await.is(200);
        let own = book(app, &anna, "2026-11-21T19:00").await;
        assert_eq!(
            own["contact"],
            json!({"name": "Анна Керн", "email": ANNA, "phone": "+79123456789"})
        );
        let order = json!({"from": "2026-11-21T15:00", "party": 2, "name": "Пётр", "email": "peter@example.org"});
        let other = app.post(BOOKINGS).as_(&anna).json(order).await.is(201).body;
        assert_eq!(
            other["contact"],
            json!({"name": "Пётр", "email": "peter@example.org", "phone": null})
        );
        let staff = app.crew("staff@example.org", Role::Staff).await;
        let order = json!({"from": "2026-11-22T15:00", "party": 2});
        let nameless = app.post(BOOKINGS).as_(&staff).json(order).await.is(201).body;
        let nobody = json!({"name": null, "email": null, "phone": null});
        assert_eq!(nameless["contact"], nobody, "who writes a guest down is not the guest");

        let mine = app.get("/v1/me/bookings").as_(&anna).send().await.is(200);
        let ids: Vec<&Value> = mine.body["items"].as_array().expect("a list").iter().map(|it| &it["booking"]["id"]).collect();
        assert_eq!(ids, [&own["id"], &other["id"]], "the latest start first");
        assert_eq!(mine.body["items"][0]["venue"], "demo");
        let bert = app.person("bert@example.org").await;
        let his = app.get("/v1/me/bookings").as_(&bert).send().await.is(200);
        assert_eq!(his.body["items"], json!([]));
    })
    .await;
}

#[tokio::test]
async fn a_phone_number_is_read_as_people_write_it_where_the_venue_is() {
    App::in_each_restaurant(async |app| {
        let order = json!({"from": "2026-11-21T19:00", "party": 2, "phone": "8 (912) 345-67-89"});
        let unclear = app
            .post(BOOKINGS)
            .json(order.clone())
            .await
            .no(422, "invalid");
        assert_eq!(unclear.body["field"], "phone");
        let region = app
            .patch("/v1/venues/demo")
            .staff()
            .json(json!({"region": "RU"}))
            .await;
        region.is(200);
        let booking = app.post(BOOKINGS).json(order).await.is(201).body;
        assert_eq!(booking["contact"]["phone"], "+79123456789");
        let abroad = json!({"from": "2026-11-21T15:00", "party": 2, "phone": "+49 30 901820"});
        let booking = app.post(BOOKINGS).json(abroad).await.is(201).body;
        assert_eq!(booking["contact"]["phone"], "+4930901820");
    })
    .await;
}

#[tokio::test]
async fn who_erases_himself_is_gone_and_what_he_booked_stays() {
    App::in_each_restaurant(async |app| {
        let anna = app.person(ANNA).await;
        change(app, &anna, json!({"first_name": "Анна"}))
            .await
            .is(200);
        let booking = book(app, &anna, "2026-11-21T19:00").await;
        let export = app.get("/v1/me/export").as_(&anna).send().await.is(200);
        assert_eq!(export.header("cache-control"), "no-store");
        assert_eq!(export.body["account"]["email"], ANNA);
        assert_eq!(export.body["bookings"][0]["venue"], "demo");
        assert!(
            !export.text.contains("argon2"),
            "hashes are nobody's to read"
        );

        let erase = |password: &str| {
            let sure = json!({"password": password});
            app.post("/v1/me/erase").as_(&anna).json(sure)
        };
        erase("not the password").await.no(403, "wrong_password");
        erase(PASSWORD).await.is(204);
        app.me(&anna.access).await.no(401, "unknown_credentials");
        app.log_in(ANNA, PASSWORD).await.no(401, "wrong_login");
        let place = format!("{BOOKINGS}/{}", booking["id"]);
        let left = app.get(&place).staff().send().await.is(200);
        assert_eq!(
            (&left.body["from"], &left.body["state"]),
            (&booking["from"], &booking["state"])
        );
        let account = app
            .get(&format!("/v1/accounts/{}", anna.id))
            .staff()
            .send()
            .await
            .is(200);
        assert!(account.body["erased_at"].is_string());
        for answer in [left, account] {
            assert!(
                !answer.text.contains(ANNA) && !answer.text.contains("Анна"),
                "{}",
                answer.text
            );
        }
    })
    .await;
}

#[tokio::test]
async fn an_admin_hands_out_and_erases_a_guest_by_his_contact() {
    App::in_each_restaurant(async |app| {
        let admin = app.crew("admin@example.org", Role::Admin).await;
        app.booked("2026-11-21T19:00").await;
        let other = json!({"from": "2026-11-21T15:00", "party": 2, "email": "bert@example.org"});
        app.post(BOOKINGS).json(other).await.is(201);
        let ask = async |act: &str, contact: &str| {
            let call = app
                .post(&format!("/v1/venues/demo/guests/{act}"))
                .as_(&admin);
            call.json(json!({"contact": contact})).await
        };
        let export = ask("export", "anna@EXAMPLE.org").await.is(200);
        assert_eq!(export.body["bookings"].as_array().map(Vec::len), Some(1));
        assert!(export.text.contains(ANNA) && !export.text.contains("bert"));
        for bad in ["ann", "anna@", "a\r\nb@example.org", "+7", "8 912"] {
            assert_eq!(
                ask("export", bad).await.no(422, "invalid").body["field"],
                "contact",
                "{bad}"
            );
        }
        ask("erase", ANNA).await.is(204);
        let list = app.get(BOOKINGS).as_(&admin).send().await.is(200);
        assert!(!list.text.contains(ANNA) && list.text.contains("bert@example.org"));
        let after = ask("export", ANNA).await.is(200);
        assert_eq!(after.body["bookings"], json!([]));
    })
    .await;
}

#[tokio::test]
async fn the_operator_hands_out_and_erases_an_account() {
    App::in_each_restaurant(async |app| {
        let anna = app.person(ANNA).await;
        book(app, &anna, "2026-11-21T19:00").await;
        let place = format!("/v1/accounts/{}", anna.id);
        let export = app
            .get(&format!("{place}/export"))
            .staff()
            .send()
            .await
            .is(200);
        assert_eq!(export.body["account"]["email"], ANNA);
        app.post(&format!("{place}/erase"))
            .staff()
            .send()
            .await
            .is(204);
        app.me(&anna.access).await.no(401, "unknown_credentials");
        let after = app
            .get(&format!("{place}/export"))
            .staff()
            .send()
            .await
            .is(200);
        assert!(!after.text.contains(ANNA), "{}", after.text);
        let absent = app.get("/v1/accounts/987/export").staff().send().await;
        absent.no(404, "unknown_account");
    })
    .await;
}
