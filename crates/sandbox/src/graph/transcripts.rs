//! `/onlineMeetings/{id}/transcripts`

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::call::{Call, Reply};
use super::json::{self, Select};
use super::online_meetings;
use super::page::{Ending, Page, owned};
use super::refusal::Refusal;
use super::token;
use super::{filter, vtt};
use crate::world::meeting::{Meeting, Role};
use crate::world::transcript::Transcript;

/// The form that hides who spoke; it can be asked for in the header only.
const SPEAKERLESS: &str = "application/vnd.microsoft.graph.transcript+text";

#[derive(Serialize, Deserialize)]
struct ListState {
    place: usize,
    /// For bulk deltas: transcripts made after this millisecond are new.
    since: Option<i64>,
}

pub(crate) fn list(call: &Call<'_>, meeting: &str) -> Result<Reply, Refusal> {
    let owner = call.owner()?;
    let meeting = open(call, owner, meeting)?;
    let found = readable(call, owner, &meeting);
    let size = match call.query.number("$top") {
        None => 10,
        Some(Ok(top @ 1..=100)) => top,
        Some(_) => {
            return Err(Refusal::bad_request(
                "BadRequest",
                "The limit of '100' for Top query has been exceeded.",
            ));
        }
    };
    let state = read_state(call, "transcripts")?;
    let place = state.map_or(0, |state| state.place);
    let id = online_meetings::id(&meeting).unwrap_or_default();
    let context = owned(call, owner, &format!("onlineMeetings('{id}')/transcripts"));
    let mut page = Page::open(call, &context, Some(found.len() as i64));
    let select = Select::parse(call.query.get("$select"));
    for transcript in found.iter().skip(place).take(size) {
        page.item(|out| write(call, owner, out, &meeting, transcript, &select, None));
    }
    if place + size >= found.len() {
        return Ok(page.close(&Ending::Last));
    }
    let token = token::seal(
        "transcripts",
        &ListState {
            place: place + size,
            since: None,
        },
    );
    Ok(page.close(&Ending::Next(call.token_link("$skiptoken", &token))))
}

pub(crate) fn get(call: &Call<'_>, meeting: &str, id: &str) -> Result<Reply, Refusal> {
    let owner = call.owner()?;
    let meeting = open(call, owner, meeting)?;
    let transcript = find(call, owner, &meeting, id)?;
    let mut out = Vec::new();
    let context = owned(
        call,
        owner,
        &format!(
            "onlineMeetings('{}')/transcripts/$entity",
            online_meetings::id(&meeting).unwrap_or_default()
        ),
    );
    let context = call.context(&context);
    write(
        call,
        owner,
        &mut out,
        &meeting,
        &transcript,
        &Select::parse(call.query.get("$select")),
        Some(&context),
    );
    Ok(Reply::json(out))
}

pub(crate) fn content(call: &Call<'_>, meeting: &str, id: &str) -> Result<Reply, Refusal> {
    let owner = call.owner()?;
    let meeting = open(call, owner, meeting)?;
    let transcript = find(call, owner, &meeting, id)?;
    match call.query.get("$format") {
        Some("text/vtt") => {}
        Some(_) => {
            return Err(Refusal::bad_request(
                "BadRequest",
                "The requested format is not supported.",
            ));
        }
        None if call.accept.contains(SPEAKERLESS) => {
            return Ok(Reply::text(SPEAKERLESS, vtt::speakerless(&transcript)));
        }
        None if takes_text(&call.accept) => {}
        None => {
            return Err(Refusal::new(
                http::StatusCode::NOT_ACCEPTABLE,
                "NotAcceptable",
                "The requested media type is not supported.",
            ));
        }
    }
    demand_attribution(call, owner)?;
    Ok(Reply::text("text/vtt", vtt::spoken(&transcript)))
}

pub(crate) fn metadata(call: &Call<'_>, meeting: &str, id: &str) -> Result<Reply, Refusal> {
    let owner = call.owner()?;
    let meeting = open(call, owner, meeting)?;
    let transcript = find(call, owner, &meeting, id)?;
    demand_attribution(call, owner)?;
    Ok(Reply::text("text/vtt", vtt::metadata(&transcript)))
}

/// `getAllTranscripts(meetingOrganizerUserId='…',startDateTime=…,endDateTime=…)`, also with `/delta`.
pub(crate) fn bulk(call: &Call<'_>, function: &str) -> Result<Reply, Refusal> {
    let owner = call.owner()?;
    if !call.access.is_application() {
        return Err(Refusal::forbidden(
            "This API is only valid with application permissions.",
        ));
    }
    call.transcripts(owner)?;
    demand_access(call, owner)?;
    let argument = |name: &str| {
        let text = function
            .split_once('(')
            .map_or("", |(_, rest)| rest)
            .trim_end_matches(')');
        let found = text
            .split(',')
            .filter_map(|part| part.split_once('='))
            .find(|(found, _)| found.trim().eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim().trim_matches('\'').to_owned())
    };
    let missing = || {
        Refusal::bad_request(
            "BadRequest",
            "meetingOrganizerUserId='{userId}' expected as a function parameter",
        )
    };
    let organizer = argument("meetingOrganizerUserId").ok_or_else(missing)?;
    if organizer != call.view.user(owner).id.to_string() {
        return Err(Refusal::forbidden(
            "The organizer does not match the user of the request.",
        ));
    }
    let is_delta = call
        .segments
        .last()
        .is_some_and(|segment| segment.eq_ignore_ascii_case("delta"));
    let bound = |name: &str| argument(name).and_then(|text| filter::instant(&text));
    let (from, until) = (bound("startDateTime"), bound("endDateTime"));
    let state = read_state(call, "all-transcripts")?.unwrap_or(ListState {
        place: 0,
        since: None,
    });
    let mut found: Vec<(Meeting, Transcript)> = Vec::new();
    for holding in call
        .view
        .entries(owner, None, None)
        .filter(|holding| holding.role == Role::Organizer)
    {
        let meeting = call.view.meeting(holding.meeting).into_owned();
        found.extend(
            readable(call, owner, &meeting)
                .into_iter()
                .map(|transcript| (meeting.clone(), transcript)),
        );
    }
    let inside = |created: Timestamp| {
        from.is_none_or(|from| created >= from) && until.is_none_or(|until| created <= until)
    };
    found.retain(|(_, one)| {
        inside(one.created)
            && state
                .since
                .is_none_or(|since| one.created.as_millisecond() > since)
    });
    found.sort_by_key(|(_, transcript)| (transcript.created, transcript.id));
    let size = call
        .query
        .number("$top")
        .and_then(Result::ok)
        .unwrap_or(10)
        .clamp(1, 100);
    let mut page = Page::open(
        call,
        "Collection(callTranscript)",
        Some(found.len().saturating_sub(state.place).min(size) as i64),
    );
    for (meeting, transcript) in found.iter().skip(state.place).take(size) {
        page.item(|out| {
            write(
                call,
                owner,
                out,
                meeting,
                transcript,
                &Select::default(),
                None,
            );
        });
    }
    let place = state.place + size;
    if place < found.len() {
        let token = token::seal(
            "all-transcripts",
            &ListState {
                place,
                since: state.since,
            },
        );
        return Ok(page.close(&Ending::Next(call.token_link("$skiptoken", &token))));
    }
    if !is_delta {
        return Ok(page.close(&Ending::Last));
    }
    let since = found
        .last()
        .map(|(_, last)| last.created.as_millisecond())
        .or(state.since);
    let token = token::seal("all-transcripts", &ListState { place: 0, since });
    Ok(page.close(&Ending::Delta(call.token_link("$deltatoken", &token))))
}

fn open(call: &Call<'_>, owner: u32, meeting: &str) -> Result<Meeting, Refusal> {
    call.transcripts(owner)?;
    demand_access(call, owner)?;
    online_meetings::reachable(call, owner, meeting)
}

fn find(call: &Call<'_>, owner: u32, meeting: &Meeting, id: &str) -> Result<Transcript, Refusal> {
    let missing = || {
        Refusal::new(
            http::StatusCode::NOT_FOUND,
            "NotFound",
            "The transcript does not exist.",
        )
    };
    let guid = STANDARD
        .decode(id)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(missing)?;
    let guid = guid
        .strip_prefix("1##0##")
        .and_then(|guid| Uuid::parse_str(guid).ok())
        .ok_or_else(missing)?;
    readable(call, owner, meeting)
        .into_iter()
        .find(|transcript| transcript.id == guid)
        .ok_or_else(missing)
}

fn readable(call: &Call<'_>, owner: u32, meeting: &Meeting) -> Vec<Transcript> {
    let (company, _) = call.view.generator.place(owner);
    call.view
        .transcripts(meeting, call.view.state.switches[company])
}

fn demand_access(call: &Call<'_>, owner: u32) -> Result<(), Refusal> {
    let (company, _) = call.view.generator.place(owner);
    if call.view.state.switches[company].graph_access {
        return Ok(());
    }
    let message = "Graph API access to transcripts is disabled for this tenant.";
    Err(Refusal::forbidden(message).with_inner("GraphAccessToTranscriptsDisabled"))
}

fn demand_attribution(call: &Call<'_>, owner: u32) -> Result<(), Refusal> {
    let (company, _) = call.view.generator.place(owner);
    if call.view.state.switches[company].speaker_attribution {
        return Ok(());
    }
    let message = "Speaker-attributed transcript content is disabled for this tenant. \
        Retry with Accept 'application/vnd.microsoft.graph.transcript+text'.";
    Err(Refusal::forbidden(message).with_inner("SpeakerAttributionNotAllowed"))
}

/// Whether `text/vtt` is an answer to an `Accept` header; the SDKs send generic ones.
fn takes_text(accept: &str) -> bool {
    accept.trim().is_empty()
        || [
            "*/*",
            "text/*",
            "text/vtt",
            "application/octet-stream",
            "application/json",
        ]
        .iter()
        .any(|kind| accept.contains(kind))
}

fn read_state(call: &Call<'_>, kind: &str) -> Result<Option<ListState>, Refusal> {
    let text = ["$skiptoken", "skiptoken", "$deltatoken"]
        .iter()
        .find_map(|name| call.query.get(name))
        .filter(|text| !text.is_empty());
    let Some(text) = text else { return Ok(None) };
    token::open(kind, text)
        .map(Some)
        .ok_or_else(|| Refusal::bad_request("BadRequest", "Invalid skip token."))
}

fn write(
    call: &Call<'_>,
    owner: u32,
    out: &mut Vec<u8>,
    meeting: &Meeting,
    transcript: &Transcript,
    select: &Select,
    context: Option<&str>,
) {
    let mut object = json::Object::open(out, select);
    if let Some(context) = context {
        object.always("@odata.context", context);
    }
    let id = STANDARD.encode(format!("1##0##{}", transcript.id));
    let meeting_id = online_meetings::id(meeting).unwrap_or_default();
    let user = call.view.user(owner).id;
    object.always("id", &id);
    object.put("meetingId", &meeting_id);
    object.put(
        "callId",
        &Uuid::from_u128(transcript.id.as_u128().rotate_left(17)),
    );
    object.put_with("createdDateTime", || precise(transcript.created));
    object.put_with("endDateTime", || precise(transcript.ended));
    object.put(
        "contentCorrelationId",
        &Uuid::from_u128(transcript.id.as_u128().rotate_left(41)),
    );
    object.put_with("transcriptContentUrl", || {
        format!("{}/$metadata#users('{user}')/onlineMeetings('{meeting_id}')/transcripts/('{id}')/content", call.root)
    });
    object.put_with("meetingOrganizer", || {
        let organizer = meeting
            .organizer_account
            .map(|account| call.view.user(account));
        json!({
            "application": null,
            "device": null,
            "user": {
                "@odata.type": "#microsoft.graph.teamworkUserIdentity",
                "id": organizer.map(|user| user.id),
                "displayName": null,
                "userIdentityType": "aadUser",
                "tenantId": organizer.map(|user| user.tenant_id),
            },
        })
    });
    object.close();
}

fn precise(timestamp: Timestamp) -> String {
    timestamp.strftime("%Y-%m-%dT%H:%M:%S.%6f0Z").to_string()
}
