//! Everything that the service holds from a person's mailbox, whichever road brought it: signed in to with `User.Read` alone,
//! read once, in memory only, and the service's credential for it given back at once.

use crate::central::{CentralError, Device};
use crate::companion::Companion;
use crate::connect::{EmployeeVisit, PROFILE};
use crate::obstacle::Obstacle;
use activity::{ConnectionId, Instant, ObjectId, Road, Stream, TenantId};
use identity::{ExpectedAccount, SignedIn};
use ledger::{Connection, Held, Ledger, Provenance};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use std::collections::HashMap;
use url::Url;
use wire::{ExportLook, HeldActivity, ReviewAccess, Role, SessionRequest};

/// Whoever signs in decides which tenant it is.
const ANY_TENANT: &str = "organizations";

/// The id under which the rows are listed: they came by many connections.
pub(crate) const MINE: &str = "my-data";

/// Rows put down at once.
const BATCH: usize = 500;

/// What the service holds from one mailbox. With the last handle it is gone.
#[derive(Clone, Debug)]
pub(crate) struct MyData {
    pub(crate) ledger: Ledger,
    pub(crate) connection: Connection,
    pub(crate) service: Url,
    pub(crate) rows: u64,
    pub(crate) looks: Vec<(String, ReviewAccess)>,
    pub(crate) exports: Vec<ExportLook>,
}

/// Of an activity, what places it in the list.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    external_id: String,
    occurred_at: Instant,
}

impl Companion {
    /// Begins the sign-in of somebody who connected nothing here.
    pub(crate) async fn begin_my_data_visit(
        &self,
        service: Option<&Url>,
    ) -> Result<EmployeeVisit, Obstacle> {
        self.meet_service(service).await?;
        let anywhere = TenantId::new(ANY_TENANT).map_err(|_| Obstacle::Internal("tenant"))?;
        let scopes = vec![PROFILE.to_owned()];
        self.begin_sign_in(&anywhere, ExpectedAccount::default(), None, scopes)
            .await
    }

    /// Waits for the person, then reads.
    pub(crate) async fn finish_my_data(
        &self,
        visit: EmployeeVisit,
        told: &(dyn Fn(u64) + Send + Sync),
    ) -> Result<MyData, Obstacle> {
        let (signed_in, _) = visit.answered().await?;
        told(0);
        let device = self.visitor(&signed_in).await?;
        let account = signed_in.account;
        let connection = Connection {
            id: ConnectionId::new(MINE).map_err(|_| Obstacle::Internal("my_data"))?,
            tenant: account.tenant,
            road: Road::EmployeeGraph,
            mailbox: Some(account.object),
            account: account.username,
            display_name: account.display_name,
            created_at: self.egress.pacing().wall(),
            disconnected_at: None,
        };
        let read = self.read(&device, connection, told).await;
        if let Err(error) = device.sign_out().await {
            tracing::warn!(code = error.code(), "the credential was not given back");
        }
        read
    }

    /// Reads what the service holds from the mailbox that is connected here.
    pub(crate) async fn read_my_data(
        &self,
        told: &(dyn Fn(u64) + Send + Sync),
    ) -> Result<MyData, Obstacle> {
        let live = self.connections().await?;
        let known = live.into_iter().find(|one| one.road.is_employee());
        let connection = Connection {
            id: ConnectionId::new(MINE).map_err(|_| Obstacle::Internal("my_data"))?,
            ..known.ok_or(Obstacle::NotConnected)?
        };
        let device = self.device(Role::Employee).await?;
        self.read(&device, connection, told).await
    }

    /// The service as it answers somebody who only looks.
    async fn visitor(&self, signed_in: &SignedIn) -> Result<Device, Obstacle> {
        let request = SessionRequest {
            id_token: Some(signed_in.id_token.expose_secret().to_owned()),
            invite: None,
            device: self.device_secret().await?,
        };
        let service = self.known_service().await?;
        let session = service.sign_in(&request).await?;
        Ok(service.device(SecretString::from(session.credential)))
    }

    async fn read(
        &self,
        device: &Device,
        connection: Connection,
        told: &(dyn Fn(u64) + Send + Sync),
    ) -> Result<MyData, Obstacle> {
        let ledger = Ledger::in_memory()?;
        ledger.put_connection(&connection).await?;
        let mut stream = device.my_activities().await?;
        let mut rows = Rows::default();
        let mut unread = Vec::new();
        let mut count = 0;
        while let Some(piece) = stream.piece().await.map_err(CentralError::from)? {
            unread.extend_from_slice(&piece);
            while let Some(end) = unread.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = unread.drain(..=end).collect();
                rows.take(&line)?;
                count += 1;
                if rows.number >= BATCH {
                    rows.put_down(&ledger, &connection).await?;
                    told(count);
                }
            }
        }
        if !unread.is_empty() {
            return Err(CentralError::Garbled.into());
        }
        rows.put_down(&ledger, &connection).await?;
        Ok(MyData {
            looks: self.looks(device, &connection.tenant).await?,
            exports: device.exports().await?,
            ledger,
            service: device.central().base().clone(),
            rows: count,
            connection,
        })
    }

    /// Who looked at the person's input, over all cycles.
    async fn looks(
        &self,
        device: &Device,
        tenant: &TenantId,
    ) -> Result<Vec<(String, ReviewAccess)>, Obstacle> {
        let policy = device.policy().await?;
        let policy = policy.verify(&self.policy_key().await?, tenant)?;
        let mut looks = Vec::new();
        for cycle in &policy.policy().cycles {
            let accesses = device.accesses(&cycle.id).await?;
            looks.extend(
                accesses
                    .into_iter()
                    .map(|access| (cycle.id.to_string(), access)),
            );
        }
        Ok(looks)
    }
}

/// Rows on their way into the list.
#[derive(Default)]
struct Rows {
    waiting: HashMap<(ObjectId, Stream), Vec<Held>>,
    number: usize,
}

impl Rows {
    fn take(&mut self, line: &[u8]) -> Result<(), Obstacle> {
        let held: HeldActivity = serde_json::from_slice(line).map_err(|_| CentralError::Garbled)?;
        let bytes = held.activity.get().as_bytes().to_vec();
        let head: Head = serde_json::from_slice(&bytes).map_err(|_| CentralError::Garbled)?;
        let row = Held {
            external_id: head.external_id,
            bytes,
            sha256: held.sha256,
            occurred_at: head.occurred_at,
            received_at: held.received_at,
            provenance: Provenance {
                policy_version: held.policy_version,
                dpa_version: held.dpa_version,
                consent: held.consent,
            },
        };
        let place = (held.mailbox, held.stream);
        self.waiting.entry(place).or_default().push(row);
        self.number += 1;
        Ok(())
    }

    async fn put_down(&mut self, ledger: &Ledger, connection: &Connection) -> Result<(), Obstacle> {
        for ((mailbox, stream), rows) in self.waiting.drain() {
            let unit = ledger.unit(&connection.id, &mailbox, stream).await?;
            ledger.put_held(unit, rows).await?;
        }
        self.number = 0;
        Ok(())
    }
}
