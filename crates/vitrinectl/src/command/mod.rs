//! One file for each group of commands.

mod admin;
mod approval;
mod cycle;
mod doctor;
mod employee;
mod leave;
mod ledger;
mod mailbox;
mod meetings;
mod review;
mod roads;
mod rule;
mod sync;
mod transcript;

use crate::arguments::Command;
use crate::print::Printer;
use crate::terminal::Terminal;
use companion::{Companion, Exit, Obstacle, Settings};
use std::sync::Arc;

pub(crate) use transcript::measure;

/// Runs a command that needs the home.
pub(crate) async fn run(
    command: Command,
    settings: Settings,
    printer: &Printer,
) -> Result<Exit, Obstacle> {
    let terminal = Arc::new(Terminal::new(settings.browser.clone()));
    if let Command::Doctor = command {
        return doctor::doctor(settings, terminal, printer).await;
    }
    let companion = Companion::open(settings, terminal).await?;
    match command {
        Command::Admin(admin) => admin::run(admin, &companion, printer).await,
        Command::Connect { invite, mail, wait } if mail.imap => {
            mailbox::connect(&companion, invite.as_deref(), mail, wait, printer).await
        }
        Command::Connect { invite, wait, .. } => {
            employee::connect(&companion, invite.as_deref(), wait, printer).await
        }
        Command::Consent { stream, language } => {
            employee::consent(&companion, stream, language, printer).await
        }
        Command::Withdraw { stream } => employee::withdraw(&companion, stream, printer).await,
        Command::Preview => sync::preview(&companion, printer).await,
        Command::Sync { once: true } => sync::once(&companion, printer).await,
        Command::Sync { once: false } => sync::on_schedule(&companion, printer).await,
        Command::Ledger { withheld: false } => ledger::listed(&companion, printer).await,
        Command::Ledger { withheld: true } => ledger::withheld(&companion, printer).await,
        Command::Review(review) => review::run(review, &companion, printer).await,
        Command::Rule(rule) => rule::run(rule, &companion, printer).await,
        Command::Export => leave::export(&companion).await,
        Command::Disconnect => leave::disconnect(&companion, printer).await,
        Command::Transcript(what) => meetings::run(&what, &companion, printer).await,
        Command::Doctor => Ok(Exit::Done),
    }
}
