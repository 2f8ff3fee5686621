//! A real Prometheus on a port of its own, ended with the test.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use crate::http::Client;

/// How long it may take to start.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running Prometheus.
pub struct Prometheus {
    process: Child,
    at: SocketAddr,
    _folder: TempDir,
}

impl Prometheus {
    /// Starts it with these settings and waits until it answers questions.
    pub async fn start(settings: &Value) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        // What is JSON is YAML too.
        let file = folder.path().join("prometheus.yml");
        std::fs::write(&file, settings.to_string()).expect("its settings");
        let mut command = Command::new("prometheus");
        command
            .arg(format!("--config.file={}", file.display()))
            .arg(format!("--storage.tsdb.path={}", folder.path().display()))
            .args(["--web.listen-address=127.0.0.1:0", "--log.level=info"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let mut process = command.spawn().expect("it starts");
        let mut lines = BufReader::new(process.stderr.take().expect("its log")).lines();
        let mut log = Vec::new();
        let at = loop {
            let Some(Ok(line)) = lines.next() else {
                panic!("Prometheus did not start:\n{}", log.join("\n"));
            };
            if line.contains("Listening on") {
                let at = line.rsplit("address=").next();
                break at.and_then(|at| at.trim().parse().ok()).expect(&line);
            }
            log.push(line);
        };
        // What it goes on to say must be read, or it would wait for somebody to read it.
        std::thread::spawn(move || lines.for_each(drop));
        let started = Self {
            process,
            at,
            _folder: folder,
        };
        let ready = tokio::time::timeout(PATIENCE, started.is_ready()).await;
        assert!(ready.is_ok(), "Prometheus listens and answers no questions");
        started
    }

    /// It listens before it has read what it kept, and refuses questions until then.
    async fn is_ready(&self) {
        let mut client = Client::guest(self.at).await.expect("it listens");
        while client.get("/-/ready").await.expect("an answer").status != 200 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Asks its API; what it makes of the question comes back.
    async fn asked(&self, path: &str) -> Value {
        let mut client = Client::guest(self.at).await.expect("it listens");
        client.get(path).await.expect("an answer").json
    }

    /// What a query finds: the values that are numbers.
    pub async fn values(&self, query: &str) -> Vec<f64> {
        let query: String = query.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let answer = self.asked(&format!("/api/v1/query?query={query}")).await;
        assert_eq!(answer["status"], "success", "{answer}");
        let found = answer["data"]["result"].as_array().expect("a list");
        let number = |row: &Value| row["value"][1].as_str().and_then(|text| text.parse().ok());
        found
            .iter()
            .filter_map(number)
            .filter(|value: &f64| value.is_finite())
            .collect()
    }

    /// Its rules: the name of each, how it is, and whether it warns.
    pub async fn rules(&self) -> Vec<(String, String, String)> {
        let answer = self.asked("/api/v1/rules").await;
        // Until it has read its rules, it knows of none.
        let groups = answer["data"]["groups"].as_array();
        let groups = groups.into_iter().flatten();
        let rules = groups.flat_map(|group| group["rules"].as_array().expect("rules"));
        let word = |rule: &Value, name: &str| rule[name].as_str().unwrap_or_default().to_owned();
        rules
            .map(|rule| {
                (
                    word(rule, "name"),
                    word(rule, "health"),
                    word(rule, "state"),
                )
            })
            .collect()
    }
}

impl Drop for Prometheus {
    fn drop(&mut self) {
        // It may be gone already.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
