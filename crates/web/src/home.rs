//! Where somebody comes out who has logged in: the venues where he works, and his own bookings.

use askama::Template;
use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use bronya_domain::booking::Booking;
use bronya_domain::command::Role;
use bronya_domain::id::VenueId;
use bronya_gate::{Denial, Gate};
use bronya_words::{Line, moment};

use crate::inside::Known;
use crate::page::{Frame, Page};
use crate::{facts, paths};

/// How many venues an operator is shown at most.
const VENUES_MOST: usize = 200;
/// How many of his own bookings somebody is shown at most.
const BOOKINGS_MOST: usize = 20;

#[derive(Template)]
#[template(path = "home.html")]
struct Content {
    frame: Frame,
    venues: Vec<Place>,
    bookings: Vec<Own>,
    founds: bool,
}

/// A venue where he works.
struct Place {
    name: String,
    role: String,
    /// What he may do there: what it is called, and where it is.
    ways: Vec<(String, String)>,
}

/// A booking of his own.
struct Own {
    when: String,
    venue: String,
    state: String,
    mark: &'static str,
    path: Option<String>,
}

pub(crate) fn routes() -> Router<Gate> {
    Router::new().route("/", get(show))
}

async fn show(known: Known) -> Response {
    let visitor = known.visitor;
    visitor.shown(page(&known).await)
}

async fn page(known: &Known) -> Result<Page, Denial> {
    let tongue = known.tongue();
    let content = Content {
        frame: known.frame(tongue.word("home.title")),
        venues: venues(known).await?,
        bookings: bookings(known).await?,
        founds: known.session.account.operator,
    };
    Ok(Page::of(StatusCode::OK, &content))
}

async fn venues(known: &Known) -> Result<Vec<Place>, Denial> {
    let desk = known.gate.desk();
    if known.session.account.operator {
        let all = desk.venues(VenueId(0), VENUES_MOST).await?;
        let place =
            |venue: &bronya_desk::VenueLine| place(known, &venue.name, &venue.slug, Role::Operator);
        return Ok(all.iter().map(place).collect());
    }
    let mut places = Vec::new();
    for membership in &known.session.memberships {
        let (role, _) = membership.acts_as(&known.session.account);
        if role != Role::Customer && !membership.blocked {
            let venue = &desk.venue_of(membership.venue).await?.venue;
            places.push(place(known, &venue.name, &venue.slug, role));
        }
    }
    Ok(places)
}

fn place(known: &Known, name: &str, slug: &str, role: Role) -> Place {
    let tongue = known.tongue();
    let way = |words: &str, path: String| (tongue.word(words), path);
    let mut ways = vec![
        way("way-day", paths::day(slug)),
        way("way-guest", paths::venue(slug)),
    ];
    if role == Role::Specialist {
        ways.insert(0, way("way-week", paths::week(slug)));
    }
    if matches!(role, Role::Admin | Role::Operator) {
        ways.push(way("way-settings", paths::settings(slug)));
    }
    Place {
        name: Line::name(name).to_string(),
        role: tongue.word(role_words(role)),
        ways,
    }
}

/// Under which name the words for a role are kept.
pub(crate) fn role_words(role: Role) -> &'static str {
    match role {
        Role::Guest => "role-guest",
        Role::Customer => "role-customer",
        Role::Specialist => "role-specialist",
        Role::Staff => "role-staff",
        Role::Admin => "role-admin",
        Role::Operator => "role-operator",
        Role::Clock => "role-clock",
    }
}

async fn bookings(known: &Known) -> Result<Vec<Own>, Denial> {
    let account = known.session.account.id;
    let found = known
        .gate
        .desk()
        .bookings_of(account, BOOKINGS_MOST)
        .await?;
    let mut own = Vec::with_capacity(found.len());
    for (venue, booking) in found {
        own.push(one(known, venue, &booking).await?);
    }
    Ok(own)
}

async fn one(known: &Known, venue: VenueId, booking: &Booking) -> Result<Own, Denial> {
    let (gate, tongue) = (&known.gate, known.tongue());
    let catalog = gate.desk().venue_of(venue).await?;
    let venue = &catalog.venue;
    let key = gate.secret().booking_key(venue.id, booking);
    let path = paths::booking(&venue.slug, &booking.id.code(venue.id), &key);
    let (state, mark) = facts::state(tongue, booking.state);
    Ok(Own {
        when: moment::when(tongue.0, &venue.zone, booking.when),
        venue: Line::name(&venue.name).to_string(),
        state,
        mark,
        path: (!booking.is_over(gate.now())).then_some(path),
    })
}
