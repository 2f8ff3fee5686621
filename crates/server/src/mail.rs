//! Letters on their way out: the courier as the settings want him, and what is wrong with a mail server.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, bail};
use bronya_courier::{
    ANSWER_TIME, Courier, Folder, MailSettings, Options, Post, Sender, Smtp, Webhooks, doctor,
};
use bronya_desk::Desk;
use bronya_domain::catalog::Language;
use bronya_words::Letters;
use bronya_words::letter::trial;
use bronya_words::matter::{Post as HousePost, Reader};
use clap::{Args, Subcommand};
use hyper::Uri;

use crate::chance;
use crate::config::{MailOptions, Settings, mail_settings};
use crate::links::HouseLinks;

/// What can be looked into.
#[derive(Debug, Subcommand)]
pub enum Doctor {
    /// Send one letter step by step and name the step that fails: name, connection, TLS, login, sender, recipient,
    /// message.
    Mail(DoctorMail),
}

/// Where to, and through which mail server.
#[derive(Debug, Args)]
pub struct DoctorMail {
    /// The address that the letter goes to.
    #[arg(long)]
    to: String,
    #[command(flatten)]
    mail: MailOptions,
}

/// Refuses settings by which no letter could leave.
pub fn check(settings: &Settings) -> anyhow::Result<()> {
    if let Some(from) = &settings.mail_from {
        Sender::read(from).context("--mail-from")?;
    }
    match (&settings.smtp, &settings.mail_from) {
        (Some(_), None) => bail!("--smtp needs --mail-from: the address that letters come from"),
        (Some(url), Some(from)) => drop(MailSettings::read(url, from).context("--smtp")?),
        (None, _) => {}
    }
    Ok(())
}

/// Who letters come from, and where they go.
pub fn post(settings: &Settings, public_url: &str) -> anyhow::Result<(Post, Sender)> {
    let from = settings.mail_from.clone();
    let from = from.unwrap_or_else(|| format!("bronya@{}", mail_host(public_url)));
    match &settings.smtp {
        Some(url) => {
            let mail = MailSettings::read(url, &from)?;
            let smtp = Smtp::open(mail)?;
            Ok((Post::Smtp(Box::new(smtp)), Sender::read(&from)?))
        }
        None => {
            let folder = settings.letters()?;
            let sender = Sender::read(&from)?;
            let opened = Folder::open(&folder, sender.clone());
            let opened = opened
                .with_context(|| format!("letters cannot be laid into {}", folder.display()))?;
            Ok((Post::Folder(opened), sender))
        }
    }
}

/// A courier for a desk.
pub fn courier(
    desk: &Desk,
    post: (Post, Sender),
    letters: Letters,
    links: HouseLinks,
    public_url: &str,
) -> Courier {
    let (post, sender) = post;
    let options = Options {
        letters,
        post,
        webhooks: Webhooks::new(ANSWER_TIME),
        links: Box::new(links),
        sender: sender.address().to_owned(),
        host: host(public_url),
        language: Language::En,
        clock: Arc::new(chance::now),
        chance: Arc::new(chance::part),
    };
    Courier::new(desk.clone(), options)
}

/// Sends one letter step by step and says how each went.
pub async fn examine(options: DoctorMail) -> anyhow::Result<ExitCode> {
    let settings = mail_settings(options.mail)?;
    let url = settings
        .smtp
        .context("there is no mail server to look into: name it with --smtp or BRONYA_SMTP")?;
    let from = settings
        .mail_from
        .context("name the address that letters come from with --mail-from or BRONYA_MAIL_FROM")?;
    let mail = MailSettings::read(&url, &from)?;
    let stamp = chance::now();
    let sender = Sender::read(&from)?;
    let host = sender.address().rsplit('@').next().unwrap_or("localhost");
    let post = HousePost {
        host,
        sender: sender.address(),
        stamp,
    };
    let reader = Reader {
        account: None,
        name: None,
        email: &options.to,
        language: None,
    };
    let letter = trial(Language::En, post, reader);
    let steps = doctor::examine(&mail, &options.to, &letter, stamp).await?;
    let mut code = ExitCode::SUCCESS;
    for step in steps {
        match step.result {
            Ok(found) => println!("ok    {:<10} {found}", step.stage.name()),
            Err(problem) => {
                let stage = step.stage.name();
                let said = problem.strip_prefix(&format!("{stage}: "));
                println!("FAILS {stage:<10} {}", said.unwrap_or(&problem));
                code = ExitCode::FAILURE;
            }
        }
    }
    Ok(code)
}

/// The host of the public address, in which the ids of letters end.
fn host(public_url: &str) -> String {
    let uri = public_url.parse::<Uri>().ok();
    let host = uri.as_ref().and_then(Uri::host);
    host.unwrap_or("localhost").to_owned()
}

/// The same as what may stand behind the sign of an address: a machine that is known by its number alone is called by
/// the name that every machine has for itself.
fn mail_host(public_url: &str) -> String {
    let host = host(public_url);
    let is_name = host.contains('.') && host.chars().any(char::is_alphabetic);
    if is_name {
        host
    } else {
        "localhost".to_owned()
    }
}
