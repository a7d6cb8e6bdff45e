use crate::input::{Invitation, Meeting};
use crate::{Key, Keyer, OwnAddresses, Plain, Raw, Reason, Traits};
use activity::{Address, Domain, Instant, ObjectId, Recurrence};
use consent::MayRead;
use std::collections::{BTreeSet, HashSet};

/// A meeting of Teams as an employee's own machine may remember it: no subject, no address, no text. What the employee's rules
/// say of it is judged where it is recorded.
#[derive(Debug)]
pub struct AssessedInvitation {
    /// The meeting, in the mailbox.
    pub meeting: Key,
    /// By what it is found at Teams.
    pub link: String,
    /// When it begins; of a series, its first occurrence.
    pub starts: Instant,
    /// When it ends; of a series, its first occurrence.
    pub ends: Instant,
    /// Whether it is a series: one meeting with many transcripts.
    pub is_series: bool,
    /// When the series takes place, where that is known.
    pub recurrence: Option<Recurrence>,
    /// Of an occurrence of a series: when it was to begin before it was moved.
    pub moved_from: Option<Instant>,
    /// How many people are in it.
    pub people: u64,
    /// Which other organisations are in it, so that the person can tell it from others.
    pub domains: BTreeSet<Domain>,
    /// Why its transcripts are withheld, whatever the employee's rules say; absent where the person may release them.
    pub reason: Option<Reason>,
    /// By what a rule names it; of a series, all of it.
    pub name: Key,
    /// By what a rule names the series that it is, or is an occurrence of.
    pub series: Option<Key>,
    /// By what the employee's rules can take hold of it.
    pub traits: Traits,
    /// Whom and what it is about in plain words; in a preview only.
    pub plain: Option<Plain>,
}

/// Judges a meeting by its invitation; `None` where it has no usable times.
pub fn assess_invitation(
    raw: Raw<Invitation>,
    mailbox: &ObjectId,
    own: &OwnAddresses,
    keyer: &Keyer,
    proof: &impl MayRead,
) -> Option<AssessedInvitation> {
    let invitation = raw.open();
    let meeting = invitation.meeting.open();
    let people = people(&meeting);
    let policy = proof.policy();
    let external = people.iter().filter(|person| !policy.is_internal(person));
    let domains = external.map(|person| person.domain().clone()).collect();
    let item = keyer.item(mailbox, &meeting.id);
    let (name, series) = names(&meeting, invitation.is_series, item, keyer);
    let others = people.iter().filter(|person| !own.contains(person));
    let subject = meeting.subject.as_deref();
    let own_names = std::iter::once(name).chain(series);
    Some(AssessedInvitation {
        meeting: item,
        link: invitation.link,
        starts: meeting.start?,
        ends: meeting.end?,
        is_series: invitation.is_series,
        recurrence: invitation.recurrence,
        moved_from: meeting.original_start.filter(|_| meeting.in_series),
        people: people.len() as u64,
        reason: reason(&meeting, &domains, proof),
        domains,
        name,
        series,
        traits: Traits::of_meeting(own_names, others.clone(), subject, keyer),
        plain: Plain::under(proof, others, subject),
    })
}

/// Everybody in the meeting with a plain address, each once.
fn people(meeting: &Meeting) -> HashSet<Address> {
    let attendees = meeting.attendees.iter();
    let listed = attendees
        .filter(|attendee| !attendee.is_resource)
        .filter_map(|attendee| attendee.address.as_deref());
    let all = listed.chain(meeting.organizer.as_deref());
    all.filter_map(Address::parse).collect()
}

/// By what rules name a meeting and its series (RULES 8); what has no `iCalUId` goes by its place in the mailbox.
fn names(meeting: &Meeting, is_series: bool, item: Key, keyer: &Keyer) -> (Key, Option<Key>) {
    let Some(uid) = meeting.ical_uid.as_deref() else {
        return (item, is_series.then_some(item));
    };
    let whole = keyer.meeting(uid, None);
    match meeting.original_start {
        _ if is_series => (whole, Some(whole)),
        Some(start) if meeting.in_series => (keyer.occurrence(whole, start), Some(whole)),
        _ if meeting.in_series => (item, Some(whole)),
        _ => (whole, None),
    }
}

/// The first reason that holds, in the order of RULES 17.
fn reason(meeting: &Meeting, domains: &BTreeSet<Domain>, proof: &impl MayRead) -> Option<Reason> {
    let is_internal = domains.is_empty() && !proof.policy().transcripts.internal_meetings;
    [
        (meeting.is_cancelled, Reason::Cancelled),
        (meeting.is_private, Reason::Private),
        (is_internal, Reason::InternalOnly),
    ]
    .into_iter()
    .find_map(|(holds, reason)| holds.then_some(reason))
}
