//! `docs/DATA.md` is rendered from the register of fields; `UPDATE=1 cargo test -p house` writes it anew.

use crate::blueprint::{root, text};
use activity::Stream;
use activity::fields::{
    APPROVAL_FIELDS, Declaration, ENVELOPE_FIELDS, EnvelopeDeclaration, FIELDS, NEVER_COLLECTED,
    Sensitivity,
};
use std::fmt::Write;

const PAGE: &str = "docs/DATA.md";

#[test]
fn the_data_page_says_what_the_register_says() {
    let page = page();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(root().join(PAGE), &page).expect("the page can be written");
    }
    assert_eq!(
        text(PAGE),
        page,
        "{PAGE} is out of date: UPDATE=1 cargo test -p house"
    );
}

fn page() -> String {
    let mut page = String::from(
        "<!-- Generated from the register of fields in crates/activity/src/fields.rs. UPDATE=1 cargo test -p house -->\n\n\
         # What may leave the machine\n\n\
         Every field of every activity that Vitrine can upload, and of the envelope it travels in. A field that is not on this\n\
         page cannot be sent: the types have no place for it, and the service refuses it.\n",
    );
    for stream in Stream::ALL {
        let _ = write!(page, "\n## `{}`\n\n{}\n\n", stream.name(), whose(stream));
        page += "| field | from Microsoft's | made by | for example | why | sensitivity | can be switched off |\n";
        page += "| --- | --- | --- | --- | --- | --- | --- |\n";
        for field in FIELDS.iter().filter(|field| field.stream == stream) {
            page += &row(field);
        }
    }
    page += "\n## The envelope round every activity\n\n";
    page += &plain_rows(&ENVELOPE_FIELDS);
    page += "\n## While an administrator's approval is waited for\n\n";
    page += &plain_rows(&APPROVAL_FIELDS);
    let retentions = FIELDS
        .iter()
        .map(|field| field.retention)
        .chain(ENVELOPE_FIELDS.iter().map(|field| field.retention))
        .chain(APPROVAL_FIELDS.iter().map(|field| field.retention));
    let retentions: std::collections::BTreeSet<_> = retentions.collect();
    page += "\n## How long it is kept\n\n";
    for retention in retentions {
        let _ = writeln!(page, "- The central service keeps it {retention}.");
    }
    page += "\n## What is never collected\n\n";
    for never in NEVER_COLLECTED {
        let _ = writeln!(page, "- {never}");
    }
    page
}

fn whose(stream: Stream) -> &'static str {
    match stream {
        Stream::MeetingAttend => {
            "Organisation road: one activity for each external attendee of a meeting who is on an allowed domain."
        }
        Stream::EmailThread => {
            "Organisation road: one activity for each mail with somebody on an allowed domain."
        }
        Stream::EmailSignal => {
            "Employee roads: one activity for each review cycle; a later count replaces an earlier one."
        }
        Stream::Transcript => {
            "Employee road by Graph: one activity for each transcript that the employee has looked at and released."
        }
    }
}

fn plain_rows(fields: &[EnvelopeDeclaration]) -> String {
    let mut rows = String::from("| field | why | sensitivity |\n| --- | --- | --- |\n");
    for field in fields {
        let weight = weight(field.sensitivity);
        let _ = writeln!(rows, "| `{}` | {} | {weight} |", field.name, field.purpose);
    }
    rows
}

fn row(field: &Declaration) -> String {
    let switch = field.switch.map_or("no", |_| "yes, by an admin");
    format!(
        "| `{}` | {} | {} | `{}` | {} | {} | {switch} |\n",
        field.path,
        field.source,
        field.transform,
        field.example,
        field.purpose,
        weight(field.sensitivity)
    )
}

fn weight(sensitivity: Sensitivity) -> &'static str {
    match sensitivity {
        Sensitivity::Technical => "technical",
        Sensitivity::Interaction => "interaction",
        Sensitivity::Identifying => "names a person",
        Sensitivity::Written => "text a person wrote",
    }
}
