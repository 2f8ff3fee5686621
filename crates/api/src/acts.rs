//! What is done to a booking, each act under its own name.

use axum::extract::State;
use bronya_desk::Done;
use bronya_domain::booking::{self, State as Stands, When};
use bronya_domain::catalog::Catalog;
use bronya_domain::command::{Act, Actor, At, Choice, Command, Order};
use bronya_domain::hours::Reading;
use bronya_domain::id::{BookingId, ResourceId};
use bronya_domain::policy::Stay;
use bronya_domain::refusal::Reason;
use bronya_domain::undo::undo_until;
use bronya_gate::{Caller, Denial, Gate};
use garde::Validate;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::answered::Seen;
use crate::asked::{Body, By, Expects, GuestKey, Id, In, MaybeBody};
use crate::bookings::Booking;
use crate::orders::OrderBody;
use crate::own::{seen_by, within_limits_on};
use crate::problem::{Problem, Result};

/// How to agree to a booking.
#[derive(Default, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConfirmBody {
    /// Other resources than the requested ones.
    #[garde(length(min = 1, max = 100))]
    resources: Option<Vec<ResourceId>>,
}

/// Why something is done.
#[derive(Default, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReasonBody {
    /// Why, in words for the other side.
    #[garde(length(chars, max = 2000))]
    reason: Option<String>,
}

/// Nothing more to say.
#[derive(Default, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NothingBody {}

/// What every act is given: the gate, the venue, the booking, the version that the caller saw.
struct Deed {
    gate: Gate,
    caller: Caller,
    actor: Actor,
    catalog: std::sync::Arc<Catalog>,
    expects: Option<i64>,
}

impl Deed {
    async fn done(self, act: Act, clock: Option<Reading>) -> Result<Seen<Booking>> {
        let Self {
            gate,
            caller,
            actor,
            catalog,
            expects,
        } = self;
        let now = gate.now();
        let undo_until = undo_until(actor, &act, now);
        let command = Command {
            actor,
            act,
            expects,
        };
        let Done::Booking(booking) = gate
            .desk()
            .execute(catalog.venue.id, command, None, now)
            .await
            .map_err(|no| Problem::from(no).of_order(&catalog))?
        else {
            return Err(Reason::UnknownBooking.into());
        };
        let version = booking.version;
        let booking = Booking::shown(&gate, &catalog, *booking, clock, &caller, actor);
        let booking = booking.undoable(undo_until);
        Ok(Seen::new(booking).version(version).private())
    }
}

/// Writes the handlers of acts that differ in nothing but their body and their command.
macro_rules! acts {
    (staff: $($name:ident($body:ident: $kind:ty) => |$id:ident| $act:expr;)*) => {$(
        pub(crate) async fn $name(
            State(gate): State<Gate>,
            By(caller): By,
            In(catalog): In,
            Id($id): Id<BookingId>,
            Expects(expects): Expects,
            MaybeBody($body): MaybeBody<$kind>,
        ) -> Result<Seen<Booking>> {
            let actor = caller.actor();
            Deed { gate, caller, actor, catalog, expects }.done($act, None).await
        }
    )*};
    (guests too: $($name:ident($body:ident: $kind:ty) => |$id:ident| $act:expr;)*) => {$(
        pub(crate) async fn $name(
            State(gate): State<Gate>,
            By(caller): By,
            In(catalog): In,
            Id($id): Id<BookingId>,
            GuestKey(key, from): GuestKey,
            Expects(expects): Expects,
            MaybeBody($body): MaybeBody<$kind>,
        ) -> Result<Seen<Booking>> {
            let (booking, actor) =
                seen_by(&gate, &caller, from, &catalog, $id, key.as_deref()).await?;
            within_limits_on(&gate, actor, from, catalog.venue.id, &booking)?;
            Deed { gate, caller, actor, catalog, expects }.done($act, None).await
        }
    )*};
}

acts! { staff:
    confirm(body: ConfirmBody) => |id| Act::Confirm(id, body.resources);
    decline(body: ReasonBody) => |id| Act::Decline(id, body.reason);
    seat(_body: NothingBody) => |id| Act::Seat(id);
    finish(_body: NothingBody) => |id| Act::Finish(id);
    no_show(_body: NothingBody) => |id| Act::NoShow(id);
    undo(_body: NothingBody) => |id| Act::Undo(id);
}

acts! { guests too:
    cancel(body: ReasonBody) => |id| Act::Cancel(id, body.reason);
    ask_to_cancel(body: ReasonBody) => |id| Act::AskToCancel(id, body.reason);
}

/// Gives a booking another time, other resources or another party size. What is left out stays as it is.
pub(crate) async fn move_booking(
    State(gate): State<Gate>,
    By(caller): By,
    In(catalog): In,
    Id(id): Id<BookingId>,
    GuestKey(key, from): GuestKey,
    Expects(expects): Expects,
    Body(body): Body<OrderBody>,
) -> Result<Seen<Booking>> {
    let (booking, actor) = seen_by(&gate, &caller, from, &catalog, id, key.as_deref()).await?;
    let party = body.party;
    let (time_said, choice_said) = (body.names_time(), body.names_choice());
    if !time_said && !choice_said && party.is_none() {
        let problem = "is needed, or anything else that is to be different";
        return Err(Denial::invalid("from", problem).into());
    }
    let (at, clock) = if time_said {
        body.at(&catalog.venue.zone)?
    } else {
        (time_of(&catalog, &booking), None)
    };
    // Whoever names a slot has chosen whose it is.
    let choice = if choice_said || body.slot.is_some() {
        body.choice()?
    } else {
        Choice::These(booking.resources().collect())
    };
    // What was left out was read from the booking, so the booking must not change in between.
    let whole = time_said && choice_said;
    let expects = expects.or((!whole).then_some(booking.version));
    let act = Act::Move(id, Box::new(Order { choice, at, party }));
    within_limits_on(&gate, actor, from, catalog.venue.id, &booking)?;
    Deed {
        gate,
        caller,
        actor,
        catalog,
        expects,
    }
    .done(act, clock)
    .await
}

/// The time that a booking has, as an order would ask for it. Where the rules give the length of a stay, they give it
/// anew, for another party may stay longer.
fn time_of(catalog: &Catalog, booking: &booking::Booking) -> At {
    let by_rule = || {
        let listed = booking.resources().find_map(|id| catalog.find(id));
        listed.is_some_and(|listed| matches!(listed.rules.stay, Stay::ByParty(_)))
    };
    match (booking.slot, booking.when) {
        (Some(slot), _) => At::Slot(slot),
        (None, When::FromConfirmation) if booking.state == Stands::Requested => At::Confirmation,
        (None, When::During(span)) if by_rule() || span.until().is_none() => At::From(span.from()),
        (None, When::During(span)) => At::During(span),
        (None, When::FromConfirmation) => At::Confirmation,
    }
}
