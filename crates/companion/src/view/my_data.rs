//! What the service holds from a person's mailbox, whichever way it came there.

use serde::{Deserialize, Serialize};

use super::{
    AccountView, Answer, CommandError, ExportForm, LedgerCounts, LedgerDetail, LedgerPage,
    LedgerQuery, ReviewAccessView, Visit, Written,
};

/// How far the reading is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum MyDataView {
    /// Nobody asked, or it was put away again.
    None {
        /// Host and port of the service that would be asked; absent where none is known.
        service: Option<String>,
        /// True when the person is connected here, so that no sign-in is needed.
        is_known: bool,
    },
    /// The person is at Microsoft's page.
    Visiting {
        /// How the sign-in stands.
        visit: Visit,
    },
    /// Rows are coming in.
    Reading {
        /// How many so far.
        rows: u32,
    },
    /// Everything is here, in memory only.
    Ready {
        /// Whose it is.
        account: Option<AccountView>,
        /// Host and port of the service.
        service: String,
        /// How many activities it holds.
        rows: u32,
        /// When it was asked.
        read_at: String,
        /// Who looked at it in a review, the latest first.
        looks: Vec<LookView>,
    },
    /// It could not be read.
    Failed {
        /// Why.
        error: CommandError,
    },
}

/// A look that somebody took, as the service recorded it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LookView {
    /// The review cycle; absent for an export, which is of none.
    pub cycle: Option<String>,
    /// Who and when.
    pub look: ReviewAccessView,
}

/// The part of the desk at which a person asks what the service holds from their mailbox.
pub trait MyDataDesk: Send + Sync + 'static {
    /// Signs in to read one's own data (`User.Read` only), or reads it at once where the person is connected here.
    fn begin_my_data(&self, service: Option<String>) -> Answer<'_, MyDataView>;
    /// Reads how far it is.
    fn my_data(&self) -> Answer<'_, MyDataView>;
    /// Opens the sign-in page again.
    fn reopen_my_data(&self) -> Answer<'_, MyDataView>;
    /// Puts everything away: the visit, the rows.
    fn end_my_data(&self) -> Answer<'_, MyDataView>;
    /// Lists the rows.
    fn my_data_page(&self, query: LedgerQuery) -> Answer<'_, LedgerPage>;
    /// Opens one row.
    fn my_data_row(&self, id: String) -> Answer<'_, LedgerDetail>;
    /// Counts the rows.
    fn my_data_counts(&self, query: LedgerQuery) -> Answer<'_, LedgerCounts>;
    /// Writes the rows that match to a file that the person chooses; nothing where they choose none.
    fn export_my_data(
        &self,
        query: LedgerQuery,
        as_form: ExportForm,
    ) -> Answer<'_, Option<Written>>;
}
