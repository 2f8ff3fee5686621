//! The values of one place of many rows, as the list that PostgreSQL takes them from.

use std::error::Error;

use bytes::BytesMut;
use postgres_types::{IsNull, ToSql, Type, to_sql_checked};

use super::values::V;

/// One place of many rows.
#[derive(Debug)]
pub(super) struct Column<'a> {
    rows: &'a [&'a [V]],
    place: usize,
}

/// The places of many rows; all rows have as many.
pub(super) fn columns<'a>(rows: &'a [&'a [V]]) -> Vec<Column<'a>> {
    let places = rows.first().map_or(0, |row| row.len());
    (0..places).map(|place| Column { rows, place }).collect()
}

impl<'a> Column<'a> {
    fn values(&self) -> impl Iterator<Item = &'a V> + use<'a> {
        let place = self.place;
        self.rows.iter().filter_map(move |row| row.get(place))
    }

    fn ints(&self) -> Vec<Option<i64>> {
        let int = |value: &V| match value {
            V::Int(value) => *value,
            V::Text(_) => None,
        };
        self.values().map(int).collect()
    }

    fn texts(&self) -> Vec<Option<&'a str>> {
        let text = |value: &'a V| match value {
            V::Text(value) => value.as_deref(),
            V::Int(_) => None,
        };
        self.values().map(text).collect()
    }
}

impl ToSql for Column<'_> {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match *kind {
            Type::INT8_ARRAY => self.ints().to_sql(kind, out),
            Type::INT4_ARRAY => {
                let ints = self.ints().into_iter();
                let small = ints.map(|int| int.map(i32::try_from).transpose());
                small.collect::<Result<Vec<_>, _>>()?.to_sql(kind, out)
            }
            _ => self.texts().to_sql(kind, out),
        }
    }

    /// Any list: that the shapes fit is what the test shows that prepares every text.
    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}
