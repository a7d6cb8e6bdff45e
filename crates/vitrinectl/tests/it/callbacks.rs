//! What may come back from the browser instead of a sign-in: each ends in a named state, and the invite stays good.

use crate::browser;
use crate::graph::Graph;
use crate::home::{Home, Ran, page_of};
use crate::stage::Stage;
use serde_json::json;
use tokio::io::AsyncReadExt as _;
use tokio::process::Child;

/// A sign-in that waits for the browser.
struct Waiting {
    child: Child,
    told: tokio::io::BufReader<tokio::process::ChildStderr>,
    page: String,
}

impl Waiting {
    async fn begin(home: &Home, invite: &str) -> Self {
        let mut child = home.start(&["connect", "--invite", invite, "--json"]);
        let (page, told) = page_of(&mut child).await;
        let page = page.expect("a page to open");
        Self { child, told, page }
    }

    /// The address that the browser is sent back to, with these parameters and the state unless another is given.
    fn back(&self, parameters: &str, state: Option<&str>) -> String {
        let value = |name: &str| {
            let (_, rest) = self.page.split_once(&format!("{name}=")).unwrap();
            let value = rest.split('&').next().unwrap();
            value.replace("%3A", ":").replace("%2F", "/")
        };
        let (base, own) = (value("redirect_uri"), value("state"));
        let slash = if base.matches('/').count() > 2 {
            ""
        } else {
            "/"
        };
        format!("{base}{slash}?{parameters}&state={}", state.unwrap_or(&own))
    }

    /// The page where somebody signs in as this instead of what is filled in.
    fn signed_in_as(&self, filled_in: &str, upn: &str) -> String {
        let hint = |address: &str| address.to_lowercase().replace('@', "%40");
        let page = self.page.replace(&hint(filled_in), &hint(upn));
        assert_ne!(page, self.page);
        page
    }

    async fn end(mut self) -> Ran {
        let (mut stdout, mut stderr) = (String::new(), String::new());
        let mut out = self.child.stdout.take().unwrap();
        out.read_to_string(&mut stdout).await.unwrap();
        self.told.read_to_string(&mut stderr).await.unwrap();
        let code = self.child.wait().await.unwrap().code().unwrap_or(-1);
        Ran {
            code,
            stdout,
            stderr,
        }
    }
}

async fn set_up() -> (Stage, Home, String) {
    let stage = Stage::new().await;
    let admin = stage.connected_organisation().await;
    let invite = admin.invite(&stage.sandbox.ready().users[0].upn).await;
    let home = stage.employee_home("employee");
    (stage, home, invite)
}

#[tokio::test]
async fn an_error_or_a_wrong_state_connects_nothing_and_the_invite_stays_good() {
    let (_stage, home, invite) = set_up().await;
    let answers = [
        (
            "error=access_denied&error_description=AADSTS65004%3A+eve%40contoso.example",
            None,
            200,
            4,
            "declined",
        ),
        (
            "error=access_denied&error_description=AADSTS90094",
            None,
            200,
            4,
            "admin_approval_needed",
        ),
        (
            "error=server_error&error_description=eve%40contoso.example",
            None,
            200,
            5,
            "sign_in_unavailable",
        ),
        ("code=stolen", Some("guessed"), 400, 4, "state_mismatch"),
        ("code=stolen", Some(""), 400, 4, "state_mismatch"),
        ("session_state=1", None, 200, 4, "callback_malformed"),
    ];
    for (parameters, state, status, exit, code) in answers {
        let waiting = Waiting::begin(&home, &invite).await;
        let shown = browser::visit(&waiting.back(parameters, state)).await;
        assert_eq!(shown, status, "{parameters}");
        waiting.end().await.refused(exit, code);
    }
    // A code that nobody gave out is told to the platform, which refuses it.
    let waiting = Waiting::begin(&home, &invite).await;
    browser::visit(&waiting.back("code=made-up", None)).await;
    let ran = waiting.end().await;
    assert_eq!(ran.code, 4, "{ran:?}");
    ran.refused(4, &ran.error());
    assert_eq!(home.json(&["ledger"]).await["entries"], json!([]));
    home.visit(&["connect", "--invite", &invite])
        .await
        .expect(0);
}

#[tokio::test]
async fn a_second_answer_changes_nothing() {
    let (stage, home, invite) = set_up().await;
    let waiting = Waiting::begin(&home, &invite).await;
    // The second answers come while the first is being looked into.
    let late = json!({ "kind": "delay", "milliseconds": 4_000 });
    stage.spoil("/*/oauth2/v2.0/token", late).await;
    assert_eq!(browser::visit(&waiting.page).await, 200);
    for second in ["code=another", "error=access_denied"] {
        let again = waiting.back(second, None);
        assert_eq!(browser::visit(&again).await, 409, "{second}");
    }
    waiting.end().await.expect(0);
    stage.spoil_nothing().await;
    home.run(&["preview", "--json"]).await.expect(0);
}

#[tokio::test]
async fn a_taken_port_and_an_address_elsewhere_are_named() {
    let (_stage, mut home, invite) = set_up().await;
    let connect = ["connect", "--invite", &invite, "--json"];
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    home.set("O365_REDIRECT_URI", &format!("http://localhost:{port}/"));
    home.run(&connect).await.refused(4, "port_taken");
    home.set("O365_REDIRECT_URI", "https://elsewhere.example/back");
    home.run(&connect).await.refused(4, "redirect_elsewhere");
    home.environment.remove("O365_REDIRECT_URI");
    home.visit(&connect).await.expect(0);
}

#[tokio::test]
async fn an_invite_may_name_any_address_of_the_person_and_nobody_elses() {
    let stage = Stage::new().await;
    let admin = stage.connected_organisation().await;
    let users = &stage.sandbox.ready().users;
    let own = aliases(&stage, &users[0].upn).await;
    assert!(own.len() > 1, "{own:?}");
    for (number, alias) in own.iter().enumerate() {
        let invite = admin.invite(&alias.to_uppercase()).await;
        let home = stage.employee_home(&format!("alias{number}"));
        let waiting = Waiting::begin(&home, &invite).await;
        browser::visit(&waiting.signed_in_as(alias, &users[0].upn)).await;
        waiting.end().await.expect(0);
        home.run(&["disconnect"]).await.expect(0);
    }
    // Somebody else of the same organisation, who was passed the link.
    let invite = admin.invite(&own[0]).await;
    let home = stage.employee_home("passed-on");
    let waiting = Waiting::begin(&home, &invite).await;
    browser::visit(&waiting.signed_in_as(&own[0], &users[1].upn)).await;
    let ran = waiting.end().await;
    ran.refused(4, "wrong_account");
    let told = ran.stderr.contains("POST\" path=\"/v1/sessions\"");
    assert!(!told, "the service hears nothing of it: {}", ran.stderr);
}

/// A person's addresses beside the one they sign in with.
async fn aliases(stage: &Stage, upn: &str) -> Vec<String> {
    let graph = Graph::open(stage.sandbox.ready()).await;
    let people = graph
        .all("/users?$select=userPrincipalName,proxyAddresses")
        .await;
    let person = people
        .iter()
        .find(|person| person["userPrincipalName"] == upn);
    let entries = person.unwrap()["proxyAddresses"].as_array().unwrap();
    entries
        .iter()
        .filter_map(|entry| entry.as_str()?.split_once(':'))
        .filter(|(scheme, address)| scheme.eq_ignore_ascii_case("smtp") && *address != upn)
        .map(|(_, address)| address.to_owned())
        .collect()
}
