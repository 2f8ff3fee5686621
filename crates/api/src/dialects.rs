//! The foreign contracts that a venue speaks, and the accounts of their users. Those who run the venue look after them as
//! they did where these contracts came from: they make accounts, mend them and shut them out.

use std::collections::BTreeMap;

use axum::extract::State;
use bronya_desk::{AccountEdit, Joining, NewAccount, NewResource};
use bronya_domain::catalog::Catalog;
use bronya_domain::id::AccountId;
use bronya_domain::instance::Instance;
use bronya_domain::people::{self, Names};
use bronya_domain::policy::Policy;
use bronya_domain::refusal::Reason;
use bronya_domain::resource::{Schedule, Seats};
use bronya_gate::passwords::PasswordRule;
use bronya_gate::{Denial, Gate, texts};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::accounts::Account;
use crate::answered::{Made, Seen};
use crate::asked::{Body, Id, In, Managing, told};
use crate::people::{Member, Position};
use crate::problem::Result;

/// The foreign contracts that a venue speaks.
#[derive(Serialize, JsonSchema)]
pub(crate) struct DialectList {
    items: Vec<DialectLine>,
}

/// A foreign contract that a venue speaks.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Dialect")]
struct DialectLine {
    /// Its name: the channel of the bookings that come through it, and the realm of its users.
    name: String,
    /// What is set for it.
    settings: BTreeMap<String, String>,
}

/// A user of a foreign contract, to be made.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UserBody {
    /// The contract, by its name.
    #[garde(length(max = 128))]
    dialect: String,
    /// His login name; needed where he has no e-mail address.
    #[garde(length(chars, min = 1, max = 150), inner(custom(texts::line)))]
    username: Option<String>,
    /// His e-mail address.
    #[garde(length(max = 254), inner(custom(texts::email)))]
    email: Option<String>,
    /// His phone number.
    #[garde(length(max = 32), inner(custom(texts::phone)))]
    phone: Option<String>,
    /// The first name.
    #[garde(length(chars, min = 1, max = 128), inner(custom(texts::line)))]
    first_name: Option<String>,
    /// The last name.
    #[garde(length(chars, min = 1, max = 128), inner(custom(texts::line)))]
    last_name: Option<String>,
    /// The middle name or patronymic.
    #[garde(length(chars, min = 1, max = 128), inner(custom(texts::line)))]
    middle_name: Option<String>,
    /// What he may do.
    #[garde(skip)]
    role: Position,
    /// The kind of the resource that is a specialist's own time; it is made with him.
    #[garde(length(chars, max = 64), inner(custom(texts::kind)))]
    time: Option<String>,
    /// His password.
    #[garde(length(max = 4096))]
    password: String,
}

/// What of a user is to change. What is not named stays; null takes away what may be absent.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UserEdit {
    /// Another login name.
    #[garde(length(chars, min = 1, max = 150), inner(custom(texts::line)))]
    username: Option<String>,
    /// Another e-mail address.
    #[garde(length(max = 254), inner(custom(texts::email)))]
    email: Option<String>,
    /// Another phone number.
    #[garde(inner(inner(length(max = 32), custom(texts::phone))))]
    #[serde(default, deserialize_with = "told")]
    phone: Option<Option<String>>,
    /// Another first name.
    #[garde(inner(inner(length(chars, min = 1, max = 128), custom(texts::line))))]
    #[serde(default, deserialize_with = "told")]
    first_name: Option<Option<String>>,
    /// Another last name.
    #[garde(inner(inner(length(chars, min = 1, max = 128), custom(texts::line))))]
    #[serde(default, deserialize_with = "told")]
    last_name: Option<Option<String>>,
    /// Another middle name or patronymic.
    #[garde(inner(inner(length(chars, min = 1, max = 128), custom(texts::line))))]
    #[serde(default, deserialize_with = "told")]
    middle_name: Option<Option<String>>,
    /// Another password. All his logins end.
    #[garde(length(max = 4096))]
    password: Option<String>,
    /// Whether he is shut out: he cannot log in.
    #[garde(skip)]
    blocked: Option<bool>,
}

pub(crate) async fn list(State(gate): State<Gate>, In(catalog): In) -> Result<Seen<DialectList>> {
    let spoken = spoken(&gate, &catalog).await?;
    let items = spoken.into_iter().map(|instance| DialectLine {
        name: instance.name,
        settings: instance.settings,
    });
    let items = items.collect();
    Ok(Seen::new(DialectList { items }).private())
}

/// Makes a user. Whoever runs the venue chooses his first password and tells him.
pub(crate) async fn add_user(
    State(gate): State<Gate>,
    Managing(desk): Managing,
    In(catalog): In,
    Body(body): Body<UserBody>,
) -> Result<Made<Member>> {
    let mut spoken = spoken(&gate, &catalog).await?.into_iter();
    let instance = spoken.find(|instance| instance.name == body.dialect);
    let instance =
        instance.ok_or_else(|| Denial::invalid("dialect", "is none that the venue speaks"))?;
    let names = Names {
        first: body.first_name,
        last: body.last_name,
        middle: body.middle_name,
    };
    let password = hashed(&gate, &body.password).await?;
    let name = names.full().or(body.username.clone());
    let joining = Joining {
        account: NewAccount {
            realm: instance.name,
            username: body.username,
            email: body.email.map(lower_domain),
            // Whoever runs the venue knows his people; these contracts send no letter that would show it.
            email_confirmed: true,
            phone: body.phone,
            names,
            language: None,
            password: Some(password),
            operator: false,
        },
        role: body.role.role(),
        time: body.time.map(|kind| time(kind, name)),
        unique_phone: true,
        first: false,
        number: None,
    };
    let venue = &catalog.venue;
    let member = desk.join(venue.id, joining, gate.now()).await?;
    let location = format!("/v1/venues/{}/people/{}", venue.slug, member.account.id);
    Ok(Made::at(location, Member::of(member)).private())
}

/// Mends a user. Accounts of the installation are their owners' affair, and are not there.
pub(crate) async fn change_user(
    State(gate): State<Gate>,
    In(catalog): In,
    Id(id): Id<AccountId>,
    Body(body): Body<UserEdit>,
) -> Result<Seen<Account>> {
    let (desk, now) = (gate.desk(), gate.now());
    user(&gate, &catalog, id).await?;
    // Whatever is wrong with the password is said before anything is changed.
    let password = match &body.password {
        Some(password) => Some(hashed(&gate, password).await?),
        None => None,
    };
    let edit = AccountEdit {
        username: body.username.map(Some),
        is_his_email: body.email.is_some(),
        email: body.email.map(|email| Some(lower_domain(email))),
        phone: body.phone,
        unique_phone: true,
        first_name: body.first_name,
        last_name: body.last_name,
        middle_name: body.middle_name,
        language: None,
    };
    let mut account = desk.change_account(id, edit, None, now).await?;
    if let Some(password) = password {
        desk.set_password(id, &password, None, None, now).await?;
    }
    if let Some(blocked) = body.blocked {
        let venue = catalog.venue.id;
        account = desk.set_user_blocked(venue, id, blocked, now).await?;
    }
    Ok(Seen::new(Account::of(account)).private())
}

/// The contracts that a venue speaks.
async fn spoken(gate: &Gate, catalog: &Catalog) -> Result<Vec<Instance>> {
    let mut all = gate.desk().instances().await?;
    all.retain(|instance| instance.venue == catalog.venue.id);
    Ok(all)
}

/// A user of one of the venue's contracts whom the venue knows.
async fn user(gate: &Gate, catalog: &Catalog, id: AccountId) -> Result<people::Account> {
    let member = gate.desk().member(catalog.venue.id, id).await?;
    let account = member.ok_or(Reason::UnknownMember)?.account;
    let spoken = spoken(gate, catalog).await?;
    let is_theirs = spoken.iter().any(|instance| instance.name == account.realm);
    if is_theirs {
        Ok(account)
    } else {
        Err(Reason::UnknownMember.into())
    }
}

async fn hashed(gate: &Gate, password: &str) -> Result<String> {
    PasswordRule::NATIVE.check(password, &[])?;
    Ok(gate.passwords().hash(password).await?)
}

/// An address as these realms keep it: the case of its local part may matter, that of its domain does not.
fn lower_domain(email: String) -> String {
    match email.rsplit_once('@') {
        Some((local, domain)) => format!("{local}@{}", domain.to_lowercase()),
        None => email,
    }
}

/// A specialist's own time.
fn time(kind: String, name: Option<String>) -> NewResource {
    NewResource {
        id: None,
        kind,
        number: None,
        name,
        unique_name: false,
        seats: Seats { from: 1, to: 1 },
        price: 0,
        lanes: 1,
        open: true,
        schedule: Schedule::Slots,
        hours: None,
        policy: Policy::default(),
    }
}
