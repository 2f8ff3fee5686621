//! Garbage for every call of every dialect: whatever is sent, the answer is the contract's own, and never a fault.

use bronya_dialects::Dialect;
use bronya_gate::limits::Limits;
use bronya_sim::engines::both;
use serde_json::Value;

use crate::odd::{Odd, odds};
use crate::player::told;
use crate::town::{Answer, Sent, Settings, Town};
use crate::{aspex, garant, logist, planner, resources};

/// How many wrong answers a failure shows.
const SHOWN_MOST: usize = 10;

/// Something that can be called, with an example that works.
#[derive(Clone, Debug)]
pub struct Call {
    pub method: &'static str,
    /// Its path; examples of what varies stand in braces: `/slots/{3}/reserve/`.
    pub path: &'static str,
    pub query: &'static [(&'static str, &'static str)],
    pub body: Good,
    /// Who calls, as `enter` of the dialect knows him; nobody where it is empty.
    pub who: &'static str,
    /// Whether odd bodies, fields and places may be answered as if they were fine. Whoever must log in is refused with odd
    /// credentials in any case.
    pub takes_odd: bool,
    /// What its answers may be beside JSON: `text/html`.
    pub shows: &'static str,
}

/// A body that works.
#[derive(Clone, Debug)]
pub enum Good {
    Nothing,
    /// An object.
    Json(Value),
    Form(&'static [(&'static str, &'static str)]),
}

impl Call {
    pub fn new(method: &'static str, path: &'static str) -> Self {
        Self {
            method,
            path,
            query: &[],
            body: Good::Nothing,
            who: "",
            takes_odd: false,
            shows: "application/json",
        }
    }

    pub fn query(self, query: &'static [(&'static str, &'static str)]) -> Self {
        Self { query, ..self }
    }

    pub fn json(self, body: Value) -> Self {
        let body = Good::Json(body);
        Self { body, ..self }
    }

    pub fn form(self, fields: &'static [(&'static str, &'static str)]) -> Self {
        let body = Good::Form(fields);
        Self { body, ..self }
    }

    pub fn by(self, who: &'static str) -> Self {
        Self { who, ..self }
    }

    pub fn takes_odd(self) -> Self {
        let takes_odd = true;
        Self { takes_odd, ..self }
    }

    pub fn shows(self, shows: &'static str) -> Self {
        Self { shows, ..self }
    }

    /// The request that works, without credentials.
    pub fn good(&self) -> Sent {
        let (kind, body) = match &self.body {
            Good::Nothing => ("", String::new()),
            Good::Json(body) => ("application/json", body.to_string()),
            Good::Form(fields) => ("application/x-www-form-urlencoded", encoded(fields)),
        };
        let path = self.path.replace(['{', '}'], "");
        let query = encoded(self.query);
        let mark = if query.is_empty() { "" } else { "?" };
        let kind = (!kind.is_empty()).then(|| ("content-type".to_owned(), kind.into()));
        Sent {
            method: self.method.into(),
            path: format!("{path}{mark}{query}"),
            headers: kind.into_iter().collect(),
            body: body.into_bytes(),
        }
    }
}

pub fn encoded(fields: &[(&str, &str)]) -> String {
    let mut text = form_urlencoded::Serializer::new(String::new());
    text.extend_pairs(fields);
    text.finish()
}

#[tokio::test]
async fn logist_stands_garbage() {
    stands(
        Dialect::Logist,
        logist::calls(),
        logist::enter,
        logist::refuses,
    )
    .await;
}

#[tokio::test]
async fn garant_stands_garbage() {
    stands(
        Dialect::Garant,
        garant::calls(),
        garant::enter,
        garant::refuses,
    )
    .await;
}

#[tokio::test]
async fn aspex_stands_garbage() {
    stands(Dialect::Aspex, aspex::calls(), aspex::enter, aspex::refuses).await;
}

#[tokio::test]
async fn planner_stands_garbage() {
    stands(
        Dialect::Planner,
        planner::calls(),
        planner::enter,
        planner::refuses,
    )
    .await;
}

#[tokio::test]
async fn resources_stands_garbage() {
    stands(
        Dialect::Resources,
        resources::calls(),
        resources::enter,
        resources::refuses,
    )
    .await;
}

async fn stands(
    dialect: Dialect,
    calls: Vec<Call>,
    enter: impl AsyncFn(&Town, &str) -> String,
    refuses: fn(&Value) -> bool,
) {
    if calls.is_empty() {
        eprintln!(
            "SKIPPED: {} says nothing that can be called yet",
            dialect.name()
        );
        return;
    }
    for database in both().await {
        let town = Town::of(database, dialect, Settings::new(), Limits::off()).await;
        let town = town.expect("a house");
        let wrongs = pelt(&town, &calls, &enter, refuses).await;
        let (engine, count) = (town.engine, wrongs.len());
        let shown = &wrongs[..count.min(SHOWN_MOST)];
        assert!(
            count == 0,
            "{count} on {engine}:

{}
",
            shown.join(
                "

"
            )
        );
    }
}

/// Sends what works, in the order of the calls, then garbage for each. Gives the answers that are none of the contract.
pub async fn pelt(
    town: &Town,
    calls: &[Call],
    enter: &impl AsyncFn(&Town, &str) -> String,
    refuses: fn(&Value) -> bool,
) -> Vec<String> {
    let mut wrongs = Vec::new();
    for call in calls {
        let mut sent = call.good();
        if !call.who.is_empty() {
            show(&mut sent, &enter(town, call.who).await);
        }
        let answer = town.send(&sent).await.expect("a request");
        let fine = (answer.status < 400).then_some(());
        let fine = fine.ok_or("the good example is refused".to_owned());
        let judged = fine.and_then(|()| judge(call, &answer, refuses));
        wrongs.extend(
            judged
                .err()
                .map(|why| complaint("what works", &sent, &why, &answer)),
        );
    }
    for call in calls {
        let mut pass = None;
        for odd in odds(call) {
            if !call.who.is_empty() && pass.is_none() {
                pass = Some(enter(town, call.who).await);
            }
            let Odd { says, mut sent, .. } = odd;
            if let (Some(pass), false) = (&pass, odd.credentials) {
                show(&mut sent, pass);
            }
            let Ok(answer) = town.send(&sent).await else {
                continue;
            };
            let judged = judge(call, &answer, refuses);
            let must_refuse =
                odd.credentials && !call.who.is_empty() || odd.plainly_wrong && !call.takes_odd;
            let judged = judged.and_then(|()| match (odd.status, answer.status) {
                (Some(wanted), came) if wanted != came => Err(format!("must be {wanted}")),
                (_, ..300) if must_refuse => Err("must be refused".into()),
                _ => Ok(()),
            });
            wrongs.extend(
                judged
                    .err()
                    .map(|why| complaint(says, &sent, &why, &answer)),
            );
            // Odd input may be a good way to go out.
            if !odd.credentials && matches!(answer.status, 401 | 403) {
                pass = None;
            }
        }
    }
    wrongs
}

fn show(sent: &mut Sent, pass: &str) {
    let pass = pass.as_bytes().to_vec();
    sent.headers.push(("authorization".into(), pass));
}

/// Whether an answer is one of the contract at all.
fn judge(call: &Call, answer: &Answer, refuses: fn(&Value) -> bool) -> Result<(), String> {
    if answer.status >= 500 {
        return Err("is a fault".into());
    }
    let is_bare = call.method == "HEAD" || matches!(answer.status, 204 | 300..400);
    if is_bare && answer.body.is_empty() {
        return Ok(());
    }
    match answer.kind().as_str() {
        "application/json" => {
            let body: Value = serde_json::from_slice(&answer.body)
                .map_err(|error| format!("is no JSON: {error}"))?;
            let in_shape = answer.status < 400 || refuses(&body);
            in_shape
                .then_some(())
                .ok_or("is no refusal of the contract".into())
        }
        kind if kind == call.shows => Ok(()),
        kind => Err(format!("is of the kind {kind:?}")),
    }
}

fn complaint(says: &str, sent: &Sent, why: &str, answer: &Answer) -> String {
    let short = |text: &[u8]| {
        let text = String::from_utf8_lossy(text);
        text.chars().take(300).collect::<String>()
    };
    let headers = sent.headers.iter();
    let headers: Vec<String> = headers
        .map(|(name, value)| format!("\n{name}: {}", short(value)))
        .collect();
    let (path, body) = (short(sent.path.as_bytes()), short(&sent.body));
    let request = format!("{} {path}{}\n\n{body}", sent.method, headers.concat());
    told(&format!("{says}: {request}\n--- {why}"), answer)
}
