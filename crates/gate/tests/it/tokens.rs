//! Tokens and tickets on their honest way, and how none of them opens what another was made for.

use std::sync::Arc;

use bronya_domain::id::AccountId;
use bronya_gate::tokens::{Access, Tokens, api_key, api_key_hash, is_api_key};
use bronya_gate::{Denial, Dice};
use jiff::{SignedDuration, Timestamp};

/// The secret of the installation in all of these tests.
pub const SECRET: &[u8] = b"a secret of some thirty-two bytes";
/// When all of them happen.
pub const NOW: &str = "2026-11-20T12:00:00Z";

pub fn tokens() -> Tokens {
    Tokens::new(SECRET, "bronya")
}

fn read(token: &str, now: &str) -> Result<Access, Denial> {
    let now: Timestamp = now.parse().expect("an instant");
    tokens().read_access("native", token, now)
}

#[test]
fn a_session_shows_its_token_until_its_time_is_over() {
    let now: Timestamp = "2026-11-20T12:00:00.75Z".parse().expect("an instant");
    let lives = SignedDuration::from_mins(15);
    let token = tokens().access("native", AccountId(7), "s1", now, lives);
    assert!(token.len() < 512, "{} bytes", token.len());

    let access = Access {
        account: Some(AccountId(7)),
        session: "s1".to_owned(),
    };
    for good in ["12:00:00.75", "12:00:00", "11:59:55", "12:14:59.999999"] {
        assert_eq!(
            read(&token, &format!("2026-11-20T{good}Z")),
            Ok(access.clone()),
            "{good}"
        );
    }
    for over in ["12:15:00", "12:15:01", "13:00:00"] {
        let denial = read(&token, &format!("2026-11-20T{over}Z")).expect_err(over);
        assert_eq!(
            (denial.status.as_u16(), denial.code),
            (401, "token_expired"),
            "{over}"
        );
        assert_eq!(denial.field.as_deref(), Some("Authorization"));
    }
    let early = read(&token, "2026-11-20T11:59:54Z").expect_err("nobody made it yet");
    assert_eq!(early.code, "unknown_credentials");
}

#[test]
fn who_forged_an_expired_token_is_not_told_that_it_is_expired() {
    let now: Timestamp = NOW.parse().expect("an instant");
    let lives = SignedDuration::from_mins(15);
    let forger = Tokens::new(b"another secret", "bronya");
    let token = forger.access("native", AccountId(7), "s1", now, lives);
    let denial = read(&token, "2027-01-01T00:00:00Z").expect_err("it is forged");
    assert_eq!(denial.code, "unknown_credentials");
    let elsewhere = tokens().access("garden", AccountId(7), "s1", now, lives);
    let denial = read(&elsewhere, "2027-01-01T00:00:00Z").expect_err("it is of another realm");
    assert_eq!(denial.code, "unknown_credentials");
}

#[test]
fn a_refresh_token_says_its_session_and_generation() {
    let tokens = tokens();
    for (session, generation) in [("s1", 1), ("s1", 2), ("9f-x_Z", i64::MAX), ("s", -1)] {
        let token = tokens.refresh(session, generation);
        assert_eq!(
            tokens.read_refresh(&token),
            Some((session.to_owned(), generation))
        );
    }
    assert_ne!(tokens.refresh("s1", 1), tokens.refresh("s1", 2));
    assert_ne!(
        tokens.refresh("s1", 1),
        Tokens::new(b"other", "bronya").refresh("s1", 1)
    );
}

#[test]
fn a_refresh_token_that_was_touched_is_none() {
    let tokens = tokens();
    let good = tokens.refresh("s1", 1);
    let (body, seal) = good.rsplit_once('.').expect("three parts");
    for touched in [
        String::new(),
        "s1.1".to_owned(),
        format!("s1.2.{seal}"),
        format!("s2.1.{seal}"),
        format!("s1.01.{seal}"),
        format!("s1.+1.{seal}"),
        format!(" {good}"),
        format!("{good} "),
        format!("{good}="),
        format!("{good}A"),
        format!("{body}."),
        format!("{body}.{}", &seal[..42]),
        format!("{body}.{}", "A".repeat(43)),
        format!("s1..{seal}"),
        format!("{body}.{seal}.{seal}"),
        tokens.ticket("refresh token", 1),
        Tokens::new(b"other", "bronya").refresh("s1", 1),
        "A".repeat(10_000_000),
    ] {
        let name: String = touched.chars().take(80).collect();
        assert_eq!(tokens.read_refresh(&touched), None, "{name:?}");
    }
}

#[test]
#[should_panic(expected = "a session id that no token can carry")]
fn a_session_that_would_blur_into_its_generation_is_a_bug() {
    tokens().refresh("s1.1", 1);
}

#[test]
fn a_ticket_opens_its_purpose_alone() {
    let tokens = tokens();
    for id in [0, 1, -1, i64::MAX, i64::MIN] {
        let ticket = tokens.ticket("reset", id);
        assert_eq!(tokens.read_ticket("reset", &ticket), Some(id));
        assert_eq!(tokens.read_ticket("invite", &ticket), None);
        assert_eq!(tokens.read_ticket("", &ticket), None);
        let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
        assert!(
            ticket.chars().all(plain),
            "{ticket} stands in an address as it is"
        );
        let (_, seal) = ticket.rsplit_once('.').expect("two parts");
        assert_eq!(seal.len(), 43, "256 bits");
    }
    let (_, seal) = tokens
        .ticket("reset", 7)
        .rsplit_once('.')
        .map(|(id, seal)| (id.to_owned(), seal.to_owned()))
        .expect("two parts");
    for touched in [
        format!("8.{seal}"),
        format!("07.{seal}"),
        format!("+7.{seal}"),
        format!("7.{seal}="),
        "7".to_owned(),
        "7.".to_owned(),
    ] {
        assert_eq!(tokens.read_ticket("reset", &touched), None, "{touched}");
    }
    assert_eq!(tokens.read_ticket("reset", &tokens.refresh("7", 7)), None);
    assert_eq!(
        Tokens::new(b"other", "bronya").read_ticket("reset", &tokens.ticket("reset", 7)),
        None
    );
}

#[test]
fn an_api_key_is_known_by_how_it_begins_and_kept_as_a_digest() {
    let dice: Dice = Arc::new(|| [9; 32]);
    let key = api_key(&dice);
    assert!(is_api_key(&key) && key.len() == 4 + 43, "{key}");
    let now: Timestamp = NOW.parse().expect("an instant");
    let token = tokens().access(
        "native",
        AccountId(7),
        "s1",
        now,
        SignedDuration::from_mins(15),
    );
    for other in [token.as_str(), "", "brk", "BRK_x", " brk_x"] {
        assert!(!is_api_key(other), "{other}");
    }
    assert_eq!(
        api_key_hash("brk_abc"),
        "120114e3ee2d5d853eee68815f44b66892b5336f633c60dcb4af7436d0a0f2f9"
    );
}
