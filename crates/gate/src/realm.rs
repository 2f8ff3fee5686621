//! Realms: what the installation's own accounts and those of each foreign contract have to themselves.

use bronya_domain::people::HOUSE;
use jiff::SignedDuration;

use crate::passwords::PasswordRule;
use crate::texts;

/// Where login names are unique, which passwords are taken, and how long a login holds.
#[derive(Clone, Debug)]
pub struct Realm {
    /// Its name, which tokens name as their audience.
    pub name: String,
    /// Which passwords are taken.
    pub rule: PasswordRule,
    /// How long an access token is good.
    pub access_lives: SignedDuration,
    /// How long one may stay logged in without showing the password again. No access token outlives it.
    pub session_lives: SignedDuration,
    /// How login names are compared.
    pub names: LoginNames,
    /// What a refresh token is good for.
    pub renewal: Renewal,
    /// What its access tokens say besides, for clients that read them.
    pub claims: Vec<Claim>,
}

/// How login names are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginNames {
    /// However they are written.
    Folded,
    /// Letter by letter.
    AsWritten,
}

/// What a refresh token is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// For one renewal, which brings the next one.
    Rotates,
    /// For as long as the session holds.
    Keeps,
}

/// Something that a realm's access tokens say besides, under a name. `sub` takes the place of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// A fixed text.
    Text(&'static str, String),
    /// The account's login name, else its e-mail address.
    Username(&'static str),
    /// The account's number.
    Account(&'static str),
    /// The account's number as a text.
    AccountText(&'static str),
    /// What no other token says: 128 bits in hexadecimal digits.
    TokenId(&'static str),
}

/// No login name is longer, in bytes.
const MOST_BYTES: usize = 1024;

impl Realm {
    /// The realm of the installation's own accounts.
    pub fn house() -> Self {
        Self {
            name: HOUSE.to_owned(),
            rule: PasswordRule::NATIVE,
            access_lives: SignedDuration::from_mins(15),
            session_lives: SignedDuration::from_hours(30 * 24),
            names: LoginNames::Folded,
            renewal: Renewal::Rotates,
            claims: Vec::new(),
        }
    }

    /// The names of what its access tokens say besides.
    pub(crate) fn further(&self) -> Vec<&'static str> {
        self.claims.iter().map(Claim::name).collect()
    }
}

impl LoginNames {
    /// A login name as it is kept and looked for; none where it can be nobody's.
    pub fn kept(self, name: &str) -> Option<String> {
        // No database keeps a zero in a text.
        if name.len() > MOST_BYTES || name.contains('\0') {
            return None;
        }
        Some(match self {
            Self::Folded => texts::as_login(name),
            Self::AsWritten => name.to_owned(),
        })
    }
}

impl Claim {
    /// Its name in the token.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Text(name, _)
            | Self::Username(name)
            | Self::Account(name)
            | Self::AccountText(name)
            | Self::TokenId(name) => name,
        }
    }
}
