//! What is chosen of a day, beside every view: a booking or a resource, what is known of it, and what can be done with it.

use bronya_domain::booking::{Block, Booking, State};
use bronya_domain::catalog::Listed;
use bronya_domain::span::Span;
use bronya_words::{Line, moment, price};
use jiff::Timestamp;

use super::floor;
use super::form::Form;
use super::look::{Doing, Look};
use super::seen::Seen;
use crate::facts::{self, Fact, Facts, party_of};
use crate::tongue::Blanks;
use crate::visits::VisitLine;

/// What stands beside a view.
pub(super) struct Panel {
    /// Whose name it bears.
    pub title: String,
    /// Where a booking stands, and how that looks.
    pub state: Option<(String, &'static str)>,
    /// What is known.
    pub facts: Vec<Fact>,
    /// What is done with one press.
    pub presses: Vec<Press>,
    /// What asks before it is done: what it is called, and where it asks.
    pub ways: Vec<(String, String)>,
    /// What is closed on a resource, each with the press that opens it.
    pub blocks: Vec<(String, Press)>,
    /// What else the guest booked.
    pub visits: Vec<VisitLine>,
    /// The form of what somebody is about to do.
    pub form: Option<Form>,
    /// Where nothing is chosen.
    pub close: String,
}

/// A button that does something to a booking or a block at once.
pub(super) struct Press {
    /// What it does, by its name in addresses.
    pub act: &'static str,
    /// What it is called.
    pub label: String,
    /// The thing that it is about, with its version where it has one.
    pub value: String,
    /// Under which name that is sent.
    pub name: &'static str,
    /// How weighty it is, by a name of the style sheet.
    pub look: &'static str,
}

impl Press {
    /// A button that does something to a booking as it is now.
    pub(super) fn on(seen: &Seen<'_>, booking: &Booking, act: &'static str) -> Self {
        let words = format!("day-do-{}", act.replace('_', "-"));
        Self {
            act,
            label: seen.word(&words),
            value: format!("{}.{}", booking.id, booking.version),
            name: "booking",
            look: match act {
                "confirm" | "seat" | "finish" => "first",
                _ => "",
            },
        }
    }

    fn opens(seen: &Seen<'_>, block: &Block) -> Self {
        Self {
            act: "unblock",
            label: seen.word("day-do-unblock"),
            value: block.id.to_string(),
            name: "block",
            look: "",
        }
    }
}

/// What is done next with a booking, by one press.
pub(super) fn next_presses(seen: &Seen<'_>, booking: &Booking) -> Vec<Press> {
    let begun = booking
        .when
        .span()
        .is_none_or(|span| span.from() <= seen.now);
    let acts: &[&'static str] = match seen.stands(booking) {
        State::Requested | State::Tentative => &["confirm"],
        State::Confirmed if begun => &["seat", "no_show"],
        State::Confirmed => &["seat"],
        State::Seated => &["finish"],
        State::Finished | State::NoShow | State::Cancelled | State::Declined | State::Expired => {
            &[]
        }
    };
    let press = |act: &&'static str| Press::on(seen, booking, act);
    acts.iter().map(press).collect()
}

impl Panel {
    /// What stands beside the view, if anything is chosen or about to be done.
    pub(super) fn of(seen: &Seen<'_>, form: Option<Form>, visits: Vec<VisitLine>) -> Option<Self> {
        let booking = seen.look.booking.and_then(|id| seen.booking(id));
        let resource = seen.look.resource.and_then(|id| seen.catalog.find(id));
        match (booking, resource) {
            (Some(booking), _) => Some(Self {
                visits,
                ..of_booking(seen, booking, form)
            }),
            (None, Some(listed)) => Some(of_resource(seen, listed, form)),
            (None, None) => form.map(|form| of_nothing(seen, form)),
        }
    }
}

fn of_nothing(seen: &Seen<'_>, form: Form) -> Panel {
    Panel {
        title: form.title.clone(),
        state: None,
        facts: Vec::new(),
        presses: Vec::new(),
        ways: Vec::new(),
        blocks: Vec::new(),
        visits: Vec::new(),
        form: Some(form),
        close: seen.to(&seen.look.of_nothing()),
    }
}

fn of_booking(seen: &Seen<'_>, booking: &Booking, form: Option<Form>) -> Panel {
    let stands = seen.stands(booking);
    let way = |doing: Doing| {
        let words = format!("day-do-{}", doing.name().replace('_', "-"));
        (seen.word(&words), seen.to(&seen.look.about_to(doing)))
    };
    let doings: &[Doing] = match stands {
        State::Requested | State::Tentative => &[Doing::Decline, Doing::Move],
        State::Confirmed => &[Doing::Move, Doing::Cancel],
        _ => &[],
    };
    Panel {
        title: seen.guest(booking),
        state: Some(facts::state(seen.tongue, stands)),
        facts: known_of(seen, booking),
        presses: match form {
            Some(_) => Vec::new(),
            None => next_presses(seen, booking),
        },
        ways: match form {
            Some(_) => Vec::new(),
            None => doings.iter().map(|doing| way(*doing)).collect(),
        },
        blocks: Vec::new(),
        visits: Vec::new(),
        form,
        close: seen.to(&seen.look.of_nothing()),
    }
}

fn known_of(seen: &Seen<'_>, booking: &Booking) -> Vec<Fact> {
    let (tongue, venue) = (seen.tongue, &seen.catalog.venue);
    let mut facts = Facts::new(tongue);
    let when = moment::when(tongue.0, &venue.zone, booking.when);
    facts.add("fact-when", Some(when));
    facts.line("fact-what", Some(&seen.places(booking)));
    let party = booking.party.map(|party| party_of(tongue, party));
    facts.add("fact-party", party);
    facts.reach("fact-phone", "tel:", booking.contact.phone.as_deref());
    facts.reach("fact-email", "mailto:", booking.contact.email.as_deref());
    facts.words("fact-note", booking.note.as_deref());
    let costs = booking.price.minor != 0;
    facts.add("fact-price", costs.then(|| price(tongue.0, booking.price)));
    let asked = booking.cancel_asked_at;
    let asked = asked.map(|at| moment::short(tongue.0, &venue.zone, at));
    facts.add("day-cancel-asked", asked);
    facts.add("fact-code", Some(booking.id.code(venue.id)));
    facts.0
}

fn of_resource(seen: &Seen<'_>, listed: &Listed, form: Option<Form>) -> Panel {
    let resource = &listed.resource;
    let (at, is_now) = floor::shown_time(seen);
    let way = |doing: Doing| {
        let words = format!("day-do-{}", doing.name().replace('_', "-"));
        // Who looks at a later time means that time; a party at the door is there now.
        let later = !is_now && doing != Doing::WalkIn;
        let look = Look {
            from: later.then(|| format!("@{}", at.as_second())),
            ..seen.look.about_to(doing)
        };
        (seen.word(&words), seen.to(&look))
    };
    let offers = resource.open && !resource.retired && form.is_none();
    let doings = [Doing::WalkIn, Doing::Book, Doing::Block];
    Panel {
        title: Line::name(&resource.name).to_string(),
        state: None,
        facts: stands_now(seen, listed),
        presses: Vec::new(),
        ways: match offers {
            true => doings.into_iter().map(way).collect(),
            false => Vec::new(),
        },
        blocks: blocks(seen, listed),
        visits: Vec::new(),
        form,
        close: seen.to(&seen.look.of_nothing()),
    }
}

/// For how many it is, and whether it is free and until when: now, or at the time at which the floor is seen.
fn stands_now(seen: &Seen<'_>, listed: &Listed) -> Vec<Fact> {
    let (tongue, zone) = (seen.tongue, &seen.catalog.venue.zone);
    let (at, is_now) = floor::shown_time(seen);
    let clock = |at: Timestamp| moment::clock(&at.to_zoned(zone.clone()));
    let mut facts = Facts::new(tongue);
    facts.add("day-seats", Some(facts::seats(listed.resource.seats)));
    let mut taken = taken_times(seen, listed);
    taken.retain(|span| span.end() > at);
    taken.sort();
    let stands = match taken.first() {
        Some(span) if span.contains(at) => {
            let until = span.until().map_or_else(|| "none".to_owned(), clock);
            seen.say("day-taken-until", &Blanks::default().with("until", until))
        }
        Some(span) if seen.window.span.contains(span.from()) => {
            let until = clock(span.from());
            seen.say("day-free-until", &Blanks::default().with("until", until))
        }
        _ => seen.word("day-free"),
    };
    if !listed.resource.open {
        facts.add("day-now", Some(seen.word("day-closed")));
    } else if seen.window.span.contains(at) {
        facts.add("day-now", Some(stands));
    }
    if let Some(fact) = facts
        .0
        .last_mut()
        .filter(|_| !is_now && listed.resource.open)
    {
        fact.label = seen.say("day-shown", &Blanks::default().with("at", clock(at)));
    }
    facts.0
}

/// When a resource is taken, by bookings and blocks.
fn taken_times(seen: &Seen<'_>, listed: &Listed) -> Vec<Span> {
    let id = listed.resource.id;
    let holds = |booking: &&Booking| {
        let state = seen.stands(booking);
        state.holds() && state != State::Finished && booking.resources().any(|own| own == id)
    };
    let bookings = seen.agenda.bookings.iter().filter(holds);
    let bookings = bookings.filter_map(|booking| booking.when.span());
    let blocks = seen.agenda.blocks.iter();
    let blocks = blocks.filter(|block| block.resources.contains(&id));
    bookings.chain(blocks.map(|block| block.span)).collect()
}

fn blocks(seen: &Seen<'_>, listed: &Listed) -> Vec<(String, Press)> {
    let id = listed.resource.id;
    let own = seen.agenda.blocks.iter();
    let own = own.filter(|block| block.resources.contains(&id));
    let told = own.map(|block| {
        let reason = Line::some_name(block.reason.as_deref());
        let reason = reason.map_or_else(|| seen.word("day-shut"), |reason| reason.to_string());
        (seen.heard(block.span, &reason), Press::opens(seen, block))
    });
    told.collect()
}
