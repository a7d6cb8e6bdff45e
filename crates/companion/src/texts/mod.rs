//! The texts that an employee agrees to, word for word; what is agreed to is the hash of exactly these bytes.

use activity::{Road, Sha256, Stream};

const EMAIL_SIGNAL_EN: &str = include_str!("consent.email_signal.en.md");
const EMAIL_SIGNAL_DE: &str = include_str!("consent.email_signal.de.md");
const TRANSCRIPT_EN: &str = include_str!("consent.transcript.en.md");
const TRANSCRIPT_DE: &str = include_str!("consent.transcript.de.md");
const EMAIL_SIGNAL_IMAP_EN: &str = include_str!("consent.email_signal.imap.en.md");
const EMAIL_SIGNAL_IMAP_DE: &str = include_str!("consent.email_signal.imap.de.md");

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
    /// The text for a stream on a road, in a language (English where there is none in it), for that organisation and service; `None` for
    /// streams that do not rest on an employee's consent.
    pub fn of(
        road: Road,
        stream: Stream,
        language: &str,
        organisation: &str,
        service: &str,
    ) -> Option<Self> {
        let (language, text) = match (road, stream, language) {
            (Road::EmployeeImap, Stream::EmailSignal, "de") => ("de", EMAIL_SIGNAL_IMAP_DE),
            (Road::EmployeeImap, Stream::EmailSignal, _) => ("en", EMAIL_SIGNAL_IMAP_EN),
            (_, Stream::EmailSignal, "de") => ("de", EMAIL_SIGNAL_DE),
            (_, Stream::EmailSignal, _) => ("en", EMAIL_SIGNAL_EN),
            (_, Stream::Transcript, "de") => ("de", TRANSCRIPT_DE),
            (_, Stream::Transcript, _) => ("en", TRANSCRIPT_EN),
            (_, Stream::MeetingAttend | Stream::EmailThread, _) => return None,
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

    fn text(road: Road, stream: Stream, language: &str) -> Option<ConsentText> {
        ConsentText::of(road, stream, language, "Contoso", "vitrine.example")
    }

    #[test]
    fn every_text_is_filled_in_and_named_by_its_bytes() {
        for road in [Road::EmployeeGraph, Road::EmployeeImap] {
            for language in ["en", "de", "fr"] {
                for stream in [Stream::EmailSignal, Stream::Transcript] {
                    let text = text(road, stream, language).unwrap();
                    assert!(!text.markdown.contains('{'), "{}", text.markdown);
                    for name in ["Contoso", "vitrine.example"] {
                        assert!(text.markdown.contains(name), "{}", text.markdown);
                    }
                    assert_eq!(text.sha256, Sha256::of(text.markdown.as_bytes()));
                }
            }
        }
        assert_eq!(text(Road::EmployeeGraph, Stream::EmailThread, "en"), None);
    }

    #[test]
    fn a_text_speaks_of_the_road_that_is_taken() {
        let imap = text(Road::EmployeeImap, Stream::EmailSignal, "en").unwrap();
        assert!(imap.markdown.contains("mail server"));
        let graph = text(Road::EmployeeGraph, Stream::EmailSignal, "en").unwrap();
        assert!(!graph.markdown.contains("mail server"));
    }
}
