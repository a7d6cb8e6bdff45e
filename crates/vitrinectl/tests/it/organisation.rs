use crate::stage::{Stage, assert_accounted, held};

#[tokio::test]
async fn an_organisation_goes_from_invite_to_acknowledged_upload() {
    let stage = Stage::new().await;
    let home = stage.admin_home("admin");
    home.refused(&["sync", "--once"], 4, "not_connected").await;
    let invite = stage.admin_invite().await;
    let connected = home
        .visit(&[
            "admin",
            "connect",
            "--tenant",
            stage.tenant(),
            "--invite",
            &invite,
            "--json",
        ])
        .await;
    assert_eq!(connected.expect(0).json()["tenant"], stage.tenant());

    // Nothing moves before the agreement is accepted: not even a preview.
    let before = stage.sandbox_says("counts").await;
    home.refused(&["sync", "--once"], 3, "dpa_required").await;
    home.refused(&["preview"], 3, "dpa_required").await;
    assert_eq!(
        stage.sandbox_says("counts").await["requests"],
        before["requests"],
        "the gate is before everything"
    );
    let wrong = "0".repeat(64);
    home.refused(
        &["admin", "dpa", "accept", "--sha256", &wrong],
        2,
        "text_changed",
    )
    .await;
    let shown = home.json(&["admin", "dpa", "show"]).await;
    let text = shown["text"].as_str().unwrap();
    assert_eq!(
        activity::Sha256::of(text.as_bytes()).to_string(),
        shown["sha256"]
    );
    home.run(&[
        "admin",
        "dpa",
        "accept",
        "--sha256",
        shown["sha256"].as_str().unwrap(),
    ])
    .await
    .expect(0);

    let domains = home.json(&["admin", "domains"]).await;
    assert!(
        domains["domains"]
            .as_array()
            .unwrap()
            .iter()
            .any(|domain| domain == "contoso.example")
    );

    // An empty allowlist yields nothing.
    let empty = home.sync().await;
    assert_accounted(&empty);
    for stream in ["meeting_attend", "email_thread"] {
        assert_eq!(empty["streams"][stream]["activities"], 0);
        assert!(empty["streams"][stream]["considered"].as_u64().unwrap() > 0);
    }
    assert_eq!(home.run(&["admin", "export"]).await.expect(0).stdout, "");

    let refused = home
        .run(&[
            "admin",
            "allow",
            "acme.example",
            "com",
            "contoso.example",
            "--json",
        ])
        .await
        .expect(2);
    assert_eq!(refused.error(), "entries_refused");
    assert!(
        refused.stderr.contains("com: it is a public suffix"),
        "{}",
        refused.stderr
    );
    home.run(&["admin", "allow", "acme.example", "*.partner.example"])
        .await
        .expect(0);

    let previewed = home.json(&["preview"]).await;
    let synced = home.sync().await;
    assert_accounted(&synced);
    assert_eq!(
        previewed["streams"], synced["streams"],
        "what you see is what leaves"
    );
    let mut seen: Vec<&str> = previewed["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|item| item["state"] == "waiting")
        .map(|item| item["sha256"].as_str().unwrap())
        .collect();
    seen.sort_unstable();
    let export = home.run(&["admin", "export"]).await.expect(0).stdout;
    let mut sent: Vec<String> = held(&export)
        .into_iter()
        .map(|(_, _, sha256)| sha256)
        .collect();
    sent.sort_unstable();
    assert_eq!(
        seen, sent,
        "the same bytes in the preview and at the service"
    );
    assert!(!sent.is_empty());

    let ledger = home.json(&["ledger"]).await;
    let acknowledged = ledger["entries"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry["state"] == "sent");
    assert_eq!(acknowledged.clone().count(), sent.len());
    assert!(
        acknowledged
            .clone()
            .all(|entry| entry["sha256"] == entry["acknowledged_sha256"])
    );
    let withheld = home.json(&["ledger", "--withheld"]).await;
    assert_eq!(
        withheld["items"].as_array().unwrap().len(),
        0,
        "they belong to other people"
    );

    // A second run finds nothing new and sends nothing.
    let again = home.sync().await;
    assert_eq!(again["streams"]["email_thread"]["sent"], 0);
    assert_eq!(
        held(&home.run(&["admin", "export"]).await.expect(0).stdout),
        held(&export)
    );

    // A field that is switched off is taken back from what was sent.
    home.run(&["admin", "fields", "--off", "subject", "meetingSubject"])
        .await
        .expect(0);
    home.sync().await;
    let without = home.run(&["admin", "export"]).await.expect(0).stdout;
    assert!(
        !without.contains("\"subject\"") && !without.contains("\"meetingSubject\""),
        "{without}"
    );
    assert_eq!(held(&without).len(), sent.len());

    let healthy = home.json(&["doctor"]).await;
    assert!(
        healthy["checks"]
            .as_array()
            .unwrap()
            .iter()
            .all(|check| check["state"] == "ok"),
        "{healthy}"
    );
    home.run(&["disconnect"]).await.expect(0);
    home.run(&["sync", "--once"]).await.expect(4);
}

#[tokio::test]
async fn two_processes_on_one_home_wait_for_each_other_and_double_nothing() {
    let stage = Stage::new().await;
    let home = stage.connected_organisation().await;
    home.run(&["admin", "allow", "acme.example"])
        .await
        .expect(0);
    let arguments = ["sync", "--once", "--json"];
    let (one, other) = tokio::join!(home.run(&arguments), home.run(&arguments));
    let sent = |ran: &crate::home::Ran| {
        ran.json()["streams"]["email_thread"]["sent"]
            .as_u64()
            .unwrap()
    };
    let (one, other) = (one.expect(0), other.expect(0));
    assert!(sent(&one) == 0 || sent(&other) == 0);
    let export = home.run(&["admin", "export"]).await.expect(0).stdout;
    let mut ids: Vec<_> = held(&export)
        .into_iter()
        .map(|(mailbox, id, _)| (mailbox, id))
        .collect();
    let all = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), all);
    assert!(all > 0);
}
