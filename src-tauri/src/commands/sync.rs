//! Running, pausing, ending.

use companion::view::{
    AppState, CommandError, MailboxPage, OpenedPage, PauseFor, Road, SyncProgress,
};
use tauri::State;

use crate::front_desk::FrontDesk;

/// Starts a run now.
#[tauri::command]
#[specta::specta]
pub async fn sync_now(front: State<'_, FrontDesk>, connection: String) -> Result<(), CommandError> {
    front.desk().await?.sync_now(connection).await
}

/// Reads how far the run is.
#[tauri::command]
#[specta::specta]
pub async fn sync_progress(
    front: State<'_, FrontDesk>,
    connection: String,
) -> Result<Option<SyncProgress>, CommandError> {
    front.desk().await?.sync_progress(connection).await
}

/// Stops the run after the page in hand.
#[tauri::command]
#[specta::specta]
pub async fn cancel_sync(
    front: State<'_, FrontDesk>,
    connection: String,
) -> Result<(), CommandError> {
    front.desk().await?.cancel_sync(connection).await
}

/// Pauses the schedule.
#[tauri::command]
#[specta::specta]
pub async fn pause(
    front: State<'_, FrontDesk>,
    connection: String,
    pause: PauseFor,
) -> Result<AppState, CommandError> {
    front.desk().await?.pause(connection, pause).await
}

/// Resumes the schedule.
#[tauri::command]
#[specta::specta]
pub async fn resume(
    front: State<'_, FrontDesk>,
    connection: String,
) -> Result<AppState, CommandError> {
    front.desk().await?.resume(connection).await
}

/// Reads how far each mailbox is.
#[tauri::command]
#[specta::specta]
pub async fn mailboxes(
    front: State<'_, FrontDesk>,
    connection: String,
    after: Option<String>,
) -> Result<MailboxPage, CommandError> {
    front.desk().await?.mailboxes(connection, after).await
}

/// Ends the connection.
#[tauri::command]
#[specta::specta]
pub async fn disconnect(
    front: State<'_, FrontDesk>,
    connection: String,
) -> Result<AppState, CommandError> {
    front.desk().await?.disconnect(connection).await
}

/// Opens the page of Microsoft's on which the permissions are taken away.
#[tauri::command]
#[specta::specta]
pub async fn open_permissions(
    front: State<'_, FrontDesk>,
    road: Road,
) -> Result<OpenedPage, CommandError> {
    front.desk().await?.open_permissions(road).await
}
