//! Where the buttons of letters lead: addresses of this installation, with keys made from its secret. And the secrets of
//! webhooks, which are made from it too.

use bronya_courier::Links;
use bronya_domain::booking::Booking;
use bronya_domain::catalog::Venue;
use bronya_domain::id::AccountId;
use bronya_domain::people::Ticket;
use bronya_gate::keys::{Decision, Secret};
use bronya_gate::tokens::Tokens;
use bronya_web::paths;

/// Makes the links of letters.
pub struct HouseLinks {
    secret: Secret,
    tokens: Tokens,
    public_url: String,
}

impl HouseLinks {
    /// Links of the installation at an address, made from its secret.
    pub fn new(secret: &[u8], public_url: &str) -> Self {
        Self {
            secret: Secret::new(secret),
            tokens: Tokens::of_house(secret),
            public_url: public_url.trim_end_matches('/').to_owned(),
        }
    }

    /// To what works once.
    pub fn of_ticket(&self, ticket: &Ticket) -> String {
        let token = self.tokens.ticket(ticket.purpose.name(), ticket.id.0);
        self.to(&paths::ticket(ticket.purpose, &token))
    }

    fn to(&self, path: &str) -> String {
        format!("{}{path}", self.public_url)
    }
}

impl Links for HouseLinks {
    fn manage(&self, venue: &Venue, booking: &Booking) -> String {
        let key = self.secret.booking_key(venue.id, booking);
        let code = booking.id.code(venue.id);
        self.to(&paths::booking(&venue.slug, &code, &key))
    }

    fn decide(&self, venue: &Venue, booking: &Booking, reader: AccountId, accepts: bool) -> String {
        let decision = Decision {
            booking: booking.id,
            version: booking.version,
            account: reader,
            accepts,
        };
        let key = self.secret.decision_key(venue.id, &decision);
        let code = booking.id.code(venue.id);
        self.to(&paths::decision(&venue.slug, &code, &decision, &key))
    }

    fn again(&self, venue: &Venue) -> Option<String> {
        Some(self.to(&paths::venue(&venue.slug)))
    }

    fn ticket(&self, ticket: &Ticket) -> String {
        self.of_ticket(ticket)
    }

    fn webhook_secret(&self, venue: &Venue) -> String {
        self.secret.webhook_secret(venue.id)
    }
}
