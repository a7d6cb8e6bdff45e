//! The command line of Vitrine: the same application as behind the window, without one.
//!
//! The invariant this crate owns: commands, JSON names and exit codes are an interface that scripts rely on. What a script
//! reads goes to standard output, what a person reads beside it to standard error.
//!
//! It refuses to know how anything is done: it reads arguments, asks [`companion::Companion`] and prints.
#![cfg_attr(test, allow(missing_docs, reason = "tests document themselves"))]

mod arguments;
mod command;
mod print;
mod signals;
mod terminal;

pub use arguments::Arguments;

use crate::arguments::{Command, Transcript};
use crate::print::Printer;
use companion::{Exit, Settings};

/// Runs one command and says how it ended.
pub async fn run(arguments: Arguments) -> Exit {
    let printer = Printer::new(arguments.json);
    if let Command::Transcript(Transcript::Measure(measure)) = &arguments.command {
        return command::measure(measure, &printer);
    }
    let ran = match Settings::load(arguments.flags()) {
        Ok(settings) => Box::pin(command::run(arguments.command, settings, &printer)).await,
        Err(error) => Err(error.into()),
    };
    match ran {
        Ok(exit) => exit,
        Err(obstacle) => {
            printer.obstacle(&obstacle);
            obstacle.exit()
        }
    }
}
