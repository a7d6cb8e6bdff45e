//! Road switches, several connections of one person, and a mailbox that is read by both roads.

use crate::browser;
use crate::dovecot::{Dovecot, PASSWORD, Setup};
use crate::home::Home;
use crate::letters::Letter;
use crate::mailbox::{BOB, home_at, letter, signal, token_key};
use crate::stage::Stage;
use serde_json::{Value, json};
use std::path::Path;

/// What each connected person's number is, as the service holds it for the tenant.
async fn held_for_all(admin: &Home) -> Vec<Value> {
    let export = admin.run(&["admin", "export"]).await.expect(0).stdout;
    let lines = export
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    lines
        .map(|line: Value| json!([line["mailbox"], line["activity"]["properties"]]))
        .collect()
}

async fn agree_and_sync(home: &Home) {
    home.agree("email_signal").await;
    home.sync().await;
}

/// Writes every mail of the mailbox that counts and has a Message-ID into a maildir as well.
async fn copy_mails(stage: &Stage, maildir: &Path) -> usize {
    let ready = stage.sandbox.ready();
    let page = format!(
        "{}/sandbox/truth?mailbox={}",
        ready.authority, ready.users[0].upn
    );
    let truth = browser::body(&page).await;
    let mut copied = 0;
    for line in truth.lines() {
        let mail: Value = serde_json::from_str(line).unwrap();
        let folder = mail["folder"].as_str().unwrap_or_default();
        let out = ["Drafts", "Junk", "Outbox"];
        if mail["kind"] != "message" || out.iter().any(|root| folder.starts_with(root)) {
            continue;
        }
        let (Some(id), Some(from)) = (
            mail["internetMessageId"].as_str(),
            mail["from"]["address"].as_str(),
        ) else {
            continue;
        };
        let second = |name: &str| {
            let at: jiff::Timestamp = mail[name].as_str().unwrap().parse().unwrap();
            at.as_second()
        };
        let letter = Letter {
            id: Some(id.trim_start_matches('<').trim_end_matches('>')),
            from,
            sender: None,
            sent: Some(second("sentDateTime")),
            received: second("receivedDateTime"),
            flags: if mail["isDraft"] == true { "D" } else { "S" },
        };
        letter.write(maildir, copied);
        copied += 1;
    }
    copied
}

#[tokio::test]
async fn a_mail_that_both_roads_find_counts_once_whichever_came_first() {
    for imap_first in [false, true] {
        let stage = Stage::new().await;
        let admin = stage.connected_organisation().await;
        let upn = stage.sandbox.ready().users[0].upn.clone();
        let dovecot = Dovecot::start(&Setup {
            mechanisms: "xoauth2",
            token_key: Some(token_key(&stage).await),
            ..Setup::default()
        });
        let inbox = dovecot.maildir(&upn, "INBOX");
        assert!(copy_mails(&stage, &inbox).await > 10);
        letter("only-here@x", BOB, 60).write(&inbox, 10_000);
        dovecot.hand_over();

        let alone = stage.connected_employee(&admin, "alone", 0).await;
        agree_and_sync(&alone).await;
        let by_graph = signal(&alone.run(&["export"]).await.expect(0).stdout);
        alone.run(&["disconnect"]).await.expect(0);

        let mut home = home_at(&stage, &dovecot, "both");
        home.environment.remove("VITRINE_IMAP_PASSWORD");
        let (port, link) = (dovecot.port.to_string(), admin.invite(&upn).await);
        let graph = vec!["connect", "--json"];
        let mut imap = vec!["connect", "--json", "--imap", "--microsoft", "--user", &upn];
        imap.extend(["--host", "localhost", "--port", &port]);
        let roads = if imap_first {
            [imap, graph]
        } else {
            [graph, imap]
        };
        let [first, second] = roads;
        let invited = [&first[..], &["--invite", &link]].concat();
        home.visit(&invited).await.expect(0);
        agree_and_sync(&home).await;
        home.visit(&second).await.expect(0);
        agree_and_sync(&home).await;

        let both = signal(&home.run(&["export"]).await.expect(0).stdout);
        assert_eq!(both["sent"], by_graph["sent"], "IMAP first: {imap_first}");
        assert_eq!(
            both["received"].as_u64().unwrap(),
            by_graph["received"].as_u64().unwrap() + 1,
            "IMAP first: {imap_first}: what only the mail server has is one more"
        );
    }
}

#[tokio::test]
async fn a_closed_road_takes_nobody_new_and_who_is_on_it_goes_on_until_they_leave() {
    let stage = Stage::new().await;
    let admin = stage.connected_organisation().await;
    let early = stage.connected_employee(&admin, "early", 0).await;
    agree_and_sync(&early).await;
    let before = held_for_all(&admin).await;
    let closed = admin
        .run(&["admin", "roads", "--close", "graph", "--json"])
        .await;
    assert_eq!(
        closed.expect(0).json(),
        json!({ "graph": false, "imap": true })
    );

    early.sync().await;
    assert_eq!(held_for_all(&admin).await.len(), before.len());
    // Signing in again is no new connection.
    early.visit(&["connect"]).await.expect(0);
    early.sync().await;
    assert_eq!(held_for_all(&admin).await.len(), 1, "its history goes on");

    let upn = stage.sandbox.ready().users[1].upn.to_lowercase();
    let late = stage.employee_home("late");
    let link = admin.invite(&upn).await;
    let refused = late.run(&["connect", "--json", "--invite", &link]).await;
    refused.refused(6, "road_closed");

    early.run(&["disconnect"]).await.expect(0);
    let own = admin.invite(&stage.sandbox.ready().users[0].upn).await;
    let refused = early.run(&["connect", "--json", "--invite", &own]).await;
    refused.refused(6, "road_closed");
    admin
        .run(&["admin", "roads", "--open", "graph"])
        .await
        .expect(0);
    early.visit(&["connect", "--invite", &own]).await.expect(0);
    agree_and_sync(&early).await;
    let after = held_for_all(&admin).await;
    assert_eq!(after, before, "the same person's, once");
}

#[tokio::test]
async fn imap_closes_and_opens_the_same_way_and_who_comes_back_is_the_same_person() {
    let stage = Stage::new().await;
    let admin = stage.connected_organisation().await;
    let upn = stage.sandbox.ready().users[0].upn.to_lowercase();
    let dovecot = Dovecot::start(&Setup::default());
    let inbox = dovecot.maildir(&upn, "INBOX");
    for number in 0..9_u16 {
        letter(&format!("{number}@x"), BOB, i64::from(number)).write(&inbox, usize::from(number));
    }
    dovecot.hand_over();
    let home = home_at(&stage, &dovecot, "mailbox");
    let port = dovecot.port.to_string();
    let connect = async |link: &str| {
        let mut words = vec!["connect", "--json", "--imap", "--host", "localhost"];
        words.extend(["--port", &port, "--invite", link]);
        home.run(&words).await
    };
    let switch = async |how: &str| {
        admin.run(&["admin", "roads", how, "imap"]).await.expect(0);
    };
    connect(&admin.invite(&upn).await).await.expect(0);
    agree_and_sync(&home).await;
    let before = held_for_all(&admin).await;
    assert_eq!(before[0][1]["received"], 9);

    switch("--close").await;
    letter("late@x", BOB, 100).write(&inbox, 1_000);
    dovecot.hand_over();
    home.sync().await;
    assert_eq!(
        held_for_all(&admin).await[0][1]["received"],
        10,
        "it goes on"
    );
    // A new password is no new connection.
    let again = [
        "connect",
        "--json",
        "--imap",
        "--host",
        "localhost",
        "--port",
        &port,
    ];
    home.run(&again).await.expect(0);

    home.run(&["disconnect"]).await.expect(0);
    let link = admin.invite(&upn).await;
    connect(&link).await.refused(6, "road_closed");
    switch("--open").await;
    connect(&link).await.expect(0);
    agree_and_sync(&home).await;
    let after = held_for_all(&admin).await;
    assert_eq!(after.len(), 1, "one number for one person: {after:?}");
    assert_eq!(after[0][0], before[0][0], "the same mailbox as before");
    let shown = format!("{after:?}");
    assert!(!shown.contains(PASSWORD));
}
