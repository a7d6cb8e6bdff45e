use crate::refusal::GraphRefusal;
use crate::times::WireTime;
use crate::wire::{Dropped, Identified, WireAddress, WireRecipient};
use crate::wire_recurrence::WireRecurrence;
use activity::{Instant, ItemId, Recurrence};
use privacy::Raw;
use privacy::input::{Attendee, Meeting};
use serde::Deserialize;

/// The fields of a series that its occurrences do not have; no body among them.
pub(crate) const MASTER_FIELDS: &str = "id,type,iCalUId,subject,start,end,isCancelled,isOrganizer,isOnlineMeeting,sensitivity,organizer,attendees";

/// An event as Graph sends it. Bodies and attachments are passed over by their very type.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WireEvent {
    id: String,
    #[serde(rename = "@removed", default)]
    removed: Option<Dropped>,
    #[serde(rename = "type", default)]
    kind: Option<String>,
    #[serde(default)]
    series_master_id: Option<String>,
    #[serde(rename = "iCalUId", default)]
    ical_uid: Option<String>,
    #[serde(default)]
    subject: Option<String>,
    #[serde(default)]
    start: Option<WireTime>,
    #[serde(default)]
    end: Option<WireTime>,
    #[serde(default)]
    original_start: Option<String>,
    #[serde(default)]
    original_start_time_zone: Option<String>,
    #[serde(default)]
    recurrence: Option<WireRecurrence>,
    #[serde(default)]
    is_cancelled: Option<bool>,
    #[serde(default)]
    is_organizer: Option<bool>,
    #[serde(default)]
    is_online_meeting: Option<bool>,
    #[serde(default)]
    online_meeting: Option<WireOnline>,
    #[serde(default)]
    sensitivity: Option<String>,
    #[serde(default)]
    organizer: Option<WireRecipient>,
    #[serde(default)]
    attendees: Option<Vec<WireAttendee>>,
    #[serde(default)]
    body: Option<Dropped>,
    #[serde(default)]
    body_preview: Option<Dropped>,
    #[serde(default)]
    attachments: Option<Dropped>,
}

#[derive(Deserialize)]
struct WireAttendee {
    #[serde(rename = "type", default)]
    kind: Option<String>,
    #[serde(default)]
    status: Option<WireStatus>,
    #[serde(rename = "emailAddress", default)]
    email_address: Option<WireAddress>,
}

/// By what an online meeting is joined.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireOnline {
    #[serde(default)]
    join_url: Option<String>,
}

#[derive(Deserialize)]
struct WireStatus {
    response: Option<String>,
}

/// What a line of a page says.
pub(crate) enum Line {
    Whole(Raw<Meeting>),
    /// An occurrence that has only its id and its times.
    Bare(Occurrence),
    /// The series itself: no item, but its occurrences need it.
    Master(ItemId, Master),
    Removed(ItemId),
}

pub(crate) struct Occurrence {
    pub(crate) id: ItemId,
    pub(crate) master: ItemId,
    start: Option<Instant>,
    end: Option<Instant>,
}

/// What the occurrences of a series have in common.
#[derive(Clone)]
pub(crate) struct Master {
    ical_uid: Option<String>,
    subject: Option<String>,
    is_cancelled: bool,
    is_private: bool,
    is_organizer: bool,
    is_online: Option<bool>,
    organizer: Option<String>,
    attendees: Vec<(Option<String>, bool, Option<String>)>,
}

impl Identified for WireEvent {
    fn id(&self) -> &str {
        &self.id
    }
}

impl WireEvent {
    pub(crate) fn had_body(&self) -> bool {
        self.body.is_some() || self.body_preview.is_some() || self.attachments.is_some()
    }

    pub(crate) fn join_url(&self) -> Option<&str> {
        self.online_meeting.as_ref()?.join_url.as_deref()
    }

    /// When it begins and ends, where that can be used.
    pub(crate) fn times(&self) -> (Option<Instant>, Option<Instant>) {
        (instant(self.start.as_ref()), instant(self.end.as_ref()))
    }

    /// When the series takes place, where that is told.
    pub(crate) fn recurrence(&self) -> Option<Recurrence> {
        let zone = self.original_start_time_zone.as_deref();
        self.recurrence.as_ref()?.read(zone)
    }

    pub(crate) fn into_line(self) -> Result<Line, GraphRefusal> {
        let id = ItemId::new(self.id.as_str()).map_err(|_| GraphRefusal::WrongShape)?;
        if self.removed.is_some() {
            return Ok(Line::Removed(id));
        }
        let kind = self.kind.as_deref().unwrap_or_default();
        if kind == "seriesMaster" {
            return Ok(Line::Master(id, self.into_master()));
        }
        let is_occurrence =
            kind == "occurrence" || (kind.is_empty() && self.series_master_id.is_some());
        let is_bare = is_occurrence && self.attendees.is_none() && self.organizer.is_none();
        let (start, end) = self.times();
        if is_bare {
            let master = self.series_master_id.ok_or(GraphRefusal::WrongShape)?;
            let master = ItemId::new(master).map_err(|_| GraphRefusal::WrongShape)?;
            return Ok(Line::Bare(Occurrence {
                id,
                master,
                start,
                end,
            }));
        }
        let in_series = is_occurrence || kind == "exception";
        let told = self
            .original_start
            .as_deref()
            .and_then(|text| Instant::parse(text).ok());
        let original_start = told.or(if is_occurrence { start } else { None });
        let whole = self.into_master();
        Ok(Line::Whole(whole.meeting(
            id,
            in_series,
            original_start,
            start,
            end,
        )))
    }

    pub(crate) fn into_master(self) -> Master {
        let attendees = self.attendees.unwrap_or_default().into_iter();
        Master {
            ical_uid: self.ical_uid,
            subject: self.subject,
            is_cancelled: self.is_cancelled.unwrap_or(false),
            // A word that we do not know is taken for the careful one.
            is_private: self
                .sensitivity
                .is_some_and(|word| !word.is_empty() && word != "normal"),
            is_organizer: self.is_organizer.unwrap_or(false),
            is_online: self.is_online_meeting,
            organizer: self.organizer.and_then(WireRecipient::into_address),
            attendees: attendees
                .map(|attendee| {
                    let is_resource = attendee.kind.as_deref() == Some("resource");
                    let response = attendee.status.and_then(|status| status.response);
                    (
                        WireRecipient::from(attendee.email_address).into_address(),
                        is_resource,
                        response,
                    )
                })
                .collect(),
        }
    }
}

impl Occurrence {
    /// Makes the occurrence whole.
    pub(crate) fn of(self, master: &Master) -> Raw<Meeting> {
        master
            .clone()
            .meeting(self.id, true, self.start, self.start, self.end)
    }
}

impl Master {
    /// The series itself as a meeting, with the times of its first occurrence.
    pub(crate) fn whole(
        self,
        id: ItemId,
        start: Option<Instant>,
        end: Option<Instant>,
    ) -> Raw<Meeting> {
        self.meeting(id, false, None, start, end)
    }

    fn meeting(
        self,
        id: ItemId,
        in_series: bool,
        original_start: Option<Instant>,
        start: Option<Instant>,
        end: Option<Instant>,
    ) -> Raw<Meeting> {
        let attendees = self.attendees.into_iter();
        Raw::seal(Meeting {
            id,
            ical_uid: self.ical_uid,
            in_series,
            original_start,
            subject: self.subject,
            start,
            end,
            is_cancelled: self.is_cancelled,
            is_private: self.is_private,
            is_organizer: self.is_organizer,
            is_online: self.is_online,
            organizer: self.organizer,
            attendees: attendees
                .map(|(address, is_resource, response)| Attendee {
                    address,
                    is_resource,
                    response,
                })
                .collect(),
        })
    }
}

fn instant(time: Option<&WireTime>) -> Option<Instant> {
    time.and_then(WireTime::instant)
}
