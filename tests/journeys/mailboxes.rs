//! The employee's road by IMAP through the window, both kinds, while Microsoft's road is closed; and one's own data.

use std::path::Path;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rsa::pkcs8::{EncodePublicKey, LineEnding};
use serde_json::{Value, json};

use crate::{
    dovecot::{Dovecot, PASSWORD, Setup, TokenKey},
    driver,
    letters::Letter,
    roads::link_in,
    stage::{Person, Stage},
    window::Window,
};

#[test]
fn journey_of_mailboxes_on_mail_servers() {
    let mut stage = Stage::set("mailboxes");
    stage.set_up();
    stage.as_admin(&["allow", "acme.example", "*.partner.example"]);
    stage.sync_the_organisation();
    stage.as_admin(&["roads", "--close", "graph"]);
    let window = Window::open(&stage, &stage.looker);
    my_data(&window);
    window.close();
    let rows = stage.saved("ndjson").lines().count();
    assert!(rows > 0, "what the organisation's road brought");

    let dovecot = by_password(&stage.employee.address.to_lowercase());
    stage.trust(&dovecot.authority.pem());
    let window = Window::open(&stage, &stage.employee);
    let invite = stage.invite(&stage.employee, 0);
    password(&window, &invite, &dovecot);
    window.close();
    assert_eq!(held_of(&stage, &stage.employee), [(1, 30)]);
    drop(dovecot);

    let dovecot = by_microsoft(&stage, &stage.other.address);
    stage.trust(&dovecot.authority.pem());
    let window = Window::open(&stage, &stage.other);
    microsoft(&window, &stage, &dovecot);
    window.close();
    assert_eq!(held_of(&stage, &stage.other), [(0, 7)]);
}

/// What the service holds of somebody: sent and received.
fn held_of(stage: &Stage, person: &Person) -> Vec<(i64, i64)> {
    let whose = person.address.to_lowercase();
    let held = stage.held_by_the_service().into_iter();
    let signals = held.filter(|one| one["type"] == "email_signal");
    let number = |of: &Value, name: &str| of["properties"][name].as_i64().expect("a number");
    signals
        .filter(|one| one["personExternalId"] == *whose)
        .map(|one| (number(&one, "sent"), number(&one, "received")))
        .collect()
}

/// A mail server that takes passwords and marks no folder.
fn by_password(address: &str) -> Dovecot {
    let dovecot = Dovecot::start(&Setup {
        marked: &[],
        ..Setup::default()
    });
    let inbox = dovecot.maildir(address, "INBOX");
    for number in 0..30 {
        letter(&inbox, number, "buyer@acme.example");
    }
    letter(&dovecot.maildir(address, "Postausgang"), 100, address);
    dovecot.maildir(address, "Werbung");
    dovecot.hand_over();
    dovecot
}

/// A mail server that believes Microsoft's word alone.
fn by_microsoft(stage: &Stage, address: &str) -> Dovecot {
    let dovecot = Dovecot::start(&Setup {
        mechanisms: "xoauth2",
        token_key: Some(signing_key(stage)),
        ..Setup::default()
    });
    let inbox = dovecot.maildir(address, "INBOX");
    for number in 0..7 {
        letter(&inbox, number, "buyer@acme.example");
    }
    dovecot.hand_over();
    dovecot
}

/// From the invite to an acknowledged number, by a password.
fn password(window: &Window, invite: &str, dovecot: &Dovecot) {
    to_the_sign_in(window, invite);
    window.choose("With a password or an app password");
    server(window, dovecot);
    window.fill("Password", "wrong");
    window.press("Connect");
    window.read("User name or password are wrong");
    window.picture("mailbox-wrong-password");
    window.fill("Password", PASSWORD);
    window.press("Connect");
    window.read("Connected as");
    window.read("Your mail server does not say where your sent mail is");
    window.picture("mailbox-folders");
    window.select("Which folder holds the mail you sent?", "Postausgang");
    window.read("sent mail");
    window.choose("Werbung");
    window.read("left out by you");
    window.read("sent mail");
    window.picture("mailbox-folders-chosen");
    window.press("Next");
    to_the_end(window, "1", "30");
}

/// From the invite to an acknowledged number, by a sign-in at Microsoft; the administrator has to approve the app first.
fn microsoft(window: &Window, stage: &Stage, dovecot: &Dovecot) {
    let strict = json!({ "consent_policy": "strict" });
    stage.tell_microsoft("/sandbox/entra", &strict);
    to_the_sign_in(window, &stage.invite(&stage.other, 0));
    window.choose("At Microsoft, in the browser");
    window.empty("Mail server");
    server(window, dovecot);
    window.fill("User name", &stage.other.address);
    window.press("Connect");
    window.read("Your organisation wants an administrator to approve this app.");
    window.picture("mailbox-needs-an-administrator");
    stage.decide(&link_in(&window.value("A message to your administrator")));
    window.read("Connected as");
    window.press("Next");
    to_the_end(window, "0", "7");
}

/// What the service holds of somebody who connected nothing here.
fn my_data(window: &Window) {
    window.read("A glass case for what leaves your mailbox");
    window.picture("welcome");
    window.press("See my data");
    window.arrive("My data");
    window.picture("my-data-before");
    window.press("Sign in at Microsoft");
    window.read("Who looked at it");
    window.picture("my-data");
    window.press("Save these rows");
    window.pick("As NDJSON, with the exact bytes");
    window.read("written to vitrine-my-data-");
    window.open_first_row();
    window.read("The service stored exactly these bytes.");
    window.picture("my-data-row");
    window.press("Close");
    window.press("Put it away");
    window.read("A glass case for what leaves your mailbox");
}

fn to_the_sign_in(window: &Window, invite: &str) {
    window.read("A glass case for what leaves your mailbox");
    window.fill("Your invite", invite);
    window.press("Read the invite");
    window.arrive("Who asks");
    window.read("Microsoft 365 sign-in is off while verification is pending: connect by IMAP");
    window.picture("road-closed");
    window.press("Go on");
    window.arrive("What is collected");
    window.read("Every mail in your mailbox, with its text and attachments");
    window.picture("what-is-collected-by-imap");
    window.press("Next");
    window.arrive("Sign in");
}

fn server(window: &Window, dovecot: &Dovecot) {
    window.fill("Mail server", "localhost");
    window.empty("Port");
    window.fill("Port", &dovecot.port.to_string());
}

fn to_the_end(window: &Window, sent: &str, received: &str) {
    window.arrive("Preview");
    window.press("Read my data");
    window.read("Nothing of this has been sent.");
    assert_eq!(window.fact("Mails sent"), sent);
    assert_eq!(window.fact("Mails received"), received);
    window.picture("preview-by-imap");
    window.press("Next");
    window.arrive("Consent");
    window.read("Whoever signs in to your mail server by IMAP can read whole messages");
    window.choose("Yes, send the two numbers of each cycle");
    window.press("Save my decision");
    window.arrive("First sync");
    window.press("Start the first sync");
    window.press("Go to Home");
    window.read("Up to date");
    window.picture("home-by-imap");
    window.press("Account");
    window.arrive("Account");
    assert_eq!(window.fact("Mail server"), "localhost");
    window.press("Disconnect");
    window.read("Disconnect?");
    window.press_last("Disconnect");
    window.read("A glass case for what leaves your mailbox");
}

/// A mail of a minute ago.
fn letter(maildir: &Path, number: usize, from: &str) {
    let received = jiff::Timestamp::now().as_second() - 60;
    let id = format!("{number}@acme.example");
    let letter = Letter {
        id: Some(&id),
        from,
        sender: None,
        sent: Some(received - 30),
        received,
        flags: "S",
    };
    letter.write(maildir, number);
}

/// The key by which the local Microsoft 365 signs its tokens.
fn signing_key(stage: &Stage) -> TokenKey {
    let address = stage.keys();
    let keys = driver::get(address.port().expect("a port"), address.path());
    let key = &keys["keys"][0];
    let number = |name: &str| {
        let text = key[name].as_str().expect("a number");
        let bytes = URL_SAFE_NO_PAD.decode(text).expect("Base64");
        rsa::BigUint::from_bytes_be(&bytes)
    };
    let public = rsa::RsaPublicKey::new(number("n"), number("e")).expect("a key");
    TokenKey {
        id: key["kid"].as_str().expect("a name").to_owned(),
        pem: public.to_public_key_pem(LineEnding::LF).expect("PEM"),
        permits: "IMAP.AccessAsUser.All offline_access openid profile",
    }
}
