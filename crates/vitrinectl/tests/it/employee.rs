use crate::browser;
use crate::stage::{Stage, assert_accounted, held, page_of};

#[tokio::test]
async fn an_employee_goes_from_invite_to_acknowledged_counts_and_leaves() {
    let stage = Stage::new().await;
    let admin = stage.connected_organisation().await;
    let home = stage.connected_employee(&admin, "employee", 0).await;

    assert_eq!(
        home.run(&["sync", "--once", "--json"])
            .await
            .expect(4)
            .error(),
        "consent_required"
    );
    let previewed = home.run(&["preview", "--json"]).await.expect(0).json();
    assert_accounted(&previewed);
    assert_eq!(
        home.run(&["export"]).await.expect(0).stdout,
        "",
        "a preview sends nothing"
    );

    assert_eq!(
        home.run(&["consent", "--stream", "email_thread", "--json"])
            .await
            .expect(2)
            .error(),
        "stream_not_offered"
    );
    let agreed = home
        .run(&["consent", "--stream", "email_signal", "--json"])
        .await
        .expect(0)
        .json();
    assert!(agreed["textSha256"].is_string());
    let synced = home
        .run(&["sync", "--once", "--json"])
        .await
        .expect(0)
        .json();
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

    let withdrawn = home.run(&["withdraw", "--json"]).await.expect(0).json();
    assert_eq!(withdrawn["told"], true);
    assert_eq!(
        home.run(&["sync", "--once", "--json"])
            .await
            .expect(4)
            .error(),
        "consent_required"
    );
    home.run(&["consent", "--stream", "email_signal"])
        .await
        .expect(0);
    home.run(&["sync", "--once"]).await.expect(0);
    home.run(&["disconnect"]).await.expect(0);
    assert_eq!(
        home.run(&["sync", "--once", "--json"])
            .await
            .expect(4)
            .error(),
        "not_connected"
    );
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
        home.run(&["ledger", "--json"]).await.expect(0).json()["entries"]
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
    home.run(&["consent", "--stream", "email_signal"])
        .await
        .expect(0);
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
        "--json",
    ];
    let made = admin.run(&make).await.expect(0).json();
    assert_eq!(made["start"], "2019-12-31T23:00:00Z");
    let made_twice = admin.run(&make).await;
    made_twice.refused(5, "conflict");
    let counted = async || {
        home.run(&["sync", "--once", "--json"]).await.expect(0);
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
    let listed = ["admin", "cycle", "list", "--json"];
    let listed = admin.run(&listed).await.expect(0).json();
    assert_eq!(listed["cycles"][0]["state"], "frozen");
}
