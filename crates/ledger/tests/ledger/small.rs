//! The small things a home keeps: connections, consents, rules, documents, secrets.

use crate::copies::{Event, letter};
use crate::office::{Office, connection, connection_id, instant, leaving_out};
use activity::{Road, Sha256, Stream};
use consent::{ConsentRecord, Rules};
use ledger::Ledger;

#[tokio::test]
async fn connections_consents_and_rules_come_back_as_they_were_put() {
    let ledger = Ledger::in_memory().unwrap();
    let mut put = connection(Road::EmployeeGraph);
    put.account = Some("m1@contoso.example".into());
    ledger.put_connection(&put).await.unwrap();
    put.disconnected_at = Some(instant("2026-11-23T10:00:00.123456Z"));
    ledger.put_connection(&put).await.unwrap();
    assert_eq!(ledger.connections().await.unwrap(), vec![put]);

    let mut record = ConsentRecord {
        id: "r1".into(),
        connection: connection_id(),
        stream: Stream::EmailSignal,
        given_at: instant("2026-11-22T10:00:00.987654321Z"),
        text_sha256: Sha256::of(b"text"),
        language: "en".into(),
        withdrawn_at: None,
    };
    ledger.put_consent(&record).await.unwrap();
    record.withdrawn_at = Some(record.given_at.plus_days(1));
    ledger.put_consent(&record).await.unwrap();
    assert_eq!(
        ledger.consents(&connection_id()).await.unwrap(),
        vec![record]
    );

    assert_eq!(ledger.rules().await.unwrap(), Rules::default());
    let rules = leaving_out(&["person:x@acme.example", "domain:acme.example"]);
    ledger.put_rules(&rules).await.unwrap();
    assert_eq!(ledger.rules().await.unwrap(), rules);
}

#[tokio::test]
async fn a_connection_that_a_preview_only_looks_at_is_not_listed() {
    let office = Office::in_memory().await;
    assert!(office.ledger.connections().await.unwrap().is_empty());
}

#[tokio::test]
async fn documents_and_secrets_are_kept_replaced_and_forgotten() {
    let ledger = Ledger::in_memory().unwrap();
    assert_eq!(ledger.document("policy").await.unwrap(), None);
    ledger.put_document("policy", "1").await.unwrap();
    ledger.put_document("policy", "2").await.unwrap();
    assert_eq!(
        ledger.document("policy").await.unwrap().as_deref(),
        Some("2")
    );
    ledger.forget_document("policy").await.unwrap();
    assert_eq!(ledger.document("policy").await.unwrap(), None);

    assert_eq!(ledger.vault_load("token").await.unwrap(), None);
    ledger.vault_save("token", b"first").await.unwrap();
    ledger.vault_save("token", b"second").await.unwrap();
    ledger.vault_save("empty", b"").await.unwrap();
    assert_eq!(
        ledger
            .vault_load("token")
            .await
            .unwrap()
            .unwrap()
            .as_slice(),
        b"second"
    );
    assert!(
        ledger
            .vault_load("empty")
            .await
            .unwrap()
            .unwrap()
            .is_empty()
    );
    ledger.vault_forget("token").await.unwrap();
    assert_eq!(ledger.vault_load("token").await.unwrap(), None);
}

#[tokio::test]
async fn erasing_a_connection_leaves_only_that_it_was() {
    let mut office = Office::in_memory().await;
    office
        .ledger
        .put_connection(&connection(Road::Organisation))
        .await
        .unwrap();
    office.letters(1, "inbox", &[letter("a", "<m1>")]).await;
    office.event(1, Event::default()).await;
    office.upload().await;
    for name in ["c1", "c1/token", "c10/token"] {
        office.ledger.vault_save(name, b"secret").await.unwrap();
        office.ledger.put_document(name, "1").await.unwrap();
    }
    office.ledger.erase_all(&connection_id()).await.unwrap();
    assert_eq!(office.ledger.connections().await.unwrap().len(), 1);
    assert!(
        office
            .ledger
            .standing(&connection_id())
            .await
            .unwrap()
            .is_empty()
    );
    assert!(office.picture().await.0.is_empty());
    assert!(office.ledger.last_runs(9).await.unwrap().is_empty());
    assert_eq!(office.ledger.vault_load("c1").await.unwrap(), None);
    assert_eq!(office.ledger.vault_load("c1/token").await.unwrap(), None);
    assert!(
        office
            .ledger
            .vault_load("c10/token")
            .await
            .unwrap()
            .is_some()
    );
    assert_eq!(office.ledger.document("c1/token").await.unwrap(), None);
}
