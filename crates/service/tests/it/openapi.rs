use crate::borders::routes;
use crate::support::World;
use std::collections::BTreeSet;
use std::path::Path;

/// `docs/openapi.json` is what the service says of itself; `UPDATE=1` writes it.
#[test]
fn the_description_in_docs_is_up_to_date() {
    let described = vitrine_service::openapi().to_pretty_json().unwrap() + "\n";
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, &described).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        kept == described,
        "docs/openapi.json has drifted: run this test with UPDATE=1"
    );
}

#[test]
fn the_paths_are_those_that_clients_use() {
    use wire::path;
    let described: BTreeSet<String> = vitrine_service::openapi().paths.paths.into_keys().collect();
    let used = [
        path::CARD,
        path::HEALTH,
        path::OPENAPI,
        path::NONCE,
        path::SESSIONS,
        path::CURRENT_SESSION,
        path::INVITE,
        path::INVITE_PAGE,
        path::APPROVALS,
        path::APPROVAL,
        path::APPROVAL_PAGE,
        path::ME,
        path::MY_INVITES,
        path::MY_ACTIVITIES,
        path::MY_REVIEW,
        path::MY_NOTES,
        path::MY_NOTE,
        path::MY_DISPUTE,
        path::MY_ACCESSES,
        path::MY_EXPORTS,
        path::REVIEWS,
        path::REVIEW,
        path::RUBRIC,
        path::ADMIN_RUBRIC,
        path::POLICY,
        path::DPA,
        path::DPA_VERSION,
        path::CONNECTIONS,
        path::CONNECTION,
        path::CONSENTS,
        path::WITHDRAWAL,
        path::ACTIVITIES,
        path::RETRACTIONS,
        path::ADMIN_CONFIG,
        path::ADMIN_DPA,
        path::ADMIN_PROOF,
        path::ADMIN_ALLOWLIST,
        path::ADMIN_SETTINGS,
        path::ADMIN_CLIENTS,
        path::ADMIN_AUDIT,
        path::ADMIN_EXPORT,
        path::ADMIN_INVITES,
        path::ADMIN_PEOPLE,
        path::ADMIN_INVITE,
        path::ADMIN_RESEND,
        path::ADMIN_CYCLES,
        path::ADMIN_CYCLE,
        path::ADMIN_FREEZE,
        path::ADMIN_CLOSE,
    ];
    assert_eq!(described, used.into_iter().map(str::to_owned).collect());
}

#[tokio::test]
async fn every_refusal_is_a_problem_and_every_answer_carries_the_headers() {
    let world = World::start().await;
    let anybody = world.anybody();
    let cases = [
        ("GET", "/nowhere", 404, "not_found"),
        ("GET", "/v1/connections/x/y/z", 404, "not_found"),
        ("PUT", "/v1/me", 405, "method_not_allowed"),
        ("GET", "/v1/me", 401, "unauthorized"),
    ];
    for (method, path, status, code) in cases {
        let reply = crate::support::answer(anybody.request(method, path)).await;
        assert_eq!(
            (reply.status, reply.code().as_str()),
            (status, code),
            "{path}"
        );
        assert_eq!(reply.headers["x-content-type-options"], "nosniff");
        assert_eq!(reply.headers["cache-control"], "no-store");
    }
    let text = anybody
        .request("POST", "/v1/sessions")
        .header("content-type", "text/plain")
        .body("{}");
    assert_eq!(
        crate::support::answer(text).await.code(),
        "unsupported_media"
    );
    assert_eq!(anybody.get("/v1/health").await.json()["status"], "ok");
    assert_eq!(
        anybody.get("/v1/openapi.json").await.json()["openapi"],
        "3.1.0"
    );
}

#[test]
fn every_reference_of_the_description_leads_somewhere() {
    let description = serde_json::to_value(vitrine_service::openapi()).unwrap();
    let text = description.to_string();
    let references: BTreeSet<&str> = text
        .split("\"$ref\":\"#")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert!(!references.is_empty());
    for reference in references {
        assert!(description.pointer(reference).is_some(), "{reference}");
    }
}

/// What needs no credential is written down here, so that a new route is guarded unless somebody says otherwise.
#[test]
fn the_open_routes_are_these() {
    let open: Vec<(String, String)> = routes()
        .into_iter()
        .filter(|(_, _, guarded)| !guarded)
        .map(|(method, path, _)| (method, path))
        .collect();
    let known = [
        ("get", "/.well-known/vitrine.json"),
        ("get", "/approval"),
        ("get", "/i/{code}"),
        ("get", "/v1/approvals/{state}"),
        ("get", "/v1/dpa"),
        ("get", "/v1/dpa/{version}"),
        ("get", "/v1/health"),
        ("get", "/v1/invites/{code}"),
        ("get", "/v1/openapi.json"),
        ("post", "/v1/sessions"),
        ("get", "/v1/sessions/nonce"),
    ];
    let known = known.map(|(method, path)| (method.to_owned(), path.to_owned()));
    assert_eq!(open, known);
}
