//! Walks the routes of the document and makes every call.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Value, json};

use crate::app::{Answer, App};
use crate::crowd::PASSWORD;

use super::guest_list::{COLUMNS, Line};
use super::scene::{Caller, Noun, Scene, Stage, Town, rules, spoken};

/// A route of the document.
pub struct Operation {
    pub name: String,
    method: &'static str,
    path: String,
    example: Value,
}

/// What a call is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    Nothing,
    Home,
    Own,
    Theirs,
    Stranger,
    Absent,
    Away,
    Nowhere,
}

/// Every route.
pub fn operations() -> Vec<Operation> {
    const METHODS: [(&str, &str); 5] = [
        ("get", "GET"),
        ("post", "POST"),
        ("put", "PUT"),
        ("patch", "PATCH"),
        ("delete", "DELETE"),
    ];
    let document = bronya_api::openapi();
    let paths = document["paths"].as_object().expect("paths");
    let mut found = Vec::new();
    for (path, item) in paths {
        for (small, method) in METHODS {
            let Some(operation) = item.get(small) else {
                continue;
            };
            let example = &operation["requestBody"]["content"]["application/json"]["example"];
            found.push(Operation {
                name: operation["operationId"].as_str().expect("a name").into(),
                method,
                path: path.clone(),
                example: example.clone(),
            });
        }
    }
    found
}

impl Operation {
    fn noun(&self) -> Noun {
        match self.name.as_str() {
            "bookings.confirm" | "bookings.decline" => return Noun::Booking(Stage::Undecided),
            "bookings.seat" | "bookings.finish" | "bookings.no_show" => {
                return Noun::Booking(Stage::Begun);
            }
            "bookings.undo" => return Noun::Booking(Stage::Seated),
            "people.change_user" => return Noun::User,
            "blocks.create" | "bookings.create" | "bookings.walk_in" | "holds.create" => {
                return Noun::Resource;
            }
            "slots.create" | "slots.publish_series" => return Noun::Slot,
            _ => {}
        }
        let named = [
            ("/kinds/{kind}", Noun::Kind),
            ("/resources/{id}", Noun::Resource),
            ("/blocks/{id}", Noun::Block),
            ("/slots/{id}", Noun::Slot),
            ("/holds/{hold}", Noun::Hold),
            ("/bookings/{id}", Noun::Booking(Stage::ToCome)),
            ("/people/{id}", Noun::Member),
            ("/keys/{id}", Noun::Key),
            ("/accounts/{id}", Noun::Account),
            ("{venue}", Noun::Venue),
        ];
        let known = named.into_iter().find(|(part, _)| self.path.contains(part));
        known.map_or(Noun::Nothing, |(_, noun)| noun)
    }

    fn abouts(&self) -> &'static [About] {
        use About::*;
        match self.noun() {
            Noun::Nothing => &[Nothing],
            Noun::Venue => &[Home, Away, Nowhere],
            Noun::Account => &[Own, Theirs, Absent],
            Noun::User => &[Theirs, Absent, Away, Nowhere],
            Noun::Member => &[Own, Theirs, Stranger, Absent, Away, Nowhere],
            _ => &[Own, Theirs, Absent, Away, Nowhere],
        }
    }

    /// The address of a call.
    fn address(&self, about: About, scene: &Scene, town: &Town) -> String {
        let venue = match about {
            About::Away => &town.away.1,
            About::Nowhere => "nowhere",
            _ => &town.home.1,
        };
        let absent = match self.noun() {
            Noun::Kind => "a%21b",
            Noun::Hold => "1.x",
            _ => "987654321",
        };
        let thing = match about {
            About::Theirs => &scene.theirs,
            About::Stranger => &scene.stranger,
            About::Absent => absent,
            About::Away => &scene.away,
            _ => &scene.own,
        };
        self.path
            .replace("{venue}", venue)
            .replace("{id}", thing)
            .replace("{kind}", thing)
            .replace("{hold}", thing)
            .replace("{channel}", "api")
            .replace("{letter}", "guest_confirmed")
            .replace("{session}", "none")
    }

    /// The body of a call: the document's example, with what is different from scene to scene.
    fn body(&self, about: About, scene: &Scene, town: &Town) -> Value {
        let [own, theirs, afar] = scene.resources;
        let resource = match about {
            About::Theirs => json!(theirs),
            About::Absent => json!(987_654_321),
            About::Away => json!(afar),
            _ => json!(own),
        };
        let mut body = self.example.clone();
        match self.name.as_str() {
            "dialects.add_user" => body["dialect"] = json!(spoken(town.home.0)),
            "blocks.create" => body["resources"] = json!([resource]),
            "bookings.walk_in" => body = json!({"resources": [resource]}),
            "slots.create" | "slots.publish_series" => body["resource"] = resource,
            "bookings.move" => body["until"] = json!("2026-12-01T21:00"),
            "bookings.create" | "holds.create" => {
                body["until"] = json!("2026-12-01T21:00");
                body["resources"] = json!([resource]);
            }
            // Saved in earnest, they would shut the venue for all calls after it.
            "hours.replace" => body = json!({"hours": null}),
            "policy.replace_venue" => body = json!(rules()),
            "auth.change_password" => body["old"] = json!(PASSWORD),
            "auth.token" => body = json!({"username": "other0@example.org", "password": PASSWORD}),
            _ => {}
        }
        body
    }

    fn changes(&self) -> bool {
        self.method != "GET"
    }
}

impl About {
    fn letter(self) -> char {
        match self {
            Self::Nothing => '-',
            Self::Home => 'h',
            Self::Own => 'o',
            Self::Theirs => 't',
            Self::Stranger => 's',
            Self::Absent => 'x',
            Self::Away => 'a',
            Self::Nowhere => 'n',
        }
    }
}

/// A walk through all routes, with the scenes that are still as they were set.
pub struct Walk<'a> {
    app: &'a App,
    towns: HashMap<Caller, Town>,
    scenes: HashMap<(Caller, Noun), Scene>,
    set: usize,
    passed: BTreeSet<String>,
    walked: BTreeSet<String>,
}

/// What nobody can do in a table: it needs a link or a token that is good once, a letter that was given up, or the name of a
/// login.
const NEEDS_MORE: [&str; 7] = [
    "auth.refresh",
    "auth.redeem",
    "letters.resend",
    "letters.resend_house",
    "letters.drop",
    "letters.drop_house",
    "me.end_session",
];

impl<'a> Walk<'a> {
    pub fn through(app: &'a App) -> Self {
        Self {
            app,
            towns: HashMap::new(),
            scenes: HashMap::new(),
            set: 0,
            passed: BTreeSet::new(),
            walked: BTreeSet::new(),
        }
    }

    /// The answers of a route to everybody.
    pub async fn line(&mut self, operation: &Operation) -> Line {
        let mut cells = Vec::with_capacity(COLUMNS.len());
        for (caller, _) in COLUMNS {
            let mut cell = String::new();
            for about in operation.abouts() {
                cell.push(self.call(operation, caller, *about).await);
            }
            cells.push(cell);
        }
        self.walked.insert(operation.name.clone());
        Line {
            name: operation.name.clone(),
            about: operation
                .abouts()
                .iter()
                .map(|about| about.letter())
                .collect(),
            cells,
        }
    }

    /// The routes that were done to nobody's good. What nobody comes through to says nothing about who may.
    pub fn never_passed(&self) -> BTreeSet<String> {
        let exempt = |name: &&String| !NEEDS_MORE.contains(&name.as_str());
        self.walked
            .difference(&self.passed)
            .filter(exempt)
            .cloned()
            .collect()
    }

    async fn call(&mut self, operation: &Operation, caller: Caller, about: About) -> char {
        let noun = operation.noun();
        self.prepare(caller, noun).await;
        let (scene, town) = (&self.scenes[&(caller, noun)], &self.towns[&caller]);
        let mut call = self
            .app
            .call(operation.method, &operation.address(about, scene, town));
        if let Some(bearer) = &scene.bearer {
            call = call.bearer(bearer);
        }
        if let Some(key) = &scene.guest_key {
            call = call.header("Bronya-Guest-Key", key);
        }
        let body = operation.body(about, scene, town);
        let answer = if body.is_null() {
            call.send().await
        } else {
            call.json(body).await
        };
        let mark = mark(&answer);
        if (200..300).contains(&answer.status) {
            self.passed.insert(operation.name.clone());
        }
        if mark == '+' && operation.changes() {
            self.scenes.retain(|(of, _), _| *of != caller);
        }
        mark
    }

    async fn prepare(&mut self, caller: Caller, noun: Noun) {
        if !self.towns.contains_key(&caller) {
            let town = Town::built(self.app, self.towns.len()).await;
            self.towns.insert(caller, town);
        }
        if !self.scenes.contains_key(&(caller, noun)) {
            self.set += 1;
            let town = &self.towns[&caller];
            let scene = Scene::set(self.app, town, caller, noun, self.set).await;
            self.scenes.insert((caller, noun), scene);
        }
    }
}

/// The mark of an answer. An answer that no mark stands for fails the test.
fn mark(answer: &Answer) -> char {
    let code = answer.body["code"].as_str().unwrap_or_default();
    match (answer.status, code) {
        (401, "credentials_required") => '?',
        (401, "unknown_credentials") => '!',
        (403, "staff_only") => 's',
        (403, "admin_only") => 'a',
        (403, "operator_only") => 'o',
        (403, "not_yours") => 'y',
        (403, "scope_missing") => 'c',
        (403, "accounts_only") => 'l',
        (403, "account_blocked") => 'b',
        (404, "unknown_venue") => 'v',
        (404, "not_found") => '0',
        (404, _) => '4',
        (401, "wrong_login" | "bad_refresh_token") => '+',
        (200..300 | 402 | 405..500, _) => '+',
        _ => panic!("no mark stands for {} {}", answer.status, answer.text),
    }
}
