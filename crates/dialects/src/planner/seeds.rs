//! What an instance starts with, and what can be set for it.

use bronya_desk::{Desk, Joining, NewAccount, NewVenue, No};
use bronya_domain::catalog::Language;
use bronya_domain::command::Role;
use bronya_domain::id::{AccountId, VenueId};
use bronya_domain::instance::Instance;
use bronya_domain::money::Currency;
use bronya_domain::people::{Member, Names};
use bronya_domain::policy::{
    Admission, Bound, ContactNeeded, GuestCancel, PartySize, Policy, UNBOUNDED,
};
use bronya_domain::settings::{SettingsChange, VenueEdit};
use bronya_gate::entry::{Claim, LoginNames, Realm, Renewal};
use bronya_gate::passwords::{Needs, PasswordRule, Passwords};
use bronya_gate::texts;
use jiff::SignedDuration;
use jiff::tz::TimeZone;

use super::wire::{TIME_FORMAT, mailbox};
use crate::kinds::Kinds;
use crate::seeding::{Admin, Ground, NotSeeded, Seeding};
use crate::settings::{self, Setting, Shape};

/// The one kind of the contract.
pub(super) const KIND: &str = "specialist";

pub(super) const SPECIALIST_REGISTRATION: &str = "specialist_registration";
const TIME_ZONE: &str = "time_zone";
const CANCEL_AGREED: &str = "cancel_agreed";

const HOME_ZONE: &str = "Europe/Moscow";
/// How many members are looked at at once.
const MEMBERS_A_TIME: usize = 500;

/// What can be set.
pub(crate) const SETTINGS: &[Setting] = &[
    settings::kind_map(&[KIND]),
    Setting {
        name: TIME_ZONE,
        shape: Shape::Zone,
        meaning: "The venue's time zone, Europe/Moscow in a new venue",
    },
    Setting {
        name: TIME_FORMAT,
        shape: Shape::Word(&["iso", "dotted"]),
        meaning: "How answers write times: 2030-01-01T07:00:00Z (iso, the default) or 01.01.2030 10:00:00 by the venue's clock",
    },
    Setting {
        name: CANCEL_AGREED,
        shape: Shape::Switch,
        meaning: "Whether a client may cancel what the specialist has agreed to, until it begins",
    },
    Setting {
        name: SPECIALIST_REGISTRATION,
        shape: Shape::Word(&["open", "invite"]),
        meaning: "Whether anybody registers as a specialist (open, the default) or administrators make specialists",
    },
];

pub(crate) fn realm(instance: &Instance) -> Realm {
    Realm {
        name: instance.name.clone(),
        rule: PasswordRule {
            least: 8,
            most: 128,
            needs: Needs::LatinAndDigit,
            refuse_common: true,
            refuse_personal: false,
        },
        access_lives: SignedDuration::from_hours(24),
        session_lives: SignedDuration::from_hours(7 * 24),
        names: LoginNames::AsWritten,
        renewal: Renewal::Keeps,
        claims: vec![
            Claim::Text("token_type", "access".to_owned()),
            Claim::TokenId("jti"),
            Claim::AccountText("user_id"),
        ],
    }
}

pub(crate) fn venue(seeding: &Seeding<'_>) -> Result<NewVenue, NotSeeded> {
    let zone = seeding.settings.get(TIME_ZONE).map(String::as_str);
    Ok(NewVenue {
        slug: seeding.slug.to_owned(),
        name: "Консультации".to_owned(),
        address: None,
        region: Some("RU".to_owned()),
        zone_name: zone.unwrap_or(HOME_ZONE).to_owned(),
        language: Language::Ru,
        currency: Currency::RUB,
        hours: None,
        policy: policy(seeding.settings.get(CANCEL_AGREED).map(String::as_str)),
    })
}

/// The contract's rules: the specialist agrees, whenever he likes; until then the client may cancel. It knows no
/// reminders, and its clients expect four letters; a venue that wants more sets `reminder_minutes`.
fn policy(cancel_agreed: Option<&str>) -> Policy {
    Policy {
        admission: Some(Admission::Tentative),
        answer_minutes: Some(UNBOUNDED),
        cancel_undecided: Some(GuestCancel::Acts),
        cancel_confirmed: Some(confirmed(cancel_agreed)),
        cancel_deadline_minutes: Some(Bound::Of(0)),
        grid_minutes: Some(UNBOUNDED),
        lead_minutes: Some(Bound::Of(0)),
        horizon_days: Some(UNBOUNDED),
        reminder_minutes: Some(UNBOUNDED),
        contact: Some(ContactNeeded::Nothing),
        party_size: Some(PartySize::Optional),
        ..Policy::default()
    }
}

fn confirmed(cancel_agreed: Option<&str>) -> GuestCancel {
    match cancel_agreed.is_some_and(settings::is_on) {
        true => GuestCancel::Acts,
        false => GuestCancel::Refused,
    }
}

pub(crate) async fn seed(ground: &Ground<'_>) -> Result<(), NotSeeded> {
    let kinds = Kinds::of(ground.instance, Some(&[KIND]));
    if kinds.ours(KIND).is_none() {
        return Err(NotSeeded::Missing(
            "kind_map must say what a specialist is called: specialist=…",
        ));
    }
    settle(ground).await?;
    match &ground.seeding.admin {
        Some(admin) => appoint(ground, admin).await,
        None => Ok(()),
    }
}

/// The venue's zone, where it is told this time.
async fn settle(ground: &Ground<'_>) -> Result<(), NotSeeded> {
    let name = ground.setting(TIME_ZONE).unwrap_or(HOME_ZONE);
    if !ground.is_told(TIME_ZONE) {
        return Ok(());
    }
    let known = TimeZone::get(name);
    let zone = known.map_err(|_| NotSeeded::Missing("the time zone is not known"))?;
    let edit = VenueEdit {
        zone: Some((name.to_owned(), zone)),
        ..VenueEdit::default()
    };
    ground.change(SettingsChange::Venue(edit)).await
}

/// Makes the administrator, unless somebody has his address already.
async fn appoint(ground: &Ground<'_>, admin: &Admin) -> Result<(), NotSeeded> {
    let (seeding, realm) = (ground.seeding, realm(ground.instance));
    if texts::email(&admin.name, &()).is_err() {
        return Err(NotSeeded::Missing(
            "the administrator logs in by an e-mail address",
        ));
    }
    let checked = realm.rule.check(&admin.password, &[]);
    checked.map_err(|denial| NotSeeded::Password(denial.detail.into_owned()))?;
    let hash = seeding.passwords.hash(&admin.password).await;
    let hash = hash.map_err(|denial| NotSeeded::Password(denial.detail.into_owned()))?;
    let account = NewAccount {
        realm: realm.name,
        username: None,
        email: Some(mailbox(&admin.name)),
        email_confirmed: true,
        phone: None,
        names: Names::default(),
        language: None,
        password: Some(hash),
        operator: false,
    };
    let joining = Joining {
        account,
        role: Role::Admin,
        time: None,
        unique_phone: false,
        first: false,
        number: None,
    };
    let venue = ground.catalog.venue.id;
    match seeding.desk.join(venue, joining, seeding.now).await {
        Ok(_) | Err(No::NotUnique { field: "email" }) => Ok(()),
        Err(no) => Err(no.into()),
    }
}

/// That nobody can let anybody in or shut anybody out.
pub(crate) async fn warnings(desk: &Desk, _: &Passwords, instance: &Instance) -> Vec<String> {
    match has_admin(desk, instance.venue, &instance.name).await {
        Ok(true) => Vec::new(),
        Ok(false) => vec![format!(
            "{} has no administrator: seed it again with --admin-email and --admin-password-file",
            instance.name
        )],
        Err(no) => vec![format!("{}: {no}", instance.name)],
    }
}

/// Whether somebody of the realm runs the venue and can log in. Who runs it is there before its clients.
async fn has_admin(desk: &Desk, venue: VenueId, realm: &str) -> Result<bool, No> {
    let runs = |member: &Member| {
        let Member {
            account,
            membership,
        } = member;
        let may = !account.blocked && !membership.blocked;
        may && account.realm == realm && membership.role == Role::Admin
    };
    let mut after = AccountId(0);
    loop {
        let members = desk.members(venue, after, MEMBERS_A_TIME).await?;
        match members.last() {
            _ if members.iter().any(runs) => return Ok(true),
            Some(last) if members.len() == MEMBERS_A_TIME => after = last.account.id,
            Some(_) | None => return Ok(false),
        }
    }
}
