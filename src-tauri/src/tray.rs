//! The small sign in the tray: open, sync now, quit.

use companion::view::CommandError;
use tauri::{
    AppHandle, Manager, Runtime,
    menu::{Menu, MenuItem, PredefinedMenuItem},
    tray::TrayIconBuilder,
};

use crate::{front_desk::FrontDesk, lift_window};

/// Puts the sign up; a desktop without a tray goes without.
pub(crate) fn put_up<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<()> {
    let open = MenuItem::with_id(app, "open", "Open Vitrine", true, None::<&str>)?;
    let sync = MenuItem::with_id(app, "sync", "Sync now", true, None::<&str>)?;
    let quit = MenuItem::with_id(app, "quit", "Quit", true, None::<&str>)?;
    let line = PredefinedMenuItem::separator(app)?;
    let menu = Menu::with_items(app, &[&open, &sync, &line, &quit])?;
    let mut sign = TrayIconBuilder::with_id("vitrine")
        .menu(&menu)
        .tooltip("Vitrine");
    if let Some(icon) = app.default_window_icon() {
        sign = sign.icon(icon.clone());
    }
    sign.on_menu_event(|app, event| match event.id().as_ref() {
        "open" => lift_window(app),
        "sync" => sync_all(app.clone()),
        "quit" => app.exit(0),
        _ => {}
    })
    .build(app)?;
    Ok(())
}

fn sync_all<R: Runtime>(app: AppHandle<R>) {
    tauri::async_runtime::spawn(async move {
        let started = async {
            let desk = app.state::<FrontDesk>().desk().await?;
            for connection in desk.app_state().await?.connections {
                desk.sync_now(connection.id).await?;
            }
            Ok::<(), CommandError>(())
        };
        if started.await.is_err() {
            lift_window(&app);
        }
    });
}
