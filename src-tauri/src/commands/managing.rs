//! Becoming a manager, and stopping.

use companion::view::{AppState, CommandError, CycleView, Visit};
use tauri::State;

use crate::front_desk::FrontDesk;

/// Signs in for the manager's invite at hand.
#[tauri::command]
#[specta::specta]
pub async fn begin_managing(front: State<'_, FrontDesk>) -> Result<Visit, CommandError> {
    front.desk().await?.begin_managing().await
}

/// Stops managing on this home.
#[tauri::command]
#[specta::specta]
pub async fn stop_managing(front: State<'_, FrontDesk>) -> Result<AppState, CommandError> {
    front.desk().await?.stop_managing().await
}

/// Chooses whether the manager's own mailbox is connected as well.
#[tauri::command]
#[specta::specta]
pub async fn want_mailbox(
    front: State<'_, FrontDesk>,
    is_wanted: bool,
) -> Result<AppState, CommandError> {
    front.desk().await?.want_mailbox(is_wanted).await
}

/// Reads the cycles by which those whom the manager invited may be reviewed.
#[tauri::command]
#[specta::specta]
pub async fn managed_cycles(front: State<'_, FrontDesk>) -> Result<Vec<CycleView>, CommandError> {
    front.desk().await?.managed_cycles().await
}
