//! Transcripts: found by the invitations in the employee's mailbox, listed, and never read before the employee opens them.

use crate::occurrence::{ends, next_ask, place};
use crate::page::{Chain, follow};
use crate::unit::Unit;
use crate::window::LOOKBACK_DAYS;
use crate::{Failure, MailFrom, Next, Page, Source, Transcripts, Uplink, Watcher};
use activity::{Instant, ItemId};
use consent::{MailScope, Permit};
use ledger::{
    AskedMeeting, ChainState, Heard, LedgerError, PageCommit, PageOutcome, PlacedTranscript,
};
use privacy::input::Invitation;
use privacy::{AssessedInvitation, Key, OwnAddresses, Raw, assess_invitation};

/// The chain of the invitations.
const CHAIN: &str = "invitations";
/// After this time every invitation is read again: the meetings in the calendar may have changed without another mail.
const AGAIN_AFTER_SECONDS: i64 = 24 * 3_600;
/// Before a cursor with this a later round goes on from a time, since mail has no other.
const SINCE: &str = "since:";

/// The invitations of one mailbox.
struct Invitations<'unit, S, U, W> {
    unit: &'unit Unit<'unit, S, U, W>,
    own: &'unit OwnAddresses,
    fingerprint: &'unit str,
}

/// Brings the meetings of one mailbox up to date, and asks Teams for the transcripts of those that have ended.
pub(crate) async fn sync<S: Source, U: Uplink, W: Watcher>(
    unit: &Unit<'_, S, U, W>,
    own: &OwnAddresses,
) -> Result<(), Failure> {
    let policy = unit.engine.register.read().await.policy().clone();
    if policy.mail_scope == MailScope::ReadBasic {
        // Under this permission no invitation shows by what its meeting is joined.
        return Ok(());
    }
    let internal = policy.transcripts.internal_meetings;
    let fingerprint = format!("{}{internal}", unit.fingerprint().await);
    let fingerprint = &fingerprint;
    let invitations = Invitations {
        unit,
        own,
        fingerprint,
    };
    follow(unit, &[invitations]).await?;
    let meetings = unit
        .round
        .ledger
        .meetings_to_ask(unit.id, unit.round.now)
        .await?;
    for of_link in meetings.chunk_by(|one, next| one.link == next.link) {
        ask(unit, of_link).await?;
    }
    Ok(())
}

/// Asks for the transcripts behind one join link and records what was heard, under a permit taken for it alone.
async fn ask<S: Source, U: Uplink, W: Watcher>(
    unit: &Unit<'_, S, U, W>,
    meetings: &[AskedMeeting],
) -> Result<(), Failure> {
    if unit.engine.stop.is_cancelled() {
        return Err(Failure::Stopped);
    }
    let now = unit.round.now;
    let ended = meetings
        .iter()
        .filter_map(|meeting| Some((ends(meeting, now).0?, meeting)));
    let Some((last, meeting)) = ended.max_by_key(|(ended, _)| *ended) else {
        return Ok(());
    };
    let register = unit.engine.register.read().await;
    let permit = unit.permit(&register)?;
    let source = &unit.engine.source;
    let answer = source
        .transcripts(&permit, unit.mailbox, &meeting.link, last)
        .await?;
    let heard = heard(unit, meetings, answer);
    let found = heard.transcripts.len() as u64;
    let ledger = unit.round.ledger;
    ledger.hear(unit.round.run, unit.id, heard).await?;
    unit.recorded(found);
    Ok(())
}

fn heard<S: Source, U: Uplink, W: Watcher>(
    unit: &Unit<'_, S, U, W>,
    meetings: &[AskedMeeting],
    answer: Transcripts,
) -> Heard {
    let now = unit.round.now;
    let (found, listed, absence) = match answer {
        Transcripts::Listed {
            meeting,
            transcripts,
        } => (Some(meeting), transcripts, None),
        Transcripts::Absent(absence) => (None, Vec::new(), Some(absence)),
    };
    let placed = listed.into_iter().filter_map(|transcript| {
        let (meeting, starts, ends) = place(&transcript, meetings)?;
        Some(PlacedTranscript {
            meeting,
            key: unit.round.keyer.item(unit.mailbox, &transcript.id),
            id: transcript.id,
            starts,
            ends,
        })
    });
    let transcripts: Vec<PlacedTranscript> = placed.collect();
    let next = meetings.iter().map(|meeting| {
        let has_any = transcripts.iter().any(|one| one.meeting == meeting.id);
        let absence = match absence {
            Some(absence) => Some(absence),
            None if has_any || meeting.ends > now => None,
            None => Some(crate::Absence::NoneMade),
        };
        if meeting.ends > now {
            return (meeting.id, None, Some(meeting.ends));
        }
        let again = next_ask(meeting, absence, now);
        (meeting.id, absence.map(crate::Absence::name), again)
    });
    Heard {
        next: next.collect(),
        found,
        transcripts,
    }
}

impl<S: Source, U: Uplink, W: Watcher> Invitations<'_, S, U, W> {
    fn is_stale(&self, state: &ChainState) -> bool {
        let age = state.started_at.seconds_until(self.unit.round.now);
        !(-AGAIN_AFTER_SECONDS..AGAIN_AFTER_SECONDS).contains(&age)
    }
}

impl<S: Source, U: Uplink, W: Watcher> Chain for Invitations<'_, S, U, W> {
    type Item = Invitation;
    type Judged = AssessedInvitation;

    fn name(&self) -> &str {
        CHAIN
    }

    async fn begin(&self) -> Result<ChainState, Failure> {
        let is_stale = |state: &ChainState| self.is_stale(state);
        self.unit.begin(CHAIN, self.fingerprint, is_stale).await
    }

    async fn restart(&self) -> Result<ChainState, Failure> {
        self.unit.begin(CHAIN, self.fingerprint, |_| true).await
    }

    async fn pull(
        &self,
        permit: &Permit<'_>,
        state: &ChainState,
        cursor: Option<&str>,
    ) -> Result<Page<Invitation>, Failure> {
        let since = cursor.and_then(|cursor| Instant::parse(cursor.strip_prefix(SINCE)?).ok());
        let from = match (cursor, since) {
            (_, Some(since)) => MailFrom::Since(since),
            (Some(cursor), None) => MailFrom::Cursor(cursor),
            (None, None) => MailFrom::Since(state.started_at.plus_days(-LOOKBACK_DAYS)),
        };
        let source = &self.unit.engine.source;
        let mut page = source.invitations(permit, self.unit.mailbox, from).await?;
        if let Next::Done(_) = page.next {
            // What came in since this chain was begun, with a day to spare for mail that is stamped early.
            page.next = Next::Done(format!("{SINCE}{}", state.started_at.plus_days(-1)));
        }
        Ok(page)
    }

    fn judge(&self, item: Raw<Invitation>, permit: &Permit<'_>) -> Option<AssessedInvitation> {
        let keyer = &self.unit.round.keyer;
        assess_invitation(item, self.unit.mailbox, self.own, keyer, permit)
    }

    fn key(&self, id: &ItemId) -> Key {
        self.unit.round.keyer.item(self.unit.mailbox, id)
    }

    async fn record(
        &self,
        commit: PageCommit<AssessedInvitation>,
    ) -> Result<PageOutcome, LedgerError> {
        self.unit.round.ledger.commit_invitations(commit).await
    }
}
