//! What only the window has.

use tauri::State;

use crate::{
    deep_link::Inbox,
    desktop::Desktop,
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
