//! What people send who mean no good: lines smuggled into headers, bodies that ask for more than they may, forged
//! tokens. Each is refused with a clear problem, nothing is written, nothing is sent.

use axum::body::Body;
use axum::http::Request;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bronya_domain::command::Role;
use bronya_domain::people::HOUSE;
use bronya_gate::tokens::Tokens;
use futures_util::stream;
use jiff::SignedDuration;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::app::App;
use crate::crowd::{PASSWORD, Person};

/// A request that is in order, by the operator or by nobody in particular, and values that spoil it.
struct Spoilt {
    method: &'static str,
    path: &'static str,
    good: Value,
    rows: Vec<(&'static str, Value)>,
}

const NAMES: [&str; 3] = ["first_name", "last_name", "middle_name"];

/// What no name may be: several lines, which a letter's head would take for lines of its own, and what no name is.
fn no_names() -> Vec<(&'static str, Value)> {
    let bad = || {
        [
            json!("Anna\r\nBcc: eve@example.org"),
            json!("Anna\nSubject: you have won"),
            json!("Anna\u{0}"),
            json!("\u{200b}"),
            json!(""),
            json!("a".repeat(129)),
            json!(7),
        ]
    };
    NAMES
        .into_iter()
        .flat_map(|name| bad().map(|value| (name, value)))
        .collect()
}

fn no_addresses() -> Vec<(&'static str, Value)> {
    let bad = [
        json!("anna@example.org\r\nBcc: eve@example.org"),
        json!("anna@example.org\n"),
        json!("anna\r@example.org"),
        json!("Anna <anna@example.org>"),
        json!("anna@example.org,eve@example.org"),
        json!("anna"),
        json!("@example.org"),
        json!(""),
        json!(format!("{}@example.org", "a".repeat(250))),
        json!(["anna@example.org"]),
    ];
    bad.map(|value| ("email", value)).into()
}

/// What nobody may say of himself.
fn no_rights() -> Vec<(&'static str, Value)> {
    vec![
        ("role", json!("admin")),
        ("operator", json!(true)),
        ("account", json!(1)),
        ("realm", json!("bronya")),
        ("blocked", json!(false)),
        ("email_confirmed", json!(true)),
        ("id", json!(1)),
        ("version", json!(9)),
        ("roles", json!([])),
    ]
}

fn of_people() -> Vec<(&'static str, Value)> {
    let mut rows = no_names();
    rows.extend(no_addresses());
    rows.extend(no_rights());
    let phones = ["+7 912", "89123456789", "+7912\r\n3456789"].map(|text| ("phone", json!(text)));
    let usernames = ["a", "a b", "a@b.example"].map(|text| ("username", json!(text)));
    rows.extend(phones.into_iter().chain(usernames));
    rows.extend([
        ("language", json!("xx")),
        ("language", json!(7)),
        ("language", json!([])),
    ]);
    rows
}

fn register() -> Spoilt {
    let mut rows = of_people();
    rows.extend(
        [json!(""), json!(null), json!(7), json!("a".repeat(1025))]
            .map(|value| ("password", value)),
    );
    rows.push(("email", json!(null)));
    Spoilt {
        method: "POST",
        path: "/v1/auth/register",
        good: json!({"email": "eve@example.org", "password": PASSWORD}),
        rows,
    }
}

fn entering() -> [Spoilt; 5] {
    let spoilt = |path, good, rows| Spoilt {
        method: "POST",
        path,
        good,
        rows,
    };
    let texts = |field, most: usize| {
        [json!(7), json!(["a"]), json!("a".repeat(most + 1))].map(|value| (field, value))
    };
    let mut token: Vec<_> = texts("username", 254).into();
    token.extend(texts("password", 1024));
    token.extend(texts("refresh_token", 400));
    token.extend(texts("grant_type", 8));
    token.extend([
        ("username", json!("")),
        ("password", json!("")),
        ("realm", json!("bronya")),
    ]);
    let mut refresh: Vec<_> = texts("refresh_token", 400).into();
    refresh.extend([("refresh_token", json!("")), ("session", json!("x"))]);
    let mut redeem: Vec<_> = texts("token", 200).into();
    redeem.extend(texts("password", 1024));
    redeem.extend([
        ("token", json!("")),
        ("purpose", json!("login")),
        ("purpose", json!(1)),
    ]);
    redeem.extend([
        ("purpose", json!(null)),
        ("account", json!(1)),
        ("password", json!(null)),
    ]);
    redeem.extend(no_addresses());
    let mut password: Vec<_> = texts("old", 1024).into();
    password.extend(texts("new", 1024));
    password.extend([
        ("old", json!("")),
        ("new", json!("")),
        ("account", json!(1)),
    ]);
    [
        spoilt(
            "/v1/auth/token",
            json!({"username": "a", "password": "b"}),
            token,
        ),
        spoilt("/v1/auth/refresh", json!({"refresh_token": "x"}), refresh),
        spoilt(
            "/v1/auth/redeem",
            json!({"purpose": "invitation", "token": "x", "password": PASSWORD}),
            redeem,
        ),
        spoilt(
            "/v1/auth/forgotten-password",
            json!({"email": "anna@example.org"}),
            no_addresses(),
        ),
        spoilt(
            "/v1/auth/password",
            json!({"old": PASSWORD, "new": "nine loud storks"}),
            password,
        ),
    ]
}

fn of_venue() -> [Spoilt; 5] {
    let mut invite = no_names();
    invite.extend(no_addresses());
    let roles = [
        json!("guest"),
        json!("operator"),
        json!("clock"),
        json!(7),
        json!(null),
    ];
    let role = roles.map(|value| ("role", value));
    invite.extend(role.clone());
    invite.extend([
        ("operator", json!(true)),
        ("account", json!(1)),
        ("password", json!("x")),
    ]);
    invite.extend([
        ("resource", json!("x")),
        ("resource", json!(1.5)),
        ("language", json!("xx")),
    ]);
    let mut post: Vec<_> = role.into();
    post.extend([
        ("resource", json!("x")),
        ("resource", json!([])),
        ("blocked", json!(true)),
    ]);
    let key = vec![
        ("name", json!("")),
        ("name", json!("a\r\nb")),
        ("name", json!("a".repeat(101))),
        ("scopes", json!([])),
        ("scopes", json!(["everything"])),
        ("scopes", json!("read_bookings")),
        ("scopes", json!(vec!["read_bookings"; 11])),
        ("key", json!("brk_x")),
    ];
    let contact = vec![
        ("contact", json!("ab")),
        ("contact", json!("a\r\nb@example.org")),
        ("contact", json!("a".repeat(255))),
        ("contact", json!(7)),
        ("venue", json!(1)),
    ];
    let letter = vec![
        ("id", json!("")),
        ("id", json!(7)),
        ("id", json!("a".repeat(401))),
        ("venue", json!(1)),
    ];
    let spoilt = |method, path, good, rows| Spoilt {
        method,
        path,
        good,
        rows,
    };
    [
        spoilt(
            "POST",
            "/v1/venues/demo/people",
            json!({"email": "eve@example.org", "role": "staff"}),
            invite,
        ),
        spoilt(
            "PUT",
            "/v1/venues/demo/people/1",
            json!({"role": "staff"}),
            post,
        ),
        spoilt(
            "POST",
            "/v1/venues/demo/keys",
            json!({"name": "Till", "scopes": ["read_bookings"]}),
            key,
        ),
        spoilt(
            "POST",
            "/v1/venues/demo/guests/erase",
            json!({"contact": "a@b.example"}),
            contact,
        ),
        spoilt(
            "POST",
            "/v1/venues/demo/letters/resend",
            json!({"id": "x"}),
            letter,
        ),
    ]
}

fn me() -> Spoilt {
    Spoilt {
        method: "PATCH",
        path: "/v1/me",
        good: json!({}),
        rows: of_people(),
    }
}

#[tokio::test]
async fn each_value_that_means_no_good_is_named_and_nothing_is_written_or_sent() {
    App::in_each_restaurant(async |app| {
        let admin = app.crew("admin@example.org", Role::Admin).await;
        let before = app.everybody().await;
        let tables = entering()
            .into_iter()
            .chain(of_venue())
            .chain([register(), me()]);
        let mut tried = 0;
        for table in tables {
            for (field, value) in table.rows {
                let mut body = table.good.clone();
                body[field] = value;
                let call = app.call(table.method, table.path).as_(&admin);
                let answer = call.json(body.clone()).await;
                let place = format!("{} {} {body}: {}", table.method, table.path, answer.text);
                assert_eq!(
                    (answer.status, &answer.body["code"]),
                    (422, &json!("invalid")),
                    "{place}"
                );
                let named = answer.body["field"].as_str().unwrap_or_default();
                let inside = named
                    .strip_prefix(field)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('['));
                assert!(inside, "{place}");
                tried += 1;
            }
        }
        assert!(tried > 150, "{tried}");
        assert_eq!(app.everybody().await, before);
    })
    .await;
}

#[tokio::test]
async fn a_name_of_ten_megabytes_is_too_much_to_read() {
    App::in_each_restaurant(async |app| {
        let admin = app.crew("admin@example.org", Role::Admin).await;
        let before = app.everybody().await;
        let name = "a".repeat(10 * 1024 * 1024);
        for (method, path, field) in [
            ("POST", "/v1/auth/register", "first_name"),
            ("POST", "/v1/auth/token", "username"),
            ("PATCH", "/v1/me", "last_name"),
            ("POST", "/v1/venues/demo/people", "first_name"),
            ("POST", "/v1/venues/demo/keys", "name"),
        ] {
            let body = json!({field: name});
            let answer = app.call(method, path).as_(&admin).json(body).await;
            answer.no(413, "body_too_large");
        }
        assert_eq!(app.everybody().await, before);
    })
    .await;
}

/// A token with another header and other claims, signed with a key that is not ours.
fn written(header: &Value, claims: &Value, seal: &str) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.{seal}", part(header), part(claims))
}

/// Tokens that somebody made who wants to be Anna.
fn forged(app: &App, anna: &Person) -> Vec<(&'static str, String)> {
    let gate = app.gate();
    let (now, lives) = (gate.now(), SignedDuration::from_mins(15));
    let (session, _) = gate
        .tokens()
        .read_refresh(&anna.refresh)
        .expect("a session");
    let [head, claims, seal] = anna.access.split('.').collect::<Vec<_>>()[..] else {
        panic!("no JWT: {}", anna.access);
    };
    let read = |part| -> Value {
        let bytes = URL_SAFE_NO_PAD.decode(part).expect("base64");
        serde_json::from_slice(&bytes).expect("JSON")
    };
    let with = |mut value: Value, name: &str, other: Value| {
        value[name] = other;
        value
    };
    let (header, said) = (read(head), read(claims));
    let stranger = Tokens::of_house(b"another secret of thirty-two bytes");
    let others = Tokens::new(b"a secret of thirty-two bytes, say", "elsewhere");
    let tokens = gate.tokens();
    let none = json!({"alg": "none", "typ": "at+jwt"});
    let path = with(header.clone(), "kid", json!("../../dev/null"));
    let jwk = with(header.clone(), "jwk", json!({"kty": "oct", "k": "AA"}));
    let operator = with(said.clone(), "sub", json!("1"));
    vec![
        ("alg none, unsigned", written(&none, &said, "")),
        ("alg none, with our seal", written(&none, &said, seal)),
        (
            "another algorithm",
            written(&with(header.clone(), "alg", json!("HS512")), &said, seal),
        ),
        ("a key id that is a path", written(&path, &said, seal)),
        ("a key in the header", written(&jwk, &said, seal)),
        ("somebody else's number", written(&header, &operator, seal)),
        (
            "a longer life",
            written(
                &header,
                &with(said.clone(), "exp", json!(9_999_999_999_i64)),
                seal,
            ),
        ),
        ("no signature", format!("{head}.{claims}.")),
        ("half a token", format!("{head}.{claims}")),
        (
            "another secret",
            stranger.access(HOUSE, anna.id, &session, now, lives),
        ),
        (
            "another issuer",
            others.access(HOUSE, anna.id, &session, now, lives),
        ),
        (
            "another realm",
            tokens.access("clinic", anna.id, &session, now, lives),
        ),
        (
            "another session",
            tokens.access(HOUSE, anna.id, "nobody's", now, lives),
        ),
        (
            "another's session",
            tokens.access(HOUSE, bronya_domain::id::AccountId(1), &session, now, lives),
        ),
        ("a refresh token", anna.refresh.clone()),
        ("a ticket", tokens.ticket("password_reset", 1)),
        (
            "an API key that nobody made",
            format!("brk_{}", "A".repeat(43)),
        ),
        ("much too long", "a".repeat(10_000)),
    ]
}

#[tokio::test]
async fn a_forged_token_opens_nothing_and_looks_like_any_other_that_is_unknown() {
    App::in_each_restaurant(async |app| {
        app.operator("operator@example.org").await;
        let anna = app.crew("anna@example.org", Role::Admin).await;
        let before = app.everybody().await;
        let unknown = app.me("x").await.no(401, "unknown_credentials");
        for (kind, token) in forged(app, &anna) {
            let answer = app.me(&token).await;
            assert_eq!(
                (answer.status, &answer.text),
                (401, &unknown.text),
                "{kind}"
            );
            let writes = app.post("/v1/venues/demo/keys").bearer(&token);
            let answer = writes
                .json(json!({"name": "Eve", "scopes": ["read_bookings"]}))
                .await;
            assert_eq!(
                (answer.status, &answer.text),
                (401, &unknown.text),
                "{kind}"
            );
        }
        app.me(&anna.access).await.is(200);
        assert_eq!(app.everybody().await, before);
    })
    .await;
}

/// Makes a key as somebody whose body comes in two halves, between which something happens. Gives the status.
async fn made_slowly(app: &App, admin: &Person, between: impl AsyncFnOnce()) -> u16 {
    let (halves, body) = tokio::sync::mpsc::channel::<std::io::Result<Vec<u8>>>(1);
    let next = async |mut body: tokio::sync::mpsc::Receiver<_>| Some((body.recv().await?, body));
    let request = Request::post("/v1/venues/demo/keys")
        .header("Authorization", format!("Bearer {}", admin.access))
        .header("Content-Type", "application/json")
        .body(Body::from_stream(stream::unfold(body, next)))
        .expect("a request");
    let answered = tokio::spawn(app.router().oneshot(request));
    let half = |text: &str| Ok(text.as_bytes().to_vec());
    halves
        .send(half(r#"{"name": "Till", "#))
        .await
        .expect("read");
    // There is room for another half only when the route has taken the first, and so has let its sender in.
    let room = halves.reserve().await.expect("room");
    between().await;
    room.send(half(r#""scopes": ["read_bookings"]}"#));
    drop(halves);
    let answer = answered.await.expect("no panic").expect("an answer");
    answer.status().as_u16()
}

#[tokio::test]
async fn who_lets_us_wait_for_his_body_is_asked_again_who_he_is_when_it_has_come() {
    App::in_each_restaurant(async |app| {
        let admin = app.crew("admin@example.org", Role::Admin).await;
        let waited = made_slowly(app, &admin, async || app.wait_seconds(5)).await;
        assert_eq!(waited, 201, "who is slow and still who he was may go on");
        let logged_out = made_slowly(app, &admin, async || {
            app.wait_seconds(5);
            let out = app.post("/v1/auth/logout").as_(&admin).send().await;
            out.is(204);
        });
        assert_eq!(logged_out.await, 401);
        let list = app.get("/v1/venues/demo/keys").staff().send().await.is(200);
        assert_eq!(list.body["items"].as_array().map(Vec::len), Some(1));
    })
    .await;
}
