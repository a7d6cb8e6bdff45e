//! `POST /sandbox/event…`

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

use super::ControlError;
use super::reference::{ItemReference, When, describe_event};
use crate::world::address::Address;
use crate::world::edit::Editor;
use crate::world::edit_calendar::MeetingChange;
use crate::world::meeting::{Attendee, Meeting, MeetingKey, MeetingUid, Online, Role};
use crate::world::series::{Pattern, Range, Series};
use crate::world::{World, zones};

/// A meeting to create. Everyone invited who has a mailbox here gets a copy.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Creation {
    organizer: String,
    #[serde(default)]
    attendees: Vec<Invitee>,
    subject: Option<String>,
    start: When,
    end: Option<When>,
    minutes: Option<i64>,
    zone: Option<String>,
    #[serde(default)]
    all_day: bool,
    #[serde(default)]
    online: bool,
    recurrence: Option<Recurrence>,
    sensitivity: Option<String>,
    location: Option<String>,
    /// A foreign id; Exchange's own kind when absent.
    i_cal_uid: Option<String>,
}

/// An attendee: an address, or an address with type and response.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum Invitee {
    Plain(String),
    Full {
        address: String,
        name: Option<String>,
        #[serde(rename = "type")]
        kind: Option<String>,
        response: Option<String>,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Recurrence {
    /// `daily` or `weekly`.
    frequency: String,
    #[serde(default = "one")]
    interval: u32,
    count: Option<u32>,
    until: Option<Date>,
    /// `monday`, …; the day of the start when absent.
    #[serde(default)]
    days: Vec<String>,
}

#[derive(Deserialize)]
pub(crate) struct Update {
    #[serde(flatten)]
    item: ItemReference,
    subject: Option<String>,
    start: Option<When>,
    end: Option<When>,
    sensitivity: Option<String>,
    attendees: Option<Vec<Invitee>>,
    response: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Cancellation {
    #[serde(flatten)]
    item: ItemReference,
    /// The organiser's copy is gone instead of marked.
    #[serde(default)]
    drop_organizer: bool,
}

pub(crate) fn create(world: &World, creation: &Creation) -> Result<Value, ControlError> {
    let mut editor = world.edit();
    let zone = creation.zone.clone().unwrap_or_else(|| "UTC".to_owned());
    if zones::zone(&zone).is_none() {
        return Err(ControlError::Refused("no such time zone".to_owned()));
    }
    let start = creation.start.instant(editor.now);
    let end = match (creation.end, creation.minutes) {
        (Some(end), _) => end.instant(editor.now),
        (None, minutes) => start + SignedDuration::from_mins(minutes.unwrap_or(30)),
    };
    if end < start {
        return Err(ControlError::Refused(
            "the end lies before the start".to_owned(),
        ));
    }
    let attendees = creation
        .attendees
        .iter()
        .map(attendee)
        .collect::<Result<Vec<_>, _>>()?;
    let series = creation
        .recurrence
        .as_ref()
        .map(|recurrence| series(recurrence, start, &zone))
        .transpose()?;
    let organizer = Address::parse(&creation.organizer);
    let organizer_account = organizer
        .address
        .as_deref()
        .and_then(|address| editor.state.account(address));
    let host = organizer_account.map(|account| &editor.state.accounts[account as usize]);
    let host = host.map_or_else(
        || (world.tenants()[1].id, uuid::Uuid::nil()),
        |user| (user.tenant_id, user.id),
    );
    let sensitivity = creation
        .sensitivity
        .as_deref()
        .map(sensitivity)
        .transpose()?
        .unwrap_or("normal");
    let generator = editor.generator;
    let now = editor.now;
    let uid = creation.i_cal_uid.clone();
    let online = creation.online;
    let (key, copies) = editor.add_meeting(None, move |key: MeetingKey| Meeting {
        key,
        organizer,
        organizer_account,
        attendees,
        invited: Vec::new(),
        subject: creation.subject.clone(),
        start,
        end,
        zone,
        all_day: creation.all_day,
        series,
        exceptions: BTreeMap::new(),
        online: if online {
            Online::Teams {
                thread: generator.thread_of(key),
                tenant: host.0,
                organizer: host.1,
            }
        } else {
            Online::No
        },
        uid: uid.map_or_else(
            || MeetingUid::Exchange(*generator.thread_of(key).as_bytes()),
            MeetingUid::Foreign,
        ),
        created: now,
        sensitivity,
        location: creation.location.clone(),
        transcribed: false,
    });
    let meeting = editor.meeting(key);
    let copies: Vec<Value> = copies
        .into_iter()
        .map(|(account, entry)| describe_event(&editor, account, entry, 0))
        .collect();
    Ok(
        json!({"iCalUId": meeting.ical_uid(None), "joinUrl": meeting.online.join_url(), "copies": copies}),
    )
}

pub(crate) fn update(world: &World, update: &Update) -> Result<Value, ControlError> {
    let mut editor = world.edit();
    let (account, entry, number) = update.item.event(&editor)?;
    let attendees = match &update.attendees {
        Some(list) => Some(list.iter().map(attendee).collect::<Result<Vec<_>, _>>()?),
        None => None,
    };
    let change = MeetingChange {
        subject: update.subject.clone(),
        start: update.start.map(|when| when.instant(editor.now)),
        end: update.end.map(|when| when.instant(editor.now)),
        sensitivity: update.sensitivity.as_deref().map(sensitivity).transpose()?,
        attendees,
        response: update.response.as_deref().map(response).transpose()?,
    };
    editor.change_meeting(account, entry, number, &change)?;
    described(&editor, account, entry)
}

pub(crate) fn cancel(world: &World, cancellation: &Cancellation) -> Result<Value, ControlError> {
    let mut editor = world.edit();
    let (account, entry, number) = cancellation.item.event(&editor)?;
    let key = editor.holding(account, entry)?.meeting;
    editor.cancel_meeting(account, entry, number, cancellation.drop_organizer)?;
    let copies: Vec<Value> = editor
        .holders(key)
        .into_iter()
        .map(|(account, entry)| describe_event(&editor, account, entry, number))
        .collect();
    Ok(json!({"cancelled": true, "copies": copies}))
}

/// Deletes one mailbox's copy. An organiser who deletes one occurrence cancels it for the others; nobody else can.
pub(crate) fn delete(world: &World, item: &ItemReference) -> Result<Value, ControlError> {
    let mut editor = world.edit();
    let (account, entry, number) = item.event(&editor)?;
    if number == 0 {
        editor.delete_copy(account, entry)?;
    } else if editor.holding(account, entry)?.role == Role::Organizer {
        editor.cancel_meeting(account, entry, number, false)?;
    } else {
        let reason = "only the organiser's copy of one occurrence can be deleted";
        return Err(ControlError::Refused(reason.to_owned()));
    }
    Ok(json!({"deleted": true}))
}

fn described(editor: &Editor<'_>, account: u32, entry: u64) -> Result<Value, ControlError> {
    let key = editor.holding(account, entry)?.meeting;
    let meeting = editor.meeting(key);
    let copies: Vec<Value> = editor
        .holders(key)
        .into_iter()
        .map(|(account, entry)| describe_event(editor, account, entry, 0))
        .collect();
    Ok(
        json!({"iCalUId": meeting.ical_uid(None), "joinUrl": meeting.online.join_url(), "copies": copies}),
    )
}

fn attendee(invitee: &Invitee) -> Result<Attendee, ControlError> {
    match invitee {
        Invitee::Plain(text) => Ok(Attendee {
            address: Address::parse(text),
            kind: "required",
            response: Some("none"),
        }),
        Invitee::Full {
            address,
            name,
            kind,
            response: answered,
        } => {
            let mut parsed = Address {
                name: Some(address.clone()),
                address: Some(address.clone()),
            };
            parsed.name = name.clone().or(parsed.name);
            let kind = one_of(
                kind.as_deref().unwrap_or("required"),
                &["required", "optional", "resource"],
            )?;
            // An empty response leaves the whole status out.
            let response = match answered.as_deref() {
                None => Some("none"),
                Some("") => None,
                Some(text) => Some(response(text)?),
            };
            Ok(Attendee {
                address: parsed,
                kind,
                response,
            })
        }
    }
}

fn series(recurrence: &Recurrence, start: Timestamp, zone: &str) -> Result<Series, ControlError> {
    let range = match (recurrence.count, recurrence.until) {
        (Some(count), _) => Range::Count(count),
        (None, Some(until)) => Range::Until(until),
        (None, None) => Range::Open,
    };
    let own_day = start
        .to_zoned(zones::zone(zone).unwrap_or(jiff::tz::TimeZone::UTC))
        .weekday();
    let days: Vec<Weekday> = recurrence
        .days
        .iter()
        .map(|day| weekday(day))
        .collect::<Result<_, _>>()?;
    let pattern = match recurrence.frequency.as_str() {
        "daily" => Pattern::Daily,
        "weekly" => Pattern::Weekly(if days.is_empty() { vec![own_day] } else { days }),
        _ => {
            return Err(ControlError::Refused(
                "a series is daily or weekly".to_owned(),
            ));
        }
    };
    Ok(Series {
        pattern,
        interval: recurrence.interval.clamp(1, 99),
        range,
    })
}

pub(crate) fn weekday(name: &str) -> Result<Weekday, ControlError> {
    let days = [
        ("mo", Weekday::Monday),
        ("tu", Weekday::Tuesday),
        ("we", Weekday::Wednesday),
        ("th", Weekday::Thursday),
        ("fr", Weekday::Friday),
        ("sa", Weekday::Saturday),
        ("su", Weekday::Sunday),
    ];
    let name = name.to_lowercase();
    let found = days
        .iter()
        .find(|(short, _)| name.starts_with(short))
        .map(|(_, day)| *day);
    found.ok_or_else(|| ControlError::Refused("no such day of the week".to_owned()))
}

fn sensitivity(text: &str) -> Result<&'static str, ControlError> {
    one_of(text, &["normal", "personal", "private", "confidential"])
}

fn response(text: &str) -> Result<&'static str, ControlError> {
    one_of(
        text,
        &[
            "none",
            "accepted",
            "tentativelyAccepted",
            "declined",
            "notResponded",
        ],
    )
}

fn one_of(text: &str, known: &[&'static str]) -> Result<&'static str, ControlError> {
    let found = known
        .iter()
        .find(|one| one.eq_ignore_ascii_case(text))
        .copied();
    found.ok_or_else(|| ControlError::Refused(format!("expected one of {known:?}")))
}

fn one() -> u32 {
    1
}
