use crate::support::{OTHER_TENANT, TENANT, World, tenant};
use serde_json::json;
use wire::InviteLink;

const ADA: &str = "aaaaaaaa-0000-0000-0000-000000000001";
const ADDRESS: &str = "ada@contoso.example";
const DEVICE: &str = "a device's own text";

#[tokio::test]
async fn an_invite_is_spent_once_and_a_lost_answer_strands_nobody() {
    let world = World::start().await;
    let invite = world.running.admin_invite(&tenant(TENANT)).await.unwrap();
    let redeem = |device: &str| world.sign_in(json!({ "invite": invite.invite, "device": device }));
    let first = world
        .person(json!({ "invite": invite.invite, "device": DEVICE }))
        .await;
    assert_eq!(redeem("another device's text").await.code(), "invite_used");
    let again = world
        .person(json!({ "invite": invite.code, "device": DEVICE }))
        .await;
    assert_eq!(
        first.get("/v1/me").await.code(),
        "unauthorized",
        "the first credential is void"
    );
    assert_eq!(again.subject, first.subject);
    world.pass_hours(7 * 24);
    assert_eq!(redeem(DEVICE).await.code(), "invite_expired");
    assert_eq!(
        again.get("/v1/me").await.status,
        200,
        "what came of it stays"
    );
}

#[tokio::test]
async fn every_way_in_which_an_invite_can_be_wrong_has_its_own_code() {
    let world = World::start().await;
    let token = |of: &'static str, address: &'static str| {
        let world = &world;
        async move {
            world
                .issuer
                .token(of, ADA, address, &world.nonce().await)
                .sign()
        }
    };
    let invite = world.employee_invite(TENANT, "Ada@Contoso.example").await;
    let with =
        |token: String| json!({ "invite": invite.invite, "idToken": token, "device": DEVICE });
    let foreign = world
        .sign_in(with(token(OTHER_TENANT, ADDRESS).await))
        .await;
    assert_eq!(foreign.code(), "invite_foreign");
    let stranger = world
        .sign_in(with(token(TENANT, "eve@contoso.example").await))
        .await;
    assert_eq!(stranger.code(), "wrong_account");
    for garbage in [
        "hello",
        "00000000000000000000000000",
        "https://vitrine.example/i/",
    ] {
        let reply = world
            .sign_in(json!({ "invite": garbage, "device": DEVICE }))
            .await;
        assert_eq!(reply.code(), "invite_invalid", "{garbage}");
    }
    assert_eq!(
        world
            .sign_in(with(token(TENANT, ADDRESS).await))
            .await
            .status,
        201
    );
    let shown = world
        .anybody()
        .get(&format!("/v1/invites/{}", invite.code))
        .await;
    assert_eq!(shown.code(), "invite_used");
}

#[tokio::test]
async fn an_invite_tells_who_asks_for_what_before_any_sign_in() {
    let world = World::start().await;
    let (admin, _) = world.admin(TENANT).await;
    let words = json!({ "purpose": "Reviews of <the> year", "roads": { "employeeGraph": false } });
    assert_eq!(admin.patch("/v1/admin/settings", &words).await.status, 200);
    let made = admin
        .post(
            "/v1/admin/invites",
            &json!({ "role": "employee", "address": ADDRESS }),
        )
        .await
        .json();
    let link = InviteLink::parse(made["invite"].as_str().unwrap()).unwrap();
    assert_eq!(link.service().unwrap().as_str(), world.url("/"));
    let view = world
        .anybody()
        .get(&format!("/v1/invites/{}", link.code()))
        .await
        .json();
    assert_eq!(view["organisation"], "Contoso");
    assert_eq!(view["address"], ADDRESS);
    assert_eq!(
        view["roads"],
        json!([{ "road": "employee_graph", "open": false }, { "road": "employee_imap", "open": true }])
    );
}

#[tokio::test]
async fn an_invite_carries_the_words_of_whoever_invites() {
    let world = World::start().await;
    let (admin, _) = world.admin(TENANT).await;
    let house = json!({ "purpose": "House purpose", "legalBasis": "House basis" });
    admin.patch("/v1/admin/settings", &house).await;
    let words = json!({
        "role": "employee", "address": ADDRESS, "purpose": "  Reviews of the autumn  ", "legalBasis": "Works agreement 7"
    });
    let view = async |request: &serde_json::Value| {
        let made = admin.post("/v1/admin/invites", request).await.json();
        let code = made["code"].as_str().unwrap();
        let path = format!("/v1/invites/{code}");
        world.anybody().get(&path).await.json()
    };
    let own = view(&words).await;
    assert_eq!(own["purpose"], "Reviews of the autumn");
    assert_eq!(own["legalBasis"], "Works agreement 7");
    assert!(own["expiresAt"].is_string());
    let plain = view(&json!({ "role": "employee", "address": ADDRESS })).await;
    assert_eq!(plain["purpose"], "House purpose");
    assert_eq!(plain["legalBasis"], "House basis");
    let long = json!({ "role": "employee", "address": ADDRESS, "purpose": "x".repeat(2_001) });
    let refused = admin.post("/v1/admin/invites", &long).await;
    assert_eq!(refused.code(), "malformed");
    let imap =
        view(&json!({ "role": "employee", "address": ADDRESS, "road": "employee_imap" })).await;
    assert_eq!(
        imap["roads"],
        json!([{ "road": "employee_imap", "open": true }])
    );
}

#[tokio::test]
async fn an_invite_that_is_sent_again_has_a_new_code_and_the_old_one_is_void() {
    let world = World::start().await;
    let (admin, _) = world.admin(TENANT).await;
    let request =
        json!({ "role": "employee", "address": ADDRESS, "hours": 1, "purpose": "Reviews" });
    let first = admin.post("/v1/admin/invites", &request).await.json();
    let resend = format!("/v1/admin/invites/{}/resend", first["id"].as_str().unwrap());
    world.pass_hours(2);
    let view = async |made: &serde_json::Value| {
        let path = format!("/v1/invites/{}", made["code"].as_str().unwrap());
        world.anybody().get(&path).await
    };
    assert_eq!(view(&first).await.code(), "invite_expired");
    let second = admin.post(&resend, &json!(null)).await;
    assert_eq!(second.status, 200, "{}", second.text());
    let second = second.json();
    assert_eq!(second["id"], first["id"]);
    assert_eq!(view(&first).await.code(), "invite_invalid");
    let shown = view(&second).await.json();
    assert_eq!(
        (&shown["address"], &shown["purpose"]),
        (&json!(ADDRESS), &json!("Reviews"))
    );
    let list = admin.get("/v1/admin/invites").await.json();
    assert_eq!(
        list.as_array()
            .unwrap()
            .iter()
            .filter(|one| one["id"] == first["id"])
            .count(),
        1
    );
    world
        .person(json!({ "invite": second["invite"], "device": DEVICE }))
        .await;
    assert_eq!(
        admin.post(&resend, &json!(null)).await.code(),
        "invite_used"
    );
    let other = admin.post("/v1/admin/invites", &request).await.json();
    let path = format!("/v1/admin/invites/{}", other["id"].as_str().unwrap());
    admin.delete(&path).await;
    let revoked = admin.post(&format!("{path}/resend"), &json!(null)).await;
    assert_eq!(revoked.code(), "invite_revoked");
}

#[tokio::test]
async fn an_invite_may_name_any_address_that_microsoft_vouches_for() {
    let world = World::start().await;
    let alias = "a.example@contoso.onmicrosoft.example";
    let offer = async |claims: &[(&str, serde_json::Value)], of: &'static str| {
        let invite = world.employee_invite(TENANT, alias).await;
        let mut token = world.issuer.token(of, ADA, ADDRESS, &world.nonce().await);
        for (claim, value) in claims {
            token = token.with(claim, value.clone());
        }
        let request = json!({ "invite": invite.code, "idToken": token.sign(), "device": DEVICE });
        let reply = world.sign_in(request).await;
        (reply.status != 201).then(|| reply.code())
    };
    let home = json!(world.issuer.of(TENANT));
    let foreign = json!(world.issuer.of(OTHER_TENANT));
    let theirs: [Vec<(&str, serde_json::Value)>; 6] = [
        vec![(
            "verified_secondary_email",
            json!(["x@contoso.example", alias]),
        )],
        vec![("verified_primary_email", json!([alias.to_uppercase()]))],
        vec![("verified_secondary_email", json!(alias))],
        vec![("email", json!(alias))],
        vec![("email", json!(alias)), ("idp", home)],
        vec![("upn", json!(alias))],
    ];
    for claims in &theirs {
        assert_eq!(offer(claims, TENANT).await, None, "{claims:?}");
    }
    let unproved: [Vec<(&str, serde_json::Value)>; 8] = [
        vec![],
        vec![("name", json!(alias))],
        vec![("emails", json!([alias]))],
        vec![("unique_name", json!(alias))],
        vec![("login_hint", json!(alias))],
        vec![("proxyAddresses", json!([alias]))],
        vec![(
            "verified_secondary_email",
            json!([format!("{alias}.evil.example"), ""]),
        )],
        // A guest's mail address is what another tenant's admin wrote there.
        vec![("email", json!(alias)), ("idp", foreign)],
    ];
    for claims in &unproved {
        let refused = offer(claims, TENANT).await;
        assert_eq!(refused.as_deref(), Some("wrong_account"), "{claims:?}");
    }
    let elsewhere = offer(&theirs[0], OTHER_TENANT).await;
    assert_eq!(elsewhere.as_deref(), Some("invite_foreign"));
}

#[tokio::test]
async fn an_invite_that_was_taken_back_is_over() {
    let world = World::start().await;
    let (admin, _) = world.admin(TENANT).await;
    let made = admin
        .post(
            "/v1/admin/invites",
            &json!({ "role": "employee", "address": ADDRESS }),
        )
        .await
        .json();
    let path = format!("/v1/admin/invites/{}", made["id"].as_str().unwrap());
    assert_eq!(admin.delete(&path).await.status, 204);
    let reply = world
        .sign_in(json!({ "invite": made["code"], "device": DEVICE }))
        .await;
    assert_eq!(reply.code(), "invite_revoked");
    let list = admin.get("/v1/admin/invites").await;
    assert!(
        !list.text().contains(made["code"].as_str().unwrap()),
        "no list tells a code"
    );
}

#[tokio::test]
async fn somebody_without_a_microsoft_account_connects_by_invite_alone() {
    let world = World::start().await;
    world.admin(TENANT).await;
    let invite = world.employee_invite(TENANT, ADDRESS).await;
    let person = world
        .person(json!({ "invite": invite.invite, "device": DEVICE }))
        .await;
    assert_eq!(person.me["byEntra"], false);
    let graph = person
        .post("/v1/connections", &json!({ "road": "employee_graph" }))
        .await;
    assert_eq!(graph.code(), "forbidden");
    person.connect("employee_imap").await;
}

#[tokio::test]
async fn guessing_is_slowed_down() {
    let world = World::start().await;
    let mut codes = Vec::new();
    for _ in 0..125 {
        codes.push(
            world
                .sign_in(json!({ "invite": "garbage", "device": DEVICE }))
                .await
                .code(),
        );
    }
    assert_eq!(codes.first().unwrap(), "invite_invalid");
    assert_eq!(codes.last().unwrap(), "rate_limited");
}

#[tokio::test]
async fn behind_a_proxy_one_guesser_does_not_lock_the_others_out() {
    let world = World::start_with(|options| {
        options.public_url = Some("https://vitrine.example".parse().unwrap());
    })
    .await;
    let base = format!("http://{}", world.running.address());
    let attempt = |from: &'static str| {
        let request = json!({ "invite": "garbage", "device": DEVICE });
        let path = format!("{base}/v1/sessions");
        let headers = format!("203.0.113.9, {from}");
        world
            .client
            .post(path)
            .header("x-forwarded-for", headers)
            .json(&request)
    };
    for _ in 0..121 {
        crate::support::answer(attempt("198.51.100.1")).await;
    }
    assert_eq!(
        crate::support::answer(attempt("198.51.100.1")).await.code(),
        "rate_limited"
    );
    assert_eq!(
        crate::support::answer(attempt("198.51.100.2")).await.code(),
        "invite_invalid"
    );
}
