//! The container file and compose.yaml. No container engine runs where tests run, so no image is built and nothing is
//! started: shown are that compose itself takes the file, that it refuses to start without its secrets, and that what
//! the file promises of every service stands in it.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};

use bronya_sim::engines::both;
use serde_json::{Value, json};

use crate::house::{Home, repository};
use crate::shipped::{is_here, named, text, words, yaml};
use crate::start::bronya;

/// What nothing starts without.
const NEEDED: [&str; 4] = [
    "BRONYA_SECRET",
    "GRAFANA_ADMIN_PASSWORD",
    "GRAFANA_ADMIN_USER",
    "POSTGRES_PASSWORD",
];

/// The settings that `.env.example` names: each with its value, and whether it stands behind a `#`.
fn example() -> Vec<(String, String, bool)> {
    let text = text(".env.example");
    let setting = |line: &str| {
        let (line, silent) = match line.strip_prefix("# ") {
            Some(rest) => (rest, true),
            None => (line, false),
        };
        let (name, value) = line.split_once('=')?;
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_uppercase() || c == '_');
        is_name.then(|| (name.to_owned(), value.to_owned(), silent))
    };
    text.lines().filter_map(setting).collect()
}

fn compose(command: &[&str], settings: &Path) -> Output {
    let mut told = Command::new(command[0]);
    told.args(&command[1..]).arg("--env-file").arg(settings);
    told.arg("--file").arg(repository().join("compose.yaml"));
    // What is set where the tests run must not fill in what the file of settings leaves out.
    for (name, _, _) in example() {
        told.env_remove(name);
    }
    told.arg("config").output().expect("compose runs")
}

#[test]
fn compose_takes_the_file_and_starts_nothing_without_its_secrets() {
    let plugin = ["docker", "compose", "version"];
    let has_plugin = Command::new(plugin[0]).args(&plugin[1..]).output();
    let command: &[&str] = if has_plugin.is_ok_and(|asked| asked.status.success()) {
        &plugin[..2]
    } else if is_here(&["docker-compose", "version"], "docker-compose") {
        &["docker-compose"]
    } else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let settings = folder.path().join("settings");
    let fill = |left_out: Option<&str>| {
        let lines = NEEDED.iter().filter(|name| Some(**name) != left_out);
        let lines = lines.map(|name| format!("{name}=filled-in\n"));
        std::fs::write(&settings, lines.collect::<String>()).expect("a file");
        compose(command, &settings)
    };
    let taken = fill(None);
    let errors = String::from_utf8_lossy(&taken.stderr);
    assert!(taken.status.success(), "{errors}");
    let taken: Value =
        serde_saphyr::from_str(&String::from_utf8_lossy(&taken.stdout)).expect("YAML");
    let services = |file: &Value| {
        let services = named(&file["services"]);
        services
            .map(|(name, _)| name.to_owned())
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(services(&taken), services(&yaml("compose.yaml")));
    for name in NEEDED {
        let refused = fill(Some(name));
        assert!(!refused.status.success(), "it starts without {name}");
        let errors = String::from_utf8_lossy(&refused.stderr);
        assert!(errors.contains("write it into .env"), "{name}: {errors}");
    }
    // As it is copied, with nothing filled in.
    let copied = compose(command, &repository().join(".env.example"));
    assert!(!copied.status.success());
}

#[test]
fn every_setting_of_compose_is_in_the_example_and_no_secret_is() {
    let known = example();
    let text = text("compose.yaml");
    let mut used: BTreeSet<&str> = text
        .split("${")
        .skip(1)
        .filter_map(|rest| rest.split([':', '}', '-', '?']).next())
        .collect();
    let file = yaml("compose.yaml");
    for (service, what) in named(&file["services"]) {
        for (name, value) in what["environment"].as_object().into_iter().flatten() {
            if value.is_null() {
                used.insert(name);
            }
            if name.starts_with("BRONYA_") && name != "BRONYA_SECRET" {
                let help = String::from_utf8(bronya(&["serve", "--help"]).stdout).expect("text");
                assert!(help.contains(name), "{service}: no server reads {name}");
            }
        }
    }
    let names: BTreeSet<&str> = known.iter().map(|(name, _, _)| name.as_str()).collect();
    assert_eq!(used, names, "what is used, and what the example names");
    let open: BTreeSet<&str> = known
        .iter()
        .filter(|(_, _, silent)| !silent)
        .map(|(name, _, _)| name.as_str())
        .collect();
    assert_eq!(open, BTreeSet::from(NEEDED));
    for (name, value, silent) in &known {
        assert!(*silent || value.is_empty(), "{name} has a value");
    }
    let demanded = NEEDED
        .iter()
        .filter(|name| text.contains(&format!("${{{name}:?")));
    assert_eq!(demanded.count(), NEEDED.len());
}

#[test]
fn every_image_is_pinned() {
    let container = text("Containerfile");
    let file = yaml("compose.yaml");
    let bases = container
        .lines()
        .filter_map(|line| line.strip_prefix("FROM "));
    let mut images: Vec<&str> = bases
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert_eq!(images.len(), 2, "one stage builds, one runs");
    images.extend(named(&file["services"]).map(|(_, what)| what["image"].as_str().expect("one")));
    for image in images {
        let name = image.rsplit('/').next().expect("a name");
        let (_, tag) = name.split_once(':').unwrap_or_default();
        let number = tag.trim_start_matches('v');
        let is_pinned = number.starts_with(|c: char| c.is_ascii_digit()) && number.contains('.');
        assert!(is_pinned, "{image} may be another one tomorrow");
    }
    let ours = format!("bronya:{}", env!("CARGO_PKG_VERSION"));
    assert_eq!(file["services"]["bronya"]["image"], ours);
    assert_eq!(file["services"]["seed"]["image"], ours);
    let rust = format!("rust:{}-", env!("CARGO_PKG_RUST_VERSION"));
    assert!(container.contains(&rust), "{rust}");
}

#[test]
fn no_service_is_root_or_writes_where_its_program_is() {
    let file = yaml("compose.yaml");
    for (name, what) in named(&file["services"]) {
        let user = what["user"].as_str().expect("a user");
        let number: u32 = user
            .split(':')
            .next()
            .and_then(|user| user.parse().ok())
            .expect(name);
        assert_ne!(number, 0, "{name} is root");
        assert_eq!(what["read_only"], true, "{name}");
        assert_eq!(what["cap_drop"], json!(["ALL"]), "{name}");
        assert_eq!(
            what["security_opt"],
            json!(["no-new-privileges:true"]),
            "{name}"
        );
        assert!(words(&what["tmpfs"]).contains(&"/tmp"), "{name}");
        for volume in words(&what["volumes"]) {
            let from = volume.split(':').next().expect("a place");
            if let Some(path) = from.strip_prefix("./") {
                assert!(repository().join(path).is_dir(), "{name}: {path}");
                assert!(volume.ends_with(":ro"), "{name}: {volume}");
            } else {
                assert!(file["volumes"].get(from).is_some(), "{name}: {volume}");
            }
        }
        // Whoever stays must be asked how he is, and come back; the seed is done when it is done.
        if name.starts_with("seed") {
            assert_eq!(what["restart"], "no");
        } else {
            assert!(!words(&what["healthcheck"]["test"]).is_empty(), "{name}");
            assert_eq!(what["restart"], "unless-stopped", "{name}");
        }
        for (other, how) in what["depends_on"].as_object().into_iter().flatten() {
            let wanted = match other.starts_with("seed") {
                true => "service_completed_successfully",
                false => "service_healthy",
            };
            assert_eq!(how["condition"], wanted, "{name} on {other}");
        }
    }
    let bronya = &file["services"]["bronya"];
    assert_eq!(words(&bronya["ports"]), ["${BRONYA_PORT:-9000}:9000"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_seed_makes_its_venue_once() {
    let file = yaml("compose.yaml");
    let command = words(&file["services"]["seed"]["command"]);
    let speaking = words(&file["services"]["seed-dialect"]["command"]);
    for database in both().await {
        let home = Home::new(database);
        let address = home.address();
        let seed = || {
            let run = |command: &[&str]| {
                let seeded = bronya(&[command, &["--database", &address]].concat());
                let errors = String::from_utf8_lossy(&seeded.stderr);
                assert!(seeded.status.success(), "{errors}");
                seeded
            };
            let seeded = run(&command);
            run(&speaking);
            let looked_at = bronya(&["verify", "--database", &address]);
            assert!(looked_at.status.success());
            let told = String::from_utf8_lossy(&seeded.stdout).into_owned();
            (told, looked_at.stdout)
        };
        let (told, first) = seed();
        assert!(told.contains("restaurant is there."), "{told}");
        let (told, second) = seed();
        assert!(told.contains("is there already"), "{told}");
        assert_eq!(first, second, "the second run changed something");
        // Without the word it is an error, so that a misspelt name is noticed.
        assert!(
            !bronya(&["seed", "restaurant", "--database", &address])
                .status
                .success()
        );
    }
}

#[test]
fn the_image_is_nobodys_root_and_holds_no_secret() {
    let container = text("Containerfile");
    let last = container.rsplit("\nFROM ").next().expect("a stage");
    let of = |word: &str| {
        let prefix = format!("{word} ");
        let lines = last
            .lines()
            .filter(move |line| line.starts_with(&prefix))
            .collect::<Vec<_>>();
        assert_eq!(lines.len(), 1, "{word}: {lines:?}");
        lines[0][word.len() + 1..].to_owned()
    };
    assert_eq!(of("USER"), "10001:10001");
    let file = yaml("compose.yaml");
    assert_eq!(file["services"]["bronya"]["user"], "10001:10001");
    assert!(of("HEALTHCHECK").ends_with(r#"CMD ["bronya", "health"]"#));
    assert_eq!(of("EXPOSE"), "9000");
    assert_eq!(of("VOLUME"), r#"["/data"]"#);
    for line in container.lines().map(str::to_ascii_uppercase) {
        let sets = line.starts_with("ARG ") || line.starts_with("ENV ");
        let secret = ["SECRET", "PASSWORD", "TOKEN", "SMTP"];
        assert!(
            !sets || !secret.iter().any(|word| line.contains(word)),
            "{line}"
        );
    }
    // Only what is named gets in, whichever of the two files a builder reads.
    let ignored = text(".containerignore");
    assert_eq!(ignored, text(".dockerignore"));
    let rules: Vec<&str> = ignored
        .lines()
        .filter(|line| !line.starts_with('#'))
        .collect();
    assert_eq!(rules[0], "*");
    for let_in in rules.iter().filter_map(|rule| rule.strip_prefix('!')) {
        assert!(repository().join(let_in).exists(), "{let_in}");
        assert!(!let_in.starts_with('.'), "{let_in}");
    }
}
