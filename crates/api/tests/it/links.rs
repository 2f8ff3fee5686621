//! Links that work once: a new password for who forgot his, and a post for who is invited.

use bronya_domain::command::Role;
use bronya_domain::people::Purpose;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::app::{Answer, App};
use crate::crowd::{PASSWORD, Person};

const ANNA: &str = "anna@example.org";
const NEW: &str = "nine loud storks";

async fn forget(app: &App, email: &str) -> Answer {
    let body = json!({"email": email});
    app.post("/v1/auth/forgotten-password").json(body).await
}

async fn reset(app: &App, token: &str, password: &str) -> Answer {
    app.redeem(Purpose::PasswordReset, token, password).await
}

#[tokio::test]
async fn who_forgot_his_password_chooses_another_by_letter_and_old_sessions_are_dead() {
    App::in_each_empty(async |app| {
        let anna = app.person(ANNA).await;
        let known = forget(app, ANNA).await.is(202);
        let letter = app.letter().await;
        assert_eq!(
            (letter.purpose, letter.email.as_str()),
            (Purpose::PasswordReset, ANNA)
        );
        let unknown = forget(app, "nobody@example.org").await.is(202);
        assert_eq!(
            (&unknown.text, &unknown.headers),
            (&known.text, &known.headers)
        );
        assert_eq!(app.owed().await, 0, "nobody is written to");

        reset(app, &letter.token, "password1")
            .await
            .no(422, "password_common");
        app.me(&anna.access).await.is(200);
        let tokens = reset(app, &letter.token, NEW).await.is(200);
        let access = tokens.body["access_token"].as_str().expect("a token");
        let me = app.me(access).await.is(200);
        assert_eq!(me.body["account"]["email_confirmed"], true);
        app.me(&anna.access).await.no(401, "unknown_credentials");
        app.log_in(ANNA, PASSWORD).await.no(401, "wrong_login");
        app.log_in(ANNA, NEW).await.is(200);
        reset(app, &letter.token, "ten mild cranes")
            .await
            .no(404, "ticket_spent");
        app.log_in(ANNA, NEW).await.is(200);
    })
    .await;
}

#[tokio::test]
async fn of_32_who_follow_one_link_at_once_one_gets_in() {
    App::in_each_empty(async |app| {
        app.person(ANNA).await;
        forget(app, ANNA).await.is(202);
        let letter = app.letter().await;
        let passwords: Vec<String> = (0..32)
            .map(|n| format!("{n} loud storks and a crane"))
            .collect();
        let answers = passwords
            .iter()
            .map(|password| reset(app, &letter.token, password));
        let answers = join_all(answers).await;
        let won: Vec<usize> = (0..32).filter(|n| answers[*n].status == 200).collect();
        assert_eq!(won.len(), 1, "{won:?}");
        for (n, answer) in answers.into_iter().enumerate() {
            if n != won[0] {
                answer.no(404, "ticket_spent");
                app.log_in(ANNA, &passwords[n]).await.no(401, "wrong_login");
            }
        }
        app.log_in(ANNA, &passwords[won[0]]).await.is(200);
    })
    .await;
}

#[tokio::test]
async fn a_link_that_is_too_old_replaced_or_of_another_kind_looks_like_one_that_never_was() {
    App::in_each_empty(async |app| {
        let anna = app.person(ANNA).await;
        forget(app, ANNA).await.is(202);
        let replaced = app.letter().await;
        forget(app, ANNA).await.is(202);
        let last = app.letter().await;
        let tokens = app.gate().tokens();
        let number = tokens
            .read_ticket("password_reset", &last.token)
            .expect("a ticket");
        let never = tokens.ticket("password_reset", 987_654);
        let other_kind = tokens.ticket("invitation", number);
        let forged = format!("{}x", last.token);
        let first = reset(app, &replaced.token, NEW)
            .await
            .no(404, "ticket_spent");
        for token in [&never, &other_kind, &forged, &anna.refresh, &"x".to_owned()] {
            let other = reset(app, token, NEW).await.no(404, "ticket_spent");
            assert_eq!((&other.text, &other.headers), (&first.text, &first.headers));
        }
        let as_invitation = app.redeem(Purpose::Invitation, &last.token, NEW).await;
        as_invitation.no(404, "ticket_spent");

        app.wait_seconds(30 * 60 - 1);
        reset(app, &last.token, "weak")
            .await
            .no(422, "password_too_short");
        app.wait_seconds(1);
        let late = reset(app, &last.token, NEW).await.no(404, "ticket_spent");
        assert_eq!(late.text, first.text);
        app.log_in(ANNA, PASSWORD).await.is(200);
    })
    .await;
}

#[tokio::test]
async fn the_first_setup_makes_one_operator() {
    App::in_each_empty(async |app| {
        let gate = app.gate();
        let setup = gate
            .desk()
            .issue_setup_ticket(gate.now())
            .await
            .expect("a link");
        let token = gate.tokens().ticket("setup", setup.id.0);
        let body = json!({"purpose": "setup", "token": token, "password": PASSWORD, "email": ANNA});
        let call = async |body: Value| app.post("/v1/auth/redeem").json(body).await;
        for (field, missing) in [("email", "email"), ("password", "password")] {
            let mut body = body.clone();
            body[field] = Value::Null;
            assert_eq!(call(body).await.no(422, "invalid").body["field"], missing);
        }
        let tokens = call(body.clone()).await.is(200);
        let access = tokens.body["access_token"].as_str().expect("a token");
        assert_eq!(app.me(access).await.body["account"]["operator"], true);
        app.get("/v1/accounts").bearer(access).send().await.is(200);
        let mut again = body;
        again["email"] = json!("eve@example.org");
        call(again).await.no(404, "ticket_spent");
    })
    .await;
}

#[tokio::test]
async fn an_invitation_that_was_taken_back_says_so() {
    App::in_each_restaurant(async |app| {
        let admin = app.crew("admin@example.org", Role::Admin).await;
        let body = json!({"email": ANNA, "role": "staff"});
        let made = invite(app, &admin, body).await.is(201);
        let letter = app.letter().await;
        let place = made.header("location").to_owned();
        app.delete(&place).as_(&admin).send().await.is(204);
        let redeem = app.redeem(Purpose::Invitation, &letter.token, NEW).await;
        redeem.no(404, "invitation_withdrawn");
        app.log_in(ANNA, NEW).await.no(401, "wrong_login");
    })
    .await;
}

async fn invite(app: &App, admin: &Person, body: Value) -> Answer {
    app.post("/v1/venues/demo/people")
        .as_(admin)
        .json(body)
        .await
}

#[tokio::test]
async fn who_is_invited_chooses_a_password_and_has_the_role() {
    App::in_each_restaurant(async |app| {
        let admin = app.crew("admin@example.org", Role::Admin).await;
        let body =
            json!({"email": ANNA, "role": "specialist", "resource": 2, "first_name": "Anna"});
        let made = invite(app, &admin, body).await.is(201);
        let id = &made.body["account"]["id"];
        assert_eq!(
            made.header("location"),
            format!("/v1/venues/demo/people/{id}")
        );
        assert_eq!(made.body["role"], "specialist");
        let letter = app.letter().await;
        assert_eq!(
            (letter.purpose, letter.email.as_str()),
            (Purpose::Invitation, ANNA)
        );
        app.log_in(ANNA, "").await.no(422, "invalid");
        app.log_in(ANNA, NEW).await.no(401, "wrong_login");

        for (body, field) in [
            (json!({"email": ANNA, "role": "specialist"}), "resource"),
            (
                json!({"email": ANNA, "role": "staff", "resource": 1}),
                "resource",
            ),
            (json!({"email": ANNA, "role": "operator"}), "role"),
            (
                json!({"email": "a\r\nBcc: b@example.org", "role": "staff"}),
                "email",
            ),
        ] {
            let no = invite(app, &admin, body.clone()).await.no(422, "invalid");
            assert_eq!(no.body["field"], field, "{body}");
        }
        app.wait(7 * 24 * 60 - 1);
        let redeemed = app
            .redeem(Purpose::Invitation, &letter.token, NEW)
            .await
            .is(200);
        let access = redeemed.body["access_token"].as_str().expect("a token");
        let me = app.me(access).await.is(200).body;
        assert_eq!(
            me["roles"],
            json!([{"venue": "demo", "role": "specialist", "resource": 2, "blocked": false}])
        );
        assert_eq!(me["account"]["language"], "ru", "the venue's");
        app.get("/v1/venues/demo/bookings")
            .bearer(access)
            .send()
            .await
            .is(200);
        app.log_in(ANNA, NEW).await.is(200);
    })
    .await;
}
