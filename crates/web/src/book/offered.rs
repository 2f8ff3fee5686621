//! What a venue offers to guests, kind by kind, what of each a guest is asked, and what he answered.

use std::collections::BTreeMap;

use bronya_domain::catalog::{Catalog, Listed};
use bronya_domain::command::Filter;
use bronya_domain::id::ResourceId;
use bronya_domain::policy::{GuestChoice, PartySize, Rules, Stay, minutes};
use bronya_domain::resource::Schedule;
use jiff::SignedDuration;
use jiff::civil::Date;

use super::look::Look;
use super::place::Wanted;
use crate::tongue::{Blanks, Tongue};

/// The largest party that a form takes.
const PARTY_MOST: u32 = 10_000;
/// How many most parties are, where more than one may come.
const PARTY_USUAL: u32 = 2;
/// How long most stays are, in minutes, where the guest chooses.
const MINUTES_USUAL: u32 = 60;
/// The lengths from which guests choose, in minutes.
const LENGTHS: [u32; 12] = [15, 30, 45, 60, 90, 120, 180, 240, 300, 360, 480, 720];

/// What is wrong with what was typed, by the name of its field.
pub(super) type Wrong = BTreeMap<&'static str, String>;

/// The things of a kind that take new bookings; at least one.
pub(super) struct Kind<'a> {
    /// The venue's word for it.
    pub name: &'a str,
    /// The things, in the order of choice.
    pub listed: Vec<&'a Listed>,
}

/// What a guest wants, as far as he said so and it makes sense; what is likely for the rest.
pub(super) struct Wish<'a> {
    /// The kind of thing.
    pub kind: &'a Kind<'a>,
    /// How many come, where that is asked.
    pub party: Option<u32>,
    /// How many minutes they stay, where they choose.
    pub minutes: Option<u32>,
    /// The day, where he chose one.
    pub date: Option<Date>,
    /// The one thing of the kind that he wants.
    pub who: Option<ResourceId>,
    /// What of it cannot be read.
    pub wrong: Wrong,
}

impl<'a> Kind<'a> {
    /// All kinds on offer, in the order of choice.
    pub(super) fn all(catalog: &'a Catalog) -> Vec<Self> {
        let mut kinds: Vec<Self> = Vec::new();
        let offered = |listed: &&Listed| !listed.resource.retired && listed.resource.open;
        for listed in catalog.listed().iter().filter(offered) {
            let name = listed.resource.kind.as_str();
            match kinds.iter_mut().find(|kind| kind.name == name) {
                Some(kind) => kind.listed.push(listed),
                None => kinds.push(Self {
                    name,
                    listed: vec![listed],
                }),
            }
        }
        kinds
    }

    /// The kind that a guest looks at, else the usual one: that of which there is most.
    pub(super) fn chosen<'k>(kinds: &'k [Self], look: &Look) -> Option<&'k Self> {
        let named = look.kind.as_deref();
        let named = kinds.iter().find(|kind| Some(kind.name) == named);
        // Of several that are as many, the first.
        named.or_else(|| kinds.iter().rev().max_by_key(|kind| kind.listed.len()))
    }

    fn rules(&self) -> &'a Rules {
        &self.listed[0].rules
    }

    /// Whether slots are published of it by hand.
    pub(super) fn has_slots(&self) -> bool {
        let mut listed = self.listed.iter();
        listed.any(|listed| listed.resource.schedule == Schedule::Slots)
    }

    /// Whether guests choose which one they want.
    pub(super) fn is_named(&self) -> bool {
        self.rules().guest_choice == GuestChoice::Named
    }

    /// Whether a guest says how many come: where he must, or where it says how long he stays.
    pub(super) fn asks_party(&self) -> bool {
        self.listed.iter().any(|listed| {
            let by_party = matches!(listed.rules.stay, Stay::ByParty(_));
            let by_hours = listed.resource.schedule == Schedule::Hours;
            listed.rules.party_size == PartySize::Required || (by_hours && by_party)
        })
    }

    /// Between how many minutes a guest chooses how long he stays, where he does.
    pub(super) fn asks_minutes(&self) -> Option<(u32, u32)> {
        let bounds = self
            .listed
            .iter()
            .filter_map(|listed| match listed.rules.stay {
                Stay::Chosen {
                    least_minutes,
                    most_minutes,
                } if listed.resource.schedule == Schedule::Hours => {
                    Some((least_minutes, most_minutes))
                }
                _ => None,
            });
        bounds.reduce(|(least, most), (other_least, other_most)| {
            (least.min(other_least), most.max(other_most))
        })
    }

    /// The lengths from which a guest chooses, in minutes.
    pub(super) fn lengths(&self) -> Vec<u32> {
        let Some((least, most)) = self.asks_minutes() else {
            return Vec::new();
        };
        let usual = LENGTHS
            .into_iter()
            .filter(|long| least < *long && *long < most);
        let mut lengths: Vec<u32> = [least].into_iter().chain(usual).chain([most]).collect();
        lengths.dedup();
        lengths
    }

    /// For how many people the largest is.
    pub(super) fn most(&self) -> u32 {
        let seats = self.listed.iter().map(|listed| listed.resource.seats.to);
        seats.max().unwrap_or(1)
    }

    /// From how many people on one is offered.
    pub(super) fn least(&self) -> u32 {
        let seats = self.listed.iter().map(|listed| listed.resource.seats.from);
        seats.min().unwrap_or(1).max(1)
    }

    /// What they cost, each price once.
    pub(super) fn prices(&self) -> Vec<i64> {
        let mut prices: Vec<i64> = self
            .listed
            .iter()
            .map(|listed| listed.resource.price)
            .collect();
        prices.sort_unstable();
        prices.dedup();
        prices
    }

    /// The farthest day that any of them can be booked on, counted from the present one; none where there is no bound.
    pub(super) fn horizon_days(&self) -> Option<u32> {
        let days = self
            .listed
            .iter()
            .map(|listed| listed.rules.horizon_days.get());
        days.collect::<Option<Vec<u32>>>()?.into_iter().max()
    }
}

impl<'a> Wish<'a> {
    /// What a look at a kind means.
    pub(super) fn of(kind: &'a Kind<'a>, look: &Look, tongue: Tongue) -> Self {
        let who = look.who.filter(|id| {
            kind.is_named() && kind.listed.iter().any(|listed| listed.resource.id == *id)
        });
        let mut wish = Self {
            kind,
            party: None,
            minutes: None,
            date: None,
            who,
            wrong: Wrong::new(),
        };
        if kind.asks_party() {
            match party(kind, look, tongue) {
                Ok(party) => wish.party = Some(party),
                Err(problem) => drop(wish.wrong.insert("party", problem)),
            }
        }
        wish.minutes = wish.length(look, tongue);
        match look.date.as_deref().map(day) {
            Some(None) => drop(wish.wrong.insert("date", tongue.word("bad-date"))),
            Some(date) => wish.date = date,
            None => {}
        }
        wish
    }

    fn length(&mut self, look: &Look, tongue: Tongue) -> Option<u32> {
        let (least, most) = self.kind.asks_minutes()?;
        let Some(text) = look.minutes.as_deref() else {
            return Some(MINUTES_USUAL.clamp(least, most));
        };
        let read = number(text).filter(|long| (least..=most).contains(long));
        if read.is_none() {
            self.wrong.insert("minutes", tongue.word("no-stay"));
        }
        read
    }

    /// What an order for it says besides the place.
    pub(super) fn wanted(&self, price: Option<i64>) -> Wanted {
        Wanted {
            filter: Filter {
                kind: Some(self.kind.name.to_owned()),
                price_from: price,
                price_to: price,
            },
            party: self.party,
            length: self.minutes.map(minutes),
        }
    }

    /// How long they stay, where they choose.
    pub(super) fn stay(&self) -> Option<SignedDuration> {
        self.minutes.map(minutes)
    }
}

fn party(kind: &Kind<'_>, look: &Look, tongue: Tongue) -> Result<u32, String> {
    let (least, most) = (kind.least(), kind.most());
    let Some(text) = look.party.as_deref() else {
        return Ok(PARTY_USUAL.clamp(least.min(most), most));
    };
    let bound = |id: &str, name: &'static str, bound: u32| {
        tongue.say(id, &Blanks::default().with(name, bound))
    };
    match number(text).filter(|party| (1..=PARTY_MOST).contains(party)) {
        None => Err(tongue.word("bad-party")),
        Some(party) if party > most => Err(bound("no-party-too-large", "most", most)),
        Some(party) if party < least => Err(bound("no-party-too-small", "least", least)),
        Some(party) => Ok(party),
    }
}

fn number(text: &str) -> Option<u32> {
    let text = text.trim();
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}

/// A day as a form writes it.
fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    let day: Date = text
        .parse()
        .ok()
        .filter(|_| text.len() == "2026-11-21".len())?;
    (1970..=9998).contains(&day.year()).then_some(day)
}
