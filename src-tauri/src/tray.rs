//! The small sign in the tray: the state, open, sync now, pause or resume, quit. Its words are the pages' own.

use companion::view::{CommandError, Desk, PauseFor, SyncSentence};
use serde::Deserialize;
use specta::Type;
use std::sync::Arc;
use tauri::{
    AppHandle, Manager, Runtime,
    menu::{Menu, MenuItem, PredefinedMenuItem},
    tray::TrayIconBuilder,
};

use crate::{front_desk::FrontDesk, lift_window};

/// What the sign says, in the language of the pages.
#[derive(Debug, Deserialize, Type)]
pub struct SignWords {
    /// The state in one sentence.
    pub state: String,
    /// Brings the window to the front.
    pub open: String,
    /// Starts a run.
    pub sync: String,
    /// Pauses, or resumes where it is paused.
    pub pause: String,
    /// Ends the program.
    pub quit: String,
}

/// The sign, to be written on; a desktop without a tray has none.
pub struct Sign(Option<Write>);

type Write = Box<dyn Fn(&SignWords) -> tauri::Result<()> + Send + Sync>;

impl Sign {
    /// No sign.
    #[must_use]
    pub fn none() -> Self {
        Self(None)
    }

    /// Writes these words on it.
    pub fn write(&self, words: &SignWords) {
        if let Some(Err(error)) = self.0.as_ref().map(|write| write(words)) {
            tracing::debug!(%error, "sign not written");
        }
    }
}

/// Puts the sign up; until the pages are there it speaks English.
pub(crate) fn put_up<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<Sign> {
    let item = |id, words, enabled| MenuItem::with_id(app, id, words, enabled, None::<&str>);
    let state = item("state", "Vitrine", false)?;
    let open = item("open", "Open Vitrine", true)?;
    let sync = item("sync", "Sync now", true)?;
    let pause = item("pause", "Pause for an hour", true)?;
    let quit = item("quit", "Quit", true)?;
    let line = PredefinedMenuItem::separator(app)?;
    let menu = Menu::with_items(app, &[&state, &line, &open, &sync, &pause, &line, &quit])?;
    let mut sign = TrayIconBuilder::with_id("vitrine")
        .menu(&menu)
        .tooltip("Vitrine");
    if let Some(icon) = app.default_window_icon() {
        sign = sign.icon(icon.clone());
    }
    let sign = sign
        .on_menu_event(|app, event| match event.id().as_ref() {
            "open" => lift_window(app),
            "sync" => ask(app.clone(), Wish::Sync),
            "pause" => ask(app.clone(), Wish::Pause),
            "quit" => app.exit(0),
            _ => {}
        })
        .build(app)?;
    Ok(Sign(Some(Box::new(move |words| {
        state.set_text(&words.state)?;
        open.set_text(&words.open)?;
        sync.set_text(&words.sync)?;
        pause.set_text(&words.pause)?;
        quit.set_text(&words.quit)?;
        sign.set_tooltip(Some(&words.state))
    }))))
}

#[derive(Clone, Copy)]
enum Wish {
    Sync,
    Pause,
}

/// Does it for every connection; where it cannot be done, the window says why.
fn ask<R: Runtime>(app: AppHandle<R>, wish: Wish) {
    tauri::async_runtime::spawn(async move {
        let desk = app.state::<FrontDesk>().desk().await;
        let done = match desk {
            Ok(desk) => fulfil(&desk, wish).await,
            Err(error) => Err(error),
        };
        if done.is_err() {
            lift_window(&app);
        }
    });
}

async fn fulfil(desk: &Arc<dyn Desk>, wish: Wish) -> Result<(), CommandError> {
    for connection in desk.app_state().await?.connections {
        let is_paused = matches!(connection.sync.sentence, SyncSentence::Paused { .. });
        match wish {
            Wish::Sync => desk.sync_now(connection.id).await?,
            Wish::Pause if is_paused => drop(desk.resume(connection.id).await?),
            Wish::Pause => drop(desk.pause(connection.id, PauseFor::Hour).await?),
        }
    }
    Ok(())
}
