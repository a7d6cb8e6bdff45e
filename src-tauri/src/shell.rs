//! The window as the application sees it: it opens pages in the system browser and passes events on.

use std::{env, process::Command};

use companion::view::{DeskEvent, Shell};
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::{AppHandle, Runtime};
use tauri_specta::Event;

/// The one event of the window.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct DeskChanged(pub DeskEvent);

/// Names a program that is given the link instead of the system browser; journeys use it.
const BROWSER_OVERRIDE: &str = "VITRINE_BROWSER";

/// The window, for the application.
pub struct WindowShell<R: Runtime> {
    app: AppHandle<R>,
}

impl<R: Runtime> WindowShell<R> {
    /// Wraps the running app.
    pub fn new(app: AppHandle<R>) -> Self {
        Self { app }
    }
}

impl<R: Runtime> Shell for WindowShell<R> {
    fn open_page(&self, link: &str) -> bool {
        match env::var_os(BROWSER_OVERRIDE) {
            Some(program) => Command::new(program).arg(link).spawn().is_ok(),
            None => tauri_plugin_opener::open_url(link, None::<&str>).is_ok(),
        }
    }

    fn announce(&self, event: DeskEvent) {
        if let Err(error) = DeskChanged(event).emit(&self.app) {
            tracing::warn!(%error, "event not passed on");
        }
    }
}
