//! What the service holds from a person's mailbox.

use companion::view::{
    CommandError, ExportForm, LedgerCounts, LedgerDetail, LedgerPage, LedgerQuery, MyDataView,
    Written,
};
use tauri::State;

use crate::front_desk::FrontDesk;

/// Signs in to read one's own data, or reads it at once where the person is connected here.
#[tauri::command]
#[specta::specta]
pub async fn begin_my_data(
    front: State<'_, FrontDesk>,
    service: Option<String>,
) -> Result<MyDataView, CommandError> {
    front.desk().await?.begin_my_data(service).await
}

/// Reads how far it is.
#[tauri::command]
#[specta::specta]
pub async fn my_data(front: State<'_, FrontDesk>) -> Result<MyDataView, CommandError> {
    front.desk().await?.my_data().await
}

/// Opens the sign-in page again.
#[tauri::command]
#[specta::specta]
pub async fn reopen_my_data(front: State<'_, FrontDesk>) -> Result<MyDataView, CommandError> {
    front.desk().await?.reopen_my_data().await
}

/// Puts everything away.
#[tauri::command]
#[specta::specta]
pub async fn end_my_data(front: State<'_, FrontDesk>) -> Result<MyDataView, CommandError> {
    front.desk().await?.end_my_data().await
}

/// Lists the rows.
#[tauri::command]
#[specta::specta]
pub async fn my_data_page(
    front: State<'_, FrontDesk>,
    query: LedgerQuery,
) -> Result<LedgerPage, CommandError> {
    front.desk().await?.my_data_page(query).await
}

/// Opens one row.
#[tauri::command]
#[specta::specta]
pub async fn my_data_row(
    front: State<'_, FrontDesk>,
    id: String,
) -> Result<LedgerDetail, CommandError> {
    front.desk().await?.my_data_row(id).await
}

/// Counts the rows.
#[tauri::command]
#[specta::specta]
pub async fn my_data_counts(
    front: State<'_, FrontDesk>,
    query: LedgerQuery,
) -> Result<LedgerCounts, CommandError> {
    front.desk().await?.my_data_counts(query).await
}

/// Writes the rows that match to a file that the person chooses; nothing where they choose none.
#[tauri::command]
#[specta::specta]
pub async fn export_my_data(
    front: State<'_, FrontDesk>,
    query: LedgerQuery,
    as_form: ExportForm,
) -> Result<Option<Written>, CommandError> {
    front.desk().await?.export_my_data(query, as_form).await
}
