//! Why a letter did not arrive, and whether it is worth another try.

use bronya_words::Line;

/// A letter that did not arrive. The reason is one clean line that people may read: bounded, without control
/// characters, without secrets.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undelivered {
    /// It may work later: the network, a busy server, or our own settings, which the operator can mend.
    #[error("not delivered for now: {why}")]
    Later {
        /// What happened.
        why: Line,
    },
    /// It will not work however often it is tried: the address or the letter itself was refused.
    #[error("not deliverable: {why}")]
    Never {
        /// What was refused.
        why: Line,
    },
}

impl Undelivered {
    /// To be tried again.
    pub fn later(why: &str) -> Self {
        Self::Later {
            why: Line::subject(why),
        }
    }

    /// To be given up.
    pub fn never(why: &str) -> Self {
        Self::Never {
            why: Line::subject(why),
        }
    }

    /// What happened.
    pub fn why(&self) -> &str {
        match self {
            Self::Later { why } | Self::Never { why } => why.as_str(),
        }
    }
}
