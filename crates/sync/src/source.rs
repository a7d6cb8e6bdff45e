use activity::{Instant, ItemId, ObjectId};
use consent::Permit;
use privacy::input::{Invitation, Meeting, Message};
use privacy::{Directory, Raw};
use std::future::Future;

/// Where raw items come from: the mailboxes that one connection may read.
pub trait Source: Send + Sync {
    /// The source's own clock, which the engine goes by: a machine's clock may be hours off.
    fn now(&self) -> impl Future<Output = Result<Instant, SourceError>> + Send;

    /// The mailboxes, in a stable order, with the addresses of each and whether it can be read.
    fn mailboxes(
        &self,
        permit: &Permit<'_>,
    ) -> impl Future<Output = Result<Vec<Mailbox>, SourceError>> + Send;

    /// One page of a mailbox's primary calendar.
    fn calendar_page(
        &self,
        permit: &Permit<'_>,
        mailbox: &ObjectId,
        from: CalendarFrom<'_>,
    ) -> impl Future<Output = Result<Page<Meeting>, SourceError>> + Send;

    /// The ids of the mailbox's folders whose mail is considered (RULES 14).
    fn folders(
        &self,
        permit: &Permit<'_>,
        mailbox: &ObjectId,
    ) -> impl Future<Output = Result<Vec<String>, SourceError>> + Send;

    /// One page of a folder's mail.
    fn mail_page(
        &self,
        permit: &Permit<'_>,
        mailbox: &ObjectId,
        folder: &str,
        from: MailFrom<'_>,
    ) -> impl Future<Output = Result<Page<Message>, SourceError>> + Send;

    /// The whole of some mails of which a page told only a part; what is gone by now is left out.
    fn mails(
        &self,
        permit: &Permit<'_>,
        mailbox: &ObjectId,
        ids: &[ItemId],
    ) -> impl Future<Output = Result<Vec<Raw<Message>>, SourceError>> + Send;

    /// One page of the invitations to meetings that may have transcripts. A source without meetings has none.
    fn invitations(
        &self,
        _permit: &Permit<'_>,
        _mailbox: &ObjectId,
        _from: MailFrom<'_>,
    ) -> impl Future<Output = Result<Page<Invitation>, SourceError>> + Send {
        async { Err(SourceError::no_meetings()) }
    }

    /// The transcripts of the meeting behind a join link that ended then.
    fn transcripts(
        &self,
        _permit: &Permit<'_>,
        _mailbox: &ObjectId,
        _link: &str,
        _ended: Instant,
    ) -> impl Future<Output = Result<Transcripts, SourceError>> + Send {
        async { Err(SourceError::no_meetings()) }
    }

    /// How many requests were made and how many bytes came in so far.
    fn traffic(&self) -> (u64, u64);
}

/// What there is of a meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transcripts {
    /// These are there; of a series those of all occurrences.
    Listed {
        /// The meeting's id.
        meeting: ItemId,
        /// Its transcripts.
        transcripts: Vec<ListedTranscript>,
    },
    /// None can be had, and why.
    Absent(Absence),
}

/// A transcript as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedTranscript {
    /// Its id.
    pub id: ItemId,
    /// When it was begun.
    pub created: Option<Instant>,
    /// When it ended.
    pub ended: Option<Instant>,
}

/// Why no transcript of a meeting can be had. A closed set; each has one next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Absence {
    /// The tenant has switched the reading of transcripts off.
    SwitchedOff,
    /// An admin has to grant the permission, or to let the app look at this person's meetings.
    NeedsAdmin,
    /// This person may not look this meeting up.
    NotAllowed,
    /// The meeting has just ended; transcripts appear late.
    NotYet,
    /// The meeting is so old that it is no longer known.
    Expired,
    /// Nobody had a transcript made.
    NoneMade,
}

impl Absence {
    /// Every one.
    pub const ALL: [Self; 6] = [
        Self::SwitchedOff,
        Self::NeedsAdmin,
        Self::NotAllowed,
        Self::NotYet,
        Self::Expired,
        Self::NoneMade,
    ];

    /// A short stable name, the same in JSON and in the ledger.
    pub fn name(self) -> &'static str {
        match self {
            Self::SwitchedOff => "switched_off",
            Self::NeedsAdmin => "needs_admin",
            Self::NotAllowed => "not_allowed",
            Self::NotYet => "not_yet",
            Self::Expired => "expired",
            Self::NoneMade => "none_made",
        }
    }

    /// The one of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|absence| absence.name() == name)
    }
}

/// A mailbox that the connection knows of.
#[derive(Clone, Debug)]
pub struct Mailbox {
    /// The owner's `oid`.
    pub id: ObjectId,
    /// The owner's addresses as they came: mail, principal name, proxy addresses.
    pub addresses: Vec<String>,
    /// Whether it can be read.
    pub readability: Readability,
}

/// Whether a mailbox can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readability {
    /// It can be read.
    Readable,
    /// The person has none in Exchange Online.
    Missing,
    /// An admin fenced it off from this app.
    Fenced,
}

/// Which address is whose, and which of the mailboxes can be read.
pub(crate) fn directory(mailboxes: &[Mailbox]) -> Directory {
    let mut directory = Directory::default();
    for mailbox in mailboxes {
        directory.add(&mailbox.id, mailbox.addresses.iter().map(String::as_str));
        if mailbox.readability == Readability::Readable {
            directory.mark_readable(mailbox.id.clone());
        }
    }
    directory
}

/// Where in a calendar to begin.
#[derive(Clone, Copy, Debug)]
pub enum CalendarFrom<'cursor> {
    /// At the beginning of a new chain over this window.
    Window {
        /// Events that end after this belong.
        start: Instant,
        /// Events that start before this belong.
        end: Instant,
    },
    /// Where an earlier page left off.
    Cursor(&'cursor str),
}

/// Where in a folder to begin.
#[derive(Clone, Copy, Debug)]
pub enum MailFrom<'cursor> {
    /// At the beginning of a new chain over mail received since then.
    Since(Instant),
    /// Where an earlier page left off.
    Cursor(&'cursor str),
}

/// One page of raw items.
#[derive(Debug)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<Raw<T>>,
    /// The ids of items that are no longer there.
    pub removed: Vec<ItemId>,
    /// The ids of items of which the page told only a part.
    pub partial: Vec<ItemId>,
    /// How to go on.
    pub next: Next,
}

/// How to go on after a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// More pages of this round follow at this cursor.
    More(String),
    /// The round is over; changes since then are found at this cursor.
    Done(String),
}

impl Next {
    /// The cursor to go on with.
    pub fn cursor(&self) -> &str {
        match self {
            Self::More(cursor) | Self::Done(cursor) => cursor,
        }
    }
}

/// Why a source gave nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// The cursor is no longer known; the chain has to begin anew.
    #[error("the source no longer knows where this chain was")]
    ChainLost,
    /// This one mailbox cannot be read.
    #[error("the mailbox cannot be read")]
    Unreadable(Readability),
    /// Nothing can be read before somebody signs in or consents again; the code names the state.
    #[error("sign-in is needed: {code}")]
    SignIn {
        /// The named state.
        code: String,
    },
    /// Nobody answers at all: no network, or a server that says nothing.
    #[error("nobody answers: {code}")]
    OutOfReach {
        /// The named state.
        code: String,
    },
    /// The source has trouble or asks to wait; later tries may go through.
    #[error("the source is not available: {code}")]
    Unavailable {
        /// The named state.
        code: String,
    },
    /// The source refused this request; trying again will not help.
    #[error("the source refused: {code}")]
    Refused {
        /// The named state.
        code: String,
    },
}

impl SourceError {
    fn no_meetings() -> Self {
        Self::Refused {
            code: "no_meetings".to_owned(),
        }
    }

    /// A stable word for the failure, without content.
    pub fn code(&self) -> &str {
        match self {
            Self::ChainLost => "chain_lost",
            Self::Unreadable(Readability::Fenced) => "mailbox_fenced",
            Self::Unreadable(_) => "mailbox_missing",
            Self::SignIn { code }
            | Self::OutOfReach { code }
            | Self::Unavailable { code }
            | Self::Refused { code } => code,
        }
    }
}
