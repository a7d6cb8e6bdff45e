use crate::clearance::Ground;
use crate::{Clearance, ConsentRecord, DpaAcceptance, Glimpse, Policy, Rules, VerifiedPolicy};
use activity::{ConnectionId, Instant, Road, Stream};

/// What one connection stands on: the verified policy, the employee's consents and rules. The only mint of proofs.
#[derive(Debug)]
pub struct Register {
    connection: ConnectionId,
    road: Road,
    policy: VerifiedPolicy,
    rules: Rules,
    consents: Vec<ConsentRecord>,
}

/// What is missing before data may move; each has one next step.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Gap {
    /// The tenant's admin has not accepted the DPA.
    #[error("the data processing agreement has not been accepted")]
    DpaMissing,
    /// The DPA changed since it was accepted.
    #[error("the data processing agreement has a new version that has not been accepted")]
    DpaOutdated {
        /// The version accepted.
        accepted: u32,
        /// The version in force.
        current: u32,
    },
    /// The employee has not consented to the stream.
    #[error("there is no consent to this stream")]
    ConsentMissing(Stream),
    /// The employee withdrew the consent.
    #[error("the consent to this stream was withdrawn")]
    ConsentWithdrawn {
        /// The stream.
        stream: Stream,
        /// When.
        at: Instant,
    },
    /// The road does not carry the stream.
    #[error("this connection does not carry this stream")]
    StreamNotOffered(Stream),
}

impl Register {
    /// Opens the register of a connection from its verified policy and what the employee said.
    pub fn new(
        connection: ConnectionId,
        road: Road,
        policy: VerifiedPolicy,
        rules: Rules,
        consents: Vec<ConsentRecord>,
    ) -> Self {
        Self {
            connection,
            road,
            policy,
            rules,
            consents,
        }
    }

    /// The policy in force.
    pub fn policy(&self) -> &Policy {
        self.policy.policy()
    }

    /// The employee's rules in force.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The consent records of this connection, withdrawn ones too.
    pub fn consents(&self) -> &[ConsentRecord] {
        &self.consents
    }

    /// Asserts that the DPA stands: the first statement of every sync.
    pub fn assert_dpa_accepted(&self) -> Result<&DpaAcceptance, Gap> {
        let policy = self.policy();
        let state = &policy.dpa;
        if let Some(accepted) = state.in_force(&policy.tenant) {
            return Ok(accepted);
        }
        match &state.accepted {
            Some(accepted) => Err(Gap::DpaOutdated {
                accepted: accepted.version,
                current: state.version,
            }),
            None => Err(Gap::DpaMissing),
        }
    }

    /// The proof that the stream may be looked at on this machine, before any consent.
    pub fn glimpse(&self, stream: Stream) -> Result<Glimpse<'_>, Gap> {
        Ok(Glimpse {
            ground: self.ground(stream)?,
        })
    }

    /// The proof that the stream may be read and sent.
    pub fn clearance(&self, stream: Stream) -> Result<Clearance<'_>, Gap> {
        let ground = self.ground(stream)?;
        let consent = if self.road.is_employee() {
            Some(self.consent_in_force(stream)?)
        } else {
            None
        };
        Ok(Clearance { ground, consent })
    }

    /// Adds a consent that was given.
    pub fn give(&mut self, record: ConsentRecord) {
        self.consents.push(record);
    }

    /// Withdraws the consent to a stream; impossible while any proof is in use.
    pub fn withdraw(&mut self, stream: Stream, at: Instant) {
        for record in self
            .consents
            .iter_mut()
            .filter(|record| record.stream == stream && record.is_in_force())
        {
            record.withdrawn_at = Some(at);
        }
    }

    /// Puts other rules in place; impossible while any proof is in use.
    pub fn narrow(&mut self, rules: Rules) {
        self.rules = rules;
    }

    /// Puts a newer policy in place; impossible while any proof is in use.
    pub fn adopt(&mut self, policy: VerifiedPolicy) {
        self.policy = policy;
    }

    fn ground(&self, stream: Stream) -> Result<Ground<'_>, Gap> {
        let accepted = self.assert_dpa_accepted()?;
        if !self.road.streams().contains(&stream) {
            return Err(Gap::StreamNotOffered(stream));
        }
        let policy = self.policy();
        Ok(Ground {
            policy,
            rules: &self.rules,
            connection: &self.connection,
            stream,
            dpa_version: accepted.version,
        })
    }

    fn consent_in_force(&self, stream: Stream) -> Result<&str, Gap> {
        let of_stream = || {
            self.consents
                .iter()
                .filter(|record| record.stream == stream && record.connection == self.connection)
        };
        if let Some(record) = of_stream().find(|record| record.is_in_force()) {
            return Ok(&record.id);
        }
        match of_stream().filter_map(|record| record.withdrawn_at).max() {
            Some(at) => Err(Gap::ConsentWithdrawn { stream, at }),
            None => Err(Gap::ConsentMissing(stream)),
        }
    }
}
