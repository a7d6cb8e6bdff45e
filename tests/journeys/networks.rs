//! What the desktop says of the network: a `NetworkManager` that says what a journey wants it to say.

use zbus::{
    block_on,
    blocking::{Connection, connection::Builder},
};

const NAME: &str = "org.freedesktop.NetworkManager";
const PATH: &str = "/org/freedesktop/NetworkManager";

/// The words of `NMMetered`, `NMConnectivityState` and `NMState` that matter here.
const METERED: u32 = 1;
const NOT_METERED: u32 = 2;
const FULL: u32 = 4;
const CONNECTED_GLOBAL: u32 = 70;

/// The machine's network, as programs are told of it.
pub(crate) struct Networks {
    bus: Connection,
}

struct Told {
    metered: u32,
}

#[zbus::interface(name = "org.freedesktop.NetworkManager")]
impl Told {
    #[zbus(property)]
    fn metered(&self) -> u32 {
        self.metered
    }

    #[zbus(property)]
    #[expect(clippy::unused_self, reason = "this is how the bus asks")]
    fn connectivity(&self) -> u32 {
        FULL
    }

    #[zbus(property)]
    #[expect(clippy::unused_self, reason = "this is how the bus asks")]
    fn state(&self) -> u32 {
        CONNECTED_GLOBAL
    }
}

impl Networks {
    /// Tells of a free network on the bus with that address.
    pub(crate) fn on(address: &str) -> Self {
        let told = Told {
            metered: NOT_METERED,
        };
        let bus = Builder::address(address)
            .and_then(|bus| bus.serve_at(PATH, told))
            .and_then(|bus| bus.name(NAME))
            .and_then(Builder::build)
            .expect("the bus takes it");
        Self { bus }
    }

    /// Says from now on whether the network is metered.
    pub(crate) fn be_metered(&self, is_metered: bool) {
        let told = self.bus.object_server().interface::<_, Told>(PATH);
        let told = told.expect("it is on the bus");
        told.get_mut().metered = if is_metered { METERED } else { NOT_METERED };
        block_on(told.get().metered_changed(told.signal_emitter())).expect("the bus passes it on");
    }
}
