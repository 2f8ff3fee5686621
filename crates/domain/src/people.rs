//! Who people are and what they may do: accounts, roles at venues, the links that work once, the keys of programs.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::catalog::Language;
use crate::command::Role;
use crate::id::{AccountId, ApiKeyId, ResourceId, TicketId, VenueId};
use crate::refusal::Reason;

/// The realm of the installation's own accounts. Each instance of a foreign contract has a realm of its own.
pub const HOUSE: &str = "bronya";

/// Somebody who can log in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// His number within the installation.
    pub id: AccountId,
    /// Where his login names are unique and which password rule holds for him.
    pub realm: String,
    /// His login name, unique within the realm.
    pub username: Option<String>,
    /// His e-mail address, unique within the realm; also a login name.
    pub email: Option<String>,
    /// Whether a letter's link has shown that the address is his.
    pub email_confirmed: bool,
    /// His phone number, in E.164.
    pub phone: Option<String>,
    /// What he is called.
    pub names: Names,
    /// The language that he chose.
    pub language: Option<Language>,
    /// Whether he runs the installation.
    pub operator: bool,
    /// Whether he is shut out.
    pub blocked: bool,
    /// When his data was erased, if it was.
    pub erased_at: Option<Timestamp>,
    /// When the account was made.
    pub made_at: Timestamp,
    /// Counts the changes, from 1.
    pub version: i64,
}

/// What somebody is called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Names {
    /// The first name.
    pub first: Option<String>,
    /// The last name.
    pub last: Option<String>,
    /// The middle name or patronymic.
    pub middle: Option<String>,
}

impl Names {
    /// First and last name as one text, as far as they are known.
    pub fn full(&self) -> Option<String> {
        let parts = [&self.first, &self.last];
        let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }
}

/// What an account may do at a venue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The venue.
    pub venue: VenueId,
    /// Customer, specialist, staff or admin.
    pub role: Role,
    /// A specialist's own time.
    pub resource: Option<ResourceId>,
    /// Whether the venue wants nothing more to do with him.
    pub blocked: bool,
}

impl Membership {
    /// As what he acts at the venue, and for which resource alone. A post is taken up once a letter has shown that his
    /// address is his: until then it is anybody's who wrote that address down. A specialist without time of his own has
    /// nothing to decide about.
    pub fn acts_as(&self, account: &Account) -> (Role, Option<ResourceId>) {
        match (self.role, self.resource) {
            _ if !account.email_confirmed => (Role::Customer, None),
            (Role::Specialist, Some(own)) => (Role::Specialist, Some(own)),
            (Role::Specialist, None) => (Role::Customer, None),
            (role, _) => (role, None),
        }
    }
}

/// Somebody as a venue knows him.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub account: Account,
    /// As what.
    pub membership: Membership,
}

impl Member {
    /// Whether he can run the venue: he is its admin, has shown that his address is his, and nobody shuts him out.
    pub fn runs_venue(&self) -> bool {
        let shut_out = self.account.blocked || self.account.erased_at.is_some();
        let (role, _) = self.membership.acts_as(&self.account);
        role == Role::Admin && !shut_out && !self.membership.blocked
    }
}

/// Refuses to take from a venue the last one who can run it; `admins` are all who are its admins, and `leaves` is who
/// would be none any more. Whoever runs the installation does not count, for a venue is not his; nor does an admin of
/// another realm, who comes in by another door and does not have the same things behind it.
pub fn keeps_an_admin(admins: &[Member], leaves: AccountId) -> Result<(), Reason> {
    let runs: Vec<&Account> = admins
        .iter()
        .filter(|admin| admin.runs_venue())
        .map(|admin| &admin.account)
        .collect();
    let Some(leaver) = runs.iter().find(|account| account.id == leaves) else {
        return Ok(());
    };
    let stays = |account: &&Account| account.id != leaves && account.realm == leaver.realm;
    match runs.iter().copied().any(|account| stays(&account)) {
        true => Ok(()),
        false => Err(Reason::LastAdmin),
    }
}

/// What a link is good for that works once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// To make the first operator.
    Setup,
    /// To take up a post at a venue and choose a password.
    Invitation,
    /// To choose a new password.
    PasswordReset,
    /// To show that an address is one's own.
    AddressConfirmation,
}

impl Purpose {
    /// Its name, as it is written everywhere.
    pub fn name(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Invitation => "invitation",
            Self::PasswordReset => "password_reset",
            Self::AddressConfirmation => "address_confirmation",
        }
    }

    /// How long the link works, in minutes. An invitation waits for somebody who expects no letter; the others for
    /// somebody who has just asked for one.
    pub fn minutes(self) -> i64 {
        match self {
            Self::Setup => 15,
            Self::PasswordReset => 30,
            Self::Invitation => 7 * 24 * 60,
            Self::AddressConfirmation => 24 * 60,
        }
    }
}

/// A link that works once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// Its number.
    pub id: TicketId,
    /// What it is good for.
    pub purpose: Purpose,
    /// Whose it is; nobody's while it is to make an account.
    pub account: Option<AccountId>,
    /// The address that it was sent to.
    pub email: Option<String>,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it stops working.
    pub expires_at: Timestamp,
    /// When it was used, or a newer one took its place.
    pub used_at: Option<Timestamp>,
}

impl Ticket {
    /// Whether it still works.
    pub fn works(&self, now: Timestamp) -> bool {
        self.used_at.is_none() && now < self.expires_at
    }
}

/// What a program may do with its key.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// See bookings, blocks and guests' contacts.
    ReadBookings,
    /// Make, move and cancel bookings, decide them, and note who came: as the staff do, so that what it books waits for
    /// nobody's consent. A program that books as guests do needs no key.
    WriteBookings,
    /// Publish slots, close time, change resources.
    WriteOffer,
    /// Change what the venue says of itself and its rules.
    WriteSettings,
}

/// A key by which another program acts for a venue. The key itself is shown once and kept nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// The venue.
    pub venue: VenueId,
    /// Its number within the venue.
    pub id: ApiKeyId,
    /// What it is for, in its maker's words.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// Who made it; nobody where the operator's key did.
    pub made_by: Option<AccountId>,
    /// When.
    pub made_at: Timestamp,
    /// When it was last used, to the minute.
    pub used_at: Option<Timestamp>,
    /// When it stopped working, if it did.
    pub revoked_at: Option<Timestamp>,
}
