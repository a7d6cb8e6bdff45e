use crate::print::{self, Printer};
use crate::signals::stop_on_signal;
use crate::terminal::{clear_progress, following};
use companion::{Companion, Exit, Listed, Obstacle, Report, Schedule};
use serde::Serialize;
use std::sync::Arc;

pub(super) async fn once(companion: &Arc<Companion>, printer: &Printer) -> Result<Exit, Obstacle> {
    let stop = stop_on_signal();
    let report = companion.sync(following(), &stop).await;
    clear_progress();
    let report = report?;
    tell(&report, "sent", printer)?;
    Ok(report.exit())
}

pub(super) async fn on_schedule(
    companion: &Arc<Companion>,
    printer: &Printer,
) -> Result<Exit, Obstacle> {
    let stop = stop_on_signal();
    let told = |ran: Result<Report, Obstacle>| match ran {
        Ok(report) => drop(tell(&report, "sent", printer)),
        Err(obstacle) => printer.obstacle(&obstacle),
    };
    companion
        .keep_in_sync(&Schedule::default(), following(), &stop, told)
        .await;
    Ok(Exit::Done)
}

/// What a preview prints: the numbers of a sync, and every activity byte for byte.
#[derive(Serialize)]
struct Previewed {
    #[serde(flatten)]
    report: Report,
    items: Vec<Listed>,
}

pub(super) async fn preview(
    companion: &Arc<Companion>,
    printer: &Printer,
) -> Result<Exit, Obstacle> {
    let stop = stop_on_signal();
    let connections = companion.connections().await?;
    if connections.is_empty() {
        return Err(Obstacle::NotConnected);
    }
    let mut whole = Previewed {
        report: Report::default(),
        items: Vec::new(),
    };
    for connection in &connections {
        let previewed = companion
            .preview(connection, following(), stop.clone())
            .await;
        clear_progress();
        let previewed = previewed?;
        let mut before = None;
        while printer.is_json() {
            let (items, next) = previewed.items(before).await?;
            whole.items.extend(items);
            before = next;
            if before.is_none() {
                break;
            }
        }
        whole.report.join(previewed.report);
    }
    if printer.is_json() {
        print::json_line(&whole)?;
    } else {
        tell(&whole.report, "would be sent", printer)?;
        print::lines(&[
            "Nothing was sent. `vitrinectl preview --json` shows every activity byte for byte."
                .to_owned(),
        ])?;
    }
    Ok(whole.report.exit())
}

fn tell(report: &Report, sent: &str, printer: &Printer) -> Result<(), Obstacle> {
    printer.tell(report, || sentences(report, sent))?;
    if let Some(obstacle) = &report.obstacle {
        print::note(&format!(
            "vitrinectl: {} {}",
            obstacle.sentence(),
            obstacle.next_step()
        ));
    }
    Ok(())
}

fn sentences(report: &Report, sent: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for (stream, numbers) in &report.streams {
        lines.push(format!(
            "{stream}: {} considered, {} {sent} as {} activities, {} pending, {} failed, {} taken back",
            numbers.considered, numbers.sent, numbers.activities, numbers.pending, numbers.failed, numbers.retracted
        ));
        for (reason, count) in &numbers.withheld {
            lines.push(format!("  {count} stay here: {reason}"));
        }
    }
    if report.skipped > 0 {
        lines.push(format!(
            "{} mailboxes cannot be read and were left out.",
            report.skipped
        ));
    }
    lines.push(format!(
        "{} requests, {} bytes, {} seconds.",
        report.requests, report.bytes, report.seconds
    ));
    lines
}
