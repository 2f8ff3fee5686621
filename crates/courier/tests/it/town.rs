//! A town for letters: a venue with its people and guests, a clock that the test turns, a courier, and the mail server
//! to which he goes.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::time::Duration;

use bronya_courier::{ANSWER_TIME, Courier, Links, Options, Post, Webhooks};
use bronya_desk::{Desk, Done, NewAccount, NewResource, NewVenue};
use bronya_domain::booking::{Booking, Contact};
use bronya_domain::catalog::{Language, Venue};
use bronya_domain::command::{Act, Actor, At, Choice, Command, NewBooking, Order, Role};
use bronya_domain::id::{AccountId, ResourceId, VenueId};
use bronya_domain::people::{HOUSE, Names, Ticket};
use bronya_domain::policy::{Bound, ContactNeeded, Policy, Stay, UNBOUNDED};
use bronya_domain::resource::{Schedule, Seats};
use bronya_domain::span::{Span, later};
use bronya_sim::engines::{Database, both};
use bronya_sim::postoffice::{Postoffice, Received};
use bronya_store::{Options as StoreOptions, Store};
use bronya_words::Letters;
use jiff::{SignedDuration, Timestamp};

use crate::mail::{ANNA, post};

/// Where the buttons of these letters lead.
pub const URL: &str = "https://book.example";
/// By what news are signed.
pub const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
/// How long a test waits for what must come, in real time.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A venue, its people, and their mail.
pub struct Town {
    pub desk: Desk,
    pub office: Postoffice,
    pub venue: VenueId,
    pub database: Database,
    clock: Arc<AtomicI64>,
    read: AtomicUsize,
}

/// Addresses that say what they are for. The real keys are the server's, and are tested there.
pub struct Signs;

impl Links for Signs {
    fn manage(&self, _: &Venue, booking: &Booking) -> String {
        format!("{URL}/mine/{}", booking.id)
    }

    fn decide(&self, _: &Venue, booking: &Booking, reader: AccountId, accepts: bool) -> String {
        let act = if accepts { "accept" } else { "decline" };
        format!("{URL}/{act}/{}/{}/{reader}", booking.id, booking.version)
    }

    fn again(&self, venue: &Venue) -> Option<String> {
        Some(format!("{URL}/again/{}", venue.slug))
    }

    fn ticket(&self, ticket: &Ticket) -> String {
        format!("{URL}/{}/{}", ticket.purpose.name(), ticket.id)
    }

    fn webhook_secret(&self, _: &Venue) -> String {
        SECRET.into()
    }
}

/// When every test begins.
pub fn start() -> Timestamp {
    "2026-11-20T12:00:00Z".parse().expect("an instant")
}

/// So many hours after the beginning.
pub fn hour(number: i64) -> Timestamp {
    later(start(), SignedDuration::from_hours(number))
}

/// Rules under which everything can be booked that is free.
pub fn free_rules() -> Policy {
    Policy {
        stay: Some(Stay::Chosen {
            least_minutes: 1,
            most_minutes: 10_000,
        }),
        grid_minutes: Some(Bound::Of(60)),
        lead_minutes: Some(UNBOUNDED),
        contact: Some(ContactNeeded::Nothing),
        ..Policy::default()
    }
}

/// Runs a test in a town on each engine, with tables 1 and 2 under these rules; not at all, and said so, where there
/// is no mail server.
pub async fn in_each_town(policy: Policy, test: impl AsyncFn(&Town)) {
    for database in both().await {
        let Some(town) = Town::on(database, policy.clone()).await else {
            return;
        };
        // Shown where the test fails, so that one knows on which engine it did.
        println!("on {}", town.desk.engine_name());
        test(&town).await;
    }
}

/// Another instance of the program on a database.
pub async fn desk(database: &Database) -> Desk {
    let store = Store::open(&database.address, StoreOptions::default()).await;
    Desk::new(store.expect("a store"))
}

impl Town {
    pub async fn on(database: Database, policy: Policy) -> Option<Self> {
        let office = Postoffice::open().await?;
        let desk = desk(&database).await;
        let venue = found(&desk, policy).await;
        Some(Self {
            desk,
            office,
            venue,
            database,
            clock: Arc::new(AtomicI64::new(start().as_microsecond())),
            read: AtomicUsize::new(0),
        })
    }

    pub fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.clock.load(Ordering::SeqCst)).expect("an instant")
    }

    /// Turns the clock to an instant.
    pub fn wait_until(&self, at: Timestamp) {
        self.clock.store(at.as_microsecond(), Ordering::SeqCst);
    }

    pub fn wait(&self, time: SignedDuration) {
        self.wait_until(later(self.now(), time));
    }

    /// A courier of this town, for its own instance of the program.
    pub fn courier(&self) -> Courier {
        self.courier_of(self.desk.clone(), post(&self.office))
    }

    /// A courier of another instance, or with another way to the mail server.
    pub fn courier_of(&self, desk: Desk, post: Post) -> Courier {
        let clock = self.clock.clone();
        let options = Options {
            letters: Letters::default(),
            post,
            webhooks: Webhooks::new(ANSWER_TIME),
            links: Box::new(Signs),
            sender: "booking@bronya.example".into(),
            host: "bronya.example".into(),
            language: Language::En,
            clock: Arc::new(move || {
                Timestamp::from_microsecond(clock.load(Ordering::SeqCst)).expect("an instant")
            }),
            chance: Arc::new(|| 0.5),
        };
        Courier::new(desk, options)
    }

    /// Carries everything that is due and returns what came to the mailboxes since the last look.
    pub async fn carried(&self) -> Vec<Received> {
        carry_all(&self.courier()).await;
        self.arrived().await
    }

    /// As [`carried`](Self::carried): to whom came what, in order.
    pub async fn mail(&self) -> Vec<String> {
        told(&self.carried().await)
    }

    /// What came to the mailboxes since the last look.
    pub async fn arrived(&self) -> Vec<Received> {
        let letters = self.office.received().await;
        let read = self.read.swap(letters.len(), Ordering::SeqCst);
        letters[read..].to_vec()
    }

    /// Somebody with an account.
    pub async fn somebody(&self, email: &str, language: Option<Language>) -> AccountId {
        let new = NewAccount {
            realm: HOUSE.into(),
            username: None,
            email: Some(email.into()),
            email_confirmed: true,
            phone: None,
            names: Names::default(),
            language,
            password: None,
            operator: false,
        };
        let made = self.desk.register(new, self.now()).await;
        made.expect("an account").id
    }

    /// Somebody who is known at the venue.
    pub async fn hire(&self, email: &str, role: Role, own: Option<i64>) -> AccountId {
        let account = self.somebody(email, None).await;
        let own = own.map(ResourceId);
        let hired = self.desk.set_member(self.venue, account, role, own).await;
        hired.expect("a member");
        account
    }

    /// Does what must be allowed.
    #[track_caller]
    pub fn done(&self, actor: Actor, act: Act) -> impl Future<Output = Booking> {
        let caller = std::panic::Location::caller();
        let command = Command {
            actor,
            act,
            expects: None,
        };
        async move {
            match self
                .desk
                .execute(self.venue, command, None, self.now())
                .await
            {
                Ok(Done::Booking(booking)) => *booking,
                other => panic!("at {caller}: no booking, but {other:?}"),
            }
        }
    }

    /// Anna books a table for an hour that begins so many hours after the beginning.
    pub async fn booked(&self, table: i64, from: i64) -> Booking {
        self.done(Actor::GUEST, annas(table, from)).await
    }

    /// How many letters wait that are due.
    pub async fn waiting(&self) -> i64 {
        let standing = self.desk.letters_standing(self.now()).await;
        standing.expect("an answer").waiting
    }
}

/// Carries until nothing more is due.
pub async fn carry_all(courier: &Courier) {
    while courier.round().await.expect("a round") > 0 {}
}

/// To whom came what, in order: the address, and what the letter's id says that it is.
pub fn told(letters: &[Received]) -> Vec<String> {
    let mut told: Vec<String> = letters
        .iter()
        .map(|letter| format!("{} {}", reader(letter), about(letter)))
        .collect();
    told.sort();
    told
}

/// The one who reads a letter. No letter has two.
pub fn reader(letter: &Received) -> &str {
    let [envelope] = &letter.to[..] else {
        panic!("a letter to {:?}", letter.to);
    };
    let [header] = &letter.read.to[..] else {
        panic!("a letter to {:?}", letter.read.to);
    };
    assert_eq!(*envelope, header.address);
    envelope
}

/// The letter's own id.
pub fn id(letter: &Received) -> &str {
    letter
        .read
        .message_id
        .as_deref()
        .expect("every letter has one")
}

/// What a letter's id says that it is: `guest.confirmed`, `staff.received`, `invitation`.
fn about(letter: &Received) -> String {
    let id = id(letter).trim_start_matches('<');
    let (id, host) = id.split_once('@').expect("an id");
    assert_eq!(host, "bronya.example>");
    let is_word = |part: &&str| part.parse::<i64>().is_err();
    let words: Vec<&str> = id.split('.').skip(1).filter(is_word).collect();
    words.join(".")
}

/// The letter to somebody. There must be one.
#[track_caller]
pub fn to<'a>(letters: &'a [Received], email: &str) -> &'a Received {
    let mut his = letters.iter().filter(|letter| reader(letter) == email);
    let (Some(letter), None) = (his.next(), his.next()) else {
        panic!("not one letter to {email}: {:?}", told(letters));
    };
    letter
}

/// A stay at a table for an hour that begins so many hours after the beginning.
pub fn stay(table: i64, from: i64) -> Order {
    Order {
        choice: Choice::These(vec![ResourceId(table)]),
        at: At::During(Span::new(hour(from), hour(from + 1)).expect("a span")),
        party: Some(2),
    }
}

/// Anna's wish for such a stay.
pub fn annas(table: i64, from: i64) -> Act {
    wish(ANNA, table, from, None)
}

/// A guest's wish for such a stay.
pub fn wish(email: &str, table: i64, from: i64, language: Option<Language>) -> Act {
    Act::Book(Box::new(NewBooking {
        order: Some(stay(table, from)),
        hold: None,
        contact: Contact {
            name: Some("Anna".into()),
            email: Some(email.into()),
            phone: None,
        },
        note: None,
        language,
        channel: "api".into(),
    }))
}

/// A venue with tables 1 and 2 under these rules.
pub async fn found(desk: &Desk, policy: Policy) -> VenueId {
    let new = NewVenue {
        slug: "house".into(),
        name: "The House".into(),
        address: None,
        region: None,
        zone_name: "UTC".into(),
        language: Language::En,
        currency: "EUR".parse().expect("a currency"),
        hours: None,
        policy,
    };
    let made = desk.create_venue(new, None, start()).await;
    let venue = made.expect("a venue").venue.id;
    let table = NewResource {
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
    };
    let tables = desk.add_resources(venue, vec![table.clone(), table]).await;
    tables.expect("tables");
    venue
}
