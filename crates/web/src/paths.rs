//! Where pages are. Letters lead here, so a path that was sent once stays.

use bronya_domain::id::AccountId;
use bronya_domain::people::Purpose;
use bronya_gate::keys::Decision;

/// Where a venue is founded.
pub const FOUND: &str = "/admin/new";
/// Where somebody comes out who has logged in.
pub const HOME: &str = "/staff";

/// One's own account.
pub const ACCOUNT: &str = "/account";

/// The guest's own page of a booking. The key stands in the path, where no referrer and no form repeats it.
pub fn booking(venue: &str, code: &str, key: &str) -> String {
    format!("/b/{venue}/{code}/{key}")
}

/// The page on which somebody who works at the venue decides a booking.
pub fn decision(venue: &str, code: &str, decision: &Decision, key: &str) -> String {
    let act = if decision.accepts {
        "accept"
    } else {
        "decline"
    };
    let (version, account) = (decision.version, decision.account);
    format!("/d/{venue}/{code}/{act}/{version}/{account}/{key}")
}

/// The page of a link that works once.
pub fn ticket(purpose: Purpose, token: &str) -> String {
    let page = match purpose {
        Purpose::Setup => "setup",
        Purpose::Invitation => "invitation",
        Purpose::PasswordReset => "password",
        Purpose::AddressConfirmation => "confirm",
    };
    format!("/{page}/{token}")
}

/// The page on which guests of a venue book.
pub fn venue(venue: &str) -> String {
    format!("/{venue}")
}

/// The day of a venue, for those who work there.
pub fn day(venue: &str) -> String {
    format!("/staff/{venue}")
}

/// The week of a specialist.
pub fn week(venue: &str) -> String {
    format!("/staff/{venue}/week")
}

/// What a venue says of itself, for those who run it.
pub fn settings(venue: &str) -> String {
    format!("/admin/{venue}")
}

/// Those whom a venue knows.
pub fn people(venue: &str) -> String {
    format!("/admin/{venue}/people")
}

/// Somebody whom a venue knows.
pub fn person(venue: &str, account: AccountId) -> String {
    format!("/admin/{venue}/people/{account}")
}

/// The programs with which a venue speaks.
pub fn keys(venue: &str) -> String {
    format!("/admin/{venue}/keys")
}

/// The letters that people get from a venue.
pub fn letters(venue: &str) -> String {
    format!("/admin/{venue}/letters")
}

/// What could not be delivered.
pub fn given_up(venue: &str) -> String {
    format!("/admin/{venue}/given-up")
}

/// Where the floor plan of a venue is drawn.
pub fn floor_plan(venue: &str) -> String {
    format!("/admin/{venue}/floor")
}

/// What happened at a venue, for those who run it.
pub fn history(venue: &str) -> String {
    format!("/admin/{venue}/history")
}

/// Whether a form is sent there into which somebody pastes all that he offers.
pub(crate) fn takes_lists(here: &str) -> bool {
    here == "/admin/new" || here.starts_with("/admin/") && here.ends_with("/resources/add")
}
