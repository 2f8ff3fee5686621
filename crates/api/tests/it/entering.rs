//! Coming in and going out: who registers, logs in, stays logged in and leaves, and what a stranger learns of it.

use bronya_domain::people::Purpose;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::app::{Answer, App};
use crate::crowd::PASSWORD;

const ANNA: &str = "anna@example.org";

fn text<'a>(answer: &'a Answer, field: &str) -> &'a str {
    answer.body[field].as_str().expect("a text")
}

async fn refresh(app: &App, token: &str) -> Answer {
    let body = json!({"refresh_token": token});
    app.post("/v1/auth/refresh").json(body).await
}

/// A form as OAuth2's password grant sends it.
async fn form(app: &App, fields: &str) -> Answer {
    let call = app.post("/v1/auth/token");
    let call = call.header("Content-Type", "application/x-www-form-urlencoded");
    call.bytes(fields.as_bytes().to_vec()).await
}

#[tokio::test]
async fn whether_an_address_is_registered_only_its_owner_learns() {
    App::in_each_empty(async |app| {
        let register = async |body: Value| app.post("/v1/auth/register").json(body).await;
        let anna = json!({
            "email": "Anna@Example.ORG", "password": PASSWORD, "first_name": "Anna", "language": "en",
        });
        let first = register(anna.clone()).await.is(202);
        let letter = app.letter().await;
        assert_eq!(letter.purpose, Purpose::AddressConfirmation);
        assert_eq!(letter.email, "anna@example.org");

        let known = register(json!({"email": "Anna@example.org", "password": "nine loud storks"}));
        let known = known.await.is(202);
        assert_eq!(known.text, first.text);
        assert_eq!(known.headers, first.headers);
        let letter = app.letter().await;
        assert_eq!(letter.purpose, Purpose::PasswordReset);
        assert_eq!(letter.email, "anna@example.org");

        app.log_in("Anna@example.org", "nine loud storks")
            .await
            .no(401, "wrong_login");
        let tokens = app.log_in("Anna@EXAMPLE.org", PASSWORD).await.is(200);
        let me = app.me(text(&tokens, "access_token")).await.is(200).body;
        assert_eq!(me["account"]["names"]["first"], "Anna");
        assert_eq!(me["account"]["email_confirmed"], false);
        assert_eq!(me["account"]["operator"], false);
        assert_eq!(me["roles"], json!([]));
    })
    .await;
}

#[tokio::test]
async fn a_confirmed_address_is_noted() {
    App::in_each_empty(async |app| {
        let anna = json!({"email": ANNA, "password": PASSWORD});
        app.post("/v1/auth/register").json(anna).await.is(202);
        let letter = app.letter().await;
        let mut link = json!({"purpose": "address_confirmation", "token": letter.token});
        let redeem = |link: &Value| app.post("/v1/auth/redeem").json(link.clone());
        let pressed = redeem(&link).await.no(422, "invalid");
        assert_eq!(pressed.body["field"], "password");
        link["password"] = json!("not the password");
        // Whoever reads the letter may not be who made the account.
        redeem(&link).await.no(403, "wrong_password");
        link["password"] = json!(PASSWORD);
        redeem(&link).await.is(204);
        let tokens = app.log_in(ANNA, PASSWORD).await.is(200);
        let me = app.me(text(&tokens, "access_token")).await.is(200).body;
        assert_eq!(me["account"]["email_confirmed"], true);
        let again = app.post("/v1/auth/redeem").json(link).await;
        again.no(404, "ticket_spent");
    })
    .await;
}

#[tokio::test]
async fn tokens_are_had_by_json_and_by_form() {
    App::in_each_empty(async |app| {
        let anna = app.person(ANNA).await;
        let json = app.log_in(ANNA, PASSWORD).await.is(200);
        let fields = "grant_type=password&username=anna%40example.org&password=seven+quiet%20herons&scope=&client_id=x";
        let form_answer = form(app, fields).await.is(200);
        for answer in [&json, &form_answer] {
            assert_eq!(answer.body["token_type"], "bearer");
            assert_eq!(answer.body["expires_in"], 15 * 60);
            assert_eq!(answer.body["account"], anna.id.0);
            assert_eq!(answer.header("cache-control"), "no-store");
            app.me(text(answer, "access_token")).await.is(200);
        }
        let grant = format!("grant_type=refresh_token&refresh_token={}", text(&json, "refresh_token"));
        let renewed = form(app, &grant).await.is(200);
        app.me(text(&renewed, "access_token")).await.is(200);

        for (fields, field) in [
            ("grant_type=client_credentials", "grant_type"),
            ("grant_type=refresh_token", "refresh_token"),
            ("username=a", "password"),
            ("password=a", "username"),
            ("username=a&password=b&username=c", "username"),
            ("username=a&password=b&operator=true", "operator"),
        ] {
            let no = form(app, fields).await.no(422, "invalid");
            assert_eq!(no.body["field"], field, "{fields}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_unknown_name_and_a_wrong_password_look_alike_to_the_byte() {
    App::in_each_empty(async |app| {
        app.person(ANNA).await;
        let wrong = app.log_in(ANNA, "eight loud herons").await;
        let wrong = wrong.no(401, "wrong_login");
        for name in [
            "bert@example.org",
            "bert",
            "#1",
            "bronya/anna",
            "анна@пример.рф",
            ANNA,
        ] {
            let password = "eight loud herons";
            let body = json!({"username": format!("{name} "), "password": password});
            let other = app.post("/v1/auth/token").json(body).await;
            assert_eq!(other.text, wrong.text, "{name:?}");
            assert_eq!(other.headers, wrong.headers, "{name:?}");
        }
    })
    .await;
}

/// Nobody can see from outside whether a password was compared. But who compares one waits for his turn, and is sent
/// away where too many wait: so is an unknown name, if it costs as much as a known one.
#[tokio::test]
async fn an_unknown_name_costs_a_turn_at_hashing_just_as_a_known_one() {
    App::in_each_empty(async |app| {
        app.person(ANNA).await;
        let flood = |_| {
            let passwords = app.gate().passwords().clone();
            tokio::spawn(async move {
                loop {
                    let _ = passwords.hash(PASSWORD).await;
                    tokio::task::yield_now().await;
                }
            })
        };
        let flood: Vec<_> = (0..50).map(flood).collect();
        for name in [ANNA, "nobody@example.org"] {
            let mut turned_away = None;
            for _ in 0..200 {
                tokio::task::yield_now().await;
                let answer = app.log_in(name, "eight loud herons").await;
                if answer.status == 429 {
                    turned_away = Some(answer);
                    break;
                }
                answer.no(401, "wrong_login");
            }
            let answer = turned_away.unwrap_or_else(|| panic!("{name} waits for nobody"));
            let answer = answer.no(429, "too_many_logins");
            assert_eq!(answer.header("retry-after"), "2");
        }
        flood.iter().for_each(tokio::task::JoinHandle::abort);
    })
    .await;
}

#[tokio::test]
async fn a_refresh_token_is_renewed_and_whoever_copied_it_ends_the_session() {
    App::in_each_empty(async |app| {
        let anna = app.person(ANNA).await;
        app.wait(10);
        let second = refresh(app, &anna.refresh).await.is(200);
        assert_ne!(text(&second, "refresh_token"), anna.refresh);
        app.wait(10);
        app.me(&anna.access).await.no(401, "token_expired");
        app.me(text(&second, "access_token")).await.is(200);

        refresh(app, &anna.refresh)
            .await
            .no(401, "bad_refresh_token");
        app.me(text(&second, "access_token"))
            .await
            .no(401, "unknown_credentials");
        refresh(app, text(&second, "refresh_token"))
            .await
            .no(401, "bad_refresh_token");
    })
    .await;
}

#[tokio::test]
async fn two_tabs_that_renew_within_ten_seconds_go_on_together() {
    App::in_each_empty(async |app| {
        let anna = app.person(ANNA).await;
        let first = refresh(app, &anna.refresh).await.is(200);
        app.wait_seconds(10);
        let second = refresh(app, &anna.refresh).await.is(200);
        assert_eq!(first.body["refresh_token"], second.body["refresh_token"]);
        for tab in [&first, &second] {
            app.me(text(tab, "access_token")).await.is(200);
        }
        app.wait_seconds(1);
        refresh(app, &anna.refresh)
            .await
            .no(401, "bad_refresh_token");
        refresh(app, text(&first, "refresh_token"))
            .await
            .no(401, "bad_refresh_token");
    })
    .await;
}

#[tokio::test]
async fn of_32_tabs_that_renew_at_once_all_get_the_same_successor() {
    App::in_each_empty(async |app| {
        let anna = app.person(ANNA).await;
        let tabs = (0..32).map(|_| refresh(app, &anna.refresh));
        let tabs = join_all(tabs).await;
        for tab in &tabs {
            assert_eq!(tab.status, 200, "{}", tab.text);
            assert_eq!(tab.body["refresh_token"], tabs[0].body["refresh_token"]);
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_no_refresh_token_of_ours_opens_nothing() {
    App::in_each_empty(async |app| {
        let anna = app.person(ANNA).await;
        let tokens = app.gate().tokens();
        let ticket = tokens.ticket("password_reset", 1);
        let (session, _) = tokens.read_refresh(&anna.refresh).expect("a refresh token");
        let future = tokens.refresh(&session, 9);
        let nobody = tokens.refresh("nobody", 1);
        for token in [anna.access.as_str(), "x", "a.b", &ticket, &nobody] {
            refresh(app, token).await.no(401, "bad_refresh_token");
        }
        app.me(&anna.access).await.is(200);
        // Sealed with our secret and never given out: somebody has it, or a database was set back.
        refresh(app, &future).await.no(401, "bad_refresh_token");
        app.me(&anna.access).await.no(401, "unknown_credentials");
    })
    .await;
}

#[tokio::test]
async fn logging_out_bites_on_the_next_request() {
    App::in_each_empty(async |app| {
        let anna = app.person(ANNA).await;
        let [phone, tablet] = [
            app.come_in(anna.id, ANNA).await,
            app.come_in(anna.id, ANNA).await,
        ];
        let out =
            async |path: &str, access: &str| app.post(path).bearer(access).send().await.status;

        assert_eq!(out("/v1/auth/logout", &anna.access).await, 204);
        app.me(&anna.access).await.no(401, "unknown_credentials");
        refresh(app, &anna.refresh)
            .await
            .no(401, "bad_refresh_token");
        app.me(&phone.access).await.is(200);
        assert_eq!(out("/v1/auth/logout", &anna.access).await, 401);

        assert_eq!(out("/v1/auth/logout-everywhere", &phone.access).await, 204);
        for gone in [&phone, &tablet] {
            app.me(&gone.access).await.no(401, "unknown_credentials");
            refresh(app, &gone.refresh)
                .await
                .no(401, "bad_refresh_token");
        }
        app.log_in(ANNA, PASSWORD).await.is(200);
    })
    .await;
}

#[tokio::test]
async fn another_password_ends_the_other_sessions_and_keeps_mine() {
    App::in_each_empty(async |app| {
        let anna = app.person(ANNA).await;
        let phone = app.come_in(anna.id, ANNA).await;
        let change = async |old: &str, new: &str| {
            let body = json!({"old": old, "new": new});
            app.post("/v1/auth/password").as_(&anna).json(body).await
        };
        let wrong = change("eight loud herons", "nine loud storks").await;
        assert_eq!(wrong.no(403, "wrong_password").body["field"], "old");
        for (weak, code) in [
            ("x7!", "password_too_short"),
            (&"long ".repeat(26), "password_too_long"),
            ("password1", "password_common"),
            (ANNA, "password_personal"),
        ] {
            let no = change(PASSWORD, weak).await.no(422, code);
            assert_eq!(no.body["field"], "new");
            assert!(!no.text.contains(weak), "a password is not repeated");
        }
        app.me(&phone.access).await.is(200);

        change(PASSWORD, "nine loud storks").await.is(204);
        app.me(&anna.access).await.is(200);
        app.me(&phone.access).await.no(401, "unknown_credentials");
        app.log_in(ANNA, PASSWORD).await.no(401, "wrong_login");
        app.log_in(ANNA, "nine loud storks").await.is(200);
    })
    .await;
}

#[tokio::test]
async fn a_hash_that_another_program_made_opens_once_and_is_replaced() {
    const IMPORTED: &str = "marker-kz7!fwqb";
    const DJANGO: &str =
        "pbkdf2_sha256$260000$kQ2XbTzPq0LmVn8s$JKi8hYEbQ22lpwXJ0JoL14E5VLzbJetGZv3nmOkvu+o=";
    App::in_each_empty(async |app| {
        let anna = app.person(ANNA).await;
        let gate = app.gate();
        let desk = gate.desk();
        let imported = desk.set_password(anna.id, DJANGO, None, None, gate.now());
        imported.await.expect("imported");
        app.log_in(ANNA, "not it").await.no(401, "wrong_login");
        let kept = async || {
            let login = desk.login("bronya", ANNA).await.expect("an answer");
            login.and_then(|login| login.password).expect("a hash")
        };
        assert_eq!(kept().await, DJANGO, "a wrong password replaces nothing");
        app.log_in(ANNA, IMPORTED).await.is(200);
        assert!(kept().await.starts_with("$argon2id$"));
        app.log_in(ANNA, IMPORTED).await.is(200);
    })
    .await;
}
