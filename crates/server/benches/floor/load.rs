//! The load: clients that each wait for their answer before they ask again, and clients that ask by the clock, whose
//! waiting counts from the moment at which they meant to ask, so that a stall is not forgiven.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;

use crate::clock;
use crate::wire::Wire;

/// Writes the next request.
pub type Errands = Arc<dyn Fn(&mut Vec<u8>) + Send + Sync>;

/// How long a load goes on before it counts.
const WARM: Duration = Duration::from_millis(250);

/// The longest time that is told from longer ones, in microseconds.
const LONGEST_US: u64 = 60_000_000;

/// What came of a load.
pub struct Run {
    /// How many were answered with a 2xx.
    pub made: u64,
    /// How many were refused with a 409.
    pub refused: u64,
    /// What else came: none of it belongs there.
    pub failed: u64,
    /// For how long it was counted.
    pub seconds: f64,
    /// How long answers took, in microseconds.
    pub took: Histogram<u64>,
}

impl Run {
    fn new() -> Self {
        Self {
            made: 0,
            refused: 0,
            failed: 0,
            seconds: 0.0,
            took: Histogram::new_with_bounds(1, LONGEST_US, 2).expect("bounds that make sense"),
        }
    }

    /// Answers a second, refusals among them.
    pub fn answered_a_second(&self) -> f64 {
        (self.made + self.refused) as f64 / self.seconds
    }

    /// How long all but one answer in a hundred took at most, in milliseconds.
    pub fn p99(&self) -> f64 {
        self.took.value_at_quantile(0.99) as f64 / 1000.0
    }

    /// How long half of the answers took at most, in milliseconds.
    pub fn p50(&self) -> f64 {
        self.took.value_at_quantile(0.5) as f64 / 1000.0
    }

    fn count(&mut self, status: u16, took: Duration) {
        match status {
            200..300 => self.made += 1,
            409 => self.refused += 1,
            _ => self.failed += 1,
        }
        self.took.saturating_record(took.as_micros() as u64);
    }

    fn add(&mut self, other: &Self) {
        self.made += other.made;
        self.refused += other.refused;
        self.failed += other.failed;
        self.took.add(&other.took).expect("the same shape");
    }
}

/// Each client asks again when it has its answer.
pub async fn closed(at: SocketAddr, clients: usize, lasts: Duration, errands: &Errands) -> Run {
    let wires = wires(at, clients).await;
    let begun = clock::now() + WARM;
    let end = begun + lasts;
    gathered(wires, begun, end, |wire, _| {
        ask_again_and_again(wire, begun, end, errands.clone())
    })
    .await
}

/// Requests go out by the clock, so many a second in all.
pub async fn open(
    at: SocketAddr,
    clients: usize,
    a_second: f64,
    lasts: Duration,
    errands: &Errands,
) -> Run {
    let wires = wires(at, clients).await;
    let begun = clock::now() + WARM;
    let end = begun + lasts;
    let pause = Duration::from_secs_f64(clients as f64 / a_second);
    gathered(wires, begun, end, |wire, nth| {
        let first = clock::now() + pause.mul_f64(nth as f64 / clients as f64);
        ask_by_the_clock(wire, [begun, end], first, pause, errands.clone())
    })
    .await
}

async fn wires(at: SocketAddr, clients: usize) -> Vec<Wire> {
    let mut wires = Vec::with_capacity(clients);
    for _ in 0..clients {
        wires.push(Wire::to(at).await.expect("it listens"));
    }
    wires
}

async fn gathered<F: Future<Output = Run> + Send + 'static>(
    wires: Vec<Wire>,
    begun: Instant,
    end: Instant,
    client: impl Fn(Wire, usize) -> F,
) -> Run {
    let clients: Vec<_> = wires
        .into_iter()
        .enumerate()
        .map(|(nth, wire)| tokio::spawn(client(wire, nth)))
        .collect();
    let mut all = Run::new();
    for client in clients {
        all.add(&client.await.expect("a client"));
    }
    all.seconds = end.duration_since(begun).as_secs_f64();
    assert_eq!(all.failed, 0, "answers that do not belong into a bench");
    all
}

async fn ask_again_and_again(
    mut wire: Wire,
    begun: Instant,
    end: Instant,
    errands: Errands,
) -> Run {
    let (mut run, mut request) = (Run::new(), Vec::with_capacity(1024));
    let mut asked = clock::now();
    while asked < end {
        request.clear();
        errands(&mut request);
        let status = wire.ask(&request).await.expect("an answer");
        let answered = clock::now();
        if asked >= begun && answered <= end {
            run.count(status, answered - asked);
        }
        told_wrong(&wire, status);
        asked = answered;
    }
    run
}

async fn ask_by_the_clock(
    mut wire: Wire,
    [begun, end]: [Instant; 2],
    first: Instant,
    pause: Duration,
    errands: Errands,
) -> Run {
    let (mut run, mut request) = (Run::new(), Vec::with_capacity(1024));
    let mut meant = first;
    while meant < end {
        request.clear();
        errands(&mut request);
        tokio::time::sleep_until(meant.into()).await;
        let status = wire.ask(&request).await.expect("an answer");
        if meant >= begun {
            run.count(status, clock::since(meant));
        }
        told_wrong(&wire, status);
        meant += pause;
    }
    run
}

/// Says what an answer says that does not belong into a bench.
fn told_wrong(wire: &Wire, status: u16) {
    if !matches!(status, 200..300 | 409) {
        eprintln!("{status}: {}", String::from_utf8_lossy(wire.body()));
    }
}
