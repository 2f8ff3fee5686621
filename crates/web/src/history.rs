//! The history of a venue, for those who run it: who did what when, day by day, the latest first; all of it as a table, too.
//!
//! `asked` is what the address says, `told` how a line is worded.

mod asked;
mod told;

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::body::Body;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bronya_desk::{Entries, Entry};
use bronya_domain::id::AccountId;
use bronya_gate::{Denial, Gate};
use bronya_words::Line;
use bronya_words::history::{csv_head, csv_line};
use futures_util::stream::{self, StreamExt};

use crate::fields::{Field, Trouble};
use crate::inside::{Admin, Inside, Room};
use crate::page::{Frame, Page};
use crate::paths;

use asked::Asked;
use told::{Day, Teller};

/// How many lines a page shows.
const LINES: usize = 100;
/// What tells programs for tables that the text is Unicode.
const MARK: &str = "\u{feff}";

#[derive(Template)]
#[template(path = "history/history.html")]
struct Content {
    frame: Frame,
    trouble: Option<Trouble>,
    action: String,
    fields: Vec<Field>,
    /// The same history without a filter, where there is one.
    whole: Option<String>,
    days: Vec<Day>,
    /// Where the latest lines are, where these are older.
    latest: Option<String>,
    /// Where older lines are.
    older: Option<String>,
    table: String,
}

/// The pages below a venue's name.
pub(crate) fn routes() -> Router<Gate> {
    Router::new()
        .route("/{venue}/history", get(show))
        .route("/{venue}/history.csv", get(table))
}

async fn show(Admin(inside): Admin, RawQuery(query): RawQuery) -> Response {
    let visitor = inside.known.visitor;
    visitor.shown(page(&inside, &query.unwrap_or_default()).await)
}

async fn page(inside: &Inside, query: &str) -> Result<Page, Denial> {
    let asked = Asked::read(query)?;
    let tongue = inside.known.tongue();
    let zone = &inside.catalog.venue.zone;
    let (wanted, wrong) = match asked.wanted(zone) {
        Ok(wanted) => (Some(wanted), None),
        Err(field) => {
            let words = match field {
                "from" | "until" => "history-bad-days",
                _ => "history-bad",
            };
            (None, Some((field, tongue.word(words))))
        }
    };
    let found = match wanted {
        Some(wanted) => {
            let desk = inside.known.gate.desk();
            let venue = inside.catalog.venue.id;
            desk.happenings(venue, wanted, asked.before(), LINES)
                .await?
        }
        None => Entries {
            items: Vec::new(),
            next: None,
        },
    };
    let path = paths::history(&inside.catalog.venue.slug);
    let mut fields = asked.fields(tongue, &inside.catalog, &people(&found.items));
    for field in &mut fields {
        field.problem = wrong
            .as_ref()
            .filter(|(name, _)| *name == field.name)
            .map(|(_, words)| words.clone());
    }
    let trouble = Trouble::of(tongue, &mut fields);
    let mut frame = inside.frame_at(Room::Settings, tongue.word("history"));
    frame.troubled = trouble.is_some();
    let status = match trouble {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    let teller = Teller {
        tongue,
        catalog: &inside.catalog,
        asked: &asked,
        path: &path,
    };
    let content = Content {
        frame,
        trouble,
        fields,
        whole: asked.is_filtered().then(|| path.clone()),
        days: teller.days(&found.items),
        latest: asked.before().map(|_| asked.at(&path, None)),
        older: found.next.map(|place| asked.at(&path, Some(place))),
        table: asked.at(&format!("{path}.csv"), None),
        action: path,
    };
    Ok(Page::of(status, &content))
}

/// Who did what is shown, by account.
fn people(entries: &[Entry]) -> BTreeMap<AccountId, String> {
    let named = entries.iter().filter_map(|entry| {
        let name = Line::some_name(entry.name.as_deref())?;
        Some((entry.happening.by.account?, name.to_string()))
    });
    named.collect()
}

/// All that the address asks for as a table, read as it is sent.
async fn table(Admin(inside): Admin, RawQuery(query): RawQuery) -> Response {
    let visitor = inside.known.visitor;
    visitor.told(csv(&inside, &query.unwrap_or_default()))
}

fn csv(inside: &Inside, query: &str) -> Result<Response, Denial> {
    let venue = &inside.catalog.venue;
    let (zone, asked) = (venue.zone.clone(), Asked::read(query)?);
    let wanted = asked.wanted(&zone);
    let wanted = wanted.map_err(|field| Denial::invalid(field, "makes no sense"))?;
    let pages = inside.known.gate.desk().all_happenings(venue.id, wanted);
    let text = pages.map(move |page| {
        let line = |entry: &Entry| {
            let (name, whom) = (entry.name.as_deref(), entry.whom.as_deref());
            csv_line(&zone, &entry.happening, name, whom)
        };
        page.map(|entries| entries.iter().map(line).collect::<String>())
    });
    let head = stream::once(async { Ok(format!("{MARK}{}", csv_head())) });
    let name = format!("attachment; filename=\"{}-history.csv\"", venue.slug);
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, name),
    ];
    Ok((headers, Body::from_stream(head.chain(text))).into_response())
}
