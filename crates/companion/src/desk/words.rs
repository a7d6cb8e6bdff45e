//! The house's words as a face has them.

use crate::view::{MailDirection, Road, StreamName, WithheldReason};
use activity::Stream;
use privacy::Reason;

impl From<Stream> for StreamName {
    fn from(stream: Stream) -> Self {
        match stream {
            Stream::MeetingAttend => Self::MeetingAttend,
            Stream::EmailThread => Self::EmailThread,
            Stream::EmailSignal => Self::EmailSignal,
            Stream::Transcript => Self::Transcript,
        }
    }
}

impl From<StreamName> for Stream {
    fn from(name: StreamName) -> Self {
        match name {
            StreamName::MeetingAttend => Self::MeetingAttend,
            StreamName::EmailThread => Self::EmailThread,
            StreamName::EmailSignal => Self::EmailSignal,
            StreamName::Transcript => Self::Transcript,
        }
    }
}

impl From<activity::Road> for Road {
    fn from(road: activity::Road) -> Self {
        match road {
            activity::Road::EmployeeGraph => Self::EmployeeGraph,
            activity::Road::EmployeeImap => Self::EmployeeImap,
            activity::Road::Organisation => Self::Organisation,
        }
    }
}

impl From<Road> for activity::Road {
    fn from(road: Road) -> Self {
        match road {
            Road::EmployeeGraph => Self::EmployeeGraph,
            Road::EmployeeImap => Self::EmployeeImap,
            Road::Organisation => Self::Organisation,
        }
    }
}

impl From<Reason> for WithheldReason {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::Cancelled => Self::Cancelled,
            Reason::Private => Self::Private,
            Reason::Duplicate => Self::Duplicate,
            Reason::NoUsableAddress => Self::NoUsableAddress,
            Reason::InternalOnly => Self::InternalOnly,
            Reason::NotOnAllowlist => Self::NotOnAllowlist,
            Reason::ExcludedByRule => Self::ExcludedByRule,
            Reason::WithheldByYou => Self::WithheldByYou,
        }
    }
}

impl From<privacy::Direction> for MailDirection {
    fn from(direction: privacy::Direction) -> Self {
        match direction {
            privacy::Direction::Sent => Self::Sent,
            privacy::Direction::Received => Self::Received,
        }
    }
}

/// A count as a face takes it.
pub(crate) fn count(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
