//! Letters and where their links lead, in the program as its users meet it. Whoever opens a link changes nothing; a
//! form on its page does what the letter promised.

use std::collections::BTreeSet;

use hyper::{Method, StatusCode};
use serde_json::{Value, json};

use crate::demo::{Demo, Visitor, form, link};

/// How often each link is opened in each way.
const OPENINGS: usize = 1_000;
/// How many open links at once: the scanners of a large mail provider.
const SCANNERS: usize = 8;
/// Who works at the restaurant and at the first specialist's.
const CREW: [&str; 2] = ["admin@restaurant.example", "staff@restaurant.example"];
const SPECIALIST: &str = "specialist@practice.example";
const ANNA: &str = "anna@example.org";

/// A table for two tomorrow evening.
async fn table(demo: &Demo, guest: &str) -> Value {
    let wish = json!({"from": format!("{}T19:30", demo.tomorrow), "party": 2, "name": "Anna", "email": guest,
        "language": "en"});
    let booked = demo
        .guest()
        .await
        .post("/v1/venues/restaurant/bookings", &wish)
        .await;
    let booked = booked.expect("an answer");
    assert_eq!(booked.status, 201, "{}", booked.json);
    booked.json
}

/// The last hour of tomorrow with the first specialist, who has to agree; others have asked for earlier ones.
async fn hour(demo: &Demo, guest: &str) -> Value {
    let mut client = demo.guest().await;
    let day = &demo.tomorrow;
    let slots = format!("/v1/venues/practice/slots?from={day}T00:00&to={day}T23:59&resource=1");
    let slots = client.get(&slots).await.expect("an answer");
    assert_eq!(slots.status, 200, "{}", slots.json);
    let slots = slots.json["items"].as_array().expect("slots");
    let slot = &slots.last().expect("a slot")["id"];
    let wish = json!({"slot": slot, "name": "Anna", "email": guest, "language": "en"});
    let booked = client.post("/v1/venues/practice/bookings", &wish).await;
    let booked = booked.expect("an answer");
    assert_eq!(booked.status, 201, "{}", booked.json);
    booked.json
}

#[tokio::test(flavor = "multi_thread")]
async fn a_booking_comes_to_the_mailbox_and_is_called_off_by_its_link() {
    let demo = Demo::start();
    table(&demo, ANNA).await;
    let letters = demo.mailbox(3).await;
    let readers: BTreeSet<&str> = letters.iter().map(|letter| letter.to.as_str()).collect();
    assert_eq!(readers, [ANNA, CREW[0], CREW[1]].into());
    let annas = letters
        .iter()
        .find(|letter| letter.to == ANNA)
        .expect("hers");
    assert!(
        annas.subject.starts_with("Booking confirmed: "),
        "{}",
        annas.subject
    );
    assert!(annas.text.contains("19:30") && annas.html.contains("19:30"));
    let [link] = &annas.links[..] else {
        panic!("one link, and not {:?}", annas.links);
    };
    assert!(annas.html.contains(link.as_str()));

    let mut anna = demo.visitor().await;
    let path = demo.path(link);
    let page = anna.get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let (action, fields) = form(&page, "/cancel");
    let sent = format!("{fields}&reason=The+trains+stand+still.");
    let done = anna.submit(&action, &sent).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert_eq!(done.location.as_deref(), Some(path));
    let page = anna.get(path).await;
    assert!(
        !page.text.contains("/cancel\""),
        "there is nothing left to call off"
    );

    let letters = demo.mailbox(6).await;
    assert!(letters[..3].iter().any(|letter| letter.to == ANNA));
    for staff in CREW {
        let told = letters
            .iter()
            .find(|letter| letter.to == staff)
            .expect("his");
        assert!(
            told.text.contains("The trains stand still."),
            "{}",
            told.text
        );
    }
    let mailbox = anna.get("/demo/mailbox").await;
    assert_eq!(mailbox.status, StatusCode::OK);
    assert!(mailbox.text.contains("The trains stand still."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_by_letter_works_once() {
    let demo = Demo::start();
    let booking = hour(&demo, ANNA).await;
    let letters = demo.mailbox(2).await;
    let accept = demo.path(link(&letters, SPECIALIST, "/accept/")).to_owned();
    let decline = demo
        .path(link(&letters, SPECIALIST, "/decline/"))
        .to_owned();
    let state = async || {
        let id = &booking["id"];
        let path = format!("/v1/venues/practice/bookings/{id}");
        let seen = demo.operator().await.get(&path).await.expect("an answer");
        assert_eq!(seen.status, 200, "{}", seen.json);
        seen.json["state"].as_str().expect("a state").to_owned()
    };

    let mut specialist = demo.visitor().await;
    for path in [&accept, &decline] {
        assert_eq!(specialist.get(path).await.status, StatusCode::OK);
    }
    assert_eq!(state().await, "tentative", "who looks has not decided");
    let page = specialist.get(&accept).await;
    let (action, fields) = form(&page, "/accept/");
    assert_eq!(action, accept);
    let done = specialist.submit(&action, &fields).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    assert_eq!(state().await, "confirmed");

    // Neither button does anything any more.
    for path in [&accept, &decline] {
        for form in [None, Some("")] {
            let method = if form.is_some() {
                Method::POST
            } else {
                Method::GET
            };
            let again = specialist.send(method, path, form).await;
            assert_eq!(again.status, StatusCode::GONE, "{}", again.text);
        }
    }
    assert_eq!(state().await, "confirmed");
    let letters = demo.mailbox(3).await;
    assert_eq!(letters[0].to, ANNA);
    assert!(
        letters[0].subject.starts_with("Booking confirmed"),
        "{}",
        letters[0].subject
    );
}

/// Makes every sort of letter that has a link, and returns the paths of all of them.
async fn every_link(demo: &Demo) -> Vec<String> {
    table(demo, ANNA).await;
    hour(demo, "boris@example.org").await;
    let mut guest = demo.guest().await;
    let new = json!({"email": "vera@example.org", "password": "seven quiet herons"});
    let registered = guest
        .post("/v1/auth/register", &new)
        .await
        .expect("an answer");
    assert_eq!(registered.status, 202, "{}", registered.json);
    let lost = json!({"email": "guest@demo.example"});
    let lost = guest.post("/v1/auth/forgotten-password", &lost).await;
    assert_eq!(lost.expect("an answer").status, 202);
    let new = json!({"email": "cook@example.org", "role": "staff"});
    let people = "/v1/venues/restaurant/people";
    let invited = demo.operator().await.post(people, &new).await;
    let invited = invited.expect("an answer");
    assert_eq!(invited.status, 201, "{}", invited.json);

    let letters = demo.mailbox(8).await;
    let links = letters.iter().flat_map(|letter| &letter.links);
    let paths: Vec<String> = links.map(|link| demo.path(link).to_owned()).collect();
    let house = |path: &String| path.split('/').nth(1).expect("a page").to_owned();
    let houses: BTreeSet<String> = paths.iter().map(house).collect();
    let all = ["b", "confirm", "d", "invitation", "password"].map(str::to_owned);
    assert_eq!(houses, all.into(), "every page to which letters lead");
    assert_eq!(
        paths.len(),
        7,
        "two of guests, two buttons, three that work once"
    );
    paths
}

/// Opens a link in every way that only looks.
async fn open(visitor: &mut Visitor, path: &str) {
    // Were it not there, it would show only that a page of nothing changes nothing.
    for (method, expected) in [
        (Method::GET, StatusCode::OK),
        (Method::HEAD, StatusCode::OK),
        (Method::OPTIONS, StatusCode::METHOD_NOT_ALLOWED),
    ] {
        let page = visitor.send(method.clone(), path, None).await;
        assert_eq!(page.status, expected, "{method} {path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_opens_links_changes_nothing() {
    let demo = std::sync::Arc::new(Demo::start());
    let paths = every_link(&demo).await;
    let before = demo.dump();
    for table in ["booking", "history", "ticket", "session", "outbox"] {
        assert!(before.contains_key(table), "{table}");
    }
    let scanners: Vec<_> = (0..SCANNERS)
        .map(|scanner| {
            let (demo, paths) = (demo.clone(), paths.clone());
            tokio::spawn(async move {
                let mut visitor = demo.visitor().await;
                for _ in (scanner..OPENINGS).step_by(SCANNERS) {
                    for path in &paths {
                        open(&mut visitor, path).await;
                    }
                }
            })
        })
        .collect();
    for scanner in scanners {
        scanner.await.expect("a scanner that does not panic");
    }
    let after = demo.dump();
    for (table, rows) in &before {
        assert_eq!(rows, &after[table], "the table {table}");
    }
    assert_eq!(before.len(), after.len());
}
