//! The harness itself, before routes that are made up: it notices what it is there to notice.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use bronya_desk::NewAccount;
use bronya_dialects::Dialect;
use bronya_domain::people::{HOUSE, Names, Purpose};
use bronya_gate::Gate;
use bronya_gate::limits::Limits;
use bronya_sim::engines::{Database, both, sqlite};
use serde_json::{Value, json};

use crate::garbage::{Call, pelt};
use crate::player::play;
use crate::town::{Settings, Town};
use crate::transcript::{self, Unread};

/// A contract that nobody has: a door that one of many may take, and an invitation by letter.
fn made_up(gate: Gate) -> Router {
    let taken = Arc::new(AtomicBool::new(false));
    let take = async move |Json(wish): Json<Value>| {
        let first = !taken.swap(true, Ordering::SeqCst);
        let status = if first {
            StatusCode::CREATED
        } else {
            StatusCode::CONFLICT
        };
        (
            status,
            Json(json!({ "name": wish["name"], "taken": first })),
        )
    };
    let header = [("x-colour", "red")];
    let token = "e30.eyJzdWIiOiJhbm5hIiwiZXhwIjo3fQ.x";
    let thing = async move || (header, Json(json!({ "id": 7, "token": token })));
    Router::new()
        .route("/thing", get(thing))
        .route("/take", post(take))
        .route("/echo", post(async |body: axum::body::Bytes| body))
        .route(
            "/who",
            get(async |headers: axum::http::HeaderMap| {
                let shown = headers.get("authorization");
                shown.map_or(String::new(), |shown| {
                    shown.to_str().unwrap_or_default().to_owned()
                })
            }),
        )
        .route(
            "/clock",
            get(async |State(gate): State<Gate>| gate.now().to_string()),
        )
        .route("/invite", post(invite))
        .route("/nothing", get(async || StatusCode::NO_CONTENT))
        .with_state(gate)
}

async fn invite(State(gate): State<Gate>, email: String) -> impl IntoResponse {
    let new = NewAccount {
        realm: HOUSE.into(),
        username: None,
        email: Some(email.clone()),
        email_confirmed: false,
        phone: None,
        names: Names::default(),
        language: None,
        password: None,
        operator: false,
    };
    let account = gate.desk().register(new, gate.now()).await;
    let account = account.expect("an account").id;
    let purpose = Purpose::AddressConfirmation;
    let issued = gate
        .desk()
        .issue_ticket(purpose, account, email, gate.now());
    issued.await.expect("a ticket");
    StatusCode::NO_CONTENT
}

async fn played(database: Database, text: &str) -> Result<(), Unread> {
    let transcript = transcript::read(text)?;
    let town = Town::made_up(database, made_up).await;
    play(town, &transcript).await
}

/// Notices something on this line. The engine plays no part in it.
async fn fails(text: &str, wanted: usize, says: &str) {
    let Err((line, why)) = played(sqlite(), text).await else {
        panic!("nothing is noticed in\n{text}");
    };
    assert!(why.contains(says), "{says:?} is not in {why}");
    assert_eq!(line, wanted, "{why}");
}

const STORY: &str = r#"# Everything that a transcript can say.
@ set a=b
GET /thing
=> 200
X-Colour: {colour}
X-Other:
{"token": "{token}", "id": "{id:int}"}

@ jwt {token}
{"sub": "anna", "exp": "{id:int}"}
@ basic anna:{colour}
GET /who?n={id}&имя=я
=> 200
Basic YW5uYTpyZWQ=
GET /clock
=> 200
2026-11-20T09:00:00Z
@ later 1d 30m
GET /clock
=> 200
2026-11-21T09:30:00Z
POST /echo
{"a": [{id},
 "{colour}"]}
=> 200 ~
~ [7,
~ "red"]
POST /echo
Content-Type: text/plain

x: y
%hex 2141
z
=> 200

x: y!Az
@ crowd 40
POST /take
{"name": "{n}"}
=> 201 x 1
{"name": "{winner}", "taken": true}
=> 409 x 39
{"name": "{*}", "taken": false}
POST /invite
anna@example.org
=> 204
@ letter anna@example.org: {*}
~ https://book.example{link}
GET {link}
=> 404
@ no letters
"#;

#[tokio::test]
async fn a_transcript_that_holds_is_silent() {
    for database in both().await {
        let played = played(database, STORY).await;
        played.unwrap_or_else(|(line, why)| panic!("line {line}: {why}"));
    }
}

#[tokio::test]
async fn what_is_otherwise_is_noticed() {
    fails("GET /nothing\n=> 200\n", 2, "expected 200, came 204").await;
    let missing = "GET /thing\n=> 200\n{\"id\": 7, \"token\": \"{*}\", \"more\": 1}";
    fails(missing, 2, "the key \"more\" is missing").await;
    fails(
        "GET /thing\n=> 200\n{\"id\": 7}",
        2,
        "the key \"token\" is one too many",
    )
    .await;
    fails(
        "GET /thing\n=> 200\nX-Colour: blue\n\"{*}\"",
        2,
        "expected \"blue\"",
    )
    .await;
    fails(
        "GET /thing\n=> 200\nX-Colour:\n\"{*}\"",
        2,
        "came Some(\"red\")",
    )
    .await;
    fails("GET /thing\n=> 200\n", 2, "expected an empty body").await;
    fails(
        "GET /thing\n=> 200 ~\n~ \"id\":8\n",
        2,
        "no \"\\\"id\\\":8\" in the body",
    )
    .await;
    fails("GET /clock\n=> 200\n{}", 2, "expected JSON").await;
    fails("GET /{name}\n=> 200\n", 1, "nothing was captured as {name}").await;
    let claims = "GET /thing\n=> 200\n{\"id\": 7, \"token\": \"{t}\"}\n@ jwt {t}\n{\"sub\": \"b\"}";
    fails(claims, 4, "sub: expected \"b\", came \"anna\"").await;
}

#[tokio::test]
async fn letters_that_did_not_come_are_noticed_and_so_are_those_that_did() {
    let invited = "POST /invite\nanna@example.org\n=> 204\n";
    fails("@ letter anna@example.org: {*}", 1, "no letter came").await;
    fails(&format!("{invited}@ no letters"), 4, "unclaimed letters").await;
    fails(invited, 1, "at the end: unclaimed letters").await;
    let letter = |rest: &str| format!("{invited}@ letter {rest}");
    fails(
        &letter("ben@example.org: {*}"),
        4,
        "no letter came to ben@example.org",
    )
    .await;
    fails(
        &letter("anna@example.org: Hello"),
        4,
        "expected the subject \"Hello\"",
    )
    .await;
    fails(
        &letter("anna@example.org: {*}\n~ no such words"),
        4,
        "no \"no such words\"",
    )
    .await;
    let twice = letter("anna@example.org: {*}\n@ letter anna@example.org: {*}");
    fails(&twice, 5, "no letter came").await;
}

#[tokio::test]
async fn a_crowd_that_is_served_otherwise_is_noticed() {
    let crowd =
        |answers: &str| format!("@ crowd 4\nPOST /take\n{{\"name\": \"{{n}}\"}}\n{answers}");
    let two = crowd("=> 201 x 2\n\"{*}\"\n=> 409 x 2\n\"{*}\"");
    fails(&two, 2, "expected 201 x 2 (line 4), came 1").await;
    fails(
        &crowd("=> 201 x 1\n\"{*}\""),
        5,
        "1 answers are expected of a crowd of 4",
    )
    .await;
}

#[test]
fn what_is_no_transcript_is_said() {
    let unread = [
        ("GET /x", (1, "the step has no answer (=> …)")),
        ("hello", (1, "neither a step nor a comment nor an order")),
        (
            "GET /x\n=> 200\n\n@ set a=b",
            (4, "an order that nobody knows, or not here"),
        ),
        ("GET /x\n=> ok", (2, "\"ok\" is no status")),
        (
            "GET /x\n=> 200\n{\"a\": }",
            (2, "the expected body is no JSON"),
        ),
        ("GET /x\n=> 200 x 2", (2, "=> STATUS")),
        ("@ later soon", (1, "a time such as 30d 1s is expected")),
        ("@ basic a:b", (1, "no step follows the order")),
    ];
    for (text, (line, says)) in unread {
        let (came, why) = transcript::read(text).expect_err(text);
        assert!(why.starts_with(says), "{text}: {why}");
        assert_eq!(came, line, "{text}");
    }
}

#[tokio::test]
async fn garbage_finds_faults_and_what_should_have_been_refused() {
    let routes = |_| {
        let strict = async |body: String| match serde_json::from_str::<Value>(&body) {
            Ok(Value::Object(_)) => Json(json!({})).into_response(),
            Ok(Value::Null) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
            _ => (StatusCode::BAD_REQUEST, Json(json!({ "detail": "no" }))).into_response(),
        };
        let page = async || axum::response::Html("<p>");
        let open = async || Json(json!([]));
        Router::new()
            .route("/strict", post(strict))
            .route("/page/{id}", get(page).post(page))
            .route("/open", get(open))
    };
    let town = Town::made_up(sqlite(), routes).await;
    let enter = async |_: &Town, who: &str| format!("Bearer {who}");
    let refuses = |body: &Value| body["detail"].is_string();
    let found = async |call: Call| pelt(&town, &[call], &enter, refuses).await;

    let page = || Call::new("GET", "/page/{7}").query(&[("a", "1")]);
    let open = || Call::new("GET", "/open").query(&[("a", "1"), ("b", "2")]);
    assert!(
        found(page().shows("text/html").takes_odd())
            .await
            .is_empty()
    );
    assert!(found(open()).await.is_empty());
    let says = async |call: Call, words: &str| {
        let wrongs = found(call).await;
        assert!(
            wrongs.iter().any(|why| why.contains(words)),
            "{words}: {wrongs:?}"
        );
    };
    says(page(), "is of the kind \"text/html\"").await;
    says(page().shows("text/html"), "an odd place: GET /page/%00").await;
    says(open().by("anna"), "must be refused").await;
    let strict = || Call::new("POST", "/strict").json(json!({ "name": "Anna" }));
    says(strict(), "is a fault").await;
    says(strict(), "a list in a field").await;
    let form = Call::new("POST", "/page/{7}").form(&[("a", "1")]);
    says(form.shows("text/html"), "must be 413").await;
    says(Call::new("GET", "/strict"), "the good example is refused").await;
}

#[tokio::test]
async fn several_dialects_are_spoken_for_one_venue_beside_the_native_api() {
    let speaking = Dialect::ALL.map(|dialect| (dialect, "demo", Settings::new()));
    for database in both().await {
        let town = Town::open(database, &speaking).await.expect("a house");
        let status = async |path: &str| {
            let (method, path) = ("GET".into(), path.into());
            let sent = crate::town::Sent {
                method,
                path,
                ..Default::default()
            };
            town.send(&sent).await.expect("an answer").status
        };
        assert_eq!(status("/v1/venues/demo").await, 200);
        for dialect in Dialect::ALL {
            let instances = town.desk().instances().await.expect("instances");
            assert!(instances.iter().any(|one| one.name == dialect.name()));
            let nowhere = format!("/dialects/{}/nowhere/at/all", dialect.name());
            assert_eq!(status(&nowhere).await, 404);
        }
    }
}

#[tokio::test]
async fn one_dialect_alone_stands_at_the_root_and_its_settings_are_checked() {
    let open = async |name: &str, value: &str| {
        let settings = Settings::from([(name.to_owned(), value.to_owned())]);
        Town::of(sqlite(), Dialect::Aspex, settings, Limits::off()).await
    };
    let nowhere = "GET /nowhere/\n=> 404\nX-Content-Type-Options: nosniff\n{*}";
    let transcript = transcript::read(nowhere).expect("a transcript");
    let town = open("kind_map", "table=cabin").await.expect("a house");
    play(town, &transcript).await.expect("it holds");
    let why = open("colour", "red").await.err().unwrap_or_default();
    assert!(why.contains("is no setting of this dialect"), "{why}");
}
