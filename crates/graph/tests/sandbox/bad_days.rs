//! The same on bad days: what passes changes nothing, what stays is named.

use crate::reading::{read_calendar, read_folder, since};
use crate::support::{proof, small, stage};
use activity::{ObjectId, Stream};
use graph::{GraphRefusal, MailFrom, Readability};
use std::time::Duration;

#[tokio::test]
async fn passing_faults_change_nothing() {
    let stage = stage(small()).await;
    let mailbox = stage.mailbox(0);
    let calm = (
        read_folder(&stage, &mailbox, "inbox", since(&stage)).await,
        read_calendar(&stage, &mailbox).await,
    );
    let calm = (calm.0.expect("read").items, calm.1.expect("read").items);
    for fault in [
        r#"{"kind":"too_many_requests","retry_after":3}"#,
        r#"{"kind":"too_many_requests"}"#,
        r#"{"kind":"service_unavailable","retry_after":1}"#,
        r#"{"kind":"service_unavailable"}"#,
        r#"{"kind":"torn_body"}"#,
        r#"{"kind":"disconnect"}"#,
        r#"{"kind":"token_expired"}"#,
        r#"{"kind":"claims_challenge"}"#,
        r#"{"kind":"empty_page"}"#,
        r#"{"kind":"wrong_shape","shape":"truncated"}"#,
    ] {
        stage.faults(&format!(r#"[{{"path":"/v1.0/users/*/mailFolders/**","fault":{fault}}},{{"path":"/v1.0/users/*/calendarView/**","fault":{fault}}}]"#));
        let read = read_folder(&stage, &mailbox, "inbox", since(&stage)).await;
        assert_eq!(read.map(|read| read.items), Ok(calm.0), "{fault}");
        let read = read_calendar(&stage, &mailbox).await;
        assert_eq!(read.map(|read| read.items), Ok(calm.1), "{fault}");
    }
}

#[tokio::test]
async fn pages_become_smaller_until_graph_can_give_them() {
    let stage = stage(small()).await;
    let mailbox = stage.mailbox(0);
    let calm = read_folder(&stage, &mailbox, "inbox", since(&stage))
        .await
        .expect("read");
    stage.faults(r#"[{"path":"/v1.0/users/*/mailFolders/**","page_size_above":20,"times":null,"fault":{"kind":"gateway_timeout"}}]"#);
    let read = read_folder(&stage, &mailbox, "inbox", since(&stage))
        .await
        .expect("read");
    assert_eq!(read.items, calm.items);
    assert!(
        stage
            .pacing
            .waits()
            .iter()
            .all(|wait| *wait < Duration::from_secs(1)),
        "no patience is needed"
    );
}

#[tokio::test]
async fn a_page_of_which_nothing_comes_is_asked_for_smaller_once_and_then_named() {
    let mut stage = stage(small()).await;
    let mailbox = stage.mailbox(0);
    let calm = read_folder(&stage, &mailbox, "inbox", since(&stage)).await;
    stage.hurry(Duration::from_secs(2));
    let silent = r#""times":null,"fault":{"kind":"delay","milliseconds":600000}"#;
    let path = r#""path":"/v1.0/users/*/mailFolders/*/messages/delta""#;
    stage.faults(&format!(r#"[{{{path},"page_size_above":60,{silent}}}]"#));
    let read = read_folder(&stage, &mailbox, "inbox", since(&stage)).await;
    assert_eq!(
        read.expect("read").items,
        calm.expect("read").items,
        "less is soon done"
    );
    stage.faults(&format!("[{{{path},{silent}}}]"));
    let before = stage.egress.totals().requests;
    let read = read_folder(&stage, &mailbox, "inbox", since(&stage)).await;
    assert_eq!(read.err(), Some(GraphRefusal::Unreachable("timeout")));
    let asked = stage.egress.totals().requests - before;
    assert_eq!(asked, 2, "and nobody waits for it a third time");
}

#[tokio::test]
async fn lost_chains_endless_pages_and_wrong_shapes_are_named() {
    let stage = stage(small()).await;
    let mailbox = stage.mailbox(0);
    let done = read_folder(&stage, &mailbox, "inbox", since(&stage))
        .await
        .expect("read")
        .done;
    for location in [false, true] {
        stage.faults(&format!(r#"[{{"path":"/v1.0/users/*/mailFolders/**","fault":{{"kind":"gone","location":{location}}}}}]"#));
        let lost = read_folder(&stage, &mailbox, "inbox", MailFrom::Cursor(&done))
            .await
            .err();
        let Some(GraphRefusal::SyncStateLost { location: anew }) = lost else {
            panic!("not lost: {lost:?}");
        };
        assert_eq!(anew.is_some(), location);
        if let Some(anew) = anew {
            let read = read_folder(&stage, &mailbox, "inbox", MailFrom::Cursor(&anew))
                .await
                .expect("read anew");
            assert!(read.items > 0);
        }
    }
    stage.faults(r#"[{"path":"/v1.0/users/*/mailFolders/**","times":null,"fault":{"kind":"endless_pages"}}]"#);
    let endless = read_folder(&stage, &mailbox, "inbox", since(&stage))
        .await
        .err();
    assert_eq!(endless, Some(GraphRefusal::EndlessPaging));
    stage.sandbox.gate().clear();
    for shape in [
        "html",
        "array",
        "value_object",
        "no_value",
        "null_items",
        "wrong_types",
        "empty",
        "not_text",
        "deep",
    ] {
        stage.faults(&format!(r#"[{{"path":"/v1.0/users/*/**","times":null,"fault":{{"kind":"wrong_shape","shape":"{shape}"}}}}]"#));
        let mail = read_folder(&stage, &mailbox, "inbox", since(&stage))
            .await
            .err();
        let calendar = read_calendar(&stage, &mailbox).await.err();
        stage.sandbox.gate().clear();
        for refusal in [mail, calendar] {
            assert!(
                matches!(refusal, Some(GraphRefusal::WrongShape | GraphRefusal::Torn)),
                "{shape}: {refusal:?}"
            );
        }
    }
}

#[tokio::test]
async fn partial_items_are_told_and_can_be_fetched_whole() {
    let stage = stage(small()).await;
    let (mailbox, proof) = (
        stage.mailbox(0),
        proof(&stage.register, Stream::EmailThread),
    );
    stage.faults(r#"[{"path":"/v1.0/users/*/mailFolders/**","fault":{"kind":"partial_items"}}]"#);
    let page = stage
        .client
        .mail_page(&proof, &mailbox, "inbox", since(&stage))
        .await
        .expect("a page");
    assert!(page.items.is_empty() && !page.partial.is_empty());
    let whole = stage
        .client
        .messages(&proof, &mailbox, &page.partial)
        .await
        .expect("whole");
    assert_eq!(whole.len(), page.partial.len());
}

#[tokio::test]
async fn items_of_a_batch_that_are_put_off_are_asked_again() {
    let stage = stage(small()).await;
    let proof = proof(&stage.register, Stream::EmailThread);
    stage.faults(r#"[{"path":"/v1.0/users/*/mailFolders/inbox","times":2,"fault":{"kind":"too_many_requests","retry_after":9}}]"#);
    let mailboxes: Vec<ObjectId> = (0..3).map(|index| stage.mailbox(index)).collect();
    let readability = stage
        .client
        .readability(&proof, &mailboxes)
        .await
        .expect("answers");
    assert_eq!(readability, [Readability::Readable; 3]);
    assert!(
        stage.pacing.waits().contains(&Duration::from_secs(9)),
        "{:?}",
        stage.pacing.waits()
    );
}

#[tokio::test]
async fn a_missing_mailbox_and_a_missing_permission_are_told_apart() {
    let stage = stage(small()).await;
    let mailbox = stage.mailbox(0);
    for (refusal, expected) in [
        ("mailbox_missing", GraphRefusal::MailboxMissing),
        ("mailbox_fenced", GraphRefusal::MailboxFenced),
        ("missing_scope", GraphRefusal::ScopeMissing),
    ] {
        stage.faults(&format!(
            r#"[{{"path":"/v1.0/users/*/**","fault":{{"kind":"refused","refusal":"{refusal}"}}}}]"#
        ));
        let refused = read_folder(&stage, &mailbox, "inbox", since(&stage))
            .await
            .err();
        assert_eq!(refused, Some(expected));
    }
}
