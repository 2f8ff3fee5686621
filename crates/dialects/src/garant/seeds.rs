//! What an instance starts with, and what can be set for it.

use bronya_desk::{Desk, Joining, NewAccount, NewResource, NewVenue, No};
use bronya_domain::catalog::Language;
use bronya_domain::command::Role;
use bronya_domain::id::AccountId;
use bronya_domain::instance::Instance;
use bronya_domain::money::Currency;
use bronya_domain::notice::{Topic, Webhook};
use bronya_domain::people::Names;
use bronya_domain::policy::{
    Admission, ContactNeeded, GuestCancel, Policy, Rivals, Stay, UNBOUNDED,
};
use bronya_domain::resource::{Schedule, Seats};
use bronya_domain::settings::{SettingsChange, VenueEdit};
use bronya_gate::entry::{Claim, LoginNames, Realm, Renewal};
use bronya_gate::passwords::{Checked, PasswordRule, Passwords};
use bronya_gate::texts;
use jiff::SignedDuration;

use super::created::made_at;
use crate::seeding::{Ground, NotSeeded, Seeding};
use crate::settings::{self, BadSetting, Setting, Shape};

/// The kinds of the contract.
pub(crate) const KINDS: &[&str] = &["regular", "cabin", "room"];

/// Where each new order is posted.
const ACCOUNTING_URL: &str = "accounting_url";
/// Where letters to the staff go.
pub(super) const STAFF_MAIL: &str = "staff_mail";

/// What can be set.
pub(crate) const SETTINGS: &[Setting] = &[
    settings::kind_map(KINDS),
    Setting {
        name: ACCOUNTING_URL,
        shape: Shape::Url,
        meaning: "Where each new order is posted, signed; becomes the venue's webhook",
    },
    Setting {
        name: STAFF_MAIL,
        shape: Shape::Email,
        meaning: "Where letters to the staff go, those about new orders too, which nobody gets where it is not set",
    },
];

/// What everybody knows: the password of all users of the dump, and its hash as Django writes it.
const PASSWORD: &str = "1";
const HASH: &str =
    "pbkdf2_sha256$320000$bronyagarantdump$Qs8OjalXSYNmEBi6MEAI0kqILOwhYvUAwFAvc4hBcVY=";

/// The users of the dump, with the numbers that they have there.
const USERS: [(i64, &str, Role); 4] = [
    (1, "admin", Role::Admin),
    (2, "customer", Role::Customer),
    (3, "josh", Role::Customer),
    (4, "mike", Role::Customer),
];

/// The tables of the dump: number, kind, seats, price, whether they can be booked.
const TABLES: [(i64, &str, u32, i64, bool); 10] = [
    (3, "regular", 10, 100, true),
    (4, "regular", 10, 200, true),
    (5, "regular", 10, 300, true),
    (6, "regular", 20, 300, true),
    (7, "room", 25, 450, true),
    (8, "room", 1, 10, true),
    (9, "cabin", 8, 150, true),
    (10, "cabin", 18, 250, true),
    (11, "cabin", 25, 350, false),
    (12, "room", 25, 400, false),
];

const YEAR: SignedDuration = SignedDuration::from_hours(365 * 24);

pub(crate) fn realm(instance: &Instance) -> Realm {
    Realm {
        name: instance.name.clone(),
        rule: PasswordRule::ANYTHING,
        access_lives: YEAR,
        session_lives: YEAR,
        names: LoginNames::AsWritten,
        renewal: Renewal::Keeps,
        claims: vec![
            Claim::Text("token_type", "access".to_owned()),
            Claim::TokenId("jti"),
            Claim::Account("user_id"),
        ],
    }
}

pub(crate) fn venue(seeding: &Seeding<'_>) -> Result<NewVenue, NotSeeded> {
    Ok(NewVenue {
        slug: seeding.slug.to_owned(),
        name: "Garant".to_owned(),
        address: None,
        region: Some("RU".to_owned()),
        zone_name: "UTC".to_owned(),
        language: Language::En,
        currency: Currency::RUB,
        hours: None,
        policy: rules(),
    })
}

/// Orders wait for an admin, several for one table; a table is taken from the acceptance until it is released, and who
/// had to wait in vain is told so.
fn rules() -> Policy {
    Policy {
        admission: Some(Admission::Request),
        rivals: Some(Rivals::Declined),
        one_request: Some(true),
        cancel_undecided: Some(GuestCancel::Acts),
        cancel_confirmed: Some(GuestCancel::Asks),
        stay: Some(Stay::UntilReleased),
        contact: Some(ContactNeeded::EmailOrPhone),
        grid_minutes: Some(UNBOUNDED),
        lead_minutes: Some(UNBOUNDED),
        reminder_minutes: Some(UNBOUNDED),
        ..Policy::default()
    }
}

pub(crate) async fn seed(ground: &Ground<'_>) -> Result<(), NotSeeded> {
    let edit = told(ground);
    if edit != VenueEdit::default() {
        ground.change(SettingsChange::Venue(edit)).await?;
    }
    if ground.catalog.listed().is_empty() {
        ground.furnish(TABLES.map(table).to_vec()).await?;
        let (desk, venue) = (ground.seeding.desk, ground.catalog.venue.id);
        for (id, ..) in TABLES {
            made_at(desk, venue, id, ground.seeding.now).await?;
        }
    }
    // Somebody of the dump who was given another name since is still one of them.
    let realm = &ground.instance.name;
    let known = ground
        .seeding
        .desk
        .accounts(realm, AccountId(0), USERS.len());
    if known.await?.len() < USERS.len() {
        for user in USERS {
            join(ground, user).await?;
        }
    }
    Ok(())
}

/// Refuses an address to which nothing can be posted.
pub(crate) fn check(seeding: &Seeding<'_>) -> Result<(), BadSetting> {
    let url = seeding.settings.get(ACCOUNTING_URL);
    match url.and_then(|url| texts::webhook(url, &()).err()) {
        None => Ok(()),
        Some(wrong) => Err(BadSetting {
            name: ACCOUNTING_URL.to_owned(),
            problem: wrong.to_string(),
        }),
    }
}

/// Who is told of orders, where a setting says so.
fn told(ground: &Ground<'_>) -> VenueEdit {
    let url = ground.setting(ACCOUNTING_URL);
    let webhook = url.map(|url| Webhook {
        url: url.to_owned(),
        topics: vec![Topic::Received],
    });
    let staff = ground.setting(STAFF_MAIL).map(str::to_lowercase);
    VenueEdit {
        webhook: ground.is_told(ACCOUNTING_URL).then_some(webhook),
        staff_email: ground.is_told(STAFF_MAIL).then_some(staff),
        ..VenueEdit::default()
    }
}

fn table((id, kind, seats, price, open): (i64, &str, u32, i64, bool)) -> NewResource {
    NewResource {
        id: Some(id),
        ..new_table(kind, seats, price * 100, open)
    }
}

/// A table to be added.
pub(super) fn new_table(kind: &str, seats: u32, price: i64, open: bool) -> NewResource {
    NewResource {
        id: None,
        kind: kind.to_owned(),
        number: None,
        name: None,
        seats: Seats { from: 1, to: seats },
        price,
        lanes: 1,
        open,
        schedule: Schedule::Hours,
        hours: None,
        policy: Policy::default(),
        unique_name: false,
    }
}

/// Makes a user of the dump, unless somebody has his name.
async fn join(
    ground: &Ground<'_>,
    (number, name, role): (i64, &str, Role),
) -> Result<(), NotSeeded> {
    let account = NewAccount {
        realm: ground.instance.name.clone(),
        username: Some(name.to_owned()),
        email: Some(format!("{name}@example.com")),
        // The dump is the operator's own word for whose address it is.
        email_confirmed: true,
        phone: None,
        names: Names::default(),
        language: None,
        password: Some(HASH.to_owned()),
        operator: false,
    };
    let joining = Joining {
        account,
        role,
        time: None,
        unique_phone: false,
        first: false,
        number: Some(number),
    };
    let (desk, now) = (ground.seeding.desk, ground.seeding.now);
    match desk.join(ground.catalog.venue.id, joining, now).await {
        Ok(_) | Err(No::NotUnique { .. }) => Ok(()),
        Err(no) => Err(no.into()),
    }
}

/// Passwords of the dump that everybody knows.
pub(crate) async fn warnings(
    desk: &Desk,
    passwords: &Passwords,
    instance: &Instance,
) -> Vec<String> {
    let mut open = 0;
    for (_, name, _) in USERS {
        let login = match desk.login(&instance.name, name).await {
            Ok(login) => login,
            Err(no) => {
                return vec![format!(
                    "{}: its users were not looked at: {no}",
                    instance.name
                )];
            }
        };
        let Some(login) = login.filter(|login| !login.account.blocked) else {
            continue;
        };
        let checked = passwords.check(PASSWORD, login.password.as_deref()).await;
        open += usize::from(checked.is_ok_and(|checked| checked != Checked::Wrong));
    }
    // The world reads this too, so it does not name them.
    let warning = format!(
        "{}: users of the contract's dump still have its password, which everybody knows",
        instance.name
    );
    (open > 0).then_some(warning).into_iter().collect()
}

/// What the operator needs for the program to which orders are handed over.
pub(crate) fn notes(instance: &Instance) -> Vec<String> {
    let url = instance.settings.get(ACCOUNTING_URL);
    let note = url.map(|url| {
        format!(
            "Each new order is posted to {url}, signed after Standard Webhooks; the secret is shown to the operator at \
            GET /v1/venues/…/webhook."
        )
    });
    note.into_iter().collect()
}
