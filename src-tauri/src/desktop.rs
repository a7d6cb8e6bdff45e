//! The person's desktop: whether the program stays when its window is closed, and what it tells them there.

use std::sync::atomic::{AtomicBool, Ordering};

use companion::view::Staying;
use tauri::{AppHandle, Manager, Runtime, Window, WindowEvent};
use tauri_plugin_autostart::ManagerExt;
use tauri_plugin_notification::NotificationExt;

/// The argument with which a session starts the program, so that it keeps its window to itself.
pub(crate) const IN_BACKGROUND: &str = "--background";

/// What the window needs of the desktop around it.
pub struct Desktop {
    stays: AtomicBool,
    tell: Tell,
}

/// Tells the person of something: a title and a sentence.
type Tell = Box<dyn Fn(&str, &str) + Send + Sync>;

impl Desktop {
    /// The desktop around the running app.
    pub(crate) fn around<R: Runtime>(app: &AppHandle<R>) -> Self {
        let app = app.clone();
        Self::told_by(move |title, text| tell(&app, title, text))
    }

    /// A desktop on which the person is told in this way.
    pub fn told_by(tell: impl Fn(&str, &str) + Send + Sync + 'static) -> Self {
        Self {
            stays: AtomicBool::new(false),
            tell: Box::new(tell),
        }
    }

    /// Tells the person of something, unless they are looking at the window.
    pub fn tell(&self, title: &str, text: &str) {
        (self.tell)(title, text);
    }

    /// Keeps in mind whether the program stays, and lets the session know of a new decision.
    pub(crate) fn stay<R: Runtime>(&self, app: &AppHandle<R>, staying: Staying) {
        let (Staying::Kept(is_wanted) | Staying::Chosen(is_wanted)) = staying;
        self.stays.store(is_wanted, Ordering::Relaxed);
        if let Staying::Kept(_) = staying {
            return;
        }
        let session = app.autolaunch();
        let is_there = session.is_enabled().unwrap_or(false);
        let outcome = match (is_wanted, is_there) {
            (true, false) => session.enable(),
            (false, true) => session.disable(),
            _ => Ok(()),
        };
        if let Err(error) = outcome {
            tracing::warn!(%error, "the session does not start it");
        }
    }
}

/// Closing the window puts it away where the program stays; the sign in the tray and a second start bring it back.
pub(crate) fn on_window_event<R: Runtime>(window: &Window<R>, event: &WindowEvent) {
    let WindowEvent::CloseRequested { api, .. } = event else {
        return;
    };
    if window.state::<Desktop>().stays.load(Ordering::Relaxed) && window.hide().is_ok() {
        api.prevent_close();
    }
}

fn tell<R: Runtime>(app: &AppHandle<R>, title: &str, text: &str) {
    let window = app.get_webview_window("main");
    let is_looking = window.is_some_and(|window| {
        window.is_visible().unwrap_or(false) && window.is_focused().unwrap_or(false)
    });
    if is_looking {
        return;
    }
    let notice = app.notification().builder().title(title).body(text);
    if let Err(error) = notice.show() {
        tracing::info!(%error, "nobody could be told");
    }
}
