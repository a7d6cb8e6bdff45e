//! The window as the application sees it: it opens pages in the system browser, asks for files and passes events on.

use std::{env, path::PathBuf, process::Command, sync::Arc};

use companion::view::{Choice, DeskEvent, Networks, Shell, Staying, Updater};
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::{AppHandle, Manager, Runtime};
use tauri_plugin_dialog::DialogExt;
use tauri_specta::Event;
use tokio::sync::oneshot;

use crate::{desktop::Desktop, updater::SignedUpdates};

/// The one event of the window.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct DeskChanged(pub DeskEvent);

/// Names a program that is given the link instead of the system browser; journeys use it.
const BROWSER_OVERRIDE: &str = "VITRINE_BROWSER";

/// Names the folder that files are written to instead of one that the person chooses; journeys use it.
const FOLDER_OVERRIDE: &str = "VITRINE_FOLDER";

/// The window, for the application.
pub struct WindowShell<R: Runtime> {
    app: AppHandle<R>,
    networks: Option<Networks>,
}

impl<R: Runtime> WindowShell<R> {
    /// Wraps the running app and what is known of the network.
    pub fn new(app: AppHandle<R>, networks: Option<Networks>) -> Self {
        Self { app, networks }
    }
}

impl<R: Runtime> Shell for WindowShell<R> {
    fn open_page(&self, link: &str) -> bool {
        match env::var_os(BROWSER_OVERRIDE) {
            Some(program) => Command::new(program).arg(link).spawn().is_ok(),
            None => tauri_plugin_opener::open_url(link, None::<&str>).is_ok(),
        }
    }

    fn choose_file<'face>(&'face self, name: &'face str) -> Choice<'face> {
        if let Some(folder) = env::var_os(FOLDER_OVERRIDE) {
            return Box::pin(async move { Some(PathBuf::from(folder).join(name)) });
        }
        Box::pin(async move {
            let (answer, chosen) = oneshot::channel();
            let dialog = self.app.dialog().file().set_file_name(name);
            dialog.save_file(|file| drop(answer.send(file)));
            chosen.await.ok().flatten()?.into_path().ok()
        })
    }

    fn updater(&self) -> Option<Arc<dyn Updater>> {
        Some(Arc::new(SignedUpdates::new(self.app.clone())))
    }

    fn networks(&self) -> Option<Networks> {
        self.networks.clone()
    }

    fn stay(&self, staying: Staying) {
        self.app.state::<Desktop>().stay(&self.app, staying);
    }

    fn announce(&self, event: DeskEvent) {
        announce(&self.app, event);
    }
}

/// Passes an event on to the pages.
pub(crate) fn announce<R: Runtime>(app: &AppHandle<R>, event: DeskEvent) {
    if let Err(error) = DeskChanged(event).emit(app) {
        tracing::warn!(%error, "event not passed on");
    }
}
