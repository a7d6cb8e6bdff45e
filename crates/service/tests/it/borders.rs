//! No route reaches another tenant's or another person's data: every route of the OpenAPI document, tried with foreign
//! credentials and the victim's own ids.

use crate::support::{
    OTHER_TENANT, Person, Reply, TENANT, World, answer, attended, ndjson, retraction, signal,
};
use serde_json::{Value, json};
use wire::NDJSON;

const ADA: &str = "aaaaaaaa-0000-0000-0000-000000000001";
const ADDRESS: &str = "ada@contoso.example";
const MEMBERS: [&str; 5] = ["get", "put", "post", "patch", "delete"];

/// The one whose data is reached for.
struct Victim {
    admin: Person,
    ada: Person,
    organisation: String,
    connection: String,
    invite: Value,
    meeting: Value,
    note: String,
}

async fn victim(world: &World) -> Victim {
    let (admin, organisation) = world.admin(TENANT).await;
    let ada = world.employee(TENANT, ADA, ADDRESS).await;
    let connection = ada.connect("employee_graph").await;
    ada.consent(&connection, "consent-of-ada").await;
    let numbers = ndjson(
        TENANT,
        ADA,
        &connection,
        Some("consent-of-ada"),
        &[signal(ADDRESS, 541)],
    );
    assert_eq!(ada.upload(numbers).await.status, 200);
    let meeting = attended("meeting-of-ada", "buyer@acme.example");
    let meetings = ndjson(
        TENANT,
        ADA,
        &organisation,
        None,
        std::slice::from_ref(&meeting),
    );
    assert_eq!(admin.upload(meetings).await.status, 200);
    let request = json!({ "role": "employee", "address": "invited@contoso.example" });
    let invite = admin.post("/v1/admin/invites", &request).await.json();
    let cycle = json!({
        "id": "cycle-of-ada", "name": "Autumn", "start": "2026-10-01", "end": "2027-01-01", "timeZone": "UTC"
    });
    assert_eq!(admin.post("/v1/admin/cycles", &cycle).await.status, 201);
    let said = json!({ "text": "a note of ada" });
    let review = ada.post("/v1/me/reviews/cycle-of-ada/notes", &said).await;
    let note = review.json()["input"]["notes"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let reason = json!({ "reason": "a reason of ada" });
    let mark = "/v1/me/reviews/cycle-of-ada/disputes/email.sent";
    assert_eq!(ada.put(mark, &reason).await.status, 200);
    Victim {
        admin,
        ada,
        organisation,
        connection,
        invite,
        meeting,
        note,
    }
}

impl Victim {
    /// Everything about the victim that must not change.
    async fn state(&self) -> Vec<String> {
        let mut config = self.admin.get("/v1/admin/config").await.json();
        config["policy"]["issuedAt"] = Value::Null;
        let mut state = vec![config.to_string(), self.admin.export().await];
        for path in [
            "/v1/admin/invites",
            "/v1/admin/audit",
            "/v1/admin/cycles",
            "/v1/connections",
        ] {
            state.push(self.admin.get(path).await.text());
        }
        for path in [
            "/v1/me",
            "/v1/connections",
            "/v1/me/activities",
            "/v1/me/reviews/cycle-of-ada",
            "/v1/me/reviews/cycle-of-ada/accesses",
            "/v1/rubric",
        ] {
            state.push(self.ada.get(path).await.text());
        }
        state
    }

    /// What would give the victim away.
    fn marks(&self) -> Vec<String> {
        let id = self.invite["id"].as_str().unwrap().to_owned();
        let subject = self.admin.subject.clone();
        let texts = [
            "consent-of-ada",
            "meeting-of-ada",
            "cycle-of-ada",
            "a note of ada",
            "a reason of ada",
            "invited@contoso",
            "\"received\":541",
            ADA,
            ADDRESS,
        ];
        let mut marks: Vec<String> = texts.into_iter().map(str::to_owned).collect();
        marks.extend([
            self.organisation.clone(),
            self.connection.clone(),
            self.note.clone(),
            id,
            subject,
        ]);
        marks
    }

    /// A request to a route, with the victim's ids wherever one fits; nothing for a route that is not known here.
    fn request(
        &self,
        sender: &Person,
        method: &str,
        path: &str,
    ) -> Option<reqwest::RequestBuilder> {
        let filled = path
            .replace("{connection}", &self.connection)
            .replace("{consent}", "consent-of-ada")
            .replace("{cycle}", "cycle-of-ada")
            .replace("{note}", &self.note)
            .replace("{mark}", "email.sent")
            .replace("{person}", ADA)
            .replace("{invite}", self.invite["id"].as_str().unwrap())
            .replace("{code}", "00000000000000000000000000");
        let request = sender.request(&method.to_uppercase(), &filled);
        let body = match (method, path) {
            ("get" | "delete", _) => return Some(request),
            ("post", "/v1/activities") => {
                let lines = ndjson(
                    TENANT,
                    ADA,
                    &self.organisation,
                    None,
                    &[attended("new", "buyer@acme.example")],
                );
                return Some(request.header("content-type", NDJSON).body(lines));
            }
            ("post", "/v1/retractions") => {
                let line = retraction(TENANT, ADA, &self.organisation, &self.meeting);
                return Some(request.header("content-type", NDJSON).body(line));
            }
            ("post", "/v1/sessions") => {
                json!({ "invite": "0".repeat(26), "device": "0123456789abcdef" })
            }
            ("post", "/v1/me/invites") => {
                json!({ "invite": self.invite["code"], "device": "0123456789abcdef" })
            }
            ("post", "/v1/approvals") => json!({ "state": "A".repeat(43) }),
            ("post", "/v1/connections") => json!({ "road": "organisation" }),
            ("post", "/v1/connections/{connection}/consents") => json!({
                "id": "forged", "stream": "email_signal", "givenAt": "2026-11-20T10:00:00Z", "language": "en",
                "textSha256": "00".repeat(32)
            }),
            ("post", "/v1/connections/{connection}/consents/{consent}/withdrawal") => {
                json!({ "at": "2026-11-20T10:00:00Z" })
            }
            ("post", "/v1/admin/dpa") => {
                json!({ "version": 1, "sha256": "00".repeat(32), "language": "en" })
            }
            ("put", "/v1/admin/proof") => {
                json!({ "organisation": "Evil", "verifiedDomains": ["evil.example"] })
            }
            ("put", "/v1/admin/allowlist") => json!({ "entries": ["evil.example"] }),
            ("patch", "/v1/admin/settings") => json!({ "retractOnDelete": true }),
            ("post", "/v1/admin/clients") => json!({ "clients": ["evil"] }),
            ("post", "/v1/admin/invites") => {
                json!({ "role": "employee", "address": "eve@contoso.example" })
            }
            ("post", "/v1/admin/cycles") => json!({
                "name": "Evil", "start": "2026-10-01", "end": "2027-01-01", "timeZone": "UTC"
            }),
            ("patch", "/v1/admin/cycles/{cycle}") => json!({ "name": "Evil" }),
            ("post", "/v1/me/reviews/{cycle}/notes") => json!({ "text": "evil" }),
            ("put", "/v1/me/reviews/{cycle}/disputes/{mark}") => json!({ "reason": "evil" }),
            ("put", "/v1/admin/rubric") => json!({ "toml": "version = \"evil\"" }),
            (
                "post",
                "/v1/admin/invites/{invite}/resend"
                | "/v1/admin/cycles/{cycle}/freeze"
                | "/v1/admin/cycles/{cycle}/close",
            ) => Value::Null,
            _ => return None,
        };
        Some(request.json(&body))
    }
}

/// Every route of the OpenAPI document and whether it needs a credential.
pub(crate) fn routes() -> Vec<(String, String, bool)> {
    let description = serde_json::to_value(vitrine_service::openapi()).unwrap();
    let mut routes = Vec::new();
    for (path, item) in description["paths"].as_object().unwrap() {
        for method in MEMBERS.iter().filter(|method| item.get(**method).is_some()) {
            let guarded = item[*method].get("security").is_some();
            routes.push(((*method).to_owned(), path.clone(), guarded));
        }
    }
    routes
}

async fn try_route(victim: &Victim, sender: &Person, method: &str, path: &str) -> Reply {
    let request = victim.request(sender, method, path);
    let reply =
        answer(request.unwrap_or_else(|| panic!("{method} {path} is not covered here"))).await;
    // The same oid in another tenant is another person, of whom that tenant may be told.
    let is_elsewhere = sender.me["tenant"] == OTHER_TENANT;
    let is_own_review = path.starts_with("/v1/me/reviews/") && !is_elsewhere;
    let is_known =
        |mark: &str| (is_elsewhere && mark == ADA) || (is_own_review && mark == "cycle-of-ada");
    for mark in victim.marks().iter().filter(|mark| !is_known(mark)) {
        assert!(
            !reply.text().contains(mark.as_str()),
            "{method} {path} gives {mark} away: {}",
            reply.text()
        );
    }
    reply
}

#[tokio::test]
async fn without_a_credential_only_the_open_routes_answer() {
    let world = World::start().await;
    let victim = victim(&world).await;
    let before = victim.state().await;
    let mut forged = world.anybody();
    forged.credential = Some(format!("vtr_{}_{}", "0".repeat(32), "A".repeat(43)));
    for (method, path, guarded) in routes() {
        for sender in [&world.anybody(), &forged] {
            let reply = try_route(&victim, sender, &method, &path).await;
            assert_eq!(
                reply.status == 401,
                guarded,
                "{method} {path}: {}",
                reply.status
            );
        }
    }
    assert_eq!(victim.state().await, before);
}

#[tokio::test]
async fn no_route_reaches_another_tenant() {
    let world = World::start().await;
    let victim = victim(&world).await;
    let before = victim.state().await;
    let (foreign_admin, _) = world.admin(OTHER_TENANT).await;
    // The very same oid in another tenant is another person.
    let foreign_ada = world
        .employee(OTHER_TENANT, ADA, "ada@fabrikam.example")
        .await;
    for sender in [&foreign_ada, &foreign_admin] {
        for (method, path, guarded) in routes()
            .into_iter()
            .filter(|route| route.1 != "/v1/sessions/current")
        {
            let reply = try_route(&victim, sender, &method, &path).await;
            let reaches = ["{connection}", "{invite}", "{cycle}"]
                .iter()
                .any(|id| path.contains(id))
                || NDJSON_ROUTES.contains(&&*path);
            assert!(
                !(guarded && reaches) || reply.status >= 400,
                "{method} {path}: {}",
                reply.status
            );
        }
    }
    assert_eq!(victim.state().await, before);
}

#[tokio::test]
async fn the_same_ids_in_two_tenants_are_two_things() {
    let world = World::start().await;
    let (here, connection_here) = world.admin(TENANT).await;
    let (there, connection_there) = world.admin(OTHER_TENANT).await;
    let meeting = attended("meeting", "buyer@acme.example");
    let mut other = meeting.clone();
    other["properties"]["durationMinutes"] = json!(30);
    let line = |tenant, connection: &str, meeting: &Value| {
        ndjson(tenant, ADA, connection, None, std::slice::from_ref(meeting))
    };
    let first = here
        .upload_as("batch-1", line(TENANT, &connection_here, &meeting))
        .await;
    assert_eq!(first.statuses(), ["stored"]);
    let second = there
        .upload_as("batch-1", line(OTHER_TENANT, &connection_there, &other))
        .await;
    assert_eq!(
        second.statuses(),
        ["stored"],
        "neither known nor in conflict"
    );
    let held = here.export().await;
    let gone = retraction(OTHER_TENANT, ADA, &connection_there, &other);
    assert_eq!(there.retract(gone).await.statuses(), ["retracted"]);
    assert_eq!(there.export().await, "");
    assert_eq!(here.export().await, held);
}

#[tokio::test]
async fn no_route_reaches_another_person_of_the_same_tenant() {
    let world = World::start().await;
    let victim = victim(&world).await;
    let before = victim.state().await;
    let max = world
        .employee(
            TENANT,
            "dddddddd-0000-0000-0000-000000000004",
            "max@contoso.example",
        )
        .await;
    let after_max: Vec<String> = victim.state().await;
    assert_eq!(before[1], after_max[1]);
    for (method, path, guarded) in routes()
        .into_iter()
        .filter(|route| route.1 != "/v1/sessions/current")
    {
        if path == "/v1/policy" || path == "/v1/dpa" {
            continue; // the policy, with its cycles, is everybody's in the tenant
        }
        let reply = try_route(&victim, &max, &method, &path).await;
        let reaches = [
            "{connection}",
            "{person}",
            "{note}",
            "/admin/",
            "/v1/reviews/",
        ]
        .iter()
        .any(|mine| path.contains(mine))
            || NDJSON_ROUTES.contains(&&*path);
        assert!(
            !(guarded && reaches) || matches!(reply.status, 403 | 404),
            "{method} {path}: {}",
            reply.status
        );
    }
    assert_eq!(victim.state().await, after_max);
}

#[tokio::test]
async fn a_manager_reaches_what_a_manager_made_and_nothing_else() {
    let world = World::start().await;
    let victim = victim(&world).await;
    let max = "dddddddd-0000-0000-0000-000000000004";
    let max = world
        .manager(&victim.admin, max, "max@contoso.example")
        .await;
    let before = victim.state().await;
    let only_admins = routes().into_iter().filter(|(method, path, _)| {
        (path.contains("/admin/") || path.starts_with("/v1/reviews/"))
            && (method.as_str(), path.as_str()) != ("post", "/v1/admin/invites")
    });
    for (method, path, _) in only_admins {
        let reply = try_route(&victim, &max, &method, &path).await;
        let own_lists = ["/v1/admin/invites", "/v1/reviews/{cycle}"];
        let own_list = method == "get" && own_lists.contains(&&*path);
        assert!(
            (own_list && reply.json() == json!([])) || matches!(reply.status, 403 | 404),
            "{method} {path}: {}",
            reply.status
        );
    }
    assert_eq!(victim.state().await, before);
}

const NDJSON_ROUTES: [&str; 2] = ["/v1/activities", "/v1/retractions"];
