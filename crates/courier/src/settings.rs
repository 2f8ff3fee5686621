//! Through which mail server letters go, as the operator wrote it. Read strictly; no error and no print-out holds a
//! word of it that could be a password.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use bronya_words::Line;
use lettre::Address;
use percent_encoding::percent_decode_str;
use url::{Host, Url};

use crate::address::{self, BadAddress};

/// How long one letter may take from the first byte to the last answer, unless the operator says otherwise.
pub const TIMEOUT: Duration = Duration::from_secs(30);

/// How letters leave the house.
#[derive(Clone, Debug)]
pub struct MailSettings {
    /// The mail server.
    pub(crate) relay: Relay,
    /// In whose name.
    pub from: Sender,
    /// How long one letter may take: connecting, login and the whole dialogue.
    pub timeout: Duration,
}

/// The address that letters come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// The installation's name, for a letter whose venue has none.
    pub name: Option<Line>,
    pub(crate) address: Address,
}

/// A mail server that takes our letters.
#[derive(Clone, Debug)]
pub(crate) struct Relay {
    /// Its name, or its address without brackets.
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) safety: Safety,
    pub(crate) login: Option<Login>,
    /// A file of certificates that are trusted beside the public ones.
    pub(crate) ca: Option<PathBuf>,
}

/// What keeps others from listening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Safety {
    /// TLS from the first byte.
    Tls,
    /// TLS after `STARTTLS`, and nothing before it.
    StartTls,
    /// Nothing: for a relay on the same machine or network.
    Plain,
}

/// With what we log in.
#[derive(Clone)]
pub(crate) struct Login {
    pub(crate) name: String,
    pub(crate) password: String,
}

/// Why the settings are none. What was written is not repeated: a password may be in any part of it.
#[derive(Debug, thiserror::Error)]
pub enum BadMailSettings {
    /// No URL, or its parts are cut in the wrong places.
    #[error(
        "this is no URL; percent-encode what is special in name and password (@ is %40, / is %2F, # is %23)"
    )]
    NotAUrl,
    /// Another scheme.
    #[error("the URL begins with smtps://, smtp+starttls:// or smtp://")]
    Scheme,
    /// No host, or one that cannot exist.
    #[error("the URL names no host that can exist")]
    Host,
    /// Port 0.
    #[error("the port is between 1 and 65535")]
    Port,
    /// A path or a fragment.
    #[error("nothing but ?ca=FILE may stand behind host and port")]
    Rest,
    /// A parameter other than `ca`, or `ca` twice.
    #[error("the only parameter is ca, once: a file of certificates in PEM")]
    Parameter,
    /// `ca` where there is no TLS.
    #[error("smtp:// has no TLS, so that ca means nothing; use smtp+starttls:// or smtps://")]
    CaWithoutTls,
    /// A name without a password or the reverse, or what no login can hold.
    #[error("a login is name:password, both percent-encoded UTF-8 without control characters")]
    Login,
    /// A password that would travel readable.
    #[error(
        "smtp:// sends the password readable, which only a host of this machine may get; use smtps://"
    )]
    LoginInClear,
    /// The sender's address is none.
    #[error("the sender is an address or Name <address>: {0}")]
    Sender(BadAddress),
    /// The file of certificates cannot be read.
    #[error("the file that ca names cannot be read: {0}")]
    CaUnread(io::Error),
    /// The file holds no certificate.
    #[error("the file that ca names holds no certificate in PEM")]
    CaEmpty,
}

impl MailSettings {
    /// Reads `--smtp` and `--mail-from`.
    ///
    /// The URL is `smtps://` (TLS, port 465), `smtp+starttls://` (TLS demanded, port 587) or `smtp://` (plain, port
    /// 25), then `name:password@` where the server wants a login, the host, and a port if it is another.
    /// `?ca=/path/ca.pem` names certificates to trust beside the public ones; it is read when the post is opened.
    pub fn read(url: &str, from: &str) -> Result<Self, BadMailSettings> {
        Ok(Self {
            relay: Relay::read(url)?,
            from: Sender::read(from)?,
            timeout: TIMEOUT,
        })
    }
}

impl Sender {
    /// Reads an address or `Name <address>`. The address is written in ASCII, for every mail server on the way must
    /// be able to answer it.
    pub fn read(text: &str) -> Result<Self, BadMailSettings> {
        let text = text.trim();
        let (name, address) = match text.strip_suffix('>').and_then(|text| text.split_once('<')) {
            Some((name, address)) => (
                Line::some_name(Some(name.trim().trim_matches('"'))),
                address,
            ),
            None => (None, text),
        };
        let address = address::read(address).map_err(BadMailSettings::Sender)?;
        if !address.user().is_ascii() {
            return Err(BadMailSettings::Sender(BadAddress::Unfit));
        }
        Ok(Self { name, address })
    }

    /// The address alone.
    pub fn address(&self) -> &str {
        self.address.as_ref()
    }
}

impl Relay {
    fn read(text: &str) -> Result<Self, BadMailSettings> {
        let url = Url::parse(text).map_err(|_| BadMailSettings::NotAUrl)?;
        let (safety, port) = match url.scheme() {
            "smtps" => (Safety::Tls, 465),
            "smtp+starttls" => (Safety::StartTls, 587),
            "smtp" => (Safety::Plain, 25),
            _ => return Err(BadMailSettings::Scheme),
        };
        let port = match url.port() {
            Some(0) => return Err(BadMailSettings::Port),
            given => given.unwrap_or(port),
        };
        let written = url
            .host_str()
            .filter(|host| !host.is_empty())
            .ok_or(BadMailSettings::Host)?;
        let host = Host::parse(written).map_err(|_| BadMailSettings::Host)?;
        if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
            return Err(BadMailSettings::Rest);
        }
        let ca = ca(&url)?;
        if ca.is_some() && safety == Safety::Plain {
            return Err(BadMailSettings::CaWithoutTls);
        }
        let login = Login::read(&url)?;
        if login.is_some() && safety == Safety::Plain && !is_here(&host) {
            return Err(BadMailSettings::LoginInClear);
        }
        let host = match host {
            Host::Domain(name) => name,
            Host::Ipv4(address) => address.to_string(),
            Host::Ipv6(address) => address.to_string(),
        };
        Ok(Self {
            host,
            port,
            safety,
            login,
            ca,
        })
    }
}

impl Login {
    fn read(url: &Url) -> Result<Option<Self>, BadMailSettings> {
        if url.username().is_empty() && url.password().is_none() {
            return Ok(None);
        }
        let plain = |text: &str| {
            let text = percent_decode_str(text)
                .decode_utf8()
                .map_err(|_| BadMailSettings::Login)?;
            if text.is_empty() || text.contains(char::is_control) {
                return Err(BadMailSettings::Login);
            }
            Ok(text.into_owned())
        };
        let password = url.password().ok_or(BadMailSettings::Login)?;
        Ok(Some(Self {
            name: plain(url.username())?,
            password: plain(password)?,
        }))
    }
}

/// Whether the host is this machine, so that nobody can listen on the way.
fn is_here(host: &Host<String>) -> bool {
    match host {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

fn ca(url: &Url) -> Result<Option<PathBuf>, BadMailSettings> {
    let mut file = None;
    for (name, value) in url.query_pairs() {
        if name != "ca" || value.is_empty() || file.is_some() {
            return Err(BadMailSettings::Parameter);
        }
        file = Some(PathBuf::from(value.into_owned()));
    }
    Ok(file)
}

impl fmt::Display for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relay(url: &str) -> Relay {
        Relay::read(url).unwrap_or_else(|bad| panic!("{url}: {bad}"))
    }

    #[test]
    fn each_scheme_has_its_safety_and_its_port() {
        for (url, safety, port) in [
            ("smtps://mail.example", Safety::Tls, 465),
            ("smtp+starttls://mail.example/", Safety::StartTls, 587),
            ("smtp://mail.example", Safety::Plain, 25),
        ] {
            let relay = relay(url);
            assert_eq!((relay.safety, relay.port), (safety, port), "{url}");
            assert_eq!(relay.host, "mail.example");
        }
        assert_eq!(relay("smtps://[::1]:2465").to_string(), "::1:2465");
        assert_eq!(relay("smtps://почта.рф").host, "xn--80a1acny.xn--p1ai");
    }

    #[test]
    fn name_and_password_are_percent_encoded() {
        let login = relay("smtps://anna%40example.org:p%40ss%2F%23%3A%D0%B6@mail.example")
            .login
            .expect("a login");
        assert_eq!(
            (login.name.as_str(), login.password.as_str()),
            ("anna@example.org", "p@ss/#:ж")
        );
    }

    #[test]
    fn a_file_of_certificates_may_be_named() {
        let ca = relay("smtps://mail.example?ca=%2Fetc%2Four%20ca.pem").ca;
        assert_eq!(ca, Some(PathBuf::from("/etc/our ca.pem")));
    }

    #[test]
    fn what_is_wrong_is_said_by_name_and_without_a_word_of_it() {
        let cases = [
            ("mail.example", "NotAUrl"),
            ("smtps://user:hunter/2@mail.example", "NotAUrl"),
            ("smtps://user:12#hunter@mail.example", "Rest"),
            ("smtps://user:12?hunter@mail.example", "Parameter"),
            ("smtps://user:12/hunter@mail.example", "Rest"),
            ("https://mail.example", "Scheme"),
            ("smtp:mail.example", "Host"),
            ("smtps://", "Host"),
            ("smtps://mail.example:0", "Port"),
            ("smtps://mail.example:65536", "NotAUrl"),
            ("smtps://mail.example/inbox", "Rest"),
            ("smtps://mail.example?ca=a&ca=b", "Parameter"),
            ("smtps://mail.example?tls=off", "Parameter"),
            ("smtp://mail.example?ca=/a.pem", "CaWithoutTls"),
            ("smtps://user@mail.example", "Login"),
            ("smtps://:hunter@mail.example", "Login"),
            ("smtps://user:hunter%00@mail.example", "Login"),
            ("smtps://user:hunter%ff@mail.example", "Login"),
            ("smtp://user:hunter@mail.example", "LoginInClear"),
            ("smtp://user:hunter@192.0.2.1", "LoginInClear"),
        ];
        for (url, name) in cases {
            let bad = Relay::read(url).expect_err(url);
            assert_eq!(format!("{bad:?}"), name, "{url}");
            assert!(!bad.to_string().contains("hunter"), "{bad}");
        }
        for host in ["localhost", "127.0.0.1", "[::1]"] {
            assert!(
                relay(&format!("smtp://user:hunter@{host}")).login.is_some(),
                "{host}"
            );
        }
    }

    #[test]
    fn nothing_that_is_printed_holds_the_password() {
        let settings = MailSettings::read("smtps://anna:hunter2@mail.example", "a@example.org")
            .expect("settings");
        let printed = format!("{settings:?} {settings:#?} {}", settings.relay);
        assert!(
            printed.contains("anna") && !printed.contains("hunter2"),
            "{printed}"
        );
    }

    #[test]
    fn the_sender_is_an_address_with_or_without_a_name() {
        let sender = |text| {
            Sender::read(text).map(|sender| {
                (
                    sender.name.map(|name| name.to_string()),
                    sender.address.to_string(),
                )
            })
        };
        let address = "book@bronya.example".to_owned();
        assert_eq!(
            sender(" book@bronya.example ").expect("a sender"),
            (None, address.clone())
        );
        for named in [
            "Броня <book@bronya.example>",
            "\"Броня\"<book@bronya.example>",
        ] {
            assert_eq!(
                sender(named).expect("a sender"),
                (Some("Броня".into()), address.clone())
            );
        }
        for bad in [
            "",
            "Броня",
            "Броня <>",
            "a <b> <c@d.org>",
            "a@b.org, c@d.org",
            "почта@bronya.example",
            "a@b.org\r\nX: y",
        ] {
            assert!(
                matches!(Sender::read(bad), Err(BadMailSettings::Sender(_))),
                "{bad:?}"
            );
        }
    }
}
