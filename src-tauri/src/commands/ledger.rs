//! The numbers and the rows behind them.

use companion::view::{
    CommandError, ExportForm, HomeView, LedgerCounts, LedgerDetail, LedgerPage, LedgerQuery,
    RuleChange, RuleTrial, RulesView, StorageView, Written,
};
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

/// Reads what Vitrine takes up on this computer.
#[tauri::command]
#[specta::specta]
pub async fn storage(
    front: State<'_, FrontDesk>,
    connection: String,
) -> Result<StorageView, CommandError> {
    front.desk().await?.storage(connection).await
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

/// Counts the ledger's rows.
#[tauri::command]
#[specta::specta]
pub async fn ledger_counts(
    front: State<'_, FrontDesk>,
    connection: String,
    query: LedgerQuery,
) -> Result<LedgerCounts, CommandError> {
    front.desk().await?.ledger_counts(connection, query).await
}

/// Writes the rows that match to a file that the person chooses; nothing where they choose none.
#[tauri::command]
#[specta::specta]
pub async fn export_ledger(
    front: State<'_, FrontDesk>,
    connection: String,
    query: LedgerQuery,
    as_form: ExportForm,
) -> Result<Option<Written>, CommandError> {
    front
        .desk()
        .await?
        .export_ledger(connection, query, as_form)
        .await
}

/// Notes that the person has looked: what comes from now on is new.
#[tauri::command]
#[specta::specta]
pub async fn mark_seen(
    front: State<'_, FrontDesk>,
    connection: String,
) -> Result<HomeView, CommandError> {
    front.desk().await?.mark_seen(connection).await
}

/// Reads what the employee leaves out.
#[tauri::command]
#[specta::specta]
pub async fn rules(front: State<'_, FrontDesk>) -> Result<RulesView, CommandError> {
    front.desk().await?.rules().await
}

/// Tries a change of the rules on what is here.
#[tauri::command]
#[specta::specta]
pub async fn try_rule_change(
    front: State<'_, FrontDesk>,
    change: RuleChange,
) -> Result<RuleTrial, CommandError> {
    front.desk().await?.try_rule_change(change).await
}

/// Makes a change of the rules.
#[tauri::command]
#[specta::specta]
pub async fn make_rule_change(
    front: State<'_, FrontDesk>,
    change: RuleChange,
) -> Result<RulesView, CommandError> {
    front.desk().await?.make_rule_change(change).await
}

/// Takes back what the service holds although the rules leave it out.
#[tauri::command]
#[specta::specta]
pub async fn take_back_left_out(front: State<'_, FrontDesk>) -> Result<RulesView, CommandError> {
    front.desk().await?.take_back_left_out().await
}
