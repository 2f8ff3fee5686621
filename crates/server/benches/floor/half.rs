//! How long bookings take at half of what a house can do, asked for by the clock.

use crate::engines::Engine;
use crate::figures::Figures;
use crate::given::Given;
use crate::load::open;
use crate::served::Served;

/// Over how many connections they come.
const CONNECTIONS: usize = 64;

/// Measures one engine at a rate.
pub async fn measure(
    given: &Given,
    figures: &mut Figures,
    engine: &Engine,
    house: &Served,
    a_second: f64,
) {
    let name = engine.name;
    figures.note(format!("{name} half rate"), a_second);
    for _ in 0..given.rounds {
        let run = open(
            house.at,
            CONNECTIONS,
            a_second,
            given.lasts,
            &engine.many.orders(),
        )
        .await;
        figures.note(format!("{name} half p50 ms"), run.p50());
        figures.note(format!("{name} half p99 ms"), run.p99());
    }
}
