//! What stands in the way of a transcript, in words.

use graph::{TranscriptState, TranscriptStep};
use privacy::Untold;

pub(super) fn untold_code(untold: &Untold) -> &'static str {
    match untold {
        Untold::Withheld(_) => "transcript_withheld",
        Untold::NamesHidden => "speaker_names_off",
        Untold::Unclear(_) => "speaker_unclear",
        Untold::NotSpeaking => "speaker_absent",
        Untold::TooLong => "transcript_too_long",
    }
}

pub(super) fn untold_sentence(untold: &Untold) -> String {
    let text = match untold {
        Untold::Withheld(reason) => return format!("This transcript stays here ({reason})."),
        Untold::NamesHidden => {
            "Your organisation hides who speaks in transcripts, so nobody knows which words are yours."
        }
        Untold::Unclear(names) => {
            return format!(
                "It is not certain which of these is you: {}.",
                names.join(", ")
            );
        }
        Untold::NotSpeaking => "You do not speak in what is left of this transcript.",
        Untold::TooLong => "This transcript is longer than what the service takes.",
    };
    text.to_owned()
}

pub(super) fn untold_step(untold: &Untold) -> &'static str {
    match untold {
        Untold::Withheld(_) => {
            "If you held it back yourself: `vitrinectl transcript reconsider ID`; otherwise it cannot leave."
        }
        Untold::NamesHidden => {
            "Ask the Teams admin of your organisation to switch speaker names on for transcripts."
        }
        Untold::Unclear(_) => {
            "Say which name is yours: `vitrinectl transcript claim ID --speaker NAME`."
        }
        Untold::NotSpeaking => "Put passages back, or hold the meeting back.",
        Untold::TooLong => "Cut passages, or choose the level `measures`.",
    }
}

pub(super) fn absence_sentence(state: TranscriptState) -> &'static str {
    match state {
        TranscriptState::SwitchedOff => {
            "Your organisation has switched the reading of transcripts off."
        }
        TranscriptState::NeedsAdmin => "The permission for transcripts has not been granted.",
        TranscriptState::NotAllowed => {
            "Teams does not let you look at the transcript of this meeting."
        }
        TranscriptState::NotYet => "The transcript is not there yet.",
        TranscriptState::Expired => "The meeting is so old that Teams no longer knows it.",
        TranscriptState::NoneMade => "There is no transcript of this meeting, or not any more.",
    }
}

pub(super) fn absence_step(state: TranscriptState) -> &'static str {
    match state.next_step() {
        TranscriptStep::AskTeamsAdmin => {
            "Ask the Teams admin of your organisation to switch it on."
        }
        TranscriptStep::AskAdminToConsent => "Ask an administrator to grant the permission.",
        TranscriptStep::AskOrganizer => "Ask whoever organised the meeting.",
        TranscriptStep::Wait => "Nothing; it is looked for again.",
        TranscriptStep::Nothing => "Nothing can be done about this meeting.",
        TranscriptStep::TranscribeNextTime => "Start transcription in the next meeting.",
    }
}
