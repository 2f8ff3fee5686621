//! What the operator does to an installation from the shell: makes himself an account, or a key.

use std::fs;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, anyhow, bail, ensure};
use bronya_domain::people::Names;
use bronya_gate::entry::operator;
use bronya_gate::passwords::Passwords;
use bronya_gate::texts;
use bronya_store::Address;
use clap::{Args, Subcommand};

use crate::config::{self, DatabaseOptions};
use crate::{chance, secret, wiring};

/// What the operator does to an installation.
#[derive(Debug, Subcommand)]
pub enum Admin {
    /// Make an account that runs the installation. A server on SQLite must be stopped first, for its database has one
    /// writer.
    Create(CreateOptions),
    /// Make a new operator's key and print it, once. The old one stops working when the server starts next. A server
    /// on SQLite must be stopped first.
    NewKey(DatabaseOptions),
}

/// Who is to run the installation.
#[derive(Debug, Args)]
pub struct CreateOptions {
    #[command(flatten)]
    database: DatabaseOptions,
    /// The e-mail address, which is also the login name.
    #[arg(long)]
    email: String,
    /// The first name.
    #[arg(long)]
    first_name: Option<String>,
    /// The last name.
    #[arg(long)]
    last_name: Option<String>,
    /// A file whose first line is the password. Else BRONYA_PASSWORD holds it, else it is asked for.
    #[arg(long)]
    password_file: Option<PathBuf>,
}

/// Does it.
pub async fn run(command: Admin) -> anyhow::Result<()> {
    match command {
        Admin::Create(options) => create(options).await,
        Admin::NewKey(options) => new_key(&options.database).await,
    }
}

async fn create(options: CreateOptions) -> anyhow::Result<()> {
    texts::email(&options.email, &()).map_err(|problem| anyhow!("--email {problem}"))?;
    let password = password(&options)?;
    let names = Names {
        first: options.first_name,
        last: options.last_name,
        middle: None,
    };
    let passwords = Passwords::new(1, 1, Arc::new(chance::dice));
    let account = operator(&passwords, options.email, names, &password).await;
    let account = account.map_err(|denial| anyhow!("{}", denial.detail))?;
    let address = &options.database.database;
    secret::beside_new(address)?;
    let desk = wiring::desk(address).await?;
    let made = desk.register(account, chance::now()).await?;
    wiring::fold(&desk).await;
    let login = made.email.unwrap_or_default();
    println!("{login} runs the installation now and can log in.");
    Ok(())
}

/// The password, from wherever it is said: a file, the environment, or the keyboard, twice.
fn password(options: &CreateOptions) -> anyhow::Result<String> {
    if let Some(file) = &options.password_file {
        let text = fs::read_to_string(file)
            .with_context(|| format!("cannot read the password from {}", file.display()))?;
        return Ok(text.lines().next().unwrap_or_default().to_owned());
    }
    // Not on the command line, where every user of the machine could see it.
    if let Some(password) = config::password() {
        return Ok(password);
    }
    ensure!(
        std::io::stdin().is_terminal(),
        "say the password with --password-file, or in BRONYA_PASSWORD"
    );
    let password = rpassword::prompt_password("Password: ")?;
    if rpassword::prompt_password("Once more: ")? != password {
        bail!("the two passwords differ");
    }
    Ok(password)
}

/// Replaces the operator's key and prints the new one.
async fn new_key(address: &Address) -> anyhow::Result<()> {
    if let Address::Sqlite(path) = address {
        // A slip of the pen must not make an empty database with a key that opens nothing.
        ensure!(path.exists(), "there is no database at {}", path.display());
    }
    let desk = wiring::desk(address).await?;
    let key = wiring::new_operator_key(&desk).await?;
    wiring::fold(&desk).await;
    println!("The operator's new key, shown this once: {key}");
    println!("A server that is running takes the old one until it is started again.");
    Ok(())
}
