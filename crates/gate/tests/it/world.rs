//! What tests of people at the gate need: gates over a database, a clock that is set by hand, a realm of one's own.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use bronya_desk::{Desk, NewAccount};
use bronya_domain::id::AccountId;
use bronya_domain::people::Names;
use bronya_gate::address::{ClientAddress, Proxies, client};
use bronya_gate::entry::{Entry, LoginNames, Realm, Renewal};
use bronya_gate::limits::{LimitOptions, Limits};
use bronya_gate::passwords::PasswordRule;
use bronya_gate::{Dice, Gate, GateOptions};
use bronya_sim::engines::Database;
use bronya_store::{Options, Store};
use jiff::{SignedDuration, Timestamp};

use crate::tokens::{NOW, SECRET};

/// A gate, and the clock by which it goes.
pub struct World {
    pub gate: Gate,
    seconds: Arc<AtomicI64>,
}

impl World {
    pub async fn on(database: &Database) -> Self {
        let store = Store::open(&database.address, Options::default()).await;
        let seconds = Arc::new(AtomicI64::new(0));
        let passed = seconds.clone();
        let noon: Timestamp = NOW.parse().expect("an instant");
        let options = GateOptions {
            clock: Arc::new(move || {
                noon + SignedDuration::from_secs(passed.load(Ordering::SeqCst))
            }),
            dice: dice(),
            operator_key_hash: None,
            secret: SECRET.to_vec(),
            public_url: "https://book.example".into(),
            limits: Limits::new(&LimitOptions::default()),
            proxies: Proxies::default(),
            hashing: 2,
        };
        let gate = Gate::new(Desk::new(store.expect("a store")), options);
        Self { gate, seconds }
    }

    /// Lets time pass.
    pub fn pass(&self, seconds: i64) {
        self.seconds.fetch_add(seconds, Ordering::SeqCst);
    }

    /// Somebody with an account in a realm.
    pub async fn somebody(&self, realm: &Realm, username: &str, password: &str) -> AccountId {
        let hash = self.gate.passwords().hash(password).await;
        let new = NewAccount {
            realm: realm.name.clone(),
            username: Some(username.into()),
            email: None,
            email_confirmed: true,
            phone: None,
            names: Names::default(),
            language: None,
            password: Some(hash.unwrap_or_else(|no| panic!("{}", no.detail))),
            operator: false,
        };
        let made = self.gate.desk().register(new, self.gate.now()).await;
        made.expect("an account").id
    }

    /// Logs in somebody who may.
    pub async fn enter(&self, realm: &Realm, name: &str, password: &str) -> Entry {
        let entry = self.gate.log_in(realm, name, password, &home()).await;
        entry.unwrap_or_else(|no| panic!("{}", no.detail))
    }
}

/// Bits that differ from throw to throw. Nobody has to guess them here.
fn dice() -> Dice {
    let thrown = AtomicI64::new(0);
    Arc::new(move || {
        let mut bits = [7; 32];
        bits[..8].copy_from_slice(&thrown.fetch_add(1, Ordering::SeqCst).to_be_bytes());
        bits
    })
}

/// A realm of old clients.
pub fn garden() -> Realm {
    Realm {
        name: "garden".into(),
        rule: PasswordRule::ANYTHING,
        access_lives: SignedDuration::from_hours(1),
        session_lives: SignedDuration::from_hours(10),
        names: LoginNames::AsWritten,
        renewal: Renewal::Keeps,
        claims: Vec::new(),
    }
}

/// Where all requests come from.
pub fn home() -> ClientAddress {
    let peer = "192.0.2.7".parse().expect("an address");
    client(Some(peer), &Default::default(), &Proxies::default())
}
