//! Query options: what Graph understands it carries out, and what it does not it refuses; it ignores none.

use serde_json::{Value, json};
use vitrine_sandbox::world::WorldOptions;

use crate::support::{EMPLOYEE, SMALL, Sandbox, TENANT};

/// Values of one property of all items.
fn values<'v>(items: &'v [Value], name: &str) -> Vec<&'v Value> {
    items.iter().map(|item| &item[name]).collect()
}

#[tokio::test]
async fn filters_join_with_and_or_and_not() {
    let user = SMALL.user(0, EMPLOYEE);
    let total = SMALL.all(&user, "/me/messages?$top=500").await.0.len();
    let some = async |filter: &str| {
        let url = format!("/me/messages?$top=500&$select=isRead,isDraft,subject&$filter={filter}");
        SMALL.all(&user, &url).await.0
    };
    let read = some("isRead eq true").await.len();
    let unread = some("not(isRead eq true)").await.len();
    assert!(read > 0 && unread > 0 && read + unread == total);
    assert_eq!(some("isRead eq true or isRead eq false").await.len(), total);
    let drafts = some("isDraft eq true").await.len();
    assert!(drafts > 0);
    let either = some("(isRead eq false or isDraft eq true)").await;
    assert!(
        either
            .iter()
            .all(|one| one["isRead"] == false || one["isDraft"] == true)
    );
    let with_topic = some("contains(subject,'re: ')").await;
    assert!(!with_topic.is_empty() && with_topic.len() < total);
    for bad in [
        "isRead eq true or",
        "isRead eq true) and (isDraft eq true",
        "nonsense eq 1",
    ] {
        let url = format!("/me/messages?$filter={bad}");
        assert_eq!(
            SMALL.refused(&user, &url).await,
            (400, "ErrorInvalidUrlQueryFilter".into()),
            "{bad}"
        );
    }
}

#[tokio::test]
async fn a_search_finds_words_and_takes_neither_filter_nor_order() {
    let sandbox = Sandbox::new(&WorldOptions {
        mailboxes: 2,
        messages: 40,
        events: 4,
        ..WorldOptions::default()
    });
    let user = sandbox.user(0, EMPLOYEE);
    let upn = sandbox.person(0).upn;
    for (from, subject) in [
        ("Zelda Quist <zelda@litware.example>", "Harbour dues"),
        ("Otto Quist <otto@litware.example>", "Harbour lights"),
    ] {
        let mail = json!({"from": from, "to": [upn], "subject": subject});
        sandbox.make("mail", mail).await;
    }
    let found = async |search: &str| {
        let url = format!("/me/messages?$search=\"{search}\"&$select=subject");
        sandbox.all(&user, &url).await.0
    };
    assert_eq!(found("harbour").await.len(), 2);
    assert_eq!(found("harbour zelda").await.len(), 1);
    assert_eq!(found("subject:lights").await.len(), 1);
    assert_eq!(found("from:quist").await.len(), 2);
    assert_eq!(found("subject:quist").await.len(), 0);
    assert_eq!(found("from:zelda OR subject:lights").await.len(), 2);
    for (option, code) in [
        ("$filter=isRead eq true", "SearchWithFilter"),
        ("$orderby=receivedDateTime", "SearchWithOrderBy"),
    ] {
        let url = format!("/me/messages?$search=\"harbour\"&{option}");
        assert_eq!(sandbox.refused(&user, &url).await, (400, code.into()));
    }
}

#[tokio::test]
async fn properties_that_a_type_does_not_have_cannot_be_selected() {
    let user = SMALL.user(0, EMPLOYEE);
    let app = SMALL.app(TENANT);
    let window = "startDateTime=2026-01-01&endDateTime=2026-02-01";
    for (url, code) in [
        ("/me?$select=id,nonsense", "BadRequest"),
        ("/organization?$select=nonsense", "BadRequest"),
        // It is in no version but beta.
        (
            "/me/mailFolders/inbox?$select=wellKnownName",
            "RequestBroker--ParseUri",
        ),
        (
            "/me/mailFolders/delta?$select=nonsense",
            "RequestBroker--ParseUri",
        ),
        ("/me/messages?$select=nonsense", "RequestBroker--ParseUri"),
        (
            &format!("/me/calendarView?{window}&$select=nonsense"),
            "RequestBroker--ParseUri",
        ),
        (
            "/me/messages?$expand=microsoft.graph.eventMessage/event($select=nonsense)",
            "RequestBroker--ParseUri",
        ),
        (
            "/me/messages?$expand=microsoft.graph.eventMessage/event($select=subject;$expand=x)",
            "BadRequest",
        ),
        (
            "/me/messages?$expand=microsoft.graph.eventMessage/eventual",
            "BadRequest",
        ),
    ] {
        assert_eq!(SMALL.refused(&user, url).await, (400, code.into()), "{url}");
    }
    for url in ["/users?$select=nonsense", "/users/delta?$select=nonsense"] {
        assert_eq!(
            SMALL.refused(&app, url).await,
            (400, "BadRequest".into()),
            "{url}"
        );
    }
    let few = SMALL.json(&user, "/me?$select=ID, displayname").await;
    assert!(few["id"].is_string() && few["displayName"].is_string() && few["mail"].is_null());
}

#[tokio::test]
async fn change_tracking_takes_no_other_filter_or_order() {
    let user = SMALL.user(0, EMPLOYEE);
    let delta = "/me/mailFolders/inbox/messages/delta";
    for (option, code) in [
        ("$filter=isRead eq true", "ErrorInvalidUrlQueryFilter"),
        (
            "$filter=receivedDateTime lt 2026-01-01T00:00:00Z",
            "ErrorInvalidUrlQueryFilter",
        ),
        (
            "$filter=receivedDateTime ge 2026-01-01T00:00:00Z and isRead eq true",
            "ErrorInvalidUrlQueryFilter",
        ),
        ("$orderby=receivedDateTime", "ErrorInvalidUrlQuery"),
        ("$search=\"x\"", "ErrorInvalidUrlQuery"),
    ] {
        let url = format!("{delta}?{option}");
        assert_eq!(
            SMALL.refused(&user, &url).await,
            (400, code.into()),
            "{option}"
        );
    }
    let url = format!(
        "{delta}?$filter=receivedDateTime gt 2020-01-01T00:00:00Z&$orderby=receivedDateTime desc&$select=receivedDateTime"
    );
    let (items, _) = SMALL.all(&user, &url).await;
    let times = values(&items, "receivedDateTime");
    assert!(
        times.len() > 5 && times.is_sorted_by(|later, earlier| later.as_str() >= earlier.as_str())
    );
}

#[tokio::test]
async fn folders_that_exchange_has_not_made_are_missing_and_other_names_are_no_ids() {
    let user = SMALL.user(0, EMPLOYEE);
    for (name, refusal) in [
        ("syncissues", (404, "ErrorItemNotFound")),
        ("Conflicts", (404, "ErrorItemNotFound")),
        ("nosuchfolder", (400, "ErrorInvalidIdMalformed")),
    ] {
        let url = format!("/me/mailFolders/{name}");
        let (status, code) = SMALL.refused(&user, &url).await;
        assert_eq!((status, code.as_str()), refusal, "{name}");
    }
}
