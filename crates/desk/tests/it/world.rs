//! What these tests need again and again: instances of the program, people, a venue.

use std::sync::Arc;

use bronya_desk::{Desk, NewAccount, NewResource, NewVenue, No};
use bronya_domain::catalog::Language;
use bronya_domain::id::{AccountId, VenueId};
use bronya_domain::people::{Account, HOUSE, Names};
use bronya_domain::policy::{Bound, ContactNeeded, Policy, Stay, UNBOUNDED};
use bronya_domain::resource::{Schedule, Seats};
use bronya_domain::span::later;
use bronya_sim::engines::Database;
use bronya_store::{Options, Store};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Barrier;

/// How long logins last here.
pub const LIVES: SignedDuration = SignedDuration::from_hours(24);

/// The present of these tests.
pub fn now() -> Timestamp {
    "2026-11-20T12:00:00Z".parse().expect("an instant")
}

/// So many seconds after the present.
pub fn second(number: i64) -> Timestamp {
    later(now(), SignedDuration::from_secs(number))
}

/// Two instances of the program on one database. On SQLite one process writes, so there the two are one.
pub async fn two(database: &Database) -> [Desk; 2] {
    let first = desk(database).await;
    let second = match first.engine_name() {
        "postgres" => desk(database).await,
        _ => first.clone(),
    };
    [first, second]
}

async fn desk(database: &Database) -> Desk {
    let store = Store::open(&database.address, Options::default()).await;
    Desk::new(store.expect("a store"))
}

/// Somebody who wants an account, known by his e-mail address.
pub fn newcomer(email: &str) -> NewAccount {
    NewAccount {
        realm: HOUSE.into(),
        username: None,
        email: Some(email.into()),
        email_confirmed: false,
        phone: None,
        names: Names::default(),
        language: None,
        password: Some("first".into()),
        operator: false,
    }
}

/// Somebody with an account.
pub async fn somebody(desk: &Desk, email: &str) -> Account {
    let made = desk.register(newcomer(email), now()).await;
    made.expect("an account")
}

/// Somebody who runs the installation.
pub async fn operator(desk: &Desk, email: &str) -> Account {
    let new = NewAccount {
        operator: true,
        ..newcomer(email)
    };
    desk.register(new, now()).await.expect("an operator")
}

/// An account as it is now.
pub async fn afresh(desk: &Desk, id: AccountId) -> Account {
    let found = desk.account(id).await.expect("an answer");
    found.expect("an account")
}

/// The hash of somebody's password.
pub async fn password(desk: &Desk, email: &str) -> Option<String> {
    let login = desk.login(HOUSE, email).await.expect("an answer");
    login.expect("a login").password
}

/// A login that begins now.
pub async fn come_in(desk: &Desk, account: AccountId, id: &str) {
    let started = desk.start_session(account, None, id, LIVES, now()).await;
    started.expect("a login");
}

/// Whether a login still holds.
pub async fn is_in(desk: &Desk, id: &str) -> bool {
    desk.session(id, now()).await.expect("an answer").is_some()
}

/// A venue with two tables, where everything can be booked that is free.
pub async fn venue(desk: &Desk, slug: &str) -> VenueId {
    let policy = Policy {
        stay: Some(Stay::Chosen {
            least_minutes: 1,
            most_minutes: 10_000,
        }),
        grid_minutes: Some(UNBOUNDED),
        lead_minutes: Some(Bound::Of(0)),
        contact: Some(ContactNeeded::Nothing),
        ..Policy::default()
    };
    let new = NewVenue {
        slug: slug.into(),
        name: slug.into(),
        address: None,
        region: None,
        zone_name: "UTC".into(),
        language: Language::En,
        currency: "EUR".parse().expect("a currency"),
        hours: None,
        policy,
    };
    let made = desk.create_venue(new, None, now()).await;
    let venue = made.expect("a venue").venue.id;
    let tables = desk.add_resources(venue, vec![table(), table()]).await;
    tables.expect("tables");
    venue
}

/// A table for four.
pub fn table() -> NewResource {
    NewResource {
        id: None,
        kind: "table".into(),
        number: None,
        name: None,
        seats: Seats { from: 1, to: 4 },
        price: 0,
        lanes: 1,
        open: true,
        schedule: Schedule::Hours,
        hours: None,
        policy: Policy::default(),
        unique_name: false,
    }
}

/// Sets so many clients on one thing at the same moment, spread over the instances, and returns what each was told.
pub async fn race<T, F, Fut>(desks: &[Desk; 2], clients: usize, act: F) -> Vec<T>
where
    T: Send + 'static,
    F: Fn(Desk, usize) -> Fut,
    Fut: Future<Output = T> + Send + 'static,
{
    let gate = Arc::new(Barrier::new(clients));
    let runs: Vec<_> = (0..clients)
        .map(|client| {
            let desk = desks[client % desks.len()].clone();
            let (gate, run) = (gate.clone(), act(desk, client));
            tokio::spawn(async move {
                gate.wait().await;
                run.await
            })
        })
        .collect();
    let mut told = Vec::with_capacity(clients);
    for run in runs {
        told.push(run.await.expect("a client that does not panic"));
    }
    told
}

/// The code of a refusal. Anything else is a failure of the test.
#[track_caller]
pub fn code<T>(result: Result<T, No>) -> &'static str {
    match result {
        Ok(_) => panic!("it was done"),
        Err(No::Refused { refusal, .. }) => refusal.first().code(),
        Err(other) => panic!("not refused, but {other}"),
    }
}
