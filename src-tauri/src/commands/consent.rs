//! Looking before agreeing: preview, and consent per stream.

use companion::view::{
    AppState, CommandError, ConsentForm, LedgerCounts, LedgerDetail, LedgerPage, LedgerQuery,
    PreviewView, ReceiptView, StreamName, Written,
};
use tauri::State;

use crate::front_desk::FrontDesk;

/// Begins to read and judge the real data; nothing is sent.
#[tauri::command]
#[specta::specta]
pub async fn begin_preview(
    front: State<'_, FrontDesk>,
    connection: String,
) -> Result<PreviewView, CommandError> {
    front.desk().await?.begin_preview(connection).await
}

/// Reads how the preview stands.
#[tauri::command]
#[specta::specta]
pub async fn preview(
    front: State<'_, FrontDesk>,
    connection: String,
) -> Result<PreviewView, CommandError> {
    front.desk().await?.preview(connection).await
}

/// Stops a preview and forgets it.
#[tauri::command]
#[specta::specta]
pub async fn cancel_preview(
    front: State<'_, FrontDesk>,
    connection: String,
) -> Result<PreviewView, CommandError> {
    front.desk().await?.cancel_preview(connection).await
}

/// Lists the preview's rows.
#[tauri::command]
#[specta::specta]
pub async fn preview_page(
    front: State<'_, FrontDesk>,
    connection: String,
    query: LedgerQuery,
) -> Result<LedgerPage, CommandError> {
    front.desk().await?.preview_page(connection, query).await
}

/// Opens one row of the preview.
#[tauri::command]
#[specta::specta]
pub async fn preview_row(
    front: State<'_, FrontDesk>,
    connection: String,
    id: String,
) -> Result<LedgerDetail, CommandError> {
    front.desk().await?.preview_row(connection, id).await
}

/// Reads the texts that consent is asked to.
#[tauri::command]
#[specta::specta]
pub async fn consent_forms(
    front: State<'_, FrontDesk>,
    connection: String,
    language: String,
) -> Result<Vec<ConsentForm>, CommandError> {
    front
        .desk()
        .await?
        .consent_forms(connection, language)
        .await
}

/// Gives consent to one stream.
#[tauri::command]
#[specta::specta]
pub async fn give_consent(
    front: State<'_, FrontDesk>,
    connection: String,
    stream: StreamName,
    sha256: String,
) -> Result<AppState, CommandError> {
    front
        .desk()
        .await?
        .give_consent(connection, stream, sha256)
        .await
}

/// Withdraws consent to one stream.
#[tauri::command]
#[specta::specta]
pub async fn withdraw_consent(
    front: State<'_, FrontDesk>,
    connection: String,
    stream: StreamName,
) -> Result<AppState, CommandError> {
    front
        .desk()
        .await?
        .withdraw_consent(connection, stream)
        .await
}

/// Reads every consent that was given, the latest first.
#[tauri::command]
#[specta::specta]
pub async fn receipts(
    front: State<'_, FrontDesk>,
    connection: String,
) -> Result<Vec<ReceiptView>, CommandError> {
    front.desk().await?.receipts(connection).await
}

/// Writes a receipt to a file that the person chooses; nothing where they choose none.
#[tauri::command]
#[specta::specta]
pub async fn save_receipt(
    front: State<'_, FrontDesk>,
    connection: String,
    record: String,
) -> Result<Option<Written>, CommandError> {
    front.desk().await?.save_receipt(connection, record).await
}

/// Counts the preview's rows.
#[tauri::command]
#[specta::specta]
pub async fn preview_counts(
    front: State<'_, FrontDesk>,
    connection: String,
    query: LedgerQuery,
) -> Result<LedgerCounts, CommandError> {
    front.desk().await?.preview_counts(connection, query).await
}
