//! One's own account: name and language, address, password, and the logins that hold.

use bronya_domain::catalog::Language;
use bronya_domain::command::Role;
use bronya_domain::people::HOUSE;

use crate::app::{App, PASSWORD};

#[tokio::test]
async fn somebody_changes_what_he_is_called_and_his_language() {
    App::in_each("{}", async |app| {
        let account = app.crew("vera@example.org", Role::Staff, None).await;
        let vera = app.logged_in_russian("vera@example.org", PASSWORD).await;
        let page = app.get_as(&vera, "/account").await.is(200);
        page.says("vera@example.org").says("href=\"/account\"");
        app.get_as(&vera, "/account/names").await.is(200);
        let form = [("first", "Вера"), ("last", "\t"), ("language", "ru")];
        let again = app.post_as(&vera, "/account/names", &form).await.is(422);
        assert_eq!(again.inputs("first"), ["Вера"]);
        let form = [
            ("first", " Вера "),
            ("last", "Соколова"),
            ("language", "ru"),
        ];
        let done = app.post_as(&vera, "/account/names", &form).await;
        let done = done.leads_to("/account?done=names");
        assert!(done.header("set-cookie").starts_with("bronya-language=ru"));
        let page = app.get_as(&vera, "/account?done=names").await.is(200);
        page.says("Вера Соколова").says("Сохранено.");
        let known = app.desk().account(account).await.expect("a look");
        let known = known.expect("an account");
        assert_eq!(known.language, Some(Language::Ru));
        assert_eq!(known.names.first.as_deref(), Some("Вера"));
    })
    .await;
}

#[tokio::test]
async fn another_password_ends_all_other_logins() {
    App::in_each("{}", async |app| {
        app.crew("vera@example.org", Role::Staff, None).await;
        let vera = app.logged_in_russian("vera@example.org", PASSWORD).await;
        let elsewhere = app.logged_in("vera@example.org", PASSWORD).await;
        let new = "seven quiet herons";
        for (own, password, again, words) in [
            ("wrong", new, new, "Пароль не подошёл."),
            (PASSWORD, new, "other", "пароли не совпадают"),
            (PASSWORD, "short", "short", "не меньше 8 знаков"),
        ] {
            let form = [("own", own), ("password", password), ("again", again)];
            let no = app.post_as(&vera, "/account/password", &form).await;
            let no = no.is(422).says(words);
            assert_eq!(no.inputs("password"), [""]);
        }
        app.get_as(&elsewhere, "/account").await.is(200);
        let form = [("own", PASSWORD), ("password", new), ("again", new)];
        let done = app.post_as(&vera, "/account/password", &form).await;
        done.leads_to("/account?done=password");
        app.get_as(&vera, "/account").await.is(200);
        app.get_as(&elsewhere, "/account").await.is(303);
        app.logged_in("vera@example.org", new).await;
    })
    .await;
}

#[tokio::test]
async fn another_address_needs_the_password_and_is_his_once_a_letter_showed_it() {
    App::in_each("{}", async |app| {
        let account = app.crew("vera@example.org", Role::Staff, None).await;
        app.person("taken@example.org").await;
        let vera = app.logged_in("vera@example.org", PASSWORD).await;
        app.get_as(&vera, "/account/email").await.is(200);
        for (email, own) in [
            ("new@example.org", "wrong"),
            ("new", PASSWORD),
            ("taken@example.org", PASSWORD),
        ] {
            let form = [("email", email), ("own", own)];
            let no = app.post_as(&vera, "/account/email", &form).await.is(422);
            assert_eq!(no.inputs("email"), [email]);
            assert_eq!(no.inputs("own"), [""]);
        }
        let form = [("email", "New@Example.org"), ("own", PASSWORD)];
        let done = app.post_as(&vera, "/account/email", &form).await;
        done.leads_to("/account?done=email");
        let known = app.desk().account(account).await.expect("a look");
        let known = known.expect("an account");
        assert_eq!(known.email.as_deref(), Some("new@example.org"));
        assert!(!known.email_confirmed);
        let login = app.desk().login(HOUSE, "vera@example.org").await;
        assert!(login.expect("a look").is_none());
        let page = app.get_as(&vera, "/account").await.is(200);
        page.says("new@example.org").says("Address not confirmed");
    })
    .await;
}

#[tokio::test]
async fn a_login_is_ended_from_another_one() {
    App::in_each("{}", async |app| {
        app.crew("vera@example.org", Role::Staff, None).await;
        app.crew("peter@example.org", Role::Staff, None).await;
        let peter = app.logged_in("peter@example.org", PASSWORD).await;
        let here = app.logged_in("vera@example.org", PASSWORD).await;
        app.wait(5);
        let there = app.logged_in("vera@example.org", PASSWORD).await;
        app.wait(5);
        let third = app.logged_in("vera@example.org", PASSWORD).await;
        let logins = app.get_as(&here, "/account").await.is(200).inputs("login");
        assert_eq!(logins.len(), 2, "this one has no button");
        // Nobody ends another's.
        let form = [("login", logins[1].as_str())];
        app.post_as(&peter, "/account/logins/end", &form)
            .await
            .is(303);
        app.get_as(&there, "/account").await.is(200);
        let done = app.post_as(&here, "/account/logins/end", &form).await;
        done.leads_to("/account?done=login");
        app.get_as(&there, "/account").await.is(303);
        app.get_as(&third, "/account").await.is(200);
        let done = app.post_as(&here, "/account/logins/end-others", &[]).await;
        done.leads_to("/account?done=logins");
        app.get_as(&third, "/account").await.is(303);
        let page = app.get_as(&here, "/account").await.is(200);
        assert_eq!(page.inputs("login").len(), 0);
    })
    .await;
}
