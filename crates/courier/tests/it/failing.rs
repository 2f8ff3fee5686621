//! Mail servers on a bad day: which letters are tried again, which are given up, and that none is lost or mixed up.

use std::sync::Arc;
use std::time::Duration;

use bronya_sim::postoffice::{Postoffice, Script, Setup};
use tokio::net::TcpSocket;
use tokio::time::timeout;

use crate::mail::{
    ANNA, answer, hasty_post, later, letter, never, open, post, send, settings_of, stamp,
};

const LIMIT: Duration = Duration::from_millis(400);
/// Far more than the limit and far less than for ever.
const MARGIN: Duration = Duration::from_secs(10);

fn tables(entries: &[(&str, u16, &str)]) -> Script {
    let recipients = entries
        .iter()
        .map(|(to, code, words)| ((*to).to_owned(), answer(*code, words)));
    Script {
        recipients: recipients.collect(),
        ..Script::default()
    }
}

#[tokio::test]
async fn nobody_listens_and_the_letter_waits() {
    // Bound and not listening: the port is ours, and whoever knocks is turned away.
    let socket = TcpSocket::new_v4().expect("a socket");
    socket
        .bind("127.0.0.1:0".parse().expect("an address"))
        .expect("a free port");
    let port = socket.local_addr().expect("bound").port();
    let post = open(settings_of(&format!("smtp://127.0.0.1:{port}")));
    let why = later(send(&post, &letter(1)).await);
    assert!(
        why.starts_with("connection: ") && why.contains("refused"),
        "{why}"
    );
}

#[tokio::test]
async fn what_failed_while_the_server_was_down_arrives_when_it_is_up_under_the_same_id() {
    let Some(office) = Postoffice::open().await else {
        return;
    };
    let (post, letter) = (post(&office), letter(1));
    office
        .script(Script {
            down: true,
            ..Script::default()
        })
        .await;
    later(send(&post, &letter).await);
    assert!(office.received().await.is_empty());

    office.script(Script::default()).await;
    send(&post, &letter).await.expect("delivered");
    let received = office.received().await;
    assert_eq!(received.len(), 1);
    assert_eq!(
        received[0].read.message_id.as_ref(),
        Some(&letter.message_id)
    );
}

#[tokio::test]
async fn a_slow_server_costs_no_more_than_the_limit() {
    let Some(office) = Postoffice::open().await else {
        return;
    };
    let post = hasty_post(&office, LIMIT);
    for script in [
        Script {
            slow_greeting_ms: 60_000,
            ..Script::default()
        },
        Script {
            slow_message_ms: 60_000,
            ..Script::default()
        },
    ] {
        office.script(script).await;
        let sent = timeout(MARGIN, send(&post, &letter(1)))
            .await
            .expect("it came back in time");
        let why = later(sent);
        assert!(
            why.ends_with("did not take the letter within 0.4 s"),
            "{why}"
        );
    }
}

#[tokio::test]
async fn a_late_answer_about_one_letter_is_not_read_as_the_answer_about_the_next() {
    let Some(office) = Postoffice::open().await else {
        return;
    };
    let post = hasty_post(&office, Duration::from_secs(2));
    // The connection is in use already, and is the one on which the next letter would go.
    send(&post, &letter(1)).await.expect("delivered");
    office
        .script(Script {
            slow_message_ms: 3_000,
            ..Script::default()
        })
        .await;
    later(send(&post, &letter(2)).await);
    office
        .script(Script {
            message: Some(answer(554, "5.7.1 not that one")),
            ..Script::default()
        })
        .await;
    let why = never(send(&post, &letter(3)).await);
    assert!(why.contains("not that one"), "{why}");
    assert_eq!(office.received().await.len(), 2);
}

#[tokio::test]
async fn a_temporary_no_is_tried_again() {
    let Some(office) = Postoffice::open().await else {
        return;
    };
    let post = post(&office);
    let greylisted = tables(&[(ANNA, 451, "4.7.1 come back later")]);
    let full = Script {
        message: Some(answer(452, "4.3.1 no room")),
        ..Script::default()
    };
    let closing = Script {
        sender: Some(answer(421, "4.3.2 closing")),
        ..Script::default()
    };
    for (script, words) in [
        (greylisted, "come back later"),
        (full, "no room"),
        (closing, "closing"),
    ] {
        office.script(script).await;
        let why = later(send(&post, &letter(1)).await);
        assert!(why.contains(words), "{why}");
    }
    office.script(Script::default()).await;
    send(&post, &letter(1)).await.expect("delivered");
}

#[tokio::test]
async fn one_refused_reader_is_given_up_and_the_others_get_their_letters() {
    let Some(office) = Postoffice::open().await else {
        return;
    };
    let post = post(&office);
    send(&post, &letter(1)).await.expect("delivered");
    office
        .script(tables(&[("gone@example.org", 550, "5.1.1 no such user")]))
        .await;
    let refused = post.send("gone@example.org", &letter(2), stamp()).await;
    assert_eq!(
        never(refused),
        "recipient: the server answered 550 5.1.1 no such user"
    );
    send(&post, &letter(3)).await.expect("delivered");

    let seen = office.seen().await;
    let subjects: Vec<&str> = seen
        .letters
        .iter()
        .map(|letter| letter.read.subject.as_str())
        .collect();
    assert_eq!(subjects, ["Столик 1", "Столик 3"]);
    assert_eq!(seen.connections, 1, "the connection was not to blame");
}

#[tokio::test]
async fn a_refused_letter_is_given_up() {
    let Some(office) = Postoffice::open().await else {
        return;
    };
    office
        .script(Script {
            message: Some(answer(554, "5.7.1 spam")),
            ..Script::default()
        })
        .await;
    let why = never(send(&post(&office), &letter(1)).await);
    assert_eq!(why, "message: the server answered 554 5.7.1 spam");
}

#[tokio::test]
async fn what_the_operator_can_mend_throws_no_letter_away() {
    let Some(office) = Postoffice::open().await else {
        return;
    };
    let everybody = |code, words| tables(&[("*", code, words)]);
    for script in [
        Script {
            greeting: Some(answer(554, "no service for you")),
            ..Script::default()
        },
        Script {
            sender: Some(answer(550, "5.7.1 not your address")),
            ..Script::default()
        },
        everybody(530, "5.7.0 authentication required"),
        everybody(538, "5.7.11 encryption required"),
        everybody(554, "5.7.1 Relay access denied"),
    ] {
        office.script(script).await;
        later(send(&post(&office), &letter(1)).await);
    }
    assert!(office.received().await.is_empty());
}

#[tokio::test]
async fn a_server_that_hangs_up_on_a_taken_letter_gets_it_again_under_the_same_id() {
    let Some(office) = Postoffice::open().await else {
        return;
    };
    let (post, letter) = (post(&office), letter(1));
    office
        .script(Script {
            hang_up: true,
            ..Script::default()
        })
        .await;
    later(send(&post, &letter).await);
    office.script(Script::default()).await;
    send(&post, &letter).await.expect("delivered");

    let received = office.received().await;
    assert_eq!(received.len(), 2, "at least once, and here twice");
    assert_eq!(
        received[0].read.message_id.as_ref(),
        Some(&letter.message_id)
    );
    assert_eq!(
        received[0].raw, received[1].raw,
        "a mailbox may drop one of them"
    );
}

#[tokio::test]
async fn connections_that_the_server_ended_meanwhile_cost_no_attempt() {
    let Some(office) = Postoffice::open().await else {
        return;
    };
    let post = post(&office);
    let (first, second) = (letter(1), letter(2));
    let (one, other) = tokio::join!(send(&post, &first), send(&post, &second));
    one.and(other)
        .expect("both delivered, over two connections");
    office.hang_up_on_all().await;
    for number in 3..6 {
        send(&post, &letter(number))
            .await
            .expect("delivered over a new connection");
    }
    let seen = office.seen().await;
    assert_eq!((seen.letters.len(), seen.connections), (5, 3));
}

#[tokio::test]
async fn a_server_that_wants_a_new_connection_for_each_letter_gets_one() {
    let Some(office) = Postoffice::open().await else {
        return;
    };
    let post = post(&office);
    send(&post, &letter(1)).await.expect("delivered");
    office
        .script(Script {
            letters_each: Some(1),
            ..Script::default()
        })
        .await;
    send(&post, &letter(2)).await.expect("delivered");
    assert_eq!(office.seen().await.connections, 2);
}

#[tokio::test]
async fn a_login_is_made_once_for_each_connection() {
    let setup = Setup {
        login: Some(("anna", "hunter2")),
        ..Setup::default()
    };
    let Some(office) = Postoffice::open_with(setup).await else {
        return;
    };
    let post = post(&office);
    for number in 1..=3 {
        send(&post, &letter(number)).await.expect("delivered");
    }
    let seen = office.seen().await;
    assert_eq!((seen.letters.len(), seen.logins), (3, 1));
}

#[tokio::test]
async fn a_wrong_password_throws_no_letter_away_and_is_not_repeated() {
    let setup = Setup {
        login: Some(("anna", "right")),
        ..Setup::default()
    };
    let Some(office) = Postoffice::open_with(setup).await else {
        return;
    };
    let post = open(settings_of(&office.url_as("anna", "hunter2")));
    let why = later(send(&post, &letter(1)).await);
    assert_eq!(
        why,
        "login: the server answered 535 5.7.8 anna is not known with …"
    );
    let without = open(settings_of(&format!("smtp://127.0.0.1:{}", office.port())));
    let why = later(send(&without, &letter(1)).await);
    assert!(why.contains("530"), "{why}");
    assert!(office.received().await.is_empty());
}

#[tokio::test]
async fn many_letters_at_once_share_a_few_connections_and_none_runs_out_of_time_by_waiting() {
    let Some(office) = Postoffice::open().await else {
        return;
    };
    let script = Script {
        slow_message_ms: 700,
        ..Script::default()
    };
    office.script(script).await;
    // Twenty letters, four at once: the last have arrived after 3.5 seconds, which is longer than one may take.
    let post = Arc::new(hasty_post(&office, Duration::from_secs(3)));
    let sent: Vec<_> = (1..=20)
        .map(|number| {
            let post = Arc::clone(&post);
            tokio::spawn(async move { send(&post, &letter(number)).await })
        })
        .collect();
    for sent in sent {
        sent.await.expect("no panic").expect("delivered");
    }
    let seen = office.seen().await;
    assert_eq!((seen.letters.len(), seen.connections), (20, 4));
}
