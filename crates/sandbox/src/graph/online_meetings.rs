//! `/onlineMeetings`

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use uuid::Uuid;

use super::call::{Call, Reply};
use super::filter::{Filter, Operator};
use super::json::{self as writing, Object};
use super::page::{Ending, Page, owned};
use super::refusal::Refusal;
use super::select::{self, Select};
use crate::world::meeting::{Meeting, MeetingKey, Online};
use crate::world::transcript;

/// What a person is to a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relation {
    Organizer,
    /// Listed by name.
    Attendee,
    /// Invited through a list, or to one occurrence.
    Unlisted,
    None,
}

/// Finds a meeting by its join address or code; meetings cannot be listed.
pub(crate) fn find(call: &Call<'_>) -> Result<Reply, Refusal> {
    let owner = call.owner()?;
    call.meetings(owner)?;
    let Some(text) = call.query.get("$filter") else {
        let message =
            "Filter expression expected - /onlineMeetings?$filter=JoinWebUrl eq '<joinWebUrl>'.";
        return Err(Refusal::bad_request("InvalidArgument", message));
    };
    let invalid = || Refusal::bad_request("InvalidArgument", "Invalid filter expression.");
    let filter = Filter::read(Some(text)).ok_or_else(invalid)?;
    let condition = filter.single().ok_or_else(invalid)?;
    if condition.operator != Operator::Equal {
        return Err(invalid());
    }
    let key = match condition.field.as_str() {
        "joinweburl" => by_address(call, &condition.value),
        "joinmeetingidsettings/joinmeetingid" => {
            by_code(call, owner, &condition.value.replace(' ', ""))
        }
        _ => return Err(invalid()),
    };
    let select = Select::read(&select::ONLINE_MEETING, call.query.get("$select"))?;
    let mut page = Page::open(call, &owned(call, owner, "onlineMeetings"), None);
    if let Some(key) = key {
        if call.view.state.expired_meetings.contains(&key) {
            return Err(no_meeting());
        }
        let meeting = call.view.meeting(key);
        if !may_look_up(call, owner, &meeting) {
            return Err(lookup_refused());
        }
        page.item(|out| write(call, out, &meeting, &select, None));
    } else if condition.field == "joinweburl" && condition.value.contains("/meetup-join/") {
        // A meeting of nobody here.
        return Err(lookup_refused());
    }
    Ok(page.close(&Ending::Last))
}

pub(crate) fn get(call: &Call<'_>, id: &str) -> Result<Reply, Refusal> {
    let owner = call.owner()?;
    call.meetings(owner)?;
    let meeting = reachable(call, owner, id)?;
    let mut out = Vec::new();
    let context = call.context(&owned(call, owner, "onlineMeetings/$entity"));
    write(
        call,
        &mut out,
        &meeting,
        &Select::read(&select::ONLINE_MEETING, call.query.get("$select"))?,
        Some(&context),
    );
    Ok(Reply::json(out))
}

/// The meeting that an id names, when this person may see it by its id.
pub(crate) fn reachable(call: &Call<'_>, owner: u32, id: &str) -> Result<Meeting, Refusal> {
    let (organizer, thread) =
        parse_id(id).ok_or_else(|| Refusal::bad_request("BadRequest", "Invalid meeting id."))?;
    let key = call
        .view
        .generator
        .meeting_of_thread(thread)
        .ok_or_else(no_meeting)?;
    if !exists(call, key) || call.view.state.expired_meetings.contains(&key) {
        return Err(no_meeting());
    }
    let meeting = call.view.meeting(key).into_owned();
    match &meeting.online {
        Online::Teams {
            organizer: found, ..
        } if *found == organizer => {}
        _ => return Err(no_meeting()),
    }
    if meeting.organizer_account.is_none() || relation(call, owner, &meeting) == Relation::None {
        return Err(lookup_refused());
    }
    Ok(meeting)
}

/// `base64("1*{organizer}*0**{thread}")`
pub(crate) fn id(meeting: &Meeting) -> Option<String> {
    let Online::Teams {
        thread, organizer, ..
    } = &meeting.online
    else {
        return None;
    };
    Some(STANDARD.encode(format!(
        "1*{organizer}*0**{}",
        transcript::thread_name(*thread)
    )))
}

fn parse_id(id: &str) -> Option<(Uuid, Uuid)> {
    let text = String::from_utf8(STANDARD.decode(id).ok()?).ok()?;
    let (organizer, thread) = text.strip_prefix("1*")?.split_once("*0**")?;
    Some((
        Uuid::parse_str(organizer).ok()?,
        transcript::parse_thread_name(thread)?,
    ))
}

fn by_address(call: &Call<'_>, address: &str) -> Option<MeetingKey> {
    let name = address.split_once("/meetup-join/")?.1.split('/').next()?;
    let name = name
        .replace("%3a", ":")
        .replace("%3A", ":")
        .replace("%40", "@");
    let key = call
        .view
        .generator
        .meeting_of_thread(transcript::parse_thread_name(&name)?)?;
    let known =
        exists(call, key) && call.view.meeting(key).online.join_url().as_deref() == Some(address);
    known.then_some(key)
}

fn by_code(call: &Call<'_>, owner: u32, code: &str) -> Option<MeetingKey> {
    let mut keys = call
        .view
        .entries(owner, None, None)
        .map(|holding| holding.meeting);
    keys.find(|key| call.view.meeting(*key).online.meeting_code(*key).as_deref() == Some(code))
}

/// A thread id decodes to a key; this says whether there is such a meeting.
fn exists(call: &Call<'_>, key: MeetingKey) -> bool {
    if key.is_added() {
        return call.view.state.meetings.contains_key(&key);
    }
    let (company, slot, _) = key.parts();
    company < call.view.generator.companies.len() && slot < call.view.generator.events
}

fn may_look_up(call: &Call<'_>, owner: u32, meeting: &Meeting) -> bool {
    match relation(call, owner, meeting) {
        _ if meeting.organizer_account.is_none() => false,
        Relation::Organizer => true,
        // The service refuses many attendees whom it lets in by the meeting's id.
        Relation::Attendee => {
            meeting.key.is_added() || (u64::from(owner) + meeting.key.0).is_multiple_of(2)
        }
        Relation::Unlisted | Relation::None => false,
    }
}

fn relation(call: &Call<'_>, owner: u32, meeting: &Meeting) -> Relation {
    if meeting.organizer_account == Some(owner) {
        return Relation::Organizer;
    }
    let user = call.view.user(owner);
    let listed = meeting.attendees.iter().any(|attendee| {
        let written = attendee.address.address.as_deref().unwrap_or_default();
        user.addresses()
            .any(|address| address.eq_ignore_ascii_case(written))
    });
    let guest = meeting
        .exceptions
        .values()
        .flat_map(|exception| &exception.guests)
        .any(|(_, account)| *account == Some(owner));
    if listed {
        Relation::Attendee
    } else if guest || meeting.invited.contains(&owner) {
        Relation::Unlisted
    } else {
        Relation::None
    }
}

fn no_meeting() -> Refusal {
    Refusal::new(
        http::StatusCode::NOT_FOUND,
        "NotFound",
        "3004: Meeting does not exist.",
    )
}

fn lookup_refused() -> Refusal {
    Refusal::forbidden("3003: User does not have access to lookup meeting")
}

fn write(
    call: &Call<'_>,
    out: &mut Vec<u8>,
    meeting: &Meeting,
    select: &Select,
    context: Option<&str>,
) {
    let mut object = Object::open(out, select);
    if let Some(context) = context {
        object.always("@odata.context", context);
    }
    object.always("id", &id(meeting));
    object.put_with("creationDateTime", || writing::instant(meeting.created));
    object.put_with("startDateTime", || writing::instant(meeting.start));
    object.put_with("endDateTime", || writing::instant(meeting.end));
    object.put_with("joinWebUrl", || meeting.online.join_url());
    object.put("subject", &meeting.subject);
    object.put("isBroadcast", &false);
    object.put("autoAdmittedUsers", "everyoneInCompany");
    object.put("isEntryExitAnnounced", &false);
    object.put("allowedPresenters", "everyone");
    object.put("allowTranscription", &true);
    object.put("allowRecording", &true);
    object.put(
        "lobbyBypassSettings",
        &json!({"scope": "organization", "isDialInBypassEnabled": false}),
    );
    object.put_with("joinMeetingIdSettings", || {
        json!({"isPasscodeRequired": false, "joinMeetingId": meeting.online.meeting_code(meeting.key), "passcode": null})
    });
    if let Online::Teams {
        thread,
        tenant,
        organizer,
    } = &meeting.online
    {
        object.put("chatInfo", &json!({"threadId": transcript::thread_name(*thread), "messageId": "0", "replyChainMessageId": null}));
        object.put_with("participants", || {
            let attendees: Vec<_> = meeting.invited.iter().map(|account| {
                let user = call.view.user(*account);
                participant(&user.upn, user.id, user.tenant_id, "attendee")
            }).collect();
            let upn = meeting.organizer_account.map(|account| call.view.user(account).upn.clone()).unwrap_or_default();
            json!({"organizer": participant(&upn, *organizer, *tenant, "presenter"), "attendees": attendees})
        });
    }
    object.close();
}

fn participant(upn: &str, id: Uuid, tenant: Uuid, role: &str) -> serde_json::Value {
    let user =
        json!({"id": id, "displayName": null, "tenantId": tenant, "identityProvider": "AAD"});
    json!({"upn": upn, "role": role, "identity": {"application": null, "device": null, "user": user}})
}
