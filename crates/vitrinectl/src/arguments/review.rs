use super::cycle;
use activity::CycleId;
use clap::Subcommand;
use std::path::PathBuf;

/// What a review sees of the person at this home, and, for a manager, of those whom they invited.
#[derive(Debug, Subcommand)]
pub enum Review {
    /// List the people whom you may read as a reviewer
    List {
        /// The review cycle
        #[arg(long, value_parser = cycle)]
        cycle: CycleId,
    },
    /// Print it: the text block, or with --json both forms and their hashes
    Show {
        /// The review cycle
        #[arg(long, value_parser = cycle)]
        cycle: CycleId,
        /// Somebody whom you may read, by address or id; they are shown that you looked
        #[arg(long, value_name = "WHO")]
        person: Option<String>,
    },
    /// Add a note that travels with it, or take one away
    Note {
        /// The review cycle
        #[arg(long, value_parser = cycle)]
        cycle: CycleId,
        /// Your words
        #[arg(long, required_unless_present = "remove")]
        text: Option<String>,
        /// Take this note away
        #[arg(long, value_name = "ID", conflicts_with = "text")]
        remove: Option<String>,
    },
    /// Dispute a mark, or undo it
    Dispute {
        /// The review cycle
        #[arg(long, value_parser = cycle)]
        cycle: CycleId,
        /// The mark: email.sent, email.received, or skill. and a skill of the rubric
        #[arg(long)]
        mark: String,
        /// Why, in your words
        #[arg(long)]
        reason: Option<String>,
        /// Undo it
        #[arg(long, conflicts_with = "reason")]
        undo: bool,
    },
    /// List who looked: reviewers at it, and the admin by an export
    Access {
        /// The review cycle
        #[arg(long, value_parser = cycle)]
        cycle: CycleId,
    },
}

/// What a review sees of others.
#[derive(Debug, Subcommand)]
pub enum AdminReview {
    /// List the people whom you may read
    List {
        /// The review cycle
        #[arg(long, value_parser = cycle)]
        cycle: CycleId,
    },
    /// Print what a review sees of one of them
    Show {
        /// The review cycle
        #[arg(long, value_parser = cycle)]
        cycle: CycleId,
        /// The person, by address or id
        #[arg(long, value_name = "WHO")]
        person: String,
    },
}

/// How measures become scores.
#[derive(Debug, Subcommand)]
pub enum Rubrics {
    /// Print the rubric in force
    Show,
    /// Set the tenant's own
    Set {
        /// The rubric (TOML)
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Go back to the product's own
    Reset,
}

/// The review cycles.
#[derive(Debug, Subcommand)]
pub enum Cycles {
    /// List them, the earliest first
    List,
    /// Make one
    Make {
        /// Its id, which never changes; made from the name if absent
        #[arg(long, value_parser = cycle)]
        id: Option<CycleId>,
        /// What people call it
        #[arg(long)]
        name: String,
        /// The first day in it, or the first moment (2026-10-01, 2026-10-01T06:00)
        #[arg(long, value_name = "DAY")]
        start: String,
        /// The first day or moment after it
        #[arg(long, value_name = "DAY")]
        end: String,
        /// The time zone of both, by its IANA name
        #[arg(long, value_name = "ZONE")]
        time_zone: String,
    },
    /// Change one while it is open
    Change {
        /// Its id
        #[arg(value_parser = cycle)]
        id: CycleId,
        /// What people call it
        #[arg(long)]
        name: Option<String>,
        /// The first day or moment in it
        #[arg(long, value_name = "DAY")]
        start: Option<String>,
        /// The first day or moment after it
        #[arg(long, value_name = "DAY")]
        end: Option<String>,
        /// The time zone of both
        #[arg(long, value_name = "ZONE")]
        time_zone: Option<String>,
    },
    /// Freeze one: its numbers stay as they are
    Freeze {
        /// Its id
        #[arg(value_parser = cycle)]
        id: CycleId,
    },
    /// Close one: its review is over
    Close {
        /// Its id
        #[arg(value_parser = cycle)]
        id: CycleId,
    },
}
