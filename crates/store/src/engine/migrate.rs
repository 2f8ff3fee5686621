//! Brings a database's schema up to date, and refuses one that a newer program has made.

use refinery::{Migration, Runner};
use tokio_postgres::{Config, NoTls};

use super::fault::Fault;
use crate::quirks;

const BOOKINGS: &str = include_str!("../migrations/V1__bookings.sql");
const DEEDS: &str = include_str!("../migrations/V3__deeds.sql");
const GUARDS_SQLITE: &str = include_str!("../migrations/V2__guards.sqlite.sql");
const GUARDS_POSTGRES: &str = include_str!("../migrations/V2__guards.postgres.sql");

/// Two programs that start at once bring one database up to date one after the other.
const MIGRATION_LOCK: i64 = 0x6272_6F6E_7961;

pub(crate) fn sqlite(connection: &mut rusqlite::Connection) -> Result<(), Fault> {
    let steps = sqlite_steps()?;
    let runner = Runner::new(&steps);
    if table_exists(connection)? {
        let last = runner
            .get_last_applied_migration(connection)
            .map_err(failed)?;
        not_newer(last.as_ref(), &steps)?;
    }
    runner.run(connection).map_err(failed)?;
    Ok(())
}

/// Whether a program of this version can read the database as it is.
pub(crate) fn sqlite_is_ours(connection: &mut rusqlite::Connection) -> Result<(), Fault> {
    let steps = sqlite_steps()?;
    let last = if table_exists(connection)? {
        Runner::new(&steps)
            .get_last_applied_migration(connection)
            .map_err(failed)?
    } else {
        None
    };
    up_to_date(last.as_ref(), &steps)
}

pub(crate) async fn postgres(config: &Config) -> Result<(), Fault> {
    let mut client = connect(config).await?;
    let locked = format!("select pg_advisory_lock({MIGRATION_LOCK})");
    client.batch_execute(&locked).await?;
    let steps = postgres_steps()?;
    let runner = Runner::new(&steps);
    let last = last_on_postgres(&runner, &mut client).await?;
    not_newer(last.as_ref(), &steps)?;
    // The lock goes with the connection.
    runner.run_async(&mut client).await.map_err(failed)?;
    Ok(())
}

/// Whether a program of this version can read the database as it is.
pub(crate) async fn postgres_is_ours(config: &Config) -> Result<(), Fault> {
    let mut client = connect(config).await?;
    let steps = postgres_steps()?;
    let last = last_on_postgres(&Runner::new(&steps), &mut client).await?;
    up_to_date(last.as_ref(), &steps)
}

async fn connect(config: &Config) -> Result<tokio_postgres::Client, Fault> {
    let mut config = config.clone();
    // Building an index over years of bookings may take its time.
    let own = config.get_options().unwrap_or_default();
    config.options(format!(
        "{own} -c statement_timeout=0 -c lock_timeout=60000"
    ));
    let (client, connection) = config.connect(NoTls).await?;
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::warn!(%error, "the connection that looked after the schema broke");
        }
    });
    Ok(client)
}

async fn last_on_postgres(
    runner: &Runner,
    client: &mut tokio_postgres::Client,
) -> Result<Option<Migration>, Fault> {
    let table = client
        .query_one(
            "select to_regclass('refinery_schema_history') is not null",
            &[],
        )
        .await?;
    if !table.get::<_, bool>(0) {
        return Ok(None);
    }
    runner
        .get_last_applied_migration_async(client)
        .await
        .map_err(failed)
}

fn sqlite_steps() -> Result<Vec<Migration>, Fault> {
    let [bookings, deeds] = [BOOKINGS, DEEDS].map(quirks::sqlite_schema);
    steps(&bookings, GUARDS_SQLITE, &deeds)
}

fn postgres_steps() -> Result<Vec<Migration>, Fault> {
    steps(BOOKINGS, GUARDS_POSTGRES, DEEDS)
}

fn steps(bookings: &str, guards: &str, deeds: &str) -> Result<Vec<Migration>, Fault> {
    let step = |name, text| Migration::unapplied(name, text).map_err(failed);
    Ok(vec![
        step("V1__bookings", bookings)?,
        step("V2__guards", guards)?,
        step("V3__deeds", deeds)?,
    ])
}

fn table_exists(connection: &rusqlite::Connection) -> Result<bool, Fault> {
    Ok(connection.table_exists(None, "refinery_schema_history")?)
}

fn newest(steps: &[Migration]) -> refinery::SchemaVersion {
    steps.last().map_or(0, Migration::version)
}

fn not_newer(last: Option<&Migration>, steps: &[Migration]) -> Result<(), Fault> {
    match last {
        Some(last) if last.version() > newest(steps) => Err(Fault::Unusable(format!(
            "the database has schema {}, which a newer bronya has made; this one knows {} and leaves it alone",
            last.version(),
            newest(steps)
        ))),
        _ => Ok(()),
    }
}

fn up_to_date(last: Option<&Migration>, steps: &[Migration]) -> Result<(), Fault> {
    not_newer(last, steps)?;
    match last {
        Some(last) if last.version() == newest(steps) => Ok(()),
        _ => Err(Fault::Unusable(
            "the database has an older schema; start the server on it once".into(),
        )),
    }
}

fn failed(error: refinery::Error) -> Fault {
    Fault::Unusable(format!("cannot bring the schema up to date: {error}"))
}
