//! Folders that come, change and go.

use serde_json::{Value, json};

use crate::support::{EMPLOYEE, Sandbox};

#[tokio::test]
async fn a_folder_delta_tells_what_became_of_the_tree() {
    let sandbox = Sandbox::small();
    let user = sandbox.user(0, EMPLOYEE);
    let upn = sandbox.person(0).upn;
    let (_, link) = sandbox.all(&user, "/me/mailFolders/delta").await;
    let made = sandbox
        .make(
            "folder",
            json!({"mailbox": upn, "name": "Würfel", "parent": "inbox"}),
        )
        .await;
    let (changes, link) = sandbox.all(&user, &link.unwrap()).await;
    let named =
        |changes: &[Value], name: &str| changes.iter().any(|one| one["displayName"] == name);
    assert!(named(&changes, "Würfel") && named(&changes, "Inbox") && changes.len() == 2);
    let mail = json!({"from": "ana.lopez@acme.example", "to": [upn], "folder": "Würfel", "subject": "filed"});
    sandbox.make("mail", mail).await;
    let (silence, link) = sandbox.all(&user, &link.unwrap()).await;
    assert!(silence.is_empty(), "items alone do not show here");
    let url = format!("/me/mailFolders/{}", made["id"].as_str().unwrap());
    assert_eq!(sandbox.json(&user, &url).await["totalItemCount"], 1);
    let (_, items) = sandbox.all(&user, &format!("{url}/messages/delta")).await;
    sandbox
        .make(
            "folder",
            json!({"mailbox": upn, "action": "rename", "folder": made["id"], "name": "Kegel"}),
        )
        .await;
    sandbox
        .make(
            "folder",
            json!({"mailbox": upn, "action": "move", "folder": made["id"], "parent": "junkemail"}),
        )
        .await;
    let (changes, link) = sandbox.all(&user, &link.unwrap()).await;
    assert!(named(&changes, "Kegel"));
    let junk = sandbox.json(&user, "/me/mailFolders/junkemail").await;
    let moved = changes
        .iter()
        .find(|one| one["displayName"] == "Kegel")
        .unwrap();
    assert_eq!(moved["parentFolderId"], junk["id"]);
    sandbox
        .make(
            "folder",
            json!({"mailbox": upn, "action": "delete", "folder": made["id"]}),
        )
        .await;
    let (changes, _) = sandbox.all(&user, &link.unwrap()).await;
    assert!(
        changes
            .iter()
            .any(|one| one["id"] == made["id"] && one["@removed"]["reason"] == "deleted")
    );
    assert_eq!(
        sandbox.refused(&user, &items.unwrap()).await,
        (404, "ErrorItemNotFound".into())
    );
    let kept = sandbox.control_refused(
        "folder",
        json!({"mailbox": upn, "action": "delete", "folder": "inbox"}),
    );
    assert!(kept.contains("default folder"));
}

#[tokio::test]
async fn mail_crosses_tenants_and_stays_with_its_mailboxes() {
    let sandbox = Sandbox::small();
    let fabrikam = sandbox
        .world
        .users(sandbox.world.tenants()[1].id)
        .swap_remove(0);
    let sender = sandbox.person(0);
    let body = json!({"from": sender.upn, "to": [fabrikam.upn, "lena@partner.example"], "bcc": [sandbox.person(1).upn], "subject": "across"});
    let made = sandbox.make("mail", body).await;
    let holders: Vec<&str> = made["delivered"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["mailbox"].as_str().unwrap())
        .collect();
    assert_eq!(
        holders,
        [sender.upn.as_str(), &fabrikam.upn, &sandbox.person(1).upn]
    );
    let hidden = |lines: Vec<Value>| {
        lines
            .into_iter()
            .find(|line| line["subject"] == "across")
            .unwrap()["bcc"]
            .clone()
    };
    assert_eq!(
        hidden(sandbox.truth(&sender.upn).await)
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(hidden(sandbox.truth(&fabrikam.upn).await), json!([]));
    let nobody = sandbox.control_refused(
        "mail",
        json!({"from": "a@acme.example", "to": ["b@acme.example"]}),
    );
    assert!(nobody.contains("nobody here"));
    assert!(
        sandbox
            .control_refused("mail", json!({"from": "a@acme.example", "nonsense": 1}))
            .contains("nonsense")
    );
}

impl Sandbox {
    fn control_refused(&self, change: &str, body: Value) -> String {
        vitrine_sandbox::control::apply(&self.world, change, body)
            .unwrap_err()
            .to_string()
    }
}
