//! The commands that mail is set up with: the doctor, who names what is wrong, and the courier of its own.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use bronya_sim::engines::{postgres, sqlite};
use bronya_sim::postoffice::{Postoffice, Received, Script, Setup, Tls};
use serde_json::json;
use tokio::net::TcpSocket;

use crate::house::{BRONYA, Home};

const FROM: &str = "booking@house.example";
const ANNA: &str = "anna@example.org";
/// How long a letter may take.
const PATIENCE: Duration = Duration::from_secs(30);

fn doctor(url: &str) -> Output {
    let mut command = Command::new(BRONYA);
    command.args([
        "doctor",
        "mail",
        "--to",
        ANNA,
        "--smtp",
        url,
        "--mail-from",
        FROM,
    ]);
    command.output().expect("it runs")
}

/// What the doctor says of each step, and whether all is well.
fn found(output: &Output) -> (Vec<String>, Option<i32>) {
    let told = String::from_utf8_lossy(&output.stdout);
    let step = |line: &str| {
        line.split_whitespace()
            .take(2)
            .collect::<Vec<_>>()
            .join(" ")
    };
    (told.lines().map(step).collect(), output.status.code())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_sends_a_letter_and_names_the_step_that_fails() {
    let setup = Setup {
        tls: Tls::Implicit,
        login: Some(("anna", "hunter2")),
    };
    let Some(office) = Postoffice::open_with(setup).await else {
        return;
    };
    let well = [
        "ok name",
        "ok connection",
        "ok TLS",
        "ok login",
        "ok sender",
    ];
    let (steps, code) = found(&doctor(&office.url()));
    assert_eq!(steps, [&well[..], &["ok recipient", "ok message"]].concat());
    assert_eq!(code, Some(0));
    assert_eq!(office.received().await.len(), 1);

    let output = doctor(&office.url_as("anna", "hunter3"));
    let (steps, code) = found(&output);
    assert_eq!(steps, [&well[..3], &["FAILS login"]].concat());
    assert_eq!(code, Some(1));
    for told in [&output.stdout, &output.stderr] {
        let told = String::from_utf8_lossy(told);
        assert!(!told.contains("hunter3"), "no password is printed: {told}");
    }

    let nobody = (ANNA.to_owned(), (550, "5.1.1 no such user".to_owned()));
    let script = Script {
        recipients: [nobody].into(),
        ..Script::default()
    };
    office.script(script).await;
    let output = doctor(&office.url());
    let (steps, code) = found(&output);
    assert_eq!(steps, [&well[..], &["FAILS recipient"]].concat());
    assert_eq!(code, Some(1));
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(told.contains("550 5.1.1 no such user"), "{told}");
    assert_eq!(office.received().await.len(), 1);
}

#[tokio::test]
async fn the_doctor_says_that_nobody_listens_and_what_he_must_be_told() {
    // Bound and not listening: the port is ours, and whoever knocks is turned away.
    let socket = TcpSocket::new_v4().expect("a socket");
    socket
        .bind("127.0.0.1:0".parse().expect("an address"))
        .expect("a free port");
    let port = socket.local_addr().expect("bound").port();
    let (steps, code) = found(&doctor(&format!("smtp://127.0.0.1:{port}")));
    assert_eq!(steps, ["ok name", "FAILS connection"]);
    assert_eq!(code, Some(1));

    let mut command = Command::new(BRONYA);
    command.args(["doctor", "mail", "--to", ANNA]);
    let output = command.output().expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.contains("--smtp or BRONYA_SMTP"), "{told}");
}

#[test]
fn on_sqlite_a_courier_of_its_own_is_refused_in_words() {
    let home = Home::new(sqlite());
    // Were it not refused, it would carry letters until somebody stops it.
    let mut command = Command::new("timeout");
    command.args(["20", BRONYA, "courier", "--public-url"]);
    command.args(["https://book.example", "--database"]);
    command.current_dir(home.file("."));
    let output = command.arg(home.address()).output().expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(
        told.contains("a courier of its own needs PostgreSQL"),
        "{told}"
    );
}

/// A courier under test, ended with it.
struct Carrying(Child);

impl Carrying {
    /// Starts a courier beside the servers of a home and waits until it is ready.
    fn start(home: &Home, office: &Postoffice) -> Self {
        let mut command = Command::new(BRONYA);
        command.args(["courier", "--log", "text", "--database", &home.address()]);
        command.args(["--public-url", "https://book.example", "--mail-from", FROM]);
        command.args(["--smtp", &office.url(), "--secret-file"]);
        let child = command.arg(home.file("secret")).current_dir(home.file("."));
        let child = child.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut courier = Self(child.expect("the binary starts"));
        let mut lines = BufReader::new(courier.0.stdout.take().expect("its output")).lines();
        let line = lines.next().and_then(Result::ok).unwrap_or_default();
        let mut errors = courier.0.stderr.take().expect("its errors");
        if line != "Bronya carries letters." {
            let mut told = String::new();
            errors.read_to_string(&mut told).expect("text");
            panic!("the courier did not start: {told}");
        }
        // What it goes on to say must be read, or it would wait for somebody to read it.
        std::thread::spawn(move || std::io::copy(&mut errors, &mut std::io::sink()));
        courier
    }

    /// Asks it to stop; whether it did so in peace.
    fn stop(mut self) -> bool {
        let told = Command::new("kill")
            .args(["-TERM", &self.0.id().to_string()])
            .status();
        assert!(told.expect("kill runs").success());
        self.0.wait().expect("it is gone").success()
    }
}

impl Drop for Carrying {
    fn drop(&mut self) {
        // It may be gone already.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

async fn letters(office: &Postoffice, expected: usize) -> Vec<Received> {
    let come = async {
        loop {
            let letters = office.received().await;
            if letters.len() >= expected {
                return letters;
            }
            tokio::task::yield_now().await;
        }
    };
    let come = tokio::time::timeout(PATIENCE, come).await;
    come.expect("the letters come in time")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_courier_of_its_own_carries_what_a_server_leaves() {
    let (Some(database), Some(office)) = (postgres().await, Postoffice::open().await) else {
        return;
    };
    let mut home = Home::new(database);
    let house = home.start();
    house.furnish(2).await;
    assert!(house.stop().success());
    let mut command = home.command();
    command.args([
        "--courier",
        "elsewhere",
        "--public-url",
        "https://book.example",
    ]);
    let house = home.start_as(command);
    let mut guest = house.guest().await;
    let mut book = async |from: &str| {
        let wish = json!({"from": from, "party": 2, "name": "Anna", "email": ANNA});
        let booked = guest.post("/v1/venues/house/bookings", &wish).await;
        let booked = booked.expect("an answer");
        assert_eq!(booked.status, 201, "{}", booked.json);
    };
    book("2099-11-20T19:00").await;
    let courier = Carrying::start(&home, &office);
    let come = letters(&office, 1).await;
    assert_eq!(
        (come[0].from.as_str(), &come[0].to[..]),
        (FROM, &[ANNA.to_owned()][..])
    );
    // Its keys are made from the same secret: the server knows them.
    let words = come[0].read.text.split_whitespace();
    let mut paths = words.filter_map(|word| word.strip_prefix("https://book.example"));
    let path = paths.next().expect("a link");
    let page = house.guest().await.get(path).await.expect("an answer");
    assert_eq!(page.status, 200, "{}", page.json);

    // The database tells him of the next one; and what lies in a folder nobody carried.
    book("2099-11-21T19:00").await;
    assert_eq!(letters(&office, 2).await.len(), 2);
    assert!(courier.stop());
    let left = std::fs::read_dir(home.file("letters")).expect("the first server made it");
    assert_eq!(left.count(), 0, "the server itself carried none");
    assert!(house.stop().success());
    assert_eq!(office.received().await.len(), 2);
}
