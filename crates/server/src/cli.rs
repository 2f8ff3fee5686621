//! The command line.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::{admin, commands, config, courier, demo, health, mail, seed, telemetry, wiring};

/// Takes reservations of tables, rooms and specialists, and never double-books.
#[derive(Debug, Parser)]
#[command(name = "bronya", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve bookings over HTTP.
    Serve(config::ServeOptions),
    /// Try it: a throw-away server with three venues, and five that speak dialects.
    Demo(demo::DemoOptions),
    /// Make a venue from a template.
    Seed(seed::SeedOptions),
    /// Print the OpenAPI document of the native API.
    Openapi,
    /// Audit a database: that nothing overlaps, that every state was reached by the rules. Exit code 1 on a finding.
    Verify(config::DatabaseOptions),
    /// Copy a SQLite database and its secret, while a server may go on writing it.
    Backup(commands::BackupOptions),
    /// Carry letters beside servers, and nothing else. Needs PostgreSQL.
    Courier(config::HouseOptions),
    /// Ask a running server whether it is ready. Exit code 1 if it is not.
    Health(health::HealthOptions),
    /// Find out what is wrong.
    #[command(subcommand)]
    Doctor(mail::Doctor),
    /// Look after an installation.
    #[command(subcommand)]
    Admin(admin::Admin),
    /// Replay a trace of reservations through the desk and print what came of it as JSON.
    Replay(commands::ReplayOptions),
}

/// Does what the command line says.
pub async fn run() -> anyhow::Result<ExitCode> {
    let cli = Cli::parse();
    if !matches!(cli.command, Command::Serve(_) | Command::Courier(_)) {
        telemetry::start(telemetry::LogFormat::Text)?;
    }
    match cli.command {
        Command::Serve(options) => {
            let settings = config::settings(options)?;
            telemetry::start(settings.log)?;
            wiring::serve(settings).await?;
        }
        Command::Demo(options) => demo::run(options).await?,
        Command::Seed(options) => seed::run(options).await?,
        Command::Openapi => println!("{}", serde_json::to_string_pretty(&bronya_api::openapi())?),
        Command::Verify(options) => return commands::verify(&options.database).await,
        Command::Backup(options) => commands::back_up(&options).await?,
        Command::Courier(options) => courier::carry(options).await?,
        Command::Health(options) => health::ask(options).await?,
        Command::Doctor(mail::Doctor::Mail(options)) => return mail::examine(options).await,
        Command::Admin(command) => admin::run(command).await?,
        Command::Replay(options) => commands::replay(&options).await?,
    }
    Ok(ExitCode::SUCCESS)
}
