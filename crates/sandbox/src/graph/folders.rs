//! `/mailFolders`

use serde::{Deserialize, Serialize};

use super::call::{Call, Reply};
use super::filter;
use super::ids::{self, Named};
use super::json::{Object, Select};
use super::page::{Ending, Page, owned};
use super::query::Query;
use super::refusal::Refusal;
use super::token;
use crate::world::folder::{self, Folder, FolderKey};

const DEFAULT_PAGE: usize = 10;

#[derive(Serialize, Deserialize)]
struct ListState {
    query: String,
    place: usize,
}

#[derive(Serialize, Deserialize)]
struct DeltaState {
    generation: u64,
    account: u32,
    query: String,
    since: Option<u64>,
    until: u64,
    place: usize,
}

/// The folder that a path names by alias or id.
pub(crate) fn find(call: &Call<'_>, owner: u32, name: &str) -> Result<FolderKey, Refusal> {
    if let Some(key) = folder::alias(name) {
        return Ok(key);
    }
    let Named::Folder(key) = ids::parse(call.view.user(owner).id, name)? else {
        return Err(Refusal::bad_id());
    };
    call.view
        .folder(owner, key)
        .map(|folder| folder.key)
        .ok_or_else(Refusal::no_item)
}

pub(crate) fn list(call: &Call<'_>, parent: Option<&str>) -> Result<Reply, Refusal> {
    let owner = call.owner()?;
    call.mail(owner)?;
    let parent = parent.map_or(Ok(FolderKey::ROOT), |name| find(call, owner, name))?;
    let state: Option<ListState> = match call.query.get("$skiptoken") {
        Some(text) => Some(token::open("folders", text).ok_or_else(Refusal::bad_token)?),
        None => None,
    };
    let query = state
        .as_ref()
        .map_or_else(|| call.query.clone(), |state| Query::parse(&state.query));
    let hidden = query.is_true("includeHiddenFolders");
    let folders: Vec<Folder> = call
        .view
        .folders(owner)
        .into_iter()
        .filter(|folder| folder.parent == parent && !folder.unlisted && (hidden || !folder.hidden))
        .collect();
    let folders = named(folders, &query)?;
    let size = match query.number("$top") {
        Some(Ok(top)) if top > 0 => top,
        Some(_) => {
            return Err(Refusal::bad_request(
                "ErrorInvalidUrlQuery",
                "Invalid value for $top.",
            ));
        }
        None => call.prefer.page_size.unwrap_or(DEFAULT_PAGE),
    };
    let skip = query.number("$skip").and_then(Result::ok).unwrap_or(0);
    let place = state.as_ref().map_or(skip, |state| state.place);
    let select = Select::parse(query.get("$select"));
    let count = (query.is_true("$count") && state.is_none()).then_some(folders.len() as i64);
    let mut page = Page::open(call, &owned(call, owner, "mailFolders"), count);
    for folder in folders.iter().skip(place).take(size) {
        page.item(|out| write(call, owner, out, folder, &select, None));
    }
    if place + size >= folders.len() {
        return Ok(page.close(&Ending::Last));
    }
    let raw = state.map_or_else(|| call.query.raw().to_owned(), |state| state.query);
    let token = token::seal(
        "folders",
        &ListState {
            query: raw,
            place: place + size,
        },
    );
    Ok(page.close(&Ending::Next(call.token_link("$skiptoken", &token))))
}

pub(crate) fn get(call: &Call<'_>, name: &str) -> Result<Reply, Refusal> {
    let owner = call.owner()?;
    call.mail(owner)?;
    let key = find(call, owner, name)?;
    let folder = call.view.folder(owner, key).ok_or_else(Refusal::no_item)?;
    let mut out = Vec::new();
    let context = call.context(&owned(call, owner, "mailFolders/$entity"));
    write(
        call,
        owner,
        &mut out,
        &folder,
        &Select::parse(call.query.get("$select")),
        Some(&context),
    );
    Ok(Reply::json(out))
}

pub(crate) fn delta(call: &Call<'_>) -> Result<Reply, Refusal> {
    let owner = call.owner()?;
    call.mail(owner)?;
    let refused: Vec<&str> = ["$orderby", "$filter", "$search", "$top", "$expand"]
        .into_iter()
        .filter(|name| call.query.has(name))
        .collect();
    if !refused.is_empty() {
        let message = format!(
            "The following parameters are not supported with change tracking over the 'Folders' resource: '{}'.",
            refused.join(", ")
        );
        return Err(Refusal::bad_request("ErrorInvalidUrlQuery", message));
    }
    let state = read_state(call, owner)?;
    let query = Query::parse(&state.query);
    let select = Select::parse(query.get("$select"));
    let hidden = query.is_true("includeHiddenFolders");
    let all = call.view.folders(owner);
    let keys: Vec<FolderKey> = match state.since {
        None => all
            .iter()
            .filter(|folder| !folder.unlisted && (hidden || !folder.hidden))
            .map(|folder| folder.key)
            .collect(),
        Some(since) => {
            let log = call
                .view
                .mailbox(owner)
                .map_or(&[][..], |mailbox| &mailbox.folder_log);
            let inside = log
                .iter()
                .filter(|(sequence, _)| *sequence > since && *sequence <= state.until);
            let mut keys: Vec<FolderKey> = inside
                .map(|(_, key)| *key)
                .filter(|key| *key != FolderKey::ROOT)
                .collect();
            keys.sort_unstable();
            keys.dedup();
            keys
        }
    };
    let size = call.prefer.page_size.unwrap_or(DEFAULT_PAGE);
    let mut page = Page::open(call, "Collection(mailFolder)", None);
    for key in keys.iter().skip(state.place).take(size) {
        match all.iter().find(|folder| folder.key == *key) {
            Some(folder) if folder.hidden && !hidden => {}
            Some(folder) => page.item(|out| write(call, owner, out, folder, &select, None)),
            None => page.removed(
                Some("#microsoft.graph.mailFolder"),
                &ids::folder_id(call.view.user(owner).id, *key),
                "deleted",
            ),
        }
    }
    let place = state.place + size;
    if place < keys.len() {
        let token = token::seal("folders-delta", &DeltaState { place, ..state });
        return Ok(page.close(&Ending::Next(call.token_link("$skiptoken", &token))));
    }
    let token = token::seal(
        "folders-delta",
        &DeltaState {
            since: Some(state.until),
            place: 0,
            ..state
        },
    );
    Ok(page.close(&Ending::Delta(call.token_link("$deltatoken", &token))))
}

/// Applies `$filter`, which knows the name only.
fn named(folders: Vec<Folder>, query: &Query) -> Result<Vec<Folder>, Refusal> {
    let invalid = || {
        Refusal::bad_request(
            "ErrorInvalidUrlQueryFilter",
            "The query filter contains one or more invalid nodes.",
        )
    };
    let conditions = match query.get("$filter") {
        Some(text) => filter::parse(text).ok_or_else(invalid)?,
        None => return Ok(folders),
    };
    let mut named = Vec::new();
    for folder in folders {
        let mut keep = true;
        for condition in &conditions {
            let held = (condition.field == "displayname")
                .then(|| condition.matches_text(&[&folder.name]))
                .flatten();
            keep &= held.ok_or_else(invalid)?;
        }
        if keep {
            named.push(folder);
        }
    }
    Ok(named)
}

fn read_state(call: &Call<'_>, owner: u32) -> Result<DeltaState, Refusal> {
    let state = &call.view.state;
    let text = call
        .query
        .get("$deltatoken")
        .or_else(|| call.query.get("$skiptoken"))
        .filter(|text| !text.is_empty());
    let Some(text) = text else {
        let query = call.query.raw().to_owned();
        return Ok(DeltaState {
            generation: state.generation,
            account: owner,
            query,
            since: None,
            until: state.sequence,
            place: 0,
        });
    };
    let mut opened: DeltaState =
        token::open("folders-delta", text).ok_or_else(Refusal::bad_token)?;
    if opened.account != owner {
        return Err(Refusal::bad_token());
    }
    if opened.generation != state.generation {
        return Err(Refusal::sync_state_not_found(
            opened.generation,
            state.generation,
        ));
    }
    if call.query.has("$deltatoken") {
        opened.until = state.sequence;
    }
    Ok(opened)
}

fn write(
    call: &Call<'_>,
    owner: u32,
    out: &mut Vec<u8>,
    folder: &Folder,
    select: &Select,
    context: Option<&str>,
) {
    let mailbox = call.view.user(owner).id;
    let mut object = Object::open(out, select);
    if let Some(context) = context {
        object.always("@odata.context", context);
    }
    if folder.search {
        object.always("@odata.type", "#microsoft.graph.mailSearchFolder");
    }
    object.always("id", &ids::folder_id(mailbox, folder.key));
    object.put("displayName", &folder.name);
    object.put_with("parentFolderId", || ids::folder_id(mailbox, folder.parent));
    object.put_with("childFolderCount", || {
        let below = |child: &&Folder| {
            child.parent == folder.key && child.key != folder.key && !child.hidden
        };
        call.view.folders(owner).iter().filter(below).count()
    });
    if object.selects("unreadItemCount") || object.selects("totalItemCount") {
        let counts = call.view.folder_counts(owner, folder.key);
        object.put("unreadItemCount", &counts.unread);
        object.put("totalItemCount", &counts.total);
    }
    object.put("isHidden", &folder.hidden);
    if folder.search {
        object.put("isSupported", &true);
        object.put("includeNestedFolders", &true);
        object.put(
            "sourceFolderIds",
            &[ids::folder_id(mailbox, FolderKey::INBOX)],
        );
        object.put("filterQuery", "isRead eq false");
    }
    object.close();
}
