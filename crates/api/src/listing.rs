//! Bookings in lists: by time, by state, by resource, by guest, a page at a time; and by the code that people say.

use axum::extract::State;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bronya_desk::{BOOKINGS_MOST, Cursor, Filter, No};
use bronya_domain::booking::State as Stands;
use bronya_domain::catalog::Catalog;
use bronya_domain::id::{AccountId, BookingId, ResourceId};
use bronya_gate::{Caller, Denial, Gate, texts};
use garde::Validate;
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answered::Seen;
use crate::asked::{By, In, Query};
use crate::bookings::{Booking, phone};
use crate::moments::{Day, Moment, Window};
use crate::problem::Result;

/// The widest window of a list of bookings.
const WINDOW_MOST: SignedDuration = SignedDuration::from_hours(24 * 366);
/// How many bookings a page holds where the caller does not say.
const PAGE: u32 = 50;

/// Which bookings to list, in the order of their starts.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BookingsQuery {
    /// The first start.
    #[garde(skip)]
    from: Option<Moment>,
    /// The first instant after the last start; a year after the first where it does not say.
    #[garde(skip)]
    to: Option<Moment>,
    /// A local day instead.
    #[garde(skip)]
    date: Option<Day>,
    /// Only those that stand here.
    #[garde(skip)]
    state: Option<Stands>,
    /// Only those about this resource.
    #[garde(skip)]
    resource: Option<ResourceId>,
    /// Only those of the guest with this e-mail address or phone number.
    #[garde(length(chars, min = 1, max = 254))]
    contact: Option<String>,
    /// Only those that this account made.
    #[garde(skip)]
    account: Option<AccountId>,
    /// Only the one that people call by this short code; it stands beside no other filter.
    #[garde(length(chars, min = 1, max = 32))]
    code: Option<String>,
    /// How many at most; 50 where it does not say.
    #[garde(range(min = 1, max = BOOKINGS_MOST as u32))]
    limit: Option<u32>,
    /// Where the page before ended.
    #[garde(length(max = 100))]
    cursor: Option<String>,
}

/// A page of bookings.
#[derive(Default, Serialize, JsonSchema)]
pub(crate) struct BookingList {
    items: Vec<Booking>,
    /// The `cursor` of the next page; null on the last.
    next: Option<String>,
}

pub(crate) async fn list(
    State(gate): State<Gate>,
    By(caller): By,
    In(catalog): In,
    Query(query): Query<BookingsQuery>,
) -> Result<Seen<BookingList>> {
    if let Some(code) = &query.code {
        return called(&gate, &caller, &catalog, &query, code).await;
    }
    // A specialist's list is that of his own time, whatever he asks for.
    let own = caller.actor().own;
    if own.is_some() && query.resource.is_some() && query.resource != own {
        return Ok(Seen::new(BookingList::default()).private());
    }
    let window = Window {
        from: query.from,
        to: query.to,
        date: query.date,
    };
    let within = window.span_from(&catalog.venue.zone, WINDOW_MOST)?;
    let after = query.cursor.as_deref().map(read_cursor).transpose()?;
    let limit = query.limit.unwrap_or(PAGE);
    let filter = Filter {
        within,
        state: query.state,
        resource: own.or(query.resource),
        contact: query.contact.map(|contact| as_written(&catalog, contact)),
        account: query.account,
    };
    let page = gate
        .desk()
        .bookings(catalog.venue.id, filter.clone(), after, limit as usize)
        .await?;
    let next = page.next.map(write_cursor);
    let address = next.as_ref().map(|cursor| {
        let place = format!(
            "{}/v1/venues/{}/bookings",
            gate.public_url(),
            catalog.venue.slug
        );
        format!("{place}?{}limit={limit}&cursor={cursor}", repeated(&filter))
    });
    let undoable = gate.desk().undoable(catalog.venue.id, gate.now()).await?;
    let items = page
        .items
        .into_iter()
        .map(|booking| Booking::for_staff(&catalog, &undoable, booking))
        .collect();
    Ok(Seen::new(BookingList { items, next })
        .next(address)
        .private())
}

/// The booking of a short code, alone; none where no booking is called that.
async fn called(
    gate: &Gate,
    caller: &Caller,
    catalog: &Catalog,
    query: &BookingsQuery,
    code: &str,
) -> Result<Seen<BookingList>> {
    let time = query.from.is_some() || query.to.is_some() || query.date.is_some();
    let whose = query.resource.is_some() || query.contact.is_some() || query.account.is_some();
    if time || whose || query.state.is_some() || query.cursor.is_some() {
        return Err(Denial::invalid("code", "stands beside no other filter").into());
    }
    let items = match gate.desk().booking_by_code(catalog.venue.id, code).await {
        Ok(booking) if caller.actor().sees(&booking) => vec![Booking::of(catalog, booking)],
        Ok(_) | Err(No::Refused { .. }) => Vec::new(),
        Err(no) => return Err(no.into()),
    };
    Ok(Seen::new(BookingList { items, next: None }).private())
}

/// A contact as bookings have it, however people write it at the venue.
fn as_written(catalog: &Catalog, contact: String) -> String {
    let number = phone(catalog, Some(&contact)).ok().flatten();
    number.unwrap_or_else(|| texts::as_kept(contact))
}

/// What the next page is asked for again, as part of a query.
fn repeated(filter: &Filter) -> String {
    let mut query = String::new();
    if let Some(within) = filter.within {
        query.push_str(&format!("from={}&to={}&", within.from(), within.end()));
    }
    if let Some(state) = filter.state {
        query.push_str(&format!("state={}&", state.name()));
    }
    if let Some(resource) = filter.resource {
        query.push_str(&format!("resource={resource}&"));
    }
    if let Some(account) = filter.account {
        query.push_str(&format!("account={account}&"));
    }
    if let Some(contact) = &filter.contact {
        query.push_str("contact=");
        for byte in contact.bytes() {
            query.push_str(&format!("%{byte:02X}"));
        }
        query.push('&');
    }
    query
}

fn write_cursor(cursor: Cursor) -> String {
    URL_SAFE_NO_PAD.encode(format!(
        "{}.{}",
        cursor.starts_at.as_microsecond(),
        cursor.id
    ))
}

fn read_cursor(text: &str) -> Result<Cursor, Denial> {
    let read = || {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        let (starts_at, id) = text.split_once('.')?;
        let starts_at = Timestamp::from_microsecond(starts_at.parse().ok()?).ok()?;
        Some(Cursor {
            starts_at,
            id: BookingId(id.parse().ok()?),
        })
    };
    read().ok_or_else(|| Denial::invalid("cursor", "is none that a page before gave"))
}
