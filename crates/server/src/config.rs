//! Settings: from the command line, else the environment, else the settings file, else their default.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context;
use bronya_store::Address;
use clap::Args;
use confique::Config;

use crate::telemetry::LogFormat;

/// How to serve.
#[derive(Debug, Args)]
pub struct ServeOptions {
    /// Where the database is: sqlite:PATH or postgres://USER@HOST/NAME.
    #[arg(long)]
    database: Option<String>,
    /// The address to listen on, such as 127.0.0.1:9000.
    #[arg(long)]
    listen: Option<SocketAddr>,
    /// The address under which guests reach the server, such as https://book.example.org.
    #[arg(long)]
    public_url: Option<String>,
    /// The file that holds the secret of the installation. A new SQLite database gets one beside it.
    #[arg(long)]
    secret_file: Option<PathBuf>,
    /// The form of the logs: json or text.
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
#[derive(Debug, Config)]
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
    match dotenvy::dotenv() {
        Ok(_) | Err(dotenvy::Error::Io(_)) => {}
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
        anyhow::ensure!(
            file.exists(),
            "there is no settings file {}",
            file.display()
        );
        builder = builder.file(file);
    }
    builder.load().context("the settings make no sense")
}
