use crate::floor::Walked;
use crate::process::{Finished, say};
use crate::stage::{Size, Synced};
use serde_json::Value;
use std::time::Duration;

/// What was measured, a line for each.
pub(crate) struct Table {
    size: Size,
    lines: Vec<Line>,
}

/// One measurement.
pub(crate) struct Line {
    name: String,
    items: u64,
    took: Duration,
    computed: Option<Duration>,
    requests: Option<u64>,
    bytes: Option<u64>,
    peak_kib: Option<u64>,
    sent: Option<u64>,
}

impl Line {
    pub(crate) fn bare(name: &str, items: u64, took: Duration) -> Self {
        Self {
            name: name.to_owned(),
            items,
            took,
            computed: None,
            requests: None,
            bytes: None,
            peak_kib: None,
            sent: None,
        }
    }

    /// With the processor time that it took.
    pub(crate) fn computing(self, computed: Duration) -> Self {
        Self {
            computed: Some(computed),
            ..self
        }
    }

    /// With the bytes that came in.
    pub(crate) fn receiving(self, bytes: u64) -> Self {
        Self {
            bytes: Some(bytes),
            ..self
        }
    }

    pub(crate) fn floor(name: &str, walked: &Walked) -> Self {
        Self {
            requests: Some(walked.requests),
            bytes: Some(walked.bytes),
            computed: Some(walked.computed),
            ..Self::bare(name, walked.items, walked.took)
        }
    }

    pub(crate) fn sync(name: &str, synced: &Synced) -> Self {
        let report = &synced.report;
        let Finished { took, computed, .. } = synced.finished;
        Self {
            requests: report["requests"].as_u64(),
            bytes: report["bytes"].as_u64(),
            peak_kib: Some(synced.finished.peak_kib),
            sent: Some(sum(report, "activities")),
            computed: Some(computed),
            ..Self::bare(name, sum(report, "considered"), took)
        }
    }
}

/// Adds up one number of every stream.
fn sum(report: &Value, name: &str) -> u64 {
    let streams = report["streams"].as_object().into_iter().flatten();
    streams
        .filter_map(|(_, stream)| stream[name].as_u64())
        .sum()
}

impl Table {
    pub(crate) fn new(size: Size) -> Self {
        Self {
            size,
            lines: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, line: Line) {
        say(&line.told());
        self.lines.push(line);
    }

    pub(crate) fn print(&self, floor: &Walked, withheld: &Synced) {
        let Size {
            mailboxes,
            messages,
            events,
        } = self.size;
        say(&format!(
            "\n{mailboxes} mailboxes, {} messages, {} events",
            mailboxes * messages,
            mailboxes * events
        ));
        for (stream, numbers) in withheld.report["streams"].as_object().into_iter().flatten() {
            say(&format!(
                "considered (in the window, in folders that count): {stream} {}",
                numbers["considered"]
            ));
        }
        self.rows();
        let times = |mine: Duration, floor: Duration| mine.as_secs_f64() / floor.as_secs_f64();
        say(&format!(
            "\neverything withheld takes {:.2} times parse and filter only (aim: 1.5), and computes {:.2} times as long",
            times(withheld.finished.took, floor.took),
            times(withheld.finished.computed, floor.computed)
        ));
        let peak = self
            .lines
            .iter()
            .filter_map(|line| line.peak_kib)
            .max()
            .unwrap_or(0);
        say("transcripts are of one hour each, on one core (aim: 1000 a second)");
        say(&format!(
            "peak memory of the headless process {} MiB (aim: 80)",
            peak / 1024
        ));
    }

    /// Every line, in columns.
    pub(crate) fn rows(&self) {
        say("");
        say(&format!(
            "{:<45} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>10} {:>9}",
            "",
            "seconds",
            "computed",
            "items",
            "items/s",
            "requests",
            "per 1000",
            "MiB in",
            "peak MiB"
        ));
        for line in &self.lines {
            say(&line.row());
        }
    }
}

impl Line {
    /// The line while the rest is still being measured.
    pub(crate) fn told(&self) -> String {
        let seconds = self.took.as_secs_f64();
        let per_second = self.items as f64 / seconds;
        format!("{seconds:>9.2} s  {} ({per_second:.0}/s)", self.name)
    }

    fn row(&self) -> String {
        let seconds = self.took.as_secs_f64();
        let per_second = self.items as f64 / seconds;
        let per_thousand = self
            .requests
            .map(|requests| requests as f64 * 1000.0 / self.items.max(1) as f64);
        let text = |number: Option<String>| number.unwrap_or_default();
        let sent = self
            .sent
            .filter(|sent| *sent > 0)
            .map(|sent| format!("  {sent} activities"))
            .unwrap_or_default();
        format!(
            "{:<45} {seconds:>9.2} {:>9} {:>9} {per_second:>9.0} {:>9} {:>9} {:>10} {:>9}{sent}",
            self.name,
            text(
                self.computed
                    .map(|computed| format!("{:.2}", computed.as_secs_f64()))
            ),
            self.items,
            text(self.requests.map(|requests| requests.to_string())),
            text(per_thousand.map(|number| format!("{number:.1}"))),
            text(
                self.bytes
                    .map(|bytes| format!("{:.1}", bytes as f64 / 1_048_576.0))
            ),
            text(
                self.peak_kib
                    .map(|kib| format!("{:.1}", kib as f64 / 1024.0))
            ),
        )
    }
}
