use super::Running;
use activity::ConnectionId;
use ledger::Ledger;
use std::convert::Infallible;
use std::time::Duration;

/// How often a run looks whether another process recorded a withdrawal.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Carries withdrawals that another process recorded into the register of a run; they wait for at most one page.
pub(super) async fn follow_withdrawals(
    ledger: Ledger,
    connection: ConnectionId,
    running: &Running,
) -> Infallible {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let Ok(records) = ledger.consents(&connection).await else {
            continue;
        };
        for record in records {
            let Some(at) = record.withdrawn_at else {
                continue;
            };
            let in_force =
                |known: &consent::ConsentRecord| known.id == record.id && known.is_in_force();
            let is_news = running
                .register
                .read()
                .await
                .consents()
                .iter()
                .any(in_force);
            if is_news {
                running.register.write().await.withdraw(record.stream, at);
            }
        }
    }
}
