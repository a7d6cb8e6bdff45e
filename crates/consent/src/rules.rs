use activity::{Address, Domain};
use serde::{Deserialize, Serialize};

/// What an employee narrows on their own connection; rules only ever take away.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Rules {
    /// People left out, as plain addresses.
    pub excluded_people: Vec<String>,
    /// Domains left out, with all below them.
    pub excluded_domains: Vec<Domain>,
}

impl Rules {
    /// Whether the employee left this person out.
    pub fn excludes(&self, address: &Address) -> bool {
        self.excluded_domains
            .iter()
            .any(|domain| address.domain().is_within(domain))
            || self
                .excluded_people
                .iter()
                .any(|person| Address::parse(person).as_ref() == Some(address))
    }
}
