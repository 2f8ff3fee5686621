//! Text from strangers stays text, wherever a page shows it.

use bronya_domain::command::{Act, Role};
use bronya_domain::people::Purpose;
use bronya_domain::settings::{ResourceEdit, SettingsChange, VenueEdit};

use crate::app::{Answer, App, EVENING, STAFF, anna};

const PAYLOADS: [&str; 20] = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><script>alert(1)</script>",
    "'><svg onload=alert(1)>",
    "\" autofocus onfocus=alert(1) x=\"",
    "' onmouseover='alert(1)",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "<iframe src=javascript:alert(1)>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<style>*{background:url(//evil.example)}</style>",
    "<link rel=stylesheet href=//evil.example>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<form action=//evil.example><button>x",
    "<base href=//evil.example>",
    "{{ 7*7 }}<b>x</b>",
    "${alert(1)}<i>x</i>",
    "&lt;script&gt;<u>x</u>",
    "<!-- --><script>alert(1)</script>",
    "\u{202e}<ScRiPt>alert(1)</sCrIpT>",
];

/// The tags of a page, with their attributes: what of it a browser takes for more than text.
fn tags(answer: &Answer) -> Vec<String> {
    let tags = answer.text.split('<').skip(1);
    tags.map(|tag| tag.split('>').next().unwrap_or_default().to_owned())
        .collect()
}

/// A page with a payload in it has the tags of a page with plain words in it, and they have the same attributes.
#[track_caller]
fn same_shape(plain: &Answer, answer: &Answer, payload: &str) {
    let names = |tag: &String| -> Vec<String> {
        // What stands in quotation marks is a value, whatever it says.
        let bare: Vec<&str> = tag.split('"').step_by(2).collect();
        bare.iter().map(|part| part.trim().to_owned()).collect()
    };
    let shape = |answer: &Answer| tags(answer).iter().map(names).collect::<Vec<_>>();
    assert_eq!(shape(plain), shape(answer), "{payload}: {}", answer.text);
    assert!(
        !answer.text.contains(payload),
        "{payload} stands there as it was sent"
    );
}

#[tokio::test]
async fn whatever_a_guest_writes_stays_text() {
    App::in_each(r#"{"admission": "request"}"#, async |app| {
        let account = app.member("staff@example.org", Role::Staff, None).await;
        let table = app.table(2).await;
        let pages = async |words: &str| -> [Answer; 6] {
            let mut new = anna(EVENING, table);
            new.contact.name = Some(words.into());
            new.contact.email = Some(words.into());
            new.contact.phone = Some(words.into());
            new.note = Some(words.into());
            let booking = app.books(new).await;
            let (page, button) = (app.page_of(&booking), app.button(&booking, account, false));
            let decision = app.get(&button).await.is(200);
            let refused = app
                .post(
                    &format!("{page}/cancel"),
                    &[("version", "9"), ("reason", words)],
                )
                .await
                .is(409);
            let form = [
                ("version", "1"),
                ("date", words),
                ("party", words),
                ("to", words),
            ];
            let misread = app.post(&format!("{page}/move"), &form).await.is(422);
            let query = form_urlencoded::Serializer::new(String::new())
                .append_pair("date", words)
                .append_pair("party", words)
                .finish();
            let looked = app.get(&format!("{page}?{query}")).await.is(422);
            app.post(&button, &[("reason", words)]).await.is(200);
            let declined = app.get(&page).await.is(200);
            let gone = app.get(&button).await.is(410);
            [decision, refused, misread, looked, declined, gone]
        };
        let plain = pages("слова").await;
        for payload in PAYLOADS {
            for (plain, answer) in plain.iter().zip(&pages(payload).await) {
                same_shape(plain, answer, payload);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn whatever_the_house_is_called_stays_text() {
    App::in_each("{}", async |app| {
        let booking = app.booked(EVENING).await;
        let plain = app.get(&app.page_of(&booking)).await.is(200);
        for payload in PAYLOADS {
            let venue = SettingsChange::Venue(VenueEdit {
                name: Some(payload.into()),
                address: Some(Some(payload.into())),
                ..VenueEdit::default()
            });
            let table = ResourceEdit {
                name: Some(payload.into()),
                ..ResourceEdit::default()
            };
            let table = SettingsChange::Resource(app.table(2).await, Box::new(table));
            for change in [venue, table] {
                let changed = app
                    .desk()
                    .change_settings(app.venue, change, None, app.now());
                changed.await.expect("changed");
            }
            let answer = app.get(&app.page_of(&booking)).await.is(200);
            same_shape(&plain, &answer, payload);
        }
        app.act(STAFF, Act::Cancel(booking.id, Some(PAYLOADS[0].into())))
            .await;
        let answer = app.get(&app.page_of(&booking)).await.is(200);
        answer.keeps_silent_about("<script");
    })
    .await;
}

#[tokio::test]
async fn whatever_is_typed_into_a_ticket_stays_text() {
    App::in_each("{}", async |app| {
        let ticket = app
            .desk()
            .issue_setup_ticket(app.now())
            .await
            .expect("a ticket");
        let token = app.gate.tokens().ticket(Purpose::Setup.name(), ticket.id.0);
        let link = bronya_web::paths::ticket(Purpose::Setup, &token);
        let typed = async |words: &str| {
            let form = [
                ("email", words),
                ("first", words),
                ("last", words),
                ("password", "a"),
                ("again", "b"),
            ];
            app.post(&link, &form).await.is(422)
        };
        let plain = typed("слова").await;
        for payload in PAYLOADS {
            same_shape(&plain, &typed(payload).await, payload);
        }
    })
    .await;
}

#[tokio::test]
async fn whatever_stands_where_guests_book_stays_text() {
    App::in_each(r#"{"guest_choice": "named"}"#, async |app| {
        let seen = async |words: &str| -> [Answer; 3] {
            let change = SettingsChange::Venue(VenueEdit {
                name: Some(words.into()),
                address: Some(Some(words.into())),
                ..VenueEdit::default()
            });
            let table = ResourceEdit {
                name: Some(words.into()),
                ..ResourceEdit::default()
            };
            let table = SettingsChange::Resource(app.table(2).await, Box::new(table));
            for change in [change, table] {
                let changed = app
                    .desk()
                    .change_settings(app.venue, change, None, app.now());
                changed.await.expect("changed");
            }
            let query = form_urlencoded::Serializer::new(String::new())
                .extend_pairs(
                    ["date", "party", "kind", "topic", "who", "at", "hold"]
                        .map(|name| (name, words)),
                )
                .finish();
            let looked = app.get(&format!("/demo?{query}")).await.is(422);
            let form = [
                ("key", words),
                ("hold", words),
                ("at", "any-from-1795278600000000"),
                ("name", words),
                ("email", words),
                ("phone", words),
                ("note", words),
            ];
            let typed = app.post("/demo?date=2026-11-21", &form).await.is(422);
            [app.get("/demo").await.is(200), looked, typed]
        };
        let plain = seen("слова").await;
        for payload in PAYLOADS {
            for (plain, answer) in plain.iter().zip(&seen(payload).await) {
                same_shape(plain, answer, payload);
            }
        }
    })
    .await;
}
