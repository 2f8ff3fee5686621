//! How often somebody may try: a limit for each thing that can be guessed, flooded or made to send letters.
//!
//! A limit counts by a key: a login name, a contact, the bucket of an address. It lives in the memory of one process;
//! two instances count each for itself.

mod rate;
mod shelf;

use axum::http::StatusCode;
use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::{Quota, RateLimiter};
use jiff::Timestamp;
use ring::digest;

use crate::denial::{Denial, Result};
use shelf::{Handed, Key, Shelf};

pub use rate::{NotARate, Rate};

/// What is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Logins, by realm, login name and address.
    Login,
    /// Logins, by realm and login name, from wherever.
    LoginName,
    /// Logins, by address.
    LoginAddress,
    /// Registrations, by address.
    Register,
    /// Letters with a link to a new password, by contact.
    Reset,
    /// Letters with a link to a new password, by address.
    ResetAddress,
    /// Wrong keys in guests' links, by address.
    GuestLink,
    /// Bookings without an account, by contact.
    BookingContact,
    /// Bookings without an account, by address.
    BookingAddress,
    /// Letters in which a contact confirms itself, by contact.
    Confirmation,
    /// Letters that show how they look, by who has them sent to himself.
    Sample,
}

/// How often each may be tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitOptions {
    /// Logins to one account from one address. With the slowest refill it leaves a guesser some 1,000 tries a day.
    pub login: Rate,
    /// Logins to one account from wherever: wide enough that strangers do not soon keep its owner out.
    pub login_name: Rate,
    /// Logins from one address: an office behind one router has many accounts.
    pub login_address: Rate,
    /// Registrations from one address.
    pub register: Rate,
    /// Letters with a link to a new password to one contact.
    pub reset: Rate,
    /// Letters with a link to a new password that one address asks for.
    pub reset_address: Rate,
    /// Wrong keys in guests' links from one address.
    pub guest_link: Rate,
    /// Bookings without an account for one contact.
    pub booking_contact: Rate,
    /// Bookings without an account from one address: a venue's own tablet stands behind one, too.
    pub booking_address: Rate,
    /// Letters in which one contact confirms itself.
    pub confirmation: Rate,
    /// Letters that show how they look, sent to who asks for them.
    pub sample: Rate,
}

impl Default for LimitOptions {
    fn default() -> Self {
        const HOUR: i64 = 60 * 60;
        Self {
            login: Rate::of(10, HOUR / 4),
            login_name: Rate::of(100, HOUR),
            login_address: Rate::of(50, HOUR / 4),
            register: Rate::of(10, HOUR),
            reset: Rate::of(5, HOUR),
            reset_address: Rate::of(20, HOUR),
            guest_link: Rate::of(20, HOUR / 6),
            booking_contact: Rate::of(20, HOUR),
            booking_address: Rate::of(60, HOUR),
            confirmation: Rate::of(5, HOUR),
            sample: Rate::of(40, HOUR),
        }
    }
}

impl LimitOptions {
    /// How often one of them may be tried, to be read or changed.
    pub fn rate_mut(&mut self, limit: Limit) -> &mut Rate {
        match limit {
            Limit::Login => &mut self.login,
            Limit::LoginName => &mut self.login_name,
            Limit::LoginAddress => &mut self.login_address,
            Limit::Register => &mut self.register,
            Limit::Reset => &mut self.reset,
            Limit::ResetAddress => &mut self.reset_address,
            Limit::GuestLink => &mut self.guest_link,
            Limit::BookingContact => &mut self.booking_contact,
            Limit::BookingAddress => &mut self.booking_address,
            Limit::Confirmation => &mut self.confirmation,
            Limit::Sample => &mut self.sample,
        }
    }

    fn rate(&self, limit: Limit) -> Rate {
        *self.clone().rate_mut(limit)
    }
}

impl Limit {
    /// All of them, in the order of their declaration.
    pub const ALL: [Self; 11] = [
        Self::Login,
        Self::LoginName,
        Self::LoginAddress,
        Self::Register,
        Self::Reset,
        Self::ResetAddress,
        Self::GuestLink,
        Self::BookingContact,
        Self::BookingAddress,
        Self::Confirmation,
        Self::Sample,
    ];

    /// Its name in settings and answers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::LoginName => "login_name",
            Self::LoginAddress => "login_address",
            Self::Register => "register",
            Self::Reset => "reset",
            Self::ResetAddress => "reset_address",
            Self::GuestLink => "guest_link",
            Self::BookingContact => "booking_contact",
            Self::BookingAddress => "booking_address",
            Self::Confirmation => "confirmation",
            Self::Sample => "sample",
        }
    }
}

type Limiter = RateLimiter<Key, Shelf, Handed, NoOpMiddleware<Nanos>>;

struct Counter {
    limiter: Limiter,
    shelf: Shelf,
}

/// What counts the tries.
pub struct Limits {
    clock: Handed,
    /// In the order of [`Limit::ALL`]; none where a limit is off.
    counters: [Option<Counter>; Limit::ALL.len()],
}

impl Limits {
    /// As many keys of one limit are remembered; beyond them those are forgotten that tried longest ago.
    pub const MOST_KEYS: usize = 100_000;

    /// Limits at these rates.
    pub fn new(options: &LimitOptions) -> Self {
        let clock = Handed::default();
        let counters = Limit::ALL.map(|limit| Counter::at(options.rate(limit), &clock));
        Self { clock, counters }
    }

    /// No limits at all: for tests and benches.
    pub fn off() -> Self {
        Self {
            clock: Handed::default(),
            counters: [const { None }; Limit::ALL.len()],
        }
    }

    /// Counts a try of a key.
    ///
    /// # Errors
    /// 429 `rate_limited` where it comes too soon, with the whole seconds after which the next will be let through.
    pub fn take(&self, limit: Limit, key: &str, now: Timestamp) -> Result<()> {
        let Some(counter) = &self.counters[limit as usize] else {
            return Ok(());
        };
        self.clock.set(now);
        let tried = counter.limiter.check_key(&digested(key));
        tried.map_err(|early| {
            let wait = early.wait_time_from(self.clock.now());
            limited(limit, wait.as_millis().div_ceil(1000))
        })
    }

    /// How many keys of a limit are remembered.
    pub fn remembered(&self, limit: Limit) -> usize {
        let counter = self.counters[limit as usize].as_ref();
        counter.map_or(0, |counter| counter.shelf.len())
    }
}

impl Counter {
    fn at(rate: Rate, clock: &Handed) -> Option<Self> {
        let Rate::Of { most, per } = rate else {
            return None;
        };
        let quota = Quota::with_period(per.unsigned_abs() / most.get())?.allow_burst(most);
        let shelf = Shelf::new(Limits::MOST_KEYS, per, clock.clone());
        let limiter = RateLimiter::new(quota, shelf.clone(), clock.clone());
        Some(Self { limiter, shelf })
    }
}

/// Keys are remembered as digests: as long as each other, and nobody's name lies about in memory.
fn digested(key: &str) -> Key {
    let digest = digest::digest(&digest::SHA256, key.as_bytes());
    let mut kept = Key::default();
    kept.copy_from_slice(&digest.as_ref()[..size_of::<Key>()]);
    kept
}

fn limited(limit: Limit, seconds: u128) -> Denial {
    let seconds = u32::try_from(seconds).unwrap_or(u32::MAX).max(1);
    Denial::new(
        StatusCode::TOO_MANY_REQUESTS,
        "rate_limited",
        "Too many tries; wait before the next.",
    )
    .because(format!(
        "The limit {} is reached; the next try will be let through in {seconds} s.",
        limit.name()
    ))
    .retry_after(seconds)
}
