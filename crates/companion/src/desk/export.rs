//! Rows written to a file that the person chooses.

use super::search::row_query;
use super::words::count;
use crate::companion::Companion;
use crate::listing::{listed, own, own_state};
use crate::obstacle::Obstacle;
use crate::view::{ExportForm, LedgerQuery, Written};
use activity::Activity;
use ledger::{Connection, Ledger, Listed};
use privacy::Reason;
use std::path::{Path, PathBuf};
use tokio::fs::{File, rename};
use tokio::io::{AsyncWriteExt as _, BufWriter};

/// Rows read at once.
const PAGE: u32 = 200;

const COLUMNS: [&str; 10] = [
    "state",
    "stream",
    "reason",
    "occurredAt",
    "person",
    "subject",
    "sha256",
    "acknowledgedSha256",
    "acknowledgedAt",
    "activity",
];

impl Companion {
    /// Writes the rows that match to a file that the person chooses; nothing where they choose none.
    pub(super) async fn export_rows(
        &self,
        id: &str,
        query: &LedgerQuery,
        form: ExportForm,
    ) -> Result<Option<Written>, Obstacle> {
        let connection = self.connection(id).await?;
        self.export_from(self.ledger(), &connection, "vitrine", query, form)
            .await
    }

    /// The same of another list.
    pub(super) async fn export_from(
        &self,
        ledger: &Ledger,
        connection: &Connection,
        what: &str,
        query: &LedgerQuery,
        form: ExportForm,
    ) -> Result<Option<Written>, Obstacle> {
        let Some((path, mut file)) = self.new_export(what, form).await? else {
            return Ok(None);
        };
        let rows = write_rows(&mut file, ledger, connection, query, form).await?;
        Ok(Some(file.written(&path, rows).await?))
    }

    /// A file for rows where the person chooses, with its heading; nothing where they choose none.
    pub(super) async fn new_export(
        &self,
        what: &str,
        form: ExportForm,
    ) -> Result<Option<(PathBuf, NewFile)>, Obstacle> {
        let day: String = self.now().to_string().chars().take(10).collect();
        let ending = match form {
            ExportForm::Ndjson => "ndjson",
            ExportForm::Csv => "csv",
        };
        let suggested = format!("{what}-{day}.{ending}");
        let Some(path) = self.shell.choose_file(&suggested).await else {
            return Ok(None);
        };
        let mut file = NewFile::beside(&path).await?;
        if form == ExportForm::Csv {
            file.write(&csv_line(COLUMNS.map(str::to_owned))?).await?;
        }
        Ok(Some((path, file)))
    }
}

/// Writes page after page; the ledger is never held as a whole.
async fn write_rows(
    file: &mut NewFile,
    ledger: &Ledger,
    connection: &Connection,
    query: &LedgerQuery,
    form: ExportForm,
) -> Result<u32, Obstacle> {
    let mut query = row_query(connection, query, false)?;
    query.limit = PAGE as usize;
    query.after = None;
    let mut written = 0;
    loop {
        let page = ledger.rows(query.clone()).await?;
        written += count(page.rows.len() as u64);
        for row in page.rows {
            write_row(file, row, form).await?;
        }
        query.after = page.next;
        if query.after.is_none() {
            return Ok(written);
        }
    }
}

/// Writes one row.
pub(super) async fn write_row(
    file: &mut NewFile,
    row: Listed,
    form: ExportForm,
) -> Result<(), Obstacle> {
    let line = match form {
        ExportForm::Ndjson => json_line(row)?,
        ExportForm::Csv => csv_line(cells(row))?,
    };
    file.write(&line).await
}

/// A file on its way: it is there once it is whole.
pub(super) struct NewFile {
    target: PathBuf,
    draft: PathBuf,
    file: BufWriter<File>,
}

impl NewFile {
    pub(super) async fn beside(target: &Path) -> Result<Self, Obstacle> {
        let mut name = target.file_name().unwrap_or_default().to_owned();
        name.push(".part");
        let draft = target.with_file_name(name);
        let file = File::create(&draft).await.map_err(unwritable)?;
        Ok(Self {
            target: target.to_owned(),
            draft,
            file: BufWriter::new(file),
        })
    }

    pub(super) async fn write(&mut self, bytes: &[u8]) -> Result<(), Obstacle> {
        let written = self.file.write_all(bytes).await;
        if written.is_err() {
            tokio::fs::remove_file(&self.draft).await.ok();
        }
        written.map_err(unwritable)
    }

    /// Keeps it, with so many rows in it.
    pub(super) async fn written(self, path: &Path, rows: u32) -> Result<Written, Obstacle> {
        self.keep().await?;
        Ok(Written {
            name: name_of(path),
            rows,
        })
    }

    pub(super) async fn keep(mut self) -> Result<(), Obstacle> {
        self.file.flush().await.map_err(unwritable)?;
        rename(&self.draft, &self.target).await.map_err(unwritable)
    }
}

pub(super) fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "this is how errors are mapped"
)]
fn unwritable(error: std::io::Error) -> Obstacle {
    tracing::warn!(kind = ?error.kind(), "file not written");
    Obstacle::Output
}

fn json_line(row: Listed) -> Result<Vec<u8>, Obstacle> {
    let line = match row {
        Listed::Activity(entry) => serde_json::to_vec(&listed(*entry)),
        Listed::Own(item) => serde_json::to_vec(&own(&item)),
    };
    let mut line = line.map_err(|_| Obstacle::Internal("export"))?;
    line.push(b'\n');
    Ok(line)
}

fn cells(row: Listed) -> [String; 10] {
    let text =
        |instant: Option<activity::Instant>| instant.map(|at| at.to_string()).unwrap_or_default();
    match row {
        Listed::Own(item) => {
            let mut cells = <[String; 10]>::default();
            own_state(&item).clone_into(&mut cells[0]);
            item.stream.name().clone_into(&mut cells[1]);
            let reason = item.reason().map_or("", Reason::name);
            reason.clone_into(&mut cells[2]);
            cells[3] = text(item.at);
            cells
        }
        Listed::Activity(entry) => {
            let occurred_at = text(entry.occurred_at);
            let parsed = entry.bytes.as_deref().map(Activity::parse);
            let activity = parsed.and_then(Result::ok);
            let person = activity
                .as_ref()
                .map(|activity| activity.person_external_id().to_owned());
            let subject = activity.as_ref().and_then(super::rows::subject_of);
            let listed = listed(*entry);
            [
                listed.state.to_owned(),
                listed.stream.name().to_owned(),
                String::new(),
                occurred_at,
                person.unwrap_or_default(),
                subject.unwrap_or_default(),
                listed.sha256,
                listed.acknowledged_sha256.unwrap_or_default(),
                text(listed.acknowledged_at),
                listed
                    .activity
                    .map(|raw| raw.get().to_owned())
                    .unwrap_or_default(),
            ]
        }
    }
}

/// A line of the table. What a spreadsheet would take for a formula is made plain text.
fn csv_line(cells: [String; 10]) -> Result<Vec<u8>, Obstacle> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let plain = cells.map(|cell| {
        if is_formula(&cell) {
            format!("'{cell}")
        } else {
            cell
        }
    });
    let internal = |_| Obstacle::Internal("export");
    writer.write_record(&plain).map_err(internal)?;
    writer
        .into_inner()
        .map_err(|_| Obstacle::Internal("export"))
}

/// Whether some spreadsheet takes the cell for a formula: by its first mark, of half or full width, after blanks or none.
fn is_formula(cell: &str) -> bool {
    cell.starts_with(['\t', '\r', '\n'])
        || cell
            .trim_start()
            .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_cannot_become_a_formula_or_break_its_line() {
        let mut cells = <[String; 10]>::default();
        cells[4] = "=1+1".to_owned();
        cells[5] = "He said \"no\", twice\nand left".to_owned();
        let line = String::from_utf8(csv_line(cells).unwrap()).unwrap();
        assert_eq!(
            line,
            ",,,,'=1+1,\"He said \"\"no\"\", twice\nand left\",,,,\r\n"
        );
    }

    #[test]
    fn every_mark_that_begins_a_formula_is_made_plain() {
        for cell in [
            "=a", "+a", "-a", "@a", "\ta", "\ra", "\na", " =a", "＝a", "＠a",
        ] {
            assert!(is_formula(cell), "{cell:?}");
        }
        for cell in ["", "a=b", "a", "'=a", "{\"a\":\"=b\"}"] {
            assert!(!is_formula(cell), "{cell:?}");
        }
    }

    #[tokio::test]
    async fn a_file_is_there_only_when_it_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("rows.csv");
        let mut file = NewFile::beside(&target).await.unwrap();
        file.write(b"one").await.unwrap();
        assert!(!target.exists());
        file.keep().await.unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), b"one");
        let missing = folder.path().join("nowhere/rows.csv");
        let refused = NewFile::beside(&missing).await.err();
        assert_eq!(refused, Some(Obstacle::Output));
    }
}
