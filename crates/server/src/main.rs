//! The binary `bronya`: reads what it is told, wires the rooms together and starts them.

mod admin;
mod chance;
mod cli;
mod commands;
mod config;
mod courier;
mod demo;
mod dialects;
mod health;
mod limits;
mod links;
mod listen;
mod mail;
mod mailbox;
mod secret;
mod seed;
mod status;
mod telemetry;
mod wiring;

use std::process::ExitCode;

/// Small allocations from many threads are most of what a server does; the system's allocator is slower at it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    config::read_dot_env();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let result = runtime
        .map_err(anyhow::Error::from)
        .and_then(|runtime| runtime.block_on(cli::run()));
    match result {
        Ok(code) => code,
        Err(error) => {
            eprintln!("bronya: {error:#}");
            ExitCode::FAILURE
        }
    }
}
