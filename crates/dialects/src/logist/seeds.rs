//! What an instance starts with, and what can be set for it.

use bronya_desk::NewVenue;
use bronya_domain::catalog::Language;
use bronya_domain::instance::Instance;
use bronya_domain::money::Currency;
use bronya_domain::policy::{
    Admission, Bound, ContactNeeded, GuestCancel, Policy, Rivals, Stay, UNBOUNDED,
};
use bronya_domain::settings::{SettingsChange, VenueEdit};
use bronya_gate::entry::{Claim, LoginNames, Realm, Renewal};
use bronya_gate::passwords::PasswordRule;
use jiff::SignedDuration;

use crate::seeding::{Ground, NotSeeded, Seeding};
use crate::settings::{self, Setting, Shape};

/// The kinds of the contract.
pub(crate) const KINDS: &[&str] = &["small_tables", "medium_tables", "big_tables"];

/// Whether anyone may register as a worker.
pub(super) const OPEN_REGISTRATION: &str = "open_registration";
/// Whether a registration answers the password in clear.
pub(super) const ECHO_PASSWORD: &str = "echo_password";
/// Where letters about waiting orders go.
const STAFF_MAIL: &str = "staff_mail";

/// What can be set.
pub(crate) const SETTINGS: &[Setting] = &[
    settings::kind_map(KINDS),
    Setting {
        name: OPEN_REGISTRATION,
        shape: Shape::Switch,
        meaning: "Whether anyone may register as a worker; off, only the first may, and then workers add each other",
    },
    Setting {
        name: ECHO_PASSWORD,
        shape: Shape::Switch,
        meaning: "Whether a registration answers the password in clear, as the original does",
    },
    Setting {
        name: STAFF_MAIL,
        shape: Shape::Email,
        meaning: "Where a letter about each waiting order goes",
    },
];

pub(crate) fn realm(instance: &Instance) -> Realm {
    Realm {
        name: instance.name.clone(),
        rule: PasswordRule::ANYTHING,
        access_lives: SignedDuration::from_hours(1),
        session_lives: SignedDuration::from_hours(10),
        names: LoginNames::AsWritten,
        renewal: Renewal::Keeps,
        claims: vec![
            Claim::Text("scope", "access_token".to_owned()),
            Claim::Username("sub"),
        ],
    }
}

pub(crate) fn venue(seeding: &Seeding<'_>) -> Result<NewVenue, NotSeeded> {
    Ok(NewVenue {
        slug: seeding.slug.to_owned(),
        name: "LogicService".to_owned(),
        address: None,
        region: Some("RU".to_owned()),
        zone_name: "Europe/Moscow".to_owned(),
        language: Language::Ru,
        currency: Currency::RUB,
        hours: None,
        policy: rules(),
    })
}

/// Orders wait for a worker, several for one table; a table is taken from the confirmation until it is released.
/// Nobody orders what is past.
fn rules() -> Policy {
    Policy {
        admission: Some(Admission::Request),
        rivals: Some(Rivals::Kept),
        one_request: Some(true),
        cancel_undecided: Some(GuestCancel::Acts),
        cancel_confirmed: Some(GuestCancel::Acts),
        stay: Some(Stay::UntilReleased),
        contact: Some(ContactNeeded::Email),
        grid_minutes: Some(UNBOUNDED),
        lead_minutes: Some(Bound::Of(0)),
        reminder_minutes: Some(UNBOUNDED),
        ..Policy::default()
    }
}

pub(crate) async fn seed(ground: &Ground<'_>) -> Result<(), NotSeeded> {
    if !ground.is_told(STAFF_MAIL) {
        return Ok(());
    }
    let email = ground.setting(STAFF_MAIL).map(str::to_lowercase);
    let edit = VenueEdit {
        staff_email: Some(email),
        ..VenueEdit::default()
    };
    ground.change(SettingsChange::Venue(edit)).await
}
