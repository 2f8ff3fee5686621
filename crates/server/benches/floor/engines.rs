//! The house on each engine, with the venues that the load books at.

use bronya_desk::Desk;
use bronya_domain::id::VenueId;
use bronya_sim::engines::{self, Database};
use bronya_store::Address;

use crate::orders::Floor;
use crate::served::{HangingMail, Served};
use crate::stock;

/// Over how many venues the load is spread.
const VENUES: usize = 16;
/// How many tables each of them has.
const TABLES: usize = 100;
/// For how many tables all clients fight.
const FOUGHT_FOR: usize = 20;

/// A database with venues.
pub struct Engine {
    /// `sqlite` or `postgres`.
    pub name: &'static str,
    /// Where it is.
    pub database: Database,
    /// Sixteen venues, over which the load is spread.
    pub many: Floor,
    /// Their numbers.
    pub venues: Vec<VenueId>,
    /// One venue, alone.
    pub alone: Floor,
    /// One venue with few tables, for which all fight.
    pub few: Floor,
}

/// A fresh database of each engine that is to be had.
pub async fn both() -> Vec<Engine> {
    let mut both = vec![Engine::on(engines::sqlite()).await];
    if let Some(database) = engines::postgres().await {
        both.push(Engine::on(database).await);
    }
    both
}

impl Engine {
    /// Venues on a fresh database.
    pub async fn on(database: Database) -> Self {
        let desk = stock::desk(&database).await;
        let slugs = (0..VENUES).map(|nth| format!("house-{nth:02}"));
        let many = Floor::new(slugs.collect(), TABLES);
        let alone = Floor::new(vec!["alone".into()], 4 * TABLES);
        let few = Floor::new(vec!["few".into()], FOUGHT_FOR);
        let venues = stock::open_venues(&desk, &many).await;
        stock::open_venues(&desk, &alone).await;
        stock::open_venues(&desk, &few).await;
        let name = match database.address {
            Address::Sqlite(_) => "sqlite",
            Address::Postgres(_) => "postgres",
        };
        Self {
            name,
            database,
            many,
            venues,
            alone,
            few,
        }
    }

    /// A desk over it, while no server has it open.
    pub async fn desk(&self) -> Desk {
        stock::desk(&self.database).await
    }

    /// A server on it.
    pub fn serve(&self, mail: &HangingMail) -> Served {
        Served::house(&self.database, mail)
    }
}
