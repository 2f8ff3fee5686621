//! A trace of reservations gives the same figures on both engines, and leaves nothing that an audit minds.

use std::fs::File;
use std::path::{Path, PathBuf};

use bronya_desk::Desk;
use bronya_sim::auditor::{Audit, verify};
use bronya_sim::engines::both;
use bronya_sim::replay::{Report, Watch, replay};
use bronya_store::{Options, Store};

/// Replays two files on both engines and returns what came of it, audited.
async fn replayed(reservations: &Path, floors: &Path) -> Vec<(Report, Audit)> {
    let mut results = Vec::new();
    for database in both().await {
        let store = Store::open(&database.address, Options::default())
            .await
            .expect("a store");
        let desk = Desk::new(store.clone());
        let watch = Watch {
            seconds: &|| 0.0,
            progress: &|_, _| {},
        };
        let open = |path: &Path| File::open(path).expect("a file of the trace");
        let report = replay(&desk, open(reservations), open(floors), &watch)
            .await
            .expect("a replay");
        assert_eq!(
            desk.standing().second_guard,
            0,
            "the second guard had to refuse on {}",
            report.engine
        );
        results.push((report, verify(&store).await.expect("an audit")));
    }
    results
}

#[track_caller]
fn check(
    results: Vec<(Report, Audit)>,
    parties: u64,
    seated: u64,
    guests: u64,
    taken: u64,
    too_large: u64,
) {
    for (report, audit) in results {
        let refused = |code: &str| report.refused.get(code).copied().unwrap_or(0);
        let found = (
            report.parties,
            report.seated,
            report.guests,
            refused("taken"),
            refused("party_too_large"),
        );
        assert_eq!(
            found,
            (parties, seated, guests, taken, too_large),
            "on {}",
            report.engine
        );
        assert_eq!(
            report.refused.len(),
            2,
            "other refusals on {}: {:?}",
            report.engine,
            report.refused
        );
        assert_eq!(
            (audit.bookings, audit.claims),
            (seated, seated),
            "on {}",
            report.engine
        );
        assert_eq!(audit.findings, [], "on {}", report.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sample_trace_gives_its_known_figures_on_both_engines() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
    let results = replayed(
        &samples.join("reservations.csv"),
        &samples.join("floors.csv"),
    )
    .await;
    check(results, 402, 329, 1007, 47, 26);
}

/// The real trace is too large to ship. Where it lies beside the checkout, in `../shared/data`, it is replayed too.
#[tokio::test(flavor = "multi_thread")]
async fn the_real_trace_gives_its_known_figures_on_both_engines() {
    let data: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let (reservations, floors) = (
        data.join("reservations-2017.csv"),
        data.join("floors-2017.csv"),
    );
    if !reservations.exists() {
        eprintln!("SKIPPED: the real trace is not beside this checkout");
        return;
    }
    check(
        replayed(&reservations, &floors).await,
        36_259,
        33_264,
        112_881,
        898,
        2_097,
    );
}
