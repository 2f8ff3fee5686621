//! SQLite: one writer thread in one process, readers beside it, every commit on disk before it is answered.

use std::fs::{self, File};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use rusqlite::{Connection, OpenFlags};
use tokio::sync::{Semaphore, mpsc};

use super::batch::{self, Work};
use super::checkpoints::Checkpoints;
use super::fault::Fault;
use super::hearers::Hearers;
use super::lite_session::LiteSession;
use super::migrate;
use super::options::{Meters, Options};
use super::tx::{Session, Tx};

/// The first version without the bug by which a checkpoint beside a write could corrupt a database in WAL mode.
const OLDEST: i32 = 3_051_003;

/// How much of the database the writer keeps in memory.
const WRITER_CACHE_KIB: i64 = 32 * 1024;

pub(super) struct Sqlite {
    /// One queue while the file may be written, none when it was opened for reading alone.
    pub queues: Vec<mpsc::Sender<Box<dyn Work>>>,
    /// Who is told of each commit.
    pub hearers: Hearers,
    path: PathBuf,
    idle_readers: Mutex<Vec<Tx>>,
    readers: Arc<Semaphore>,
}

impl Sqlite {
    pub fn open(path: &Path, options: Options, meters: Arc<Meters>) -> Result<Self, Fault> {
        let path = &resolved(path)?;
        let lock = lock(path)?;
        let mut connection = writer(path)?;
        // In KiB when below zero. The writer meets the same few hundred pages again and again, and the default of two
        // megabytes made it read them from the file anew.
        connection.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)?;
        migrate::sqlite(&mut connection)?;
        let checkpoints = Checkpoints::of(&mut connection, writer(path)?)?;
        let (queue, waiting) = mpsc::channel(options.queue);
        let mut tx = Tx::new(Session::Sqlite(LiteSession::new(connection)));
        let hearers = Hearers::default();
        tx.hearers = Some(hearers.clone());
        sabotage(&mut tx, &options);
        let writer = std::thread::Builder::new().name("bronya-writer".into());
        writer
            .spawn(move || write(tx, waiting, checkpoints, options.batch, &meters, lock))
            .map_err(|error| Fault::Unusable(format!("no thread for the writer: {error}")))?;
        Ok(Self {
            hearers,
            ..Self::with(vec![queue], path, options.readers)
        })
    }

    pub fn open_to_read(path: &Path) -> Result<Self, Fault> {
        if !path.exists() {
            return Err(Fault::Unusable(format!(
                "there is no database at {}",
                path.display()
            )));
        }
        let sqlite = Self::with(Vec::new(), path, Options::default().readers);
        migrate::sqlite_is_ours(&mut reader(path)?)?;
        Ok(sqlite)
    }

    fn with(queues: Vec<mpsc::Sender<Box<dyn Work>>>, path: &Path, readers: usize) -> Self {
        let readers = Arc::new(Semaphore::new(readers.max(1)));
        Self {
            queues,
            hearers: Hearers::default(),
            path: path.to_owned(),
            idle_readers: Mutex::default(),
            readers,
        }
    }

    pub async fn read<T, F>(self: Arc<Self>, run: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: for<'a> FnOnce(&'a mut Tx) -> BoxFuture<'a, Result<T, Fault>> + Send + 'static,
    {
        let permit = self.readers.clone().acquire_owned().await;
        let permit = permit.map_err(|_| Fault::Unavailable("the readers have stopped".into()))?;
        aside(move || {
            let _permit = permit;
            let idle = self
                .idle_readers
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .pop();
            let mut tx = match idle {
                Some(tx) => tx,
                None => Tx::new(Session::Sqlite(LiteSession::new(reader(&self.path)?))),
            };
            let result = at_once(async {
                tx.begin_reading().await?;
                let result = run(&mut tx).await;
                tx.rollback().await?;
                result
            })?;
            self.idle_readers
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(tx);
            Ok(result)
        })
        .await
    }
}

impl Sqlite {
    /// Copies the whole log into the database and leaves it empty.
    pub async fn fold(self: Arc<Self>) -> Result<(), Fault> {
        aside(move || {
            let session = LiteSession::new(writer(&self.path)?);
            session.fold()
        })
        .await
    }

    /// Copies the database as it is at one moment into a new file that only its owner reads.
    pub async fn back_up(self: Arc<Self>, to: PathBuf) -> Result<(), Fault> {
        aside(move || {
            let unusable = |error: std::io::Error| {
                Fault::Unusable(format!("cannot write {}: {error}", to.display()))
            };
            let mut new = File::options();
            let file = new.write(true).create_new(true).mode(0o600).open(&to);
            let file = file.map_err(unusable)?;
            let path = to
                .to_str()
                .ok_or_else(|| Fault::Unusable(format!("{} is no path in UTF-8", to.display())))?;
            // SQLite fills a file that is there only where it is empty.
            let copied = reader(&self.path)?.execute("vacuum into ?1", [path]);
            if let Err(error) = copied {
                // Half a copy would be taken for one. What cannot be removed is refused the next time, as a file that is there.
                let _ = fs::remove_file(&to);
                return Err(error.into());
            }
            file.sync_all().map_err(unusable)
        })
        .await
    }
}

/// Runs what waits for the disk where nobody waits for it.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(Fault::Bug(error.to_string())))
}

/// The path without links, so that a file has one lock by whatever name it is opened.
fn resolved(path: &Path) -> Result<PathBuf, Fault> {
    let unusable =
        |error: std::io::Error| Fault::Unusable(format!("cannot open {}: {error}", path.display()));
    if path.exists() {
        return path.canonicalize().map_err(unusable);
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let folder = folder.canonicalize().map_err(unusable)?;
    Ok(path
        .file_name()
        .map_or(folder.clone(), |name| folder.join(name)))
}

/// Takes the operating system's lock on the file, so that no second process writes it. The lock goes with the process.
fn lock(path: &Path) -> Result<File, Fault> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let unusable =
        |error: std::io::Error| Fault::Unusable(format!("cannot lock {}: {error}", path.display()));
    let file = File::create(&name).map_err(unusable)?;
    file.try_lock().map_err(|error| match error {
        std::fs::TryLockError::WouldBlock => {
            Fault::Unusable(format!("another process is writing {}", path.display()))
        }
        std::fs::TryLockError::Error(error) => unusable(error),
    })?;
    Ok(file)
}

/// A connection whose commits, and whose copies of the log, are on disk when they are done.
fn writer(path: &Path) -> Result<Connection, Fault> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let connection = connect(path, flags)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    Ok(connection)
}

fn reader(path: &Path) -> Result<Connection, Fault> {
    connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, Fault> {
    if rusqlite::version_number() < OLDEST {
        return Err(Fault::Unusable(format!(
            "SQLite {} is too old: 3.51.3 is needed",
            rusqlite::version()
        )));
    }
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(connection)
}

/// The writer: takes what is waiting, at most `most` at once, until nobody can send any more.
fn write(
    mut tx: Tx,
    mut waiting: mpsc::Receiver<Box<dyn Work>>,
    mut checkpoints: Checkpoints,
    most: usize,
    meters: &Meters,
    lock: File,
) {
    let mut batch = Vec::new();
    while waiting.blocking_recv_many(&mut batch, most) > 0 {
        at_once(batch::run(&mut tx, std::mem::take(&mut batch), meters));
        if let Session::Sqlite(session) = &mut tx.session {
            checkpoints.look(session);
        }
    }
    // The lock goes last, when both connections are closed and the file is nobody's.
    drop(checkpoints);
    drop(tx);
    drop(lock);
}

/// Runs what never waits, because on SQLite every verb answers at once.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().expect("work on SQLite never waits")
}

#[cfg(feature = "sabotage")]
fn sabotage(tx: &mut Tx, options: &Options) {
    (tx.blind, tx.lockless) = (options.sabotage.no_probe, options.sabotage.no_lock);
}

#[cfg(not(feature = "sabotage"))]
fn sabotage(_: &mut Tx, _: &Options) {}
