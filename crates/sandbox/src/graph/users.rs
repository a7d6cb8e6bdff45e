//! `/me`, `/users` and `/users/delta`

use serde::{Deserialize, Serialize};

use super::call::{Call, Reply};
use super::filter::{self, Comparison};
use super::json::{Object, Select};
use super::page::{Ending, Page};
use super::query::Query;
use super::refusal::Refusal;
use super::token;
use crate::world::{AccountKind, User};

const READ_ALL: [&str; 4] = ["User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"];
const READ_SELF: [&str; 3] = ["User.Read", "User.ReadWrite", "User.ReadBasic.All"];

/// Directory sync states live this long.
const TOKEN_DAYS: i64 = 7;

/// Where a listing of users goes on.
#[derive(Serialize, Deserialize)]
struct ListState {
    query: String,
    place: usize,
}

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

pub(crate) fn me(call: &Call<'_>) -> Result<Reply, Refusal> {
    let owner = call.owner()?;
    if !call.access.allows_delegated(&READ_SELF) && !call.access.allows_delegated(&READ_ALL) {
        return Err(Refusal::request_denied());
    }
    one(call, call.view.user(owner))
}

pub(crate) fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    let own = call.access.subject.is_some_and(|subject| {
        call.owner().is_ok_and(|owner| call.view.user(owner).id == subject) && call.access.allows_delegated(&READ_SELF)
    });
    if !own {
        demand_all(call)?;
    }
    one(call, call.view.user(call.owner()?))
}

pub(crate) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    demand_all(call)?;
    let state: Option<ListState> = match call.query.get("$skiptoken") {
        Some(text) => Some(token::open("users", text).ok_or_else(bad_skip_token)?),
        None => None,
    };
    let query = state.as_ref().map_or_else(|| call.query.clone(), |state| Query::parse(&state.query));
    let counted = query.is_true("$count");
    if counted && !call.eventual {
        return Err(Refusal::bad_request("Request_BadRequest", "$count is not currently supported."));
    }
    if query.has("$skip") {
        return Err(Refusal::bad_request("Request_BadRequest", "'$skip' is not supported by the service."));
    }
    let size = match query.number("$top") {
        None => 100,
        Some(Ok(top @ 1..=999)) => top,
        Some(_) => return Err(Refusal::bad_request("Request_UnsupportedQuery", "Invalid page size specified. Must be between 1 and 999 inclusive.")),
    };
    let matching = matching(call, &query)?;
    let place = state.as_ref().map_or(0, |state| state.place);
    let select = Select::parse(query.get("$select"));
    let names = query.get("$select").map(|names| format!("({names})")).unwrap_or_default();
    let count = (counted && place == 0).then_some(matching.len() as i64);
    let mut page = Page::open(call, &format!("users{names}"), count);
    for user in matching.iter().skip(place).take(size) {
        page.item(|out| write(out, user, &select, None));
    }
    let next = place + size;
    if next >= matching.len() {
        return Ok(page.close(&Ending::Last));
    }
    let raw = state.map_or_else(|| raw_query(call), |state| state.query);
    let token = token::seal("users", &ListState { query: raw, place: next });
    Ok(page.close(&Ending::Next(call.token_link("$skiptoken", &token))))
}

pub(crate) fn count(call: &Call<'_>) -> Result<Reply, Refusal> {
    demand_all(call)?;
    if !call.eventual {
        return Err(Refusal::bad_request("Request_BadRequest", "$count is not currently supported."));
    }
    Ok(Reply::text("text/plain", matching(call, &call.query)?.len().to_string()))
}

pub(crate) fn delta(call: &Call<'_>) -> Result<Reply, Refusal> {
    if !call.access.allows_delegated(&READ_ALL) && !call.access.allows_application(&READ_ALL) {
        return Err(Refusal::request_denied());
    }
    for name in ["$top", "$orderby", "$expand", "$search", "$count"] {
        if call.query.has(name) {
            let message = format!("The query option '{name}' is not supported with change tracking.");
            return Err(Refusal::bad_request("Request_UnsupportedQuery", message));
        }
    }
    let state = delta_state(call)?;
    let ids = wanted_ids(state.filter.as_deref())?;
    let changed: Vec<u32> = match state.since {
        None => (0..call.view.state.accounts.len() as u32).collect(),
        Some(since) => {
            let log = call.view.state.directory_log.iter();
            let mut changed: Vec<u32> = log.filter(|(sequence, _)| *sequence > since && *sequence <= state.until).map(|(_, account)| *account).collect();
            changed.sort_unstable();
            changed.dedup();
            changed
        }
    };
    let here = changed.into_iter().filter(|account| {
        let user = call.view.user(*account);
        user.tenant_id == call.access.tenant_id && ids.as_ref().is_none_or(|ids| ids.contains(&user.id.to_string()))
    });
    let accounts: Vec<u32> = here.collect();
    let size = call.prefer.page_size.unwrap_or(100).clamp(1, 200);
    let select = Select::parse(state.select.as_deref());
    let names = state.select.as_ref().map(|names| format!("({names})")).unwrap_or_default();
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
    let token = token::seal("users-delta", &DeltaState { since: Some(state.until), place: 0, issued, ..state });
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
    let Some(text) = call.query.get("$deltatoken").or_else(|| call.query.get("$skiptoken")).filter(|text| !text.is_empty()) else {
        return Ok(fresh());
    };
    if text.eq_ignore_ascii_case("latest") {
        return Ok(DeltaState { since: Some(state.sequence), ..fresh() });
    }
    let mut opened: DeltaState = token::open("users-delta", text)
        .ok_or_else(|| Refusal::bad_request("Directory_InvalidDeltaToken", "Badly formed token."))?;
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

fn one(call: &Call<'_>, user: &User) -> Result<Reply, Refusal> {
    let names = call.query.get("$select").map(|names| format!("({names})")).unwrap_or_default();
    let mut out = Vec::new();
    write(&mut out, user, &Select::parse(call.query.get("$select")), Some(&call.context(&format!("users{names}/$entity"))));
    Ok(Reply::json(out))
}

fn demand_all(call: &Call<'_>) -> Result<(), Refusal> {
    let basic = ["User.ReadBasic.All"];
    let access = &call.access;
    let allowed = access.allows_delegated(&READ_ALL)
        || access.allows_application(&READ_ALL)
        || access.allows_delegated(&basic)
        || access.allows_application(&basic);
    if allowed { Ok(()) } else { Err(Refusal::request_denied()) }
}

fn matching<'c>(call: &'c Call<'_>, query: &Query) -> Result<Vec<&'c User>, Refusal> {
    if query.has("$search") && !call.eventual {
        let message = "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'";
        return Err(Refusal::bad_request("Request_UnsupportedQuery", message));
    }
    let filter = match query.get("$filter") {
        Some(text) => filter::parse(text).ok_or_else(|| Refusal::bad_request("Request_UnsupportedQuery", "Unsupported Query."))?,
        None => Vec::new(),
    };
    let search = query.get("$search").map(|text| text.trim_matches('"').to_lowercase());
    let search = search.as_deref().map(|text| text.split_once(':').map_or(text, |(_, value)| value));
    let mut users = Vec::new();
    for user in call.view.state.accounts.iter().filter(|user| user.tenant_id == call.access.tenant_id && !user.deleted) {
        let mut keep = search.is_none_or(|text| user.display_name.to_lowercase().contains(text));
        for comparison in &filter {
            keep &= holds(user, comparison)?;
        }
        if keep {
            users.push(user);
        }
    }
    if let Some(order) = query.get("$orderby") {
        users.sort_by_cached_key(|user| if order.starts_with("userPrincipalName") { user.upn.to_lowercase() } else { user.display_name.to_lowercase() });
        if order.ends_with(" desc") {
            users.reverse();
        }
    }
    Ok(users)
}

fn holds(user: &User, comparison: &Comparison) -> Result<bool, Refusal> {
    let id = user.id.to_string();
    let user_type = user.user_type();
    let enabled = user.enabled.to_string();
    let texts: Vec<&str> = match comparison.field.as_str() {
        "userprincipalname" => vec![&user.upn],
        "mail" => user.mail.as_deref().into_iter().collect(),
        "id" => vec![&id],
        "displayname" => vec![&user.display_name],
        "givenname" => user.given_name.as_deref().into_iter().collect(),
        "surname" => user.surname.as_deref().into_iter().collect(),
        "usertype" => vec![user_type],
        "accountenabled" => vec![&enabled],
        "proxyaddresses" => user.proxy_addresses.iter().map(String::as_str).collect(),
        _ => {
            let message = "The request uses a filter property that is not indexed";
            return Err(Refusal::bad_request("Request_UnsupportedQuery", message));
        }
    };
    comparison.matches_text(&texts).ok_or_else(|| Refusal::bad_request("Request_UnsupportedQuery", "Unsupported Query."))
}

fn wanted_ids(filter: Option<&str>) -> Result<Option<Vec<String>>, Refusal> {
    let Some(filter) = filter else { return Ok(None) };
    let ids = filter.split(" or ").map(|part| {
        let value = part.trim().strip_prefix("id eq ")?.trim().strip_prefix('\'')?.strip_suffix('\'')?;
        Some(value.to_lowercase())
    });
    let ids: Option<Vec<String>> = ids.collect();
    ids.map(Some).ok_or_else(|| Refusal::bad_request("Request_UnsupportedQuery", "Only filters by id are supported with change tracking."))
}

fn raw_query(call: &Call<'_>) -> String {
    call.query.raw().to_owned()
}

fn bad_skip_token() -> Refusal {
    Refusal::bad_request("Directory_ExpiredPageToken", "The specified page token value has expired and can no longer be included in your request.")
}

fn write(out: &mut Vec<u8>, user: &User, select: &Select, context: Option<&str>) {
    let mut object = Object::open(out, select);
    if let Some(context) = context {
        object.always("@odata.context", context);
    }
    let guest = user.kind == AccountKind::Guest;
    object.put("businessPhones", &[] as &[&str]);
    object.put("displayName", &user.display_name);
    object.put("givenName", &user.given_name);
    object.put("jobTitle", &user.job_title);
    object.put("mail", &user.mail);
    object.put("mobilePhone", &());
    object.put("officeLocation", &());
    object.put("preferredLanguage", &(user.kind == AccountKind::Person).then_some(user.language));
    object.put("surname", &user.surname);
    object.put("userPrincipalName", &user.upn);
    if select.is_all() || select.has("id") || context.is_none() {
        object.always("id", &user.id);
    }
    if !select.is_all() {
        object.put("accountEnabled", &user.enabled);
        object.put("userType", user.user_type());
        object.put("proxyAddresses", &user.proxy_addresses);
        object.put("mailNickname", user.upn.split('@').next().unwrap_or_default());
        object.put_with("otherMails", || if guest { user.mail.clone().into_iter().collect() } else { Vec::new() });
        object.put("createdDateTime", "2020-01-15T08:00:00Z");
        object.put("creationType", &guest.then_some("Invitation"));
        object.put("externalUserState", &guest.then_some("Accepted"));
        object.put("assignedLicenses", &licences(user));
        object.put("assignedPlans", &[] as &[&str]);
        for name in ["deletedDateTime", "usageLocation", "department", "companyName", "city", "country", "state", "employeeId", "postalCode", "onPremisesSyncEnabled"] {
            object.put(name, &());
        }
    }
    object.close();
}

fn licences(user: &User) -> Vec<serde_json::Value> {
    let licensed = user.kind == AccountKind::Person;
    let licence = serde_json::json!({"disabledPlans": [], "skuId": "cbdc14ab-d96c-4c30-b9f4-6ada7cdc1d46"});
    licensed.then_some(licence).into_iter().collect()
}
