//! The programs of a venue: keys that are shown once, and where news are posted.

use bronya_domain::command::Role;
use bronya_domain::people::Scope;
use bronya_gate::tokens;

use crate::app::{App, PASSWORD};

#[tokio::test]
async fn a_key_is_made_shown_once_and_taken_back() {
    App::in_each("{}", async |app| {
        app.crew("olga@example.org", Role::Admin, None).await;
        let olga = app.logged_in_russian("olga@example.org", PASSWORD).await;
        let page = "/admin/demo/keys";
        let empty = app.get_as(&olga, page).await.is(200);
        empty.says("Ни у одной программы пока нет ключа.");
        let form = [("name", "Касса")];
        let again = app.post_as(&olga, page, &form).await.is(422);
        assert_eq!(again.inputs("name"), ["Касса"]);
        again.says("Отметьте хотя бы одно");
        let form = [("scopes[]", "read_bookings")];
        let again = app.post_as(&olga, page, &form).await.is(422);
        again
            .says("укажите имя")
            .says("value=\"read_bookings\" checked");
        let form = [("name", "Касса"), ("scopes[]", "everything")];
        app.post_as(&olga, page, &form).await.is(422);
        assert_eq!(app.desk().api_keys(app.venue).await.expect("keys"), []);

        let form = [
            ("name", "Касса"),
            ("scopes[]", "write_bookings"),
            ("scopes[]", "read_bookings"),
        ];
        let made = app.post_as(&olga, page, &form).await.is(200);
        let made = made.says("Ключ «Касса» уже действует.");
        let input = made.text.split("id=\"key\"").nth(1).expect("an input");
        let key = input.split("value=\"").nth(1).expect("a value");
        let key = key.split('"').next().expect("a key");
        let hash = tokens::api_key_hash(key);
        let known = app.desk().api_key(&hash, app.now());
        let known = known.await.expect("a look").expect("the key works");
        assert_eq!(known.scopes, [Scope::ReadBookings, Scope::WriteBookings]);
        let list = app.get_as(&olga, page).await.is(200).says("Касса");
        list.keeps_silent_about(key);

        // A form that is sent once more, by a reload, makes no other key.
        let twice = app.post_as(&olga, page, &form).await.is(409);
        twice.says("уже создан ключ");
        let keys = app.desk().api_keys(app.venue).await.expect("keys");
        assert_eq!(keys.len(), 1);

        let revoke = format!("{page}/{}/revoke", known.id);
        let asked = app.get_as(&olga, &revoke).await.is(200);
        asked.says("Отозвать ключ «Касса»?");
        let gone = app.post_as(&olga, &revoke, &[]).await;
        gone.leads_to("/admin/demo/keys?done=revoked");
        let hash = tokens::api_key_hash(key);
        let known = app.desk().api_key(&hash, app.now());
        assert_eq!(known.await.expect("a look"), None);
        let list = app.get_as(&olga, page).await.is(200);
        list.says("Отозван: ").keeps_silent_about(&revoke);
        app.post_as(&olga, &format!("{page}/99/revoke"), &[])
            .await
            .is(404);
    })
    .await;
}

#[tokio::test]
async fn the_operator_says_where_news_go_and_nobody_else_does() {
    App::in_each("{}", async |app| {
        app.crew("olga@example.org", Role::Admin, None).await;
        app.operator("root@example.org").await;
        let olga = app.logged_in_russian("olga@example.org", PASSWORD).await;
        let root = app.logged_in_russian("root@example.org", PASSWORD).await;
        let secret = app.gate.secret().webhook_secret(app.venue);
        let url = "https://till.example/bronya";
        let seen = async || {
            let page = app.get_as(&root, "/admin/demo/keys").await.is(200);
            page.inputs("seen").remove(0)
        };
        let at_first = seen().await;
        let form = [
            ("url", url),
            ("topics[]", "confirmed"),
            ("seen", at_first.as_str()),
        ];
        let set = "/admin/demo/keys/webhook";
        app.post_as(&olga, set, &form).await.is(403);
        let page = app.get_as(&olga, "/admin/demo/keys").await.is(200);
        page.says("Новости никуда не отправляются.")
            .keeps_silent_about(&secret);
        let bad = [
            ("url", "till.example"),
            ("topics[]", "moved"),
            ("seen", at_first.as_str()),
        ];
        let again = app.post_as(&root, set, &bad).await.is(422);
        assert_eq!(again.inputs("url"), ["till.example"]);
        again.says("value=\"moved\" checked");
        let done = app.post_as(&root, set, &form).await;
        done.leads_to("/admin/demo/keys?done=webhook");
        let webhook = app.catalog().await.venue.webhook.clone();
        assert_eq!(webhook.expect("a webhook").url, url);
        let page = app.get_as(&root, "/admin/demo/keys").await.is(200);
        page.says(&secret).says("value=\"confirmed\" checked");
        let page = app.get_as(&olga, "/admin/demo/keys").await.is(200);
        page.says(url).keeps_silent_about(&secret);
        let off = format!("{set}/off");
        app.post_as(&olga, &off, &[("seen", "1")]).await.is(403);
        // Who saw older settings hears of it, and what he typed stays.
        let stale = [
            ("url", "https://other.example/"),
            ("seen", at_first.as_str()),
        ];
        let told = app.post_as(&root, set, &stale).await.is(409);
        let told = told.says("настройки изменили");
        assert_eq!(told.inputs("url"), ["https://other.example/"]);
        let stale = [("seen", at_first.as_str())];
        let told = app.post_as(&root, &off, &stale).await.is(409);
        assert_eq!(told.inputs("url"), [url]);
        let now = seen().await;
        let done = app.post_as(&root, &off, &[("seen", now.as_str())]).await;
        done.leads_to("/admin/demo/keys?done=webhook_off");
        assert_eq!(app.catalog().await.venue.webhook, None);
    })
    .await;
}
