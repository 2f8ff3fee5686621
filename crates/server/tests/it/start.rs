//! How it starts: what it prints once, what it refuses, what its other commands say.

use std::process::{Command, Output};

use bronya_desk::Desk;
use bronya_domain::policy::GuestChoice;
use bronya_sim::engines::{both, sqlite};
use bronya_store::Store;
use serde_json::{Value, json};

use crate::house::{BRONYA, Home, NEW_KEY, OPERATOR, PASSWORD, repository};
use crate::http::Client;

pub fn bronya(arguments: &[&str]) -> Output {
    Command::new(BRONYA)
        .args(arguments)
        .output()
        .expect("the binary runs")
}

#[tokio::test(flavor = "multi_thread")]
async fn while_nobody_runs_the_house_each_start_prints_a_link_by_which_somebody_can() {
    for database in both().await {
        let mut home = Home::new(database);
        let command = home.command();
        let house = home.start_as(command);
        let first = home.setup.take().expect("a link");
        assert!(house.stop().success());
        let command = home.command();
        let house = home.start_as(command);
        let link = home.setup.take().expect("another link");
        assert_ne!(first, link, "a new link takes the place of the old one");
        let mut guest = house.guest().await;
        let token = |link: &str| link.rsplit('/').next().expect("a token").to_owned();
        let wish = |link: &str| json!({"purpose": "setup", "token": token(link), "email": OPERATOR, "password": PASSWORD});
        let old = guest.post("/v1/auth/redeem", &wish(&first)).await;
        assert_eq!(old.expect("an answer").status, 404);
        let made = guest.post("/v1/auth/redeem", &wish(&link)).await;
        let made = made.expect("an answer");
        assert_eq!(made.status, 200, "{}", made.json);
        let again = guest.post("/v1/auth/redeem", &wish(&link)).await;
        assert_eq!(again.expect("an answer").status, 404, "it works once");
        let token = made.json["access_token"].as_str().expect("a token");
        let mut operator = Client::operator(house.at, token).await.expect("it listens");
        let list = operator.get("/v1/venues").await.expect("an answer");
        assert_eq!(list.status, 200);
        let stranger = Client::operator(house.at, "not the key").await;
        let list = stranger.expect("it listens").get("/v1/venues").await;
        assert_eq!(list.expect("an answer").status, 401);
        assert!(house.stop().success());
        let command = home.command();
        let house = home.start_as(command);
        assert_eq!(home.setup, None, "there is somebody now");
        let mut guest = house.guest().await;
        let login = json!({"username": OPERATOR, "password": PASSWORD});
        let entered = guest.post("/v1/auth/token", &login).await;
        assert_eq!(entered.expect("an answer").status, 200);
    }
}

#[test]
fn what_cannot_work_is_refused_in_words() {
    let home = Home::new(sqlite());
    let short = home.file("short");
    std::fs::write(&short, "too short").expect("a file");
    let short = short.display().to_string();
    let address = home.address();
    for (arguments, told) in [
        (
            vec!["serve", "--database", "mysql://x"],
            "a database is named",
        ),
        (
            vec![
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--database",
                &address,
                "--secret-file",
                &short,
            ],
            "fewer than 32 bytes",
        ),
        (
            vec![
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--database",
                "postgres://nobody@127.0.0.1:1/x",
            ],
            "PostgreSQL needs --secret-file",
        ),
        (
            vec!["serve", "--database", &address, "--courier", "elsewhere"],
            "nobody else could carry letters",
        ),
        (
            vec!["serve", "--database", &address, "--limits", "logins=1/1h"],
            "there is no limit",
        ),
        (
            vec!["serve", "--database", &address, "--trusted-proxies", "home"],
            "--trusted-proxies",
        ),
        (
            vec!["serve", "--database", &address, "--smtp", "smtp://mail"],
            "--mail-from",
        ),
        (
            vec!["serve", "--listen", "nowhere"],
            "invalid socket address",
        ),
        (
            vec!["verify", "--database", "sqlite:/nowhere/at/all.db"],
            "there is no database",
        ),
        (
            vec![
                "serve",
                "--listen",
                "192.0.2.1:1",
                "--database",
                &address,
                "--public-url",
                "not a url",
            ],
            "must be like https://book.example.org",
        ),
        (
            vec![
                "seed",
                "rooms",
                "--database",
                &address,
                "--venue",
                "Bad Slug!",
            ],
            "must be 1 to 63 lower-case Latin letters",
        ),
        (
            vec!["seed", "rooms", "--database", &address, "--venue", "docs"],
            "is a name that addresses already use",
        ),
        (
            vec![
                "admin",
                "new-key",
                "--database",
                "sqlite:/nowhere/at/all.db",
            ],
            "there is no database",
        ),
        (
            vec!["serve", "--settings", "/nowhere.toml"],
            "there is no settings file",
        ),
    ] {
        let output = bronya(&arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(
            !output.status.success() && errors.contains(told),
            "{arguments:?}: {errors}"
        );
    }
}

#[test]
fn settings_come_from_the_file_the_environment_and_the_command_line_in_rising_order() {
    let home = Home::new(sqlite());
    let file = home.file("settings.toml");
    std::fs::write(&file, "database = \"mysql://from-the-file\"\n").expect("a file");
    let file = file.display().to_string();
    let told = |from_environment: Option<&str>, arguments: &[&str]| {
        let mut command = Command::new(BRONYA);
        command.args(["serve", "--settings", &file]).args(arguments);
        if let Some(database) = from_environment {
            command.env("BRONYA_DATABASE", database);
        }
        let output = command.env("BRONYA_SECRET", "x").output().expect("it runs");
        assert!(!output.status.success());
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    // Each database is wrong in its own way, so that the complaint shows which one was taken.
    assert!(told(None, &[]).contains("a database is named"));
    assert!(told(Some("sqlite:x.db"), &[]).contains("fewer than 32 bytes"));
    assert!(
        told(
            Some("sqlite:x.db"),
            &["--database", "mysql://from-the-command-line"]
        )
        .contains("a database is named")
    );
}

#[test]
fn a_misspelt_name_in_the_settings_file_is_refused() {
    let home = Home::new(sqlite());
    let file = home.file("settings.toml");
    std::fs::write(&file, "listne = \"127.0.0.1:0\"\n").expect("a file");
    let (file, address) = (file.display().to_string(), home.address());
    // Nobody can listen there, so that it ends if the name is taken.
    let elsewhere = ["--listen", "192.0.2.1:1", "--database", &address];
    let output = bronya(&[&["serve", "--settings", &file][..], &elsewhere].concat());
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        !output.status.success() && errors.contains("unknown field `listne`"),
        "{errors}"
    );
}

#[test]
fn dot_env_is_read_in_the_current_folder_and_in_no_folder_above_it() {
    let home = Home::new(sqlite());
    let below = home.file("below");
    std::fs::create_dir(&below).expect("a folder");
    std::fs::write(home.file(".env"), "BRONYA_DATABASE=mysql://x\n").expect("a file");
    let told = |folder: &std::path::Path| {
        let mut command = Command::new(BRONYA);
        command.arg("serve").env("BRONYA_SECRET", "x");
        let output = command.current_dir(folder).output().expect("it runs");
        assert!(!output.status.success());
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    // What is set there names no database; without it only the secret is wrong.
    assert!(told(below.parent().expect("a folder")).contains("a database is named"));
    assert!(told(&below).contains("fewer than 32 bytes"));
}

#[test]
fn logs_that_go_into_a_file_have_no_colours() {
    let mut home = Home::new(sqlite());
    let command = home.command_after("exec 2>log");
    assert!(home.start_as(command).stop().success());
    let log = std::fs::read_to_string(home.file("log")).expect("the log");
    assert!(log.contains("told to stop"), "{log}");
    assert!(!log.contains('\u{1b}'), "{log:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_operators_key_works_after_the_next_start_and_the_old_one_no_more() {
    for database in both().await {
        let mut home = Home::new(database);
        let house = home.start();
        let old = house.key.clone();
        assert!(house.stop().success());
        let output = bronya(&["admin", "new-key", "--database", &home.address()]);
        let told = String::from_utf8_lossy(&output.stdout);
        let new = told.lines().find_map(|line| line.strip_prefix(NEW_KEY));
        home.key = Some(new.expect("a key").to_owned());
        let house = home.start();
        for (key, status) in [(&old, 401), (&house.key, 200)] {
            let mut operator = crate::http::Client::operator(house.at, key)
                .await
                .expect("it listens");
            let list = operator.get("/v1/venues").await.expect("an answer");
            assert_eq!(list.status, status);
        }
    }
}

#[test]
fn the_openapi_document_is_printed() {
    let output = bronya(&["openapi"]);
    let document: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert!(
        document["openapi"]
            .as_str()
            .is_some_and(|version| version.starts_with("3.1"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn seed_replay_and_verify_work_from_the_command_line() {
    for database in both().await {
        let home = Home::new(database);
        let address = home.address();
        for template in ["restaurant", "rooms", "practice"] {
            let output = bronya(&[
                "seed",
                template,
                "--database",
                &address,
                "--venue",
                &format!("my-{template}"),
            ]);
            assert!(
                output.status.success(),
                "{}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
        let store = Store::open_to_read(&home.database.address).await;
        let desk = Desk::new(store.expect("a reader"));
        for (slug, asked) in [
            ("my-restaurant", None),
            ("my-rooms", Some(GuestChoice::Named)),
            ("my-practice", Some(GuestChoice::Named)),
        ] {
            let made = desk.venue(slug).await.expect("the venue");
            assert_eq!(made.venue.policy.guest_choice, asked, "{slug}");
        }
        let samples = repository().join("samples");
        let file = |name: &str| samples.join(name).display().to_string();
        let report = home.file("report.json");
        let output = bronya(&[
            "replay",
            &file("reservations.csv"),
            &file("floors.csv"),
            "--database",
            &address,
            "--report",
            &report.display().to_string(),
        ]);
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let told: Value = serde_json::from_slice(&output.stdout).expect("one JSON object");
        assert_eq!(
            (
                told["parties"].as_i64(),
                told["seated"].as_i64(),
                told["guests"].as_i64()
            ),
            (Some(402), Some(329), Some(1007))
        );
        let kept: Value =
            serde_json::from_slice(&std::fs::read(report).expect("the report")).expect("JSON");
        assert_eq!(kept, told);
        assert!(home.verify().success());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn verify_ends_with_1_on_a_finding() {
    let mut home = Home::new(sqlite());
    let house = home.start();
    house.furnish(1).await;
    let wish = serde_json::json!({"from": "2027-01-01T10:00:00Z", "party": 2});
    house
        .guest()
        .await
        .post("/v1/venues/house/bookings", &wish)
        .await
        .expect("an answer");
    assert!(house.stop().success());
    assert!(home.verify().success());
    let bronya_store::Address::Sqlite(path) = &home.database.address else {
        panic!("not SQLite")
    };
    let file = rusqlite::Connection::open(path).expect("the file");
    file.execute_batch("update booking set state = 'cancelled'")
        .expect("past the desk");
    drop(file);
    assert_eq!(home.verify().code(), Some(1));
}
