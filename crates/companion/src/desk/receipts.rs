//! What the employee agreed to, word for word, to be kept.

use super::export::{NewFile, name_of};
use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::view::{ReceiptView, Written};
use consent::ConsentRecord;
use ledger::Connection;

impl Companion {
    pub(super) async fn receipt_views(&self, id: &str) -> Result<Vec<ReceiptView>, Obstacle> {
        let connection = self.connection(id).await?;
        let mut records = self.ledger().consents(&connection.id).await?;
        records.sort_by_key(|record| std::cmp::Reverse(record.given_at));
        let organisation = self.organisation_name(&connection).await?;
        let mut views = Vec::new();
        for record in records {
            let text = self.agreed_text(&connection, &record).await?;
            views.push(ReceiptView {
                record: record.id,
                stream: record.stream.into(),
                organisation: organisation.clone(),
                given_at: record.given_at.to_string(),
                withdrawn_at: record.withdrawn_at.map(|at| at.to_string()),
                language: record.language,
                sha256: record.text_sha256.to_string(),
                text,
            });
        }
        Ok(views)
    }

    /// Writes a receipt to a file that the person chooses; nothing where they choose none.
    pub(super) async fn keep_receipt(
        &self,
        id: &str,
        record: &str,
    ) -> Result<Option<Written>, Obstacle> {
        let views = self.receipt_views(id).await?;
        let view = views.into_iter().find(|view| view.record == record);
        let view = view.ok_or(Obstacle::NotFound)?;
        let Some(path) = self.shell.choose_file(&format!("{record}.json")).await else {
            return Ok(None);
        };
        let mut json =
            serde_json::to_vec_pretty(&view).map_err(|_| Obstacle::Internal("receipt"))?;
        json.push(b'\n');
        let mut file = NewFile::beside(&path).await?;
        file.write(&json).await?;
        file.keep().await?;
        Ok(Some(Written {
            name: name_of(&path),
            rows: 1,
        }))
    }

    /// The text that a record was given to, where this version of the program still has those very bytes.
    async fn agreed_text(
        &self,
        connection: &Connection,
        record: &ConsentRecord,
    ) -> Result<Option<String>, Obstacle> {
        let texts = self.consent_texts(connection, &record.language).await?;
        Ok(texts
            .into_iter()
            .find(|text| text.sha256 == record.text_sha256)
            .map(|text| text.markdown))
    }
}
