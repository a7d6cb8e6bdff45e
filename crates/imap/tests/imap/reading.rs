use crate::dovecot::{Dovecot, Setup};
use crate::letters::{Letter, fingerprint};
use crate::reader::{ADA, Reading, client};
use crate::wiretap::{Mischief, Wiretap};

/// 1 November 2026, 10:00 UTC.
const NOVEMBER: i64 = 1_793_527_200;
const BOB: &str = "bob@fabrikam.example";

fn letter<'a>(id: Option<&'a str>, from: &'a str, at: i64) -> Letter<'a> {
    Letter {
        id,
        from,
        sender: None,
        sent: Some(at),
        received: at + 5,
        flags: "S",
    }
}

#[tokio::test]
async fn every_mail_counts_once_and_the_mailbox_stays_as_it_was() {
    let dovecot = Dovecot::start(&Setup::default());
    let (inbox, sent) = (dovecot.maildir(ADA, "INBOX"), dovecot.maildir(ADA, "Sent"));
    let (project, drafts) = (
        dovecot.maildir(ADA, "Projects/Zebra"),
        dovecot.maildir(ADA, "Drafts"),
    );
    let (junk, trash) = (dovecot.maildir(ADA, "Junk"), dovecot.maildir(ADA, "Trash"));
    letter(Some("1@x"), BOB, NOVEMBER).write(&inbox, 1);
    letter(Some("1@x"), BOB, NOVEMBER).write(&project, 2);
    letter(Some("2@x"), "Ada@Contoso.example", NOVEMBER).write(&sent, 3);
    letter(Some("2@x"), ADA, NOVEMBER).write(&inbox, 4);
    Letter {
        sender: Some(ADA),
        ..letter(Some("3@x"), BOB, NOVEMBER)
    }
    .write(&project, 5);
    letter(Some("4@x"), BOB, NOVEMBER).write(&trash, 6);
    letter(Some("5@x"), BOB, NOVEMBER).write(&junk, 7);
    letter(Some("6@x"), ADA, NOVEMBER).write(&drafts, 8);
    Letter {
        flags: "DS",
        ..letter(Some("7@x"), ADA, NOVEMBER)
    }
    .write(&inbox, 9);
    // Without an id each copy is its own mail, even where nothing tells them apart.
    letter(None, BOB, NOVEMBER).write(&inbox, 10);
    letter(None, BOB, NOVEMBER).write(&inbox, 11);
    // Sent at no time that can be read.
    Letter {
        sent: None,
        ..letter(Some("8@x"), ADA, NOVEMBER)
    }
    .write(&sent, 12);
    // Too old to be looked at.
    letter(Some("9@x"), BOB, NOVEMBER - 90 * 86_400).write(&inbox, 13);
    dovecot.hand_over();
    let before = fingerprint(&dovecot.home(ADA));

    let tap = Wiretap::on(&dovecot.authority, dovecot.port, Mischief::None).await;
    let client = client(&dovecot, tap.port);
    let mut reading = Reading::since("2026-10-01T00:00:00Z");
    reading.go_on(&client).await.unwrap();
    assert_eq!((reading.count.sent(), reading.count.received()), (2, 4));
    assert_eq!(reading.count.failed, 1);
    let copies = reading.count.copies;
    reading.go_on(&client).await.unwrap();
    assert_eq!(reading.count.copies, copies, "nothing is new");

    letter(Some("10@x"), BOB, NOVEMBER + 60).write(&project, 14);
    dovecot.hand_over();
    reading.go_on(&client).await.unwrap();
    assert_eq!(
        (reading.count.received(), reading.count.copies),
        (5, copies + 1)
    );
    client.close().await;

    let mut after = fingerprint(&dovecot.home(ADA));
    after.retain(|(path, _)| !path.to_string_lossy().contains(".14.test"));
    // Dovecot's own notes on folders are none of the mail.
    let mail = |found: Vec<(std::path::PathBuf, u64)>| {
        found
            .into_iter()
            .filter(|(path, _)| path.to_string_lossy().contains(".test:2,"))
            .collect::<Vec<_>>()
    };
    assert_eq!(mail(before), mail(after));
    assert_only_reading(&tap.lines());
}

/// What was said on the wire can neither change the mailbox nor fetch a body.
fn assert_only_reading(lines: &[String]) {
    assert!(lines.len() > 10, "something was said");
    for line in lines {
        let words: Vec<&str> = line.split(' ').collect();
        let allowed = match words.as_slice() {
            ["UID", "FETCH", _, rest @ ..] => {
                rest.join(" ")
                    == "(UID FLAGS INTERNALDATE BODY.PEEK[HEADER.FIELDS (DATE FROM SENDER TO CC SUBJECT MESSAGE-ID)])"
            }
            ["UID", "SEARCH", "UID", _, rest @ ..] => matches!(rest, [] | ["SINCE", _]),
            ["LIST", rest @ ..] => rest == ["\"\"", "*"],
            ["AUTHENTICATE", "PLAIN" | "XOAUTH2", ..]
            | ["LOGIN" | "EXAMINE", ..]
            | ["CAPABILITY" | "NAMESPACE" | "NOOP" | "LOGOUT"] => true,
            _ => false,
        };
        assert!(allowed, "{line}");
    }
}

#[tokio::test]
async fn a_new_numbering_is_read_from_the_start_and_counts_nothing_twice() {
    let dovecot = Dovecot::start(&Setup::default());
    let inbox = dovecot.maildir(ADA, "INBOX");
    for number in 0..20_u32 {
        let id = format!("{number}@x");
        let id = (number % 4 != 0).then_some(id.as_str());
        letter(id, BOB, NOVEMBER + i64::from(number)).write(&inbox, number as usize);
    }
    dovecot.hand_over();
    let mut reading = Reading::since("2026-10-01T00:00:00Z");
    let first = client(&dovecot, dovecot.port);
    reading.go_on(&first).await.unwrap();
    first.close().await;
    assert_eq!((reading.count.received(), reading.count.copies), (20, 20));
    // A validity is made of the time in seconds, so the next one is another.
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    dovecot.forget_numbering(ADA);
    let again = client(&dovecot, dovecot.port);
    reading.go_on(&again).await.unwrap();
    assert_eq!(reading.count.copies, 40, "all of it was read again");
    assert_eq!(reading.count.received(), 20);
}

#[tokio::test]
async fn fifty_thousand_messages_are_read_page_by_page() {
    let dovecot = Dovecot::start(&Setup::default());
    let inbox = dovecot.maildir(ADA, "INBOX");
    for number in 0..50_000_u32 {
        let (id, from) = (
            format!("{number}@x"),
            if number % 5 == 0 { ADA } else { BOB },
        );
        letter(Some(&id), from, NOVEMBER + i64::from(number)).write(&inbox, number as usize);
    }
    dovecot.hand_over();
    let client = client(&dovecot, dovecot.port);
    let mut reading = Reading::since("2026-10-01T00:00:00Z");
    reading.go_on(&client).await.unwrap();
    assert_eq!(
        (reading.count.sent(), reading.count.received()),
        (10_000, 40_000)
    );
    assert!(reading.count.largest_page <= 500);
}
