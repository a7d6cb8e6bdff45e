//! What is remembered of a copy as bits: of a mail of the employee's who sent it, of a meeting what decides which copy counts.

use privacy::{CopyFacts, Direction, Standing};

/// The employee sent it.
const SENT: i64 = 1;

const CANCELLED: i64 = 1;
const PRIVATE: i64 = 2;
const ORGANISER: i64 = 4;
const ATTENDEE: i64 = 8;

/// The facts of a mail of the employee's.
pub(crate) fn of_mail(direction: Direction) -> i64 {
    match direction {
        Direction::Sent => SENT,
        Direction::Received => 0,
    }
}

/// Whether the employee sent or received the mail of these facts.
pub(crate) fn direction(facts: i64) -> Direction {
    if facts & SENT == 0 {
        Direction::Received
    } else {
        Direction::Sent
    }
}

/// The facts of a copy of a meeting.
pub(crate) fn of_copy(facts: CopyFacts) -> i64 {
    let standing = match facts.standing {
        Standing::Organiser => ORGANISER,
        Standing::AttendeeOfReadable => ATTENDEE,
        Standing::Free => 0,
    };
    let flag = |is: bool, flag: i64| if is { flag } else { 0 };
    standing | flag(facts.cancelled, CANCELLED) | flag(facts.private, PRIVATE)
}

/// What these facts say of a copy of a meeting.
pub(crate) fn copy(facts: i64) -> CopyFacts {
    let standing = match facts & (ORGANISER | ATTENDEE) {
        ORGANISER => Standing::Organiser,
        ATTENDEE => Standing::AttendeeOfReadable,
        _ => Standing::Free,
    };
    CopyFacts {
        cancelled: facts & CANCELLED != 0,
        private: is_private(facts),
        standing,
    }
}

/// Whether the copy is private.
pub(crate) fn is_private(facts: i64) -> bool {
    facts & PRIVATE != 0
}
