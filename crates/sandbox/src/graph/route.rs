//! Which path means what.

use http::Method;

use super::call::{Call, Reply};
use super::refusal::Refusal;
use super::{
    all_transcripts, calendar_delta, calendar_view, events, folders, messages, messages_delta,
    online_meetings, organization, transcripts, translate, users, users_delta,
};

/// Answers one request. Names in paths are compared without regard to case, ids with it.
pub(crate) fn route(call: &Call<'_>) -> Result<Reply, Refusal> {
    let words: Vec<String> = call
        .segments
        .iter()
        .map(|segment| segment.to_lowercase())
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let posts = matches!(
        words.last(),
        Some(&("translateexchangeids" | "revokesigninsessions"))
    );
    if words.first() == Some(&"subscriptions") {
        return Err(Refusal::not_implemented());
    }
    if posts != (call.method == Method::POST)
        || (!posts && call.method != Method::GET && call.method != Method::HEAD)
    {
        return Err(wrong_method(call, &words));
    }
    match words.as_slice() {
        ["organization"] => organization::list(call),
        ["organization", _] => organization::get(call),
        ["users"] => users::list(call),
        ["users", "$count"] => users::count(call),
        ["users", "delta"] => users_delta::delta(call),
        ["me"] => users::me(call),
        ["users", _] => users::get(call),
        ["me", rest @ ..] => owned(call, rest, 1),
        ["users", _, rest @ ..] => owned(call, rest, 2),
        [] => Err(Refusal::bad_request("BadRequest", "Empty path.")),
        [first, ..] => Err(Refusal::no_segment(first)),
    }
}

/// Paths below a person; `skip` segments lead to it.
fn owned(call: &Call<'_>, words: &[&str], skip: usize) -> Result<Reply, Refusal> {
    let id = |place: usize| call.segments[skip + place].as_str();
    match words {
        ["mailfolders"] => folders::list(call, None),
        ["mailfolders", "delta"] => folders::delta(call),
        ["mailfolders", _] => folders::get(call, id(1)),
        ["mailfolders", _, "childfolders"] => folders::list(call, Some(id(1))),
        ["mailfolders", _, "messages"] => messages::list(call, Some(id(1))),
        ["mailfolders", _, "messages", "$count"] => messages::count(call, Some(id(1))),
        ["mailfolders", _, "messages", "delta"] => messages_delta::delta(call, id(1)),
        ["mailfolders", _, "messages", _] => messages::get(call, id(3)),
        ["messages"] => messages::list(call, None),
        ["messages", "$count"] => messages::count(call, None),
        ["messages", "delta"] => messages_delta::refuse(call),
        ["messages", _] => messages::get(call, id(1)),
        ["messages", _, "microsoft.graph.eventmessage", "event"] => messages::event(call, id(1)),
        ["calendar", "events" | "calendarview", ..] => owned(call, &words[1..], skip + 1),
        ["events"] => events::list(call),
        ["events", "delta"] => events::refuse_delta(call),
        ["events", _] => events::get(call, id(1)),
        ["events", _, "instances"] => events::instances(call, id(1)),
        ["calendarview"] => calendar_view::list(call),
        ["calendarview", "delta"] => calendar_delta::delta(call),
        ["onlinemeetings"] => online_meetings::find(call),
        ["onlinemeetings", function] if function.starts_with("getalltranscripts") => {
            all_transcripts::list(call, id(1))
        }
        ["onlinemeetings", function, "delta"] if function.starts_with("getalltranscripts") => {
            all_transcripts::list(call, id(1))
        }
        ["onlinemeetings", _] => online_meetings::get(call, id(1)),
        ["onlinemeetings", _, "transcripts"] => transcripts::list(call, id(1)),
        ["onlinemeetings", _, "transcripts", _] => transcripts::get(call, id(1), id(3)),
        ["onlinemeetings", _, "transcripts", _, "content"] => {
            transcripts::content(call, id(1), id(3))
        }
        ["onlinemeetings", _, "transcripts", _, "metadatacontent"] => {
            transcripts::metadata(call, id(1), id(3))
        }
        ["translateexchangeids"] => translate::translate(call),
        ["revokesigninsessions"] => Err(Refusal::request_denied()),
        ["mailboxsettings"] => Err(Refusal::access_denied()),
        [] => Err(Refusal::bad_request("BadRequest", "Empty path.")),
        [first, ..] => Err(Refusal::no_segment(first)),
    }
}

/// Nothing here may write: a token that can only read is refused as such, anything else as a wrong method.
fn wrong_method(call: &Call<'_>, words: &[&str]) -> Refusal {
    let outlook = words.iter().any(|word| {
        matches!(
            *word,
            "messages" | "mailfolders" | "events" | "sendmail" | "calendar"
        )
    });
    if outlook && call.method != Method::GET {
        Refusal::access_denied()
    } else {
        Refusal::method_not_allowed()
    }
}
