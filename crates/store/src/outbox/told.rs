//! What a change of a booking was, for whoever words it later: by then the booking may have changed again. It is read from the
//! history, from the line of the change and the one before it.

use bronya_domain::booking::{State, When};
use bronya_domain::command::Actor;
use bronya_domain::id::{AccountId, BookingId, SlotId, VenueId};
use bronya_domain::notice::{Glimpse, Told};

use crate::engine::{Fault, Row, Tx, texts};
use crate::rows::{OPEN_END, party, resources, span, state, word};

texts! {
    CHANGE = "select version, state_after, starts_at, ends_at, resources, slot, party, deadline, role, account, reason
        from history where venue = $1 and booking = $2 and version >= $3 - 1 and version <= $3 order by version desc";
}

/// What the change was that gave a booking this version; none where there was no such change.
pub async fn told(
    tx: &mut Tx,
    venue: VenueId,
    booking: BookingId,
    version: i64,
) -> Result<Option<Told>, Fault> {
    let args = [venue.into(), booking.into(), version.into()];
    let mut lines = tx.rows(&CHANGE, &args).await?.into_iter();
    let Some(mut line) = lines.next() else {
        return Ok(None);
    };
    let after = glimpse(&mut line)?;
    if after.version != version {
        return Ok(None);
    }
    let by = Actor {
        role: word(&line.text()?)?,
        account: line.maybe_int()?.map(AccountId),
        own: None,
    };
    let reason = line.maybe_text()?;
    let before = lines
        .next()
        .map(|mut line| glimpse(&mut line))
        .transpose()?;
    Ok(Some(Told {
        before,
        after,
        by,
        reason,
    }))
}

fn glimpse(row: &mut Row) -> Result<Glimpse, Fault> {
    let version = row.int()?;
    let state: State = state(&row.text()?)?;
    let (from, until) = (row.maybe_int()?, row.maybe_int()?);
    let when = match from {
        Some(from) => When::During(span(from, until.unwrap_or(OPEN_END))?),
        None => When::FromConfirmation,
    };
    Ok(Glimpse {
        state,
        when,
        resources: resources(&row.text()?)?,
        slot: row.maybe_int()?.map(SlotId),
        party: party(row.maybe_int()?)?,
        deadline: row.maybe_instant()?,
        version,
    })
}
