//! Passwords: hashed and checked in a small pool of their own, so that a flood of logins cannot slow a booking.
//!
//! No password and no kept hash is ever logged or shown.

mod guessable;
mod kept;
mod keyboard;
mod rule;

use std::sync::Arc;

use axum::http::StatusCode;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::denial::{Denial, Result};
use crate::given::Dice;
use kept::Outcome;

pub use rule::{Needs, PasswordRule};

/// After how many seconds who found the queue full may try again. A queue of 32 is hashed in one to three.
const RETRY_SECONDS: u32 = 2;

/// What a shown password is to the kept one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checked {
    /// It is the one.
    Right,
    /// It is the one, but its hash is of another kind or strength than is made today: hash it anew and keep that.
    RightButStale,
    /// It is another, or nobody has one.
    Wrong,
}

/// The pool in which passwords are hashed. Copies of it are the same pool.
#[derive(Clone)]
pub struct Passwords(Arc<Pool>);

struct Pool {
    /// A place for whoever is being served or waits.
    places: Arc<Semaphore>,
    /// A turn for whoever is being served.
    turns: Arc<Semaphore>,
    dice: Dice,
}

impl Passwords {
    /// A pool that hashes `permits` passwords at a time, each in 19 MiB, and lets `queue` more wait. Salts come from
    /// the dice.
    pub fn new(permits: usize, queue: usize, dice: Dice) -> Self {
        assert!(permits > 0, "somebody must be served");
        Self(Arc::new(Pool {
            places: Arc::new(Semaphore::new(permits + queue)),
            turns: Arc::new(Semaphore::new(permits)),
            dice,
        }))
    }

    /// What to keep of a password: an argon2id hash with a salt of its own, as a PHC string. Whether the password is
    /// good enough, a [`PasswordRule`] says before.
    ///
    /// # Errors
    /// 429 `too_many_logins` where the queue is full, 422 `password_too_long` beyond 4096 bytes.
    pub async fn hash(&self, password: &str) -> Result<String> {
        if password.len() > kept::MOST_BYTES {
            return Err(rule::too_long());
        }
        let (password, dice) = (password.to_owned(), Arc::clone(&self.0.dice));
        self.in_turn(move || kept::hash(&password, &dice())).await
    }

    /// Whether a password is the one whose hash is kept; none is kept of somebody who is unknown or has no password,
    /// and finding that out takes as long as finding out that a password is wrong.
    ///
    /// A hash that nobody can read is logged as a fault, and no password is the right one.
    ///
    /// # Errors
    /// 429 `too_many_logins` where the queue is full.
    pub async fn check(&self, password: &str, kept: Option<&str>) -> Result<Checked> {
        let (password, kept) = (password.to_owned(), kept.map(str::to_owned));
        let outcome = self
            .in_turn(move || kept::compare(&password, kept.as_deref()))
            .await?;
        Ok(match outcome {
            Outcome::Right { stale: false } => Checked::Right,
            Outcome::Right { stale: true } => Checked::RightButStale,
            Outcome::Wrong => Checked::Wrong,
            Outcome::Unreadable(why) => {
                tracing::error!(why, "the kept hash of a password cannot be read");
                Checked::Wrong
            }
        })
    }

    /// Waits for a turn and does the work on a thread that may be slow. Who goes away while waiting frees his place at
    /// once; work that has begun keeps its turn to the end, for nothing can stop it.
    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let place = place(&self.0.places)?;
        let turn = Arc::clone(&self.0.turns).acquire_owned().await;
        let turn = turn.expect("the pool is never closed");
        let done = tokio::task::spawn_blocking(move || {
            let result = work();
            drop((turn, place));
            result
        });
        match done.await {
            Ok(result) => Ok(result),
            Err(failed) if failed.is_panic() => std::panic::resume_unwind(failed.into_panic()),
            // The program is on its way down.
            Err(_) => Err(Denial::internal()),
        }
    }
}

fn place(places: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit> {
    Arc::clone(places).try_acquire_owned().map_err(|_| {
        Denial::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_logins",
            "Too many passwords are being checked; try again.",
        )
        .retry_after(RETRY_SECONDS)
    })
}
