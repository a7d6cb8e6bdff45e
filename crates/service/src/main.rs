//! `vitrine-service`: the central service as a program.

use clap::Parser;
use std::error::Error;
use std::io::Write;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;
use vitrine_service::command::Command;

#[tokio::main]
async fn main() -> ExitCode {
    let command = Command::parse();
    let filter = EnvFilter::try_from_env("VITRINE_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .json()
        .with_writer(std::io::stderr)
        .with_env_filter(filter)
        .init();
    match command.run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            let mut words = fault.to_string();
            let mut cause = fault.source();
            while let Some(below) = cause {
                words = format!("{words}: {below}");
                cause = below.source();
            }
            let _ = writeln!(std::io::stderr(), "vitrine-service: {words}");
            ExitCode::FAILURE
        }
    }
}
