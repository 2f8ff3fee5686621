//! What the courier needs of the desk: letters that are due, what each of them speaks of, and who reads it.

use std::sync::Arc;

use bronya_domain::availability::Offer;
use bronya_domain::booking::Booking;
use bronya_domain::catalog::{Catalog, Language, Venue};
use bronya_domain::command::Role;
use bronya_domain::id::{AccountId, BookingId, ResourceId, VenueId};
use bronya_domain::notice::{Glimpse, Notice, Recipient, Told, Topic, Webhook, still_true};
use bronya_domain::people::{Account, Ticket};
use bronya_domain::sample::Sample;
use bronya_domain::span::Span;
use bronya_store::outbox::{self, About, Hand, Lent, Place, Standing, To};
use bronya_store::{Fault, Ran, facts};
use jiff::Timestamp;

use crate::answer::No;
use crate::desk::Desk;

type Result<T, E = No> = std::result::Result<T, E>;

/// What becomes of a letter that was lent.
#[derive(Debug)]
pub enum Lead {
    /// It is about a change of a booking and has a reader.
    OfBooking(Box<BookingLetter>),
    /// It is about an account.
    OfAccount(Box<AccountLetter>),
    /// It was owed to a side; now each reader of that side has a letter of his own.
    Addressed,
    /// It is about nothing and shows how a letter looks.
    OfSample(Box<SampleLetter>),
    /// It is posted to the venue's webhook.
    OfNews(Box<News>),
    /// There is nothing to say any more, or nobody to say it to.
    Silent,
}

/// What a venue's program is told of a change.
#[derive(Debug)]
pub struct News {
    /// The venue with what it offers.
    pub catalog: Arc<Catalog>,
    /// Where it is posted.
    pub webhook: Webhook,
    /// What it is about.
    pub topic: Topic,
    /// The booking as the change left it.
    pub booking: Booking,
    /// What the change was.
    pub told: Told,
    /// The guest's account, if he has one.
    pub account: Option<Account>,
}

/// What a letter about a booking speaks of.
#[derive(Debug)]
pub struct BookingLetter {
    /// The venue with what it offers.
    pub catalog: Arc<Catalog>,
    /// To whom and about what.
    pub notice: Notice,
    /// The booking as the change left it.
    pub booking: Booking,
    /// What the change was.
    pub told: Told,
    /// What the slot is about that it takes.
    pub slot_topic: Option<String>,
    /// What the guest may have instead, where he did not get what he wanted.
    pub alternatives: Vec<Offer>,
    /// Who reads it.
    pub reader: Reader,
    /// Whether the reader may still decide what the letter asks to decide.
    pub is_open: bool,
}

/// What a letter about an account speaks of.
#[derive(Debug)]
pub struct AccountLetter {
    /// The link.
    pub ticket: Ticket,
    /// Whose it is.
    pub account: Account,
    /// The venue that invites, with the role that it offers.
    pub post: Option<(Arc<Catalog>, Role)>,
    /// The address to which it goes.
    pub email: String,
}

/// What a letter speaks of that shows how it looks.
#[derive(Debug)]
pub struct SampleLetter {
    /// The venue with what it offers.
    pub catalog: Arc<Catalog>,
    /// The letter that it shows.
    pub sample: Sample,
    /// The language in which it does.
    pub language: Language,
    /// Its number at the venue: each is a letter of its own.
    pub number: i64,
    /// Who reads it.
    pub reader: Reader,
}

/// Who reads a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// His account, if he has one.
    pub account: Option<AccountId>,
    /// What he is called.
    pub name: Option<String>,
    /// His e-mail address.
    pub email: String,
    /// The language that he chose for himself.
    pub language: Option<Language>,
}

impl Desk {
    /// Waits until a letter may have become due. It may ring for nothing, and a letter whose time comes rings not.
    pub async fn letters_may_be_due(&self) {
        self.letters.notified().await;
    }

    /// Lends out letters that are due, at most `most`, until `until`; then they are due again.
    pub async fn lease_letters(
        &self,
        now: Timestamp,
        until: Timestamp,
        most: i64,
    ) -> Result<Vec<Lent>> {
        let leased = self.store.write(None, move |tx| {
            Box::pin(async move { Ok(leased(outbox::lease(tx, now, until, most).await?)) })
        });
        Ok(leased.await?)
    }

    /// The same for what is posted to webhooks.
    pub async fn lease_webhooks(
        &self,
        now: Timestamp,
        until: Timestamp,
        most: i64,
    ) -> Result<Vec<Lent>> {
        let leased = self.store.write(None, move |tx| {
            Box::pin(async move {
                let lent = outbox::lease_webhooks(tx, now, until, most).await?;
                Ok(leased(lent))
            })
        });
        Ok(leased.await?)
    }

    /// Marks a letter as delivered, or as not needed any more.
    pub async fn settle_letter(&self, place: &Place, now: Timestamp) -> Result<()> {
        let place = place.clone();
        let settled = self.store.write(None, move |tx| {
            let place = place.clone();
            Box::pin(async move { Ok((Ran::Wrote, outbox::settle(tx, &place, now).await?)) })
        });
        Ok(settled.await?)
    }

    /// Marks a letter as given up for a reason, unless it was lent to somebody else meanwhile.
    pub async fn give_up_letter(&self, lent: &Lent, why: String, now: Timestamp) -> Result<()> {
        let lent = lent.clone();
        let given_up = self.store.write(None, move |tx| {
            let (lent, why) = (lent.clone(), why.clone());
            Box::pin(async move { Ok((Ran::Wrote, outbox::give_up(tx, &lent, now, &why).await?)) })
        });
        Ok(given_up.await?)
    }

    /// Lets a letter wait until a later try.
    pub async fn postpone_letter(
        &self,
        lent: &Lent,
        until: Timestamp,
        problem: String,
    ) -> Result<()> {
        let lent = lent.clone();
        let postponed = self.store.write(None, move |tx| {
            let (lent, problem) = (lent.clone(), problem.clone());
            Box::pin(async move {
                outbox::postpone(tx, &lent, until, &problem).await?;
                Ok((Ran::Wrote, ()))
            })
        });
        Ok(postponed.await?)
    }

    /// What a letter speaks of and who reads it.
    pub async fn letter(&self, lent: &Lent, now: Timestamp) -> Result<Lead> {
        match (lent.place.venue, lent.place.about) {
            (Some(venue), About::Booking { .. }) => self.about_booking(venue, lent, now).await,
            (venue, About::Ticket { ticket, .. }) => self.about_account(venue, ticket, now).await,
            (
                Some(venue),
                About::Sample {
                    number,
                    sample,
                    language,
                },
            ) => {
                let reader = lent.place.reader;
                self.about_nothing(venue, number, (sample, language), reader)
                    .await
            }
            (None, About::Booking { .. } | About::Sample { .. }) => Err(Fault::Corrupt(
                "a letter about a booking or the looks of no venue".into(),
            )
            .into()),
        }
    }

    /// How letters stand.
    pub async fn letters_standing(&self, now: Timestamp) -> Result<Standing> {
        let read = self
            .store
            .read(move |tx| Box::pin(outbox::standing(tx, now)));
        Ok(read.await?)
    }

    /// How what is posted to webhooks stands.
    pub async fn webhooks_standing(&self, now: Timestamp) -> Result<Standing> {
        let read = self
            .store
            .read(move |tx| Box::pin(outbox::webhooks_standing(tx, now)));
        Ok(read.await?)
    }

    async fn about_booking(&self, venue: VenueId, lent: &Lent, now: Timestamp) -> Result<Lead> {
        let About::Booking {
            booking,
            version,
            notice,
        } = lent.place.about
        else {
            return Ok(Lead::Silent);
        };
        let told = self.told(venue, booking, version).await?;
        let current = self.booking(venue, booking).await?;
        if !still_true(notice, &told, &current, now)
            || self.is_overtaken(venue, &current, version, notice).await?
        {
            return Ok(Lead::Silent);
        }
        let reader = match (notice.to, lent.place.reader) {
            (Recipient::Staff, To::Side) => return self.address(venue, lent, &told, now).await,
            (Recipient::Staff, To::Account(reader)) => self.hand(venue, reader).await?,
            (Recipient::Staff, To::House) => house(&self.venue_of(venue).await?.venue),
            (Recipient::Guest, _) => self.guest(&current).await?,
            (Recipient::Program, _) => return self.news(venue, notice.topic, current, told).await,
        };
        let Some(reader) = reader else {
            return Ok(Lead::Silent);
        };
        let catalog = self.venue_of(venue).await?;
        let is_open = current.state.undecided() && current.version == told.after.version;
        let booking = told.after.of_the_time(current);
        let letter = BookingLetter {
            slot_topic: self.topic_of(venue, &told.after).await?,
            alternatives: self.instead(&catalog, notice, &booking, &told, now).await,
            catalog,
            notice,
            booking,
            told,
            reader,
            is_open,
        };
        Ok(Lead::OfBooking(Box::new(letter)))
    }

    /// What the change was that gave a booking this version.
    async fn told(&self, venue: VenueId, booking: BookingId, version: i64) -> Result<Told> {
        let read = self
            .store
            .read(move |tx| Box::pin(outbox::told(tx, venue, booking, version)));
        let unknown = || Fault::Corrupt("a letter that knows of no change".into());
        Ok(read.await?.ok_or_else(unknown)?)
    }

    /// Whether a later change owes a reminder of its own, which then speaks for both.
    async fn is_overtaken(
        &self,
        venue: VenueId,
        booking: &Booking,
        version: i64,
        notice: Notice,
    ) -> Result<bool> {
        let id = booking.id;
        match notice.topic {
            Topic::Reminder if booking.version > version => {
                let read = self
                    .store
                    .read(move |tx| Box::pin(outbox::has_later_reminder(tx, venue, id, version)));
                Ok(read.await?)
            }
            _ => Ok(false),
        }
    }

    /// Writes a letter to each of those who should know: the specialists whose time it is, else all who work there; and
    /// to the address that the venue gave for its staff.
    async fn address(
        &self,
        venue: VenueId,
        lent: &Lent,
        told: &Told,
        now: Timestamp,
    ) -> Result<Lead> {
        let (place, resources) = (lent.place.clone(), told.after.resources.clone());
        let house = self.venue_of(venue).await?.venue.staff_email.is_some();
        let addressed = self.store.write(None, move |tx| {
            let (place, resources) = (place.clone(), resources.clone());
            Box::pin(async move {
                let crew = outbox::crew(tx, venue).await?;
                let hands = concerned(&crew, &resources).into_iter().map(To::Account);
                let readers: Vec<To> = hands.chain(house.then_some(To::House)).collect();
                outbox::address(tx, &place, &readers, now).await?;
                Ok((Ran::Wrote, !readers.is_empty()))
            })
        });
        if addressed.await? {
            self.letters.notify_one();
        }
        Ok(Lead::Addressed)
    }

    /// What the venue's program is told, if it still listens.
    async fn news(
        &self,
        venue: VenueId,
        topic: Topic,
        current: Booking,
        told: Told,
    ) -> Result<Lead> {
        let catalog = self.venue_of(venue).await?;
        let Some(webhook) = catalog.venue.webhook.clone() else {
            return Ok(Lead::Silent);
        };
        let account = match current.account {
            Some(account) => self.account(account).await?,
            None => None,
        };
        Ok(Lead::OfNews(Box::new(News {
            webhook,
            catalog,
            topic,
            booking: told.after.of_the_time(current),
            told,
            account,
        })))
    }

    /// Somebody who works at the venue, if he still does.
    async fn hand(&self, venue: VenueId, account: AccountId) -> Result<Option<Reader>> {
        let crew = self
            .store
            .read(move |tx| Box::pin(outbox::crew(tx, venue)))
            .await?;
        if crew.iter().any(|hand| hand.account == account) {
            Ok(self.account(account).await?.and_then(reader))
        } else {
            Ok(None)
        }
    }

    /// The guest, if he left an address: with his booking, or with his account.
    async fn guest(&self, booking: &Booking) -> Result<Option<Reader>> {
        let own = match booking.account {
            Some(account) => self.account(account).await?,
            None => None,
        };
        let contact = &booking.contact;
        Ok(match (&contact.email, own) {
            (Some(email), own) => Some(Reader {
                account: booking.account,
                name: contact.name.clone(),
                email: email.clone(),
                language: own.and_then(|own| own.language),
            }),
            (None, Some(own)) => reader(own),
            (None, None) => None,
        })
    }

    async fn topic_of(&self, venue: VenueId, glimpse: &Glimpse) -> Result<Option<String>> {
        let Some(slot) = glimpse.slot else {
            return Ok(None);
        };
        let found = self
            .store
            .read(move |tx| Box::pin(facts::slot(tx, venue, slot)));
        Ok(found.await?.and_then(|slot| slot.topic))
    }

    /// What a guest may have instead of what he did not get. That nothing can be offered is no reason to tell him
    /// nothing.
    async fn instead(
        &self,
        catalog: &Arc<Catalog>,
        notice: Notice,
        booking: &Booking,
        told: &Told,
        now: Timestamp,
    ) -> Vec<Offer> {
        let lost = matches!(
            notice.topic,
            Topic::Declined | Topic::RivalChosen | Topic::Expired
        );
        if notice.to != Recipient::Guest || !lost {
            return Vec::new();
        }
        let found = self.instead_of(catalog, booking, &told.after.resources, now);
        let mut found = found.await.unwrap_or_else(|no| {
            tracing::warn!(%no, "no alternatives could be looked for");
            Vec::new()
        });
        // What the staff said no to is free again, and no answer to their no.
        let start = booking.when.span().map(Span::from);
        found.retain(|offer| Some(offer.span.from()) != start);
        found
    }

    async fn about_account(
        &self,
        venue: Option<VenueId>,
        ticket: bronya_domain::id::TicketId,
        now: Timestamp,
    ) -> Result<Lead> {
        let Some(ticket) = self.working_ticket(ticket, now).await? else {
            return Ok(Lead::Silent);
        };
        let account = match ticket.account {
            Some(account) => self.account(account).await?,
            None => None,
        };
        let (Some(account), Some(email)) = (account, ticket.email.clone()) else {
            return Ok(Lead::Silent);
        };
        let post = match venue {
            Some(venue) => {
                let member = self.member(venue, account.id).await?;
                let catalog = self.venue_of(venue).await?;
                member.map(|member| (catalog, member.membership.role))
            }
            None => None,
        };
        Ok(Lead::OfAccount(Box::new(AccountLetter {
            ticket,
            account,
            post,
            email,
        })))
    }
}

/// Who of those who work there should know about these resources.
fn concerned(crew: &[Hand], resources: &[ResourceId]) -> Vec<AccountId> {
    let his = |hand: &&Hand| {
        let own = hand.resource.filter(|_| hand.role == Role::Specialist);
        own.is_some_and(|own| resources.contains(&own))
    };
    let specialists: Vec<AccountId> = crew.iter().filter(his).map(|hand| hand.account).collect();
    if specialists.is_empty() {
        let others = crew.iter().filter(|hand| hand.role != Role::Specialist);
        others.map(|hand| hand.account).collect()
    } else {
        specialists
    }
}

/// What was lent, and whether that was anything.
fn leased(lent: Vec<Lent>) -> (Ran, Vec<Lent>) {
    let wrote = !lent.is_empty();
    (if wrote { Ran::Wrote } else { Ran::Looked }, lent)
}

/// Whoever reads the address that the venue gave for its staff, if it still does.
fn house(venue: &Venue) -> Option<Reader> {
    let email = venue.staff_email.clone()?;
    Some(Reader {
        account: None,
        name: None,
        email,
        language: Some(venue.language),
    })
}

pub(crate) fn reader(account: Account) -> Option<Reader> {
    Some(Reader {
        account: Some(account.id),
        name: account.names.full(),
        email: account.email?,
        language: account.language,
    })
}
