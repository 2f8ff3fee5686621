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
    booking: Facts<'a>,
    reason: Option<&'a str>,
}

#[derive(Serialize)]
struct Facts<'a> {
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
            booking: Facts {
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use bronya_domain::booking::{Booking, When};
    use bronya_domain::catalog::{Catalog, Language, Venue};
    use bronya_domain::command::Actor;
    use bronya_domain::id::VenueId;
    use bronya_domain::notice::{Glimpse, Topic, Webhook};
    use bronya_domain::people::{Account, HOUSE, Names};
    use bronya_domain::policy::Policy;
    use jiff::tz::TimeZone;

    use super::*;

    fn venue(webhook: Webhook) -> Venue {
        Venue {
            id: VenueId(7),
            slug: "zarya".into(),
            name: "Ресторан «Заря»".into(),
            address: None,
            region: None,
            staff_email: None,
            embedders: Vec::new(),
            zone_name: "UTC".into(),
            zone: TimeZone::UTC,
            language: Language::Ru,
            currency: "RUB".parse().expect("a currency"),
            hours: None,
            policy: Policy::default(),
            webhook: Some(webhook),
            settings: 1,
            kinds: Default::default(),
            channels: Default::default(),
        }
    }

    /// A request for whatever is free once it is agreed to.
    fn booking() -> Booking {
        Booking {
            id: BookingId(42),
            state: State::Declined,
            when: When::FromConfirmation,
            claims: Vec::new(),
            slot: None,
            party: None,
            price: Money {
                minor: 250_000,
                currency: "RUB".parse().expect("a currency"),
            },
            contact: Contact {
                name: Some("Анна".into()),
                ..Contact::default()
            },
            account: Some(AccountId(3)),
            note: Some("У \"окна\"\n<b>".into()),
            language: None,
            channel: "web".into(),
            deadline: None,
            cancel_asked_at: None,
            made_at: Timestamp::UNIX_EPOCH,
            key_version: 1,
            version: 2,
        }
    }

    fn account() -> Account {
        Account {
            id: AccountId(3),
            realm: HOUSE.into(),
            username: None,
            email: Some("anna@example.org".into()),
            email_confirmed: true,
            phone: None,
            names: Names {
                first: Some("Ann".into()),
                ..Names::default()
            },
            language: None,
            operator: false,
            blocked: false,
            erased_at: None,
            made_at: Timestamp::UNIX_EPOCH,
            version: 1,
        }
    }

    #[test]
    fn what_is_not_known_is_null_and_words_are_as_they_were_written() {
        let webhook = Webhook {
            url: "https://till.example".into(),
            topics: Vec::new(),
        };
        let news = News {
            catalog: Arc::new(Catalog::new(venue(webhook.clone()), Vec::new())),
            webhook,
            topic: Topic::RivalChosen,
            told: bronya_domain::notice::Told {
                before: None,
                after: Glimpse::of(&booking()),
                by: Actor::OPERATOR,
                reason: Some("Свадьба".into()),
            },
            booking: booking(),
            account: Some(account()),
        };
        let at = "2026-11-20T12:00:00.25Z".parse().expect("an instant");
        let text = payload(&news, at).map(String::from_utf8);
        let code = BookingId(42).code(VenueId(7));
        let known = format!(
            "{}{code}{}",
            r#"{"type":"booking.rival_chosen","timestamp":"2026-11-20T12:00:00.25Z","data":{"venue":"zarya","booking":{"id":42,"code":""#,
            r#"","state":"declined","resources":[],"from":null,"until":null,"party":null,"price":{"minor":250000,"currency":"RUB"},"contact":{"name":"Анна","email":"anna@example.org","phone":null},"note":"У \"окна\"\n<b>","account":3,"channel":"web","version":2},"reason":"Свадьба"}}"#
        );
        assert_eq!(text.expect("JSON").as_deref(), Ok(&*known));
    }
}
