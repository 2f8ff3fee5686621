//! `docs/postman`: each dialect as a collection of Postman, made from the calls that its tests make, and one environment.
//!
//! `BRONYA_POSTMAN=write` writes the files anew.

use std::collections::BTreeMap;
use std::path::PathBuf;

use bronya_dialects::Dialect;
use bronya_sim::postman::{
    Asked, Body, Field, Shows, check_kept, collection, environment, problems,
};
use serde_json::Value;

use crate::garbage::{Call, Good};
use crate::{aspex, garant, logist, planner, resources};

/// What a request takes from the environment, and what stands there first.
const VALUES: [(&str, &str); 2] = [("base_url", "http://127.0.0.1:9000"), ("token", "")];

fn calls(dialect: Dialect) -> Vec<Call> {
    match dialect {
        Dialect::Logist => logist::calls(),
        Dialect::Garant => garant::calls(),
        Dialect::Aspex => aspex::calls(),
        Dialect::Planner => planner::calls(),
        Dialect::Resources => resources::calls(),
    }
}

/// The requests of a dialect, in folders by the first part of their paths that says something.
fn requests(dialect: Dialect) -> Vec<Asked> {
    let mut named: BTreeMap<String, usize> = BTreeMap::new();
    let asked = calls(dialect).into_iter().map(|call| {
        let mut asked = asked(dialect, &call);
        let times = named.entry(asked.name.clone()).or_default();
        *times += 1;
        if *times > 1 {
            asked.name = format!("{} ({times})", asked.name);
        }
        asked
    });
    asked.collect()
}

fn asked(dialect: Dialect, call: &Call) -> Asked {
    let parts = call
        .path
        .split('/')
        .map(|part| match part.strip_prefix('{') {
            Some(_) => ":id".to_owned(),
            None => part.to_owned(),
        });
    let path = parts.collect::<Vec<_>>().join("/");
    let mut says = call.path.split('/');
    let folder = says.find(|part| !["", "api", "v1"].contains(part) && !part.starts_with('{'));
    let query = call.query.iter().map(|(name, value)| Field {
        name: (*name).to_owned(),
        value: (*value).to_owned(),
        about: String::new(),
        is_sent: true,
    });
    let name = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Asked {
        folder: folder.unwrap_or(dialect.name()).to_owned(),
        name: format!("{} {}", call.method, call.path.replace(['{', '}'], "")),
        about: String::new(),
        method: call.method.to_owned(),
        path: format!("/dialects/{}{path}", dialect.name()),
        query: query.collect(),
        headers: Vec::new(),
        body: match &call.body {
            Good::Nothing => Body::Nothing,
            Good::Json(body) => Body::Json(body.clone()),
            Good::Form(fields) => Body::Form(fields.iter().map(name).collect()),
        },
        shows: match call.who {
            "" => Shows::Nothing,
            _ => Shows::Token,
        },
        after: keeps_the_token(call),
    }
}

/// Whoever logs in keeps his token for the requests after it.
fn keeps_the_token(call: &Call) -> Vec<String> {
    let logs_in = ["login", "token/", "users/token", "jwt/create"];
    if call.method != "POST" || !logs_in.iter().any(|part| call.path.contains(part)) {
        return Vec::new();
    }
    let lines = [
        "const answer = pm.response.json();",
        "const token = answer.access_token || answer.access;",
        "if (token) { pm.environment.set(\"token\", token); }",
    ];
    lines.map(str::to_owned).into()
}

#[test]
fn each_dialect_has_its_collection() {
    let values = environment("Bronya: dialects", &VALUES, &["token"]);
    check("dialects.postman_environment.json", &values);
    for dialect in Dialect::ALL {
        let requests = requests(dialect);
        assert!(
            requests.len() >= 10,
            "{} has {}",
            dialect.name(),
            requests.len()
        );
        let made = collection(&format!("Bronya: {}", dialect.name()), &requests);
        assert_eq!(problems(&made, &values), Vec::<String>::new());
        check(
            &format!("{}.postman_collection.json", dialect.name()),
            &made,
        );
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "whoever runs the test says whether the files are read or written"
)]
fn check(name: &str, made: &Value) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/postman");
    let writes = std::env::var("BRONYA_POSTMAN").is_ok_and(|word| word == "write");
    check_kept(&folder.join(name), made, writes);
}
