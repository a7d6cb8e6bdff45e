//! `/onlineMeetings/{id}/transcripts`

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::call::{Call, Reply};
use super::filter::Filter;
use super::json;
use super::listing::Listing;
use super::online_meetings;
use super::page::{Page, owned};
use super::query::Query;
use super::refusal::Refusal;
use super::select::{self, Select};
use super::vtt;
use crate::world::meeting::Meeting;
use crate::world::transcript::Transcript;

/// The form that hides who spoke; it can be asked for in the header only.
const SPEAKERLESS: &str = "application/vnd.microsoft.graph.transcript+text";

pub(crate) fn list(call: &Call<'_>, meeting: &str) -> Result<Reply, Refusal> {
    let owner = call.owner()?;
    let meeting = open(call, owner, meeting)?;
    let listing = Listing::read(call, "transcripts", bad_skip_token)?;
    let query = &listing.query;
    let found = picked(readable(call, owner, &meeting), query)?;
    let size = match query.number("$top") {
        None => 10,
        Some(Ok(top @ 1..=100)) => top,
        Some(_) => {
            return Err(Refusal::bad_request(
                "BadRequest",
                "The limit of '100' for Top query has been exceeded.",
            ));
        }
    };
    let select = Select::read(&select::TRANSCRIPT, query.get("$select"))?;
    let id = online_meetings::id(&meeting).unwrap_or_default();
    let context = owned(call, owner, &format!("onlineMeetings('{id}')/transcripts"));
    let mut page = Page::open(call, &context, Some(found.len() as i64));
    for transcript in found.iter().skip(listing.first()).take(size) {
        page.item(|out| write(call, owner, out, &meeting, transcript, &select, None));
    }
    Ok(page.close(&listing.ending(call, size, found.len())))
}

/// Applies `$filter` and `$orderby`, which know the times only.
fn picked(found: Vec<Transcript>, query: &Query) -> Result<Vec<Transcript>, Refusal> {
    let invalid = || Refusal::bad_request("BadRequest", "Invalid filter clause.");
    let filter = Filter::read(query.get("$filter")).ok_or_else(invalid)?;
    let mut picked = Vec::new();
    for transcript in found {
        let keep = filter.holds(&|condition| {
            let held = match condition.field.as_str() {
                "createddatetime" => condition.matches_time(transcript.created),
                "enddatetime" => condition.matches_time(transcript.ended),
                _ => None,
            };
            held.ok_or_else(invalid)
        })?;
        if keep {
            picked.push(transcript);
        }
    }
    match query.get("$orderby").map(str::to_lowercase).as_deref() {
        None | Some("createddatetime desc") => {}
        Some("createddatetime" | "createddatetime asc") => picked.reverse(),
        Some(_) => {
            return Err(Refusal::bad_request(
                "BadRequest",
                "Transcripts are ordered by createdDateTime only.",
            ));
        }
    }
    Ok(picked)
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
        &Select::read(&select::TRANSCRIPT, call.query.get("$select"))?,
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

pub(crate) fn readable(call: &Call<'_>, owner: u32, meeting: &Meeting) -> Vec<Transcript> {
    let (company, _) = call.view.generator.place(owner);
    call.view
        .transcripts(meeting, call.view.state.switches[company])
}

pub(crate) fn demand_access(call: &Call<'_>, owner: u32) -> Result<(), Refusal> {
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

fn bad_skip_token() -> Refusal {
    Refusal::bad_request("BadRequest", "Invalid skip token.")
}

pub(crate) fn write(
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
