//! Values that make no sense: each is a problem that names its field, and nothing is written.

use serde_json::{Value, json};

use crate::app::App;

/// A request that is in order, and in each row one field of it replaced by what makes no sense.
struct Table {
    method: &'static str,
    path: &'static str,
    good: Value,
    rows: Vec<(&'static str, Value)>,
}

fn long(letters: usize) -> Value {
    "a".repeat(letters).into()
}

const NO_TIMES: [&str; 14] = [
    "2026-11-28T10",
    "2026-11-28T1000",
    "",
    "now",
    "2026-11-21",
    "2026-02-30T12:00",
    "2026-11-21T25:00",
    "2026-11-21T12:61",
    "1969-12-31T23:00Z",
    "9999-01-01T00:00Z",
    "2026-11-21T19:00[Europe/Moscow]",
    "+002026-11-21T19:00",
    "2026-11-21 19:00",
    "2026-11-21T19:00+99:00",
];

fn times(field: &'static str) -> impl Iterator<Item = (&'static str, Value)> {
    let texts = NO_TIMES.into_iter().map(Value::from);
    texts
        .chain([json!(1_763_746_200), json!(true), json!({})])
        .map(move |value| (field, value))
}

fn venue() -> Table {
    let mut rows = vec![
        ("name", json!("")),
        ("name", json!(" ")),
        ("name", json!("a\nb")),
        ("name", json!("a\0b")),
        ("name", json!(7)),
        ("name", json!(null)),
        ("name", long(201)),
    ];
    rows.extend(
        ["", "-a", "Demo", "v1", "docs", "a_b", "столик", "a/b"].map(|slug| ("slug", json!(slug))),
    );
    rows.extend([("slug", long(64))]);
    rows.extend(
        [
            "",
            "Mars/Olympus",
            "Europe",
            "+03:00",
            "../etc/passwd",
            "Etc/Unknown",
        ]
        .map(|zone| ("zone", json!(zone))),
    );
    rows.extend([
        ("zone", long(65)),
        ("language", json!("fr")),
        ("currency", json!("rub")),
        ("currency", json!("ZZZ")),
    ]);
    rows.extend([
        ("colour", json!("red")),
        ("hours", json!(7)),
        ("policy.grid_minutes", json!(0)),
    ]);
    rows.extend([
        ("policy.hold_minutes", json!(-1)),
        ("policy.lead_minutes", json!("some")),
        ("policy.leed", json!(1)),
    ]);
    Table {
        method: "POST",
        path: "/v1/venues",
        good: json!({"slug": "new", "name": "New", "zone": "UTC", "currency": "EUR", "policy": {}}),
        rows,
    }
}

fn resource() -> Table {
    let rows = vec![
        ("kind", json!("")),
        ("kind", json!("a!b")),
        ("kind", json!("a/b")),
        ("kind", long(65)),
        ("kind", json!(null)),
        ("number", json!(0)),
        ("number", json!(-1)),
        ("number", json!(1_000_000_001)),
        ("number", json!(1.5)),
        ("name", json!("")),
        ("name", long(201)),
        ("name", json!("a\tb")),
        ("seats", json!(4)),
        ("seats.from", json!(0)),
        ("seats.to", json!(0)),
        ("seats.to", json!(10_001)),
        ("seats.from", json!(-1)),
        ("seats.many", json!(1)),
        ("seats.to", json!(1)),
        ("price", json!(-1)),
        ("price", json!(1_000_000_000_001_i64)),
        ("price", json!(1.5)),
        ("price", json!("1")),
        ("price", json!(1e300)),
        ("lanes", json!(0)),
        ("lanes", json!(1001)),
        ("lanes", json!(-1)),
        ("lanes", json!(70_000)),
        ("open", json!("yes")),
        ("schedule", json!("never")),
        ("hours", json!({"weekly": {"someday": []}})),
        (
            "hours.weekly.monday",
            json!([{"opens": "25:00", "closes": "26:00"}]),
        ),
        ("seats", json!([1, 4])),
        ("hours", json!([])),
        ("hours.weekly", json!([])),
        ("hours.weekly.monday", json!([["12:00", "13:00"]])),
        ("policy", json!([])),
        ("policy.stay", json!({"by_party": [[2, 90]]})),
        ("policy.stay", json!({"chosen": [30, 60]})),
        (
            "policy.stay",
            json!({"by_party": [], "chosen": {"least_minutes": 30, "most_minutes": 60}}),
        ),
        ("name", json!("\u{200b}\u{2060}")),
        ("hours.exceptions", json!({"2026-02-30": []})),
        ("policy.stay", json!({"by_party": []})),
        ("id", json!(1)),
    ];
    Table {
        method: "POST",
        path: "/v1/venues/demo/resources",
        good: json!({"kind": "room", "seats": {"from": 2, "to": 4}, "hours": {"weekly": {}}, "policy": {}}),
        rows,
    }
}

fn booking() -> Table {
    let mut rows = vec![
        ("party", json!(0)),
        ("party", json!(-1)),
        ("party", json!(10_001)),
        ("party", json!(1.5)),
        ("party", json!("2")),
        ("until", json!("2026-11-21T18:00")),
        ("until", json!("2026-11-21T19:00")),
        ("slot", json!(1)),
        ("slot", json!("x")),
        ("resources", json!([])),
        ("resources", json!(1)),
        ("resources", json!(vec![1; 101])),
        ("resources[0]", json!("x")),
        ("kind", json!("a!b")),
        ("kind", json!("")),
        ("price_from", json!(-1)),
        ("price_to", json!(-1)),
        ("price_to", json!(1_000_000_000_001_i64)),
        ("name", json!("")),
        ("name", long(201)),
        ("name", json!("a\r\nb")),
        ("email", json!("a")),
        ("email", json!("a@b")),
        ("email", json!("a b@c.example")),
        ("email", json!("a@b.example\r\nBcc: x@y.example")),
        ("email", json!("")),
        ("email", long(255)),
        ("phone", json!("79123456789")),
        ("phone", json!("+7 912 345")),
        ("phone", json!("+123456")),
        ("phone", json!("+1234567890123456")),
        ("note", long(2001)),
        ("note", json!("a\0b")),
        ("note", json!("a\u{1b}[31mb")),
        ("language", json!("xx")),
        ("hold", long(101)),
        ("hold", json!("")),
        ("hold", json!(7)),
        ("prise", json!(1)),
    ];
    rows.extend(times("from"));
    rows.extend(times("until"));
    Table {
        method: "POST",
        path: "/v1/venues/demo/bookings",
        good: json!({"from": "2026-11-21T19:00", "party": 2, "email": "a@b.example"}),
        rows,
    }
}

fn hold() -> Table {
    let mut rows = vec![
        ("party", json!(0)),
        ("resources", json!([])),
        ("email", json!("a@b.example")),
        ("kind", json!(" ")),
    ];
    rows.extend(times("from"));
    Table {
        method: "POST",
        path: "/v1/venues/demo/holds",
        good: json!({"from": "2026-11-21T19:00", "party": 2}),
        rows,
    }
}

fn block() -> Table {
    let mut rows = vec![
        ("resources", json!([])),
        ("resources", json!(vec![1; 101])),
        ("resources", json!(null)),
        ("reason", long(2001)),
        ("reason", json!("\0")),
        ("until", json!("2026-11-21T11:00")),
        ("until", json!("2026-11-21T12:00")),
        ("party", json!(1)),
    ];
    rows.extend(times("from"));
    rows.extend(times("until"));
    Table {
        method: "POST",
        path: "/v1/venues/demo/blocks",
        good: json!({"resources": [1], "from": "2026-11-21T12:00", "until": "2026-11-21T13:00"}),
        rows,
    }
}

fn slot() -> Table {
    let mut rows = vec![
        ("resource", json!("x")),
        ("resource", json!(null)),
        ("topic", json!("")),
        ("topic", long(201)),
        ("topic", json!("a\nb")),
        ("price", json!(-1)),
        ("price", json!(1_000_000_000_001_i64)),
        ("until", json!("2026-11-21T12:00")),
        ("until", json!(null)),
    ];
    rows.extend(times("from"));
    Table {
        method: "POST",
        path: "/v1/venues/demo/slots",
        good: json!({"resource": 4, "from": "2026-11-21T12:00", "until": "2026-11-21T13:00"}),
        rows,
    }
}

fn changes() -> [Table; 6] {
    let hours = vec![
        (
            "hours",
            json!({"weekly": {"friday": [{"opens": "12:00", "closes": "15:00"}, {"opens": "14:00", "closes": "16:00"}]}}),
        ),
        ("hours", json!({"exceptions": {"9999-01-01": []}})),
        ("hours.weekly.monday", json!([{"opens": "12:00"}])),
        ("hours.weakly", json!({})),
        ("hours", json!([])),
        ("hours.exceptions", json!({"20261121": []})),
        ("hours.exceptions", json!({"2026-11-21T10:00": []})),
        ("hours", json!("always")),
    ];
    let times = [
        "",
        "9",
        "09",
        "9:00",
        "0900",
        "T09:00",
        "09:00Z",
        "09:00:00.5",
        "09:00+03:00",
        "2026-11-28 10:00",
        "2026-11-28T10:00[Europe/Moscow]",
        "24:00",
        "24:00:00",
        "23:60",
    ];
    let span = |time: &&str| json!([{"opens": time, "closes": "23:00"}]);
    let spans = times.iter().map(span);
    let hours: Vec<_> = hours
        .into_iter()
        .chain(spans.map(|span| ("hours.weekly.monday", span)))
        .collect();
    let policy = vec![
        ("grid_minutes", json!(0)),
        ("grid_minutes", json!(1441)),
        ("hold_minutes", json!(121)),
        ("answer_minutes", json!(0)),
        ("lead_minutes", json!(4_000_000_000_u32)),
        ("horizon_days", json!(7321)),
        ("admission", json!("maybe")),
        (
            "stay",
            json!({"chosen": {"least_minutes": 60, "most_minutes": 30}}),
        ),
        ("buffer_before_minutes", json!(-1)),
        ("rules", json!(1)),
    ];
    let table = |method, path, good, rows| Table {
        method,
        path,
        good,
        rows,
    };
    [
        table(
            "PUT",
            "/v1/venues/demo/hours",
            json!({"hours": {"weekly": {}}}),
            hours,
        ),
        table("PUT", "/v1/venues/demo/policy", json!({}), policy.clone()),
        table(
            "PUT",
            "/v1/venues/demo/kinds/table/policy",
            json!({}),
            policy.clone(),
        ),
        table(
            "PUT",
            "/v1/venues/demo/resources/1/policy",
            json!({}),
            policy,
        ),
        table(
            "PATCH",
            "/v1/venues/demo",
            json!({}),
            vec![
                ("zone", json!("Mars/Olympus")),
                ("name", json!("")),
                ("slug", json!("new")),
                ("currency", json!("?")),
            ],
        ),
        table(
            "PATCH",
            "/v1/venues/demo/resources/1",
            json!({}),
            vec![
                ("price", json!(-1)),
                ("lanes", json!(0)),
                ("seats", json!({"from": 1})),
                ("kind", json!("-")),
                ("retired", json!(true)),
            ],
        ),
    ]
}

/// Puts a value where a path such as `seats.to` or `resources[0]` leads.
fn put(body: &mut Value, path: &str, value: Value) {
    let mut place = body;
    for part in path.split('.') {
        let (name, index) = match part.split_once('[') {
            Some((name, index)) => (name, index.trim_end_matches(']').parse::<usize>().ok()),
            None => (part, None),
        };
        if !place.is_object() {
            *place = json!({});
        }
        place = &mut place[name];
        if let Some(index) = index {
            *place = json!([null]);
            place = &mut place[index];
        }
    }
    *place = value;
}

/// Whether a problem names the field, or what stands inside it.
fn names(field: &Value, expected: &str) -> bool {
    let field = field.as_str().unwrap_or_default();
    field == expected
        || field.starts_with(&format!("{expected}."))
        || field.starts_with(&format!("{expected}["))
}

#[tokio::test]
async fn each_value_that_makes_no_sense_is_named_and_nothing_is_written() {
    App::in_each_restaurant(async |app| {
        let before = app.everything().await;
        let tables = [venue(), resource(), booking(), hold(), block(), slot()];
        let mut tried = 0;
        for table in tables.into_iter().chain(changes()) {
            for (field, value) in table.rows {
                let mut body = table.good.clone();
                put(&mut body, field, value);
                let answer = app
                    .call(table.method, table.path)
                    .staff()
                    .json(body.clone())
                    .await;
                let place = format!("{} {} {body}: {}", table.method, table.path, answer.text);
                assert_eq!(answer.status, 422, "{place}");
                let answer = answer.no(422, "invalid");
                assert!(names(&answer.body["field"], field), "{place}");
                tried += 1;
            }
        }
        assert!(tried > 200, "{tried}");
        assert_eq!(app.everything().await, before);
    })
    .await;
}

#[tokio::test]
async fn what_is_no_json_is_refused_and_nothing_is_written() {
    App::in_each_restaurant(async |app| {
        let before = app.everything().await;
        let deep = format!("{{\"name\": {}{}}}", "[".repeat(5000), "]".repeat(5000));
        let cases: [(&[u8], u16, &str); 12] = [
            (b"", 400, "body"),
            (b"{", 400, "body"),
            (b"{\"from\": }", 400, "body"),
            (b"{} {}", 400, "body"),
            (b"{\"kind\": \"\xff\"}", 400, "body"),
            (b"\xef\xbb\xbf{}", 400, "body"),
            (b"{\"kind\": \"a\0b\"}", 400, "body"),
            (b"[]", 422, "body"),
            (b"null", 422, "body"),
            (b"7", 422, "body"),
            (b"{\"party\": 2, \"party\": 3}", 422, "party"),
            (b"{\"party\": 1e999}", 422, "party"),
        ];
        for path in ["/v1/venues/demo/bookings", "/v1/venues/demo/holds"] {
            for (body, status, field) in cases {
                let answer = app.post(path).bytes(body.to_vec()).await.is(status);
                assert_eq!(answer.header("content-type"), "application/problem+json");
                assert_eq!(answer.body["field"], field, "{}", answer.text);
            }
        }
        let answer = app
            .post("/v1/venues/demo/bookings")
            .bytes(deep.into_bytes())
            .await;
        assert!(matches!(answer.status, 400 | 422), "{}", answer.text);
        assert_eq!(app.everything().await, before);
    })
    .await;
}

#[tokio::test]
async fn each_parameter_that_makes_no_sense_is_named() {
    App::in_each_restaurant(async |app| {
        let cases = [
            ("availability", "date=2026-02-30", "date"),
            ("availability", "date=2026-11-21T00:00", "date"),
            (
                "availability",
                "date=2026-11-21&from=2026-11-21T00:00",
                "date",
            ),
            ("availability", "to=2026-11-21T00:00", "from"),
            (
                "availability",
                "from=2026-11-21T12:00&to=2026-11-21T11:00",
                "to",
            ),
            (
                "availability",
                "from=2026-11-21T12:00&to=2026-12-23T12:00",
                "to",
            ),
            ("availability", "from=yesterday", "from"),
            ("availability", "from=%00", "from"),
            ("availability", "party=0", "party"),
            ("availability", "party=-1", "party"),
            ("availability", "party=two", "party"),
            ("availability", "party=99999999999", "party"),
            ("availability", "party=2&party=3", "party"),
            ("availability", "kind=a%21b", "kind"),
            ("availability", "kind=%FF", "kind"),
            ("availability", "price_from=-1", "price_from"),
            ("availability", "price_from=5&price_to=4", "price_to"),
            ("availability", "minutes=0", "minutes"),
            ("availability", "minutes=527041", "minutes"),
            ("availability", "explain=maybe", "explain"),
            ("availability", "explain=true", "from"),
            ("availability", "partysize=2", "partysize"),
            ("bookings", "state=lost", "state"),
            ("bookings", "limit=0", "limit"),
            ("bookings", "limit=201", "limit"),
            ("bookings", "cursor=x", "cursor"),
            ("bookings", "cursor=%F0%9F%98%80", "cursor"),
            ("bookings", "resource=x", "resource"),
            ("bookings", "contact=", "contact"),
            ("bookings", "day=2026-11-21", "day"),
            (
                "bookings",
                "from=2026-11-21T12:00&to=2028-11-21T12:00",
                "to",
            ),
            ("resources", "kind=a%2Fb", "kind"),
            ("blocks", "date=tomorrow", "date"),
            ("slots", "resource=x", "resource"),
        ];
        for (noun, query, field) in cases {
            let answer = app
                .get(&format!("/v1/venues/demo/{noun}?{query}"))
                .staff()
                .send()
                .await;
            assert_eq!(answer.status, 422, "{noun}?{query}: {}", answer.text);
            assert_eq!(
                answer.no(422, "invalid").body["field"],
                field,
                "{noun}?{query}"
            );
        }
        let answer = app
            .get("/v1/venues?limit=1000")
            .staff()
            .send()
            .await
            .no(422, "invalid");
        assert_eq!(answer.body["field"], "limit");
    })
    .await;
}

#[tokio::test]
async fn an_unknown_venue_is_unknown_everywhere() {
    App::in_each_restaurant(async |app| {
        let book = json!({"from": "2026-11-21T19:00", "party": 2, "email": "a@b.example"});
        app.post("/v1/venues/nowhere/bookings")
            .json(book.clone())
            .await
            .no(404, "unknown_venue");
        app.post("/v1/venues/nowhere/holds")
            .json(book)
            .await
            .no(404, "unknown_venue");
        app.get("/v1/venues/nowhere/availability")
            .send()
            .await
            .no(404, "unknown_venue");
        app.get("/v1/venues/nowhere/resources/1")
            .send()
            .await
            .no(404, "unknown_venue");
        app.put("/v1/venues/nowhere/policy")
            .staff()
            .json(json!({}))
            .await
            .no(404, "unknown_venue");
    })
    .await;
}
