//! A "no" on its way out: what the caller may read. What only the log may read was logged where the "no" was made.

use std::borrow::Cow;

use axum::http::StatusCode;
use bronya_domain::availability::Offer;
use bronya_domain::refusal::Reason;
use jiff::tz::TimeZone;

/// What a door's handler gives.
pub type Result<T, E = Denial> = std::result::Result<T, E>;

/// A "no", before a door words it.
#[derive(Clone, Debug, PartialEq)]
pub struct Denial {
    /// What kind of no it is.
    pub status: StatusCode,
    /// The stable code.
    pub code: &'static str,
    /// The sentence that goes with the code.
    pub title: &'static str,
    /// What is wrong this time, in words for the caller.
    pub detail: Cow<'static, str>,
    /// The value that is wrong: its path in the body, or the name of a parameter or header.
    pub field: Option<String>,
    /// What the rules said, where it was they who said no.
    pub refused: Option<Box<Refused>>,
    /// After how many seconds asking again makes sense.
    pub retry_after: Option<u32>,
}

/// What the rules said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Refused {
    /// Every reason, with its facts.
    pub reasons: Vec<Reason>,
    /// The stays that come nearest to what was refused.
    pub alternatives: Vec<Offer>,
    /// The zone in which the venue's clocks show these stays, where the route knows it.
    pub zone: Option<TimeZone>,
}

impl Denial {
    /// A "no" that needs no words beside its title.
    pub fn new(status: StatusCode, code: &'static str, title: &'static str) -> Self {
        Self {
            status,
            code,
            title,
            detail: Cow::Borrowed(title),
            field: None,
            refused: None,
            retry_after: None,
        }
    }

    /// With words of its own.
    pub fn because(self, detail: impl Into<Cow<'static, str>>) -> Self {
        Self {
            detail: detail.into(),
            ..self
        }
    }

    /// With the name of the value that is wrong.
    pub fn of(self, field: impl Into<String>) -> Self {
        Self {
            field: Some(field.into()),
            ..self
        }
    }

    /// With the name of the value that is wrong, where that is what the code says and nobody named one yet.
    pub fn blames(mut self, code: &str, field: &str) -> Self {
        if self.code == code && self.field.is_none() {
            self.field = Some(field.to_owned());
        }
        self
    }

    /// With the zone of the venue, so that its alternatives can be told in wall time.
    pub fn told_in(mut self, zone: &TimeZone) -> Self {
        if let Some(refused) = &mut self.refused {
            refused.zone = Some(zone.clone());
        }
        self
    }

    /// With the time after which asking again makes sense.
    pub fn retry_after(self, seconds: u32) -> Self {
        Self {
            retry_after: Some(seconds),
            ..self
        }
    }

    /// A value that makes no sense.
    pub fn invalid(field: impl Into<String>, problem: impl std::fmt::Display) -> Self {
        let field = field.into();
        let detail = format!("{field}: {problem}");
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid",
            "A value of the request makes no sense.",
        )
        .because(detail)
        .of(field)
    }

    /// There is nothing under this address.
    pub fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "There is nothing under this address.",
        )
    }

    /// A header that cannot be read.
    pub fn bad_header(name: &'static str, problem: &'static str) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "bad_header",
            "A header of the request cannot be read.",
        )
        .because(format!("{name}: {problem}"))
        .of(name)
    }

    /// The program failed in a way that it did not expect.
    pub fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Something went wrong here; it is in the log.",
        )
    }
}
