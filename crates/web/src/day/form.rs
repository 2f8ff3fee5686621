//! The forms of the day: entering a booking, seating a party at the door, closing time, moving, calling off, saying no.

use bronya_domain::booking::Booking;
use bronya_domain::id::ResourceId;
use bronya_domain::policy::Stay;
use bronya_words::Line;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::look::Doing;
use super::seen::Seen;
use super::sent::{self, NAME_MOST, NOTE_MOST, OF_KIND, PARTY_MOST, Sent, Wrong};
use crate::facts;
use crate::fields::{Field, Trouble};

/// A form.
pub(super) struct Form {
    /// What it is for.
    pub title: String,
    /// What it will do.
    pub lead: Option<String>,
    /// What it does, by its name in addresses.
    pub act: &'static str,
    /// The booking that it is about, with its version.
    pub booking: Option<String>,
    /// What is to be filled in.
    pub fields: Vec<Field>,
    /// The resources of which several may be chosen: number, name, whether it is chosen.
    pub checks: Vec<(i64, String, bool)>,
    /// How many come, where one press says it and sends the form.
    pub parties: Vec<u32>,
    /// What sends it.
    pub button: String,
    /// Whether what it does is grave.
    pub grave: bool,
}

/// A form with what was typed into it and what is wrong with that.
pub(super) struct Filling<'a> {
    pub sent: &'a Sent,
    pub wrong: &'a Wrong,
}

impl Form {
    /// The form of what somebody is about to do with what is chosen; none where it makes no sense.
    pub(super) fn of(seen: &Seen<'_>, filling: &Filling<'_>) -> Option<Self> {
        let booking = seen.look.booking.and_then(|id| seen.booking(id));
        let form = Making { seen, filling };
        match seen.look.doing? {
            Doing::Book => Some(form.book()),
            Doing::WalkIn => Some(form.walk_in()),
            Doing::Block => Some(form.block()),
            Doing::Move => booking.map(|booking| form.moving(booking)),
            Doing::Cancel => booking.map(|booking| form.leaving(booking, "cancel")),
            Doing::Decline => booking.map(|booking| form.leaving(booking, "decline")),
        }
    }

    /// What is wrong with it, with links to its fields. Typing begins in the first of them.
    pub(super) fn trouble(&mut self, seen: &Seen<'_>) -> Option<Trouble> {
        Trouble::of(seen.tongue, &mut self.fields)
    }
}

struct Making<'a> {
    seen: &'a Seen<'a>,
    filling: &'a Filling<'a>,
}

impl Making<'_> {
    fn word(&self, id: &str) -> String {
        self.seen.word(id)
    }

    fn form(&self, act: &'static str, fields: Vec<Field>) -> Form {
        let words = act.replace('_', "-");
        let mut form = Form {
            title: self.word(&format!("day-{words}.title")),
            lead: None,
            act,
            booking: None,
            fields,
            checks: Vec::new(),
            parties: Vec::new(),
            button: self.word(&format!("day-{words}.button")),
            grave: false,
        };
        for field in &mut form.fields {
            field.problem = self.filling.wrong.get(field.name).cloned();
        }
        let blamed = form.fields.iter().any(|field| field.problem.is_some());
        if let Some(first) = form.fields.first_mut().filter(|_| !blamed) {
            first.focus = true;
        }
        form
    }

    /// A field with what was typed into it, else what is likely.
    fn field(
        &self,
        name: &'static str,
        kind: &'static str,
        label: &str,
        typed: &Option<String>,
        likely: Option<String>,
    ) -> Field {
        Field {
            value: typed.clone().or(likely).unwrap_or_default(),
            required: false,
            ..Field::new(name, kind, self.word(label))
        }
    }

    fn book(&self) -> Form {
        let (sent, look) = (self.filling.sent, self.seen.look);
        let mut fields = vec![
            Field {
                required: true,
                ..self.field(
                    "date",
                    "date",
                    "day-date",
                    &sent.date,
                    Some(self.seen.date.to_string()),
                )
            },
            Field {
                required: true,
                ..self.field(
                    "from",
                    "time",
                    "day-from-field",
                    &sent.from,
                    self.on_the_clock(&look.from),
                )
            },
        ];
        if self.chooses_length() {
            fields.push(self.field(
                "until",
                "time",
                "day-until-field",
                &sent.until,
                self.on_the_clock(&look.until),
            ));
        }
        fields.push(self.party(None));
        fields.push(self.place(look.resource));
        fields.extend(self.contact());
        self.form("book", fields)
    }

    fn walk_in(&self) -> Form {
        let (sent, look) = (self.filling.sent, self.seen.look);
        let fields = vec![
            self.party(None),
            self.place(look.resource),
            self.field("until", "time", "day-until-walk-in", &sent.until, None),
            self.name(),
        ];
        Form {
            lead: Some(self.word("day-walk-in.lead")),
            parties: (1..=8).collect(),
            ..self.form("walk_in", fields)
        }
    }

    fn block(&self) -> Form {
        let (sent, look) = (self.filling.sent, self.seen.look);
        let wall = |time: &Option<String>| {
            let time = self.on_the_clock(time)?;
            Some(format!("{}T{time}", self.seen.date))
        };
        let fields = vec![
            Field {
                required: true,
                ..self.field(
                    "from",
                    "datetime-local",
                    "day-from-field",
                    &sent.from,
                    wall(&look.from).or_else(|| Some(self.next_quarter())),
                )
            },
            Field {
                hint: Some(self.word("day-until-block")),
                ..self.field(
                    "until",
                    "datetime-local",
                    "day-until-field",
                    &sent.until,
                    wall(&look.until),
                )
            },
            Field {
                most: Some(NOTE_MOST),
                ..self.field("reason", "text", "fact-reason", &sent.reason, None)
            },
        ];
        let rows = self.seen.rows().map(|listed| &listed.resource);
        let checks = rows.filter(|resource| !resource.retired).map(|resource| {
            let chosen = match sent.resources.is_empty() {
                true => look.resource == Some(resource.id),
                false => sent.resources.contains(&resource.id),
            };
            (
                resource.id.0,
                Line::name(&resource.name).to_string(),
                chosen,
            )
        });
        Form {
            checks: checks.collect(),
            ..self.form("block", fields)
        }
    }

    fn moving(&self, booking: &Booking) -> Form {
        let (sent, look) = (self.filling.sent, self.seen.look);
        let span = booking.when.span();
        let zone = &self.seen.catalog.venue.zone;
        let from = span.map(|span| span.from().to_zoned(zone.clone()));
        let date = from.as_ref().map(|from| from.date().to_string());
        let clock = |at: Timestamp| clock(at, zone);
        let mut fields = vec![
            Field {
                required: true,
                ..self.field("date", "date", "day-date", &sent.date, date)
            },
            Field {
                required: true,
                ..self.field(
                    "from",
                    "time",
                    "day-from-field",
                    &sent.from,
                    self.on_the_clock(&look.from)
                        .or(span.map(|span| clock(span.from()))),
                )
            },
        ];
        if self.chooses_length() {
            let until = span.and_then(|span| span.until()).map(clock);
            fields.push(self.field("until", "time", "day-until-field", &sent.until, until));
        }
        fields.push(self.party(booking.party));
        fields.push(self.place(booking.resources().next()));
        Form {
            booking: Some(format!("{}.{}", booking.id, booking.version)),
            ..self.form("move", fields)
        }
    }

    /// Calling off, or saying no: the guest is told at once, so it asks first.
    fn leaving(&self, booking: &Booking, act: &'static str) -> Form {
        let reason = Field {
            most: Some(NOTE_MOST),
            ..self.field(
                "reason",
                "area",
                "decide-reason",
                &self.filling.sent.reason,
                None,
            )
        };
        let lead = format!("day-{act}.lead");
        Form {
            lead: Some(self.word(&lead)),
            booking: Some(format!("{}.{}", booking.id, booking.version)),
            grave: true,
            ..self.form(act, vec![reason])
        }
    }

    /// A time that an address says, as a form writes it.
    fn on_the_clock(&self, text: &Option<String>) -> Option<String> {
        let text = text.as_deref()?;
        let at = sent::instant(text);
        Some(at.map_or_else(
            || text.to_owned(),
            |at| clock(at, &self.seen.catalog.venue.zone),
        ))
    }

    fn party(&self, known: Option<u32>) -> Field {
        let known = known.map(|party| party.to_string());
        Field {
            range: Some(("1".into(), PARTY_MOST.to_string())),
            ..self.field(
                "party",
                "number",
                "day-party",
                &self.filling.sent.party,
                known,
            )
        }
    }

    fn name(&self) -> Field {
        Field {
            most: Some(NAME_MOST),
            fill: Some("off"),
            ..self.field("name", "text", "day-name", &self.filling.sent.name, None)
        }
    }

    fn contact(&self) -> [Field; 4] {
        let sent = self.filling.sent;
        let off = |field: Field| Field {
            fill: Some("off"),
            ..field
        };
        [
            self.name(),
            off(self.field("phone", "tel", "fact-phone", &sent.phone, None)),
            off(self.field("email", "email", "fact-email", &sent.email, None)),
            Field {
                most: Some(NOTE_MOST),
                ..self.field("note", "area", "day-note", &sent.note, None)
            },
        ]
    }

    /// Which resource: any of a kind, or one by its name.
    fn place(&self, likely: Option<ResourceId>) -> Field {
        let rows: Vec<_> = self.seen.rows().map(|listed| &listed.resource).collect();
        let mut kinds: Vec<&str> = rows.iter().map(|resource| resource.kind.as_str()).collect();
        kinds.sort();
        kinds.dedup();
        let any = kinds.iter().map(|kind| {
            let blanks = crate::tongue::Blanks::default().with("kind", *kind);
            (
                format!("{OF_KIND}{kind}"),
                self.seen.say("day-any", &blanks),
            )
        });
        let open = rows
            .iter()
            .filter(|resource| resource.open && !resource.retired);
        let named = open.map(|resource| {
            let name = format!(
                "{} ({})",
                Line::name(&resource.name),
                facts::seats(resource.seats)
            );
            (resource.id.to_string(), name)
        });
        let options: Vec<(String, String)> = any.chain(named).collect();
        let likely = likely.map(|id| id.to_string());
        let first = options.first().map(|(value, _)| value.clone());
        let typed = self.filling.sent.resource.clone();
        let value = typed.or(likely).or(first).unwrap_or_default();
        Field {
            required: false,
            ..Field::choice("resource", self.word("day-place"), options, value)
        }
    }

    /// Whether guests of anything that is shown choose how long they stay.
    fn chooses_length(&self) -> bool {
        let mut rows = self.seen.rows();
        rows.any(|listed| matches!(listed.rules.stay, Stay::Chosen { .. } | Stay::UntilReleased))
    }

    /// The next quarter of an hour, on the day that is looked at.
    fn next_quarter(&self) -> String {
        let zone = &self.seen.catalog.venue.zone;
        let now = self.seen.now.to_zoned(zone.clone());
        let minute = i16::from(now.minute());
        let ahead = jiff::Span::new().minutes(15 - minute % 15);
        let next = now.checked_add(ahead).unwrap_or(now);
        format!("{}T{}", self.seen.date, next.strftime("%H:%M"))
    }
}

/// What a form writes of a moment, on the venue's clock.
fn clock(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%H:%M").to_string()
}
