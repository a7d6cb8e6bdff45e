use crate::callback::CallbackWords;
use crate::employee::refusal_in;
use crate::loopback::{LoopbackListener, Redirect};
use crate::platform::Platform;
use crate::refusal::SignInRefusal;
use crate::scopes::with_openid;
use crate::session::{Session, TokenSource};
use activity::TenantId;
use egress::{EgressError, Request};
use oauth2::CsrfToken;
use serde::Deserialize;
use std::time::Duration;
use url::Url;

/// How often and how long to wait until the granted permissions arrive in new tokens.
const ARRIVAL_TRIES: u32 = 12;
const ARRIVAL_WAIT: Duration = Duration::from_secs(5);

/// An admin's consent that has begun: the browser can be sent to [`consent_url`](Self::consent_url).
#[derive(Debug)]
pub struct AdminConsent {
    listener: LoopbackListener,
    consent_url: Url,
    deadline: Duration,
}

/// The browser says that an admin consented. Anybody can write such an address: it proves nothing before [`Proof::of`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consented {
    /// The tenant that the browser named.
    pub claimed_tenant: Option<TenantId>,
}

/// The tenant's own tokens read the tenant's own record: consent is real.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    tenant: TenantId,
}

impl AdminConsent {
    /// Opens the listener and makes the address of the consent page for every permission the app is registered with.
    pub async fn begin(
        platform: &Platform,
        redirect: &Redirect,
        words: CallbackWords,
        deadline: Duration,
    ) -> Result<Self, SignInRefusal> {
        let state = CsrfToken::new_random_len(32).into_secret();
        let listener = LoopbackListener::open(redirect, state.clone(), words).await?;
        let mut consent_url = platform.authority().admin_consent();
        consent_url
            .query_pairs_mut()
            .append_pair("client_id", platform.client_id())
            .append_pair("scope", crate::GRAPH_DEFAULT_SCOPE)
            .append_pair("redirect_uri", listener.redirect_uri())
            .append_pair("state", &state);
        Ok(Self {
            listener,
            consent_url,
            deadline,
        })
    }

    /// The page to open in the system's browser, or to send to an admin.
    pub fn consent_url(&self) -> &Url {
        &self.consent_url
    }

    /// Waits for the admin. A refusal also says `admin_consent=True`, so only `error` counts.
    pub async fn wait(mut self) -> Result<Consented, SignInRefusal> {
        let parameters = self.listener.answer(self.deadline).await?;
        if let Some(refusal) = refusal_in(&parameters) {
            return Err(refusal);
        }
        if !parameters.contains_key("admin_consent") && !parameters.contains_key("tenant") {
            return Err(SignInRefusal::CallbackMalformed);
        }
        let claimed = parameters.get("tenant").map(|tenant| tenant.to_lowercase());
        let claimed_tenant = claimed.map(TenantId::new).transpose();
        Ok(Consented {
            claimed_tenant: claimed_tenant.map_err(|_| SignInRefusal::CallbackMalformed)?,
        })
    }
}

/// The page on which an admin approves these delegated permissions for everybody in the tenant; made to be sent to one. The
/// browser then goes to `redirect_uri`, which is told `state`.
pub fn approval_page(
    platform: &Platform,
    scopes: &[String],
    redirect_uri: &str,
    state: &str,
) -> Url {
    let mut page = platform.authority().admin_consent();
    page.query_pairs_mut()
        .append_pair("client_id", platform.client_id())
        .append_pair("scope", &with_openid(scopes).join(" "))
        .append_pair("redirect_uri", redirect_uri)
        .append_pair("state", state);
    page
}

impl Proof {
    /// Reads the tenant's record with the tenant's own token, waiting a while for the permissions to arrive.
    ///
    /// `expected` is what was configured or claimed: every one of them must be the tenant that is found.
    pub async fn of(
        platform: &Platform,
        session: &Session,
        graph: &Url,
        expected: &[&TenantId],
    ) -> Result<Self, SignInRefusal> {
        let mut token = session.access_token().await?;
        for attempt in 1.. {
            match organization(platform, graph, &token).await {
                Ok(tenant) if expected.iter().all(|expected| **expected == tenant) => {
                    return Ok(Self { tenant });
                }
                Ok(_) => return Err(SignInRefusal::TenantNotProved),
                Err(SignInRefusal::RolesNotThereYet) if attempt < ARRIVAL_TRIES => {
                    platform.egress().pacing().sleep(ARRIVAL_WAIT).await;
                    token = session.renew(&token, None).await?;
                }
                Err(refusal) => return Err(refusal),
            }
        }
        Err(SignInRefusal::RolesNotThereYet)
    }

    /// The tenant.
    pub fn tenant(&self) -> &TenantId {
        &self.tenant
    }
}

async fn organization(
    platform: &Platform,
    graph: &Url,
    token: &secrecy::SecretString,
) -> Result<TenantId, SignInRefusal> {
    #[derive(Deserialize)]
    struct Organizations {
        value: Vec<Organization>,
    }
    #[derive(Deserialize)]
    struct Organization {
        id: String,
    }
    let mut url = graph.clone();
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().push("organization");
    }
    url.set_query(Some("$select=id&$top=1"));
    let answer = platform
        .egress()
        .fetch(Request::get(url).bearer(token).body_limit(1024 * 1024))
        .await;
    let answer = answer.map_err(|error| match &error {
        EgressError::Status(answer) if matches!(answer.code, 401 | 403) => {
            SignInRefusal::RolesNotThereYet
        }
        _ => error.into(),
    })?;
    let organizations: Organizations =
        serde_json::from_slice(answer.body()).map_err(|_| SignInRefusal::WrongShape)?;
    let first = organizations
        .value
        .into_iter()
        .next()
        .ok_or(SignInRefusal::TenantNotProved)?;
    TenantId::new(first.id.to_lowercase()).map_err(|_| SignInRefusal::WrongShape)
}
