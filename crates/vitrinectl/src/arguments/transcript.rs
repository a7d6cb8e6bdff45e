use activity::{Level, Sha256};
use clap::{Args, Subcommand};
use std::path::PathBuf;
use transcript::Language;

/// What can be done with a transcript.
#[derive(Debug, Subcommand)]
pub enum Transcript {
    /// Measure how people talk with each other, and score one of them or each
    Measure(Measure),
    /// List your meetings and their transcripts, and where each stands
    List,
    /// Ask for every transcript with the next sync, not only for those that are due
    Look,
    /// Read a transcript, and see byte for byte what would leave
    Show(Held),
    /// Cut passages: they do not leave
    Cut {
        /// Which transcript
        #[command(flatten)]
        held: Held,
        /// The first passage
        #[arg(long, value_name = "NUMBER", required_unless_present = "after_guests")]
        from: Option<u32>,
        /// The last passage; the first if absent
        #[arg(long, value_name = "NUMBER", requires = "from")]
        to: Option<u32>,
        /// Everything after the last words of the guests
        #[arg(long, conflicts_with = "from")]
        after_guests: bool,
        /// Who is a guest, as the transcript names them; those whose names say so if absent. May be repeated
        #[arg(long, value_name = "NAME", requires = "after_guests")]
        guest: Vec<String>,
    },
    /// Put passages back
    Restore {
        /// Which transcript
        #[command(flatten)]
        held: Held,
        /// The first passage
        #[arg(long, value_name = "NUMBER")]
        from: u32,
        /// The last passage; the first if absent
        #[arg(long, value_name = "NUMBER")]
        to: Option<u32>,
    },
    /// Say which speakers are you, where that is unclear
    Claim {
        /// Which transcript
        #[command(flatten)]
        held: Held,
        /// A speaker's name as the transcript has it; may be repeated
        #[arg(long, value_name = "NAME", required = true)]
        speaker: Vec<String>,
    },
    /// Choose how much leaves: measures, `own_turns` or full
    Level {
        /// The level
        #[arg(value_name = "LEVEL", value_parser = level)]
        level: Level,
        /// Only of this transcript
        #[arg(long = "transcript", value_name = "ID")]
        held: Option<i64>,
    },
    /// Let exactly what was shown leave
    Release {
        /// Which transcript
        #[command(flatten)]
        held: Held,
        /// The digest of what was shown
        #[arg(long, value_name = "HASH", value_parser = digest)]
        sha256: Sha256,
    },
    /// Hold a transcript back; what was sent of it is taken back
    Withhold(Held),
    /// Let a transcript that was held back wait for you again
    Reconsider(Held),
}

/// A transcript in the list.
#[derive(Clone, Copy, Debug, Args)]
pub struct Held {
    /// Its number in the list
    #[arg(value_name = "ID")]
    pub id: i64,
}

/// What to measure.
#[derive(Debug, Args)]
pub struct Measure {
    /// The transcript: WebVTT as Teams and other tools write it
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Measure only this speaker
    #[arg(long, value_name = "NAME")]
    pub employee: Option<String>,
    /// Score by this rubric instead of the product's own (TOML)
    #[arg(long, value_name = "FILE")]
    pub rubric: Option<PathBuf>,
    /// The language of the words (`en` or `de`), where the transcript does not tell it
    #[arg(long, value_name = "LANGUAGE", value_parser = language)]
    pub language: Option<Language>,
}

/// What employees may release of transcripts.
#[derive(Clone, Copy, Debug, Args)]
pub struct TranscriptRules {
    /// The most that leaves: measures, `own_turns` or full
    #[arg(long, value_name = "LEVEL", value_parser = level)]
    pub level: Option<Level>,
    /// Whether meetings without anybody from outside may be released too
    #[arg(long, value_name = "YES|NO", value_parser = clap::builder::BoolishValueParser::new())]
    pub internal: Option<bool>,
}

fn level(name: &str) -> Result<Level, String> {
    Level::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = Level::ALL.iter().map(|level| level.name()).collect();
        format!("the levels are {}", names.join(", "))
    })
}

fn digest(text: &str) -> Result<Sha256, String> {
    Sha256::parse(text).map_err(|_| "a digest has 64 hex digits".to_owned())
}

fn language(tag: &str) -> Result<Language, String> {
    Language::from_tag(tag).ok_or_else(|| "the languages are en, de".to_owned())
}
