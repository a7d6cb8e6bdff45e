use crate::asking::Asking;
use crate::chain::{Kind, State};
use crate::client::GraphClient;
use crate::cursor::Cursor;
use crate::refusal::GraphRefusal;
use crate::wire::{Dropped, Identified, WirePage};
use activity::{Domain, ObjectId, TenantId};
use consent::MayRead;
use serde::Deserialize;
use std::fmt;

/// The most people that Graph gives in one page.
const PAGE_SIZE: u32 = 999;

/// The tenant's own record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organization {
    /// The tenant.
    pub id: TenantId,
    /// Its name.
    pub display_name: Option<String>,
    /// Its verified domains.
    pub verified_domains: Vec<Domain>,
}

/// The person who signed in.
#[derive(Clone, PartialEq, Eq)]
pub struct Me {
    /// The person's `oid`.
    pub id: ObjectId,
    /// The name as shown.
    pub display_name: Option<String>,
    /// The language the person prefers (`de-DE`).
    pub preferred_language: Option<String>,
    /// The person's addresses as they came: mail, principal name, proxy addresses.
    pub addresses: Vec<String>,
}

/// A person, room or shared mailbox of the tenant.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// The `oid`.
    pub id: ObjectId,
    /// The addresses as they came: mail, principal name, proxy addresses.
    pub addresses: Vec<String>,
    /// Whether the account may sign in.
    pub is_enabled: bool,
    /// Whether it is a guest from another tenant.
    pub is_guest: bool,
}

/// One page of the tenant's people.
#[derive(Clone, Debug)]
pub struct UserPage {
    /// The people.
    pub users: Vec<User>,
    /// Where the next page begins; `None` after the last.
    pub next: Option<Cursor>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireOrganization {
    id: String,
    #[serde(default)]
    display_name: Option<String>,
    #[serde(default)]
    verified_domains: Vec<WireDomain>,
}

#[derive(Deserialize)]
struct WireDomain {
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireUser {
    id: String,
    #[serde(rename = "@removed", default)]
    removed: Option<Dropped>,
    #[serde(default)]
    display_name: Option<String>,
    #[serde(default)]
    mail: Option<String>,
    #[serde(default)]
    user_principal_name: Option<String>,
    #[serde(default)]
    proxy_addresses: Option<Vec<String>>,
    #[serde(default)]
    preferred_language: Option<String>,
    #[serde(default)]
    account_enabled: Option<bool>,
    #[serde(default)]
    user_type: Option<String>,
}

impl GraphClient {
    /// The tenant that the token speaks for: proves sign-in and tenant.
    pub async fn organization(&self) -> Result<Organization, GraphRefusal> {
        let url = self.url(&["organization"], "$select=id,displayName,verifiedDomains");
        let page: WirePage<WireOrganization> = self.get_json(url, Asking::default()).await?;
        let found = page
            .value
            .into_iter()
            .next()
            .ok_or(GraphRefusal::TenantGone)?;
        let domains = found
            .verified_domains
            .iter()
            .filter_map(|domain| Domain::parse(&domain.name).ok());
        Ok(Organization {
            id: TenantId::new(found.id.to_lowercase()).map_err(|_| GraphRefusal::WrongShape)?,
            display_name: found.display_name,
            verified_domains: domains.collect(),
        })
    }

    /// The person who signed in.
    pub async fn me(&self) -> Result<Me, GraphRefusal> {
        let url = self.url(
            &["me"],
            "$select=id,displayName,mail,userPrincipalName,proxyAddresses,preferredLanguage",
        );
        let mut user: WireUser = self.get_json(url, Asking::default()).await?;
        Ok(Me {
            id: user.object()?,
            display_name: user.display_name.take(),
            preferred_language: user.preferred_language.take(),
            addresses: user.addresses(),
        })
    }

    /// One page of the tenant's people; guests, rooms and shared mailboxes are among them.
    pub async fn users(
        &self,
        _proof: &impl MayRead,
        from: Option<&Cursor>,
    ) -> Result<UserPage, GraphRefusal> {
        let mut state = match from {
            Some(cursor) => State::open(cursor, Kind::Users)?,
            None => self.first_users(PAGE_SIZE)?,
        };
        let at_start = from.is_none();
        let smaller = |state: &mut State| {
            // Later links have the page size in them; they are kept as they are.
            if let (true, Ok(first)) = (at_start, self.first_users(state.size)) {
                *state = first;
            }
        };
        let fetched = self.page::<WireUser>(&mut state, None, smaller).await?;
        let count = fetched.page.value.len();
        let present = fetched
            .page
            .value
            .into_iter()
            .filter(|user| user.removed.is_none());
        let users = present
            .map(WireUser::into_user)
            .collect::<Result<Vec<_>, _>>()?;
        let next = match fetched.page.next {
            None => None,
            Some(next) => {
                state.advance(self.relative(&next)?, count, fetched.content)?;
                Some(state.cursor())
            }
        };
        Ok(UserPage { users, next })
    }

    fn first_users(&self, size: u32) -> Result<State, GraphRefusal> {
        let query = format!(
            "$select=id,mail,userPrincipalName,proxyAddresses,accountEnabled,userType&$top={size}"
        );
        let url = self.url(&["users"], &query);
        Ok(State::new(Kind::Users, self.relative(url.as_str())?, size))
    }
}

impl Identified for WireUser {
    fn id(&self) -> &str {
        &self.id
    }
}

impl WireUser {
    fn object(&self) -> Result<ObjectId, GraphRefusal> {
        ObjectId::new(self.id.to_lowercase()).map_err(|_| GraphRefusal::WrongShape)
    }

    fn addresses(self) -> Vec<String> {
        let named = self.mail.into_iter().chain(self.user_principal_name);
        named
            .chain(self.proxy_addresses.into_iter().flatten())
            .collect()
    }

    fn into_user(self) -> Result<User, GraphRefusal> {
        Ok(User {
            id: self.object()?,
            is_enabled: self.account_enabled.unwrap_or(true),
            is_guest: self.user_type.as_deref() == Some("Guest"),
            addresses: self.addresses(),
        })
    }
}

impl fmt::Debug for Me {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Me({})", self.id)
    }
}

impl fmt::Debug for User {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "User({})", self.id)
    }
}
