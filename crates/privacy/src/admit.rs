use crate::Filtered;
use crate::drift::{Drift, normal};
use crate::transcript::check_transcript;
use activity::fields::Field;
use activity::{Activity, Address, EmailSignal, EmailThread, MeetingAttend};
use consent::{Clearance, MayRead, Policy, Rules};
use std::collections::HashSet;

/// Takes stored bytes back as a filtered activity, if they pass today's policy and rules: what was queued under a looser
/// policy does not leave under a tighter one.
pub fn readmit(bytes: &[u8], clearance: &Clearance<'_>) -> Result<Filtered<Activity>, Drift> {
    let filtered = admit(bytes, clearance.policy())?;
    if filtered.activity().stream() != clearance.stream() {
        return Err(Drift::Inconsistent);
    }
    if is_excluded(filtered.activity(), clearance.rules()) {
        return Err(Drift::ExcludedByRule);
    }
    Ok(filtered)
}

/// Checks bytes that arrive against the policy, as the central service does.
pub fn admit(bytes: &[u8], policy: &Policy) -> Result<Filtered<Activity>, Drift> {
    let activity = Activity::parse(bytes).map_err(|_| Drift::Malformed)?;
    let filtered = Filtered::new(activity);
    if filtered.canonical().bytes() != bytes {
        return Err(Drift::Malformed);
    }
    match filtered.activity() {
        Activity::MeetingAttend(meeting) => check_meeting(meeting, policy)?,
        Activity::EmailThread(mail) => check_mail(mail, policy)?,
        Activity::EmailSignal(signal) => check_signal(signal, policy)?,
        Activity::MeetingTranscript(transcript) => check_transcript(transcript, policy)?,
    }
    Ok(filtered)
}

fn is_excluded(activity: &Activity, rules: &Rules) -> bool {
    let excluded =
        |text: &str| Address::parse(text).is_some_and(|address| rules.excludes(&address));
    match activity {
        Activity::MeetingAttend(meeting) => excluded(&meeting.person_external_id),
        Activity::EmailThread(mail) => mail
            .properties
            .participant_emails
            .iter()
            .any(|email| excluded(email)),
        Activity::EmailSignal(_) | Activity::MeetingTranscript(_) => false,
    }
}

fn check_meeting(meeting: &MeetingAttend, policy: &Policy) -> Result<(), Drift> {
    let person = normal(&meeting.person_external_id)?;
    let properties = &meeting.properties;
    let suffix = format!("_{}", person.as_str());
    let named_after_person =
        meeting.external_id.starts_with("o365_cal_") && meeting.external_id.ends_with(&suffix);
    if !named_after_person || properties.account_domain != *person.domain() {
        return Err(Drift::Inconsistent);
    }
    if !policy.admits(&person) {
        return Err(Drift::PersonNotAllowed);
    }
    if let Some(organizer) = &properties.organizer_email {
        let organizer = normal(organizer)?;
        if !policy.is_internal(&organizer) && !policy.admits(&organizer) {
            return Err(Drift::PersonNotAllowed);
        }
    }
    is_trimmed(properties.meeting_subject.as_deref())?;
    let carried = [
        (Field::MeetingSubject, properties.meeting_subject.is_some()),
        (Field::OrganizerEmail, properties.organizer_email.is_some()),
        (Field::IsOnline, properties.is_online.is_some()),
        (Field::ResponseStatus, properties.response_status.is_some()),
        (Field::AttendeeCount, properties.attendee_count.is_some()),
        (
            Field::DurationMinutes,
            properties.duration_minutes.is_some(),
        ),
    ];
    none_switched_off(&carried, policy)
}

fn check_mail(mail: &EmailThread, policy: &Policy) -> Result<(), Drift> {
    let properties = &mail.properties;
    let emails = &properties.participant_emails;
    let consistent = mail.external_id.len() > "o365_email_".len()
        && mail.external_id.starts_with("o365_email_")
        && emails.first() == Some(&mail.person_external_id)
        && properties.participant_count == emails.len() as u64;
    if !consistent {
        return Err(Drift::Inconsistent);
    }
    let mut seen = HashSet::new();
    for email in emails {
        let address = normal(email)?;
        if !policy.admits(&address) {
            return Err(Drift::PersonNotAllowed);
        }
        if !seen.insert(address.normal()) {
            return Err(Drift::Inconsistent);
        }
    }
    is_trimmed(properties.subject.as_deref())?;
    let carried = [
        (Field::ConversationId, properties.conversation_id.is_some()),
        (Field::Subject, properties.subject.is_some()),
    ];
    none_switched_off(&carried, policy)
}

fn check_signal(signal: &EmailSignal, policy: &Policy) -> Result<(), Drift> {
    normal(&signal.person_external_id)?;
    if signal.external_id != format!("o365_signal_{}", signal.properties.cycle_id) {
        return Err(Drift::Inconsistent);
    }
    if !policy.is_counted(&signal.properties.cycle_id) {
        return Err(Drift::CycleFrozen);
    }
    Ok(())
}

fn is_trimmed(text: Option<&str>) -> Result<(), Drift> {
    match text {
        Some(text) if text.is_empty() || text.trim() != text => Err(Drift::Inconsistent),
        Some(_) | None => Ok(()),
    }
}

fn none_switched_off(carried: &[(Field, bool)], policy: &Policy) -> Result<(), Drift> {
    match carried
        .iter()
        .find(|(field, is_carried)| *is_carried && !policy.sends(*field))
    {
        Some((field, _)) => Err(Drift::FieldOff(*field)),
        None => Ok(()),
    }
}
