//! The shapes of their requests and answers.

use bronya_desk::AccountEdit;
use bronya_domain::command::Role;
use bronya_domain::people::{Account, Member, Names};
use bronya_domain::resource::Slot;
use bronya_domain::span::Span;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::timetable::Seen;
use super::translate::{SPOKEN, Sorry};
use crate::django::phrases::NO_SUCH_KEY;
use crate::django::{Fields, Phrase, Text, choice, decimal, email, int, moment, money, truth};
use crate::door::Door;

/// The setting that says how answers write times.
pub(super) const TIME_FORMAT: &str = "time_format";

/// The longest name.
const NAME_MOST: usize = 128;
/// The longest text about a slot or a cancelling.
const TEXT_MOST: usize = 255;
/// The longest e-mail address.
const EMAIL_MOST: usize = 254;
/// The most digits of a price.
const PRICE_DIGITS: usize = 5;

const ENDS_FIRST: Phrase = Phrase::same("Окончание должно быть позже начала.");
const CONTRADICTS: Phrase =
    Phrase::same("Администратор и is_staff — одно и то же: укажите их согласованно.");
const EMAIL_TAKEN: Phrase = Phrase::same("Пользователь с таким email уже существует.");

/// A role by its number, with its title.
const ROLES: [(i64, &str); 3] = [(1, "Администратор"), (2, "Специалист"), (3, "Клиент")];

/// Why somebody cancels.
const REASONS: [&str; 4] = ["None", "force majeure", "got sick", "schedule conflict"];
const REASON: &str = REASONS[1];

/// The number of a role.
pub(super) fn number(role: Role) -> i64 {
    match role {
        Role::Staff | Role::Admin | Role::Operator | Role::Clock => 1,
        Role::Specialist => 2,
        Role::Guest | Role::Customer => 3,
    }
}

fn role(number: i64) -> Option<Role> {
    match number {
        1 => Some(Role::Admin),
        2 => Some(Role::Specialist),
        3 => Some(Role::Customer),
        _ => None,
    }
}

/// A role by its number; that there is none is noted.
fn chosen(fields: &mut Fields, number: Option<i64>) -> Option<Role> {
    let number = number?;
    let found = role(number);
    if found.is_none() {
        fields.object("role", NO_SUCH_KEY.with(number));
    }
    found
}

/// A text that may be empty, which says as much as null does.
fn line(fields: &mut Fields, name: &str, most: usize) -> Option<Option<String>> {
    let read = Text {
        least: 0,
        most,
        may_be_blank: true,
        trims: true,
    };
    let read = fields.nullable(name, read.reader())?;
    Some(read.filter(|text| !text.is_empty()))
}

/// A password: any text, letter by letter.
pub(super) fn password(fields: &mut Fields) -> Option<String> {
    let password = Text {
        least: 1,
        most: usize::MAX,
        may_be_blank: false,
        trims: false,
    };
    fields.needed("password", password.reader())
}

/// An address as it is kept: no server tells the domain of one apart by its case.
pub(super) fn mailbox(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((name, domain)) => format!("{name}@{}", domain.to_lowercase()),
        None => address.to_owned(),
    }
}

/// Somebody who registers.
pub(super) struct Registration {
    pub names: Names,
    pub email: String,
    pub role: Role,
    pub password: String,
}

impl Registration {
    /// Reads it. What is wrong with the password `object` says.
    pub(super) fn read(
        mut fields: Fields,
        object: impl Fn(&str) -> Option<Phrase>,
    ) -> Result<Self, Sorry> {
        let names = Names {
            first: line(&mut fields, "first_name", NAME_MOST).flatten(),
            last: line(&mut fields, "last_name", NAME_MOST).flatten(),
            middle: line(&mut fields, "middle_name", NAME_MOST).flatten(),
        };
        let address = fields.needed("email", email(EMAIL_MOST));
        let number = fields.needed("role", int(i64::MIN..=i64::MAX));
        let role = chosen(&mut fields, number);
        let password = password(&mut fields);
        if let Some(wrong) = password.as_deref().and_then(object) {
            fields.object("password", wrong);
        }
        match (address, role, password) {
            (Some(address), Some(role), Some(password)) if fields.is_fine() => Ok(Self {
                names,
                email: mailbox(&address),
                role,
                password,
            }),
            _ => Err(Sorry::fields(fields.wrongs())),
        }
    }
}

/// The address is somebody's already.
pub(super) fn email_taken() -> Sorry {
    Sorry::field("email", EMAIL_TAKEN.said(SPOKEN))
}

/// What is to change about a user.
pub(super) struct UserEdit {
    pub names: AccountEdit,
    pub role: Option<Role>,
    pub is_active: Option<bool>,
    pub is_blocked: Option<bool>,
}

impl UserEdit {
    /// Reads it. Being an administrator and `is_staff` are one thing.
    pub(super) fn read(fields: Fields, before: Role) -> Result<Self, Sorry> {
        let mut fields = fields.partial();
        let names = AccountEdit {
            first_name: line(&mut fields, "first_name", NAME_MOST),
            last_name: line(&mut fields, "last_name", NAME_MOST),
            middle_name: line(&mut fields, "middle_name", NAME_MOST),
            ..AccountEdit::default()
        };
        let number = fields.maybe("role", int(i64::MIN..=i64::MAX));
        let role = chosen(&mut fields, number);
        let is_staff = fields.maybe("is_staff", truth);
        let role = match (role, is_staff) {
            (Some(role), Some(is_staff)) if (role == Role::Admin) != is_staff => {
                fields.object("is_staff", CONTRADICTS);
                None
            }
            (Some(role), _) => Some(role),
            (None, Some(true)) => Some(Role::Admin),
            (None, Some(false)) if before == Role::Admin => Some(Role::Customer),
            (None, Some(false) | None) => None,
        };
        let is_active = fields.maybe("is_active", truth);
        let is_blocked = fields.maybe("is_blocked", truth);
        if !fields.is_fine() {
            return Err(Sorry::fields(fields.wrongs()));
        }
        Ok(Self {
            names,
            role,
            is_active,
            is_blocked,
        })
    }
}

/// What a slot is to say; what is none was not sent.
pub(super) struct SlotEdit {
    from: Option<Timestamp>,
    until: Option<Timestamp>,
    topic: Option<Option<String>>,
    price: Option<Option<i64>>,
}

/// What a slot says once it was read.
pub(super) struct SlotWords {
    pub span: Span,
    pub topic: Option<String>,
    pub price: Option<i64>,
}

impl SlotWords {
    /// Reads what is published, or what is to change about what was.
    pub(super) fn read(
        fields: Fields,
        before: Option<&Slot>,
        zone: &TimeZone,
    ) -> Result<Self, Sorry> {
        let mut fields = match before {
            Some(_) => fields.partial(),
            None => fields,
        };
        let edit = SlotEdit {
            from: fields.needed("start_time", moment(zone)),
            until: fields.needed("end_time", moment(zone)),
            topic: line(&mut fields, "context", TEXT_MOST),
            price: fields.nullable("cost", decimal(PRICE_DIGITS, None)),
        };
        let from = edit.from.or(before.map(|slot| slot.span.from()));
        let until = edit.until.or(before.map(|slot| slot.span.end()));
        let span = match (from, until) {
            (Some(from), Some(until)) if fields.is_fine() => {
                let span = Span::new(from, until);
                span.map_err(|_| fields.object("end_time", ENDS_FIRST)).ok()
            }
            _ => None,
        };
        match span {
            Some(span) => Ok(Self {
                span,
                topic: edit.topic.unwrap_or_else(|| before?.topic.clone()),
                price: edit.price.unwrap_or_else(|| before?.price),
            }),
            None => Err(Sorry::slot(fields.wrongs())),
        }
    }
}

/// Why a client cancels: one of four reasons, and his own words.
pub(super) fn comment(mut fields: Fields) -> Result<String, Sorry> {
    let reason = fields.maybe("reason", choice(&REASONS)).unwrap_or(REASON);
    let words = line(&mut fields, "text", TEXT_MOST).flatten();
    if !fields.is_fine() {
        return Err(Sorry::comment(fields.wrongs()));
    }
    Ok(match words {
        Some(words) => format!("{reason}: {words}"),
        None => reason.to_owned(),
    })
}

/// A moment: ISO 8601, or as a setting wants it.
fn at(door: &Door, zone: &TimeZone, at: Timestamp) -> String {
    match door.setting(TIME_FORMAT) {
        Some("dotted") => {
            let wall = at.to_zoned(zone.clone());
            wall.strftime("%d.%m.%Y %H:%M:%S").to_string()
        }
        Some(_) | None => at.to_string(),
    }
}

/// What a slot says.
pub(super) fn words(door: &Door, zone: &TimeZone, slot: &Slot) -> Map<String, Value> {
    let cost = slot.price.map(money);
    let told = json!({
        "id": slot.id,
        "start_time": at(door, zone, slot.span.from()),
        "end_time": at(door, zone, slot.span.end()),
        "context": slot.topic,
        "cost": cost,
    });
    match told {
        Value::Object(told) => told,
        _ => Map::new(),
    }
}

/// A slot with where it stands.
pub(super) fn slot(door: &Door, zone: &TimeZone, seen: &Seen) -> Value {
    let mut told = words(door, zone, &seen.slot);
    told.insert("specialist".to_owned(), json!(seen.specialist));
    told.insert("status".to_owned(), json!(seen.status.name()));
    told.insert("client".to_owned(), json!(seen.client()));
    Value::Object(told)
}

/// What a user is called: last name, first name, patronymic. Who has no name is called by his address.
pub(super) fn full_name(account: &Account) -> String {
    let name = joined(&account.names);
    name.or_else(|| account.email.clone()).unwrap_or_default()
}

/// Last name, first name, patronymic, as far as they are known.
pub(super) fn joined(names: &Names) -> Option<String> {
    let parts = [&names.last, &names.first, &names.middle];
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// A user who has just registered.
pub(super) fn registered(member: &Member) -> Value {
    let Account { names, email, .. } = &member.account;
    json!({
        "first_name": names.first,
        "last_name": names.last,
        "middle_name": names.middle,
        "email": email,
        "role": number(member.membership.role),
    })
}

/// A user.
pub(super) fn user(member: &Member) -> Value {
    let Account { names, phone, .. } = &member.account;
    let number = number(member.membership.role);
    let title = ROLES.iter().find(|(of, _)| *of == number);
    json!({
        "id": member.account.id,
        "first_name": names.first,
        "last_name": names.last,
        "middle_name": names.middle,
        "role": title.map(|(_, title)| title),
        "phone": phone,
        "email": member.account.email,
        "is_staff": member.membership.role == Role::Admin,
        "is_active": !member.account.blocked,
        "is_blocked": member.membership.blocked,
    })
}

/// A user who was changed.
pub(super) fn changed_user(member: &Member) -> Value {
    let names = &member.account.names;
    json!({
        "id": member.account.id,
        "first_name": names.first,
        "last_name": names.last,
        "middle_name": names.middle,
        "role": number(member.membership.role),
        "is_staff": member.membership.role == Role::Admin,
        "is_active": !member.account.blocked,
        "is_blocked": member.membership.blocked,
    })
}
