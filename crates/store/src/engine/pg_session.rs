//! How PostgreSQL is spoken to.

use deadpool_postgres::Object;
use futures_util::future::{join_all, try_join_all};
use futures_util::{TryStreamExt, pin_mut};

use super::column::columns;
use super::fault::Fault;
use super::sending::{Write, gathered};
use super::values::{Row, Sql, V, touched, wrong};

/// The channel on which a batch says which venues it changed; [`ANNOUNCE`](super::tx) names it too.
pub(super) const CHANNEL: &str = "bronya_venue";

pub(super) struct PgSession(Object);

impl PgSession {
    pub fn new(object: Object) -> Self {
        Self(object)
    }

    pub fn is_connected(&self) -> bool {
        !self.0.is_closed()
    }

    /// Closes the connection instead of giving it back to the pool.
    pub fn give_up(self) {
        drop(Object::take(self.0));
    }

    pub async fn rows(&mut self, sql: &'static Sql, args: &[V]) -> Result<Vec<Row>, Fault> {
        let statement = self.0.prepare_cached(sql.text).await?;
        query(&self.0, &statement, args).await
    }

    /// The questions go out together and are answered in their order.
    pub async fn rows_of_each(
        &mut self,
        sql: &'static Sql,
        asked: &[Vec<V>],
    ) -> Result<Vec<Vec<Row>>, Fault> {
        let statement = self.0.prepare_cached(sql.text).await?;
        try_join_all(asked.iter().map(|args| query(&self.0, &statement, args))).await
    }

    pub async fn write(&mut self, sql: &'static Sql, args: &[V]) -> Result<u64, Fault> {
        let statement = self.0.prepare_cached(sql.text).await?;
        Ok(self.0.execute_raw(&statement, args).await?)
    }

    /// The rows that one text finds for each of many rows of values, in one statement: each after the one before, and so
    /// locked in their order; what is found for one of them comes in no order.
    pub async fn rows_of_many(
        &mut self,
        sql: &'static Sql,
        asked: &[Vec<V>],
    ) -> Result<Vec<Vec<Row>>, Fault> {
        let one = self.0.prepare_cached(sql.text).await?;
        let several = asked.len() > 1;
        let many = several.then(|| sql.for_many(one.params())).flatten();
        let Some(many) = many else {
            return try_join_all(asked.iter().map(|args| query(&self.0, &one, args))).await;
        };
        let statement = self.0.prepare_cached(many).await?;
        let asked: Vec<&[V]> = asked.iter().map(Vec::as_slice).collect();
        let answer = self.0.query_raw(&statement, columns(&asked)).await?;
        pin_mut!(answer);
        let mut found: Vec<Vec<Row>> = asked.iter().map(|_| Vec::new()).collect();
        while let Some(row) = answer.try_next().await? {
            let nth: i64 = row.try_get(0)?;
            let place = usize::try_from(nth - 1).ok();
            let rows = place.and_then(|place| found.get_mut(place));
            let cells = (1..row.len()).map(|column| row.try_get::<_, V>(column));
            rows.ok_or_else(|| wrong("an answer to no question"))?
                .push(Row::new(cells.collect::<Result<_, _>>()?));
        }
        Ok(found)
    }

    /// The statements go out together and are answered in their order.
    pub async fn write_all(&mut self, writes: &[Write]) -> Result<(), Fault> {
        let groups = gathered(writes);
        let mut statements = Vec::with_capacity(groups.len());
        for group in &groups {
            let one = self.0.prepare_cached(group.sql.text).await?;
            let many = match group.rows.len() {
                1 => None,
                _ => group.sql.for_many(one.params()),
            };
            statements.push(match many {
                Some(many) => (self.0.prepare_cached(many).await?, true),
                None => (one, false),
            });
        }
        let client = &self.0;
        let sent = groups.iter().zip(&statements);
        let sent = sent.map(|(group, (statement, at_once))| async move {
            if *at_once {
                let count = client.execute_raw(statement, columns(&group.rows)).await?;
                return match count == group.rows.len() as u64 {
                    true => Ok(()),
                    false => touched(group.sql, 0),
                };
            }
            let each = group.rows.iter().map(|args| async move {
                touched(group.sql, client.execute_raw(statement, *args).await?)
            });
            first_fault(join_all(each).await)
        });
        first_fault(join_all(sent).await)
    }

    pub async fn prepare(&mut self, sql: &'static Sql) -> Result<(), Fault> {
        let one = self.0.prepare(sql.text).await?;
        // Whatever can be said of many at once may be.
        if let Some(many) = sql.for_many(one.params()) {
            self.0.prepare(many).await?;
        }
        Ok(())
    }

    pub async fn run(&mut self, text: &str) -> Result<(), Fault> {
        Ok(self.0.batch_execute(text).await?)
    }

    /// Commits. When the connection breaks before the answer, nobody knows whether the commit holds.
    pub async fn commit(&mut self) -> Result<(), Fault> {
        self.0
            .batch_execute("commit")
            .await
            .map_err(|error| match error.as_db_error() {
                Some(_) => error.into(),
                None => Fault::OutcomeUnknown(error.to_string()),
            })
    }
}

/// The fault of the first statement that met one: those behind it were only told that the transaction is over.
fn first_fault(ends: Vec<Result<(), Fault>>) -> Result<(), Fault> {
    ends.into_iter().collect()
}

async fn query(
    client: &Object,
    statement: &tokio_postgres::Statement,
    args: &[V],
) -> Result<Vec<Row>, Fault> {
    let answer = client.query_raw(statement, args).await?;
    pin_mut!(answer);
    let mut rows = Vec::new();
    while let Some(row) = answer.try_next().await? {
        let cells = (0..row.len()).map(|column| row.try_get::<_, V>(column));
        rows.push(Row::new(cells.collect::<Result<_, _>>()?));
    }
    Ok(rows)
}
