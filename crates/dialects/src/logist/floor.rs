//! The floor as it is now: the tables, who has them, who waits for them.

use std::collections::{BTreeMap, BTreeSet};

use bronya_desk::{BOOKINGS_MOST, Filter, No};
use bronya_domain::booking::{Booking, State as Stands};
use bronya_domain::catalog::Catalog;
use bronya_domain::id::ResourceId;
use bronya_domain::occupancy::{Occupancy, Owner};
use bronya_domain::resource::Resource;
use bronya_domain::span::Span;
use jiff::{SignedDuration, Timestamp};

use super::wire::Table;
use crate::door::Door;

/// So many pages of waiting orders are read at most.
const PAGES_MOST: usize = 25;

/// The table that a client names, if the contract sees it.
pub(super) fn found<'a>(
    door: &'a Door,
    catalog: &'a Catalog,
    table: &Table,
) -> Option<&'a Resource> {
    let kind = door.kinds().ours(&table.types)?;
    let mut listed = door.listed(catalog).map(|listed| &listed.resource);
    listed.find(|one| one.kind == kind && one.number == table.id)
}

/// The orders that wait, of one table or of all, the oldest first.
pub(super) async fn waiting(door: &Door, table: Option<ResourceId>) -> Result<Vec<Booking>, No> {
    let filter = Filter {
        state: Some(Stands::Requested),
        resource: table,
        ..Filter::default()
    };
    let mut orders = all(door, filter).await?;
    orders.retain(|order| !order.lapsed(door.now()));
    Ok(orders)
}

/// The order that is served next: the oldest that wants its table now, else the oldest. One whose time is over wants
/// nothing any more.
pub(super) fn next(orders: &[Booking], now: Timestamp) -> Option<&Booking> {
    let mut waiting = orders.iter().filter(|order| !order.is_over(now));
    let wants_now = |order: &&Booking| order.when.span().is_none_or(|span| span.contains(now));
    waiting.clone().find(wants_now).or_else(|| waiting.next())
}

/// The bookings that a filter lets through, the oldest first.
pub(super) async fn all(door: &Door, filter: Filter) -> Result<Vec<Booking>, No> {
    let (mut found, mut cursor) = (Vec::new(), None);
    for _ in 0..PAGES_MOST {
        let page = door
            .desk()
            .bookings(door.venue(), filter.clone(), cursor, BOOKINGS_MOST);
        let page = page.await?;
        found.extend(page.items);
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    found.sort_by_key(|booking| (booking.made_at, booking.id));
    Ok(found)
}

/// What is taken at the moment.
pub(super) struct Present {
    now: Span,
    occupancy: Occupancy,
}

impl Present {
    pub(super) async fn of(door: &Door, catalog: &Catalog) -> Result<Self, No> {
        let moment = SignedDuration::from_micros(1);
        let now = Span::lasting(door.now(), moment).unwrap_or(Span::open(door.now()));
        let taken = door.desk().taken(catalog, now, door.now()).await?;
        let occupancy = taken.into_iter().collect();
        Ok(Self { now, occupancy })
    }

    /// Whether nobody can have a table now.
    pub(super) fn holds(&self, table: &Resource) -> bool {
        let (id, lanes, now) = (table.id, table.lanes, self.now);
        let free = self.occupancy.free_lane(id, lanes, now, now.from(), &[]);
        free.is_none()
    }

    /// Who has a table now.
    pub(super) fn owners(&self, table: &Resource) -> BTreeSet<Owner> {
        let way = self
            .occupancy
            .in_the_way(table.id, self.now, self.now.from());
        way.map(|taken| taken.owner).collect()
    }
}

/// Waiting orders by the tables that they are about.
pub(super) fn by_table(orders: &[Booking]) -> BTreeMap<ResourceId, Vec<&Booking>> {
    let mut tables: BTreeMap<ResourceId, Vec<&Booking>> = BTreeMap::new();
    for order in orders {
        for table in order.resources() {
            tables.entry(table).or_default().push(order);
        }
    }
    tables
}
