//! What every door needs at hand: the desk, the time, chance, the keys, the limits, the meters.

use std::sync::Arc;

use bronya_desk::Desk;
use bronya_domain::booking::Contact;
use bronya_domain::command::Actor;
use bronya_domain::id::{BookingId, VenueId};
use jiff::Timestamp;

use crate::address::{ClientAddress, Proxies};
use crate::denial::Result;
use crate::given::{Clock, Dice};
use crate::kept::KeptAnswers;
use crate::keys::Secret;
use crate::limits::{Limit, Limits};
use crate::meters::Meters;
use crate::pairs::Pairs;
use crate::passwords::Passwords;
use crate::seats::Seats;
use crate::texts;
use crate::tokens::Tokens;

/// What a gate is made of besides the desk.
pub struct GateOptions {
    /// Says what time it is.
    pub clock: Clock,
    /// Throws what nobody can guess.
    pub dice: Dice,
    /// The SHA-256 of the operator key, in hexadecimal digits; none where nobody made such a key.
    pub operator_key_hash: Option<String>,
    /// The secret of the installation, from which guests' keys and tokens are made.
    pub secret: Vec<u8>,
    /// The address under which the world sees this server, without a slash at its end.
    pub public_url: String,
    /// How often somebody may try what could be abused.
    pub limits: Limits,
    /// Whose word counts about where a request came from.
    pub proxies: Proxies,
    /// How many passwords are hashed at once; each takes 19 MiB meanwhile.
    pub hashing: usize,
}

/// How many passwords wait to be hashed at most.
const HASHING_QUEUE: usize = 32;

/// What stands before every door. Copies of it are the same gate.
#[derive(Clone)]
pub struct Gate(Arc<Inner>);

struct Inner {
    desk: Desk,
    clock: Clock,
    dice: Dice,
    operator_key_hash: Option<String>,
    secret: Secret,
    tokens: Tokens,
    passwords: Passwords,
    pairs: Pairs,
    limits: Limits,
    proxies: Proxies,
    public_url: String,
    meters: Meters,
    seats: Seats,
    kept: KeptAnswers,
}

impl Gate {
    /// A gate before a desk.
    pub fn new(desk: Desk, options: GateOptions) -> Self {
        let public_url = options.public_url.trim_end_matches('/').to_owned();
        Self(Arc::new(Inner {
            desk,
            clock: options.clock,
            passwords: Passwords::new(options.hashing, HASHING_QUEUE, options.dice.clone()),
            dice: options.dice,
            operator_key_hash: options.operator_key_hash,
            secret: Secret::new(&options.secret),
            tokens: Tokens::of_house(&options.secret),
            pairs: Pairs::default(),
            limits: options.limits,
            proxies: options.proxies,
            public_url,
            meters: Meters::default(),
            seats: Seats::default(),
            kept: KeptAnswers::default(),
        }))
    }

    /// The desk behind it.
    pub fn desk(&self) -> &Desk {
        &self.0.desk
    }

    /// The desk behind it, at which somebody manages a venue now.
    pub fn desk_of(&self, actor: Actor) -> Desk {
        self.desk().by(actor, self.now())
    }

    /// The places of those who listen.
    pub(crate) fn seats(&self) -> &Seats {
        &self.0.seats
    }

    /// The present.
    pub fn now(&self) -> Timestamp {
        (self.0.clock)()
    }

    /// Bits that nobody can guess.
    pub fn unguessable(&self) -> [u8; 32] {
        (self.0.dice)()
    }

    /// What throws bits that nobody can guess.
    pub fn dice(&self) -> &Dice {
        &self.0.dice
    }

    /// What guests' keys are made with.
    pub fn secret(&self) -> &Secret {
        &self.0.secret
    }

    /// What tokens are made with.
    pub fn tokens(&self) -> &Tokens {
        &self.0.tokens
    }

    /// What hashes passwords.
    pub fn passwords(&self) -> &Passwords {
        &self.0.passwords
    }

    /// The pairs of name and password that were right a moment ago.
    pub(crate) fn pairs(&self) -> &Pairs {
        &self.0.pairs
    }

    /// How often somebody may try what could be abused.
    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// Refuses a guest who books again and again, from one address or for one contact.
    pub fn limit_guest_order(&self, from: ClientAddress, contact: Option<&Contact>) -> Result<()> {
        let now = self.now();
        self.limits()
            .take(Limit::BookingAddress, &from.bucket(), now)?;
        let ways = contact
            .into_iter()
            .flat_map(|contact| [&contact.email, &contact.phone]);
        for way in ways.flatten() {
            let mailbox = texts::mailbox(way);
            self.limits().take(Limit::BookingContact, &mailbox, now)?;
        }
        Ok(())
    }

    /// Refuses a guest who changes his booking again and again: each change writes letters, to him and to others.
    pub fn limit_guest_act(
        &self,
        from: ClientAddress,
        venue: VenueId,
        booking: BookingId,
    ) -> Result<()> {
        let now = self.now();
        let limits = self.limits();
        limits.take(Limit::BookingAddress, &from.bucket(), now)?;
        limits.take(Limit::BookingContact, &format!("{venue}/{booking}"), now)
    }

    /// Whose word counts about where a request came from.
    pub fn proxies(&self) -> &Proxies {
        &self.0.proxies
    }

    /// The address under which the world sees this server.
    pub fn public_url(&self) -> &str {
        &self.0.public_url
    }

    /// What is counted about requests.
    pub fn meters(&self) -> &Meters {
        &self.0.meters
    }

    /// Answers to searches that still stand.
    pub fn kept(&self) -> &KeptAnswers {
        &self.0.kept
    }

    /// Whether this is the digest of the operator's key.
    pub(crate) fn is_operator_key(&self, hash: &str) -> bool {
        let known = self.0.operator_key_hash.as_deref();
        known.is_some_and(|known| self.0.secret.same(hash, known))
    }
}
