//! Has letters worded: puts together what the desk knows and what the letter sets want to know.

use bronya_desk::{AccountLetter, BookingLetter, SampleLetter};
use bronya_domain::catalog::Catalog;
use bronya_domain::id::ResourceId;
use bronya_domain::notice::{Notice, Recipient, Topic};
use bronya_words::Letter;
use bronya_words::account::{self, AccountMatter};
use bronya_words::example::Example;
use bronya_words::matter::{Alternative, Before, Links, Matter, Numbered, Post, Reader, Visit};
use jiff::Timestamp;

use crate::options::Options;

/// A letter and the address to which it goes.
pub(crate) struct Composed {
    /// The reader's address.
    pub(crate) to: String,
    /// The letter.
    pub(crate) letter: Letter,
}

/// Where the buttons of one letter lead.
#[derive(Default)]
struct Buttons {
    manage: Option<String>,
    accept: Option<String>,
    decline: Option<String>,
    again: Option<String>,
}

/// The letter about a change of a booking; none where the booking's letter set has none.
pub(crate) fn of_booking(
    options: &Options,
    about: &BookingLetter,
    stamp: Timestamp,
) -> Option<Composed> {
    let catalog = &about.catalog;
    let names = |resources: &[ResourceId]| names(catalog, resources);
    let resources = names(&about.told.after.resources);
    let mut ids = about.told.after.resources.iter();
    let first = ids.find_map(|id| catalog.find(*id));
    let before = about.told.before.as_ref().map(|before| Before {
        state: before.state,
        when: before.when,
        resources: names(&before.resources),
        party: before.party,
    });
    let alternatives: Vec<Alternative> = about
        .alternatives
        .iter()
        .map(|offer| Alternative {
            offer: *offer,
            resource: names(&[offer.resource]).join(", "),
            link: options.links.again(&catalog.venue),
        })
        .collect();
    let buttons = buttons(options, about);
    let matter = Matter {
        notice: about.notice,
        visit: Visit {
            venue: &catalog.venue,
            booking: &about.booking,
            resources: &resources,
            first: first.map(|listed| Numbered::of(&listed.resource)),
            slot_topic: about.slot_topic.as_deref(),
        },
        before: before.as_ref(),
        by: about.told.by,
        reason: about.told.reason.as_deref(),
        alternatives: &alternatives,
        links: Links {
            manage: buttons.manage.as_deref(),
            accept: buttons.accept.as_deref(),
            decline: buttons.decline.as_deref(),
            again: buttons.again.as_deref(),
        },
        reader: reader(&about.reader),
        post: post(options, stamp),
    };
    Some(Composed {
        to: about.reader.email.clone(),
        letter: options.letters.letter(&matter)?,
    })
}

/// The letter about an account; none where its link is not sent by letter.
pub(crate) fn of_account(
    options: &Options,
    about: &AccountLetter,
    stamp: Timestamp,
) -> Option<Composed> {
    let link = options.links.ticket(&about.ticket);
    // What somebody calls himself is not read to others: until the address is known to be his, it may be theirs.
    let is_his = about.account.email_confirmed || about.post.is_some();
    let name = about.account.names.full().filter(|_| is_his);
    let matter = AccountMatter {
        purpose: about.ticket.purpose,
        house: options.house(),
        venue: about.post.as_ref().map(|(catalog, _)| &catalog.venue),
        role: about.post.as_ref().map(|(_, role)| *role),
        has_account: about.post.is_some() && about.account.email_confirmed,
        link: &link,
        expires_at: about.ticket.expires_at,
        reader: Reader {
            account: Some(about.account.id),
            name: name.as_deref(),
            email: &about.email,
            language: about.account.language,
        },
        post: post(options, stamp),
        ticket: about.ticket.id,
    };
    Some(Composed {
        to: about.email.clone(),
        letter: account::letter(&matter)?,
    })
}

/// The letter that shows how it looks. Nothing stands behind its buttons but the page that all guests see.
pub(crate) fn of_sample(
    options: &Options,
    about: &SampleLetter,
    stamp: Timestamp,
) -> Option<Composed> {
    let (venue, mut listed) = (&about.catalog.venue, about.catalog.listed().iter());
    let page = options.links.again(venue);
    let page = page.unwrap_or_else(|| format!("https://{}/{}", options.host, venue.slug));
    let example = Example {
        sample: about.sample,
        language: about.language,
        venue,
        resource: listed.next().map(|listed| listed.resource.name.as_str()),
        page: &page,
        email: &about.reader.email,
        number: about.number,
        post: post(options, stamp),
    };
    Some(Composed {
        to: about.reader.email.clone(),
        letter: example.letter()?,
    })
}

/// What the reader may do from the letter. The guest has his own page; who works at the venue decides what is still to
/// be decided.
fn buttons(options: &Options, about: &BookingLetter) -> Buttons {
    let (venue, booking, links) = (&about.catalog.venue, &about.booking, &options.links);
    match about.notice.to {
        Recipient::Guest => Buttons {
            manage: Some(links.manage(venue, booking)),
            again: lost(about.notice).then(|| links.again(venue)).flatten(),
            ..Buttons::default()
        },
        Recipient::Program => Buttons::default(),
        Recipient::Staff => {
            let decides = about.reader.account.filter(|_| about.is_open);
            let button =
                |accepts| decides.map(|reader| links.decide(venue, booking, reader, accepts));
            Buttons {
                accept: button(true),
                decline: button(false),
                ..Buttons::default()
            }
        }
    }
}

fn lost(notice: Notice) -> bool {
    matches!(
        notice.topic,
        Topic::Declined | Topic::RivalChosen | Topic::Expired | Topic::Cancelled
    )
}

fn names(catalog: &Catalog, resources: &[ResourceId]) -> Vec<String> {
    let named = resources.iter().filter_map(|id| catalog.find(*id));
    named.map(|listed| listed.resource.name.clone()).collect()
}

fn reader(reader: &bronya_desk::Reader) -> Reader<'_> {
    Reader {
        account: reader.account,
        name: reader.name.as_deref(),
        email: &reader.email,
        language: reader.language,
    }
}

fn post(options: &Options, stamp: Timestamp) -> Post<'_> {
    Post {
        host: &options.host,
        sender: &options.sender,
        stamp,
    }
}
