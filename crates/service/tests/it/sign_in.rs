use crate::support::{CLIENT, OTHER_TENANT, TENANT, Token, World, forge_unsigned};
use serde_json::json;

const ADA: &str = "aaaaaaaa-0000-0000-0000-000000000001";
const ADDRESS: &str = "ada@contoso.example";
const GLOBAL_ADMINISTRATOR: &str = "62e90394-69f5-4237-9190-012177145e10";

/// Offers a token alone; somebody was invited before, so that the application is known.
async fn offer(world: &World, token: String) -> (u16, String) {
    let reply = world
        .sign_in(json!({ "idToken": token, "device": "0123456789abcdef" }))
        .await;
    let code = if reply.status == 201 {
        String::new()
    } else {
        reply.code()
    };
    (reply.status, code)
}

async fn whole(world: &World) -> Token {
    world
        .issuer
        .token(TENANT, ADA, ADDRESS, &world.nonce().await)
}

#[tokio::test]
async fn a_token_counts_only_if_everything_about_it_holds() {
    let world = World::start().await;
    world.employee(TENANT, ADA, ADDRESS).await;
    let now = jiff::Timestamp::now().as_second();
    assert_eq!(offer(&world, whole(&world).await.sign()).await.0, 201);
    let spoiled = [
        ("unsigned", forge_unsigned(&whole(&world).await)),
        ("by hmac", whole(&world).await.sign_by_hmac()),
        ("by a stranger", whole(&world).await.sign_by_stranger()),
        (
            "audience",
            whole(&world).await.with("aud", "another-client").sign(),
        ),
        (
            "audience list",
            whole(&world)
                .await
                .with("aud", json!([CLIENT, "another-client"]))
                .sign(),
        ),
        (
            "issuer",
            whole(&world)
                .await
                .with("iss", "https://login.example/x/v2.0")
                .sign(),
        ),
        (
            "other issuer",
            whole(&world)
                .await
                .with("iss", world.issuer.of(OTHER_TENANT))
                .sign(),
        ),
        (
            "tenant",
            whole(&world).await.with("tid", OTHER_TENANT).sign(),
        ),
        ("no tenant", whole(&world).await.without("tid").sign()),
        ("no person", whole(&world).await.without("oid").sign()),
        ("nonce", whole(&world).await.with("nonce", "made-up").sign()),
        ("no nonce", whole(&world).await.without("nonce").sign()),
        ("expired", whole(&world).await.with("exp", now - 301).sign()),
        ("not yet", whole(&world).await.with("nbf", now + 400).sign()),
        ("no end", whole(&world).await.without("exp").sign()),
        ("garbage", "a.b.c".to_owned()),
        ("empty", String::new()),
    ];
    for (what, token) in spoiled {
        assert_eq!(
            offer(&world, token).await,
            (401, "unauthorized".to_owned()),
            "{what}"
        );
    }
    let lenient = whole(&world)
        .await
        .with("exp", now - 200)
        .with("nbf", now + 200);
    assert_eq!(
        offer(&world, lenient.sign()).await.0,
        201,
        "clocks may be five minutes apart"
    );
}

#[tokio::test]
async fn a_nonce_counts_once_and_only_while_it_lasts() {
    let world = World::start().await;
    world.employee(TENANT, ADA, ADDRESS).await;
    let token = whole(&world).await.sign();
    assert_eq!(offer(&world, token.clone()).await.0, 201);
    let thief = json!({ "idToken": token, "device": "the device of a thief" });
    assert_eq!(world.sign_in(thief).await.code(), "unauthorized");
    assert_eq!(
        offer(&world, token).await.0,
        201,
        "the same device, whose answer may have been lost"
    );
    let late = whole(&world).await;
    world.pass_hours(1);
    let end = jiff::Timestamp::now().as_second() + 9_000;
    assert_eq!(
        offer(&world, late.with("exp", end).sign()).await.0,
        401,
        "too late"
    );
}

#[tokio::test]
async fn keys_are_asked_for_once_and_again_only_for_an_unknown_one() {
    let world = World::start().await;
    world.employee(TENANT, ADA, ADDRESS).await;
    for _ in 0..3 {
        assert_eq!(offer(&world, whole(&world).await.sign()).await.0, 201);
    }
    assert_eq!(world.issuer.times_asked(), 1);
    let mut unknown = whole(&world).await;
    unknown.key_id = "key-of-nobody".to_owned();
    for _ in 0..5 {
        assert_eq!(offer(&world, unknown.sign()).await.0, 401);
    }
    assert!(
        world.issuer.times_asked() <= 2,
        "nobody can make the service hammer the issuer"
    );
}

#[tokio::test]
async fn an_application_that_nobody_registered_is_refused_without_an_invite() {
    let world = World::start().await;
    assert_eq!(
        offer(&world, whole(&world).await.sign()).await.0,
        401,
        "no application is known yet"
    );
    let admin = world.new_admin(TENANT).await;
    let reply = admin
        .post("/v1/admin/clients", &json!({ "clients": [CLIENT] }))
        .await;
    assert_eq!(reply.json()["clients"], json!([CLIENT]));
    assert_eq!(offer(&world, whole(&world).await.sign()).await.0, 201);
}

#[tokio::test]
async fn the_operators_list_of_applications_decides_alone() {
    let world =
        World::start_with(|options| options.audiences = vec!["the-only-client".to_owned()]).await;
    let invite = world.employee_invite(TENANT, ADDRESS).await;
    let reply = world
        .sign_in(json!({ "invite": invite.code, "idToken": whole(&world).await.sign(), "device": "0123456789abcdef" }))
        .await;
    assert_eq!(reply.code(), "unauthorized");
    let token = whole(&world).await.with("aud", "the-only-client").sign();
    let reply = world
        .sign_in(json!({ "invite": invite.code, "idToken": token, "device": "0123456789abcdef" }))
        .await;
    assert_eq!(reply.status, 201, "a refused attempt spends nothing");
}

#[tokio::test]
async fn directory_roles_make_an_admin_for_a_while() {
    let world = World::start().await;
    world.employee(TENANT, ADA, ADDRESS).await;
    let token = whole(&world)
        .await
        .with("wids", json!([GLOBAL_ADMINISTRATOR]))
        .sign();
    let admin = world
        .person(json!({ "idToken": token, "device": "0123456789abcdef" }))
        .await;
    assert_eq!(admin.me["roles"], json!(["employee", "tenant_admin"]));
    assert_eq!(admin.get("/v1/admin/config").await.status, 200);
    admin.accept_dpa().await;
    let accepted = admin.get("/v1/admin/config").await.json()["policy"]["dpa"]["accepted"].clone();
    assert_eq!(accepted["acceptedBy"], ADA);
    assert_eq!(accepted["acceptedByName"], "Ada Example");
    let noted = admin.get("/v1/admin/audit").await.json()[0].clone();
    assert_eq!(
        (&noted["setting"], &noted["name"]),
        (&json!("dpa"), &json!("Ada Example"))
    );
    assert_eq!(accepted["roles"], json!([GLOBAL_ADMINISTRATOR]));
    world.pass_hours(13);
    assert_eq!(admin.get("/v1/admin/config").await.code(), "forbidden");
    assert_eq!(
        admin.get("/v1/me").await.status,
        200,
        "the rest of the session goes on"
    );
}

#[tokio::test]
async fn a_revoked_or_mangled_credential_opens_nothing() {
    let world = World::start().await;
    let ada = world.employee(TENANT, ADA, ADDRESS).await;
    let whole = ada.credential.clone().unwrap();
    for mangled in [
        format!("{whole}x"),
        whole[..whole.len() - 1].to_owned(),
        whole.replace("vtr_", ""),
        String::new(),
    ] {
        let mut person = ada.clone();
        person.credential = Some(mangled);
        assert_eq!(person.get("/v1/me").await.code(), "unauthorized");
    }
    assert_eq!(ada.delete("/v1/sessions/current").await.status, 204);
    let refused = ada.get("/v1/me").await;
    assert_eq!(refused.code(), "unauthorized");
    assert_eq!(refused.headers["www-authenticate"], "Bearer");
}

#[tokio::test]
async fn an_issuer_out_of_reach_is_no_fault_of_the_person() {
    let world = World::start_with(|options| {
        options.trust_issuers = vec![format!("http://127.0.0.1:1/{TENANT}/v2.0")];
    })
    .await;
    let token = whole(&world)
        .await
        .with("iss", format!("http://127.0.0.1:1/{TENANT}/v2.0"));
    assert_eq!(
        offer(&world, token.sign()).await,
        (503, "unavailable".to_owned())
    );
}
