//! Rows of the ledger or of a preview, closed and opened.

use super::search::{Place, limit, state_of, wants, wants_withheld};
use super::words::count;
use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::view::{
    AcknowledgementView, ExactBytes, LedgerDetail, LedgerPage, LedgerQuery, LedgerRow, ReasonCount,
    RowState, StateCount, Under,
};
use activity::{Activity, Address};
use consent::Entry as Allowed;
use ledger::{Connection, Entry, EntryQuery, Ledger, WithheldItem};
use std::collections::BTreeMap;

/// How many rows are read at once while a page is filled.
const STRIDE: usize = 500;

impl Companion {
    pub(super) async fn ledger_rows(
        &self,
        id: &str,
        query: &LedgerQuery,
    ) -> Result<LedgerPage, Obstacle> {
        let connection = self.connection(id).await?;
        self.rows(self.ledger(), &connection, query, false).await
    }

    pub(super) async fn ledger_detail(
        &self,
        id: &str,
        row: &str,
    ) -> Result<LedgerDetail, Obstacle> {
        let connection = self.connection(id).await?;
        self.detail(self.ledger(), &connection, row, false).await
    }

    /// A page of rows.
    pub(super) async fn rows(
        &self,
        ledger: &Ledger,
        connection: &Connection,
        query: &LedgerQuery,
        preview: bool,
    ) -> Result<LedgerPage, Obstacle> {
        let leaf = Leaf {
            ledger,
            connection,
            query,
            preview,
        };
        let mut place = Some(Place::of(query)?);
        let mut rows = Vec::new();
        while let Some(here) = place
            && rows.len() < limit(query)
        {
            place = match here {
                Place::Activity(before) => leaf.activities(before, &mut rows).await?,
                Place::Withheld(before) => leaf.withheld(before, &mut rows).await?,
            };
        }
        let (total, by_state, withheld_counts) = leaf.counts().await?;
        Ok(LedgerPage {
            rows,
            next: place.map(Place::text),
            total,
            by_state,
            withheld_counts,
        })
    }

    /// A row, opened.
    pub(super) async fn detail(
        &self,
        ledger: &Ledger,
        connection: &Connection,
        row: &str,
        preview: bool,
    ) -> Result<LedgerDetail, Obstacle> {
        match Place::read(row)? {
            Place::Activity(Some(id)) => {
                let entry = ledger.entry(id).await?.ok_or(Obstacle::NotFound)?;
                self.opened(ledger, connection, entry, preview).await
            }
            Place::Withheld(Some(id)) => {
                let items = ledger
                    .withheld_items(&connection.id, Some(id.saturating_add(1)), 1)
                    .await?;
                let item = items
                    .into_iter()
                    .find(|item| item.id == id)
                    .ok_or(Obstacle::NotFound)?;
                let under = Under {
                    policy_version: None,
                    dpa_version: None,
                    consent_record: None,
                    consent_given_at: None,
                };
                Ok(LedgerDetail {
                    row: withheld_row(&item),
                    passed_by: None,
                    under,
                    bytes: None,
                    acknowledgement: None,
                })
            }
            Place::Activity(None) | Place::Withheld(None) => Err(Obstacle::NotFound),
        }
    }

    async fn opened(
        &self,
        ledger: &Ledger,
        connection: &Connection,
        entry: Entry,
        preview: bool,
    ) -> Result<LedgerDetail, Obstacle> {
        let row = activity_row(&entry, preview);
        let consents = ledger.consents(&connection.id).await?;
        let consent = entry.provenance.consent.clone();
        let given = consents
            .iter()
            .find(|record| Some(&record.id) == consent.as_ref())
            .map(|record| record.given_at);
        let sha256 = entry.sha256.to_string();
        Ok(LedgerDetail {
            passed_by: self.passed_by(connection, row.person.as_deref()).await?,
            under: Under {
                policy_version: Some(count(entry.provenance.policy_version)),
                dpa_version: Some(entry.provenance.dpa_version),
                consent_record: consent,
                consent_given_at: given.map(|at| at.to_string()),
            },
            acknowledgement: entry
                .held_sha256
                .zip(entry.acknowledged_at)
                .map(|(held, at)| AcknowledgementView {
                    sha256: held.to_string(),
                    at: at.to_string(),
                    matches: held == entry.sha256,
                }),
            bytes: entry
                .bytes
                .and_then(|bytes| String::from_utf8(bytes).ok())
                .map(|canonical| ExactBytes {
                    length: count(canonical.len() as u64),
                    canonical,
                    sha256,
                }),
            row,
        })
    }

    /// The allowlist entry by which a person passes.
    async fn passed_by(
        &self,
        connection: &Connection,
        person: Option<&str>,
    ) -> Result<Option<String>, Obstacle> {
        let Some(address) = person
            .and_then(Address::parse)
            .filter(|_| !connection.road.is_employee())
        else {
            return Ok(None);
        };
        let policy = self.last_policy(connection).await?;
        Ok(policy.and_then(|policy| {
            let entries = policy.allowed_external_domains.entries().iter();
            entries
                .filter(|entry| entry.admits(address.domain()))
                .map(Allowed::to_string)
                .next()
        }))
    }
}

/// What a page is filled from.
struct Leaf<'page> {
    ledger: &'page Ledger,
    connection: &'page Connection,
    query: &'page LedgerQuery,
    preview: bool,
}

/// Rows in all, rows by state, and what is kept as counts only.
type Counts = (u32, Vec<StateCount>, Vec<ReasonCount>);

impl Leaf<'_> {
    async fn activities(
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

    async fn withheld(
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

    async fn counts(&self) -> Result<Counts, Obstacle> {
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

fn activity_row(entry: &Entry, preview: bool) -> LedgerRow {
    let activity = entry
        .bytes
        .as_deref()
        .and_then(|bytes| Activity::parse(bytes).ok());
    let subject = activity.as_ref().and_then(|activity| match activity {
        Activity::MeetingAttend(meeting) => meeting.properties.meeting_subject.clone(),
        Activity::EmailThread(mail) => mail.properties.subject.clone(),
        Activity::EmailSignal(_) => None,
    });
    LedgerRow {
        id: Place::Activity(Some(entry.id)).text(),
        stream: entry.stream.into(),
        state: state_of(entry.state, preview),
        reason: None,
        occurred_at: entry.occurred_at.map(|at| at.to_string()),
        person: activity.map(|activity| activity.person_external_id().to_owned()),
        subject,
        sent_at: entry.acknowledged_at.map(|at| at.to_string()),
    }
}

fn withheld_row(item: &WithheldItem) -> LedgerRow {
    LedgerRow {
        id: Place::Withheld(Some(item.id)).text(),
        stream: item.stream.into(),
        state: RowState::Withheld,
        reason: Some(item.reason.into()),
        occurred_at: item.at.map(|at| at.to_string()),
        person: None,
        subject: None,
        sent_at: None,
    }
}
