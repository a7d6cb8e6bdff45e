//! A sandbox, the door to it, and a browser that clicks through.

use activity::TenantId;
use egress::{Egress, EgressConfig, EgressError, Origin, Request, Retry, Role, Url};
use identity::{
    Authority, EmployeeSignIn, MemoryVault, Platform, SignInRefusal, SignInRequest, SignedIn,
    TokenVault,
};
use std::sync::Arc;
use std::time::Duration;
use vitrine_sandbox::{Options, Running, Sandbox};

pub(crate) const SCOPES: [&str; 2] = ["Mail.Read", "User.Read"];

pub(crate) struct Stage {
    pub(crate) sandbox: Running,
    pub(crate) egress: Egress,
    pub(crate) vault: Arc<dyn TokenVault>,
}

pub(crate) async fn stage() -> Stage {
    let options = Options {
        auto_consent: true,
        mailboxes: 3,
        messages: 3,
        events: 3,
        ..Options::in_process()
    };
    let sandbox = Sandbox::start(options).await.expect("a sandbox");
    let origin = Origin::parse(&sandbox.ready().authority).expect("an origin");
    let config = EgressConfig::new()
        .allow(Role::Authority, origin.clone())
        .allow(Role::Graph, origin);
    let egress = Egress::new(config).expect("an egress");
    Stage {
        sandbox,
        egress,
        vault: Arc::new(MemoryVault::new()),
    }
}

impl Stage {
    pub(crate) fn platform(&self, client_id: &str) -> Platform {
        let ready = self.sandbox.ready();
        let authority = Authority::new(&ready.authority, &ready.tenant_id).expect("an authority");
        Platform::new(self.egress.clone(), authority, client_id)
    }

    pub(crate) fn employee_app(&self) -> Platform {
        self.platform(&self.sandbox.ready().client_id)
    }

    pub(crate) fn customer_app(&self) -> Platform {
        self.platform(&self.sandbox.ready().app_client_id)
    }

    pub(crate) fn tenant(&self) -> TenantId {
        TenantId::new(self.sandbox.ready().tenant_id.clone()).expect("a tenant")
    }

    pub(crate) fn upn(&self, index: usize) -> String {
        self.sandbox.ready().users[index].upn.clone()
    }

    pub(crate) fn graph(&self) -> Url {
        self.sandbox.ready().graph.parse().expect("an address")
    }

    pub(crate) fn entra(&self, script: &str) {
        let script = serde_json::from_str(script).expect("a script");
        self.sandbox.entra().apply(&script).expect("carried out");
    }
}

/// Opens an address as a browser does and follows it home; the last page's status and text.
pub(crate) async fn browse(address: &Url) -> (u16, String) {
    let mut address = address.clone();
    for _ in 0..6 {
        match open(Request::get(address.clone())).await {
            (_, Some(location), _) => address = address.join(&location).expect("an address"),
            (_, None, text) if text.contains("<form") && text.contains("name=\"code\"") => {
                return post_form(&text).await;
            }
            (status, None, text) => return (status, text),
        }
    }
    panic!("the browser goes round in circles");
}

pub(crate) async fn open(request: Request) -> (u16, Option<String>, String) {
    let everywhere = EgressConfig::new();
    let egress = Egress::new(everywhere).expect("an egress");
    egress.allow(Role::Service, Origin::of(request.url()).expect("an origin"));
    match egress.fetch(request.retry(Retry::never())).await {
        Ok(answer) => (
            answer.status().as_u16(),
            None,
            String::from_utf8_lossy(answer.body()).into_owned(),
        ),
        Err(EgressError::Status(answer)) => (
            answer.code,
            answer.location.clone(),
            String::from_utf8_lossy(&answer.body).into_owned(),
        ),
        Err(error) => panic!("the browser sees nothing: {error}"),
    }
}

async fn post_form(page: &str) -> (u16, String) {
    let attribute = |text: &str, name: &str| {
        let start = text.find(&format!("{name}=\"")).expect("the attribute") + name.len() + 2;
        let end = text[start..].find('"').expect("a quote") + start;
        text[start..end].replace("&amp;", "&")
    };
    let action = attribute(&page[page.find("<form").expect("a form")..], "action")
        .parse()
        .expect("an address");
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    for input in page
        .split("<input")
        .skip(1)
        .filter(|input| input.contains("hidden"))
    {
        form.append_pair(&attribute(input, "name"), &attribute(input, "value"));
    }
    let request = Request::post(action, "application/x-www-form-urlencoded", form.finish());
    let (status, _, text) = open(request).await;
    (status, text)
}

/// The first person signs in in the browser.
pub(crate) async fn sign_in(
    stage: &Stage,
    change: impl FnOnce(&mut SignInRequest),
) -> Result<SignedIn, SignInRefusal> {
    let mut request = SignInRequest::new(SCOPES);
    request.login_hint = Some(stage.upn(0));
    request.deadline = Duration::from_secs(20);
    change(&mut request);
    let sign_in = EmployeeSignIn::begin(&stage.employee_app(), request).await?;
    let address = sign_in.authorize_url().clone();
    let (result, _page) = tokio::join!(sign_in.wait(), browse(&address));
    result
}
