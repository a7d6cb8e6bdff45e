//! The machine's way to the network, as the desktop around a face tells it.

use tokio::sync::watch;

/// What the desktop says of the network that the machine is on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Network {
    /// It may be used freely, as far as is known.
    #[default]
    Free,
    /// What goes over it is counted or paid for.
    Metered,
    /// There is none.
    Away,
}

/// What the desktop says of the network, from now on.
pub type Networks = watch::Receiver<Network>;
