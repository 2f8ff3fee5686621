//! The letters of the tests, and the way from us to the postoffice.

use std::time::Duration;

use bronya_courier::{MailSettings, Post, Smtp, Undelivered};
use bronya_sim::postoffice::{Answer, Postoffice};
use bronya_words::letter::AUTO_GENERATED;
use bronya_words::{Letter, Line};
use jiff::Timestamp;

/// Whom the letters are for.
pub const ANNA: &str = "anna@example.org";
/// From where they come.
pub const FROM: &str = "Bronya <booking@bronya.example>";

/// When the letters became owed.
pub fn stamp() -> Timestamp {
    "2026-11-18T09:00:00.250Z".parse().expect("an instant")
}

/// A plain letter of that number.
pub fn letter(number: usize) -> Letter {
    Letter {
        to_name: Some(Line::name("Анна Смирнова")),
        from_name: Line::name("Ресторан «Заря»"),
        subject: Line::subject(&format!("Столик {number}")),
        text: format!("Столик {number} ждёт вас.\n"),
        html: format!("<p>Столик <b>{number}</b> ждёт вас.</p>\n"),
        calendar: None,
        message_id: format!("<booking-7-{number}.1.guest.confirmed@bronya.example>"),
        thread_id: Some(format!("<booking-7-{number}@bronya.example>")),
        auto_submitted: AUTO_GENERATED,
    }
}

/// The way to that postoffice.
pub fn settings(office: &Postoffice) -> MailSettings {
    settings_of(&office.url())
}

/// The way that the URL names.
pub fn settings_of(url: &str) -> MailSettings {
    MailSettings::read(url, FROM).unwrap_or_else(|bad| panic!("{url}: {bad}"))
}

/// A post to that postoffice.
pub fn post(office: &Postoffice) -> Post {
    open(settings(office))
}

/// A post with these settings.
pub fn open(settings: MailSettings) -> Post {
    Post::Smtp(Box::new(
        Smtp::open(settings).expect("certificates that can be read"),
    ))
}

/// A post that has little patience.
pub fn hasty_post(office: &Postoffice, limit: Duration) -> Post {
    let mut settings = settings(office);
    settings.timeout = limit;
    open(settings)
}

/// Sends a letter to Anna.
pub async fn send(post: &Post, letter: &Letter) -> Result<(), Undelivered> {
    post.send(ANNA, letter, stamp()).await
}

/// An answer for a script.
pub fn answer(code: u16, words: &str) -> Answer {
    (code, words.to_owned())
}

/// The reason, if it is worth another try.
pub fn later(sent: Result<(), Undelivered>) -> String {
    match sent {
        Err(Undelivered::Later { why }) => why.to_string(),
        other => panic!("to be tried again, and not {other:?}"),
    }
}

/// The reason, if it is to be given up.
pub fn never(sent: Result<(), Undelivered>) -> String {
    match sent {
        Err(Undelivered::Never { why }) => why.to_string(),
        other => panic!("to be given up, and not {other:?}"),
    }
}
