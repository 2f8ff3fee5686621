//! The form that opens where a time was pressed: what it is, how long it is kept, who comes, and the one button.

use bronya_domain::availability::Offer;
use bronya_domain::policy::Admission;
use bronya_words::{Line, moment};

use super::offered::{Wish, Wrong};
use super::opened::Opened;
use super::place::Place;
use super::seen::Seen;
use super::sent::Sent;
use crate::facts::party_of;
use crate::fields::{Field, Trouble};

/// The form.
pub(super) struct Form {
    pub heading: String,
    /// What it is besides: whose, for how many, for how much.
    pub facts: Vec<String>,
    pub kept: Option<Kept>,
    /// That the time is not kept any more, or what happens after it is sent.
    pub leads: Vec<String>,
    pub fields: Vec<Field>,
    /// What the guest may want to add.
    pub note: Field,
    pub note_open: bool,
    pub button: String,
    /// Whether the time itself can still be had.
    pub is_free: bool,
    /// Where one comes back to the times.
    pub back: String,
}

/// How long the time is kept.
pub(super) struct Kept {
    pub said: String,
    pub seconds: i64,
}

/// A time that comes near, to be pressed instead.
pub(super) struct Alternative {
    pub name: &'static str,
    pub value: String,
    pub label: String,
}

impl Form {
    /// The form of a time that was pressed, with what was typed.
    pub(super) fn of(
        seen: &Seen<'_>,
        wish: &Wish<'_>,
        opened: &Opened<'_>,
        sent: &Sent,
        wrong: &Wrong,
    ) -> Self {
        let rules = &opened.listed.rules;
        let mut fields = sent.fields(rules.contact, wrong, seen.tongue);
        let note = fields
            .pop()
            .unwrap_or_else(|| Field::new("note", "area", String::new()));
        let untouched = wrong.is_empty() && opened.is_free && !sent.is_typed();
        if let Some(first) = fields.first_mut().filter(|_| untouched) {
            first.focus = true;
        }
        let ran_out = seen.look.hold.is_some() && opened.hold.is_none() && opened.is_free;
        let ran_out = ran_out.then(|| seen.word("book-ran-out"));
        let instant = rules.admission == Admission::Instant;
        let answer = (!instant).then(|| answer(seen, rules.answer_minutes.get()));
        Self {
            heading: moment::span(seen.tongue.0, &seen.catalog.venue.zone, opened.span),
            facts: facts(seen, wish, opened),
            kept: kept(seen, opened),
            leads: [ran_out, answer].into_iter().flatten().collect(),
            note_open: !note.value.is_empty() || note.problem.is_some(),
            fields,
            note,
            button: seen.word(if instant {
                "book-button"
            } else {
                "book-request"
            }),
            is_free: opened.is_free,
            back: seen.path(&seen.look.open()),
        }
    }

    /// What is wrong with what was typed, with links to its fields.
    pub(super) fn trouble(&mut self, seen: &Seen<'_>) -> Option<Trouble> {
        let mut all: Vec<Field> = self.fields.iter().chain([&self.note]).cloned().collect();
        let trouble = Trouble::of(seen.tongue, &mut all);
        if let Some(note) = all.pop() {
            self.note = note;
        }
        self.fields = all;
        trouble
    }
}

impl Alternative {
    /// The times that come nearest to one that cannot be had. Where the guest's own words are complete, pressing one books
    /// it; where he has typed nothing yet, it opens the form there.
    pub(super) fn of(seen: &Seen<'_>, wish: &Wish<'_>, offer: &Offer, books: bool) -> Self {
        let from = offer.span.from();
        let local = seen.local(from);
        let time = match seen.look.date.as_deref() == Some(local.date().to_string().as_str()) {
            true => moment::clock(&local),
            false => seen.short(from),
        };
        let named = wish.kind.is_named();
        let label = match named {
            true => format!("{time}, {}", seen.name(offer.resource)),
            false => time,
        };
        Self {
            name: if books { "instead" } else { "to" },
            value: Place::of(offer, named).to_string(),
            label,
        }
    }
}

fn facts(seen: &Seen<'_>, wish: &Wish<'_>, opened: &Opened<'_>) -> Vec<String> {
    let named = wish.kind.is_named();
    let name = named.then(|| Line::name(&opened.listed.resource.name).to_string());
    let topic = opened
        .topic
        .as_deref()
        .map(|topic| Line::name(topic).to_string());
    let party = wish.party.map(|party| party_of(seen.tongue, party));
    let price = (opened.price != 0).then(|| seen.price(opened.price));
    [name, topic, party, price].into_iter().flatten().collect()
}

fn kept(seen: &Seen<'_>, opened: &Opened<'_>) -> Option<Kept> {
    let deadline = opened.hold.as_ref()?.deadline;
    let until = moment::clock(&seen.local(deadline));
    Some(Kept {
        said: seen.say("book-kept", "until", until),
        seconds: deadline.duration_since(seen.now).as_secs(),
    })
}

/// When the staff answer.
fn answer(seen: &Seen<'_>, minutes: Option<u32>) -> String {
    match minutes {
        None => seen.word("book-answer"),
        Some(minutes) => seen.say("book-answer-within", "long", seen.long(minutes)),
    }
}
