//! `vitrine-bench`: a large sync from the sandbox, beside its floors in the same run.
//!
//! The sync is the product's own, from outside: `vitrinectl sync --once` as its own process, so that its peak memory is its
//! own. The floors are what cannot be saved: pulling the bytes, parsing and judging them, and writing as many rows.

#[expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "the mail server of the tests"
)]
#[path = "../../imap/tests/imap/dovecot.rs"]
mod dovecot;
#[expect(
    dead_code,
    clippy::expect_used,
    reason = "the journeys ask more of it, and end where it does not answer"
)]
#[path = "../../../tests/journeys/driver.rs"]
mod driver;
mod floor;
mod ground;
mod large_ledger;
#[expect(clippy::unwrap_used, reason = "the mails of the tests")]
#[path = "../../imap/tests/imap/letters.rs"]
mod letters;
mod mail_server;
mod process;
mod rows;
mod stage;
mod table;
mod talk;
mod window;

use clap::{Parser, Subcommand};
use ground::Ground;
use stage::{Size, Stage};
use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use table::{Line, Table};

/// Whatever went wrong ends the measurement.
pub(crate) type Fallible<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// How many transcripts are read and measured.
const TRANSCRIPTS: u64 = 2_000;

/// How many mails the mailbox on a mail server has.
const MAILS: u64 = 50_000;

/// How many activities the large ledger has.
const ROWS: u64 = 1_000_000;

#[derive(Parser)]
#[command(
    name = "vitrine-bench",
    version,
    about = "A large sync beside its floors"
)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Measure
    Run {
        /// Where vitrine-sandbox, vitrine-service and vitrinectl are
        #[arg(long)]
        programs: PathBuf,
        /// People with a mailbox
        #[arg(long, default_value_t = 20)]
        mailboxes: u64,
        /// Messages in each mailbox
        #[arg(long, default_value_t = 5_000)]
        messages: u64,
        /// Events in each calendar
        #[arg(long, default_value_t = 500)]
        events: u64,
    },
    /// Measure only how fast a mailbox on a mail server is counted
    Mail {
        /// Where vitrine-sandbox, vitrine-service and vitrinectl are
        #[arg(long)]
        programs: PathBuf,
        /// How many mails
        #[arg(long, default_value_t = MAILS)]
        messages: u64,
    },
    /// Measure only how fast a large ledger is leafed through and searched
    Ledger {
        /// How many activities it has
        #[arg(long, default_value_t = ROWS)]
        rows: u64,
    },
    /// Measure how fast the window comes up, and what it takes while it is left alone
    Window {
        /// The program
        #[arg(long)]
        program: PathBuf,
    },
    /// Measure only how fast transcripts are read and measured
    Transcripts {
        /// How many
        #[arg(long, default_value_t = TRANSCRIPTS)]
        count: u64,
    },
    /// Be the browser: open a page and follow where it leads
    Open {
        /// The page
        address: String,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    let done = match CommandLine::parse().command {
        Command::Run {
            programs,
            mailboxes,
            messages,
            events,
        } => {
            measure(
                programs,
                Size {
                    mailboxes,
                    messages,
                    events,
                },
            )
            .await
        }
        Command::Mail { programs, messages } => mail(programs, messages),
        Command::Ledger { rows } => large_ledger(rows).await,
        Command::Window { program } => window::measure(&program),
        Command::Transcripts { count } => talk(count),
        Command::Open { address } => floor::browse(&address).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            process::complain(&format!("vitrine-bench: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn mail(programs: PathBuf, messages: u64) -> Fallible<()> {
    let size = Size {
        mailboxes: 2,
        messages: 10,
        events: 1,
    };
    let stage = Stage::start(programs, size)?;
    stage.connect()?;
    let mut table = Table::new(size);
    for line in mail_server::measure(&stage, messages)? {
        table.add(line);
    }
    table.rows();
    Ok(())
}

async fn large_ledger(rows: u64) -> Fallible<()> {
    let folder = tempfile::tempdir()?;
    large_ledger::measure(folder.path(), rows).await
}

fn talk(count: u64) -> Fallible<()> {
    for line in talk::measure(count)? {
        process::say(&line.told());
    }
    Ok(())
}

async fn measure(programs: PathBuf, size: Size) -> Fallible<()> {
    let stage = Stage::start(programs, size)?;
    let mut table = Table::new(size);

    let ground = Ground::prepare(&stage).await?;
    let judged = floor::parse_and_filter(&ground).await?;
    let bytes = floor::bytes_only(&ground, judged.items).await?;
    table.add(Line::floor("bytes only", &bytes));
    table.add(Line::floor("parse and filter only", &judged));
    let rows = rows::insert(stage.home(), judged.items)?;
    table.add(rows);

    stage.connect()?;
    stage.allow("nobody.example")?;
    let withheld = stage.sync()?;
    table.add(Line::sync("sync, everything withheld", &withheld));
    stage.allow("*.partner.example")?;
    let sent = stage.sync()?;
    table.add(Line::sync(
        "sync after the allowlist grew, with uploads",
        &sent,
    ));
    let quiet = stage.sync()?;
    table.add(Line::sync("sync again, nothing new", &quiet));

    for line in talk::measure(TRANSCRIPTS)? {
        table.add(line);
    }
    for line in mail_server::measure(&stage, MAILS)? {
        table.add(line);
    }

    table.print(&judged, &withheld);
    Ok(())
}
