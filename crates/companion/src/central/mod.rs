//! The central service as this machine speaks to it: typed questions over `egress`, answers read with limits.

mod admin;
mod device;
mod error;
mod review;
mod upload;

pub use device::Device;
pub use error::CentralError;
pub use upload::ServiceUplink;

use egress::{Answer, Egress, Method, Origin, Request, Retry, Role, Url, header};
use secrecy::SecretString;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::time::Duration;
use wire::{
    Approval, ApprovalAnswer, ApprovalRequest, DpaInForce, InviteView, Nonce, ServiceCard, Session,
    SessionRequest, path,
};

/// The most that is read of one answer that is no list of activities: a policy with many thousand domains fits.
const ANSWER_LIMIT: usize = 8 * 1024 * 1024;

/// The central service, before anybody is known to it.
#[derive(Clone, Debug)]
pub struct Central {
    egress: Egress,
    base: Url,
}

impl Central {
    /// The service at that address, which the door is opened to.
    pub fn new(egress: &Egress, base: Url) -> Result<Self, CentralError> {
        let origin = Origin::of(&base).map_err(|_| CentralError::NotAnAddress)?;
        egress.allow(Role::Service, origin);
        Ok(Self {
            egress: egress.clone(),
            base,
        })
    }

    /// The address.
    pub fn base(&self) -> &Url {
        &self.base
    }

    /// What the service says about itself.
    pub async fn card(&self) -> Result<ServiceCard, CentralError> {
        self.ask(self.request(Method::GET, path::CARD)?).await
    }

    /// What an invite says.
    pub async fn invite(&self, code: &str) -> Result<InviteView, CentralError> {
        self.ask(self.request(Method::GET, &path::invite(code))?)
            .await
    }

    /// A nonce for the next sign-in.
    pub async fn nonce(&self) -> Result<Nonce, CentralError> {
        self.ask(self.request(Method::GET, path::NONCE)?).await
    }

    /// Says that an administrator's approval is waited for.
    pub async fn ask_for_approval(
        &self,
        request: &ApprovalRequest,
    ) -> Result<Approval, CentralError> {
        self.ask(self.with_json(Method::POST, path::APPROVALS, request)?)
            .await
    }

    /// How an approval stands, once it stands otherwise than was seen, or after a while.
    pub async fn approval(
        &self,
        state: &str,
        seen: ApprovalAnswer,
    ) -> Result<Approval, CentralError> {
        let request = self.request(Method::GET, &path::approval(state, seen))?;
        self.ask(request.retry(Retry::never())).await
    }

    /// The DPA texts in force.
    pub async fn dpa(&self) -> Result<DpaInForce, CentralError> {
        self.ask(self.request(Method::GET, path::DPA)?).await
    }

    /// The DPA texts of one version.
    pub async fn dpa_version(&self, version: u32) -> Result<DpaInForce, CentralError> {
        self.ask(self.request(Method::GET, &path::dpa_version(version))?)
            .await
    }

    /// Signs this device in.
    pub async fn sign_in(&self, sign_in: &SessionRequest) -> Result<Session, CentralError> {
        self.ask(self.with_json(Method::POST, path::SESSIONS, sign_in)?)
            .await
    }

    /// The service as it answers a device that signed in.
    pub fn device(&self, credential: SecretString) -> Device {
        Device::new(self.clone(), credential)
    }

    /// The address of a path of the service's.
    pub(crate) fn address_of(&self, path: &str) -> Result<Url, CentralError> {
        let base = self.base.as_str().trim_end_matches('/');
        Url::parse(&format!("{base}{path}")).map_err(|_| CentralError::NotAnAddress)
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> Result<Request, CentralError> {
        let url = self.address_of(path)?;
        let patience = Retry::standard().attempts(4).total(Duration::from_secs(30));
        Ok(Request::new(method, url)
            .retry(patience)
            .body_limit(ANSWER_LIMIT))
    }

    pub(crate) fn with_json<T: Serialize>(
        &self,
        method: Method,
        path: &str,
        body: &T,
    ) -> Result<Request, CentralError> {
        let body = serde_json::to_vec(body).map_err(|_| CentralError::Garbled)?;
        Ok(self
            .request(method, path)?
            .header(header::CONTENT_TYPE, "application/json")
            .body(body))
    }

    pub(crate) async fn ask<T: DeserializeOwned>(
        &self,
        request: Request,
    ) -> Result<T, CentralError> {
        let answer = self.fetch(request).await?;
        serde_json::from_slice(answer.body()).map_err(|_| CentralError::Garbled)
    }

    pub(crate) async fn fetch(&self, request: Request) -> Result<Answer, CentralError> {
        self.egress.fetch(request).await.map_err(CentralError::from)
    }

    pub(crate) fn egress(&self) -> &Egress {
        &self.egress
    }
}
