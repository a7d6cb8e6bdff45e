//! Who belongs to the tenant and who passes, read plainly.

use jiff::Timestamp;
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};

pub(crate) struct Tenant {
    pub(crate) internal: Vec<String>,
    pub(crate) allowed: Vec<String>,
    pub(crate) owners: HashMap<String, String>,
    pub(crate) readable: BTreeSet<String>,
    pub(crate) now: Timestamp,
}

/// A plain address: as told, as compared, and its domain.
#[derive(Clone)]
pub(crate) struct Plain {
    pub(crate) told: String,
    pub(crate) same: String,
    pub(crate) domain: String,
}

pub(crate) fn plain(raw: &Value) -> Option<Plain> {
    let told = raw.as_str()?.trim().to_lowercase();
    let is_legacy = ["/", "x500:", "imceaex-"]
        .iter()
        .any(|start| told.starts_with(start));
    let (local, domain) = told.rsplit_once('@')?;
    let is_quoted = local.len() > 2 && local.starts_with('"') && local.ends_with('"');
    let is_odd = local.is_empty() || local.contains(['@', ' ', '<', ',', ':', ';']);
    if is_legacy || is_odd && !is_quoted || domain.contains(['[', ' ', '>']) {
        return None;
    }
    let domain = idna::domain_to_ascii(domain).ok()?;
    let domain = domain.trim_end_matches('.').to_owned();
    let same = format!("{local}@{domain}");
    Some(Plain { told, same, domain })
}

impl Tenant {
    pub(crate) fn is_internal(&self, address: &Plain) -> bool {
        self.internal
            .iter()
            .any(|own| address.domain == *own || address.domain.ends_with(&format!(".{own}")))
    }

    pub(crate) fn is_listed(&self, address: &Plain) -> bool {
        self.allowed
            .iter()
            .any(|entry| match entry.strip_prefix('*') {
                Some(below) => address.domain.ends_with(below),
                None => address.domain == *entry,
            })
    }

    /// Those that pass, or why nobody does.
    pub(crate) fn sift<T: Clone>(
        &self,
        people: &[(Plain, T)],
    ) -> Result<Vec<(Plain, T)>, &'static str> {
        if people.is_empty() {
            return Err("no_usable_address");
        }
        let external: Vec<_> = people
            .iter()
            .filter(|(address, _)| !self.is_internal(address))
            .cloned()
            .collect();
        if external.is_empty() {
            return Err("internal_only");
        }
        let listed: Vec<_> = external
            .into_iter()
            .filter(|(address, _)| self.is_listed(address))
            .collect();
        if listed.is_empty() {
            Err("not_on_allowlist")
        } else {
            Ok(listed)
        }
    }
}
