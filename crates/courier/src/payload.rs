//! What a venue's program is told of a change, as JSON: plain facts, with nothing in them that only people read.

use bronya_desk::News;
use bronya_domain::booking::{Contact, State};
use bronya_domain::id::{AccountId, BookingId, ResourceId};
use bronya_domain::money::Money;
use bronya_domain::span::Span;
use jiff::Timestamp;
use serde::Serialize;

#[derive(Serialize)]
struct Payload<'a> {
    r#type: String,
    timestamp: Timestamp,
    data: Data<'a>,
}

#[derive(Serialize)]
struct Data<'a> {
    venue: &'a str,
    booking: Told<'a>,
    reason: Option<&'a str>,
}

#[derive(Serialize)]
struct Told<'a> {
    id: BookingId,
    code: String,
    state: State,
    resources: Vec<Taken<'a>>,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
    party: Option<u32>,
    price: Money,
    contact: Contact,
    note: Option<&'a str>,
    account: Option<AccountId>,
    channel: &'a str,
    version: i64,
}

#[derive(Serialize)]
struct Taken<'a> {
    id: ResourceId,
    kind: &'a str,
    number: i64,
    name: &'a str,
}

/// The body that tells of a change which came about then.
pub(crate) fn payload(news: &News, at: Timestamp) -> serde_json::Result<Vec<u8>> {
    let (venue, booking) = (&news.catalog.venue, &news.booking);
    let span = booking.when.span();
    let payload = Payload {
        r#type: format!("booking.{}", news.topic.name()),
        timestamp: at,
        data: Data {
            venue: &venue.slug,
            booking: Told {
                id: booking.id,
                code: booking.id.code(venue.id),
                state: booking.state,
                resources: resources(news),
                from: span.map(Span::from),
                until: span.and_then(Span::until),
                party: booking.party,
                price: booking.price,
                contact: contact(news),
                note: booking.note.as_deref(),
                account: booking.account,
                channel: &booking.channel,
                version: booking.version,
            },
            reason: news.told.reason.as_deref(),
        },
    };
    serde_json::to_vec(&payload)
}

fn resources(news: &News) -> Vec<Taken<'_>> {
    let ids = news.told.after.resources.iter();
    let listed = ids.filter_map(|id| news.catalog.find(*id));
    listed
        .map(|listed| Taken {
            id: listed.resource.id,
            kind: &listed.resource.kind,
            number: listed.resource.number,
            name: &listed.resource.name,
        })
        .collect()
}

/// How to reach the guest: as he said with his booking, and where he said nothing, by his account.
fn contact(news: &News) -> Contact {
    let own = news.booking.contact.clone();
    let Some(account) = &news.account else {
        return own;
    };
    Contact {
        name: own.name.or_else(|| account.names.full()),
        email: own.email.or_else(|| account.email.clone()),
        phone: own.phone.or_else(|| account.phone.clone()),
    }
}
