//! The boards and what feeds them: the committed settings of Prometheus drive a real one, a running server is scraped by
//! it, and every query of every board must find something. Grafana itself is not started here; of its files it is shown
//! that they are in order and refer to each other.

use std::collections::BTreeSet;
use std::process::Command;
use std::time::Duration;

use bronya_sim::engines::sqlite;
use serde_json::{Value, json};

use crate::house::{Home, House, repository};
use crate::prometheus::Prometheus;
use crate::shipped::{files, is_here, json as json_of, text, words, yaml};
use crate::start::bronya;

const BOARDS: &str = "deploy/grafana/dashboards";
const SCRAPED: &str = "deploy/prometheus/prometheus.yml";

/// Each board and the job that feeds it.
const FED: [(&str, &str); 2] = [("bronya.json", "bronya"), ("aspex.json", "aspex")];

/// How long it may take until all of it is there.
const PATIENCE: Duration = Duration::from_secs(60);

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// The queries of a board: the panel's title and the query.
fn queries(board: &str) -> Vec<(String, String)> {
    let board = json_of(&format!("{BOARDS}/{board}"));
    let word = |value: &Value| value.as_str().expect("a text").to_owned();
    let of = |panel: &Value| {
        let title = word(&panel["title"]);
        let targets = list(&panel["targets"]).iter();
        targets
            .map(|target| (title.clone(), word(&target["expr"])))
            .collect::<Vec<_>>()
    };
    list(&board["panels"]).iter().flat_map(of).collect()
}

/// The committed settings, made to look at this server and not to wait.
fn settings_for(house: &House) -> Value {
    let mut settings = yaml(SCRAPED);
    settings["global"]["scrape_interval"] = json!("1s");
    settings["global"]["evaluation_interval"] = json!("1s");
    for file in settings["rule_files"].as_array_mut().expect("files") {
        let name = file.as_str().expect("a name");
        let place = repository().join("deploy/prometheus").join(name);
        *file = json!(place.canonicalize().expect("the rules"));
    }
    for job in settings["scrape_configs"].as_array_mut().expect("jobs") {
        job["static_configs"] = json!([{"targets": [house.at.to_string()]}]);
    }
    settings
}

/// A round of requests: something is found, something booked, something not there.
async fn feed(house: &House, round: usize) {
    let mut guest = house.guest().await;
    let from = format!(
        "2027-{:02}-{:02}T10:00:00Z",
        1 + round / 28 % 12,
        1 + round % 28
    );
    let wish = json!({"from": from, "party": 2});
    let booked = guest.post("/v1/venues/house/bookings", &wish).await;
    assert!(booked.is_ok());
    let dialect = ["admin/tables/", "bookings/my", "nowhere"];
    for path in dialect.map(|path| format!("/dialects/aspex/{path}")) {
        assert!(guest.get(&path).await.is_ok());
    }
    for path in ["/v1/venues/house", "/v1/venues/nowhere", "/readyz"] {
        assert!(guest.get(path).await.is_ok());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_query_of_every_board_finds_something() {
    if !is_here(&["prometheus", "--version"], "prometheus") {
        return;
    }
    let mut home = Home::new(sqlite());
    home.prepare();
    let address = home.address();
    let seeded = bronya(&["seed", "aspex", "--database", &address]);
    assert!(seeded.status.success());
    let house = home.start();
    house.furnish(1).await;
    let settings = settings_for(&house);
    let mut wanted = Vec::new();
    for (board, job) in FED {
        let mut jobs = list(&settings["scrape_configs"]).iter();
        let job = jobs.find(|known| known["job_name"] == job).expect(job);
        let path = job["metrics_path"].as_str().expect("a path");
        let answer = house.guest().await.get(path).await.expect("an answer");
        assert_eq!(answer.status, 200, "{board}: {path}");
        let of_board = queries(board);
        assert!(of_board.len() >= 3, "{board}: {of_board:?}");
        wanted.extend(of_board);
    }
    let prometheus = Prometheus::start(&settings).await;
    let all = async {
        for round in 0.. {
            feed(&house, round).await;
            let mut missing = Vec::new();
            for (panel, query) in std::mem::take(&mut wanted) {
                if prometheus.values(&query).await.is_empty() {
                    missing.push((panel, query));
                }
            }
            wanted = missing;
            if wanted.is_empty() && rules_are_quiet(&prometheus).await {
                break;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    let done = tokio::time::timeout(PATIENCE, all).await;
    let rules = prometheus.rules().await;
    assert!(done.is_ok(), "empty: {wanted:#?}; rules: {rules:?}");
    assert!(rules.iter().any(|(name, ..)| name == "BronyaSecondGuard"));
}

/// Whether each rule was evaluated without an error, and none warns of a server that is well.
async fn rules_are_quiet(prometheus: &Prometheus) -> bool {
    let rules = prometheus.rules().await;
    let quiet =
        |(_, health, state): &(String, String, String)| health == "ok" && state == "inactive";
    !rules.is_empty() && rules.iter().all(quiet)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_gone_is_warned_of() {
    if !is_here(&["prometheus", "--version"], "prometheus") {
        return;
    }
    let mut home = Home::new(sqlite());
    let house = home.start();
    let settings = settings_for(&house);
    assert!(house.stop().success());
    let prometheus = Prometheus::start(&settings).await;
    let warned = async {
        loop {
            let rules = prometheus.rules().await;
            // It waits for two minutes before it fires, lest it cry at each restart.
            let mut up = rules
                .iter()
                .filter(|(name, ..)| name == "BronyaDoesNotAnswer");
            if up.any(|(_, _, state)| state == "pending") {
                break;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    let warned = tokio::time::timeout(PATIENCE, warned).await;
    assert!(warned.is_ok(), "{:?}", prometheus.rules().await);
}

#[test]
fn prometheus_takes_its_settings() {
    if !is_here(&["promtool", "--version"], "prometheus") {
        return;
    }
    let checked = Command::new("promtool")
        .args(["check", "config"])
        .arg(repository().join(SCRAPED))
        .output();
    let checked = checked.expect("promtool runs");
    assert!(checked.status.success(), "{checked:?}");
}

#[test]
fn every_board_stands_on_the_provisioned_source_and_needs_no_plugin() {
    let sources = yaml("deploy/grafana/provisioning/datasources/prometheus.yml");
    let source = &list(&sources["datasources"])[0];
    let known = json!({"type": "prometheus", "uid": source["uid"]});
    assert_eq!(
        (source["type"].as_str(), source["uid"].as_str()),
        (Some("prometheus"), Some("bronya-prometheus"))
    );
    let compose = yaml("compose.yaml");
    let port = |url: &Value, name: &str| url.as_str() == Some(&format!("http://{name}:9090"));
    assert!(port(&source["url"], "prometheus") && compose["services"].get("prometheus").is_some());
    let boards = files(BOARDS);
    let of_test: BTreeSet<&str> = FED.iter().map(|(board, _)| *board).collect();
    assert_eq!(
        boards.iter().map(String::as_str).collect::<BTreeSet<_>>(),
        of_test
    );
    let mut uids = BTreeSet::new();
    for name in &boards {
        let board = json_of(&format!("{BOARDS}/{name}"));
        assert!(
            uids.insert(board["uid"].as_str().expect("a uid").to_owned()),
            "{name}"
        );
        let mut ids = BTreeSet::new();
        for panel in list(&board["panels"]) {
            let title = panel["title"].as_str().expect("a title");
            assert!(
                ids.insert(panel["id"].as_u64().expect("a number")),
                "{name}: {title}"
            );
            assert!(["stat", "timeseries"].contains(&panel["type"].as_str().expect("a type")));
            assert!(panel["description"].is_string(), "{name}: {title}");
            assert_eq!(panel["datasource"], known, "{name}: {title}");
            for target in list(&panel["targets"]) {
                assert_eq!(target["datasource"], known, "{name}: {title}");
            }
        }
    }
    assert_eq!(
        uids,
        BTreeSet::from(["bronya".into(), "bronya-aspex".into()]),
        "addresses of boards stay"
    );
}

#[test]
fn grafana_finds_its_boards_where_compose_puts_them() {
    let compose = yaml("compose.yaml");
    let grafana = &compose["services"]["grafana"];
    let mounted = words(&grafana["volumes"]);
    let providers = yaml("deploy/grafana/provisioning/dashboards/bronya.yml");
    let path = list(&providers["providers"])[0]["options"]["path"]
        .as_str()
        .expect("a path");
    assert!(
        mounted.contains(&format!("./{BOARDS}:{path}:ro").as_str()),
        "{mounted:?}"
    );
    let first = &grafana["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"];
    assert_eq!(first, &json!(format!("{path}/bronya.json")));
    // What Prometheus scrapes and where Bronya listens are the same place.
    for job in list(&yaml(SCRAPED)["scrape_configs"]) {
        assert_eq!(job["static_configs"], json!([{"targets": ["bronya:9000"]}]));
    }
    assert!(text("Containerfile").contains("BRONYA_LISTEN=0.0.0.0:9000"));
}
