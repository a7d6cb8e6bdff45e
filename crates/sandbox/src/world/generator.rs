//! What everything generated is computed from.

use jiff::Timestamp;

use super::address::Address;
use super::dice::Dice;
use super::partition::Partition;
use super::people::{self, AccountKind, User};
use super::tenant::Tenant;

/// The seed, the sizes and the people of a world: enough to make any item of it.
#[derive(Debug)]
pub(crate) struct Generator {
    pub(crate) seed: u64,
    /// The instant that generated times are relative to: the start of the world.
    pub(crate) base: Timestamp,
    pub(crate) messages: u64,
    pub(crate) events: u64,
    pub(crate) companies: Vec<Company>,
    /// The accounts of all companies, as they were at the start.
    pub(crate) accounts: Vec<User>,
}

/// The people of one tenant, by number.
#[derive(Debug)]
pub(crate) struct Company {
    pub(crate) tenant: Tenant,
    pub(crate) first: u32,
    pub(crate) people: u64,
    pub(crate) room: u32,
    pub(crate) shared: u32,
    pub(crate) partition: Partition,
}

/// What an account is in its company.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Person(u64),
    Room,
    Shared,
    Other,
}

impl Generator {
    pub(crate) fn new(
        seed: u64,
        base: Timestamp,
        people: usize,
        messages: usize,
        events: usize,
        tenants: &[Tenant],
    ) -> Self {
        let mut accounts: Vec<User> = Vec::new();
        let mut companies = Vec::new();
        for (number, tenant) in tenants.iter().enumerate() {
            let size = if number == 0 {
                people.max(1)
            } else {
                people.clamp(1, 3)
            };
            let first = accounts.len();
            accounts.extend(people::directory(seed, tenant, number as u64, size));
            let place = |kind: AccountKind| {
                let found = accounts[first..]
                    .iter()
                    .position(|account| account.kind == kind);
                (first + found.unwrap_or_default()) as u32
            };
            companies.push(Company {
                tenant: tenant.clone(),
                first: first as u32,
                people: size as u64,
                room: place(AccountKind::Room),
                shared: place(AccountKind::Shared),
                partition: Partition::new(size as u64),
            });
        }
        let limit = (1 << 30) - 1;
        Self {
            seed,
            base,
            messages: (messages as u64).min(limit),
            events: (events as u64).min(limit),
            companies,
            accounts,
        }
    }

    pub(crate) fn place(&self, account: u32) -> (usize, Place) {
        let number = self
            .companies
            .iter()
            .rposition(|company| company.first <= account)
            .unwrap_or_default();
        let company = &self.companies[number];
        let offset = u64::from(account - company.first);
        let place = if account as usize >= self.accounts.len() {
            Place::Other
        } else if offset < company.people {
            Place::Person(offset)
        } else if account == company.room {
            Place::Room
        } else if account == company.shared {
            Place::Shared
        } else {
            Place::Other
        };
        (number, place)
    }

    pub(crate) fn dice(&self, kind: u64, company: usize, slot: u64) -> Dice {
        Dice::new(self.seed, &[kind, company as u64, slot])
    }

    /// How a person's name and address are written here: mostly as in the directory, sometimes in another case, sometimes
    /// under an alias.
    pub(crate) fn address_of(&self, company: usize, person: u64, dice: Dice) -> Address {
        let account = &self.accounts[self.companies[company].first as usize + person as usize];
        let mail = account.mail.as_deref().unwrap_or(&account.upn);
        let written = match dice.below(31, 20) {
            0 => mail.to_uppercase(),
            1 => mail.to_lowercase(),
            2 => account.addresses().nth(2).unwrap_or(mail).to_owned(),
            3 => account.addresses().last().unwrap_or(mail).to_owned(),
            _ => mail.to_owned(),
        };
        Address {
            name: Some(account.display_name.clone()),
            address: Some(written),
        }
    }
}
