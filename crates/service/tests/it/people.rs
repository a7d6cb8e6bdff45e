//! Who is who: the person behind an invite, and whom an admin sees connected.

use crate::support::{TENANT, World};
use serde_json::json;

const ADDRESS: &str = "ada@contoso.example";
const DEVICE: &str = "a device's own text";

#[tokio::test]
async fn who_comes_back_to_the_same_device_is_the_same_person_and_nobody_else_is() {
    let world = World::start().await;
    world.admin(TENANT).await;
    let sign_in = async |address: &str, device: &str| {
        let invite = world.employee_invite(TENANT, address).await;
        let body = json!({ "invite": invite.invite, "device": device });
        world.person(body).await.subject
    };
    let first = sign_in(ADDRESS, DEVICE).await;
    assert_eq!(sign_in(ADDRESS, DEVICE).await, first);
    let elsewhere = sign_in(ADDRESS, "another-device-altogether").await;
    assert_ne!(elsewhere, first, "an invite alone opens nothing of before");
    assert_ne!(sign_in("other@contoso.example", DEVICE).await, first);
    assert_eq!(sign_in(ADDRESS, DEVICE).await, first);
}

#[tokio::test]
async fn an_admin_sees_who_is_connected_and_not_who_agreed() {
    let world = World::start().await;
    let (admin, _) = world.admin(TENANT).await;
    let connected = async || admin.get("/v1/admin/people").await.json();
    let invite = world.employee_invite(TENANT, ADDRESS).await;
    assert_eq!(connected().await, json!([]), "an invite connects nobody");
    let body = json!({ "invite": invite.invite, "device": DEVICE });
    let person = world.person(body).await;
    assert_eq!(connected().await, json!([]), "nor does a sign-in");
    let connection = person.connect("employee_imap").await;
    let before = connected().await;
    assert_eq!(before[0]["address"], ADDRESS);
    assert_eq!(before[0]["roads"], json!(["employee_imap"]));
    person.consent(&connection, "email_signal").await;
    assert_eq!(connected().await, before, "agreeing shows nothing");
    assert_eq!(person.get("/v1/admin/people").await.code(), "forbidden");
    let path = format!("/v1/connections/{connection}");
    person.request("DELETE", &path).send().await.unwrap();
    assert_eq!(connected().await, json!([]));
}
