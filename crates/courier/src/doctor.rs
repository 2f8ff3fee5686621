//! What is wrong with a mail server, in plain words: one letter, step by step, up to the step that fails.

use bronya_words::Letter;
use jiff::Timestamp;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use tokio::net::lookup_host;

use crate::dialogue::{Cause, Door, Failure, Stage, say_message, say_recipient, say_sender};
use crate::envelope::{Sealed, seal};
use crate::settings::{BadMailSettings, MailSettings, Relay, Safety};

/// One step and how it went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which step.
    pub stage: Stage,
    /// What was found; or what went wrong and what to do about it.
    pub result: Result<String, String>,
}

/// Sends one letter by single steps and says how each went. The first that fails is the last; each has the time that
/// the settings give a letter.
///
/// # Errors
/// Where the file of certificates that the settings name cannot be used.
pub async fn examine(
    settings: &MailSettings,
    to: &str,
    letter: &Letter,
    stamp: Timestamp,
) -> Result<Vec<Step>, BadMailSettings> {
    let door = Door::new(settings)?;
    let mut visit = Visit {
        settings,
        door,
        steps: Vec::new(),
    };
    visit.go(to, letter, stamp).await;
    Ok(visit.steps)
}

/// An examination on its way.
struct Visit<'a> {
    settings: &'a MailSettings,
    door: Door,
    steps: Vec<Step>,
}

impl Visit<'_> {
    /// Goes on until a step fails, which is the last one noted.
    async fn go(&mut self, to: &str, letter: &Letter, stamp: Timestamp) -> Option<()> {
        let found = self.within(Stage::Name, look_up(self.door.relay())).await;
        self.note(Stage::Name, found)?;
        let mut connection = self.reach().await?;
        let entered = self
            .within(Stage::Login, self.door.log_in(&mut connection))
            .await;
        let as_whom = match &self.door.relay().login {
            Some(login) => format!("logged in as {}", login.name),
            None => "not asked for".to_owned(),
        };
        self.note(Stage::Login, entered.map(|()| as_whom))?;
        let sealed = match seal(&self.settings.from, to, letter, stamp) {
            Ok(sealed) => sealed,
            Err(bad) => {
                self.steps.push(Step {
                    stage: Stage::Recipient,
                    result: Err(bad.why().to_owned()),
                });
                return None;
            }
        };
        self.deliver(&mut connection, &sealed).await
    }

    /// Connecting and TLS are two steps for people, and one call.
    async fn reach(&mut self) -> Option<AsyncSmtpConnection> {
        let reached = self.within(Stage::Connection, self.door.reach()).await;
        let safety = match self.door.relay().safety {
            Safety::Plain => "not asked for: letters travel readable",
            Safety::StartTls => "safe, after STARTTLS",
            Safety::Tls => "safe",
        };
        let greeted = format!("{} answers", self.door.relay());
        match reached {
            Ok(connection) => {
                self.note(Stage::Connection, Ok(greeted))?;
                self.note(Stage::Tls, Ok(safety.to_owned()))?;
                Some(connection)
            }
            Err(failure) => {
                if failure.stage == Stage::Tls {
                    self.note(Stage::Connection, Ok(greeted))?;
                }
                self.note(failure.stage, Err(failure))?;
                None
            }
        }
    }

    async fn deliver(
        &mut self,
        connection: &mut AsyncSmtpConnection,
        sealed: &Sealed,
    ) -> Option<()> {
        let said = self
            .within(Stage::Sender, say_sender(connection, sealed))
            .await;
        self.note(
            Stage::Sender,
            said.map(|()| format!("{} may send", sealed.from())),
        )?;
        let said = self
            .within(Stage::Recipient, say_recipient(connection, sealed))
            .await;
        self.note(
            Stage::Recipient,
            said.map(|()| format!("{} is taken", sealed.to())),
        )?;
        let said = self
            .within(Stage::Message, say_message(connection, sealed))
            .await;
        self.note(
            Stage::Message,
            said.map(|()| "the server has the letter; look for it in the mailbox".to_owned()),
        )
    }

    async fn within<T>(
        &self,
        stage: Stage,
        step: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        let limit = self.settings.timeout;
        tokio::time::timeout(limit, step).await.unwrap_or_else(|_| {
            let cause = Cause::Silence(format!("no answer within {} s", limit.as_secs_f64()));
            Err(Failure { stage, cause })
        })
    }

    /// None where it is the last step.
    fn note(&mut self, stage: Stage, result: Result<String, Failure>) -> Option<()> {
        let result =
            result.map_err(|failure| format!("{}. {}", failure.verdict().why(), advice(&failure)));
        let goes_on = result.is_ok().then_some(());
        self.steps.push(Step { stage, result });
        goes_on
    }
}

async fn look_up(relay: &Relay) -> Result<String, Failure> {
    let silent = |words| Failure {
        stage: Stage::Name,
        cause: Cause::Silence(words),
    };
    let found = lookup_host((relay.host.as_str(), relay.port)).await;
    let found = found.map_err(|error| silent(error.to_string()))?;
    let addresses: Vec<String> = found.map(|address| address.ip().to_string()).collect();
    if addresses.is_empty() {
        return Err(silent("the name has no address".to_owned()));
    }
    Ok(format!("{} is {}", relay.host, addresses.join(", ")))
}

/// What to do about it.
fn advice(failure: &Failure) -> &'static str {
    let answered = matches!(failure.cause, Cause::Answer(..));
    match failure.stage {
        Stage::Name => {
            "Check how the host is written in --smtp, and that this machine can look up names."
        }
        Stage::Connection if answered => {
            "The server is there and turns us away: ask its operator whether this machine may connect."
        }
        Stage::Connection => {
            "Check host and port, and that no firewall stands between: many networks close port 25, few 465 and 587. \
             Where the port expects TLS from the first byte, --smtp begins with smtps://."
        }
        Stage::Tls if matches!(failure.cause, Cause::Unable(_)) => {
            "Try smtps:// with the server's port for TLS, often 465; without encryption nothing was sent."
        }
        Stage::Tls => {
            "Check that the host is written as in the server's certificate. A certificate of your own is trusted with \
             ?ca=FILE. Port 587 mostly wants smtp+starttls://, port 465 smtps://."
        }
        Stage::Login if answered => {
            "Check name and password, both percent-encoded. Some providers want a password made for programs."
        }
        Stage::Login => {
            "Look up in the provider's help how programs log in; --smtp without a login tries it without."
        }
        Stage::Sender => {
            "The server does not let us send from --mail-from: take an address that belongs to this login."
        }
        Stage::Recipient if answered => {
            "The server does not take letters for this address. If it speaks of relaying, it wants a login first."
        }
        Stage::Recipient => "Try another address.",
        Stage::Message if answered => {
            "The server refused the letter itself, often as spam: check SPF and DKIM of the sender's domain."
        }
        Stage::Message => "The letter may have arrived or not; try again.",
    }
}
