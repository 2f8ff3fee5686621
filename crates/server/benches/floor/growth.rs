//! What a million stored bookings cost beside a thousand: for a booking, for a search, at the start, in memory, on disk.

use std::fs;
use std::time::Duration;

use bronya_store::Address;

use crate::availability::{answer_size, questions};
use crate::clock;
use crate::engines::{self, Engine};
use crate::figures::Figures;
use crate::given::Given;
use crate::load::closed;
use crate::served::{HangingMail, Served};
use crate::stock;

/// Over how many connections it is asked.
const CONNECTIONS: usize = 64;
/// The venue whose days are asked for, the same among few and among many.
const EVENING: &str = "evening";
const EVENING_TABLES: usize = 20;
const EVENING_DAYS: u64 = 9;
/// How many count as few, the evenings included.
const FEW: usize = 1000;
/// How long a server is left alone before its memory is read.
const AT_REST: Duration = Duration::from_secs(1);

/// Measures both engines, each with few and with many bookings.
pub async fn measure(given: &Given, figures: &mut Figures) {
    let pairs = engines::both().await.into_iter().zip(engines::both().await);
    for (few, many) in pairs.filter(|(few, _)| few.name.contains(&given.only)) {
        let name = few.name;
        laid_in(&few, FEW, name, figures).await;
        let rate = laid_in(&many, given.many, name, figures).await;
        figures.note(format!("{name} laid in a second"), rate);
        disk(&many, given.many, figures);
        start(given, &many, figures).await;
        compared(given, &few, &many, figures).await;
    }
}

/// Lays in so many bookings. Says how many a second.
async fn laid_in(engine: &Engine, count: usize, name: &str, figures: &mut Figures) -> f64 {
    let begun = clock::now();
    let desk = engine.desk().await;
    let venue = stock::evening_venue(&desk, EVENING, EVENING_TABLES).await;
    let evenings = stock::fill_evenings(&desk, venue, EVENING_TABLES, EVENING_DAYS).await;
    let rate = stock::fill(&desk, &engine.many, &engine.venues, count - evenings).await;
    drop(desk);
    // Whoever opens it next waits until the writer has given it back; only then is everything in one file.
    drop(engine.desk().await);
    figures.note(
        format!("{name} laid in {count} s"),
        clock::seconds_since(begun),
    );
    rate
}

fn disk(engine: &Engine, count: usize, figures: &mut Figures) {
    if let Address::Sqlite(path) = &engine.database.address {
        let mut bytes = 0;
        for end in ["", "-wal"] {
            let name = format!("{}{end}", path.display());
            bytes += fs::metadata(name).map_or(0, |file| file.len());
        }
        let each = bytes as f64 / 1e6 / (count as f64 / 100_000.0);
        figures.note("sqlite disk per 100000 MB", each);
    }
}

async fn start(given: &Given, many: &Engine, figures: &mut Figures) {
    let mail = HangingMail::new();
    let name = many.name;
    for _ in 0..given.rounds {
        let house = many.serve(&mail);
        figures.note(
            format!("{name} start ms"),
            house.started.as_secs_f64() * 1000.0,
        );
        tokio::time::sleep(AT_REST).await;
        figures.note(format!("{name} resident idle MiB"), house.resident());
        closed(house.at, CONNECTIONS, given.lasts, &many.many.orders()).await;
        figures.note(format!("{name} resident loaded MiB"), house.resident());
    }
}

/// Few and many in turns.
async fn compared(given: &Given, few: &Engine, many: &Engine, figures: &mut Figures) {
    let mail = HangingMail::new();
    let houses: [(&str, &Engine, Served); 2] = [
        ("few", few, few.serve(&mail)),
        ("many", many, many.serve(&mail)),
    ];
    for (_, _, house) in &houses {
        answer_size(house, EVENING, EVENING_DAYS).await;
    }
    let asked = questions(EVENING, EVENING_DAYS);
    for _ in 0..given.rounds {
        for (which, engine, house) in &houses {
            let name = engine.name;
            let made = closed(
                house.at,
                CONNECTIONS,
                given.lasts / 2,
                &engine.many.orders(),
            )
            .await;
            figures.note(
                format!("{name} post among {which}"),
                made.answered_a_second(),
            );
            let seen = closed(house.at, CONNECTIONS, given.lasts / 2, &asked).await;
            figures.note(
                format!("{name} availability among {which}"),
                seen.answered_a_second(),
            );
        }
    }
}
