//! A house under test: a database, a desk, a gate whose clock the test turns, dialects, and a courier with a folder.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use axum::body::Body;
use axum::http::{HeaderMap, Request};
use axum::middleware::{Next, from_fn};
use axum::response::IntoResponse;
use axum::{Extension, Router};
use bronya_courier::{
    ANSWER_TIME, Courier, Folder, Links, Options as CourierOptions, Post, Sender, Webhooks,
};
use bronya_desk::Desk;
use bronya_dialects::{Admin, Dialect, Seeding, Stationery, seed};
use bronya_domain::booking::Booking;
use bronya_domain::catalog::{Language, Venue};
use bronya_domain::id::AccountId;
use bronya_domain::instance::Instance;
use bronya_domain::people::Ticket;
use bronya_gate::address::Peer;
use bronya_gate::keys::{Decision, Secret};
use bronya_gate::limits::Limits;
use bronya_gate::tokens::Tokens;
use bronya_gate::{Gate, GateOptions};
use bronya_sim::engines::Database;
use bronya_store::{Options, Store};
use bronya_web::paths;
use bronya_words::Letters;
use http_body_util::BodyExt;
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use tower::ServiceExt;

use crate::letters::{Mail, unread};

/// Where the world reaches the house.
pub const URL: &str = "https://book.example";
/// The password of whoever runs a venue.
pub const ADMIN_PASSWORD: &str = "Admin-pass-1";

const SECRET: &[u8] = b"a secret of thirty-two bytes, say";
const SENDER: &str = "booking@bronya.example";

/// What is set for an instance.
pub type Settings = BTreeMap<String, String>;

pub struct Town {
    pub gate: Gate,
    pub engine: &'static str,
    router: Router,
    courier: Courier,
    clock: Arc<AtomicI64>,
    mailbox: TempDir,
    _database: Database,
}

/// A request as it is sent.
#[derive(Clone, Debug, Default)]
pub struct Sent {
    pub method: String,
    pub path: String,
    /// Names and values; values may be any bytes that a header can hold.
    pub headers: Vec<(String, Vec<u8>)>,
    pub body: Vec<u8>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<String> {
        let value = self.headers.get(name)?;
        Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// What kind of body it says to have, without parameters.
    pub fn kind(&self) -> String {
        let kind = self.header("content-type").unwrap_or_default();
        kind.split(';').next().unwrap_or_default().trim().to_owned()
    }
}

/// Whether a letter leads there.
fn is_linked(path: &str) -> bool {
    let first = path.split('/').nth(1).unwrap_or_default();
    ["b", "d", "confirm", "invitation", "password"].contains(&first)
}

impl Town {
    /// A house that speaks one dialect alone, at the root, for a venue of its name. The pages behind the links of
    /// letters are there too.
    ///
    /// # Errors
    /// Where the settings make no sense.
    pub async fn of(
        database: Database,
        dialect: Dialect,
        settings: Settings,
        limits: Limits,
    ) -> Result<Self, String> {
        let draft = Draft::on(database, limits).await;
        let instance = draft.seed(dialect, dialect.name(), settings).await?;
        let letters = draft.letters(Letters::default(), &instance, URL.to_owned());
        let spoken = dialect.open(draft.gate.clone(), instance, URL.to_owned());
        let dialect = spoken.map_err(|bad| bad.to_string())?.router;
        let pages = bronya_web::router(draft.gate.clone());
        let router = dialect.layer(from_fn(move |request: Request<Body>, next: Next| {
            let pages = is_linked(request.uri().path()).then(|| pages.clone());
            async move {
                match pages {
                    Some(pages) => pages.oneshot(request).await.into_response(),
                    None => next.run(request).await,
                }
            }
        }));
        Ok(draft.opened(router, letters))
    }

    /// A house that speaks several dialects under `/dialects/<instance>`, for venues named by their slugs, which may be
    /// the same, beside the native API and the pages.
    ///
    /// # Errors
    /// Where the settings make no sense.
    pub async fn open(
        database: Database,
        speaking: &[(Dialect, &str, Settings)],
    ) -> Result<Self, String> {
        let draft = Draft::on(database, Limits::off()).await;
        let mut letters = Letters::default();
        let native = bronya_api::router(draft.gate.clone());
        let mut router = native.merge(bronya_web::router(draft.gate.clone()));
        for (dialect, slug, settings) in speaking {
            let instance = draft.seed(*dialect, slug, settings.clone()).await?;
            let path = format!("/dialects/{}", instance.name);
            let url = format!("{URL}{path}");
            letters = draft.letters(letters, &instance, url.clone());
            let spoken = dialect.open(draft.gate.clone(), instance, url);
            let spoken = spoken.map_err(|bad| bad.to_string())?;
            router = router.nest_service(&path, spoken.router);
        }
        Ok(draft.opened(router, letters))
    }

    /// A house without a dialect, with routes that a test made up.
    pub async fn made_up(database: Database, routes: impl FnOnce(Gate) -> Router) -> Self {
        let draft = Draft::on(database, Limits::off()).await;
        let router = routes(draft.gate.clone());
        draft.opened(router, Letters::default())
    }

    /// The same house before which other routes stand.
    pub fn speaking(self, router: Router) -> Self {
        Self { router, ..self }
    }

    pub fn desk(&self) -> &Desk {
        self.gate.desk()
    }

    /// Turns the clock on and does what is due by then.
    pub async fn later(&self, time: SignedDuration) {
        let micros = i64::try_from(time.as_micros()).expect("a time within reach");
        self.clock.fetch_add(micros, Ordering::SeqCst);
        let due = async || self.desk().upkeep(self.gate.now()).await;
        while due().await.expect("upkeep") > 0 {}
    }

    /// Carries what is due and gives everything that ever lay in the folder, in the order in which it became owed.
    pub async fn mail(&self) -> Vec<Mail> {
        while self.courier.round().await.expect("a round") > 0 {}
        unread(self.mailbox.path())
    }

    /// Sends a request.
    ///
    /// # Errors
    /// Where it cannot be put into HTTP at all.
    pub async fn send(&self, sent: &Sent) -> Result<Answer, String> {
        let mut request = Request::builder()
            .method(sent.method.as_str())
            .uri(sent.path.strip_prefix(URL).unwrap_or(&sent.path));
        for (name, value) in &sent.headers {
            request = request.header(name, value.as_slice());
        }
        let request = request
            .body(Body::from(sent.body.clone()))
            .map_err(|error| format!("{} {} is no request: {error}", sent.method, sent.path))?;
        let peer = Peer([192, 0, 2, 1].into());
        let router = self.router.clone().layer(Extension(peer));
        let response = router.oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let body = body.collect().await;
        Ok(Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: body.map_err(|error| error.to_string())?.to_bytes().to_vec(),
        })
    }
}

/// A house that is being furnished.
struct Draft {
    gate: Gate,
    engine: &'static str,
    clock: Arc<AtomicI64>,
    database: Database,
}

impl Draft {
    async fn on(database: Database, limits: Limits) -> Self {
        let store = Store::open(&database.address, Options::default()).await;
        let store = store.expect("a database");
        let start: Timestamp = "2026-11-20T09:00:00Z".parse().expect("an instant");
        let clock = Arc::new(AtomicI64::new(start.as_microsecond()));
        let hand = clock.clone();
        let thrown = AtomicU64::new(0);
        let engine = store.engine_name();
        let options = GateOptions {
            clock: Arc::new(move || shown(&hand)),
            dice: Arc::new(move || {
                let mut bits = [7; 32];
                let next = thrown.fetch_add(1, Ordering::SeqCst);
                bits[..8].copy_from_slice(&next.to_be_bytes());
                bits
            }),
            operator_key_hash: None,
            secret: SECRET.to_vec(),
            public_url: URL.into(),
            limits,
            proxies: Default::default(),
            hashing: 2,
        };
        Self {
            gate: Gate::new(Desk::new(store), options),
            engine,
            clock,
            database,
        }
    }

    async fn seed(
        &self,
        dialect: Dialect,
        slug: &str,
        settings: Settings,
    ) -> Result<Instance, String> {
        let seeding = Seeding {
            desk: self.gate.desk(),
            slug,
            settings,
            admin: admin(dialect),
            passwords: self.gate.passwords(),
            now: self.gate.now(),
        };
        let seeded = seed(dialect, seeding).await;
        seeded.map_err(|why| format!("{} is not seeded: {why}", dialect.name()))
    }

    fn letters(&self, letters: Letters, instance: &Instance, url: String) -> Letters {
        let dialect = Dialect::of(instance).expect("a dialect");
        let stationery = Stationery {
            instance: instance.clone(),
            secret: Secret::new(SECRET),
            url,
        };
        match dialect.letters(stationery) {
            Some(set) => letters.with(instance.name.clone(), set),
            None => letters,
        }
    }

    fn opened(self, router: Router, letters: Letters) -> Town {
        let mailbox = tempfile::tempdir().expect("a folder");
        let from = Sender::read(&format!("Bronya <{SENDER}>")).expect("a sender");
        let folder = Folder::open(mailbox.path(), from).expect("a folder");
        let hand = self.clock.clone();
        let options = CourierOptions {
            letters,
            post: Post::Folder(folder),
            webhooks: Webhooks::new(ANSWER_TIME),
            links: Box::new(Signs {
                secret: Secret::new(SECRET),
                tokens: Tokens::of_house(SECRET),
            }),
            sender: SENDER.into(),
            host: "bronya.example".into(),
            language: Language::En,
            clock: Arc::new(move || shown(&hand)),
            chance: Arc::new(|| 0.5),
        };
        Town {
            courier: Courier::new(self.gate.desk().clone(), options),
            gate: self.gate,
            engine: self.engine,
            router,
            clock: self.clock,
            mailbox,
            _database: self.database,
        }
    }
}

fn shown(clock: &AtomicI64) -> Timestamp {
    Timestamp::from_microsecond(clock.load(Ordering::SeqCst)).expect("an instant")
}

/// Whoever runs the venue, where the contract wants to be told.
fn admin(dialect: Dialect) -> Option<Admin> {
    let name = match dialect {
        Dialect::Planner => "admin@example.org",
        Dialect::Resources => "admin",
        Dialect::Logist | Dialect::Garant | Dialect::Aspex => return None,
    };
    Some(Admin {
        name: name.into(),
        password: ADMIN_PASSWORD.into(),
    })
}

/// The links of the house's own letters; they lead to its pages.
struct Signs {
    secret: Secret,
    tokens: Tokens,
}

impl Links for Signs {
    fn manage(&self, venue: &Venue, booking: &Booking) -> String {
        let key = self.secret.booking_key(venue.id, booking);
        let code = booking.id.code(venue.id);
        format!("{URL}{}", paths::booking(&venue.slug, &code, &key))
    }

    fn decide(&self, venue: &Venue, booking: &Booking, reader: AccountId, accepts: bool) -> String {
        let decision = Decision {
            booking: booking.id,
            version: booking.version,
            account: reader,
            accepts,
        };
        let key = self.secret.decision_key(venue.id, &decision);
        let code = booking.id.code(venue.id);
        let path = paths::decision(&venue.slug, &code, &decision, &key);
        format!("{URL}{path}")
    }

    fn again(&self, _: &Venue) -> Option<String> {
        None
    }

    fn webhook_secret(&self, venue: &Venue) -> String {
        self.secret.webhook_secret(venue.id)
    }

    fn ticket(&self, ticket: &Ticket) -> String {
        let token = self.tokens.ticket(ticket.purpose.name(), ticket.id.0);
        format!("{URL}{}", paths::ticket(ticket.purpose, &token))
    }
}
