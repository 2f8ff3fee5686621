//! What an instance starts with, and what can be set for it.

use std::collections::BTreeMap;

use bronya_desk::{NewResource, NewVenue};
use bronya_domain::catalog::{Language, Venue};
use bronya_domain::hours::{OpeningHours, WallSpan, Week};
use bronya_domain::instance::Instance;
use bronya_domain::money::Currency;
use bronya_domain::policy::{
    Admission, Bound, ContactNeeded, GuestCancel, PartySize, Policy, Stay, TurnTime, UNBOUNDED,
};
use bronya_domain::resource::{Schedule, Seats};
use bronya_domain::settings::{SettingsChange, VenueEdit};
use bronya_domain::span::Span;
use bronya_gate::entry::{LoginNames, Realm};
use bronya_gate::passwords::{Needs, PasswordRule};
use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::door::Door;
use crate::seeding::{Ground, NotSeeded, Seeding};
use crate::settings::{self, BadSetting, Setting, Shape};

/// The one kind of the contract.
pub(super) const KIND: &str = "table";

pub(super) const ADMIN_EMAILS: &str = "admin_emails";
pub(super) const VERIFY_ADMIN_EMAIL: &str = "verify_admin_email";
pub(super) const APP_NAME: &str = "app_name";
const API_PREFIX: &str = "api_prefix";
const JWT_EXPIRE_MINUTES: &str = "jwt_expire_minutes";
const BOOKING_SLOT_HOURS: &str = "booking_slot_hours";
const CANCEL_DEADLINE_MINUTES: &str = "cancel_deadline_minutes";
const WORKDAY_START_HOUR: &str = "workday_start_hour";
const WORKDAY_END_HOUR: &str = "workday_end_hour";
const RESTAURANT_TIMEZONE: &str = "restaurant_timezone";

/// Default tables: their setting, how many seats, how many of them.
const TABLES: [(&str, u32, u32); 3] = [
    ("tables_for_2", 2, 7),
    ("tables_for_3", 3, 6),
    ("tables_for_6", 6, 3),
];

/// How many hours a booking lasts, and when the venue opens and closes, where nobody says.
const SLOT: u32 = 2;
const OPENS: u32 = 12;
const CLOSES: u32 = 22;

/// A year: no token is good for longer, and no deadline lies further ahead.
const YEAR: i64 = 365 * 24 * 60;

/// What can be set, by the names of the original's environment.
pub(crate) const SETTINGS: &[Setting] = &[
    settings::kind_map(&[KIND]),
    setting(
        ADMIN_EMAILS,
        Shape::Emails,
        "Whoever registers with one of these addresses is an admin",
    ),
    setting(
        VERIFY_ADMIN_EMAIL,
        Shape::Switch,
        "An admin may act only after the link in a letter showed that the address is his",
    ),
    setting(
        JWT_EXPIRE_MINUTES,
        Shape::Number(1, YEAR),
        "How long an access token is good, 60 where it is not set",
    ),
    setting(
        BOOKING_SLOT_HOURS,
        Shape::Number(1, 24),
        "How long a booking lasts, 2 where it is not set; becomes the stay of the venue's rules",
    ),
    setting(
        CANCEL_DEADLINE_MINUTES,
        Shape::Number(0, YEAR),
        "Until how long before its start a booking is cancelled and changed, 60 in a new venue",
    ),
    setting(
        WORKDAY_START_HOUR,
        Shape::Number(0, 23),
        "When the venue opens, 12 in a new venue; becomes its hours",
    ),
    setting(
        WORKDAY_END_HOUR,
        Shape::Number(1, 24),
        "When the venue closes, 22 in a new venue; becomes its hours",
    ),
    setting(
        RESTAURANT_TIMEZONE,
        Shape::Zone,
        "The venue's time zone, UTC in a new venue",
    ),
    setting(TABLES[0].0, Shape::Number(0, 500), TABLES_MEANING),
    setting(TABLES[1].0, Shape::Number(0, 500), TABLES_MEANING),
    setting(TABLES[2].0, Shape::Number(0, 500), TABLES_MEANING),
    setting(
        API_PREFIX,
        Shape::Path,
        "What stands before every address but those of the metrics and of the documents",
    ),
    setting(
        APP_NAME,
        Shape::Text,
        "The title of the OpenAPI document, ASPEX Booking API where it is not set",
    ),
];

const TABLES_MEANING: &str = "How many tables of so many seats a new venue gets";

const fn setting(name: &'static str, shape: Shape, meaning: &'static str) -> Setting {
    Setting {
        name,
        shape,
        meaning,
    }
}

fn number(text: Option<&str>) -> Option<u32> {
    text?.parse().ok()
}

/// How long a booking lasts.
pub(super) fn slot_hours(door: &Door) -> u32 {
    number(door.setting(BOOKING_SLOT_HOURS)).unwrap_or(SLOT)
}

/// What stands before the addresses.
pub(super) fn prefix(door: &Door) -> &str {
    door.setting(API_PREFIX).unwrap_or_default()
}

pub(crate) fn realm(instance: &Instance) -> Realm {
    let minutes = instance.settings.get(JWT_EXPIRE_MINUTES);
    let minutes = number(minutes.map(String::as_str)).unwrap_or(60);
    let lives = SignedDuration::from_mins(i64::from(minutes));
    Realm {
        name: instance.name.clone(),
        rule: PasswordRule {
            least: 8,
            most: 128,
            needs: Needs::Nothing,
            refuse_common: false,
            refuse_personal: false,
        },
        access_lives: lives,
        // There is nothing to renew a token with, so its login ends with it.
        session_lives: lives,
        names: LoginNames::AsWritten,
        ..Realm::house()
    }
}

pub(crate) fn venue(seeding: &Seeding<'_>) -> Result<NewVenue, NotSeeded> {
    let set = |name: &str| seeding.settings.get(name).map(String::as_str);
    Ok(NewVenue {
        slug: seeding.slug.to_owned(),
        name: "ASPEX".to_owned(),
        address: None,
        region: Some("RU".to_owned()),
        zone_name: set(RESTAURANT_TIMEZONE).unwrap_or("UTC").to_owned(),
        // The contract speaks English; a user whose client asks for Russian gets Russian letters.
        language: Language::En,
        currency: Currency::RUB,
        hours: Some(workday(
            number(set(WORKDAY_START_HOUR)),
            number(set(WORKDAY_END_HOUR)),
        )),
        policy: Policy {
            admission: Some(Admission::Instant),
            grid_minutes: Some(UNBOUNDED),
            lead_minutes: Some(Bound::Of(0)),
            horizon_days: Some(UNBOUNDED),
            cancel_confirmed: Some(GuestCancel::Acts),
            contact: Some(ContactNeeded::Nothing),
            party_size: Some(PartySize::Optional),
            buffer_before_minutes: Some(0),
            buffer_after_minutes: Some(0),
            // The contract knows letters about what the user did, and none that come unasked.
            reminder_minutes: Some(UNBOUNDED),
            ..timed(
                Policy::default(),
                Some(number(set(BOOKING_SLOT_HOURS)).unwrap_or(SLOT)),
                Some(number(set(CANCEL_DEADLINE_MINUTES)).unwrap_or(60)),
            )
        },
    })
}

/// A policy with another stay and other deadlines, where they are given.
fn timed(policy: Policy, slot_hours: Option<u32>, deadline: Option<u32>) -> Policy {
    let stay = slot_hours.map(|hours| {
        Stay::ByParty(vec![TurnTime {
            up_to: 1000,
            minutes: hours * 60,
        }])
    });
    let deadline = deadline.map(Bound::Of);
    Policy {
        stay: stay.or(policy.stay),
        cancel_deadline_minutes: deadline.or(policy.cancel_deadline_minutes),
        move_deadline_minutes: deadline.or(policy.move_deadline_minutes),
        ..policy
    }
}

/// The same hours on every day.
fn workday(start: Option<u32>, end: Option<u32>) -> OpeningHours {
    let hour = |hour: u32| {
        let hour = i8::try_from(hour % 24).unwrap_or_default();
        Time::constant(hour, 0, 0, 0)
    };
    let span = WallSpan {
        opens: hour(start.unwrap_or(OPENS)),
        closes: hour(end.unwrap_or(CLOSES)),
    };
    OpeningHours {
        weekly: Week::daily(&[span]),
        ..OpeningHours::default()
    }
}

/// Refuses a workday that ends before it begins, or that no booking fits into. What is not set has its default.
fn workday_holds_a_booking(settings: &BTreeMap<String, String>) -> Result<(), BadSetting> {
    let set =
        |name: &str, default| number(settings.get(name).map(String::as_str)).unwrap_or(default);
    let (start, end) = (
        set(WORKDAY_START_HOUR, OPENS),
        set(WORKDAY_END_HOUR, CLOSES),
    );
    let slot = set(BOOKING_SLOT_HOURS, SLOT);
    let (name, problem) = if start >= end {
        let problem = format!("{start} is not before {WORKDAY_END_HOUR}, which is {end}");
        (WORKDAY_START_HOUR, problem)
    } else if slot > end - start {
        let problem = format!(
            "a booking of {slot} hours does not fit between {WORKDAY_START_HOUR}, which is {start}, \
             and {WORKDAY_END_HOUR}, which is {end}"
        );
        (BOOKING_SLOT_HOURS, problem)
    } else {
        return Ok(());
    };
    let name = name.to_owned();
    Err(BadSetting { name, problem })
}

/// Refuses a length of bookings that fits into no hours of a venue that keeps its own.
fn hours_hold_a_booking(hours: &OpeningHours, slot: u32) -> Result<(), BadSetting> {
    let ordinary = OpeningHours {
        weekly: hours.weekly.clone(),
        ..OpeningHours::default()
    };
    // Two weeks show every span of one whole, wherever the week begins.
    let weeks = Span::lasting(Timestamp::UNIX_EPOCH, SignedDuration::from_hours(14 * 24));
    let open = weeks.map(|weeks| ordinary.open_within(weeks, &TimeZone::UTC));
    let length = SignedDuration::from_hours(i64::from(slot));
    let fits = |span: &Span| span.length().is_some_and(|open| open >= length);
    if open.is_ok_and(|open| open.spans().iter().any(fits)) {
        return Ok(());
    }
    Err(BadSetting {
        name: BOOKING_SLOT_HOURS.to_owned(),
        problem: format!(
            "a booking of {slot} hours fits into no hours of the venue, which {WORKDAY_START_HOUR} and \
             {WORKDAY_END_HOUR} change"
        ),
    })
}

/// Refuses hours and stays that leave nothing to book, at a venue that is there or is to be made.
pub(crate) fn check(seeding: &Seeding<'_>, venue: Option<&Venue>) -> Result<(), BadSetting> {
    let settings = &seeding.settings;
    let is_set = |name| settings.contains_key(name);
    let Some(venue) = venue.filter(|_| !is_set(WORKDAY_START_HOUR) && !is_set(WORKDAY_END_HOUR))
    else {
        return workday_holds_a_booking(settings);
    };
    let slot = number(settings.get(BOOKING_SLOT_HOURS).map(String::as_str));
    match (&venue.hours, slot) {
        (Some(hours), Some(slot)) => hours_hold_a_booking(hours, slot),
        (None, _) | (_, None) => Ok(()),
    }
}

pub(super) fn new_table(name: String, seats: u32) -> NewResource {
    NewResource {
        id: None,
        kind: KIND.to_owned(),
        number: None,
        name: Some(name),
        unique_name: true,
        seats: Seats { from: 1, to: seats },
        price: 0,
        lanes: 1,
        open: true,
        schedule: Schedule::Hours,
        hours: None,
        policy: Policy::default(),
    }
}

pub(crate) async fn seed(ground: &Ground<'_>) -> Result<(), NotSeeded> {
    let many = TABLES.map(|(name, seats, default)| {
        let count = number(ground.setting(name)).unwrap_or(default);
        (1..=count).map(move |place| new_table(format!("T{seats}-{place}"), seats))
    });
    let tables = many.into_iter().flatten().zip(1..);
    let tables = tables.map(|(table, id)| NewResource {
        id: Some(id),
        ..table
    });
    ground.furnish(tables.collect()).await?;
    rule(ground).await
}

/// What of the settings is the venue's own: its hours and its zone, where they are told this time.
async fn rule(ground: &Ground<'_>) -> Result<(), NotSeeded> {
    if ground.is_told(WORKDAY_START_HOUR) || ground.is_told(WORKDAY_END_HOUR) {
        let [start, end] =
            [WORKDAY_START_HOUR, WORKDAY_END_HOUR].map(|name| number(ground.setting(name)));
        let hours = Some(workday(start, end));
        ground.change(SettingsChange::Hours(hours)).await?;
    }
    if ground.is_told(RESTAURANT_TIMEZONE) {
        let name = ground.setting(RESTAURANT_TIMEZONE).unwrap_or("UTC");
        let known = TimeZone::get(name);
        let zone = known.map_err(|_| NotSeeded::Missing("the time zone is not known"))?;
        let edit = VenueEdit {
            zone: Some((name.to_owned(), zone)),
            ..VenueEdit::default()
        };
        ground.change(SettingsChange::Venue(edit)).await?;
    }
    Ok(())
}
