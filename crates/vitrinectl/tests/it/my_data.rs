//! One's own data: an employee who connected nothing signs in and sees all that the service holds from their mailbox.

use crate::desk::open;
use crate::stage::Stage;
use companion::view::{ExportForm, LedgerQuery, MyDataView, RowState, StreamName, Visit};
use serde_json::Value;

#[tokio::test(flavor = "multi_thread")]
async fn who_connected_nothing_sees_all_that_came_from_their_mailbox() {
    let stage = Stage::new().await;
    let admin = stage.connected_organisation().await;
    admin
        .run(&["admin", "allow", "acme.example", "*.partner.example"])
        .await
        .expect(0);
    admin.sync().await;
    let app = stage.sandbox.ready().client_id.clone();
    admin
        .run(&["admin", "clients", "--add", &app])
        .await
        .expect(0);
    let export = admin.run(&["admin", "export"]).await.expect(0).stdout;
    let me = stage.sandbox.ready().users[0].id.clone();
    let lines = export
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mine: Vec<Value> = lines
        .filter(|line| line["mailbox"] == me.as_str())
        .collect();
    assert!(
        !mine.is_empty(),
        "the organisation's road brought something"
    );

    let (desk, face) = open(&stage.employee_home("looker")).await;
    face.sit(&stage.sandbox.ready().users[0].upn);
    let before = desk.my_data().await.unwrap();
    assert!(
        matches!(
            before,
            MyDataView::None {
                is_known: false,
                ..
            }
        ),
        "{before:?}"
    );
    let begun = desk.begin_my_data(None).await.unwrap();
    let MyDataView::Visiting {
        visit: Visit::Waiting { link, .. },
    } = begun
    else {
        panic!("{begun:?}");
    };
    for foreign in ["Mail.", "Calendars", "OnlineMeeting", "IMAP"] {
        assert!(!link.contains(foreign), "User.Read alone: {link}");
    }
    let (rows, account) = face
        .until(async || match desk.my_data().await.unwrap() {
            MyDataView::Ready { rows, account, .. } => Some((rows, account)),
            MyDataView::Failed { error } => panic!("{error:?}"),
            MyDataView::Visiting {
                visit: Visit::Refused { refusal },
            } => panic!("{refusal:?}"),
            _ => None,
        })
        .await;
    assert_eq!(account.unwrap().address, stage.sandbox.ready().users[0].upn);
    assert_eq!(rows as usize, mine.len());
    let query = LedgerQuery {
        limit: 200,
        ..LedgerQuery::default()
    };
    let page = desk.my_data_page(query.clone()).await.unwrap();
    assert_eq!(page.rows.len(), mine.len());
    assert!(
        page.rows
            .iter()
            .all(|row| row.state == RowState::Acknowledged)
    );
    assert!(
        page.rows
            .iter()
            .any(|row| row.stream != StreamName::EmailSignal)
    );
    let opened = desk.my_data_row(page.rows[0].id.clone()).await.unwrap();
    assert!(opened.acknowledgement.unwrap().matches);
    let bytes = opened.bytes.unwrap();
    assert!(
        mine.iter()
            .any(|line| line["sha256"] == bytes.sha256.as_str())
    );
    let counts = desk.my_data_counts(query.clone()).await.unwrap();
    assert_eq!(counts.total, Some(rows));

    let written = desk.export_my_data(query.clone(), ExportForm::Ndjson).await;
    let written = written.unwrap().unwrap();
    assert_eq!(written.rows, rows);
    assert_eq!(face.saved(&written.name).lines().count(), mine.len());
    let table = desk.export_my_data(query.clone(), ExportForm::Csv).await;
    let table = face.saved(&table.unwrap().unwrap().name);
    assert_eq!(table.lines().count(), mine.len() + 1);

    desk.end_my_data().await.unwrap();
    assert!(desk.my_data_page(query).await.is_err(), "put away");
    let state = desk.app_state().await.unwrap();
    assert!(state.connections.is_empty() && state.first_run);
}
