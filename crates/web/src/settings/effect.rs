//! Saving a change of settings: the future bookings that it touches are shown first, and nothing is saved until whoever changes it
//! says that he knows of them.

use askama::Template;
use axum::http::StatusCode;
use bronya_domain::refusal::Reason;
use bronya_domain::settings::{SettingsChange, Touched, WallTime};
use bronya_gate::Denial;
use bronya_words::moment;

use super::sent::{SURE, Sent};
use super::ways::{self, Around};
use crate::fields::{Line, Trouble};
use crate::inside::Inside;
use crate::page::{Frame, Page};
use crate::refusals;
use crate::tongue::{Blanks, Tongue};
use crate::{facts, paths};

/// How many touched bookings a page names; of the others it says how many they are.
const NAMED_MOST: usize = 50;

/// What became of a change.
pub(super) enum Saved {
    /// It is saved.
    Yes,
    /// It touches bookings, and the page asks whether it is meant.
    Asks(Page),
}

/// Where a change is made.
pub(super) struct Place<'a> {
    pub inside: &'a Inside,
    pub sent: &'a Sent,
    /// Where its form goes.
    pub action: String,
    /// Where one comes back to who leaves it.
    pub back: String,
    /// What prices come to by it, where it changes them.
    pub repriced: Vec<String>,
}

#[derive(Template)]
#[template(path = "settings/effect.html")]
struct Content {
    frame: Frame,
    around: Around,
    lead: Option<String>,
    repriced: Vec<String>,
    lines: Vec<Moved>,
    more: Option<String>,
    hidden: Vec<(String, String)>,
    action: String,
    back: String,
}

/// A touched booking.
struct Moved {
    when: String,
    who: String,
    path: String,
    why: Vec<String>,
}

impl Place<'_> {
    /// Saves a change, unless it touches bookings, or has another effect, of which nobody said that he knows of them.
    pub(super) async fn save(&self, change: SettingsChange) -> Result<Saved, Denial> {
        let inside = self.inside;
        let seen = self.sent.seen(inside)?;
        if let Some(page) = self.question(&change).await? {
            return Ok(Saved::Asks(page));
        }
        let (desk, now) = (inside.desk(), inside.known.gate.now());
        let venue = inside.catalog.venue.id;
        desk.change_settings(venue, change, Some(seen), now).await?;
        Ok(Saved::Yes)
    }

    /// What whoever makes a change is asked before; none where it touches nothing, or he has said that he knows of it.
    pub(super) async fn question(&self, change: &SettingsChange) -> Result<Option<Page>, Denial> {
        let (desk, now) = (self.inside.desk(), self.inside.known.gate.now());
        let touched = desk.preview(&self.inside.catalog, change, now).await?;
        let asks = !touched.is_empty() || !self.repriced.is_empty();
        let is_sure = self.sent.sure() == Some(touched.len());
        Ok((asks && !is_sure).then(|| self.asks(&touched)))
    }

    fn asks(&self, touched: &[Touched]) -> Page {
        let tongue = self.inside.known.tongue();
        let title = match touched.is_empty() {
            true => "settings-repriced.title",
            false => "settings-effect.title",
        };
        let count = Blanks::default().with("count", touched.len());
        let around = Around::of(self.inside, None);
        let more = touched.len().saturating_sub(NAMED_MOST);
        let mut hidden = self.sent.again();
        hidden.push((SURE.to_owned(), touched.len().to_string()));
        let content = Content {
            frame: ways::frame(self.inside, tongue.word(title), &around),
            around,
            lead: (!touched.is_empty()).then(|| tongue.say("settings-effect.lead", &count)),
            repriced: self.repriced.clone(),
            lines: touched
                .iter()
                .take(NAMED_MOST)
                .map(|one| self.line(one))
                .collect(),
            more: (more > 0).then(|| {
                let more = Blanks::default().with("more", more);
                tongue.say("settings-effect.more", &more)
            }),
            hidden,
            action: self.action.clone(),
            back: self.back.clone(),
        };
        Page::of(StatusCode::OK, &content)
    }

    fn line(&self, touched: &Touched) -> Moved {
        let (tongue, venue) = (self.inside.known.tongue(), &self.inside.catalog.venue);
        let booking = &touched.booking;
        let day = booking.when.span().map(|span| {
            let from = span.from().to_zoned(venue.zone.clone());
            format!("date={}&", from.date())
        });
        let guest = booking.contact.name.as_deref();
        let name = guest.map_or_else(|| booking.id.code(venue.id), ways::called);
        let party = booking.party.map(|party| facts::party_of(tongue, party));
        let who: Vec<String> = [Some(name), party].into_iter().flatten().collect();
        let told = |reason: &Reason| sentence(tongue, self.inside, reason);
        let clock = touched.wall_time.map(|wall| clocks(tongue, wall));
        Moved {
            when: moment::when(tongue.0, &venue.zone, booking.when),
            who: who.join(", "),
            path: format!(
                "{}?{}booking={}",
                paths::day(&venue.slug),
                day.unwrap_or_default(),
                booking.id
            ),
            why: touched.objections.iter().map(told).chain(clock).collect(),
        }
    }
}

/// What clocks at the venue will show instead of what the guest was told.
fn clocks(tongue: Tongue, wall: WallTime) -> String {
    let text = |time: jiff::civil::DateTime| time.strftime("%Y-%m-%d %H:%M").to_string();
    let blanks = Blanks::default()
        .with("before", text(wall.before))
        .with("after", text(wall.after));
    tongue.say("settings-effect.clock", &blanks)
}

/// What the rules refuse on pages of settings, as these say it.
pub(super) fn trouble(inside: &Inside, denial: &Denial) -> Option<Trouble> {
    let tongue = inside.known.tongue();
    let texts: Vec<String> = match (&denial.refused, denial.code) {
        (Some(refused), _) => {
            let reasons = refused.reasons.iter();
            reasons
                .map(|reason| sentence(tongue, inside, reason))
                .collect()
        }
        (None, "not_unique") => vec![tongue.word("settings-no-name-taken")],
        (None, _) => return None,
    };
    let lines = texts.into_iter().map(|text| Line { text, field: None });
    Some(Trouble {
        title: tongue.word("refused"),
        lines: lines.collect(),
    })
}

fn sentence(tongue: Tongue, inside: &Inside, reason: &Reason) -> String {
    match reason {
        Reason::VersionDiffers { .. } => tongue.word("settings-no-version-differs"),
        Reason::WasBooked { .. } => tongue.word("settings-no-was-booked"),
        Reason::InUse { .. } => tongue.word("settings-no-in-use"),
        Reason::LanesTaken { .. } => tongue.word("settings-no-lanes-taken"),
        Reason::UnknownResource { .. } => tongue.word("settings-no-unknown-resource"),
        _ => refusals::sentence(tongue, &inside.catalog.venue, reason),
    }
}
