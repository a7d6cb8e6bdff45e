use crate::print::Printer;
use companion::{Companion, Exit, Listed, ListedOwn, Obstacle, WithheldCounts, counted};
use serde_json::json;

pub(super) async fn listed(companion: &Companion, printer: &Printer) -> Result<Exit, Obstacle> {
    let mut entries = Vec::new();
    for connection in companion.connections().await? {
        let mut before = None;
        loop {
            let (page, next) = companion.listed(&connection, before).await?;
            entries.extend(page);
            before = next;
            if before.is_none() {
                break;
            }
        }
    }
    printer.tell(&json!({"entries": entries}), || {
        let mut lines: Vec<String> = entries.iter().map(line).collect();
        if lines.is_empty() {
            lines.push("Nothing has left this machine.".to_owned());
        }
        lines
    })?;
    Ok(Exit::Done)
}

pub(super) async fn withheld(companion: &Companion, printer: &Printer) -> Result<Exit, Obstacle> {
    let mut counts = WithheldCounts::new();
    let mut items = Vec::new();
    for connection in companion.connections().await? {
        counts.extend(companion.withheld_counts(&connection).await?);
        let mut before = None;
        loop {
            let (page, next) = companion.listed_withheld(&connection, before).await?;
            items.extend(page);
            before = next;
            if before.is_none() {
                break;
            }
        }
    }
    printer.tell(&json!({"counts": counts, "items": items}), || {
        withheld_lines(&counts, &items)
    })?;
    Ok(Exit::Done)
}

fn line(entry: &Listed) -> String {
    let bytes = entry
        .activity
        .as_ref()
        .map_or("(taken back)", |activity| activity.get());
    format!("{} {} {} {bytes}", entry.stream, entry.state, entry.sha256)
}

fn withheld_lines(counts: &WithheldCounts, items: &[ListedOwn]) -> Vec<String> {
    let mut lines = Vec::new();
    for (stream, reasons) in counts {
        for (reason, count) in reasons {
            let count = counted(*count, "stays here", "stay here");
            lines.push(format!("{stream}: {count}: {reason}"));
        }
    }
    for item in items {
        let at = item.at.map(|at| at.to_string()).unwrap_or_default();
        lines.push(format!(
            "{} {at} {} {}",
            item.stream,
            item.direction.unwrap_or_default(),
            item.reason.map_or("", privacy::Reason::name)
        ));
    }
    if lines.is_empty() {
        lines.push("Nothing was withheld.".to_owned());
    }
    lines
}
