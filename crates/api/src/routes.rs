//! Every route: who may call it, what it is called, what it is for, who answers it. What is not here
//! does not exist, apart from the document that is made of this table and the page that shows it.

use aide::axum::ApiRouter;
use aide::axum::routing::{self, ApiMethodRouter};
use aide::operation::{OperationHandler, OperationInput, OperationOutput};
use aide::transform::TransformOperation;
use axum::extract::Request;
use axum::handler::Handler;
use axum::middleware::{Next, from_fn};
use bronya_domain::people::Scope;
use bronya_gate::{Gate, Who};

use crate::{
    accounts, acts, agenda, api_keys, auth, availability, blocks, bookings, dialects, events,
    feeds, floor_plan, guests, history, holds, hours, layers, letters, listing, me, people, policy,
    preview, resources, samples, series, sessions, slots, venues, visits, walk_ins, watch, webhook,
};

const ENTRANCE: Who = Who::Entrance;
const ANYONE: Who = Who::Anyone;
/// Who sees one booking, and who changes it.
const SEES: Who = Who::Own(Scope::ReadBookings);
const OWNS: Who = Who::Own(Scope::WriteBookings);
/// Who books: anybody may.
const GUESTS: Who = Who::Guest(Scope::WriteBookings);
/// Who works at the venue, a specialist for his own time: sees bookings, decides them, says what is offered.
const READER: Who = Who::Crew(Scope::ReadBookings);
const CREW: Who = Who::Crew(Scope::WriteBookings);
const OFFER: Who = Who::Crew(Scope::WriteOffer);
/// Who runs the venue: what it is made of, what it says of itself.
const RESOURCES: Who = Who::Admin(Some(Scope::WriteOffer));
const SETTINGS: Who = Who::Admin(Some(Scope::WriteSettings));
const ADMIN: Who = Who::Admin(None);
const ACCOUNT: Who = Who::Account;
const OPERATOR: Who = Who::Operator;

/// Every route.
pub(crate) fn table() -> ApiRouter<Gate> {
    ApiRouter::new()
        .merge(venue())
        .merge(offer())
        .merge(guests())
        .merge(desk())
        .merge(entry())
        .merge(people())
        .merge(house())
}

/// The venue and its settings.
#[rustfmt::skip]
fn venue() -> ApiRouter<Gate> {
    ApiRouter::new()
        .api_route("/v1/venues",
            get(OPERATOR, "venues.list", "Lists the venues.", venues::list)
            .merge(post(OPERATOR, "venues.create", "Makes a venue.", venues::create)))
        .api_route("/v1/venues/{venue}",
            get(ANYONE, "venues.show", "Shows a venue.", venues::show)
            .merge(patch(SETTINGS, "venues.change", "Changes what a venue says of itself.", venues::change)))
        .api_route("/v1/venues/{venue}/hours",
            get(ANYONE, "hours.show", "Shows when a venue is open.", hours::show)
            .merge(put(SETTINGS, "hours.replace", "Says when a venue is open.", hours::replace)))
        .api_route("/v1/venues/{venue}/policy",
            get(ANYONE, "policy.show_venue", "Shows the rules of a venue.", policy::show_venue)
            .merge(put(SETTINGS, "policy.replace_venue", "Replaces the rules of a venue.", policy::replace_venue)))
        .api_route("/v1/venues/{venue}/kinds/{kind}/policy",
            get(ANYONE, "policy.show_kind", "Shows the rules of a kind.", policy::show_kind)
            .merge(put(SETTINGS, "policy.replace_kind", "Replaces the rules of a kind.", policy::replace_kind)))
        .api_route("/v1/venues/{venue}/channels/{channel}/policy",
            get(ADMIN, "policy.show_channel", "Shows the rules of bookings that come through a channel.", policy::show_channel)
            .merge(put(SETTINGS, "policy.replace_channel", "Replaces the rules of bookings that come through a channel: `api`, or a foreign contract's name.", policy::replace_channel)))
        .api_route("/v1/venues/{venue}/resources/{id}/policy",
            get(ANYONE, "policy.show_resource", "Shows the rules of a resource.", policy::show_resource)
            .merge(put(SETTINGS, "policy.replace_resource", "Replaces the rules of a resource.", policy::replace_resource)))
        .api_route("/v1/venues/{venue}/preview",
            post(SETTINGS, "preview.show", "Shows which future bookings a change of settings would touch; saves nothing.", preview::show))
}

/// What the venue offers.
#[rustfmt::skip]
fn offer() -> ApiRouter<Gate> {
    ApiRouter::new()
        .api_route("/v1/venues/{venue}/resources",
            get(ANYONE, "resources.list", "Lists the resources of a venue.", resources::list)
            .merge(post(RESOURCES, "resources.create", "Adds a resource.", resources::create)))
        .api_route("/v1/venues/{venue}/resources/{id}",
            get(ANYONE, "resources.show", "Shows a resource.", resources::show)
            .merge(patch(RESOURCES, "resources.change", "Changes a resource.", resources::change))
            .merge(delete(RESOURCES, "resources.delete", "Deletes a resource that was never booked.", resources::delete)))
        .api_route("/v1/venues/{venue}/resources/{id}/retire",
            post(RESOURCES, "resources.retire", "Takes a resource out of the offer for good.", resources::retire))
        .api_route("/v1/venues/{venue}/blocks",
            get(READER, "blocks.list", "Lists the blocks in a window of time.", blocks::list)
            .merge(post(OFFER, "blocks.create", "Closes time of resources.", blocks::create)))
        .api_route("/v1/venues/{venue}/blocks/{id}",
            get(READER, "blocks.show", "Shows a block.", blocks::show)
            .merge(delete(OFFER, "blocks.delete", "Opens closed time again.", blocks::delete)))
        .api_route("/v1/venues/{venue}/floor-plan",
            get(READER, "floor_plan.show", "Shows where things stand in the venue's rooms, and what stands nowhere.", floor_plan::show)
            .merge(put(RESOURCES, "floor_plan.replace", "Says where things stand in the venue's rooms.", floor_plan::replace)))
        .api_route("/v1/venues/{venue}/slots",
            get(ANYONE, "slots.list", "Lists the published slots in a window of time.", slots::list)
            .merge(post(OFFER, "slots.create", "Publishes a slot.", slots::create)))
        .api_route("/v1/venues/{venue}/slots/series",
            post(OFFER, "slots.publish_series", "Publishes many slots of one resource by a weekly pattern. Those that are there already are left as they are, those that overlap others are left out.", series::publish))
        .api_route("/v1/venues/{venue}/slots/withdraw",
            post(OFFER, "slots.withdraw_many", "Takes many slots back. Those that somebody has taken, or waits for, stay.", series::withdraw))
        .api_route("/v1/venues/{venue}/slots/{id}",
            get(ANYONE, "slots.show", "Shows a slot.", slots::show)
            .merge(patch(OFFER, "slots.change", "Changes a slot while it is free.", slots::change))
            .merge(delete(OFFER, "slots.withdraw", "Takes a slot back while it is free.", slots::withdraw)))
}

/// What guests do.
#[rustfmt::skip]
fn guests() -> ApiRouter<Gate> {
    ApiRouter::new()
        .api_route(availability::ADDRESS,
            get(ANYONE, "availability.search", "Says what can be had, or why not.", availability::search))
        .api_route("/v1/venues/{venue}/holds",
            post(GUESTS, "holds.create", "Keeps a stay for a few minutes.", holds::create))
        .api_route("/v1/venues/{venue}/holds/{hold}",
            get(ANYONE, "holds.show", "Shows a hold to whoever knows its name.", holds::show)
            .merge(delete(GUESTS, "holds.delete", "Gives a hold back.", holds::delete)))
        .api_route("/v1/venues/{venue}/bookings",
            post(GUESTS, "bookings.create", "Makes a booking.", bookings::create)
            .merge(get(READER, "bookings.list", "Lists bookings in the order of their starts.", listing::list)))
        .api_route("/v1/venues/{venue}/bookings/{id}",
            get(SEES, "bookings.show", "Shows a booking.", bookings::show))
        .api_route("/v1/venues/{venue}/bookings/{id}/cancel",
            post(OWNS, "bookings.cancel", "Calls a booking off.", acts::cancel))
        .api_route("/v1/venues/{venue}/bookings/{id}/ask-to-cancel",
            post(OWNS, "bookings.ask_to_cancel", "Asks the staff to call a booking off.", acts::ask_to_cancel))
        .api_route("/v1/venues/{venue}/bookings/{id}/move",
            post(OWNS, "bookings.move", "Gives a booking another time, other resources or another party size; what is left out stays.", acts::move_booking))
}

/// What the staff do to bookings.
#[rustfmt::skip]
fn desk() -> ApiRouter<Gate> {
    ApiRouter::new()
        .api_route("/v1/venues/{venue}/bookings/{id}/confirm",
            post(CREW, "bookings.confirm", "Agrees to a booking.", acts::confirm))
        .api_route("/v1/venues/{venue}/bookings/{id}/decline",
            post(CREW, "bookings.decline", "Says no to a booking.", acts::decline))
        .api_route("/v1/venues/{venue}/bookings/{id}/seat",
            post(CREW, "bookings.seat", "Notes that the party is there.", acts::seat))
        .api_route("/v1/venues/{venue}/bookings/{id}/finish",
            post(CREW, "bookings.finish", "Notes that the party left; what remains of its time is free again.", acts::finish))
        .api_route("/v1/venues/{venue}/bookings/{id}/no-show",
            post(CREW, "bookings.no_show", "Notes that the party never came.", acts::no_show))
        .api_route("/v1/venues/{venue}/bookings/{id}/undo",
            post(CREW, "bookings.undo", "Takes back a seat, finish, no-show or move by the staff, within ten seconds. Nobody is told of either; requests that a move declined stay declined.", acts::undo))
        .api_route("/v1/venues/{venue}/walk-ins",
            post(CREW, "bookings.walk_in", "Seats a party that stands at the door, from this minute on. Rules about when guests may come do not ask; `free_until` says until when it could stay.", walk_ins::create))
        .api_route("/v1/venues/{venue}/agenda",
            get(READER, "agenda.show", "Shows everything in a window of time: bookings, blocks, holds, slots and how many people are there when.", agenda::show))
        .api_route("/v1/venues/{venue}/waiting",
            get(READER, "agenda.waiting", "Lists the bookings that wait for a decision, each with those that stand in its way.", agenda::waiting))
        .api_route("/v1/venues/{venue}/calendar-feed",
            get(READER, "calendar.show_venue", "Shows the secret address of the calendar of a whole venue.", feeds::show_venue))
        .api_route("/v1/venues/{venue}/calendar-feed/renew",
            post(CREW, "calendar.renew_venue", "Gives the calendar of a whole venue another address; the old one leads nowhere from then on.", feeds::renew_venue))
        .api_route("/v1/venues/{venue}/resources/{id}/calendar-feed",
            get(READER, "calendar.show_resource", "Shows the secret address of the calendar of a resource.", feeds::show_resource))
        .api_route("/v1/venues/{venue}/resources/{id}/calendar-feed/renew",
            post(CREW, "calendar.renew_resource", "Gives the calendar of a resource another address; the old one leads nowhere from then on.", feeds::renew_resource))
        .api_route("/v1/venues/{venue}/bookings/{id}/visits",
            get(READER, "bookings.visits", "Lists what else the guest of a booking booked at the venue, the latest first, each with the reason that was given last.", visits::list))
        .api_route("/v1/venues/{venue}/bookings/{id}/history",
            get(READER, "bookings.history", "Shows what was done to a booking, oldest first.", bookings::history))
        .api_route("/v1/venues/{venue}/events",
            get(READER, "history.listen", "Tells what happens at a venue as it happens; a specialist hears what is about his own time.", events::listen))
        .api_route("/v1/venues/{venue}/history",
            get(ADMIN, "history.list", "Lists what happened at a venue, the latest first: to bookings, the offer, the rules, people and keys.", history::list))
}

/// How people come in and go out, and what they say of themselves.
#[rustfmt::skip]
fn entry() -> ApiRouter<Gate> {
    ApiRouter::new()
        .api_route("/v1/auth/register",
            post(ENTRANCE, "auth.register", "Makes an account for whoever asks.", auth::register))
        .api_route("/v1/auth/token",
            post(ENTRANCE, "auth.token", "Gives tokens for a login name and password, as JSON or as an OAuth2 form.", auth::token))
        .api_route("/v1/auth/refresh",
            post(ENTRANCE, "auth.refresh", "Gives new tokens for a refresh token, which is good once.", auth::refresh))
        .api_route("/v1/auth/logout",
            post(ACCOUNT, "auth.logout", "Ends this session.", auth::logout))
        .api_route("/v1/auth/logout-everywhere",
            post(ACCOUNT, "auth.logout_everywhere", "Ends all sessions of the account.", auth::logout_everywhere))
        .api_route("/v1/auth/password",
            post(ACCOUNT, "auth.change_password", "Changes the password and ends all other sessions.", auth::change_password))
        .api_route("/v1/auth/forgotten-password",
            post(ENTRANCE, "auth.forget_password", "Sends a letter with a link for a new password, if the address has an account.", auth::forget_password))
        .api_route("/v1/auth/redeem",
            post(ENTRANCE, "auth.redeem", "Uses a link that works once: an invitation, a new password, a confirmation, the first setup.", auth::redeem))
        .api_route("/v1/me",
            get(ACCOUNT, "me.show", "Shows one's own account and what it may do where.", me::show)
            .merge(patch(ACCOUNT, "me.change", "Changes one's own account.", me::change)))
        .api_route("/v1/me/bookings",
            get(ACCOUNT, "me.bookings", "Lists one's own bookings at all venues, the latest first.", me::bookings))
        .api_route("/v1/me/sessions",
            get(ACCOUNT, "me.sessions", "Lists one's own logins that hold, the last first.", sessions::list))
        .api_route("/v1/me/sessions/{session}",
            delete(ACCOUNT, "me.end_session", "Ends one of one's own logins.", sessions::end))
        .api_route("/v1/me/export",
            get(ACCOUNT, "me.export", "Gives everything that is kept about oneself.", me::export))
        .api_route("/v1/me/erase",
            post(ACCOUNT, "me.erase", "Erases everything that is kept about oneself, for good.", me::erase))
}

/// Who does what at a venue, its letters and keys, and the installation's accounts.
#[rustfmt::skip]
fn people() -> ApiRouter<Gate> {
    ApiRouter::new()
        .api_route("/v1/venues/{venue}/people",
            get(ADMIN, "people.list", "Lists who is known at the venue.", people::list)
            .merge(post(ADMIN, "people.invite", "Invites somebody to work at the venue, by letter.", people::invite)))
        .api_route("/v1/venues/{venue}/people/{id}",
            get(ADMIN, "people.show", "Shows somebody who is known at the venue.", people::show)
            .merge(patch(ADMIN, "people.change_user", "Mends a user of a foreign contract that the venue speaks.", dialects::change_user))
            .merge(put(ADMIN, "people.set_role", "Says what an account may do at the venue.", people::set_role))
            .merge(delete(ADMIN, "people.remove", "Takes away what an account may do at the venue.", people::remove)))
        .api_route("/v1/venues/{venue}/dialects",
            get(ADMIN, "dialects.list", "Lists the foreign contracts that the venue speaks.", dialects::list))
        .api_route("/v1/venues/{venue}/dialects/users",
            post(ADMIN, "dialects.add_user", "Makes a user of a foreign contract that the venue speaks.", dialects::add_user))
        .api_route("/v1/venues/{venue}/people/{id}/block",
            post(ADMIN, "people.block", "Shuts an account out of the venue.", people::block))
        .api_route("/v1/venues/{venue}/people/{id}/unblock",
            post(ADMIN, "people.unblock", "Lets an account in again.", people::unblock))
        .api_route("/v1/venues/{venue}/guests/export",
            post(ADMIN, "guests.export", "Gives everything that the venue keeps about the guest of an e-mail address or phone number.", guests::export))
        .api_route("/v1/venues/{venue}/guests/erase",
            post(ADMIN, "guests.erase", "Erases everything that the venue keeps about the guest of an e-mail address or phone number, for good.", guests::erase))
        .api_route("/v1/venues/{venue}/keys",
            get(ADMIN, "keys.list", "Lists the keys of programs.", api_keys::list)
            .merge(post(ADMIN, "keys.create", "Makes a key for a program and shows it, this once.", api_keys::create)))
        .api_route("/v1/venues/{venue}/keys/{id}",
            delete(ADMIN, "keys.revoke", "Takes a key back.", api_keys::revoke))
        .api_route("/v1/venues/{venue}/letters",
            get(ADMIN, "letters.list", "Lists the letters that could not be delivered.", letters::list))
        .api_route("/v1/venues/{venue}/letters/resend",
            post(ADMIN, "letters.resend", "Tries a letter again that was given up.", letters::resend))
        .api_route("/v1/venues/{venue}/letters/drop",
            post(ADMIN, "letters.drop", "Lets go of a letter that was given up: nobody will be told any more.", letters::let_go))
        .api_route("/v1/venues/{venue}/letters/samples",
            get(ADMIN, "letters.samples", "Lists the letters that people get from the venue.", samples::list))
        .api_route("/v1/venues/{venue}/letters/samples/{letter}",
            get(ADMIN, "letters.sample", "Shows a letter as it would look, about a visit that nobody booked.", samples::show))
        .api_route("/v1/venues/{venue}/letters/samples/{letter}/send",
            post(ADMIN, "letters.send_sample", "Sends such a letter to the address of whoever asks.", samples::send))
        .api_route("/v1/venues/{venue}/webhook",
            get(OPERATOR, "webhook.show", "Shows where news of bookings are posted, and the secret by which they are signed.", webhook::show)
            .merge(put(OPERATOR, "webhook.replace", "Says where news of bookings are posted.", webhook::replace))
            .merge(delete(OPERATOR, "webhook.delete", "Posts no more news of bookings.", webhook::delete)))
        .api_route("/v1/letters",
            get(OPERATOR, "letters.list_house", "Lists the letters about accounts that could not be delivered.", letters::list_house))
        .api_route("/v1/letters/resend",
            post(OPERATOR, "letters.resend_house", "Tries a letter about an account again that was given up.", letters::resend_house))
        .api_route("/v1/letters/drop",
            post(OPERATOR, "letters.drop_house", "Lets go of a letter about an account that was given up.", letters::let_go_house))
        .api_route("/v1/accounts",
            get(OPERATOR, "accounts.list", "Lists the accounts of the installation.", accounts::list))
        .api_route("/v1/accounts/{id}",
            get(OPERATOR, "accounts.show", "Shows an account.", accounts::show))
        .api_route("/v1/accounts/{id}/block",
            post(OPERATOR, "accounts.block", "Shuts an account out.", accounts::block))
        .api_route("/v1/accounts/{id}/unblock",
            post(OPERATOR, "accounts.unblock", "Lets an account in again.", accounts::unblock))
        .api_route("/v1/accounts/{id}/export",
            get(OPERATOR, "accounts.export", "Gives everything that is kept about somebody.", accounts::export))
        .api_route("/v1/accounts/{id}/erase",
            post(OPERATOR, "accounts.erase", "Erases everything that is kept about somebody, for good.", accounts::erase))
}

/// The house itself.
#[rustfmt::skip]
fn house() -> ApiRouter<Gate> {
    ApiRouter::new()
        .api_route("/healthz", get(ANYONE, "watch.healthz", "Says that the server lives.", watch::healthz))
        .api_route("/readyz", get(ANYONE, "watch.readyz", "Says whether the database answers.", watch::readyz))
        .api_route("/metrics", get(ANYONE, "watch.metrics", "Shows what is counted, for Prometheus.", watch::metrics))
}

/// Writes a function per method: a route with its name, its words and who may call it.
macro_rules! methods {
    ($($method:ident, $with:ident;)*) => {$(
        fn $method<H, I, O, T>(who: Who, name: &str, words: &str, handler: H) -> ApiMethodRouter<Gate>
        where
            H: Handler<T, Gate> + OperationHandler<I, O>,
            I: OperationInput,
            O: OperationOutput,
            T: 'static,
        {
            routing::$with(handler, |operation| described(operation, who, name, words))
                .layer(from_fn(move |request: Request, next: Next| layers::admit(who, request, next)))
        }
    )*};
}

methods! {
    get, get_with;
    post, post_with;
    put, put_with;
    patch, patch_with;
    delete, delete_with;
}

fn described<'a>(
    operation: TransformOperation<'a>,
    who: Who,
    name: &str,
    words: &str,
) -> TransformOperation<'a> {
    let tag = name.split('.').next().unwrap_or(name);
    let operation = operation.id(name).tag(tag).summary(words);
    let operation = operation.description(who_may(who));
    let mut operation = schemes(who).iter().fold(operation, |operation, scheme| {
        operation.security_requirement(scheme)
    });
    if let Who::Guest(_) = who {
        // One may show nothing at all, which the document says as a requirement of nothing.
        operation.inner_mut().security.push(Default::default());
    }
    operation
}

/// Who may call, in words for the document.
fn who_may(who: Who) -> &'static str {
    match who {
        Who::Entrance | Who::Anyone => "Anybody may call it.",
        Who::Guest(_) => {
            "Anybody may call it; whoever is logged in, or shows a program's key, does it as that."
        }
        Who::Own(_) => {
            "Those who work at the venue may call it, a specialist for his own time, the customer whose booking it is, and \
             the guest who shows the key of his booking."
        }
        Who::Account => "Whoever is logged in may call it.",
        Who::Crew(_) => "Those who work at the venue may call it, a specialist for his own time.",
        Who::Admin(_) => "Those who run the venue may call it.",
        Who::Operator => "The operator alone may call it, logged in or with the operator's key.",
    }
}

/// By what one shows that one may.
fn schemes(who: Who) -> &'static [&'static str] {
    match who {
        Who::Entrance | Who::Anyone => &[],
        Who::Own(_) => &["login", "key", "guest"],
        Who::Guest(_) => &["login", "key"],
        Who::Account => &["login"],
        Who::Crew(_) | Who::Admin(Some(_)) => &["login", "key"],
        Who::Operator => &["login", "key"],
        Who::Admin(None) => &["login"],
    }
}
