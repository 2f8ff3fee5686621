//! Foreign contracts at the door: which instances are spoken, where each of them is reached, whose letters they bring.

use std::collections::BTreeMap;
use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, anyhow, ensure};
use axum::Router;
use bronya_desk::Desk;
use bronya_dialects::{Admin, Dialect, Seeding, Spoken, Stationery, seed};
use bronya_domain::instance::Instance;
use bronya_gate::Gate;
use bronya_gate::keys::Secret;
use bronya_gate::passwords::Passwords;
use bronya_words::Letters;
use clap::Args;

use crate::{chance, config};

/// The instances of dialects that this program speaks. Those of others are named in the log and stay unspoken.
pub async fn instances(desk: &Desk) -> anyhow::Result<Vec<(Dialect, Instance)>> {
    let all = desk.instances().await?;
    Ok(all
        .into_iter()
        .filter_map(|instance| match Dialect::of(&instance) {
            Some(dialect) => Some((dialect, instance)),
            None => {
                tracing::warn!(name = instance.name, "nobody here speaks this dialect");
                None
            }
        })
        .collect())
}

/// Where an instance is reached on the main port.
pub fn path(instance: &Instance) -> String {
    format!("/dialects/{}", instance.name)
}

/// Each instance, ready to be served.
pub async fn spoken(gate: &Gate) -> anyhow::Result<Vec<Spoken>> {
    let instances = instances(gate.desk()).await?;
    let spoken = instances.into_iter().map(|(dialect, instance)| {
        let name = instance.name.clone();
        let url = format!("{}{}", gate.public_url(), path(&instance));
        let opened = dialect.open(gate.clone(), instance, url);
        opened.with_context(|| format!("the dialect {name}"))
    });
    spoken.collect()
}

/// All of them on the main port.
pub fn router(spoken: &[Spoken]) -> Router {
    spoken.iter().fold(Router::new(), |router, one| {
        let path = format!("/dialects/{}", one.name);
        router.nest_service(&path, one.router.clone())
    })
}

/// The letters of the house and those that instances bring along.
pub async fn letters(desk: &Desk, secret: &[u8], public_url: &str) -> anyhow::Result<Letters> {
    let public_url = public_url.trim_end_matches('/');
    let mut letters = Letters::default();
    for (dialect, instance) in instances(desk).await? {
        let (name, url) = (
            instance.name.clone(),
            format!("{public_url}{}", path(&instance)),
        );
        let secret = Secret::new(secret);
        let stationery = Stationery {
            instance,
            secret,
            url,
        };
        if let Some(set) = dialect.letters(stationery) {
            letters = letters.with(name, set);
        }
    }
    Ok(letters)
}

/// What the operator should know of the instances before the world finds it.
pub async fn warnings(gate: &Gate) -> anyhow::Result<Vec<String>> {
    let mut warnings = Vec::new();
    for (dialect, instance) in instances(gate.desk()).await? {
        warnings.extend(
            dialect
                .warnings(gate.desk(), gate.passwords(), &instance)
                .await,
        );
    }
    Ok(warnings)
}

/// What is wanted of a dialect that is bound to a venue.
#[derive(Debug, Args)]
pub struct DialectOptions {
    /// Dialects only: sets one of the dialect's settings, such as accounting_url=http://127.0.0.1:8080/orders; may be said
    /// several times. What was set before stays.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    settings: Vec<String>,
    /// `aspex` only: whoever registers with one of these e-mail addresses is an admin; commas between them.
    #[arg(long, value_name = "LIST")]
    admin_emails: Option<String>,
    /// `planner` only: makes an administrator with this e-mail address.
    #[arg(long, value_name = "EMAIL", conflicts_with = "admin_username")]
    admin_email: Option<String>,
    /// `resources` only: makes an admin with this login name.
    #[arg(long, value_name = "NAME")]
    admin_username: Option<String>,
    /// A file whose first line is the admin's password. Else BRONYA_PASSWORD holds it.
    #[arg(long, value_name = "FILE")]
    admin_password_file: Option<PathBuf>,
}

/// The same, read.
#[derive(Default)]
pub struct Wishes {
    /// What is set.
    pub settings: BTreeMap<String, String>,
    /// Who runs the venue in the contract's eyes.
    pub admin: Option<Admin>,
}

impl DialectOptions {
    /// Whether nothing is wanted.
    pub fn are_none(&self) -> bool {
        let texts = [&self.admin_emails, &self.admin_email, &self.admin_username];
        let none = texts.into_iter().all(Option::is_none);
        none && self.settings.is_empty() && self.admin_password_file.is_none()
    }

    /// What is wanted, or what cannot be read of it.
    pub fn read(self) -> anyhow::Result<Wishes> {
        let mut settings = BTreeMap::new();
        for pair in self.settings {
            let split = pair.split_once('=');
            let (name, value) =
                split.with_context(|| format!("--set is like KEY=VALUE, and {pair:?} is not"))?;
            settings.insert(name.trim().to_owned(), value.trim().to_owned());
        }
        settings.extend(
            self.admin_emails
                .map(|list| ("admin_emails".to_owned(), list)),
        );
        let admin = match self.admin_email.or(self.admin_username) {
            None => None,
            Some(name) => {
                let password = match &self.admin_password_file {
                    Some(file) => {
                        let text = fs::read_to_string(file);
                        let cannot = || format!("cannot read the password from {}", file.display());
                        text.with_context(cannot)?.lines().next().map(str::to_owned)
                    }
                    None => config::password(),
                };
                let password = password.unwrap_or_default();
                ensure!(
                    !password.is_empty(),
                    "say the admin's password with --admin-password-file, or in BRONYA_PASSWORD"
                );
                Some(Admin { name, password })
            }
        };
        Ok(Wishes { settings, admin })
    }
}

/// Makes what a dialect's contract starts with, and binds the dialect to the venue.
pub async fn sow(
    desk: &Desk,
    dialect: Dialect,
    slug: &str,
    wishes: Wishes,
) -> anyhow::Result<Instance> {
    let passwords = Passwords::new(1, 1, Arc::new(chance::dice));
    let seeding = Seeding {
        desk,
        slug,
        settings: wishes.settings,
        admin: wishes.admin,
        passwords: &passwords,
        now: chance::now(),
    };
    Ok(seed(dialect, seeding).await?)
}

/// A dialect's own listener, at whose root it is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnListener {
    /// The instance.
    pub name: String,
    /// Where to listen.
    pub listen: SocketAddr,
}

/// Reads `garant=0.0.0.0:9001,aspex=0.0.0.0:8000`.
pub fn own_listeners(text: &str) -> anyhow::Result<Vec<OwnListener>> {
    let parts = text.split(',').filter(|part| !part.trim().is_empty());
    let listeners = parts.map(|part| {
        let wrong = || anyhow!("--dialect is like garant=0.0.0.0:9001, and {part:?} is not");
        let (name, listen) = part.trim().split_once('=').ok_or_else(wrong)?;
        Ok(OwnListener {
            name: name.to_owned(),
            listen: listen.parse().map_err(|_| wrong())?,
        })
    });
    listeners.collect()
}

/// What an own listener serves.
pub fn served<'a>(spoken: &'a [Spoken], own: &OwnListener) -> anyhow::Result<&'a Spoken> {
    let found = spoken.iter().find(|one| one.name == own.name);
    found.with_context(|| {
        format!(
            "--dialect {}: no such dialect is bound to a venue here; `bronya seed` does that",
            own.name
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_listeners_are_named_with_their_addresses() {
        let read = own_listeners("garant=0.0.0.0:9001, aspex@cafe=[::1]:8000").expect("listeners");
        let read: Vec<_> = read
            .iter()
            .map(|own| (own.name.as_str(), own.listen.port()))
            .collect();
        assert_eq!(read, [("garant", 9001), ("aspex@cafe", 8000)]);
        assert_eq!(own_listeners("").expect("none"), []);
        for bad in ["garant", "garant=9001", "=x"] {
            assert!(own_listeners(bad).is_err(), "{bad}");
        }
    }
}
