use crate::print::note;
use companion::view::{DeskEvent, Shell};
use companion::{Following, counted};
use std::io::{IsTerminal as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use sync::{Progress, Readability};

/// The terminal as a face: it opens pages, and prints their address in case no browser comes up.
pub(crate) struct Terminal {
    browser: Option<String>,
}

impl Terminal {
    pub(crate) fn new(browser: Option<String>) -> Self {
        Self { browser }
    }
}

impl Shell for Terminal {
    fn open_page(&self, link: &str) -> bool {
        note("Open this page in the browser, if it does not come up by itself:");
        note(link);
        companion::browser::open(self.browser.as_deref(), link)
    }

    fn announce(&self, _event: DeskEvent) {}
}

/// Tells how a run goes on, on one line, where somebody watches.
pub(crate) fn following() -> Following {
    if !std::io::stderr().is_terminal() {
        return Arc::new(|_| {});
    }
    let told = AtomicU64::new(0);
    Arc::new(move |progress| {
        if let Some(words) = words(progress)
            && told.fetch_add(1, Ordering::Relaxed).is_multiple_of(10)
        {
            // The next line overwrites this one.
            let _ = write!(std::io::stderr(), "\r\x1b[K{words}");
        }
    })
}

/// Takes the progress line away.
pub(crate) fn clear_progress() {
    if std::io::stderr().is_terminal() {
        let _ = write!(std::io::stderr(), "\r\x1b[K");
    }
}

/// What the line says; single mailboxes come and go without one.
fn words(progress: Progress<'_>) -> Option<String> {
    match progress {
        Progress::Mailboxes { all } => {
            let readable = all
                .iter()
                .filter(|mailbox| mailbox.readability == Readability::Readable)
                .count();
            let unreadable = all.len() - readable;
            let readable = counted(readable, "mailbox", "mailboxes");
            Some(format!("{readable} to read, {unreadable} cannot be read"))
        }
        Progress::Began { .. } | Progress::Ended { .. } => None,
        Progress::Page {
            mailbox,
            of,
            stream,
            judged,
            ..
        } => Some(format!(
            "mailbox {mailbox} of {of}, {stream}: {} looked at",
            counted(judged, "item", "items")
        )),
        Progress::Uploaded {
            acknowledged,
            waiting,
        } => Some(format!(
            "{} acknowledged, {}",
            counted(acknowledged, "activity", "activities"),
            counted(waiting, "waits", "wait")
        )),
    }
}
