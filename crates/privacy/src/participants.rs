use crate::Reason;
use activity::Address;
use consent::{MayRead, Policy, Rules};

/// Sifts participants: those that pass, in order and each once, or the reason why nobody does.
pub(crate) fn sift<T>(
    participants: Vec<(Option<Address>, T)>,
    proof: &impl MayRead,
) -> Result<Vec<(Address, T)>, Reason> {
    let usable: Vec<(Address, T)> = participants
        .into_iter()
        .filter_map(|(address, rest)| address.map(|address| (address, rest)))
        .collect();
    if usable.is_empty() {
        return Err(Reason::NoUsableAddress);
    }
    let policy = proof.policy();
    let external: Vec<(Address, T)> = usable
        .into_iter()
        .filter(|(address, _)| !policy.is_internal(address))
        .collect();
    if external.is_empty() {
        return Err(Reason::InternalOnly);
    }
    let allowed: Vec<(Address, T)> = external
        .into_iter()
        .filter(|(address, _)| policy.admits(address))
        .collect();
    if allowed.is_empty() {
        return Err(Reason::NotOnAllowlist);
    }
    let kept = without_excluded(allowed, proof.rules());
    if kept.is_empty() {
        Err(Reason::ExcludedByRule)
    } else {
        Ok(kept)
    }
}

fn without_excluded<T>(participants: Vec<(Address, T)>, rules: &Rules) -> Vec<(Address, T)> {
    participants
        .into_iter()
        .filter(|(address, _)| !rules.excludes(address))
        .collect()
}

/// Keeps the first of each address; what has no plain address is passed on for the count of usable ones.
pub(crate) fn each_once<T>(
    entries: impl IntoIterator<Item = (Option<Address>, T)>,
) -> Vec<(Option<Address>, T)> {
    let mut seen = std::collections::HashSet::new();
    entries
        .into_iter()
        .filter(|(address, _)| {
            address
                .as_ref()
                .is_none_or(|address| seen.insert(address.normal()))
        })
        .collect()
}

/// The organiser's address where it may be told: internal, or on the allowlist (RULES 6).
pub(crate) fn tellable_organiser(organiser: Option<&Address>, policy: &Policy) -> Option<String> {
    organiser
        .filter(|address| {
            policy.is_internal(address) || policy.allowed_external_domains.admits(address)
        })
        .map(|address| address.as_str().to_owned())
}

/// The trimmed text, unless it is blank.
pub(crate) fn trimmed(text: Option<&str>) -> Option<String> {
    text.map(str::trim)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}
