use egress::{EgressError, TlsFault};
use sync::UplinkError;
use wire::{Problem, ProblemCode};

/// Why the central service gave nothing.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CentralError {
    /// It does not answer, or asks to come back later; the word says how.
    #[error("the service is out of reach: {0}")]
    OutOfReach(String),
    /// It cannot prove who it is.
    #[error("the service cannot prove who it is")]
    Untrusted(TlsFault),
    /// It refuses.
    #[error(transparent)]
    Refused(Box<Problem>),
    /// Its answer is torn, too large, or of the wrong shape.
    #[error("the service's answer has not the right shape")]
    Garbled,
    /// Its address is not one that this program talks to.
    #[error("not an address that this program talks to")]
    NotAnAddress,
}

impl CentralError {
    /// The closed code, if the service refused.
    pub fn problem(&self) -> Option<ProblemCode> {
        match self {
            Self::Refused(problem) => Some(problem.code),
            _ => None,
        }
    }

    /// A stable word for the error, without content.
    pub fn code(&self) -> String {
        match self {
            Self::OutOfReach(code) => format!("service_{code}"),
            Self::Untrusted(_) => "service_untrusted".to_owned(),
            Self::Refused(problem) => problem.code.as_str().to_owned(),
            Self::Garbled => "service_garbled".to_owned(),
            Self::NotAnAddress => "service_not_an_address".to_owned(),
        }
    }

    /// Whether the same question may be answered later without anybody doing anything.
    pub fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::OutOfReach(_) | Self::Untrusted(_) | Self::Garbled
        )
    }
}

impl From<EgressError> for CentralError {
    fn from(error: EgressError) -> Self {
        let answer = match error {
            EgressError::Status(answer) => answer,
            EgressError::Tls(fault) => return Self::Untrusted(fault),
            EgressError::TooLarge { .. } => return Self::Garbled,
            EgressError::RefusedHost { .. } | EgressError::Unsendable => return Self::NotAnAddress,
            passing => return Self::OutOfReach(passing.code().to_owned()),
        };
        let Ok(problem) = serde_json::from_slice::<Problem>(&answer.body) else {
            // Something between here and the service answered in its own words.
            return Self::OutOfReach(format!("status_{}", answer.code));
        };
        match problem.code {
            ProblemCode::RateLimited
            | ProblemCode::Timeout
            | ProblemCode::Unavailable
            | ProblemCode::Internal => Self::OutOfReach(problem.code.as_str().to_owned()),
            _ => Self::Refused(Box::new(problem)),
        }
    }
}

impl From<CentralError> for UplinkError {
    fn from(error: CentralError) -> Self {
        let code = error.code();
        if error.is_passing() {
            Self::Unavailable { code }
        } else {
            Self::Refused { code }
        }
    }
}
