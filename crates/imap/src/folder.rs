use crate::folder_names::{Use, by_name, holds_no_mail, holds_sent_mail};
use crate::utf7;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// A folder as the server lists it.
pub(crate) struct Listed {
    /// The name as the server writes it.
    pub(crate) name: String,
    pub(crate) attributes: Vec<String>,
    pub(crate) delimiter: Option<char>,
}

/// One folder, and whether its mail counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Folder {
    /// The name as the server writes it, by which it is opened.
    #[serde(skip)]
    pub id: String,
    /// The name as a person reads it.
    pub name: String,
    /// Why its mail does not count; absent where it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_out: Option<LeftOut>,
    /// Whether it is known to hold what the person sent: by the server's mark, its name or the person's word.
    pub holds_sent: bool,
}

/// Why a folder's mail does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftOut {
    /// It holds drafts, or is below one that does.
    Drafts,
    /// It holds mail that is on its way out.
    Outbox,
    /// It holds unwanted mail.
    Junk,
    /// It only shows what is in other folders.
    View,
    /// It cannot be opened.
    NotSelectable,
    /// It is somebody else's, or everybody's.
    NotOwn,
    /// It holds no mail.
    NoMail,
    /// The person left it out.
    Chosen,
}

/// What the person says about folders where the server does not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct FolderChoice {
    /// Names of folders whose mail does not count, and nothing below them.
    pub leave_out: Vec<String>,
    /// Names of folders whose mail counts, although their name says otherwise.
    pub count: Vec<String>,
    /// The name of the folder with what the person sent, where neither mark nor name tell; it counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent: Option<String>,
}

impl FolderChoice {
    fn counts(&self, name: &str) -> bool {
        let mut counted = self.count.iter().chain(&self.sent);
        counted.any(|chosen| same(chosen, name))
    }

    fn leaves_out(&self, name: &str) -> bool {
        self.leave_out.iter().any(|chosen| same(chosen, name))
    }

    fn is_sent(&self, name: &str) -> bool {
        self.sent
            .as_deref()
            .is_some_and(|chosen| same(chosen, name))
    }
}

/// What is known of the mailbox beside its folders.
#[derive(Default)]
pub(crate) struct Surroundings {
    /// How the names of other people's and of shared folders begin.
    pub(crate) foreign: Vec<String>,
    pub(crate) is_exchange: bool,
}

/// Sees which folders count (RULES 18): all but drafts, outbox, junk and what is below them.
pub(crate) fn sort_out(
    listed: Vec<Listed>,
    surroundings: &Surroundings,
    choice: &FolderChoice,
) -> Vec<Folder> {
    // A name tells something only where no folder is marked for that use.
    let marked: HashSet<Use> = listed.iter().filter_map(Listed::mark).collect();
    let mut found: Vec<(Listed, String, Option<LeftOut>)> = listed
        .into_iter()
        .map(|folder| {
            let name = utf7::decode(&folder.name);
            let reason = folder.left_out(&name, &marked, surroundings, choice);
            (folder, name, reason)
        })
        .collect();
    found.sort_by(|one, other| one.0.name.cmp(&other.0.name));
    let above: Vec<(String, LeftOut)> = found
        .iter()
        .filter_map(|(folder, _, reason)| {
            let reason = reason.filter(|reason| reason.reaches_down())?;
            Some((format!("{}{}", folder.name, folder.delimiter?), reason))
        })
        .collect();
    found
        .into_iter()
        .map(|(folder, name, reason)| {
            let inherited = above
                .iter()
                .find(|(prefix, _)| folder.name.starts_with(prefix))
                .map(|(_, reason)| *reason);
            let left_out = reason.or(inherited.filter(|_| !choice.counts(&name)));
            let holds_sent = left_out.is_none() && folder.holds_sent(&name, choice);
            Folder {
                left_out,
                holds_sent,
                id: folder.name,
                name,
            }
        })
        .collect()
}

impl Listed {
    fn has(&self, attribute: &str) -> bool {
        self.attributes
            .iter()
            .any(|found| found.eq_ignore_ascii_case(attribute))
    }

    fn mark(&self) -> Option<Use> {
        match () {
            () if self.has("\\Drafts") => Some(Use::Drafts),
            () if self.has("\\Junk") || self.has("\\Spam") => Some(Use::Junk),
            () => None,
        }
    }

    fn left_out(
        &self,
        name: &str,
        marked: &HashSet<Use>,
        surroundings: &Surroundings,
        choice: &FolderChoice,
    ) -> Option<LeftOut> {
        if self.has("\\Noselect") || self.has("\\NonExistent") {
            // What is below it may still be somebody else's.
            return Some(if self.is_foreign(surroundings) {
                LeftOut::NotOwn
            } else {
                LeftOut::NotSelectable
            });
        }
        if self.is_foreign(surroundings) {
            return Some(LeftOut::NotOwn);
        }
        if choice.counts(name) {
            return None;
        }
        if choice.leaves_out(name) {
            return Some(LeftOut::Chosen);
        }
        if self.has("\\Flagged") || self.has("\\Important") {
            return Some(LeftOut::View);
        }
        let (is_at_top, last) = self.place(name);
        let by_name = by_name(last).filter(|named| is_at_top && !marked.contains(named));
        match self.mark().or(by_name) {
            Some(Use::Drafts) => Some(LeftOut::Drafts),
            Some(Use::Junk) => Some(LeftOut::Junk),
            Some(Use::Outbox) => Some(LeftOut::Outbox),
            None if surroundings.is_exchange && is_at_top && holds_no_mail(last) => {
                Some(LeftOut::NoMail)
            }
            None => None,
        }
    }

    fn holds_sent(&self, name: &str, choice: &FolderChoice) -> bool {
        let (is_at_top, last) = self.place(name);
        self.has("\\Sent") || choice.is_sent(name) || (is_at_top && holds_sent_mail(last))
    }

    fn is_foreign(&self, surroundings: &Surroundings) -> bool {
        let name = match self.delimiter {
            Some(delimiter) => format!("{}{delimiter}", self.name),
            None => self.name.clone(),
        };
        surroundings
            .foreign
            .iter()
            .any(|prefix| name.starts_with(prefix))
    }

    /// Whether it is at the top or directly below the inbox, and the last part of its name.
    fn place<'name>(&self, name: &'name str) -> (bool, &'name str) {
        let Some(delimiter) = self.delimiter else {
            return (true, name);
        };
        match name.rsplit_once(delimiter) {
            None => (true, name),
            Some((above, last)) => (above.eq_ignore_ascii_case("INBOX"), last),
        }
    }
}

impl LeftOut {
    /// Whether what is below such a folder is left out as well.
    fn reaches_down(self) -> bool {
        match self {
            Self::Drafts
            | Self::Outbox
            | Self::Junk
            | Self::NotOwn
            | Self::NoMail
            | Self::Chosen => true,
            Self::View | Self::NotSelectable => false,
        }
    }
}

fn same(chosen: &str, name: &str) -> bool {
    chosen.trim() == name || (chosen.eq_ignore_ascii_case("INBOX") && name == "INBOX")
}
