//! What only the window has.

use tauri::State;

use crate::{
    deep_link::Inbox,
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
