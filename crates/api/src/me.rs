//! One's own account: what it says, what it may do where, its bookings, and everything that is kept about it.

use axum::extract::State;
use axum::response::NoContent;
use bronya_desk::{AccountEdit, Person};
use bronya_domain::catalog::Language;
use bronya_domain::command::Role;
use bronya_domain::id::{ResourceId, VenueId};
use bronya_domain::people::Membership;
use bronya_gate::entry::Realm;
use bronya_gate::{Caller, Denial, Gate, texts};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::accounts::Account;
use crate::answered::Seen;
use crate::asked::{Body, By, Expects, Query, told};
use crate::auth::PASSWORD_MOST;
use crate::bookings::Booking;
use crate::guests::Everything;
use crate::problem::Result;

/// Oneself.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Me {
    /// The account.
    account: Account,
    /// What it may do where.
    roles: Vec<Post>,
}

/// What an account may do at a venue.
#[derive(Serialize, JsonSchema)]
struct Post {
    /// The venue's name in addresses.
    venue: String,
    /// Customer, specialist, staff or admin.
    role: Role,
    /// A specialist's own time.
    resource: Option<ResourceId>,
    /// Whether the venue wants nothing more to do with the account.
    blocked: bool,
}

/// What is changed about one's account; what is left out stays as it is, and null takes it away.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MeChange {
    /// The account's password, needed to change the e-mail address or the login name.
    #[garde(length(min = 1, max = PASSWORD_MOST))]
    password: Option<String>,
    /// Another e-mail address. It is unconfirmed until its letter's link was used.
    #[garde(length(max = 254), inner(custom(texts::email)))]
    email: Option<String>,
    /// Another login name.
    #[garde(inner(inner(custom(texts::username))))]
    #[serde(default, deserialize_with = "told")]
    #[schemars(with = "Option<String>")]
    username: Option<Option<String>>,
    /// The phone number, as E.164 writes it.
    #[garde(inner(inner(custom(texts::phone))))]
    #[serde(default, deserialize_with = "told")]
    #[schemars(with = "Option<String>")]
    phone: Option<Option<String>>,
    /// The first name.
    #[garde(inner(inner(length(chars, min = 1, max = 128), custom(texts::line))))]
    #[serde(default, deserialize_with = "told")]
    #[schemars(with = "Option<String>")]
    first_name: Option<Option<String>>,
    /// The last name.
    #[garde(inner(inner(length(chars, min = 1, max = 128), custom(texts::line))))]
    #[serde(default, deserialize_with = "told")]
    #[schemars(with = "Option<String>")]
    last_name: Option<Option<String>>,
    /// The middle name or patronymic.
    #[garde(inner(inner(length(chars, min = 1, max = 128), custom(texts::line))))]
    #[serde(default, deserialize_with = "told")]
    #[schemars(with = "Option<String>")]
    middle_name: Option<Option<String>>,
    /// The language of letters and pages.
    #[garde(skip)]
    language: Option<Language>,
}

/// That it really is oneself who wants to be forgotten.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EraseBody {
    /// The account's password.
    #[garde(length(min = 1, max = PASSWORD_MOST))]
    password: String,
}

/// Which of one's bookings to list.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MyBookingsQuery {
    /// How many at most; 50 where it does not say.
    #[garde(range(min = 1, max = 200))]
    limit: Option<u32>,
}

/// One's own bookings.
#[derive(Serialize, JsonSchema)]
pub(crate) struct MyBookings {
    items: Vec<MyBooking>,
}

/// A booking with the venue where it is.
#[derive(Serialize, JsonSchema)]
struct MyBooking {
    /// The venue's name in addresses.
    venue: String,
    /// The venue's name for people.
    venue_name: String,
    /// The booking.
    booking: Booking,
}

pub(crate) async fn show(State(gate): State<Gate>, By(caller): By) -> Result<Seen<Me>> {
    let session = caller.session()?;
    let mut roles = Vec::with_capacity(session.memberships.len());
    for membership in &session.memberships {
        roles.push(post(&gate, membership).await?);
    }
    let account = session.account.clone();
    let version = account.version;
    let account = Account::of(account);
    Ok(Seen::new(Me { account, roles }).version(version).private())
}

async fn post(gate: &Gate, membership: &Membership) -> Result<Post> {
    let catalog = gate.desk().venue_of(membership.venue).await?;
    Ok(Post {
        venue: catalog.venue.slug.clone(),
        role: membership.role,
        resource: membership.resource,
        blocked: membership.blocked,
    })
}

pub(crate) async fn change(
    State(gate): State<Gate>,
    By(caller): By,
    Expects(expects): Expects,
    Body(body): Body<MeChange>,
) -> Result<Seen<Account>> {
    let edit = AccountEdit {
        email: body.email.as_deref().map(texts::as_login).map(Some),
        username: body
            .username
            .map(|name| name.as_deref().map(texts::as_login)),
        phone: body.phone,
        first_name: body.first_name,
        last_name: body.last_name,
        middle_name: body.middle_name,
        language: body.language.map(Some),
        unique_phone: false,
        is_his_email: false,
    };
    let (realm, password) = (Realm::house(), body.password.as_deref());
    let changed = gate.change_oneself(&realm, &caller, edit, password, expects);
    crate::accounts::seen(changed.await?)
}

pub(crate) async fn bookings(
    State(gate): State<Gate>,
    By(caller): By,
    Query(query): Query<MyBookingsQuery>,
) -> Result<Seen<MyBookings>> {
    let limit = query.limit.unwrap_or(50) as usize;
    let own = own(&caller)?;
    let mut items = Vec::new();
    for (venue, booking) in gate.desk().bookings_of(own, limit).await? {
        let catalog = gate.desk().venue_of(venue).await?;
        // Whom a venue has shut out gets no key to act there as a guest.
        let booking = if is_shut_out(&caller, venue)? {
            Booking::of(&catalog, booking)
        } else {
            Booking::opened(&gate, &catalog, booking, None)
        };
        items.push(MyBooking {
            venue: catalog.venue.slug.clone(),
            venue_name: catalog.venue.name.clone(),
            booking,
        });
    }
    Ok(Seen::new(MyBookings { items }).private())
}

pub(crate) async fn export(State(gate): State<Gate>, By(caller): By) -> Result<Seen<Everything>> {
    Everything::of(&gate, Person::Account(own(&caller)?)).await
}

pub(crate) async fn erase(
    State(gate): State<Gate>,
    By(caller): By,
    Body(body): Body<EraseBody>,
) -> Result<NoContent> {
    let account = &caller.session()?.account;
    gate.own_password(&Realm::house(), account, &body.password)
        .await?;
    let person = Person::Account(account.id);
    gate.desk().erase(person, gate.now()).await?;
    Ok(NoContent)
}

fn is_shut_out(caller: &Caller, venue: VenueId) -> Result<bool, Denial> {
    let mut known = caller.session()?.memberships.iter();
    Ok(known.any(|known| known.venue == venue && known.blocked))
}

fn own(caller: &Caller) -> Result<bronya_domain::id::AccountId, Denial> {
    Ok(caller.session()?.account.id)
}
