use crate::world::address::Address;
use serde::Serialize;

/// `{"emailAddress": {"name", "address"}}`
#[derive(Serialize)]
pub(crate) struct Recipient<'a> {
    #[serde(rename = "emailAddress")]
    email_address: &'a Address,
}

impl<'a> Recipient<'a> {
    pub(crate) fn of(address: &'a Address) -> Self {
        Self {
            email_address: address,
        }
    }
}

/// One after the other.
pub(crate) fn recipients(addresses: &[Address]) -> Vec<Recipient<'_>> {
    addresses.iter().map(Recipient::of).collect()
}
