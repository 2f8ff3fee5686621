//! The times of a day to press; where there are none, where else there are some.

use bronya_domain::availability::Offer;
use bronya_gate::Denial;
use bronya_words::{Line, moment};
use jiff::Zoned;

use super::bar::Chip;
use super::found::Found;
use super::offered::{Kind, Wish};
use super::place::Place;
use super::seen::Seen;

/// How many other days are told.
const DAYS_TOLD: usize = 3;

/// The times of a day, or what there is instead.
pub(super) struct Times {
    pub heading: String,
    pub parts: Vec<Part>,
    pub nothing: Option<Nothing>,
}

/// Those of a part of the day.
pub(super) struct Part {
    pub title: String,
    pub times: Vec<Time>,
}

/// A time to press.
pub(super) struct Time {
    pub value: String,
    pub label: String,
    /// What is worth knowing of it besides.
    pub details: Vec<String>,
}

/// That there is nothing, and where there is something.
pub(super) struct Nothing {
    pub lead: String,
    pub groups: Vec<Instead>,
}

/// Some ways to something.
pub(super) struct Instead {
    pub title: String,
    pub ways: Vec<Chip>,
}

impl Times {
    /// The times of the day that is shown.
    pub(super) async fn of(
        seen: &Seen<'_>,
        kinds: &[Kind<'_>],
        wish: &Wish<'_>,
        found: &Found,
        pressed: bool,
    ) -> Result<Self, Denial> {
        let offers = found.on_the_day(seen, wish);
        let day = seen.date(found.date);
        let heading = match pressed {
            true => seen.say("book-other-times", "day", day.clone()),
            false => day.clone(),
        };
        let making = Making { seen, wish, found };
        let nothing = match offers.is_empty() && !pressed {
            true => Some(making.nothing(kinds, day).await?),
            false => None,
        };
        Ok(Self {
            heading,
            parts: making.parts(&offers),
            nothing,
        })
    }
}

struct Making<'a> {
    seen: &'a Seen<'a>,
    wish: &'a Wish<'a>,
    found: &'a Found,
}

impl Making<'_> {
    fn parts(&self, offers: &[Offer]) -> Vec<Part> {
        let first = offers.first();
        let price = |offer: &Offer| first.is_some_and(|first| first.price != offer.price);
        let topic = |offer: &Offer| {
            first.is_some_and(|first| self.found.topic(first) != self.found.topic(offer))
        };
        // What all have in common need not be told of each.
        let prices = offers.iter().any(price);
        let topics = offers.iter().any(topic);
        let mut parts: Vec<Part> = Vec::new();
        for offer in offers {
            let title = self.seen.word(part_of(&self.seen.local(offer.span.from())));
            let time = self.time(offer, prices, topics);
            match parts.last_mut().filter(|part| part.title == title) {
                Some(part) => part.times.push(time),
                None => parts.push(Part {
                    title,
                    times: vec![time],
                }),
            }
        }
        parts
    }

    fn time(&self, offer: &Offer, prices: bool, topics: bool) -> Time {
        let (seen, wish) = (self.seen, self.wish);
        let names = wish.kind.is_named() && wish.who.is_some();
        let whose = offer.slot.is_some() && wish.who.is_none();
        let topic = self.found.topic(offer).filter(|_| topics);
        let details = [
            (whose && wish.kind.listed.len() > 1).then(|| seen.name(offer.resource)),
            topic.map(|topic| Line::name(topic).to_string()),
            (prices && offer.price != 0).then(|| seen.price(offer.price)),
        ];
        Time {
            value: Place::of(offer, names).to_string(),
            label: moment::clock(&seen.local(offer.span.from())),
            details: details.into_iter().flatten().collect(),
        }
    }

    async fn nothing(&self, kinds: &[Kind<'_>], day: String) -> Result<Nothing, Denial> {
        let seen = self.seen;
        let days = self.found.other_days(seen, self.wish, DAYS_TOLD).await?;
        let days = days.into_iter().map(|day| Chip {
            label: seen.date(day),
            path: seen.path(&seen.look.on(day)),
            is_here: false,
        });
        let groups = [
            ("book-other-days", days.collect()),
            ("book-others", self.others()),
            ("book-other-kinds", self.other_kinds(kinds).await?),
        ];
        let groups = groups.into_iter().filter(|(_, ways)| !ways.is_empty());
        Ok(Nothing {
            lead: seen.say("book-nothing", "day", day),
            groups: groups
                .map(|(title, ways): (&str, Vec<Chip>)| Instead {
                    title: seen.word(title),
                    ways,
                })
                .collect(),
        })
    }

    /// On the same day, whatever else the guest was particular about: somebody else, another price, another topic.
    fn others(&self) -> Vec<Chip> {
        let (seen, found) = (self.seen, self.found);
        let look = seen.look;
        let on_it = |offer: &&Offer| seen.local(offer.span.from()).date() == found.date;
        let mut others = Vec::new();
        for offer in found.offers.iter().filter(on_it) {
            if self.wish.who.is_some() && !others.contains(&Some(offer.resource)) {
                others.push(Some(offer.resource));
            } else if self.wish.who.is_none() && others.is_empty() {
                others.push(None);
            }
        }
        let free = look.at_price(None).about(None);
        let chip = |who| {
            let who: Option<_> = who;
            let look = free.with(who).on(found.date);
            Chip {
                label: who.map_or_else(|| seen.word("book-whichever"), |id| seen.name(id)),
                path: seen.path(&look),
                is_here: false,
            }
        };
        others.into_iter().take(6).map(chip).collect()
    }

    /// Things of other kinds that there are on the same day.
    async fn other_kinds(&self, kinds: &[Kind<'_>]) -> Result<Vec<Chip>, Denial> {
        let (seen, mut ways) = (self.seen, Vec::new());
        for kind in kinds
            .iter()
            .filter(|kind| kind.name != self.wish.kind.name)
            .take(6)
        {
            let look = seen.look.of_kind(kind.name).on(self.found.date);
            let path = seen.path(&look);
            let wish = Wish::of(kind, &look, seen.tongue);
            let other = Seen {
                look: &look,
                ..*seen
            };
            if wish.wrong.is_empty()
                && !Found::of(&other, &wish)
                    .await?
                    .on_the_day(&other, &wish)
                    .is_empty()
            {
                ways.push(Chip {
                    label: kind.name.to_owned(),
                    path,
                    is_here: false,
                });
            }
        }
        Ok(ways)
    }
}

/// The part of the day, by the clock.
fn part_of(at: &Zoned) -> &'static str {
    match at.hour() {
        0..5 => "book-night",
        5..12 => "book-morning",
        12..17 => "book-afternoon",
        _ => "book-evening",
    }
}
