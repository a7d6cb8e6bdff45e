//! The window of Vitrine: a shell around [`companion`], and nothing more.
//!
//! It owns three things: that there is one window and one instance, that the pages can call exactly the commands listed in
//! [`bindings()`], and that links and tray clicks reach the application. It refuses to know what any of the commands mean; it
//! never sees a token, and no page ever reaches the file system, a shell or the network.

mod bindings;
/// The commands that the pages can call.
pub mod commands;
/// Invite links on their way in.
pub mod deep_link;
/// The desktop around the window.
pub mod desktop;
/// Where commands ask for the desk.
pub mod front_desk;
mod network;
mod open;
/// The window as the application sees it.
pub mod shell;
/// The sign in the tray.
pub mod tray;
/// Newer versions of the program.
pub mod updater;

use std::{env, process::ExitCode, sync::Arc};

pub use bindings::bindings;
use tauri::{App, AppHandle, Manager, Runtime, Wry};
use tauri_plugin_autostart::MacosLauncher;
use tauri_plugin_window_state::StateFlags;

use crate::{
    deep_link::Inbox, desktop::Desktop, front_desk::FrontDesk, shell::WindowShell, tray::Sign,
};

/// Shows the window and returns when it is closed.
pub fn run() -> ExitCode {
    open::log_to_stderr();
    let bindings = bindings::<Wry>();
    let built = tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, _, _| {
            lift_window(app);
        }))
        .plugin(tauri_plugin_deep_link::init())
        .plugin(tauri_plugin_autostart::init(
            MacosLauncher::LaunchAgent,
            Some(vec![desktop::IN_BACKGROUND]),
        ))
        .plugin(tauri_plugin_notification::init())
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
                .build(),
        )
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_updater::Builder::new().build())
        .on_window_event(desktop::on_window_event)
        .invoke_handler(bindings.invoke_handler())
        .setup(move |app| {
            bindings.mount_events(app);
            settle(app);
            Ok(())
        })
        .build(tauri::generate_context!());
    match built {
        Ok(app) => ExitCode::from(u8::try_from(app.run_return(|_, _| {})).unwrap_or(1)),
        Err(error) => {
            tracing::error!(%error, "no window");
            ExitCode::FAILURE
        }
    }
}

/// Brings the window to the front.
pub(crate) fn lift_window<R: Runtime>(app: &AppHandle<R>) {
    let Some(window) = app.get_webview_window("main") else {
        return;
    };
    for outcome in [window.unminimize(), window.show(), window.set_focus()] {
        if let Err(error) = outcome {
            tracing::debug!(%error, "window not lifted");
        }
    }
}

fn settle(app: &mut App) {
    let handle = app.handle().clone();
    app.manage(Inbox::default());
    app.manage(Desktop::around(app.handle()));
    let networks = network::listen();
    app.manage(FrontDesk::new(move || {
        let shell = WindowShell::new(handle.clone(), networks.clone());
        Box::pin(open::desk(Arc::new(shell)))
    }));
    deep_link::listen(app.handle());
    let sign = tray::put_up(app.handle()).unwrap_or_else(|error| {
        tracing::info!(%error, "no tray");
        Sign::none()
    });
    app.manage(sign);
    if !env::args().any(|argument| argument == desktop::IN_BACKGROUND) {
        lift_window(app.handle());
    }
}
