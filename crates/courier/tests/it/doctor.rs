//! The doctor names the step that fails, and what to do.

use std::time::Duration;

use bronya_courier::doctor::{Step, examine};
use bronya_courier::{BadMailSettings, MailSettings, Stage};
use bronya_sim::postoffice::{Postoffice, Script, Setup, Tls};
use tokio::net::TcpSocket;

use crate::mail::{ANNA, answer, letter, settings, settings_of, stamp};

async fn ask(settings: &MailSettings) -> Vec<Step> {
    examine(settings, ANNA, &letter(1), stamp())
        .await
        .expect("certificates that can be read")
}

/// The last step, which failed, after others that did not.
fn failed(steps: &[Step]) -> (Stage, &str) {
    let (last, before) = steps.split_last().expect("a step");
    assert!(before.iter().all(|step| step.result.is_ok()), "{steps:?}");
    let stages: Vec<Stage> = steps.iter().map(|step| step.stage).collect();
    assert!(stages.is_sorted() && stages[0] == Stage::Name, "{steps:?}");
    (last.stage, last.result.as_ref().expect_err("it failed"))
}

#[tokio::test]
async fn a_sound_server_passes_every_step_and_has_the_letter() {
    for tls in [Tls::Plain, Tls::OnDemand, Tls::Implicit] {
        let setup = Setup {
            tls,
            login: Some(("anna", "hunter2")),
        };
        let Some(office) = Postoffice::open_with(setup).await else {
            return;
        };
        let steps = ask(&settings(&office)).await;
        let names: Vec<&str> = steps.iter().map(|step| step.stage.name()).collect();
        assert_eq!(
            names,
            [
                "name",
                "connection",
                "TLS",
                "login",
                "sender",
                "recipient",
                "message"
            ]
        );
        assert!(steps.iter().all(|step| step.result.is_ok()), "{steps:?}");
        assert!(!format!("{steps:?}").contains("hunter2"));
        assert_eq!(office.received().await.len(), 1);
    }
}

#[tokio::test]
async fn a_name_that_nobody_has_is_named() {
    let steps = ask(&settings_of("smtps://nobody.invalid")).await;
    let (stage, why) = failed(&steps);
    assert_eq!((stage, steps.len()), (Stage::Name, 1));
    assert!(
        why.ends_with(
            "Check how the host is written in --smtp, and that this machine can look up names."
        ),
        "{why}"
    );
}

#[tokio::test]
async fn a_server_that_cannot_be_reached_is_named() {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket
        .bind("127.0.0.1:0".parse().expect("an address"))
        .expect("a free port");
    let port = socket.local_addr().expect("bound").port();
    for scheme in ["smtp", "smtps", "smtp+starttls"] {
        let steps = ask(&settings_of(&format!("{scheme}://127.0.0.1:{port}"))).await;
        let (stage, why) = failed(&steps);
        assert_eq!(stage, Stage::Connection, "{steps:?}");
        assert!(
            why.contains("refused") && why.contains("Check host and port"),
            "{why}"
        );
    }
}

#[tokio::test]
async fn each_way_to_miss_encryption_is_named() {
    let Some(plain) = Postoffice::open().await else {
        return;
    };
    let Some(safe) = Postoffice::open_with(Setup {
        tls: Tls::Implicit,
        login: None,
    })
    .await
    else {
        return;
    };
    for (url, words) in [
        (
            format!("smtp+starttls://127.0.0.1:{}", plain.port()),
            "does not offer STARTTLS",
        ),
        (
            format!("smtps://127.0.0.1:{}", plain.port()),
            "smtp+starttls://",
        ),
        (format!("smtps://127.0.0.1:{}", safe.port()), "?ca=FILE"),
    ] {
        let steps = ask(&settings_of(&url)).await;
        let (stage, why) = failed(&steps);
        assert_eq!(stage, Stage::Tls, "{url}: {steps:?}");
        assert!(why.contains(words), "{why}");
    }
    // A server that waits for the first byte of TLS says nothing to those who wait for its greeting.
    let mut settings = settings_of(&format!("smtp://127.0.0.1:{}", safe.port()));
    settings.timeout = Duration::from_millis(300);
    let steps = ask(&settings).await;
    let (stage, why) = failed(&steps);
    assert_eq!(stage, Stage::Connection);
    assert!(
        why.contains("no answer within 0.3 s") && why.contains("smtps://"),
        "{why}"
    );
}

#[tokio::test]
async fn a_login_that_fails_is_named_without_the_password() {
    let Some(open) = Postoffice::open().await else {
        return;
    };
    let setup = Setup {
        login: Some(("anna", "right")),
        ..Setup::default()
    };
    let Some(office) = Postoffice::open_with(setup).await else {
        return;
    };
    for (url, words) in [
        (office.url_as("anna", "hunter2"), "Check name and password"),
        (
            open.url_as("anna", "hunter2"),
            "offers no login by password",
        ),
    ] {
        let steps = ask(&settings_of(&url)).await;
        let (stage, why) = failed(&steps);
        assert_eq!(stage, Stage::Login);
        assert!(why.contains(words) && !why.contains("hunter2"), "{why}");
    }
}

#[tokio::test]
async fn a_refused_sender_recipient_and_letter_are_named() {
    let Some(office) = Postoffice::open().await else {
        return;
    };
    let no = || Some(answer(550, "5.7.1 no"));
    let recipients = [(ANNA.to_owned(), answer(550, "5.1.1 no such user"))].into();
    for (script, stage) in [
        (
            Script {
                greeting: Some(answer(554, "go away")),
                ..Script::default()
            },
            Stage::Connection,
        ),
        (
            Script {
                sender: no(),
                ..Script::default()
            },
            Stage::Sender,
        ),
        (
            Script {
                recipients,
                ..Script::default()
            },
            Stage::Recipient,
        ),
        (
            Script {
                message: no(),
                ..Script::default()
            },
            Stage::Message,
        ),
        (
            Script {
                hang_up: true,
                ..Script::default()
            },
            Stage::Message,
        ),
    ] {
        office.script(script).await;
        let steps = ask(&settings(&office)).await;
        assert_eq!(failed(&steps).0, stage, "{steps:?}");
    }
    office.script(Script::default()).await;
    let steps = examine(&settings(&office), "no address", &letter(1), stamp()).await;
    let steps = steps.expect("certificates that can be read");
    assert_eq!(failed(&steps).0, Stage::Recipient);
}

#[tokio::test]
async fn certificates_that_are_none_are_said_so_before_anybody_is_called() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ca.pem");
    let url = format!("smtps://127.0.0.1?ca={}", path.display());
    let ask = async || examine(&settings_of(&url), ANNA, &letter(1), stamp()).await;
    assert!(matches!(ask().await, Err(BadMailSettings::CaUnread(_))));
    for text in [
        "",
        "hello",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ] {
        std::fs::write(&path, text).expect("written");
        assert!(
            matches!(ask().await, Err(BadMailSettings::CaEmpty)),
            "{text}"
        );
    }
}
