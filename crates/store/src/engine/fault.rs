//! How the world can fail us. A fault is never read as "nothing there".

use tokio_postgres::error::SqlState;

/// The world failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Too many writes are waiting.
    #[error("too many writes are waiting")]
    Busy,
    /// The database cannot be reached or cannot write; nothing was written.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// Somebody else was in the way for too long; nothing was written, and another try may succeed.
    #[error("the database is busy: {0}")]
    Contended(String),
    /// The connection broke while a commit was under way, so nobody knows whether it holds. Asking again with the
    /// same idempotency key settles it.
    #[error("the commit was interrupted, its outcome is unknown: {0}")]
    OutcomeUnknown(String),
    /// The database refused an overlap that the rules had not seen: a bug, but nobody was double-booked.
    #[error("the database refused an overlap: {0}")]
    SecondGuard(String),
    /// The database holds what this program cannot have written, or does not understand what it is told.
    #[error("the database does not make sense: {0}")]
    Corrupt(String),
    /// The program itself is wrong.
    #[error("a bug: {0}")]
    Bug(String),
    /// The database cannot be used by this program as it is.
    #[error("{0}")]
    Unusable(String),
}

impl Fault {
    /// Whether the connection on which it happened is of no more use.
    pub(super) fn breaks_connection(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::OutcomeUnknown(_))
    }
}

/// The names under which both engines refuse an overlap.
const GUARDS: [&str; 2] = ["claim_no_overlap", "slot_no_overlap"];

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        let text = error.to_string();
        if GUARDS.iter().any(|guard| text.contains(guard)) {
            return Self::SecondGuard(text);
        }
        match error.sqlite_error_code() {
            Some(
                Code::DatabaseBusy
                | Code::DatabaseLocked
                | Code::SystemIoFailure
                | Code::DiskFull
                | Code::CannotOpen
                | Code::ReadOnly
                | Code::OutOfMemory,
            ) => Self::Unavailable(text),
            _ => Self::Corrupt(text),
        }
    }
}

impl From<tokio_postgres::Error> for Fault {
    fn from(error: tokio_postgres::Error) -> Self {
        let Some(db) = error.as_db_error() else {
            return Self::Unavailable(error.to_string());
        };
        let text = format!("{} ({})", db.message(), db.code().code());
        if *db.code() == SqlState::EXCLUSION_VIOLATION {
            return Self::SecondGuard(text);
        }
        // A lock that did not come in time, a statement that took too long, a deadlock, a lost race: the connection is
        // well, and whatever else was in the batch has nothing to do with it.
        let code = db.code().code();
        if code.starts_with("40") || ["55P03", "57014"].contains(&code) {
            return Self::Contended(text);
        }
        // Classes of errors in which the server or its surroundings fail, by the first two letters of the code:
        // connection, no resources, operator intervention, system error, not in the right state.
        let failing = ["08", "53", "57", "58", "55", "25"].contains(&&code[..2]);
        if failing {
            Self::Unavailable(text)
        } else {
            Self::Corrupt(text)
        }
    }
}

impl From<deadpool_postgres::PoolError> for Fault {
    fn from(error: deadpool_postgres::PoolError) -> Self {
        match error {
            deadpool_postgres::PoolError::Backend(error) => error.into(),
            other => Self::Unavailable(other.to_string()),
        }
    }
}
