//! The page of an invite, as its HTML and in Debian's Chromium with scripts switched off.

use crate::support::{Reply, TENANT, World, answer};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Stdio;

const ADDRESS: &str = "ada@contoso.example";
const WRITTEN: &str = "Reviews </bdi><script>alert(1)</script> \"&' \u{202e}year";

async fn open(world: &World, code: &str, language: &str) -> Reply {
    let request = world
        .anybody()
        .request("GET", &format!("/i/{code}"))
        .header("accept-language", language);
    answer(request).await
}

async fn invite(world: &World, purpose: &str) -> Value {
    let (admin, _) = world.admin(TENANT).await;
    let request = json!({
        "role": "employee", "address": ADDRESS, "purpose": purpose, "legalBasis": "Works agreement 7"
    });
    admin.post("/v1/admin/invites", &request).await.json()
}

#[tokio::test]
async fn the_page_says_who_asks_for_what_and_nothing_written_becomes_markup() {
    let world = World::start_with(|options| {
        options.app_url = Some("https://vitrine.example/get?a=1&b=\"2\"".parse().unwrap());
    })
    .await;
    let made = invite(&world, WRITTEN).await;
    let code = made["code"].as_str().unwrap();
    let page = open(&world, code, "en").await;
    assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
    let html = page.text();
    for part in [
        "<bdi>Contoso</bdi> asks you to connect your own mailbox",
        "<dd><bdi>ada@contoso.example</bdi></dd>",
        "Reviews &lt;/bdi&gt;&lt;script&gt;alert(1)&lt;/script&gt; &quot;&amp;&#39;",
        "Works agreement 7",
        "vitrine://invite?service=http%3A%2F%2F127.0.0.1",
        &format!("<code id=\"code\">{code}</code>"),
        "https://vitrine.example/get?a=1&amp;b=%222%22",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
    assert!(!html.contains("<script"));
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(
        policy.starts_with("default-src 'none'; style-src 'sha256-"),
        "{policy}"
    );
    assert!(!policy.contains("unsafe") && policy.contains("form-action 'none'"));
    assert_eq!(page.headers["referrer-policy"], "no-referrer");
    let german = open(&world, code, "de-CH").await.text();
    assert!(german.contains("<html lang=\"de\">") && german.contains("In Vitrine öffnen"));
    assert_eq!(
        world
            .anybody()
            .get(&format!("/v1/invites/{code}"))
            .await
            .status,
        200,
        "looking uses nothing up"
    );
}

#[tokio::test]
async fn a_page_without_an_invite_says_what_to_do() {
    let world = World::start().await;
    let made = invite(&world, "Reviews").await;
    let code = made["code"].as_str().unwrap();
    let gone = open(&world, &"0".repeat(26), "en").await;
    assert_eq!(
        (
            gone.status,
            gone.text().contains("This invite is not known")
        ),
        (404, true)
    );
    assert!(
        open(&world, "%3Cscript%3E", "en")
            .await
            .text()
            .contains("not known")
    );
    world.pass_hours(8 * 24);
    let over = open(&world, code, "de").await;
    assert_eq!(
        (over.status, over.text().contains("ist abgelaufen")),
        (410, true)
    );
    assert!(!over.text().contains("vitrine://"));
    assert_eq!(over.headers["content-type"], "text/html; charset=utf-8");
}

/// What Chromium sees of the page, without JavaScript, and where the button leads.
#[tokio::test]
async fn in_a_browser_without_scripts_the_button_leads_to_the_app() {
    let world = World::start().await;
    let made = invite(&world, WRITTEN).await;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/page.mjs");
    let shown = tokio::process::Command::new("node")
        .arg(script)
        .arg(made["invite"].as_str().unwrap())
        .stderr(Stdio::inherit())
        .kill_on_drop(true)
        .output()
        .await
        .unwrap();
    assert!(shown.status.success(), "Chromium ran");
    let seen: Value = serde_json::from_slice(&shown.stdout).unwrap();
    assert_eq!(
        seen["heading"],
        "Contoso asks you to connect your own mailbox"
    );
    assert!(
        seen["text"]
            .as_str()
            .unwrap()
            .contains("<script>alert(1)</script>"),
        "shown as text"
    );
    assert_eq!(seen["code"], made["code"]);
    assert_eq!(seen["refusedByPolicy"], json!([]));
    assert_eq!(
        seen["requested"],
        json!([made["invite"]]),
        "nothing else is loaded"
    );
    assert_ne!(seen["buttonColour"], "rgba(0, 0, 0, 0)", "the style counts");
    let link = wire::InviteLink::parse(seen["led"].as_str().unwrap()).unwrap();
    assert!(
        seen["led"]
            .as_str()
            .unwrap()
            .starts_with("vitrine://invite?")
    );
    assert_eq!(link.code(), made["code"].as_str().unwrap());
    assert_eq!(link.service().unwrap().as_str(), world.url("/"));
}
