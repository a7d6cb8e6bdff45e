//! Servers that take a connection and say nothing: each is named, and afterwards it goes on as if nothing had been.

use crate::dovecot::{Dovecot, Setup};
use crate::line::Line;
use crate::mailbox::{BOB, home_at, letter, signal};
use crate::stage::Stage;
use crate::twin::Template;
use serde_json::{Value, json};

/// Longer than anybody waits.
fn forever() -> Value {
    json!({"kind": "delay", "milliseconds": 3_600_000})
}

#[tokio::test]
async fn a_silent_microsoft_graph_is_named_and_the_next_sync_goes_on() {
    let template = Template::new().await;
    let undisturbed = template.twin().await.end().await;
    // From the first word, and in the middle of the mails.
    let mails = "/v1.0/users/*/mailFolders/*/messages/delta";
    for (path, after) in [("/v1.0/**", 0), (mails, 3)] {
        let mut twin = template.twin().await;
        twin.home.hurry();
        let rule = json!([{"path": path, "after": after, "times": null, "fault": forever()}]);
        template.stage.faults(&rule).await;
        let arguments = ["sync", "--once", "--json"];
        let silent = twin.home.run(&arguments).await;
        template.stage.spoil_nothing().await;
        silent.refused(5, "graph_unreachable");
        twin.home.take_time();
        assert_eq!(twin.end().await, undisturbed, "{path}");
    }
}

#[tokio::test]
async fn a_silent_service_is_named_and_what_waits_goes_with_the_next_sync() {
    let template = Template::new().await;
    let undisturbed = template.twin().await.end().await;
    let mut twin = template.twin().await;
    let (line, url) = Line::before_url(&twin.service.url()).await;
    twin.home.set("VITRINE_SERVICE_URL", &url);
    line.be_silent(true);
    twin.home.hurry();
    let silent = twin.home.run(&["sync", "--once", "--json"]).await;
    silent.refused(5, "service_timeout");
    let waiting = &silent.json()["streams"]["email_thread"]["pending"];
    assert!(waiting.as_u64().unwrap() > 0, "{silent:?}");
    line.be_silent(false);
    twin.home.take_time();
    assert_eq!(twin.end().await, undisturbed);
}

#[tokio::test]
async fn a_silent_sign_in_is_named_and_the_invite_stays_good() {
    let stage = Stage::new().await;
    let mut home = stage.admin_home("admin");
    home.hurry();
    let invite = stage.admin_invite().await;
    let tenant = stage.tenant();
    let arguments = [
        "admin", "connect", "--tenant", tenant, "--invite", &invite, "--json",
    ];
    stage.spoil("/*/oauth2/v2.0/token", forever()).await;
    let silent = home.visit(&arguments).await;
    silent.refused(5, "sign_in_unreachable");
    stage.spoil_nothing().await;
    home.take_time();
    home.visit(&arguments).await.expect(0);
}

#[tokio::test]
async fn a_silent_mail_server_is_named_and_no_mail_counts_twice() {
    let stage = Stage::new().await;
    let admin = stage.connected_organisation().await;
    let upn = stage.sandbox.ready().users[0].upn.to_lowercase();
    let dovecot = Dovecot::start(&Setup::default());
    let inbox = dovecot.maildir(&upn, "INBOX");
    letter("first@x", BOB, 1).write(&inbox, 1);
    dovecot.hand_over();
    let line = Line::before(dovecot.port).await;
    let (invite, port) = (admin.invite(&upn).await, line.port.to_string());
    let mut home = home_at(&stage, &dovecot, "mailbox");
    let connect = [
        "connect",
        "--json",
        "--imap",
        "--host",
        "localhost",
        "--port",
        &port,
        "--invite",
        &invite,
    ];
    line.be_silent(true);
    home.hurry();
    home.run(&connect).await.refused(5, "imap_timeout");
    line.be_silent(false);
    home.take_time();
    home.run(&connect).await.expect(0);
    home.agree("email_signal").await;
    home.sync().await;

    letter("second@x", BOB, 2).write(&inbox, 2);
    dovecot.hand_over();
    line.be_silent(true);
    home.hurry();
    let silent = home.run(&["sync", "--once", "--json"]).await;
    silent.refused(5, "imap_timeout");
    line.be_silent(false);
    home.take_time();
    home.sync().await;
    let counted = signal(&home.run(&["export"]).await.expect(0).stdout);
    assert_eq!(counted["received"], 2);
}
