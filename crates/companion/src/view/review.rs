//! Review cycles, and what a review sees.

use serde::{Deserialize, Serialize};

use super::Answer;

/// A review cycle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CycleView {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The first instant in it.
    pub start: String,
    /// The first instant after it.
    pub end: String,
    /// What the clocks of its zone show at its start, to the minute.
    pub start_local: String,
    /// What the clocks of its zone show at its end, to the minute.
    pub end_local: String,
    /// The time zone (IANA).
    pub time_zone: String,
    /// Where it stands.
    pub state: CycleStanding,
}

/// Where a review cycle stands; it only ever moves forward.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum CycleStanding {
    /// Numbers, notes and disputes may change.
    Open,
    /// Everything stays as it is; reviewers read it.
    Frozen,
    /// The review is over; only the person reads it.
    Closed,
}

/// A review cycle as an admin fills it in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CycleForm {
    /// What people call it.
    pub name: String,
    /// The first day or moment in it, by the clocks of the zone.
    pub start: String,
    /// The first day or moment after it.
    pub end: String,
    /// The time zone (IANA).
    pub time_zone: String,
}

/// What a review sees of one person in one cycle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ReviewView {
    /// The cycle's id.
    pub cycle: String,
    /// Where the cycle stands now.
    pub state: CycleStanding,
    /// When it was frozen.
    pub frozen_at: Option<String>,
    /// Whose it is: an address, or an id.
    pub person: String,
    /// The counts; absent where none was sent.
    pub signals: Option<ReviewSignals>,
    /// The version of the rubric.
    pub rubric: String,
    /// The skills, in the rubric's order.
    pub skills: Vec<ReviewSkill>,
    /// The meetings behind them, the earliest first.
    pub meetings: Vec<ReviewMeeting>,
    /// The person's notes, the earliest first.
    pub notes: Vec<ReviewNoteView>,
    /// The disputed marks.
    pub disputes: Vec<ReviewDisputeView>,
    /// The exact text block.
    pub text: String,
    /// Its digest.
    pub text_sha256: String,
    /// The exact JSON.
    pub json: String,
    /// Its digest.
    pub sha256: String,
    /// Who looked, the latest first: reviewers at this cycle, and the admin by an export. Empty where somebody else reads.
    pub accesses: Vec<ReviewAccessView>,
    /// Whether whoever reads this is a manager too, and may read those whom they invited.
    pub is_manager: bool,
}

/// The counts of mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ReviewSignals {
    /// Sent.
    pub sent: u32,
    /// Received.
    pub received: u32,
    /// As of when.
    pub as_of: String,
}

/// A skill over the cycle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ReviewSkill {
    /// Its stable word.
    pub skill: String,
    /// Its name in English.
    pub name_en: String,
    /// Its name in German.
    pub name_de: String,
    /// How much it weighs.
    pub weight: u32,
    /// From 0 to 100; absent where there is not enough evidence.
    pub score: Option<u32>,
    /// How many meetings could be scored.
    pub meetings: u32,
    /// The means of the measures behind it.
    pub measures: Vec<ReviewMeasure>,
}

/// A measure's value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ReviewMeasure {
    /// Its stable word.
    pub measure: String,
    /// Its value, in thousandths of its unit.
    pub thousandths: i32,
}

/// A meeting behind the scores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ReviewMeeting {
    /// The activity's id, as in the ledger.
    pub external_id: String,
    /// When it was.
    pub occurred_at: String,
    /// How long it was.
    pub minutes: u32,
    /// How many people spoke.
    pub speakers: u32,
    /// Its measures.
    pub measures: Vec<ReviewMeasure>,
    /// The skills that could be scored.
    pub scores: Vec<MeetingScore>,
}

/// A skill's score in one meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct MeetingScore {
    /// The skill's word.
    pub skill: String,
    /// From 0 to 100.
    pub score: u32,
}

/// A note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ReviewNoteView {
    /// Names the note.
    pub id: String,
    /// When it was written.
    pub at: String,
    /// The person's words.
    pub text: String,
}

/// A disputed mark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ReviewDisputeView {
    /// `email.sent`, `email.received`, or `skill.` and a skill's word.
    pub mark: String,
    /// When it was disputed.
    pub at: String,
    /// Why.
    pub reason: Option<String>,
}

/// Somebody's look at what the service has of the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ReviewAccessView {
    /// When.
    pub at: String,
    /// Who, by name or address where the service knows it, else by id.
    pub who: String,
    /// As what.
    pub role: ReviewerRole,
    /// What they got.
    pub what: LookedAt,
}

/// What somebody got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum LookedAt {
    /// What a review sees of the person in the cycle.
    Review {
        /// The digest of the JSON.
        sha256: String,
        /// Whether the cycle was frozen by then.
        frozen: bool,
    },
    /// An export of everything that the service holds, with some of the person's in it.
    Export {
        /// How many of their activities.
        activities: u32,
    },
}

/// As what somebody reviews.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ReviewerRole {
    /// The manager who invited the person.
    Manager,
    /// The tenant's admin.
    TenantAdmin,
}

/// Somebody whom a reviewer may read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ReviewPerson {
    /// Their id at the service.
    pub id: String,
    /// Their address or name, else their id.
    pub who: String,
}

/// The mails of one day behind the counts, by the clocks of the cycle's zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SignalDay {
    /// The day, `2026-11-12`.
    pub day: String,
    /// Sent on it.
    pub sent: u32,
    /// Received on it.
    pub received: u32,
}

/// One mail behind the counts: all that is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SignalMail {
    /// When it was.
    pub at: String,
    /// Whether the person sent it.
    pub sent: bool,
}

/// How measures become scores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RubricView {
    /// Its version.
    pub version: String,
    /// Its text (TOML).
    pub toml: String,
    /// When the tenant's admin set it; absent for the product's own.
    pub set_at: Option<String>,
}

/// What the data is for, in the organisation's words; every invite that has none of its own says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PurposeView {
    /// What the data is for.
    pub purpose: String,
    /// The legal basis.
    pub legal_basis: String,
}

/// The part of the desk at which reviews are asked for. `cycle` is always [`CycleView::id`].
pub trait ReviewDesk: Send + Sync + 'static {
    /// The cycles by which a connection's person may be reviewed.
    fn review_cycles(&self, connection: String) -> Answer<'_, Vec<CycleView>>;
    /// What a review sees of the person.
    fn my_review(&self, cycle: String) -> Answer<'_, ReviewView>;
    /// Adds a note.
    fn add_review_note(&self, cycle: String, text: String) -> Answer<'_, ReviewView>;
    /// Takes a note away.
    fn remove_review_note(&self, cycle: String, id: String) -> Answer<'_, ReviewView>;
    /// Disputes a mark.
    fn dispute_mark(&self, cycle: String, mark: String, reason: String) -> Answer<'_, ReviewView>;
    /// Undoes a dispute.
    fn undo_dispute(&self, cycle: String, mark: String) -> Answer<'_, ReviewView>;
    /// The days behind the counts.
    fn signal_days(&self, connection: String, cycle: String) -> Answer<'_, Vec<SignalDay>>;
    /// The mails of one of those days.
    fn signal_mails(
        &self,
        connection: String,
        cycle: String,
        day: String,
    ) -> Answer<'_, Vec<SignalMail>>;
    /// How measures become scores.
    fn rubric(&self) -> Answer<'_, RubricView>;

    /// The tenant's cycles.
    fn cycles(&self) -> Answer<'_, Vec<CycleView>>;
    /// Makes a cycle.
    fn make_cycle(&self, form: CycleForm) -> Answer<'_, Vec<CycleView>>;
    /// Changes a cycle that is open.
    fn change_cycle(&self, cycle: String, form: CycleForm) -> Answer<'_, Vec<CycleView>>;
    /// Moves a cycle forward.
    fn move_cycle(&self, cycle: String, state: CycleStanding) -> Answer<'_, Vec<CycleView>>;
    /// The people whom the admin, or a manager, may read in a cycle.
    fn review_people(&self, cycle: String) -> Answer<'_, Vec<ReviewPerson>>;
    /// What a review sees of one of them; they are shown who looked.
    fn review_of(&self, cycle: String, id: String) -> Answer<'_, ReviewView>;
    /// What the reviews are for.
    fn review_purpose(&self) -> Answer<'_, PurposeView>;
    /// Sets what the reviews are for.
    fn save_review_purpose(&self, words: PurposeView) -> Answer<'_, PurposeView>;
    /// Sets the tenant's rubric; without a text the product's own counts again.
    fn save_rubric(&self, toml: Option<String>) -> Answer<'_, RubricView>;
}
