//! An allowlist as it was typed or pasted, judged and counted before it is saved.

use super::words::count;
use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::view::{AllowlistPreview, DomainPassing, EntryPreview, EntryProblem, PassingView};
use consent::{Allowlist, Entry, Policy, Refusal, VerifiedPolicy};
use privacy::{Passing, Tally, Through, ThroughEntry};
use std::collections::HashSet;

/// How many entries are looked at one by one; more than a person reads.
const MOST_SHOWN: usize = 400;

/// How many domains below a wildcard are named.
const MOST_BELOW: usize = 5;

impl Companion {
    pub(super) async fn preview_list(
        &self,
        typed: &[String],
    ) -> Result<AllowlistPreview, Obstacle> {
        let connection = self.organisation().await?;
        let policy = self.kept_policy(&connection.tenant).await?;
        let policy = policy.as_ref().map(VerifiedPolicy::policy);
        let tally = {
            let papers = self.bench.papers();
            let survey = papers
                .survey
                .as_ref()
                .filter(|survey| survey.so_far.read > 0);
            survey.map(|survey| survey.so_far.tally.clone())
        };
        Ok(preview(typed, policy, tally.as_deref()))
    }
}

/// What a list says and what it would let through.
fn preview(typed: &[String], policy: Option<&Policy>, tally: Option<&Tally>) -> AllowlistPreview {
    let mut folded = 0;
    let mut seen = HashSet::new();
    let mut refused = Vec::new();
    let mut accepted: Vec<(&String, Entry)> = Vec::new();
    for text in typed {
        match judge(text, policy) {
            Ok(entry) if !seen.insert(entry.to_string()) => folded += 1,
            Ok(entry) => accepted.push((text, entry)),
            Err(_) if !seen.insert(text.trim().to_lowercase()) => folded += 1,
            Err(refusal) => refused.push((text, refusal)),
        }
    }
    let list = Allowlist::new(accepted.iter().map(|(_, entry)| entry.clone()));
    let through = tally.map(|tally| tally.through(&list));
    let of_entry = |place: usize| through.as_ref()?.entries.get(place);
    let mut entries: Vec<EntryPreview> = refused
        .iter()
        .map(|(text, why)| turned_away(text, *why))
        .collect();
    let let_in = (0..)
        .zip(&accepted)
        .map(|(place, (text, entry))| let_in(text, entry, of_entry(place)));
    entries.extend(let_in.take(MOST_SHOWN.saturating_sub(entries.len())));
    entries.truncate(MOST_SHOWN);
    AllowlistPreview {
        entries,
        distinct: count((accepted.len() + refused.len()) as u64),
        refused: count(refused.len() as u64),
        folded,
        accepted: list.entries().iter().map(Entry::to_string).collect(),
        amended: amended(typed),
        total: through.map(|Through { total, .. }| passing(total)),
    }
}

fn judge(text: &str, policy: Option<&Policy>) -> Result<Entry, Refusal> {
    let entry = Entry::parse(text)?;
    if policy.is_some_and(|policy| policy.is_internal_domain(entry.domain())) {
        return Err(Refusal::Internal);
    }
    Ok(entry)
}

fn turned_away(text: &str, refusal: Refusal) -> EntryPreview {
    EntryPreview {
        entry: text.to_owned(),
        normalised: None,
        unicode: None,
        is_wildcard: false,
        refused: Some(EntryProblem::from(refusal)),
        passing: None,
        below: Vec::new(),
        domains: 0,
    }
}

fn let_in(text: &str, entry: &Entry, through: Option<&ThroughEntry>) -> EntryPreview {
    let is_wildcard = matches!(entry, Entry::Below(_));
    let shown = entry.domain().unicode();
    let unicode = (shown != entry.domain().as_str()).then(|| {
        if is_wildcard {
            format!("*.{shown}")
        } else {
            shown
        }
    });
    let mut below: Vec<DomainPassing> = through
        .filter(|_| is_wildcard)
        .into_iter()
        .flat_map(|through| &through.domains)
        .map(|(domain, alone)| DomainPassing {
            domain: domain.clone(),
            passing: passing(*alone),
        })
        .collect();
    let domains = count(below.len() as u64);
    below.sort_by_key(|one| std::cmp::Reverse(one.passing.mails + one.passing.attendances));
    below.truncate(MOST_BELOW);
    EntryPreview {
        entry: text.to_owned(),
        normalised: Some(entry.to_string()),
        unicode,
        is_wildcard,
        refused: None,
        passing: through.map(|through| passing(through.passing)),
        below,
        domains,
    }
}

/// The list with the domain in place of each mail or web address, where there is one.
fn amended(typed: &[String]) -> Option<Vec<String>> {
    let meant = |text: &String| meant_by(text).unwrap_or_else(|| text.clone());
    let amended: Vec<String> = typed.iter().map(meant).collect();
    (amended != typed).then_some(amended)
}

/// The domain that somebody meant who typed a mail or web address.
fn meant_by(text: &str) -> Option<String> {
    let domain = match Entry::parse(text) {
        Err(Refusal::Address) => text
            .trim_end_matches(['>', ')', '.'])
            .rsplit('@')
            .next()?
            .to_owned(),
        Err(Refusal::Url) => {
            let text = text.trim();
            let url = if text.contains("://") {
                text.to_owned()
            } else {
                format!("https://{text}")
            };
            let host = url::Url::parse(&url).ok()?.host_str()?.to_owned();
            host.strip_prefix("www.")
                .map_or(host.clone(), str::to_owned)
        }
        _ => return None,
    };
    Entry::parse(&domain)
        .ok()
        .map(|entry| entry.domain().unicode())
}

fn passing(passing: Passing) -> PassingView {
    PassingView {
        meetings: count(passing.meetings),
        attendances: count(passing.attendances),
        mails: count(passing.mails),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(entries: &[&str]) -> Vec<String> {
        entries.iter().map(|&entry| entry.to_owned()).collect()
    }

    #[test]
    fn doubles_are_folded_in_any_spelling_and_both_forms_are_shown() {
        let list = typed(&[
            "ACME.example",
            "acme.example",
            "münchen.example",
            "xn--mnchen-3ya.example",
            "*.faß.example",
        ]);
        let preview = preview(&list, None, None);
        assert_eq!(
            (preview.distinct, preview.folded, preview.refused),
            (3, 2, 0)
        );
        assert_eq!(
            preview.accepted,
            [
                "acme.example",
                "xn--mnchen-3ya.example",
                "*.xn--fa-hia.example"
            ]
        );
        let shown: Vec<_> = preview
            .entries
            .iter()
            .map(|entry| entry.unicode.as_deref())
            .collect();
        assert_eq!(
            shown,
            [None, Some("münchen.example"), Some("*.faß.example")]
        );
    }

    #[test]
    fn an_address_is_refused_and_its_domain_offered() {
        let list = typed(&[
            "buyer@acme.example",
            "https://www.partner.example/team?a=1",
            "fabrikam.example",
            "*",
        ]);
        let preview = preview(&list, None, None);
        assert_eq!((preview.refused, preview.accepted.len()), (3, 1));
        assert_eq!(
            preview.amended.as_deref(),
            Some(&typed(&["acme.example", "partner.example", "fabrikam.example", "*"])[..])
        );
        assert_eq!(
            preview.entries.first().and_then(|entry| entry.refused),
            Some(EntryProblem::Address)
        );
    }

    #[test]
    fn a_large_paste_is_judged_whole_and_shown_in_part_with_what_is_refused_first() {
        let mut list: Vec<String> = (0..10_000)
            .map(|number| format!("d{number}.example"))
            .collect();
        list.push("buyer@acme.example".to_owned());
        let preview = preview(&list, None, Some(&Tally::default()));
        assert_eq!(
            (
                preview.accepted.len(),
                preview.entries.len(),
                preview.distinct
            ),
            (10_000, MOST_SHOWN, 10_001)
        );
        assert!(
            preview
                .entries
                .first()
                .is_some_and(|entry| entry.refused.is_some())
        );
    }
}
