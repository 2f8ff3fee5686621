//! What the desk answers: what was done, or the kinds of no.

use bronya_domain::availability::Offer;
use bronya_domain::booking::{Block, Booking, Hold};
use bronya_domain::id::ResourceId;
use bronya_domain::refusal::{Reason, Refusal};
use bronya_domain::resource::{Resource, Slot};
use bronya_domain::series::{Published, Withdrawn};
use bronya_store::Fault;

/// What was done.
#[derive(Clone, Debug, PartialEq)]
pub enum Done {
    /// A booking was made or changed.
    Booking(Box<Booking>),
    /// A hold was made or dropped.
    Hold(Hold),
    /// Time was closed or opened again.
    Block(Block),
    /// A slot was published, edited or withdrawn.
    Slot(Slot),
    /// Many slots were published, as many as this.
    Published(Published),
    /// Many slots were withdrawn, as many as this.
    Withdrawn(Withdrawn),
    /// A resource was retired, or deleted if it is none.
    Resource(ResourceId, Option<Box<Resource>>),
    /// Nothing: it was so already, or what was made has gone since.
    Nothing,
}

/// Why something was not done. Four kinds that are never mixed: the rules say no, the request makes no sense, the
/// world failed, and what is asked about is not there.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum No {
    /// The rules say no; these stays come nearest to what was asked for.
    #[error("{refusal}")]
    Refused {
        /// Every reason that holds.
        refusal: Refusal,
        /// The nearest stays that can be had, where that helps.
        alternatives: Vec<Offer>,
    },
    /// There is no such venue.
    #[error("there is no such venue")]
    UnknownVenue,
    /// A value makes no sense.
    #[error("{field}: {problem}")]
    Invalid {
        /// Where it stands in the request.
        field: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A name or number that must be unique is taken.
    #[error("{field} is taken")]
    NotUnique {
        /// Where it stands in the request.
        field: &'static str,
    },
    /// The key was used for something else before.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// The request that the key was used for first is still under way.
    #[error("the first request with this idempotency key is still under way")]
    KeyRunning,
    /// The world failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl No {
    /// A value that makes no sense.
    pub fn invalid(field: impl Into<String>, problem: impl ToString) -> Self {
        Self::Invalid {
            field: field.into(),
            problem: problem.to_string(),
        }
    }
}

impl From<Refusal> for No {
    fn from(refusal: Refusal) -> Self {
        Self::Refused {
            refusal,
            alternatives: Vec::new(),
        }
    }
}

impl From<Reason> for No {
    fn from(reason: Reason) -> Self {
        Refusal::from(reason).into()
    }
}
