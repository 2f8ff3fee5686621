//! Encryption: where it is asked for, nothing is said without it.

use bronya_sim::postoffice::{Postoffice, Setup, Tls};

use crate::mail::{later, letter, open, post, send, settings_of};

fn with_login(tls: Tls) -> Setup {
    Setup {
        tls,
        login: Some(("anna", "hunter2")),
    }
}

#[tokio::test]
async fn letters_travel_encrypted_from_the_first_byte_or_after_starttls() {
    for tls in [Tls::Implicit, Tls::OnDemand] {
        let Some(office) = Postoffice::open_with(with_login(tls)).await else {
            return;
        };
        let post = post(&office);
        for number in 1..=2 {
            send(&post, &letter(number)).await.expect("delivered");
        }
        let seen = office.seen().await;
        assert_eq!(
            (seen.letters.len(), seen.logins, seen.connections),
            (2, 1, 1),
            "{tls:?}"
        );
        assert!(seen.letters.iter().all(|letter| letter.secure), "{tls:?}");
    }
}

#[tokio::test]
async fn where_starttls_is_asked_for_and_not_offered_nothing_is_said() {
    let Some(office) = Postoffice::open_with(with_login(Tls::Plain)).await else {
        return;
    };
    let url = format!("smtp+starttls://anna:hunter2@127.0.0.1:{}", office.port());
    let why = later(send(&open(settings_of(&url)), &letter(1)).await);
    assert_eq!(why, "TLS: the server does not offer STARTTLS");
    let seen = office.seen().await;
    assert_eq!((seen.connections, seen.logins, seen.senders), (1, 0, 0));
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_gets_no_password() {
    for (tls, scheme) in [(Tls::Implicit, "smtps"), (Tls::OnDemand, "smtp+starttls")] {
        let Some(office) = Postoffice::open_with(with_login(tls)).await else {
            return;
        };
        let url = format!("{scheme}://anna:hunter2@127.0.0.1:{}", office.port());
        let why = later(send(&open(settings_of(&url)), &letter(1)).await);
        assert!(
            why.starts_with("TLS: ") && why.contains("certificate"),
            "{why}"
        );
        let seen = office.seen().await;
        assert_eq!((seen.logins, seen.senders), (0, 0));
    }
}

#[tokio::test]
async fn a_certificate_is_good_for_its_own_host_alone() {
    let Some(office) = Postoffice::open_with(with_login(Tls::Implicit)).await else {
        return;
    };
    // The same machine by another name, and the same certificate trusted.
    let url = format!(
        "smtps://anna:hunter2@localhost:{}?ca={}",
        office.port(),
        office.certificates().display()
    );
    let why = later(send(&open(settings_of(&url)), &letter(1)).await);
    assert!(
        why.starts_with("TLS: ") && why.contains("not valid for name"),
        "{why}"
    );
    assert_eq!(office.seen().await.logins, 0);
}
