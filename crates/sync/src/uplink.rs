use activity::{Activity, ObjectId, Sha256};
use consent::Clearance;
use privacy::Filtered;
use std::future::Future;

/// The way to the central service.
pub trait Uplink: Send + Sync {
    /// Sends activities; all of a batch are stored, or none. One acknowledgement an item, in order.
    fn upload(
        &self,
        clearance: &Clearance<'_>,
        items: &[Item],
    ) -> impl Future<Output = Result<Vec<Acknowledgement>, UplinkError>> + Send;

    /// Takes activities back. One acknowledgement an item, in order.
    fn retract(
        &self,
        clearance: &Clearance<'_>,
        items: &[(ObjectId, String)],
    ) -> impl Future<Output = Result<Vec<Acknowledgement>, UplinkError>> + Send;
}

/// One activity on its way, with the mailbox it came from.
#[derive(Debug)]
pub struct Item {
    /// The `oid` of the mailbox.
    pub mailbox: ObjectId,
    /// The activity.
    pub activity: Filtered<Activity>,
}

/// What the service says of one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledgement {
    /// The activity's external id.
    pub external_id: String,
    /// The digest of what the service holds now; absent after a retraction.
    pub sha256: Option<Sha256>,
    /// What was done.
    pub status: Status,
}

/// What the service did with an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It was stored, replaced, or was there already.
    Held,
    /// It is not (or no longer) there.
    Absent,
}

/// Why the service took nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UplinkError {
    /// The service is out of reach or asks to wait; what waits goes later.
    #[error("the service is out of reach: {code}")]
    Unavailable {
        /// The named state.
        code: String,
    },
    /// The service refused; the code is from its closed set.
    #[error("the service refused: {code}")]
    Refused {
        /// The problem's code.
        code: String,
    },
}

impl UplinkError {
    /// A stable word for the failure, without content.
    pub fn code(&self) -> &str {
        match self {
            Self::Unavailable { code } | Self::Refused { code } => code,
        }
    }
}
