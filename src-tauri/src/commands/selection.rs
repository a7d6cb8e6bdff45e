//! Many rows at once.

use companion::view::{CommandError, ExportForm, Selection, SelectionView, Written};
use tauri::State;

use crate::front_desk::FrontDesk;

/// Looks at what is in a selection.
#[tauri::command]
#[specta::specta]
pub async fn selection(
    front: State<'_, FrontDesk>,
    connection: String,
    selection: Selection,
) -> Result<SelectionView, CommandError> {
    front.desk().await?.selection(connection, selection).await
}

/// Reads the ids of the rows.
#[tauri::command]
#[specta::specta]
pub async fn selected_ids(
    front: State<'_, FrontDesk>,
    connection: String,
    selection: Selection,
) -> Result<Vec<String>, CommandError> {
    front
        .desk()
        .await?
        .selected_ids(connection, selection)
        .await
}

/// Writes the rows to a file that the person chooses.
#[tauri::command]
#[specta::specta]
pub async fn export_selection(
    front: State<'_, FrontDesk>,
    connection: String,
    selection: Selection,
    as_form: ExportForm,
) -> Result<Option<Written>, CommandError> {
    front
        .desk()
        .await?
        .export_selection(connection, selection, as_form)
        .await
}

/// Holds the transcripts among them back.
#[tauri::command]
#[specta::specta]
pub async fn hold_back_selection(
    front: State<'_, FrontDesk>,
    connection: String,
    selection: Selection,
) -> Result<SelectionView, CommandError> {
    front
        .desk()
        .await?
        .hold_back_selection(connection, selection)
        .await
}
