//! How many rows there are, by state and by reason.

use super::search::{is_narrow, state_of, wants, wants_counted, wants_unreviewed, wants_withheld};
use super::words::count;
use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::view::{LedgerCounts, LedgerQuery, ReasonCount, RowState, StateCount};
use ledger::{Connection, Ledger};

impl Companion {
    pub(super) async fn ledger_counted(
        &self,
        id: &str,
        query: &LedgerQuery,
    ) -> Result<LedgerCounts, Obstacle> {
        let connection = self.connection(id).await?;
        counts(self.ledger(), &connection, query, false).await
    }
}

/// Counts the rows of a ledger.
pub(super) async fn counts(
    ledger: &Ledger,
    connection: &Connection,
    query: &LedgerQuery,
    preview: bool,
) -> Result<LedgerCounts, Obstacle> {
    let mut by_state: Vec<StateCount> = Vec::new();
    let mut by_reason: Vec<ReasonCount> = Vec::new();
    let mut total = 0;
    for ((stream, state), number) in ledger.entry_counts(&connection.id).await? {
        let (state, number) = (state_of(state, preview), count(number));
        add_state(&mut by_state, state, number);
        if wants(query, stream, state) {
            total += number;
        }
    }
    let is_own = connection.road.is_employee();
    for (stream, of_stream) in ledger.withheld_counts(&connection.id).await? {
        for (reason, number) in of_stream {
            let (reason, number) = (reason.into(), count(number));
            add_state(&mut by_state, RowState::Withheld, number);
            match by_reason.iter_mut().find(|known| known.reason == reason) {
                Some(known) => known.count += number,
                None => by_reason.push(ReasonCount {
                    reason,
                    count: number,
                }),
            }
            if is_own && wants_withheld(query, stream, reason) {
                total += number;
            }
        }
    }
    if is_own {
        let counted = count(ledger.counted(&connection.id).await?);
        if counted > 0 {
            add_state(&mut by_state, RowState::Counted, counted);
        }
        if wants_counted(query) {
            total += counted;
        }
        let unreviewed = count(ledger.unreviewed(&connection.id).await?);
        if unreviewed > 0 {
            add_state(&mut by_state, RowState::Unreviewed, unreviewed);
        }
        if wants_unreviewed(query) {
            total += unreviewed;
        }
    }
    by_state.sort_by_key(|one| order(one.state));
    by_reason.sort_by_key(|one| one.reason);
    let withheld_counts = if is_own {
        Vec::new()
    } else {
        by_reason.clone()
    };
    Ok(LedgerCounts {
        total: (!is_narrow(query)).then_some(total),
        by_state,
        by_reason: if is_own { by_reason } else { Vec::new() },
        withheld_counts,
    })
}

fn add_state(by_state: &mut Vec<StateCount>, state: RowState, number: u32) {
    match by_state.iter_mut().find(|known| known.state == state) {
        Some(known) => known.count += number,
        None => by_state.push(StateCount {
            state,
            count: number,
        }),
    }
}

/// The order in which states are offered.
fn order(state: RowState) -> u8 {
    match state {
        RowState::WouldSend => 0,
        RowState::Pending => 1,
        RowState::Queued => 2,
        RowState::Acknowledged => 3,
        RowState::Unreviewed => 4,
        RowState::Counted => 5,
        RowState::Withheld => 6,
        RowState::Failed => 7,
        RowState::Retracted => 8,
    }
}
