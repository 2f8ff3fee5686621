//! The letters to guests, under the contract's subjects: an order was received, accepted, refused, canceled. What it
//! says nothing about is told in the native words.

use bronya_domain::catalog::Language;
use bronya_domain::notice::{Recipient, Topic};
use bronya_gate::keys::Secret;
use bronya_words::matter::Visit;
use bronya_words::sheet::{Button, Sheet};
use bronya_words::{Letter, LetterSet, Line, Matter, Native};

use super::seeds::STAFF_MAIL;
use crate::door::Stationery;

/// The words of the contract.
pub(super) struct Words {
    received: &'static str,
    accepted: &'static str,
    refused: &'static str,
    rival_chosen: &'static str,
    canceled: &'static str,
    /// The button that cancels.
    pub cancel: &'static str,
    /// The button that asks to cancel.
    pub ask: &'static str,
    /// Whether to cancel.
    pub whether: &'static str,
    /// Whether to ask the admin to cancel.
    pub whether_ask: &'static str,
    /// There is nothing to cancel.
    pub gone: &'static str,
    /// It was canceled.
    pub done: &'static str,
    /// It was asked for.
    pub asked: &'static str,
}

/// The words in a language.
pub(super) fn words(language: Language) -> &'static Words {
    match language {
        Language::Ru => &Words {
            received: "Спасибо за бронь! Она будет принята в ближайшее время.",
            accepted: "Дорогой клиент! Ваша бронь принята.",
            refused: "Дорогой клиент! В брони отказано.",
            rival_chosen: "Дорогой клиент! Столик, который вы бронировали, уже занят. Пожалуйста, выберите другой.",
            canceled: "Дорогой клиент! Ваша бронь отменена.",
            cancel: "Отменить бронь",
            ask: "Попросить об отмене",
            whether: "Отменить бронь?",
            whether_ask: "Бронь уже принята. Попросить администратора её отменить?",
            gone: "Этой брони нет, или её уже нельзя отменить.",
            done: "Ваша бронь отменена.",
            asked: "Ваша просьба отправлена администратору. Пожалуйста, дождитесь ответа.",
        },
        Language::En => &Words {
            received: "Thank you for your booking! Your booking will be accepted as soon as possible.",
            accepted: "Dear customer! Your booking is accepted.",
            refused: "Dear customer! Your booking is refused.",
            rival_chosen: "Dear customer! We are sorry, the table you've booked is already in use. Please select another one.",
            canceled: "Dear customer! Your booking was canceled.",
            cancel: "Cancel the booking",
            ask: "Ask to cancel",
            whether: "Cancel the booking?",
            whether_ask: "The booking is accepted already. Ask the administrator to cancel it?",
            gone: "This booking is invalid or can't be canceled.",
            done: "Your booking is canceled successfully.",
            asked: "Your request has been sent to the administrator. Please wait for further instructions.",
        },
    }
}

/// The contract's letters.
struct Contract {
    secret: Secret,
    url: String,
    /// Whether the staff want to read of every order.
    tells_staff: bool,
}

pub(crate) fn letters(stationery: Stationery) -> Option<Box<dyn LetterSet>> {
    Some(Box::new(Contract {
        tells_staff: stationery.instance.settings.contains_key(STAFF_MAIL),
        secret: stationery.secret,
        url: stationery.url,
    }))
}

impl LetterSet for Contract {
    fn letter(&self, matter: &Matter<'_>) -> Option<Letter> {
        match matter.notice.to {
            Recipient::Guest => self.to_guest(matter),
            Recipient::Staff | Recipient::Program => {
                self.is_for_staff(matter).then(|| Native.letter(matter))
            }
        }
    }
}

impl Contract {
    fn to_guest(&self, matter: &Matter<'_>) -> Option<Letter> {
        let words = words(matter.language());
        let (subject, lead, button) = match matter.notice.topic {
            Topic::Received => ("Table booking", words.received, Some(words.cancel)),
            Topic::Confirmed => ("Your booking is accepted", words.accepted, Some(words.ask)),
            Topic::Declined => ("Booking is refused", words.refused, None),
            Topic::RivalChosen => ("Booking is refused", words.rival_chosen, None),
            // Whoever cancelled himself was told so when he did.
            Topic::Cancelled if !matter.by.is_staff() => return None,
            Topic::Cancelled => ("Booking is canceled", words.canceled, None),
            Topic::CancelAsked | Topic::Moved | Topic::Expired | Topic::Reminder => {
                return Some(Native.letter(matter));
            }
        };
        let sheet = Native.sheet(matter);
        let button = button.map(|label| self.cancelling(label, &matter.visit));
        let sheet = Sheet {
            title: subject.to_owned(),
            lead: lead.to_owned(),
            buttons: button.map_or(sheet.buttons, |button| vec![button]),
            ..sheet
        };
        Some(Letter {
            subject: Line::subject(subject),
            text: sheet.text(),
            html: sheet.html(),
            ..Native.letter(matter)
        })
    }

    /// Whether the staff read about it. Who wrote down no address for them looks into the list of what waits.
    fn is_for_staff(&self, matter: &Matter<'_>) -> bool {
        let waited = matter.before.is_none_or(|before| before.state.undecided());
        let is_noise = match matter.notice.topic {
            Topic::Received => true,
            Topic::Cancelled => waited,
            Topic::Confirmed
            | Topic::Declined
            | Topic::RivalChosen
            | Topic::CancelAsked
            | Topic::Moved
            | Topic::Expired
            | Topic::Reminder => false,
        };
        self.tells_staff || !is_noise
    }

    /// The button that leads to the page on which one cancels.
    fn cancelling(&self, label: &str, visit: &Visit<'_>) -> Button {
        let key = self.secret.booking_uuid(visit.venue.id, visit.booking);
        Button {
            label: label.to_owned(),
            link: format!("{}/api/customer/cancel_booking/?id={key}", self.url),
            first: true,
        }
    }
}
