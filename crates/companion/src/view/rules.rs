//! What an employee leaves out, and what a change of it would do.

use serde::{Deserialize, Serialize};

use super::LedgerRow;

/// What kind of thing a rule leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum RuleKind {
    /// A person, by their address.
    Person,
    /// A domain, with all below it.
    Domain,
    /// One meeting.
    Meeting,
    /// A meeting with all its occurrences.
    Series,
    /// Whatever has a word in its subject.
    SubjectWord,
}

/// A rule as a person writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RuleDraft {
    /// What kind of thing it leaves out.
    pub kind: RuleKind,
    /// The address, domain or word; for a meeting its key on this machine.
    pub value: String,
    /// Of a meeting, when it begins; its key says nothing.
    pub label: Option<String>,
}

/// A change of the rules: one to add, one to remove, or one in another's place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RuleChange {
    /// The rule to add.
    pub add: Option<RuleDraft>,
    /// The id of the rule to remove.
    pub remove: Option<String>,
}

/// A rule in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RuleView {
    /// Its id: kind and value.
    pub id: String,
    /// The rule.
    pub rule: RuleDraft,
    /// Since when.
    pub since: String,
    /// What of all that is here it takes hold of, alone or together with others.
    pub holds: RuleCount,
}

/// The rules in force.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RulesView {
    /// Each of them.
    pub rules: Vec<RuleView>,
    /// How many transcripts the service holds although the rules leave them out.
    pub at_service: u32,
}

/// Why something cannot be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum RuleProblem {
    /// It is no plain address.
    NotAnAddress,
    /// It is no domain.
    NotADomain,
    /// It is not one word.
    NotAWord,
    /// It names no meeting of this machine.
    NotAMeeting,
}

/// A number of mails and transcripts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RuleCount {
    /// Those that the employee sent.
    pub sent: u32,
    /// Those that the employee received.
    pub received: u32,
    /// Transcripts.
    pub transcripts: u32,
}

/// Where a change was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum TriedOn {
    /// On what the ledger has.
    Ledger,
    /// On a preview.
    Preview,
    /// Nothing was read yet.
    Nothing,
}

/// A change of the rules, tried on what is here and not made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RuleTrial {
    /// Why it cannot be a rule; nothing was tried then.
    pub problem: Option<RuleProblem>,
    /// It is a rule already.
    pub known: bool,
    /// On what it was tried.
    pub tried_on: TriedOn,
    /// What would stay here from then on.
    pub withheld: RuleCount,
    /// What would be counted, or wait for the person, again.
    pub kept: RuleCount,
    /// What left already: mails told in cycles whose numbers no longer change, transcripts until they are taken back.
    pub already_left: RuleCount,
    /// The newest of what would flip, as it stands now.
    pub rows: Vec<LedgerRow>,
}
