//! `/users/delta`

use serde::{Deserialize, Serialize};

use super::call::{Call, Reply};
use super::page::{Ending, Page};
use super::refusal::Refusal;
use super::select::{self, Select};
use super::token;
use super::users::{READ_ALL, write};

/// Directory sync states live this long.
const TOKEN_DAYS: i64 = 7;

/// Where a round of `/users/delta` goes on, or from where the next round starts.
#[derive(Serialize, Deserialize)]
struct DeltaState {
    generation: u64,
    issued: i64,
    select: Option<String>,
    filter: Option<String>,
    /// Changes after this number are new; `None` in the first round.
    since: Option<u64>,
    /// Changes after this number belong to the next round.
    until: u64,
    place: usize,
}

pub(crate) fn delta(call: &Call<'_>) -> Result<Reply, Refusal> {
    if !call.access.allows_delegated(&READ_ALL) && !call.access.allows_application(&READ_ALL) {
        return Err(Refusal::request_denied());
    }
    for name in ["$top", "$orderby", "$expand", "$search", "$count"] {
        if call.query.has(name) {
            let message =
                format!("The query option '{name}' is not supported with change tracking.");
            return Err(Refusal::bad_request("Request_UnsupportedQuery", message));
        }
    }
    let state = delta_state(call)?;
    let ids = wanted_ids(state.filter.as_deref())?;
    let changed: Vec<u32> = match state.since {
        None => (0..call.view.state.accounts.len() as u32).collect(),
        Some(since) => {
            let log = call.view.state.directory_log.iter();
            let mut changed: Vec<u32> = log
                .filter(|(sequence, _)| *sequence > since && *sequence <= state.until)
                .map(|(_, account)| *account)
                .collect();
            changed.sort_unstable();
            changed.dedup();
            changed
        }
    };
    let here = changed.into_iter().filter(|account| {
        let user = call.view.user(*account);
        user.tenant_id == call.access.tenant_id
            && ids
                .as_ref()
                .is_none_or(|ids| ids.contains(&user.id.to_string()))
    });
    let accounts: Vec<u32> = here.collect();
    let size = call.prefer.page_size.unwrap_or(100).clamp(1, 200);
    let select = Select::read(&select::USER, state.select.as_deref())?;
    let names = state
        .select
        .as_ref()
        .map(|names| format!("({names})"))
        .unwrap_or_default();
    let mut page = Page::open(call, &format!("users{names}"), None);
    for account in accounts.iter().skip(state.place).take(size) {
        let user = call.view.user(*account);
        if !user.deleted {
            page.item(|out| write(out, user, &select, None));
        } else if state.since.is_some() {
            page.removed(None, &user.id.to_string(), "changed");
        }
    }
    let place = state.place + size;
    if place < accounts.len() {
        let token = token::seal("users-delta", &DeltaState { place, ..state });
        return Ok(page.close(&Ending::Next(call.token_link("$skiptoken", &token))));
    }
    let issued = call.view.now.as_second();
    let token = token::seal(
        "users-delta",
        &DeltaState {
            since: Some(state.until),
            place: 0,
            issued,
            ..state
        },
    );
    Ok(page.close(&Ending::Delta(call.token_link("$deltatoken", &token))))
}

fn delta_state(call: &Call<'_>) -> Result<DeltaState, Refusal> {
    let state = &call.view.state;
    let fresh = || DeltaState {
        generation: state.generation,
        issued: call.view.now.as_second(),
        select: call.query.get("$select").map(str::to_owned),
        filter: call.query.get("$filter").map(str::to_owned),
        since: None,
        until: state.sequence,
        place: 0,
    };
    let Some(text) = call
        .query
        .get("$deltatoken")
        .or_else(|| call.query.get("$skiptoken"))
        .filter(|text| !text.is_empty())
    else {
        return Ok(fresh());
    };
    if text.eq_ignore_ascii_case("latest") {
        return Ok(DeltaState {
            since: Some(state.sequence),
            ..fresh()
        });
    }
    let mut opened: DeltaState = token::open("users-delta", text).ok_or_else(|| {
        Refusal::bad_request("Directory_InvalidDeltaToken", "Badly formed token.")
    })?;
    let age = call.view.now.as_second() - opened.issued;
    if opened.generation != state.generation || age > TOKEN_DAYS * 86_400 {
        let message = "Continuation token has expired. Please resync.";
        let mut refusal = Refusal::new(http::StatusCode::GONE, "resyncRequired", message);
        refusal.location = Some(call.token_link("$deltatoken", ""));
        return Err(refusal);
    }
    if opened.place == 0 && opened.since.is_some() && call.query.has("$deltatoken") {
        opened.until = state.sequence;
    }
    Ok(opened)
}

fn wanted_ids(filter: Option<&str>) -> Result<Option<Vec<String>>, Refusal> {
    let Some(filter) = filter else {
        return Ok(None);
    };
    let ids = filter.split(" or ").map(|part| {
        let value = part
            .trim()
            .strip_prefix("id eq ")?
            .trim()
            .strip_prefix('\'')?
            .strip_suffix('\'')?;
        Some(value.to_lowercase())
    });
    let ids: Option<Vec<String>> = ids.collect();
    ids.map(Some).ok_or_else(|| {
        Refusal::bad_request(
            "Request_UnsupportedQuery",
            "Only filters by id are supported with change tracking.",
        )
    })
}
