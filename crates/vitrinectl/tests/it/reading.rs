//! RULES read once more, plainly and from the outside: lists instead of deltas, whole collections instead of pages, nothing of
//! the product's own code.

use crate::graph::Graph;
use crate::tenant::{Plain, Tenant, plain};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use vitrine_sandbox::Ready;

#[derive(Default)]
pub(crate) struct Expected {
    /// By external id.
    pub(crate) meetings: BTreeMap<String, Value>,
    /// By identity, without `externalId` and `conversationId`, which depend on the copy that counts.
    pub(crate) mails: BTreeMap<String, Value>,
    /// From message id to identity.
    pub(crate) mail_copies: BTreeMap<String, String>,
    pub(crate) meeting_counts: BTreeMap<String, u64>,
    pub(crate) mail_counts: BTreeMap<String, u64>,
}

pub(crate) async fn expected(ready: &Ready, allowed: &[&str]) -> Expected {
    let graph = Graph::open(ready).await;
    let organization = graph.get("/organization").await.unwrap();
    let domains = organization["value"][0]["verifiedDomains"]
        .as_array()
        .unwrap();
    let mut tenant = Tenant {
        internal: domains
            .iter()
            .map(|domain| idna::domain_to_ascii(domain["name"].as_str().unwrap()).unwrap())
            .collect(),
        allowed: allowed.iter().map(|&entry| entry.to_owned()).collect(),
        owners: HashMap::new(),
        readable: BTreeSet::new(),
        now: graph.now().await,
    };
    let select = "$select=id,mail,userPrincipalName,proxyAddresses";
    let mut users = graph.all(&format!("/users?{select}&$top=100")).await;
    users.sort_by_key(|user| user["id"].as_str().unwrap().to_owned());
    for user in &users {
        let id = user["id"].as_str().unwrap().to_owned();
        let proxies = user["proxyAddresses"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        for address in [&user["userPrincipalName"], &user["mail"]]
            .into_iter()
            .chain(&proxies)
        {
            let text = address.as_str().unwrap_or_default();
            let bare = if text.to_lowercase().starts_with("smtp:") {
                &text[5..]
            } else {
                text
            };
            if let Some(address) = plain(&json!(bare)) {
                tenant
                    .owners
                    .entry(address.same)
                    .or_insert_with(|| id.clone());
            }
        }
        if graph
            .get(&format!("/users/{id}/mailFolders/inbox?$select=id"))
            .await
            .is_some()
        {
            tenant.readable.insert(id);
        }
    }
    let mut expected = Expected::default();
    meetings(&graph, &tenant, &mut expected).await;
    mails(&graph, &tenant, &mut expected).await;
    expected
}

fn count(counts: &mut BTreeMap<String, u64>, what: &str) {
    count_by(counts, what, 1);
}

fn count_by(counts: &mut BTreeMap<String, u64>, what: &str, number: usize) {
    if number > 0 {
        *counts.entry(what.to_owned()).or_default() += number as u64;
    }
}

fn time(value: &Value) -> Option<Timestamp> {
    let text = value["dateTime"].as_str()?;
    format!("{}Z", text.trim_end_matches('Z')).parse().ok()
}

/// A copy of a meeting: whose mailbox it is in, the event, its start and end.
type Found = (String, Value, Timestamp, Timestamp);

async fn meetings(graph: &Graph, tenant: &Tenant, expected: &mut Expected) {
    let day = SignedDuration::from_hours(24);
    let (start, end) = (tenant.now - day * 90, tenant.now + day * 30);
    let mut copies: BTreeMap<(String, String), Vec<Found>> = BTreeMap::new();
    for owner in &tenant.readable {
        let window = format!("startDateTime={start}&endDateTime={end}&$top=100");
        for event in graph
            .all(&format!("/users/{owner}/calendarView?{window}"))
            .await
        {
            let (Some(begins), Some(ends)) = (time(&event["start"]), time(&event["end"])) else {
                count(&mut expected.meeting_counts, "failed");
                continue;
            };
            let identity = identity(&event, begins)
                .unwrap_or_else(|| (owner.clone(), event["id"].to_string()));
            copies
                .entry(identity)
                .or_default()
                .push((owner.clone(), event, begins, ends));
        }
    }
    for copies in copies.into_values() {
        meeting(tenant, &copies, expected);
    }
}

/// The clean `iCalUId`, and the original start of an occurrence.
fn identity(event: &Value, begins: Timestamp) -> Option<(String, String)> {
    let uid = event["iCalUId"]
        .as_str()
        .map(str::trim)
        .filter(|uid| !uid.is_empty())?;
    let is_global = uid.len() > 40
        && uid
            .to_uppercase()
            .starts_with("040000008200E00074C5B7101A82E008");
    let clean = if is_global {
        format!("{}00000000{}", &uid[..32], &uid[40..])
    } else {
        uid.to_owned()
    };
    let is_instance = is_global && &uid[32..40] != "00000000";
    let in_series = matches!(event["type"].as_str(), Some("occurrence" | "exception"));
    let original: Option<Timestamp> = event["originalStart"]
        .as_str()
        .and_then(|text| text.parse().ok());
    let start = if in_series || is_instance {
        original.unwrap_or(begins).to_string()
    } else {
        String::new()
    };
    Some((clean.to_uppercase(), start))
}

fn meeting(tenant: &Tenant, copies: &[Found], expected: &mut Expected) {
    let organiser = |event: &Value| plain(&event["organizer"]["emailAddress"]["address"]);
    let owner_of = |event: &Value| {
        organiser(event).and_then(|address| tenant.owners.get(&address.same).cloned())
    };
    let is_organisers = |copy: &Found| match owner_of(&copy.1) {
        Some(owner) => owner == copy.0,
        None => copy.1["isOrganizer"] == true,
    };
    let in_reach =
        |copy: &Found| owner_of(&copy.1).is_some_and(|owner| tenant.readable.contains(&owner));
    let counts = &mut expected.meeting_counts;
    let is_cancelled = |copy: &Found| copy.1["isCancelled"] == true;
    let own = copies.iter().find(|copy| is_organisers(copy));
    if own.map_or_else(|| copies.iter().all(is_cancelled), is_cancelled) {
        count_by(counts, "cancelled", copies.len());
        return;
    }
    let hidden = |copy: &Found| {
        matches!(
            copy.1["sensitivity"].as_str(),
            Some("private" | "personal" | "confidential")
        )
    };
    if copies.iter().any(hidden) {
        count_by(counts, "private", copies.len());
        return;
    }
    let first = || {
        copies
            .iter()
            .find(|copy| !in_reach(copy) && !is_cancelled(copy))
    };
    let Some(counting) = own.or_else(first) else {
        count_by(counts, "duplicate", copies.len());
        return;
    };
    count_by(counts, "duplicate", copies.len() - 1);
    let (_, event, begins, ends) = counting;
    let organiser = organiser(event);
    let people = people(event, organiser.as_ref());
    let passing = match tenant.sift(&people) {
        Ok(passing) => passing,
        Err(reason) => return count(counts, reason),
    };
    if *ends > tenant.now {
        return count(counts, "pending");
    }
    count(counts, "sent");
    for (person, response) in passing {
        let minutes = (ends.as_second() - begins.as_second()).max(0) / 60;
        let mut properties = json!({
            "durationMinutes": minutes, "isOnline": event["isOnlineMeeting"] == true,
            "attendeeCount": event["attendees"].as_array().map_or(0, Vec::len), "responseStatus": response,
            "accountDomain": person.domain,
        });
        let subject = event["subject"].as_str().unwrap_or_default().trim();
        if !subject.is_empty() {
            properties["meetingSubject"] = json!(subject);
        }
        if let Some(organiser) = organiser
            .as_ref()
            .filter(|one| tenant.is_internal(one) || tenant.is_listed(one))
        {
            properties["organizerEmail"] = json!(organiser.told);
        }
        let id = format!("o365_cal_{}_{}", event["id"].as_str().unwrap(), person.told);
        let activity = json!({
            "externalId": id, "type": "meeting_attend", "channel": "meetings", "occurredAt": begins.to_string(),
            "personExternalId": person.told, "properties": properties,
        });
        expected.meetings.insert(id, activity);
    }
}

fn people(event: &Value, organiser: Option<&Plain>) -> Vec<(Plain, String)> {
    let mut seen = BTreeSet::new();
    let mut people = Vec::new();
    for attendee in event["attendees"].as_array().into_iter().flatten() {
        let address =
            plain(&attendee["emailAddress"]["address"]).filter(|_| attendee["type"] != "resource");
        if let Some(address) = address.filter(|address| seen.insert(address.same.clone())) {
            let response = attendee["status"]["response"].as_str().unwrap_or("none");
            people.push((address, response.to_owned()));
        }
    }
    people.extend(
        organiser
            .filter(|address| seen.insert(address.same.clone()))
            .map(|one| (one.clone(), "organizer".to_owned())),
    );
    people
}

async fn mails(graph: &Graph, tenant: &Tenant, expected: &mut Expected) {
    let start = tenant.now - SignedDuration::from_hours(24) * 90;
    for owner in &tenant.readable {
        for folder in folders(graph, owner).await {
            let select = "$select=id,subject,receivedDateTime,internetMessageId,sender,from,toRecipients,ccRecipients,isDraft";
            let path = format!("/users/{owner}/mailFolders/{folder}/messages?{select}&$top=500");
            for message in graph.all(&path).await {
                let received: Option<Timestamp> = message["receivedDateTime"]
                    .as_str()
                    .and_then(|text| text.parse().ok());
                if message["isDraft"] == true || received.is_some_and(|received| received < start) {
                    continue;
                }
                mail(tenant, &message, received, expected);
            }
        }
    }
}

/// Every folder but drafts, outbox, junk and what is below these, hidden folders and search folders.
async fn folders(graph: &Graph, owner: &str) -> Vec<String> {
    let mut left_out = BTreeSet::new();
    for name in ["drafts", "outbox", "junkemail"] {
        if let Some(folder) = graph
            .get(&format!("/users/{owner}/mailFolders/{name}?$select=id"))
            .await
        {
            left_out.insert(folder["id"].to_string());
        }
    }
    let mut found = Vec::new();
    let mut waiting = graph
        .all(&format!(
            "/users/{owner}/mailFolders?includeHiddenFolders=true&$top=50"
        ))
        .await;
    while let Some(folder) = waiting.pop() {
        let is_search = folder["@odata.type"]
            .as_str()
            .is_some_and(|kind| kind.ends_with("mailSearchFolder"));
        if left_out.contains(&folder["id"].to_string()) || folder["isHidden"] == true || is_search {
            continue;
        }
        let id = folder["id"].as_str().unwrap().to_owned();
        let below = format!(
            "/users/{owner}/mailFolders/{id}/childFolders?includeHiddenFolders=true&$top=50"
        );
        waiting.extend(graph.all(&below).await);
        found.push(id);
    }
    found
}

fn mail(tenant: &Tenant, message: &Value, received: Option<Timestamp>, expected: &mut Expected) {
    let counts = &mut expected.mail_counts;
    let Some(received) = received else {
        return count(counts, "failed");
    };
    let id = message["id"].as_str().unwrap().to_owned();
    let own = message["internetMessageId"]
        .as_str()
        .map(str::trim)
        .filter(|own| !own.is_empty());
    let identity = own.map_or_else(|| id.clone(), str::to_owned);
    let is_first = !expected
        .mail_copies
        .values()
        .any(|known| *known == identity);
    expected.mail_copies.insert(id, identity.clone());
    if !is_first {
        return count(counts, "duplicate");
    }
    let sender = if message["sender"].is_null() {
        &message["from"]
    } else {
        &message["sender"]
    };
    let list = |name: &str| message[name].as_array().cloned().unwrap_or_default();
    let mut seen = BTreeSet::new();
    let people: Vec<(Plain, ())> = std::iter::once(sender.clone())
        .chain(list("toRecipients"))
        .chain(list("ccRecipients"))
        .filter_map(|one| plain(&one["emailAddress"]["address"]))
        .filter(|address| seen.insert(address.same.clone()))
        .map(|address| (address, ()))
        .collect();
    let passing = match tenant.sift(&people) {
        Ok(passing) => passing,
        Err(reason) => return count(counts, reason),
    };
    count(counts, "sent");
    let emails: Vec<String> = passing
        .into_iter()
        .map(|(address, ())| address.told)
        .collect();
    let mut activity = json!({
        "externalId": null, "type": "email_thread", "channel": "email", "occurredAt": received.to_string(),
        "personExternalId": emails[0], "properties": { "participantCount": emails.len(), "participantEmails": emails },
    });
    let subject = message["subject"].as_str().unwrap_or_default().trim();
    if !subject.is_empty() {
        activity["properties"]["subject"] = json!(subject);
    }
    expected.mails.insert(identity, activity);
}
