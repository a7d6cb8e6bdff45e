//! `vitrine-sandbox serve`: a local Microsoft 365 on loopback.

use std::io::Write as _;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tokio::signal::unix::{SignalKind, signal};
use vitrine_sandbox::{Options, Sandbox};

#[derive(Parser)]
#[command(
    name = "vitrine-sandbox",
    version,
    about = "A local Microsoft 365: Entra and Graph over an invented world"
)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve until SIGTERM or SIGINT; prints one JSON line when ready
    Serve(Box<Options>),
}

#[tokio::main]
async fn main() -> ExitCode {
    let Command::Serve(options) = CommandLine::parse().command;
    match serve(*options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "vitrine-sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(options: Options) -> Result<(), Box<dyn std::error::Error>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let running = Sandbox::start(options).await?;
    let line = serde_json::to_string(running.ready())?;
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{line}")?;
    stdout.flush()?;
    drop(stdout);
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    running.stop().await;
    Ok(())
}
