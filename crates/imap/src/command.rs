use crate::refusal::ImapRefusal;
use imap_next::imap_types::IntoStatic as _;
use imap_next::imap_types::auth::AuthMechanism;
use imap_next::imap_types::command::CommandBody;
use imap_next::imap_types::core::{AString, Vec1};
use imap_next::imap_types::datetime::NaiveDate;
use imap_next::imap_types::fetch::{MacroOrMessageDataItemNames, MessageDataItemName, Section};
use imap_next::imap_types::search::SearchKey;
use imap_next::imap_types::secret::Secret;
use imap_next::imap_types::sequence::{Sequence, SequenceSet};
use secrecy::{ExposeSecret as _, SecretString};
use std::borrow::Cow;
use std::num::NonZeroU32;

/// The header fields that are asked for: who sent it to whom, when, under what subject, and which mail it is. Nobody hidden.
const FIELDS: [&str; 7] = [
    "DATE",
    "FROM",
    "SENDER",
    "TO",
    "CC",
    "SUBJECT",
    "MESSAGE-ID",
];

/// Everything that is ever said to a server. None of it opens a folder for writing, changes a flag or asks for a body.
pub(crate) enum Command<'a> {
    Capability,
    Noop,
    Logout,
    Authenticate {
        mechanism: AuthMechanism<'static>,
        initial: Option<Vec<u8>>,
    },
    Login {
        user: &'a str,
        password: &'a SecretString,
    },
    Namespace,
    List,
    Examine {
        folder: &'a str,
    },
    /// The UIDs from here on that arrived on that day or later.
    Search {
        from: NonZeroU32,
        since: chrono::NaiveDate,
    },
    /// Which of these UIDs are there.
    SearchAmong(&'a [NonZeroU32]),
    Fetch(&'a [NonZeroU32]),
}

impl Command<'_> {
    pub(crate) fn into_body(self) -> Result<CommandBody<'static>, ImapRefusal> {
        let unsayable = |()| ImapRefusal::Unsayable;
        let body = match self {
            Self::Capability => CommandBody::Capability,
            Self::Noop => CommandBody::Noop,
            Self::Logout => CommandBody::Logout,
            Self::Namespace => CommandBody::Namespace,
            Self::Authenticate { mechanism, initial } => CommandBody::Authenticate {
                mechanism,
                initial_response: initial.map(|bytes| Secret::new(Cow::Owned(bytes))),
            },
            Self::Login { user, password } => {
                CommandBody::login(user.to_owned(), password.expose_secret().to_owned())
                    .map_err(|_| unsayable(()))?
            }
            Self::List => CommandBody::list("", "*").map_err(|_| unsayable(()))?,
            Self::Examine { folder } => {
                CommandBody::examine(folder.to_owned()).map_err(|_| unsayable(()))?
            }
            Self::Search { from, since } => {
                let since = NaiveDate::try_from(since).map_err(|_| unsayable(()))?;
                let uids = SearchKey::Uid(Sequence::from(from..).into());
                let keys = Vec1::try_from(vec![uids, SearchKey::Since(since)]);
                CommandBody::search(None, keys.map_err(|_| unsayable(()))?, true)
            }
            Self::SearchAmong(uids) => {
                CommandBody::search(None, Vec1::from(SearchKey::Uid(set(uids)?)), true)
            }
            Self::Fetch(uids) => {
                CommandBody::fetch(set(uids)?, items()?, true).map_err(|_| unsayable(()))?
            }
        };
        Ok(body.into_static())
    }
}

fn items() -> Result<MacroOrMessageDataItemNames<'static>, ImapRefusal> {
    let fields: Vec<AString<'static>> = FIELDS
        .into_iter()
        .map(AString::try_from)
        .collect::<Result<_, _>>()
        .map_err(|_| ImapRefusal::Unsayable)?;
    let fields = Vec1::try_from(fields).map_err(|_| ImapRefusal::Unsayable)?;
    Ok(MacroOrMessageDataItemNames::MessageDataItemNames(vec![
        MessageDataItemName::Uid,
        MessageDataItemName::Flags,
        MessageDataItemName::InternalDate,
        MessageDataItemName::BodyExt {
            section: Some(Section::HeaderFields(None, fields)),
            partial: None,
            peek: true,
        },
    ]))
}

/// Rising UIDs as ranges, so that a page of them fits a line that every server takes.
fn set(uids: &[NonZeroU32]) -> Result<SequenceSet, ImapRefusal> {
    let mut ranges: Vec<(NonZeroU32, NonZeroU32)> = Vec::new();
    for uid in uids.iter().copied() {
        match ranges.last_mut() {
            Some((_, end)) if end.checked_add(1) == Some(uid) => *end = uid,
            _ => ranges.push((uid, uid)),
        }
    }
    let ranges: Vec<Sequence> = ranges
        .into_iter()
        .map(|(start, end)| {
            if start == end {
                Sequence::from(start)
            } else {
                Sequence::from(start..=end)
            }
        })
        .collect();
    SequenceSet::try_from(ranges).map_err(|_| ImapRefusal::Unsayable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use imap_next::imap_types::command::Command as Line;

    fn said(command: Command<'_>) -> String {
        use imap_next::client::{Client, Options};
        use imap_next::{Interrupt, Io, State as _};
        let mut client = Client::new(Options::default());
        client.enqueue_input(b"* OK hello\r\n");
        client.next().expect("the greeting");
        client
            .enqueue_command(Line::new("a", command.into_body().expect("a body")).expect("a line"));
        match client.next() {
            Err(Interrupt::Io(Io::Output(bytes))) => String::from_utf8(bytes)
                .expect("text")
                .trim_end()
                .to_owned(),
            other => panic!("{other:?}"),
        }
    }

    fn uids(numbers: &[u32]) -> Vec<NonZeroU32> {
        numbers
            .iter()
            .map(|number| NonZeroU32::new(*number).expect("a UID"))
            .collect()
    }

    #[test]
    fn what_is_said_is_exactly_this() {
        let password = SecretString::from("pass word");
        let from = NonZeroU32::new(7).expect("a UID");
        let since = chrono::NaiveDate::from_ymd_opt(2026, 11, 1).expect("a day");
        for (command, line) in [
            (Command::Capability, "a CAPABILITY"),
            (Command::Noop, "a NOOP"),
            (Command::Logout, "a LOGOUT"),
            (Command::Namespace, "a NAMESPACE"),
            (Command::List, r#"a LIST "" *"#),
            (
                Command::Login {
                    user: "ada",
                    password: &password,
                },
                r#"a LOGIN ada "pass word""#,
            ),
            (
                Command::Authenticate {
                    mechanism: AuthMechanism::Plain,
                    initial: Some(b"\0u\0p".to_vec()),
                },
                "a AUTHENTICATE PLAIN AHUAcA==",
            ),
            (
                Command::Examine {
                    folder: "Entw&APw-rfe",
                },
                "a EXAMINE Entw&APw-rfe",
            ),
            (
                Command::Search { from, since },
                "a UID SEARCH UID 7:* SINCE \"01-Nov-2026\"",
            ),
            (
                Command::SearchAmong(&uids(&[3, 4, 5, 9])),
                "a UID SEARCH UID 3:5,9",
            ),
            (
                Command::Fetch(&uids(&[1, 2, 3, 7])),
                "a UID FETCH 1:3,7 (UID FLAGS INTERNALDATE BODY.PEEK[HEADER.FIELDS (DATE FROM SENDER TO CC SUBJECT MESSAGE-ID)])",
            ),
        ] {
            assert_eq!(said(command), line);
        }
    }
}
