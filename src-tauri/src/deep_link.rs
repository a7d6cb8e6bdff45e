//! Invite links (`vitrine://…`) on their way into the window.

use std::sync::{Mutex, PoisonError};

use companion::view::DeskEvent;
use tauri::{AppHandle, Manager, Runtime};
use tauri_plugin_deep_link::DeepLinkExt;
use url::Url;

use crate::{lift_window, shell::announce};

/// Longer links are not invites.
const LONGEST: usize = 2048;

/// The last invite link that nobody has taken yet.
#[derive(Default)]
pub struct Inbox(Mutex<Option<String>>);

impl Inbox {
    /// Takes the link out.
    pub fn take(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn put(&self, link: String) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(link);
    }
}

/// Listens for links, and looks for one that the program was started with.
pub(crate) fn listen<R: Runtime>(app: &AppHandle<R>) {
    if let Ok(Some(links)) = app.deep_link().get_current() {
        receive(app, &links);
    }
    let handle = app.clone();
    app.deep_link()
        .on_open_url(move |event| receive(&handle, &event.urls()));
}

fn receive<R: Runtime>(app: &AppHandle<R>, links: &[Url]) {
    let Some(link) = invite_link(links) else {
        return;
    };
    app.state::<Inbox>().put(link.clone());
    lift_window(app);
    announce(app, DeskEvent::InviteArrived { link });
}

/// Finds the invite among the links that were opened; what it says is for the service to judge.
pub fn invite_link(links: &[Url]) -> Option<String> {
    let link = links
        .iter()
        .find(|link| link.scheme() == "vitrine")?
        .to_string();
    (link.len() <= LONGEST).then_some(link)
}
