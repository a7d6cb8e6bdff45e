use crate::input::{Invitation, Meeting};
use crate::{Key, Keyer, Raw, Reason};
use activity::{Address, Domain, Instant, ObjectId, Recurrence};
use consent::MayRead;
use std::collections::{BTreeSet, HashSet};

/// A meeting of Teams as an employee's own machine may remember it: no subject, no address, no text.
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
    /// Why its transcripts are withheld; absent where the person may release them.
    pub reason: Option<Reason>,
}

/// Judges a meeting by its invitation; `None` where it has no usable times.
pub fn assess_invitation(
    raw: Raw<Invitation>,
    mailbox: &ObjectId,
    keyer: &Keyer,
    proof: &impl MayRead,
) -> Option<AssessedInvitation> {
    let invitation = raw.open();
    let meeting = invitation.meeting.open();
    let people = people(&meeting);
    let policy = proof.policy();
    let external = people.iter().filter(|person| !policy.is_internal(person));
    let domains = external.map(|person| person.domain().clone()).collect();
    Some(AssessedInvitation {
        meeting: keyer.item(mailbox, &meeting.id),
        link: invitation.link,
        starts: meeting.start?,
        ends: meeting.end?,
        is_series: invitation.is_series,
        recurrence: invitation.recurrence,
        moved_from: meeting.original_start.filter(|_| meeting.in_series),
        people: people.len() as u64,
        reason: reason(&meeting, &people, &domains, proof),
        domains,
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

/// The first reason that holds, in the order of RULES 17. A transcript has everybody's turns in it, so that one person who is
/// left out by the employee's rules leaves the meeting out.
fn reason(
    meeting: &Meeting,
    people: &HashSet<Address>,
    domains: &BTreeSet<Domain>,
    proof: &impl MayRead,
) -> Option<Reason> {
    let is_internal = domains.is_empty() && !proof.policy().transcripts.internal_meetings;
    let is_excluded = people.iter().any(|person| proof.rules().excludes(person));
    [
        (meeting.is_cancelled, Reason::Cancelled),
        (meeting.is_private, Reason::Private),
        (is_internal, Reason::InternalOnly),
        (is_excluded, Reason::ExcludedByRule),
    ]
    .into_iter()
    .find_map(|(holds, reason)| holds.then_some(reason))
}
