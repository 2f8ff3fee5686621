//! Writes SQLite's log into the database beside the writer, which stopped for it with every batch in so many.
//!
//! A second connection copies most of the log while the writer goes on filling it. The writer then copies the little that came
//! meanwhile, for only when all of it is copied does the log begin anew.

use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::thread::JoinHandle;

use rusqlite::Connection;

use super::fault::Fault;
use super::lite_session::LiteSession;

/// How many pages the log holds before it is copied. Many bookings touch the same pages, and with the usual thousand each page
/// was written into the file again and again.
const PAGES: i32 = 4000;

/// How many pages it holds before the writer waits for the copying.
const PAGES_MOST: i32 = 8 * PAGES;

/// How often the copying goes after what came meanwhile. SQLite puts the database on disk only where it has copied all: whoever
/// stops before leaves it to the writer to wait for that.
const ROUNDS_MOST: u32 = 10;

/// How many pages are so quickly copied that mostly no commit comes in between.
const LITTLE: i32 = 64;

/// The copying of one writer's log.
pub(super) struct Checkpoints {
    /// How many pages the log held after the last commit.
    pages: Arc<AtomicI32>,
    wanted: Option<SyncSender<()>>,
    done: Receiver<()>,
    is_under_way: bool,
    thread: Option<JoinHandle<()>>,
}

impl Checkpoints {
    /// Copies from now on what `writer` commits, by a connection of its own.
    pub fn of(writer: &mut Connection, beside: Connection) -> Result<Self, Fault> {
        let pages = Arc::new(AtomicI32::new(0));
        let (seen, known) = (pages.clone(), pages.clone());
        // It takes the place of the hook by which SQLite would copy the log by itself.
        writer.wal_hook(Some(move |_: &mut rusqlite::hooks::Wal, pages| {
            seen.store(pages, Ordering::Relaxed);
            Ok(())
        }))?;
        let (wanted, asked) = sync_channel(1);
        let (tell, done) = sync_channel(1);
        let thread = std::thread::Builder::new().name("bronya-log".into());
        let thread = thread
            .spawn(move || copy_when_asked(beside, &known, &asked, &tell))
            .map_err(|error| Fault::Unusable(format!("no thread for the log: {error}")))?;
        Ok(Self {
            pages,
            wanted: Some(wanted),
            done,
            is_under_way: false,
            thread: Some(thread),
        })
    }

    /// Looks after each batch whether the log should be copied, and whether it was.
    pub fn look(&mut self, writer: &mut LiteSession) {
        let pages = self.pages.load(Ordering::Relaxed);
        if self.is_under_way {
            let is_done = if pages > PAGES_MOST {
                self.done.recv().is_ok()
            } else {
                self.done.try_recv() != Err(TryRecvError::Empty)
            };
            if is_done {
                self.is_under_way = false;
                told(writer.checkpoint());
            }
        } else if pages >= PAGES {
            let asked = self.wanted.as_ref().map(|wanted| wanted.send(()));
            self.is_under_way = matches!(asked, Some(Ok(())));
        }
    }
}

impl Drop for Checkpoints {
    fn drop(&mut self) {
        self.wanted = None;
        if let Some(thread) = self.thread.take() {
            // It has nothing to say; a panic in it was told when it happened.
            drop(thread.join());
        }
    }
}

fn copy_when_asked(
    connection: Connection,
    pages: &AtomicI32,
    asked: &Receiver<()>,
    tell: &SyncSender<()>,
) {
    let mut session = LiteSession::new(connection);
    while asked.recv().is_ok() {
        told(copy(&mut session, pages));
        if tell.send(()).is_err() {
            return;
        }
    }
}

/// Copies the log and, in ever shorter rounds, what the writer adds meanwhile.
fn copy(session: &mut LiteSession, pages: &AtomicI32) -> Result<(), Fault> {
    let mut before = 0;
    for _ in 0..ROUNDS_MOST {
        let copied = session.checkpoint()?;
        if copied - before <= LITTLE || copied == pages.load(Ordering::Relaxed) {
            break;
        }
        before = copied;
    }
    Ok(())
}

/// A log that could not be copied goes on growing and is tried again with the next batches; nothing is lost by it.
fn told<T>(end: Result<T, Fault>) {
    if let Err(fault) = end {
        tracing::warn!(%fault, "the log could not be copied into the database");
    }
}
