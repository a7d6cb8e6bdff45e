use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::settings::Certificate;
use crate::view::{FieldProblem, ProblemKind, RegistrationField};
use activity::{Domain, Instant};
use identity::{AppCertificate, AppCredential};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

const REGISTRATION: &str = "registration";
const CLIENT_SECRET: &str = "registration/secret";
const CERTIFICATE: &str = "registration/certificate";

/// The registration as this home keeps it, and what was proved with it; never the credential itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct SavedRegistration {
    pub(crate) tenant: String,
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) organisation: Option<String>,
    pub(crate) domains: Vec<Domain>,
    pub(crate) proved_at: Option<Instant>,
    pub(crate) granted: Vec<String>,
}

impl Companion {
    /// The registration that this home keeps.
    pub(crate) async fn saved_registration(&self) -> Result<Option<SavedRegistration>, Obstacle> {
        self.home.document(REGISTRATION).await
    }

    pub(crate) async fn keep_registration(
        &self,
        registration: &SavedRegistration,
    ) -> Result<(), Obstacle> {
        self.home.keep(REGISTRATION, registration).await
    }

    /// The application's id: from the settings, else from what was saved.
    pub(crate) async fn client_id(&self) -> Result<String, Obstacle> {
        if let Some(client_id) = &self.settings.registration.client_id {
            return Ok(client_id.clone());
        }
        let saved = self
            .saved_registration()
            .await?
            .map(|saved| saved.client_id);
        let missing = FieldProblem {
            field: RegistrationField::ClientId,
            problem: ProblemKind::Missing,
        };
        saved
            .filter(|client_id| !client_id.is_empty())
            .ok_or_else(|| Obstacle::Registration(vec![missing]))
    }

    /// What proves the application: from the settings, else from the vault.
    pub(crate) async fn credential(&self) -> Result<AppCredential, Obstacle> {
        let registration = &self.settings.registration;
        if let Some(certificate) = &registration.certificate {
            return certified(certificate);
        }
        if let Some(secret) = &registration.client_secret {
            return Ok(AppCredential::Secret(secret.clone()));
        }
        if let Some(pem) = self.home.unseal(CERTIFICATE).await? {
            let certificate_pem = pem.expose_secret().to_owned();
            return certified(&Certificate {
                certificate_pem,
                key_pem: pem,
            });
        }
        let missing = FieldProblem {
            field: RegistrationField::Credential,
            problem: ProblemKind::Missing,
        };
        let secret = self.home.unseal(CLIENT_SECRET).await?;
        secret
            .map(AppCredential::Secret)
            .ok_or_else(|| Obstacle::Registration(vec![missing]))
    }

    /// Seals a client secret; the certificate that was there goes.
    pub(crate) async fn keep_client_secret(&self, secret: &SecretString) -> Result<(), Obstacle> {
        self.home.seal(CLIENT_SECRET, secret).await?;
        self.home.forget(CERTIFICATE).await
    }

    /// Seals a certificate with its key; the client secret that was there goes.
    pub(crate) async fn keep_certificate(&self, pem: &SecretString) -> Result<(), Obstacle> {
        self.home.seal(CERTIFICATE, pem).await?;
        self.home.forget(CLIENT_SECRET).await
    }

    pub(crate) async fn forget_registration(&self) -> Result<(), Obstacle> {
        self.home.forget(CLIENT_SECRET).await?;
        self.home.forget(CERTIFICATE).await?;
        Ok(self.ledger().forget_document(REGISTRATION).await?)
    }
}

/// Whether this text is a certificate with its key.
pub(crate) fn proves(pem: &SecretString) -> bool {
    AppCertificate::from_pem(pem.expose_secret(), pem).is_ok()
}

fn certified(certificate: &Certificate) -> Result<AppCredential, Obstacle> {
    let read = AppCertificate::from_pem(&certificate.certificate_pem, &certificate.key_pem)?;
    Ok(AppCredential::Certificate(read))
}
