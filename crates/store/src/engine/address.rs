//! Where a database is: `sqlite:PATH` or `postgres://…`.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Where a database is.
#[derive(Clone, PartialEq, Eq)]
pub enum Address {
    /// A file of SQLite.
    Sqlite(PathBuf),
    /// A connection string of PostgreSQL, as URL or as `key=value` pairs.
    Postgres(String),
}

/// The text names no database.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a database is named `sqlite:PATH` or `postgres://USER@HOST/NAME`")]
pub struct BadAddress;

impl FromStr for Address {
    type Err = BadAddress;
    fn from_str(text: &str) -> Result<Self, BadAddress> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            return if path.is_empty() || path == ":memory:" {
                Err(BadAddress)
            } else {
                Ok(Self::Sqlite(path.into()))
            };
        }
        let postgres = text.starts_with("postgres://")
            || text.starts_with("postgresql://")
            || text.contains("host=");
        if postgres {
            Ok(Self::Postgres(text.into()))
        } else {
            Err(BadAddress)
        }
    }
}

/// Shows where, but never the password that a connection string may hold.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(_) => f.write_str("postgres://…"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_engines_are_named_by_their_scheme() {
        assert_eq!(
            "sqlite:a/b.db".parse(),
            Ok(Address::Sqlite("a/b.db".into()))
        );
        assert_eq!(
            "sqlite:///a/b.db".parse(),
            Ok(Address::Sqlite("/a/b.db".into()))
        );
        assert!(matches!(
            "postgres://me@here/it".parse(),
            Ok(Address::Postgres(_))
        ));
        assert_eq!("mysql://me@here/it".parse::<Address>(), Err(BadAddress));
        assert_eq!("sqlite:".parse::<Address>(), Err(BadAddress));
    }

    #[test]
    fn a_password_is_never_shown() {
        let address: Address = "postgres://me:secret@here/it".parse().expect("an address");
        assert!(!format!("{address:?}").contains("secret"));
    }
}
