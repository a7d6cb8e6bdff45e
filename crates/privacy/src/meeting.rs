use crate::input::{Attendee, Meeting};
use crate::keys::names_an_instance;
use crate::participants::{each_once, sift, tellable_organiser, trimmed};
use crate::{CopyFacts, Directory, Filtered, Key, Keyer, Raw, Standing, Verdict};
use activity::fields::Field;
use activity::{
    Activity, Address, Instant, MeetingAttend, MeetingAttendProperties, Meetings, ObjectId,
};
use consent::{MayRead, Policy};

/// One copy of a meeting, judged as if it were the copy that counts.
#[derive(Debug)]
pub struct AssessedMeeting {
    /// The copy, in its mailbox.
    pub item: Key,
    /// The meeting, in the tenant.
    pub meeting: Key,
    /// What decides between the copies of one meeting.
    pub facts: CopyFacts,
    /// When it ends; absent where it has no usable times.
    pub ends_at: Option<Instant>,
    /// What becomes of it if it is the copy that counts.
    pub verdict: Verdict,
}

/// Judges a copy of a meeting found in `mailbox` (RULES 1–13).
pub fn assess_meeting(
    raw: Raw<Meeting>,
    mailbox: &ObjectId,
    directory: &Directory,
    keyer: &Keyer,
    proof: &impl MayRead,
) -> AssessedMeeting {
    let meeting = raw.open();
    let copy = MeetingCopy::of(&meeting, mailbox, directory, keyer);
    AssessedMeeting {
        item: copy.item,
        meeting: copy.meeting,
        facts: copy.facts,
        ends_at: copy.ends_at,
        verdict: judge(&meeting, copy.organiser.as_ref(), proof),
    }
}

/// What places a copy among those of its meeting, before anything is said of who takes part.
pub(crate) struct MeetingCopy {
    pub(crate) item: Key,
    pub(crate) meeting: Key,
    pub(crate) facts: CopyFacts,
    pub(crate) ends_at: Option<Instant>,
    pub(crate) organiser: Option<Address>,
}

impl MeetingCopy {
    pub(crate) fn of(
        meeting: &Meeting,
        mailbox: &ObjectId,
        directory: &Directory,
        keyer: &Keyer,
    ) -> Self {
        let item = keyer.item(mailbox, &meeting.id);
        let organiser = meeting.organizer.as_deref().and_then(Address::parse);
        Self {
            item,
            meeting: identity(meeting, keyer).unwrap_or(item),
            facts: CopyFacts {
                cancelled: meeting.is_cancelled,
                private: meeting.is_private,
                standing: standing(meeting, organiser.as_ref(), mailbox, directory),
            },
            ends_at: meeting.start.and(meeting.end),
            organiser,
        }
    }
}

/// Whose copy it is: the organiser's, an attendee's of an organiser in reach, or nobody's in particular (RULES 9).
fn standing(
    meeting: &Meeting,
    organiser: Option<&Address>,
    mailbox: &ObjectId,
    directory: &Directory,
) -> Standing {
    match organiser.and_then(|address| directory.owner(address)) {
        Some(owner) if owner == mailbox => Standing::Organiser,
        Some(owner) if directory.is_readable(owner) => Standing::AttendeeOfReadable,
        None if meeting.is_organizer => Standing::Organiser,
        Some(_) | None => Standing::Free,
    }
}

/// The meeting's identity in the tenant (RULES 8); `None` where each copy is its own meeting.
fn identity(meeting: &Meeting, keyer: &Keyer) -> Option<Key> {
    let uid = meeting
        .ical_uid
        .as_deref()
        .filter(|uid| !uid.trim().is_empty())?;
    let in_series = meeting.in_series || names_an_instance(uid);
    let original_start = if in_series {
        meeting.original_start.or(meeting.start)
    } else {
        None
    };
    Some(keyer.meeting(uid, original_start))
}

fn judge(meeting: &Meeting, organiser: Option<&Address>, proof: &impl MayRead) -> Verdict {
    let (Some(start), Some(end)) = (meeting.start, meeting.end) else {
        return Verdict::Failed;
    };
    let people = people(&meeting.attendees, organiser);
    let passing = match sift(people, proof) {
        Ok(passing) => passing,
        Err(reason) => return Verdict::Withheld(reason),
    };
    let shared = Shared::of(meeting, organiser, start, end, proof.policy());
    Verdict::Kept(
        passing
            .into_iter()
            .map(|(person, response)| shared.attended_by(&person, response))
            .collect(),
    )
}

/// Everybody in the meeting with their answer: no resources, each address once, the organiser added if not listed (RULES 12).
pub(crate) fn people(
    attendees: &[Attendee],
    organiser: Option<&Address>,
) -> Vec<(Option<Address>, String)> {
    let mut people: Vec<(Option<Address>, String)> = attendees
        .iter()
        .filter(|attendee| !attendee.is_resource)
        .map(|attendee| {
            (
                attendee.address.as_deref().and_then(Address::parse),
                response(attendee),
            )
        })
        .collect();
    if let Some(organiser) = organiser {
        people.push((Some(organiser.clone()), "organizer".to_owned()));
    }
    each_once(people)
}

/// Graph's word for the answer; anything that is not one plain word counts as none.
fn response(attendee: &Attendee) -> String {
    let plain = |word: &&str| {
        !word.is_empty()
            && word.len() <= 40
            && word.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    attendee
        .response
        .as_deref()
        .filter(plain)
        .unwrap_or("none")
        .to_owned()
}

/// What all activities of one meeting have in common.
struct Shared {
    event_id: String,
    start: Instant,
    properties: Properties,
}

struct Properties {
    subject: Option<String>,
    minutes: Option<u64>,
    online: Option<bool>,
    organizer: Option<String>,
    attendee_count: Option<u64>,
    with_response: bool,
}

impl Shared {
    fn of(
        meeting: &Meeting,
        organiser: Option<&Address>,
        start: Instant,
        end: Instant,
        policy: &Policy,
    ) -> Self {
        let minutes = u64::try_from(start.seconds_until(end) / 60).unwrap_or(0);
        let when = |field: Field| policy.sends(field);
        let properties = Properties {
            subject: trimmed(meeting.subject.as_deref()).filter(|_| when(Field::MeetingSubject)),
            minutes: when(Field::DurationMinutes).then_some(minutes),
            online: when(Field::IsOnline).then_some(meeting.is_online.unwrap_or(false)),
            organizer: tellable_organiser(organiser, policy)
                .filter(|_| when(Field::OrganizerEmail)),
            attendee_count: when(Field::AttendeeCount).then_some(meeting.attendees.len() as u64),
            with_response: when(Field::ResponseStatus),
        };
        Self {
            event_id: meeting.id.as_str().to_owned(),
            start,
            properties,
        }
    }

    fn attended_by(&self, person: &Address, response: String) -> Filtered<Activity> {
        let properties = &self.properties;
        Filtered::new(Activity::MeetingAttend(MeetingAttend {
            external_id: format!("o365_cal_{}_{}", self.event_id, person.as_str()),
            channel: Meetings::Meetings,
            occurred_at: self.start,
            person_external_id: person.as_str().to_owned(),
            properties: MeetingAttendProperties {
                meeting_subject: properties.subject.clone(),
                duration_minutes: properties.minutes,
                is_online: properties.online,
                organizer_email: properties.organizer.clone(),
                attendee_count: properties.attendee_count,
                response_status: properties.with_response.then_some(response),
                account_domain: person.domain().clone(),
            },
        }))
    }
}
