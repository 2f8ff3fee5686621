//! The courier's round: takes letters that are due, has them worded, carries them, notes what became of each. News for
//! webhooks go the same way on rounds of their own, so that a program that hangs holds up no letter.
//!
//! Letters are leased, so that several couriers share the work; a courier that dies leaves his letters to the others
//! when the lease ends. A letter that was carried and not noted is carried again, under the same `Message-ID`; news
//! likewise, under the same `webhook-id`.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bronya_desk::{Desk, Lead, Lent, News, No};
use futures_util::FutureExt;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Notify;

use crate::compose::{self, Composed};
use crate::options::Options;
use crate::payload::payload;
use crate::schedule::again;
use crate::undelivered::Undelivered;
use crate::webhook::Message;

/// How many go each way at once.
const AT_ONCE: i64 = 16;
/// How long a letter is leased: longer than carrying it can take, with a second try over a fresh connection.
const LEASE: SignedDuration = SignedDuration::from_mins(3);
/// How long the courier rests where nobody calls him. Letters whose time comes ring no bell.
const REST: Duration = Duration::from_secs(1);
/// How long the courier rests when the database does not answer.
const REST_AFTER_FAULT: Duration = Duration::from_secs(5);
/// Why a letter about which there is no letter any more is settled; for the log.
const NO_LETTER: &str = "the letter set has nothing to say about it";

/// One of the ways out. Each has rounds of its own.
#[derive(Clone, Copy, Debug)]
enum Way {
    Letters,
    Webhooks,
}

/// Carries what the outbox holds until it is delivered or given up in the open. Copies are the same courier.
#[derive(Clone)]
pub struct Courier {
    desk: Desk,
    options: Arc<Options>,
}

impl Courier {
    /// A courier for a desk.
    pub fn new(desk: Desk, options: Options) -> Self {
        let options = Arc::new(options);
        Self { desk, options }
    }

    /// Goes round after round until told to stop. A round that has begun is brought to its end, so that nothing that was
    /// carried goes unnoted and is carried again by the next courier.
    pub async fn run(self, stop: impl Future<Output = ()> + Send) {
        let stop = stop.shared();
        let [letters, webhooks] = [Notify::new(), Notify::new()];
        // The desk's bell wakes one who waits, and here are two.
        let ring = async {
            loop {
                self.desk.letters_may_be_due().await;
                letters.notify_one();
                webhooks.notify_one();
            }
        };
        let rounds = async {
            tokio::join!(
                self.rounds(Way::Letters, &letters, stop.clone()),
                self.rounds(Way::Webhooks, &webhooks, stop)
            )
        };
        tokio::select! {
            _ = rounds => {}
            () = ring => {}
        }
    }

    async fn rounds(&self, way: Way, bell: &Notify, mut stop: impl Future<Output = ()> + Unpin) {
        loop {
            let rest = match self.round_of(way).await {
                // More may be due than one round takes.
                Ok(carried) if carried > 0 => Duration::ZERO,
                Ok(_) => REST,
                Err(no) => {
                    tracing::warn!(%no, "the courier finds no letters: the database does not answer");
                    REST_AFTER_FAULT
                }
            };
            tokio::select! {
                biased;
                () = &mut stop => return,
                () = bell.notified() => {}
                () = tokio::time::sleep(rest) => {}
            }
        }
    }

    /// One round each way. Says how many letters and pieces of news it took on.
    pub async fn round(&self) -> Result<usize, No> {
        let (letters, webhooks) =
            tokio::join!(self.round_of(Way::Letters), self.round_of(Way::Webhooks));
        Ok(letters? + webhooks?)
    }

    async fn round_of(&self, way: Way) -> Result<usize, No> {
        let now = self.now();
        let until = now.saturating_add(LEASE).unwrap_or(Timestamp::MAX);
        let leased = match way {
            Way::Letters => self.desk.lease_letters(now, until, AT_ONCE).await?,
            Way::Webhooks => self.desk.lease_webhooks(now, until, AT_ONCE).await?,
        };
        let count = leased.len();
        let tasks: Vec<_> = leased
            .into_iter()
            .map(|lent| {
                let courier = self.clone();
                // A task of its own: a bug in one letter must not keep the others.
                tokio::spawn(async move { courier.carry(lent).await })
            })
            .collect();
        for task in tasks {
            match task.await {
                Ok(Ok(())) => {}
                Ok(Err(no)) => tracing::warn!(%no, "a letter waits until its lease ends"),
                Err(error) => tracing::error!(%error, "a letter could not be worded"),
            }
        }
        Ok(count)
    }

    async fn carry(&self, lent: Lent) -> Result<(), No> {
        let lead = self.desk.letter(&lent, self.now()).await?;
        let composed = match &lead {
            Lead::Addressed => return Ok(()),
            Lead::Silent => return self.desk.settle_letter(&lent.place, self.now()).await,
            Lead::OfNews(news) => {
                let sent = self.tell(&lent, news).await;
                return self.note(&lent, sent).await;
            }
            Lead::OfBooking(letter) => compose::of_booking(&self.options, letter, lent.owed_at),
            Lead::OfAccount(letter) => compose::of_account(&self.options, letter, lent.owed_at),
            Lead::OfSample(letter) => compose::of_sample(&self.options, letter, lent.owed_at),
        };
        let Some(Composed { to, letter }) = composed else {
            tracing::debug!(place = %lent.place, NO_LETTER);
            return self.desk.settle_letter(&lent.place, self.now()).await;
        };
        let sent = self.options.post.send(&to, &letter, lent.owed_at).await;
        self.note(&lent, sent).await
    }

    /// Posts news to the venue's webhook. They are known there by the name that they have among the letters here.
    async fn tell(&self, lent: &Lent, news: &News) -> Result<(), Undelivered> {
        let body = payload(news, lent.owed_at);
        let body = body.map_err(|bug| Undelivered::never(&format!("body: {bug}")))?;
        let message = Message {
            id: &URL_SAFE_NO_PAD.encode(lent.place.to_string()),
            at: self.now(),
            body,
            secret: &self.options.links.webhook_secret(&news.catalog.venue),
        };
        self.options.webhooks.post(&news.webhook.url, message).await
    }

    /// Notes what became of a letter.
    async fn note(&self, lent: &Lent, sent: Result<(), Undelivered>) -> Result<(), No> {
        let now = self.now();
        let problem = match sent {
            Ok(()) => return self.desk.settle_letter(&lent.place, now).await,
            Err(problem) => problem,
        };
        let next = match &problem {
            Undelivered::Later { .. } => {
                let chance = (self.options.chance)();
                again(lent.tried_from, lent.attempts, now, chance)
            }
            Undelivered::Never { .. } => None,
        };
        let why = problem.why().to_owned();
        match next {
            Some(next) => {
                // The mail server's words often name the reader, so they stay in the row and out of the log.
                tracing::info!(place = %lent.place, "a message is tried again later");
                self.desk.postpone_letter(lent, next, why).await
            }
            None => {
                tracing::warn!(place = %lent.place, "a letter is given up");
                self.desk.give_up_letter(lent, why, now).await
            }
        }
    }

    fn now(&self) -> Timestamp {
        (self.options.clock)()
    }
}
