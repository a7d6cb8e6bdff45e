//! What kinds of meetings there are, and how often.

use super::meeting_plan::MeetingPlan::{
    AllDay, Alone, AttendeePrivate, AttendeeRemoved, BlankSubject, Cancelled, CancelledAndGone,
    Confidential, Daily, DistributionList, Duplicates, Foreign, ForeignSeries, GuestOfPrevious,
    Internal, LongSubject, NoLength, NoStatus, NoUid, Odd, OrganizerListed, Outside,
    OutsideOrganizer, Personal, Private, Resources, TwoDays, Unsaid, Weekly,
};

/// One kind of meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MeetingPlan {
    /// Organised by one of us, with others of us and from outside, online.
    Outside,
    /// Among ourselves.
    Internal,
    /// Organised from outside; each of us holds a copy, nobody here the organiser's.
    OutsideOrganizer,
    /// A weekly series online, with a moved, a renamed and a cancelled occurrence, and transcripts.
    Weekly,
    /// Somebody of another group is invited to one occurrence of the slot before.
    GuestOfPrevious,
    AllDay,
    Private,
    /// Cancelled, and the organiser's copy says so too.
    Cancelled,
    Daily,
    /// One of us with people from outside.
    Alone,
    /// An appointment without attendees, marked personal.
    Personal,
    /// Cancelled; the organiser's copy is gone.
    CancelledAndGone,
    /// One attendee was removed and holds a cancelled copy; the meeting goes on.
    AttendeeRemoved,
    /// Invited through distribution lists.
    DistributionList,
    /// An attendee marked the copy private.
    AttendeePrivate,
    /// Attendees listed twice.
    Duplicates,
    /// Rooms among the attendees.
    Resources,
    /// Attendees without a response status.
    NoStatus,
    /// No `iCalUId`.
    NoUid,
    /// From another calendar system, with its own id.
    Foreign,
    /// Participants with odd addresses.
    Odd,
    /// A weekly series of another organisation; the first of them has no end.
    ForeignSeries,
    /// Begins and ends at once.
    NoLength,
    Confidential,
    BlankSubject,
    /// On two days a week, in a zone that changes its clocks.
    TwoDays,
    /// Says nothing about being online.
    Unsaid,
    /// The organiser is also in the list of attendees.
    OrganizerListed,
    LongSubject,
}

const PLANS: [MeetingPlan; 40] = [
    Outside,
    Internal,
    OutsideOrganizer,
    Weekly,
    GuestOfPrevious,
    AllDay,
    Private,
    Cancelled,
    Outside,
    Daily,
    Alone,
    Personal,
    Resources,
    AttendeeRemoved,
    DistributionList,
    Odd,
    ForeignSeries,
    Duplicates,
    CancelledAndGone,
    AttendeePrivate,
    Outside,
    NoStatus,
    NoUid,
    Foreign,
    Outside,
    NoLength,
    Confidential,
    BlankSubject,
    TwoDays,
    Unsaid,
    OrganizerListed,
    LongSubject,
    Outside,
    Internal,
    Odd,
    Alone,
    Outside,
    OutsideOrganizer,
    Outside,
    Internal,
];

pub(crate) fn plan(slot: u64) -> MeetingPlan {
    PLANS[(slot % PLANS.len() as u64) as usize]
}

impl MeetingPlan {
    /// How many of us share it.
    pub(crate) fn size(self) -> u64 {
        match self {
            Personal | Private | Alone | NoLength => 1,
            AllDay | OutsideOrganizer | Daily | Unsaid | BlankSubject | LongSubject | Foreign
            | TwoDays => 2,
            Internal | DistributionList => 4,
            _ => 3,
        }
    }

    pub(crate) fn organized_outside(self) -> bool {
        matches!(self, OutsideOrganizer | Foreign | ForeignSeries)
    }

    pub(crate) fn online(self) -> bool {
        matches!(
            self,
            Outside
                | Weekly
                | OutsideOrganizer
                | ForeignSeries
                | DistributionList
                | TwoDays
                | Internal
                | OrganizerListed
        )
    }

    pub(crate) fn outsiders(self) -> u64 {
        match self {
            Internal | Personal | Foreign => 0,
            Outside | Alone => 2,
            Odd => 4,
            _ => 1,
        }
    }

    pub(crate) fn sensitivity(self) -> &'static str {
        match self {
            Private => "private",
            Personal => "personal",
            Confidential => "confidential",
            _ => "normal",
        }
    }
}
