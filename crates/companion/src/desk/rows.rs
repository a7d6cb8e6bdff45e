//! Rows of the ledger or of a preview, closed and opened.

use super::search::{Named, cursor, row_query, state_of};
use super::words::count;
use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::offers::offered;
use crate::view::{
    AcknowledgementView, ExactBytes, LedgerDetail, LedgerPage, LedgerQuery, LedgerRow, RowState,
    Under,
};
use activity::{Activity, Address, Stream};
use consent::Entry as Allowed;
use consent::Rules;
use ledger::{Connection, Entry, Ledger, Listed, OwnItem, OwnState};

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
        let page = ledger.rows(row_query(connection, query, preview)?).await?;
        let rows = page.rows.iter().map(|row| match row {
            Listed::Activity(entry) => activity_row(entry, preview),
            Listed::Own(item) => own_row(item),
        });
        Ok(LedgerPage {
            rows: rows.collect(),
            next: page.next.map(cursor),
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
        let named = Named::read(row)?;
        if named.is_activity {
            let entry = ledger.entry(named.number).await?;
            let entry = entry.ok_or(Obstacle::NotFound)?;
            return self.opened(ledger, connection, entry, preview).await;
        }
        let item = ledger.own_item(&connection.id, named.number).await?;
        let item = item.ok_or(Obstacle::NotFound)?;
        let rules = ledger.rules_on(item.id).await?;
        Ok(LedgerDetail {
            row: own_row(&item),
            rules: rule_ids(&rules),
            offered: offered(&item),
            passed_by: None,
            under: Under {
                policy_version: None,
                dpa_version: None,
                consent_record: None,
                consent_given_at: None,
            },
            bytes: None,
            acknowledgement: None,
        })
    }

    async fn opened(
        &self,
        ledger: &Ledger,
        connection: &Connection,
        entry: Entry,
        preview: bool,
    ) -> Result<LedgerDetail, Obstacle> {
        let row = activity_row(&entry, preview);
        let told = match entry.stream {
            Stream::Transcript => ledger.item_told(entry.id).await?,
            Stream::MeetingAttend | Stream::EmailThread | Stream::EmailSignal => None,
        };
        let consents = ledger.consents(&connection.id).await?;
        let consent = entry.provenance.consent.clone();
        let given = consents
            .iter()
            .find(|record| Some(&record.id) == consent.as_ref())
            .map(|record| record.given_at);
        let sha256 = entry.sha256.to_string();
        Ok(LedgerDetail {
            rules: match &told {
                Some(item) => rule_ids(&ledger.rules_on(item.id).await?),
                None => Vec::new(),
            },
            offered: told.as_ref().map(offered).unwrap_or_default(),
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

fn rule_ids(rules: &Rules) -> Vec<String> {
    let ids = rules.iter().map(|rule| rule.exclusion.clone().into());
    ids.collect()
}

pub(super) fn activity_row(entry: &Entry, preview: bool) -> LedgerRow {
    let activity = entry
        .bytes
        .as_deref()
        .and_then(|bytes| Activity::parse(bytes).ok());
    let subject = activity.as_ref().and_then(subject_of);
    LedgerRow {
        id: Named::activity(entry.id).text(),
        stream: entry.stream.into(),
        state: state_of(entry.state, preview),
        reason: None,
        occurred_at: entry.occurred_at.map(|at| at.to_string()),
        person: activity.map(|activity| activity.person_external_id().to_owned()),
        subject,
        direction: None,
        sent_at: entry.acknowledged_at.map(|at| at.to_string()),
    }
}

pub(super) fn own_row(item: &OwnItem) -> LedgerRow {
    LedgerRow {
        id: Named::own(item.id).text(),
        stream: item.stream.into(),
        state: match item.state {
            OwnState::Withheld(_) => RowState::Withheld,
            OwnState::Counted => RowState::Counted,
            OwnState::Unreviewed => RowState::Unreviewed,
            OwnState::Released => RowState::Queued,
        },
        reason: item.reason().map(Into::into),
        occurred_at: item.at.map(|at| at.to_string()),
        person: (!item.plain.with.is_empty()).then(|| item.plain.with.join(", ")),
        subject: item.plain.subject.clone(),
        direction: item.direction.map(Into::into),
        sent_at: None,
    }
}

pub(super) fn subject_of(activity: &Activity) -> Option<String> {
    match activity {
        Activity::MeetingAttend(meeting) => meeting.properties.meeting_subject.clone(),
        Activity::EmailThread(mail) => mail.properties.subject.clone(),
        Activity::EmailSignal(_) | Activity::MeetingTranscript(_) => None,
    }
}
