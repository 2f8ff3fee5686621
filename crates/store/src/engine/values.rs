//! The small vocabulary in which both engines are spoken to: texts with `$n` places, values of two shapes, rows.

use std::error::Error;
use std::sync::OnceLock;

use bronya_domain::id::{
    AccountId, ApiKeyId, BlockId, BookingId, ClaimId, HoldId, ResourceId, SlotId, TicketId, VenueId,
};
use bytes::BytesMut;
use jiff::Timestamp;

use postgres_types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use super::fault::Fault;
use super::many;
use crate::quirks;

/// One text of SQL. Both engines read it, with places `$1`, `$2`, … for values.
#[derive(Debug)]
pub struct Sql {
    /// Its name, for logs and tests.
    pub name: &'static str,
    /// The text.
    pub text: &'static str,
    sqlite: OnceLock<String>,
    many: OnceLock<Option<String>>,
}

impl Sql {
    pub(crate) const fn new(name: &'static str, text: &'static str) -> Self {
        Self {
            name,
            text,
            sqlite: OnceLock::new(),
            many: OnceLock::new(),
        }
    }

    /// The text that asks or writes the same for many rows of values at once, on PostgreSQL; none where it cannot be
    /// said so. It is made once, from the types that the server gave the places.
    pub(super) fn for_many(&self, types: &[Type]) -> Option<&str> {
        let many = self.many.get_or_init(|| many::text(self.text, types));
        many.as_deref()
    }

    /// The text as SQLite must read it.
    pub(super) fn for_sqlite(&self) -> &str {
        self.sqlite.get_or_init(|| quirks::sqlite_text(self.text))
    }
}

/// Names texts of SQL and lists them, so that no text is left out of the test that prepares them all.
macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident = $text:expr;)*) => {
        $($(#[$doc])* static $name: $crate::engine::Sql = $crate::engine::Sql::new(stringify!($name), $text);)*
        pub(crate) const TEXTS: &[&$crate::engine::Sql] = &[$(&$name),*];
    };
}
pub(crate) use texts;

/// A value: an integer or a text, either of them perhaps absent. An absent value keeps its shape, because
/// PostgreSQL wants to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum V {
    /// An integer, an instant in microseconds, a number, or a truth as 0 or 1.
    Int(Option<i64>),
    /// A text.
    Text(Option<String>),
}

macro_rules! int_like {
    ($($kind:ty: $value:ident => $int:expr;)*) => {$(
        impl From<$kind> for V {
            fn from($value: $kind) -> Self {
                Self::Int(Some($int))
            }
        }
        impl From<Option<$kind>> for V {
            fn from(value: Option<$kind>) -> Self {
                Self::Int(value.map(|$value| $int))
            }
        }
    )*};
}

int_like! {
    i64: value => value;
    u32: value => i64::from(value);
    u16: value => i64::from(value);
    bool: value => i64::from(value);
    Timestamp: value => value.as_microsecond();
    VenueId: value => value.0;
    ResourceId: value => value.0;
    BookingId: value => value.0;
    ClaimId: value => value.0;
    HoldId: value => value.0;
    BlockId: value => value.0;
    SlotId: value => value.0;
    AccountId: value => value.0;
    TicketId: value => value.0;
    ApiKeyId: value => value.0;
}

impl From<&str> for V {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<String> for V {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}

impl From<Option<String>> for V {
    fn from(text: Option<String>) -> Self {
        Self::Text(text)
    }
}

impl From<&Option<String>> for V {
    fn from(text: &Option<String>) -> Self {
        Self::Text(text.clone())
    }
}

impl From<Option<&str>> for V {
    fn from(text: Option<&str>) -> Self {
        Self::Text(text.map(str::to_owned))
    }
}

impl rusqlite::ToSql for V {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        match self {
            Self::Int(value) => rusqlite::ToSql::to_sql(value),
            Self::Text(value) => rusqlite::ToSql::to_sql(value),
        }
    }
}

impl ToSql for V {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Int(Some(value)) if *kind == Type::INT4 => {
                i32::try_from(*value)?.to_sql(kind, out)
            }
            Self::Int(value) => value.to_sql(kind, out),
            Self::Text(value) => value.to_sql(kind, out),
        }
    }

    /// Any type: that the shapes fit is what the test shows that prepares every text.
    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for V {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        match *kind {
            Type::INT8 => i64::from_sql(kind, raw).map(Into::into),
            Type::INT4 => i32::from_sql(kind, raw).map(|value| i64::from(value).into()),
            Type::BOOL => bool::from_sql(kind, raw).map(Into::into),
            _ => String::from_sql(kind, raw).map(Into::into),
        }
    }

    fn from_sql_null(kind: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(match *kind {
            Type::INT8 | Type::INT4 | Type::BOOL => Self::Int(None),
            _ => Self::Text(None),
        })
    }

    fn accepts(kind: &Type) -> bool {
        [
            Type::INT8,
            Type::INT4,
            Type::BOOL,
            Type::TEXT,
            Type::VARCHAR,
            Type::NAME,
        ]
        .contains(kind)
    }
}

/// One row of an answer, read cell by cell from the left.
#[derive(Debug)]
pub(crate) struct Row {
    cells: std::vec::IntoIter<V>,
}

impl Row {
    pub fn new(cells: Vec<V>) -> Self {
        Self {
            cells: cells.into_iter(),
        }
    }

    /// The next cell as an integer that must be there.
    pub fn int(&mut self) -> Result<i64, Fault> {
        self.maybe_int()?
            .ok_or_else(|| wrong("an integer is missing"))
    }

    /// The next cell as an integer that may be absent.
    pub fn maybe_int(&mut self) -> Result<Option<i64>, Fault> {
        match self.cells.next() {
            Some(V::Int(value)) => Ok(value),
            Some(V::Text(None)) => Ok(None),
            other => Err(wrong(format!("{other:?} instead of an integer"))),
        }
    }

    /// The next cell as a text that must be there.
    pub fn text(&mut self) -> Result<String, Fault> {
        self.maybe_text()?.ok_or_else(|| wrong("a text is missing"))
    }

    /// The next cell as a text that may be absent.
    pub fn maybe_text(&mut self) -> Result<Option<String>, Fault> {
        match self.cells.next() {
            Some(V::Text(value)) => Ok(value),
            Some(V::Int(None)) => Ok(None),
            other => Err(wrong(format!("{other:?} instead of a text"))),
        }
    }

    /// The next cell as a small number.
    pub fn small<T: TryFrom<i64>>(&mut self) -> Result<T, Fault> {
        self.int()?
            .try_into()
            .map_err(|_| wrong("a number is out of range"))
    }

    /// The next cell as a truth.
    pub fn truth(&mut self) -> Result<bool, Fault> {
        self.int().map(|value| value != 0)
    }

    /// The next cell as an instant that must be there.
    pub fn instant(&mut self) -> Result<Timestamp, Fault> {
        self.int().and_then(instant)
    }

    /// The next cell as an instant that may be absent.
    pub fn maybe_instant(&mut self) -> Result<Option<Timestamp>, Fault> {
        self.maybe_int()?.map(instant).transpose()
    }
}

fn instant(micros: i64) -> Result<Timestamp, Fault> {
    Timestamp::from_microsecond(micros).map_err(|_| wrong("an instant is out of range"))
}

/// The database holds what this program cannot have written.
pub(crate) fn wrong(what: impl Into<String>) -> Fault {
    Fault::Corrupt(what.into())
}

/// Every write of a decision states its own condition; one that finds nothing to write was made for another world.
pub(super) fn touched(sql: &Sql, rows: u64) -> Result<(), Fault> {
    if rows > 0 {
        Ok(())
    } else {
        Err(Fault::Bug(format!("{} touched nothing", sql.name)))
    }
}
