//! Accounts: people, and what else has an entry in a directory.

use uuid::Uuid;

use super::dice::Dice;
use super::names::{PEOPLE, TITLES};
use super::tenant::Tenant;

/// Template id of the directory role Global Administrator.
pub const GLOBAL_ADMINISTRATOR: &str = "62e90394-69f5-4237-9190-012177145e10";
/// Template id of the directory role Cloud Application Administrator, who cannot grant Graph application permissions.
pub const CLOUD_APPLICATION_ADMINISTRATOR: &str = "158c047a-c907-4556-b7ef-446551a6b5f7";

/// What an account stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    /// A person with a mailbox.
    Person,
    /// A meeting room.
    Room,
    /// A mailbox that several people read and nobody signs in to.
    Shared,
    /// A person of another organisation.
    Guest,
    /// An account that never had a mailbox.
    WithoutMailbox,
}

/// Whether Graph can read an account's mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailboxAccess {
    /// It can.
    Open,
    /// There is none: 404 `MailboxNotEnabledForRESTAPI`.
    Missing,
    /// An administrator fenced it off for applications: 403 `ErrorAccessDenied` with `[RAOP]`.
    Fenced,
}

/// One account of a tenant's directory.
#[derive(Clone, Debug)]
pub struct User {
    /// The object id.
    pub id: Uuid,
    /// The sign-in name.
    pub upn: String,
    /// The name as shown.
    pub display_name: String,
    /// The primary mail address.
    pub mail: Option<String>,
    /// Template ids of the directory roles held.
    pub roles: Vec<String>,
    /// Whether the account may sign in.
    pub enabled: bool,
    /// The given name.
    pub given_name: Option<String>,
    /// The family name.
    pub surname: Option<String>,
    /// The job title.
    pub job_title: Option<String>,
    /// All addresses, as `SMTP:`, `smtp:`, `SIP:` and `X500:` entries.
    pub proxy_addresses: Vec<String>,
    /// The tenant's GUID.
    pub tenant_id: Uuid,
    /// What the account stands for.
    pub kind: AccountKind,
    /// Whether its mailbox can be read.
    pub mailbox: MailboxAccess,
    /// The language of the mailbox's folder names.
    pub language: &'static str,
    /// Whether the account was deleted.
    pub deleted: bool,
}

impl User {
    /// The addresses that deliver into this account's mailbox, as written in the directory.
    pub fn addresses(&self) -> impl Iterator<Item = &str> {
        let proxies = self.proxy_addresses.iter().filter_map(|entry| {
            let (scheme, address) = entry.split_once(':')?;
            scheme.eq_ignore_ascii_case("smtp").then_some(address)
        });
        [Some(self.upn.as_str()), self.mail.as_deref()]
            .into_iter()
            .flatten()
            .chain(proxies)
    }

    /// `Member` or `Guest`.
    pub fn user_type(&self) -> &'static str {
        if self.kind == AccountKind::Guest {
            "Guest"
        } else {
            "Member"
        }
    }
}

/// Makes the accounts of one tenant; the first `people` of them are people with a mailbox.
pub(crate) fn directory(seed: u64, tenant: &Tenant, number: u64, people: usize) -> Vec<User> {
    let dice = Dice::new(seed, &[2, number]);
    let mut accounts: Vec<User> = (0..people)
        .map(|place| person(dice, tenant, place))
        .collect();
    if let Some(administrator) = accounts.get_mut(1) {
        administrator.roles.push(GLOBAL_ADMINISTRATOR.to_owned());
    } else {
        let mut administrator = account(
            dice,
            tenant,
            9_000_000,
            AccountKind::WithoutMailbox,
            "Cloud Administrator",
            "admin",
        );
        administrator.upn = format!("admin@{}", tenant.initial_domain());
        administrator.roles.push(GLOBAL_ADMINISTRATOR.to_owned());
        accounts.push(administrator);
    }
    if people > 3 {
        accounts[3]
            .roles
            .push(CLOUD_APPLICATION_ADMINISTRATOR.to_owned());
    }
    accounts.push(account(
        dice,
        tenant,
        9_000_001,
        AccountKind::Room,
        "Room Aurora",
        "room.aurora",
    ));
    accounts.push(account(
        dice,
        tenant,
        9_000_002,
        AccountKind::Shared,
        "Info",
        "info",
    ));
    accounts.push(account(
        dice,
        tenant,
        9_000_003,
        AccountKind::WithoutMailbox,
        "Scanner Service",
        "svc.scanner",
    ));
    accounts.push(guest(dice, tenant));
    accounts
}

/// Makes an account as control adds it.
pub(crate) fn added(tenant: &Tenant, id: Uuid, upn: &str, display_name: &str) -> User {
    let local = upn.split_once('@').map_or(upn, |(local, _)| local);
    let mut user = account(
        Dice::new(0, &[]),
        tenant,
        0,
        AccountKind::Person,
        display_name,
        local,
    );
    user.id = id;
    upn.clone_into(&mut user.upn);
    user.mail = Some(upn.to_owned());
    user.proxy_addresses = vec![format!("SMTP:{upn}")];
    user
}

fn person(dice: Dice, tenant: &Tenant, place: usize) -> User {
    let (given, family, local) = PEOPLE[place % PEOPLE.len()];
    let round = place / PEOPLE.len();
    let local = if round == 0 {
        local.to_owned()
    } else {
        format!("{local}{round}")
    };
    let family = if round == 0 {
        family.to_owned()
    } else {
        format!("{family} {}", round + 1)
    };
    let mut user = account(
        dice,
        tenant,
        place as u64,
        AccountKind::Person,
        &format!("{given} {family}"),
        &local,
    );
    user.given_name = Some(given.to_owned());
    user.surname = Some(family);
    user.job_title = Some(dice.pick(place as u64, &TITLES).to_owned());
    if place % 5 == 4 {
        user.language = "de-DE";
    }
    if place % 7 == 3 && tenant.verified_domains.len() > 2 {
        // Signs in under one domain and writes under another.
        let primary = format!("{local}@{}", tenant.verified_domains[1]);
        user.proxy_addresses
            .retain(|entry| !entry.ends_with(&primary));
        user.proxy_addresses[0] = format!("smtp:{}", user.upn);
        user.proxy_addresses.insert(0, format!("SMTP:{primary}"));
        user.mail = Some(primary);
    }
    user
}

fn guest(dice: Dice, tenant: &Tenant) -> User {
    let mut user = account(
        dice,
        tenant,
        9_000_004,
        AccountKind::Guest,
        "Lena Fischer",
        "lena_partner.example#EXT#",
    );
    user.upn = format!("lena_partner.example#EXT#@{}", tenant.initial_domain());
    user.mail = Some("lena@partner.example".to_owned());
    user.proxy_addresses = vec!["SMTP:lena@partner.example".to_owned()];
    user
}

fn account(
    dice: Dice,
    tenant: &Tenant,
    number: u64,
    kind: AccountKind,
    display_name: &str,
    local: &str,
) -> User {
    let upn = format!("{local}@{}", tenant.default_domain());
    let has_mailbox = matches!(
        kind,
        AccountKind::Person | AccountKind::Room | AccountKind::Shared
    );
    let mut proxy_addresses = Vec::new();
    if has_mailbox {
        proxy_addresses.push(format!("SMTP:{upn}"));
        if tenant.verified_domains.len() > 2 {
            proxy_addresses.push(format!(
                "smtp:{}@{}",
                local.to_lowercase(),
                tenant.verified_domains[1]
            ));
        }
        proxy_addresses.push(format!("smtp:{local}@{}", tenant.initial_domain()));
        proxy_addresses.push(format!("SIP:{upn}"));
        proxy_addresses.push(format!("X500:/o=ExchangeLabs/ou=Exchange Administrative Group/cn=Recipients/cn={number:08x}-{local}"));
    }
    User {
        id: dice.uuid(number),
        display_name: display_name.to_owned(),
        mail: has_mailbox.then(|| upn.clone()),
        upn,
        roles: Vec::new(),
        enabled: matches!(
            kind,
            AccountKind::Person | AccountKind::Guest | AccountKind::WithoutMailbox
        ),
        given_name: None,
        surname: None,
        job_title: None,
        proxy_addresses,
        tenant_id: tenant.id,
        kind,
        mailbox: if has_mailbox {
            MailboxAccess::Open
        } else {
            MailboxAccess::Missing
        },
        language: "en-US",
        deleted: false,
    }
}
