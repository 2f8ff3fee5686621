//! Writes a decision: bookings, claims, history, owed messages. All of it in the transaction in which it was decided,
//! so that it holds as a whole or not at all.

use bronya_domain::booking::{Booking, When};
use bronya_domain::catalog::Catalog;
use bronya_domain::command::Actor;
use bronya_domain::decide::{BookingChange, Change, Decision, Edit, Undoing};
use bronya_domain::happening::About;
use bronya_domain::id::VenueId;
use bronya_domain::occupancy::{Claim, Owner};
use bronya_domain::span::Span;
use jiff::Timestamp;

use crate::engine::{Fault, Locked, Sql, Tx, V, texts};
use crate::rows::{as_json, as_word, end, owner_key};
use crate::{catalog, happenings, outbox, undo};

texts! {
    INSERT_BOOKING = "insert into booking (venue, id, state, from_confirmation, starts_at, ends_at, zone, wall, slot,
            party, price, currency, name, email, phone, account, note, language, channel, deadline, cancel_asked_at,
            made_at, key_version, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
            $24)";
    /// Who books with an account is known at the venue from then on, at least as a customer.
    KNOW_CUSTOMER = "insert into role (venue, account, role, resource, blocked) values ($1, $2, 'customer', null, 0)
        on conflict (venue, account) do update set blocked = role.blocked";
    UPDATE_BOOKING = "update booking set state = $4, from_confirmation = $5, starts_at = $6, ends_at = $7, zone = $8,
            wall = $9, slot = $10, party = $11, deadline = $12, cancel_asked_at = $13, key_version = $14, version = $15
        where venue = $1 and id = $2 and version = $3";
    INSERT_CLAIM = "insert into claim (venue, owner_kind, owner, id, resource, lane, starts_at, ends_at, live, deadline)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    UPDATE_CLAIM = "update claim set resource = $5, lane = $6, starts_at = $7, ends_at = $8, live = $9, deadline = $10
        where venue = $1 and owner_kind = $2 and owner = $3 and id = $4";
    DELETE_CLAIM = "delete from claim where venue = $1 and owner_kind = $2 and owner = $3 and id = $4";
    REMEMBER_BOOKED = "update resource set was_booked = 1 where venue = $1 and id = $2";
    INSERT_HISTORY = "insert into history (venue, booking, version, at, role, account, act, state_before, state_after,
            starts_at, ends_at, price, reason, resources, slot, party, deadline)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
    INSERT_HOLD = "insert into hold (venue, id, starts_at, ends_at, slot, party, deadline)
        values ($1, $2, $3, $4, $5, $6, $7)";
    DELETE_HOLD = "delete from hold where venue = $1 and id = $2";
    INSERT_BLOCK = "insert into block (venue, id, starts_at, ends_at, resources, reason) values ($1, $2, $3, $4, $5, $6)";
    DELETE_BLOCK = "delete from block where venue = $1 and id = $2";
    INSERT_SLOT = "insert into slot (venue, id, resource, starts_at, ends_at, topic, price, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    UPDATE_SLOT = "update slot set resource = $3, starts_at = $4, ends_at = $5, topic = $6, price = $7, version = $8
        where venue = $1 and id = $2 and version = $8 - 1";
    DELETE_SLOT = "delete from slot where venue = $1 and id = $2";
}

type Writes = Vec<(&'static Sql, Vec<V>)>;

/// Writes a decision about a locked venue and keeps the numbers that it gave out. What `by` did is called `act` where the
/// history has a line for it that is about no booking.
pub async fn write(
    tx: &mut Tx,
    catalog: &Catalog,
    decision: &Decision,
    by: (Actor, &'static str),
    now: Timestamp,
) -> Result<(), Fault> {
    let venue = catalog.venue.id;
    let mut writes = Writes::new();
    for change in &decision.changes {
        match change {
            Change::Booking(change) => booking(&mut writes, catalog, change, now)?,
            Change::Hold(edit) => hold(&mut writes, venue, edit),
            Change::Block(edit) => block(&mut writes, venue, edit)?,
            Change::Slot(edit) => slot(&mut writes, venue, edit),
            Change::Resource(_) => {}
        }
    }
    tx.write_soon(writes)?;
    for change in &decision.changes {
        match change {
            Change::Booking(change) => messages_before(tx, venue, change, now).await?,
            Change::Resource(edit) => resource(tx, venue, edit).await?,
            Change::Hold(_) | Change::Block(_) | Change::Slot(_) => {}
        }
        line(tx, venue, change, by, now).await?;
    }
    for change in &decision.changes {
        tx.known.learn(venue, change);
    }
    let Some(held) = tx.locked(venue) else {
        return Err(Fault::Bug("a venue that is not locked".into()));
    };
    tx.set_locked(
        venue,
        Locked {
            numbers: decision.numbers,
            ..held
        },
    );
    Ok(())
}

/// The line that the venue's history gets for a change; that of a booking is written with it.
async fn line(
    tx: &mut Tx,
    venue: VenueId,
    change: &Change,
    (actor, act): (Actor, &'static str),
    now: Timestamp,
) -> Result<(), Fault> {
    if let Change::Booking(change) = change {
        let line = (change.after.id, change.after.version);
        tx.lines(venue).bookings.push(line);
    }
    let Some(about) = About::of(change) else {
        return Ok(());
    };
    let reason = match change {
        Change::Block(edit) => edit
            .after
            .as_ref()
            .and_then(|block| block.reason.as_deref()),
        _ => None,
    };
    happenings::note(tx, venue, actor, act, &about, reason, now).await
}

fn booking(
    writes: &mut Writes,
    catalog: &Catalog,
    change: &BookingChange,
    now: Timestamp,
) -> Result<(), Fault> {
    let venue = catalog.venue.id;
    let after = &change.after;
    // What a claim frees must be free before another takes it, so the old claims go first.
    match &change.before {
        None => {
            writes.push((&INSERT_BOOKING, new_booking(catalog, after)?));
            let customer = after
                .account
                .map(|account| vec![venue.into(), account.into()]);
            writes.extend(customer.map(|args| (&KNOW_CUSTOMER, args)));
        }
        Some(before) => writes.push((&UPDATE_BOOKING, changed_booking(catalog, before, after))),
    }
    let live = after.state.holds();
    let owner = after.owner();
    let old = change
        .before
        .as_ref()
        .map_or(&[][..], |before| &before.claims);
    for claim in old
        .iter()
        .filter(|old| !after.claims.iter().any(|new| new.id == old.id))
    {
        writes.push((&DELETE_CLAIM, claim_place(venue, owner, claim)));
        if !after.resources().any(|id| id == claim.resource) {
            writes.push((&REMEMBER_BOOKED, vec![venue.into(), claim.resource.into()]));
        }
    }
    let untouched = |claim: &Claim| {
        change.before.as_ref().is_some_and(|before| {
            before.claims.contains(claim)
                && before.state.holds() == live
                && before.deadline == after.deadline
        })
    };
    for claim in after.claims.iter().filter(|claim| !untouched(claim)) {
        let known = old.iter().any(|old| old.id == claim.id);
        let sql = if known { &UPDATE_CLAIM } else { &INSERT_CLAIM };
        let deadline = after.deadline.filter(|_| live);
        writes.push((sql, claim_values(venue, owner, claim, live, deadline)));
        if !live {
            writes.push((&REMEMBER_BOOKED, vec![venue.into(), claim.resource.into()]));
        }
    }
    writes.push((&INSERT_HISTORY, history(venue, change, now)?));
    writes.extend(outbox::owed(venue, after, &change.notices));
    if let Undoing::Open(undo) = &change.undoing {
        writes.push(undo::kept(venue, after.id, undo)?);
    }
    Ok(())
}

/// What becomes of the messages that the changes before this one owe and that are still to be carried.
async fn messages_before(
    tx: &mut Tx,
    venue: VenueId,
    change: &BookingChange,
    now: Timestamp,
) -> Result<(), Fault> {
    let Some(before) = &change.before else {
        return Ok(());
    };
    let (id, version) = (before.id, before.version);
    match change.undoing {
        Undoing::TakesBack => undo::withdraw(tx, venue, id, version).await,
        // Where nothing is owed, nothing can overtake them.
        _ if change.notices.is_empty() => Ok(()),
        Undoing::Stands | Undoing::Open(_) => undo::release(tx, venue, id, version, now).await,
    }
}

/// The columns that say where and when a booking is: flag, start, end, zone and wall time.
fn place_in_time(catalog: &Catalog, booking: &Booking) -> [V; 5] {
    let (flag, from, until) = match booking.when {
        When::During(span) => (false, span.from(), span.until()),
        When::FromConfirmation => (true, booking.made_at, None),
    };
    let wall = from
        .to_zoned(catalog.venue.zone.clone())
        .datetime()
        .to_string();
    [
        flag.into(),
        from.into(),
        until.into(),
        catalog.venue.zone_name.as_str().into(),
        wall.into(),
    ]
}

fn new_booking(catalog: &Catalog, booking: &Booking) -> Result<Vec<V>, Fault> {
    let venue = catalog.venue.id;
    let mut values: Vec<V> = vec![venue.into(), booking.id.into(), booking.state.name().into()];
    values.extend(place_in_time(catalog, booking));
    values.extend([
        booking.slot.into(),
        booking.party.into(),
        booking.price.minor.into(),
        booking.price.currency.to_string().into(),
        (&booking.contact.name).into(),
        (&booking.contact.email).into(),
        (&booking.contact.phone).into(),
        booking.account.into(),
        (&booking.note).into(),
        booking.language.as_ref().map(as_word).transpose()?.into(),
        booking.channel.as_str().into(),
        booking.deadline.into(),
        booking.cancel_asked_at.into(),
        booking.made_at.into(),
        booking.key_version.into(),
        booking.version.into(),
    ]);
    Ok(values)
}

fn changed_booking(catalog: &Catalog, before: &Booking, after: &Booking) -> Vec<V> {
    let mut values: Vec<V> = vec![
        catalog.venue.id.into(),
        after.id.into(),
        before.version.into(),
        after.state.name().into(),
    ];
    values.extend(place_in_time(catalog, after));
    values.extend([
        after.slot.into(),
        after.party.into(),
        after.deadline.into(),
        after.cancel_asked_at.into(),
        after.key_version.into(),
        after.version.into(),
    ]);
    values
}

fn claim_place(venue: VenueId, owner: Owner, claim: &Claim) -> Vec<V> {
    let [kind, number] = owner_key(owner);
    vec![venue.into(), kind, number, claim.id.into()]
}

fn claim_values(
    venue: VenueId,
    owner: Owner,
    claim: &Claim,
    live: bool,
    deadline: Option<Timestamp>,
) -> Vec<V> {
    let mut values = claim_place(venue, owner, claim);
    values.extend([claim.resource.into(), claim.lane.into()]);
    values.extend(ends(claim.span));
    values.extend([live.into(), deadline.into()]);
    values
}

fn ends(span: Span) -> [V; 2] {
    [span.from().into(), end(span)]
}

fn history(venue: VenueId, change: &BookingChange, now: Timestamp) -> Result<Vec<V>, Fault> {
    let after = &change.after;
    let span = after.when.span();
    Ok(vec![
        venue.into(),
        after.id.into(),
        after.version.into(),
        now.into(),
        as_word(&change.actor.role)?.into(),
        change.actor.account.into(),
        change.act.into(),
        change
            .before
            .as_ref()
            .map(|before| before.state.name())
            .into(),
        after.state.name().into(),
        span.map(Span::from).into(),
        span.and_then(Span::until).into(),
        after.price.minor.into(),
        (&change.reason).into(),
        resources_of(after).into(),
        after.slot.into(),
        after.party.into(),
        after.deadline.into(),
    ])
}

/// The resources of a booking as its history keeps them, in the order of its claims.
fn resources_of(booking: &Booking) -> String {
    let numbers = booking
        .claims
        .iter()
        .map(|claim| claim.resource.to_string());
    numbers.collect::<Vec<_>>().join(",")
}

fn hold(writes: &mut Writes, venue: VenueId, edit: &Edit<bronya_domain::booking::Hold>) {
    if let Some(before) = &edit.before {
        let owner = Owner::Hold(before.id);
        writes.push((&DELETE_HOLD, vec![venue.into(), before.id.into()]));
        writes.extend(
            before
                .claims
                .iter()
                .map(|claim| (&DELETE_CLAIM, claim_place(venue, owner, claim))),
        );
    }
    if let Some(after) = &edit.after {
        let mut values = vec![venue.into(), after.id.into()];
        values.extend(ends(after.span));
        values.extend([after.slot.into(), after.party.into(), after.deadline.into()]);
        writes.push((&INSERT_HOLD, values));
        let (owner, deadline) = (Owner::Hold(after.id), Some(after.deadline));
        let claims = after.claims.iter();
        writes.extend(claims.map(|claim| {
            (
                &INSERT_CLAIM,
                claim_values(venue, owner, claim, true, deadline),
            )
        }));
    }
}

fn block(
    writes: &mut Writes,
    venue: VenueId,
    edit: &Edit<bronya_domain::booking::Block>,
) -> Result<(), Fault> {
    if let Some(before) = &edit.before {
        let owner = Owner::Block(before.id);
        writes.push((&DELETE_BLOCK, vec![venue.into(), before.id.into()]));
        writes.extend(
            before
                .claims
                .iter()
                .map(|claim| (&DELETE_CLAIM, claim_place(venue, owner, claim))),
        );
    }
    if let Some(after) = &edit.after {
        let mut values = vec![venue.into(), after.id.into()];
        values.extend(ends(after.span));
        values.extend([as_json(&after.resources)?.into(), (&after.reason).into()]);
        writes.push((&INSERT_BLOCK, values));
        let owner = Owner::Block(after.id);
        writes.extend(
            after
                .claims
                .iter()
                .map(|claim| (&INSERT_CLAIM, claim_values(venue, owner, claim, true, None))),
        );
    }
    Ok(())
}

fn slot(writes: &mut Writes, venue: VenueId, edit: &Edit<bronya_domain::resource::Slot>) {
    let write = match (&edit.before, &edit.after) {
        (None, None) => return,
        (Some(before), None) => (&DELETE_SLOT, vec![venue.into(), before.id.into()]),
        (before, Some(after)) => {
            let mut values = vec![venue.into(), after.id.into(), after.resource.into()];
            values.extend(ends(after.span));
            values.extend([
                V::from(&after.topic),
                after.price.into(),
                after.version.into(),
            ]);
            (
                if before.is_some() {
                    &UPDATE_SLOT
                } else {
                    &INSERT_SLOT
                },
                values,
            )
        }
    };
    writes.push(write);
}

async fn resource(
    tx: &mut Tx,
    venue: VenueId,
    edit: &Edit<bronya_domain::resource::Resource>,
) -> Result<(), Fault> {
    match (&edit.before, &edit.after) {
        (Some(before), Some(after)) => catalog::update_resource(tx, venue, before, after)
            .await
            .map(drop),
        (Some(before), None) => catalog::delete_resource(tx, venue, before.id).await,
        (None, _) => Err(Fault::Bug("a decision that makes a resource".into())),
    }
}
