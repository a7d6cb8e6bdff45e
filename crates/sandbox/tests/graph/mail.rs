//! Folders and messages.

use serde_json::{Value, json};

use crate::support::{Asker, EMPLOYEE, SMALL, Sandbox, TENANT};

async fn whole_tree(sandbox: &Sandbox, asker: &Asker) -> Vec<Value> {
    let mut found = sandbox
        .all(asker, "/me/mailFolders?includeHiddenFolders=true")
        .await
        .0;
    let mut place = 0;
    while place < found.len() {
        let id = found[place]["id"].as_str().unwrap().to_owned();
        let below = sandbox
            .all(
                asker,
                &format!("/me/mailFolders/{id}/childFolders?includeHiddenFolders=true"),
            )
            .await
            .0;
        found.extend(below);
        place += 1;
    }
    found
}

#[tokio::test]
async fn folders_are_listed_by_level_and_found_by_alias() {
    let user = SMALL.user(0, EMPLOYEE);
    let (visible, _) = SMALL.all(&user, "/me/mailFolders").await;
    assert!(visible.iter().all(|folder| folder["isHidden"] == false));
    assert!(
        visible
            .iter()
            .any(|folder| folder["@odata.type"] == "#microsoft.graph.mailSearchFolder")
    );
    let tree = whole_tree(&SMALL, &user).await;
    assert!(tree.len() > visible.len());
    let (flat, link) = SMALL.all(&user, "/me/mailFolders/delta").await;
    assert_eq!(
        flat.len(),
        tree.iter()
            .filter(|folder| folder["isHidden"] == false)
            .count()
    );
    assert!(SMALL.all(&user, &link.unwrap()).await.0.is_empty());
    for alias in [
        "inbox",
        "SentItems",
        "drafts",
        "deleteditems",
        "junkemail",
        "outbox",
        "archive",
        "msgfolderroot",
        "searchfolders",
    ] {
        let folder = SMALL.json(&user, &format!("/me/mailFolders/{alias}")).await;
        let again = SMALL
            .json(
                &user,
                &format!("/me/mailFolders('{}')", folder["id"].as_str().unwrap()),
            )
            .await;
        assert_eq!(folder["displayName"], again["displayName"]);
    }
    assert_eq!(
        SMALL.refused(&user, "/me/mailFolders/delta?$top=5").await,
        (400, "ErrorInvalidUrlQuery".into())
    );
    assert_eq!(
        SMALL.refused(&user, "/me/mailFolders/nonsense").await.0,
        400
    );
    let german = SMALL
        .json(&SMALL.user(4, EMPLOYEE), "/me/mailFolders/inbox")
        .await;
    assert_eq!(german["displayName"], "Posteingang");
}

#[tokio::test]
async fn counts_of_folders_agree_with_their_lists() {
    let user = SMALL.user(1, EMPLOYEE).prefer("odata.maxpagesize=50");
    let mut sum = 0;
    for folder in whole_tree(&SMALL, &user).await {
        let id = folder["id"].as_str().unwrap();
        let (messages, _) = SMALL
            .all(
                &user,
                &format!("/me/mailFolders/{id}/messages?$select=isRead,parentFolderId"),
            )
            .await;
        assert_eq!(
            folder["totalItemCount"],
            json!(messages.len()),
            "{}",
            folder["displayName"]
        );
        let unread = messages
            .iter()
            .filter(|message| message["isRead"] == false)
            .count();
        assert_eq!(folder["unreadItemCount"], json!(unread));
        if folder["@odata.type"].is_null() {
            sum += messages.len();
            assert!(
                messages
                    .iter()
                    .all(|message| message["parentFolderId"] == folder["id"])
            );
        }
    }
    assert_eq!(sum, 120);
    let (all, _) = SMALL.all(&user, "/me/messages?$select=id").await;
    assert_eq!(all.len(), 120);
}

#[tokio::test]
async fn lists_filter_order_count_and_page() {
    let user = SMALL.user(0, EMPLOYEE);
    let middle = (SMALL.world.now() - jiff::SignedDuration::from_hours(24 * 60))
        .strftime("%Y-%m-%dT%H:%M:%SZ")
        .to_string();
    let (all, _) = SMALL
        .all(&user, "/me/messages?$select=receivedDateTime&$top=25")
        .await;
    let received: Vec<&str> = all
        .iter()
        .map(|one| one["receivedDateTime"].as_str().unwrap())
        .collect();
    assert!(received.is_sorted_by(|left, right| left >= right));
    let (recent, _) = SMALL.all(&user, &format!("/me/messages?$filter=receivedDateTime ge {middle}&$orderby=receivedDateTime&$select=receivedDateTime&$top=7")).await;
    assert_eq!(
        recent.len(),
        received
            .iter()
            .filter(|one| **one >= middle.as_str())
            .count()
    );
    assert!(recent.is_sorted_by(
        |left, right| left["receivedDateTime"].as_str() <= right["receivedDateTime"].as_str()
    ));
    let page = SMALL
        .json(&user, "/me/messages?$count=true&$top=1&$skip=3")
        .await;
    assert_eq!(page["@odata.count"], 120);
    assert_eq!(page["value"][0]["receivedDateTime"], received[3]);
    let (drafts, _) = SMALL
        .all(
            &user,
            "/me/messages?$filter=isDraft eq true&$select=isDraft",
        )
        .await;
    assert!(!drafts.is_empty() && drafts.iter().all(|draft| draft["isDraft"] == true));
    assert_eq!(
        SMALL
            .refused(
                &user,
                "/me/messages?$filter=isRead eq true&$orderby=receivedDateTime"
            )
            .await,
        (400, "InefficientFilter".into())
    );
    assert_eq!(SMALL.refused(&user, "/me/messages?$top=1001").await.0, 400);
    assert_eq!(
        SMALL
            .refused(&user, "/me/messages?$select=nonsense")
            .await
            .0,
        400
    );
    assert_eq!(
        SMALL
            .get(&user, "/me/mailFolders/inbox/messages/$count")
            .await
            .headers["content-type"],
        "text/plain"
    );
}

#[tokio::test]
async fn basic_rights_hide_bodies_and_full_rights_send_them() {
    let app = SMALL.app(TENANT);
    let id = SMALL.person(0).id;
    let (messages, _) = SMALL
        .all(&app, &format!("/users/{id}/messages?$top=100"))
        .await;
    let text = serde_json::to_string(&messages).unwrap();
    assert!(!text.contains("CANARY-BODY") && !text.contains("CANARY-PREVIEW"));
    assert!(
        messages
            .iter()
            .all(|message| message.get("body").is_none() && message.get("subject").is_some())
    );
    let full = SMALL
        .json(&SMALL.user(0, EMPLOYEE), "/me/messages?$top=5")
        .await;
    assert!(
        full["value"][0]["body"]["content"]
            .as_str()
            .unwrap()
            .contains("CANARY-BODY-")
    );
    let bare = SMALL
        .json(
            &SMALL.user(0, EMPLOYEE),
            "/me/messages?$top=5&$select=subject",
        )
        .await;
    assert_eq!(
        bare["value"][0]
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect::<Vec<_>>(),
        ["@odata.etag", "id", "subject"]
    );
    assert_eq!(
        SMALL
            .refused(&SMALL.user(0, "User.Read"), "/me/messages")
            .await,
        (403, "ErrorAccessDenied".into())
    );
}

#[tokio::test]
async fn mailboxes_that_are_missing_or_fenced_say_so() {
    let sandbox = Sandbox::small();
    let app = sandbox.app(TENANT);
    assert_eq!(
        sandbox
            .refused(&app, "/users/svc.scanner@contoso.example/messages")
            .await,
        (404, "MailboxNotEnabledForRESTAPI".into())
    );
    assert_eq!(
        sandbox
            .get(&app, "/users/info@contoso.example/mailFolders")
            .await
            .status,
        200
    );
    sandbox
        .make(
            "user",
            json!({"user": "AlexW@contoso.example", "mailbox": "fenced"}),
        )
        .await;
    let answer = sandbox
        .get(&app, "/users/AlexW@contoso.example/messages")
        .await;
    assert!(answer.status == 403 && answer.text().contains("[RAOP]"));
    assert_eq!(
        sandbox
            .get(&sandbox.user(0, EMPLOYEE), "/me/messages")
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn meeting_requests_expand_to_the_event_without_its_body() {
    let user = SMALL.user(0, EMPLOYEE).prefer("IdType=\"ImmutableId\"");
    let expand = "$expand=microsoft.graph.eventMessage/event($select=id,subject,start,end,isOnlineMeeting,onlineMeeting,type)";
    let (messages, _) = SMALL
        .all(
            &user,
            &format!("/me/messages?$select=id,subject&{expand}&$top=200"),
        )
        .await;
    let invitations: Vec<&Value> = messages
        .iter()
        .filter(|message| message["@odata.type"] == "#microsoft.graph.eventMessageRequest")
        .collect();
    assert!(invitations.len() >= 3, "{}", invitations.len());
    let joined = invitations
        .iter()
        .filter(|one| one["event"]["onlineMeeting"]["joinUrl"].is_string())
        .count();
    assert!(joined >= 2, "{joined}");
    assert!(!serde_json::to_string(&messages).unwrap().contains("CANARY"));
    let plain = messages
        .iter()
        .filter(|message| message.get("@odata.type").is_none());
    assert!(
        plain.clone().count() > 50 && plain.clone().all(|message| message.get("event").is_none())
    );
    let basic = SMALL.user(0, "Mail.ReadBasic");
    assert_eq!(
        SMALL
            .refused(&basic, &format!("/me/messages?{expand}"))
            .await,
        (403, "ErrorAccessDenied".into())
    );
    assert_eq!(
        SMALL
            .refused(&user, "/me/messages?$expand=nonsense")
            .await
            .0,
        400
    );
}

#[tokio::test]
async fn immutable_ids_survive_a_move_and_ordinary_ones_do_not() {
    let sandbox = Sandbox::small();
    let plain = sandbox.user(0, EMPLOYEE);
    let immutable = plain.clone().prefer("IdType=\"ImmutableId\"");
    let one = sandbox
        .json(&plain, "/me/mailFolders/inbox/messages?$top=1")
        .await["value"][0]
        .clone();
    let same = sandbox
        .json(&immutable, "/me/mailFolders/inbox/messages?$top=1")
        .await["value"][0]
        .clone();
    assert_ne!(one["id"], same["id"]);
    let moved = sandbox
        .make(
            "mail/move",
            json!({"mailbox": sandbox.person(0).upn, "id": one["id"], "to": "archive"}),
        )
        .await;
    assert_eq!(moved["immutableId"], same["id"]);
    let url = |id: &Value| format!("/me/messages/{}", id.as_str().unwrap());
    assert_eq!(sandbox.refused_one(&plain, &url(&one["id"])).await, 404);
    assert_eq!(sandbox.get(&plain, &url(&moved["id"])).await.status, 200);
    assert_eq!(sandbox.get(&plain, &url(&same["id"])).await.status, 200);
    let asked = json!({"inputIds": [moved["id"]], "sourceIdType": "restId", "targetIdType": "restImmutableEntryId"});
    let answer = sandbox
        .send(
            &plain,
            http::Method::POST,
            "/me/translateExchangeIds",
            asked.to_string(),
        )
        .await;
    assert_eq!(answer.json()["value"][0]["targetId"], same["id"]);
}

impl Sandbox {
    async fn refused_one(&self, asker: &Asker, url: &str) -> u16 {
        self.refused(asker, url).await.0
    }
}

#[tokio::test]
async fn what_one_writes_to_oneself_is_sent_and_received() {
    let lines = SMALL.truth(&SMALL.person(0).upn).await;
    let mails: Vec<&Value> = lines
        .iter()
        .filter(|line| line["kind"] == "message")
        .collect();
    let both = mails
        .iter()
        .filter(|line| line["folder"].as_str().unwrap().ends_with("Sent Items"))
        .filter(|sent| {
            let same = |line: &&&Value| line["internetMessageId"] == sent["internetMessageId"];
            mails
                .iter()
                .filter(same)
                .any(|line| line["folder"].as_str().unwrap().ends_with("Inbox"))
        });
    assert!(both.count() >= 1);
    let found = SMALL
        .json(
            &SMALL.user(0, EMPLOYEE),
            "/me/mailFolders?$filter=displayName eq 'Inbox'",
        )
        .await;
    assert_eq!(found["value"].as_array().unwrap().len(), 1);
}
