//! The texts that an employee agrees to, word for word; what is agreed to is the hash of exactly these bytes.

use activity::{Sha256, Stream};

const EMAIL_SIGNAL_EN: &str = include_str!("consent.email_signal.en.md");
const EMAIL_SIGNAL_DE: &str = include_str!("consent.email_signal.de.md");

/// A text as it is shown, with its digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentText {
    /// The stream that it is about.
    pub stream: Stream,
    /// The language of the text.
    pub language: &'static str,
    /// The text, Markdown.
    pub markdown: String,
    /// The digest of the text's exact bytes.
    pub sha256: Sha256,
}

impl ConsentText {
    /// The text for a stream in a language (English where there is none in it), for that organisation and service; `None` for
    /// streams that do not rest on an employee's consent.
    pub fn of(stream: Stream, language: &str, organisation: &str, service: &str) -> Option<Self> {
        let (language, text) = match (stream, language) {
            (Stream::EmailSignal, "de") => ("de", EMAIL_SIGNAL_DE),
            (Stream::EmailSignal, _) => ("en", EMAIL_SIGNAL_EN),
            (Stream::MeetingAttend | Stream::EmailThread, _) => return None,
        };
        let markdown = text
            .replace("{organisation}", organisation)
            .replace("{service}", service);
        let sha256 = Sha256::of(markdown.as_bytes());
        Some(Self {
            stream,
            language,
            markdown,
            sha256,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_filled_in_and_named_by_its_bytes() {
        for language in ["en", "de", "fr"] {
            let text = ConsentText::of(Stream::EmailSignal, language, "Contoso", "vitrine.example")
                .unwrap();
            assert!(!text.markdown.contains('{'), "{}", text.markdown);
            assert!(text.markdown.contains("Contoso") && text.markdown.contains("vitrine.example"));
            assert_eq!(text.sha256, Sha256::of(text.markdown.as_bytes()));
        }
        assert_eq!(
            ConsentText::of(Stream::EmailThread, "en", "Contoso", "vitrine.example"),
            None
        );
    }
}
