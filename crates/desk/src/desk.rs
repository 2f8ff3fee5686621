//! The desk itself: what it holds and what every room of it needs.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use bronya_domain::catalog::Catalog;
use bronya_domain::command::Actor;
use bronya_domain::happening::{About, Deed};
use bronya_domain::id::VenueId;
use bronya_store::keys::Key;
use bronya_store::{Fault, Store, Tx, catalog, happenings, search};
use jiff::Timestamp;
use tokio::sync::Notify;

use crate::answer::No;
use crate::answers::Answers;
use crate::board::Board;
use crate::pictures::Pictures;
use crate::tapes::Tapes;

/// The front desk. Copies of it are the same desk.
#[derive(Clone)]
pub struct Desk {
    pub(crate) store: Store,
    pub(crate) board: Arc<Board>,
    pub(crate) pictures: Arc<Pictures>,
    pub(crate) answers: Arc<Answers>,
    /// Rings when a letter may have become due.
    pub(crate) letters: Arc<Notify>,
    /// What happened lately, for whoever listens.
    pub(crate) tapes: Arc<Tapes>,
    /// Who manages by this desk, and when, where somebody does.
    hand: Option<(Actor, Timestamp)>,
    /// The keys whose first request is still under way in this process.
    running: Arc<Mutex<HashSet<(VenueId, Key)>>>,
}

/// How the desk stands, for whoever watches over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// How often the database had to refuse an overlap itself. Anything but 0 is a bug.
    pub second_guard: u64,
    /// How many batches were written.
    pub batches: u64,
    /// How many writes they held.
    pub works: u64,
    /// How many batches failed as a whole and were tried again one by one.
    pub taken_apart: u64,
    /// How many days the board remembers.
    pub board_days: u64,
}

impl Desk {
    /// A desk over a database. It listens to what other processes change for as long as it lives.
    pub fn new(store: Store) -> Self {
        let desk = Self {
            store,
            board: Arc::default(),
            pictures: Arc::default(),
            answers: Arc::default(),
            letters: Arc::default(),
            tapes: Arc::default(),
            hand: None,
            running: Arc::default(),
        };
        let (board, pictures) = (Arc::downgrade(&desk.board), Arc::downgrade(&desk.pictures));
        let (letters, tapes) = (desk.letters.clone(), Arc::downgrade(&desk.tapes));
        let own = tapes.clone();
        desk.store.hear(move |news| {
            if let Some(tapes) = own.upgrade() {
                tapes.heard(news);
            }
        });
        desk.store.watch(move |stale| {
            letters.notify_one();
            if let Some(tapes) = tapes.upgrade() {
                stale
                    .as_ref()
                    .map_or_else(|| tapes.lost(), |news| tapes.heard(news));
            }
            let (Some(board), Some(pictures)) = (board.upgrade(), pictures.upgrade()) else {
                return;
            };
            match stale {
                Some(news) => {
                    pictures.overtaken(news.venue, news.settings);
                    board.overtaken(news.venue, news.revision);
                }
                None => {
                    pictures.forget(None);
                    board.clear();
                }
            }
        });
        desk
    }

    /// The same desk for somebody who manages a venue at this moment: what he changes of its offer, its rules, its people and
    /// its keys gets a line in its history. What is done by no such desk, as by the command line, gets none.
    #[must_use]
    pub fn by(&self, actor: Actor, now: Timestamp) -> Self {
        Self {
            hand: Some((actor, now)),
            ..self.clone()
        }
    }

    /// Writes a line for what is done to a locked venue, if somebody manages by this desk.
    pub(crate) async fn note(
        &self,
        tx: &mut Tx,
        venue: VenueId,
        deed: Deed,
        about: About,
    ) -> Result<(), Fault> {
        let Some((actor, now)) = self.hand else {
            return Ok(());
        };
        happenings::note(tx, venue, actor, deed.name(), &about, None, now).await
    }

    /// `sqlite` or `postgres`.
    pub fn engine_name(&self) -> &'static str {
        self.store.engine_name()
    }

    /// Puts everything that was committed into the database's one file, as far as it has one: for whoever closes the house, so that
    /// a copy of that file is a copy of all. Nothing is lost where it fails.
    pub async fn fold(&self) -> Result<(), No> {
        Ok(self.store.fold().await?)
    }

    /// How the desk stands.
    pub fn standing(&self) -> Standing {
        let (batches, works) = self.store.meters().batches();
        let board_days = self.board.len() as u64;
        Standing {
            second_guard: self.store.meters().second_guard(),
            batches,
            works,
            taken_apart: self.store.meters().taken_apart(),
            board_days,
        }
    }

    /// Whether the database answers.
    pub async fn ready(&self) -> Result<(), Fault> {
        self.store.read(|tx| Box::pin(search::still_here(tx))).await
    }

    /// The venue of a name in addresses, with everything that it offers.
    pub async fn venue(&self, slug: &str) -> Result<Arc<Catalog>, No> {
        if let Some(catalog) = self
            .pictures
            .named(slug)
            .and_then(|venue| self.pictures.get(venue))
        {
            return Ok(catalog);
        }
        let moment = self.pictures.moment();
        let slug = slug.to_owned();
        let found = self.store.read(move |tx| {
            Box::pin(async move {
                match catalog::find_venue(tx, &slug).await? {
                    Some((venue, _)) => catalog::load(tx, venue).await,
                    None => Ok(None),
                }
            })
        });
        let catalog = Arc::new(found.await?.ok_or(No::UnknownVenue)?);
        self.pictures.remember(&catalog, moment);
        Ok(catalog)
    }

    /// The venue of a number, with everything that it offers.
    pub async fn venue_of(&self, venue: VenueId) -> Result<Arc<Catalog>, No> {
        match self.pictures.get(venue) {
            Some(catalog) => Ok(catalog),
            None => self.afresh(venue).await,
        }
    }

    /// The picture of a venue, of exactly the version that this transaction sees.
    pub(crate) async fn catalog_in(
        &self,
        tx: &mut Tx,
        venue: VenueId,
        settings: i64,
    ) -> Result<Arc<Catalog>, Fault> {
        match self.pictures.get(venue) {
            Some(catalog) if catalog.venue.settings == settings => Ok(catalog),
            _ => {
                let loaded = catalog::load(tx, venue).await?;
                let mut catalog = loaded
                    .ok_or_else(|| Fault::Corrupt("a venue that was just seen is gone".into()))?;
                // Settings changed earlier in this batch count already, but are written with its end.
                catalog.venue.settings = settings;
                Ok(Arc::new(catalog))
            }
        }
    }

    pub(crate) fn running(&self) -> std::sync::MutexGuard<'_, HashSet<(VenueId, Key)>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
