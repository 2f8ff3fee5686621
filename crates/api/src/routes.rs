//! Every route: who may call it, what it is called, what it is for, who answers it. What is not here
//! does not exist, apart from the document that is made of this table and the page that shows it.

use aide::axum::ApiRouter;
use aide::axum::routing::{self, ApiMethodRouter};
use aide::operation::{OperationHandler, OperationInput, OperationOutput};
use aide::transform::TransformOperation;
use axum::extract::Request;
use axum::handler::Handler;
use axum::middleware::{Next, from_fn};
use bronya_gate::{Gate, Who};

use crate::{
    acts, availability, blocks, bookings, holds, hours, layers, listing, policy, preview,
    resources, slots, venues, watch,
};

const ANYONE: Who = Who::Anyone;
const OWN_GUEST: Who = Who::OwnGuest;
const OPERATOR: Who = Who::Operator;

/// Every route.
pub(crate) fn table() -> ApiRouter<Gate> {
    ApiRouter::new()
        .merge(venue())
        .merge(offer())
        .merge(guests())
        .merge(desk())
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
            .merge(patch(OPERATOR, "venues.change", "Changes what a venue says of itself.", venues::change)))
        .api_route("/v1/venues/{venue}/hours",
            get(ANYONE, "hours.show", "Shows when a venue is open.", hours::show)
            .merge(put(OPERATOR, "hours.replace", "Says when a venue is open.", hours::replace)))
        .api_route("/v1/venues/{venue}/policy",
            get(ANYONE, "policy.show_venue", "Shows the rules of a venue.", policy::show_venue)
            .merge(put(OPERATOR, "policy.replace_venue", "Replaces the rules of a venue.", policy::replace_venue)))
        .api_route("/v1/venues/{venue}/kinds/{kind}/policy",
            get(ANYONE, "policy.show_kind", "Shows the rules of a kind.", policy::show_kind)
            .merge(put(OPERATOR, "policy.replace_kind", "Replaces the rules of a kind.", policy::replace_kind)))
        .api_route("/v1/venues/{venue}/resources/{id}/policy",
            get(ANYONE, "policy.show_resource", "Shows the rules of a resource.", policy::show_resource)
            .merge(put(OPERATOR, "policy.replace_resource", "Replaces the rules of a resource.", policy::replace_resource)))
        .api_route("/v1/venues/{venue}/preview",
            post(OPERATOR, "preview.show", "Shows which future bookings a change of settings would touch; saves nothing.", preview::show))
}

/// What the venue offers.
#[rustfmt::skip]
fn offer() -> ApiRouter<Gate> {
    ApiRouter::new()
        .api_route("/v1/venues/{venue}/resources",
            get(ANYONE, "resources.list", "Lists the resources of a venue.", resources::list)
            .merge(post(OPERATOR, "resources.create", "Adds a resource.", resources::create)))
        .api_route("/v1/venues/{venue}/resources/{id}",
            get(ANYONE, "resources.show", "Shows a resource.", resources::show)
            .merge(patch(OPERATOR, "resources.change", "Changes a resource.", resources::change))
            .merge(delete(OPERATOR, "resources.delete", "Deletes a resource that was never booked.", resources::delete)))
        .api_route("/v1/venues/{venue}/resources/{id}/retire",
            post(OPERATOR, "resources.retire", "Takes a resource out of the offer for good.", resources::retire))
        .api_route("/v1/venues/{venue}/blocks",
            get(OPERATOR, "blocks.list", "Lists the blocks in a window of time.", blocks::list)
            .merge(post(OPERATOR, "blocks.create", "Closes time of resources.", blocks::create)))
        .api_route("/v1/venues/{venue}/blocks/{id}",
            get(OPERATOR, "blocks.show", "Shows a block.", blocks::show)
            .merge(delete(OPERATOR, "blocks.delete", "Opens closed time again.", blocks::delete)))
        .api_route("/v1/venues/{venue}/slots",
            get(ANYONE, "slots.list", "Lists the published slots in a window of time.", slots::list)
            .merge(post(OPERATOR, "slots.create", "Publishes a slot.", slots::create)))
        .api_route("/v1/venues/{venue}/slots/{id}",
            get(ANYONE, "slots.show", "Shows a slot.", slots::show)
            .merge(patch(OPERATOR, "slots.change", "Changes a slot while it is free.", slots::change))
            .merge(delete(OPERATOR, "slots.withdraw", "Takes a slot back while it is free.", slots::withdraw)))
}

/// What guests do.
#[rustfmt::skip]
fn guests() -> ApiRouter<Gate> {
    ApiRouter::new()
        .api_route("/v1/venues/{venue}/availability",
            get(ANYONE, "availability.search", "Says what can be had, or why not.", availability::search))
        .api_route("/v1/venues/{venue}/holds",
            post(ANYONE, "holds.create", "Keeps a stay for a few minutes.", holds::create))
        .api_route("/v1/venues/{venue}/holds/{hold}",
            get(ANYONE, "holds.show", "Shows a hold to whoever knows its name.", holds::show)
            .merge(delete(ANYONE, "holds.delete", "Gives a hold back.", holds::delete)))
        .api_route("/v1/venues/{venue}/bookings",
            post(ANYONE, "bookings.create", "Makes a booking.", bookings::create)
            .merge(get(OPERATOR, "bookings.list", "Lists bookings in the order of their starts.", listing::list)))
        .api_route("/v1/venues/{venue}/bookings/{id}",
            get(OWN_GUEST, "bookings.show", "Shows a booking.", bookings::show))
        .api_route("/v1/venues/{venue}/bookings/{id}/cancel",
            post(OWN_GUEST, "bookings.cancel", "Calls a booking off.", acts::cancel))
        .api_route("/v1/venues/{venue}/bookings/{id}/ask-to-cancel",
            post(OWN_GUEST, "bookings.ask_to_cancel", "Asks the staff to call a booking off.", acts::ask_to_cancel))
        .api_route("/v1/venues/{venue}/bookings/{id}/move",
            post(OWN_GUEST, "bookings.move", "Gives a booking another time, other resources or another party size; what is left out stays.", acts::move_booking))
}

/// What the staff do to bookings.
#[rustfmt::skip]
fn desk() -> ApiRouter<Gate> {
    ApiRouter::new()
        .api_route("/v1/venues/{venue}/bookings/{id}/confirm",
            post(OPERATOR, "bookings.confirm", "Agrees to a booking.", acts::confirm))
        .api_route("/v1/venues/{venue}/bookings/{id}/decline",
            post(OPERATOR, "bookings.decline", "Says no to a booking.", acts::decline))
        .api_route("/v1/venues/{venue}/bookings/{id}/seat",
            post(OPERATOR, "bookings.seat", "Notes that the party is there.", acts::seat))
        .api_route("/v1/venues/{venue}/bookings/{id}/finish",
            post(OPERATOR, "bookings.finish", "Notes that the party left; what remains of its time is free again.", acts::finish))
        .api_route("/v1/venues/{venue}/bookings/{id}/no-show",
            post(OPERATOR, "bookings.no_show", "Notes that the party never came.", acts::no_show))
        .api_route("/v1/venues/{venue}/bookings/{id}/history",
            get(OPERATOR, "bookings.history", "Shows what was done to a booking, oldest first.", bookings::history))
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
    match who {
        Who::Anyone => operation.description("Anybody may call it."),
        Who::OwnGuest => operation
            .description(
                "The operator may call it, and the guest who shows the key of his booking.",
            )
            .security_requirement("operator")
            .security_requirement("guest"),
        Who::Operator => operation
            .description("The operator alone may call it.")
            .security_requirement("operator"),
    }
}
