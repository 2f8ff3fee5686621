//! Collections and environments of Postman, in its format 2.1, from plain lists. Knows of no API in particular.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Map, Value, json};

/// By this a program knows what it reads.
pub const SCHEMA: &str = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
/// What every request begins with.
pub const BASE: &str = "{{base_url}}";

/// A request of a collection.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The folder in which it lies.
    pub folder: String,
    /// What it is called.
    pub name: String,
    /// What it is for.
    pub about: String,
    /// By which method.
    pub method: String,
    /// Where: `{{venue}}` is filled from the environment, `:id` at the request.
    pub path: String,
    /// What stands behind the question mark.
    pub query: Vec<Field>,
    /// Its headers.
    pub headers: Vec<Field>,
    /// What it carries.
    pub body: Body,
    /// By what it shows who sends it.
    pub shows: Shows,
    /// Lines of a script that reads the answer.
    pub after: Vec<String>,
}

/// A name and a value; one that is not sent waits to be ticked.
#[derive(Clone, Debug, Default)]
pub struct Field {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
    /// What it is for.
    pub about: String,
    /// Whether it is sent.
    pub is_sent: bool,
}

/// What a request carries.
#[derive(Clone, Debug, Default)]
pub enum Body {
    /// Nothing.
    #[default]
    Nothing,
    /// JSON.
    Json(Value),
    /// A form.
    Form(Vec<(String, String)>),
}

/// By what a request shows who sends it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shows {
    /// By nothing.
    #[default]
    Nothing,
    /// `{{token}}`, as `Authorization: Bearer …`.
    Token,
    /// `{{username}}` and `{{password}}`, at each request.
    Password,
}

/// A collection: a folder for each folder that a request names, in the order in which they are named first.
pub fn collection(name: &str, requests: &[Asked]) -> Value {
    let mut folders: Vec<&str> = Vec::new();
    for asked in requests {
        if !folders.contains(&asked.folder.as_str()) {
            folders.push(&asked.folder);
        }
    }
    let folder = |folder: &&str| {
        let inside = requests.iter().filter(|asked| asked.folder == *folder);
        json!({"name": folder, "item": inside.map(item).collect::<Vec<_>>()})
    };
    json!({
        "info": {"name": name, "schema": SCHEMA},
        "item": folders.iter().map(folder).collect::<Vec<_>>(),
    })
}

/// An environment. What is secret is hidden on the screen.
pub fn environment(name: &str, values: &[(&str, &str)], secret: &[&str]) -> Value {
    let value = |(key, value): &(&str, &str)| {
        let kind = if secret.contains(key) {
            "secret"
        } else {
            "default"
        };
        json!({"key": key, "value": value, "type": kind, "enabled": true})
    };
    json!({
        "name": name,
        "values": values.iter().map(value).collect::<Vec<_>>(),
        "_postman_variable_scope": "environment",
    })
}

fn item(asked: &Asked) -> Value {
    let mut request = json!({
        "method": asked.method,
        "description": asked.about,
        "url": url(asked),
        "header": asked.headers.iter().map(field).collect::<Vec<_>>(),
        "auth": auth(asked.shows),
    });
    match &asked.body {
        Body::Nothing => {}
        Body::Json(value) => {
            let raw = serde_json::to_string_pretty(value).expect("JSON");
            request["body"] =
                json!({"mode": "raw", "raw": raw, "options": {"raw": {"language": "json"}}});
        }
        Body::Form(fields) => {
            let fields = fields
                .iter()
                .map(|(key, value)| json!({"key": key, "value": value}));
            request["body"] =
                json!({"mode": "urlencoded", "urlencoded": fields.collect::<Vec<_>>()});
        }
    }
    let mut item = json!({"name": asked.name, "request": request});
    if !asked.after.is_empty() {
        let script = json!({"type": "text/javascript", "exec": asked.after});
        item["event"] = json!([{"listen": "test", "script": script}]);
    }
    item
}

fn auth(shows: Shows) -> Value {
    let text = |key: &str, value: &str| json!({"key": key, "value": value, "type": "string"});
    match shows {
        Shows::Nothing => json!({"type": "noauth"}),
        Shows::Token => json!({"type": "bearer", "bearer": [text("token", "{{token}}")]}),
        Shows::Password => json!({
            "type": "basic",
            "basic": [text("username", "{{username}}"), text("password", "{{password}}")],
        }),
    }
}

fn url(asked: &Asked) -> Value {
    let path: Vec<&str> = asked.path.trim_start_matches('/').split('/').collect();
    let named = path.iter().filter_map(|part| part.strip_prefix(':'));
    let variable: Vec<Value> = named.map(|key| json!({"key": key, "value": "1"})).collect();
    let sent: Vec<String> = asked
        .query
        .iter()
        .filter(|field| field.is_sent)
        .map(|field| format!("{}={}", field.name, field.value))
        .collect();
    let mark = if sent.is_empty() { "" } else { "?" };
    let mut url = json!({
        "raw": format!("{BASE}{}{mark}{}", asked.path, sent.join("&")),
        "host": [BASE],
        "path": path,
    });
    if !asked.query.is_empty() {
        url["query"] = asked.query.iter().map(field).collect();
    }
    if !variable.is_empty() {
        url["variable"] = variable.into();
    }
    url
}

fn field(field: &Field) -> Value {
    let mut value = Map::new();
    value.insert("key".into(), field.name.clone().into());
    value.insert("value".into(), field.value.clone().into());
    value.insert("description".into(), field.about.clone().into());
    if !field.is_sent {
        value.insert("disabled".into(), true.into());
    }
    value.into()
}

/// What is wrong with a collection and its environment, in words.
pub fn problems(collection: &Value, environment: &Value) -> Vec<String> {
    let mut found = Vec::new();
    if collection["info"]["schema"] != SCHEMA || !collection["info"]["name"].is_string() {
        found.push("it does not say what it is".into());
    }
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for folder in list(&collection["item"]) {
        let inside = list(&folder["item"]);
        if inside.is_empty() || !folder["name"].is_string() {
            found.push(format!("an empty folder: {}", folder["name"]));
        }
        for item in inside {
            let name = item["name"].as_str().unwrap_or_default().to_owned();
            let request = &item["request"];
            let raw = request["url"]["raw"].as_str().unwrap_or_default();
            if !request["method"].is_string() || !raw.starts_with(&format!("{BASE}/")) {
                found.push(format!("{name} is no request"));
            }
            *names.entry(name).or_default() += 1;
        }
    }
    let twice = names.iter().filter(|(_, count)| **count > 1);
    found.extend(twice.map(|(name, _)| format!("{name:?} is there twice")));
    let values = list(&environment["values"]);
    let known: BTreeSet<&str> = values
        .iter()
        .filter_map(|value| value["key"].as_str())
        .collect();
    let text = collection.to_string();
    let used = text
        .split("{{")
        .skip(1)
        .filter_map(|rest| rest.split("}}").next());
    // What begins with a dollar Postman makes up itself.
    let unknown = used.filter(|name| !name.starts_with('$') && !known.contains(name));
    let unknown: BTreeSet<&str> = unknown.collect();
    found.extend(
        unknown
            .iter()
            .map(|name| format!("nobody says what {name} is")),
    );
    found
}

/// Compares a collection or an environment with the file in which it is committed, after writing the file anew where
/// `writes` says so.
///
/// # Panics
/// Where the file says otherwise, which is what tests are told by.
pub fn check_kept(place: &Path, made: &Value, writes: bool) {
    let shown = place.display();
    if writes {
        let text = serde_json::to_string_pretty(made).expect("JSON") + "\n";
        std::fs::write(place, text).expect("the file is written");
    }
    let text = std::fs::read_to_string(place).unwrap_or_else(|why| panic!("{shown}: {why}"));
    let known: Value = serde_json::from_str(&text).unwrap_or_else(|why| panic!("{shown}: {why}"));
    assert!(
        known == *made,
        "{shown} says otherwise (BRONYA_POSTMAN=write)"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_lies_in_its_folder_with_what_it_sends_and_shows() {
        let asked = |folder: &str, name: &str| Asked {
            folder: folder.into(),
            name: name.into(),
            method: "POST".into(),
            path: "/of/{{venue}}/:id".into(),
            ..Asked::default()
        };
        let day = Field {
            name: "day".into(),
            value: "1".into(),
            about: "When.".into(),
            is_sent: true,
        };
        let form = vec![("username".into(), "{{username}}".into())];
        let made = collection(
            "Made up",
            &[
                Asked {
                    query: vec![
                        day.clone(),
                        Field {
                            name: "to".into(),
                            ..Field::default()
                        },
                    ],
                    ..asked("a", "one")
                },
                Asked {
                    body: Body::Form(form),
                    shows: Shows::Password,
                    ..asked("b", "two")
                },
                Asked {
                    body: Body::Json(json!({"x": 1})),
                    shows: Shows::Token,
                    ..asked("a", "three")
                },
            ],
        );
        let names = |folder: &Value| {
            let inside = folder["item"].as_array().expect("requests").iter();
            inside
                .map(|item| item["name"].as_str().expect("a name").to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            (names(&made["item"][0]), names(&made["item"][1])),
            (vec!["one".into(), "three".into()], vec!["two".into()])
        );
        let one = &made["item"][0]["item"][0]["request"];
        assert_eq!(one["url"]["raw"], "{{base_url}}/of/{{venue}}/:id?day=1");
        assert_eq!(one["url"]["path"], json!(["of", "{{venue}}", ":id"]));
        assert_eq!(one["url"]["variable"][0]["key"], "id");
        assert_eq!(
            (
                &one["url"]["query"][0]["disabled"],
                &one["url"]["query"][1]["disabled"]
            ),
            (&Value::Null, &json!(true))
        );
        let two = &made["item"][1]["item"][0]["request"];
        assert_eq!(
            (&two["auth"]["type"], &two["body"]["mode"]),
            (&json!("basic"), &json!("urlencoded"))
        );
        let three = &made["item"][0]["item"][1]["request"];
        assert_eq!(
            (&three["auth"]["type"], &three["body"]["raw"]),
            (&json!("bearer"), &json!("{\n  \"x\": 1\n}"))
        );
        let values = ["base_url", "venue", "token", "username", "password"].map(|name| (name, ""));
        let all = environment("Made up", &values, &["token"]);
        assert_eq!(all["values"][2]["type"], "secret");
        assert_eq!(problems(&made, &all), Vec::<String>::new());
        let twice = collection("Made up", &[asked("a", "one"), asked("b", "one")]);
        let found = problems(&twice, &environment("Made up", &values[..1], &[])).join("; ");
        assert_eq!(found, "\"one\" is there twice; nobody says what venue is");
    }
}
