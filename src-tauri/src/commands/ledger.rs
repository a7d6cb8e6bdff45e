//! The numbers and the rows behind them.

use companion::view::{CommandError, HomeView, LedgerDetail, LedgerPage, LedgerQuery};
use tauri::State;

use crate::front_desk::FrontDesk;

/// Reads the numbers of the home screen.
#[tauri::command]
#[specta::specta]
pub async fn home(
    front: State<'_, FrontDesk>,
    connection: String,
) -> Result<HomeView, CommandError> {
    front.desk().await?.home(connection).await
}

/// Lists the ledger's rows.
#[tauri::command]
#[specta::specta]
pub async fn ledger_page(
    front: State<'_, FrontDesk>,
    connection: String,
    query: LedgerQuery,
) -> Result<LedgerPage, CommandError> {
    front.desk().await?.ledger_page(connection, query).await
}

/// Opens one row of the ledger.
#[tauri::command]
#[specta::specta]
pub async fn ledger_row(
    front: State<'_, FrontDesk>,
    connection: String,
    id: String,
) -> Result<LedgerDetail, CommandError> {
    front.desk().await?.ledger_row(connection, id).await
}
