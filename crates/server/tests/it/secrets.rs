//! The secret of the installation: where it comes from, which one is refused, and that nobody else reads it.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use bronya_sim::engines::{both, sqlite};
use bronya_store::Address;

use crate::house::{BRONYA, Home, repository};
use crate::start::bronya;

/// The command that serves a database with no word of a secret.
fn serve(database: &str) -> Command {
    let mut command = Command::new(BRONYA);
    command.args(["serve", "--listen", "127.0.0.1:0", "--database", database]);
    command
}

/// A file beside another one.
fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Where nobody can listen: what should be refused and is not ends there, instead of serving for ever.
const NOWHERE: &str = "192.0.2.1:1";

#[track_caller]
fn check_refused(database: &str, more: &[&str], told: &str) {
    let serve = ["serve", "--listen", NOWHERE, "--database", database];
    let output = bronya(&[&serve, more].concat());
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        !output.status.success() && errors.contains(told),
        "{errors}"
    );
}

#[test]
fn a_database_that_seed_or_replay_made_can_be_served() {
    let samples = repository().join("samples");
    let file = |name: &str| samples.join(name).display().to_string();
    let (reservations, floors) = (file("reservations.csv"), file("floors.csv"));
    for command in [
        vec!["seed", "rooms"],
        vec!["replay", &reservations, &floors],
    ] {
        let mut home = Home::new(sqlite());
        let path = home.file("new.db");
        let address = format!("sqlite:{}", path.display());
        let output = bronya(&[&command[..], &["--database", &address]].concat());
        assert!(output.status.success(), "{output:?}");
        assert!(home.start_as(serve(&address)).stop().success());
    }
}

#[test]
fn whoever_seeds_a_hand_over_is_told_where_the_secret_is_and_not_the_secret() {
    let home = Home::new(sqlite());
    let address = format!("sqlite:{}", home.file("new.db").display());
    let url = "http://127.0.0.1:8080/orders";
    let setting = format!("accounting_url={url}");
    let seed = ["seed", "garant", "--database", &address, "--set", &setting];
    let told = |output: std::process::Output| {
        assert!(output.status.success(), "{output:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let first = told(bronya(&seed));
    assert!(first.contains(url) && !first.contains("whsec_"), "{first}");
    assert_eq!(told(bronya(&seed)), first);
}

#[test]
fn a_database_that_lost_its_secret_gets_no_new_one_from_seed_either() {
    let mut home = Home::new(sqlite());
    let path = home.file("new.db");
    let address = format!("sqlite:{}", path.display());
    assert!(home.start_as(serve(&address)).stop().success());
    fs::remove_file(beside(&path, ".secret")).expect("it was there");
    assert!(
        bronya(&["seed", "rooms", "--database", &address])
            .status
            .success()
    );
    check_refused(&address, &[], "is missing");
}

#[test]
fn an_empty_secret_is_refused_in_words() {
    let home = Home::new(sqlite());
    let path = home.file("new.db");
    fs::write(beside(&path, ".secret"), "\n").expect("a file");
    let address = format!("sqlite:{}", path.display());
    check_refused(&address, &[], "new.db.secret is empty");
}

#[test]
fn nobody_else_reads_the_database_or_its_secret() {
    let mut home = Home::new(sqlite());
    let path = home.file("new.db");
    let house = home.start_as(serve(&format!("sqlite:{}", path.display())));
    for ending in ["", "-wal", "-shm", ".secret"] {
        let file = beside(&path, ending);
        let mode = fs::metadata(&file)
            .expect("it is there")
            .permissions()
            .mode();
        assert_eq!(mode & 0o077, 0, "{}: {mode:o}", file.display());
    }
    assert!(house.stop().success());
    let folder = fs::read_dir(path.parent().expect("a folder")).expect("it can be read");
    let names = folder.map(|entry| entry.expect("an entry").file_name());
    let drafts: Vec<_> = names
        .filter(|name| !name.to_string_lossy().starts_with("new.db"))
        .collect();
    assert!(drafts.is_empty(), "left behind: {drafts:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_is_not_served_under_another_secret() {
    for database in both().await {
        let mut home = Home::new(database);
        let postgres = matches!(home.database.address, Address::Postgres(_));
        let house = home.start();
        // On PostgreSQL a second instance may stand beside the first; SQLite has one at a time.
        let house = if postgres {
            Some(house)
        } else {
            assert!(house.stop().success());
            None
        };
        let other = home.file("other");
        fs::write(&other, "another secret, also long enough to be one").expect("a file");
        check_refused(
            &home.address(),
            &["--secret-file", &other.display().to_string()],
            "name the file of that secret with --secret-file",
        );
        drop(house);
        assert!(home.start().stop().success(), "its own secret still does");
    }
}
