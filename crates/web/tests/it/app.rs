//! The house under test: the pages before a desk on a database of their own, and the people who come by.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use axum::Extension;
use axum::body::Body;
use axum::http::{HeaderMap, Request};
use axum::middleware::AddExtension;
use bronya_desk::{Desk, Done, NewAccount, NewResource, NewVenue};
use bronya_domain::booking::{Booking, Contact};
use bronya_domain::catalog::{Catalog, Language};
use bronya_domain::command::{Act, Actor, At, Choice, Command, NewBooking, Order, Role, SlotText};
use bronya_domain::hours::{OpeningHours, WallSpan, Week};
use bronya_domain::id::{AccountId, ResourceId, SlotId, VenueId};
use bronya_domain::people::{HOUSE, Names, Purpose};
use bronya_domain::policy::Policy;
use bronya_domain::resource::{Schedule, Seats};
use bronya_gate::address::Peer;
use bronya_gate::keys::Decision;
use bronya_gate::limits::{LimitOptions, Limits};
use bronya_gate::{Gate, GateOptions};
use bronya_sim::engines::{Database, both};
use bronya_store::{Options, Store};
use bronya_web::{Front, paths};
use http_body_util::BodyExt;
use jiff::Timestamp;
use tower::{Layer, ServiceExt};

/// The password of everybody who can log in.
pub const PASSWORD: &str = "four small brown owls";

/// A Saturday evening in Moscow: half past seven.
pub const EVENING: &str = "2026-11-21T16:30:00Z";

pub struct App {
    router: Front,
    pub gate: Gate,
    pub venue: VenueId,
    clock: Arc<AtomicI64>,
    _database: Database,
}

/// What came back.
#[derive(Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl App {
    /// Runs a story in a restaurant of three tables on each engine, on 20 November 2026 at noon in Moscow.
    pub async fn in_each(policy: &str, story: impl AsyncFn(&Self)) {
        Self::in_each_with(policy, Limits::off, story).await;
    }

    /// The same, with the limits that a server has.
    pub async fn in_each_limited(story: impl AsyncFn(&Self)) {
        Self::in_each_with("{}", || Limits::new(&LimitOptions::default()), story).await;
    }

    async fn in_each_with(policy: &str, limits: impl Fn() -> Limits, story: impl AsyncFn(&Self)) {
        for database in both().await {
            let app = Self::open(database, policy, limits()).await;
            story(&app).await;
        }
    }

    async fn open(database: Database, policy: &str, limits: Limits) -> Self {
        let store = Store::open(&database.address, Options::default()).await;
        let store = store.expect("a database");
        // Shown where the test fails, so that one knows on which engine it did.
        println!("on {}", store.engine_name());
        let start: Timestamp = "2026-11-20T09:00:00Z".parse().expect("an instant");
        let clock = Arc::new(AtomicI64::new(start.as_microsecond()));
        let hand = clock.clone();
        let thrown = AtomicU64::new(0);
        let options = GateOptions {
            clock: Arc::new(move || {
                Timestamp::from_microsecond(hand.load(Ordering::SeqCst)).expect("an instant")
            }),
            dice: Arc::new(move || {
                let mut bits = [7; 32];
                let next = thrown.fetch_add(1, Ordering::SeqCst);
                bits[..8].copy_from_slice(&next.to_be_bytes());
                bits
            }),
            operator_key_hash: None,
            secret: b"a secret of thirty-two bytes, say".to_vec(),
            public_url: "https://book.example".into(),
            limits,
            proxies: Default::default(),
            hashing: 2,
        };
        let gate = Gate::new(Desk::new(store), options);
        let mut app = Self {
            router: bronya_web::front(&gate, bronya_web::router(gate.clone())),
            gate,
            venue: VenueId(0),
            clock,
            _database: database,
        };
        app.venue = app.found("demo", policy).await;
        app
    }

    /// Founds a restaurant with tables for 2, 4 and 6, open from noon to eleven.
    pub async fn found(&self, slug: &str, policy: &str) -> VenueId {
        let wall = |text: &str| text.parse().expect("a wall time");
        let span = WallSpan {
            opens: wall("12:00"),
            closes: wall("23:00"),
        };
        let new = NewVenue {
            slug: slug.into(),
            name: "У Пушкина".into(),
            address: Some("Тверской бульвар, 26".into()),
            region: Some("RU".into()),
            zone_name: "Europe/Moscow".into(),
            language: Language::Ru,
            currency: "RUB".parse().expect("a currency"),
            hours: Some(OpeningHours {
                weekly: Week::daily(&[span]),
                exceptions: Default::default(),
            }),
            policy: serde_json::from_str::<Policy>(policy).expect("a policy"),
        };
        let made = self.desk().create_venue(new, None, self.now()).await;
        let venue = made.expect("a venue").venue.id;
        let tables = [2, 4, 6].map(|seats| NewResource {
            name: Some(format!("Стол на {seats}")),
            seats: Seats { from: 1, to: seats },
            price: i64::from(seats) * 100,
            ..table()
        });
        let added = self.desk().add_resources(venue, tables.into()).await;
        added.expect("tables");
        venue
    }

    /// The pages as a server would serve them.
    pub fn router(&self) -> AddExtension<Front, Peer> {
        Extension(Peer([192, 0, 2, 1].into())).layer(self.router.clone())
    }

    pub fn desk(&self) -> &Desk {
        self.gate.desk()
    }

    pub fn now(&self) -> Timestamp {
        self.gate.now()
    }

    pub fn wait(&self, minutes: i64) {
        self.clock.fetch_add(minutes * 60_000_000, Ordering::SeqCst);
    }

    pub async fn catalog(&self) -> Arc<Catalog> {
        self.desk().venue_of(self.venue).await.expect("a venue")
    }

    /// The table for so many.
    pub async fn table(&self, seats: u32) -> ResourceId {
        let catalog = self.catalog().await;
        let mut listed = catalog.listed().iter();
        let table = listed.find(|listed| listed.resource.seats.to == seats);
        table.expect("a table").resource.id
    }

    /// A booking of Anna's, for two.
    pub async fn booked(&self, from: &str) -> Booking {
        self.books(anna(from, self.table(2).await)).await
    }

    pub async fn books(&self, new: NewBooking) -> Booking {
        self.act(Actor::GUEST, Act::Book(Box::new(new))).await
    }

    pub async fn act(&self, actor: Actor, act: Act) -> Booking {
        let command = Command {
            actor,
            act,
            expects: None,
        };
        let done = self.desk().execute(self.venue, command, None, self.now());
        match done.await.expect("it is done") {
            Done::Booking(booking) => *booking,
            other => panic!("no booking: {other:?}"),
        }
    }

    /// Publishes a slot.
    pub async fn publishes(&self, text: SlotText) -> SlotId {
        let command = Command {
            actor: STAFF,
            act: Act::PublishSlot(text),
            expects: None,
        };
        let done = self.desk().execute(self.venue, command, None, self.now());
        match done.await.expect("it is done") {
            Done::Slot(slot) => slot.id,
            other => panic!("no slot: {other:?}"),
        }
    }

    /// The booking as it is now.
    pub async fn now_is(&self, booking: &Booking) -> Booking {
        let found = self.desk().booking(self.venue, booking.id).await;
        found.expect("the booking is there")
    }

    /// Somebody with an account.
    pub async fn person(&self, email: &str) -> AccountId {
        self.newcomer(email, true, None).await
    }

    /// Somebody who registered with a password and has not shown yet that the address is his.
    pub async fn registered(&self, email: &str, password: &str) -> AccountId {
        let hash = self.gate.passwords().hash(password).await;
        let hash = hash.expect("a hash");
        self.newcomer(email, false, Some(hash)).await
    }

    async fn newcomer(
        &self,
        email: &str,
        email_confirmed: bool,
        password: Option<String>,
    ) -> AccountId {
        let new = NewAccount {
            realm: HOUSE.into(),
            username: None,
            email: Some(email.into()),
            email_confirmed,
            phone: None,
            names: Names::default(),
            language: None,
            password,
            operator: false,
        };
        let made = self.desk().register(new, self.now()).await;
        made.expect("an account").id
    }

    /// Somebody who works at the restaurant and can log in.
    pub async fn crew(&self, email: &str, role: Role, own: Option<ResourceId>) -> AccountId {
        let hash = self.gate.passwords().hash(PASSWORD).await;
        let account = self
            .newcomer(email, true, Some(hash.expect("a hash")))
            .await;
        let set = self.desk().set_member(self.venue, account, role, own).await;
        set.expect("a member");
        account
    }

    /// Somebody who runs the installation and can log in.
    pub async fn operator(&self, email: &str) -> AccountId {
        let hash = self.gate.passwords().hash(PASSWORD).await;
        let new = NewAccount {
            realm: HOUSE.into(),
            username: None,
            email: Some(email.into()),
            email_confirmed: true,
            phone: None,
            names: Names::default(),
            language: None,
            password: Some(hash.expect("a hash")),
            operator: true,
        };
        let made = self.desk().register(new, self.now()).await;
        made.expect("an account").id
    }

    /// Somebody who works at the restaurant.
    pub async fn member(&self, email: &str, role: Role, own: Option<ResourceId>) -> AccountId {
        let account = self.person(email).await;
        let set = self.desk().set_member(self.venue, account, role, own).await;
        set.expect("a member");
        account
    }

    /// Where the guest's page of a booking is.
    pub fn page_of(&self, booking: &Booking) -> String {
        let key = self.gate.secret().booking_key(self.venue, booking);
        paths::booking("demo", &booking.id.code(self.venue), &key)
    }

    /// Where a button of a letter leads.
    pub fn button(&self, booking: &Booking, account: AccountId, accepts: bool) -> String {
        let decision = Decision {
            booking: booking.id,
            version: booking.version,
            account,
            accepts,
        };
        let key = self.gate.secret().decision_key(self.venue, &decision);
        paths::decision("demo", &booking.id.code(self.venue), &decision, &key)
    }

    /// Where a link that works once leads, issued to an account.
    pub async fn ticket(&self, purpose: Purpose, account: AccountId, email: &str) -> String {
        let issued = self
            .desk()
            .issue_ticket(purpose, account, email.into(), self.now());
        let ticket = issued.await.expect("a ticket");
        let token = self.gate.tokens().ticket(purpose.name(), ticket.id.0);
        paths::ticket(purpose, &token)
    }

    /// What the browser of somebody who logged in shows, and how it says where a form stood.
    pub async fn logged_in(&self, name: &str, password: &str) -> [(&'static str, String); 2] {
        let form = [("name", name), ("password", password)];
        let answer = self.post("/login", &form).await.is(303);
        let cookie = answer.header("set-cookie");
        let cookie = cookie.split(';').next().unwrap_or_default();
        [
            ("cookie", cookie.to_owned()),
            ("sec-fetch-site", "same-origin".into()),
        ]
    }

    /// The same for somebody who reads Russian.
    pub async fn logged_in_russian(
        &self,
        name: &str,
        password: &str,
    ) -> [(&'static str, String); 2] {
        let [(cookie, kept), site] = self.logged_in(name, password).await;
        [(cookie, format!("{kept}; bronya-language=ru")), site]
    }

    /// A page as somebody sees it who is logged in.
    pub async fn get_as(&self, who: &[(&str, String)], path: &str) -> Answer {
        let shown: Vec<(&str, &str)> = who.iter().map(|(name, it)| (*name, it.as_str())).collect();
        self.send("GET", path, &shown, None).await
    }

    /// A form that somebody sends who is logged in.
    pub async fn post_as(
        &self,
        who: &[(&str, String)],
        path: &str,
        form: &[(&str, &str)],
    ) -> Answer {
        let shown: Vec<(&str, &str)> = who.iter().map(|(name, it)| (*name, it.as_str())).collect();
        self.send("POST", path, &shown, Some(&encoded(form))).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], None).await
    }

    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.send("POST", path, &[], Some(&encoded(form))).await
    }

    pub async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        form: Option<&str>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if form.is_some() && headers.iter().all(|(name, _)| *name != "content-type") {
            request = request.header("content-type", "application/x-www-form-urlencoded");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = Body::from(form.unwrap_or_default().to_owned());
        let request = request.body(body).expect("a request");
        let peer = Peer([192, 0, 2, 1].into());
        let router = Extension(peer).layer(self.router.clone());
        let response = router.oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            text: String::from_utf8(bytes.to_vec()).expect("a text"),
        }
    }

    /// Everything that pages could change, to compare before and after.
    pub async fn everything(&self) -> String {
        let mut all = String::new();
        let filter = Default::default();
        let page = self.desk().bookings(self.venue, filter, None, 200).await;
        for booking in page.expect("bookings").items {
            let history = self.desk().history(self.venue, booking.id).await;
            all += &format!("{booking:?}\n{:?}\n", history.expect("a history"));
        }
        let accounts = self.desk().accounts(HOUSE, AccountId(0), 200).await;
        for account in accounts.expect("accounts") {
            let name = account.email.clone().unwrap_or_default();
            let login = self.desk().login(HOUSE, &name).await.expect("a login");
            let password = login.and_then(|login| login.password);
            all += &format!("{account:?} {password:?}\n");
        }
        all
    }
}

/// A table like any other.
pub fn table() -> NewResource {
    NewResource {
        id: None,
        kind: "table".into(),
        number: None,
        name: None,
        seats: Seats { from: 1, to: 2 },
        price: 0,
        lanes: 1,
        open: true,
        schedule: Schedule::Hours,
        hours: None,
        policy: Policy::default(),
        unique_name: false,
    }
}

/// What Anna asks for.
pub fn anna(from: &str, table: ResourceId) -> NewBooking {
    NewBooking {
        order: Some(Order {
            choice: Choice::These(vec![table]),
            at: At::From(from.parse().expect("an instant")),
            party: Some(2),
        }),
        hold: None,
        contact: Contact {
            name: Some("Анна".into()),
            email: Some("anna@example.org".into()),
            phone: Some("+79123456789".into()),
        },
        note: Some("У окна".into()),
        language: None,
        channel: "api".into(),
    }
}

pub const STAFF: Actor = Actor {
    role: Role::Staff,
    account: None,
    own: None,
};

fn encoded(form: &[(&str, &str)]) -> String {
    let mut text = form_urlencoded::Serializer::new(String::new());
    text.extend_pairs(form);
    text.finish()
}

impl Answer {
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    #[track_caller]
    pub fn says(self, words: &str) -> Self {
        assert!(self.text.contains(words), "no {words:?} in {}", self.text);
        self
    }

    #[track_caller]
    pub fn keeps_silent_about(self, words: &str) -> Self {
        assert!(!self.text.contains(words), "{words:?} in {}", self.text);
        self
    }

    #[track_caller]
    pub fn leads_to(self, path: &str) -> Self {
        let answer = self.is(303);
        assert_eq!(answer.header("location"), path);
        answer
    }

    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().expect("a text"))
    }

    /// The values of all inputs of a name, in the order of the page.
    pub fn inputs(&self, name: &str) -> Vec<String> {
        let marked = format!("name=\"{name}\"");
        let tags = self.text.split("<input").skip(1);
        let tags = tags.filter_map(|tag| tag.split('>').next());
        let named = tags.filter(|tag| tag.contains(&marked));
        let value = |tag: &str| {
            let value = tag.split(" value=\"").nth(1).unwrap_or_default();
            value.split('"').next().unwrap_or_default().to_owned()
        };
        named.map(value).collect()
    }
}
