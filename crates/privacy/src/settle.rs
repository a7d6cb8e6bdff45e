use crate::Reason;

/// Whose copy of a meeting it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The organiser's own.
    Organiser,
    /// An attendee's, of a meeting whose organiser's mailbox is in the tenant and readable: a duplicate from the start.
    AttendeeOfReadable,
    /// An attendee's, of an organiser out of reach: the first one recorded counts.
    Free,
}

/// What decides between the copies of one meeting. It says nothing about anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CopyFacts {
    /// Whether this copy is cancelled.
    pub cancelled: bool,
    /// Whether this copy is marked private, personal or confidential.
    pub private: bool,
    /// Whose copy it is.
    pub standing: Standing,
}

/// A copy of a meeting as recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copy {
    /// Its facts.
    pub facts: CopyFacts,
    /// Whether it was chosen before as the copy that counts.
    pub chosen: bool,
    /// Whether its mailbox no longer has it. What vanishes after it was sent counts as there: it stays as it was last seen.
    pub gone: bool,
}

/// What becomes of a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settlement {
    /// The whole meeting is withheld: [`Reason::Cancelled`] or [`Reason::Private`] for every copy.
    Withheld(Reason),
    /// The copy at this place counts by its own verdict; every other copy is a [`Reason::Duplicate`].
    Counts(usize),
    /// Every copy is a [`Reason::Duplicate`] of the organiser's, which is not there (yet).
    AwaitsOrganiser,
    /// No mailbox has a copy any more: what was not sent by then never will be.
    Vanished,
}

/// Settles which copy of one meeting counts (RULES 9–11). `copies` are in the order in which they were recorded.
///
/// The copy that counts stays chosen when it vanishes, and the meeting is told as that copy was last seen, as long as some
/// mailbox still has a copy: then somebody left, and the meeting is on. When no mailbox has one, it was deleted before it took
/// place. Copies that are gone have no say in whether the meeting is cancelled, and cannot come to be chosen.
pub fn settle(copies: &[Copy]) -> Settlement {
    if copies.iter().all(|copy| copy.gone) {
        return Settlement::Vanished;
    }
    if is_cancelled(copies) {
        return Settlement::Withheld(Reason::Cancelled);
    }
    if copies.iter().any(|copy| copy.facts.private) {
        return Settlement::Withheld(Reason::Private);
    }
    let chosen = copies.iter().position(|copy| copy.chosen);
    let organisers = || {
        copies
            .iter()
            .position(|copy| !copy.gone && copy.facts.standing == Standing::Organiser)
    };
    let first_free = || {
        let is_free = |copy: &Copy| copy.facts.standing == Standing::Free && !copy.facts.cancelled;
        copies.iter().position(|copy| !copy.gone && is_free(copy))
    };
    match chosen.or_else(organisers).or_else(first_free) {
        Some(place) => Settlement::Counts(place),
        None => Settlement::AwaitsOrganiser,
    }
}

/// Cancelled by the organiser's copy where the tenant has it, else only if all copies say so.
fn is_cancelled(copies: &[Copy]) -> bool {
    let mut there = copies.iter().filter(|copy| !copy.gone);
    match there
        .clone()
        .find(|copy| copy.facts.standing == Standing::Organiser)
    {
        Some(organisers) => organisers.facts.cancelled,
        None => there.all(|copy| copy.facts.cancelled),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copy(standing: Standing) -> Copy {
        Copy {
            facts: CopyFacts {
                cancelled: false,
                private: false,
                standing,
            },
            chosen: false,
            gone: false,
        }
    }

    fn gone(mut copy: Copy) -> Copy {
        copy.gone = true;
        copy
    }

    fn cancelled(mut copy: Copy) -> Copy {
        copy.facts.cancelled = true;
        copy
    }

    fn private(mut copy: Copy) -> Copy {
        copy.facts.private = true;
        copy
    }

    fn chosen(mut copy: Copy) -> Copy {
        copy.chosen = true;
        copy
    }

    use Standing::{AttendeeOfReadable, Free, Organiser};

    #[test]
    fn the_organisers_copy_counts_whenever_it_comes() {
        assert_eq!(
            settle(&[copy(AttendeeOfReadable), copy(Organiser)]),
            Settlement::Counts(1)
        );
        assert_eq!(
            settle(&[copy(AttendeeOfReadable)]),
            Settlement::AwaitsOrganiser
        );
    }

    #[test]
    fn without_an_organiser_in_reach_the_first_copy_that_is_not_cancelled_counts() {
        assert_eq!(settle(&[copy(Free), copy(Free)]), Settlement::Counts(0));
        assert_eq!(
            settle(&[cancelled(copy(Free)), copy(Free)]),
            Settlement::Counts(1)
        );
    }

    #[test]
    fn the_copy_that_counts_stays_chosen() {
        assert_eq!(
            settle(&[copy(Free), chosen(copy(Free)), copy(Organiser)]),
            Settlement::Counts(1)
        );
        assert_eq!(
            settle(&[chosen(cancelled(copy(Free))), copy(Free)]),
            Settlement::Counts(0)
        );
    }

    #[test]
    fn the_organiser_cancels_for_all_and_attendees_only_together() {
        let by_organiser = [copy(AttendeeOfReadable), cancelled(copy(Organiser))];
        assert_eq!(
            settle(&by_organiser),
            Settlement::Withheld(Reason::Cancelled)
        );
        let by_one = [cancelled(copy(AttendeeOfReadable)), copy(Organiser)];
        assert_eq!(settle(&by_one), Settlement::Counts(1));
        let by_all = [cancelled(copy(Free)), cancelled(copy(Free))];
        assert_eq!(settle(&by_all), Settlement::Withheld(Reason::Cancelled));
    }

    #[test]
    fn a_chosen_copy_that_vanished_is_told_while_the_meeting_is_on() {
        for standing in [Free, AttendeeOfReadable, Organiser] {
            assert_eq!(
                settle(&[gone(chosen(copy(Free))), copy(standing)]),
                Settlement::Counts(0)
            );
        }
        assert_eq!(
            settle(&[gone(chosen(copy(Free))), gone(copy(Free))]),
            Settlement::Vanished
        );
        assert_eq!(
            settle(&[gone(copy(Free)), copy(Free)]),
            Settlement::Counts(1)
        );
    }

    #[test]
    fn what_vanished_has_no_say_in_whether_the_meeting_is_cancelled() {
        let all_that_are_there = [gone(chosen(copy(Organiser))), cancelled(copy(Free))];
        assert_eq!(
            settle(&all_that_are_there),
            Settlement::Withheld(Reason::Cancelled)
        );
        let some = [gone(chosen(cancelled(copy(Organiser)))), copy(Free)];
        assert_eq!(settle(&some), Settlement::Counts(0));
    }

    #[test]
    fn one_private_copy_withholds_the_meeting_and_cancelled_comes_first() {
        assert_eq!(
            settle(&[copy(Organiser), private(copy(AttendeeOfReadable))]),
            Settlement::Withheld(Reason::Private)
        );
        assert_eq!(
            settle(&[private(cancelled(copy(Organiser)))]),
            Settlement::Withheld(Reason::Cancelled)
        );
    }
}
