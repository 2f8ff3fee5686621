//! Coming in and going out: logging in and getting where one wanted to go, a login that ends while somebody types, and forms
//! that stand elsewhere.

use bronya_domain::command::Role;
use bronya_domain::people::HOUSE;

use crate::app::{App, PASSWORD};

#[tokio::test]
async fn who_wants_to_go_inside_is_asked_who_he_is_and_gets_there() {
    App::in_each("{}", async |app| {
        app.crew("vera@example.org", Role::Staff, None).await;
        app.get("/staff?x=1")
            .await
            .leads_to("/login?next=%2Fstaff%3Fx%3D1");
        let login = app.get("/login?next=%2Fstaff%3Fx%3D1").await.is(200);
        assert_eq!(login.inputs("next"), ["/staff?x=1"]);
        let wrong = [
            ("name", "vera@example.org"),
            ("password", "wrong"),
            ("next", "/staff?x=1"),
        ];
        let again = app.post("/login", &wrong).await.is(422);
        assert_eq!(again.inputs("name"), ["vera@example.org"]);
        assert_eq!(again.inputs("next"), ["/staff?x=1"]);
        assert_eq!(again.inputs("password"), [""]);
        let right = [
            ("name", "Vera@Example.org"),
            ("password", PASSWORD),
            ("next", "/staff?x=1"),
        ];
        let entered = app.post("/login", &right).await.leads_to("/staff?x=1");
        let cookie = entered.header("set-cookie");
        assert!(cookie.starts_with("__Host-bronya="), "{cookie}");
        for part in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
            assert!(cookie.contains(part), "no {part} in {cookie}");
        }
        let vera = app.logged_in("vera@example.org", PASSWORD).await;
        app.get_as(&vera, "/staff").await.is(200).says("У Пушкина");
    })
    .await;
}

#[tokio::test]
async fn nobody_is_led_to_another_site() {
    App::in_each("{}", async |app| {
        app.crew("vera@example.org", Role::Staff, None).await;
        for next in ["//evil.example", "https://evil.example", "/\\evil.example"] {
            let form = [
                ("name", "vera@example.org"),
                ("password", PASSWORD),
                ("next", next),
            ];
            app.post("/login", &form).await.leads_to("/staff");
            let form = [("language", "ru"), ("back", next)];
            app.post("/language", &form).await.leads_to("/");
        }
    })
    .await;
}

#[tokio::test]
async fn a_login_ends_at_once_wherever_it_is_ended() {
    App::in_each("{}", async |app| {
        let account = app.crew("vera@example.org", Role::Staff, None).await;
        let vera = app.logged_in("vera@example.org", PASSWORD).await;
        let left = app.post_as(&vera, "/logout", &[]).await.leads_to("/login");
        assert!(left.header("set-cookie").contains("Max-Age=0"));
        app.get_as(&vera, "/staff")
            .await
            .leads_to("/login?next=%2Fstaff");
        let vera = app.logged_in("vera@example.org", PASSWORD).await;
        app.get_as(&vera, "/staff").await.is(200);
        let blocked = app.desk().set_account_blocked(account, true, app.now());
        blocked.await.expect("blocked");
        app.get_as(&vera, "/staff")
            .await
            .leads_to("/login?next=%2Fstaff");
        let form = [("name", "vera@example.org"), ("password", PASSWORD)];
        app.post("/login", &form)
            .await
            .is(422)
            .says("This account is shut out");
    })
    .await;
}

#[tokio::test]
async fn what_was_typed_outlives_the_login_and_is_sent_with_one_press() {
    App::in_each("{}", async |app| {
        app.crew("vera@example.org", Role::Staff, None).await;
        let vera = app.logged_in("vera@example.org", PASSWORD).await;
        app.post_as(&vera, "/logout", &[]).await.is(303);
        let typed = [("name", "Анна & Co"), ("tables[]", "1"), ("tables[]", "2")];
        let asked = app
            .post_as(&vera, "/staff/demo/bookings", &typed)
            .await
            .is(401)
            .says("what you typed is kept");
        let kept = asked
            .inputs("form")
            .remove(0)
            .replace("&amp;", "&")
            .replace("&#38;", "&");
        let form = [
            ("name", "vera@example.org"),
            ("password", PASSWORD),
            ("next", "/staff/demo/bookings"),
            ("form", kept.as_str()),
        ];
        let unsent = app.post("/login", &form).await.is(200);
        assert!(unsent.header("set-cookie").contains("__Host-bronya="));
        let unsent = unsent.says("action=\"/staff/demo/bookings\"");
        assert_eq!(unsent.inputs("tables[]"), ["1", "2"]);
        assert!(unsent.inputs("name")[0].starts_with("Анна "));
    })
    .await;
}

#[tokio::test]
async fn a_long_list_that_was_pasted_after_the_login_ended_is_kept_too() {
    App::in_each("{}", async |app| {
        app.crew("ada@example.org", Role::Admin, None).await;
        let add = "/admin/demo/resources/add";
        let line = |number| format!("Ложа номер {number} на втором ярусе у самой сцены; 2-4\r\n");
        let lines: String = (1..=1000).map(line).collect();
        let form = [("kind", "box"), ("schedule", "hours"), ("lines", &lines)];
        let asked = app.post(add, &form).await.is(401);
        let kept = asked.inputs("form").remove(0);
        let kept = kept.replace("&amp;", "&").replace("&#38;", "&");
        let login = [
            ("name", "ada@example.org"),
            ("password", PASSWORD),
            ("next", add),
            ("form", kept.as_str()),
        ];
        let unsent = app.post("/login", &login).await.is(200);
        unsent.says("Ложа номер 1000 на втором ярусе");
    })
    .await;
}

#[tokio::test]
async fn who_listens_after_his_login_ended_is_sent_no_page() {
    App::in_each("{}", async |app| {
        let accepts = [("accept", "text/event-stream")];
        let path = "/staff/demo/events?after=1";
        app.send("GET", path, &accepts, None).await.is(204);
        app.send("GET", path, &[], None).await.is(303);
    })
    .await;
}

#[tokio::test]
async fn a_form_that_stands_elsewhere_is_not_listened_to() {
    App::in_each("{}", async |app| {
        app.crew("vera@example.org", Role::Staff, None).await;
        let vera = app.logged_in("vera@example.org", PASSWORD).await;
        let cookie = vera[0].1.as_str();
        let sent = async |headers: &[(&str, &str)]| {
            let shown: Vec<(&str, &str)> = [("cookie", cookie)]
                .iter()
                .chain(headers)
                .copied()
                .collect();
            app.send("POST", "/logout", &shown, Some("")).await
        };
        sent(&[]).await.is(403);
        sent(&[("sec-fetch-site", "cross-site")]).await.is(403);
        sent(&[("sec-fetch-site", "same-site")]).await.is(403);
        sent(&[("origin", "null")]).await.is(403);
        sent(&[("origin", "https://evil.example")]).await.is(403);
        sent(&[("origin", "https://book.example.evil.example")])
            .await
            .is(403);
        sent(&[("origin", "https://book.exampl")]).await.is(403);
        app.get_as(&vera, "/staff").await.is(200);
        sent(&[("origin", "https://book.example")]).await.is(303);
        app.get_as(&vera, "/staff").await.is(303);
    })
    .await;
}

#[tokio::test]
async fn a_forgotten_password_is_answered_alike_whoever_asks() {
    App::in_each("{}", async |app| {
        app.crew("vera@example.org", Role::Staff, None).await;
        let ask = async |email: &str| app.post("/forgotten", &[("email", email)]).await;
        let known = ask("vera@example.org").await.is(200);
        assert_eq!(known, ask("nobody@example.org").await.is(200));
        ask("no address").await.is(422).says("anna@example.org");
        ask("").await.is(422);
        let login = app.desk().login(HOUSE, "vera@example.org").await;
        assert!(login.expect("a login").is_some());
    })
    .await;
}

#[tokio::test]
async fn a_machine_remembers_the_language_that_was_chosen() {
    App::in_each("{}", async |app| {
        app.get("/login").await.is(200).says("lang=\"en\"");
        let form = [("language", "ru"), ("back", "/login")];
        let chosen = app.post("/language", &form).await.leads_to("/login");
        let cookie = chosen
            .header("set-cookie")
            .split(';')
            .next()
            .unwrap_or_default();
        let shown = [("cookie", cookie)];
        let page = app.send("GET", "/login", &shown, None).await;
        page.is(200).says("lang=\"ru\"").says("Войти");
        let form = [("language", "de"), ("back", "/login")];
        app.post("/language", &form).await.is(422);
    })
    .await;
}
