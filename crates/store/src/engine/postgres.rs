//! PostgreSQL: several batches side by side, one for each part of the venues, over connections of their own.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use bronya_domain::id::VenueId;
use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod};
use futures_util::future::BoxFuture;
use futures_util::{TryStreamExt, pin_mut};
use tokio::sync::mpsc;
use tokio_postgres::config::TargetSessionAttrs;
use tokio_postgres::{AsyncMessage, Config, NoTls};

use super::batch::{self, Work};
use super::fault::Fault;
use super::lines;
use super::migrate;
use super::options::{Meters, News, Options, Stale};
use super::pg_session::{CHANNEL, PgSession};
use super::tx::{Session, Tx};

/// How a writer's questions are answered: by an index, and by the plan that was made once. Each of them finds few rows, and a
/// young table's statistics talk the planner into reading all of it instead, which then goes on while the table grows.
const WRITERS_WAY: &str =
    "set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off;
    set plan_cache_mode = force_generic_plan";

/// How long a broken watch waits before it connects again.
const WATCH_PAUSE: Duration = Duration::from_secs(1);

pub(super) struct Postgres {
    pub queues: Vec<mpsc::Sender<Box<dyn Work>>>,
    pool: Pool,
    config: Config,
}

impl Postgres {
    pub async fn open(url: &str, options: Options, meters: Arc<Meters>) -> Result<Self, Fault> {
        let config = config(url, TargetSessionAttrs::ReadWrite)?;
        migrate::postgres(&config).await?;
        let pool = pool(&config, options.readers + options.writers)?;
        let writers = (0..options.writers.max(1)).map(|_| {
            let (queue, waiting) = mpsc::channel(options.queue);
            tokio::spawn(write(pool.clone(), waiting, options, meters.clone()));
            queue
        });
        Ok(Self {
            queues: writers.collect(),
            pool: pool.clone(),
            config,
        })
    }

    pub async fn open_to_read(url: &str, options: Options) -> Result<Self, Fault> {
        let config = config(url, TargetSessionAttrs::Any)?;
        migrate::postgres_is_ours(&config).await?;
        Ok(Self {
            queues: Vec::new(),
            pool: pool(&config, options.readers)?,
            config,
        })
    }

    pub async fn read<T, F>(&self, run: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: for<'a> FnOnce(&'a mut Tx) -> BoxFuture<'a, Result<T, Fault>> + Send + 'static,
    {
        let pool = self.pool.clone();
        // Whoever asked may go away midway. The read must come to its end all the same, for a connection that went
        // back to the pool with its transaction open would show the next one a moment long past.
        let read = tokio::spawn(async move {
            let mut tx = Tx::new(Session::Postgres(PgSession::new(pool.get().await?)));
            let result = async {
                tx.begin_reading().await?;
                let result = run(&mut tx).await?;
                tx.rollback().await?;
                Ok(result)
            };
            let result = result.await;
            if result.is_err() {
                tx.give_up();
            }
            result
        });
        read.await
            .unwrap_or_else(|error| Err(Fault::Bug(error.to_string())))
    }

    /// Listens for what other processes say they changed, and connects again for ever.
    pub fn watch(&self, tell: impl Fn(Stale) + Send + Sync + 'static) {
        let config = self.config.clone();
        tokio::spawn(async move {
            loop {
                if let Err(fault) = listen(&config, &tell).await {
                    tracing::warn!(%fault, "no longer hears what other instances change");
                }
                // What was said meanwhile is lost, so nothing remembered can be trusted.
                tell(None);
                tokio::time::sleep(WATCH_PAUSE).await;
            }
        });
    }
}

fn config(url: &str, attrs: TargetSessionAttrs) -> Result<Config, Fault> {
    let unusable = |error: tokio_postgres::Error| {
        Fault::Unusable(format!("the database address is wrong: {error}"))
    };
    let mut config = Config::from_str(url).map_err(unusable)?;
    config.target_session_attrs(attrs);
    config.connect_timeout(Duration::from_secs(5));
    // Questions that find few rows are not worth compiling, and a large table makes each of them look worth it.
    let own = "-c jit=off -c lock_timeout=3000 -c statement_timeout=30000 \
        -c idle_in_transaction_session_timeout=60000";
    let options = config
        .get_options()
        .map_or(own.into(), |options| format!("{own} {options}"));
    config.options(options);
    if config.get_application_name().is_none() {
        config.application_name("bronya");
    }
    Ok(config)
}

fn pool(config: &Config, size: usize) -> Result<Pool, Fault> {
    let manager_config = ManagerConfig {
        recycling_method: RecyclingMethod::Fast,
    };
    let manager = Manager::from_config(config.clone(), NoTls, manager_config);
    let pool = Pool::builder(manager)
        .max_size(size)
        .wait_timeout(Some(Duration::from_secs(3)))
        .create_timeout(Some(Duration::from_secs(5)))
        .runtime(deadpool_postgres::Runtime::Tokio1);
    pool.build()
        .map_err(|error| Fault::Unusable(error.to_string()))
}

/// One writer: takes what is waiting for its venues until nobody can send any more.
async fn write(
    pool: Pool,
    mut waiting: mpsc::Receiver<Box<dyn Work>>,
    options: Options,
    meters: Arc<Meters>,
) {
    let mut idle: Option<Tx> = None;
    let mut batch = Vec::new();
    while waiting.recv_many(&mut batch, options.batch).await > 0 {
        let batch = std::mem::take(&mut batch);
        let tx = match idle.take() {
            Some(tx) if tx.is_connected() => Ok(tx),
            _ => writer(&pool).await,
        };
        match tx {
            Ok(mut tx) => {
                sabotage(&mut tx, &options);
                if batch::run(&mut tx, batch, &meters).await {
                    idle = Some(tx);
                } else {
                    tx.give_up();
                }
            }
            Err(fault) => batch::settle(batch, &Err(fault), &meters),
        }
    }
}

/// A connection for a writer.
async fn writer(pool: &Pool) -> Result<Tx, Fault> {
    let mut session = PgSession::new(pool.get().await?);
    session.run(WRITERS_WAY).await?;
    Ok(Tx::new(Session::Postgres(session)))
}

async fn listen(
    config: &Config,
    tell: &(impl Fn(Stale) + Send + Sync + 'static),
) -> Result<(), Fault> {
    let (client, mut connection) = config.connect(NoTls).await?;
    let messages = futures_util::stream::poll_fn(move |context| connection.poll_message(context));
    pin_mut!(messages);
    let subscribe = format!("listen {CHANNEL}");
    let subscribed = client.batch_execute(&subscribe);
    pin_mut!(subscribed);
    let mut subscribing = true;
    loop {
        tokio::select! {
            done = &mut subscribed, if subscribing => {
                done?;
                subscribing = false;
                // What was said before this moment went unheard.
                tell(None);
            }
            message = messages.try_next() => match message? {
                Some(AsyncMessage::Notification(notification)) => {
                    notification.payload().split('\n').map(stale).for_each(tell);
                }
                Some(_) => {}
                None => return Err(Fault::Unavailable("the connection ended".into())),
            }
        }
    }
}

/// `venue revision settings lines`, or everything where it says something else.
fn stale(line: &str) -> Stale {
    let mut words = line.split(' ');
    let mut number = || words.next()?.parse().ok();
    let (venue, revision, settings) = (VenueId(number()?), number()?, number()?);
    Some(News {
        venue,
        revision,
        settings,
        lines: words.next().and_then(lines::read),
    })
}

#[cfg(feature = "sabotage")]
fn sabotage(tx: &mut Tx, options: &Options) {
    (tx.blind, tx.lockless) = (options.sabotage.no_probe, options.sabotage.no_lock);
}

#[cfg(not(feature = "sabotage"))]
fn sabotage(_: &mut Tx, _: &Options) {}
