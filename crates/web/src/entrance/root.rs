//! Where the bare address of an installation leads: to the guests' page of its venue where it has but one, else to those who work
//! there. Which venues there are is nobody's business who does not know one.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use bronya_domain::id::VenueId;
use bronya_gate::Gate;

use crate::asked::Visitor;
use crate::paths;

pub(super) async fn lead(State(gate): State<Gate>, visitor: Visitor) -> Response {
    match gate.desk().venues(VenueId(0), 2).await {
        Ok(venues) => {
            let place = match venues.as_slice() {
                [only] => paths::venue(&only.slug),
                _ => paths::HOME.to_owned(),
            };
            Redirect::to(&place).into_response()
        }
        Err(no) => visitor.told(Err(no.into())),
    }
}
