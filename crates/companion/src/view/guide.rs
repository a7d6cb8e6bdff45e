//! The guides: steps whose state comes from facts, never from "the step was clicked".

use serde::{Deserialize, Serialize};

use super::Road;

/// A guide and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Guide {
    /// The road it leads along.
    pub road: Road,
    /// Its steps in order.
    pub steps: Vec<GuideStep>,
}

/// One step of a guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct GuideStep {
    /// Which step.
    pub step: StepName,
    /// Where it stands.
    pub state: StepState,
}

/// The steps of both guides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum StepName {
    /// Employee: who asks, and for what.
    WhoAsks,
    /// Employee: what is collected and what never is; ready with the invite, done with the sign-in, blocks nothing.
    WhatIsCollected,
    /// Employee: sign in at Microsoft.
    SignIn,
    /// Employee: my own data, nothing sent.
    Preview,
    /// Employee: consent per stream.
    Consent,
    /// Admin: the customer's own registration.
    Register,
    /// Admin: admin consent and the proof of the tenant.
    AdminConsent,
    /// Admin: read and accept the agreement.
    Dpa,
    /// Admin: the tenant's verified domains.
    Domains,
    /// Admin: the allowlist.
    Allowlist,
    /// Both: the first sync.
    FirstSync,
    /// Admin: health.
    Health,
}

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// The fact that it asks for is there.
    Done,
    /// It can be done now.
    Ready,
    /// An earlier fact is missing.
    Blocked,
}
