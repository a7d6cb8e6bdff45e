//! A tenant that chose `Mail.ReadBasic` for its employees: it is what the very first sign-in asks for, and the counts are the same.

use crate::browser;
use crate::home::{Home, page_of};
use crate::stage::{AUTUMN, Stage, small_world_at};
use serde_json::{Value, json};

/// Has the tenant's admin choose a mail permission, as the window does.
async fn choose(stage: &Stage, scope: &str) {
    let invite = stage.admin_invite().await;
    let code = invite.rsplit('/').next().unwrap();
    let device = format!("the admin's browser, to choose {scope}");
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::new();
    let service = stage.service.url();
    let session: Value = client
        .post(format!("{service}/v1/sessions"))
        .json(&json!({ "invite": code, "device": device }))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let changed = client
        .patch(format!("{service}/v1/admin/settings"))
        .bearer_auth(session["credential"].as_str().unwrap())
        .json(&json!({ "mailScope": scope }))
        .send()
        .await
        .unwrap();
    assert_eq!(changed.status().as_u16(), 200);
}

/// The permissions that the page of a sign-in asks for; the person agrees.
async fn asked(home: &Home, arguments: &[&str]) -> Vec<String> {
    let mut child = home.start(arguments);
    let (page, _told) = page_of(&mut child).await;
    let page = page.expect("a page is opened");
    browser::visit(&page).await;
    assert!(child.wait().await.unwrap().success());
    let page = reqwest::Url::parse(&page).unwrap();
    let (_, scopes) = page
        .query_pairs()
        .find(|(name, _)| name == "scope")
        .unwrap();
    let scopes = scopes
        .split(' ')
        .map(|scope| scope.rsplit('/').next().unwrap().to_owned());
    scopes.filter(|scope| scope.starts_with("Mail.")).collect()
}

#[tokio::test]
async fn a_tenant_that_chose_basic_mail_asks_for_nothing_more() {
    let stage = Stage::with(small_world_at(AUTUMN)).await;
    let admin = stage.connected_organisation().await;
    choose(&stage, "Mail.ReadBasic").await;
    let upn = stage.sandbox.ready().users[0].upn.clone();
    let invite = admin.invite(&upn).await;
    let home = stage.employee_home("employee");
    let first = asked(&home, &["connect", "--invite", &invite]).await;
    assert_eq!(
        first,
        ["Mail.ReadBasic"],
        "the first sign-in asks for no more"
    );
    home.agree("email_signal").await;
    home.sync().await;
    let export = home.run(&["export"]).await.expect(0).stdout;
    let sent: Value = serde_json::from_str(export.trim()).unwrap();
    let truth =
        format!("signals?mailbox={upn}&from=2026-10-01T00:00:00Z&until=2027-01-01T00:00:00Z");
    let truth = stage.sandbox_says(&truth).await;
    for count in ["sent", "received"] {
        assert_eq!(
            sent["activity"]["properties"][count], truth[count],
            "{count}"
        );
    }
    choose(&stage, "Mail.Read").await;
    home.run(&["sync", "--once"]).await;
    assert_eq!(asked(&home, &["connect"]).await, ["Mail.Read"]);
    home.sync().await;
}
