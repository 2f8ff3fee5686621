//! Answers what can be had and why not, from the board where that remembers the days.

use std::sync::Arc;

use bronya_domain::availability::{
    Explained, Offer, Offers, Question, explain, from_confirmation, offers, steady_until,
};
use bronya_domain::catalog::{Catalog, Listed};
use bronya_domain::command::Filter;
use bronya_domain::hours::local_day;
use bronya_domain::id::{BookingId, VenueId};
use bronya_domain::occupancy::Owner;
use bronya_domain::policy::minutes;
use bronya_domain::rules::Circumstances;
use bronya_domain::span::{Span, later};
use bronya_store::facts;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::answer::No;
use crate::answers::Answer;
use crate::board::{Picture, merged};
use crate::desk::Desk;
use crate::sight::Sight;

/// No slot lasts longer.
const SLOT_MOST: SignedDuration = SignedDuration::from_hours(24);
/// A question that reaches farther is not answered from the board, whose days it would crowd.
const REACH_REMEMBERED: SignedDuration = SignedDuration::from_hours(24 * 64);
/// How many starts one search may look at.
const STARTS_MOST: i64 = 1_000_000;

type Result<T, E = No> = std::result::Result<T, E>;

/// What can be had.
#[derive(Clone, Debug, PartialEq)]
pub struct Available {
    /// The venue as it was when it was asked.
    pub catalog: Arc<Catalog>,
    /// The stays.
    pub offers: Arc<Offers>,
}

impl Desk {
    /// What can be had, from memory.
    pub async fn available(
        &self,
        catalog: &Arc<Catalog>,
        question: &Question,
        now: Timestamp,
    ) -> Result<Available> {
        let (available, _) = self.available_in_sight(catalog, question, now).await?;
        Ok(available)
    }

    /// The same, with what the answer rests on, where that is all in memory: as long as it stands, the answer does.
    pub async fn available_in_sight(
        &self,
        catalog: &Arc<Catalog>,
        question: &Question,
        now: Timestamp,
    ) -> Result<(Available, Option<Sight>)> {
        let available = |offers| Available {
            catalog: catalog.clone(),
            offers,
        };
        if let Some(known) = self.answers.get(catalog, question)
            && self.stands(&known.sight, now)
        {
            let sight = Some(known.sight.clone());
            return Ok((available(known.offers.clone()), sight));
        }
        answerable(catalog, question)?;
        let (venue, reach) = (catalog.venue.id, reach(catalog, question));
        // Before the picture is taken: what is committed in between makes the marks old, never the answer.
        let marked = days_within(catalog, reach).and_then(|days| {
            let marks = self.board.marks(venue, &days)?;
            Some((days, marks))
        });
        let picture = self.picture(catalog, question).await?;
        let circumstances = circumstances(catalog, &picture, now);
        let offers = Arc::new(offers(&circumstances, question));
        let sight = marked.map(|(days, marks)| Sight {
            venue,
            settings: catalog.venue.settings,
            days,
            marks,
            since: now,
            until: steady_until(&circumstances, question),
        });
        if let Some(sight) = &sight {
            let answer = Answer {
                catalog: catalog.clone(),
                sight: sight.clone(),
                offers: offers.clone(),
            };
            self.answers.keep(question, answer);
        }
        Ok((available(offers), sight))
    }

    /// Whether what an answer rests on still stands.
    pub fn stands(&self, sight: &Sight, now: Timestamp) -> bool {
        let in_time = sight.since <= now && now < sight.until;
        let catalog = self.pictures.get(sight.venue);
        in_time
            && catalog.is_some_and(|catalog| sight.settings == catalog.venue.settings)
            && self.board.is_marked(sight.venue, &sight.days, &sight.marks)
    }

    /// What could be had if it were confirmed now, until somebody releases it. What is to be had during a given interval
    /// is told by [`available`](Self::available), asked about that one start and that length.
    pub async fn available_from_confirmation(
        &self,
        catalog: &Arc<Catalog>,
        party: Option<u32>,
        filter: &Filter,
        now: Timestamp,
    ) -> Result<Vec<Offer>> {
        let question = Question {
            starts: Span::lasting(now, SLOT_MOST).unwrap_or(Span::open(now)),
            party,
            filter: filter.clone(),
            length: None,
        };
        let picture = self.picture(catalog, &question).await?;
        let circumstances = circumstances(catalog, &picture, now);
        Ok(from_confirmation(&circumstances, party, filter))
    }

    /// Where a booking could move, from memory: it is not in its own way.
    pub async fn available_beside(
        &self,
        catalog: &Arc<Catalog>,
        question: &Question,
        booking: BookingId,
        now: Timestamp,
    ) -> Result<Available> {
        let own = Some(Owner::Booking(booking));
        let offers = self.offers_beside(catalog, question, own, now).await?;
        Ok(Available {
            catalog: catalog.clone(),
            offers: Arc::new(offers),
        })
    }

    /// What can be had if nothing of one owner were in the way.
    pub(crate) async fn offers_beside(
        &self,
        catalog: &Arc<Catalog>,
        question: &Question,
        own: Option<Owner>,
        now: Timestamp,
    ) -> Result<Offers> {
        answerable(catalog, question)?;
        let picture = self.picture_beside(catalog, question, own).await?;
        Ok(offers(&circumstances(catalog, &picture, now), question))
    }

    /// What every rule says to a stay from `from` on each resource that the question is about.
    pub async fn explained(
        &self,
        catalog: &Arc<Catalog>,
        question: &Question,
        from: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<Explained>> {
        let picture = self.picture(catalog, question).await?;
        let circumstances = circumstances(catalog, &picture, now);
        Ok(explain(&circumstances, question, from))
    }

    /// The same about a booking that could move there: it is not in its own way.
    pub async fn explained_beside(
        &self,
        catalog: &Arc<Catalog>,
        question: &Question,
        from: Timestamp,
        booking: BookingId,
        now: Timestamp,
    ) -> Result<Vec<Explained>> {
        let own = Some(Owner::Booking(booking));
        let picture = self.picture_beside(catalog, question, own).await?;
        let circumstances = circumstances(catalog, &picture, now);
        Ok(explain(&circumstances, question, from))
    }

    /// What is taken and published around the stays that a question is about: from memory day by day, and straight
    /// from the database where stays may last longer than it is worth remembering.
    async fn picture(&self, catalog: &Arc<Catalog>, question: &Question) -> Result<Arc<Picture>> {
        let venue = catalog.venue.id;
        let reach = reach(catalog, question);
        let Some(days) = days_within(catalog, reach) else {
            let read = self
                .store
                .read(move |tx| Box::pin(facts::picture(tx, venue, reach)));
            let (_, taken, slots) = read.await?.ok_or(No::UnknownVenue)?;
            let occupancy = taken.into_iter().collect();
            return Ok(Arc::new(Picture { occupancy, slots }));
        };
        let known = self.board.days(venue, &days);
        let mut pictures = Vec::with_capacity(days.len());
        for ((day, span), known) in days.into_iter().zip(known) {
            pictures.push(match known {
                Some(picture) => picture,
                None => self.read_day(venue, day, span).await?,
            });
        }
        Ok(merged(&pictures))
    }

    /// The same, as if nothing of one owner were in the way.
    async fn picture_beside(
        &self,
        catalog: &Arc<Catalog>,
        question: &Question,
        own: Option<Owner>,
    ) -> Result<Arc<Picture>> {
        let mut picture = self.picture(catalog, question).await?;
        if let Some(own) = own {
            let picture = Arc::make_mut(&mut picture);
            let others = picture.occupancy.all().filter(|taken| taken.owner != own);
            picture.occupancy = others.copied().collect();
        }
        Ok(picture)
    }

    async fn read_day(&self, venue: VenueId, day: Date, span: Span) -> Result<Arc<Picture>> {
        let moment = self.board.moment();
        let read = self
            .store
            .read(move |tx| Box::pin(facts::picture(tx, venue, span)));
        let (revision, taken, slots) = read.await?.ok_or(No::UnknownVenue)?;
        let picture = Arc::new(Picture {
            occupancy: taken.into_iter().collect(),
            slots,
        });
        self.board
            .remember(venue, day, span, revision, picture.clone(), moment);
        Ok(picture)
    }
}

/// The local days that a span touches; none where they are too many to be remembered.
fn days_within(catalog: &Catalog, reach: Span) -> Option<Vec<(Date, Span)>> {
    reach
        .length()
        .filter(|length| *length <= REACH_REMEMBERED)?;
    let zone = &catalog.venue.zone;
    let first = reach.from().to_zoned(zone.clone()).date();
    let last = later(reach.end(), -SignedDuration::from_micros(1));
    let last = last.to_zoned(zone.clone()).date();
    let days = first.series(1.day()).take_while(|day| *day <= last);
    let days = days.filter_map(|day| Some((day, local_day(day, zone)?)));
    Some(days.collect())
}

fn circumstances<'a>(
    catalog: &'a Catalog,
    picture: &'a Picture,
    now: Timestamp,
) -> Circumstances<'a> {
    Circumstances {
        catalog,
        occupancy: &picture.occupancy,
        slots: &picture.slots,
        now,
    }
}

/// The time that the stays of a question can touch, buffers included; without end where stays may have none.
fn reach(catalog: &Catalog, question: &Question) -> Span {
    let listed = catalog.listed().iter();
    let listed = listed.filter(|listed| question.filter.admits(&listed.resource));
    let (mut before, mut after) = (SignedDuration::ZERO, SLOT_MOST);
    let mut ends = true;
    for listed in listed {
        let rules = &listed.rules;
        let longest = rules.stay.longest();
        ends &= longest.or(question.length).is_some();
        let stay = longest.max(question.length).unwrap_or_default();
        before = before.max(minutes(rules.buffer_before_minutes));
        after = after.max(stay + minutes(rules.buffer_after_minutes));
    }
    let around = question.starts.widened(before, after);
    if ends {
        around
    } else {
        Span::open(around.from())
    }
}

/// Refuses a question with more possible answers than one should have to wait for.
fn answerable(catalog: &Catalog, question: &Question) -> Result<()> {
    let days = question
        .starts
        .length()
        .map(|length| length.as_hours() / 24 + 1);
    let starts_a_day = |listed: &Listed| match listed.rules.grid_minutes.get() {
        Some(grid) => 1440 / i64::from(grid.max(1)) + 1,
        None => 1,
    };
    let listed = catalog.listed().iter();
    let wanted = listed.filter(|listed| question.filter.admits(&listed.resource));
    let a_day: i64 = wanted.map(starts_a_day).sum();
    match days {
        Some(days) if days.saturating_mul(a_day) <= STARTS_MOST => Ok(()),
        _ => Err(No::invalid(
            "to",
            "asks about too much time for so many resources",
        )),
    }
}
