//! What a guest chooses before a time: how many, when, what kind of thing, whose, at what price. Everything stands there with
//! the likely answer, and each choice is a link or a field of one form.

use bronya_domain::availability::Offer;
use bronya_domain::resource::Resource;
use bronya_words::Line;
use jiff::ToSpan;

use super::found::Found;
use super::look::Look;
use super::offered::{Kind, Wish};
use super::seen::Seen;
use super::strip::Strip;
use crate::facts::seats;
use crate::fields::Field;

/// How many persons or rooms stand there as cards; more of them are a list.
const CARDS_MOST: usize = 12;
/// How many prices or topics stand there to choose from.
const CHIPS_MOST: usize = 8;
/// Up to how many guests the number is chosen from a list.
const PARTY_LISTED: u32 = 20;

/// The bar.
pub(super) struct Bar {
    pub groups: Vec<Group>,
    pub fields: Vec<Field>,
    /// What goes along with the fields unseen.
    pub kept: Vec<(String, String)>,
    pub cards: Vec<Card>,
    pub strip: Strip,
}

/// Some choices of which one holds.
pub(super) struct Group {
    pub label: String,
    pub chips: Vec<Chip>,
}

/// One choice.
pub(super) struct Chip {
    pub label: String,
    pub path: String,
    pub is_here: bool,
}

/// A person or a room to choose.
pub(super) struct Card {
    pub name: String,
    pub details: Vec<String>,
    pub path: String,
    pub is_here: bool,
}

impl Bar {
    /// The bar over what was found.
    pub(super) fn of(seen: &Seen<'_>, kinds: &[Kind<'_>], wish: &Wish<'_>, found: &Found) -> Self {
        let making = Making { seen, wish, found };
        let fields = making.fields();
        let mut shown: Vec<&str> = fields.iter().map(|field| field.name).collect();
        // Who wants another size wants a look at the same day.
        shown.push("date");
        Self {
            groups: [making.kinds(kinds), making.prices(), making.topics()]
                .into_iter()
                .flatten()
                .collect(),
            kept: seen.look.kept(&shown),
            cards: making.cards(),
            strip: Strip::of(seen, wish, found),
            fields,
        }
    }
}

struct Making<'a> {
    seen: &'a Seen<'a>,
    wish: &'a Wish<'a>,
    found: &'a Found,
}

impl Making<'_> {
    fn chip(&self, label: String, look: &Look, is_here: bool) -> Chip {
        Chip {
            label,
            path: self.seen.path(look),
            is_here,
        }
    }

    fn group(&self, label: &str, chips: Vec<Chip>) -> Option<Group> {
        let label = self.seen.word(label);
        (chips.len() > 1).then_some(Group { label, chips })
    }

    fn kinds(&self, kinds: &[Kind<'_>]) -> Option<Group> {
        let chip = |kind: &Kind<'_>| {
            let look = self.seen.look.of_kind(kind.name);
            self.chip(
                kind.name.to_owned(),
                &look,
                kind.name == self.wish.kind.name,
            )
        };
        self.group("book-kind", kinds.iter().map(chip).collect())
    }

    /// Prices, where the guest does not choose by name and sees them there.
    fn prices(&self) -> Option<Group> {
        let (seen, kind) = (self.seen, self.wish.kind);
        let prices = kind.prices();
        if kind.is_named() || !(2..=CHIPS_MOST).contains(&prices.len()) {
            return None;
        }
        let chip = |price: Option<i64>| {
            let label =
                price.map_or_else(|| seen.word("book-any-price"), |price| seen.price(price));
            self.chip(label, &seen.look.at_price(price), seen.look.price == price)
        };
        let all = [None].into_iter().chain(prices.into_iter().map(Some));
        self.group("fact-price", all.map(chip).collect())
    }

    fn topics(&self) -> Option<Group> {
        let (seen, found) = (self.seen, self.found);
        let mut topics: Vec<&str> = found
            .offers
            .iter()
            .filter_map(|one| found.topic(one))
            .collect();
        topics.extend(seen.look.topic.as_deref());
        topics.sort_unstable();
        topics.dedup();
        if !(2..=CHIPS_MOST).contains(&topics.len()) && seen.look.topic.is_none() {
            return None;
        }
        let chip = |topic: Option<&str>| {
            let named = topic.map(|topic| Line::name(topic).to_string());
            let label = named.unwrap_or_else(|| seen.word("book-any-topic"));
            let look = seen.look.about(topic.map(str::to_owned));
            self.chip(label, &look, seen.look.topic.as_deref() == topic)
        };
        let all = [None].into_iter().chain(topics.into_iter().map(Some));
        self.group("fact-topic", all.map(chip).collect())
    }

    fn fields(&self) -> Vec<Field> {
        let (look, wish) = (self.seen.look, self.wish);
        let mut fields = Vec::new();
        if wish.kind.asks_party() {
            fields.push(self.party());
        }
        if wish.kind.asks_minutes().is_some() {
            fields.push(self.minutes());
        }
        if self.is_long() {
            fields.push(self.who());
        }
        let last = wish
            .kind
            .horizon_days()
            .and_then(|days| self.seen.today().checked_add(i64::from(days).days()).ok());
        let last = last.map_or_else(|| "9998-12-31".to_owned(), |last| last.to_string());
        let typed = look
            .date
            .clone()
            .filter(|_| wish.wrong.contains_key("date"));
        fields.push(Field {
            value: typed.unwrap_or_else(|| self.found.date.to_string()),
            range: Some((self.seen.today().to_string(), last)),
            ..Field::new("date", "date", self.seen.word("move-date"))
        });
        for field in &mut fields {
            field.problem = wish.wrong.get(field.name).cloned();
        }
        fields
    }

    fn party(&self) -> Field {
        let (kind, look) = (self.wish.kind, self.seen.look);
        let (least, most) = (kind.least().min(kind.most()), kind.most());
        let known = self.wish.party.map(|party| party.to_string());
        let value = known.or_else(|| look.party.clone()).unwrap_or_default();
        let label = self.seen.word("move-party");
        let listed = most <= PARTY_LISTED && !self.wish.wrong.contains_key("party");
        if listed {
            let sizes = (least..=most).map(|size| (size.to_string(), size.to_string()));
            return Field::choice("party", label, sizes.collect(), value);
        }
        Field {
            value,
            range: Some((least.to_string(), most.to_string())),
            ..Field::new("party", "number", label)
        }
    }

    fn minutes(&self) -> Field {
        let mut lengths = self.wish.kind.lengths();
        lengths.extend(self.wish.minutes);
        lengths.sort_unstable();
        lengths.dedup();
        let value = self.wish.minutes.map(|long| long.to_string());
        let options = lengths
            .into_iter()
            .map(|long| (long.to_string(), self.seen.long(long)));
        let label = self.seen.word("book-length");
        Field::choice(
            "minutes",
            label,
            options.collect(),
            value.unwrap_or_default(),
        )
    }

    fn is_long(&self) -> bool {
        self.wish.kind.is_named() && self.wish.kind.listed.len() > CARDS_MOST
    }

    /// Whom or what the guest wants, where there are too many for cards.
    fn who(&self) -> Field {
        let any = (String::new(), self.seen.word("book-anybody"));
        let each = self.wish.kind.listed.iter().map(|listed| {
            let resource = &listed.resource;
            (resource.id.to_string(), self.seen.name(resource.id))
        });
        let value = self.wish.who.map(|id| id.to_string()).unwrap_or_default();
        let label = self.seen.word("book-who");
        Field {
            required: false,
            ..Field::choice("who", label, [any].into_iter().chain(each).collect(), value)
        }
    }

    /// Persons or rooms, where guests choose them by name.
    fn cards(&self) -> Vec<Card> {
        let (seen, kind) = (self.seen, self.wish.kind);
        if !kind.is_named() || kind.listed.len() < 2 || self.is_long() {
            return Vec::new();
        }
        let any = Card {
            name: seen.word("book-anybody"),
            details: vec![seen.word("book-anybody.hint")],
            path: seen.path(&seen.look.with(None)),
            is_here: self.wish.who.is_none(),
        };
        let each = kind.listed.iter().map(|listed| self.card(&listed.resource));
        [any].into_iter().chain(each).collect()
    }

    fn card(&self, resource: &Resource) -> Card {
        let seen = self.seen;
        let room =
            (resource.seats.to > 1).then(|| seen.say("book-seats", "seats", seats(resource.seats)));
        let price = (resource.price != 0).then(|| seen.price(resource.price));
        let own = |offer: &&Offer| offer.resource == resource.id;
        let next = self.found.offers.iter().find(own);
        let next = next.map(|offer| seen.short(offer.span.from()));
        let next = next.map(|next| seen.say("book-next", "next", next));
        Card {
            name: seen.name(resource.id),
            details: [room, price, next].into_iter().flatten().collect(),
            path: seen.path(&seen.look.with(Some(resource.id))),
            is_here: self.wish.who == Some(resource.id),
        }
    }
}
