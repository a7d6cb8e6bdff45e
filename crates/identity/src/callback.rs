//! The page that the browser shows when it comes back to us.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

/// Takes the one-time code out of the address bar and the history entry.
const FORGET_ADDRESS: &str = "history.replaceState(null,\"\",\"/\")";
const STYLE: &str = "body{font:1.125rem/1.5 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1.5rem;color:#1b1a19;background:#fff}@media(prefers-color-scheme:dark){body{color:#f3f2f1;background:#1b1a19}}";

/// What the page says, so that the app can say it in the person's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallbackWords {
    /// The language of these words (`en`).
    pub language: String,
    /// Heading after an answer arrived.
    pub received: String,
    /// Heading after the person or the platform refused.
    pub refused: String,
    /// Heading after an answer that is not for us, or the second one.
    pub not_ours: String,
    /// What to do now.
    pub close: String,
}

impl Default for CallbackWords {
    fn default() -> Self {
        Self {
            language: "en".to_owned(),
            received: "Vitrine has received the answer".to_owned(),
            refused: "Nothing was connected".to_owned(),
            not_ours: "This answer is not expected here".to_owned(),
            close: "You can close this window and go back to Vitrine.".to_owned(),
        }
    }
}

#[derive(Clone, Copy)]
pub(crate) enum Showing {
    Received,
    Refused,
    NotOurs,
}

impl CallbackWords {
    pub(crate) fn page(&self, showing: Showing) -> String {
        let heading = match showing {
            Showing::Received => &self.received,
            Showing::Refused => &self.refused,
            Showing::NotOurs => &self.not_ours,
        };
        let (heading, close, language) = (
            escaped(heading),
            escaped(&self.close),
            escaped(&self.language),
        );
        format!(
            "<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{heading}</title><style>{STYLE}</style></head><body><main><h1>{heading}</h1><p role=\"status\">{close}</p></main><script>{FORGET_ADDRESS}</script></body></html>"
        )
    }
}

/// Nothing may be loaded from anywhere; only our own style and our own line of script run.
pub(crate) fn content_security_policy() -> String {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text));
    format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        hash(FORGET_ADDRESS),
        hash(STYLE)
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
