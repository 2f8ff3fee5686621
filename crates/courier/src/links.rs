//! Where the buttons of letters lead, and by what news for programs are signed. The keys are made where the secret is,
//! which is not here.

use bronya_domain::booking::Booking;
use bronya_domain::catalog::Venue;
use bronya_domain::id::AccountId;
use bronya_domain::people::Ticket;

/// Makes the links of letters, and the secrets of webhooks.
pub trait Links: Send + Sync {
    /// To the guest's own page of a booking.
    fn manage(&self, venue: &Venue, booking: &Booking) -> String;
    /// To the page on which somebody who works at the venue decides a booking as it is in this version.
    fn decide(&self, venue: &Venue, booking: &Booking, reader: AccountId, accepts: bool) -> String;
    /// To the page on which a guest books something else; none while there is no such page.
    fn again(&self, venue: &Venue) -> Option<String>;
    /// To what works once.
    fn ticket(&self, ticket: &Ticket) -> String;
    /// The secret by which news to the venue's webhook are signed: `whsec_` and base64.
    fn webhook_secret(&self, venue: &Venue) -> String;
}
