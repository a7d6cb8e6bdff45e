//! Rows taken together, a page at a time: the ledger is never held as a whole.

use super::export::write_row;
use super::rows::activity_row;
use super::search::{Named, row_query};
use super::words::count;
use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::view::{
    Answer, DeskEvent, ExportForm, RowState, Selection, SelectionDesk, SelectionView, Written,
};
use activity::Stream;
use ledger::{Connection, Listed, OwnState};
use std::collections::{HashSet, VecDeque};

/// The most ids that are told at once.
const MOST_IDS: usize = 10_000;
/// Rows read at once.
const PAGE: usize = 200;

impl SelectionDesk for Companion {
    fn selection(&self, connection: String, selection: Selection) -> Answer<'_, SelectionView> {
        Box::pin(async move {
            let connection = self.connection(&connection).await?;
            Ok(self.selected(&connection, selection).await?.0)
        })
    }

    fn selected_ids(&self, connection: String, selection: Selection) -> Answer<'_, Vec<String>> {
        Box::pin(async move {
            let connection = self.connection(&connection).await?;
            let mut picked = Picked::of(self, &connection, selection)?;
            let mut ids = Vec::new();
            while let Some(row) = picked.next().await? {
                ids.push(id_of(&row));
                if ids.len() == MOST_IDS {
                    break;
                }
            }
            Ok(ids)
        })
    }

    fn export_selection(
        &self,
        connection: String,
        selection: Selection,
        as_form: ExportForm,
    ) -> Answer<'_, Option<Written>> {
        Box::pin(async move {
            let connection = self.connection(&connection).await?;
            let Some((path, mut file)) = self.new_export("vitrine", as_form).await? else {
                return Ok(None);
            };
            let mut picked = Picked::of(self, &connection, selection)?;
            let mut rows = 0;
            while let Some(row) = picked.next().await? {
                write_row(&mut file, row, as_form).await?;
                rows += 1;
            }
            Ok(Some(file.written(&path, rows).await?))
        })
    }

    fn hold_back_selection(
        &self,
        connection: String,
        selection: Selection,
    ) -> Answer<'_, SelectionView> {
        Box::pin(async move {
            let connection = self.connection(&connection).await?;
            let (view, transcripts) = self.selected(&connection, selection).await?;
            for item in transcripts {
                self.ledger()
                    .hold_back(item)
                    .await
                    .map_err(Obstacle::from)?;
            }
            let connection = connection.id.to_string();
            self.announce(DeskEvent::LedgerChanged { connection });
            self.announce(DeskEvent::StateChanged);
            Ok(view)
        })
    }
}

impl Companion {
    /// What is in a selection, and the transcripts in it that can be held back.
    async fn selected(
        &self,
        connection: &Connection,
        selection: Selection,
    ) -> Result<(SelectionView, Vec<i64>), Obstacle> {
        let mut picked = Picked::of(self, connection, selection)?;
        let (mut rows, mut at_service) = (0, 0);
        let mut transcripts = Vec::new();
        while let Some(row) = picked.next().await? {
            rows += 1;
            let item = match &row {
                Listed::Own(item) if item.state == OwnState::Unreviewed => Some(item.id),
                Listed::Activity(entry) if entry.stream == Stream::Transcript => {
                    let told = self.ledger().item_told(entry.id).await?;
                    let state = activity_row(entry, false).state;
                    at_service += u64::from(told.is_some() && state == RowState::Acknowledged);
                    told.map(|item| item.id)
                }
                _ => None,
            };
            transcripts.extend(item);
        }
        let view = SelectionView {
            rows: count(rows),
            transcripts: count(transcripts.len() as u64),
            at_service: count(at_service),
        };
        Ok((view, transcripts))
    }
}

/// The id by which the service knows a row, else its own.
fn id_of(row: &Listed) -> String {
    match row {
        Listed::Activity(entry) => entry.external_id.clone().unwrap_or_else(|| name_of(row)),
        Listed::Own(_) => name_of(row),
    }
}

/// The rows of a selection, one after the other.
struct Picked<'desk> {
    companion: &'desk Companion,
    connection: &'desk Connection,
    named: VecDeque<Named>,
    query: Option<ledger::RowQuery>,
    except: HashSet<String>,
    page: VecDeque<Listed>,
}

impl<'desk> Picked<'desk> {
    fn of(
        companion: &'desk Companion,
        connection: &'desk Connection,
        selection: Selection,
    ) -> Result<Self, Obstacle> {
        let named = selection.rows.iter().map(|row| Named::read(row));
        let query = selection.all.map(|query| {
            let mut query = row_query(connection, &query, false)?;
            query.limit = PAGE;
            query.after = None;
            Ok::<_, Obstacle>(query)
        });
        Ok(Self {
            companion,
            connection,
            named: named.collect::<Result<_, _>>()?,
            query: query.transpose()?,
            except: selection.except.into_iter().collect(),
            page: VecDeque::new(),
        })
    }

    async fn next(&mut self) -> Result<Option<Listed>, Obstacle> {
        while let Some(named) = self.named.pop_front() {
            if let Some(row) = self.load(named).await? {
                return Ok(Some(row));
            }
        }
        loop {
            while let Some(row) = self.page.pop_front() {
                if !self.except.contains(&name_of(&row)) {
                    return Ok(Some(row));
                }
            }
            let Some(query) = self.query.take() else {
                return Ok(None);
            };
            let page = self.companion.ledger().rows(query.clone()).await?;
            self.page = page.rows.into();
            self.query = page.next.map(|next| ledger::RowQuery {
                after: Some(next),
                ..query
            });
        }
    }

    /// A row by its name; what is gone by now is left out.
    async fn load(&self, named: Named) -> Result<Option<Listed>, Obstacle> {
        let (ledger, id) = (self.companion.ledger(), &self.connection.id);
        Ok(if named.is_activity {
            let entry = ledger.entry_of(id, named.number).await?;
            entry.map(|entry| Listed::Activity(Box::new(entry)))
        } else {
            ledger.own_item(id, named.number).await?.map(Listed::Own)
        })
    }
}

fn name_of(row: &Listed) -> String {
    let named = match row {
        Listed::Activity(entry) => Named::activity(entry.id),
        Listed::Own(item) => Named::own(item.id),
    };
    named.text()
}
