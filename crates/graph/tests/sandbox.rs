//! Reading a whole tenant from the sandbox, on good days and bad ones.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod support;

use activity::{Instant, ObjectId, Road, Stream};
use graph::{CalendarFrom, Cursor, GraphRefusal, MailFrom, Next, Readability};
use std::time::Duration;
use support::{Stage, proof, register, small, stage};
use vitrine_sandbox::Options;

struct Read {
    items: usize,
    partial: usize,
    removed: usize,
    bodies: u64,
    pages: usize,
    done: Cursor,
}

async fn read_folder(
    stage: &Stage,
    mailbox: &ObjectId,
    folder: &str,
    from: MailFrom<'_>,
) -> Result<Read, GraphRefusal> {
    let proof = proof(&stage.register, Stream::EmailThread);
    let mut read = Read {
        items: 0,
        partial: 0,
        removed: 0,
        bodies: 0,
        pages: 0,
        done: Cursor::from_kept(""),
    };
    let mut page = stage
        .client
        .mail_page(&proof, mailbox, folder, from)
        .await?;
    loop {
        read.items += page.items.len();
        read.partial += page.partial.len();
        read.removed += page.removed.len();
        read.bodies += page.dropped_bodies;
        read.pages += 1;
        match page.next {
            Next::Done(cursor) => {
                read.done = cursor;
                return Ok(read);
            }
            Next::More(cursor) => {
                // Cursors are kept as text between two pages.
                let cursor = Cursor::from_kept(cursor.as_str());
                page = stage
                    .client
                    .mail_page(&proof, mailbox, folder, MailFrom::Cursor(&cursor))
                    .await?;
            }
        }
    }
}

async fn read_calendar(stage: &Stage, mailbox: &ObjectId) -> Result<Read, GraphRefusal> {
    let now = now(stage);
    let window = CalendarFrom::Window {
        start: now.plus_days(-90),
        end: now.plus_days(30),
    };
    read_calendar_from(stage, mailbox, window).await
}

async fn read_calendar_from(
    stage: &Stage,
    mailbox: &ObjectId,
    from: CalendarFrom<'_>,
) -> Result<Read, GraphRefusal> {
    let proof = proof(&stage.register, Stream::MeetingAttend);
    let mut read = Read {
        items: 0,
        partial: 0,
        removed: 0,
        bodies: 0,
        pages: 0,
        done: Cursor::from_kept(""),
    };
    let mut page = stage.client.calendar_page(&proof, mailbox, from).await?;
    loop {
        read.items += page.items.len();
        read.removed += page.removed.len();
        read.bodies += page.dropped_bodies;
        read.pages += 1;
        match page.next {
            Next::Done(cursor) => {
                read.done = cursor;
                return Ok(read);
            }
            Next::More(cursor) => {
                page = stage
                    .client
                    .calendar_page(&proof, mailbox, CalendarFrom::Cursor(&cursor))
                    .await?;
            }
        }
    }
}

fn now(stage: &Stage) -> Instant {
    Instant::from(stage.sandbox.world().now())
}

fn since(stage: &Stage) -> MailFrom<'static> {
    MailFrom::Since(now(stage).plus_days(-3_650))
}

#[tokio::test]
async fn the_tenant_its_people_and_their_mailboxes_are_found() {
    let stage = stage(small()).await;
    let organization = stage.client.organization().await.expect("an organisation");
    assert_eq!(organization.id.as_str(), stage.sandbox.ready().tenant_id);
    assert!(!organization.verified_domains.is_empty());
    let proof = proof(&stage.register, Stream::EmailThread);
    let page = stage.client.users(&proof, None).await.expect("people");
    let ids: Vec<&str> = page.users.iter().map(|user| user.id.as_str()).collect();
    assert!(
        stage
            .sandbox
            .ready()
            .users
            .iter()
            .all(|user| ids.contains(&user.id.as_str()))
    );
    assert!(page.users.iter().all(|user| !user.addresses.is_empty()));
    let mailboxes: Vec<ObjectId> = (0..3).map(|index| stage.mailbox(index)).collect();
    let fenced = mailboxes[1].as_str();
    stage.faults(&format!(r#"[{{"path":"/v1.0/users/{fenced}/**","fault":{{"kind":"refused","refusal":"mailbox_fenced"}}}}]"#));
    let readability = stage
        .client
        .readability(&proof, &mailboxes)
        .await
        .expect("answers");
    assert_eq!(
        readability,
        [
            Readability::Readable,
            Readability::Fenced,
            Readability::Readable
        ]
    );
    for stream in [Stream::EmailThread, Stream::MeetingAttend] {
        stage
            .client
            .probe(stream, &mailboxes[0])
            .await
            .expect("healthy");
    }
    assert_eq!(
        stage.client.now().await.map(|now| now.milliseconds() > 0),
        Ok(true)
    );
}

#[tokio::test]
async fn mail_is_read_folder_by_folder_and_then_only_what_changed() {
    let stage = stage(small()).await;
    let (mailbox, proof) = (
        stage.mailbox(0),
        proof(&stage.register, Stream::EmailThread),
    );
    let tree = stage
        .client
        .folders(&proof, &mailbox)
        .await
        .expect("folders");
    let in_scope: Vec<&str> = tree.in_scope().collect();
    assert!(
        in_scope.len() < tree.folders().len(),
        "drafts, outbox and junk are left out"
    );
    assert!(
        tree.sent_items()
            .is_some_and(|sent| in_scope.contains(&sent))
    );
    let mut items = 0;
    for folder in in_scope {
        let read = read_folder(&stage, &mailbox, folder, since(&stage))
            .await
            .expect("read");
        assert_eq!((read.bodies, read.partial, read.removed), (0, 0, 0));
        items += read.items;
        let again = read_folder(&stage, &mailbox, folder, MailFrom::Cursor(&read.done))
            .await
            .expect("read");
        assert_eq!(again.items, 0, "nothing changed");
    }
    assert!(items > 10, "{items}");
}

#[tokio::test]
async fn the_calendar_is_read_without_bodies_and_every_occurrence_is_whole() {
    let stage = stage(small()).await;
    let mailbox = stage.mailbox(0);
    let read = read_calendar(&stage, &mailbox).await.expect("read");
    assert!(read.items >= 12, "{}", read.items);
    assert!(
        read.bodies > 0,
        "Calendars.Read sends bodies, and they are counted"
    );
    let again = read_calendar_from(&stage, &mailbox, CalendarFrom::Cursor(&read.done))
        .await
        .expect("read");
    assert_eq!(again.items, 0, "nothing changed");
}

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

#[tokio::test]
async fn a_folder_beyond_the_delta_cap_is_read_whole() {
    let options = Options {
        mailboxes: 1,
        messages: 18_000,
        events: 1,
        ..Options::in_process()
    };
    let stage = stage(options).await;
    let (mailbox, proof) = (
        stage.mailbox(0),
        proof(&stage.register, Stream::EmailThread),
    );
    let tree = stage
        .client
        .folders(&proof, &mailbox)
        .await
        .expect("folders");
    let largest = tree
        .folders()
        .iter()
        .filter(|folder| folder.in_scope)
        .max_by_key(|folder| folder.items);
    let largest = largest.expect("a folder");
    assert!(largest.items > 5_000, "{}", largest.items);
    let read = read_folder(&stage, &mailbox, &largest.id, since(&stage))
        .await
        .expect("read");
    assert_eq!(
        read.items as u64,
        5_000 + largest.items,
        "the capped delta, and then the whole list"
    );
    stage.faults(
        r#"[{"path":"/v1.0/users/*/mailFolders/*/messages","page_size_above":50,"after":3,"times":null,"fault":{"kind":"gateway_timeout"}}]"#,
    );
    let read = read_folder(&stage, &mailbox, &largest.id, since(&stage))
        .await
        .expect("read");
    assert!(
        read.items as u64 >= 5_000 + largest.items,
        "a list that begins anew in the middle loses nothing"
    );
    assert!(
        (read.items as u64) < 5_000 + largest.items + 200,
        "and repeats little"
    );
}

#[tokio::test]
async fn graphs_limits_are_kept_without_being_told() {
    let options = Options {
        enforce_limits: true,
        latency_ms: Some(20),
        ..small()
    };
    let stage = stage(options).await;
    let mailbox = stage.mailbox(0);
    let reading = (0..4).map(|_| async {
        let proof = proof(&stage.register, Stream::EmailThread);
        stage.client.folders(&proof, &mailbox).await.map(|_| ())?;
        read_calendar(&stage, &mailbox).await.map(|_| ())?;
        read_folder(&stage, &mailbox, "inbox", since(&stage))
            .await
            .map(|_| ())
    });
    let mut reading: Vec<_> = reading.map(Box::pin).collect();
    let [a, b, c, d] = reading.as_mut_slice() else {
        panic!("four")
    };
    let results = tokio::join!(a, b, c, d);
    assert_eq!(results, (Ok(()), Ok(()), Ok(()), Ok(())));
    assert!(
        stage.pacing.waits().is_empty(),
        "nobody was throttled: {:?}",
        stage.pacing.waits()
    );
}

#[tokio::test]
async fn an_employee_reads_their_own_mailbox() {
    let stage = stage(Options {
        auto_consent: true,
        ..small()
    })
    .await;
    let (client, id) = stage.employee(1).await;
    let me = client.me().await.expect("me");
    assert_eq!(me.id, id);
    assert!(!me.addresses.is_empty());
    client.organization().await.expect("User.Read is enough");
    let register = register(Road::EmployeeGraph);
    let proof = proof(&register, Stream::EmailSignal);
    let tree = client.folders(&proof, &id).await.expect("folders");
    let sent = tree.sent_items().expect("sent items");
    let page = client
        .mail_page(&proof, &id, sent, since(&stage))
        .await
        .expect("a page");
    assert!(!page.items.is_empty() && page.partial.is_empty());
    let other = client.folders(&proof, &stage.mailbox(0)).await;
    assert_eq!(other.err(), Some(GraphRefusal::NotOwnMailbox));
}
