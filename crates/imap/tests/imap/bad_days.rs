use crate::dovecot::{Dovecot, Setup};
use crate::letters::Letter;
use crate::reader::{ADA, Reading, client, hurried_client};
use crate::wiretap::{Mischief, Wiretap};
use imap::ImapRefusal;
use std::time::Duration;
use tokio::net::TcpListener;

const NOVEMBER: i64 = 1_793_527_200;

fn with_mail(number: u32) -> Dovecot {
    let dovecot = Dovecot::start(&Setup::default());
    let inbox = dovecot.maildir(ADA, "INBOX");
    for number in 0..number {
        let id = format!("{number}@x");
        let at = NOVEMBER + i64::from(number);
        let letter = Letter {
            id: Some(&id),
            from: "bob@fabrikam.example",
            sender: None,
            sent: Some(at),
            received: at,
            flags: "",
        };
        letter.write(&inbox, number as usize);
    }
    dovecot.hand_over();
    dovecot
}

#[tokio::test]
async fn what_breaks_off_goes_on_where_it_was() {
    let dovecot = with_mail(2_500);
    let cuts = Mischief::Cut(vec![60_000, 1_000, 250_000, 3]);
    let tap = Wiretap::on(&dovecot.authority, dovecot.port, cuts).await;
    let client = client(&dovecot, tap.port);
    let mut reading = Reading::since("2026-10-01T00:00:00Z");
    reading.go_on(&client).await.unwrap();
    assert_eq!(
        (reading.count.received(), reading.count.copies),
        (2_500, 2_500)
    );
    assert!(tap.connections() >= 4, "{}", tap.connections());
}

#[tokio::test]
async fn a_goodbye_in_the_middle_is_no_end() {
    let dovecot = with_mail(1_200);
    let tap = Wiretap::on(&dovecot.authority, dovecot.port, Mischief::Bye(30_000)).await;
    let client = client(&dovecot, tap.port);
    let mut reading = Reading::since("2026-10-01T00:00:00Z");
    reading.go_on(&client).await.unwrap();
    assert_eq!(reading.count.received(), 1_200);
    assert_eq!(tap.connections(), 2);
}

#[tokio::test]
async fn a_line_that_is_always_cut_is_given_up_with_its_name() {
    let dovecot = with_mail(10);
    let tap = Wiretap::on(
        &dovecot.authority,
        dovecot.port,
        Mischief::Cut(vec![200; 50]),
    )
    .await;
    let client = client(&dovecot, tap.port);
    assert_eq!(client.check().await, Err(ImapRefusal::Torn));
    assert_eq!(tap.connections(), 4);
    let nobody = crate::reader::client(&dovecot, 9);
    assert_eq!(nobody.check().await, Err(ImapRefusal::Unreachable));
}

#[tokio::test]
async fn a_server_that_falls_silent_is_asked_again_on_another_line_and_nothing_counts_twice() {
    let dovecot = with_mail(1_200);
    let silent = Mischief::Silent(vec![30_000]);
    let tap = Wiretap::on(&dovecot.authority, dovecot.port, silent).await;
    let (connect, silence) = (Duration::from_secs(20), Duration::from_secs(2));
    let client = hurried_client(&dovecot, tap.port, connect, silence);
    let mut reading = Reading::since("2026-10-01T00:00:00Z");
    reading.go_on(&client).await.unwrap();
    let count = &reading.count;
    assert_eq!((count.received(), count.copies), (1_200, 1_200));
    assert_eq!(tap.connections(), 2);
}

#[tokio::test]
async fn a_server_that_stays_silent_is_named_after_two_tries() {
    let dovecot = with_mail(1);
    let (long, short) = (Duration::from_secs(20), Duration::from_millis(500));
    // Before the greeting, and in the middle of signing in.
    for after in [0, 200] {
        let silent = Mischief::Silent(vec![after; 9]);
        let tap = Wiretap::on(&dovecot.authority, dovecot.port, silent).await;
        let client = hurried_client(&dovecot, tap.port, long, short);
        assert_eq!(client.check().await, Err(ImapRefusal::Timeout), "{after}");
        assert_eq!(tap.connections(), 2, "{after}");
    }
    // And where not even the encryption begins.
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = nobody.local_addr().unwrap().port();
    let client = hurried_client(&dovecot, port, short, long);
    assert_eq!(client.check().await, Err(ImapRefusal::Timeout));
}
