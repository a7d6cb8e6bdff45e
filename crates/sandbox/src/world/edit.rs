//! Changing the world: mail, folders and accounts.

use std::sync::RwLockWriteGuard;

use jiff::Timestamp;
use thiserror::Error;
use uuid::Uuid;

use super::dice::Dice;
use super::folder::FolderKey;
use super::generator::Generator;
use super::mailbox::{Changed, MailChange, MailEvent, Mailbox};
use super::message::{Message, MessageKey, Stub};
use super::people::{self, MailboxAccess, User};
use super::state::State;
use super::tenant::Tenant;

/// Why a change of the world was refused.
#[derive(Debug, Error, PartialEq, Eq)]
pub(crate) enum EditError {
    #[error("no such account")]
    NoAccount,
    #[error("no such message")]
    NoMessage,
    #[error("no such folder")]
    NoFolder,
    #[error("no such event")]
    NoEvent,
    #[error("not a usable value: {0}")]
    Unusable(&'static str),
}

/// An exclusive hold on the world.
pub(crate) struct Editor<'w> {
    pub(crate) generator: &'w Generator,
    pub(crate) state: RwLockWriteGuard<'w, State>,
    pub(crate) now: Timestamp,
}

impl Editor<'_> {
    pub(crate) fn account(&self, key: &str) -> Result<u32, EditError> {
        self.state.account(key).ok_or(EditError::NoAccount)
    }

    /// Puts a message into a folder.
    pub(crate) fn put(
        &mut self,
        account: u32,
        folder: FolderKey,
        mut message: Message,
    ) -> MessageKey {
        let now = self.now;
        let sequence = self.state.next_sequence();
        let mailbox = self.state.mailbox(account);
        let key = MessageKey::added(mailbox.next_message);
        mailbox.next_message += 1;
        message.stub = Stub {
            key,
            folder,
            revision: sequence,
            ..message.stub
        };
        message.canary = format!("{account}-added-{}", mailbox.next_message);
        mailbox.order.insert((message.stub.received, key));
        mailbox.count(folder, message.stub.is_read, 1);
        mailbox.log.push(MailChange {
            sequence,
            at: now,
            key,
            what: MailEvent::Arrived { folder },
        });
        mailbox.added.insert(key, (message, sequence));
        key
    }

    pub(crate) fn stub(&self, account: u32, key: MessageKey) -> Result<Stub, EditError> {
        let mailbox = self.state.mailboxes.get(&account);
        let found = if key.is_added() {
            mailbox
                .and_then(|mailbox| mailbox.added.get(&key))
                .map(|(message, _)| message.stub)
        } else if key.0 < self.generator.mailbox_size(account) {
            let made = self.generator.stub(account, key.0);
            mailbox.map_or(Some(made), |mailbox| mailbox.current(made))
        } else {
            None
        };
        found.ok_or(EditError::NoMessage)
    }

    pub(crate) fn move_message(
        &mut self,
        account: u32,
        key: MessageKey,
        to: FolderKey,
    ) -> Result<Stub, EditError> {
        let stub = self.stub(account, key)?;
        if stub.folder == to {
            return Ok(stub);
        }
        let now = self.now;
        let sequence = self.state.next_sequence();
        let mailbox = self.state.mailbox(account);
        leave(mailbox, &stub, sequence, now);
        let moved = Stub {
            folder: to,
            moves: stub.moves + 1,
            revision: sequence,
            ..stub
        };
        mailbox.count(to, stub.is_read, 1);
        mailbox.log.push(MailChange {
            sequence,
            at: now,
            key,
            what: MailEvent::Arrived { folder: to },
        });
        store(mailbox, &moved, Some(to), sequence);
        Ok(moved)
    }

    /// Deletes a message for good.
    pub(crate) fn purge_message(&mut self, account: u32, key: MessageKey) -> Result<(), EditError> {
        let stub = self.stub(account, key)?;
        let now = self.now;
        let sequence = self.state.next_sequence();
        let mailbox = self.state.mailbox(account);
        leave(mailbox, &stub, sequence, now);
        if key.is_added() {
            mailbox.order.remove(&(stub.received, key));
            let removed = mailbox.added.remove(&key);
            mailbox
                .purged
                .extend(removed.map(|(message, _)| (key, message)));
        } else {
            store(
                mailbox,
                &Stub {
                    revision: sequence,
                    ..stub
                },
                None,
                sequence,
            );
        }
        Ok(())
    }

    pub(crate) fn mark_read(
        &mut self,
        account: u32,
        key: MessageKey,
        is_read: bool,
    ) -> Result<Stub, EditError> {
        let stub = self.stub(account, key)?;
        if stub.is_read == is_read {
            return Ok(stub);
        }
        let now = self.now;
        let sequence = self.state.next_sequence();
        let mailbox = self.state.mailbox(account);
        let arrived = mailbox.arrived(key);
        mailbox.count(stub.folder, stub.is_read, -1);
        mailbox.count(stub.folder, is_read, 1);
        mailbox.log.push(MailChange {
            sequence,
            at: now,
            key,
            what: MailEvent::Read {
                folder: stub.folder,
            },
        });
        let changed = Stub {
            is_read,
            revision: sequence,
            ..stub
        };
        store(mailbox, &changed, Some(stub.folder), arrived);
        Ok(changed)
    }

    pub(crate) fn add_user(
        &mut self,
        tenant: &Tenant,
        upn: &str,
        display_name: &str,
    ) -> Result<u32, EditError> {
        if self.state.account(upn).is_some() {
            return Err(EditError::Unusable("the address is taken"));
        }
        let number = self.state.accounts.len() as u64;
        let id: Uuid = Dice::new(self.generator.seed, &[50, number]).uuid(1);
        self.state
            .accounts
            .push(people::added(tenant, id, upn, display_name));
        let account = number as u32;
        self.state.index_account(account);
        let sequence = self.state.next_sequence();
        self.state.directory_log.push((sequence, account));
        Ok(account)
    }

    pub(crate) fn change_user(&mut self, account: u32, change: impl FnOnce(&mut User)) {
        change(&mut self.state.accounts[account as usize]);
        self.state.index_account(account);
        let sequence = self.state.next_sequence();
        self.state.directory_log.push((sequence, account));
    }

    pub(crate) fn set_mailbox(&mut self, account: u32, access: MailboxAccess) {
        self.state.accounts[account as usize].mailbox = access;
    }
}

fn leave(mailbox: &mut Mailbox, stub: &Stub, sequence: u64, at: Timestamp) {
    mailbox.count(stub.folder, stub.is_read, -1);
    let what = MailEvent::Left {
        folder: stub.folder,
        moves: stub.moves,
    };
    mailbox.log.push(MailChange {
        sequence,
        at,
        key: stub.key,
        what,
    });
}

fn store(mailbox: &mut Mailbox, stub: &Stub, folder: Option<FolderKey>, arrived: u64) {
    if let Some((message, came)) = mailbox.added.get_mut(&stub.key) {
        message.stub = *stub;
        *came = arrived;
        return;
    }
    let changed = Changed {
        folder,
        is_read: stub.is_read,
        moves: stub.moves,
        revision: stub.revision,
        arrived,
    };
    mailbox.changed.insert(stub.key, changed);
}
