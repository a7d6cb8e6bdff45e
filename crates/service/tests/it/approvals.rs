//! An administrator comes back from Microsoft's page, and whoever waits hears of it.

use crate::support::{Person, Reply, TENANT, World, answer};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use std::time::{Duration, Instant};

const ADDRESS: &str = "ada@contoso.example";
const REFUSED: &str = "admin_consent=True&error=consent_required&error_description=AADSTS65004";
const GRANTED: &str =
    "admin_consent=True&tenant=11111111-2222-3333-4444-555555555555&scope=Mail.Read";

fn state(seed: u8) -> String {
    URL_SAFE_NO_PAD.encode([seed; 32])
}

async fn invite(world: &World) -> String {
    world.employee_invite(TENANT, ADDRESS).await.code
}

async fn ask(anybody: &Person, state: &str, invite: &str) -> Reply {
    let request = json!({ "state": state, "invite": invite });
    anybody.post("/v1/approvals", &request).await
}

async fn come_back(world: &World, query: &str) -> Reply {
    let page = format!("/approval?{query}");
    answer(
        world
            .anybody()
            .request("GET", &page)
            .header("accept-language", "en"),
    )
    .await
}

async fn stands(world: &World, state: &str) -> String {
    let reply = world.anybody().get(&format!("/v1/approvals/{state}")).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()["answer"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn whoever_waits_hears_at_once_of_what_the_administrator_decided() {
    let world = World::start().await;
    let (state, invite) = (state(1), invite(&world).await);
    let asked = ask(&world.anybody(), &state, &invite).await;
    assert_eq!(
        (asked.status, asked.json()["answer"].as_str()),
        (201, Some("waiting"))
    );

    let hear = |seen: &'static str| {
        let (anybody, path) = (
            world.anybody(),
            format!("/v1/approvals/{state}?seen={seen}"),
        );
        tokio::spawn(async move { anybody.get(&path).await.json() })
    };
    let waiting = hear("waiting");
    let began = Instant::now();
    let page = come_back(&world, &format!("{REFUSED}&state={state}")).await;
    assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
    assert!(page.text().contains("Vitrine was not approved"));
    assert_eq!(
        waiting.await.unwrap()["answer"],
        "refused",
        "a refusal also says admin_consent=True"
    );

    let waiting = hear("refused");
    let page = come_back(&world, &format!("{GRANTED}&state={state}")).await;
    assert!(page.text().contains("You have approved Vitrine"));
    assert!(page.text().contains("The person who asked you is told"));
    let heard = waiting.await.unwrap();
    assert_eq!(heard["answer"], "granted", "it may be thought over");
    assert!(
        began.elapsed() < Duration::from_secs(20),
        "long before the question would end"
    );

    world.pass_hours(1);
    come_back(&world, &format!("{REFUSED}&state={state}")).await;
    come_back(&world, &format!("{GRANTED}&state={state}")).await;
    let again = world
        .anybody()
        .get(&format!("/v1/approvals/{state}"))
        .await
        .json();
    assert_eq!(
        again, heard,
        "an approval stays as it came, whoever comes with the link later"
    );
    let again = ask(&world.anybody(), &state, &invite).await.json();
    assert_eq!(again, heard, "asking again is no new question");
}

#[tokio::test]
async fn only_who_was_invited_or_connected_may_ask_and_only_so_often() {
    let world = World::start().await;
    let employee = world
        .employee(TENANT, "aaaaaaaa-0000-0000-0000-000000000001", ADDRESS)
        .await;
    let by_credential = employee
        .post("/v1/approvals", &json!({ "state": state(1) }))
        .await;
    assert_eq!(by_credential.status, 201);
    let invite = invite(&world).await;
    let anybody = world.anybody();
    for (request, code) in [
        (json!({ "state": state(2) }), "unauthorized"),
        (
            json!({ "state": state(2), "invite": "0".repeat(26) }),
            "invite_invalid",
        ),
        (json!({ "state": "short", "invite": invite }), "malformed"),
        (
            json!({ "state": "../../v1/me", "invite": invite }),
            "malformed",
        ),
    ] {
        assert_eq!(
            anybody.post("/v1/approvals", &request).await.code(),
            code,
            "{request}"
        );
    }
    let mut asked = 0_u8;
    while ask(&anybody, &state(asked + 10), &invite).await.status == 201 {
        asked += 1;
        assert!(asked < 100, "nobody fills it up");
    }
    assert_eq!(
        ask(&anybody, &state(9), &invite).await.code(),
        "rate_limited"
    );
    assert_eq!(
        employee
            .post("/v1/approvals", &json!({ "state": state(9) }))
            .await
            .status,
        201,
        "others are not held up by it"
    );
}

#[tokio::test]
async fn what_nobody_waits_for_is_not_written_down() {
    let world = World::start().await;
    let unknown = world
        .anybody()
        .get(&format!("/v1/approvals/{}", state(1)))
        .await;
    assert_eq!(
        (unknown.status, unknown.code().as_str()),
        (404, "not_found")
    );
    let page = come_back(&world, &format!("{GRANTED}&state={}", state(1))).await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("What you decided counts all the same"));
    assert_eq!(
        world
            .anybody()
            .get(&format!("/v1/approvals/{}", state(1)))
            .await
            .status,
        404
    );
    for query in ["", &format!("state={}", state(1)), "code=0.AAA&state=x"] {
        let page = come_back(&world, query).await;
        assert_eq!(
            (page.status, page.text().contains("nothing to see here")),
            (400, true),
            "{query}"
        );
    }
    let page = come_back(
        &world,
        &format!("{GRANTED}&state=%3Cscript%3E&error=%3Cscript%3E"),
    )
    .await;
    assert!(!page.text().contains("<script"));
    assert!(
        page.headers["content-security-policy"]
            .to_str()
            .unwrap()
            .starts_with("default-src 'none'")
    );
}

#[tokio::test]
async fn a_link_opened_by_hand_approves_nothing_and_one_that_is_too_old_is_forgotten() {
    let world = World::start().await;
    let (state, invite) = (state(1), invite(&world).await);
    ask(&world.anybody(), &state, &invite).await;
    come_back(&world, &format!("state={state}")).await;
    assert_eq!(stands(&world, &state).await, "waiting");
    assert_eq!(
        world
            .anybody()
            .get(&format!("/v1/approvals/{state}?seen=perhaps"))
            .await
            .code(),
        "malformed"
    );
    world.pass_hours(14 * 24 + 1);
    let page = come_back(&world, &format!("{GRANTED}&state={state}")).await;
    assert!(page.text().contains("too old"));
    assert_eq!(
        world
            .anybody()
            .get(&format!("/v1/approvals/{state}"))
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn those_who_try_states_are_stopped() {
    let world = World::start().await;
    let mut tried = 0;
    while come_back(&world, &format!("{GRANTED}&state={}", state(tried)))
        .await
        .status
        == 200
    {
        tried += 1;
        assert!(tried < 200, "it goes on for ever");
    }
    let refused = world
        .anybody()
        .get(&format!("/v1/approvals/{}", state(1)))
        .await;
    assert_eq!(refused.code(), "rate_limited");
}
