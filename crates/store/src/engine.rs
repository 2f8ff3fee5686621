//! Opens a database and runs work against it: reads side by side, writes gathered into batches.
//!
//! One write waits for no timer: a batch is whatever has come in while the one before it was being committed.

mod address;
mod batch;
mod checkpoints;
mod column;
mod fault;
mod hearers;
mod known;
mod lines;
mod lite_session;
mod many;
mod migrate;
mod options;
mod pg_session;
mod postgres;
mod sending;
mod sqlite;
mod tx;
mod values;

use std::path::Path;
use std::sync::Arc;

use bronya_domain::id::VenueId;
use futures_util::future::BoxFuture;
use tokio::sync::{mpsc, oneshot};

pub use address::{Address, BadAddress};
pub use batch::{Ran, Work};
pub use fault::Fault;
pub(crate) use known::{Kept, Place};
pub use lines::Lines;
#[cfg(feature = "sabotage")]
pub use options::Sabotage;
pub use options::{Meters, News, Options, Stale};
pub use tx::{Locked, Tx};
pub(crate) use values::{Row, texts, wrong};
pub use values::{Sql, V};

pub(crate) const TEXTS: &[&Sql] = tx::TEXTS;

/// A database, opened.
#[derive(Clone)]
pub struct Store {
    engine: Engine,
    meters: Arc<Meters>,
}

#[derive(Clone)]
enum Engine {
    Sqlite(Arc<sqlite::Sqlite>),
    Postgres(Arc<postgres::Postgres>),
}

impl Store {
    /// Opens a database for reading and writing and brings its schema up to date.
    ///
    /// Fails where the schema is newer than this program, where SQLite is older than 3.51.3, and where another
    /// process writes the same SQLite file.
    pub async fn open(address: &Address, options: Options) -> Result<Self, Fault> {
        let meters = Arc::new(Meters::default());
        let engine = match address {
            Address::Sqlite(path) => Engine::Sqlite(Arc::new(sqlite::Sqlite::open(
                path,
                options,
                meters.clone(),
            )?)),
            Address::Postgres(url) => Engine::Postgres(Arc::new(
                postgres::Postgres::open(url, options, meters.clone()).await?,
            )),
        };
        Ok(Self { engine, meters })
    }

    /// Opens a database for reading alone, beside whoever writes it. The schema must be up to date.
    pub async fn open_to_read(address: &Address) -> Result<Self, Fault> {
        let (options, meters) = (Options::default(), Arc::new(Meters::default()));
        let engine = match address {
            Address::Sqlite(path) => Engine::Sqlite(Arc::new(sqlite::Sqlite::open_to_read(path)?)),
            Address::Postgres(url) => Engine::Postgres(Arc::new(
                postgres::Postgres::open_to_read(url, options).await?,
            )),
        };
        Ok(Self { engine, meters })
    }

    /// `sqlite` or `postgres`.
    pub fn engine_name(&self) -> &'static str {
        match &self.engine {
            Engine::Sqlite(_) => "sqlite",
            Engine::Postgres(_) => "postgres",
        }
    }

    /// What the store counts about itself.
    pub fn meters(&self) -> &Meters {
        &self.meters
    }

    /// Hands a write over to the next batch of its venue. What became of it, the work hears in
    /// [`settle`](Work::settle). Turned away as [`Fault::Busy`] when too many are waiting.
    pub fn submit(&self, work: Box<dyn Work>) -> Result<(), Fault> {
        let sent = self.queue(work.venue())?.try_send(work);
        sent.map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => Fault::Busy,
            mpsc::error::TrySendError::Closed(_) => {
                Fault::Unavailable("the writer has stopped".into())
            }
        })
    }

    /// As [`submit`](Self::submit), but waits while too many are waiting.
    pub async fn submit_patiently(&self, work: Box<dyn Work>) -> Result<(), Fault> {
        let sent = self.queue(work.venue())?.send(work).await;
        sent.map_err(|_| Fault::Unavailable("the writer has stopped".into()))
    }

    fn queue(&self, venue: Option<VenueId>) -> Result<&mpsc::Sender<Box<dyn Work>>, Fault> {
        let queues = match &self.engine {
            Engine::Sqlite(sqlite) => &sqlite.queues,
            Engine::Postgres(postgres) => &postgres.queues,
        };
        let place = venue.map_or(0, |venue| venue.0.unsigned_abs() as usize) % queues.len().max(1);
        queues
            .get(place)
            .ok_or_else(|| Fault::Unavailable("opened for reading alone".into()))
    }

    /// Runs a write of one venue (or of none) in the next batch and returns what it gives. It may run more than once
    /// before it is committed, and is told nothing of the earlier times.
    pub async fn write<T, F>(&self, venue: Option<VenueId>, run: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: for<'a> FnMut(&'a mut Tx) -> BoxFuture<'a, Result<(Ran, T), Fault>> + Send + 'static,
    {
        let (tell, told) = oneshot::channel();
        self.submit(Box::new(batch::Once {
            venue,
            run,
            result: None,
            tell,
        }))?;
        told.await
            .unwrap_or_else(|_| Err(Fault::Unavailable("the writer has stopped".into())))
    }

    /// Runs a read. It sees one moment of the database.
    pub async fn read<T, F>(&self, run: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: for<'a> FnOnce(&'a mut Tx) -> BoxFuture<'a, Result<T, Fault>> + Send + 'static,
    {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.clone().read(run).await,
            Engine::Postgres(postgres) => postgres.read(run).await,
        }
    }

    /// Puts everything that was committed into the database's one file, so that whoever copies it when the house is closed has all.
    /// PostgreSQL looks after its files itself.
    pub async fn fold(&self) -> Result<(), Fault> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.clone().fold().await,
            Engine::Postgres(_) => Ok(()),
        }
    }

    /// Copies the database of one moment into a new file, beside whoever writes it. Fails where the file is there already, and on
    /// PostgreSQL, which has `pg_dump`.
    pub async fn back_up(&self, to: &Path) -> Result<(), Fault> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.clone().back_up(to.to_owned()).await,
            Engine::Postgres(_) => Err(Fault::Unusable(
                "PostgreSQL is backed up by `pg_dump`".into(),
            )),
        }
    }

    /// Calls `tell` whenever another process changed a venue, for as long as the store lives. On SQLite no other
    /// process writes, so it never calls.
    pub fn watch(&self, tell: impl Fn(Stale) + Send + Sync + 'static) {
        if let Engine::Postgres(postgres) = &self.engine {
            postgres.watch(tell);
        }
    }

    /// Calls `tell` after each commit of this process that changed a venue, for as long as the store lives. On PostgreSQL it
    /// never calls: there what this process commits is heard like what all others do.
    pub fn hear(&self, tell: impl Fn(&News) + Send + Sync + 'static) {
        if let Engine::Sqlite(sqlite) = &self.engine {
            sqlite.hearers.add(tell);
        }
    }

    /// Prepares a text without running it, for the test that every text is right on both engines.
    pub async fn prepare(&self, sql: &'static Sql) -> Result<(), Fault> {
        self.read(move |tx| Box::pin(async move { tx.prepare(sql).await }))
            .await
    }
}
