//! Bookings for good, in turns with the floor: spread over sixteen venues, at one venue alone, and with everybody fighting
//! for a few tables. Half of what was reached is then asked for by the clock.

use crate::engines::{self, Engine};
use crate::figures::{Figures, Spread};
use crate::given::Given;
use crate::half;
use crate::load::{Errands, closed};
use crate::orders::to_the_floor;
use crate::pgbench::Pgbench;
use crate::served::{HangingMail, Served};

/// How many ask for the same stay at the same time.
const RIVALS: u64 = 4;
/// Over how many connections one venue alone is asked, and a few tables are fought for.
const CONNECTIONS: usize = 64;

/// A server and what is asked of it.
struct Turn<'a> {
    name: String,
    at: &'a Served,
    connections: usize,
    errands: Errands,
}

/// Measures round after round, each contender once in each.
pub async fn measure(given: &Given, figures: &mut Figures) {
    let engines = engines::both().await;
    let mail = HangingMail::new();
    let floor = Served::floor();
    let houses: Vec<Served> = engines.iter().map(|engine| engine.serve(&mail)).collect();
    let pgbench = engines
        .iter()
        .find_map(|engine| Pgbench::beside(&engine.database));
    for _ in 0..given.rounds {
        for turn in turns(given, &floor, &engines, &houses) {
            if !turn.name.contains(&given.only) {
                continue;
            }
            let run = closed(turn.at.at, turn.connections, given.lasts, &turn.errands).await;
            let name = &turn.name;
            figures.note(name, run.answered_a_second());
            figures.note(format!("{name} p50 ms"), run.p50());
            figures.note(format!("{name} p99 ms"), run.p99());
            if name.contains("fight") {
                let refused = run.refused as f64 / (run.made + run.refused) as f64;
                figures.note(format!("{name} refused"), refused);
            }
        }
        if let Some(pgbench) = pgbench.as_ref().filter(|_| given.only.is_empty()) {
            pgbench.measure(given, figures).await;
        }
    }
    for (engine, house) in engines.iter().zip(&houses) {
        let name = engine.name;
        figures.note(format!("{name} resident after load MiB"), house.resident());
        let reached = figures.spread(&format!("{name} post {CONNECTIONS}"));
        let reached = reached.map_or(0.0, |Spread { median, .. }| median);
        if format!("{name} half").contains(&given.only) {
            half::measure(given, figures, engine, house, reached / 2.0).await;
        }
    }
}

/// All that one round asks, in turns.
fn turns<'a>(
    given: &Given,
    floor: &'a Served,
    engines: &[Engine],
    houses: &'a [Served],
) -> Vec<Turn<'a>> {
    let mut turns = Vec::new();
    for connections in given.connections.iter().copied() {
        turns.push(Turn {
            name: format!("floor post {connections}"),
            at: floor,
            connections,
            errands: to_the_floor(&engines[0].many),
        });
        turns.extend(engines.iter().zip(houses).map(|(engine, at)| Turn {
            name: format!("{} post {connections}", engine.name),
            at,
            connections,
            errands: engine.many.orders(),
        }));
    }
    for (engine, at) in engines.iter().zip(houses) {
        for (what, errands) in [
            ("alone", engine.alone.orders()),
            ("fight", engine.few.fight(RIVALS)),
        ] {
            turns.push(Turn {
                name: format!("{} {what} {CONNECTIONS}", engine.name),
                at,
                connections: CONNECTIONS,
                errands,
            });
        }
    }
    turns
}
