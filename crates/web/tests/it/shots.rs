//! Temporary: writes pages to look at.
use bronya_domain::command::{Act, Role};
use bronya_domain::people::Purpose;
use crate::app::{App, EVENING, STAFF, anna};

#[tokio::test]
async fn shots() {
    let save = |name: &str, text: &str| {
        let text = text.replace("/static/", "./");
        std::fs::create_dir_all("/tmp/web-shots").unwrap();
        std::fs::write(format!("/tmp/web-shots/{name}.html"), text).unwrap();
    };
    App::in_each(r#"{"cancel_deadline_minutes": 60, "move_deadline_minutes": 120}"#, async |app| {
        let b = app.booked(EVENING).await;
        let page = app.page_of(&b);
        let html = app.get(&page).await.text;
        let css = html.split("/static/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        save("booking", &html);
        std::fs::write(format!("/tmp/web-shots/{css}"), app.get(&format!("/static/{css}")).await.text).unwrap();
        let mut new = anna("2026-11-21T18:30:00Z", app.table(4).await);
        new.language = Some(bronya_domain::catalog::Language::En);
        let e = app.books(new).await;
        save("moving-en", &app.get(&format!("{}?date=2026-11-22&party=3", app.page_of(&e))).await.text);
        let off = app.get(&format!("{page}?date=2026-11-22&party=2")).await.inputs("to");
        app.books(anna("2026-11-22T10:00:00Z", app.table(2).await)).await;
        let form = [("version", "1"), ("date", "2026-11-22"), ("party", "2"), ("to", &off[4])];
        save("refused", &app.post(&format!("{page}/move"), &form).await.text);
        save("misread", &app.get(&format!("{page}?date=2026-02-30&party=0")).await.text);
        app.act(STAFF, Act::Cancel(b.id, Some("Кухня закрыта: авария".into()))).await;
        save("cancelled", &app.get(&page).await.text);
        save("nothing", &app.send("GET", "/b/x", &[("accept-language", "ru")], None).await.text);
        let t = app.desk().issue_setup_ticket(app.now()).await.unwrap();
        let token = app.gate.tokens().ticket("setup", t.id.0);
        let link = bronya_web::paths::ticket(Purpose::Setup, &token);
        let ru = [("accept-language", "ru")];
        save("setup", &app.send("GET", &link, &ru, None).await.text);
        save("setup-bad", &app.send("POST", &link, &ru, Some("email=x&first=%D0%90&last=&password=abc&again=abd")).await.text);
        let a = app.person("a@example.org").await;
        let r = app.ticket(Purpose::PasswordReset, a, "a@example.org").await;
        save("password", &app.send("GET", &r, &ru, None).await.text);
        let c = app.ticket(Purpose::AddressConfirmation, a, "a@example.org").await;
        save("confirm", &app.send("GET", &c, &ru, None).await.text);
        save("confirm-done", &app.send("POST", &c, &ru, Some("email=a%40example.org")).await.text);
    }).await;
    App::in_each(r#"{"admission": "tentative", "answer_minutes": 60}"#, async |app| {
        let b = app.booked(EVENING).await;
        let s = app.member("s@example.org", Role::Staff, None).await;
        save("request", &app.get(&app.page_of(&b)).await.text);
        save("accept", &app.get(&app.button(&b, s, true)).await.text);
        save("decline", &app.get(&app.button(&b, s, false)).await.text);
        app.post(&app.button(&b, s, true), &[]).await;
        save("gone", &app.get(&app.button(&b, s, true)).await.text);
    }).await;
}
