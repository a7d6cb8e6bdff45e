use super::replay::{BatchKey, recall_any, remember};
use super::{Caller, Store, activity, config, connection};
use crate::fault::Fault;
use ::activity::{Activity, ConnectionId, Envelope, Instant, Road};
use consent::Policy;
use privacy::Filtered;
use rusqlite::Transaction;
use std::collections::HashMap;
use std::sync::Arc;
use wire::{AckStatus, ItemProblem, ItemReason, Problem, ProblemCode, Retraction, UploadLine};

/// How many lines a problem names.
const NAMED_LINES: usize = 100;

/// What became of a batch.
pub(crate) enum Uploaded {
    /// What was done with each line.
    Done(Vec<AckStatus>),
    /// The policy changed while the batch was filtered: filter it again.
    PolicyChanged,
}

impl Store {
    /// Stores a batch whole or not at all, under the policy version by which it was filtered.
    pub(crate) async fn upload(
        &self,
        caller: Caller,
        key: Option<BatchKey>,
        lines: Arc<Vec<UploadLine>>,
        filtered: Vec<Filtered<Activity>>,
        policy_version: u64,
        now: Instant,
    ) -> Result<Uploaded, Fault> {
        self.write(move |transaction| {
            if let Some(statuses) = recall_any(transaction, &caller, key.as_ref())? {
                return Ok(Uploaded::Done(statuses));
            }
            let policy = config::config(transaction, &caller.tenant, now)?.policy;
            if policy.version != policy_version {
                return Ok(Uploaded::PolicyChanged);
            }
            check_upload(transaction, &caller, &policy, &lines)?;
            let statuses = lines
                .iter()
                .zip(&filtered)
                .map(|(line, filtered)| activity::store(transaction, &line.envelope, filtered, now))
                .collect::<Result<Vec<_>, _>>()?;
            remember(transaction, &caller, key.as_ref(), &statuses, now)?;
            Ok(Uploaded::Done(statuses))
        })
        .await
    }

    /// Takes a batch of activities back, whole or not at all.
    pub(crate) async fn retract(
        &self,
        caller: Caller,
        key: Option<BatchKey>,
        lines: Vec<Retraction>,
        now: Instant,
    ) -> Result<Vec<AckStatus>, Fault> {
        self.write(move |transaction| {
            if let Some(statuses) = recall_any(transaction, &caller, key.as_ref())? {
                return Ok(statuses);
            }
            check_retractions(transaction, &caller, &lines)?;
            let statuses = lines
                .iter()
                .map(|line| activity::retract(transaction, line, now))
                .collect::<Result<Vec<_>, _>>()?;
            remember(transaction, &caller, key.as_ref(), &statuses, now)?;
            Ok(statuses)
        })
        .await
    }
}

/// The problem that names the lines in the way; the gravest reason decides its code.
pub(crate) fn problem_of(mut items: Vec<ItemProblem>) -> Problem {
    let code = items
        .iter()
        .map(|item| code_of(item.reason))
        .min_by_key(|code| gravity(*code));
    items.truncate(NAMED_LINES);
    let mut problem = Problem::new(code.unwrap_or(ProblemCode::Malformed));
    problem.items = items;
    problem
}

fn code_of(reason: ItemReason) -> ProblemCode {
    match reason {
        ItemReason::Malformed | ItemReason::Inconsistent | ItemReason::UnknownPolicy => {
            ProblemCode::Malformed
        }
        ItemReason::PersonNotAllowed
        | ItemReason::FieldOff
        | ItemReason::LevelNotAllowed
        | ItemReason::CycleFrozen => ProblemCode::NotAllowedByPolicy,
        ItemReason::NotYours | ItemReason::StreamNotOffered => ProblemCode::Forbidden,
        ItemReason::OtherDpa => ProblemCode::DpaRequired,
        ItemReason::NoConsent => ProblemCode::ConsentRequired,
        ItemReason::Disconnected => ProblemCode::Disconnected,
    }
}

fn gravity(code: ProblemCode) -> u8 {
    match code {
        ProblemCode::Malformed => 0,
        ProblemCode::Forbidden => 1,
        ProblemCode::Disconnected => 2,
        ProblemCode::DpaRequired => 3,
        ProblemCode::ConsentRequired => 4,
        _ => 5,
    }
}

fn check_upload(
    transaction: &Transaction<'_>,
    caller: &Caller,
    policy: &Policy,
    lines: &[UploadLine],
) -> Result<(), Fault> {
    let Some(accepted) = policy.dpa.in_force(&caller.tenant) else {
        return Err(ProblemCode::DpaRequired.into());
    };
    let mut standings = Standings::new(transaction, caller);
    let mut items = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let envelope = &line.envelope;
        let reason =
            match standings.check(&envelope.connection, |road| is_own(caller, envelope, road))? {
                Some(reason) => Some(reason),
                None if envelope.dpa_version != accepted.version => Some(ItemReason::OtherDpa),
                None if envelope.policy_version > policy.version => Some(ItemReason::UnknownPolicy),
                None => standings.check_consent(envelope)?,
            };
        if let Some(reason) = reason {
            items.push(ItemProblem {
                line: index + 1,
                sha256: Some(line.canonical.sha256()),
                reason,
            });
        }
    }
    if items.is_empty() {
        Ok(())
    } else {
        Err(problem_of(items).into())
    }
}

fn is_own(caller: &Caller, envelope: &Envelope, road: Road) -> Option<ItemReason> {
    if envelope.tenant != caller.tenant
        || (road.is_employee() && envelope.mailbox != caller.subject)
    {
        return Some(ItemReason::NotYours);
    }
    (!road.carries(envelope.stream)).then_some(ItemReason::StreamNotOffered)
}

fn check_retractions(
    transaction: &Transaction<'_>,
    caller: &Caller,
    lines: &[Retraction],
) -> Result<(), Fault> {
    let mut standings = Standings::new(transaction, caller);
    let mut items = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let reason = standings.check(&line.connection, |road| {
            if line.tenant != caller.tenant
                || (road.is_employee() && line.mailbox != caller.subject)
            {
                return Some(ItemReason::NotYours);
            }
            (!road.carries(line.stream)).then_some(ItemReason::StreamNotOffered)
        })?;
        // What was sent may be taken back after a disconnection too.
        if let Some(reason) = reason.filter(|reason| *reason != ItemReason::Disconnected) {
            items.push(ItemProblem {
                line: index + 1,
                sha256: None,
                reason,
            });
        }
    }
    if items.is_empty() {
        Ok(())
    } else {
        Err(problem_of(items).into())
    }
}

/// What a batch's connections and consents stand for, each looked up once.
struct Standings<'a, 'c> {
    transaction: &'a Transaction<'c>,
    caller: &'a Caller,
    connections: HashMap<ConnectionId, Option<(Road, bool)>>,
    consents: HashMap<(ConnectionId, String, ::activity::Stream), bool>,
}

impl<'a, 'c> Standings<'a, 'c> {
    fn new(transaction: &'a Transaction<'c>, caller: &'a Caller) -> Self {
        Self {
            transaction,
            caller,
            connections: HashMap::new(),
            consents: HashMap::new(),
        }
    }

    fn check(
        &mut self,
        id: &ConnectionId,
        is_own: impl FnOnce(Road) -> Option<ItemReason>,
    ) -> Result<Option<ItemReason>, Fault> {
        let standing = if let Some(standing) = self.connections.get(id) {
            *standing
        } else {
            let standing = connection::standing(self.transaction, self.caller, id)?;
            self.connections.insert(id.clone(), standing);
            standing
        };
        Ok(match standing {
            None => Some(ItemReason::NotYours),
            Some((road, is_live)) => {
                is_own(road).or((!is_live).then_some(ItemReason::Disconnected))
            }
        })
    }

    fn check_consent(&mut self, envelope: &Envelope) -> Result<Option<ItemReason>, Fault> {
        let road = self
            .connections
            .get(&envelope.connection)
            .copied()
            .flatten()
            .map(|(road, _)| road);
        let (is_employee, consent) = (
            road.is_some_and(Road::is_employee),
            envelope.consent.as_ref(),
        );
        let Some(consent) = consent else {
            return Ok(is_employee.then_some(ItemReason::NoConsent));
        };
        if !is_employee {
            return Ok(Some(ItemReason::Inconsistent));
        }
        let key = (
            envelope.connection.clone(),
            consent.clone(),
            envelope.stream,
        );
        let stands = match self.consents.get(&key) {
            Some(stands) => *stands,
            None => connection::consent_stands(self.transaction, &key.0, &key.1, key.2)?,
        };
        self.consents.insert(key, stands);
        Ok((!stands).then_some(ItemReason::NoConsent))
    }
}
