//! Passwords as they are kept by us and by others before us, and the small pool in which they are hashed.

use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bronya_gate::passwords::{Checked, Passwords};
use bronya_gate::{Denial, Dice};

const MARKER: &str = "marker-kz7!fwqb";

/// Dice that never fall the same way twice.
fn dice() -> Dice {
    let thrown = AtomicU64::new(1);
    Arc::new(move || {
        let mut bytes = [7; 32];
        let number = thrown.fetch_add(1, Ordering::Relaxed);
        bytes[..8].copy_from_slice(&number.to_be_bytes());
        bytes
    })
}

fn pool() -> Passwords {
    Passwords::new(2, 32, dice())
}

async fn check(password: &str, kept: &str) -> Checked {
    let checked = pool().check(password, Some(kept)).await;
    checked.expect("nobody else is there")
}

#[tokio::test]
async fn a_password_is_kept_as_owasp_advises_and_opens_only_for_itself() {
    let pool = pool();
    let kept = pool.hash(MARKER).await.expect("a hash");
    assert!(
        kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
        "{kept}"
    );
    assert!(!kept.contains(MARKER));
    assert_eq!(check(MARKER, &kept).await, Checked::Right);
    for wrong in [
        "",
        "marker",
        "Marker-kz7!fwqb",
        "marker-kz7!fwqb ",
        "marker-kz7!fwqb\0",
    ] {
        assert_eq!(check(wrong, &kept).await, Checked::Wrong, "{wrong:?}");
    }
    let again = pool.hash(MARKER).await.expect("a hash");
    assert_ne!(kept, again, "each has a salt of its own");
}

#[tokio::test]
async fn nobody_and_a_wrong_password_look_alike() {
    let pool = pool();
    assert_eq!(pool.check(MARKER, None).await, Ok(Checked::Wrong));
    assert_eq!(pool.check("", None).await, Ok(Checked::Wrong));
}

/// Made elsewhere: by Python's `hashlib.pbkdf2_hmac` after Django's recipe, by libxcrypt, and by the reference
/// implementation of argon2, among whose tests these stand.
const KNOWN: &[(&str, &str, Checked)] = &[
    (
        "marker-kz7!fwqb",
        "pbkdf2_sha256$260000$kQ2XbTzPq0LmVn8s$JKi8hYEbQ22lpwXJ0JoL14E5VLzbJetGZv3nmOkvu+o=",
        Checked::RightButStale,
    ),
    (
        "пароль от Django",
        "pbkdf2_sha256$1000$с солью по-русски$UWhmvrAOesP0fOGbibIYCMGpi9bipptlXLr1PR6POwc=",
        Checked::RightButStale,
    ),
    (
        "one round",
        "pbkdf2_sha256$1$s$KxE4NMDuDBMZe71aXFLV/FYg4blLhfLywtJtfP5tl/w=",
        Checked::RightButStale,
    ),
    (
        "marker-kz7!fwqb",
        "$2a$04$abcdefghijklmnopqrstuuyI4mrXMuYipzi6rl7KdSorlMiVCfsYa",
        Checked::RightButStale,
    ),
    (
        "marker-kz7!fwqb",
        "$2b$04$abcdefghijklmnopqrstuuyI4mrXMuYipzi6rl7KdSorlMiVCfsYa",
        Checked::RightButStale,
    ),
    (
        "marker-kz7!fwqb",
        "$2y$04$abcdefghijklmnopqrstuuyI4mrXMuYipzi6rl7KdSorlMiVCfsYa",
        Checked::RightButStale,
    ),
    (
        "пароль: ёж",
        "$2b$10$N9qo8uLOickgx2ZMRZoMyeGQ36DkesKMJYu1MNCUemTV7nCI/lqY.",
        Checked::RightButStale,
    ),
    (
        "password",
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        Checked::RightButStale,
    ),
    (
        "password",
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        Checked::RightButStale,
    ),
    (
        "password",
        "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
        Checked::RightButStale,
    ),
];

#[tokio::test]
async fn hashes_of_other_programs_open_and_ask_to_be_made_anew() {
    for (password, kept, expected) in KNOWN {
        assert_eq!(check(password, kept).await, *expected, "{kept}");
        let wrong = format!("{password}x");
        assert_eq!(check(&wrong, kept).await, Checked::Wrong, "{kept}");
    }
}

/// Nothing of this is a hash that we check: some of it would cost a core for minutes, one is no secret at all.
const UNREADABLE: [&str; 25] = [
    "",
    "$",
    "marker-kz7!fwqb",
    "plain$marker-kz7!fwqb",
    "md5$salt$0cc175b9c0f1b6a831c399e269772661",
    "pbkdf2_sha1$260000$salt$c2FsdHNhbHRzYWx0c2FsdHNhbHQ=",
    "pbkdf2_sha256$0$salt$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaA=",
    "pbkdf2_sha256$4000001$salt$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaA=",
    "pbkdf2_sha256$4294967295$salt$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaA=",
    "pbkdf2_sha256$-1$salt$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaA=",
    "pbkdf2_sha256$1000$$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaA=",
    "pbkdf2_sha256$1000$salt$",
    "pbkdf2_sha256$1000$salt$YQ==",
    "pbkdf2_sha256$1000$salt",
    "$2b$15$L6Bc/AlTQHyd9liGgGEZyOFLPHNgyxeEPfgYfBCVxJ7JIlwxyVU3u",
    "$2b$31$L6Bc/AlTQHyd9liGgGEZyOFLPHNgyxeEPfgYfBCVxJ7JIlwxyVU3u",
    "$2b$03$L6Bc/AlTQHyd9liGgGEZyOFLPHNgyxeEPfgYfBCVxJ7JIlwxyVU3u",
    "$2x$10$L6Bc/AlTQHyd9liGgGEZyOFLPHNgyxeEPfgYfBCVxJ7JIlwxyVU3u",
    "$2b$10$short",
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA",
    "$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "$argon2id$v=19$m=19456,t=1000000,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "$argon2id$v=16$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "$argon2i$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$тут не Base64",
];

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("the log").extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().expect("the log").clone()).expect("a log in UTF-8")
    }
}

#[tokio::test]
async fn what_nobody_can_read_is_a_fault_in_the_log_and_opens_for_nobody() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let listening = tracing_subscriber::util::SubscriberInitExt::set_default(subscriber);
    for (number, kept) in UNREADABLE.iter().enumerate() {
        assert_eq!(check(MARKER, kept).await, Checked::Wrong, "{kept}");
        assert_eq!(log.text().matches("ERROR").count(), number + 1, "{kept}");
    }
    drop(listening);
    let said = log.text();
    assert!(!said.contains(MARKER), "the password is in the log");
    for kept in UNREADABLE.iter().filter(|kept| kept.len() > 8) {
        let secret = kept.rsplit('$').next().unwrap_or_default();
        assert!(
            secret.len() < 8 || !said.contains(secret),
            "{secret} is in the log"
        );
    }
}

#[tokio::test]
async fn a_password_of_ten_megabytes_is_neither_kept_nor_compared() {
    let pool = pool();
    let huge = "a".repeat(10_000_000);
    let denial = pool.hash(&huge).await.expect_err("it is refused");
    assert_eq!(
        (denial.status.as_u16(), denial.code),
        (422, "password_too_long")
    );
    let kept = pool.hash(MARKER).await.expect("a hash");
    assert_eq!(pool.check(&huge, Some(&kept)).await, Ok(Checked::Wrong));
    let long = "a".repeat(4097);
    let foreign = django_hash(&long);
    let checked = pool.check(&long, Some(&foreign)).await;
    assert_eq!(checked, Ok(Checked::Wrong), "whoever made its hash");
    let most = "a".repeat(4096);
    let foreign = django_hash(&most);
    let checked = pool.check(&most, Some(&foreign)).await;
    assert_eq!(checked, Ok(Checked::RightButStale));
    let kept = pool.hash(&most).await.expect("a hash");
    assert_eq!(pool.check(&most, Some(&kept)).await, Ok(Checked::Right));
}

/// The hash of a password as Django makes it, in one round.
fn django_hash(password: &str) -> String {
    let (rounds, mut hash) = (std::num::NonZeroU32::MIN, [0; 32]);
    let kind = ring::pbkdf2::PBKDF2_HMAC_SHA256;
    ring::pbkdf2::derive(kind, rounds, b"salt", password.as_bytes(), &mut hash);
    format!("pbkdf2_sha256$1$salt${}", STANDARD.encode(hash))
}

/// Dice that a test holds back: whoever draws a salt waits until they are let go, and keeps his turn meanwhile.
#[derive(Clone, Default)]
struct HeldDice(Arc<(Mutex<Held>, Condvar)>);

#[derive(Default)]
struct Held {
    drawing: usize,
    released: bool,
}

impl HeldDice {
    fn dice(&self) -> Dice {
        let (held, throws) = (self.clone(), dice());
        Arc::new(move || {
            let (state, changed) = &*held.0;
            let mut state = state.lock().expect("the dice");
            state.drawing += 1;
            changed.notify_all();
            let waited =
                changed.wait_timeout_while(state, Duration::from_secs(30), |held| !held.released);
            drop(waited.expect("the dice"));
            throws()
        })
    }

    fn until_drawing(&self, count: usize) {
        let (state, changed) = &*self.0;
        let state = state.lock().expect("the dice");
        let limit = Duration::from_secs(30);
        let waited = changed.wait_timeout_while(state, limit, |held| held.drawing < count);
        assert!(!waited.expect("the dice").1.timed_out(), "nobody draws");
    }

    fn release(&self) {
        self.0.0.lock().expect("the dice").released = true;
        self.0.1.notify_all();
    }
}

#[tokio::test]
async fn a_flood_is_turned_away_and_who_goes_away_makes_room() {
    let held = HeldDice::default();
    let pool = Passwords::new(1, 2, held.dice());
    let enter = || {
        let pool = pool.clone();
        Box::pin(async move { pool.hash(MARKER).await })
    };
    let mut served = enter();
    assert_eq!(at_once(&mut served), None, "the work takes a while");
    held.until_drawing(1);
    let (mut second, mut third) = (enter(), enter());
    assert_eq!((at_once(&mut second), at_once(&mut third)), (None, None));

    // One hashes and two wait: the fourth is too many, and so is somebody who logs in.
    turned_away(at_once(&mut enter()));
    turned_away(at_once(&mut Box::pin(pool.check(MARKER, None))));

    drop(second);
    let mut fourth = enter();
    assert_eq!(at_once(&mut fourth), None, "the second left him his place");

    // Who is being served and goes away does not stop the work, and so frees nothing yet.
    drop(served);
    turned_away(at_once(&mut enter()));

    held.release();
    assert!(third.await.is_ok() && fourth.await.is_ok());
    let (one, other, third) = tokio::join!(enter(), enter(), enter());
    assert!(
        one.is_ok() && other.is_ok() && third.is_ok(),
        "all is free again"
    );
}

/// What a future gives when it is asked for the first time, if it gives something.
fn at_once<T>(future: &mut (impl Future<Output = T> + Unpin)) -> Option<T> {
    let mut context = Context::from_waker(Waker::noop());
    match Pin::new(future).poll(&mut context) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}

#[track_caller]
fn turned_away<T: std::fmt::Debug>(said: Option<Result<T, Denial>>) {
    let denial = said
        .expect("an answer at once")
        .expect_err("no place is free");
    let status = denial.status.as_u16();
    assert_eq!((status, denial.code), (429, "too_many_logins"));
    assert!(denial.retry_after.is_some_and(|seconds| seconds >= 1));
}

/// Not the measurement of a laboratory, which needs thousands of samples: it sees the difference between work and none,
/// which is a thousandfold, by the quickest of several tries, which no load makes quicker.
#[tokio::test]
async fn finding_nobody_is_as_much_work_as_a_wrong_password() {
    let pool = pool();
    let kept = pool.hash(MARKER).await.expect("a hash");
    let (mut nobody, mut wrong, mut unreadable) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..5 {
        nobody.push(time(&pool, None).await);
        wrong.push(time(&pool, Some(&kept)).await);
        unreadable.push(time(&pool, Some("no hash")).await);
    }
    let quickest = |times: Vec<Duration>| times.into_iter().min().expect("some");
    let [nobody, wrong, unreadable] = [nobody, wrong, unreadable].map(quickest);
    for (name, other) in [("nobody", nobody), ("unreadable", unreadable)] {
        assert!(other * 10 > wrong, "{name} {other:?}, wrong {wrong:?}");
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the time that it takes is what is tested"
)]
async fn time(pool: &Passwords, kept: Option<&str>) -> Duration {
    let before = Instant::now();
    assert_eq!(pool.check("wrong", kept).await, Ok(Checked::Wrong));
    before.elapsed()
}
