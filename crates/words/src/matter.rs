//! What a letter is about: plain facts, handed in by whoever carries it.

use bronya_domain::availability::Offer;
use bronya_domain::booking::{Booking, State, When};
use bronya_domain::catalog::{Language, Venue};
use bronya_domain::command::Actor;
use bronya_domain::id::AccountId;
use bronya_domain::notice::{Notice, Recipient};
use bronya_domain::resource::Resource;
use jiff::Timestamp;

/// A booking with what is needed to speak of it.
#[derive(Clone, Copy, Debug)]
pub struct Visit<'a> {
    /// Where it is.
    pub venue: &'a Venue,
    /// The booking: in a letter as the change left it, so that one that comes late still tells what happened then.
    pub booking: &'a Booking,
    /// What people call the resources that it takes, in the order of its claims.
    pub resources: &'a [String],
    /// Which of its kind the first of them is.
    pub first: Option<Numbered<'a>>,
    /// What its slot is about, if it takes a slot that says so.
    pub slot_topic: Option<&'a str>,
}

/// Which of its kind a resource is, whatever people call it.
#[derive(Clone, Copy, Debug)]
pub struct Numbered<'a> {
    /// Its kind, in the venue's word.
    pub kind: &'a str,
    /// Its number within the kind.
    pub number: i64,
}

impl<'a> Numbered<'a> {
    /// What a resource is known by.
    pub fn of(resource: &'a Resource) -> Self {
        Self {
            kind: &resource.kind,
            number: resource.number,
        }
    }
}

/// The booking as it was before the change.
#[derive(Clone, Debug)]
pub struct Before {
    /// Where it stood.
    pub state: State,
    /// When it was to take place.
    pub when: When,
    /// What people call the resources that it took.
    pub resources: Vec<String>,
    /// How many were to come.
    pub party: Option<u32>,
}

/// Another stay that the guest may have instead.
#[derive(Clone, Debug)]
pub struct Alternative {
    /// The stay.
    pub offer: Offer,
    /// What people call its resource.
    pub resource: String,
    /// Where it can be booked.
    pub link: Option<String>,
}

/// Where the buttons lead. Each page only shows; what is done there is done by a second button.
#[derive(Clone, Copy, Debug, Default)]
pub struct Links<'a> {
    /// To the booking: the guest's own page in a letter to the guest, the staff's in one to the staff.
    pub manage: Option<&'a str>,
    /// To accept it. Shown to the staff only.
    pub accept: Option<&'a str>,
    /// To decline it. Shown to the staff only.
    pub decline: Option<&'a str>,
    /// To book something else.
    pub again: Option<&'a str>,
}

/// Who reads the letter. A letter has one reader.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    /// His account, if he has one. Of one notice to the staff each of them gets a letter, told apart by this.
    pub account: Option<AccountId>,
    /// How he is called.
    pub name: Option<&'a str>,
    /// His e-mail address.
    pub email: &'a str,
    /// The language that he chose for himself, apart from the booking's.
    pub language: Option<Language>,
}

/// What is the same for every letter of a house, and when this one was owed.
#[derive(Clone, Copy, Debug)]
pub struct Post<'a> {
    /// The installation's host name; ids end in it. Changing it breaks threads and doubles calendar entries.
    pub host: &'a str,
    /// The address that letters come from.
    pub sender: &'a str,
    /// When the letter became owed. Not when it is sent: a letter sent again is the same letter.
    pub stamp: Timestamp,
}

/// Everything that a letter may speak of.
#[derive(Clone, Copy, Debug)]
pub struct Matter<'a> {
    /// To whom and about what: why there is a letter.
    pub notice: Notice,
    /// The booking.
    pub visit: Visit<'a>,
    /// The booking before the change; none where the change made it.
    pub before: Option<&'a Before>,
    /// Who did it.
    pub by: Actor,
    /// Why, in the words of who did it.
    pub reason: Option<&'a str>,
    /// What the guest may have instead.
    pub alternatives: &'a [Alternative],
    /// Where the buttons lead.
    pub links: Links<'a>,
    /// Who reads it.
    pub reader: Reader<'a>,
    /// The house's post.
    pub post: Post<'a>,
}

impl Matter<'_> {
    /// The language of the letter: the one that the reader chose, the guest's with his booking, else the venue's.
    pub fn language(&self) -> Language {
        let chosen = match self.notice.to {
            Recipient::Guest => self.visit.booking.language.or(self.reader.language),
            Recipient::Staff | Recipient::Program => self.reader.language,
        };
        chosen.unwrap_or(self.visit.venue.language)
    }
}
