//! Who becomes a manager, and what one may do.

use crate::support::{OTHER_TENANT, Person, TENANT, World};
use serde_json::{Value, json};

const ADA: &str = "aaaaaaaa-0000-0000-0000-000000000001";
const ADDRESS: &str = "ada@contoso.example";
const MAX: &str = "dddddddd-0000-0000-0000-000000000004";
const DEVICE: &str = "a device's own text";

#[tokio::test]
async fn a_manager_invites_employees_and_nothing_more() {
    let world = World::start().await;
    let (admin, _) = world.admin(TENANT).await;
    let manager = world.manager(&admin, MAX, "max@contoso.example").await;
    let employee = json!({ "role": "employee", "address": ADDRESS });
    assert_eq!(
        manager.post("/v1/admin/invites", &employee).await.status,
        201
    );
    for role in ["manager", "tenant_admin"] {
        let reply = manager
            .post(
                "/v1/admin/invites",
                &json!({ "role": role, "address": ADDRESS }),
            )
            .await;
        assert_eq!(reply.code(), "forbidden");
    }
    assert_eq!(
        manager
            .get("/v1/admin/invites")
            .await
            .json()
            .as_array()
            .unwrap()
            .len(),
        1,
        "only their own"
    );
    assert_eq!(manager.get("/v1/admin/export").await.code(), "forbidden");
}

#[tokio::test]
async fn only_whom_microsoft_vouches_for_becomes_a_manager() {
    let world = World::start().await;
    let (admin, _) = world.admin(TENANT).await;
    let invite = async |role: &str, address: &str| {
        let request = json!({ "role": role, "address": address });
        admin.post("/v1/admin/invites", &request).await.json()
    };
    let as_manager = invite("manager", ADDRESS).await;
    let alone = json!({ "invite": as_manager["code"], "device": DEVICE });
    assert_eq!(world.sign_in(alone).await.code(), "unauthorized");

    let take = async |person: &Person, made: &Value| {
        let request = json!({ "invite": made["invite"], "device": DEVICE });
        person.post("/v1/me/invites", &request).await
    };
    // A password of some mail server says nothing of the address, whatever invite came before.
    let by_password = invite("employee", ADDRESS).await;
    let by_password = json!({ "invite": by_password["code"], "device": DEVICE });
    let by_password = world.person(by_password).await;
    assert_eq!(
        take(&by_password, &as_manager).await.code(),
        "wrong_account"
    );
    let max = world.employee(TENANT, MAX, "max@contoso.example").await;
    assert_eq!(take(&max, &as_manager).await.code(), "wrong_account");
    let elsewhere = world.employee(OTHER_TENANT, ADA, ADDRESS).await;
    assert_eq!(take(&elsewhere, &as_manager).await.code(), "invite_foreign");

    // For whom Microsoft has shown that very address, nothing more is needed, and a repetition does no harm.
    let ada = world.employee(TENANT, ADA, ADDRESS).await;
    for _ in 0..2 {
        let taken = take(&ada, &as_manager).await;
        assert_eq!(taken.status, 200, "{}", taken.text());
        assert_eq!(taken.json()["roles"], json!(["employee", "manager"]));
        assert_eq!(ada.get("/v1/me").await.json(), taken.json());
    }
    let made = ada
        .post(
            "/v1/admin/invites",
            &json!({ "role": "employee", "address": "bob@contoso.example" }),
        )
        .await;
    assert_eq!(made.status, 201);
    assert_eq!(
        take(&ada, &invite("employee", ADDRESS).await).await.code(),
        "forbidden"
    );
    let path = format!("/v1/admin/invites/{}", as_manager["id"].as_str().unwrap());
    assert_eq!(admin.delete(&path).await.status, 204);
    assert_eq!(take(&ada, &as_manager).await.code(), "invite_revoked");
    assert_eq!(ada.get("/v1/me").await.json()["roles"], json!(["employee"]));
}
