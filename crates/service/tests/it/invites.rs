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
    let page = world.anybody().get(&format!("/i/{}", link.code())).await;
    assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
    let html = page.text();
    assert!(html.contains("Contoso asks you"), "{html}");
    assert!(html.contains("Reviews of &lt;the&gt; year") && !html.contains("<script"));
    assert!(html.contains("vitrine://invite?service=http%3A%2F%2F127.0.0.1"));
    let gone = world.anybody().get("/i/00000000000000000000000000").await;
    assert_eq!(
        (
            gone.status,
            gone.text().contains("This invite is not known")
        ),
        (404, true)
    );
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
async fn a_manager_invites_employees_and_nothing_more() {
    let world = World::start().await;
    let (admin, _) = world.admin(TENANT).await;
    let made = admin
        .post(
            "/v1/admin/invites",
            &json!({ "role": "manager", "address": "max@contoso.example" }),
        )
        .await;
    let manager = world
        .person(json!({ "invite": made.json()["code"], "device": DEVICE }))
        .await;
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
