//! Settings: from the command line, else the environment, else the settings file, else their default.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use bronya_store::Address;
use clap::{Args, ValueEnum};
use confique::{Config, Layer};
use hyper::Uri;
use serde::{Deserialize, Serialize};

use crate::telemetry::LogFormat;

/// How to serve.
#[derive(Debug, Args)]
pub struct ServeOptions {
    #[command(flatten)]
    house: HouseOptions,
    /// The address to listen on [env: BRONYA_LISTEN] [default: 127.0.0.1:9000]
    #[arg(long)]
    listen: Option<SocketAddr>,
    /// How often somebody may try what could be abused: `off` for tests and benches, or changes of single limits such as
    /// login=20/15m,reset=3/1h [env: BRONYA_LIMITS] [default: on]
    #[arg(long)]
    limits: Option<String>,
    /// The networks of proxies whose X-Forwarded-For is believed, such as 127.0.0.1,10.0.0.0/8
    /// [env: BRONYA_TRUSTED_PROXIES]
    #[arg(long)]
    trusted_proxies: Option<String>,
    /// A dialect with a port of its own, at whose root it is reached, such as garant=0.0.0.0:9001; may be said several times,
    /// with commas between them in the variable [env: BRONYA_DIALECT]
    #[arg(long, value_delimiter = ',')]
    dialect: Vec<String>,
    /// Whether this process carries letters: `here`, or `elsewhere` where `bronya courier` does, on PostgreSQL
    /// [env: BRONYA_COURIER] [default: here]
    #[arg(long)]
    courier: Option<CourierPlace>,
}

/// What is the same for everything that serves or carries.
#[derive(Debug, Args)]
pub struct HouseOptions {
    /// Where the database is: sqlite:PATH or postgres://USER@HOST/NAME
    /// [env: BRONYA_DATABASE] [default: sqlite:bronya.db]
    #[arg(long)]
    database: Option<String>,
    /// The address under which guests reach the server, such as https://book.example.org
    /// [env: BRONYA_PUBLIC_URL] [default: http:// and where it listens]
    #[arg(long)]
    public_url: Option<String>,
    /// The file that holds the secret of the installation. A new SQLite database gets one beside it. BRONYA_SECRET may
    /// hold the secret itself, where no file may [env: BRONYA_SECRET_FILE] [default: PATH.secret beside SQLite's PATH]
    #[arg(long)]
    secret_file: Option<PathBuf>,
    #[command(flatten)]
    mail: MailOptions,
    /// The form of the logs [env: BRONYA_LOG] [default: json]
    #[arg(long)]
    log: Option<LogFormat>,
    /// A settings file in TOML, with the names of these options (`public_url` for --public-url).
    #[arg(long)]
    settings: Option<PathBuf>,
}

/// How letters leave the house.
#[derive(Debug, Args)]
pub struct MailOptions {
    /// The mail server: smtps://USER:PASSWORD@HOST, smtp+starttls://USER:PASSWORD@HOST, or smtp://HOST for a relay on the
    /// same machine. Without one, letters are laid into a folder [env: BRONYA_SMTP]
    #[arg(long)]
    smtp: Option<String>,
    /// The address that letters come from, such as booking@example.org; needed with a mail server [env: BRONYA_MAIL_FROM]
    /// [default: bronya@ and the host of the public address]
    #[arg(long)]
    mail_from: Option<String>,
    /// The folder for letters where there is no mail server [env: BRONYA_MAIL_FOLDER]
    /// [default: PATH.letters beside SQLite's PATH, else letters]
    #[arg(long)]
    mail_folder: Option<PathBuf>,
}

/// Which process carries letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CourierPlace {
    /// This one.
    Here,
    /// Another one, on PostgreSQL.
    Elsewhere,
}

/// Which database.
#[derive(Debug, Args)]
pub struct DatabaseOptions {
    /// Where the database is: sqlite:PATH or postgres://USER@HOST/NAME.
    #[arg(long, env = "BRONYA_DATABASE", hide_env_values = true)]
    pub database: Address,
}

/// The settings of a server.
// A misspelt name in the settings file would otherwise leave its default in force, unnoticed.
#[derive(Debug, Config)]
#[config(layer_attr(serde(deny_unknown_fields)))]
pub struct Settings {
    /// Where the database is.
    #[config(env = "BRONYA_DATABASE", default = "sqlite:bronya.db")]
    pub database: String,
    /// The address to listen on.
    #[config(env = "BRONYA_LISTEN", default = "127.0.0.1:9000")]
    pub listen: SocketAddr,
    /// The address under which guests reach the server.
    #[config(env = "BRONYA_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// The file that holds the secret of the installation.
    #[config(env = "BRONYA_SECRET_FILE")]
    pub secret_file: Option<PathBuf>,
    /// The secret itself, where no file may hold it.
    #[config(env = "BRONYA_SECRET")]
    pub secret: Option<String>,
    /// How often somebody may try what could be abused.
    #[config(env = "BRONYA_LIMITS", default = "on")]
    pub limits: String,
    /// The networks of proxies whose word counts about where a request came from.
    #[config(env = "BRONYA_TRUSTED_PROXIES")]
    pub trusted_proxies: Option<String>,
    /// Dialects with ports of their own.
    #[config(env = "BRONYA_DIALECT")]
    pub dialect: Option<String>,
    /// Whether this process carries letters.
    #[config(env = "BRONYA_COURIER", default = "here")]
    pub courier: CourierPlace,
    /// The mail server.
    #[config(env = "BRONYA_SMTP")]
    pub smtp: Option<String>,
    /// The address that letters come from.
    #[config(env = "BRONYA_MAIL_FROM")]
    pub mail_from: Option<String>,
    /// The folder for letters where there is no mail server.
    #[config(env = "BRONYA_MAIL_FOLDER")]
    pub mail_folder: Option<PathBuf>,
    /// The form of the logs.
    #[config(env = "BRONYA_LOG", default = "json")]
    pub log: LogFormat,
}

impl Settings {
    /// Where the database is.
    pub fn address(&self) -> anyhow::Result<Address> {
        Ok(self.database.parse()?)
    }

    /// The folder for letters where there is no mail server.
    pub fn letters(&self) -> anyhow::Result<PathBuf> {
        Ok(match (&self.mail_folder, self.address()?) {
            (Some(folder), _) => folder.clone(),
            (None, Address::Sqlite(database)) => {
                let mut name = database.into_os_string();
                name.push(".letters");
                name.into()
            }
            (None, Address::Postgres(_)) => PathBuf::from("letters"),
        })
    }
}

/// What was set in one place.
type Told = <Settings as Config>::Layer;

/// Reads `.env` in the current folder, if there is one. What is set already stays.
pub fn read_dot_env() {
    // Named by its path, because by its name alone it would be looked for in the folders above too.
    match dotenvy::from_path(Path::new(".env")) {
        Ok(()) => {}
        Err(error) if error.not_found() => {}
        Err(error) => eprintln!("bronya: .env is not read: {error}"),
    }
}

/// The password that `admin create` is told by the environment.
#[expect(
    clippy::disallowed_methods,
    reason = "this is where the house reads the environment"
)]
pub fn password() -> Option<String> {
    std::env::var("BRONYA_PASSWORD").ok()
}

/// Puts together what was set where.
pub fn settings(options: ServeOptions) -> anyhow::Result<Settings> {
    let file = options.house.settings.clone();
    let told = Told {
        listen: options.listen,
        limits: options.limits,
        trusted_proxies: options.trusted_proxies,
        dialect: (!options.dialect.is_empty()).then(|| options.dialect.join(",")),
        courier: options.courier,
        ..house(options.house)
    };
    loaded(told, file)
}

/// Puts together what was set where, for what does not serve.
pub fn house_settings(options: HouseOptions) -> anyhow::Result<Settings> {
    let file = options.settings.clone();
    loaded(house(options), file)
}

/// Puts together what was set where about letters alone.
pub fn mail_settings(options: MailOptions) -> anyhow::Result<Settings> {
    loaded(mail(options), None)
}

fn house(options: HouseOptions) -> Told {
    Told {
        database: options.database,
        public_url: options.public_url,
        secret_file: options.secret_file,
        log: options.log,
        ..mail(options.mail)
    }
}

fn mail(options: MailOptions) -> Told {
    Told {
        smtp: options.smtp,
        mail_from: options.mail_from,
        mail_folder: options.mail_folder,
        ..Told::empty()
    }
}

fn loaded(told: Told, file: Option<PathBuf>) -> anyhow::Result<Settings> {
    let mut builder = Settings::builder().preloaded(told).env();
    if let Some(file) = file {
        ensure!(
            file.exists(),
            "there is no settings file {}",
            file.display()
        );
        builder = builder.file(file);
    }
    let mut settings = builder.load().context("the settings make no sense")?;
    settings.public_url = settings
        .public_url
        .as_deref()
        .map(web_address)
        .transpose()?;
    Ok(settings)
}

/// An address of the web to which paths can be added: without a slash at its end.
fn web_address(text: &str) -> anyhow::Result<String> {
    let plausible = text.parse::<Uri>().is_ok_and(|uri| {
        matches!(uri.scheme_str(), Some("http" | "https"))
            && uri.host().is_some_and(|host| !host.is_empty())
    });
    // What begins with these would swallow the path, and a password has no place in guests' links.
    if !plausible || text.contains(['?', '#', '@']) {
        bail!("the public address must be like https://book.example.org, and {text:?} is not");
    }
    Ok(text.trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;
    use confique::meta::{Expr, FieldKind, LeafKind};

    use super::*;

    #[derive(clap::Parser)]
    struct Alone {
        #[command(flatten)]
        _options: ServeOptions,
    }

    #[test]
    fn the_help_names_every_variable_and_every_default_that_the_settings_have() {
        let help = Alone::command().render_long_help().to_string();
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        for field in Settings::META.fields {
            let FieldKind::Leaf {
                env: Some(env),
                kind,
            } = field.kind
            else {
                panic!("{} has no variable", field.name);
            };
            let told = match kind {
                LeafKind::Required {
                    default: Some(Expr::Str(default)),
                } => format!("[env: {env}] [default: {default}]"),
                _ => env.to_owned(),
            };
            assert!(help.contains(&told), "{told} is not in: {help}");
        }
    }

    #[test]
    fn a_public_address_is_one_of_the_web_and_loses_its_last_slash() {
        for (text, taken) in [
            ("https://book.example.org", "https://book.example.org"),
            ("https://book.example.org/", "https://book.example.org"),
            ("http://127.0.0.1:9000", "http://127.0.0.1:9000"),
            ("http://[::1]:9000/", "http://[::1]:9000"),
            ("https://example.org/tables/", "https://example.org/tables"),
        ] {
            assert_eq!(web_address(text).expect(text), taken);
        }
        for text in [
            "",
            "not a url",
            "book.example.org",
            "/tables",
            "ftp://example.org",
            "https://",
            "https:///tables",
            "https://example.org?venue=",
            "https://example.org/#",
            "https://me:word@example.org",
        ] {
            assert!(web_address(text).is_err(), "{text:?} is taken");
        }
    }
}
