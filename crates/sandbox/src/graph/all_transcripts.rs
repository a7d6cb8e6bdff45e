//! `getAllTranscripts`: what an organiser's meetings have, for applications.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::call::{Call, Reply};
use super::filter;
use super::page::{Ending, Page};
use super::refusal::Refusal;
use super::select::Select;
use super::token;
use super::transcripts::{demand_access, readable, write};
use crate::world::meeting::{Meeting, Role};
use crate::world::transcript::Transcript;

const KIND: &str = "all-transcripts";

/// Where a listing or a round stands.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct Place {
    told: usize,
    size: usize,
    /// What could be read by this microsecond was told in an earlier round.
    since: Option<i64>,
    /// What can be read only after it belongs to the next round.
    until: i64,
}

/// `getAllTranscripts(meetingOrganizerUserId='…',startDateTime=…,endDateTime=…)`, also with `/delta`.
pub(crate) fn list(call: &Call<'_>, function: &str) -> Result<Reply, Refusal> {
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
    let place = place(call)?;
    let inside = |created: Timestamp| {
        from.is_none_or(|from| created >= from) && until.is_none_or(|until| created <= until)
    };
    let mut found: Vec<(Meeting, Transcript)> = Vec::new();
    for holding in call
        .view
        .entries(owner, None, None)
        .filter(|holding| holding.role == Role::Organizer)
        .filter(|holding| !call.view.state.expired_meetings.contains(&holding.meeting))
    {
        let meeting = call.view.meeting(holding.meeting).into_owned();
        let wanted = readable(call, owner, &meeting)
            .into_iter()
            .filter(|one| inside(one.created) && place.takes(one));
        found.extend(wanted.map(|transcript| (meeting.clone(), transcript)));
    }
    found.sort_by_key(|(_, transcript)| (transcript.created, transcript.id));
    let here = found.iter().skip(place.told).take(place.size);
    let mut page = Page::open(call, "Collection(callTranscript)", Some(here.len() as i64));
    for (meeting, transcript) in here {
        let select = Select::default();
        page.item(|out| write(call, owner, out, meeting, transcript, &select, None));
    }
    Ok(page.close(&place.ending(call, found.len(), is_delta)))
}

fn place(call: &Call<'_>) -> Result<Place, Refusal> {
    let now = call.view.now.as_microsecond();
    // The service is known to print the name of this token without its dollar sign.
    let token = ["$skiptoken", "skiptoken", "$deltatoken"]
        .iter()
        .find_map(|name| call.query.get(name))
        .filter(|token| !token.is_empty());
    let Some(token) = token else {
        let top = call.query.number("$top").and_then(Result::ok).unwrap_or(10);
        return Ok(Place {
            told: 0,
            size: top.clamp(1, 100),
            since: None,
            until: now,
        });
    };
    let bad_token = || Refusal::bad_request("BadRequest", "Invalid skip token.");
    let mut place: Place = token::open(KIND, token).ok_or_else(bad_token)?;
    if call.query.has("$deltatoken") {
        place.until = now;
    }
    Ok(place)
}

impl Place {
    fn takes(&self, transcript: &Transcript) -> bool {
        let appeared = transcript.appeared.as_microsecond();
        appeared <= self.until && self.since.is_none_or(|since| appeared > since)
    }

    fn ending(self, call: &Call<'_>, total: usize, is_delta: bool) -> Ending {
        let told = self.told + self.size;
        if told < total {
            let token = token::seal(KIND, &Self { told, ..self });
            return Ending::Next(call.token_link("$skiptoken", &token));
        }
        if !is_delta {
            return Ending::Last;
        }
        let next = Self {
            told: 0,
            since: Some(self.until),
            ..self
        };
        Ending::Delta(call.token_link("$deltatoken", &token::seal(KIND, &next)))
    }
}
