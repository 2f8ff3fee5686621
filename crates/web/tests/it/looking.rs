//! Looking changes nothing: letters are opened by scanners before anybody reads them.

use bronya_domain::command::Role;
use bronya_domain::people::Purpose;
use bronya_web::paths;

use crate::app::{App, EVENING};

#[tokio::test]
async fn no_get_head_or_options_changes_anything() {
    App::in_each(r#"{"admission": "tentative"}"#, async |app| {
        let booking = app.booked(EVENING).await;
        let staff = app.member("staff@example.org", Role::Staff, None).await;
        let setup = app
            .desk()
            .issue_setup_ticket(app.now())
            .await
            .expect("a ticket");
        let setup = app.gate.tokens().ticket("setup", setup.id.0);
        let page = app.page_of(&booking);
        let mut links = vec![
            (format!("{page}/cancel"), 303),
            (format!("{page}/ask"), 303),
            (format!("{page}/move"), 303),
            (format!("{page}/calendar.ics"), 404),
            (format!("{page}?date=2026-11-22&party=2"), 200),
            (page, 200),
            (app.button(&booking, staff, true), 200),
            (app.button(&booking, staff, false), 200),
            (paths::ticket(Purpose::Setup, &setup), 200),
            ("/demo".into(), 200),
            ("/demo?at=any-from-1795275000000000&hold=1.x".into(), 200),
        ];
        for purpose in [
            Purpose::Invitation,
            Purpose::PasswordReset,
            Purpose::AddressConfirmation,
        ] {
            links.push((app.ticket(purpose, staff, "staff@example.org").await, 200));
        }
        let before = app.everything().await;
        for (link, status) in &links {
            for _ in 0..20 {
                app.get(link).await.is(*status);
                let head = app.send("HEAD", link, &[], None).await.is(*status);
                assert_eq!(head.text, "");
                app.send("OPTIONS", link, &[], None).await.is(405);
            }
        }
        assert_eq!(app.everything().await, before);
        // Nor is any of them used up.
        for (link, status) in &links {
            app.get(link).await.is(*status);
        }
    })
    .await;
}
