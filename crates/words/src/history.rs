//! The history of a venue as a table for other programs: comma-separated values, as RFC 4180 writes them.

use bronya_domain::happening::{About, Happening};
use bronya_domain::span::Span;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The columns, in order.
const COLUMNS: [&str; 16] = [
    "at",
    "local",
    "role",
    "account",
    "name",
    "act",
    "about",
    "id",
    "called",
    "whom",
    "resources",
    "from",
    "until",
    "before",
    "after",
    "reason",
];

/// The line that names the columns.
pub fn csv_head() -> String {
    line(COLUMNS.map(str::to_owned))
}

/// One thing that happened, with what he is called who did it and whom it is about.
pub fn csv_line(
    zone: &TimeZone,
    happening: &Happening,
    name: Option<&str>,
    whom: Option<&str>,
) -> String {
    let (by, about) = (happening.by, &happening.about);
    let local = happening.at.to_zoned(zone.clone());
    let resources = about.resources().iter().map(ToString::to_string);
    let instant = |at: Option<Timestamp>| at.map(|at| at.to_string());
    let (before, after) = match about {
        About::Booking { before, after, .. } => {
            (before.map(|state| state.name()), Some(after.name()))
        }
        _ => (None, None),
    };
    let text = |text: Option<&str>| text.map(str::to_owned);
    let cells = [
        Some(happening.at.to_string()),
        Some(local.strftime("%Y-%m-%d %H:%M:%S").to_string()),
        text(Some(by.role.name())),
        by.account.map(|account| account.to_string()),
        text(name),
        Some(happening.act.clone()),
        text(Some(about.name())),
        about.number().map(|number| number.to_string()),
        text(about.called()),
        text(whom),
        Some(resources.collect::<Vec<_>>().join(" ")),
        instant(about.span().map(Span::from)),
        instant(about.span().and_then(Span::until)),
        text(before),
        text(after),
        happening.reason.clone(),
    ];
    line(cells.map(Option::unwrap_or_default))
}

fn line(cells: [String; COLUMNS.len()]) -> String {
    let cells = cells.map(|cell| cell_of(&cell));
    format!("{}\r\n", cells.join(","))
}

/// A cell. What a stranger wrote must not be taken for a formula by a program that shows tables.
fn cell_of(text: &str) -> String {
    let guard = match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => "'",
        _ => "",
    };
    if guard.is_empty() && !text.contains([',', '"', '\r', '\n']) {
        return text.to_owned();
    }
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use bronya_domain::booking::State;
    use bronya_domain::command::Actor;
    use bronya_domain::id::{BookingId, ResourceId};

    use super::*;

    #[test]
    fn a_line_has_a_cell_for_each_column_and_no_stranger_writes_formulas() {
        let happening = Happening {
            at: "2026-11-21T16:30:00Z".parse().expect("an instant"),
            by: Actor::GUEST,
            act: "cancel".into(),
            about: About::Booking {
                id: BookingId(7),
                version: 2,
                before: Some(State::Confirmed),
                after: State::Cancelled,
                span: None,
                resources: vec![ResourceId(3), ResourceId(4)],
            },
            reason: Some("ill, \"very\"\nill".into()),
        };
        let zone = TimeZone::get("Europe/Moscow").expect("a zone");
        let line = csv_line(&zone, &happening, None, Some("=HYPERLINK(1)"));
        assert_eq!(
            line,
            "2026-11-21T16:30:00Z,2026-11-21 19:30:00,guest,,,cancel,booking,7,,\"'=HYPERLINK(1)\",3 4,,,confirmed,\
             cancelled,\"ill, \"\"very\"\"\nill\"\r\n"
        );
        assert_eq!(csv_head().matches(',').count(), COLUMNS.len() - 1);
    }
}
