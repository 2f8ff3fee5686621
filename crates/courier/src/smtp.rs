//! Letters to a mail server, over a few connections that are kept between letters.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bronya_words::Letter;
use jiff::Timestamp;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::Rset;
use tokio::sync::Semaphore;

use crate::dialogue::{Door, Failure, Stage, say_message, say_recipient, say_sender};
use crate::envelope::{Sealed, seal};
use crate::settings::{BadMailSettings, MailSettings};
use crate::undelivered::Undelivered;

/// How many letters are handed over at once, each over a connection of its own. Servers turn away whoever opens many.
const AT_ONCE: usize = 4;
/// How long a kept connection may take to show that it lives.
const WAKE: Duration = Duration::from_secs(5);

/// A mail server, and the connections to it that are free.
pub struct Smtp {
    settings: MailSettings,
    door: Door,
    lanes: Semaphore,
    free: Mutex<Vec<AsyncSmtpConnection>>,
}

impl Smtp {
    /// Makes the way to the server ready; nothing is connected yet.
    ///
    /// # Errors
    /// Where the file of certificates that the settings name cannot be used.
    pub fn open(settings: MailSettings) -> Result<Self, BadMailSettings> {
        let door = Door::new(&settings)?;
        Ok(Self {
            settings,
            door,
            lanes: Semaphore::new(AT_ONCE),
            free: Mutex::default(),
        })
    }

    /// Hands one letter to the server, within the time that the settings give it. More letters than go at once wait
    /// for those before them; that time is not the letter's own.
    pub async fn send(
        &self,
        to: &str,
        letter: &Letter,
        stamp: Timestamp,
    ) -> Result<(), Undelivered> {
        let sealed = seal(&self.settings.from, to, letter, stamp)?;
        let _lane = self
            .lanes
            .acquire()
            .await
            .expect("the lanes are never closed");
        let limit = self.settings.timeout;
        // A letter that runs out of time takes its connection with it: the answer that still comes is about this
        // letter and must not be read by the next.
        match tokio::time::timeout(limit, self.carry(&sealed)).await {
            Ok(carried) => carried.map_err(|failure| failure.verdict()),
            Err(_) => {
                let (relay, limit) = (self.door.relay(), limit.as_secs_f64());
                Err(Undelivered::later(&format!(
                    "{relay} did not take the letter within {limit} s"
                )))
            }
        }
    }

    async fn carry(&self, sealed: &Sealed) -> Result<(), Failure> {
        if let Some(connection) = self.wake().await {
            match self.hand_over(connection, sealed).await {
                // Servers count the letters of a connection and end it here. A new one is no second delivery.
                Err(failure) if failure.stage == Stage::Sender => {}
                handed => return handed,
            }
        }
        self.hand_over(self.door.enter().await?, sealed).await
    }

    /// A free connection that still lives. `RSET` asks it, and clears what a refused letter left behind. One that has
    /// died says the same of those that were left beside it.
    async fn wake(&self) -> Option<AsyncSmtpConnection> {
        let mut connection = self.free().pop()?;
        match tokio::time::timeout(WAKE, connection.command(Rset)).await {
            Ok(Ok(_)) => Some(connection),
            Ok(Err(_)) | Err(_) => {
                self.free().clear();
                None
            }
        }
    }

    async fn hand_over(
        &self,
        mut connection: AsyncSmtpConnection,
        sealed: &Sealed,
    ) -> Result<(), Failure> {
        let handed = converse(&mut connection, sealed).await;
        if handed.as_ref().err().is_none_or(Failure::leaves_it_open) {
            self.free().push(connection);
        }
        handed
    }

    fn free(&self) -> std::sync::MutexGuard<'_, Vec<AsyncSmtpConnection>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn converse(connection: &mut AsyncSmtpConnection, sealed: &Sealed) -> Result<(), Failure> {
    say_sender(connection, sealed).await?;
    say_recipient(connection, sealed).await?;
    say_message(connection, sealed).await
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
