//! Many rows of the ledger taken together, and what can be done with them.

use serde::{Deserialize, Serialize};

use super::{Answer, ExportForm, LedgerQuery, Written};

/// Rows that were picked: by name, or all that a query finds but some. Nobody has to have loaded them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Selection {
    /// Rows by their ids.
    pub rows: Vec<String>,
    /// All that this query finds.
    pub all: Option<LedgerQuery>,
    /// Rows by their ids that are not meant, of all.
    pub except: Vec<String>,
}

/// What is in a selection.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SelectionView {
    /// How many rows.
    pub rows: u32,
    /// Transcripts among them that could be held back.
    pub transcripts: u32,
    /// Of these, those that the service holds: they would be taken back.
    pub at_service: u32,
}

/// What a face does with many rows at once.
pub trait SelectionDesk: Send + Sync + 'static {
    /// Looks at what is in a selection.
    fn selection(&self, connection: String, selection: Selection) -> Answer<'_, SelectionView>;
    /// The ids of the rows: by which the service knows what left, else the row's own; 10,000 at the most.
    fn selected_ids(&self, connection: String, selection: Selection) -> Answer<'_, Vec<String>>;
    /// Writes the rows to a file that the person chooses; nothing where they choose none.
    fn export_selection(
        &self,
        connection: String,
        selection: Selection,
        as_form: ExportForm,
    ) -> Answer<'_, Option<Written>>;
    /// Holds the transcripts among them back; what the service holds of them is taken back.
    fn hold_back_selection(
        &self,
        connection: String,
        selection: Selection,
    ) -> Answer<'_, SelectionView>;
}
