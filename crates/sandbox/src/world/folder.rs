//! Mail folders.

/// A folder's number in its mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FolderKey(pub(crate) u32);

impl FolderKey {
    pub(crate) const ROOT: Self = Self(1);
    pub(crate) const INBOX: Self = Self(2);
    pub(crate) const SENT: Self = Self(3);
    pub(crate) const DRAFTS: Self = Self(4);
    pub(crate) const DELETED: Self = Self(5);
    pub(crate) const JUNK: Self = Self(6);
    pub(crate) const OUTBOX: Self = Self(7);
    pub(crate) const ARCHIVE: Self = Self(8);
    pub(crate) const CONVERSATIONS: Self = Self(9);
    pub(crate) const CLIENTS: Self = Self(10);
    pub(crate) const ACME: Self = Self(11);
    pub(crate) const PROJECTS: Self = Self(12);
    pub(crate) const BELOW_JUNK: Self = Self(13);
    pub(crate) const CLUTTER: Self = Self(14);
    pub(crate) const SEARCH: Self = Self(15);
    pub(crate) const BELOW_DELETED: Self = Self(16);
    pub(crate) const TEMPLATES: Self = Self(17);
    pub(crate) const HIDDEN: Self = Self(18);
    pub(crate) const SEARCH_ROOT: Self = Self(19);
    pub(crate) const PURGES: Self = Self(20);
    /// The first number of folders made later.
    pub(crate) const FIRST_ADDED: u32 = 100;
}

/// A folder's own properties.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Folder {
    pub(crate) key: FolderKey,
    pub(crate) parent: FolderKey,
    pub(crate) name: String,
    pub(crate) hidden: bool,
    /// Whether it lists what a saved search finds.
    pub(crate) search: bool,
    /// Whether it can be reached but is in no list (the root, the search root).
    pub(crate) unlisted: bool,
}

/// The folders of every mailbox: key, parent, alias, English and German name, hidden.
const DEFAULTS: [(FolderKey, FolderKey, &str, &str, &str, bool); 20] = [
    (
        FolderKey::ROOT,
        FolderKey::ROOT,
        "msgfolderroot",
        "Top of Information Store",
        "Oberste Ebene des Informationsspeichers",
        false,
    ),
    (
        FolderKey::ARCHIVE,
        FolderKey::ROOT,
        "archive",
        "Archive",
        "Archiv",
        false,
    ),
    (
        FolderKey::CLUTTER,
        FolderKey::ROOT,
        "clutter",
        "Clutter",
        "Clutter",
        true,
    ),
    (
        FolderKey::CONVERSATIONS,
        FolderKey::ROOT,
        "conversationhistory",
        "Conversation History",
        "Aufgezeichnete Unterhaltungen",
        false,
    ),
    (
        FolderKey::DELETED,
        FolderKey::ROOT,
        "deleteditems",
        "Deleted Items",
        "Gelöschte Elemente",
        false,
    ),
    (
        FolderKey::BELOW_DELETED,
        FolderKey::DELETED,
        "",
        "Old project",
        "Altes Projekt",
        false,
    ),
    (
        FolderKey::DRAFTS,
        FolderKey::ROOT,
        "drafts",
        "Drafts",
        "Entwürfe",
        false,
    ),
    (
        FolderKey::TEMPLATES,
        FolderKey::DRAFTS,
        "",
        "Templates",
        "Vorlagen",
        false,
    ),
    (
        FolderKey::INBOX,
        FolderKey::ROOT,
        "inbox",
        "Inbox",
        "Posteingang",
        false,
    ),
    (
        FolderKey::CLIENTS,
        FolderKey::INBOX,
        "",
        "Clients",
        "Kunden",
        false,
    ),
    (
        FolderKey::ACME,
        FolderKey::CLIENTS,
        "",
        "Acme & Söhne",
        "Acme & Söhne",
        false,
    ),
    (
        FolderKey::SEARCH,
        FolderKey::SEARCH_ROOT,
        "",
        "Unread mail",
        "Ungelesene Nachrichten",
        false,
    ),
    (
        FolderKey::JUNK,
        FolderKey::ROOT,
        "junkemail",
        "Junk Email",
        "Junk-E-Mail",
        false,
    ),
    (
        FolderKey::BELOW_JUNK,
        FolderKey::JUNK,
        "",
        "Reported",
        "Gemeldet",
        false,
    ),
    (
        FolderKey::OUTBOX,
        FolderKey::ROOT,
        "outbox",
        "Outbox",
        "Postausgang",
        false,
    ),
    (
        FolderKey::PROJECTS,
        FolderKey::ROOT,
        "",
        "Projekte – 2026",
        "Projekte – 2026",
        false,
    ),
    (
        FolderKey::SENT,
        FolderKey::ROOT,
        "sentitems",
        "Sent Items",
        "Gesendete Elemente",
        false,
    ),
    (
        FolderKey::HIDDEN,
        FolderKey::ROOT,
        "",
        "TeamsMessagesData",
        "TeamsMessagesData",
        true,
    ),
    (
        FolderKey::SEARCH_ROOT,
        FolderKey::SEARCH_ROOT,
        "searchfolders",
        "Search Folders",
        "Suchordner",
        false,
    ),
    (
        FolderKey::PURGES,
        FolderKey::PURGES,
        "recoverableitemsdeletions",
        "Deletions",
        "Deletions",
        true,
    ),
];

/// The folder that an alias in a path stands for; aliases do not depend on the mailbox's language or on case.
pub(crate) fn alias(name: &str) -> Option<FolderKey> {
    if name.is_empty() {
        return None;
    }
    DEFAULTS
        .iter()
        .find(|entry| entry.2.eq_ignore_ascii_case(name))
        .map(|entry| entry.0)
}

/// Aliases of folders that Exchange makes only when something needs them; no mailbox here has them.
pub(crate) fn is_alias_of_none(name: &str) -> bool {
    [
        "conflicts",
        "localfailures",
        "recoverableitemspurges",
        "recoverableitemsversions",
        "scheduled",
        "serverfailures",
        "syncissues",
    ]
    .iter()
    .any(|alias| alias.eq_ignore_ascii_case(name))
}

/// The alias of a folder, where it has one.
pub(crate) fn alias_of(key: FolderKey) -> Option<&'static str> {
    DEFAULTS
        .iter()
        .find(|entry| entry.0 == key)
        .map(|entry| entry.2)
        .filter(|name| !name.is_empty())
}

/// The folders that a mailbox starts with.
pub(crate) fn defaults(language: &str) -> Vec<Folder> {
    DEFAULTS
        .iter()
        .map(|(key, parent, _, english, german, hidden)| Folder {
            key: *key,
            // A search folder shows up under the root, as Exchange lists it.
            parent: if *key == FolderKey::SEARCH {
                FolderKey::ROOT
            } else {
                *parent
            },
            name: (if language.starts_with("de") {
                german
            } else {
                english
            })
            .to_string(),
            hidden: *hidden,
            search: *key == FolderKey::SEARCH,
            unlisted: *key == *parent,
        })
        .collect()
}
