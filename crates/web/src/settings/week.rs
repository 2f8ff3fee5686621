//! Opening hours as people type them, a line for each day: `12:00–15:00, 18:00–23:00`.

use bronya_domain::hours::{OpeningHours, WallSpan, Week};
use jiff::civil::{Time, Weekday};

use crate::tongue::Tongue;

/// The fields of a week's days, with the words for the days.
pub(super) const DAYS: [(&str, &str, Weekday); 7] = [
    ("monday", "settings-monday", Weekday::Monday),
    ("tuesday", "settings-tuesday", Weekday::Tuesday),
    ("wednesday", "settings-wednesday", Weekday::Wednesday),
    ("thursday", "settings-thursday", Weekday::Thursday),
    ("friday", "settings-friday", Weekday::Friday),
    ("saturday", "settings-saturday", Weekday::Saturday),
    ("sunday", "settings-sunday", Weekday::Sunday),
];

/// How many spans a day may have.
const SPANS_MOST: usize = 24;
/// What people write for a day on which nobody is there.
const CLOSED: [&str; 8] = ["", "-", "–", "—", "closed", "закрыто", "выходной", "нет"];
/// What people write for a day without an end.
const ALWAYS: [&str; 4] = ["24h", "24/7", "around the clock", "круглосуточно"];

/// The hours of one day; none where they cannot be read, or overlap.
pub(super) fn day(text: &str) -> Option<Vec<WallSpan>> {
    let text = text.trim().to_lowercase();
    if CLOSED.contains(&text.as_str()) {
        return Some(Vec::new());
    }
    if ALWAYS.contains(&text.as_str()) {
        let (opens, closes) = (Time::midnight(), Time::midnight());
        return Some(vec![WallSpan { opens, closes }]);
    }
    let spans: Option<Vec<WallSpan>> = text.split([',', ';']).map(span).collect();
    let spans = spans.filter(|spans| spans.len() <= SPANS_MOST)?;
    let week = Week {
        monday: spans.clone(),
        ..Week::default()
    };
    let hours = OpeningHours {
        weekly: week,
        ..OpeningHours::default()
    };
    hours.check().is_ok().then_some(spans)
}

fn span(text: &str) -> Option<WallSpan> {
    let (opens, closes) = text.split_once(['-', '–', '—', '−'])?;
    let closes = closes.trim();
    Some(WallSpan {
        opens: time(opens.trim())?,
        closes: match closes {
            "24" | "24:00" | "24.00" => Time::midnight(),
            closes => time(closes)?,
        },
    })
}

/// A time of day: `9`, `9:30`, `09.30`.
fn time(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once([':', '.']).unwrap_or((text, "00"));
    let digits = |text: &str, most: usize| {
        let plain = text.bytes().all(|byte| byte.is_ascii_digit());
        (plain && (1..=most).contains(&text.len()))
            .then(|| text.parse().ok())
            .flatten()
    };
    let minute = Some(minute).filter(|minute| minute.len() == 2)?;
    Time::new(digits(hour, 2)?, digits(minute, 2)?, 0, 0).ok()
}

/// The hours of one day as they are typed; nothing for a closed day.
pub(super) fn text(spans: &[WallSpan]) -> String {
    let text = |span: &WallSpan| {
        let midnight = Time::midnight();
        let closes = match span.closes == midnight {
            true => "24:00".to_owned(),
            false => clock(span.closes),
        };
        format!("{}–{closes}", clock(span.opens))
    };
    let spans: Vec<String> = spans.iter().map(text).collect();
    spans.join(", ")
}

fn clock(time: Time) -> String {
    time.strftime("%H:%M").to_string()
}

/// The days of a week in a few lines, those that are alike and follow each other as one.
pub(super) fn lines(tongue: Tongue, week: &Week) -> Vec<String> {
    let mut runs: Vec<(usize, usize, String)> = Vec::new();
    for (at, (_, _, day)) in DAYS.into_iter().enumerate() {
        let hours = text(week.on(day));
        match runs.last_mut() {
            Some((_, last, before)) if *before == hours => *last = at,
            _ => runs.push((at, at, hours)),
        }
    }
    let short = |at: usize| tongue.word(&format!("{}.short", DAYS[at].1));
    let line = |(first, last, hours): (usize, usize, String)| {
        let days = match first == last {
            true => short(first),
            false => format!("{}–{}", short(first), short(last)),
        };
        let hours = match hours.is_empty() {
            true => tongue.word("settings-hours-closed"),
            false => hours,
        };
        format!("{days}: {hours}")
    };
    runs.into_iter().map(line).collect()
}

/// Puts the hours of one day into a week.
pub(super) fn put(week: &mut Week, day: Weekday, spans: Vec<WallSpan>) {
    let place = match day {
        Weekday::Monday => &mut week.monday,
        Weekday::Tuesday => &mut week.tuesday,
        Weekday::Wednesday => &mut week.wednesday,
        Weekday::Thursday => &mut week.thursday,
        Weekday::Friday => &mut week.friday,
        Weekday::Saturday => &mut week.saturday,
        Weekday::Sunday => &mut week.sunday,
    };
    *place = spans;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, read: Option<&str>) {
        assert_eq!(
            day(typed).map(|spans| text(&spans)).as_deref(),
            read,
            "{typed:?}"
        );
    }

    #[test]
    fn hours_are_read_as_people_type_them() {
        check("12:00–23:00", Some("12:00–23:00"));
        check(" 9 - 13, 14.30-18 ", Some("09:00–13:00, 14:30–18:00"));
        check("18:00-02:00", Some("18:00–02:00"));
        check("12:00-24:00", Some("12:00–24:00"));
        check("12:00-00:00", Some("12:00–24:00"));
        check("Круглосуточно", Some("00:00–24:00"));
        check("", Some(""));
        check("Closed", Some(""));
    }

    #[test]
    fn what_cannot_be_hours_is_not_guessed_at() {
        for typed in [
            "12",
            "25:00-26:00",
            "12:0-13:00",
            "noon-night",
            "12:00-15:00, 14:00-18:00",
            "12:00-",
            "12:60-13:00",
            "+1:00-2:00",
            "12:00-13:00-14:00",
        ] {
            check(typed, None);
        }
    }
}
