use crate::{Policy, Rules};
use activity::{ConnectionId, Stream};

/// Proof that data of a stream may be read *and* sent: DPA, policy and (for employees) consent stand.
///
/// Made only by [`crate::Register::clearance`] and borrowed from it; take a new one for every page.
#[derive(Debug)]
pub struct Clearance<'register> {
    pub(crate) ground: Ground<'register>,
    pub(crate) consent: Option<&'register str>,
}

/// Proof that data of a stream may be looked at on this machine: DPA and policy stand, consent is still to come.
///
/// Made only by [`crate::Register::glimpse`]. No uploader takes it.
#[derive(Debug)]
pub struct Glimpse<'register> {
    pub(crate) ground: Ground<'register>,
}

/// Either proof, for code that reads the same way for a preview and for a sync.
#[derive(Debug)]
pub enum Permit<'register> {
    /// Read and send.
    Sync(Clearance<'register>),
    /// Look only.
    Preview(Glimpse<'register>),
}

/// What both proofs stand on.
#[derive(Debug)]
pub(crate) struct Ground<'register> {
    pub(crate) policy: &'register Policy,
    pub(crate) rules: &'register Rules,
    pub(crate) connection: &'register ConnectionId,
    pub(crate) stream: Stream,
    pub(crate) dpa_version: u32,
}

/// A proof under which a source may be read.
pub trait MayRead: sealed::Sealed + Send + Sync {
    /// The policy that stands.
    fn policy(&self) -> &Policy;
    /// The employee's rules.
    fn rules(&self) -> &Rules;
    /// The connection that is read.
    fn connection(&self) -> &ConnectionId;
    /// The stream that is read.
    fn stream(&self) -> Stream;
    /// The version of the DPA in force.
    fn dpa_version(&self) -> u32;
    /// Whether it lets look only: nothing of what is read under it is kept.
    fn is_glimpse(&self) -> bool;
}

mod sealed {
    use super::Ground;

    pub trait Sealed {
        #[expect(
            private_interfaces,
            reason = "the sealing trait itself cannot be named outside"
        )]
        fn ground(&self) -> &Ground<'_>;

        fn looks_only(&self) -> bool;
    }

    impl Sealed for super::Clearance<'_> {
        #[expect(
            private_interfaces,
            reason = "the sealing trait itself cannot be named outside"
        )]
        fn ground(&self) -> &Ground<'_> {
            &self.ground
        }

        fn looks_only(&self) -> bool {
            false
        }
    }

    impl Sealed for super::Permit<'_> {
        #[expect(
            private_interfaces,
            reason = "the sealing trait itself cannot be named outside"
        )]
        fn ground(&self) -> &Ground<'_> {
            match self {
                Self::Sync(clearance) => &clearance.ground,
                Self::Preview(glimpse) => &glimpse.ground,
            }
        }

        fn looks_only(&self) -> bool {
            matches!(self, Self::Preview(_))
        }
    }

    impl Sealed for super::Glimpse<'_> {
        #[expect(
            private_interfaces,
            reason = "the sealing trait itself cannot be named outside"
        )]
        fn ground(&self) -> &Ground<'_> {
            &self.ground
        }

        fn looks_only(&self) -> bool {
            true
        }
    }
}

impl<P: sealed::Sealed + Send + Sync> MayRead for P {
    fn policy(&self) -> &Policy {
        self.ground().policy
    }

    fn rules(&self) -> &Rules {
        self.ground().rules
    }

    fn connection(&self) -> &ConnectionId {
        self.ground().connection
    }

    fn stream(&self) -> Stream {
        self.ground().stream
    }

    fn dpa_version(&self) -> u32 {
        self.ground().dpa_version
    }

    fn is_glimpse(&self) -> bool {
        self.looks_only()
    }
}

impl Clearance<'_> {
    /// The consent record that stands, on the employee roads.
    pub fn consent(&self) -> Option<&str> {
        self.consent
    }
}
