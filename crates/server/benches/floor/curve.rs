//! Throughput and latency by the number of connections, for the plots.

use crate::engines;
use crate::figures::Figures;
use crate::given::Given;
use crate::load::closed;
use crate::orders::to_the_floor;
use crate::served::{HangingMail, Served};

/// The numbers of connections.
pub const CONNECTIONS: [usize; 5] = [1, 4, 16, 64, 256];
/// Fewer rounds than for the table: these are pictures.
const ROUNDS: usize = 3;

/// Measures each contender at each number of connections.
pub async fn measure(given: &Given, figures: &mut Figures) {
    let engines = engines::both().await;
    let mail = HangingMail::new();
    let floor = Served::floor();
    let houses: Vec<Served> = engines.iter().map(|engine| engine.serve(&mail)).collect();
    let mut contenders = vec![("floor", &floor, to_the_floor(&engines[0].many))];
    for (engine, house) in engines.iter().zip(&houses) {
        contenders.push((engine.name, house, engine.many.orders()));
    }
    for _ in 0..ROUNDS.min(given.rounds) {
        for connections in CONNECTIONS {
            for (name, at, errands) in &contenders {
                let run = closed(at.at, connections, given.lasts / 2, errands).await;
                let name = format!("{name} curve {connections}");
                figures.note(&name, run.answered_a_second());
                figures.note(format!("{name} p50 ms"), run.p50());
                figures.note(format!("{name} p99 ms"), run.p99());
            }
        }
    }
}
