//! What an instance starts with, and what can be set for it.

use bronya_desk::{Joining, NewAccount, NewVenue};
use bronya_domain::catalog::Language;
use bronya_domain::command::Role;
use bronya_domain::instance::Instance;
use bronya_domain::money::Currency;
use bronya_domain::people::Names;
use bronya_domain::policy::{
    Admission, ContactNeeded, GuestCancel, PartySize, Policy, Stay, UNBOUNDED,
};
use bronya_gate::entry::{Claim, LoginNames, Realm, Renewal};
use bronya_gate::passwords::PasswordRule;
use bronya_gate::texts;
use jiff::SignedDuration;

use crate::seeding::{Admin, Ground, NotSeeded, Seeding};
use crate::settings::{self, Setting, Shape};

pub(super) const EDITORS: &str = "editors";
pub(super) const PUBLIC_BOOKINGS: &str = "public_bookings";
const CONFIRMATION: &str = "confirmation";
const BY_ADMIN: &str = "admin";

/// How long a token is good.
const TOKEN_LIVES: SignedDuration = SignedDuration::from_mins(30);
/// The longest stay, in minutes.
const YEAR: u32 = 366 * 24 * 60;

/// What can be set.
pub(crate) const SETTINGS: &[Setting] = &[
    settings::KIND_MAP,
    Setting {
        name: EDITORS,
        shape: Shape::Word(&["users", "admin", "anyone"]),
        meaning: "Who changes resources and closes time: whoever is logged in, where it is not set",
    },
    Setting {
        name: PUBLIC_BOOKINGS,
        shape: Shape::Switch,
        meaning: "Whether everybody may read the list of bookings, without whose they are",
    },
    Setting {
        name: CONFIRMATION,
        shape: Shape::Word(&["automatic", BY_ADMIN]),
        meaning: "Who confirms bookings: nobody needs to, where it is not set; becomes the admission of the venue's rules",
    },
];

/// Who may change resources and close time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Editors {
    /// Whoever is logged in.
    Users,
    /// Whoever runs the venue.
    Admin,
    /// Anyone at all.
    Anyone,
}

impl Editors {
    pub(super) fn named(word: &str) -> Option<Self> {
        match word {
            "users" => Some(Self::Users),
            "admin" => Some(Self::Admin),
            "anyone" => Some(Self::Anyone),
            _ => None,
        }
    }
}

pub(crate) fn realm(instance: &Instance) -> Realm {
    Realm {
        name: instance.name.clone(),
        rule: PasswordRule::ANYTHING,
        access_lives: TOKEN_LIVES,
        // There is nothing to renew a token with, so its login ends with it.
        session_lives: TOKEN_LIVES,
        names: LoginNames::AsWritten,
        renewal: Renewal::Keeps,
        claims: vec![Claim::Username("sub")],
    }
}

pub(crate) fn venue(seeding: &Seeding<'_>) -> Result<NewVenue, NotSeeded> {
    let confirmation = seeding.settings.get(CONFIRMATION).map(String::as_str);
    Ok(NewVenue {
        slug: seeding.slug.to_owned(),
        name: "Resources".to_owned(),
        address: None,
        region: Some("RU".to_owned()),
        zone_name: "UTC".to_owned(),
        language: Language::Ru,
        currency: Currency::RUB,
        hours: None,
        policy: Policy {
            admission: Some(admission(confirmation).unwrap_or(Admission::Instant)),
            answer_minutes: Some(UNBOUNDED),
            cancel_undecided: Some(GuestCancel::Acts),
            cancel_confirmed: Some(GuestCancel::Acts),
            cancel_deadline_minutes: Some(UNBOUNDED),
            move_deadline_minutes: Some(UNBOUNDED),
            grid_minutes: Some(UNBOUNDED),
            stay: Some(Stay::Chosen {
                least_minutes: 1,
                most_minutes: YEAR,
            }),
            buffer_before_minutes: Some(0),
            buffer_after_minutes: Some(0),
            // Even what has been can be booked.
            lead_minutes: Some(UNBOUNDED),
            horizon_days: Some(UNBOUNDED),
            // The contract writes no letters.
            reminder_minutes: Some(UNBOUNDED),
            contact: Some(ContactNeeded::Nothing),
            party_size: Some(PartySize::Optional),
            ..Policy::default()
        },
    })
}

/// How bookings are admitted, where somebody has set it.
fn admission(confirmation: Option<&str>) -> Option<Admission> {
    confirmation.map(|word| match word {
        BY_ADMIN => Admission::Tentative,
        _ => Admission::Instant,
    })
}

/// Somebody of the instance who comes to its venue.
pub(super) fn joining(realm: &Realm, username: String, hash: String, role: Role) -> Joining {
    Joining {
        account: NewAccount {
            realm: realm.name.clone(),
            username: Some(username),
            email: None,
            // There is no address that a letter would have to confirm; one that he gets later is unconfirmed again.
            email_confirmed: true,
            phone: None,
            names: Names::default(),
            language: None,
            password: Some(hash),
            operator: false,
        },
        role,
        time: None,
        unique_phone: false,
        first: false,
        number: None,
    }
}

pub(crate) async fn seed(ground: &Ground<'_>) -> Result<(), NotSeeded> {
    ground.furnish(Vec::new()).await?;
    match &ground.seeding.admin {
        Some(admin) => add_admin(ground, admin).await,
        None => Ok(()),
    }
}

/// Makes the admin, unless he is there. Somebody else's account of his name is left alone: whoever registered it knows its
/// password.
async fn add_admin(ground: &Ground<'_>, admin: &Admin) -> Result<(), NotSeeded> {
    let (desk, now) = (ground.seeding.desk, ground.seeding.now);
    let (venue, realm) = (ground.catalog.venue.id, realm(ground.instance));
    if let Some(known) = desk.login(&realm.name, &admin.name).await? {
        let member = desk.member(venue, known.account.id).await?;
        let is_admin = member.is_some_and(|member| member.membership.role == Role::Admin);
        return match is_admin {
            true => Ok(()),
            false => Err(NotSeeded::Missing(
                "a user who is no admin has the admin's name; choose another name",
            )),
        };
    }
    if texts::line(&admin.name, &()).is_err() {
        return Err(NotSeeded::Missing("the admin's name must be one line"));
    }
    let hash = ground.seeding.passwords.hash(&admin.password).await;
    let hash = hash.map_err(|denial| NotSeeded::Password(denial.detail.into_owned()))?;
    let joining = joining(&realm, admin.name.clone(), hash, Role::Admin);
    desk.join(venue, joining, now).await?;
    Ok(())
}
