//! How SQLite is spoken to: every verb answers at once.

use rusqlite::Connection;

use super::fault::Fault;
use super::values::{Row, Sql, V};

pub(super) struct LiteSession(Connection);

impl LiteSession {
    pub fn new(connection: Connection) -> Self {
        Self(connection)
    }

    pub fn rows(&mut self, sql: &'static Sql, args: &[V]) -> Result<Vec<Row>, Fault> {
        let mut statement = self.0.prepare_cached(sql.for_sqlite())?;
        let width = statement.column_count();
        bind(&mut statement, args)?;
        let mut answer = statement.raw_query();
        let mut rows = Vec::new();
        while let Some(row) = answer.next()? {
            let cells = (0..width).map(|column| cell(row, column));
            rows.push(Row::new(cells.collect::<Result<_, Fault>>()?));
        }
        Ok(rows)
    }

    pub fn write(&mut self, sql: &'static Sql, args: &[V]) -> Result<u64, Fault> {
        let mut statement = self.0.prepare_cached(sql.for_sqlite())?;
        bind(&mut statement, args)?;
        Ok(statement.raw_execute()? as u64)
    }

    pub fn prepare(&mut self, sql: &'static Sql) -> Result<(), Fault> {
        self.0.prepare(sql.for_sqlite())?;
        Ok(())
    }

    pub fn run(&mut self, text: &str) -> Result<(), Fault> {
        self.0.prepare_cached(text)?.raw_execute()?;
        Ok(())
    }

    /// Copies what the log holds into the database, as far as no reader needs it where it is. Says how many pages of the log are
    /// copied by now.
    pub fn checkpoint(&mut self) -> Result<i32, Fault> {
        let mut statement = self.0.prepare_cached("pragma wal_checkpoint(passive)")?;
        Ok(statement.query_row([], |row| row.get(2))?)
    }

    /// Copies all that the log holds into the database and empties it.
    pub fn fold(&self) -> Result<(), Fault> {
        let mut statement = self.0.prepare("pragma wal_checkpoint(truncate)")?;
        let is_busy: bool = statement.query_row([], |row| row.get(0))?;
        if is_busy {
            return Err(Fault::Unavailable("somebody still reads the log".into()));
        }
        Ok(())
    }

    /// Commits. A commit that fails for want of space is undone as a whole, so that it is known not to hold.
    pub fn commit(&mut self) -> Result<(), Fault> {
        let committed = self.run("commit");
        if committed.is_err() && !self.0.is_autocommit() {
            self.run("rollback")?;
        }
        committed
    }
}

fn bind(statement: &mut rusqlite::CachedStatement<'_>, args: &[V]) -> Result<(), Fault> {
    for (place, value) in args.iter().enumerate() {
        statement.raw_bind_parameter(place + 1, value)?;
    }
    Ok(())
}

fn cell(row: &rusqlite::Row<'_>, column: usize) -> Result<V, Fault> {
    use rusqlite::types::ValueRef;
    Ok(match row.get_ref(column)? {
        ValueRef::Null => V::Int(None),
        ValueRef::Integer(value) => value.into(),
        ValueRef::Text(text) => {
            let text = std::str::from_utf8(text)
                .map_err(|_| Fault::Corrupt("a text is not UTF-8".into()))?;
            text.into()
        }
        other => {
            return Err(Fault::Corrupt(format!(
                "a value of type {:?}",
                other.data_type()
            )));
        }
    })
}
