//! `POST /sandbox/event…`

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::{Value, json};

use super::ControlError;
use super::invitee::{Invitee, response, sensitivity};
use super::recurrence::Recurrence;
use super::reference::{ItemReference, When, describe_event};
use crate::world::address::Address;
use crate::world::edit::Editor;
use crate::world::edit_calendar::MeetingChange;
use crate::world::meeting::{Meeting, MeetingKey, MeetingUid, Online, Role};
use crate::world::meeting_mail::Notice;
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
    /// Whether the attendees get a meeting request.
    #[serde(default = "yes")]
    invite: bool,
    /// When it is sent; now when absent.
    invited: Option<When>,
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
    /// Whether the attendees are told of the organiser's change.
    #[serde(default = "yes")]
    invite: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Cancellation {
    #[serde(flatten)]
    item: ItemReference,
    /// The organiser's copy is gone instead of marked.
    #[serde(default)]
    drop_organizer: bool,
    /// Whether the attendees are told.
    #[serde(default = "yes")]
    invite: bool,
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
        .map(Invitee::attendee)
        .collect::<Result<Vec<_>, _>>()?;
    let series = creation
        .recurrence
        .as_ref()
        .map(|recurrence| recurrence.series(start, &zone))
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
    if creation.invite {
        let at = creation.invited.map_or(now, |when| when.instant(now));
        editor.notify((key, 0), Notice::Request, &copies, at);
    }
    Ok(told(&editor, key, copies))
}

pub(crate) fn update(world: &World, update: &Update) -> Result<Value, ControlError> {
    let mut editor = world.edit();
    let (account, entry, number) = update.item.event(&editor)?;
    let attendees = match &update.attendees {
        Some(list) => Some(
            list.iter()
                .map(Invitee::attendee)
                .collect::<Result<Vec<_>, _>>()?,
        ),
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
    let holding = editor.holding(account, entry)?;
    let key = holding.meeting;
    let before = editor.invited(key);
    editor.change_meeting(account, entry, number, &change)?;
    let holders = editor.holders(key);
    if update.invite && holding.role == Role::Organizer {
        let invited = editor.invited(key);
        let (stay, leave): (Vec<_>, Vec<_>) = holders
            .iter()
            .filter(|(account, _)| before.contains(account) || invited.contains(account))
            .partition(|(account, _)| invited.contains(account));
        let now = editor.now;
        editor.notify((key, number), Notice::Request, &stay, now);
        if !leave.is_empty() {
            editor.notify((key, number), Notice::Cancellation, &leave, now);
        }
    }
    Ok(told(&editor, key, holders))
}

pub(crate) fn cancel(world: &World, cancellation: &Cancellation) -> Result<Value, ControlError> {
    let mut editor = world.edit();
    let (account, entry, number) = cancellation.item.event(&editor)?;
    let key = editor.holding(account, entry)?.meeting;
    editor.cancel_meeting(account, entry, number, cancellation.drop_organizer)?;
    let holders = editor.holders(key);
    if cancellation.invite {
        let now = editor.now;
        editor.notify((key, number), Notice::Cancellation, &holders, now);
    }
    let copies: Vec<Value> = holders
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

fn told(editor: &Editor<'_>, key: MeetingKey, holders: Vec<(u32, u64)>) -> Value {
    let meeting = editor.meeting(key);
    let copies: Vec<Value> = holders
        .into_iter()
        .map(|(account, entry)| describe_event(editor, account, entry, 0))
        .collect();
    json!({"iCalUId": meeting.ical_uid(None), "joinUrl": meeting.online.join_url(), "copies": copies})
}

fn yes() -> bool {
    true
}
