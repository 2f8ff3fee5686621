//! Fetches what a decision rests on, as far as the rules say one has to look.

use std::collections::BTreeSet;
use std::sync::Arc;

use bronya_domain::booking::{Block, Booking, Hold};
use bronya_domain::catalog::Catalog;
use bronya_domain::command::Act;
use bronya_domain::facts::{Facts, Named, Numbers, Reach};
use bronya_domain::id::{BlockId, BookingId, HoldId, ResourceId, SlotId, VenueId};
use bronya_domain::occupancy::{Claim, Occupancy, Owner, Taken};
use bronya_domain::resource::Slot;
use bronya_domain::span::Span;
use jiff::Timestamp;

use crate::engine::{Fault, Place, Row, Tx, V, texts};
use crate::rows::{
    self, booking_columns, claim_columns, end, json, owner, owner_key, party, slot_columns, span,
};
use crate::undo;

macro_rules! taken_columns {
    () => {
        concat!(claim_columns!(), ", owner_kind, owner, deadline")
    };
}

/// The claims within a span: those shorter than a day by their start, the few longer ones by their end. The plus signs
/// keep SQLite from another index that would lead it through the venue's whole past.
macro_rules! claims_within {
    ($also:literal, $more:literal) => {
        concat!(
            "select ", taken_columns!(), " from claim
            where venue = $1 and live = 1 and starts_at > $2 - 86400000000 and starts_at < $3 and ends_at > $2
                and starts_at > ends_at - 86400000000 ", $also, "
            union all
            select ", taken_columns!(), " from claim
            where venue = $1 and live = 1 and starts_at <= ends_at - 86400000000 and ends_at > $2 and +starts_at < $3 ",
            $more
        )
    };
}

texts! {
    FIND_BOOKING = concat!("select ", booking_columns!(), " from booking where venue = $1 and id = $2");
    FIND_CLAIMS = concat!("select ", claim_columns!(), " from claim
        where venue = $1 and owner_kind = $2 and owner = $3 order by id");
    FIND_HOLD = "select id, starts_at, ends_at, slot, party, deadline from hold where venue = $1 and id = $2";
    FIND_BLOCK = "select id, starts_at, ends_at, resources, reason from block where venue = $1 and id = $2";
    FIND_SLOT = concat!("select ", slot_columns!(), " from slot where venue = $1 and id = $2");
    CLAIMS_OF_VENUE = claims_within!("", "");
    CLAIMS_OF_RESOURCE = claims_within!("and resource = $4", "and +resource = $4");
    /// Slots last a day at most.
    SLOTS_OF_VENUE = concat!("select ", slot_columns!(), " from slot
        where venue = $1 and starts_at > $2 - 86400000001 and starts_at < $3 and ends_at > $2");
    SLOTS_OF_RESOURCE = concat!("select ", slot_columns!(), " from slot where venue = $1 and resource = $4
        and starts_at > $2 - 86400000001 and starts_at < $3 and ends_at > $2");
    /// The order is that of the index by which SQLite then goes; without it, it takes the venue's whole past.
    REQUESTS_WITHIN = "select b.id from booking b where b.state = 'requested' and b.venue = $1
        and (b.from_confirmation = 1 or exists (select 1 from claim c
            where c.venue = b.venue and c.owner_kind = 1 and c.owner = b.id and c.starts_at < $3 and c.ends_at > $2))
        order by b.starts_at, b.id";
    EVER_BOOKED = "select 1 from claim where venue = $1 and resource = $2 and live = 1 and owner_kind = 1
        union all select 1 from resource where venue = $1 and id = $2 and was_booked = 1 limit 1";
    IN_USE = "select 1 from claim where venue = $1 and resource = $2 and live = 1 and owner_kind <> 1
        union all select 1 from slot where venue = $1 and resource = $2 limit 1";
    LANES_TAKEN = "select 1 from claim where venue = $1 and resource = $2 and live = 1 and lane >= $3 and ends_at > $4
        limit 1";
    REVISION = "select revision from venue where id = $1";
}

/// Everything that a decision about an act may rest on. The venue must be locked.
pub async fn load(
    tx: &mut Tx,
    catalog: Arc<Catalog>,
    act: &Act,
    numbers: Numbers,
    now: Timestamp,
) -> Result<Facts, Fault> {
    let venue = catalog.venue.id;
    let named = named(tx, venue, act).await?;
    let catalog = match act.channel(named.booking.as_ref()) {
        Some(channel) => catalog.kept_through(channel),
        None => catalog,
    };
    let reach = Reach::of(act, &named, &catalog, now);
    let mut facts = Facts {
        catalog,
        named,
        occupancy: Occupancy::default(),
        slots: Vec::new(),
        requests: Vec::new(),
        lapsed_bookings: Vec::new(),
        lapsed_holds: Vec::new(),
        was_booked: false,
        in_use: false,
        numbers,
    };
    if let Some(resource) = reach.to_delete {
        let place = [venue.into(), resource.into()];
        facts.was_booked = tx.row(&EVER_BOOKED, &place).await?.is_some();
        facts.in_use = tx.row(&IN_USE, &place).await?.is_some();
    }
    let Some(span) = reach.span else {
        return Ok(facts);
    };
    let resources = reach.resources.as_deref();
    let taken = claims(tx, venue, span, resources).await?;
    for owner in taken
        .iter()
        .filter(|taken| taken.lapsed(now))
        .map(|taken| taken.owner)
        .collect::<BTreeSet<_>>()
    {
        match owner {
            Owner::Booking(id) => facts.lapsed_bookings.extend(booking(tx, venue, id).await?),
            Owner::Hold(id) => facts.lapsed_holds.extend(hold(tx, venue, id).await?),
            Owner::Block(_) => {}
        }
    }
    facts.occupancy = if tx.blind {
        Occupancy::default()
    } else {
        taken.into_iter().collect()
    };
    if reach.slots {
        facts.slots = slots(tx, venue, span, resources).await?;
    }
    if reach.requests {
        facts.requests = requests(tx, venue, span, resources).await?;
    }
    Ok(facts)
}

/// How far a decision about an act will look, if the act says so by itself.
pub fn ahead(catalog: &Arc<Catalog>, act: &Act, now: Timestamp) -> Option<Reach> {
    let names_nothing = act.booking().is_none()
        && act.hold().is_none()
        && act.block().is_none()
        && act.slot().is_none()
        && act.slots().is_empty();
    let catalog = match act.channel(None) {
        Some(channel) => catalog.kept_through(channel),
        None => catalog.clone(),
    };
    names_nothing.then(|| Reach::of(act, &Named::default(), &catalog, now))
}

/// The things that an act names by number, as far as they exist.
async fn named(tx: &mut Tx, venue: VenueId, act: &Act) -> Result<Named, Fault> {
    let mut named = Named::default();
    if let Some(id) = act.booking() {
        named.booking = booking(tx, venue, id).await?;
    }
    if let Some(id) = act.hold() {
        named.hold = hold(tx, venue, id).await?;
    }
    if let Some(id) = act.block() {
        named.block = block(tx, venue, id).await?;
    }
    if let Some(id) = act.slot() {
        named.slot = slot(tx, venue, id).await?;
    }
    if !act.slots().is_empty() {
        named.slots = slots_of(tx, venue, act.slots()).await?;
    }
    if let Act::Undo(id) = act {
        named.undo = undo::find(tx, venue, *id).await?;
    }
    Ok(named)
}

/// A booking with its claims.
pub async fn booking(tx: &mut Tx, venue: VenueId, id: BookingId) -> Result<Option<Booking>, Fault> {
    let Some(row) = tx.row(&FIND_BOOKING, &[venue.into(), id.into()]).await? else {
        return Ok(None);
    };
    let claims = claims_of(tx, venue, Owner::Booking(id)).await?;
    Ok(Some(Booking {
        claims,
        ..rows::booking(row)?
    }))
}

/// The claims of bookings, in the order of the bookings.
pub(crate) async fn with_claims(
    tx: &mut Tx,
    venue: VenueId,
    bookings: Vec<Booking>,
) -> Result<Vec<Booking>, Fault> {
    let asked: Vec<Vec<V>> = bookings
        .iter()
        .map(|booking| claims_place(venue, booking.owner()))
        .collect();
    let answers = tx.rows_of_each(&FIND_CLAIMS, &asked).await?;
    let joined = bookings.into_iter().zip(answers).map(|(booking, rows)| {
        let claims = rows
            .into_iter()
            .map(|mut row| rows::claim(&mut row))
            .collect::<Result<_, _>>()?;
        Ok(Booking { claims, ..booking })
    });
    joined.collect()
}

/// A hold with its claims.
pub async fn hold(tx: &mut Tx, venue: VenueId, id: HoldId) -> Result<Option<Hold>, Fault> {
    let Some(mut row) = tx.row(&FIND_HOLD, &[venue.into(), id.into()]).await? else {
        return Ok(None);
    };
    Ok(Some(Hold {
        id: HoldId(row.int()?),
        span: span(row.int()?, row.int()?)?,
        claims: claims_of(tx, venue, Owner::Hold(id)).await?,
        slot: row.maybe_int()?.map(SlotId),
        party: party(row.maybe_int()?)?,
        deadline: row.instant()?,
    }))
}

/// A block with its claims.
pub async fn block(tx: &mut Tx, venue: VenueId, id: BlockId) -> Result<Option<Block>, Fault> {
    let Some(row) = tx.row(&FIND_BLOCK, &[venue.into(), id.into()]).await? else {
        return Ok(None);
    };
    let claims = claims_of(tx, venue, Owner::Block(id)).await?;
    Ok(Some(Block {
        claims,
        ..read_block(row)?
    }))
}

/// A block without its claims.
pub(crate) fn read_block(mut row: Row) -> Result<Block, Fault> {
    Ok(Block {
        id: BlockId(row.int()?),
        span: span(row.int()?, row.int()?)?,
        resources: json(&row.text()?)?,
        reason: row.maybe_text()?,
        claims: Vec::new(),
    })
}

/// A slot.
pub async fn slot(tx: &mut Tx, venue: VenueId, id: SlotId) -> Result<Option<Slot>, Fault> {
    let row = tx.row(&FIND_SLOT, &[venue.into(), id.into()]).await?;
    row.map(rows::slot).transpose()
}

/// The slots of these numbers, as far as there are any.
pub async fn slots_of(tx: &mut Tx, venue: VenueId, ids: &[SlotId]) -> Result<Vec<Slot>, Fault> {
    let asked: Vec<Vec<V>> = ids
        .iter()
        .map(|id| vec![venue.into(), (*id).into()])
        .collect();
    let rows = tx.rows_of_each(&FIND_SLOT, &asked).await?;
    rows.into_iter().flatten().map(rows::slot).collect()
}

fn claims_place(venue: VenueId, owner: Owner) -> Vec<V> {
    let [kind, number] = owner_key(owner);
    vec![venue.into(), kind, number]
}

async fn claims_of(tx: &mut Tx, venue: VenueId, owner: Owner) -> Result<Vec<Claim>, Fault> {
    let rows = tx.rows(&FIND_CLAIMS, &claims_place(venue, owner)).await?;
    rows.into_iter()
        .map(|mut row| rows::claim(&mut row))
        .collect()
}

/// The live claims within a span, lapsed ones too, on some resources or on all.
pub async fn claims(
    tx: &mut Tx,
    venue: VenueId,
    within: Span,
    resources: Option<&[ResourceId]>,
) -> Result<Vec<Taken>, Fault> {
    if let Some(taken) = foreseen(resources, |id| tx.known.taken_within((venue, id), within)) {
        return Ok(taken);
    }
    let rows = match resources {
        None => {
            tx.rows(
                &CLAIMS_OF_VENUE,
                &[venue.into(), within.from().into(), end(within)],
            )
            .await?
        }
        Some(resources) => each(tx, &CLAIMS_OF_RESOURCE, venue, within, resources).await?,
    };
    rows.into_iter().map(taken).collect()
}

/// The published slots within a span, on some resources or on all.
pub async fn slots(
    tx: &mut Tx,
    venue: VenueId,
    within: Span,
    resources: Option<&[ResourceId]>,
) -> Result<Vec<Slot>, Fault> {
    if let Some(slots) = foreseen(resources, |id| tx.known.slots_within((venue, id), within)) {
        return Ok(slots);
    }
    let rows = match resources {
        None => {
            tx.rows(
                &SLOTS_OF_VENUE,
                &[venue.into(), within.from().into(), end(within)],
            )
            .await?
        }
        Some(resources) => each(tx, &SLOTS_OF_RESOURCE, venue, within, resources).await?,
    };
    rows.into_iter().map(rows::slot).collect()
}

/// What was foreseen at each of several resources, or at the whole venue; none where it was not foreseen everywhere.
fn foreseen<T>(
    resources: Option<&[ResourceId]>,
    at: impl Fn(Option<ResourceId>) -> Option<Vec<T>>,
) -> Option<Vec<T>> {
    match resources {
        None => at(None),
        Some(resources) => {
            let each: Option<Vec<Vec<T>>> = resources.iter().map(|id| at(Some(*id))).collect();
            each.map(|each| each.into_iter().flatten().collect())
        }
    }
}

/// The live claims at each of many places within a span, asked as few questions.
pub(crate) async fn claims_at_each(
    tx: &mut Tx,
    places: &[(Place, Span)],
) -> Result<Vec<Vec<Taken>>, Fault> {
    at_each(tx, places, [&CLAIMS_OF_RESOURCE, &CLAIMS_OF_VENUE], taken).await
}

/// The published slots at each of many places within a span, asked as few questions.
pub(crate) async fn slots_at_each(
    tx: &mut Tx,
    places: &[(Place, Span)],
) -> Result<Vec<Vec<Slot>>, Fault> {
    at_each(
        tx,
        places,
        [&SLOTS_OF_RESOURCE, &SLOTS_OF_VENUE],
        rows::slot,
    )
    .await
}

async fn at_each<T: Clone>(
    tx: &mut Tx,
    places: &[(Place, Span)],
    [of_resource, of_venue]: [&'static crate::engine::Sql; 2],
    read: impl Fn(Row) -> Result<T, Fault>,
) -> Result<Vec<Vec<T>>, Fault> {
    let mut found = vec![Vec::new(); places.len()];
    for (is_of_resource, sql) in [(true, of_resource), (false, of_venue)] {
        let places = places.iter().enumerate();
        let (nth, asked): (Vec<usize>, Vec<Vec<V>>) = places
            .filter(|(_, ((_, resource), _))| resource.is_some() == is_of_resource)
            .map(|(nth, place)| (nth, asked_at(place)))
            .unzip();
        if asked.is_empty() {
            continue;
        }
        let answers = tx.rows_of_many(sql, &asked).await?;
        for (nth, rows) in nth.into_iter().zip(answers) {
            found[nth] = rows.into_iter().map(&read).collect::<Result<_, _>>()?;
        }
    }
    Ok(found)
}

fn asked_at(((venue, resource), within): &(Place, Span)) -> Vec<V> {
    let mut asked = vec![(*venue).into(), within.from().into(), end(*within)];
    asked.extend(resource.map(V::from));
    asked
}

/// One text asked for each of several resources.
async fn each(
    tx: &mut Tx,
    sql: &'static crate::engine::Sql,
    venue: VenueId,
    within: Span,
    resources: &[ResourceId],
) -> Result<Vec<Row>, Fault> {
    let asked: Vec<Vec<V>> = resources
        .iter()
        .map(|resource| {
            vec![
                venue.into(),
                within.from().into(),
                end(within),
                (*resource).into(),
            ]
        })
        .collect();
    Ok(tx
        .rows_of_each(sql, &asked)
        .await?
        .into_iter()
        .flatten()
        .collect())
}

fn taken(mut row: Row) -> Result<Taken, Fault> {
    Ok(Taken {
        claim: rows::claim(&mut row)?,
        owner: owner(&mut row)?,
        deadline: row.maybe_instant()?,
    })
}

/// The requests that wait for time within the span on these resources, or on any.
async fn requests(
    tx: &mut Tx,
    venue: VenueId,
    within: Span,
    resources: Option<&[ResourceId]>,
) -> Result<Vec<Booking>, Fault> {
    let asked = [venue.into(), within.from().into(), end(within)];
    let mut requests = Vec::new();
    for mut row in tx.rows(&REQUESTS_WITHIN, &asked).await? {
        requests.extend(booking(tx, venue, BookingId(row.int()?)).await?);
    }
    if let Some(resources) = resources {
        requests.retain(|request| request.resources().any(|id| resources.contains(&id)));
    }
    Ok(requests)
}

/// Whether lanes of a resource from `lane` on are taken at `now` or later.
pub async fn lanes_taken(
    tx: &mut Tx,
    venue: VenueId,
    resource: ResourceId,
    lane: u16,
    now: Timestamp,
) -> Result<bool, Fault> {
    let asked = [venue.into(), resource.into(), lane.into(), now.into()];
    Ok(tx.row(&LANES_TAKEN, &asked).await?.is_some())
}

/// The claims and slots of a venue within a span, and the venue's revision at that moment.
pub async fn picture(
    tx: &mut Tx,
    venue: VenueId,
    within: Span,
) -> Result<Option<(i64, Vec<Taken>, Vec<Slot>)>, Fault> {
    let Some(mut row) = tx.row(&REVISION, &[venue.into()]).await? else {
        return Ok(None);
    };
    let revision = row.int()?;
    let taken = claims(tx, venue, within, None).await?;
    Ok(Some((
        revision,
        taken,
        slots(tx, venue, within, None).await?,
    )))
}
