use serde::{Deserialize, Serialize};
use std::fmt;

/// The way by which data comes in: whose grant reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Road {
    /// An employee's own delegated grant, through Microsoft Graph.
    EmployeeGraph,
    /// An employee's own mailbox, through IMAP.
    EmployeeImap,
    /// Application permissions granted by the tenant's admin.
    Organisation,
}

impl Road {
    /// The streams that this road carries.
    pub fn streams(self) -> &'static [Stream] {
        match self {
            Self::EmployeeGraph => &[Stream::EmailSignal, Stream::Transcript],
            Self::EmployeeImap => &[Stream::EmailSignal],
            Self::Organisation => &[Stream::MeetingAttend, Stream::EmailThread],
        }
    }

    /// Whether activities of the stream may come by this road.
    pub fn carries(self, stream: Stream) -> bool {
        self.streams().contains(&stream)
    }

    /// Whether the data is one employee's own, so that their consent is needed beside the DPA.
    pub fn is_employee(self) -> bool {
        !matches!(self, Self::Organisation)
    }
}

/// One kind of activity, collected, shown and consented to by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stream {
    /// Meetings with people on allowed external domains, one activity per attendee.
    MeetingAttend,
    /// Mails with people on allowed external domains, one activity per mail.
    EmailThread,
    /// How many mails an employee sent and received in a review cycle.
    EmailSignal,
    /// Transcripts of an employee's Teams meetings, one activity per transcript.
    Transcript,
}

impl Stream {
    /// Every stream.
    pub const ALL: [Self; 4] = [
        Self::MeetingAttend,
        Self::EmailThread,
        Self::EmailSignal,
        Self::Transcript,
    ];

    /// The name in JSON, on the command line and in the ledger.
    pub fn name(self) -> &'static str {
        match self {
            Self::MeetingAttend => "meeting_attend",
            Self::EmailThread => "email_thread",
            Self::EmailSignal => "email_signal",
            Self::Transcript => "transcript",
        }
    }

    /// The stream of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stream| stream.name() == name)
    }
}

impl fmt::Display for Stream {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
