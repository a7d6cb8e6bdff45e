//! One event as JSON.

use jiff::Timestamp;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use serde_json::json;
use uuid::Uuid;

use super::call::Call;
use super::ids;
use super::json::{self, Object};
use super::recipient::Recipient;
use super::refusal::Refusal;
use super::rights::Sight;
use super::select::Select;
use crate::world::meeting::{Attendee, Holding, Instance, Meeting, Online, Role};
use crate::world::series::{Pattern, Range, Series};

/// Exchange's word for "never answered".
const NEVER: &str = "0001-01-01T00:00:00Z";

/// How events are written in one answer.
#[derive(Clone, Debug)]
pub(crate) struct EventStyle {
    pub(crate) mailbox: Uuid,
    pub(crate) select: Select,
    pub(crate) sight: Sight,
    pub(crate) immutable: bool,
    pub(crate) text_bodies: bool,
    pub(crate) zone: TimeZone,
    pub(crate) zone_name: String,
    /// Whether each item names its type, as deltas do.
    pub(crate) typed: bool,
}

impl EventStyle {
    pub(crate) fn new(
        call: &Call<'_>,
        owner: u32,
        sight: Sight,
        select: Select,
    ) -> Result<Self, Refusal> {
        let (zone, zone_name) = call.time_zone()?;
        Ok(Self {
            mailbox: call.view.user(owner).id,
            select,
            sight,
            immutable: call.prefer.immutable_ids,
            text_bodies: call.prefer.text_bodies,
            zone,
            zone_name,
            typed: false,
        })
    }

    pub(crate) fn id(&self, entry: u64, number: u32) -> String {
        ids::event_id(self.mailbox, entry, number, self.immutable)
    }

    fn time(&self, instant: Timestamp, all_day: bool) -> serde_json::Value {
        // An all-day event lies on its dates in whatever zone was asked for.
        let zone = if all_day { &TimeZone::UTC } else { &self.zone };
        json!({"dateTime": json::local(instant, zone), "timeZone": self.zone_name})
    }
}

/// One row of a calendar with what it belongs to.
#[derive(Clone, Copy)]
pub(crate) struct Shown<'e> {
    pub(crate) meeting: &'e Meeting,
    pub(crate) holding: &'e Holding,
    pub(crate) row: &'e Instance,
}

/// Writes what a mail about a meeting is about: the meeting, the series, or one occurrence of it.
pub(crate) fn write_subject(
    call: &Call<'_>,
    owner: u32,
    (holding, occurrence): (&Holding, u32),
    style: &EventStyle,
    out: &mut Vec<u8>,
) {
    let meeting = call.view.meeting(holding.meeting);
    let row = match (occurrence, holding.role) {
        (0, _) | (_, Role::Guest(_)) => meeting.head(holding),
        (number, _) => meeting.numbered(number, holding),
    };
    match row {
        Some(row) => write(
            call,
            owner,
            &Shown {
                meeting: &meeting,
                holding,
                row: &row,
            },
            style,
            None,
            out,
        ),
        None => out.extend_from_slice(b"null"),
    }
}

/// Writes an occurrence as deltas send it: ids and times only.
pub(crate) fn write_minimal(shown: &Shown<'_>, style: &EventStyle, out: &mut Vec<u8>) {
    let Shown {
        meeting,
        holding,
        row,
    } = *shown;
    let key = ids::change_key(style.mailbox, holding.entry, holding.state.revision);
    let item = json!({
        "@odata.type": "#microsoft.graph.event",
        "@odata.etag": format!("W/\"{key}\""),
        "id": style.id(holding.entry, row.number),
        "seriesMasterId": style.id(holding.entry, 0),
        "type": "occurrence",
        "start": style.time(row.start, meeting.all_day),
        "end": style.time(row.end, meeting.all_day),
    });
    json::write(out, &item);
}

/// Writes one row of a calendar whole, or what was selected of it.
pub(crate) fn write(
    call: &Call<'_>,
    owner: u32,
    shown: &Shown<'_>,
    style: &EventStyle,
    context: Option<&str>,
    out: &mut Vec<u8>,
) {
    let Shown {
        meeting,
        holding,
        row,
    } = *shown;
    let mut object = Object::open(out, &style.select);
    let state = &holding.state;
    let organizing = holding.role == Role::Organizer;
    let key = ids::change_key(style.mailbox, holding.entry, state.revision);
    let id = style.id(holding.entry, row.number);
    if let Some(context) = context {
        object.always("@odata.context", context);
    }
    if style.typed {
        object.always("@odata.type", "#microsoft.graph.event");
    }
    object.always("@odata.etag", &format!("W/\"{key}\""));
    object.always("id", &id);
    object.put_with("createdDateTime", || json::instant(meeting.created));
    object.put_with("lastModifiedDateTime", || json::instant(meeting.created));
    object.put("changeKey", &key);
    object.put("categories", &[] as &[&str]);
    object.put("transactionId", &());
    object.put("originalStartTimeZone", &meeting.zone);
    object.put("originalEndTimeZone", &meeting.zone);
    let original = row.original_start;
    object.put_with("iCalUId", || meeting.ical_uid(original));
    if let Some(start) = original.filter(|_| row.number > 0) {
        object.put_with("originalStart", || json::instant(start));
    }
    object.put("reminderMinutesBeforeStart", &15);
    object.put("isReminderOn", &true);
    object.put("hasAttachments", &false);
    object.put("hideAttendees", &false);
    let subject = row.subject.as_ref().map(|subject| {
        if row.cancelled && !organizing {
            format!("Canceled: {subject}")
        } else {
            subject.clone()
        }
    });
    object.put("subject", &subject);
    object.put("importance", "normal");
    object.put(
        "sensitivity",
        state.sensitivity.unwrap_or(meeting.sensitivity),
    );
    object.put("isAllDay", &meeting.all_day);
    object.put("isCancelled", &row.cancelled);
    // It also marks edits that were not sent yet, and means nothing for whether the meeting stands.
    let unsent = organizing && !meeting.key.is_added() && holding.entry % 40 == 30;
    object.put("isDraft", &unsent);
    object.put("isOrganizer", &organizing);
    object.put("responseRequested", &true);
    object.put_with("seriesMasterId", || {
        (row.number > 0).then(|| style.id(holding.entry, 0))
    });
    object.put("showAs", if row.cancelled { "free" } else { "busy" });
    object.put("type", row.kind);
    object.put_with("webLink", || {
        format!(
            "https://outlook.office365.com/owa/?itemid={}&exvsurl=1&path=/calendar/item",
            id.replace('=', "%3D")
        )
    });
    write_online(&mut object, meeting);
    object.put("allowNewTimeProposals", &true);
    object.put(
        "recurrence",
        &(row.kind == "seriesMaster")
            .then(|| {
                meeting
                    .series
                    .as_ref()
                    .map(|series| recurrence(meeting, series))
            })
            .flatten(),
    );
    object.put(
        "responseStatus",
        &json!({"response": state.response, "time": NEVER}),
    );
    if style.sight == Sight::Full {
        write_body(&mut object, style, holding, owner);
    }
    object.put("start", &style.time(row.start, meeting.all_day));
    object.put("end", &style.time(row.end, meeting.all_day));
    write_location(&mut object, meeting);
    object.put_with("attendees", || {
        let listed = meeting.attendees_of(row.number, holding.role);
        listed
            .into_iter()
            .map(|one| {
                attendee(
                    one,
                    organizing || call.view.user(owner).addresses().any(|own| is(one, own)),
                )
            })
            .collect::<Vec<_>>()
    });
    object.put("organizer", &Recipient::of(&meeting.organizer));
    object.close();
}

fn is(attendee: &Attendee, address: &str) -> bool {
    attendee
        .address
        .address
        .as_deref()
        .is_some_and(|own| own.eq_ignore_ascii_case(address))
}

/// Only the organiser's copy, and one's own entry, know how attendees answered.
fn attendee(attendee: &Attendee, known: bool) -> serde_json::Value {
    let mut entry = json!({"type": attendee.kind, "emailAddress": attendee.address});
    if let Some(response) = attendee.response {
        entry["status"] = json!({"response": if known { response } else { "none" }, "time": NEVER});
    }
    entry
}

fn write_online(object: &mut Object<'_>, meeting: &Meeting) {
    object.put("onlineMeetingUrl", &());
    match &meeting.online {
        Online::Unsaid => {}
        Online::No => {
            object.put("isOnlineMeeting", &false);
            object.put("onlineMeetingProvider", "unknown");
            object.put("onlineMeeting", &());
        }
        Online::Teams { .. } => {
            object.put("isOnlineMeeting", &true);
            object.put("onlineMeetingProvider", "teamsForBusiness");
            object.put(
                "onlineMeeting",
                &json!({"joinUrl": meeting.online.join_url()}),
            );
        }
    }
}

fn write_body(object: &mut Object<'_>, style: &EventStyle, holding: &Holding, owner: u32) {
    let canary = format!("{owner}-event-{}", holding.entry);
    object.put_with("bodyPreview", || {
        format!("CANARY-PREVIEW-{canary} Agenda below.")
    });
    object.put_with("body", || {
        let text = format!("CANARY-PREVIEW-{canary} Agenda below.\r\nCANARY-BODY-{canary}\r\n1. Numbers 2. Open points");
        if style.text_bodies {
            json!({"contentType": "text", "content": text})
        } else {
            json!({"contentType": "html", "content": format!("<html><head></head><body><p>{text}</p></body></html>")})
        }
    });
}

fn write_location(object: &mut Object<'_>, meeting: &Meeting) {
    let name = meeting.location.as_deref().unwrap_or_default();
    if name.is_empty() {
        object.put("location", &json!({"displayName": "", "locationType": "default", "uniqueIdType": "unknown", "address": {}, "coordinates": {}}));
        object.put("locations", &[] as &[&str]);
        return;
    }
    object.put("location", &json!({"displayName": name, "locationType": "default", "uniqueId": name, "uniqueIdType": "private"}));
    object.put(
        "locations",
        &json!([{"displayName": name, "locationType": "default", "uniqueIdType": "unknown"}]),
    );
}

fn recurrence(meeting: &Meeting, series: &Series) -> serde_json::Value {
    let local = meeting.start.to_zoned(meeting.time_zone()).date();
    let (kind, days) = match &series.pattern {
        Pattern::Daily => ("daily", Vec::new()),
        Pattern::Weekly(days) => ("weekly", days.iter().map(|day| day_name(*day)).collect()),
    };
    let (range, end, count) = match series.range {
        Range::Count(count) => ("numbered", "0001-01-01".to_owned(), count),
        Range::Until(date) => ("endDate", date.to_string(), 0),
        Range::Open => ("noEnd", "0001-01-01".to_owned(), 0),
    };
    let first_day = if kind == "weekly" { "monday" } else { "sunday" };
    let mut pattern = json!({
        "type": kind,
        "interval": series.interval,
        "month": 0,
        "dayOfMonth": 0,
        "firstDayOfWeek": first_day,
        "index": "first",
    });
    if !days.is_empty() {
        pattern["daysOfWeek"] = json!(days);
    }
    json!({
        "pattern": pattern,
        "range": {
            "type": range,
            "startDate": local.to_string(),
            "endDate": end,
            "recurrenceTimeZone": meeting.zone,
            "numberOfOccurrences": count,
        },
    })
}

fn day_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "monday",
        Weekday::Tuesday => "tuesday",
        Weekday::Wednesday => "wednesday",
        Weekday::Thursday => "thursday",
        Weekday::Friday => "friday",
        Weekday::Saturday => "saturday",
        Weekday::Sunday => "sunday",
    }
}
