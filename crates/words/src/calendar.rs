//! Calendar entries: iCalendar (RFC 5545) as it travels in letters (RFC 5546) and as a file to add to a calendar.
//!
//! One booking is one event: its UID never changes and its SEQUENCE rises with the booking's version, so that a
//! calendar turns a creation, a move and a cancellation into one entry. Times are UTC and need no time zone tables.

use bronya_domain::booking::State;
use bronya_domain::catalog::Language;
use calcard::common::PartialDateTime;
use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarMethod, ICalendarParameter,
    ICalendarParticipationStatus, ICalendarProperty, ICalendarStatus, Uri,
};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::ids::{host, local_id};
use crate::line::{Line, link};
use crate::matter::{Post, Reader, Visit};
use crate::tongue::{Blanks, say, word};

/// Who wrote the file, as RFC 5545 wants it.
const PRODUCT: &str = "-//Bronya//Bronya//EN";
/// The largest integer of iCalendar.
const SEQUENCE_MAX: i64 = 2_147_483_647;
/// What would end an address or a link within an entry.
const UNFIT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b',')
    .add(b';')
    .add(b'\\')
    .add(b'<')
    .add(b'>');
/// The same within a `mailto:` link, where a question mark and a percent sign mean something else.
const UNFIT_MAILTO: &AsciiSet = &UNFIT.add(b'?').add(b'%').add(b'#').add(b':');

/// What a letter does to its reader's calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarPart {
    /// What it does.
    pub method: Method,
    /// The iCalendar text; its line ends are CR LF and its lines are folded.
    pub text: String,
}

/// What a calendar part does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// It enters the booking or changes its entry.
    Request,
    /// It strikes the entry out.
    Cancel,
}

/// A booking as a calendar shows it.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// The booking.
    pub visit: Visit<'a>,
    /// In which language.
    pub language: Language,
    /// Where more about it can be read.
    pub link: Option<&'a str>,
    /// The house's post.
    pub post: Post<'a>,
}

impl Method {
    /// Its name, in the text and in the `method` parameter of `Content-Type`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

/// The part of a letter that enters the booking into the reader's calendar or strikes it out. None while the booking
/// has no time, and for an address that no calendar can hold.
pub fn part(entry: &Entry<'_>, method: Method, reader: &Reader<'_>) -> Option<CalendarPart> {
    let mut event = event(entry)?;
    let (status, icalendar_method) = match method {
        Method::Request => (ICalendarStatus::Confirmed, ICalendarMethod::Request),
        Method::Cancel => (ICalendarStatus::Cancelled, ICalendarMethod::Cancel),
    };
    event.add_property(ICalendarProperty::Status, status);
    let name = person(reader.name);
    let accepted = ICalendarParameter::partstat(ICalendarParticipationStatus::Accepted);
    let about = name
        .into_iter()
        .chain([accepted, ICalendarParameter::rsvp(false)]);
    let address = mailto(reader.email)?;
    event.add_property_with_params(ICalendarProperty::Attendee, about, address);
    let text = file(icalendar_method, vec![event]);
    Some(CalendarPart { method, text })
}

/// A file that adds bookings to a guest's calendar. Bookings without a time are left out.
pub fn publish(entries: &[Entry<'_>]) -> String {
    let events = entries.iter().filter_map(|entry| {
        let event = event(entry)?;
        Some(with_status(event, entry.visit.booking.state))
    });
    file(ICalendarMethod::Publish, events.collect())
}

/// The calendar of those who work at a venue, which their programs read again and again: who comes, and what for.
pub fn diary(name: &str, entries: &[Entry<'_>]) -> String {
    let events = entries.iter().filter_map(|entry| {
        let event = event_called(entry, who_comes(entry))?;
        Some(with_status(event, entry.visit.booking.state))
    });
    let mut frame = frame(ICalendarMethod::Publish);
    let name = Line::name(name).to_string();
    frame.add_property(ICalendarProperty::Name, name.clone());
    // The name by which most programs know the same.
    frame.add_property(ICalendarProperty::Other("X-WR-CALNAME".into()), name);
    within(frame, events.collect())
}

/// An event that says where its booking stands.
fn with_status(mut event: ICalendarComponent, state: State) -> ICalendarComponent {
    let status = match state {
        State::Requested | State::Tentative => ICalendarStatus::Tentative,
        State::Confirmed | State::Seated | State::Finished => ICalendarStatus::Confirmed,
        State::NoShow | State::Cancelled | State::Declined | State::Expired => {
            ICalendarStatus::Cancelled
        }
    };
    event.add_property(ICalendarProperty::Status, status);
    event
}

/// The name under which every calendar knows the booking, for good.
pub fn uid(visit: &Visit<'_>, post: Post<'_>) -> String {
    format!("{}@{}", local_id(visit), host(post))
}

fn file(method: ICalendarMethod, events: Vec<ICalendarComponent>) -> String {
    within(frame(method), events)
}

fn frame(method: ICalendarMethod) -> ICalendarComponent {
    let mut frame = ICalendarComponent::new(ICalendarComponentType::VCalendar);
    frame.add_property(ICalendarProperty::Version, "2.0");
    frame.add_property(ICalendarProperty::Prodid, PRODUCT);
    frame.add_property(ICalendarProperty::Method, method);
    frame
}

fn within(frame: ICalendarComponent, events: Vec<ICalendarComponent>) -> String {
    let mut components = vec![frame];
    for event in events {
        let number = u32::try_from(components.len()).expect("fewer events than numbers");
        components[0].component_ids.push(number);
        components.push(event);
    }
    ICalendar { components }.to_string()
}

/// What a guest's calendar says of a booking.
fn event(entry: &Entry<'_>) -> Option<ICalendarComponent> {
    event_called(entry, summary(&entry.visit))
}

/// What all methods say of a booking. An open end is said in words alone: an entry without DTEND and DURATION is
/// valid, and any length would be an invention.
fn event_called(entry: &Entry<'_>, summary: String) -> Option<ICalendarComponent> {
    let Visit { venue, booking, .. } = entry.visit;
    let span = booking.when.span()?;
    let mut event = ICalendarComponent::new(ICalendarComponentType::VEvent);
    event.add_uid(&uid(&entry.visit, entry.post));
    event.add_sequence((booking.version - 1).clamp(0, SEQUENCE_MAX));
    event.add_dtstamp(utc(entry.post.stamp));
    event.add_property(ICalendarProperty::Dtstart, utc(span.from()));
    if let Some(until) = span.until() {
        event.add_property(ICalendarProperty::Dtend, utc(until));
    }
    let organizer = mailto(entry.post.sender)?;
    event.add_property_with_params(
        ICalendarProperty::Organizer,
        person(Some(&venue.name)),
        organizer,
    );
    event.add_property(ICalendarProperty::Summary, summary);
    let place =
        Line::some_name(venue.address.as_deref()).unwrap_or_else(|| Line::name(&venue.name));
    event.add_property(ICalendarProperty::Location, place.to_string());
    event.add_property(ICalendarProperty::Description, description(entry));
    if let Some(link) = link(entry.link) {
        let link = utf8_percent_encode(link, UNFIT).to_string();
        event.add_property(ICalendarProperty::Url, Uri::Location(link));
    }
    Some(event)
}

fn summary(visit: &Visit<'_>) -> String {
    let venue = Line::name(&visit.venue.name);
    match Line::some_name(visit.slot_topic) {
        Some(topic) => format!("{topic} — {venue}"),
        None => venue.to_string(),
    }
}

/// Who comes, and what for or how many.
fn who_comes(entry: &Entry<'_>) -> String {
    let (language, visit) = (entry.language, &entry.visit);
    let name = Line::some_name(visit.booking.contact.name.as_deref());
    let name = name.map_or_else(|| word(language, "someone"), |name| name.to_string());
    let topic = Line::some_name(visit.slot_topic).map(|topic| topic.to_string());
    let party = visit.booking.party.filter(|party| *party > 1);
    let party = party.map(|party| say(language, "party", &Blanks::default().with("party", party)));
    match topic.or(party) {
        Some(about) => format!("{name} — {about}"),
        None => name,
    }
}

fn description(entry: &Entry<'_>) -> String {
    let (language, visit) = (entry.language, &entry.visit);
    let row = |label: &str, value: String| format!("{}: {value}", word(language, label));
    let mut lines = Vec::new();
    if let Some(name) = resources(visit.resources) {
        lines.push(row("label-what", name));
    }
    if let Some(party) = visit.booking.party {
        let party = say(language, "party", &Blanks::default().with("party", party));
        lines.push(row("label-party", party));
    }
    lines.push(row("label-code", visit.booking.id.code(visit.venue.id)));
    if let Some(link) = link(entry.link) {
        lines.push(link.to_owned());
    }
    lines.join("\n")
}

/// The names of resources that are taken together.
pub(crate) fn resources(names: &[String]) -> Option<String> {
    let names: Vec<String> = names
        .iter()
        .map(|name| Line::name(name).to_string())
        .collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// A person's name as a parameter. A quotation mark ends a parameter, whatever stands before it.
fn person(name: Option<&str>) -> Option<ICalendarParameter> {
    let name = Line::some_name(name)?.as_str().replace(['"', '\\'], "'");
    Some(ICalendarParameter::cn(name))
}

/// The address as a link, or none where it is no address.
fn mailto(address: &str) -> Option<Uri> {
    let (local, host) = address.rsplit_once('@')?;
    let broken = |char: char| char.is_control() || char.is_whitespace();
    if local.is_empty() || host.is_empty() || address.len() > 254 || address.contains(broken) {
        return None;
    }
    let local = utf8_percent_encode(local, UNFIT_MAILTO);
    let host = utf8_percent_encode(host, UNFIT_MAILTO);
    Some(Uri::Location(format!("mailto:{local}@{host}")))
}

fn utc(moment: Timestamp) -> PartialDateTime {
    let moment = moment.to_zoned(TimeZone::UTC);
    PartialDateTime {
        year: u16::try_from(moment.year()).ok(),
        month: u8::try_from(moment.month()).ok(),
        day: u8::try_from(moment.day()).ok(),
        hour: u8::try_from(moment.hour()).ok(),
        minute: u8::try_from(moment.minute()).ok(),
        second: u8::try_from(moment.second()).ok(),
        tz_hour: Some(0),
        tz_minute: Some(0),
        tz_minus: false,
    }
}
