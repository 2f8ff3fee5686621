//! Links that work once.

use bronya_desk::AccountEdit;
use bronya_domain::catalog::Language;
use bronya_domain::people::{HOUSE, Purpose};
use bronya_gate::address::client;
use bronya_gate::entry::Realm;
use bronya_web::paths;

use crate::app::App;

const PASSWORD: &str = "violet harbour seven";
const CHOICE: [(&str, &str); 2] = [("password", PASSWORD), ("again", PASSWORD)];

async fn setup(app: &App) -> String {
    let ticket = app
        .desk()
        .issue_setup_ticket(app.now())
        .await
        .expect("a ticket");
    let token = app.gate.tokens().ticket(Purpose::Setup.name(), ticket.id.0);
    paths::ticket(Purpose::Setup, &token)
}

async fn logs_in(app: &App, email: &str, password: &str) -> bool {
    let from = client(None, &Default::default(), &Default::default());
    let entry = app
        .gate
        .log_in(&Realm::house(), email, password, &from)
        .await;
    entry.is_ok()
}

#[tokio::test]
async fn the_first_operator_makes_himself_an_account() {
    App::in_each("{}", async |app| {
        let link = setup(app).await;
        let second = setup(app).await;
        let nothing = app.get("/setup").await.is(404);
        assert_eq!(app.get(&link).await, nothing, "a newer link took its place");
        app.get(&second)
            .await
            .is(200)
            .says("autocomplete=\"new-password\"")
            .says("<html lang=\"en\">");
        let form = [
            ("email", "op@example.org"),
            ("first", "Ольга"),
            ("last", "Петрова"),
            ("password", PASSWORD),
            ("again", PASSWORD),
        ];
        app.post(&second, &form)
            .await
            .is(200)
            .says("The account is made");
        let accounts = app
            .desk()
            .accounts(HOUSE, bronya_domain::id::AccountId(0), 10)
            .await;
        let accounts = accounts.expect("accounts");
        assert_eq!(accounts.len(), 1);
        assert!(
            accounts[0].operator && accounts[0].names.full().as_deref() == Some("Ольга Петрова")
        );
        assert!(logs_in(app, "op@example.org", PASSWORD).await);
        for answer in [app.get(&second).await, app.post(&second, &form).await] {
            assert_eq!(answer, nothing);
        }
        // Once somebody runs the installation, no link makes another.
        assert_eq!(app.get(&setup(app).await).await, nothing);
    })
    .await;
}

#[tokio::test]
async fn what_will_not_do_is_named_at_its_field_and_no_password_comes_back() {
    App::in_each("{}", async |app| {
        let link = setup(app).await;
        let form = [
            ("email", "not <an> address"),
            ("first", "Ольга"),
            ("last", " "),
            ("password", "first secret of mine"),
            ("again", "second secret of mine"),
        ];
        let ru = [("accept-language", "ru-RU")];
        let body: Vec<String> = form
            .iter()
            .map(|(name, value)| format!("{name}={}", value.replace(' ', "+")))
            .collect();
        let answer = app
            .send("POST", &link, &ru, Some(&body.join("&")))
            .await
            .is(422);
        let answer = answer
            .says("<html lang=\"ru\">")
            .says("<title>Ошибка:")
            .says("role=\"alert\"")
            .says("<a href=\"#email\">")
            .says("value=\"not &#60;an&#62; address\"")
            .says("value=\"Ольга\"")
            .says("id=\"last-problem\"")
            .says("пароли не совпадают")
            .keeps_silent_about("secret");
        assert_eq!(answer.text.matches(" autofocus").count(), 1);
        for (password, why) in [
            ("short", "at least 8"),
            ("password123", "strangers"),
            ("petrova-1987", "without your own name"),
            (&"long ".repeat(40), "128 characters at most"),
        ] {
            let form = [
                ("email", "op@example.org"),
                ("first", "Olga"),
                ("last", "Petrova"),
                ("password", password),
                ("again", password),
            ];
            app.post(&link, &form)
                .await
                .is(422)
                .says(why)
                .keeps_silent_about(password);
        }
        app.get(&link).await.is(200);
    })
    .await;
}

#[tokio::test]
async fn an_invitation_and_a_forgotten_password_let_one_choose() {
    App::in_each("{}", async |app| {
        for (place, purpose) in [Purpose::Invitation, Purpose::PasswordReset]
            .into_iter()
            .enumerate()
        {
            let email = format!("a{place}@example.org");
            let account = app.person(&email).await;
            let edit = AccountEdit {
                language: Some(Some(Language::Ru)),
                ..AccountEdit::default()
            };
            app.desk()
                .change_account(account, edit, None, app.now())
                .await
                .expect("changed");
            // An invitation comes with its post; here it is enough that its link is one.
            let link = app.ticket(purpose, account, &email).await;
            app.get(&link)
                .await
                .is(200)
                .says("<html lang=\"ru\">")
                .says(&email);
            let differ = [("password", PASSWORD), ("again", "something else")];
            app.post(&link, &differ)
                .await
                .is(422)
                .says("again-problem")
                .keeps_silent_about(PASSWORD);
            let weak = [
                ("email", email.as_str()),
                ("password", "qwerty123"),
                ("again", "qwerty123"),
            ];
            app.post(&link, &weak)
                .await
                .is(422)
                .says("password-problem");
            assert!(!logs_in(app, &email, PASSWORD).await);
            app.post(&link, &CHOICE).await.is(200);
            assert!(logs_in(app, &email, PASSWORD).await);
            let nothing = app.get("/password").await.is(404);
            assert_eq!(app.get(&link).await, nothing);
            assert_eq!(app.post(&link, &CHOICE).await, nothing);
        }
    })
    .await;
}

#[tokio::test]
async fn an_address_is_confirmed_by_a_press_and_not_by_looking() {
    App::in_each("{}", async |app| {
        let password = "seven quiet herons";
        let account = app.registered("a@example.org", password).await;
        let link = app
            .ticket(Purpose::AddressConfirmation, account, "a@example.org")
            .await;
        let confirmed = async || {
            let account = app.desk().account(account).await.expect("the desk answers");
            account.expect("an account").email_confirmed
        };
        app.get(&link).await.is(200).says("a@example.org");
        assert!(!confirmed().await);
        // Who reads the letter may not be who made the account, so a press is not enough.
        app.post(
            &link,
            &[("email", "a@example.org"), ("password", "a guess")],
        )
        .await
        .is(422)
        .says("The password is wrong");
        assert!(!confirmed().await);
        app.post(&link, &[("email", "a@example.org"), ("password", password)])
            .await
            .is(200)
            .says("The address is confirmed");
        assert!(confirmed().await);
        app.get(&link).await.is(404);
    })
    .await;
}

#[tokio::test]
async fn spent_expired_foreign_and_unknown_links_look_alike() {
    App::in_each("{}", async |app| {
        let account = app.person("a@example.org").await;
        let reset = app
            .ticket(Purpose::PasswordReset, account, "a@example.org")
            .await;
        let confirm = app
            .ticket(Purpose::AddressConfirmation, account, "a@example.org")
            .await;
        let nothing = app.get("/confirm").await.is(404);
        let token = reset.rsplit('/').next().expect("a token");
        for (path, why) in [
            (format!("/invitation/{token}"), "another purpose"),
            (format!("/confirm/{token}"), "another purpose"),
            (format!("/setup/{token}"), "another purpose"),
            (format!("{reset}x"), "another token"),
            ("/password/1.x".to_owned(), "no token"),
            ("/password/%FF".to_owned(), "no text"),
        ] {
            assert_eq!(app.get(&path).await, nothing, "{why}");
            assert_ne!(app.post(&path, &CHOICE).await.status, 200, "{why}");
        }
        app.desk()
            .set_account_blocked(account, true, app.now())
            .await
            .expect("shut out");
        for link in [&reset, &confirm] {
            assert_eq!(app.get(link).await, nothing, "shut out");
        }
        app.desk()
            .set_account_blocked(account, false, app.now())
            .await
            .expect("let in");
        let reset = app
            .ticket(Purpose::PasswordReset, account, "a@example.org")
            .await;
        app.wait(29);
        app.get(&reset).await.is(200);
        app.wait(1);
        assert_eq!(app.get(&reset).await, nothing, "expired");
        assert_eq!(app.post(&reset, &CHOICE).await, nothing, "expired");
    })
    .await;
}

#[tokio::test]
async fn of_many_who_follow_a_link_at_once_one_gets_there() {
    App::in_each("{}", async |app| {
        let account = app.person("a@example.org").await;
        let link = app
            .ticket(Purpose::PasswordReset, account, "a@example.org")
            .await;
        let presses = (0..8).map(|_| app.post(&link, &CHOICE));
        let answers = futures_util::future::join_all(presses).await;
        let of = |status| {
            answers
                .iter()
                .filter(|answer| answer.status == status)
                .count()
        };
        assert_eq!((of(200), of(404)), (1, 7));
    })
    .await;
}

#[tokio::test]
async fn who_tries_again_and_again_is_told_to_wait() {
    App::in_each_limited(async |app| {
        let account = app.person("a@example.org").await;
        let link = app
            .ticket(Purpose::PasswordReset, account, "a@example.org")
            .await;
        let weak = [("password", "short"), ("again", "short")];
        for _ in 0..20 {
            app.post(&link, &weak).await.is(422);
        }
        let answer = app.post(&link, &weak).await.is(429);
        assert!(!answer.header("retry-after").is_empty());
    })
    .await;
}
