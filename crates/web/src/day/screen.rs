//! The screen of a day: the bar with date and views, what waits on the left, the view, and beside it what is chosen.

use askama::Template;
use axum::http::StatusCode;
use bronya_domain::booking::Booking;
use bronya_domain::command::Role;
use bronya_domain::hours::local_day;
use bronya_domain::span::Span;
use bronya_gate::Denial;
use bronya_words::moment;
use jiff::Timestamp;
use jiff::civil::Date;

use super::covers::Covers;
use super::floor::Floor;
use super::form::{Filling, Form};
use super::list::List;
use super::look::{Deed, Doing, Look, View};
use super::panel::{Panel, Press};
use super::rail::{self, Wish};
use super::seen::Seen;
use super::sent::{Sent, Wrong};
use super::timeline::Timeline;
use super::window::Window;
use crate::fields::{self, Trouble};
use crate::inside::{Inside, Room};
use crate::page::{Frame, Page};
use crate::paths;
use crate::tongue::Blanks;
use crate::visits::{self, VisitLine};

/// The screen in the making.
pub(super) struct Screen<'a> {
    pub inside: &'a Inside,
    pub look: &'a Look,
    pub sent: &'a Sent,
    pub wrong: &'a Wrong,
}

#[derive(Template)]
#[template(path = "day/day.html")]
struct Content {
    frame: Frame,
    trouble: Option<Trouble>,
    slug: String,
    /// The revision of the venue that it shows.
    revision: i64,
    zone: String,
    /// Where it is, as forms send it back.
    back: String,
    /// Where it is, as links lead to it.
    path: String,
    date: String,
    day: String,
    /// What tells the forms of this page from those of every other.
    once: String,
    bar: Bar,
    line: String,
    wishes: Vec<Wish>,
    covers: Option<Covers>,
    timeline: Option<Timeline>,
    floor: Option<Floor>,
    list: Option<List>,
    panel: Option<Panel>,
    told: Option<Told>,
}

/// The bar above a view.
struct Bar {
    before: String,
    after: String,
    today: Option<String>,
    views: Vec<Way>,
    kinds: Vec<Way>,
    book: String,
    walk_in: String,
    block: String,
    /// What of the address the choice of a date keeps.
    kept: Vec<(&'static str, String)>,
}

/// One of several ways to look.
struct Way {
    label: String,
    path: String,
    is_here: bool,
}

/// What was done a moment ago.
struct Told {
    text: String,
    /// What takes it back, and until when it does.
    undo: Option<(Press, i64)>,
}

/// The local day that is looked at.
pub(super) fn date(inside: &Inside, look: &Look) -> Date {
    let zone = &inside.catalog.venue.zone;
    let today = inside.known.gate.now().to_zoned(zone.clone()).date();
    let within = |date: &Date| (1970..=9998).contains(&date.year());
    look.date.filter(within).unwrap_or(today)
}

impl Screen<'_> {
    /// The screen, with what stands against what was wanted.
    pub(super) async fn page(
        &self,
        refused: Option<Trouble>,
        status: Option<StatusCode>,
    ) -> Result<Page, Denial> {
        let (inside, desk) = (self.inside, self.inside.known.gate.desk());
        let (venue, own) = (inside.catalog.venue.id, inside.caller.actor().own);
        let (date, now) = (date(inside, self.look), inside.known.gate.now());
        let reach = reach(inside, date).ok_or_else(Denial::not_found)?;
        let agenda = desk.agenda(venue, reach, own, now).await?;
        let waiting = desk.waiting(venue, own, now).await?;
        let catalog = agenda.catalog.clone();
        let stays = agenda
            .bookings
            .iter()
            .filter(|booking| booking.state.holds());
        let stays = stays.filter_map(|booking| booking.when.span());
        let window = Window::of(&catalog, date, stays).ok_or_else(Denial::not_found)?;
        let seen = Seen {
            tongue: inside.known.tongue(),
            look: self.look,
            date,
            now,
            catalog: &catalog,
            own,
            agenda: &agenda,
            waiting: &waiting,
            window,
        };
        let floor = match self.look.view {
            View::Floor => Some(Floor::of(&seen, desk.floor(venue).await?, self.edit())),
            View::Timeline | View::List => None,
        };
        let visits = self.visits(&seen).await?;
        Ok(self.shown(&seen, (floor, visits), refused, status))
    }

    /// What else the guest of a chosen booking booked, as long as nothing is asked about it.
    async fn visits(&self, seen: &Seen<'_>) -> Result<Vec<VisitLine>, Denial> {
        let chosen = self.look.booking.filter(|_| self.look.doing.is_none());
        match chosen.and_then(|id| seen.booking(id)) {
            Some(booking) => visits::beside(self.inside, booking).await,
            None => Ok(Vec::new()),
        }
    }

    /// Where the floor plan is drawn, for those who run the venue.
    fn edit(&self) -> Option<String> {
        let role = self.inside.caller.actor().role;
        let runs = matches!(role, Role::Admin | Role::Operator);
        runs.then(|| paths::floor_plan(&self.inside.catalog.venue.slug))
    }

    fn shown(
        &self,
        seen: &Seen<'_>,
        (floor, visits): (Option<Floor>, Vec<VisitLine>),
        refused: Option<Trouble>,
        status: Option<StatusCode>,
    ) -> Page {
        let filling = Filling {
            sent: self.sent,
            wrong: self.wrong,
        };
        let mut form = Form::of(seen, &filling);
        let wrong = form.as_mut().and_then(|form| form.trouble(seen));
        let unshown = self.unshown(seen, form.as_ref());
        let trouble = wrong.or(unshown).or(refused);
        let status = match (&trouble, status) {
            (_, Some(status)) => status,
            (Some(_), None) => StatusCode::UNPROCESSABLE_ENTITY,
            (None, None) => StatusCode::OK,
        };
        let day = self.day(seen);
        let mut frame = self.inside.frame_at(Room::Day, day.clone());
        frame.troubled = trouble.is_some();
        let is = |view| self.look.view == view;
        let content = Content {
            frame,
            trouble,
            slug: seen.catalog.venue.slug.clone(),
            revision: seen.agenda.revision,
            zone: seen.catalog.venue.zone_name.clone(),
            back: self.look.plain().query(),
            path: seen.to(&self.look.plain()),
            date: seen.date.to_string(),
            day,
            once: fields::once(&self.inside.known.gate),
            bar: self.bar(seen),
            line: self.sent.line.clone().unwrap_or_default(),
            wishes: rail::wishes(seen),
            covers: Covers::of(seen).filter(|_| is(View::Timeline)),
            timeline: is(View::Timeline).then(|| Timeline::of(seen)),
            floor,
            list: is(View::List).then(|| List::of(seen)),
            panel: Panel::of(seen, form, visits),
            told: self.told(seen),
        };
        Page::of(status, &content)
    }

    /// What is wrong with what no field of the form shows.
    fn unshown(&self, seen: &Seen<'_>, form: Option<&Form>) -> Option<Trouble> {
        let fields = form.map_or(&[][..], |form| &form.fields);
        let is_shown = |name: &str| fields.iter().any(|field| field.name == name);
        let mut wrong = self.wrong.iter().filter(|(name, _)| !is_shown(name));
        let (name, text) = wrong.next()?;
        Some(Trouble::about(seen.tongue, name, text.clone()))
    }

    /// The day in words.
    fn day(&self, seen: &Seen<'_>) -> String {
        let zone = &seen.catalog.venue.zone;
        let noon = seen.date.at(12, 0, 0, 0).to_zoned(zone.clone());
        noon.map_or_else(
            |_| seen.date.to_string(),
            |noon| moment::date(seen.tongue.0, &noon),
        )
    }

    fn bar(&self, seen: &Seen<'_>) -> Bar {
        let look = self.look;
        let zone = &seen.catalog.venue.zone;
        let today = seen.now.to_zoned(zone.clone()).date();
        let to = |date: Result<Date, jiff::Error>| seen.to(&look.on(date.unwrap_or(seen.date)));
        let views = [View::Timeline, View::Floor, View::List].map(|view| Way {
            label: seen.word(&format!("day-view-{}", view.name())),
            path: seen.to(&look.viewed(view)),
            is_here: look.view == view,
        });
        let fresh = look.of_nothing();
        Bar {
            before: to(seen.date.yesterday()),
            after: to(seen.date.tomorrow()),
            today: (today != seen.date).then(|| {
                seen.to(&Look {
                    date: None,
                    ..look.of_nothing()
                })
            }),
            views: views.into(),
            kinds: self.kinds(seen),
            book: seen.to(&fresh.about_to(Doing::Book)),
            walk_in: seen.to(&fresh.about_to(Doing::WalkIn)),
            block: seen.to(&fresh.about_to(Doing::Block)),
            kept: kept(look),
        }
    }

    /// The kinds of things, where there are several: all of them, or one alone.
    fn kinds(&self, seen: &Seen<'_>) -> Vec<Way> {
        let listed = seen.catalog.listed().iter().map(|listed| &listed.resource);
        let his = listed.filter(|resource| seen.own.is_none_or(|own| own == resource.id));
        let mut kinds: Vec<&String> = his
            .filter(|resource| !resource.retired)
            .map(|resource| &resource.kind)
            .collect();
        kinds.sort();
        kinds.dedup();
        if kinds.len() < 2 {
            return Vec::new();
        }
        let way = |kind: Option<&String>| Way {
            label: kind.cloned().unwrap_or_else(|| seen.word("day-kinds-all")),
            is_here: self.look.kind.as_ref() == kind,
            path: seen.to(&Look {
                kind: kind.cloned(),
                ..self.look.plain()
            }),
        };
        let all = std::iter::once(None).chain(kinds.into_iter().map(Some));
        all.map(way).collect()
    }

    /// What was done a moment ago, in a sentence, with what takes it back while it can be.
    fn told(&self, seen: &Seen<'_>) -> Option<Told> {
        let deed = self.look.done?;
        let booking = self.look.booking.and_then(|id| seen.booking(id));
        let guest = booking.map(|booking| seen.guest(booking));
        let blanks = Blanks::default().with("guest", guest.unwrap_or_default());
        let words = format!("day-done-{}", deed.name().replace('_', "-"));
        let undone = matches!(deed, Deed::Seat | Deed::Finish | Deed::NoShow | Deed::Move);
        let undo = booking.filter(|_| undone).and_then(|booking| {
            let until = undo_until(seen, booking)?;
            let left = until.duration_since(seen.now);
            left.is_positive()
                .then(|| (Press::on(seen, booking, "undo"), left.as_secs().max(1)))
        });
        Some(Told {
            text: seen.say(&words, &blanks),
            undo,
        })
    }
}

/// Until when the last change of a booking can be taken back.
fn undo_until(seen: &Seen<'_>, booking: &Booking) -> Option<Timestamp> {
    let today = seen.agenda.undoable.until(booking);
    today.or_else(|| seen.waiting.undoable.until(booking))
}

/// What of the address the choice of a date keeps.
fn kept(look: &Look) -> Vec<(&'static str, String)> {
    let view = Some(look.view).filter(|view| *view != View::default());
    let view = view.map(|view| ("view", view.name().to_owned()));
    let kind = look.kind.clone().map(|kind| ("kind", kind));
    view.into_iter().chain(kind).collect()
}

/// The time about which the desk is asked: the local day and the night after it, which may still belong to it.
pub(super) fn reach(inside: &Inside, date: Date) -> Option<Span> {
    let day = local_day(date, &inside.catalog.venue.zone)?;
    let night: Timestamp =
        bronya_domain::span::later(day.end(), jiff::SignedDuration::from_hours(12));
    Span::new(day.from(), night).ok()
}
