//! Tenants: who they are and which domains are theirs.

use uuid::Uuid;

use super::dice::Dice;

/// One organisation.
#[derive(Clone, Debug)]
pub struct Tenant {
    /// The tenant's GUID.
    pub id: Uuid,
    /// The organisation's name.
    pub display_name: String,
    /// Domains that it has proved to own; the first is the default, the last is the initial one.
    pub verified_domains: Vec<String>,
}

impl Tenant {
    pub(crate) fn default_domain(&self) -> &str {
        self.verified_domains.first().map_or("", String::as_str)
    }

    pub(crate) fn initial_domain(&self) -> &str {
        self.verified_domains.last().map_or("", String::as_str)
    }
}

pub(crate) fn tenants(seed: u64) -> Vec<Tenant> {
    let dice = Dice::new(seed, &[1]);
    let tenant = |number: u64, name: &str, domains: &[&str]| Tenant {
        id: dice.uuid(number),
        display_name: name.to_owned(),
        verified_domains: domains.iter().map(|domain| (*domain).to_owned()).collect(),
    };
    vec![
        tenant(
            0,
            "Contoso",
            &[
                "contoso.example",
                "contoso-emea.example",
                "bücher-contoso.example",
                "contoso.onmicrosoft.example",
            ],
        ),
        tenant(
            1,
            "Fabrikam",
            &["fabrikam.example", "fabrikam.onmicrosoft.example"],
        ),
    ]
}

/// What the tenant's administrator allows to be read of transcripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct TranscriptSwitches {
    /// "Graph API access to transcripts".
    pub(crate) graph_access: bool,
    /// "Speaker attribution".
    pub(crate) speaker_attribution: bool,
    /// Whether an application access policy lets applications act for users.
    pub(crate) application_access_policy: bool,
    /// Minutes from the end of a meeting until its transcript can be read.
    pub(crate) delay_minutes: i64,
}

impl Default for TranscriptSwitches {
    fn default() -> Self {
        Self {
            graph_access: true,
            speaker_attribution: true,
            application_access_policy: true,
            delay_minutes: 2,
        }
    }
}
