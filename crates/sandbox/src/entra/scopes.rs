//! Reading a `scope` parameter, and writing one back.

use std::collections::BTreeSet;

use super::permissions::{Permission, Resource, SIGN_IN, find};
use super::refusal::Refusal;

/// What a `scope` parameter asks for.
#[derive(Clone, Debug, Default)]
pub(super) struct Requested {
    /// `openid`, `profile`, `email`, `offline_access`.
    pub(super) sign_in: BTreeSet<&'static str>,
    /// Named permissions, each with the spelling that asked for it.
    pub(super) named: Vec<(Permission, String)>,
    /// A resource asked for as `.default`, with the spelling.
    pub(super) default: Option<(Resource, String)>,
}

impl Requested {
    pub(super) fn parse(scope: &str) -> Result<Self, Refusal> {
        let mut requested = Self::default();
        for asked in scope.split_whitespace() {
            if let Some(name) = SIGN_IN.iter().find(|name| name.eq_ignore_ascii_case(asked)) {
                requested.sign_in.insert(name);
                continue;
            }
            let (resource, name) = split(asked).ok_or_else(|| Refusal::unknown_resource(asked))?;
            if name.eq_ignore_ascii_case(".default") {
                requested.default = Some((resource, asked.to_owned()));
                continue;
            }
            if let Some(name) = SIGN_IN
                .iter()
                .find(|known| known.eq_ignore_ascii_case(name))
            {
                requested.sign_in.insert(name);
                continue;
            }
            let entry = find(resource, name).filter(|entry| entry.delegated.is_some());
            let entry = entry.ok_or_else(|| Refusal::unknown_scope(asked))?;
            if !requested
                .named
                .iter()
                .any(|(permission, _)| *permission == entry.permission)
            {
                requested.named.push((entry.permission, asked.to_owned()));
            }
        }
        if requested.default.is_some() && !requested.named.is_empty() {
            return Err(Refusal::invalid_scope(
                70011,
                ".default scope can't be combined with resource-specific scopes.",
            ));
        }
        Ok(requested)
    }

    /// The resources asked for, in the order of asking; Graph when only sign-in scopes were named.
    pub(super) fn resources(&self) -> Vec<Resource> {
        let mut resources: Vec<Resource> =
            self.default.iter().map(|(resource, _)| *resource).collect();
        for ((resource, _), _) in &self.named {
            if !resources.contains(resource) {
                resources.push(*resource);
            }
        }
        if resources.is_empty() {
            resources.push(Resource::Graph);
        }
        resources
    }

    /// The one resource that a token request may name.
    pub(super) fn only_resource(&self) -> Result<Resource, Refusal> {
        match self.resources().as_slice() {
            [resource] => Ok(*resource),
            _ => Err(Refusal::invalid_scope(
                700_022,
                "The provided value for the input parameter scope isn't valid because it contains more than one resource.",
            )),
        }
    }

    /// The named permissions and the sign-in scopes as permissions.
    pub(super) fn permissions(&self) -> BTreeSet<Permission> {
        let sign_in = self.sign_in.iter().map(|name| (Resource::Graph, *name));
        self.named
            .iter()
            .map(|(permission, _)| *permission)
            .chain(sign_in)
            .collect()
    }

    /// This request without what belongs to other resources than `resource`.
    pub(super) fn narrowed(&self, resource: Resource) -> Self {
        Self {
            sign_in: self.sign_in.clone(),
            named: self
                .named
                .iter()
                .filter(|((of, _), _)| *of == resource)
                .cloned()
                .collect(),
            default: self.default.clone().filter(|(of, _)| *of == resource),
        }
    }

    /// The `scope` of a token answer: what was granted, spelled as it was asked for.
    pub(super) fn answer(&self, granted: &BTreeSet<Permission>, resource: Resource) -> String {
        let mut words: Vec<String> = self
            .sign_in
            .iter()
            .filter(|name| **name != "offline_access")
            .map(|n| (*n).to_owned())
            .collect();
        let full = self.default.is_some()
            || resource != Resource::Graph
            || self
                .named
                .iter()
                .any(|(_, asked)| asked.starts_with("https://"));
        for permission in granted
            .iter()
            .filter(|(of, name)| *of == resource && !SIGN_IN.contains(name))
        {
            let asked = self
                .named
                .iter()
                .find(|(named, _)| named == permission)
                .map(|(_, asked)| asked.clone());
            words.push(asked.unwrap_or_else(|| {
                if full {
                    full_name(*permission)
                } else {
                    permission.1.to_owned()
                }
            }));
        }
        words.extend(self.default.iter().map(|(_, asked)| asked.clone()));
        words.join(" ")
    }
}

/// `https://graph.microsoft.com/Mail.Read` for a permission.
pub(super) fn full_name((resource, name): Permission) -> String {
    format!("{}/{name}", resource.audience())
}

/// Splits `resource/name`; a bare name belongs to Graph.
///
/// Graph clients that derive the scope from the address they call (Kiota does) ask for the sandbox's own origin.
pub(super) fn split(asked: &str) -> Option<(Resource, &str)> {
    let Some((prefix, name)) = asked.rsplit_once('/') else {
        return Some((Resource::Graph, asked));
    };
    let prefix = prefix.trim_end_matches('/').to_ascii_lowercase();
    let resource = match prefix.as_str() {
        "https://graph.microsoft.com" | "00000003-0000-0000-c000-000000000000" => Resource::Graph,
        "https://outlook.office.com"
        | "https://outlook.office365.com"
        | "https://ps.outlook.com"
        | "00000002-0000-0ff1-ce00-000000000000" => Resource::Outlook,
        local if is_loopback(local) => Resource::Graph,
        _ => return None,
    };
    Some((resource, name))
}

fn is_loopback(origin: &str) -> bool {
    url::Url::parse(origin)
        .is_ok_and(|url| matches!(url.host_str(), Some("localhost" | "127.0.0.1")))
}
