//! Venues and what they offer. Whoever changes them raises the venue's `settings`, by which pictures are compared.

use std::collections::BTreeMap;

use bronya_domain::catalog::{Catalog, Venue};
use bronya_domain::facts::Numbers;
use bronya_domain::id::{ResourceId, VenueId};
use bronya_domain::policy::Policy;
use bronya_domain::resource::{Resource, Seats};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::engine::{Fault, Locked, Row, Tx, V, texts, wrong};
use crate::rows::{as_json, as_word, json, word};

macro_rules! venue_columns {
    () => {
        "id, slug, name, address, region, staff_email, zone, language, currency, hours, policy, channels, embedders, webhook, settings"
    };
}

texts! {
    VENUE = concat!("select ", venue_columns!(), " from venue where id = $1");
    VENUE_BY_SLUG = "select id, settings from venue where slug = $1";
    VENUES = "select id, slug, name from venue where id > $1 order by id limit $2";
    KINDS = "select name, policy from kind where venue = $1";
    RESOURCES = "select id, kind, number, name, seats_from, seats_to, price, lanes, open, retired, schedule, hours, policy
        from resource where venue = $1";
    /// The count of venues is a row of its own, by which instances that make venues at once wait for one another.
    BEGIN_COUNT = "insert into setting (name, value) values ('venues', '0') on conflict (name) do nothing";
    NEXT_VENUE = "update setting set value = cast(cast(value as bigint) + 1 as text) where name = 'venues'
        returning cast(value as bigint)";
    INSERT_VENUE = "insert into venue (id, slug, name, address, region, staff_email, zone, language, currency, hours, policy,
            channels, embedders, webhook, settings, revision, next_resource, next_booking, next_claim, next_hold, next_block, next_slot, made_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1, 0, 1, $15, $16, $17, $18, $19, $20)
        on conflict (slug) do nothing";
    UPDATE_VENUE = "update venue set name = $2, address = $3, region = $4, staff_email = $5, zone = $6, language = $7,
        currency = $8, hours = $9, policy = $10, channels = $11, embedders = $12, webhook = $13 where id = $1";
    SET_KIND = "insert into kind (venue, name, policy, next_number) values ($1, $2, $3, 1)
        on conflict (venue, name) do update set policy = excluded.policy";
    TOUCH_KIND = "insert into kind (venue, name, policy, next_number) values ($1, $2, '{}', 1)
        on conflict (venue, name) do nothing";
    /// A number that is asked for by name moves the count past itself, so that it is never given out again.
    COUNT_KIND = "update kind set next_number = case when $3 >= next_number then $3 + 1 else next_number end
        where venue = $1 and name = $2";
    NEXT_NUMBERS = "select name, next_number from kind where venue = $1";
    NEXT_OF_KIND = "select next_number from kind where venue = $1 and name = $2";
    INSERT_RESOURCE = "insert into resource (venue, id, kind, number, name, seats_from, seats_to, price, lanes, open,
            retired, schedule, hours, policy)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    UPDATE_RESOURCE = "update resource set kind = $3, number = $4, name = $5, seats_from = $6, seats_to = $7, price = $8,
        lanes = $9, open = $10, retired = $11, schedule = $12, hours = $13, policy = $14 where venue = $1 and id = $2";
    DELETE_RESOURCE = "delete from resource where venue = $1 and id = $2";
}

/// A venue as it stands in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VenueLine {
    /// Its number.
    pub id: VenueId,
    /// Its name in addresses.
    pub slug: String,
    /// Its name for people.
    pub name: String,
}

/// The number of a venue and the version of its settings, by its name in addresses.
pub async fn find_venue(tx: &mut Tx, slug: &str) -> Result<Option<(VenueId, i64)>, Fault> {
    let row = tx.row(&VENUE_BY_SLUG, &[slug.into()]).await?;
    row.map(|mut row| Ok((VenueId(row.int()?), row.int()?)))
        .transpose()
}

/// Venues in the order of their numbers, after `after`, at most `most`.
pub async fn venues(tx: &mut Tx, after: VenueId, most: i64) -> Result<Vec<VenueLine>, Fault> {
    let rows = tx.rows(&VENUES, &[after.into(), most.into()]).await?;
    let line = |mut row: Row| {
        Ok(VenueLine {
            id: VenueId(row.int()?),
            slug: row.text()?,
            name: row.text()?,
        })
    };
    rows.into_iter().map(line).collect()
}

/// A venue with everything that it offers.
pub async fn load(tx: &mut Tx, venue: VenueId) -> Result<Option<Catalog>, Fault> {
    let Some(row) = tx.row(&VENUE, &[venue.into()]).await? else {
        return Ok(None);
    };
    let kinds = tx.rows(&KINDS, &[venue.into()]).await?;
    let kind = |mut row: Row| Ok((row.text()?, json::<Policy>(&row.text()?)?));
    let kinds: BTreeMap<String, Policy> =
        kinds.into_iter().map(kind).collect::<Result<_, Fault>>()?;
    let resources = tx.rows(&RESOURCES, &[venue.into()]).await?;
    let resources = resources
        .into_iter()
        .map(resource)
        .collect::<Result<_, Fault>>()?;
    Ok(Some(Catalog::new(read_venue(row, kinds)?, resources)))
}

fn read_venue(mut row: Row, kinds: BTreeMap<String, Policy>) -> Result<Venue, Fault> {
    let (id, slug, name) = (VenueId(row.int()?), row.text()?, row.text()?);
    let (address, region) = (row.maybe_text()?, row.maybe_text()?);
    let staff_email = row.maybe_text()?;
    let zone_name = row.text()?;
    let zone = TimeZone::get(&zone_name).map_err(|_| wrong(format!("the zone {zone_name}")))?;
    Ok(Venue {
        id,
        slug,
        name,
        address,
        region,
        staff_email,
        zone_name,
        zone,
        language: word(&row.text()?)?,
        currency: row
            .text()?
            .parse()
            .map_err(|_| wrong("an unknown currency"))?,
        hours: row.maybe_text()?.map(|text| json(&text)).transpose()?,
        policy: json(&row.text()?)?,
        channels: json(&row.text()?)?,
        embedders: json(&row.text()?)?,
        webhook: row.maybe_text()?.map(|text| json(&text)).transpose()?,
        settings: row.int()?,
        kinds,
    })
}

fn resource(mut row: Row) -> Result<Resource, Fault> {
    Ok(Resource {
        id: ResourceId(row.int()?),
        kind: row.text()?,
        number: row.int()?,
        name: row.text()?,
        seats: Seats {
            from: row.small()?,
            to: row.small()?,
        },
        price: row.int()?,
        lanes: row.small()?,
        open: row.truth()?,
        retired: row.truth()?,
        schedule: word(&row.text()?)?,
        hours: row.maybe_text()?.map(|text| json(&text)).transpose()?,
        policy: json(&row.text()?)?,
    })
}

/// Writes a new venue and gives it its number; none where the name in addresses is taken. Its kinds are written too.
pub async fn insert_venue(
    tx: &mut Tx,
    venue: &Venue,
    now: Timestamp,
) -> Result<Option<VenueId>, Fault> {
    tx.write(&BEGIN_COUNT, &[]).await?;
    let row = tx.row(&NEXT_VENUE, &[]).await?;
    let id = VenueId(row.ok_or_else(|| wrong("a count without a row"))?.int()?);
    let mut args = vec![id.into(), venue.slug.as_str().into()];
    args.extend(venue_values(venue)?);
    let Numbers {
        booking,
        claim,
        hold,
        block,
        slot,
    } = Numbers::FIRST;
    args.extend([booking, claim, hold, block, slot].map(V::from));
    args.push(now.into());
    if tx.write(&INSERT_VENUE, &args).await? == 0 {
        return Ok(None);
    }
    // Nobody else sees it before the commit, so that whoever made it holds it and may put things into it.
    tx.set_locked(
        id,
        Locked {
            revision: 0,
            settings: venue.settings,
            numbers: Numbers::FIRST,
            next_resource: 1,
        },
    );
    for (name, policy) in &venue.kinds {
        set_kind(tx, id, name, policy).await?;
    }
    Ok(Some(id))
}

fn venue_values(venue: &Venue) -> Result<[V; 12], Fault> {
    Ok([
        venue.name.as_str().into(),
        (&venue.address).into(),
        (&venue.region).into(),
        (&venue.staff_email).into(),
        venue.zone_name.as_str().into(),
        as_word(&venue.language)?.into(),
        venue.currency.to_string().into(),
        venue.hours.as_ref().map(as_json).transpose()?.into(),
        as_json(&venue.policy)?.into(),
        as_json(&venue.channels)?.into(),
        as_json(&venue.embedders)?.into(),
        venue.webhook.as_ref().map(as_json).transpose()?.into(),
    ])
}

/// Writes what a venue says of itself; its name in addresses never changes.
pub async fn update_venue(tx: &mut Tx, venue: &Venue) -> Result<(), Fault> {
    let mut args = vec![venue.id.into()];
    args.extend(venue_values(venue)?);
    tx.write(&UPDATE_VENUE, &args).await?;
    changed(tx, venue.id)
}

/// Writes the rules of a kind.
pub async fn set_kind(
    tx: &mut Tx,
    venue: VenueId,
    name: &str,
    policy: &Policy,
) -> Result<(), Fault> {
    tx.write(
        &SET_KIND,
        &[venue.into(), name.into(), as_json(policy)?.into()],
    )
    .await?;
    changed(tx, venue)
}

/// Writes a new resource under its numbers, which nobody has and nobody had; the venue and the kind count on from there.
pub async fn insert_resource(
    tx: &mut Tx,
    venue: VenueId,
    resource: &Resource,
) -> Result<(), Fault> {
    let Some(held) = tx.locked(venue) else {
        return Err(Fault::Bug("a venue that is not locked".into()));
    };
    number_of_kind(tx, venue, &resource.kind, Some(resource.number)).await?;
    tx.write(&INSERT_RESOURCE, &values(venue, resource)?)
        .await?;
    tx.set_locked(
        venue,
        Locked {
            next_resource: held.next_resource.max(resource.id.0 + 1),
            ..held
        },
    );
    changed(tx, venue)
}

/// Writes a resource as it is now. A resource that changed its kind gets that kind's next number.
pub async fn update_resource(
    tx: &mut Tx,
    venue: VenueId,
    before: &Resource,
    after: &Resource,
) -> Result<Resource, Fault> {
    let mut after = after.clone();
    if before.kind != after.kind {
        after.number = number_of_kind(tx, venue, &after.kind, None).await?;
    }
    tx.write(&UPDATE_RESOURCE, &values(venue, &after)?).await?;
    changed(tx, venue)?;
    Ok(after)
}

/// Deletes a resource. Its numbers are not given out again.
pub async fn delete_resource(
    tx: &mut Tx,
    venue: VenueId,
    resource: ResourceId,
) -> Result<(), Fault> {
    tx.write(&DELETE_RESOURCE, &[venue.into(), resource.into()])
        .await?;
    changed(tx, venue)
}

/// The next number of each kind of a venue that has ever had one.
pub async fn next_numbers(tx: &mut Tx, venue: VenueId) -> Result<BTreeMap<String, i64>, Fault> {
    let rows = tx.rows(&NEXT_NUMBERS, &[venue.into()]).await?;
    rows.into_iter()
        .map(|mut row| Ok((row.text()?, row.int()?)))
        .collect()
}

/// The number that a resource gets within its kind; the kind counts on from there.
async fn number_of_kind(
    tx: &mut Tx,
    venue: VenueId,
    kind: &str,
    wanted: Option<i64>,
) -> Result<i64, Fault> {
    tx.write(&TOUCH_KIND, &[venue.into(), kind.into()]).await?;
    let number = match wanted {
        Some(number) => number,
        None => {
            let row = tx.row(&NEXT_OF_KIND, &[venue.into(), kind.into()]).await?;
            row.ok_or_else(|| wrong("a kind that is gone"))?.int()?
        }
    };
    tx.write(&COUNT_KIND, &[venue.into(), kind.into(), number.into()])
        .await?;
    Ok(number)
}

fn values(venue: VenueId, resource: &Resource) -> Result<Vec<V>, Fault> {
    Ok(vec![
        venue.into(),
        resource.id.into(),
        resource.kind.as_str().into(),
        resource.number.into(),
        resource.name.as_str().into(),
        resource.seats.from.into(),
        resource.seats.to.into(),
        resource.price.into(),
        resource.lanes.into(),
        resource.open.into(),
        resource.retired.into(),
        as_word(&resource.schedule)?.into(),
        resource.hours.as_ref().map(as_json).transpose()?.into(),
        as_json(&resource.policy)?.into(),
    ])
}

/// Notes that the venue's picture is out of date. A venue that is being made has none yet.
fn changed(tx: &mut Tx, venue: VenueId) -> Result<(), Fault> {
    if let Some(held) = tx.locked(venue) {
        tx.set_locked(
            venue,
            Locked {
                settings: held.settings + 1,
                ..held
            },
        );
    }
    Ok(())
}
