//! Says when, in the venue's local time and as people write it.

use bronya_domain::booking::When;
use bronya_domain::catalog::Language;
use bronya_domain::span::Span;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use crate::tongue::{Blanks, say, word};

/// When a booking takes place.
pub fn when(language: Language, zone: &TimeZone, when: When) -> String {
    match when.span() {
        Some(stay) => span(language, zone, stay),
        None => word(language, "when-unset"),
    }
}

/// From when until when: `суббота, 21 ноября 2026 г., 19:30–21:30`.
pub fn span(language: Language, zone: &TimeZone, span: Span) -> String {
    let from = span.from().to_zoned(zone.clone());
    let blanks = day(&from).with("from", clock(&from));
    let Some(until) = span.until() else {
        return say(language, "when-open", &blanks);
    };
    let until = until.to_zoned(zone.clone());
    let blanks = blanks.with("to", clock(&until));
    let tomorrow = from.date().tomorrow().ok();
    // A stay until midnight belongs to its own day, and nobody says "the next day" of it.
    let midnight = tomorrow == Some(until.date()) && until.time() == jiff::civil::Time::midnight();
    if from.date() == until.date() || midnight {
        say(language, "when-range", &blanks)
    } else if tomorrow == Some(until.date()) && until.date() != from.date() && until.hour() < 12 {
        say(language, "when-overnight", &blanks)
    } else {
        let until = say(
            language,
            "date-time",
            &day(&until).with("from", clock(&until)),
        );
        say(language, "when-long", &blanks.with("until", until))
    }
}

/// A moment in few words, without the year: `21 ноября, 19:30`.
pub fn short(language: Language, zone: &TimeZone, moment: Timestamp) -> String {
    said(language, "short", zone, moment)
}

/// A moment with its day of the week and its year: `суббота, 21 ноября 2026 г., 19:30`.
pub fn full(language: Language, zone: &TimeZone, moment: Timestamp) -> String {
    said(language, "date-time", zone, moment)
}

/// The moment at which something ends, as part of a sentence: `до 21 ноября 2026 г., 19:30`.
pub fn until(language: Language, zone: &TimeZone, moment: Timestamp) -> String {
    said(language, "until", zone, moment)
}

/// A day with its day of the week and its year: `суббота, 21 ноября 2026 г.`.
pub fn date(language: Language, moment: &Zoned) -> String {
    say(language, "date", &day(moment))
}

fn said(language: Language, id: &str, zone: &TimeZone, moment: Timestamp) -> String {
    let moment = moment.to_zoned(zone.clone());
    say(language, id, &day(&moment).with("from", clock(&moment)))
}

fn day(moment: &Zoned) -> Blanks<'static> {
    Blanks::default()
        .with("weekday", moment.weekday().to_monday_one_offset())
        .with("day", moment.day())
        .with("month", moment.month())
        .with("year", moment.year())
}

/// What a clock on the wall shows. An hour that comes twice that night says which one is meant.
pub fn clock(moment: &Zoned) -> String {
    let shown = moment.strftime("%H:%M");
    if moment
        .time_zone()
        .to_ambiguous_zoned(moment.datetime())
        .is_ambiguous()
    {
        format!("{shown} (UTC{})", moment.strftime("%:z"))
    } else {
        shown.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(language: Language, zone: &str, from: &str, until: Option<&str>) -> String {
        let zone = TimeZone::get(zone).expect("a zone");
        let instant = |text: &str| text.parse::<Timestamp>().expect("an instant");
        let stay = Span::maybe_open(instant(from), until.map(instant)).expect("a span");
        span(language, &zone, stay)
    }

    #[test]
    fn an_evening_is_written_as_people_write_it() {
        let evening = (
            "Europe/Moscow",
            "2026-11-21T16:30:00Z",
            Some("2026-11-21T18:30:00Z"),
        );
        assert_eq!(
            said(Language::Ru, evening.0, evening.1, evening.2),
            "суббота, 21 ноября 2026 г., 19:30–21:30"
        );
        assert_eq!(
            said(Language::En, evening.0, evening.1, evening.2),
            "Saturday, 21 November 2026, 19:30–21:30"
        );
    }

    #[test]
    fn midnight_and_what_lies_behind_it() {
        let late = |until| said(Language::Ru, "UTC", "2026-05-08T22:00:00Z", Some(until));
        let day = "пятница, 8 мая 2026 г.";
        assert_eq!(late("2026-05-08T23:59:00Z"), format!("{day}, 22:00–23:59"));
        assert_eq!(late("2026-05-09T00:00:00Z"), format!("{day}, 22:00–00:00"));
        assert_eq!(
            late("2026-05-09T00:01:00Z"),
            format!("{day}, 22:00 – 00:01 следующего дня")
        );
        assert_eq!(
            late("2026-05-09T11:59:00Z"),
            format!("{day}, 22:00 – 11:59 следующего дня")
        );
        assert_eq!(
            late("2026-05-09T12:00:00Z"),
            format!("{day}, 22:00 – суббота, 9 мая 2026 г., 12:00")
        );
    }

    #[test]
    fn an_open_end_is_left_open() {
        assert_eq!(
            said(Language::Ru, "UTC", "2026-01-01T10:00:00Z", None),
            "четверг, 1 января 2026 г., с 10:00"
        );
        assert_eq!(
            said(Language::En, "UTC", "2026-01-01T10:00:00Z", None),
            "Thursday, 1 January 2026, from 10:00"
        );
    }

    #[test]
    fn an_hour_that_comes_twice_says_which() {
        let at = |from, until| said(Language::En, "Europe/Berlin", from, Some(until));
        assert_eq!(
            at("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"),
            "Sunday, 25 October 2026, 02:30 (UTC+02:00)–02:30 (UTC+01:00)"
        );
        assert_eq!(
            at("2026-10-25T02:00:00Z", "2026-10-25T03:00:00Z"),
            "Sunday, 25 October 2026, 03:00–04:00"
        );
    }

    #[test]
    fn every_month_and_weekday_has_its_name() {
        let mut seen = std::collections::BTreeSet::new();
        for language in [Language::Ru, Language::En] {
            for month in 1..=12 {
                let from = format!("2026-{month:02}-01T10:00:00Z");
                let said = said(language, "UTC", &from, None);
                seen.insert(said.split(' ').nth(2).unwrap_or_default().to_owned());
            }
        }
        assert_eq!(seen.len(), 24, "{seen:?}");
        let days: std::collections::BTreeSet<String> = (2..=8)
            .map(|day| {
                said(
                    Language::Ru,
                    "UTC",
                    &format!("2026-11-{day:02}T10:00:00Z"),
                    None,
                )
            })
            .map(|said| said.split(',').next().unwrap_or_default().to_owned())
            .collect();
        assert_eq!(days.len(), 7, "{days:?}");
    }
}
