//! Whose rules somebody looks at: where they stand, and which circles are drawn around them.

use std::collections::BTreeSet;

use bronya_desk::channels::{PAGES, PROGRAMS};
use bronya_domain::catalog::Venue;
use bronya_domain::policy::{Policy, Rules};
use bronya_domain::resource::Resource;
use bronya_domain::settings::{ResourceEdit, SettingsChange};
use bronya_gate::{Denial, texts};

use crate::inside::Inside;
use crate::paths;
use crate::settings::resource;
use crate::settings::ways;
use crate::tongue::Tongue;

/// Whose rules they are.
#[derive(Clone, Copy)]
pub(super) enum Whose<'a> {
    Venue,
    Kind(&'a str),
    Resource(&'a Resource),
    /// What comes by this way, whatever it is about.
    Channel(&'a str),
}

/// Rules that somebody looks at.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    pub inside: &'a Inside,
    pub whose: Whose<'a>,
    /// By what bookings come that may have rules of their own.
    pub channels: &'a [String],
}

/// By what bookings of the venue come that may have rules of their own.
pub(super) async fn channels(inside: &Inside) -> Result<Vec<String>, Denial> {
    let desk = inside.known.gate.desk();
    Ok(desk.channels(inside.catalog.venue.id).await?)
}

impl<'a> Seen<'a> {
    /// The rules of a kind or a channel that the venue has, or of anything else.
    pub(super) fn of(
        inside: &'a Inside,
        whose: Whose<'a>,
        channels: &'a [String],
    ) -> Result<Self, Denial> {
        let seen = Self {
            inside,
            whose,
            channels,
        };
        let is_there = match whose {
            Whose::Kind(kind) => texts::is_kind(kind) && seen.kinds().contains(kind),
            Whose::Channel(channel) => channels.iter().any(|known| known == channel),
            Whose::Venue | Whose::Resource(_) => true,
        };
        is_there.then_some(seen).ok_or_else(Denial::not_found)
    }

    pub(super) fn tongue(&self) -> Tongue {
        self.inside.known.tongue()
    }

    pub(super) fn venue(&self) -> &'a Venue {
        &self.inside.catalog.venue
    }

    /// The kinds of what the venue offers, or of which it has rules.
    pub(super) fn kinds(&self) -> BTreeSet<&'a str> {
        let listed = self.inside.catalog.listed().iter();
        let offered = listed.map(|listed| listed.resource.kind.as_str());
        offered
            .chain(self.venue().kinds.keys().map(String::as_str))
            .collect()
    }

    pub(super) fn path(&self) -> String {
        match self.whose {
            Whose::Venue => format!("{}/rules", paths::settings(&self.venue().slug)),
            Whose::Kind(kind) => ways::rules_of_kind(&self.venue().slug, kind),
            Whose::Resource(one) => format!("{}/rules", resource::path(self.inside, one)),
            Whose::Channel(channel) => self.path_of_channel(channel),
        }
    }

    pub(super) fn path_of_channel(&self, channel: &str) -> String {
        let venue = paths::settings(&self.venue().slug);
        format!("{venue}/rules/channels/{channel}")
    }

    pub(super) fn of_channel(&self, channel: &str) -> Policy {
        let own = self.venue().channels.get(channel);
        own.cloned().unwrap_or_default()
    }

    /// The circles around it, the innermost first, with the words for each.
    pub(super) fn circles(&self) -> Vec<(Policy, &'static str)> {
        let kind = |kind: &str| self.venue().kinds.get(kind).cloned().unwrap_or_default();
        let venue = (self.venue().policy.clone(), "rules-from-venue");
        match self.whose {
            Whose::Venue => vec![venue],
            Whose::Kind(name) => vec![(kind(name), "rules-from-kind"), venue],
            Whose::Resource(one) => vec![
                (one.policy.clone(), "rules-own"),
                (kind(&one.kind), "rules-from-kind"),
                venue,
            ],
            Whose::Channel(channel) => vec![(self.of_channel(channel), "rules-own"), venue],
        }
    }

    /// What holds where these circles are drawn.
    pub(super) fn rules(circles: &[(Policy, &str)]) -> Rules {
        let circles: Vec<&Policy> = circles.iter().map(|(policy, _)| policy).collect();
        Rules::within(&circles)
    }

    pub(super) fn change(&self, policy: Policy) -> SettingsChange {
        match self.whose {
            Whose::Venue => SettingsChange::Policy(policy),
            Whose::Kind(kind) => SettingsChange::KindPolicy(kind.to_owned(), policy),
            Whose::Resource(one) => {
                let edit = ResourceEdit {
                    policy: Some(policy),
                    ..ResourceEdit::default()
                };
                SettingsChange::Resource(one.id, Box::new(edit))
            }
            Whose::Channel(channel) => {
                // A foreign contract is told by its own rules, empty ones too, that the venue's are not there for it alone.
                let is_own_door = [PAGES, PROGRAMS].contains(&channel);
                let own = Some(policy).filter(|own| !is_own_door || *own != Policy::default());
                SettingsChange::ChannelPolicy(channel.to_owned(), own)
            }
        }
    }
}
