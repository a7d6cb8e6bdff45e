//! What a test of the client needs: proofs that stand, a sandbox with consent given, and tokens.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use activity::{ConnectionId, Domain, Instant, ObjectId, Road, Sha256, Stream, TenantId};
use consent::{
    Allowlist, Clearance, ConsentRecord, DpaAcceptance, DpaState, Entry, Policy, Register, Rules,
    SignedPolicy,
};
use ed25519_dalek::SigningKey;
use egress::{
    Egress, EgressConfig, EgressError, Origin, RealPacing, Request, Retry, Role, Url, VirtualPacing,
};
use graph::{GraphClient, Reach};
use identity::{
    AppCredential, Authority, ClaimsChallenge, EmployeeSignIn, MemoryVault, Platform, Session,
    SignInRefusal, SignInRequest, TokenSource, Waiting,
};
use secrecy::SecretString;
use std::sync::Arc;
use std::time::Duration;
use vitrine_sandbox::{Options, Running, Sandbox};

pub(crate) fn instant(text: &str) -> Instant {
    Instant::parse(text).expect("an instant")
}

pub(crate) fn object(text: &str) -> ObjectId {
    ObjectId::new(text).expect("an id")
}

pub(crate) fn register(road: Road) -> Register {
    let tenant = TenantId::new("11111111-1111-4111-8111-111111111111").expect("a tenant");
    let text = Sha256::of(b"the agreement");
    let accepted = DpaAcceptance {
        tenant: tenant.clone(),
        accepted_at: instant("2026-11-01T10:00:00Z"),
        accepted_by: object("22222222-2222-4222-8222-222222222222"),
        accepted_by_name: "Ada Example".into(),
        connector: "o365".into(),
        version: 1,
        sha256: text,
        language: "en".into(),
        roles: Vec::new(),
    };
    let allowed = ["acme.example"].map(|entry| Entry::parse(entry).expect("an entry"));
    let dpa = DpaState {
        version: 1,
        texts: vec![text],
        accepted: Some(accepted),
    };
    let policy = Policy {
        verified_domains: vec![Domain::parse("contoso.example").expect("a domain")],
        allowed_external_domains: Allowlist::new(allowed),
        ..Policy::new(tenant.clone(), instant("2026-11-01T10:00:00Z"), dpa)
    };
    let key = SigningKey::from_bytes(&[5; 32]);
    let signed = SignedPolicy::sign(&policy, &key).expect("signed");
    let policy = signed
        .verify(&key.verifying_key(), &tenant)
        .expect("verified");
    let connection = ConnectionId::new("c1").expect("an id");
    let consent = ConsentRecord {
        id: "r1".into(),
        connection: connection.clone(),
        stream: Stream::EmailSignal,
        given_at: instant("2026-11-02T10:00:00Z"),
        text_sha256: Sha256::of(b"the consent text"),
        language: "en".into(),
        withdrawn_at: None,
    };
    Register::new(connection, road, policy, Rules::default(), vec![consent])
}

pub(crate) fn proof(register: &Register, stream: Stream) -> Clearance<'_> {
    register.clearance(stream).expect("everything stands")
}

/// A token that never changes, for servers that do not look at it.
pub(crate) struct AnyToken;

impl TokenSource for AnyToken {
    fn access_token(&self) -> Waiting<'_, Result<SecretString, SignInRefusal>> {
        Box::pin(async { Ok("t".into()) })
    }

    fn renew<'a>(
        &'a self,
        _: &'a SecretString,
        _: Option<&'a ClaimsChallenge>,
    ) -> Waiting<'a, Result<SecretString, SignInRefusal>> {
        Box::pin(async { Ok("t".into()) })
    }
}

pub(crate) struct Stage {
    pub(crate) sandbox: Running,
    pub(crate) egress: Egress,
    pub(crate) client: GraphClient,
    pub(crate) session: Session,
    pub(crate) pacing: Arc<VirtualPacing>,
    pub(crate) register: Register,
}

/// A sandbox in which an admin has consented, and an app's client for all of it. Waits pass at once.
pub(crate) async fn stage(options: Options) -> Stage {
    let sandbox = Sandbox::start(options).await.expect("a sandbox");
    let grant = r#"{"grant":[{"app":"customer","roles":["Calendars.Read","Mail.ReadBasic.All","User.Read.All"]}]}"#;
    sandbox
        .entra()
        .apply(&serde_json::from_str(grant).expect("a script"))
        .expect("consented");
    let ready = sandbox.ready();
    let origin = Origin::parse(&ready.graph).expect("an origin");
    let now = Instant::from(sandbox.world().now());
    let pacing = Arc::new(VirtualPacing::new(now, 1));
    let config = EgressConfig::new()
        .allow(Role::Authority, origin.clone())
        .allow(Role::Graph, origin)
        .pacing(pacing.clone());
    let egress = Egress::new(config).expect("an egress");
    let authority = Authority::new(&ready.authority, &ready.tenant_id).expect("an authority");
    let platform = Platform::new(egress.clone(), authority, &ready.app_client_id);
    let secret = AppCredential::Secret(ready.app_client_secret.as_str().into());
    let session = Session::application(platform, secret, Arc::new(MemoryVault::new()), "app")
        .await
        .expect("a session");
    let base = ready.graph.parse().expect("an address");
    let client = GraphClient::new(
        egress.clone(),
        Arc::new(session.clone()),
        base,
        Reach::Tenant,
    );
    Stage {
        sandbox,
        egress,
        client,
        session,
        pacing,
        register: register(Road::Organisation),
    }
}

pub(crate) fn small() -> Options {
    Options {
        mailboxes: 3,
        messages: 40,
        events: 12,
        ..Options::in_process()
    }
}

impl Stage {
    pub(crate) fn mailbox(&self, index: usize) -> ObjectId {
        object(&self.sandbox.ready().users[index].id)
    }

    /// Has the client wait no longer than that for the next byte.
    pub(crate) fn hurry(&mut self, silence: Duration) {
        let base: Url = self.sandbox.ready().graph.parse().expect("an address");
        let config = EgressConfig::new()
            .allow(Role::Graph, Origin::of(&base).expect("an origin"))
            .timeouts(Duration::from_secs(20), silence)
            .pacing(self.pacing.clone());
        self.egress = Egress::new(config).expect("an egress");
        let tokens = Arc::new(self.session.clone());
        self.client = GraphClient::new(self.egress.clone(), tokens, base, Reach::Tenant);
    }

    /// Somebody signs in, as a browser without a person would.
    pub(crate) async fn employee(&self, index: usize) -> (GraphClient, ObjectId) {
        self.employee_with(index, &["Mail.Read", "User.Read"]).await
    }

    /// Somebody signs in and grants that.
    pub(crate) async fn employee_with(
        &self,
        index: usize,
        scopes: &[&str],
    ) -> (GraphClient, ObjectId) {
        let ready = self.sandbox.ready();
        let authority = Authority::new(&ready.authority, &ready.tenant_id).expect("an authority");
        let platform = Platform::new(self.egress.clone(), authority, &ready.client_id);
        let scopes: Vec<String> = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        let mut request = SignInRequest::new(scopes.clone());
        request.login_hint = Some(ready.users[index].upn.clone());
        let sign_in = EmployeeSignIn::begin(&platform, request)
            .await
            .expect("begun");
        let address = sign_in.authorize_url().clone();
        let (signed_in, ()) = tokio::join!(sign_in.wait(), browse(address));
        let signed_in = signed_in.expect("signed in");
        let vault = Arc::new(MemoryVault::new());
        let session = Session::open(platform, vault, "ada", scopes, signed_in.tokens)
            .await
            .expect("a session");
        let base = ready.graph.parse().expect("an address");
        let id = signed_in.account.object;
        (
            GraphClient::new(
                self.egress.clone(),
                Arc::new(session),
                base,
                Reach::Own(id.clone()),
            ),
            id,
        )
    }

    /// Moves the world.
    pub(crate) fn change(&self, change: &str, body: serde_json::Value) -> serde_json::Value {
        vitrine_sandbox::control::apply(self.sandbox.world(), change, body).expect("changed")
    }

    pub(crate) fn faults(&self, rules: &str) {
        let rules: Vec<vitrine_sandbox::faults::Rule> = serde_json::from_str(rules).expect("rules");
        self.sandbox.gate().add(rules);
    }
}

async fn browse(mut address: Url) {
    for _ in 0..4 {
        let browser = Egress::new(EgressConfig::new()).expect("an egress");
        browser.allow(Role::Service, Origin::of(&address).expect("an origin"));
        match browser
            .fetch(Request::get(address.clone()).retry(Retry::never()))
            .await
        {
            Err(EgressError::Status(answer)) if answer.location.is_some() => {
                address = address
                    .join(&answer.location.expect("a location"))
                    .expect("an address");
            }
            _ => return,
        }
    }
}

/// A client of a server made by hand.
pub(crate) fn client_of(base: &str, reach: Reach) -> (GraphClient, Egress) {
    let origin = Origin::parse(base).expect("an origin");
    let config = EgressConfig::new()
        .allow(Role::Graph, origin)
        .pacing(Arc::new(RealPacing::new()));
    let egress = Egress::new(config).expect("an egress");
    let client = GraphClient::new(
        egress.clone(),
        Arc::new(AnyToken),
        base.parse().expect("an address"),
        reach,
    );
    (client, egress)
}
