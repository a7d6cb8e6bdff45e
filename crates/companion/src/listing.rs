//! The ledger as a person looks at it: what left, byte for byte, and what stays.

use crate::companion::Companion;
use crate::obstacle::Obstacle;
use activity::{Instant, ObjectId, Stream};
use ledger::{Connection, Entry, EntryQuery, EntryState, Ledger, OwnItem, OwnState};
use privacy::{Direction, Reason};
use serde::Serialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// How many rows are read at once.
const PAGE: usize = 200;

/// One activity of the ledger or of a preview.
#[derive(Debug, Serialize)]
pub struct Listed {
    /// The stream.
    pub stream: Stream,
    /// Where it stands.
    pub state: &'static str,
    /// The mailbox that it came from.
    pub mailbox: ObjectId,
    /// The digest of its exact bytes.
    pub sha256: String,
    /// The digest that the service acknowledged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acknowledged_sha256: Option<String>,
    /// When the service acknowledged it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acknowledged_at: Option<Instant>,
    /// When it was taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retracted_at: Option<Instant>,
    /// The policy that it passed.
    pub policy_version: u64,
    /// The DPA in force.
    pub dpa_version: u32,
    /// The consent record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent: Option<String>,
    /// Its exact bytes; absent once it was taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activity: Option<Box<RawValue>>,
}

/// One item that no activity stands for, on an employee's own machine.
#[derive(Debug, Serialize)]
pub struct ListedOwn {
    /// The stream.
    pub stream: Stream,
    /// `withheld`, `counted`, `unreviewed` or `released`.
    pub state: &'static str,
    /// Why it stays, where it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// When it was sent or received, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Instant>,
    /// `sent` or `received`, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<&'static str>,
}

/// How many items are withheld, by stream and reason.
pub type WithheldCounts = BTreeMap<Stream, BTreeMap<Reason, u64>>;

impl Companion {
    /// The next activities of a connection's ledger, the latest first, and where to go on.
    pub async fn listed(
        &self,
        connection: &Connection,
        before: Option<i64>,
    ) -> Result<(Vec<Listed>, Option<i64>), Obstacle> {
        list(self.ledger(), connection, before).await
    }

    /// How many items of a connection are withheld.
    pub async fn withheld_counts(
        &self,
        connection: &Connection,
    ) -> Result<WithheldCounts, Obstacle> {
        Ok(self.ledger().withheld_counts(&connection.id).await?)
    }

    /// The next withheld items one by one, and where to go on; none on the organisation road, where they belong to others.
    pub async fn listed_withheld(
        &self,
        connection: &Connection,
        before: Option<i64>,
    ) -> Result<(Vec<ListedOwn>, Option<i64>), Obstacle> {
        let items = self
            .ledger()
            .withheld_items(&connection.id, before, PAGE)
            .await?;
        let next = items
            .last()
            .filter(|_| items.len() == PAGE)
            .map(|item| item.id);
        Ok((items.iter().map(own).collect(), next))
    }
}

/// The next activities of a ledger.
pub(crate) async fn list(
    ledger: &Ledger,
    connection: &Connection,
    before: Option<i64>,
) -> Result<(Vec<Listed>, Option<i64>), Obstacle> {
    let query = EntryQuery {
        connection: connection.id.clone(),
        stream: None,
        state: None,
        text: None,
        before,
        limit: PAGE,
    };
    let page = ledger.entries(query).await?;
    Ok((page.entries.into_iter().map(listed).collect(), page.next))
}

pub(crate) fn listed(entry: Entry) -> Listed {
    let bytes = entry.bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    Listed {
        stream: entry.stream,
        state: state_name(entry.state),
        mailbox: entry.mailbox,
        sha256: entry.sha256.to_string(),
        acknowledged_sha256: entry.held_sha256.map(|sha256| sha256.to_string()),
        acknowledged_at: entry.acknowledged_at,
        retracted_at: entry.retracted_at,
        policy_version: entry.provenance.policy_version,
        dpa_version: entry.provenance.dpa_version,
        consent: entry.provenance.consent,
        activity: bytes.and_then(|text| RawValue::from_string(text).ok()),
    }
}

fn state_name(state: EntryState) -> &'static str {
    match state {
        EntryState::Sent => "sent",
        EntryState::Waiting => "waiting",
        EntryState::Pending => "pending",
        EntryState::Retracted => "retracted",
    }
}

/// Where an item stands that no activity stands for.
pub(crate) fn own_state(item: &OwnItem) -> &'static str {
    match item.state {
        OwnState::Withheld(_) => "withheld",
        OwnState::Counted => "counted",
        OwnState::Unreviewed => "unreviewed",
        OwnState::Released => "released",
    }
}

pub(crate) fn own(item: &OwnItem) -> ListedOwn {
    ListedOwn {
        stream: item.stream,
        state: own_state(item),
        reason: item.reason(),
        at: item.at,
        direction: item.direction.map(|direction| match direction {
            Direction::Sent => "sent",
            Direction::Received => "received",
        }),
    }
}
