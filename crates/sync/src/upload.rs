use crate::unit::is_left_out;
use crate::watch::Progress;
use crate::{Acknowledgement, Engine, Failure, Item, Source, Status, Uplink, UplinkError, Watcher};
use activity::{ObjectId, Sha256, Stream};
use consent::Clearance;
use ledger::{Due, Operation, RunId};
use privacy::{Drift, Filtered, Reason, readmit};
use std::collections::BTreeMap;

/// How many activities travel at once.
const BATCH: usize = 500;

/// What is sent together: a batch speaks of one stream, and either sends or takes back.
type Kind = (Stream, bool);

/// Empties the outbox: every due activity is admitted again under today's policy, then sent or taken back.
///
/// Each row has one turn in a pass, so that a pass ends whatever is answered. What does not pass any more may have become
/// something to take back; its turn comes in the second pass.
pub(crate) async fn empty_outbox<S: Source, U: Uplink, W: Watcher>(
    engine: &Engine<S, U, W>,
    run: RunId,
) -> Result<(), Failure> {
    let mut acknowledged = 0;
    let mut left_out = 0;
    for _ in 0..2 {
        left_out = pass(engine, run, &mut acknowledged).await?;
    }
    match engine.ledger.count_due(&engine.connection.id).await? {
        waiting if waiting <= left_out => Ok(()),
        _ => Err(mismatch()),
    }
}

/// Goes once over the outbox; says how many rows wait because the employee does not agree to their stream.
async fn pass<S: Source, U: Uplink, W: Watcher>(
    engine: &Engine<S, U, W>,
    run: RunId,
    acknowledged: &mut u64,
) -> Result<u64, Failure> {
    let mut left_out = 0;
    let mut waiting = engine.ledger.count_due(&engine.connection.id).await?;
    let mut place = 0;
    loop {
        let due = engine
            .ledger
            .due_after(&engine.connection.id, place, BATCH)
            .await?;
        let Some(last) = due.last() else {
            return Ok(left_out);
        };
        place = last.id;
        for ((stream, retracts), batch) in by_kind(due) {
            if engine.stop.is_cancelled() {
                return Err(Failure::Stopped);
            }
            let road = engine.connection.road;
            if is_left_out(&*engine.register.read().await, road, stream) {
                left_out += batch.len() as u64;
                continue;
            }
            let settled = if retracts {
                take_back(engine, run, stream, &batch).await?
            } else {
                send(engine, run, stream, batch).await?
            };
            if settled == 0 {
                return Err(mismatch());
            }
            *acknowledged += settled;
            waiting = waiting.saturating_sub(settled);
            engine.watcher.progress(Progress::Uploaded {
                acknowledged: *acknowledged,
                waiting,
            });
        }
    }
}

fn by_kind(due: Vec<Due>) -> BTreeMap<Kind, Vec<Due>> {
    let mut kinds: BTreeMap<Kind, Vec<Due>> = BTreeMap::new();
    for one in due {
        let retracts = matches!(one.operation, Operation::Retract);
        kinds.entry((one.stream, retracts)).or_default().push(one);
    }
    kinds
}

/// The service did not say that it holds what was sent.
fn mismatch() -> Failure {
    UplinkError::Refused {
        code: "acknowledgement_mismatch".to_owned(),
    }
    .into()
}

/// Sends a batch of one stream; says how many items are settled by it.
async fn send<S: Source, U: Uplink, W: Watcher>(
    engine: &Engine<S, U, W>,
    run: RunId,
    stream: Stream,
    batch: Vec<Due>,
) -> Result<u64, Failure> {
    let register = engine.register.read().await;
    let clearance = register.clearance(stream)?;
    let mut ids = Vec::new();
    let mut items = Vec::new();
    let mut drifted = 0;
    for due in batch {
        match admit_again(&due, &clearance) {
            Ok(activity) => {
                ids.push((due.id, activity.canonical().sha256()));
                items.push(Item {
                    mailbox: due.mailbox,
                    activity,
                });
            }
            Err(drift) => {
                let ledger = &engine.ledger;
                match reason_of(drift) {
                    Some(reason) => ledger.drop_drifted(run, due.id, reason).await?,
                    None => ledger.return_for_review(run, due.id).await?,
                }
                drifted += 1;
            }
        }
    }
    if items.is_empty() {
        return Ok(drifted);
    }
    let still = engine.ledger.mark_attempted(&ids).await?;
    let (ids, items) = still_wanted(ids, items, &still);
    drifted += still.iter().filter(|still| !**still).count() as u64;
    if items.is_empty() {
        return Ok(drifted);
    }
    let answers = engine.uplink.upload(&clearance, &items).await?;
    let held = held(&ids, &items, answers);
    let settled = engine
        .ledger
        .acknowledge(run, held, engine.source.now().await?)
        .await?;
    Ok(settled + drifted)
}

/// Those that are still to be sent, now that nothing can take them out any more before they leave.
fn still_wanted(
    ids: Vec<(i64, Sha256)>,
    items: Vec<Item>,
    still: &[bool],
) -> (Vec<(i64, Sha256)>, Vec<Item>) {
    let both = ids.into_iter().zip(items).zip(still);
    both.filter(|(_, still)| **still)
        .map(|(both, _)| both)
        .unzip()
}

fn admit_again(
    due: &Due,
    clearance: &Clearance<'_>,
) -> Result<Filtered<activity::Activity>, Drift> {
    match &due.operation {
        Operation::Send { bytes } => readmit(bytes, clearance),
        Operation::Retract => Err(Drift::Inconsistent),
    }
}

/// The rows whose exact bytes the service says it holds.
fn held(
    ids: &[(i64, Sha256)],
    items: &[Item],
    answers: Vec<Acknowledgement>,
) -> Vec<(i64, Sha256)> {
    ids.iter()
        .zip(items)
        .zip(answers)
        .filter(|(((_, sha256), item), answer)| {
            answer.external_id == item.activity.activity().external_id()
                && answer.sha256 == Some(*sha256)
        })
        .map(|((row, _), _)| *row)
        .collect()
}

/// Takes a batch of one stream back; says how many items are settled by it.
async fn take_back<S: Source, U: Uplink, W: Watcher>(
    engine: &Engine<S, U, W>,
    run: RunId,
    stream: Stream,
    batch: &[Due],
) -> Result<u64, Failure> {
    let register = engine.register.read().await;
    let clearance = register.clearance(stream)?;
    let items: Vec<(ObjectId, String)> = batch
        .iter()
        .map(|due| (due.mailbox.clone(), due.external_id.clone()))
        .collect();
    let answers = engine.uplink.retract(&clearance, &items).await?;
    let gone: Vec<i64> = batch
        .iter()
        .zip(answers)
        .filter(|(due, answer)| {
            answer.external_id == due.external_id && answer.status == Status::Absent
        })
        .map(|(due, _)| due.id)
        .collect();
    let settled = gone.len() as u64;
    engine
        .ledger
        .acknowledge_retracted(run, gone, engine.source.now().await?)
        .await?;
    Ok(settled)
}

/// By which reason an activity that no longer passes is withheld; none where the person decides anew what leaves.
fn reason_of(drift: Drift) -> Option<Reason> {
    match drift {
        Drift::LevelNotAllowed => None,
        Drift::ExcludedByRule | Drift::CycleFrozen => Some(Reason::ExcludedByRule),
        Drift::PersonNotAllowed | Drift::FieldOff(_) | Drift::Malformed | Drift::Inconsistent => {
            Some(Reason::NotOnAllowlist)
        }
    }
}
