//! What only the window has.

use tauri::State;

use companion::view::{CommandError, DiagnosticsView, UpdatesView, Written};

use crate::{
    deep_link::Inbox,
    desktop::Desktop,
    front_desk::FrontDesk,
    tray::{Sign, SignWords},
};

/// Takes the invite link that was opened before the pages were ready, once.
#[tauri::command]
#[specta::specta]
#[must_use]
#[expect(
    clippy::needless_pass_by_value,
    reason = "Tauri hands its state over by value"
)]
pub fn take_invite_link(inbox: State<'_, Inbox>) -> Option<String> {
    inbox.take()
}

/// Tells the person of something in their words, unless they are looking at the window.
#[tauri::command]
#[specta::specta]
#[expect(
    clippy::needless_pass_by_value,
    reason = "Tauri hands its state over by value"
)]
pub fn show_notice(desktop: State<'_, Desktop>, title: String, text: String) {
    desktop.tell(&title, &text);
}

/// Writes on the sign in the tray.
#[tauri::command]
#[specta::specta]
#[expect(
    clippy::needless_pass_by_value,
    reason = "Tauri hands its state over by value"
)]
pub fn write_sign(sign: State<'_, Sign>, words: SignWords) {
    sign.write(&words);
}

/// Reads what was recorded to find a fault, as it would be saved.
#[tauri::command]
#[specta::specta]
pub async fn diagnostics(front: State<'_, FrontDesk>) -> Result<DiagnosticsView, CommandError> {
    front.desk().await?.diagnostics().await
}

/// Chooses whether what helps to find a fault is recorded.
#[tauri::command]
#[specta::specta]
pub async fn record_diagnostics(
    front: State<'_, FrontDesk>,
    is_wanted: bool,
) -> Result<DiagnosticsView, CommandError> {
    front.desk().await?.record_diagnostics(is_wanted).await
}

/// Writes the bundle that was shown to a file that the person chooses.
#[tauri::command]
#[specta::specta]
pub async fn save_diagnostics(
    front: State<'_, FrontDesk>,
    sha256: String,
) -> Result<Option<Written>, CommandError> {
    front.desk().await?.save_diagnostics(sha256).await
}

/// Reads whether newer versions are looked for, and what came of it.
#[tauri::command]
#[specta::specta]
pub async fn updates(front: State<'_, FrontDesk>) -> Result<UpdatesView, CommandError> {
    front.desk().await?.updates().await
}

/// Asks the update server of the policy file, once.
#[tauri::command]
#[specta::specta]
pub async fn look_for_updates(front: State<'_, FrontDesk>) -> Result<UpdatesView, CommandError> {
    front.desk().await?.look_for_updates().await
}

/// Fetches the newer version and checks it, then installs or saves it.
#[tauri::command]
#[specta::specta]
pub async fn take_update(front: State<'_, FrontDesk>) -> Result<UpdatesView, CommandError> {
    front.desk().await?.take_update().await
}
