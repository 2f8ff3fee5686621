//! Who takes part in these tests: people with accounts, made past the door so that it need not hash for each of them,
//! and the letters that they are owed.

use std::time::Duration;

use bronya_desk::{About, NewAccount};
use bronya_domain::command::Role;
use bronya_domain::id::{AccountId, ResourceId, VenueId};
use bronya_domain::people::{HOUSE, Names, Purpose};
use bronya_domain::span::later;
use bronya_gate::entry::Realm;
use jiff::SignedDuration;
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use crate::app::{Answer, App, Call};

/// The password of everybody.
pub const PASSWORD: &str = "seven quiet herons";

/// Its hash. Hashing is slow on purpose, so it is done once.
static HASH: OnceCell<String> = OnceCell::const_new();

/// Somebody who is logged in.
#[derive(Clone, Debug)]
pub struct Person {
    pub id: AccountId,
    pub email: String,
    pub access: String,
    pub refresh: String,
}

/// A letter about an account, as far as tests look at it.
#[derive(Debug)]
pub struct Letter {
    pub purpose: Purpose,
    pub email: String,
    /// The last part of its link.
    pub token: String,
}

impl App {
    /// Somebody with an account and nothing else, logged in.
    pub async fn person(&self, email: &str) -> Person {
        self.newcomer(email, false).await
    }

    /// Somebody who runs the installation, logged in.
    pub async fn operator(&self, email: &str) -> Person {
        self.newcomer(email, true).await
    }

    async fn newcomer(&self, email: &str, operator: bool) -> Person {
        let gate = self.gate();
        let hash = HASH.get_or_init(async || {
            let hash = gate.passwords().hash(PASSWORD).await;
            hash.expect("a hash")
        });
        let new = NewAccount {
            realm: HOUSE.into(),
            username: None,
            email: Some(email.into()),
            email_confirmed: true,
            phone: None,
            names: Names::default(),
            language: None,
            password: Some(hash.await.clone()),
            operator,
        };
        let account = gate.desk().register(new, gate.now()).await;
        self.come_in(account.expect("an account").id, email).await
    }

    /// Lets an account in, past its password.
    pub async fn come_in(&self, id: AccountId, email: &str) -> Person {
        let entry = self.gate().begin_session(&Realm::house(), id, None).await;
        let entry = entry.expect("a session");
        Person {
            id,
            email: email.into(),
            access: entry.access,
            refresh: entry.refresh,
        }
    }

    /// Somebody who works at the restaurant.
    pub async fn crew(&self, email: &str, role: Role) -> Person {
        let own = matches!(role, Role::Specialist).then_some(ResourceId(1));
        let person = self.person(email).await;
        self.appoint(&person, self.venue("demo").await, role, own)
            .await;
        person
    }

    /// Gives somebody a role.
    pub async fn appoint(
        &self,
        person: &Person,
        venue: VenueId,
        role: Role,
        own: Option<ResourceId>,
    ) {
        let desk = self.gate().desk();
        let set = desk.set_member(venue, person.id, role, own).await;
        set.expect("a role");
    }

    pub async fn venue(&self, slug: &str) -> VenueId {
        let found = self.gate().desk().venue(slug).await;
        found.expect("a venue").venue.id
    }

    /// Logs in as a program would.
    pub async fn log_in(&self, name: &str, password: &str) -> Answer {
        let body = json!({"username": name, "password": password});
        self.post("/v1/auth/token").json(body).await
    }

    /// How many letters are owed now.
    pub async fn owed(&self) -> i64 {
        let gate = self.gate();
        let standing = gate.desk().letters_standing(gate.now()).await;
        standing.expect("a number").waiting
    }

    /// Waits until so many letters are owed.
    pub async fn owes(&self, count: i64) {
        for _ in 0..500 {
            if self.owed().await >= count {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{} letters are owed, not {count}", self.owed().await);
    }

    /// Takes the letters about accounts that are owed, the oldest first, once there are so many. Some are written apart
    /// from the request that causes them.
    pub async fn letters(&self, count: usize) -> Vec<Letter> {
        let mut letters = Vec::new();
        for _ in 0..500 {
            letters.extend(self.taken_letters().await);
            if letters.len() >= count {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert_eq!(letters.len(), count, "{letters:?}");
        letters
    }

    /// Whoever takes letters keeps them for longer than any test lasts.
    async fn taken_letters(&self) -> Vec<Letter> {
        let (gate, now) = (self.gate(), self.gate().now());
        let until = later(now, SignedDuration::from_hours(1000 * 24));
        let lent = gate.desk().lease_letters(now, until, 100).await;
        let mut letters = Vec::new();
        for lent in lent.expect("letters") {
            let About::Ticket { ticket, purpose } = lent.place.about else {
                continue;
            };
            let known = gate.desk().ticket(ticket).await.expect("an answer");
            letters.push(Letter {
                purpose,
                email: known.and_then(|ticket| ticket.email).expect("an address"),
                token: gate.tokens().ticket(purpose.name(), ticket.0),
            });
        }
        letters
    }

    /// The one letter that is owed about an account.
    pub async fn letter(&self) -> Letter {
        self.letters(1).await.remove(0)
    }

    /// Follows a link to a password.
    pub async fn redeem(&self, purpose: Purpose, token: &str, password: &str) -> Answer {
        let body = json!({"purpose": purpose.name(), "token": token, "password": password});
        self.post("/v1/auth/redeem").json(body).await
    }

    /// What somebody sees of himself.
    pub async fn me(&self, access: &str) -> Answer {
        self.get("/v1/me").bearer(access).send().await
    }

    /// Everything that is kept about people, beside what [`everything`](Self::everything) shows.
    pub async fn everybody(&self) -> Value {
        let mut all = vec![self.everything().await, self.owed().await.into()];
        for path in ["accounts", "venues/demo/people", "venues/demo/keys"] {
            let list = self.get(&format!("/v1/{path}")).staff().send().await;
            all.push(list.is(200).body);
        }
        all.into()
    }
}

impl Call<'_> {
    /// Calls as somebody who is logged in.
    pub fn as_(self, person: &Person) -> Self {
        self.bearer(&person.access)
    }
}
