//! What may help to find a fault. It is built of numbers, times and words from closed sets, so that nothing a person wrote has
//! a place in it; it is recorded only while the person wants it, kept in memory, and saved as it was shown.

use super::export::{NewFile, name_of};
use crate::companion::Companion;
use crate::doctor::Check;
use crate::obstacle::Obstacle;
use crate::run::Report;
use crate::view::{DiagnosticsBundle, DiagnosticsView, Written};
use activity::{Road, Sha256};
use egress::{Egress, Exchange, Outcome};
use serde::Serialize;
use std::collections::{BTreeMap, VecDeque};

/// How many runs are kept.
const MOST_RUNS: usize = 200;

/// How many exchanges of each door are told.
const MOST_EXCHANGES: usize = 200;

/// What was recorded since the program started.
#[derive(Default)]
pub(crate) struct Moments(VecDeque<Run>);

/// A run as it ended.
#[derive(Clone, Serialize)]
struct Run {
    at: String,
    road: &'static str,
    outcome: String,
    requests: u64,
    bytes: u64,
    skipped: u64,
    seconds: f64,
}

/// Everything that a bundle can hold.
#[derive(Serialize)]
struct Bundle {
    vitrine: &'static str,
    system: &'static str,
    processor: &'static str,
    made_at: String,
    language: String,
    connections: BTreeMap<&'static str, usize>,
    decided_elsewhere: Vec<Decided>,
    health: Vec<Checked>,
    runs: Vec<Run>,
    exchanges: Vec<Talk>,
}

/// A setting that somebody else decided: its name, never its value.
#[derive(Serialize)]
struct Decided {
    setting: String,
    by: crate::view::LockedBy,
}

#[derive(Serialize)]
struct Checked {
    check: &'static str,
    state: &'static str,
    code: String,
}

/// Something that went through a door: to whom by role, never where and what.
#[derive(Serialize)]
struct Talk {
    at: String,
    with: &'static str,
    method: String,
    outcome: String,
    bytes_sent: u64,
    bytes_received: u64,
    milliseconds: u64,
}

impl Companion {
    pub(super) async fn diagnostics_view(&self) -> Result<DiagnosticsView, Obstacle> {
        if !self.records_diagnostics().await? {
            return Ok(DiagnosticsView {
                recording: false,
                bundle: None,
            });
        }
        let bundle = self.bundle().await?;
        let mut text =
            serde_json::to_string_pretty(&bundle).map_err(|_| Obstacle::Internal("diagnostics"))?;
        text.push('\n');
        let sha256 = Sha256::of(text.as_bytes()).to_string();
        self.bench.papers().bundle = Some(text.clone());
        Ok(DiagnosticsView {
            recording: true,
            bundle: Some(DiagnosticsBundle { text, sha256 }),
        })
    }

    /// Writes the bundle that was shown, and no other.
    pub(super) async fn keep_diagnostics(&self, sha256: &str) -> Result<Option<Written>, Obstacle> {
        let shown = self.bench.papers().bundle.clone();
        let is_shown = |text: &String| Sha256::of(text.as_bytes()).to_string() == sha256;
        let text = shown.filter(is_shown).ok_or(Obstacle::TextChanged)?;
        let Some(path) = self.shell.choose_file("vitrine-diagnostics.json").await else {
            return Ok(None);
        };
        let mut file = NewFile::beside(&path).await?;
        file.write(text.as_bytes()).await?;
        file.keep().await?;
        Ok(Some(Written {
            name: name_of(&path),
            rows: 1,
        }))
    }

    /// Records how a run ended, where the person wants that.
    pub(super) async fn record_run(&self, road: Road, ran: &Result<Report, Obstacle>) {
        if !self.records_diagnostics().await.unwrap_or(false) {
            return;
        }
        let code = |obstacle: Option<&Obstacle>| obstacle.map_or("ok".to_owned(), Obstacle::code);
        let (outcome, report) = match ran {
            Ok(report) => (code(report.obstacle.as_ref()), Some(report)),
            Err(obstacle) => (code(Some(obstacle)), None),
        };
        let run = Run {
            at: self.egress.pacing().wall().to_string(),
            road: road_name(road),
            outcome: word(&outcome),
            requests: report.map_or(0, |report| report.requests),
            bytes: report.map_or(0, |report| report.bytes),
            skipped: report.map_or(0, |report| report.skipped),
            seconds: report.map_or(0.0, |report| report.seconds),
        };
        let runs = &mut self.bench.papers().moments.0;
        runs.truncate(MOST_RUNS - 1);
        runs.push_front(run);
    }

    pub(super) fn forget_moments(&self) {
        let mut papers = self.bench.papers();
        papers.moments.0.clear();
        papers.bundle = None;
    }

    async fn bundle(&self) -> Result<Bundle, Obstacle> {
        let mut connections = BTreeMap::new();
        for connection in self.connections().await? {
            *connections.entry(road_name(connection.road)).or_default() += 1;
        }
        let checks = self.check_all(self.settings.encryption_key.is_some()).await;
        let decided = self.settings.locked.iter().map(|locked| Decided {
            setting: word(&locked.name),
            by: locked.by,
        });
        let mut exchanges = talks(&self.egress);
        exchanges.extend(talks(&self.graph_egress));
        Ok(Bundle {
            vitrine: env!("CARGO_PKG_VERSION"),
            system: std::env::consts::OS,
            processor: std::env::consts::ARCH,
            made_at: self.egress.pacing().wall().to_string(),
            language: word(&self.settings.language),
            connections,
            decided_elsewhere: decided.collect(),
            health: checks.iter().map(checked).collect(),
            runs: self.bench.papers().moments.0.iter().cloned().collect(),
            exchanges,
        })
    }
}

fn checked(check: &Check) -> Checked {
    Checked {
        check: check.name,
        state: check.state.name(),
        code: word(&check.code),
    }
}

fn talks(door: &Egress) -> Vec<Talk> {
    let exchanges = door.exchanges();
    let latest = exchanges.len().saturating_sub(MOST_EXCHANGES);
    exchanges.iter().skip(latest).map(talk).collect()
}

fn talk(exchange: &Exchange) -> Talk {
    Talk {
        at: exchange.at.to_string(),
        with: exchange.role.map_or("nobody", egress::Role::name),
        method: word(&exchange.method),
        outcome: match &exchange.outcome {
            Outcome::Answered { status } => status.to_string(),
            Outcome::Closed => "closed".to_owned(),
            Outcome::Failed { reason } => word(reason),
            Outcome::Refused => "refused".to_owned(),
            Outcome::Cancelled => "cancelled".to_owned(),
        },
        bytes_sent: exchange.bytes_sent,
        bytes_received: exchange.bytes_received,
        milliseconds: exchange.milliseconds,
    }
}

fn road_name(road: Road) -> &'static str {
    match road {
        Road::EmployeeGraph => "employee_graph",
        Road::EmployeeImap => "employee_imap",
        Road::Organisation => "organisation",
    }
}

/// A word of a closed set as it is; whatever could be more than that is not repeated.
fn word(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    if !text.is_empty() && text.len() <= 48 && text.bytes().all(is_plain) {
        text.to_owned()
    } else {
        "other".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_be_more_than_a_word_is_not_repeated() {
        for kept in ["ok", "dpa_required", "AADSTS65001", "no-store"] {
            assert_eq!(word(kept), kept);
        }
        for told in [
            "ada@contoso.example",
            "Re: offer",
            "",
            "müller",
            &"a".repeat(49),
        ] {
            assert_eq!(word(told), "other");
        }
    }
}
