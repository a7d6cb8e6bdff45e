use activity::{Address, ObjectId};
use std::collections::{HashMap, HashSet};

/// The tenant's own mailboxes: which address is whose, and which of them can be read.
#[derive(Default)]
pub struct Directory {
    owners: HashMap<Address, ObjectId>,
    readable: HashSet<ObjectId>,
}

impl Directory {
    /// Adds a person's or room's addresses, as they came; unusable ones are passed over.
    pub fn add<'a>(&mut self, owner: &ObjectId, addresses: impl IntoIterator<Item = &'a str>) {
        for address in addresses.into_iter().filter_map(usable_proxy) {
            self.owners.entry(address).or_insert_with(|| owner.clone());
        }
    }

    /// Marks a mailbox as readable by this connection.
    pub fn mark_readable(&mut self, mailbox: ObjectId) {
        self.readable.insert(mailbox);
    }

    pub(crate) fn owner(&self, address: &Address) -> Option<&ObjectId> {
        self.owners.get(address)
    }

    pub(crate) fn is_readable(&self, mailbox: &ObjectId) -> bool {
        self.readable.contains(mailbox)
    }
}

/// The address in an entry of `proxyAddresses` (`SMTP:ada@contoso.example`) or in a plain address field.
pub(crate) fn usable_proxy(text: &str) -> Option<Address> {
    match text.split_once(':') {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("smtp") => Address::parse(rest),
        Some(_) => None,
        None => Address::parse(text),
    }
}
