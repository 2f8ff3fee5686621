//! How close the house comes to the machine's floor: what one can have and booking it for good, beside a server of the
//! same stack that does nothing, in one run and in turns. Figures, not a test.
//!
//! `make bench` measures everything, `make bench-quick` the few figures that one looks at every day. Both print a table,
//! and write `bench/results/*.json`, the table as Markdown and plots. PostgreSQL takes part where
//! `BRONYA_TEST_POSTGRES` names a server, which the make targets start.

mod availability;
mod bookings;
mod clock;
mod curve;
mod engines;
mod figures;
mod given;
mod growth;
mod half;
mod idle;
#[expect(unused_imports, reason = "its tests are run where it lives")]
#[path = "../../src/listen.rs"]
mod listen;
mod load;
mod machine;
mod orders;
mod pgbench;
mod plots;
mod readme;
mod replay;
mod report;
mod served;
mod stock;
mod table;
mod targets;
mod wire;

use figures::Figures;
use given::{Given, Part};

/// The same as the server's, so that the floor is made of the same stuff.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    match given::read() {
        given::Wanted::Floor => runtime.block_on(idle::serve()),
        given::Wanted::Bench(given) => runtime.block_on(measure(&given)),
        given::Wanted::Report => report::again(),
    }
}

/// Measures what is wanted, and writes down each part when it is done, so that a run that is cut short says something.
async fn measure(given: &Given) {
    let begun = clock::now();
    let mut figures = Figures::new(given, machine::describe());
    for part in &given.parts {
        eprintln!("== {}", part.name());
        let at = clock::now();
        match part {
            Part::Bookings => bookings::measure(given, &mut figures).await,
            Part::Curve => curve::measure(given, &mut figures).await,
            Part::Availability => availability::measure(given, &mut figures).await,
            Part::Growth => growth::measure(given, &mut figures).await,
            Part::Replay => replay::measure(given, &mut figures).await,
        }
        eprintln!("== {}: {:.0} s", part.name(), clock::seconds_since(at));
        figures.seconds = clock::seconds_since(begun);
        report::write(&figures);
    }
    println!("{}", table::markdown(&figures));
}
