//! The employee's road by IMAP, from invite to the number that the service holds, against a real Dovecot.

use crate::browser;
use crate::dovecot::{Dovecot, PASSWORD, Setup, TokenKey};
use crate::home::Home;
use crate::letters::{Letter, fingerprint};
use crate::stage::{Stage, assert_accounted, held};
use serde_json::{Value, json};
use std::fs;

pub(crate) const BOB: &str = "bob@fabrikam.example";

/// A minute after the calendar quarter began, which is the cycle where the tenant names none.
fn cycle_start() -> i64 {
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC);
    let month = (today.month() - 1) / 3 * 3 + 1;
    let first = jiff::civil::date(today.year(), month, 1);
    let first = first.to_zoned(jiff::tz::TimeZone::UTC).unwrap();
    first.timestamp().as_second() + 60
}

pub(crate) fn letter<'a>(id: &'a str, from: &'a str, second: i64) -> Letter<'a> {
    Letter {
        id: Some(id),
        from,
        sender: None,
        sent: Some(cycle_start() + second),
        received: cycle_start() + second + 1,
        flags: "S",
    }
}

/// A home that trusts the mail server.
pub(crate) fn home_at(stage: &Stage, dovecot: &Dovecot, name: &str) -> Home {
    let authority = stage.folder.path().join(format!("{name}.pem"));
    fs::write(&authority, dovecot.authority.pem()).unwrap();
    let mut home = stage.employee_home(name);
    home.set("VITRINE_CA_FILE", authority.to_str().unwrap());
    home.set("VITRINE_IMAP_PASSWORD", PASSWORD);
    home
}

async fn invite(admin: &Home, upn: &str) -> String {
    let made = admin.json(&["admin", "invite", "--email", upn]).await;
    made["invite"].as_str().unwrap().to_owned()
}

pub(crate) fn signal(export: &str) -> Value {
    let lines: Vec<Value> = export
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 1, "one number for one person and cycle");
    lines[0]["activity"]["properties"].clone()
}

#[tokio::test]
async fn a_mailbox_by_password_goes_from_invite_to_the_number_that_the_service_holds() {
    let stage = Stage::new().await;
    let admin = stage.connected_organisation().await;
    let upn = stage.sandbox.ready().users[0].upn.to_lowercase();
    let dovecot = Dovecot::start(&Setup::default());
    let (inbox, sent) = (
        dovecot.maildir(&upn, "INBOX"),
        dovecot.maildir(&upn, "Sent"),
    );
    let (archive, junk) = (
        dovecot.maildir(&upn, "Archiv/2026"),
        dovecot.maildir(&upn, "Junk"),
    );
    for number in 0..700_u16 {
        let id = format!("{number}@fabrikam.example");
        let letter = letter(&id, BOB, i64::from(number));
        letter.write(&inbox, usize::from(number));
        if number % 7 == 0 {
            letter.write(&archive, 10_000 + usize::from(number));
        }
        letter_from(&upn, number, &sent);
    }
    letter("junk@x", BOB, 5).write(&junk, 1);
    letter("old@x", BOB, -90 * 86_400).write(&inbox, 9_999);
    dovecot.hand_over();
    let before = fingerprint(&dovecot.home(&upn));

    let home = home_at(&stage, &dovecot, "mailbox");
    let (link, port) = (invite(&admin, &upn).await, dovecot.port.to_string());
    let connect = [
        "connect",
        "--json",
        "--imap",
        "--host",
        "localhost",
        "--port",
        &port,
        "--invite",
        &link,
    ];
    let connected = home.run(&connect).await.expect(0).json();
    assert_eq!(connected["road"], "employee_imap");
    assert_eq!(connected["signIn"], "password");
    let previewed = home.json(&["preview"]).await;
    assert_accounted(&previewed);
    let expected = json!({"sent": 350, "received": 700});
    for (name, number) in expected.as_object().unwrap() {
        let told = &previewed["items"][0]["activity"]["properties"][name];
        assert_eq!(told, number, "{name}");
    }
    assert_eq!(home.run(&["export"]).await.expect(0).stdout, "");
    home.refused(&["sync", "--once"], 4, "consent_required")
        .await;
    let agreed = home.run(&["consent", "--stream", "email_signal"]).await;
    assert!(agreed.expect(0).stdout.contains("mail server"));
    let synced = home.sync().await;
    assert_accounted(&synced);
    assert_eq!(
        synced["streams"]["email_signal"]["withheld"]["duplicate"],
        100
    );
    let export = home.run(&["export"]).await.expect(0).stdout;
    assert_eq!(held(&export).len(), 1);
    let counted = signal(&export);
    assert_eq!(
        (&counted["sent"], &counted["received"]),
        (&json!(350), &json!(700))
    );

    letter("late@x", BOB, 100).write(&archive, 20_000);
    fs::remove_dir_all(inbox.join("cur")).unwrap();
    fs::create_dir(inbox.join("cur")).unwrap();
    dovecot.hand_over();
    home.sync().await;
    let counted = signal(&home.run(&["export"]).await.expect(0).stdout);
    assert_eq!(
        counted["received"], 701,
        "deleted mail was received all the same"
    );

    let checks = home.json(&["doctor"]).await;
    let check = checks["checks"].as_array().unwrap().iter();
    let mut check = check.filter(|check| check["name"] == "mail_server");
    assert_eq!(check.next().unwrap()["state"], "ok");
    assert_untouched(&before, &dovecot, &upn);
    assert_silent(&home, &stage, &upn).await;
    home.run(&["disconnect"]).await.expect(0);
    home.refused(&["sync", "--once"], 4, "not_connected").await;
}

fn letter_from(upn: &str, number: u16, sent: &std::path::Path) {
    if number.is_multiple_of(2) {
        let id = format!("{number}@contoso.example");
        letter(&id, upn, i64::from(number)).write(sent, usize::from(number));
    }
}

/// The mails that were there before and are there still are the same, flags and all.
fn assert_untouched(before: &[(std::path::PathBuf, u64)], dovecot: &Dovecot, upn: &str) {
    let after = fingerprint(&dovecot.home(upn));
    let inbox = dovecot.maildir(upn, "INBOX").join("cur");
    let mails = before
        .iter()
        .filter(|(path, _)| path.to_string_lossy().contains(".test:2,"))
        .filter(|(path, _)| !path.starts_with(&inbox));
    let mut compared = 0;
    for mail in mails {
        assert!(after.contains(mail), "{}", mail.0.display());
        compared += 1;
    }
    assert!(compared > 400, "{compared}");
}

/// Neither the password nor anything that a mail says is in an output, a log or a file.
async fn assert_silent(home: &Home, stage: &Stage, upn: &str) {
    let mut said = Vec::new();
    for arguments in [&["sync", "--once"][..], &["preview", "--json"], &["doctor"]] {
        let ran = home.run(arguments).await.expect(0);
        said.extend(ran.stdout.into_bytes());
        said.extend(ran.stderr.into_bytes());
    }
    let mut places = vec![said];
    for folder in [home.path.clone(), stage.folder.path().join("service")] {
        for entry in fs::read_dir(folder).unwrap() {
            places.extend(fs::read(entry.unwrap().path()).ok());
        }
    }
    for place in places {
        for secret in [PASSWORD, "canary-subject", "canary-body", BOB] {
            let found = place
                .windows(secret.len())
                .any(|window| window == secret.as_bytes());
            assert!(!found, "{secret}");
        }
    }
    assert!(!upn.is_empty());
}

#[tokio::test]
async fn what_stands_in_the_way_is_named_and_the_invite_stays_good() {
    let stage = Stage::new().await;
    let admin = stage.connected_organisation().await;
    let upn = stage.sandbox.ready().users[0].upn.to_lowercase();
    let dovecot = Dovecot::start(&Setup::default());
    let mut home = home_at(&stage, &dovecot, "mailbox");
    let (link, port) = (invite(&admin, &upn).await, dovecot.port.to_string());
    let starttls = dovecot.starttls_port.to_string();
    let connect = async |home: &Home, more: &[&str], code: i32| {
        let mut arguments = vec!["connect", "--json", "--imap", "--invite", &link];
        arguments.extend(more);
        home.run(&arguments).await.expect(code)
    };
    let here = ["--host", "localhost", "--port", &port];
    assert_eq!(connect(&home, &[], 2).await.error(), "mail_server_unknown");
    let plain = ["--host", "localhost", "--port", &starttls];
    assert_eq!(
        connect(&home, &plain, 5).await.error(),
        "imap_no_encryption"
    );
    let nobody = ["--host", "localhost", "--port", "9"];
    assert_eq!(connect(&home, &nobody, 5).await.error(), "imap_unreachable");
    home.set("VITRINE_IMAP_PASSWORD", "wrong-canary");
    let refused = connect(&home, &here, 4).await;
    assert_eq!(refused.error(), "imap_password_refused");
    assert!(!format!("{refused:?}").contains("wrong-canary"));
    home.environment.remove("VITRINE_IMAP_PASSWORD");
    assert_eq!(connect(&home, &here, 2).await.error(), "password_missing");
    home.set("VITRINE_IMAP_PASSWORD", PASSWORD);
    let upgraded = [&plain[..], &["--starttls"]].concat();
    connect(&home, &upgraded, 0).await;
    home.agree("email_signal").await;
    home.sync().await;

    drop(dovecot);
    let synced = home.run(&["sync", "--once", "--json"]).await;
    assert_eq!(synced.code, 5, "{synced:?}");
    assert!(
        synced.stderr.contains("The mail server cannot be reached."),
        "{synced:?}"
    );
}

/// The key by which the sandbox's tokens are known.
pub(crate) async fn token_key(stage: &Stage) -> TokenKey {
    use base64::Engine as _;
    use rsa::pkcs8::EncodePublicKey as _;
    let ready = stage.sandbox.ready();
    let keys = format!(
        "{}/{}/discovery/v2.0/keys",
        ready.authority, ready.tenant_id
    );
    let keys: Value = serde_json::from_str(&browser::body(&keys).await).unwrap();
    let key = &keys["keys"][0];
    let number = |name: &str| {
        let text = key[name].as_str().unwrap();
        let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text);
        rsa::BigUint::from_bytes_be(&bytes.unwrap())
    };
    let public = rsa::RsaPublicKey::new(number("n"), number("e")).unwrap();
    TokenKey {
        id: key["kid"].as_str().unwrap().to_owned(),
        pem: public
            .to_public_key_pem(rsa::pkcs8::LineEnding::LF)
            .unwrap(),
        permits: "IMAP.AccessAsUser.All offline_access openid profile",
    }
}

#[tokio::test]
async fn a_mailbox_by_a_sign_in_at_microsoft_counts_with_the_graph_connection_and_nothing_twice() {
    let stage = Stage::new().await;
    let admin = stage.connected_organisation().await;
    let upn = stage.sandbox.ready().users[0].upn.clone();
    let setup = Setup {
        mechanisms: "xoauth2",
        token_key: Some(token_key(&stage).await),
        ..Setup::default()
    };
    let dovecot = Dovecot::start(&setup);
    // What the mail server alone has.
    let inbox = dovecot.maildir(&upn, "INBOX");
    for number in 0..40_u16 {
        let id = format!("{number}@only-here.example");
        letter(&id, BOB, i64::from(number)).write(&inbox, usize::from(number));
    }
    dovecot.hand_over();

    let graph = stage.connected_employee(&admin, "employee", 0).await;
    let mut home = home_at(&stage, &dovecot, "employee");
    home.environment.remove("VITRINE_IMAP_PASSWORD");
    graph.agree("email_signal").await;
    graph.sync().await;
    let by_graph = signal(&graph.run(&["export"]).await.expect(0).stdout);

    let port = dovecot.port.to_string();
    let connect = [
        "connect",
        "--json",
        "--imap",
        "--microsoft",
        "--host",
        "localhost",
        "--port",
        &port,
        "--user",
        &upn,
    ];
    let connected = home.visit(&connect).await.expect(0).json();
    assert_eq!(connected["signIn"], "microsoft", "{}", dovecot.log());
    assert_eq!(
        home.run(&["sync", "--once", "--json"])
            .await
            .expect(4)
            .error(),
        "consent_required",
        "each connection has an agreement of its own"
    );
    home.agree("email_signal").await;
    home.sync().await;
    let both = signal(&home.run(&["export"]).await.expect(0).stdout);
    assert_eq!(both["sent"], by_graph["sent"]);
    assert_eq!(
        both["received"].as_u64().unwrap(),
        by_graph["received"].as_u64().unwrap() + 40
    );
    home.run(&["disconnect"]).await.expect(0);
}
