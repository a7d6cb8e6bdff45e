use crate::watch::Progress;
use crate::{Acknowledgement, Engine, Failure, Item, Source, Status, Uplink, UplinkError, Watcher};
use activity::{ObjectId, Sha256, Stream};
use consent::Clearance;
use ledger::{Due, Operation, RunId};
use privacy::{Drift, Filtered, Reason, readmit};

/// How many activities travel at once.
const BATCH: usize = 500;

/// Empties the outbox: every due activity is admitted again under today's policy, then sent or taken back.
pub(crate) async fn empty_outbox<S: Source, U: Uplink, W: Watcher>(
    engine: &Engine<S, U, W>,
    run: RunId,
) -> Result<(), Failure> {
    let mut acknowledged = 0;
    loop {
        if engine.stop.is_cancelled() {
            return Err(Failure::Stopped);
        }
        let due = engine.ledger.due(&engine.connection.id, BATCH).await?;
        let Some(first) = due.first() else {
            return Ok(());
        };
        let stream = first.stream;
        let retracts = matches!(first.operation, Operation::Retract);
        let batch: Vec<Due> = due
            .into_iter()
            .filter(|one| {
                one.stream == stream && matches!(one.operation, Operation::Retract) == retracts
            })
            .collect();
        let settled = if retracts {
            take_back(engine, run, stream, &batch).await?
        } else {
            send(engine, run, stream, batch).await?
        };
        if settled == 0 {
            return Err(UplinkError::Refused {
                code: "acknowledgement_mismatch".to_owned(),
            }
            .into());
        }
        acknowledged += settled;
        let waiting = engine.ledger.count_due(&engine.connection.id).await?;
        engine.watcher.progress(Progress::Uploaded {
            acknowledged,
            waiting,
        });
    }
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
                engine
                    .ledger
                    .drop_drifted(run, due.id, reason_of(drift))
                    .await?;
                drifted += 1;
            }
        }
    }
    if items.is_empty() {
        return Ok(drifted);
    }
    let attempted: Vec<i64> = ids.iter().map(|(id, _)| *id).collect();
    engine.ledger.mark_attempted(&attempted).await?;
    let answers = engine.uplink.upload(&clearance, &items).await?;
    let held = held(&ids, &items, answers);
    let settled = held.len() as u64;
    engine
        .ledger
        .acknowledge(run, held, engine.source.now().await?)
        .await?;
    Ok(settled + drifted)
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

/// By which reason an activity that no longer passes is withheld.
fn reason_of(drift: Drift) -> Reason {
    match drift {
        Drift::ExcludedByRule | Drift::CycleFrozen => Reason::ExcludedByRule,
        Drift::PersonNotAllowed | Drift::FieldOff(_) | Drift::Malformed | Drift::Inconsistent => {
            Reason::NotOnAllowlist
        }
    }
}
