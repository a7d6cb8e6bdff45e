//! What changed in the agreement since the version that was accepted, paragraph by paragraph.

use crate::companion::Companion;
use crate::view::{Paragraph, ParagraphChange};
use consent::{DpaAcceptance, DpaText};
use similar::{ChangeTag, TextDiff};

impl Companion {
    /// What changed since the accepted version, in this language where both versions have it, else in the language of the
    /// acceptance. Nothing where the text accepted then cannot be had as it was.
    pub(super) async fn changes_since(
        &self,
        accepted: &DpaAcceptance,
        language: &str,
    ) -> Option<Vec<Paragraph>> {
        let central = self.meet_service(None).await.ok()?;
        let (before, now) = tokio::join!(central.dpa_version(accepted.version), central.dpa());
        let (before, now) = (before.ok()?.texts, now.ok()?.texts);
        let is_accepted = |text: &DpaText| text.sha256 == accepted.sha256 && text.is_whole();
        if !before.iter().any(is_accepted) {
            return None;
        }
        [language, &accepted.language]
            .into_iter()
            .find_map(|language| {
                Some(changes(
                    &of(&before, language)?.markdown,
                    &of(&now, language)?.markdown,
                ))
            })
    }
}

fn of<'texts>(texts: &'texts [DpaText], language: &str) -> Option<&'texts DpaText> {
    let mut whole = texts.iter().filter(|text| text.is_whole());
    whole.find(|text| text.language == language)
}

/// Every paragraph of both texts, in the order in which they are read.
fn changes(before: &str, now: &str) -> Vec<Paragraph> {
    let (before, now) = (paragraphs(before), paragraphs(now));
    let before: Vec<&str> = before.iter().map(String::as_str).collect();
    let now: Vec<&str> = now.iter().map(String::as_str).collect();
    let difference = TextDiff::from_slices(&before, &now);
    let all = difference.iter_all_changes();
    all.map(|change| Paragraph {
        change: match change.tag() {
            ChangeTag::Equal => ParagraphChange::Kept,
            ChangeTag::Insert => ParagraphChange::Added,
            ChangeTag::Delete => ParagraphChange::Removed,
        },
        text: change.value().to_owned(),
    })
    .collect()
}

/// The paragraphs of a text, each list item and heading on its own; where its lines break says nothing.
fn paragraphs(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut goes_on = false;
    for line in text.lines().map(str::trim_end) {
        let is_item = line.starts_with("- ") || line.starts_with('#') || line.starts_with('|');
        match found.last_mut() {
            _ if line.trim().is_empty() => goes_on = false,
            Some(last) if goes_on && !is_item => {
                last.push(' ');
                last.push_str(line.trim_start());
            }
            _ => {
                found.push(line.to_owned());
                goes_on = !line.starts_with('#');
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::ParagraphChange::{Added, Kept, Removed};

    fn told(before: &str, now: &str) -> Vec<(ParagraphChange, String)> {
        let all = changes(before, now).into_iter();
        all.map(|paragraph| (paragraph.change, paragraph.text))
            .collect()
    }

    #[test]
    fn a_paragraph_that_is_gone_is_told_as_well_as_one_that_is_new() {
        let before = "# Agreement\n\nFirst.\n\nIt is not sold.\n\n- one\n- two\n";
        let now = "# Agreement\n\nFirst.\n\n- one\n- three\n- two\n\nLast.\n";
        let expected = [
            (Kept, "# Agreement"),
            (Kept, "First."),
            (Removed, "It is not sold."),
            (Kept, "- one"),
            (Added, "- three"),
            (Kept, "- two"),
            (Added, "Last."),
        ];
        assert_eq!(
            told(before, now),
            expected.map(|(change, text)| (change, text.to_owned()))
        );
    }

    #[test]
    fn lines_that_break_elsewhere_are_no_change() {
        let changed = told(
            "One two\nthree.\n\n- a\n  b\n",
            "One\ntwo three.\n\n- a b\n",
        );
        assert!(
            changed.iter().all(|(change, _)| *change == Kept),
            "{changed:?}"
        );
    }

    #[test]
    fn both_texts_can_be_read_out_of_the_changes() {
        let before = include_str!("../../../service/dpa/v1.en.md");
        let now = before.replace("It is used for nothing else.", "It may be used for more.");
        let changed = told(before, &now);
        let side = |other: ParagraphChange| -> Vec<String> {
            let kept = changed.iter().filter(|(change, _)| *change != other);
            kept.map(|(_, text)| text.clone()).collect()
        };
        assert_eq!(side(Added), paragraphs(before));
        assert_eq!(side(Removed), paragraphs(&now));
        assert_eq!(
            changed.iter().filter(|(change, _)| *change != Kept).count(),
            2
        );
    }
}
