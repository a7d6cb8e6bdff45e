//! A whole tenant on a good day.

use crate::reading::{read_calendar, read_calendar_from, read_folder, since};
use crate::support::{proof, register, small, stage};
use activity::{ObjectId, Road, Stream};
use graph::{CalendarFrom, GraphRefusal, MailFrom, Readability};
use vitrine_sandbox::Options;

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
