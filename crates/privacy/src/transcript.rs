use crate::drift::{Drift, normal};
use activity::MeetingTranscript;
use consent::Policy;

/// What every transcript's external id begins with.
const PREFIX: &str = "o365_transcript_";

/// Checks a transcript's activity against the policy.
pub(crate) fn check_transcript(told: &MeetingTranscript, policy: &Policy) -> Result<(), Drift> {
    normal(&told.person_external_id)?;
    let properties = &told.properties;
    let has_id = told.external_id.len() > PREFIX.len() && told.external_id.starts_with(PREFIX);
    let names = &properties.measures().0;
    if !has_id || !names.keys().all(|name| transcript::is_told(name)) {
        return Err(Drift::Inconsistent);
    }
    if properties.level() > policy.transcripts.level {
        return Err(Drift::LevelNotAllowed);
    }
    Ok(())
}
