//! What a realm asks of a new password: a length, and that it is not the first that a stranger would try.

use axum::http::StatusCode;

use super::guessable::is_guessable;
use super::kept::MOST_BYTES;
use super::keyboard::readings;
use crate::denial::{Denial, Result};

/// What a realm asks of a new password. Ours has no rules about what letters it is made of: they make people choose
/// worse ones (NIST SP 800-63B). Some foreign contracts have them all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordRule {
    /// The fewest characters (Unicode scalar values) it may have.
    pub least: usize,
    /// The most characters it may have.
    pub most: usize,
    /// What must be in it.
    pub needs: Needs,
    /// Whether one is refused that everybody uses or a hand falls into.
    pub refuse_common: bool,
    /// Whether one is refused that is made of the person's own name or address.
    pub refuse_personal: bool,
}

/// What letters a password must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Any.
    Nothing,
    /// A lower-case Latin letter and a digit.
    LatinAndDigit,
}

/// A person's words shorter than this say nothing about a password.
const LEAST_PERSONAL: usize = 3;

impl PasswordRule {
    /// The rule of the installation itself.
    pub const NATIVE: Self = Self {
        least: 8,
        most: 128,
        needs: Needs::Nothing,
        refuse_common: true,
        refuse_personal: true,
    };

    /// Anything that can be hashed at all.
    pub const ANYTHING: Self = Self {
        least: 0,
        most: MOST_BYTES,
        needs: Needs::Nothing,
        refuse_common: false,
        refuse_personal: false,
    };

    /// Whether a new password will do for somebody whose e-mail address, names and the like are these.
    ///
    /// # Errors
    /// 422 `password_too_short`, `password_too_long`, `password_too_plain`, `password_personal` or `password_common`, of the field
    /// `password`. None of them repeats the password.
    pub fn check(&self, password: &str, personal: &[&str]) -> Result<()> {
        let length = password.chars().count();
        if length < self.least {
            let detail = format!("A password has at least {} characters.", self.least);
            return Err(refused("password_too_short", "The password is too short.").because(detail));
        }
        if length > self.most {
            let detail = format!("A password has at most {} characters.", self.most);
            return Err(too_long().because(detail));
        }
        if password.len() > MOST_BYTES {
            return Err(too_long());
        }
        if !self.needs.are_met_by(password) {
            let title = "The password needs a lower-case Latin letter and a digit.";
            return Err(refused("password_too_plain", title));
        }
        if self.refuse_personal && is_personal(password, personal) {
            let title = "The password is made of the person's own name or address.";
            return Err(refused("password_personal", title));
        }
        if self.refuse_common && is_guessable(password) {
            let title = "The password is one of those that strangers try first.";
            return Err(refused("password_common", title));
        }
        Ok(())
    }
}

impl Needs {
    fn are_met_by(self, password: &str) -> bool {
        match self {
            Self::Nothing => true,
            Self::LatinAndDigit => {
                password.bytes().any(|byte| byte.is_ascii_lowercase())
                    && password.bytes().any(|byte| byte.is_ascii_digit())
            }
        }
    }
}

/// The "no" to a password that is too long.
pub fn too_long() -> Denial {
    refused("password_too_long", "The password is too long.")
}

fn refused(code: &'static str, title: &'static str) -> Denial {
    Denial::new(StatusCode::UNPROCESSABLE_ENTITY, code, title).of("password")
}

/// Whether nothing of a password is left but digits and signs when the person's own words are taken out of it.
fn is_personal(password: &str, personal: &[&str]) -> bool {
    let mut words: Vec<String> = personal
        .iter()
        .flat_map(|text| text.split(|letter: char| !letter.is_alphanumeric()))
        .map(str::to_lowercase)
        .filter(|word| word.chars().count() >= LEAST_PERSONAL)
        .collect();
    // The longest first, so that "ann" does not tear "anna" apart.
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    readings(password).iter().any(|reading| {
        // Taken out, a word leaves a gap that no other word may close.
        let rest = words
            .iter()
            .fold(reading.clone(), |rest, word| rest.replace(word, " "));
        rest != *reading && !rest.chars().any(char::is_alphabetic)
    })
}
