//! The desktop around a window: what lies in front, what can be seen at all, and a key that closes it.

use std::process::{Command, Stdio};

use crate::{stage::Running, window::Window};

/// A desktop with a window manager, as long as it lives.
pub(crate) struct Desktop {
    _manager: Running,
}

impl Desktop {
    /// Begins to manage the windows of this display.
    pub(crate) fn manage() -> Self {
        let manager = Command::new("openbox")
            .arg("--sm-disable")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        Self {
            _manager: Running(manager.expect("openbox is installed")),
        }
    }

    /// Puts the window in front away.
    pub(crate) fn minimise(&self, window: &Window) {
        self.wait_until_in_front(window);
        self.ask(&["getactivewindow", "windowminimize", "--sync"]);
        window.wait_until("the window is put away", || !self.shows_the_window());
    }

    /// Closes the window in front, by the key for it.
    pub(crate) fn close(&self, window: &Window) {
        self.wait_until_in_front(window);
        self.ask(&["key", "alt+F4"]);
        window.wait_until("the window is closed", || !self.shows_the_window());
    }

    /// Waits until the window lies in front and has the keys.
    pub(crate) fn wait_until_in_front(&self, window: &Window) {
        window.wait_until("the window lies in front", || {
            self.shows_the_window() && self.ask(&["getactivewindow", "getwindowname"]) == "Vitrine"
        });
    }

    /// Whether the window can be seen.
    pub(crate) fn shows_the_window(&self) -> bool {
        !self
            .ask(&["search", "--onlyvisible", "--name", "^Vitrine$"])
            .is_empty()
    }

    /// What the display answers, through xdotool; nothing where there is no such window.
    #[expect(clippy::unused_self, reason = "only a managed display can answer")]
    fn ask(&self, words: &[&str]) -> String {
        let answer = Command::new("xdotool").args(words).output();
        let answer = answer.expect("xdotool is installed").stdout;
        String::from_utf8_lossy(&answer).trim().to_owned()
    }
}
