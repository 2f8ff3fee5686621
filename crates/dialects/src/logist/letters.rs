//! The letters to guests: an order was received, confirmed, cancelled. Whatever else happens to an order is told in the
//! native words, and so is what the staff should know.

use bronya_domain::catalog::Language;
use bronya_domain::notice::{Recipient, Topic};
use bronya_gate::keys::Secret;
use bronya_words::matter::Visit;
use bronya_words::sheet::{Button, Row, Sheet};
use bronya_words::{Letter, LetterSet, Line, Matter, Native};

use super::seeds::KINDS;
use crate::door::Stationery;
use crate::kinds::Kinds;

/// What the original writes over every letter.
const SUBJECT: &str = "Order status from LogicService";

/// The words of the contract.
pub(super) struct Words {
    received: &'static str,
    wait: &'static str,
    confirmed: &'static str,
    /// An order was cancelled.
    pub cancelled: &'static str,
    /// The button that cancels.
    pub cancel: &'static str,
    table: &'static str,
    /// Whether to cancel.
    pub ask: &'static str,
    /// There is nothing to cancel.
    pub gone: &'static str,
}

/// The words in a language.
pub(super) fn words(language: Language) -> &'static Words {
    match language {
        Language::Ru => &Words {
            received: "Ваш заказ",
            wait: "Ожидайте подтверждения бронирования!",
            confirmed: "Ваш заказ подтвержден!",
            cancelled: "Ваш заказ отменен!",
            cancel: "Отмена",
            table: "Столик",
            ask: "Отменить заказ?",
            gone: "Этого заказа нет, или его уже нельзя отменить.",
        },
        Language::En => &Words {
            received: "Your order",
            wait: "Wait for the booking to be confirmed!",
            confirmed: "Your order is confirmed!",
            cancelled: "Your order is cancelled!",
            cancel: "Cancel",
            table: "Table",
            ask: "Cancel the order?",
            gone: "There is no such order, or it can no longer be cancelled.",
        },
    }
}

/// The contract's letters.
struct Contract {
    kinds: Kinds,
    secret: Secret,
    url: String,
}

pub(crate) fn letters(stationery: Stationery) -> Option<Box<dyn LetterSet>> {
    Some(Box::new(Contract {
        kinds: Kinds::of(&stationery.instance, Some(KINDS)),
        secret: stationery.secret,
        url: stationery.url,
    }))
}

impl LetterSet for Contract {
    fn letter(&self, matter: &Matter<'_>) -> Option<Letter> {
        let native = Native.letter(matter);
        let words = words(matter.language());
        let mut sheet = Native.sheet(matter);
        if let Some((types, id)) = self.table(&matter.visit) {
            let value = format!("{types} {id}");
            if sheet.rows.iter().all(|row| row.value != value) {
                let label = words.table.to_owned();
                sheet.rows.insert(0, Row { label, value });
            }
        }
        let cancels = || {
            vec![Button {
                label: words.cancel.to_owned(),
                link: self.cancelling(&matter.visit),
                first: true,
            }]
        };
        let sheet = match (matter.notice.to, matter.notice.topic) {
            (Recipient::Guest, Topic::Received) => Sheet {
                title: words.received.to_owned(),
                lead: words.wait.to_owned(),
                buttons: cancels(),
                ..sheet
            },
            (Recipient::Guest, Topic::Confirmed) => Sheet {
                title: words.confirmed.to_owned(),
                lead: format!("{} {}", words.confirmed, sheet.lead),
                buttons: cancels(),
                ..sheet
            },
            (Recipient::Guest, Topic::Cancelled) => Sheet {
                title: words.cancelled.to_owned(),
                lead: format!("{} {}", words.cancelled, sheet.lead),
                ..sheet
            },
            (
                Recipient::Guest,
                Topic::Declined
                | Topic::RivalChosen
                | Topic::CancelAsked
                | Topic::Moved
                | Topic::Expired
                | Topic::Reminder,
            )
            | (Recipient::Staff | Recipient::Program, _) => return Some(native),
        };
        Some(Letter {
            subject: Line::subject(SUBJECT),
            text: sheet.text(),
            html: sheet.html(),
            ..native
        })
    }
}

impl Contract {
    /// The kind and the number of a table in the contract's words, whatever it is called at the venue.
    fn table<'a>(&'a self, visit: &Visit<'a>) -> Option<(&'a str, i64)> {
        let table = visit.first?;
        Some((self.kinds.theirs(table.kind)?, table.number))
    }

    /// Where the button leads: what the original's form sends, and the key that opens this one order.
    fn cancelling(&self, visit: &Visit<'_>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if let Some((types, id)) = self.table(visit) {
            query.append_pair("id", &id.to_string());
            query.append_pair("types", types);
        }
        if let Some(mail) = &visit.booking.contact.email {
            query.append_pair("mail", mail);
        }
        let key = self.secret.booking_uuid(visit.venue.id, visit.booking);
        query.append_pair("key", &key);
        format!("{}/cancel/?{}", self.url, query.finish())
    }
}
