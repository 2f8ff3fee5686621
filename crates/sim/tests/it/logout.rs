//! Logout, block and role change bite on the next request of every instance: what one instance answered as done, the
//! other one knows.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

use bronya_desk::{Desk, NewAccount};
use bronya_domain::command::Role;
use bronya_domain::id::{AccountId, VenueId};
use bronya_domain::people::{HOUSE, Names, Scope};
use bronya_gate::address::Proxies;
use bronya_gate::caller::Identity;
use bronya_gate::entry::Realm;
use bronya_gate::limits::Limits;
use bronya_gate::{Dice, Gate, GateOptions, Who};
use bronya_sim::engines::{Database, postgres};

use crate::world::{desk, free_rules, now, venue};

/// How many people do it at once.
const LANES: usize = 64;
const LOGOUTS: usize = 10_000;
const OTHERS: usize = 1_000;

/// Two instances of the program on one database.
struct Instances {
    gates: [Gate; 2],
    venue: VenueId,
}

/// What somebody could do with his token before he was shut out, and afterwards.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    before: usize,
    after: usize,
}

impl Instances {
    async fn on(database: &Database) -> Self {
        let gates = [desk(database).await, desk(database).await];
        let venue = venue(&gates[0], "house", 1, free_rules()).await;
        let mut number = 0;
        let gates = gates.map(|desk| {
            number += 1;
            gate(desk, number)
        });
        Self { gates, venue }
    }

    /// One instance, and the other one, in turns.
    fn turn(&self, number: usize) -> (&Gate, &Gate) {
        let (here, there) = (number % 2, (number + 1) % 2);
        (&self.gates[here], &self.gates[there])
    }
}

fn gate(desk: Desk, instance: u8) -> Gate {
    let options = GateOptions {
        clock: Arc::new(now),
        dice: dice(instance),
        operator_key_hash: None,
        secret: b"a secret of thirty-two bytes, say".to_vec(),
        public_url: "https://book.example".into(),
        limits: Limits::off(),
        proxies: Proxies::default(),
        hashing: 1,
    };
    Gate::new(desk, options)
}

/// Bits that differ from throw to throw and between the instances. Nobody has to guess them here.
fn dice(instance: u8) -> Dice {
    let thrown = AtomicI64::new(0);
    Arc::new(move || {
        let mut bits = [instance; 32];
        let throw = thrown.fetch_add(1, Ordering::SeqCst);
        bits[..8].copy_from_slice(&throw.to_be_bytes());
        bits
    })
}

/// Somebody who works at the venue.
async fn somebody(instances: &Instances, lane: usize) -> AccountId {
    let desk = instances.gates[0].desk();
    let new = NewAccount {
        realm: HOUSE.into(),
        username: None,
        email: Some(format!("person{lane}@house.example")),
        email_confirmed: true,
        phone: None,
        names: Names::default(),
        language: None,
        password: None,
        operator: false,
    };
    let account = desk.register(new, now()).await.expect("an account").id;
    let hired = desk.set_member(instances.venue, account, Role::Staff, None);
    hired.await.expect("a member");
    account
}

/// Does something so often, by many people at once, each in his own lane, and adds up what their tokens were good for.
async fn often<F, Fut>(times: usize, pair: F) -> Option<Tally>
where
    F: Fn(Arc<Instances>, AccountId, usize) -> Fut + Copy + Send + Sync + 'static,
    Fut: Future<Output = [bool; 2]> + Send,
{
    let database = postgres().await?;
    let instances = Arc::new(Instances::on(&database).await);
    let next = Arc::new(AtomicUsize::new(0));
    let lanes: Vec<_> = (0..LANES)
        .map(|lane| {
            let (instances, next) = (instances.clone(), next.clone());
            tokio::spawn(async move {
                let account = somebody(&instances, lane).await;
                let mut tally = Tally::default();
                loop {
                    let number = next.fetch_add(1, Ordering::SeqCst);
                    if number >= times {
                        return tally;
                    }
                    let [before, after] = pair(instances.clone(), account, number).await;
                    tally.before += usize::from(before);
                    tally.after += usize::from(after);
                }
            })
        })
        .collect();
    let mut sum = Tally::default();
    for lane in lanes {
        let tally = lane.await.expect("nobody panics");
        sum.before += tally.before;
        sum.after += tally.after;
    }
    Some(sum)
}

/// Who a token shows somebody to be; nobody where it is not known. Anything else is a failure of the test.
async fn known(gate: &Gate, token: &str) -> Option<Identity> {
    match Identity::of_token(gate, &Realm::house(), token).await {
        Ok(identity) => Some(identity),
        Err(denial) if denial.status.as_u16() == 401 => None,
        Err(denial) => panic!("neither known nor unknown: {}", denial.detail),
    }
}

/// Whether a token lets its owner do what the staff of the venue do.
async fn works(gate: &Gate, token: &str, venue: VenueId) -> bool {
    match known(gate, token).await {
        Some(identity) => Who::Crew(Scope::ReadBookings)
            .admit(identity, Some(venue), false)
            .is_ok(),
        None => false,
    }
}

async fn log_in(gate: &Gate, account: AccountId) -> (String, String) {
    let entry = gate.begin_session(&Realm::house(), account, None).await;
    let entry = entry.unwrap_or_else(|denial| panic!("let in, and not: {}", denial.detail));
    (entry.session, entry.access)
}

#[tokio::test(flavor = "multi_thread")]
async fn of_ten_thousand_tokens_none_is_taken_by_one_instance_after_its_logout_at_the_other() {
    let tally = often(LOGOUTS, async |instances, account, number| {
        let (here, there) = instances.turn(number);
        let (session, token) = log_in(there, account).await;
        let before = known(there, &token).await.is_some() && known(here, &token).await.is_some();
        here.desk().end_session(&session).await.expect("logged out");
        [before, known(there, &token).await.is_some()]
    });
    if let Some(tally) = tally.await {
        let (before, after) = (LOGOUTS, 0);
        assert_eq!(tally, Tally { before, after });
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_blocked_at_one_instance_is_let_in_by_the_other_no_more() {
    let tally = often(OTHERS, async |instances, account, number| {
        let (here, there) = instances.turn(number);
        let (_, token) = log_in(there, account).await;
        let before = known(there, &token).await.is_some();
        let block = async |blocked| {
            let done = here.desk().set_account_blocked(account, blocked, now());
            done.await.expect("done");
        };
        block(true).await;
        let after = known(there, &token).await.is_some();
        block(false).await;
        // Being let in again is no way back for what was copied before.
        [before, after || known(there, &token).await.is_some()]
    });
    if let Some(tally) = tally.await {
        let (before, after) = (OTHERS, 0);
        assert_eq!(tally, Tally { before, after });
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_loses_his_post_at_one_instance_has_none_at_the_other() {
    let tally = often(OTHERS, async |instances, account, number| {
        let (here, there) = instances.turn(number);
        let (desk, venue) = (here.desk(), instances.venue);
        let (_, token) = log_in(there, account).await;
        let before = works(there, &token, venue).await;
        // In three ways, in turns: a lower role, a venue that shuts him out, no role at all.
        match number % 3 {
            0 => drop(
                desk.set_member(venue, account, Role::Customer, None)
                    .await
                    .expect("done"),
            ),
            1 => drop(
                desk.set_member_blocked(venue, account, true)
                    .await
                    .expect("done"),
            ),
            _ => desk.remove_member(venue, account).await.expect("done"),
        }
        let after = works(there, &token, venue).await;
        // What was blocked stays so under another role, and is lifted by hand.
        desk.set_member(venue, account, Role::Staff, None)
            .await
            .expect("done");
        desk.set_member_blocked(venue, account, false)
            .await
            .expect("done");
        [before, after]
    });
    if let Some(tally) = tally.await {
        let (before, after) = (OTHERS, 0);
        assert_eq!(tally, Tally { before, after });
    }
}
