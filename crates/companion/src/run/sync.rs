use super::Report;
use super::following::follow_withdrawals;
use crate::central::{Device, ServiceUplink};
use crate::companion::{Companion, role_of};
use crate::obstacle::Obstacle;
use crate::view::DeskEvent;
use consent::Register;
use ledger::Connection;
use std::sync::Arc;
use std::time::Instant as Clock;
use sync::{Engine, Progress, Purpose, Watcher};
use tokio_util::sync::CancellationToken;
use wire::ProblemCode;

/// Who is told how a run goes on.
pub type Following = Arc<dyn Fn(Progress<'_>) + Send + Sync>;

/// The engine's watcher over a plain function.
pub(super) struct Told(pub(super) Following);

impl Watcher for Told {
    fn progress(&self, progress: Progress<'_>) {
        (self.0)(progress);
    }
}

impl Companion {
    /// Syncs every connection of this home, one after the other.
    pub async fn sync(
        &self,
        following: Following,
        stop: &CancellationToken,
    ) -> Result<Report, Obstacle> {
        let connections = self.connections().await?;
        if connections.is_empty() {
            return Err(Obstacle::NotConnected);
        }
        let mut whole = Report::default();
        for connection in &connections {
            whole.join(
                self.sync_connection(connection, Arc::clone(&following), stop)
                    .await?,
            );
        }
        Ok(whole)
    }

    /// Syncs one connection: the newest policy first, then the engine.
    pub async fn sync_connection(
        &self,
        connection: &Connection,
        following: Following,
        stop: &CancellationToken,
    ) -> Result<Report, Obstacle> {
        let _lock = self.home.lock().await?;
        let began = Clock::now();
        match self.tell_agreements(connection).await {
            // The last verified policy serves, and what waits goes later.
            Ok(()) | Err(Obstacle::ServiceUnreachable(_)) => {}
            Err(obstacle) => return Err(obstacle),
        }
        let mut report = self.sync_once(connection, &following, stop).await?;
        if is_outdated_policy(report.obstacle.as_ref()) {
            // Somebody changed the policy while this ran; under the newest one it goes through.
            report = self.sync_once(connection, &following, stop).await?;
        }
        report.seconds = seconds(began);
        self.announce(DeskEvent::LedgerChanged {
            connection: connection.id.to_string(),
        });
        self.announce(DeskEvent::StateChanged);
        Ok(report)
    }

    async fn sync_once(
        &self,
        connection: &Connection,
        following: &Following,
        stop: &CancellationToken,
    ) -> Result<Report, Obstacle> {
        let (policy, away) = self.newest_policy(connection).await?;
        if away.is_none() && connection.road.is_employee() {
            // Scores are shown without asking; a rubric that cannot be had now is asked for by the next run.
            if let Err(obstacle) = self.take_rubric(connection).await {
                tracing::warn!(code = obstacle.code(), "the last rubric serves");
            }
        }
        let register = self.register(connection, policy).await?;
        register.assert_dpa_accepted()?;
        at_least_one(connection, &register)?;
        let device: Device = self.device(role_of(connection.road)).await?;
        let underway = self.runs.begin(connection, register, stop.child_token())?;
        let engine = Engine {
            ledger: self.ledger().clone(),
            source: self.source(connection).await?,
            uplink: ServiceUplink::new(device),
            watcher: Told(Arc::clone(following)),
            register: Arc::clone(&underway.running.register),
            connection: connection.clone(),
            stop: underway.running.stop.clone(),
        };
        let withdrawals = follow_withdrawals(
            self.ledger().clone(),
            connection.id.clone(),
            &underway.running,
        );
        let ran = tokio::select! {
            ran = Box::pin(engine.run(Purpose::Sync)) => ran,
            never = withdrawals => match never {},
        };
        engine.source.close().await;
        let mut report = Report::of(ran?, connection.road, 0.0);
        // Even where nothing waited to be sent, a run that heard nothing of the service is not all that it should be.
        report.obstacle = report.obstacle.or(away);
        Ok(report)
    }
}

/// Whether anything may be read and sent; the employee need not agree to every stream.
fn at_least_one(connection: &Connection, register: &Register) -> Result<(), Obstacle> {
    let streams = connection.road.streams().iter();
    let mut gaps = streams.map(|stream| register.clearance(*stream).map(drop));
    let first = gaps.next().unwrap_or(Ok(()));
    if first.is_ok() || gaps.any(|gap| gap.is_ok()) {
        return Ok(());
    }
    Ok(first?)
}

/// Whether the service refused because it knows a newer policy than this machine did.
fn is_outdated_policy(obstacle: Option<&Obstacle>) -> bool {
    matches!(
        obstacle,
        Some(Obstacle::ServiceRefused(ProblemCode::NotAllowedByPolicy))
    )
}

pub(super) fn seconds(began: Clock) -> f64 {
    (began.elapsed().as_secs_f64() * 1_000.0).round() / 1_000.0
}
