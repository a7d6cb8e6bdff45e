//! The local Microsoft 365, and who sits at its pages.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::{Value, json};

use super::{BROWSER, Person, Stage, port_in, programs::text};
use crate::driver;

impl Stage {
    /// The administrator opens the page that an employee sent, in a browser of their own, and does what they are in the mood for.
    pub(crate) fn decide(&self, page: &str) {
        let mut browser = Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join(BROWSER));
        self.point(&mut browser, &self.admin);
        let done = browser.arg(page).status().expect("node runs the browser");
        assert!(
            done.success(),
            "the browser: {}",
            fs::read_to_string(self.browser_log()).unwrap_or_default()
        );
    }

    /// What the person at the browser is up to from now on: `account` and `declines`.
    pub(crate) fn in_the_mood(&self, mood: &Value) {
        fs::write(self.mood(), mood.to_string()).expect("the mood is written down");
    }

    pub(super) fn mood(&self) -> PathBuf {
        self.folder.path().join("mood.json")
    }

    /// What the person is called.
    pub(crate) fn name_of(&self, person: &Person) -> String {
        let mut users = self.sandbox["users"].as_array().into_iter().flatten();
        let user = users.find(|user| user["upn"] == person.address);
        text(user.expect("the sandbox names its people"), "display_name")
    }

    /// Somebody writes to the employee so many times.
    pub(crate) fn deliver(&self, from: &str, count: u64, received: &str) {
        let to = &self.employee.address;
        let mail = json!({ "from": from, "to": [to], "mailbox": to, "received": received, "count": count });
        self.tell_microsoft("/sandbox/mail", &mail);
    }

    /// Where the keys are that sign tokens.
    pub(crate) fn keys(&self) -> url::Url {
        let authority = text(&self.sandbox, "authority");
        let keys = format!("{authority}/{}/discovery/v2.0/keys", self.tenant());
        url::Url::parse(&keys).expect("an address")
    }

    /// Turns switches of the local Microsoft 365, or lets something happen there.
    pub(crate) fn tell_microsoft(&self, path: &str, what: &Value) -> Value {
        driver::post(port_in(&text(&self.sandbox, "http")), path, what)
    }
}
