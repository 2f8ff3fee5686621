//! Settings: from the command line, else the environment, else the settings file, else their default.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use bronya_store::Address;
use clap::Args;
use confique::Config;
use hyper::Uri;

use crate::telemetry::LogFormat;

/// How to serve.
#[derive(Debug, Args)]
pub struct ServeOptions {
    /// Where the database is: sqlite:PATH or postgres://USER@HOST/NAME
    /// [env: BRONYA_DATABASE] [default: sqlite:bronya.db]
    #[arg(long)]
    database: Option<String>,
    /// The address to listen on [env: BRONYA_LISTEN] [default: 127.0.0.1:9000]
    #[arg(long)]
    listen: Option<SocketAddr>,
    /// The address under which guests reach the server, such as https://book.example.org
    /// [env: BRONYA_PUBLIC_URL] [default: http:// and where it listens]
    #[arg(long)]
    public_url: Option<String>,
    /// The file that holds the secret of the installation. A new SQLite database gets one beside it. BRONYA_SECRET may
    /// hold the secret itself, where no file may [env: BRONYA_SECRET_FILE] [default: PATH.secret beside SQLite's PATH]
    #[arg(long)]
    secret_file: Option<PathBuf>,
    /// The form of the logs [env: BRONYA_LOG] [default: json]
    #[arg(long)]
    log: Option<LogFormat>,
    /// A settings file in TOML, with the names of these options (`public_url` for --public-url).
    #[arg(long)]
    settings: Option<PathBuf>,
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
    /// The form of the logs.
    #[config(env = "BRONYA_LOG", default = "json")]
    pub log: LogFormat,
}

impl Settings {
    /// Where the database is.
    pub fn address(&self) -> anyhow::Result<Address> {
        Ok(self.database.parse()?)
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

/// Puts together what was set where.
pub fn settings(options: ServeOptions) -> anyhow::Result<Settings> {
    let told = Told {
        database: options.database,
        listen: options.listen,
        public_url: options.public_url,
        secret_file: options.secret_file,
        secret: None,
        log: options.log,
    };
    let mut builder = Settings::builder().preloaded(told).env();
    if let Some(file) = options.settings {
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
