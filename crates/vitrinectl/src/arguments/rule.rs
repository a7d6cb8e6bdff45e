use clap::{Args, Subcommand};
use consent::{Exclusion, ExclusionKind, NotARule};

/// What you leave out of what is collected from you. Rules stay on this machine.
#[derive(Debug, Subcommand)]
pub enum Rule {
    /// List your rules, and how much each takes hold of
    List,
    /// Leave something out from now on
    Add(LeftOut),
    /// Leave it out no longer
    Remove(LeftOut),
    /// Say what leaving it out would change; nothing is changed
    Try(LeftOut),
    /// Take back, with the next sync, the transcripts at the service that your rules leave out by now
    TakeBack,
}

/// Something that can be left out.
#[derive(Clone, Debug, Args)]
pub struct LeftOut {
    /// person, domain, meeting, series or subject_word
    #[arg(value_parser = kind)]
    pub kind: ExclusionKind,
    /// An address (`ada@acme.example`), a domain with all below it (`acme.example`), one word of subjects, or the key of a
    /// meeting or series as `transcript list --json` offers it
    pub value: String,
}

impl LeftOut {
    /// The thing itself.
    pub(crate) fn exclusion(&self) -> Result<Exclusion, NotARule> {
        Exclusion::new(self.kind, &self.value)
    }
}

fn kind(name: &str) -> Result<ExclusionKind, String> {
    ExclusionKind::from_name(name).ok_or_else(|| NotARule::UnknownKind.to_string())
}
