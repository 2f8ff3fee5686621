//! The stories in `examples/`, each told by its script against a server that was just seeded with its dialect.

use std::path::PathBuf;
use std::process::{Command, Output};

use bronya_sim::engines::sqlite;
use bronya_store::Address;

use crate::house::{Home, House, repository};
use crate::shipped::is_here;
use crate::start::bronya;

const ADMIN_PASSWORD: &str = "Admin-pass-1";

/// Who runs the venue, where the dialect is told so, and by which words it is.
enum Admin {
    Nobody,
    /// By a word for his name, and a password that is handed over with it.
    Seeded(&'static str, &'static str),
    /// By a word for his address, under which he will register.
    Registers(&'static str, &'static str),
}

/// The folder into which a server on this database lays its letters.
fn letters(home: &Home) -> PathBuf {
    let Address::Sqlite(file) = &home.database.address else {
        panic!("the stories are told on SQLite");
    };
    let mut folder = file.clone().into_os_string();
    folder.push(".letters");
    folder.into()
}

/// Seeds a dialect for a venue of its name.
fn seed(home: &Home, dialect: &str, admin: &Admin) {
    let password = home.file("admin-password");
    std::fs::write(&password, ADMIN_PASSWORD).expect("a file");
    let (password, address) = (password.display().to_string(), home.address());
    let mut words = vec!["seed", dialect, "--database", &address];
    match admin {
        Admin::Nobody => {}
        Admin::Seeded(word, name) => {
            words.extend([word, name, "--admin-password-file", password.as_str()]);
        }
        Admin::Registers(word, address) => words.extend([word, address]),
    }
    let seeded = bronya(&words);
    assert!(seeded.status.success(), "{seeded:?}");
}

/// Whether there is what the scripts are made of.
fn tools_are_here() -> bool {
    let tools = ["curl", "python3"];
    tools.iter().all(|tool| is_here(&[tool, "--version"], tool))
}

/// The script of a dialect, ready to be run against a house.
fn story(home: &Home, house: &House, dialect: &str, admin: &Admin) -> Command {
    let script = repository().join(format!("examples/{dialect}.sh"));
    let mut story = Command::new(script);
    story
        .env(
            "BASE_URL",
            format!("http://{}/dialects/{dialect}", house.at),
        )
        .env("LETTERS", letters(home))
        .env("ADMIN_PASSWORD", ADMIN_PASSWORD)
        .env_remove("PASSWORD")
        .env_remove("WORKER");
    match admin {
        Admin::Nobody => story.env_remove("ADMIN"),
        Admin::Seeded(_, name) | Admin::Registers(_, name) => story.env("ADMIN", name),
    };
    story
}

/// What a script printed, and what went wrong.
fn said(told: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&told.stdout), text(&told.stderr))
}

#[track_caller]
fn tells(dialect: &str, admin: &Admin) {
    if !tools_are_here() {
        return;
    }
    let mut home = Home::new(sqlite());
    seed(&home, dialect, admin);
    let house = home.start();
    let told = story(&home, &house, dialect, admin).output();
    let told = told.expect("the script runs");
    let (words, errors) = said(&told);
    assert!(told.status.success(), "{}\n{words}\n{errors}", told.status);
}

#[test]
fn the_story_of_logist_is_told_to_its_end() {
    tells("logist", &Admin::Nobody);
}

#[test]
fn the_story_of_garant_is_told_to_its_end() {
    tells("garant", &Admin::Nobody);
}

#[test]
fn the_story_of_aspex_is_told_to_its_end() {
    let admin = Admin::Registers("--admin-emails", "admin@aspex.example");
    tells("aspex", &admin);
}

#[test]
fn the_story_of_planner_is_told_to_its_end() {
    let admin = Admin::Seeded("--admin-email", "admin@planner.example");
    tells("planner", &admin);
}

#[test]
fn the_story_of_resources_is_told_to_its_end() {
    tells("resources", &Admin::Seeded("--admin-username", "admin"));
}

#[test]
fn an_admin_of_aspex_with_another_password_is_told_what_to_set_in_lines_that_can_be_read() {
    if !tools_are_here() {
        return;
    }
    let admin = Admin::Registers("--admin-emails", "admin@aspex.example");
    let mut home = Home::new(sqlite());
    seed(&home, "aspex", &admin);
    let house = home.start();
    let told = |password: &str| {
        let mut story = story(&home, &house, "aspex", &admin);
        let told = story.env("PASSWORD", password).output();
        told.expect("the script runs")
    };
    let first = told("a long password of his");
    let (words, errors) = said(&first);
    assert!(first.status.success(), "{words}\n{errors}");
    let longest = words.lines().map(|line| line.chars().count()).max();
    assert!(longest.is_some_and(|longest| longest <= 300), "{words}");
    let second = told("another long password");
    let (words, errors) = said(&second);
    assert!(!second.status.success(), "{words}");
    assert!(errors.contains("set PASSWORD"), "{words}\n{errors}");
}
