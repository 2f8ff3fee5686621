//! What is kept about one person: given out as a whole, and erased as a whole.

use axum::extract::State;
use axum::response::NoContent;
use bronya_desk::Person;
use bronya_domain::catalog::Catalog;
use bronya_gate::{Denial, Gate, texts};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::answered::Seen;
use crate::asked::{Body, In, Managing};
use crate::bookings::phone;
use crate::problem::Result;

/// A guest, by how he can be reached.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GuestBody {
    /// His e-mail address or phone number.
    #[garde(length(chars, min = 3, max = 254))]
    contact: String,
}

/// Everything that is kept about one person.
#[derive(Serialize, JsonSchema)]
#[serde(transparent)]
pub(crate) struct Everything(Value);

impl Everything {
    pub(crate) async fn of(gate: &Gate, person: Person) -> Result<Seen<Self>> {
        let export = gate.desk().export(person).await?;
        let value = serde_json::to_value(export).map_err(|error| {
            tracing::error!(%error, "what is kept about somebody cannot be written");
            Denial::internal()
        })?;
        Ok(Seen::new(Self(value)).private())
    }
}

impl GuestBody {
    fn person(self, catalog: &Catalog) -> Result<Person> {
        let contact = if self.contact.contains('@') {
            texts::email(&self.contact, &())
                .map_err(|problem| Denial::invalid("contact", problem))?;
            texts::as_kept(self.contact)
        } else {
            let wrong = || Denial::invalid("contact", "must be an e-mail address or phone number");
            let number = phone(catalog, Some(&self.contact));
            number.ok().flatten().ok_or_else(wrong)?
        };
        let venue = catalog.venue.id;
        Ok(Person::Contact { venue, contact })
    }
}

pub(crate) async fn export(
    State(gate): State<Gate>,
    In(catalog): In,
    Body(body): Body<GuestBody>,
) -> Result<Seen<Everything>> {
    Everything::of(&gate, body.person(&catalog)?).await
}

pub(crate) async fn erase(
    State(gate): State<Gate>,
    Managing(desk): Managing,
    In(catalog): In,
    Body(body): Body<GuestBody>,
) -> Result<NoContent> {
    let person = body.person(&catalog)?;
    desk.erase(person, gate.now()).await?;
    Ok(NoContent)
}
