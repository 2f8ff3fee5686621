//! Puts the rooms together: database, desk, gate, doors; and starts what goes on by itself.

use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, ensure};
use axum::Router;
use bronya_desk::Desk;
use bronya_dialects::Spoken;
use bronya_gate::address::Proxies;
use bronya_gate::limits::Limits;
use bronya_gate::{Gate, GateOptions, keys};
use bronya_store::{Address, Options, Store};
use futures_util::FutureExt;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tower::Layer;
use tower_http::timeout::RequestBodyTimeoutLayer;

use crate::config::{CourierPlace, Settings};
use crate::dialects::OwnListener;
use crate::links::HouseLinks;
use crate::listen::Doors;
use crate::{chance, dialects, limits, listen, mail, secret, status};

/// The name under which the installation remembers the hash of the operator's key.
const OPERATOR_KEY: &str = "operator_key_hash";
/// The name under which the installation remembers by what its secret is known again.
const SECRET_FINGERPRINT: &str = "secret_fingerprint";
/// How often the desk looks for what is due.
const UPKEEP_EVERY: Duration = Duration::from_secs(1);
/// After how many rounds old idempotency keys are forgotten: about once an hour.
const ROUNDS_BETWEEN_FORGETTING: u64 = 3600;
/// How long a client may pause while it sends a body.
const BODY_TIME: Duration = Duration::from_secs(10);
// Otherwise one half-sent request would hold up every stop until its patience ends.
const _: () = assert!(BODY_TIME.as_secs() < listen::DRAIN_TIME.as_secs());

/// How long letters under way may take to arrive when the server is told to stop.
const LETTERS_TIME: Duration = Duration::from_secs(12);

/// A desk over a database, opened for writing. Doors let in a few at a time: with more writers than cores each would gather
/// smaller batches, and pay as much for them.
pub async fn desk(address: &Address) -> anyhow::Result<Desk> {
    let usual = Options::default();
    let options = Options {
        writers: usual.writers.min(cores()),
        ..usual
    };
    desk_with(address, options).await
}

/// A desk for all that a trace holds, of which there is always enough for every writer.
pub async fn desk_of_a_trace(address: &Address) -> anyhow::Result<Desk> {
    desk_with(address, Options::default()).await
}

async fn desk_with(address: &Address, options: Options) -> anyhow::Result<Desk> {
    let cannot = || format!("cannot open {address:?}");
    if let Address::Sqlite(path) = address {
        keep_private(path).with_context(cannot)?;
    }
    let store = Store::open(address, options).await;
    Ok(Desk::new(store.with_context(cannot)?))
}

/// Makes the file of a new database so that only its owner reads it. SQLite would make it readable to everybody, and
/// gives the files that it puts beside a database the rights of the database.
fn keep_private(path: &Path) -> std::io::Result<()> {
    let mut new = OpenOptions::new();
    match new.write(true).create_new(true).mode(0o600).open(path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Refuses a secret other than the one under which this database has given out keys. Guests would find themselves
/// locked out, by one of two instances or after a restart, and nobody would know why.
pub async fn same_secret(desk: &Desk, secret: &[u8]) -> anyhow::Result<()> {
    let ours = secret::fingerprint(secret);
    let known = desk.remembered(SECRET_FINGERPRINT, Some(ours.clone()));
    ensure!(
        known.await? == Some(ours),
        "this database is served under another secret, and the keys of its guests would stop working: name the file of \
        that secret with --secret-file"
    );
    Ok(())
}

/// The hash of the operator's key, if somebody made one.
async fn operator_key_hash(desk: &Desk) -> anyhow::Result<Option<String>> {
    Ok(desk.remembered(OPERATOR_KEY, None).await?)
}

/// A new key of the operator's in the place of the old one.
pub async fn new_operator_key(desk: &Desk) -> anyhow::Result<String> {
    let key = chance::unguessable()?;
    desk.remember_instead(OPERATOR_KEY, &keys::hash_operator_key(&key))
        .await?;
    Ok(key)
}

/// The gate before a desk.
pub async fn gate(
    desk: &Desk,
    secret: Vec<u8>,
    public_url: String,
    limits: Limits,
    proxies: Proxies,
) -> anyhow::Result<Gate> {
    let options = GateOptions {
        clock: Arc::new(chance::now),
        dice: Arc::new(chance::dice),
        operator_key_hash: operator_key_hash(desk).await?,
        secret,
        public_url,
        limits,
        proxies,
        hashing: hashing(),
    };
    Ok(Gate::new(desk.clone(), options))
}

/// How many passwords are hashed at once: half the cores, so that a flood of logins leaves the other half to bookings.
fn hashing() -> usize {
    (cores() / 2).max(1)
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Every door behind a gate.
pub fn doors(gate: &Gate, spoken: &[Spoken], warnings: &[String]) -> Router {
    bronya_api::router(gate.clone())
        .merge(bronya_web::router(gate.clone()))
        .merge(dialects::router(spoken))
        .merge(status::router(gate, spoken, warnings))
}

/// The whole house: what comes before all doors, and the doors.
pub fn house(gate: Gate, doors: Router) -> impl Doors {
    let front = bronya_web::front(&gate, doors);
    let patient = RequestBodyTimeoutLayer::new(BODY_TIME).layer(front);
    bronya_api::again(gate, patient)
}

/// A dialect alone, at the root.
fn router_of(one: &Spoken) -> Router {
    let router = one.router.clone();
    router.layer(RequestBodyTimeoutLayer::new(BODY_TIME))
}

/// Starts what the desk does by the clock. It goes on for as long as the process lives.
pub fn start_upkeep(desk: &Desk) {
    let desk = desk.clone();
    tokio::spawn(async move {
        let mut round: u64 = 0;
        loop {
            if let Err(no) = desk.upkeep(chance::now()).await {
                tracing::warn!(%no, "a round of what is due failed");
            }
            if round.is_multiple_of(ROUNDS_BETWEEN_FORGETTING) {
                forget(&desk).await;
            }
            round += 1;
            tokio::time::sleep(UPKEEP_EVERY).await;
        }
    });
}

/// Has the desk forget what nobody needs any more.
async fn forget(desk: &Desk) {
    if let Err(no) = desk.forget_keys(chance::now()).await {
        tracing::warn!(%no, "old idempotency keys were not forgotten");
    }
    if let Err(no) = desk.forget_sessions(chance::now()).await {
        tracing::warn!(%no, "sessions that ended were not forgotten");
    }
    if let Err(no) = desk.forget_undos(chance::now()).await {
        tracing::warn!(%no, "what can be taken back no more was not forgotten");
    }
}

/// Serves until told to stop.
pub async fn serve(settings: Settings) -> anyhow::Result<()> {
    let stop = listen::Stop::new()?;
    let address = settings.address()?;
    // What the settings get wrong is said before anything is opened or made.
    let limits = limits::read(&settings.limits)?;
    if let Some(warning) = limits::warning(&settings.limits) {
        eprintln!("{warning}");
        tracing::warn!("{warning}");
    }
    let proxies = settings.trusted_proxies.as_deref().unwrap_or_default();
    let proxies = proxies.parse().context("--trusted-proxies")?;
    mail::check(&settings)?;
    let own = dialects::own_listeners(settings.dialect.as_deref().unwrap_or_default())?;
    ensure!(
        settings.courier == CourierPlace::Here || matches!(address, Address::Postgres(_)),
        "--courier elsewhere needs PostgreSQL: on SQLite one process writes, so nobody else could carry letters"
    );
    let secret = secret::load(&settings, &address)?;
    let desk = desk(&address).await?;
    same_secret(&desk, &secret).await?;
    let listener = TcpListener::bind(settings.listen).await;
    let listener = listener.with_context(|| format!("cannot listen on {}", settings.listen))?;
    let here = listener.local_addr()?;
    let public_url = settings
        .public_url
        .clone()
        .unwrap_or_else(|| reached_at(here));
    let links = HouseLinks::new(&secret, &public_url);
    let (stop_carrying, told) = oneshot::channel::<()>();
    let gate = gate(&desk, secret.clone(), public_url.clone(), limits, proxies).await?;
    let spoken = dialects::spoken(&gate).await?;
    let warnings = dialects::warnings(&gate).await?;
    for warning in &warnings {
        eprintln!("Warning: {warning}");
        tracing::warn!("{warning}");
    }
    let own = listeners(&spoken, &own).await?;
    let carrying = match settings.courier {
        CourierPlace::Elsewhere => None,
        CourierPlace::Here => {
            let post = mail::post(&settings, &public_url)?;
            let links = HouseLinks::new(&secret, &public_url);
            let letters = dialects::letters(&desk, &secret, &public_url).await?;
            let courier = mail::courier(&desk, post, letters, links, &public_url);
            Some(tokio::spawn(courier.run(told.map(drop))))
        }
    };
    offer_setup(&desk, &links).await?;
    start_upkeep(&desk);
    let mut beside = serve_beside(own)?;
    println!("{}.", status::promise(desk.engine_name()));
    // The last line that is printed: whoever waits for it may stop reading then.
    println!("Bronya listens on http://{here} ({}).", desk.engine_name());
    let doors = doors(&gate, &spoken, &warnings);
    listen::serve(listener, house(gate, doors), stop, || desk.hush()).await?;
    while let Some(served) = beside.join_next().await {
        served??;
    }
    drop(stop_carrying);
    if let Some(carrying) = carrying
        && tokio::time::timeout(LETTERS_TIME, carrying).await.is_err()
    {
        tracing::warn!("letters under way did not arrive in time and will be carried again");
    }
    fold(&desk).await;
    Ok(())
}

/// Leaves the database in one file behind. Where somebody still reads it, the log stays beside it and holds the rest.
pub async fn fold(desk: &Desk) {
    if let Err(no) = desk.fold().await {
        tracing::warn!(%no, "the last bookings stay in the log beside the database, which belongs to it");
    }
}

/// Where a server is reached by whoever said of no address that it is public: all of a machine's addresses are none to go to.
fn reached_at(here: SocketAddr) -> String {
    if !here.ip().is_unspecified() {
        return format!("http://{here}");
    }
    let url = format!("http://localhost:{}", here.port());
    eprintln!("Warning: links lead to {url} until --public-url says where guests find this server");
    tracing::warn!("links lead to {url} until --public-url says where guests find this server");
    url
}

/// Serves dialects on ports of their own, until told to stop.
fn serve_beside(own: Vec<(Spoken, TcpListener)>) -> anyhow::Result<JoinSet<anyhow::Result<()>>> {
    let mut beside = JoinSet::new();
    for (one, listener) in own {
        println!("{} listens on http://{}", one.name, listener.local_addr()?);
        let (router, stop) = (router_of(&one), listen::Stop::new()?);
        beside.spawn(listen::serve(listener, router, stop, || ()));
    }
    Ok(beside)
}

/// Listens where dialects have ports of their own.
async fn listeners(
    spoken: &[Spoken],
    own: &[OwnListener],
) -> anyhow::Result<Vec<(Spoken, TcpListener)>> {
    let mut listeners = Vec::with_capacity(own.len());
    for own in own {
        let one = dialects::served(spoken, own)?.clone();
        let listener = TcpListener::bind(own.listen).await;
        let cannot = || format!("cannot listen on {} for {}", own.listen, own.name);
        listeners.push((one, listener.with_context(cannot)?));
    }
    Ok(listeners)
}

/// Prints the link by which the first operator makes himself an account, while there is none.
async fn offer_setup(desk: &Desk, links: &HouseLinks) -> anyhow::Result<()> {
    if desk.has_operator().await? {
        return Ok(());
    }
    let ticket = desk.issue_setup_ticket(chance::now()).await?;
    println!(
        "Nobody runs this installation yet. Make yourself an account within 15 minutes, at this link, good once:"
    );
    println!("  {}", links.of_ticket(&ticket));
    Ok(())
}
