//! Changing the folders of a mailbox.

use super::edit::{EditError, Editor};
use super::folder::{Folder, FolderKey};
use super::message::MessageKey;

impl Editor<'_> {
    pub(crate) fn folders(&self, account: u32) -> Vec<Folder> {
        let language = self.state.accounts[account as usize].language;
        let mut folders = super::folder::defaults(language);
        if let Some(mailbox) = self.state.mailboxes.get(&account) {
            for (key, changed) in &mailbox.folders {
                folders.retain(|folder| folder.key != *key);
                folders.extend(changed.clone());
            }
        }
        folders
    }

    pub(crate) fn folder(&self, account: u32, key: FolderKey) -> Result<Folder, EditError> {
        self.folders(account)
            .into_iter()
            .find(|folder| folder.key == key)
            .ok_or(EditError::NoFolder)
    }

    pub(crate) fn create_folder(
        &mut self,
        account: u32,
        name: &str,
        parent: FolderKey,
        hidden: bool,
    ) -> Result<Folder, EditError> {
        self.folder(account, parent)?;
        let mailbox = self.state.mailbox(account);
        let key = FolderKey(FolderKey::FIRST_ADDED + mailbox.next_folder);
        mailbox.next_folder += 1;
        let folder = Folder {
            key,
            parent,
            name: name.to_owned(),
            hidden,
            search: false,
            unlisted: false,
        };
        self.log_folder(account, key, Some(folder.clone()));
        self.log_folder_touched(account, parent);
        Ok(folder)
    }

    pub(crate) fn change_folder(&mut self, account: u32, folder: Folder) -> Result<(), EditError> {
        let before = self.folder(account, folder.key)?;
        if before.parent != folder.parent {
            self.log_folder_touched(account, before.parent);
            self.log_folder_touched(account, folder.parent);
        }
        self.log_folder(account, folder.key, Some(folder));
        Ok(())
    }

    /// Deletes a folder with what is in it and below it.
    pub(crate) fn delete_folder(&mut self, account: u32, key: FolderKey) -> Result<(), EditError> {
        let parent = self.folder(account, key)?.parent;
        let below: Vec<FolderKey> = self
            .folders(account)
            .iter()
            .filter(|folder| folder.parent == key && folder.key != key)
            .map(|folder| folder.key)
            .collect();
        for child in below {
            self.delete_folder(account, child)?;
        }
        for message in self.messages_in(account, key) {
            self.purge_message(account, message)?;
        }
        self.log_folder(account, key, None);
        self.log_folder_touched(account, parent);
        Ok(())
    }

    fn messages_in(&self, account: u32, folder: FolderKey) -> Vec<MessageKey> {
        let generated = (0..self.generator.mailbox_size(account)).map(MessageKey);
        let added = self
            .state
            .mailboxes
            .get(&account)
            .into_iter()
            .flat_map(|mailbox| mailbox.added.keys().copied());
        generated
            .chain(added)
            .filter(|key| {
                self.stub(account, *key)
                    .is_ok_and(|stub| stub.folder == folder)
            })
            .collect()
    }

    fn log_folder(&mut self, account: u32, key: FolderKey, folder: Option<Folder>) {
        let sequence = self.state.next_sequence();
        let mailbox = self.state.mailbox(account);
        mailbox.folders.insert(key, folder);
        mailbox.folder_log.push((sequence, key));
    }

    fn log_folder_touched(&mut self, account: u32, key: FolderKey) {
        let sequence = self.state.next_sequence();
        self.state.mailbox(account).folder_log.push((sequence, key));
    }
}
