//! What every answer bears, and which requests are not listened to.

use bronya_domain::booking::State;

use crate::app::{Answer, App, EVENING};

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

#[track_caller]
fn guarded(answer: &Answer) {
    assert_eq!(answer.header("content-security-policy"), POLICY);
    assert_eq!(answer.header("x-robots-tag"), "noindex");
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
}

#[tokio::test]
async fn every_answer_bears_the_headers() {
    App::in_each("{}", async |app| {
        let booking = app.booked(EVENING).await;
        let page = app.page_of(&booking);
        let mut answers = Vec::new();
        for path in [
            &page,
            &format!("{page}/calendar.ics"),
            "/b/x",
            "/d",
            "/setup/x",
            "/confirm/",
            "/password",
        ] {
            answers.push(app.get(path).await);
        }
        answers.push(app.send("PUT", &page, &[], None).await.is(405));
        answers.push(app.post(&format!("{page}/cancel"), &[]).await.is(422));
        answers.push(
            app.post(&format!("{page}/cancel"), &[("version", "1")])
                .await
                .is(303),
        );
        for answer in &answers {
            guarded(answer);
            assert_eq!(answer.header("cache-control"), "no-store");
        }
        let sheet = answers[0]
            .text
            .split("href=\"/static/")
            .nth(1)
            .expect("a style sheet");
        let sheet = sheet.split('"').next().expect("a name");
        let sheet = app
            .get(&format!("/static/{sheet}"))
            .await
            .is(200)
            .says("prefers-color-scheme");
        guarded(&sheet);
        assert_eq!(sheet.header("content-type"), "text/css; charset=utf-8");
        assert!(sheet.header("cache-control").contains("immutable"));
    })
    .await;
}

#[tokio::test]
async fn only_a_form_of_ours_is_listened_to() {
    App::in_each("{}", async |app| {
        let booking = app.booked(EVENING).await;
        let cancel = format!("{}/cancel", app.page_of(&booking));
        let form = Some("version=1");
        let with = async |name, value| app.send("POST", &cancel, &[(name, value)], form).await;
        with("content-type", "application/json").await.is(415);
        with("content-type", "text/plain").await.is(415);
        with("content-type", "multipart/form-data").await.is(415);
        with("sec-fetch-site", "cross-site").await.is(403);
        with("sec-fetch-site", "same-site").await.is(403);
        for bad in [
            "version=1&version=1",
            "version=1&x=1",
            "version=0",
            "version=x",
            "reason=a",
            "version=1&reason=%FF",
            "",
        ] {
            app.send("POST", &cancel, &[], Some(bad)).await.is(422);
        }
        let large = format!("version=1&reason={}", "a".repeat(64 * 1024));
        app.send("POST", &cancel, &[], Some(&large)).await.is(413);
        assert_eq!(app.now_is(&booking).await, booking);
        with("sec-fetch-site", "same-origin").await.is(303);
        assert_eq!(app.now_is(&booking).await.state, State::Cancelled);
    })
    .await;
}
