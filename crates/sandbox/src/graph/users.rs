//! `/me` and `/users`

use super::call::{Call, Reply};
use super::filter::{Comparison, Filter, Operator};
use super::json::Object;
use super::listing::Listing;
use super::page::Page;
use super::query::Query;
use super::refusal::Refusal;
use super::select::{self, Select};
use crate::world::{AccountKind, User};

pub(crate) const READ_ALL: [&str; 4] = [
    "User.Read.All",
    "User.ReadWrite.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
];
const READ_SELF: [&str; 3] = ["User.Read", "User.ReadWrite", "User.ReadBasic.All"];

pub(crate) fn me(call: &Call<'_>) -> Result<Reply, Refusal> {
    let owner = call.owner()?;
    if !call.access.allows_delegated(&READ_SELF) && !call.access.allows_delegated(&READ_ALL) {
        return Err(Refusal::request_denied());
    }
    one(call, call.view.user(owner))
}

pub(crate) fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    let own = call.access.subject.is_some_and(|subject| {
        call.owner()
            .is_ok_and(|owner| call.view.user(owner).id == subject)
            && call.access.allows_delegated(&READ_SELF)
    });
    if !own {
        demand_all(call)?;
    }
    one(call, call.view.user(call.owner()?))
}

pub(crate) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    demand_all(call)?;
    let listing = Listing::read(call, "users", bad_skip_token)?;
    let query = &listing.query;
    let counted = query.is_true("$count");
    if counted && !call.eventual {
        return Err(Refusal::bad_request(
            "Request_BadRequest",
            "$count is not currently supported.",
        ));
    }
    if query.has("$skip") {
        return Err(Refusal::bad_request(
            "Request_BadRequest",
            "'$skip' is not supported by the service.",
        ));
    }
    let size = match query.number("$top") {
        None => 100,
        Some(Ok(top @ 1..=999)) => top,
        Some(_) => {
            return Err(Refusal::bad_request(
                "Request_UnsupportedQuery",
                "Invalid page size specified. Must be between 1 and 999 inclusive.",
            ));
        }
    };
    let matching = matching(call, query)?;
    let select = Select::read(&select::USER, query.get("$select"))?;
    let names = query
        .get("$select")
        .map(|names| format!("({names})"))
        .unwrap_or_default();
    let count = listing.counted().then_some(matching.len() as i64);
    let mut page = Page::open(call, &format!("users{names}"), count);
    for user in matching.iter().skip(listing.first()).take(size) {
        page.item(|out| write(out, user, &select, None));
    }
    Ok(page.close(&listing.ending(call, size, matching.len())))
}

pub(crate) fn count(call: &Call<'_>) -> Result<Reply, Refusal> {
    demand_all(call)?;
    if !call.eventual {
        return Err(Refusal::bad_request(
            "Request_BadRequest",
            "$count is not currently supported.",
        ));
    }
    Ok(Reply::text(
        "text/plain",
        matching(call, &call.query)?.len().to_string(),
    ))
}

fn one(call: &Call<'_>, user: &User) -> Result<Reply, Refusal> {
    let names = call
        .query
        .get("$select")
        .map(|names| format!("({names})"))
        .unwrap_or_default();
    let mut out = Vec::new();
    write(
        &mut out,
        user,
        &Select::read(&select::USER, call.query.get("$select"))?,
        Some(&call.context(&format!("users{names}/$entity"))),
    );
    Ok(Reply::json(out))
}

fn demand_all(call: &Call<'_>) -> Result<(), Refusal> {
    let basic = ["User.ReadBasic.All"];
    let access = &call.access;
    let allowed = access.allows_delegated(&READ_ALL)
        || access.allows_application(&READ_ALL)
        || access.allows_delegated(&basic)
        || access.allows_application(&basic);
    if allowed {
        Ok(())
    } else {
        Err(Refusal::request_denied())
    }
}

fn matching<'c>(call: &'c Call<'_>, query: &Query) -> Result<Vec<&'c User>, Refusal> {
    if query.has("$search") && !call.eventual {
        let message = "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'";
        return Err(Refusal::bad_request("Request_UnsupportedQuery", message));
    }
    let unsupported = || Refusal::bad_request("Request_UnsupportedQuery", "Unsupported Query.");
    let filter = Filter::read(query.get("$filter")).ok_or_else(unsupported)?;
    let search = query
        .get("$search")
        .map(|text| text.trim_matches('"').to_lowercase());
    let search = search
        .as_deref()
        .map(|text| text.split_once(':').map_or(text, |(_, value)| value));
    let mut users = Vec::new();
    for user in call
        .view
        .state
        .accounts
        .iter()
        .filter(|user| user.tenant_id == call.access.tenant_id && !user.deleted)
    {
        let found = search.is_none_or(|text| user.display_name.to_lowercase().contains(text));
        let held = filter.holds(&|comparison| holds(call, user, comparison))?;
        if found && held {
            users.push(user);
        }
    }
    if let Some(order) = query.get("$orderby") {
        users.sort_by_cached_key(|user| {
            if order.starts_with("userPrincipalName") {
                user.upn.to_lowercase()
            } else {
                user.display_name.to_lowercase()
            }
        });
        if order.ends_with(" desc") {
            users.reverse();
        }
    }
    Ok(users)
}

fn holds(call: &Call<'_>, user: &User, comparison: &Comparison) -> Result<bool, Refusal> {
    // These are advanced queries.
    let advanced = matches!(
        comparison.operator,
        Operator::EndsWith | Operator::NotEqual | Operator::Contains
    );
    if advanced && !call.eventual {
        return Err(Refusal::bad_request(
            "Request_UnsupportedQuery",
            "Unsupported Query.",
        ));
    }
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
    comparison
        .matches_text(&texts)
        .ok_or_else(|| Refusal::bad_request("Request_UnsupportedQuery", "Unsupported Query."))
}

fn bad_skip_token() -> Refusal {
    Refusal::bad_request(
        "Directory_ExpiredPageToken",
        "The specified page token value has expired and can no longer be included in your request.",
    )
}

pub(crate) fn write(out: &mut Vec<u8>, user: &User, select: &Select, context: Option<&str>) {
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
    object.put(
        "preferredLanguage",
        &(user.kind == AccountKind::Person).then_some(user.language),
    );
    object.put("surname", &user.surname);
    object.put("userPrincipalName", &user.upn);
    if select.is_all() || select.has("id") || context.is_none() {
        object.always("id", &user.id);
    }
    if !select.is_all() {
        object.put("accountEnabled", &user.enabled);
        object.put("userType", user.user_type());
        object.put("proxyAddresses", &user.proxy_addresses);
        object.put(
            "mailNickname",
            user.upn.split('@').next().unwrap_or_default(),
        );
        object.put_with("otherMails", || {
            if guest {
                user.mail.clone().into_iter().collect()
            } else {
                Vec::new()
            }
        });
        object.put("createdDateTime", "2020-01-15T08:00:00Z");
        object.put("creationType", &guest.then_some("Invitation"));
        object.put("externalUserState", &guest.then_some("Accepted"));
        object.put("assignedLicenses", &licences(user));
        object.put("assignedPlans", &[] as &[&str]);
        for name in [
            "deletedDateTime",
            "usageLocation",
            "department",
            "companyName",
            "city",
            "country",
            "state",
            "employeeId",
            "postalCode",
            "onPremisesSyncEnabled",
        ] {
            object.put(name, &());
        }
    }
    object.close();
}

fn licences(user: &User) -> Vec<serde_json::Value> {
    let licensed = user.kind == AccountKind::Person;
    let licence =
        serde_json::json!({"disabledPlans": [], "skuId": "cbdc14ab-d96c-4c30-b9f4-6ada7cdc1d46"});
    licensed.then_some(licence).into_iter().collect()
}
