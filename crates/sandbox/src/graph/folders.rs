//! `/mailFolders`

use serde::{Deserialize, Serialize};

use super::call::{Call, Reply};
use super::filter::Filter;
use super::ids::{self, Named};
use super::json::Object;
use super::listing::Listing;
use super::page::{Page, owned};
use super::query::Query;
use super::refusal::Refusal;
use super::round::Round;
use super::select::{self, Select};
use crate::world::folder::{self, Folder, FolderKey};

const DEFAULT_PAGE: usize = 10;

#[derive(Clone, Serialize, Deserialize)]
struct Place {
    query: String,
    told: usize,
}

/// The folder that a path names by alias or id.
pub(crate) fn find(call: &Call<'_>, owner: u32, name: &str) -> Result<FolderKey, Refusal> {
    if let Some(key) = folder::alias(name) {
        return Ok(key);
    }
    if folder::is_alias_of_none(name) {
        return Err(Refusal::no_item());
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
    let listing = Listing::read(call, "folders", Refusal::bad_token)?;
    let query = &listing.query;
    let hidden = query.is_true("includeHiddenFolders");
    let folders: Vec<Folder> = call
        .view
        .folders(owner)
        .into_iter()
        .filter(|folder| folder.parent == parent && !folder.unlisted && (hidden || !folder.hidden))
        .collect();
    let folders = named(folders, query)?;
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
    let select = Select::read(&select::FOLDER, query.get("$select"))?;
    let count = listing.counted().then_some(folders.len() as i64);
    let mut page = Page::open(call, &owned(call, owner, "mailFolders"), count);
    for folder in folders.iter().skip(listing.first()).take(size) {
        page.item(|out| write(call, owner, out, folder, &select, None));
    }
    Ok(page.close(&listing.ending(call, size, folders.len())))
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
        &Select::read(&select::FOLDER, call.query.get("$select"))?,
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
    let round = Round::read(call, owner, "folders-delta", || {
        Ok(Place {
            query: call.query.raw().to_owned(),
            told: 0,
        })
    })?;
    let query = Query::parse(&round.at.query);
    let select = Select::read(&select::FOLDER, query.get("$select"))?;
    let hidden = query.is_true("includeHiddenFolders");
    let all = call.view.folders(owner);
    let keys: Vec<FolderKey> = match round.since {
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
                .filter(|(sequence, _)| *sequence > since && *sequence <= round.until);
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
    for key in keys.iter().skip(round.at.told).take(size) {
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
    let told = round.at.told + size;
    let query = round.at.query.clone();
    let ending = if told < keys.len() {
        round.next_page(call, Place { query, told })
    } else {
        round.next_round(call, Place { query, told: 0 })
    };
    Ok(page.close(&ending))
}

/// Applies `$filter`, which knows the name only.
fn named(folders: Vec<Folder>, query: &Query) -> Result<Vec<Folder>, Refusal> {
    let invalid = || {
        Refusal::bad_request(
            "ErrorInvalidUrlQueryFilter",
            "The query filter contains one or more invalid nodes.",
        )
    };
    let filter = Filter::read(query.get("$filter")).ok_or_else(invalid)?;
    let mut named = Vec::new();
    for folder in folders {
        let keep = filter.holds(&|condition| {
            let held = (condition.field == "displayname")
                .then(|| condition.matches_text(&[&folder.name]))
                .flatten();
            held.ok_or_else(invalid)
        })?;
        if keep {
            named.push(folder);
        }
    }
    Ok(named)
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
