//! The dialogue with a mail server, step by step, so that it is known at which step it ended and what that means.
//!
//! `lettre` speaks the protocol. Its own transport is not used: it says that a server refused, but not what, and it
//! takes a connection back whose letter was given up in the middle, so that the late answer about one letter is read as
//! the answer about the next.

use std::error::Error as _;
use std::{fmt, io};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};

use crate::envelope::Sealed;
use crate::settings::{BadMailSettings, Login, MailSettings, Relay, Safety};
use crate::undelivered::Undelivered;

/// Answers about us and not about the letter: commands that are not known or not allowed now, and everything that
/// speaks of logging in.
const ABOUT_US: &[u16] = &[500, 502, 503, 530, 534, 535, 538];

/// The steps of a dialogue, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// The server's name is looked up.
    Name,
    /// The server is reached and greets.
    Connection,
    /// The connection is made safe.
    Tls,
    /// We say who we are.
    Login,
    /// From whom.
    Sender,
    /// To whom.
    Recipient,
    /// The letter itself.
    Message,
}

/// Where a dialogue ended, and how.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) stage: Stage,
    pub(crate) cause: Cause,
}

/// How a dialogue ended.
#[derive(Debug)]
pub(crate) enum Cause {
    /// The server said no, in these words.
    Answer(u16, String),
    /// There was no answer, or none that makes sense.
    Silence(String),
    /// The server cannot do what is needed.
    Unable(&'static str),
}

/// The way to one mail server, with all that has to be read for it.
#[derive(Clone)]
pub(crate) struct Door {
    relay: Relay,
    tls: Option<TlsParameters>,
    /// As whom we greet.
    hello: ClientId,
}

impl Stage {
    /// Its name, as `doctor` prints it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Connection => "connection",
            Self::Tls => "TLS",
            Self::Login => "login",
            Self::Sender => "sender",
            Self::Recipient => "recipient",
            Self::Message => "message",
        }
    }
}

impl Door {
    /// Reads the certificates that the settings name.
    pub(crate) fn new(settings: &MailSettings) -> Result<Self, BadMailSettings> {
        let relay = settings.relay.clone();
        let tls = match relay.safety {
            Safety::Plain => None,
            Safety::Tls | Safety::StartTls => Some(tls(&relay)?),
        };
        let hello = ClientId::Domain(settings.from.address.domain().to_owned());
        Ok(Self { relay, tls, hello })
    }

    pub(crate) fn relay(&self) -> &Relay {
        &self.relay
    }

    /// Reaches the server, makes the connection safe, and logs in.
    pub(crate) async fn enter(&self) -> Result<AsyncSmtpConnection, Failure> {
        let mut connection = self.reach().await?;
        self.log_in(&mut connection).await?;
        Ok(connection)
    }

    /// Reaches the server and makes the connection safe. Nothing of ours is said before it is.
    pub(crate) async fn reach(&self) -> Result<AsyncSmtpConnection, Failure> {
        let server = (self.relay.host.as_str(), self.relay.port);
        let at_once = self
            .tls
            .clone()
            .filter(|_| self.relay.safety == Safety::Tls);
        let implicit = at_once.is_some();
        let reached =
            AsyncSmtpConnection::connect_tokio1(server, None, &self.hello, at_once, None).await;
        let mut connection = reached.map_err(|error| Failure::connecting(&error, implicit))?;
        if let (Safety::StartTls, Some(tls)) = (self.relay.safety, &self.tls) {
            if !connection.can_starttls() {
                let cause = Cause::Unable("the server does not offer STARTTLS");
                return Err(Failure {
                    stage: Stage::Tls,
                    cause,
                });
            }
            let safe = connection.starttls(tls.clone(), &self.hello).await;
            safe.map_err(|error| Failure::at(Stage::Tls, &error))?;
        }
        Ok(connection)
    }

    /// Logs in, if the settings say so. The server's answer may repeat what it was told; the password is struck out.
    pub(crate) async fn log_in(&self, connection: &mut AsyncSmtpConnection) -> Result<(), Failure> {
        let Some(login) = &self.relay.login else {
            return Ok(());
        };
        if DEFAULT_MECHANISMS.iter().all(|&way| {
            !connection
                .server_info()
                .supports_feature(Extension::Authentication(way))
        }) {
            let cause = Cause::Unable(
                "the server offers no login by password (AUTH PLAIN or LOGIN) on this connection",
            );
            return Err(Failure {
                stage: Stage::Login,
                cause,
            });
        }
        let credentials = Credentials::new(login.name.clone(), login.password.clone());
        let answer = connection.auth(DEFAULT_MECHANISMS, &credentials).await;
        answer
            .map(drop)
            .map_err(|error| Failure::at(Stage::Login, &error).without(login))
    }
}

fn tls(relay: &Relay) -> Result<TlsParameters, BadMailSettings> {
    let mut builder = TlsParameters::builder(relay.host.clone());
    if let Some(path) = &relay.ca {
        let pem = std::fs::read(path).map_err(BadMailSettings::CaUnread)?;
        // A file of something else is read as no certificates, and would then trust nobody without a word.
        if !String::from_utf8_lossy(&pem).contains("-----BEGIN CERTIFICATE-----") {
            return Err(BadMailSettings::CaEmpty);
        }
        let certificates = Certificate::from_pem(&pem).map_err(|_| BadMailSettings::CaEmpty)?;
        builder = builder.add_root_certificate(certificates);
    }
    builder.build().map_err(|_| BadMailSettings::CaEmpty)
}

/// Says from whom.
pub(crate) async fn say_sender(
    connection: &mut AsyncSmtpConnection,
    sealed: &Sealed,
) -> Result<(), Failure> {
    let mut parameters = Vec::new();
    if !sealed.to().user().is_ascii() {
        if !connection
            .server_info()
            .supports_feature(Extension::SmtpUtfEight)
        {
            let cause = Cause::Unable("the server takes no address in another script (SMTPUTF8)");
            return Err(Failure {
                stage: Stage::Recipient,
                cause,
            });
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    let answer = connection
        .command(Mail::new(Some(sealed.from().clone()), parameters))
        .await;
    answer
        .map(drop)
        .map_err(|error| Failure::at(Stage::Sender, &error))
}

/// Says to whom.
pub(crate) async fn say_recipient(
    connection: &mut AsyncSmtpConnection,
    sealed: &Sealed,
) -> Result<(), Failure> {
    let answer = connection
        .command(Rcpt::new(sealed.to().clone(), Vec::new()))
        .await;
    answer
        .map(drop)
        .map_err(|error| Failure::at(Stage::Recipient, &error))
}

/// Hands the letter over. Only the answer after its last byte means that the server has it.
pub(crate) async fn say_message(
    connection: &mut AsyncSmtpConnection,
    sealed: &Sealed,
) -> Result<(), Failure> {
    let failed = |error: Error| Failure::at(Stage::Message, &error);
    if !connection
        .command(Data)
        .await
        .map_err(failed)?
        .has_code(354)
    {
        let cause = Cause::Silence("the server did not ask for the letter".to_owned());
        return Err(Failure {
            stage: Stage::Message,
            cause,
        });
    }
    let answer = connection.message(sealed.bytes()).await.map_err(failed)?;
    if answer.has_code(250) {
        return Ok(());
    }
    let cause = Cause::Silence(format!("the server answered {} and not 250", answer.code()));
    Err(Failure {
        stage: Stage::Message,
        cause,
    })
}

impl Failure {
    fn at(stage: Stage, error: &Error) -> Self {
        let words = error
            .source()
            .map_or_else(|| error.to_string(), ToString::to_string);
        let cause = match error.status() {
            Some(code) => Cause::Answer(code.into(), words),
            None => Cause::Silence(words),
        };
        Self { stage, cause }
    }

    /// Where TLS begins with the first byte, what is neither an answer nor the network's own no is about TLS.
    fn connecting(error: &Error, implicit: bool) -> Self {
        let mut source = error.source();
        let network = loop {
            let Some(cause) = source else { break false };
            if cause
                .downcast_ref::<io::Error>()
                .is_some_and(|error| error.raw_os_error().is_some())
            {
                break true;
            }
            source = cause.source();
        };
        let tls = implicit && error.status().is_none() && !network;
        Self::at(if tls { Stage::Tls } else { Stage::Connection }, error)
    }

    /// The same without the password, plain or as it travels.
    fn without(mut self, login: &Login) -> Self {
        if let Cause::Answer(_, words) | Cause::Silence(words) = &mut self.cause {
            let Login { name, password } = login;
            let secrets = [
                BASE64_STANDARD.encode(format!("\0{name}\0{password}")),
                BASE64_STANDARD.encode(password),
                password.clone(),
            ];
            for secret in secrets {
                *words = words.replace(&secret, "…");
            }
        }
        self
    }

    /// Whether the server may be spoken to again on this connection: it said no, and did not hang up with it (421).
    pub(crate) fn leaves_it_open(&self) -> bool {
        match self.cause {
            Cause::Answer(code, _) => code != 421,
            Cause::Unable(_) => self.stage >= Stage::Sender,
            Cause::Silence(_) => false,
        }
    }

    /// What it means for the letter. Only a no to this recipient or this letter ends it; what the operator can mend,
    /// a wrong password as much as a relay that does not know us, must not throw letters away.
    pub(crate) fn verdict(&self) -> Undelivered {
        let about_letter = self.stage >= Stage::Recipient;
        let never = match &self.cause {
            Cause::Answer(code, words) => {
                let ours = ABOUT_US.contains(code) || speaks_of_relaying(words);
                about_letter && (500..600).contains(code) && !ours
            }
            Cause::Unable(_) => about_letter,
            Cause::Silence(_) => false,
        };
        let why = self.to_string();
        if never {
            Undelivered::never(&why)
        } else {
            Undelivered::later(&why)
        }
    }
}

/// A server that does not know us refuses each recipient with 550 or 554, and says "relay access denied", "relaying
/// denied", "unable to relay": there is no number of its own for it.
fn speaks_of_relaying(words: &str) -> bool {
    words.to_ascii_lowercase().contains("relay")
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stage = self.stage.name();
        match &self.cause {
            Cause::Answer(code, words) => write!(f, "{stage}: the server answered {code} {words}"),
            Cause::Silence(words) => write!(f, "{stage}: {words}"),
            Cause::Unable(what) => write!(f, "{stage}: {what}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(stage: Stage, code: u16, words: &str) -> Undelivered {
        Failure {
            stage,
            cause: Cause::Answer(code, words.to_owned()),
        }
        .verdict()
    }

    #[test]
    fn only_a_no_to_this_letter_ends_it() {
        for (stage, code, words, never) in [
            (Stage::Connection, 554, "no", false),
            (Stage::Login, 535, "no", false),
            (Stage::Login, 550, "no", false),
            (Stage::Sender, 550, "no such sender", false),
            (Stage::Recipient, 450, "greylisted", false),
            (Stage::Recipient, 499, "", false),
            (Stage::Recipient, 550, "no such user", true),
            (Stage::Recipient, 530, "log in first", false),
            (Stage::Recipient, 534, "", false),
            (Stage::Recipient, 535, "", false),
            (Stage::Recipient, 538, "", false),
            (Stage::Recipient, 503, "log in first", false),
            (
                Stage::Recipient,
                554,
                "5.7.1 <a@b>: Relay access denied",
                false,
            ),
            (Stage::Recipient, 550, "5.7.1 Unable to relay", false),
            (Stage::Message, 451, "busy", false),
            (Stage::Message, 552, "too big", true),
            (Stage::Message, 554, "spam", true),
            (Stage::Message, 599, "", true),
        ] {
            let is_never = matches!(verdict(stage, code, words), Undelivered::Never { .. });
            assert_eq!(is_never, never, "{stage:?} {code} {words}");
        }
        let silence = Failure {
            stage: Stage::Message,
            cause: Cause::Silence("gone".into()),
        };
        assert!(matches!(silence.verdict(), Undelivered::Later { .. }));
    }

    #[test]
    fn the_reason_is_one_clean_line() {
        let words = format!("no\r\nX: \x1b[31m{}", "y".repeat(5_000));
        let verdict = verdict(Stage::Recipient, 550, &words);
        assert!(
            verdict
                .why()
                .starts_with("recipient: the server answered 550 no X: [31my"),
            "{verdict}"
        );
        assert!(verdict.why().chars().count() <= 300 && !verdict.why().contains(char::is_control));
    }

    #[test]
    fn a_server_that_repeats_the_password_does_not_make_us_print_it() {
        let login = Login {
            name: "anna".into(),
            password: "hunter2".into(),
        };
        let told = BASE64_STANDARD.encode("\0anna\0hunter2");
        let words = format!(
            "bad {told}, that is hunter2 or {}",
            BASE64_STANDARD.encode("hunter2")
        );
        let failure = Failure {
            stage: Stage::Login,
            cause: Cause::Answer(535, words),
        }
        .without(&login);
        assert_eq!(
            failure.verdict().why(),
            "login: the server answered 535 bad …, that is … or …"
        );
    }
}
