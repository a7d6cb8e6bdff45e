use crate::support::{TENANT, World, attended, mail, ndjson, signal};
use serde_json::json;

const ADA: &str = "aaaaaaaa-0000-0000-0000-000000000001";
const MAX: &str = "aaaaaaaa-0000-0000-0000-000000000002";

#[tokio::test]
async fn everybody_sees_what_came_from_their_own_mailbox_by_whichever_road() {
    let world = World::start().await;
    let (admin, connection) = world.admin(TENANT).await;
    let ada = world.employee(TENANT, ADA, "ada@contoso.example").await;
    let own = ada.connect("employee_graph").await;
    ada.consent(&own, "consent-1").await;
    let numbers = [signal("ada@contoso.example", 5)];
    ada.upload(ndjson(TENANT, ADA, &own, Some("consent-1"), &numbers))
        .await;
    admin
        .upload(ndjson(
            TENANT,
            ADA,
            &connection,
            None,
            &[attended("e1", "buyer@acme.example")],
        ))
        .await;
    admin
        .upload(ndjson(
            TENANT,
            MAX,
            &connection,
            None,
            &[mail("m1", &["buyer@acme.example"])],
        ))
        .await;
    // Max was never invited: a plain sign-in is enough to look.
    let token = world
        .issuer
        .token(TENANT, MAX, "max@contoso.example", &world.nonce().await)
        .sign();
    let max = world
        .person(json!({ "idToken": token, "device": "the device of max" }))
        .await;
    let of_ada = ada.get("/v1/me/activities").await;
    assert_eq!(of_ada.headers["content-type"], wire::NDJSON);
    let streams: Vec<_> = of_ada
        .lines()
        .iter()
        .map(|line| line["stream"].clone())
        .collect();
    assert_eq!(streams, [json!("email_signal"), json!("meeting_attend")]);
    assert_eq!(of_ada.lines()[0]["consent"], "consent-1");
    let of_max = max.get("/v1/me/activities").await.lines();
    assert_eq!(of_max.len(), 1);
    assert_eq!(of_max[0]["activity"]["type"], "email_thread");
    assert_eq!(
        admin.get("/v1/me/activities").await.text(),
        "",
        "nothing came from the admin's own mailbox"
    );
    assert_eq!(admin.export().await.lines().count(), 3);
}

#[tokio::test]
async fn an_export_of_many_pages_is_whole_and_in_order() {
    let world = World::start().await;
    let (admin, connection) = world.admin(TENANT).await;
    for page in 0..4 {
        let activities: Vec<_> = (0..320)
            .map(|event| {
                attended(
                    &format!("e{:05}", (event * 7919 + page * 31) % 100_000),
                    "buyer@acme.example",
                )
            })
            .collect();
        let mailbox = if page % 2 == 0 { ADA } else { MAX };
        assert_eq!(
            admin
                .upload(ndjson(TENANT, mailbox, &connection, None, &activities))
                .await
                .status,
            200
        );
    }
    let lines = admin.get("/v1/admin/export").await.lines();
    let keys: Vec<_> = lines
        .iter()
        .map(|line| {
            let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
            (
                text(&line["stream"]),
                text(&line["activity"]["externalId"]),
                text(&line["mailbox"]),
            )
        })
        .collect();
    assert!(keys.is_sorted());
    assert_eq!(keys.len(), 4 * 320);
}
