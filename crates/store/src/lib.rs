//! Two engines, one SQL. The only room that knows SQL.
//!
//! [`Store`] opens a database and runs work against it: reads side by side, writes gathered into batches that are
//! committed together. Below it every text is written once and means the same on SQLite and on PostgreSQL; what
//! differs stands in `quirks`.

pub mod agenda;
pub mod api_keys;
pub mod audit;
pub mod catalog;
mod counts;
mod engine;
pub mod erase;
pub mod facts;
pub mod feeds;
pub mod floor_plans;
mod foresight;
pub mod happenings;
pub mod instances;
pub mod keys;
pub mod members;
pub mod outbox;
pub mod people;
pub mod persons;
mod quirks;
pub mod record;
mod rows;
pub mod search;
pub mod sessions;
pub mod settings;
pub mod tickets;
pub mod undo;
pub mod visits;

#[cfg(feature = "sabotage")]
pub use engine::Sabotage;
pub use engine::{
    Address, BadAddress, Fault, Lines, Locked, Meters, News, Options, Ran, Sql, Stale, Store, Tx,
    V, Work,
};
pub use foresight::Foreseen;
pub use rows::HistoryLine;

/// Every text of SQL that the store ever sends, so that a test can prepare each of them on both engines.
pub fn texts() -> Vec<&'static Sql> {
    let rooms: [&[&'static Sql]; 26] = [
        engine::TEXTS,
        agenda::TEXTS,
        api_keys::TEXTS,
        audit::TEXTS,
        catalog::TEXTS,
        counts::TEXTS,
        erase::TEXTS,
        facts::TEXTS,
        floor_plans::TEXTS,
        feeds::TEXTS,
        happenings::TEXTS,
        instances::TEXTS,
        keys::TEXTS,
        members::TEXTS,
        outbox::TEXTS,
        outbox::BUNDLE_TEXTS,
        outbox::TOLD_TEXTS,
        people::TEXTS,
        persons::TEXTS,
        record::TEXTS,
        search::TEXTS,
        sessions::TEXTS,
        settings::TEXTS,
        tickets::TEXTS,
        undo::TEXTS,
        visits::TEXTS,
    ];
    rooms.concat()
}
