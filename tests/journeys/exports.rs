//! Rows saved from the ledger, read back: they are what the service holds, and no spreadsheet takes any of them for a formula.

use activity::Sha256;
use serde_json::{Value, json};

use crate::stage::Stage;

/// What a guest could be invited under.
const FORMULA: &str = "=HYPERLINK(\"https://fabrikam.example\",\"Open\")";
const SUBJECTS: [&str; 2] = ["/properties/meetingSubject", "/properties/subject"];

/// A line of the table, by the names of its columns.
type Line = Vec<(String, String)>;

/// A meeting with a guest, an hour ago.
pub(crate) fn meet_under_a_formula(stage: &Stage) {
    let meeting = json!({
        "organizer": stage.admin.address, "attendees": ["buyer@acme.example"], "start": "-2h", "minutes": 30, "subject": FORMULA
    });
    stage.tell_microsoft("/sandbox/event", &meeting);
}

/// The formula itself is held as it was written, and is plain text in the table.
pub(crate) fn have_the_formula(stage: &Stage, held: &[Value]) {
    let held: Vec<&Value> = held.iter().collect();
    assert!(held.iter().any(|one| subject(one) == FORMULA));
    are_what_is_held(stage, &held);
}

/// What was saved in either form is what the service holds, each with the hash of its own bytes.
pub(crate) fn are_what_is_held(stage: &Stage, held: &[&Value]) {
    let held = sorted(held.iter().map(|one| (*one).clone()));
    let rows: Vec<Value> = stage.saved("ndjson").lines().map(parsed).collect();
    let sent = rows.iter().filter(|row| row["state"] == "sent");
    assert_eq!(sorted(sent.map(|row| row["activity"].clone())), held);
    for row in rows.iter().filter(|row| row["state"] == "sent") {
        assert_eq!(row["sha256"], row["acknowledged_sha256"]);
    }

    let table = table(&stage.saved("csv"));
    assert_eq!(table.len(), rows.len(), "both forms have every row");
    let cells = table.iter().flatten();
    for (column, cell) in cells {
        assert!(!cell.starts_with(['=', '+', '-', '@']), "{column}: {cell}");
    }
    let sent: Vec<&Line> = table
        .iter()
        .filter(|line| cell(line, "state") == "sent")
        .collect();
    let activities = sent.iter().map(|line| parsed(cell(line, "activity")));
    assert_eq!(sorted(activities), held);
    for line in sent {
        let bytes = cell(line, "activity");
        let hash = Sha256::of(bytes.as_bytes()).to_string();
        assert_eq!(cell(line, "sha256"), hash);
        assert_eq!(cell(line, "acknowledgedSha256"), hash);
        let subject = subject(&parsed(bytes));
        let quote = if subject == FORMULA { "'" } else { "" };
        assert_eq!(cell(line, "subject"), format!("{quote}{subject}"));
    }
}

fn table(text: &str) -> Vec<Line> {
    let mut table = csv::Reader::from_reader(text.as_bytes());
    let columns = table.headers().expect("it has a heading").clone();
    let line = |line: Result<csv::StringRecord, csv::Error>| {
        let line = line.expect("every line has every column");
        let cells = columns.iter().zip(&line);
        let owned = cells.map(|(column, cell)| (column.to_owned(), cell.to_owned()));
        owned.collect()
    };
    table.records().map(line).collect()
}

fn cell<'line>(line: &'line Line, column: &str) -> &'line str {
    let found = line.iter().find(|(name, _)| name == column);
    found.map(|(_, cell)| cell.as_str()).expect("the column")
}

fn subject(activity: &Value) -> String {
    let mut subjects = SUBJECTS.iter().filter_map(|place| activity.pointer(place));
    let subject = subjects.next().and_then(Value::as_str);
    subject.unwrap_or_default().to_owned()
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("it is JSON")
}

fn sorted(activities: impl Iterator<Item = Value>) -> Vec<String> {
    let mut texts: Vec<String> = activities.map(|one| one.to_string()).collect();
    texts.sort();
    texts
}
