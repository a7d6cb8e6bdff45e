//! One page of rows, filled from a ledger.

use super::rows::{activity_row, withheld_row};
use super::search::{Place, limit, state_of, wants, wants_withheld};
use super::words::count;
use crate::obstacle::Obstacle;
use crate::view::{LedgerQuery, LedgerRow, ReasonCount, RowState, StateCount};
use ledger::{Connection, EntryQuery, Ledger};
use std::collections::BTreeMap;

/// How many rows are read at once while a page is filled.
const STRIDE: usize = 500;

/// What a page is filled from.
pub(super) struct Leaf<'page> {
    pub(super) ledger: &'page Ledger,
    pub(super) connection: &'page Connection,
    pub(super) query: &'page LedgerQuery,
    pub(super) preview: bool,
}

/// Rows in all, rows by state, and what is kept as counts only.
pub(super) type Counts = (u32, Vec<StateCount>, Vec<ReasonCount>);

impl Leaf<'_> {
    pub(super) async fn activities(
        &self,
        before: Option<i64>,
        rows: &mut Vec<LedgerRow>,
    ) -> Result<Option<Place>, Obstacle> {
        let page = self.ledger.entries(self.entry_query(before)).await?;
        for entry in page.entries {
            if rows.len() == limit(self.query) {
                let last = rows
                    .last()
                    .map_or(Ok(Place::Activity(None)), |row| Place::read(&row.id));
                return last.map(Some);
            }
            if wants(
                self.query,
                entry.stream,
                state_of(entry.state, self.preview),
            ) {
                rows.push(activity_row(&entry, self.preview));
            }
        }
        Ok(Some(page.next.map_or(Place::Withheld(None), |next| {
            Place::Activity(Some(next))
        })))
    }

    pub(super) async fn withheld(
        &self,
        before: Option<i64>,
        rows: &mut Vec<LedgerRow>,
    ) -> Result<Option<Place>, Obstacle> {
        let items = self
            .ledger
            .withheld_items(&self.connection.id, before, STRIDE)
            .await?;
        let next = items
            .last()
            .filter(|_| items.len() == STRIDE)
            .map(|item| Place::Withheld(Some(item.id)));
        for item in items {
            if rows.len() == limit(self.query) {
                let last = rows
                    .last()
                    .map_or(Ok(Place::Withheld(None)), |row| Place::read(&row.id));
                return Ok(Some(match last? {
                    Place::Withheld(id) => Place::Withheld(id),
                    Place::Activity(_) => Place::Withheld(before),
                }));
            }
            if wants_withheld(self.query, item.stream, item.reason.into()) {
                rows.push(withheld_row(&item));
            }
        }
        Ok(next)
    }

    pub(super) async fn counts(&self) -> Result<Counts, Obstacle> {
        let mut by_state: BTreeMap<&'static str, StateCount> = BTreeMap::new();
        let mut total = 0;
        for ((stream, state), number) in self.ledger.entry_counts(&self.connection.id).await? {
            let state = state_of(state, self.preview);
            add(&mut by_state, state, count(number));
            if wants(self.query, stream, state) {
                total += count(number);
            }
        }
        if self
            .query
            .text
            .as_deref()
            .is_some_and(|text| !text.trim().is_empty())
        {
            total = self.matching().await?;
        }
        let is_own = self.connection.road.is_employee();
        let mut reasons: Vec<ReasonCount> = Vec::new();
        for (stream, of_stream) in self.ledger.withheld_counts(&self.connection.id).await? {
            for (reason, number) in of_stream {
                add(&mut by_state, RowState::Withheld, count(number));
                let (reason, number) = (reason.into(), count(number));
                match reasons.iter_mut().find(|known| known.reason == reason) {
                    Some(known) => known.count += number,
                    None => reasons.push(ReasonCount {
                        reason,
                        count: number,
                    }),
                }
                if is_own && wants_withheld(self.query, stream, reason) {
                    total += number;
                }
            }
        }
        let only_counts = if is_own { Vec::new() } else { reasons };
        Ok((total, by_state.into_values().collect(), only_counts))
    }

    /// How many activities contain the text that is searched for.
    async fn matching(&self) -> Result<u32, Obstacle> {
        let mut found = 0;
        let mut before = None;
        loop {
            let page = self.ledger.entries(self.entry_query(before)).await?;
            let wanted = page.entries.iter().filter(|entry| {
                wants(
                    self.query,
                    entry.stream,
                    state_of(entry.state, self.preview),
                )
            });
            found += count(wanted.count() as u64);
            before = page.next;
            if before.is_none() {
                return Ok(found);
            }
        }
    }

    fn entry_query(&self, before: Option<i64>) -> EntryQuery {
        EntryQuery {
            connection: self.connection.id.clone(),
            stream: None,
            state: None,
            text: self.query.text.clone(),
            before,
            limit: STRIDE,
        }
    }
}

fn add(by_state: &mut BTreeMap<&'static str, StateCount>, state: RowState, number: u32) {
    let name = match state {
        RowState::WouldSend => "0",
        RowState::Pending => "1",
        RowState::Queued => "2",
        RowState::Acknowledged => "3",
        RowState::Withheld => "4",
        RowState::Failed => "5",
        RowState::Retracted => "6",
    };
    by_state
        .entry(name)
        .or_insert(StateCount { state, count: 0 })
        .count += number;
}
