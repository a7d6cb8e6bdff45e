//! A mailbox on a mail server.

use companion::view::{
    AppState, CommandError, FolderWish, MailFolders, MailForm, MailSetup, Road, Visit,
};
use tauri::State;

use crate::front_desk::FrontDesk;

/// Chooses the road of the invite at hand.
#[tauri::command]
#[specta::specta]
pub async fn choose_road(
    front: State<'_, FrontDesk>,
    road: Road,
) -> Result<AppState, CommandError> {
    front.desk().await?.choose_road(road).await
}

/// Reads what is known of the employee's mail server.
#[tauri::command]
#[specta::specta]
pub async fn mail_setup(front: State<'_, FrontDesk>) -> Result<MailSetup, CommandError> {
    front.desk().await?.mail_setup().await
}

/// Connects the employee's mailbox by IMAP; the one way in for a password.
#[tauri::command]
#[specta::specta]
pub async fn connect_mailbox(
    front: State<'_, FrontDesk>,
    form: MailForm,
) -> Result<Visit, CommandError> {
    front.desk().await?.connect_mailbox(form).await
}

/// Lists the folders of a mailbox, and which of them count.
#[tauri::command]
#[specta::specta]
pub async fn mail_folders(
    front: State<'_, FrontDesk>,
    connection: String,
) -> Result<MailFolders, CommandError> {
    front.desk().await?.mail_folders(connection).await
}

/// Keeps what the person says about folders.
#[tauri::command]
#[specta::specta]
pub async fn choose_folders(
    front: State<'_, FrontDesk>,
    connection: String,
    wish: FolderWish,
) -> Result<MailFolders, CommandError> {
    front.desk().await?.choose_folders(connection, wish).await
}
