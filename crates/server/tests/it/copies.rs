//! A copy of the database is a copy of all: of its file alone when the house is closed, and by `bronya backup` at any moment.

use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use bronya_sim::engines::sqlite;
use bronya_store::Address;
use serde_json::{Value, json};

use crate::house::{BRONYA, Home, House};

const TABLES: usize = 4;

async fn books(house: &House, table: usize, day: usize) -> u16 {
    let wish = json!({
        "from": format!("2027-{:02}-{:02}T10:00:00Z", 1 + day / 28 % 12, 1 + day % 28),
        "resources": [table], "party": 2
    });
    let mut guest = house.guest().await;
    let answer = guest.post("/v1/venues/house/bookings", &wish).await;
    answer.expect("an answer").status.as_u16()
}

fn bronya(arguments: &[&str]) -> Output {
    Command::new(BRONYA)
        .args(arguments)
        .output()
        .expect("it runs")
}

/// How many bookings a sound database holds.
fn audited(database: &Path) -> u64 {
    let audit = bronya(&[
        "verify",
        "--database",
        &format!("sqlite:{}", database.display()),
    ]);
    let errors = String::from_utf8_lossy(&audit.stderr);
    assert!(audit.status.success(), "{errors}");
    let told: Value = serde_json::from_slice(&audit.stdout).expect("JSON");
    told["bookings"].as_u64().expect("a count")
}

fn path(home: &Home) -> &Path {
    match &home.database.address {
        Address::Sqlite(path) => path,
        Address::Postgres(_) => panic!("not SQLite"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_stop_the_file_alone_holds_everything() {
    let mut home = Home::new(sqlite());
    let house = home.start();
    house.furnish(TABLES).await;
    for day in 0..10 {
        assert_eq!(books(&house, 1 + day % TABLES, day).await, 201);
    }
    // Somebody else has the database open, so that closing it is not what empties the log.
    let reader = rusqlite::Connection::open(path(&home)).expect("the file");
    let read = reader.query_row("select count(*) from booking", [], |row| row.get(0));
    assert_eq!(read, Ok(10));
    assert!(house.stop().success());
    let copy = home.file("copy.db");
    std::fs::copy(path(&home), &copy).expect("a copy");
    assert_eq!(audited(&copy), 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_beside_a_busy_server_is_one_moment_of_it() {
    let mut home = Home::new(sqlite());
    let house = Arc::new(home.start());
    house.furnish(TABLES).await;
    let (made, enough) = (
        Arc::new(AtomicUsize::new(0)),
        Arc::new(AtomicBool::new(false)),
    );
    let busy: Vec<_> = (1..=TABLES)
        .map(|table| {
            let (house, made, enough) = (house.clone(), made.clone(), enough.clone());
            tokio::spawn(async move {
                for day in 0.. {
                    if enough.load(Ordering::Relaxed) {
                        return;
                    }
                    assert_eq!(books(&house, table, day).await, 201);
                    made.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    while made.load(Ordering::Relaxed) < 40 {
        tokio::task::yield_now().await;
    }
    let copy = home.file("copy.db");
    let arguments = [home.address(), copy.display().to_string()];
    let before = made.load(Ordering::Relaxed) as u64;
    let backup = tokio::task::spawn_blocking(move || {
        let [address, to] = arguments;
        bronya(&["backup", "--database", &address, "--to", &to])
    });
    let backup = backup.await.expect("it ran");
    enough.store(true, Ordering::Relaxed);
    let errors = String::from_utf8_lossy(&backup.stderr).into_owned();
    assert!(backup.status.success(), "{errors}");
    for one in busy {
        one.await.expect("every booking was made");
    }
    let (after, kept) = (made.load(Ordering::Relaxed) as u64, audited(&copy));
    assert!((before..=after).contains(&kept), "{before} {kept} {after}");
    check_private(&copy);
    check_secret(path(&home), &copy);
    let again = bronya(&[
        "backup",
        "--database",
        &home.address(),
        "--to",
        &copy.display().to_string(),
    ]);
    assert_eq!(
        again.status.code(),
        Some(1),
        "what is there is not written over"
    );
    assert_eq!(audited(&copy), kept);
}

fn check_private(file: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(file)
        .expect("a file")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600, "{}", file.display());
}

/// The secret that lies beside the database lies beside its copy.
fn check_secret(database: &Path, copy: &Path) {
    let beside = |file: &Path| {
        let name = format!("{}.secret", file.display());
        std::fs::read_to_string(name).expect("a secret")
    };
    assert_eq!(beside(database), beside(copy));
}
