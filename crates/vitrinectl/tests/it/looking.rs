//! What people look at in the window after a run: receipts and news, mailboxes, rows, and rows in a file.

use crate::desk::Face;
use companion::view::{
    CommandError, Desk, EntryProblem, ExportForm, InviteForm, InviteRole, InviteStanding,
    LedgerQuery, LedgerRow, MailboxState, PassingView, PersonRole, Selection, SurveyView,
};
use std::path::Path;

/// What an employee finds afterwards: the receipt, what is new, the language that was chosen.
pub(crate) async fn look_back(desk: &dyn Desk, face: &Face, connection: &str) {
    let [receipt] = &desk.receipts(connection.to_owned()).await.unwrap()[..] else {
        panic!("one receipt for one consent");
    };
    assert_eq!(
        (receipt.language.as_str(), &receipt.withdrawn_at),
        ("de", &None)
    );
    assert!(receipt.text.as_ref().unwrap().contains("Vitrine"));
    let written = desk
        .save_receipt(connection.to_owned(), receipt.record.clone())
        .await
        .unwrap()
        .unwrap();
    assert!(face.saved(&written.name).contains(&receipt.sha256));
    let home = desk.home(connection.to_owned()).await.unwrap();
    assert_eq!(home.news, None, "nobody has looked before");
    let counted: u32 = home.days.iter().map(|day| day.count).sum();
    assert_eq!(counted, home.flows[0].sent, "each mail is in its day");
    let seen = desk.mark_seen(connection.to_owned()).await.unwrap();
    let news = seen.news.unwrap();
    assert_eq!((news.sent, news.withheld, news.retracted), (0, 0, 0));
    let state = desk.choose_language(Some("de".to_owned())).await.unwrap();
    assert_eq!(state.language.as_deref(), Some("de"));
    let state = desk.choose_language(None).await.unwrap();
    assert_eq!(state.language, None);
}

/// Every row of the ledger that a query asks for.
async fn leafed(desk: &dyn Desk, connection: &str, mut query: LedgerQuery) -> Vec<LedgerRow> {
    let mut rows = Vec::new();
    loop {
        let page = desk
            .ledger_page(connection.to_owned(), query.clone())
            .await
            .unwrap();
        rows.extend(page.rows);
        query.after = page.next;
        if query.after.is_none() {
            return rows;
        }
    }
}

/// What an admin can see of the first run: each mailbox, each row, and the rows in a file.
pub(crate) async fn look_through(desk: &dyn Desk, face: &Face, connection: &str) {
    let mailboxes = desk.mailboxes(connection.to_owned(), None).await.unwrap();
    assert_eq!(mailboxes.rows.len(), mailboxes.total as usize);
    let done = mailboxes
        .rows
        .iter()
        .filter(|row| row.state == MailboxState::Done);
    assert!(done.map(|row| row.considered).sum::<u32>() > 0);
    let every = LedgerQuery {
        limit: 7,
        ..LedgerQuery::default()
    };
    let rows = leafed(desk, connection, every.clone()).await;
    assert!(rows.is_sorted_by(|one, other| one.occurred_at >= other.occurred_at));
    let counts = desk
        .ledger_counts(connection.to_owned(), every.clone())
        .await
        .unwrap();
    assert_eq!(counts.total, Some(u32::try_from(rows.len()).unwrap()));
    assert!(!counts.withheld_counts.is_empty() && counts.by_reason.is_empty());
    let person = rows[0].person.clone().unwrap();
    let found = LedgerQuery {
        text: Some(person.clone()),
        ..every
    };
    let of_person = leafed(desk, connection, found.clone()).await;
    assert!(of_person.len() <= rows.len() && of_person.contains(&rows[0]));
    for (form, lines) in [(ExportForm::Ndjson, 0), (ExportForm::Csv, 1)] {
        let written = desk
            .export_ledger(connection.to_owned(), found.clone(), form)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(written.rows as usize, of_person.len());
        let text = face.saved(&written.name);
        assert_eq!(text.lines().count(), of_person.len() + lines);
        assert!(text.lines().skip(lines).all(|line| line.contains(&person)));
    }
}

/// Rows taken together: by name, or all that a query finds but some, whether they were listed or not.
pub(crate) async fn take_many(desk: &dyn Desk, face: &Face, connection: &str) {
    let every = LedgerQuery {
        limit: 7,
        ..LedgerQuery::default()
    };
    let rows = leafed(desk, connection, every.clone()).await;
    let named: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
    let some = Selection {
        rows: named[..3].to_vec(),
        ..Selection::default()
    };
    let all_but = Selection {
        all: Some(every),
        except: named[..2].to_vec(),
        ..Selection::default()
    };
    let at = |selection: &Selection| (connection.to_owned(), selection.clone());
    for (selection, expected) in [(&some, 3), (&all_but, rows.len() - 2)] {
        let (id, picked) = at(selection);
        let view = desk.selection(id, picked).await.unwrap();
        assert_eq!((view.rows as usize, view.transcripts), (expected, 0));
        let (id, picked) = at(selection);
        let ids = desk.selected_ids(id, picked).await.unwrap();
        assert_eq!(ids.len(), expected);
        assert!(ids.iter().all(|id| id.starts_with("o365_")));
        let (id, picked) = at(selection);
        let written = desk.export_selection(id, picked, ExportForm::Ndjson).await;
        let written = written.unwrap().unwrap();
        let text = face.saved(&written.name);
        assert_eq!(
            (written.rows as usize, text.lines().count()),
            (expected, expected)
        );
    }
}

/// What is taken up on the disk is what lies there.
pub(crate) async fn weigh(desk: &dyn Desk, connection: &str, home: &Path) {
    let storage = desk.storage(connection.to_owned()).await.unwrap();
    let files = ["", "-wal", "-shm"].map(|end| home.join(format!("ledger.db{end}")));
    let sizes = files.iter().filter_map(|file| std::fs::metadata(file).ok());
    let bytes: u64 = sizes.map(|file| file.len()).sum();
    assert!(bytes > 0 && (storage.bytes - bytes as f64).abs() < 1.0);
    assert!(storage.streams.iter().all(|stored| stored.items > 0));
    assert_eq!(storage.streams.len(), 2);
    assert!(storage.oldest.is_some());
}

/// Invites made, listed and taken back in the window.
pub(crate) async fn invite_somebody(desk: &dyn Desk) {
    let form = |role: PersonRole, address: &str| InviteForm {
        role,
        address: address.to_owned(),
    };
    let nobody = desk.make_invite(form(PersonRole::Employee, "Ada")).await;
    assert_eq!(nobody, Err(CommandError::NotAnAddress));
    let before = desk.invites().await.unwrap().len();
    let ada = form(PersonRole::Manager, " Ada@Contoso.example ");
    let handed = desk.make_invite(ada).await.unwrap();
    assert_eq!(handed.role, InviteRole::Manager);
    assert!(wire::InviteLink::parse(&handed.link).is_ok());
    let rows = desk.invites().await.unwrap();
    assert_eq!(rows.len(), before + 1);
    let open = rows
        .iter()
        .find(|row| row.address.as_deref() == Some(handed.address.as_str()))
        .unwrap();
    assert_eq!(
        (open.standing, open.role),
        (InviteStanding::Open, InviteRole::Manager)
    );
    let read = async |link: &str| desk.inspect_invite(link.to_owned()).await;
    assert_eq!(read(&handed.link).await.unwrap().role, InviteRole::Manager);
    let anew = desk.resend_invite(open.id.clone()).await.unwrap();
    assert_eq!((anew.role, &anew.address), (handed.role, &handed.address));
    assert!(read(&handed.link).await.is_err(), "the older link is void");
    assert!(read(&anew.link).await.is_ok());
    assert_eq!(desk.invites().await.unwrap().len(), before + 1);
    let rows = desk.revoke_invite(open.id.clone()).await.unwrap();
    let revoked = rows.iter().find(|row| row.id == open.id).unwrap();
    assert_eq!(revoked.standing, InviteStanding::Revoked);
}

/// What the list would let through by the tenant's real data, said before it is saved.
pub(crate) async fn survey_first(desk: &dyn Desk, face: &Face) -> PassingView {
    let typed = ["acme.example", "sales.contoso.example", "ACME.example"];
    let list: Vec<String> = typed.map(str::to_owned).to_vec();
    let before = desk.preview_allowlist(list.clone()).await.unwrap();
    assert_eq!((before.total, before.folded, before.refused), (None, 1, 1));
    assert_eq!(before.entries[0].refused, Some(EntryProblem::Internal));
    desk.begin_survey().await.unwrap();
    let (read, of) = face
        .until(async || match desk.survey().await.unwrap() {
            SurveyView::Ready { read, of, .. } => Some((read, of)),
            SurveyView::Failed { error } => panic!("{error:?}"),
            _ => None,
        })
        .await;
    assert!(read == of && of > 0);
    let told = desk.preview_allowlist(list).await.unwrap();
    let total = told.total.unwrap();
    assert_eq!(
        told.entries[1].passing,
        Some(total),
        "one entry is the whole list"
    );
    assert!(total.meetings > 0 && total.mails > 0);
    assert!(
        desk.policy().await.unwrap().allowlist.is_empty(),
        "nothing was saved"
    );
    total
}
