use crate::Fallible;
use crate::stage::Stage;
use activity::{ConnectionId, Domain, Instant, ObjectId, Road, Sha256, TenantId};
use consent::{Allowlist, DpaAcceptance, DpaState, Entry, Policy, Register, Rules, SignedPolicy};
use ed25519_dalek::SigningKey;
use egress::{Egress, EgressConfig, Origin, Request, Role};
use graph::{GraphClient, Reach};
use identity::{ClaimsChallenge, SignInRefusal, TokenSource, Waiting};
use secrecy::SecretString;
use serde_json::Value;
use std::sync::Arc;
use url::Url;

/// A domain that nobody has.
const NOBODY: &str = "nobody.example";

/// What a floor stands on: the door, a token, the product's own Graph client, and a register under which nothing passes.
pub(crate) struct Ground {
    pub(crate) door: Egress,
    pub(crate) graph: GraphClient,
    pub(crate) base: String,
    pub(crate) token: SecretString,
    pub(crate) register: Register,
}

impl Ground {
    pub(crate) async fn prepare(stage: &Stage) -> Fallible<Self> {
        let (base, authority) = (stage.sandbox("graph")?, stage.sandbox("authority")?);
        let config = EgressConfig::new()
            .allow(Role::Graph, Origin::parse(base)?)
            .allow(Role::Authority, Origin::parse(authority)?);
        let door = Egress::new(config)?;
        let token = token(&door, stage, authority).await?;
        let graph = GraphClient::new(
            door.clone(),
            Arc::new(Shown(token.clone())),
            Url::parse(base)?,
            Reach::Tenant,
        );
        let organization = graph.organization().await?;
        let register = register(&organization.id, organization.verified_domains, NOBODY)?;
        Ok(Self {
            door,
            graph,
            base: base.trim_end_matches('/').to_owned(),
            token,
            register,
        })
    }

    /// The sandbox's own time.
    pub(crate) fn now(&self) -> Fallible<Instant> {
        self.door
            .server_time()
            .ok_or_else(|| "nobody told the time".into())
    }
}

async fn token(door: &Egress, stage: &Stage, authority: &str) -> Fallible<SecretString> {
    let form = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("grant_type", "client_credentials")
        .append_pair("client_id", stage.sandbox("app_client_id")?)
        .append_pair("client_secret", stage.sandbox("app_client_secret")?)
        .append_pair("scope", identity::GRAPH_DEFAULT_SCOPE)
        .finish();
    let address = Url::parse(&format!(
        "{authority}/{}/oauth2/v2.0/token",
        stage.sandbox("tenant_id")?
    ))?;
    let answer = door
        .fetch(Request::post(
            address,
            "application/x-www-form-urlencoded",
            form,
        ))
        .await?;
    let answer: Value = serde_json::from_slice(answer.body())?;
    Ok(answer["access_token"]
        .as_str()
        .ok_or("no token")?
        .to_owned()
        .into())
}

/// A token that lasts longer than the measurement.
struct Shown(SecretString);

impl TokenSource for Shown {
    fn access_token(&self) -> Waiting<'_, Result<SecretString, SignInRefusal>> {
        Box::pin(async { Ok(self.0.clone()) })
    }

    fn renew<'a>(
        &'a self,
        _refused: &'a SecretString,
        _challenge: Option<&'a ClaimsChallenge>,
    ) -> Waiting<'a, Result<SecretString, SignInRefusal>> {
        self.access_token()
    }
}

/// A register as a service would have it signed, with one domain on its allowlist.
pub(crate) fn register(
    tenant: &TenantId,
    verified_domains: Vec<Domain>,
    allowed: &str,
) -> Fallible<Register> {
    let text = Sha256::of(b"an agreement for measuring");
    let at = Instant::parse("2026-01-01T00:00:00Z")?;
    let accepted = DpaAcceptance {
        tenant: tenant.clone(),
        accepted_at: at,
        accepted_by: ObjectId::new("22222222-2222-4222-8222-222222222222")?,
        accepted_by_name: "Ada Example".to_owned(),
        connector: "o365".to_owned(),
        version: 1,
        sha256: text,
        language: "en".to_owned(),
        roles: Vec::new(),
    };
    let allowed = Entry::parse(allowed).map_err(|_| "not an entry")?;
    let dpa = DpaState {
        version: 1,
        texts: vec![text],
        accepted: Some(accepted),
    };
    let policy = Policy {
        verified_domains,
        allowed_external_domains: Allowlist::new([allowed]),
        ..Policy::new(tenant.clone(), at, dpa)
    };
    let key = SigningKey::from_bytes(&[5; 32]);
    let policy = SignedPolicy::sign(&policy, &key)?.verify(&key.verifying_key(), tenant)?;
    Ok(Register::new(
        ConnectionId::new("floor")?,
        Road::Organisation,
        policy,
        Rules::default(),
        Vec::new(),
    ))
}
