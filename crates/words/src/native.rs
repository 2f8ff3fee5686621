//! Our own letters: which facts each of them tells, and in which order. How they are told stands in `words/*.ftl`.

use bronya_domain::booking::State;
use bronya_domain::catalog::Language;
use bronya_domain::money::Money;
use bronya_domain::notice::{Notice, Recipient, Topic};

use crate::calendar::{self, CalendarPart, Entry, Method};
use crate::ids;
use crate::letter::{AUTO_GENERATED, Letter};
use crate::line::{Line, Passage, link};
use crate::matter::{Alternative, Matter};
use crate::sheet::{Button, Choice, Quote, Row, Sheet};
use crate::tongue::{Blanks, hello, say, word};
use crate::{moment, price};

/// The native letters. They have a letter for every notice.
#[derive(Clone, Copy, Debug, Default)]
pub struct Native;

impl Native {
    /// The letter about this matter.
    pub fn letter(&self, matter: &Matter<'_>) -> Letter {
        let sheet = self.sheet(matter);
        let text = Telling::of(matter);
        Letter {
            to_name: Line::some_name(matter.reader.name),
            from_name: Line::name(&matter.visit.venue.name),
            subject: Line::subject(&text.say("subject")),
            text: sheet.text(),
            html: sheet.html(),
            calendar: calendar_part(matter),
            message_id: ids::message_id(matter),
            thread_id: Some(ids::thread_id(matter)),
            auto_submitted: AUTO_GENERATED,
        }
    }

    /// What stands in the letter, for a set that changes a line of it.
    pub fn sheet(&self, matter: &Matter<'_>) -> Sheet {
        let telling = Telling::of(matter);
        let language = telling.language;
        Sheet {
            language,
            venue: Line::name(&matter.visit.venue.name).to_string(),
            title: telling.say("title"),
            hello: hello(language, matter.reader.name),
            lead: telling.say("lead"),
            quotes: telling.quotes(),
            rows: telling.rows(),
            choice: telling.choice(),
            buttons: telling.buttons(),
            small: telling.small(),
        }
    }
}

/// Under which name the words of a letter are kept. A new topic finds no letter here until it has one. A program is told
/// by its venue's webhook and gets no letter; in one it would read what the staff read.
fn words_of(notice: Notice) -> &'static str {
    use Recipient::{Guest, Program, Staff};
    match (notice.to, notice.topic) {
        (Guest, Topic::Received) => "guest-received",
        (Guest, Topic::Confirmed) => "guest-confirmed",
        (Guest, Topic::Declined) => "guest-declined",
        (Guest, Topic::RivalChosen) => "guest-rival-chosen",
        (Guest, Topic::Cancelled) => "guest-cancelled",
        (Guest, Topic::CancelAsked) => "guest-cancel-asked",
        (Guest, Topic::Moved) => "guest-moved",
        (Guest, Topic::Expired) => "guest-expired",
        (Guest, Topic::Reminder) => "guest-reminder",
        (Staff | Program, Topic::Received) => "staff-received",
        (Staff | Program, Topic::Confirmed) => "staff-confirmed",
        (Staff | Program, Topic::Declined) => "staff-declined",
        (Staff | Program, Topic::RivalChosen) => "staff-rival-chosen",
        (Staff | Program, Topic::Cancelled) => "staff-cancelled",
        (Staff | Program, Topic::CancelAsked) => "staff-cancel-asked",
        (Staff | Program, Topic::Moved) => "staff-moved",
        (Staff | Program, Topic::Expired) => "staff-expired",
        (Staff | Program, Topic::Reminder) => "staff-reminder",
    }
}

/// What the letter does to the guest's calendar: only what is agreed stands in it. The staff have the day view and
/// feeds; an entry by letter would miss what they do themselves.
fn calendar_part(matter: &Matter<'_>) -> Option<CalendarPart> {
    let Notice { to, topic } = matter.notice;
    if to == Recipient::Staff {
        return None;
    }
    let was_agreed = matter
        .before
        .is_some_and(|before| before.state == State::Confirmed);
    let method = match topic {
        Topic::Confirmed => Method::Request,
        Topic::Moved if matter.visit.booking.state == State::Confirmed => Method::Request,
        Topic::Cancelled if was_agreed => Method::Cancel,
        Topic::Received
        | Topic::Moved
        | Topic::Cancelled
        | Topic::Declined
        | Topic::RivalChosen
        | Topic::CancelAsked
        | Topic::Expired
        | Topic::Reminder => return None,
    };
    let entry = Entry {
        visit: matter.visit,
        language: matter.language(),
        link: matter.links.manage,
        post: matter.post,
    };
    calendar::part(&entry, method, &matter.reader)
}

/// A matter on its way into words.
struct Telling<'a> {
    matter: &'a Matter<'a>,
    language: Language,
    to: Recipient,
}

impl<'a> Telling<'a> {
    fn of(matter: &'a Matter<'a>) -> Self {
        Self {
            matter,
            language: matter.language(),
            to: matter.notice.to,
        }
    }

    /// One part of the letter's own words.
    fn say(&self, part: &str) -> String {
        let Matter {
            visit, before, by, ..
        } = self.matter;
        let (venue, booking) = (visit.venue, visit.booking);
        let short = |moment| moment::short(self.language, &venue.zone, moment);
        let who = match self.to {
            Recipient::Guest => Line::name(&venue.name),
            Recipient::Staff | Recipient::Program => {
                Line::some_name(booking.contact.name.as_deref())
                    .unwrap_or_else(|| Line::name(&booking.id.code(venue.id)))
            }
        };
        let about = match booking.when.span() {
            Some(span) => format!("{who}, {}", short(span.from())),
            None => who.to_string(),
        };
        let yes = |yes| if yes { "yes" } else { "no" };
        let held = before.is_some_and(|before| before.state.holds());
        let blanks = Blanks::default()
            .with("about", about)
            .with("by", if by.is_staff() { "venue" } else { "guest" })
            .with("holds", yes(booking.state.holds()))
            .with("held", yes(held))
            .with("decided", yes(!booking.state.undecided()))
            .with(
                "answer",
                booking.deadline.map_or_else(|| "none".to_owned(), short),
            );
        let id = format!("{}.{part}", words_of(self.matter.notice));
        say(self.language, &id, &blanks)
    }

    /// Other people's own words.
    fn quotes(&self) -> Vec<Quote> {
        let quote = |label: &str, words: Option<&str>| {
            let words = Passage::new(words?)?;
            Some(Quote {
                label: word(self.language, label),
                words,
            })
        };
        let note = match self.to {
            Recipient::Guest => None,
            Recipient::Staff | Recipient::Program => self.matter.visit.booking.note.as_deref(),
        };
        let both = [
            quote("label-reason", self.matter.reason),
            quote("label-note", note),
        ];
        both.into_iter().flatten().collect()
    }

    fn rows(&self) -> Vec<Row> {
        let visit = &self.matter.visit;
        let mut rows = self.time();
        let mut add = |label: &str, value: Option<String>| {
            rows.extend(value.map(|value| self.row(label, value)));
        };
        let line = |text: Option<&str>| Line::some_name(text).map(|line| line.to_string());
        add("label-topic", line(visit.slot_topic));
        add("label-what", self.resources());
        if self.to == Recipient::Guest {
            add("label-where", line(visit.venue.address.as_deref()));
        }
        add("label-party", self.party());
        let price = visit.booking.price;
        add(
            "label-price",
            (price.minor != 0 && !self.refused()).then(|| price::price(self.language, price)),
        );
        if self.to == Recipient::Staff {
            let contact = &visit.booking.contact;
            add("label-guest", line(contact.name.as_deref()));
            add("label-phone", line(contact.phone.as_deref()));
            add("label-email", line(contact.email.as_deref()));
        }
        add("label-code", Some(visit.booking.id.code(visit.venue.id)));
        rows
    }

    /// When it is; where the change was about that, when it was before, too.
    fn time(&self) -> Vec<Row> {
        let visit = &self.matter.visit;
        let when = |when| moment::when(self.language, &visit.venue.zone, when);
        let now = when(visit.booking.when);
        match self.moved_from().map(|before| before.when) {
            Some(before) if before != visit.booking.when => {
                vec![
                    self.row("label-was", when(before)),
                    self.row("label-now", now),
                ]
            }
            Some(_) | None => vec![self.row("label-when", now)],
        }
    }

    fn resources(&self) -> Option<String> {
        let now = calendar::resources(self.matter.visit.resources);
        let before = self
            .moved_from()
            .and_then(|before| calendar::resources(&before.resources));
        changed(before, now)
    }

    fn party(&self) -> Option<String> {
        let count = |party| {
            say(
                self.language,
                "party",
                &Blanks::default().with("party", party),
            )
        };
        let before = self.moved_from().and_then(|before| before.party);
        changed(
            before.map(count),
            self.matter.visit.booking.party.map(count),
        )
    }

    /// Whether nothing will come of it.
    fn refused(&self) -> bool {
        matches!(
            self.matter.visit.booking.state,
            State::Declined | State::Cancelled | State::Expired
        )
    }

    /// What a letter about a move compares with.
    fn moved_from(&self) -> Option<&crate::matter::Before> {
        let moved = self.matter.notice.topic == Topic::Moved;
        self.matter.before.filter(|_| moved)
    }

    /// What the guest may have instead.
    fn choice(&self) -> Option<Choice> {
        let alternatives = self.matter.alternatives;
        let shown = self.refused() && self.to == Recipient::Guest && !alternatives.is_empty();
        shown.then(|| Choice {
            label: word(self.language, "label-choice"),
            things: alternatives
                .iter()
                .map(|one| self.alternative(one))
                .collect(),
        })
    }

    fn alternative(&self, one: &Alternative) -> (String, Option<String>) {
        let venue = self.matter.visit.venue;
        let mut parts = vec![
            moment::span(self.language, &venue.zone, one.offer.span),
            Line::name(&one.resource).to_string(),
        ];
        if one.offer.price != 0 {
            let money = Money {
                minor: one.offer.price,
                currency: venue.currency,
            };
            parts.push(price::price(self.language, money));
        }
        let there = link(one.link.as_deref()).map(str::to_owned);
        (parts.join(" · "), there)
    }

    fn buttons(&self) -> Vec<Button> {
        let (links, state) = (self.matter.links, self.matter.visit.booking.state);
        let live = state.undecided() || state == State::Confirmed;
        let mut buttons = Vec::new();
        let mut add = |wanted: bool, label: &str, there: Option<&str>| {
            if let Some(there) = link(there).filter(|_| wanted) {
                let (label, first) = (word(self.language, label), buttons.is_empty());
                buttons.push(Button {
                    label,
                    link: there.to_owned(),
                    first,
                });
            }
        };
        match self.to {
            Recipient::Guest => {
                add(live, "button-manage", links.manage);
                add(!live, "button-again", links.again);
            }
            Recipient::Staff | Recipient::Program => {
                add(state.undecided(), "button-accept", links.accept);
                add(state.undecided(), "button-decline", links.decline);
                add(true, "button-open", links.manage);
            }
        }
        buttons
    }

    fn small(&self) -> Vec<String> {
        let links = self.matter.links;
        let decides = self.matter.visit.booking.state.undecided()
            && self.to == Recipient::Staff
            && (links.accept.is_some() || links.decline.is_some());
        let zone = Line::name(&self.matter.visit.venue.zone_name).to_string();
        let warning = decides.then(|| word(self.language, "small-decide"));
        let zone = say(
            self.language,
            "small-zone",
            &Blanks::default().with("zone", zone),
        );
        let auto = word(self.language, "small-auto");
        warning.into_iter().chain([zone, auto]).collect()
    }

    fn row(&self, label: &str, value: String) -> Row {
        Row {
            label: word(self.language, label),
            value,
        }
    }
}

/// The value, and after an arrow what it became.
fn changed(before: Option<String>, now: Option<String>) -> Option<String> {
    match (before, now) {
        (Some(before), Some(now)) if before != now => Some(format!("{before} → {now}")),
        (_, now) => now,
    }
}
