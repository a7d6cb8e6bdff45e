//! How far each mailbox of a run is. Kept in memory for as long as the process lives, and nowhere else.

use super::words::count;
use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::view::{MailboxPage, MailboxRow, MailboxState};
use activity::ObjectId;
use std::collections::HashMap;
use sync::{Mailbox, Progress, Readability};

/// Rows on one page.
const PAGE: usize = 200;

/// The mailboxes of a run, in the order in which they are read.
#[derive(Default)]
pub(crate) struct Mailboxes {
    rows: Vec<MailboxRow>,
    places: HashMap<ObjectId, usize>,
    done: u32,
}

impl Companion {
    pub(super) async fn mailbox_page(
        &self,
        id: &str,
        after: Option<&str>,
    ) -> Result<MailboxPage, Obstacle> {
        self.connection(id).await?;
        let from = after.map_or(Ok(0), str::parse::<usize>);
        let from = from.map_err(|_| Obstacle::NotFound)?;
        let papers = self.bench.papers();
        Ok(papers
            .mailboxes
            .get(id)
            .map_or_else(MailboxPage::default, |mailboxes| mailboxes.page(from)))
    }
}

impl Mailboxes {
    /// Takes in what the engine tells; everything else is of no interest here.
    pub(super) fn take(&mut self, progress: Progress<'_>) {
        match progress {
            Progress::Mailboxes { all } => *self = Self::of(all),
            Progress::Began { owner } => {
                // A mailbox can be read once more in the same run.
                let again = self.state(owner) != Some(MailboxState::Waiting);
                self.done -= u32::from(again && self.done > 0);
                self.change(owner, |row| row.state = MailboxState::Reading);
            }
            Progress::Page { owner, items, .. } => self.change(owner, |row| {
                row.considered = row.considered.saturating_add(count(items));
            }),
            Progress::Ended { owner, problem } => {
                self.done += 1;
                self.change(owner, |row| row.state = state_after(problem));
            }
            Progress::Uploaded { .. } => {}
        }
    }

    /// The run is over: what was being read waits for the next one.
    pub(super) fn rest(&mut self) {
        for row in &mut self.rows {
            if row.state == MailboxState::Reading {
                row.state = MailboxState::Waiting;
            }
        }
    }

    /// How many were read as far as they can be.
    pub(super) fn done(&self) -> u32 {
        self.done
    }

    fn of(all: &[Mailbox]) -> Self {
        let (readable, others): (Vec<_>, Vec<_>) = all
            .iter()
            .partition(|mailbox| mailbox.readability == Readability::Readable);
        let rows: Vec<MailboxRow> = readable.into_iter().chain(others).map(row).collect();
        let places = rows.iter().enumerate();
        Self {
            places: places
                .filter_map(|(place, row)| Some((ObjectId::new(&row.id).ok()?, place)))
                .collect(),
            rows,
            done: 0,
        }
    }

    fn state(&self, owner: &ObjectId) -> Option<MailboxState> {
        let row = self.rows.get(*self.places.get(owner)?)?;
        Some(row.state)
    }

    fn change(&mut self, owner: &ObjectId, change: impl FnOnce(&mut MailboxRow)) {
        let place = self.places.get(owner).copied();
        if let Some(row) = place.and_then(|place| self.rows.get_mut(place)) {
            change(row);
        }
    }

    fn page(&self, from: usize) -> MailboxPage {
        let rows: Vec<MailboxRow> = self.rows.iter().skip(from).take(PAGE).cloned().collect();
        let end = from + rows.len();
        MailboxPage {
            rows,
            next: (end < self.rows.len()).then(|| end.to_string()),
            total: count(self.rows.len() as u64),
        }
    }
}

fn row(mailbox: &Mailbox) -> MailboxRow {
    MailboxRow {
        id: mailbox.id.to_string(),
        label: mailbox
            .addresses
            .first()
            .cloned()
            .unwrap_or_else(|| mailbox.id.to_string()),
        state: match mailbox.readability {
            Readability::Readable => MailboxState::Waiting,
            Readability::Missing => MailboxState::Missing,
            Readability::Fenced => MailboxState::Fenced,
        },
        considered: 0,
    }
}

/// Where a mailbox stands once it was read; the words are [`sync::SourceError::code`]'s.
fn state_after(problem: Option<&str>) -> MailboxState {
    match problem {
        None => MailboxState::Done,
        Some("mailbox_fenced") => MailboxState::Fenced,
        Some("mailbox_missing") => MailboxState::Missing,
        Some(_) => MailboxState::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mailbox(id: &str, readability: Readability) -> Mailbox {
        Mailbox {
            id: ObjectId::new(id).unwrap(),
            addresses: vec![format!("{id}@contoso.example")],
            readability,
        }
    }

    #[test]
    fn each_mailbox_tells_how_far_it_is() {
        let all = [
            mailbox("a", Readability::Fenced),
            mailbox("b", Readability::Readable),
            mailbox("c", Readability::Readable),
        ];
        let (b, c) = (&all[1].id, &all[2].id);
        let mut mailboxes = Mailboxes::default();
        mailboxes.take(Progress::Mailboxes { all: &all });
        mailboxes.take(Progress::Began { owner: b });
        mailboxes.take(Progress::Page {
            owner: b,
            mailbox: 1,
            of: 2,
            stream: activity::Stream::EmailThread,
            items: 40,
            judged: 40,
        });
        mailboxes.take(Progress::Ended {
            owner: b,
            problem: None,
        });
        mailboxes.take(Progress::Began { owner: c });
        mailboxes.take(Progress::Ended {
            owner: c,
            problem: Some("mailbox_fenced"),
        });
        let page = mailboxes.page(0);
        let rows: Vec<_> = page
            .rows
            .iter()
            .map(|row| (row.label.as_str(), row.state, row.considered))
            .collect();
        assert_eq!(
            rows,
            [
                ("b@contoso.example", MailboxState::Done, 40),
                ("c@contoso.example", MailboxState::Fenced, 0),
                ("a@contoso.example", MailboxState::Fenced, 0),
            ]
        );
        assert_eq!((page.total, page.next), (3, None));
        assert_eq!(mailboxes.done(), 2);
        mailboxes.take(Progress::Began { owner: b });
        assert_eq!(mailboxes.done(), 1);
        mailboxes.rest();
        assert_eq!(mailboxes.page(0).rows[0].state, MailboxState::Waiting);
    }

    #[test]
    fn many_mailboxes_come_page_by_page() {
        let all: Vec<Mailbox> = (0..=PAGE)
            .map(|number| mailbox(&format!("m{number}"), Readability::Readable))
            .collect();
        let mailboxes = Mailboxes::of(&all);
        let first = mailboxes.page(0);
        let next = first.next.unwrap();
        assert_eq!(first.rows.len(), PAGE);
        assert_eq!(mailboxes.page(next.parse().unwrap()).rows.len(), 1);
    }
}
