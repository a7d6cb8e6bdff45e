//! The rules that a row offers: by what of it the employee could leave it out.

use crate::view::{RuleDraft, RuleKind};
use activity::{Address, Instant};
use consent::subject_words;
use ledger::{MeetingName, OwnItem};
use privacy::Key;

/// What of a row could be left out: the meeting and its series, each person it was with, their domains, each word of its
/// subject. Of most of that only a preview knows.
pub(crate) fn offered(item: &OwnItem) -> Vec<RuleDraft> {
    let mut offered = match (&item.meeting, item.at) {
        (Some(name), Some(at)) => offered_meeting(name, at),
        _ => Vec::new(),
    };
    let addresses: Vec<Address> = item
        .plain
        .with
        .iter()
        .filter_map(|text| Address::parse(text))
        .collect();
    let people = addresses
        .iter()
        .map(|address| draft(RuleKind::Person, address.as_str()));
    offered.extend(people);
    for address in &addresses {
        let domain = draft(RuleKind::Domain, address.domain().as_str());
        if !offered.contains(&domain) {
            offered.push(domain);
        }
    }
    for word in item
        .plain
        .subject
        .iter()
        .flat_map(|text| subject_words(text))
    {
        let word = draft(RuleKind::SubjectWord, &word);
        if !offered.contains(&word) {
            offered.push(word);
        }
    }
    offered
}

/// The meeting that begins then, or this occurrence of it, and its series.
pub(crate) fn offered_meeting(name: &MeetingName, begins: Instant) -> Vec<RuleDraft> {
    let named = |kind: RuleKind, key: Key| RuleDraft {
        kind,
        value: key.to_hex(),
        label: Some(begins.to_string()),
    };
    let series = name.series.map(|key| named(RuleKind::Series, key));
    let is_whole = name.series == Some(name.meeting);
    let meeting = (!is_whole).then(|| named(RuleKind::Meeting, name.meeting));
    meeting.into_iter().chain(series).collect()
}

fn draft(kind: RuleKind, value: &str) -> RuleDraft {
    RuleDraft {
        kind,
        value: value.to_owned(),
        label: None,
    }
}
