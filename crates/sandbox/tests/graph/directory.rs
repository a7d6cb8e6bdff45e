//! Organisation, people, batches.

use http::Method;
use serde_json::json;

use crate::support::{EMPLOYEE, SMALL, Sandbox, TENANT};

#[tokio::test]
async fn the_organisation_is_one_and_names_its_domains() {
    let body = SMALL
        .json(&SMALL.app(TENANT), "/organization?$select=id&$top=1")
        .await;
    assert_eq!(body["value"], json!([{"id": SMALL.tenant()}]));
    let body = SMALL
        .json(&SMALL.user(0, "User.Read"), "/organization")
        .await;
    assert_eq!(
        body["value"][0]["verifiedDomains"][0]["name"],
        "contoso.example"
    );
    assert_eq!(
        SMALL
            .refused(&SMALL.user(0, "Mail.Read"), "/organization")
            .await,
        (403, "Authorization_RequestDenied".into())
    );
}

#[tokio::test]
async fn me_is_the_signed_in_person_and_nobody_for_an_application() {
    let body = SMALL.json(&SMALL.user(0, EMPLOYEE), "/me").await;
    assert_eq!(body["id"], json!(SMALL.person(0).id));
    let body = SMALL
        .json(
            &SMALL.user(0, EMPLOYEE),
            "/me?$select=id,proxyAddresses,accountEnabled",
        )
        .await;
    assert!(
        body["proxyAddresses"][0]
            .as_str()
            .unwrap()
            .starts_with("SMTP:")
    );
    assert_eq!(
        SMALL.refused(&SMALL.app(TENANT), "/me").await,
        (400, "BadRequest".into())
    );
    assert_eq!(
        SMALL.refused(&SMALL.user(0, "Mail.Read"), "/me").await.0,
        403
    );
}

#[tokio::test]
async fn users_come_in_pages_with_guests_rooms_and_shared_mailboxes() {
    let app = SMALL.app(TENANT);
    let (users, _) = SMALL
        .all(
            &app,
            "/users?$select=id,displayName,mail,userPrincipalName,accountEnabled,userType&$top=3",
        )
        .await;
    assert_eq!(users.len(), SMALL.world.users(SMALL.tenant()).len());
    assert!(users.iter().any(|user| {
        user["userType"] == "Guest"
            && user["userPrincipalName"]
                .as_str()
                .unwrap()
                .contains("#EXT#")
    }));
    assert!(users.iter().any(|user| user["accountEnabled"] == false));
    let found = SMALL
        .json(
            &app,
            "/users?$filter=userPrincipalName eq 'shay.o''brien@contoso.example'",
        )
        .await;
    assert_eq!(found["value"].as_array().unwrap().len(), 1);
    assert_eq!(
        SMALL.refused(&SMALL.user(0, EMPLOYEE), "/users").await,
        (403, "Authorization_RequestDenied".into())
    );
}

#[tokio::test]
async fn advanced_queries_need_the_consistency_header() {
    let app = SMALL.app(TENANT);
    assert_eq!(
        SMALL.refused(&app, "/users?$count=true").await,
        (400, "Request_BadRequest".into())
    );
    assert_eq!(
        SMALL
            .refused(&app, "/users?$search=\"displayName:a\"")
            .await,
        (400, "Request_UnsupportedQuery".into())
    );
    let eventual = app.clone().with("consistencylevel", "eventual");
    let body = SMALL.json(&eventual, "/users?$count=true&$top=2").await;
    assert_eq!(
        body["@odata.count"],
        json!(SMALL.world.users(SMALL.tenant()).len())
    );
    assert_eq!(
        SMALL.refused(&app, "/users?$filter=city eq 'Berlin'").await,
        (400, "Request_UnsupportedQuery".into())
    );
    assert_eq!(
        SMALL.refused(&app, "/users/nobody@contoso.example").await,
        (404, "Request_ResourceNotFound".into())
    );
}

#[tokio::test]
async fn a_user_delta_tells_additions_changes_and_removals_and_ages() {
    let sandbox = Sandbox::small();
    let app = sandbox.app(TENANT);
    assert_eq!(sandbox.refused(&app, "/users/delta?$top=3").await.0, 400);
    let (all, link) = sandbox
        .all(
            &app.clone().prefer("odata.maxpagesize=4"),
            "/users/delta?$select=displayName",
        )
        .await;
    assert_eq!(all.len(), sandbox.world.users(sandbox.tenant()).len());
    let (none, link) = sandbox.all(&app, &link.unwrap()).await;
    assert!(none.is_empty());
    let added = sandbox
        .make(
            "user",
            json!({"upn": "new.one@contoso.example", "displayName": "New One"}),
        )
        .await;
    sandbox
        .make(
            "user",
            json!({"user": "AdeleV@contoso.example", "deleted": true}),
        )
        .await;
    let (changed, link) = sandbox.all(&app, &link.unwrap()).await;
    assert_eq!(changed.len(), 2);
    assert!(
        changed
            .iter()
            .any(|user| user["id"] == added["id"] && user["displayName"] == "New One")
    );
    assert!(
        changed
            .iter()
            .any(|user| user["@removed"]["reason"] == "changed")
    );
    let (latest, _) = sandbox.all(&app, "/users/delta?$deltatoken=latest").await;
    assert!(latest.is_empty());
    sandbox.make("advance", json!({"days": 8})).await;
    let gone = sandbox.get(&app, &link.unwrap()).await;
    assert_eq!(gone.status, 410);
    assert!(
        gone.headers["location"]
            .to_str()
            .unwrap()
            .ends_with("$deltatoken=")
    );
}

#[tokio::test]
async fn a_batch_answers_each_item_by_itself() {
    let user = SMALL.user(0, EMPLOYEE);
    let requests = json!({"requests": [
        {"id": "1", "method": "GET", "url": "/me?$select=id"},
        {"id": "2", "method": "GET", "url": "users", "dependsOn": ["1"]},
        {"id": "3", "method": "GET", "url": "/me/messages?$top=1", "dependsOn": ["2"]},
        {"id": "4", "method": "GET", "url": "/me/mailFolders/inbox?$select=id", "headers": {"client-request-id": "mine"}},
        {"id": "5", "method": "GET", "url": "/me/nonsense", "headers": {"client-request-id": "mine"}},
    ]});
    let answer = SMALL
        .send(&user, Method::POST, "/$batch", requests.to_string())
        .await;
    assert_eq!(answer.status, 200);
    let body = answer.json();
    let status: Vec<_> = body["responses"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["status"].as_u64().unwrap())
        .collect();
    assert_eq!(status, [200, 403, 424, 200, 400]);
    assert_eq!(
        body["responses"][4]["body"]["error"]["innerError"]["client-request-id"],
        "mine"
    );
    let many: Vec<_> = (0..21)
        .map(|id| json!({"id": id.to_string(), "method": "GET", "url": "/me"}))
        .collect();
    let answer = SMALL
        .send(
            &user,
            Method::POST,
            "/$batch",
            json!({"requests": many}).to_string(),
        )
        .await;
    assert_eq!(answer.status, 400);
}

#[tokio::test]
async fn every_answer_has_the_headers_that_clients_log() {
    let asker = SMALL
        .user(0, EMPLOYEE)
        .with("client-request-id", "11111111-2222-3333-4444-555555555555")
        .prefer("odata.maxpagesize=2");
    let answer = SMALL.get(&asker, "/me/messages").await;
    assert_eq!(
        answer.headers["client-request-id"],
        "11111111-2222-3333-4444-555555555555"
    );
    assert!(answer.headers.contains_key("request-id") && answer.headers.contains_key("date"));
    assert_eq!(answer.headers["preference-applied"], "odata.maxpagesize=2");
    assert!(
        answer.headers["content-type"]
            .to_str()
            .unwrap()
            .starts_with("application/json")
    );
}

#[tokio::test]
async fn nobody_reads_another_tenant_or_person() {
    let fabrikam = SMALL.world.users(SMALL.world.tenants()[1].id)[0].id;
    assert_eq!(
        SMALL
            .refused(&SMALL.app(TENANT), &format!("/users/{fabrikam}/messages"))
            .await
            .0,
        404
    );
    let other = SMALL.person(1).id;
    assert_eq!(
        SMALL
            .refused(
                &SMALL.user(0, EMPLOYEE),
                &format!("/users/{other}/messages")
            )
            .await,
        (403, "ErrorAccessDenied".into())
    );
    let own = SMALL.person(0).id;
    assert_eq!(
        SMALL
            .get(&SMALL.user(0, EMPLOYEE), &format!("/users/{own}/messages"))
            .await
            .status,
        200
    );
}
