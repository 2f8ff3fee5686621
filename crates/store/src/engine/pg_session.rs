//! How PostgreSQL is spoken to.

use deadpool_postgres::Object;
use futures_util::future::try_join_all;
use futures_util::{TryStreamExt, pin_mut};

use super::fault::Fault;
use super::lines;
use super::options::News;
use super::values::{Row, Sql, V, touched};

/// The channel on which a batch says which venues it changed.
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

    /// Tells other processes which venues changed; they hear it when it is committed.
    pub async fn announce(&mut self, news: &[News]) -> Result<(), Fault> {
        for News {
            venue,
            revision,
            settings,
            lines,
        } in news
        {
            let lines = lines::written(lines.as_ref());
            self.run(&format!(
                "notify {CHANNEL}, '{venue} {revision} {settings} {lines}'"
            ))
            .await?;
        }
        Ok(())
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

    /// The statements go out together and are answered in their order.
    pub async fn write_all(&mut self, writes: &[(&'static Sql, Vec<V>)]) -> Result<(), Fault> {
        let mut statements = Vec::with_capacity(writes.len());
        for (sql, _) in writes {
            statements.push(self.0.prepare_cached(sql.text).await?);
        }
        let client = &self.0;
        let sent = writes
            .iter()
            .zip(&statements)
            .map(|((sql, args), statement)| async move {
                touched(sql, client.execute_raw(statement, args).await?)
            });
        try_join_all(sent).await.map(drop)
    }

    pub async fn prepare(&mut self, sql: &'static Sql) -> Result<(), Fault> {
        self.0.prepare(sql.text).await?;
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
