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
}

/// Settles which copy of one meeting counts (RULES 9–11). `copies` are in the order in which they were recorded.
pub fn settle(copies: &[Copy]) -> Settlement {
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
            .position(|copy| copy.facts.standing == Standing::Organiser)
    };
    let first_free = || {
        copies
            .iter()
            .position(|copy| copy.facts.standing == Standing::Free && !copy.facts.cancelled)
    };
    match chosen.or_else(organisers).or_else(first_free) {
        Some(place) => Settlement::Counts(place),
        None => Settlement::AwaitsOrganiser,
    }
}

/// Cancelled by the organiser's copy where the tenant has it, else only if all copies say so.
fn is_cancelled(copies: &[Copy]) -> bool {
    match copies
        .iter()
        .find(|copy| copy.facts.standing == Standing::Organiser)
    {
        Some(organisers) => organisers.facts.cancelled,
        None => !copies.is_empty() && copies.iter().all(|copy| copy.facts.cancelled),
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
        }
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
