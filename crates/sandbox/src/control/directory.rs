//! `POST /sandbox/folder` and `POST /sandbox/user`

use serde::Deserialize;
use serde_json::{Value, json};

use super::ControlError;
use super::reference::folder_named;
use crate::graph::ids;
use crate::world::folder::{Folder, FolderKey};
use crate::world::{MailboxAccess, User, World};

/// A folder to `create`, `rename`, `move` or `delete`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct FolderChange {
    #[serde(default)]
    action: FolderAction,
    mailbox: String,
    /// The folder, by alias, id or name; not for `create`.
    folder: Option<String>,
    name: Option<String>,
    parent: Option<String>,
    #[serde(default)]
    hidden: bool,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "snake_case")]
enum FolderAction {
    #[default]
    Create,
    Rename,
    Move,
    Delete,
}

/// An account to add (when `user` is absent) or to change.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AccountChange {
    user: Option<String>,
    upn: Option<String>,
    display_name: Option<String>,
    tenant: Option<String>,
    enabled: Option<bool>,
    deleted: Option<bool>,
    mailbox: Option<MailboxAccess>,
    roles: Option<Vec<String>>,
    aliases: Option<Vec<String>>,
}

pub(crate) fn folder(world: &World, change: &FolderChange) -> Result<Value, ControlError> {
    let mut editor = world.edit();
    let account = editor.account(&change.mailbox)?;
    let user = editor.state.accounts[account as usize].id;
    let named = |name: Option<&String>, missing: &str| match name {
        Some(name) => folder_named(&editor, account, name),
        None => Err(ControlError::Refused(missing.to_owned())),
    };
    let shown = |folder: &Folder| json!({"id": ids::folder_id(user, folder.key), "displayName": folder.name});
    if matches!(change.action, FolderAction::Create) {
        let parent = change
            .parent
            .as_ref()
            .map_or(Ok(FolderKey::ROOT), |parent| {
                folder_named(&editor, account, parent)
            })?;
        let name = change.name.as_deref().unwrap_or("New folder");
        let made = editor.create_folder(account, name, parent, change.hidden)?;
        return Ok(shown(&made));
    }
    let key = named(change.folder.as_ref(), "folder is missing")?;
    if key.0 < FolderKey::FIRST_ADDED && crate::world::folder::alias_of(key).is_some() {
        return Err(ControlError::Refused(
            "a default folder stays as it is".to_owned(),
        ));
    }
    let mut folder = editor.folder(account, key)?;
    match change.action {
        FolderAction::Rename => folder.name = change.name.clone().unwrap_or(folder.name),
        FolderAction::Move => folder.parent = named(change.parent.as_ref(), "parent is missing")?,
        FolderAction::Create | FolderAction::Delete => {
            editor.delete_folder(account, key)?;
            return Ok(json!({"deleted": true}));
        }
    }
    editor.change_folder(account, folder.clone())?;
    Ok(shown(&folder))
}

pub(crate) fn user(world: &World, change: &AccountChange) -> Result<Value, ControlError> {
    let mut editor = world.edit();
    let account = match (&change.user, &change.upn) {
        (Some(user), _) => editor.account(user)?,
        (None, Some(upn)) => {
            let domain = upn.split_once('@').map_or("", |(_, domain)| domain);
            let tenant = world.tenant(change.tenant.as_deref().unwrap_or(domain));
            let tenant = tenant
                .ok_or_else(|| ControlError::Refused("no tenant has this domain".to_owned()))?;
            editor.add_user(tenant, upn, change.display_name.as_deref().unwrap_or(upn))?
        }
        (None, None) => return Err(ControlError::Refused("user or upn is missing".to_owned())),
    };
    editor.change_user(account, |user| {
        user.enabled = change.enabled.unwrap_or(user.enabled);
        user.deleted = change.deleted.unwrap_or(user.deleted);
        if let Some(name) = &change.display_name {
            user.display_name.clone_from(name);
        }
        if let Some(roles) = &change.roles {
            user.roles.clone_from(roles);
        }
        user.proxy_addresses.extend(
            change
                .aliases
                .iter()
                .flatten()
                .map(|alias| format!("smtp:{alias}")),
        );
    });
    if let Some(access) = change.mailbox {
        editor.set_mailbox(account, access);
    }
    Ok(describe(&editor.state.accounts[account as usize]))
}

pub(crate) fn describe(user: &User) -> Value {
    json!({
        "id": user.id,
        "tenantId": user.tenant_id,
        "upn": user.upn,
        "displayName": user.display_name,
        "mail": user.mail,
        "addresses": user.addresses().collect::<Vec<_>>(),
        "roles": user.roles,
        "enabled": user.enabled,
        "kind": user.kind,
        "mailbox": user.mailbox,
        "deleted": user.deleted,
    })
}
