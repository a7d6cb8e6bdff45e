use crate::print::{self, Printer};
use crate::signals::stop_on_signal;
use crate::terminal::{clear_progress, following};
use companion::{Companion, Exit, Listed, Obstacle, Report, Schedule, counted};
use serde::Serialize;
use std::sync::Arc;

pub(super) async fn once(companion: &Arc<Companion>, printer: &Printer) -> Result<Exit, Obstacle> {
    let stop = stop_on_signal();
    let report = companion.sync(following(), &stop).await;
    clear_progress();
    let report = report?;
    tell(&report, printer)
}

pub(super) async fn on_schedule(
    companion: &Arc<Companion>,
    printer: &Printer,
) -> Result<Exit, Obstacle> {
    let stop = stop_on_signal();
    let told = |ran: Result<Report, Obstacle>| match ran {
        Ok(report) => drop(tell(&report, printer)),
        Err(obstacle) => printer.obstacle(&obstacle),
    };
    companion
        .keep_in_sync(&Schedule::default(), following(), &stop, told)
        .await;
    Ok(Exit::Done)
}

/// What a run prints: its numbers, and an error where not everything could be done.
#[derive(Serialize)]
struct Ended<'run, T> {
    #[serde(flatten)]
    numbers: &'run T,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<serde_json::Value>,
}

impl<'run, T> Ended<'run, T> {
    fn new(numbers: &'run T, report: &Report) -> Self {
        Self {
            numbers,
            error: report.obstacle.as_ref().map(print::told),
        }
    }
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
        print::json_line(&Ended::new(&whole, &whole.report))?;
    } else {
        let mut lines = sentences(&whole.report, "would be sent");
        lines.push(
            "Nothing was sent. `vitrinectl preview --json` shows every activity byte for byte."
                .to_owned(),
        );
        print::lines(&lines)?;
    }
    Ok(ended(&whole.report))
}

fn tell(report: &Report, printer: &Printer) -> Result<Exit, Obstacle> {
    printer.tell(&Ended::new(report, report), || sentences(report, "sent"))?;
    Ok(ended(report))
}

/// Says what stood in the way of the rest, and how the command ends.
fn ended(report: &Report) -> Exit {
    if let Some(obstacle) = &report.obstacle {
        print::note_obstacle(obstacle);
    }
    report.exit()
}

fn sentences(report: &Report, sent: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for (stream, numbers) in &report.streams {
        lines.push(format!(
            "{stream}: {} considered, {} {sent} as {}, {} pending, {} failed, {} taken back",
            numbers.considered,
            numbers.sent,
            counted(numbers.activities, "activity", "activities"),
            numbers.pending,
            numbers.failed,
            numbers.retracted
        ));
        for (reason, count) in &numbers.withheld {
            let count = counted(*count, "stays here", "stay here");
            lines.push(format!("  {count}: {reason}"));
        }
    }
    if report.skipped > 0 {
        lines.push(format!(
            "{} left out.",
            counted(
                report.skipped,
                "mailbox cannot be read and was",
                "mailboxes cannot be read and were"
            )
        ));
    }
    lines.push(format!(
        "{}, {}, {} s.",
        counted(report.requests, "request", "requests"),
        counted(report.bytes, "byte", "bytes"),
        report.seconds
    ));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use activity::Stream;
    use companion::StreamReport;
    use privacy::Reason;

    fn told(count: u64) -> String {
        let stream = StreamReport {
            activities: count,
            withheld: [(Reason::Private, count)].into(),
            ..StreamReport::default()
        };
        let report = Report {
            streams: [(Stream::EmailThread, stream)].into(),
            requests: count,
            bytes: count,
            skipped: count,
            ..Report::default()
        };
        sentences(&report, "sent").join("\n")
    }

    #[test]
    fn a_run_of_one_and_a_run_of_many_are_told_in_plain_words() {
        let (one, many) = (told(1), told(2));
        for words in [
            "as 1 activity,",
            "1 stays here: private",
            "1 mailbox cannot be read and was left out.",
            "1 request, 1 byte, 0 s.",
        ] {
            assert!(one.contains(words), "{words}: {one}");
        }
        for words in [
            "as 2 activities,",
            "2 stay here: private",
            "2 mailboxes cannot be read and were left out.",
            "2 requests, 2 bytes, 0 s.",
        ] {
            assert!(many.contains(words), "{words}: {many}");
        }
    }
}
