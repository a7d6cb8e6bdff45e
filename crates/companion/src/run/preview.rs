use super::sync::{Told, seconds};
use super::{Following, Report};
use crate::companion::Companion;
use crate::listing::{Listed, list};
use crate::obstacle::Obstacle;
use activity::ObjectId;
use consent::Clearance;
use ledger::{Connection, Ledger};
use std::sync::Arc;
use std::time::Instant as Clock;
use sync::{Acknowledgement, Engine, Item, Purpose, Uplink, UplinkError};
use tokio::sync::RwLock;
use tokio_util::sync::CancellationToken;

/// What would leave: real data, judged by today's rules, in memory only. With the last handle it is gone.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The connection.
    pub connection: Connection,
    /// The numbers.
    pub report: Report,
    pub(crate) ledger: Ledger,
}

impl Companion {
    /// Reads and judges as a sync would; nothing is sent and nothing is kept.
    pub async fn preview(
        &self,
        connection: &Connection,
        following: Following,
        stop: CancellationToken,
    ) -> Result<Preview, Obstacle> {
        let began = Clock::now();
        let policy = self.policy_in_force(connection).await?;
        let register = self.register(connection, policy).await?;
        register.assert_dpa_accepted()?;
        let ledger = self.ledger().for_preview()?;
        ledger.put_connection(connection).await?;
        ledger.put_rules(register.rules()).await?;
        let engine = Engine {
            ledger: ledger.clone(),
            source: self.source(connection).await?,
            uplink: Nowhere,
            watcher: Told(following),
            register: Arc::new(RwLock::new(register)),
            connection: connection.clone(),
            stop,
        };
        let ran = engine.run(Purpose::Preview).await;
        engine.source.close().await;
        let report = Report::of(ran?, connection.road, seconds(began));
        Ok(Preview {
            connection: connection.clone(),
            report,
            ledger,
        })
    }
}

impl Preview {
    /// The next activities that would leave, and where to go on.
    pub async fn items(&self, before: Option<i64>) -> Result<(Vec<Listed>, Option<i64>), Obstacle> {
        list(&self.ledger, &self.connection, before).await
    }
}

/// A preview's way to the service: there is none.
struct Nowhere;

impl Uplink for Nowhere {
    async fn upload(
        &self,
        _: &Clearance<'_>,
        _: &[Item],
    ) -> Result<Vec<Acknowledgement>, UplinkError> {
        Err(UplinkError::Refused {
            code: "preview".to_owned(),
        })
    }

    async fn retract(
        &self,
        _: &Clearance<'_>,
        _: &[(ObjectId, String)],
    ) -> Result<Vec<Acknowledgement>, UplinkError> {
        Err(UplinkError::Refused {
            code: "preview".to_owned(),
        })
    }
}
