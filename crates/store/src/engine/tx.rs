//! One conversation with an engine: the verbs in which every room speaks SQL.

use std::collections::{BTreeMap, BTreeSet};

use bronya_domain::facts::Numbers;
use bronya_domain::id::VenueId;

use super::fault::Fault;
use super::hearers::Hearers;
use super::known::Known;
use super::lines::{self, Lines};
use super::lite_session::LiteSession;
use super::options::News;
use super::pg_session::PgSession;
use super::sending::Write;
use super::values::{Row, Sql, V, texts, touched};

texts! {
    /// Locks a venue against other batches, and reads what it counts with the revision that this one gives it.
    LOCK_VENUE = "select revision + 1, settings, next_booking, next_claim, next_hold, next_block, next_slot,
            next_resource
        from venue where id = $1 for update";
    /// Writes back what a venue counts.
    SAVE_VENUE = "update venue set revision = $2, settings = $3, next_booking = $4, next_claim = $5, next_hold = $6,
        next_block = $7, next_slot = $8, next_resource = $9 where id = $1";
}

/// Tells other processes, where there can be any, which venues changed.
static ANNOUNCE: Sql = Sql::new("ANNOUNCE", "select pg_notify('bronya_venue', $1)");

/// How many bytes PostgreSQL carries in one announcement.
const ANNOUNCED_MOST: usize = 7999;

/// A conversation with an engine, inside one transaction.
pub struct Tx {
    pub(super) session: Session,
    locked: BTreeMap<VenueId, Locked>,
    /// What the writes of a batch said that they would ask, answered before the first of them ran.
    pub(crate) known: Known,
    /// Writes that go out together with the next ones, at the latest before the next question. On SQLite, where nothing
    /// has to travel, none waits.
    waiting: Vec<Write>,
    /// The lines of history that this transaction wrote.
    lines: BTreeMap<VenueId, Lines>,
    /// Who in this process is told of a commit by the one who wrote it.
    pub(super) hearers: Option<Hearers>,
    /// Facts show no claims, because a test wants to see the guards behind them.
    pub(crate) blind: bool,
    /// Venues are not locked, because a test wants to see the guards behind it.
    pub(super) lockless: bool,
}

pub(super) enum Session {
    Sqlite(LiteSession),
    Postgres(PgSession),
}

/// A venue that this transaction has locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Locked {
    /// The revision that this batch gives it.
    pub revision: i64,
    /// The version of its settings.
    pub settings: i64,
    /// The next number of each thing that bookings are made of.
    pub numbers: Numbers,
    /// The next number of a resource.
    pub next_resource: i64,
}

impl Tx {
    pub(super) fn new(session: Session) -> Self {
        Self {
            session,
            locked: BTreeMap::new(),
            known: Known::default(),
            waiting: Vec::new(),
            lines: BTreeMap::new(),
            hearers: None,
            blind: false,
            lockless: false,
        }
    }

    /// All rows of an answer.
    pub(crate) async fn rows(&mut self, sql: &'static Sql, args: &[V]) -> Result<Vec<Row>, Fault> {
        self.send().await?;
        match &mut self.session {
            Session::Sqlite(session) => session.rows(sql, args),
            Session::Postgres(session) => session.rows(sql, args).await,
        }
    }

    /// The only row of an answer, if there is one.
    pub(crate) async fn row(
        &mut self,
        sql: &'static Sql,
        args: &[V],
    ) -> Result<Option<Row>, Fault> {
        self.rows(sql, args)
            .await
            .map(|rows| rows.into_iter().next())
    }

    /// The rows of several answers to one text, asked without waiting in between.
    pub(crate) async fn rows_of_each(
        &mut self,
        sql: &'static Sql,
        asked: &[Vec<V>],
    ) -> Result<Vec<Vec<Row>>, Fault> {
        self.send().await?;
        match &mut self.session {
            Session::Sqlite(session) => asked.iter().map(|args| session.rows(sql, args)).collect(),
            Session::Postgres(session) => session.rows_of_each(sql, asked).await,
        }
    }

    /// The rows that one text finds for each of many rows of values, asked as one: each after the one before, and so locked
    /// in their order; what is found for one of them comes in no order.
    pub(crate) async fn rows_of_many(
        &mut self,
        sql: &'static Sql,
        asked: &[Vec<V>],
    ) -> Result<Vec<Vec<Row>>, Fault> {
        self.send().await?;
        match &mut self.session {
            Session::Sqlite(session) => asked.iter().map(|args| session.rows(sql, args)).collect(),
            Session::Postgres(session) => session.rows_of_many(sql, asked).await,
        }
    }

    /// Whether a question takes a journey, so that it pays to ask many at once.
    pub(super) fn is_far(&self) -> bool {
        matches!(self.session, Session::Postgres(_))
    }

    /// Sends the writes that wait.
    pub(super) async fn send(&mut self) -> Result<(), Fault> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let waiting = std::mem::take(&mut self.waiting);
        match &mut self.session {
            Session::Sqlite(_) => Ok(()),
            Session::Postgres(session) => session.write_all(&waiting).await,
        }
    }

    /// Writes in this order, each touching a row, without waiting for the answers: at the latest the commit hears them.
    pub(crate) fn write_soon(&mut self, writes: Vec<Write>) -> Result<(), Fault> {
        match &mut self.session {
            Session::Sqlite(session) => writes
                .iter()
                .try_for_each(|(sql, args)| session.write(sql, args).and_then(|n| touched(sql, n))),
            Session::Postgres(_) => {
                self.waiting.extend(writes);
                Ok(())
            }
        }
    }

    /// Writes, and says how many rows it touched. What was foreseen may be otherwise after it.
    pub(crate) async fn write(&mut self, sql: &'static Sql, args: &[V]) -> Result<u64, Fault> {
        self.send().await?;
        self.known.forget();
        match &mut self.session {
            Session::Sqlite(session) => session.write(sql, args),
            Session::Postgres(session) => session.write(sql, args).await,
        }
    }

    /// Writes several things in this order without waiting for the answers in between. Each must touch a row.
    pub(crate) async fn write_all(&mut self, writes: Vec<Write>) -> Result<(), Fault> {
        self.send().await?;
        self.known.forget();
        match &mut self.session {
            Session::Sqlite(session) => writes
                .iter()
                .try_for_each(|(sql, args)| session.write(sql, args).and_then(|n| touched(sql, n))),
            Session::Postgres(session) => session.write_all(&writes).await,
        }
    }

    /// Prepares a text without running it.
    pub(crate) async fn prepare(&mut self, sql: &'static Sql) -> Result<(), Fault> {
        match &mut self.session {
            Session::Sqlite(session) => session.prepare(sql),
            Session::Postgres(session) => session.prepare(sql).await,
        }
    }

    pub(super) async fn begin(&mut self) -> Result<(), Fault> {
        self.start_anew();
        match &mut self.session {
            Session::Sqlite(session) => session.run("begin immediate"),
            Session::Postgres(session) => session.run("begin").await,
        }
    }

    fn start_anew(&mut self) {
        self.locked.clear();
        self.lines.clear();
        self.waiting.clear();
        self.known.forget();
    }

    /// Begins to read one moment of the database.
    pub(super) async fn begin_reading(&mut self) -> Result<(), Fault> {
        match &mut self.session {
            Session::Sqlite(session) => session.run("begin"),
            Session::Postgres(session) => {
                session
                    .run("begin isolation level repeatable read, read only")
                    .await
            }
        }
    }

    /// Makes everything since [`begin`](Self::begin) hold.
    pub(super) async fn commit(&mut self) -> Result<(), Fault> {
        match &mut self.session {
            Session::Sqlite(session) => session.commit()?,
            Session::Postgres(session) => session.commit().await?,
        }
        if let Some(hearers) = &self.hearers {
            self.news().iter().for_each(|news| hearers.tell(news));
        }
        Ok(())
    }

    pub(super) async fn rollback(&mut self) -> Result<(), Fault> {
        self.waiting.clear();
        match &mut self.session {
            Session::Sqlite(session) => session.run("rollback"),
            Session::Postgres(session) => session.run("rollback").await,
        }
    }

    /// Whether the connection still stands.
    pub(super) fn is_connected(&self) -> bool {
        match &self.session {
            Session::Sqlite(_) => true,
            Session::Postgres(session) => session.is_connected(),
        }
    }

    /// Throws the connection away with whatever it was in the middle of.
    pub(super) fn give_up(self) {
        match self.session {
            Session::Sqlite(_) => {}
            Session::Postgres(session) => session.give_up(),
        }
    }

    /// Tells other processes which venues this transaction changed; they hear it when it is committed.
    pub(super) fn announce(&mut self) -> Result<(), Fault> {
        // On SQLite no other process writes.
        if !self.is_far() {
            return Ok(());
        }
        let news = self.news();
        let told = announced(news.iter().map(in_words));
        let news = told.into_iter().map(|text| (&ANNOUNCE, vec![text.into()]));
        let news = news.collect();
        self.write_soon(news)
    }

    /// What this transaction changed about the venues that it locked.
    fn news(&self) -> Vec<News> {
        let none = Lines::default();
        let of = |(venue, locked): (&VenueId, &Locked)| News {
            venue: *venue,
            revision: locked.revision,
            settings: locked.settings,
            lines: self.lines.get(venue).unwrap_or(&none).unless_too_many(),
        };
        self.locked.iter().map(of).collect()
    }

    /// Notes which lines of a venue's history this transaction writes.
    pub(crate) fn lines(&mut self, venue: VenueId) -> &mut Lines {
        self.lines.entry(venue).or_default()
    }

    /// Locks venues in the order of their numbers, so that two batches never wait for each other in a ring.
    pub(super) async fn lock(&mut self, venues: BTreeSet<VenueId>) -> Result<(), Fault> {
        if self.lockless {
            return Ok(());
        }
        let asked: Vec<Vec<V>> = venues.iter().map(|venue| vec![(*venue).into()]).collect();
        let answers = self.rows_of_many(&LOCK_VENUE, &asked).await?;
        for (venue, rows) in venues.into_iter().zip(answers) {
            if let Some(row) = rows.into_iter().next() {
                self.locked.insert(venue, locked(row)?);
            }
        }
        Ok(())
    }

    /// Reserves numbers without keeping the lock, for the test that shows what happens without it.
    #[cfg(feature = "sabotage")]
    pub(super) async fn number_without_lock(
        &mut self,
        venues: &BTreeSet<VenueId>,
    ) -> Result<(), Fault> {
        const ROOM: i64 = 1000;
        self.locked.clear();
        for venue in venues {
            if let Some(row) = self.row(&LOCK_VENUE, &[(*venue).into()]).await? {
                let mut held = locked(row)?;
                let n = held.numbers;
                let ahead = Numbers {
                    booking: n.booking + ROOM,
                    claim: n.claim + ROOM,
                    hold: n.hold + ROOM,
                    block: n.block + ROOM,
                    slot: n.slot + ROOM,
                };
                let ahead = Locked {
                    numbers: ahead,
                    ..held
                };
                self.write_all(vec![saved(*venue, &ahead)]).await?;
                held.numbers.booking += held.revision % ROOM;
                self.locked.insert(*venue, held);
            }
        }
        Ok(())
    }

    /// What this transaction holds of a venue; none where there is no such venue.
    pub fn locked(&self, venue: VenueId) -> Option<Locked> {
        self.locked.get(&venue).copied()
    }

    /// Keeps what a venue counts, to be written back before the commit.
    pub(crate) fn set_locked(&mut self, venue: VenueId, locked: Locked) {
        self.locked.insert(venue, locked);
    }

    /// Writes back what the locked venues count.
    pub(super) fn save_locked(&mut self) -> Result<(), Fault> {
        if self.lockless {
            return Ok(());
        }
        let saved = self.locked.iter().map(|(venue, held)| saved(*venue, held));
        let saved = saved.collect();
        self.write_soon(saved)
    }
}

/// `venue revision settings lines`, as other processes read it.
fn in_words(news: &News) -> String {
    let News {
        venue,
        revision,
        settings,
        lines,
    } = news;
    let lines = lines::written(lines.as_ref());
    format!("{venue} {revision} {settings} {lines}")
}

/// News of several venues, a line each, in as few announcements as carry them.
fn announced(news: impl Iterator<Item = String>) -> Vec<String> {
    let mut told: Vec<String> = Vec::new();
    for line in news {
        match told.last_mut() {
            Some(last) if last.len() + 1 + line.len() <= ANNOUNCED_MOST => {
                last.push('\n');
                last.push_str(&line);
            }
            _ => told.push(line),
        }
    }
    told
}

/// What writes back what a venue counts.
fn saved(venue: VenueId, held: &Locked) -> Write {
    let n = held.numbers;
    let counted = [
        n.booking,
        n.claim,
        n.hold,
        n.block,
        n.slot,
        held.next_resource,
    ];
    let args = [venue.0, held.revision, held.settings];
    let args = args.into_iter().chain(counted);
    (&SAVE_VENUE, args.map(V::from).collect())
}

fn locked(mut row: Row) -> Result<Locked, Fault> {
    Ok(Locked {
        revision: row.int()?,
        settings: row.int()?,
        numbers: Numbers {
            booking: row.int()?,
            claim: row.int()?,
            hold: row.int()?,
            block: row.int()?,
            slot: row.int()?,
        },
        next_resource: row.int()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_of_many_venues_go_in_few_announcements_and_none_is_lost() {
        let news: Vec<String> = (0..1000)
            .map(|venue| format!("{venue} 7 3 12.1,d0"))
            .collect();
        let told = announced(news.iter().cloned());
        assert!(told.iter().all(|text| text.len() <= ANNOUNCED_MOST));
        assert_eq!(told.len(), 2);
        let again: Vec<&str> = told.iter().flat_map(|text| text.split('\n')).collect();
        assert_eq!(again, news);
        assert_eq!(announced(std::iter::empty()), Vec::<String>::new());
    }
}
