use crate::dovecot::{Dovecot, PASSWORD, Setup};
use crate::reader::{ADA, client, client_choosing};
use imap::{Credential, FolderChoice, LeftOut, Security};
use std::collections::BTreeMap;

fn sorted(folders: Vec<imap::Folder>) -> BTreeMap<String, Option<LeftOut>> {
    folders
        .into_iter()
        .map(|folder| (folder.name, folder.left_out))
        .collect()
}

#[tokio::test]
async fn marks_tell_what_does_not_count_whatever_the_names_say() {
    let setup = Setup {
        marked: &[
            ("Verschickt", "\\Sent"),
            ("Unfertiges", "\\Drafts"),
            ("Müll", "\\Junk"),
            ("Papierkorb", "\\Trash"),
        ],
        ..Setup::default()
    };
    let dovecot = Dovecot::start(&setup);
    for folder in [
        "M&APw-ll/Alt",
        "Unfertiges/Briefe",
        "Junk",
        "Kunden/S&APw-d &- Nord/2026",
        "Postausgang",
    ] {
        dovecot.maildir(ADA, folder);
    }
    dovecot.hand_over();
    let folders = sorted(client(&dovecot, dovecot.port).folders().await.unwrap());
    let expected = [
        ("INBOX", None),
        ("Junk", None),
        ("Kunden", None),
        ("Kunden/Süd & Nord", None),
        ("Kunden/Süd & Nord/2026", None),
        ("Müll", Some(LeftOut::Junk)),
        ("Müll/Alt", Some(LeftOut::Junk)),
        ("Papierkorb", None),
        ("Postausgang", Some(LeftOut::Outbox)),
        ("Unfertiges", Some(LeftOut::Drafts)),
        ("Unfertiges/Briefe", Some(LeftOut::Drafts)),
        ("Verschickt", None),
    ];
    let expected = expected.map(|(name, reason)| (name.to_owned(), reason));
    assert_eq!(folders, BTreeMap::from(expected));
}

#[tokio::test]
async fn without_marks_names_tell_and_the_person_has_the_last_word() {
    let setup = Setup {
        marked: &[],
        separator: '.',
        prefix: "INBOX.",
        ..Setup::default()
    };
    let dovecot = Dovecot::start(&setup);
    for folder in [
        "Entw&APw-rfe",
        "Spam",
        "Projekte/Spam",
        "Werbung",
        "Werbung/Alt",
    ] {
        dovecot.maildir(ADA, folder);
    }
    dovecot.hand_over();
    let choice = FolderChoice {
        leave_out: vec!["INBOX.Werbung".to_owned()],
        count: vec!["INBOX.Spam".to_owned()],
        sent: None,
    };
    let folders = sorted(client(&dovecot, dovecot.port).folders().await.unwrap());
    assert_eq!(folders["INBOX.Entwürfe"], Some(LeftOut::Drafts));
    assert_eq!(folders["INBOX.Spam"], Some(LeftOut::Junk));
    assert_eq!(folders["INBOX.Projekte.Spam"], None, "only at the top");
    assert_eq!(folders["INBOX.Werbung.Alt"], None);
    let password = Credential::Password(PASSWORD.into());
    let chosen = client_choosing(&dovecot, dovecot.port, Security::Tls, password, choice);
    let folders = sorted(chosen.folders().await.unwrap());
    assert_eq!(folders["INBOX.Spam"], None);
    assert_eq!(folders["INBOX.Werbung"], Some(LeftOut::Chosen));
    assert_eq!(folders["INBOX.Werbung.Alt"], Some(LeftOut::Chosen));
}

#[tokio::test]
async fn other_peoples_and_shared_folders_are_not_read() {
    let setup = Setup {
        more: "namespace {\n  type = public\n  separator = /\n  prefix = Public/\n  location = maildir:~/public:LAYOUT=fs\n  list = yes\n  subscriptions = no\n}\n",
        ..Setup::default()
    };
    let dovecot = Dovecot::start(&setup);
    let public = dovecot.home(ADA).join("public").join("Everybody");
    for part in ["cur", "new", "tmp"] {
        std::fs::create_dir_all(public.join(part)).unwrap();
    }
    dovecot.hand_over();
    let folders = sorted(client(&dovecot, dovecot.port).folders().await.unwrap());
    assert_eq!(folders["Public/Everybody"], Some(LeftOut::NotOwn));
    assert_eq!(folders["INBOX"], None);
}

#[tokio::test]
async fn sent_mail_is_known_by_mark_by_name_or_by_the_persons_word() {
    let sent = async |dovecot: &Dovecot, choice: FolderChoice| -> Vec<(String, bool)> {
        let password = Credential::Password(PASSWORD.into());
        let client = client_choosing(dovecot, dovecot.port, Security::Tls, password, choice);
        let folders = client.folders().await.unwrap();
        let counted = folders.into_iter().filter(|one| one.left_out.is_none());
        counted.map(|one| (one.name, one.holds_sent)).collect()
    };
    let dovecot = Dovecot::start(&Setup {
        marked: &[],
        ..Setup::default()
    });
    for folder in ["Postausgang", "Projekte", "Projekte/Gesendet"] {
        dovecot.maildir(ADA, folder);
    }
    dovecot.hand_over();
    let unknown = sent(&dovecot, FolderChoice::default()).await;
    assert!(unknown.iter().all(|(_, holds_sent)| !holds_sent));
    assert!(!unknown.iter().any(|(name, _)| name == "Postausgang"));
    // A program that keeps what was sent in what others call the outbox.
    let told = FolderChoice {
        sent: Some("Postausgang".to_owned()),
        ..FolderChoice::default()
    };
    let told = sent(&dovecot, told).await;
    assert!(told.contains(&("Postausgang".to_owned(), true)));
    dovecot.maildir(ADA, "Gesendete Elemente");
    dovecot.hand_over();
    let by_name = sent(&dovecot, FolderChoice::default()).await;
    assert!(by_name.contains(&("Gesendete Elemente".to_owned(), true)));
    drop(dovecot);
    let marked = Dovecot::start(&Setup {
        marked: &[("Verschickt", "\\Sent")],
        ..Setup::default()
    });
    let by_mark = sent(&marked, FolderChoice::default()).await;
    assert!(by_mark.contains(&("Verschickt".to_owned(), true)));
}
