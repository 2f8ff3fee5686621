//! The four letters of the contract: to the specialist that a client asks or calls off, to the client that the
//! specialist agrees or does not. Whatever else happens to a consultation is told in the native words, so that nobody
//! learns of a change by chance; only of what a client has just done himself he gets no receipt.

use bronya_domain::catalog::Language;
use bronya_domain::notice::{Recipient, Topic};
use bronya_words::matter::Visit;
use bronya_words::sheet::Sheet;
use bronya_words::{Letter, LetterSet, Line, Matter, Native};
use jiff::Zoned;

use crate::door::Stationery;

/// What a letter is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum News {
    Asked,
    Agreed,
    Refused,
    CalledOff,
    CalledOffByClient,
}

/// The contract's letters.
struct Contract;

pub(crate) fn letters(_: Stationery) -> Option<Box<dyn LetterSet>> {
    Some(Box::new(Contract))
}

impl LetterSet for Contract {
    fn letter(&self, matter: &Matter<'_>) -> Option<Letter> {
        let by_venue = matter.by.is_staff();
        let news = match (matter.notice.to, matter.notice.topic) {
            (Recipient::Guest, Topic::Received) => return None,
            (Recipient::Guest, Topic::Cancelled) if !by_venue => return None,
            (Recipient::Staff, Topic::Received) => News::Asked,
            (Recipient::Guest, Topic::Confirmed) => News::Agreed,
            (Recipient::Guest, Topic::Declined) => News::Refused,
            (Recipient::Guest, Topic::Cancelled) => News::CalledOff,
            (Recipient::Staff, Topic::Cancelled) => News::CalledOffByClient,
            _ => return Some(Native.letter(matter)),
        };
        let native = Native.letter(matter);
        let Some((subject, lead)) = words(news, matter) else {
            return Some(native);
        };
        let sheet = Sheet {
            title: subject.clone(),
            lead,
            ..Native.sheet(matter)
        };
        Some(Letter {
            subject: Line::subject(&subject),
            text: sheet.text(),
            html: sheet.html(),
            ..native
        })
    }
}

/// The subject and the sentence; none where there is no time to speak of.
fn words(news: News, matter: &Matter<'_>) -> Option<(String, String)> {
    let (day, time, span) = moments(&matter.visit)?;
    let client = Line::some_name(matter.visit.booking.contact.name.as_deref());
    let client = client.map(|name| name.to_string()).unwrap_or_default();
    let specialist = Line::some_name(matter.visit.resources.first().map(String::as_str));
    let specialist = specialist.map(|name| name.to_string()).unwrap_or_default();
    Some(match matter.language() {
        Language::Ru => russian(news, &[&day, &time, &span, &client, &specialist]),
        Language::En => english(news, &[&day, &time, &span, &client, &specialist]),
    })
}

fn russian(news: News, [day, time, span, client, specialist]: &[&str; 5]) -> (String, String) {
    match news {
        News::Asked => (
            format!("Заявка на согласование консультации на {day} в {time}"),
            format!("Клиент {client} отправил на согласование консультацию на {span}"),
        ),
        News::Agreed => (
            format!("Согласование консультации на {day} в {time}"),
            format!("Специалист {specialist} согласовал консультацию на {span}"),
        ),
        News::Refused => (
            format!("Отмена консультации на {day} в {time}"),
            format!("Специалист {specialist} не согласовал консультацию на {span}"),
        ),
        News::CalledOff => (
            format!("Отмена консультации на {day} в {time}"),
            format!("Специалист {specialist} отменил консультацию на {span}"),
        ),
        News::CalledOffByClient => (
            format!("Отмена консультации {day} в {time}"),
            format!("Клиент {client} отменил консультацию на {span}"),
        ),
    }
}

fn english(news: News, [day, time, span, client, specialist]: &[&str; 5]) -> (String, String) {
    match news {
        News::Asked => (
            format!("Request for a consultation on {day} at {time}"),
            format!("The client {client} asks you to agree to a consultation on {span}"),
        ),
        News::Agreed => (
            format!("Consultation agreed for {day} at {time}"),
            format!("The specialist {specialist} agreed to the consultation on {span}"),
        ),
        News::Refused => (
            format!("Consultation on {day} at {time} called off"),
            format!("The specialist {specialist} did not agree to the consultation on {span}"),
        ),
        News::CalledOff => (
            format!("Consultation on {day} at {time} called off"),
            format!("The specialist {specialist} called off the consultation on {span}"),
        ),
        News::CalledOffByClient => (
            format!("Consultation on {day} at {time} called off"),
            format!("The client {client} called off the consultation on {span}"),
        ),
    }
}

/// The day, the time, and both with the end, by the venue's clock: `01.01.2030`, `10:00`, `01.01.2030 10:00 - 11:00`.
fn moments(visit: &Visit<'_>) -> Option<(String, String, String)> {
    let span = visit.booking.when.span()?;
    let day = |at: &Zoned| at.strftime("%d.%m.%Y").to_string();
    let clock = |at: &Zoned| at.strftime("%H:%M").to_string();
    let from = span.from().to_zoned(visit.venue.zone.clone());
    let mut both = format!("{} {}", day(&from), clock(&from));
    if let Some(until) = span.until() {
        let until = until.to_zoned(visit.venue.zone.clone());
        let ends = match until.date() == from.date() {
            true => clock(&until),
            false => format!("{} {}", day(&until), clock(&until)),
        };
        both = format!("{both} - {ends}");
    }
    Some((day(&from), clock(&from), both))
}
