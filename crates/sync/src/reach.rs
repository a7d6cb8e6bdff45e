use crate::{Failure, SourceError};
use activity::ObjectId;

/// How many mailboxes one after the other may be out of reach before the rest is left to the next run.
const MAILBOXES: u32 = 3;

/// Whether the source still answers. One mailbox may be silent for reasons of its own; several one after the other are not, and
/// waiting for each of many thousand would only put off what is said to the person.
#[derive(Default)]
pub(crate) struct Reach<'run> {
    last: Option<&'run ObjectId>,
    mailboxes: u32,
}

impl<'run> Reach<'run> {
    /// Notes how a unit of that mailbox went.
    pub(crate) fn note(&mut self, mailbox: &'run ObjectId, read: &Result<(), Failure>) {
        if !matches!(read, Err(Failure::Source(SourceError::OutOfReach { .. }))) {
            *self = Self::default();
        } else if self.last != Some(mailbox) {
            self.last = Some(mailbox);
            self.mailboxes += 1;
        }
    }

    pub(crate) fn is_lost(&self) -> bool {
        self.mailboxes >= MAILBOXES
    }
}
