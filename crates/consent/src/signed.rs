use crate::Policy;
use activity::TenantId;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

/// What is signed begins with this line, so that the key's other signatures never pass for a policy.
const CONTEXT: &[u8] = b"vitrine policy v1\n";

/// The largest policy that is read: room for many thousand domains.
const LARGEST: usize = 4 * 1024 * 1024;

/// A policy as the service serves it: the exact bytes and the service's Ed25519 signature over them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignedPolicy {
    /// The policy's JSON bytes, Base64.
    pub payload: String,
    /// The signature over a context line and these bytes, Base64.
    pub signature: String,
}

/// A policy whose signature and tenant were checked; only [`SignedPolicy::verify`] makes it.
#[derive(Debug)]
pub struct VerifiedPolicy {
    policy: Policy,
    signed: SignedPolicy,
}

/// Why a policy cannot be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unverified {
    /// Not Base64, not JSON of a policy, or too large.
    #[error("the policy is malformed")]
    Malformed,
    /// The signature is not the service's.
    #[error("the policy is not signed by this service")]
    Forged,
    /// The policy is another tenant's.
    #[error("the policy is another tenant's")]
    ForeignTenant,
}

impl SignedPolicy {
    /// Signs a policy; for the service.
    pub fn sign(policy: &Policy, key: &SigningKey) -> Result<Self, Unverified> {
        let payload = serde_json::to_vec(policy).map_err(|_| Unverified::Malformed)?;
        let signature = key.sign(&message(&payload));
        Ok(Self {
            payload: STANDARD.encode(payload),
            signature: STANDARD.encode(signature.to_bytes()),
        })
    }

    /// Checks the signature and the tenant.
    pub fn verify(
        self,
        key: &VerifyingKey,
        tenant: &TenantId,
    ) -> Result<VerifiedPolicy, Unverified> {
        if self.payload.len() > LARGEST {
            return Err(Unverified::Malformed);
        }
        let payload = STANDARD
            .decode(&self.payload)
            .map_err(|_| Unverified::Malformed)?;
        let signature = STANDARD
            .decode(&self.signature)
            .map_err(|_| Unverified::Malformed)?;
        let signature = Signature::from_slice(&signature).map_err(|_| Unverified::Malformed)?;
        key.verify_strict(&message(&payload), &signature)
            .map_err(|_| Unverified::Forged)?;
        let policy: Policy = serde_json::from_slice(&payload).map_err(|_| Unverified::Malformed)?;
        if policy.tenant != *tenant {
            return Err(Unverified::ForeignTenant);
        }
        Ok(VerifiedPolicy {
            policy,
            signed: self,
        })
    }
}

fn message(payload: &[u8]) -> Vec<u8> {
    [CONTEXT, payload].concat()
}

impl VerifiedPolicy {
    /// The policy.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The signed form, for keeping.
    pub fn signed(&self) -> &SignedPolicy {
        &self.signed
    }
}
