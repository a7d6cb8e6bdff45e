use super::{ADA, BOB, MINE, digests, office, seen_by};
use crate::support::{Reply, TENANT};
use serde_json::json;

const MAX: &str = "cccccccc-0000-0000-0000-000000000003";
const MAX_ADDRESS: &str = "max@contoso.example";

#[tokio::test]
async fn every_look_is_on_record_for_the_person() {
    let office = office().await;
    let max = office.manager("max").await;
    let (bob, invite) = office.invited_by(&max, BOB, "bob@contoso.example").await;
    let record = format!("{MINE}/accesses");
    assert_eq!(bob.get(&record).await.json(), json!([]));
    let open = seen_by(&max, BOB).await;
    office.freeze().await;
    let frozen = seen_by(&max, BOB).await;
    let looks = bob.get(&record).await.json();
    let looks = looks.as_array().unwrap();
    assert_eq!(looks.len(), 2);
    for (look, reply, is_frozen) in [(&looks[1], &open, false), (&looks[0], &frozen, true)] {
        let (sha256, text_sha256) = digests(reply);
        assert_eq!(look["reader"], max.subject);
        assert_eq!(look["name"], "Ada Example");
        assert_eq!(look["role"], "manager");
        assert_eq!(look["frozen"], is_frozen);
        assert_eq!(look["sha256"], sha256);
        assert_eq!(look["textSha256"], text_sha256);
        assert!(look["at"].is_string());
    }
    assert_ne!(looks[0]["sha256"], looks[1]["sha256"]);
    // Who may not read leaves no trace, and neither does the person.
    assert_eq!(seen_by(&max, ADA).await.code(), "not_found");
    office.ada.get(MINE).await;
    assert_eq!(office.ada.get(&record).await.json(), json!([]));
    let id = invite["id"].as_str().unwrap();
    office
        .admin
        .delete(&format!("/v1/admin/invites/{id}"))
        .await;
    assert_eq!(
        seen_by(&max, BOB).await.code(),
        "not_found",
        "the invite was taken back"
    );
}

#[tokio::test]
async fn a_manager_reads_those_whom_they_invited_and_nobody_else() {
    let office = office().await;
    let max = office.manager("max").await;
    let eve = office.manager("eve").await;
    let (bob, _) = office.invited_by(&max, BOB, "bob@contoso.example").await;
    let people = |reply: Reply| -> Vec<String> {
        let people = reply.json();
        let people = people.as_array().unwrap().iter();
        people
            .map(|one| one["id"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(people(max.get("/v1/reviews/2026-Q4").await), [BOB]);
    assert_eq!(
        people(eve.get("/v1/reviews/2026-Q4").await),
        Vec::<String>::new()
    );
    assert_eq!(
        people(office.admin.get("/v1/reviews/2026-Q4").await),
        [ADA, BOB]
    );
    assert_eq!(seen_by(&max, BOB).await.status, 200);
    for (reviewer, person) in [(&max, ADA), (&eve, ADA), (&eve, BOB), (&max, "nobody")] {
        assert_eq!(seen_by(reviewer, person).await.code(), "not_found");
    }
    for person in [ADA, BOB] {
        assert_eq!(seen_by(&bob, person).await.code(), "forbidden");
    }
    let looks = bob.get(&format!("{MINE}/accesses")).await.json();
    assert_eq!(looks.as_array().unwrap().len(), 1);
    assert_eq!(max.get("/v1/reviews/nowhere").await.code(), "not_found");
    assert_eq!(bob.get("/v1/me/reviews/nowhere").await.code(), "not_found");
}

#[tokio::test]
async fn an_export_is_on_record_for_those_whose_content_was_in_it() {
    const EXPORTS: &str = "/v1/me/exports";
    let office = office().await;
    let max = office.manager("max").await;
    let (bob, _) = office.invited_by(&max, BOB, "bob@contoso.example").await;
    assert_eq!(office.ada.get(EXPORTS).await.json(), json!([]));
    assert_eq!(office.admin.export().await.lines().count(), 1);
    assert_eq!(office.admin.export().await.lines().count(), 1);
    let looks = office.ada.get(EXPORTS).await.json();
    let looks = looks.as_array().unwrap();
    assert_eq!(looks.len(), 2, "{looks:?}");
    for look in looks {
        assert_eq!(look["reader"], office.admin.subject);
        assert_eq!(look["activities"], 1);
        assert!(look["at"].is_string());
    }
    assert_eq!(bob.get(EXPORTS).await.json(), json!([]), "nothing of his");
    assert_eq!(max.get("/v1/admin/export").await.code(), "forbidden");
    // What somebody reads of themselves is no look.
    office.ada.get("/v1/me/activities").await;
    assert_eq!(
        office
            .ada
            .get(EXPORTS)
            .await
            .json()
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[tokio::test]
async fn a_manager_whose_invite_was_taken_back_is_an_employee_like_any_other() {
    let office = office().await;
    let max = office.manager("max").await;
    let (bob, _) = office.invited_by(&max, BOB, "bob@contoso.example").await;
    assert_eq!(seen_by(&max, BOB).await.status, 200);
    let invites = office.admin.get("/v1/admin/invites").await.json();
    let mut invites = invites.as_array().unwrap().iter();
    let of_max = invites
        .find(|one| one["address"] == "max@contoso.example")
        .unwrap();
    let path = format!("/v1/admin/invites/{}", of_max["id"].as_str().unwrap());
    assert_eq!(office.admin.delete(&path).await.status, 204);

    assert_eq!(seen_by(&max, BOB).await.code(), "forbidden");
    assert_eq!(max.get("/v1/admin/invites").await.code(), "forbidden");
    let request = json!({ "role": "employee", "address": "eve@contoso.example" });
    let made = max.post("/v1/admin/invites", &request).await;
    assert_eq!(made.code(), "forbidden");
    assert_eq!(max.get("/v1/me").await.json()["roles"], json!(["employee"]));
    assert_eq!(bob.get("/v1/me").await.status, 200, "who came stays");
}

#[tokio::test]
async fn a_manager_stays_one_whatever_invite_they_take_until_the_admin_takes_theirs_back() {
    let office = office().await;
    let invite = async |role: &str| {
        let request = json!({ "role": role, "address": MAX_ADDRESS });
        office
            .admin
            .post("/v1/admin/invites", &request)
            .await
            .json()
    };
    let token = async || {
        let nonce = office.world.nonce().await;
        office
            .world
            .issuer
            .token(TENANT, MAX, MAX_ADDRESS, &nonce)
            .sign()
    };
    let device = "the device of max";
    let sign_in = async |made: &serde_json::Value| {
        let request = json!({ "invite": made["code"], "idToken": token().await, "device": device });
        office.world.person(request).await
    };
    let as_manager = invite("manager").await;
    let max = sign_in(&as_manager).await;
    office.invited_by(&max, BOB, "bob@contoso.example").await;

    let as_employee = invite("employee").await;
    let later = sign_in(&as_employee).await;
    assert_eq!(later.me["roles"], json!(["employee", "manager"]));
    assert_eq!(later.me, later.get("/v1/me").await.json());
    let elsewhere = json!({ "idToken": token().await, "device": "another device of max" });
    let elsewhere = office.world.person(elsewhere).await;
    for one in [&max, &later, &elsewhere] {
        assert_eq!(seen_by(one, BOB).await.status, 200);
        assert_eq!(one.get("/v1/admin/export").await.code(), "forbidden");
    }
    // Who holds nothing but an invite for the manager's address is somebody new.
    let passed_on = invite("employee").await;
    let stranger = json!({ "invite": passed_on["code"], "device": "the device of nobody known" });
    let stranger = office.world.person(stranger).await;
    assert_eq!(stranger.me["roles"], json!(["employee"]));
    assert_eq!(seen_by(&stranger, BOB).await.code(), "forbidden");

    let take_back = async |made: &serde_json::Value| {
        let path = format!("/v1/admin/invites/{}", made["id"].as_str().unwrap());
        assert_eq!(office.admin.delete(&path).await.status, 204);
    };
    take_back(&as_employee).await;
    assert_eq!(
        seen_by(&later, BOB).await.status,
        200,
        "it was another invite"
    );
    take_back(&as_manager).await;
    for one in [&max, &later, &elsewhere] {
        assert_eq!(one.get("/v1/me").await.json()["roles"], json!(["employee"]));
        assert_eq!(seen_by(one, BOB).await.code(), "forbidden");
    }
    let again = sign_in(&invite("employee").await).await;
    assert_eq!(
        again.me["roles"],
        json!(["employee"]),
        "it does not come back by itself"
    );
}
