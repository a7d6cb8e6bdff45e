use super::{Central, CentralError};
use activity::{ConnectionId, Instant, Road};
use consent::{ConsentRecord, SignedPolicy};
use egress::{Method, Request, Stream};
use secrecy::SecretString;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt;
use wire::{
    Approval, ApprovalRequest, Connection, ConnectionRequest, ConsentGiven, ConsentWithdrawal,
    InviteRedemption, Me, path,
};

/// The central service as it answers one device that signed in.
#[derive(Clone)]
pub struct Device {
    central: Central,
    credential: SecretString,
}

impl Device {
    pub(super) fn new(central: Central, credential: SecretString) -> Self {
        Self {
            central,
            credential,
        }
    }

    /// The service itself.
    pub fn central(&self) -> &Central {
        &self.central
    }

    /// Who this device is to the service.
    pub async fn me(&self) -> Result<Me, CentralError> {
        self.get(path::ME).await
    }

    /// Takes a manager's invite as whom this device is known; `secret` is what the device keeps to itself.
    pub async fn take_invite(&self, code: &str, secret: String) -> Result<Me, CentralError> {
        let redemption = InviteRedemption {
            invite: code.to_owned(),
            device: secret,
        };
        self.send(Method::POST, path::MY_INVITES, &redemption).await
    }

    /// Gives the credential back, so that it opens nothing any more.
    pub async fn sign_out(&self) -> Result<(), CentralError> {
        self.tell(self.request(Method::DELETE, path::CURRENT_SESSION)?)
            .await
    }

    /// The tenant's policy, as signed; whoever asks verifies it.
    pub async fn policy(&self) -> Result<SignedPolicy, CentralError> {
        self.get(path::POLICY).await
    }

    /// Registers a connection; asking again for the same road gives the same one.
    pub async fn connect(&self, road: Road) -> Result<Connection, CentralError> {
        self.send(Method::POST, path::CONNECTIONS, &ConnectionRequest { road })
            .await
    }

    /// Says that an administrator's approval is waited for.
    pub async fn ask_for_approval(
        &self,
        request: &ApprovalRequest,
    ) -> Result<Approval, CentralError> {
        self.send(Method::POST, path::APPROVALS, request).await
    }

    /// Ends a connection.
    pub async fn disconnect(&self, connection: &ConnectionId) -> Result<(), CentralError> {
        self.tell(self.request(Method::DELETE, &path::connection(connection))?)
            .await
    }

    /// Tells that a consent was given.
    pub async fn give_consent(&self, record: &ConsentRecord) -> Result<(), CentralError> {
        let path = path::consents(&record.connection);
        let request = self
            .central
            .with_json(Method::POST, &path, &ConsentGiven::of(record))?;
        self.tell(request.bearer(&self.credential)).await
    }

    /// Tells that a consent was withdrawn.
    pub async fn withdraw_consent(
        &self,
        record: &ConsentRecord,
        at: Instant,
    ) -> Result<(), CentralError> {
        let path = path::withdrawal(&record.connection, &record.id);
        let request = self
            .central
            .with_json(Method::POST, &path, &ConsentWithdrawal { at })?;
        self.tell(request.bearer(&self.credential)).await
    }

    /// What the service holds that came from my mailbox, line by line.
    pub async fn my_activities(&self) -> Result<Stream, CentralError> {
        self.stream(path::MY_ACTIVITIES).await
    }

    pub(super) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, CentralError> {
        self.central.ask(self.request(Method::GET, path)?).await
    }

    pub(super) async fn send<B: Serialize, T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: &B,
    ) -> Result<T, CentralError> {
        let request = self.central.with_json(method, path, body)?;
        self.central.ask(request.bearer(&self.credential)).await
    }

    pub(super) async fn stream(&self, path: &str) -> Result<Stream, CentralError> {
        let request = self.request(Method::GET, path)?.body_limit(usize::MAX);
        Ok(self.central.egress().stream(request).await?)
    }

    pub(super) fn request(&self, method: Method, path: &str) -> Result<Request, CentralError> {
        Ok(self.central.request(method, path)?.bearer(&self.credential))
    }

    pub(super) async fn tell(&self, request: Request) -> Result<(), CentralError> {
        self.central.fetch(request).await.map(drop)
    }
}

impl fmt::Debug for Device {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Device({:?})", self.central)
    }
}
