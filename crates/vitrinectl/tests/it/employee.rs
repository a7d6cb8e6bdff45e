use crate::browser;
use crate::home::page_of;
use crate::stage::{Stage, assert_accounted, held};

#[tokio::test]
async fn an_employee_goes_from_invite_to_acknowledged_counts_and_leaves() {
    let stage = Stage::new().await;
    let admin = stage.connected_organisation().await;
    let home = stage.connected_employee(&admin, "employee", 0).await;

    home.refused(&["sync", "--once"], 4, "consent_required")
        .await;
    let previewed = home.json(&["preview"]).await;
    assert_accounted(&previewed);
    assert_eq!(
        home.run(&["export"]).await.expect(0).stdout,
        "",
        "a preview sends nothing"
    );

    home.refused(
        &["consent", "--stream", "email_thread"],
        2,
        "stream_not_offered",
    )
    .await;
    let agreed = home.json(&["consent", "--stream", "email_signal"]).await;
    assert!(agreed["textSha256"].is_string());
    let synced = home.sync().await;
    assert_accounted(&synced);
    assert_eq!(synced["streams"]["email_signal"]["activities"], 1);
    let export = home.run(&["export"]).await.expect(0).stdout;
    assert_eq!(held(&export).len(), 1);
    let line: serde_json::Value = serde_json::from_str(export.trim()).unwrap();
    assert_eq!(
        line["consent"], agreed["id"],
        "it goes under the consent that was given"
    );
    assert_eq!(
        line["activity"]["properties"],
        previewed["items"][0]["activity"]["properties"]
    );

    let withdrawn = home.json(&["withdraw"]).await;
    assert_eq!(withdrawn["told"], true);
    home.refused(&["sync", "--once"], 4, "consent_required")
        .await;
    home.agree("email_signal").await;
    home.sync().await;
    home.run(&["disconnect"]).await.expect(0);
    home.refused(&["sync", "--once"], 4, "not_connected").await;
    let left = std::fs::read(home.path.join("ledger.db")).unwrap();
    assert!(!left.is_empty());
}

#[tokio::test]
async fn another_account_than_the_invited_one_is_refused() {
    let stage = Stage::new().await;
    let admin = stage.connected_organisation().await;
    let users = &stage.sandbox.ready().users;
    let invite = admin.invite(&users[0].upn).await;
    let home = stage.employee_home("employee");
    let mut child = home.start(&["connect", "--invite", &invite, "--json"]);
    let (page, _told) = page_of(&mut child).await;
    let hint = |upn: &str| upn.to_lowercase().replace('@', "%40");
    let page = page
        .unwrap()
        .replace(&hint(&users[0].upn), &hint(&users[1].upn));
    browser::visit(&page).await;
    let done = child.wait_with_output().await.unwrap();
    assert_eq!(done.status.code(), Some(4));
    assert!(
        String::from_utf8(done.stdout)
            .unwrap()
            .contains("wrong_account")
    );
    assert_eq!(
        home.json(&["ledger"]).await["entries"]
            .as_array()
            .unwrap()
            .len(),
        0
    );
}

#[tokio::test]
async fn a_named_cycle_is_counted_until_it_is_frozen() {
    let stage = Stage::new().await;
    let admin = stage.connected_organisation().await;
    let home = stage.connected_employee(&admin, "employee", 0).await;
    home.agree("email_signal").await;
    let make = [
        "admin",
        "cycle",
        "make",
        "--name",
        "The whole decade",
        "--id",
        "decade",
        "--start",
        "2020-01-01",
        "--end",
        "2030-01-01",
        "--time-zone",
        "Europe/Berlin",
    ];
    let made = admin.json(&make).await;
    assert_eq!(made["start"], "2019-12-31T23:00:00Z");
    admin.refused(&make, 5, "conflict").await;
    let counted = async || {
        home.sync().await;
        let export = home.run(&["export"]).await.expect(0).stdout;
        held(&export)
    };
    let first = counted().await;
    assert_eq!(first.len(), 1);
    assert_eq!(first[0].1, "o365_signal_decade");
    admin
        .run(&["admin", "cycle", "freeze", "decade"])
        .await
        .expect(0);
    stage.deliver(0).await;
    assert_eq!(counted().await, first, "a frozen number stays");
    let listed = ["admin", "cycle", "list"];
    let listed = admin.json(&listed).await;
    assert_eq!(listed["cycles"][0]["state"], "frozen");
}
