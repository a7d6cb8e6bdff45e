use crate::chain::{Kind, State};
use crate::client::GraphClient;
use crate::refusal::GraphRefusal;
use crate::wire::{Dropped, Identified};
use activity::ObjectId;
use consent::MayRead;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::fmt;

/// Asked for in one page.
const PAGE_SIZE: u32 = 200;
/// Folders whose mail, and the mail of all below them, is not considered (RULES 14).
const LEFT_OUT: [&str; 4] = ["drafts", "outbox", "junkemail", "searchfolders"];
const SENT: &str = "sentitems";
/// No mailbox has folders this deep; deeper ones are a circle.
const DEEPEST: usize = 1_000;

/// One mail folder.
#[derive(Clone, PartialEq, Eq)]
pub struct Folder {
    /// The folder's id.
    pub id: String,
    /// Whether its mail is considered.
    pub in_scope: bool,
    /// How many items it holds, by its own count.
    pub items: u64,
}

/// The mail folders of a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderTree {
    folders: Vec<Folder>,
    sent_items: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireFolder {
    id: String,
    #[serde(rename = "@odata.type", default)]
    kind: Option<String>,
    #[serde(rename = "@removed", default)]
    removed: Option<Dropped>,
    #[serde(default)]
    parent_folder_id: Option<String>,
    #[serde(default)]
    is_hidden: Option<bool>,
    #[serde(default)]
    total_item_count: Option<u64>,
}

#[derive(Deserialize)]
struct WireId {
    id: String,
}

impl FolderTree {
    /// Every folder.
    pub fn folders(&self) -> &[Folder] {
        &self.folders
    }

    /// The ids of the folders whose mail is considered.
    pub fn in_scope(&self) -> impl Iterator<Item = &str> {
        self.folders
            .iter()
            .filter(|folder| folder.in_scope)
            .map(|folder| folder.id.as_str())
    }

    /// The folder of sent items, if the mailbox has one.
    pub fn sent_items(&self) -> Option<&str> {
        self.sent_items.as_deref()
    }
}

impl GraphClient {
    /// The mail folders of a mailbox, and which of them are considered.
    pub async fn folders(
        &self,
        _proof: &impl MayRead,
        mailbox: &ObjectId,
    ) -> Result<FolderTree, GraphRefusal> {
        let (left_out, sent_items) = self.well_known(mailbox).await?;
        let mut folders: Vec<WireFolder> = Vec::new();
        let url = self.mailbox_url(mailbox, &["mailFolders", "delta"], "")?;
        let mut state = State::new(Kind::Folders, self.relative(url.as_str())?, PAGE_SIZE);
        loop {
            let fetched = self
                .page::<WireFolder>(&mut state, Some(mailbox), |_| {})
                .await?;
            let count = fetched.page.value.len();
            folders.extend(fetched.page.value);
            match fetched.page.next {
                Some(next) => state.advance(self.relative(&next)?, count, fetched.content)?,
                None => break,
            }
        }
        Ok(tree(&folders, &left_out, sent_items))
    }

    /// Names are localised, so the well-known folders are told by their aliases.
    async fn well_known(
        &self,
        mailbox: &ObjectId,
    ) -> Result<(HashSet<String>, Option<String>), GraphRefusal> {
        let aliases = LEFT_OUT.into_iter().chain([SENT]);
        let urls =
            aliases.map(|alias| self.mailbox_url(mailbox, &["mailFolders", alias], "$select=id"));
        let urls = urls.collect::<Result<Vec<_>, _>>()?;
        let mut ids = Vec::with_capacity(urls.len());
        for answer in self.batch::<WireId>(&urls, Some(mailbox)).await? {
            ids.push(match answer {
                Ok(folder) => Some(folder.id),
                // Not every mailbox has every folder.
                Err(GraphRefusal::NotFound | GraphRefusal::Unknown { status: 400, .. }) => None,
                Err(refusal) => return Err(refusal),
            });
        }
        let sent_items = ids.pop().flatten();
        Ok((ids.into_iter().flatten().collect(), sent_items))
    }
}

fn tree(
    folders: &[WireFolder],
    left_out: &HashSet<String>,
    sent_items: Option<String>,
) -> FolderTree {
    let mut latest: HashMap<&str, &WireFolder> = HashMap::new();
    let mut order = Vec::new();
    for folder in folders {
        // A delta may repeat itself; the last word counts.
        if latest.insert(&folder.id, folder).is_none() {
            order.push(folder.id.as_str());
        }
    }
    let present = order
        .iter()
        .filter_map(|id| latest.get(id))
        .filter(|folder| folder.removed.is_none());
    let folders = present.map(|folder| Folder {
        id: folder.id.clone(),
        in_scope: !folder.is_hidden()
            && !folder.is_search()
            && !is_below(folder, &latest, left_out),
        items: folder.total_item_count.unwrap_or(0),
    });
    FolderTree {
        folders: folders.collect(),
        sent_items,
    }
}

fn is_below(
    folder: &WireFolder,
    all: &HashMap<&str, &WireFolder>,
    left_out: &HashSet<String>,
) -> bool {
    let mut id = Some(folder.id.as_str());
    for _ in 0..DEEPEST {
        let Some(here) = id else { return false };
        if left_out.contains(here) {
            return true;
        }
        id = all
            .get(here)
            .and_then(|folder| folder.parent_folder_id.as_deref());
    }
    false
}

impl Identified for WireFolder {
    fn id(&self) -> &str {
        &self.id
    }
}

impl WireFolder {
    fn is_hidden(&self) -> bool {
        self.is_hidden.unwrap_or(false)
    }

    fn is_search(&self) -> bool {
        self.kind
            .as_deref()
            .is_some_and(|kind| kind.ends_with("mailSearchFolder"))
    }
}

impl fmt::Debug for Folder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Folder(in_scope: {})", self.in_scope)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_below_drafts_outbox_junk_and_search_folders_is_left_out() {
        let folders: Vec<WireFolder> = serde_json::from_str(
            r##"[
                {"id":"inbox","parentFolderId":"root"}, {"id":"project","parentFolderId":"inbox","totalItemCount":7},
                {"id":"junk","parentFolderId":"root"}, {"id":"spam","parentFolderId":"junk"}, {"id":"deep","parentFolderId":"spam"},
                {"id":"hidden","parentFolderId":"root","isHidden":true},
                {"id":"search","parentFolderId":"root","@odata.type":"#microsoft.graph.mailSearchFolder"},
                {"id":"a","parentFolderId":"b"}, {"id":"b","parentFolderId":"a"},
                {"id":"gone","@removed":{"reason":"deleted"}}, {"id":"inbox","parentFolderId":"root"}
            ]"##,
        )
        .expect("folders");
        let tree = tree(&folders, &HashSet::from(["junk".to_owned()]), None);
        assert_eq!(
            tree.in_scope().collect::<Vec<_>>(),
            ["inbox", "project", "a", "b"]
        );
        assert_eq!(
            tree.folders()
                .iter()
                .map(|folder| folder.items)
                .sum::<u64>(),
            7
        );
    }
}
