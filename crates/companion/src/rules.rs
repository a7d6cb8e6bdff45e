//! What the employee leaves out: rules on this machine, tried before they are made, for all connections of theirs.

use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::run::Preview;
use crate::view::DeskEvent;
use activity::Instant;
use consent::{Exclusion, ExclusionKind, NotARule, Permit, Rule, Rules};
use ledger::{Connection, Counts, Flips, Ledger, Trial};
use privacy::Key;
use sync::recount;

/// How many rows of what would flip are shown.
const ROWS: usize = 50;

impl Companion {
    /// What the employee leaves out.
    pub async fn rules(&self) -> Result<Rules, Obstacle> {
        Ok(self.ledger().rules().await?)
    }

    /// Each rule, and what it takes hold of here.
    pub async fn rules_held(&self) -> Result<Vec<(Rule, Counts)>, Obstacle> {
        let rules = self.rules().await?;
        let held = self.ledger().held_by_each(&rules).await?;
        Ok(rules.iter().cloned().zip(held).collect())
    }

    /// Puts rules in place: what is here is judged by them, counts that wait are made anew, runs under way go on by them.
    pub async fn put_rules(&self, rules: &Rules) -> Result<Flips, Obstacle> {
        let connections = self.employee_connections().await?;
        for connection in &connections {
            if let Some(running) = self.runs.of(&connection.id) {
                running.register.write().await.narrow(rules.clone());
            }
        }
        let mut told = Vec::new();
        for connection in &connections {
            told.push(self.ledger().told_signals(&connection.id).await?);
        }
        let flips = self.ledger().put_rules(rules).await?;
        for (connection, told) in connections.iter().zip(told) {
            self.count_anew(self.ledger(), connection, &told, false)
                .await?;
            let connection = connection.id.to_string();
            self.announce(DeskEvent::LedgerChanged { connection });
        }
        Ok(flips)
    }

    /// Puts rules in place in a preview too, so that it shows what would leave now.
    pub(crate) async fn judge_preview_anew(
        &self,
        preview: &mut Preview,
        rules: &Rules,
    ) -> Result<(), Obstacle> {
        let (ledger, connection) = (preview.ledger.clone(), preview.connection.clone());
        let told = ledger.told_signals(&connection.id).await?;
        ledger.put_rules(rules).await?;
        self.count_anew(&ledger, &connection, &told, true).await?;
        preview.report.streams.extend(
            ledger
                .foreseen(&connection.id)
                .await?
                .into_iter()
                .map(|(stream, summary)| (stream, summary.into())),
        );
        Ok(())
    }

    /// Tries other rules on what is here. What lies in cycles that are no longer counted was told already.
    pub async fn try_rules(&self, rules: &Rules) -> Result<Trial, Obstacle> {
        self.try_rules_on(self.ledger(), rules).await
    }

    pub(crate) async fn try_rules_on(
        &self,
        ledger: &Ledger,
        rules: &Rules,
    ) -> Result<Trial, Obstacle> {
        let mut closed = Vec::new();
        if let Some(connection) = self.employee_connections().await?.first()
            && let Some(policy) = self.kept_policy(&connection.tenant).await?
        {
            let policy = policy.policy();
            let frozen = policy
                .cycles
                .iter()
                .filter(|cycle| !policy.is_counted(&cycle.id));
            closed.extend(frozen.map(|cycle| (cycle.start, cycle.end)));
        }
        Ok(ledger.try_rules(rules, closed, ROWS).await?)
    }

    /// A rule of this moment. A meeting is called by when it begins, and must be one that is known here.
    pub async fn rule(&self, exclusion: Exclusion) -> Result<Rule, Obstacle> {
        let label = match exclusion.kind() {
            ExclusionKind::Meeting | ExclusionKind::Series => {
                let begins = self.begins(exclusion.value()).await?;
                Some(begins.ok_or(Obstacle::NotARule(NotARule::NotAMeeting))?)
            }
            ExclusionKind::Person | ExclusionKind::Domain | ExclusionKind::SubjectWord => None,
        };
        Ok(Rule {
            exclusion,
            label: label.map(|begins| begins.to_string()),
            since: self.now(),
        })
    }

    /// When a meeting begins that a rule names: one of the ledger, or of a preview.
    async fn begins(&self, name: &str) -> Result<Option<Instant>, Obstacle> {
        let Some(name) = Key::from_hex(name) else {
            return Ok(None);
        };
        let mut grounds = vec![self.ledger().clone()];
        grounds.extend(self.bench.previewed());
        for ledger in grounds {
            if let Some(begins) = ledger.named_meeting(name).await? {
                return Ok(Some(begins));
            }
        }
        Ok(None)
    }

    /// Takes back with the next sync every transcript that the service holds and the rules leave out; how many these are.
    pub async fn take_back_left_out(&self) -> Result<u64, Obstacle> {
        let taken = self.ledger().take_back_left_out().await?;
        for connection in self.employee_connections().await? {
            let connection = connection.id.to_string();
            self.announce(DeskEvent::LedgerChanged { connection });
        }
        Ok(taken)
    }

    pub(crate) async fn employee_connections(&self) -> Result<Vec<Connection>, Obstacle> {
        let all = self.connections().await?;
        Ok(all
            .into_iter()
            .filter(|connection| connection.road.is_employee())
            .collect())
    }

    /// Tells counts anew where that is allowed now; where it is not, they are told once it is.
    async fn count_anew(
        &self,
        ledger: &Ledger,
        connection: &Connection,
        told: &[(ledger::UnitId, activity::EmailSignal)],
        looks_only: bool,
    ) -> Result<(), Obstacle> {
        let Some(policy) = self.kept_policy(&connection.tenant).await? else {
            return Ok(());
        };
        let register = self.register(connection, policy).await?;
        let stream = activity::Stream::EmailSignal;
        let permit = if looks_only {
            register.glimpse(stream).map(Permit::Preview)
        } else {
            register.clearance(stream).map(Permit::Sync)
        };
        let Ok(permit) = permit else {
            return Ok(());
        };
        Ok(recount(ledger, &connection.id, told, &permit).await?)
    }
}
