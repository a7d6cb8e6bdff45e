//! The permissions the sandbox knows, in Microsoft's everyday words.

/// Who answers for a permission; also the audience of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Resource {
    Graph,
    Outlook,
}

impl Resource {
    pub(super) fn audience(self) -> &'static str {
        match self {
            Self::Graph => "https://graph.microsoft.com",
            Self::Outlook => "https://outlook.office.com",
        }
    }
}

/// A permission, named by its resource and canonical spelling.
pub(super) type Permission = (Resource, &'static str);

/// One row of the catalogue: what a permission is called and who may give it.
pub(super) struct Entry {
    pub(super) permission: Permission,
    /// The words on the consent page for one person; `None` where it is not delegated.
    pub(super) delegated: Option<&'static str>,
    /// The words on the admin's consent page; `None` where an application cannot hold it.
    pub(super) application: Option<&'static str>,
    pub(super) needs_admin: bool,
    /// Blocked for a plain person by the strict consent policy.
    pub(super) sensitive: bool,
}

const fn person(name: &'static str, words: &'static str) -> Entry {
    Entry {
        permission: (Resource::Graph, name),
        delegated: Some(words),
        application: None,
        needs_admin: false,
        sensitive: false,
    }
}

const fn sensitive(
    name: &'static str,
    words: &'static str,
    application: Option<&'static str>,
) -> Entry {
    Entry {
        permission: (Resource::Graph, name),
        delegated: Some(words),
        application,
        needs_admin: false,
        sensitive: true,
    }
}

const fn admin(
    name: &'static str,
    delegated: Option<&'static str>,
    application: Option<&'static str>,
) -> Entry {
    Entry {
        permission: (Resource::Graph, name),
        delegated,
        application,
        needs_admin: true,
        sensitive: true,
    }
}

/// The sign-in scopes, which belong to no resource of their own.
pub(super) const SIGN_IN: [&str; 4] = ["openid", "profile", "email", "offline_access"];

pub(super) static CATALOGUE: &[Entry] = &[
    person("openid", "Sign you in"),
    person("profile", "View your basic profile"),
    person("email", "View your email address"),
    person(
        "offline_access",
        "Maintain access to data you have given it access to",
    ),
    person("User.Read", "Sign you in and read your profile"),
    Entry {
        application: Some("Read all users' basic profiles"),
        ..person("User.ReadBasic.All", "Read all users' basic profiles")
    },
    admin(
        "User.Read.All",
        Some("Read all users' full profiles"),
        Some("Read all users' full profiles"),
    ),
    admin(
        "Directory.Read.All",
        Some("Read directory data"),
        Some("Read directory data"),
    ),
    admin(
        "Organization.Read.All",
        Some("Read organization information"),
        Some("Read organization information"),
    ),
    sensitive(
        "Mail.Read",
        "Read your mail",
        Some("Read mail in all mailboxes"),
    ),
    sensitive(
        "Mail.ReadBasic",
        "Read your basic mail",
        Some("Read basic mail in all mailboxes"),
    ),
    admin(
        "Mail.ReadBasic.All",
        None,
        Some("Read basic mail in all mailboxes"),
    ),
    sensitive(
        "Mail.ReadWrite",
        "Read and write access to your mail",
        Some("Read and write mail in all mailboxes"),
    ),
    sensitive(
        "MailboxSettings.Read",
        "Read your mailbox settings",
        Some("Read all user mailbox settings"),
    ),
    sensitive(
        "Calendars.Read",
        "Read your calendars",
        Some("Read calendars in all mailboxes"),
    ),
    sensitive(
        "Calendars.ReadBasic",
        "Read basic details of your calendars",
        Some("Read basic details of calendars in all mailboxes"),
    ),
    admin(
        "Calendars.ReadBasic.All",
        None,
        Some("Read basic details of calendars in all mailboxes"),
    ),
    sensitive(
        "Calendars.ReadWrite",
        "Have full access to your calendars",
        Some("Read and write calendars in all mailboxes"),
    ),
    sensitive("OnlineMeetings.Read", "Read your online meetings", None),
    admin(
        "OnlineMeetings.Read.All",
        None,
        Some("Read online meeting details"),
    ),
    admin(
        "OnlineMeetingTranscript.Read.All",
        Some("Read all transcripts of online meetings."),
        Some("Read all transcripts of online meetings."),
    ),
    admin(
        "User.RevokeSessions.All",
        Some("Revoke all sign in sessions for a user"),
        Some("Revoke all sign in sessions for a user"),
    ),
    admin(
        "DelegatedPermissionGrant.ReadWrite.All",
        Some("Manage all delegated permission grants"),
        Some("Manage all delegated permission grants"),
    ),
    Entry {
        permission: (Resource::Outlook, "IMAP.AccessAsUser.All"),
        delegated: Some("Read and write access to mailboxes via IMAP"),
        application: None,
        needs_admin: false,
        sensitive: true,
    },
    Entry {
        permission: (Resource::Outlook, "IMAP.AccessAsApp"),
        delegated: None,
        application: Some("Access all mailboxes via IMAP"),
        needs_admin: true,
        sensitive: true,
    },
];

pub(super) fn find(resource: Resource, name: &str) -> Option<&'static Entry> {
    CATALOGUE.iter().find(|entry| {
        entry.permission.0 == resource && entry.permission.1.eq_ignore_ascii_case(name)
    })
}

/// The entry of a permission that came out of the catalogue.
pub(super) fn entry(permission: Permission) -> Option<&'static Entry> {
    find(permission.0, permission.1)
}
