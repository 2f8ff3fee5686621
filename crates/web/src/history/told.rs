//! How a line of history is worded: when, who, what, to what, and why.

use bronya_desk::Entry;
use bronya_domain::catalog::Catalog;
use bronya_domain::happening::About;
use bronya_domain::id::ResourceId;
use bronya_domain::span::Span;
use bronya_words::{Line, Passage, moment};
use jiff::civil::Date;

use super::asked::{Asked, act_words, name_of};
use crate::home::role_words;
use crate::paths;
use crate::tongue::{Blanks, Tongue};

/// What words the lines.
pub(super) struct Teller<'a> {
    pub tongue: Tongue,
    pub catalog: &'a Catalog,
    pub asked: &'a Asked,
    pub path: &'a str,
}

/// What happened on a day.
pub(super) struct Day {
    pub title: String,
    pub lines: Vec<Told>,
}

/// One thing that happened.
pub(super) struct Told {
    pub at: String,
    /// The instant, as programs read it.
    pub instant: String,
    pub who: String,
    /// Everything else that he did.
    pub his: Option<String>,
    /// In what capacity, where his name does not say it.
    pub role: Option<String>,
    pub act: String,
    /// What it was done to, in a few words.
    pub what: String,
    /// Where that can be looked at.
    pub look: Option<String>,
    /// Everything that was done to it.
    pub all: Option<String>,
    /// Why, in his words.
    pub reason: Vec<String>,
}

impl Teller<'_> {
    /// The lines, a part for each day.
    pub fn days(&self, entries: &[Entry]) -> Vec<Day> {
        let zone = &self.catalog.venue.zone;
        let mut days: Vec<(Date, Day)> = Vec::new();
        for entry in entries {
            let at = entry.happening.at.to_zoned(zone.clone());
            if days.last().is_none_or(|(date, _)| *date != at.date()) {
                let title = moment::date(self.tongue.0, &at);
                let lines = Vec::new();
                days.push((at.date(), Day { title, lines }));
            }
            if let Some((_, day)) = days.last_mut() {
                day.lines.push(self.line(entry));
            }
        }
        days.into_iter().map(|(_, day)| day).collect()
    }

    fn line(&self, entry: &Entry) -> Told {
        let happening = &entry.happening;
        let zone = self.catalog.venue.zone.clone();
        let role = self.tongue.word(role_words(happening.by.role));
        let name = Line::some_name(entry.name.as_deref()).map(|name| name.to_string());
        let account = happening.by.account.map(|id| id.to_string());
        let is_his = |id: &String| self.asked.by.as_ref() != Some(id);
        let his = account
            .filter(is_his)
            .map(|id| self.asked.with(self.path, "by", id));
        let all = name_of(&happening.about).map(|about| self.asked.with(self.path, "about", about));
        let reason = happening.reason.as_deref().and_then(Passage::new);
        let reason = reason.map(|reason| reason.lines().iter().map(ToString::to_string).collect());
        Told {
            at: moment::clock(&happening.at.to_zoned(zone)),
            instant: happening.at.to_string(),
            role: name.is_some().then(|| role.clone()),
            who: name.unwrap_or(role),
            his,
            act: act_words(self.tongue, &happening.act),
            what: self.what(entry),
            look: self.look(&happening.about),
            all,
            reason: reason.unwrap_or_default(),
        }
    }

    /// What it was done to, in a few words.
    fn what(&self, entry: &Entry) -> String {
        let about = &entry.happening.about;
        let whom = Line::some_name(entry.whom.as_deref()).map(|whom| whom.to_string());
        let nobody = || self.tongue.word("history-nobody");
        let when = about.span().map(|span| self.when(span));
        let things = self.things(about.resources());
        let parts = match about {
            About::Booking { id, .. } => {
                let code = id.code(self.catalog.venue.id);
                vec![Some(whom.unwrap_or(code)), when, things]
            }
            About::Block { .. } | About::Slot { .. } => vec![things, when],
            About::Member { role, .. } => {
                let role = role.map(|role| self.tongue.word(role_words(role)));
                vec![Some(whom.unwrap_or_else(nobody)), role]
            }
            About::Resource { name, .. } | About::Key { name, .. } | About::Kind { name } => {
                vec![Some(Line::name(name).to_string())]
            }
            About::Channel { name } => {
                let blanks = Blanks::default().with("channel", Line::name(name).to_string());
                vec![Some(self.tongue.say("history-channel", &blanks))]
            }
            About::Venue | About::Guest => Vec::new(),
        };
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        parts.join(" · ")
    }

    fn when(&self, span: Span) -> String {
        moment::span(self.tongue.0, &self.catalog.venue.zone, span)
    }

    fn things(&self, resources: &[ResourceId]) -> Option<String> {
        let names = resources.iter().filter_map(|id| {
            let listed = self.catalog.find(*id)?;
            Some(Line::name(&listed.resource.name).to_string())
        });
        let names: Vec<String> = names.collect();
        (!names.is_empty()).then(|| names.join(", "))
    }

    /// Where a booking can be looked at: on its day.
    fn look(&self, about: &About) -> Option<String> {
        let About::Booking {
            id,
            span: Some(span),
            ..
        } = about
        else {
            return None;
        };
        let zone = self.catalog.venue.zone.clone();
        let date = span.from().to_zoned(zone).date();
        let day = paths::day(&self.catalog.venue.slug);
        Some(format!("{day}?date={date}&booking={id}"))
    }
}
