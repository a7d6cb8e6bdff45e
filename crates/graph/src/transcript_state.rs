use crate::refusal::GraphRefusal;
use activity::Instant;

/// Teams says that a transcript is there an hour after the meeting at the latest; a day is given.
const LATE_SECONDS: i64 = 24 * 3_600;
/// About how long after its end a meeting expires that is used no more.
const EXPIRES_SECONDS: i64 = 60 * 86_400;

/// Why no transcript of a meeting can be had. A closed set; each has one next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TranscriptState {
    /// The tenant has switched the reading of transcripts off.
    SwitchedOff,
    /// An admin has to grant the permission, or to let the app look at this person's meetings.
    NeedsAdmin,
    /// This person may not look this meeting up (3003).
    NotAllowed,
    /// The meeting has just ended; transcripts appear late.
    NotYet,
    /// The meeting is so old that Teams no longer knows it.
    Expired,
    /// Nobody had a transcript made.
    NoneMade,
}

/// The one thing to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TranscriptStep {
    /// Ask the Teams admin to switch it on.
    AskTeamsAdmin,
    /// Ask the admin to consent.
    AskAdminToConsent,
    /// Ask the organiser of the meeting for the transcript.
    AskOrganizer,
    /// Nothing; it is looked for again.
    Wait,
    /// Nothing can be done.
    Nothing,
    /// Switch transcription on in the next meeting.
    TranscribeNextTime,
}

impl TranscriptState {
    /// Every state.
    pub const ALL: [Self; 6] = [
        Self::SwitchedOff,
        Self::NeedsAdmin,
        Self::NotAllowed,
        Self::NotYet,
        Self::Expired,
        Self::NoneMade,
    ];

    /// A short stable name, the same in JSON, in logs and in translations.
    pub fn code(self) -> &'static str {
        match self {
            Self::SwitchedOff => "transcripts_switched_off",
            Self::NeedsAdmin => "transcripts_need_admin",
            Self::NotAllowed => "transcript_not_allowed",
            Self::NotYet => "transcript_not_yet",
            Self::Expired => "transcript_expired",
            Self::NoneMade => "transcript_none_made",
        }
    }

    /// The one thing to do next.
    pub fn next_step(self) -> TranscriptStep {
        match self {
            Self::SwitchedOff => TranscriptStep::AskTeamsAdmin,
            Self::NeedsAdmin => TranscriptStep::AskAdminToConsent,
            Self::NotAllowed => TranscriptStep::AskOrganizer,
            Self::NotYet => TranscriptStep::Wait,
            Self::Expired => TranscriptStep::Nothing,
            Self::NoneMade => TranscriptStep::TranscribeNextTime,
        }
    }

    /// What it means that a meeting which ended then has none now.
    pub(crate) fn of_none(ended: Instant, now: Instant) -> Self {
        if ended.seconds_until(now) < LATE_SECONDS {
            Self::NotYet
        } else {
            Self::NoneMade
        }
    }

    /// What a refusal means for a meeting; `None` for one that is not about transcripts.
    pub fn of_refusal(refusal: &GraphRefusal, ended: Instant, now: Instant) -> Option<Self> {
        match refusal {
            GraphRefusal::TranscriptsDisabled => Some(Self::SwitchedOff),
            GraphRefusal::ScopeMissing
            | GraphRefusal::ConsentMissing
            | GraphRefusal::NoApplicationAccessPolicy
            | GraphRefusal::PaymentRequired => Some(Self::NeedsAdmin),
            GraphRefusal::NoLookupAccess => Some(Self::NotAllowed),
            GraphRefusal::NotFound if ended.seconds_until(now) > EXPIRES_SECONDS => {
                Some(Self::Expired)
            }
            GraphRefusal::NotFound => Some(Self::of_none(ended, now)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::parse(text).expect("an instant")
    }

    #[test]
    fn what_is_not_there_has_a_name_that_depends_on_when() {
        let ended = at("2026-11-12T10:00:00Z");
        let (soon, later, long) = (
            at("2026-11-12T10:30:00Z"),
            at("2026-11-14T10:00:00Z"),
            at("2027-02-12T10:00:00Z"),
        );
        assert_eq!(
            TranscriptState::of_none(ended, soon),
            TranscriptState::NotYet
        );
        assert_eq!(
            TranscriptState::of_none(ended, later),
            TranscriptState::NoneMade
        );
        let gone = GraphRefusal::NotFound;
        assert_eq!(
            TranscriptState::of_refusal(&gone, ended, soon),
            Some(TranscriptState::NotYet)
        );
        assert_eq!(
            TranscriptState::of_refusal(&gone, ended, long),
            Some(TranscriptState::Expired)
        );
        let passing = GraphRefusal::Unavailable;
        assert_eq!(TranscriptState::of_refusal(&passing, ended, long), None);
    }
}
