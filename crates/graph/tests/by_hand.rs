//! The client against answers that are written by hand.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod support;

use activity::{Instant, Road, Stream};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, Uri, header};
use axum::response::IntoResponse;
use graph::{CalendarFrom, GraphRefusal, MailFrom, Next, Reach};
use privacy::{Directory, Keyer, Verdict, assess_mail, assess_meeting};
use std::sync::{Arc, Mutex};
use support::{client_of, instant, object, proof, register};

const ME: &str = "22222222-2222-4222-8222-222222222222";

#[derive(Clone, Default)]
struct Script {
    answers: Arc<Mutex<Vec<String>>>,
    asked: Arc<Mutex<Vec<(String, String)>>>,
}

/// A server that gives these answers one after the other; `BASE` in them becomes its address.
async fn server(answers: &[&str]) -> (String, Script) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a free port");
    let base = format!("http://{}/v1.0", listener.local_addr().expect("an address"));
    let script = Script::default();
    let answers = answers
        .iter()
        .rev()
        .map(|answer| answer.replace("BASE", &base));
    *script.answers.lock().expect("not poisoned") = answers.collect();
    let router = Router::new().fallback(answer).with_state(script.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (base, script)
}

async fn answer(State(script): State<Script>, uri: Uri, headers: HeaderMap) -> impl IntoResponse {
    let prefer = headers
        .get("prefer")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    script
        .asked
        .lock()
        .expect("not poisoned")
        .push((uri.to_string(), prefer.to_owned()));
    let answer = script
        .answers
        .lock()
        .expect("not poisoned")
        .pop()
        .unwrap_or_default();
    ([(header::CONTENT_TYPE, "application/json")], answer)
}

fn since() -> MailFrom<'static> {
    MailFrom::Since(instant("2026-08-24T00:00:00Z"))
}

#[tokio::test]
async fn a_message_becomes_exactly_this_activity() {
    let (base, script) = server(&[r##"{"value":[{
        "@odata.type":"#microsoft.graph.eventMessageRequest","@odata.etag":"x","id":"AAMkA=","internetMessageId":"<1@acme.example>",
        "subject":"Offer","conversationId":"AAQk","receivedDateTime":"2026-11-20T10:00:00Z","sentDateTime":"2026-11-20T09:59:58Z","isDraft":false,
        "from":{"emailAddress":{"name":"Grace","address":"Grace@ACME.example"}},"sender":{"emailAddress":{"name":"Grace","address":"Grace@ACME.example"}},
        "toRecipients":[{"emailAddress":{"name":"Ada","address":"ada@contoso.example"}}],"ccRecipients":[],
        "body":{"contentType":"html","content":"CANARY"},"bodyPreview":"CANARY"}],
        "@odata.deltaLink":"BASE/users/22222222-2222-4222-8222-222222222222/mailFolders/inbox/messages/delta?$deltatoken=x"}"##])
    .await;
    let (client, _) = client_of(&base, Reach::Tenant);
    let register = register(Road::Organisation);
    let proof = proof(&register, Stream::EmailThread);
    let page = client
        .mail_page(&proof, &object(ME), "inbox", since())
        .await
        .expect("a page");
    assert_eq!(page.dropped_bodies, 1);
    assert!(!format!("{page:?}").contains("Offer"));
    let message = page.items.into_iter().next().expect("a message");
    let keyer = Keyer::new(&[1; 32]);
    let assessed = assess_mail(
        message,
        &object(ME),
        instant("2026-08-24T00:00:00Z"),
        &keyer,
        &proof,
    )
    .expect("considered");
    let Verdict::Kept(activities) = assessed.verdict else {
        panic!("not kept: {:?}", assessed.verdict);
    };
    assert_eq!(
        String::from_utf8_lossy(activities[0].canonical().bytes()),
        r#"{"channel":"email","externalId":"o365_email_AAMkA=","occurredAt":"2026-11-20T10:00:00Z","personExternalId":"grace@acme.example","properties":{"conversationId":"AAQk","participantCount":1,"participantEmails":["grace@acme.example"],"subject":"Offer"},"type":"email_thread"}"#
    );
    let (uri, prefer) = script.asked.lock().expect("not poisoned")[0].clone();
    assert!(uri.starts_with("/v1.0/users/22222222-2222-4222-8222-222222222222/mailFolders/inbox/messages/delta?$select=id,"), "{uri}");
    assert!(
        uri.ends_with("&$filter=receivedDateTime%20ge%202026-08-24T00:00:00Z"),
        "{uri}"
    );
    assert_eq!(
        prefer,
        r#"IdType="ImmutableId", outlook.timezone="UTC", outlook.body-content-type="text", odata.maxpagesize=200"#
    );
}

#[tokio::test]
async fn a_bare_occurrence_takes_the_rest_from_its_series() {
    let occurrence = r##"{"value":[
        {"@odata.type":"#microsoft.graph.event","id":"occ1","seriesMasterId":"master","type":"occurrence","start":{"dateTime":"2026-11-20T10:00:00.0000000","timeZone":"UTC"},"end":{"dateTime":"2026-11-20T10:30:00.0000000","timeZone":"UTC"}},
        {"id":"gone","@removed":{"reason":"deleted"}},
        {"id":"other","seriesMasterId":"vanished","type":"occurrence","start":{"dateTime":"2026-11-20T10:00:00.0000000","timeZone":"UTC"},"end":null}],
        "@odata.nextLink":"BASE/users/22222222-2222-4222-8222-222222222222/calendarView/delta?$skiptoken=2"}"##;
    let masters = r#"{"responses":[{"id":"1","status":404,"headers":{},"body":{"error":{"code":"ErrorItemNotFound","message":"x"}}},
        {"id":"0","status":200,"headers":{},"body":{"id":"master","type":"seriesMaster","iCalUId":"uid","subject":" Weekly ","isOnlineMeeting":true,"isCancelled":false,"sensitivity":"normal",
        "organizer":{"emailAddress":{"name":"Ada","address":"ada@contoso.example"}},"attendees":[{"type":"required","status":{"response":"accepted","time":"x"},"emailAddress":{"name":"Grace","address":"grace@acme.example"}}]}}]}"#;
    let last = r#"{"value":[{"id":"occ2","seriesMasterId":"master","type":"occurrence","start":{"dateTime":"2026-11-27T10:00:00.0000000","timeZone":"UTC"},"end":{"dateTime":"2026-11-27T10:30:00.0000000","timeZone":"UTC"}}],
        "@odata.deltaLink":"BASE/users/22222222-2222-4222-8222-222222222222/calendarView/delta?$deltatoken=3"}"#;
    let (base, script) = server(&[occurrence, masters, last]).await;
    let (client, _) = client_of(&base, Reach::Tenant);
    let register = register(Road::Organisation);
    let proof = proof(&register, Stream::MeetingAttend);
    let window = CalendarFrom::Window {
        start: instant("2026-08-24T00:00:00Z"),
        end: instant("2026-12-22T00:00:00Z"),
    };
    let page = client
        .calendar_page(&proof, &object(ME), window)
        .await
        .expect("a page");
    let removed: Vec<&str> = page.removed.iter().map(activity::ItemId::as_str).collect();
    assert_eq!(removed, ["gone", "other"]);
    let meeting = page.items.into_iter().next().expect("a meeting");
    let assessed = assess_meeting(
        meeting,
        &object(ME),
        &Directory::default(),
        &Keyer::new(&[1; 32]),
        &proof,
    );
    let Verdict::Kept(activities) = assessed.verdict else {
        panic!("not kept: {:?}", assessed.verdict);
    };
    assert_eq!(
        String::from_utf8_lossy(activities[0].canonical().bytes()),
        r#"{"channel":"meetings","externalId":"o365_cal_occ1_grace@acme.example","occurredAt":"2026-11-20T10:00:00Z","personExternalId":"grace@acme.example","properties":{"accountDomain":"acme.example","attendeeCount":1,"durationMinutes":30,"isOnline":true,"meetingSubject":"Weekly","organizerEmail":"ada@contoso.example","responseStatus":"accepted"},"type":"meeting_attend"}"#
    );
    let next = client
        .calendar_page(
            &proof,
            &object(ME),
            CalendarFrom::Cursor(page.next.cursor()),
        )
        .await
        .expect("a page");
    assert_eq!(next.items.len(), 1);
    assert!(matches!(next.next, Next::Done(_)));
    assert_eq!(
        script.asked.lock().expect("not poisoned").len(),
        3,
        "the series is fetched once for the whole round"
    );
}

#[tokio::test]
async fn links_to_elsewhere_are_not_followed() {
    for link in [
        "https://evil.example/v1.0/users/x",
        "http://127.0.0.1:1/v1.0/users/x",
        "BASE.evil.example/v1.0/x",
        "BASE/../../etc",
        "nonsense",
    ] {
        let page = format!(r#"{{"value":[],"@odata.nextLink":"{link}"}}"#);
        let (base, script) = server(&[&page]).await;
        let (client, egress) = client_of(&base, Reach::Tenant);
        let register = register(Road::Organisation);
        let refused = client
            .mail_page(
                &proof(&register, Stream::EmailThread),
                &object(ME),
                "inbox",
                since(),
            )
            .await;
        let refused = refused.err();
        assert!(
            matches!(
                refused,
                Some(GraphRefusal::LinkElsewhere | GraphRefusal::WrongShape)
            ),
            "{link}: {refused:?}"
        );
        assert_eq!(script.asked.lock().expect("not poisoned").len(), 1);
        assert_eq!(egress.totals().requests, 1);
    }
}

#[tokio::test]
async fn a_delegated_grant_reads_its_own_mailbox_and_asks_for_nothing_it_does_not_need() {
    let (base, script) = server(&[r#"{"value":[],"@odata.deltaLink":"BASE/me/mailFolders/inbox/messages/delta?$deltatoken=x"}"#]).await;
    let (client, _) = client_of(&base, Reach::Own(object(ME)));
    let register = register(Road::EmployeeGraph);
    let proof = proof(&register, Stream::EmailSignal);
    let other = object("33333333-3333-4333-8333-333333333333");
    let refused = client.mail_page(&proof, &other, "inbox", since()).await;
    assert_eq!(refused.err(), Some(GraphRefusal::NotOwnMailbox));
    client
        .mail_page(&proof, &object(ME), "inbox", since())
        .await
        .expect("a page");
    let asked = script.asked.lock().expect("not poisoned").clone();
    assert_eq!(asked.len(), 1);
    assert!(
        asked[0]
            .0
            .starts_with("/v1.0/me/mailFolders/inbox/messages/delta?")
    );
    // Whom a mail was between and its subject are asked for, since a rule of the person's own may leave them out.
    for unneeded in ["bccRecipients", "conversationId", "body"] {
        assert!(!asked[0].0.contains(unneeded), "{unneeded}");
    }
}

#[tokio::test]
async fn a_folder_with_five_thousand_messages_is_read_once_more_as_a_list() {
    let message = |number: u32| {
        format!(
            r#"{{"id":"m{number}","receivedDateTime":"2026-11-20T10:00:00Z","isDraft":false,"sender":null,"toRecipients":[]}}"#
        )
    };
    let many: Vec<String> = (0..5_000).map(message).collect();
    let root = "BASE/users/22222222-2222-4222-8222-222222222222/mailFolders/inbox/messages";
    let capped = format!(
        r#"{{"value":[{}],"@odata.deltaLink":"{root}/delta?$deltatoken=tail"}}"#,
        many.join(",")
    );
    let list = format!(
        r#"{{"value":[{}],"@odata.nextLink":"{root}?$skip=1"}}"#,
        message(1)
    );
    let last = format!(r#"{{"value":[{}]}}"#, message(2));
    let changes = format!(r#"{{"value":[],"@odata.deltaLink":"{root}/delta?$deltatoken=later"}}"#);
    let (base, script) = server(&[&capped, &list, &last, &changes]).await;
    let (client, _) = client_of(&base, Reach::Tenant);
    let register = register(Road::Organisation);
    let proof = proof(&register, Stream::EmailThread);
    let mut page = client
        .mail_page(&proof, &object(ME), "inbox", since())
        .await
        .expect("a page");
    for _ in 0..2 {
        let Next::More(cursor) = page.next else {
            panic!("ended too early")
        };
        page = client
            .mail_page(&proof, &object(ME), "inbox", MailFrom::Cursor(&cursor))
            .await
            .expect("a page");
    }
    let Next::Done(cursor) = page.next else {
        panic!("did not end")
    };
    client
        .mail_page(&proof, &object(ME), "inbox", MailFrom::Cursor(&cursor))
        .await
        .expect("a page");
    let asked = script.asked.lock().expect("not poisoned").clone();
    assert!(
        asked[1].0.contains("$orderby=receivedDateTime") && asked[1].0.contains("$top=200"),
        "{}",
        asked[1].0
    );
    assert!(asked[3].0.ends_with("$deltatoken=tail"), "{}", asked[3].0);
}

#[tokio::test]
async fn a_cursor_of_one_mailbox_does_not_open_another() {
    let (base, _) = server(&[r#"{"value":[],"@odata.deltaLink":"BASE/users/22222222-2222-4222-8222-222222222222/calendarView/delta?$deltatoken=x"}"#]).await;
    let (client, egress) = client_of(&base, Reach::Tenant);
    let register = register(Road::Organisation);
    let proof = proof(&register, Stream::MeetingAttend);
    let start = Instant::parse("2026-08-24T00:00:00Z").expect("an instant");
    let window = CalendarFrom::Window {
        start,
        end: start.plus_days(120),
    };
    let page = client
        .calendar_page(&proof, &object(ME), window)
        .await
        .expect("a page");
    let other = object("33333333-3333-4333-8333-333333333333");
    let refused = client
        .calendar_page(&proof, &other, CalendarFrom::Cursor(page.next.cursor()))
        .await;
    assert!(matches!(
        refused.err(),
        Some(GraphRefusal::SyncStateLost { .. })
    ));
    assert_eq!(egress.totals().requests, 1);
}
