//! Meetings as their invitations tell of them: without a permission for the calendar, and without bodies.

use crate::chain::{Kind, State};
use crate::client::GraphClient;
use crate::cursor::Cursor;
use crate::join_link::JoinLink;
use crate::refusal::GraphRefusal;
use crate::wire::{Dropped, Identified};
use crate::wire_event::{Line, WireEvent};
use activity::{Instant, ObjectId, Recurrence};
use consent::MayRead;
use privacy::Raw;
use privacy::input::Meeting;
use serde::Deserialize;
use std::fmt;

/// Asked for in one page.
const PAGE_SIZE: u32 = 50;
/// What is asked of a message, and of the event in it: no body.
const QUERY: &str = "$select=id,receivedDateTime&$expand=microsoft.graph.eventMessage/event($select=id,type,iCalUId,subject,start,end,isCancelled,isOrganizer,isOnlineMeeting,onlineMeeting,originalStart,originalStartTimeZone,recurrence,sensitivity,organizer,attendees)&$orderby=receivedDateTime";

/// Where to begin.
#[derive(Clone, Copy, Debug)]
pub enum InvitationsFrom<'cursor> {
    /// Invitations received since then.
    Since(Instant),
    /// Where an earlier page left off.
    Cursor(&'cursor Cursor),
}

/// One page of invitations.
#[derive(Debug)]
pub struct InvitationPage {
    /// The invitations to meetings of Teams; of one meeting there may be several.
    pub invitations: Vec<Invitation>,
    /// How many messages or events came with a body, a preview or an attachment, which was passed over.
    pub dropped_bodies: u64,
    /// Where the next page begins; `None` after the last.
    pub next: Option<Cursor>,
    /// Microsoft's clock when it answered, if it said.
    pub server_now: Option<Instant>,
}

/// An invitation to a meeting of Teams.
pub struct Invitation {
    /// The meeting, as the mailbox has it now.
    pub meeting: Raw<Meeting>,
    /// By what the meeting is found.
    pub link: JoinLink,
    /// When it begins; of a series, its first occurrence.
    pub starts: Option<Instant>,
    /// When it ends; of a series, its first occurrence.
    pub ends: Option<Instant>,
    /// Whether it is a series: one meeting with many transcripts.
    pub is_series: bool,
    /// When the series takes place, where that is told.
    pub recurrence: Option<Recurrence>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireInvitation {
    id: String,
    #[serde(default)]
    event: Option<WireEvent>,
    #[serde(default)]
    body: Option<Dropped>,
    #[serde(default)]
    body_preview: Option<Dropped>,
}

impl Identified for WireInvitation {
    fn id(&self) -> &str {
        &self.id
    }
}

impl GraphClient {
    /// One page of the invitations in a mailbox, wherever in it they lie: accepted ones are in the deleted items. Mail that
    /// invites to nothing is passed over.
    pub async fn invitations(
        &self,
        _proof: &impl MayRead,
        mailbox: &ObjectId,
        from: InvitationsFrom<'_>,
    ) -> Result<InvitationPage, GraphRefusal> {
        let mut state = match from {
            InvitationsFrom::Since(since) => {
                let query = format!("{QUERY}&$filter=receivedDateTime ge {since}&$top={PAGE_SIZE}");
                let url = self.mailbox_url(mailbox, &["messages"], &query)?;
                State::new(Kind::Invitations, self.relative(url.as_str())?, PAGE_SIZE)
            }
            InvitationsFrom::Cursor(cursor) => State::open(cursor, Kind::Invitations)?,
        };
        self.check_mailbox(&state, mailbox)?;
        let fetched = self
            .page::<WireInvitation>(&mut state, Some(mailbox), |_| ())
            .await?;
        let count = fetched.page.value.len();
        let mut page = InvitationPage {
            invitations: Vec::new(),
            dropped_bodies: 0,
            next: None,
            server_now: fetched.server_now,
        };
        for message in fetched.page.value {
            page.dropped_bodies += u64::from(message.had_body());
            let Some(event) = message.event else {
                continue;
            };
            page.invitations.extend(invitation(event)?);
        }
        if let Some(next) = fetched.page.next {
            state.advance(self.relative(&next)?, count, fetched.content)?;
            page.next = Some(state.cursor());
        }
        Ok(page)
    }
}

impl WireInvitation {
    fn had_body(&self) -> bool {
        let in_event = self.event.as_ref().is_some_and(WireEvent::had_body);
        self.body.is_some() || self.body_preview.is_some() || in_event
    }
}

fn invitation(event: WireEvent) -> Result<Option<Invitation>, GraphRefusal> {
    let Some(link) = event.join_url().and_then(JoinLink::parse) else {
        return Ok(None);
    };
    let (starts, ends) = event.times();
    let recurrence = event.recurrence();
    let (meeting, is_series) = match event.into_line()? {
        Line::Whole(meeting) => (meeting, false),
        Line::Master(id, master) => (master.whole(id, starts, ends), true),
        Line::Bare(_) | Line::Removed(_) => return Ok(None),
    };
    Ok(Some(Invitation {
        meeting,
        link,
        starts,
        ends,
        is_series,
        recurrence,
    }))
}

impl fmt::Debug for Invitation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Invitation(series: {})", self.is_series)
    }
}
