//! What the desktop says of the network: GLib's monitor on Linux (which asks `NetworkManager`, or the portal inside a sandbox),
//! the connection's cost on Windows. Elsewhere nothing is known, and nothing waits.

use companion::view::Networks;

/// Listens to the desktop for as long as the program runs. Called on the thread that the window's loop runs on.
pub(crate) fn listen() -> Option<Networks> {
    desktop::listen()
}

#[cfg(target_os = "linux")]
mod desktop {
    use companion::view::{Network, Networks};
    use gio::{NetworkMonitor, prelude::NetworkMonitorExt};
    use std::sync::Arc;
    use tokio::sync::watch;

    #[expect(
        clippy::unnecessary_wraps,
        reason = "other desktops may tell of nothing"
    )]
    pub(super) fn listen() -> Option<Networks> {
        let monitor = NetworkMonitor::default();
        let (tell, networks) = watch::channel(state_of(&monitor));
        let tell = Arc::new(tell);
        let again = Arc::clone(&tell);
        monitor.connect_network_metered_notify(move |monitor| pass_on(&again, monitor));
        monitor.connect_network_changed(move |monitor, _| pass_on(&tell, monitor));
        Some(networks)
    }

    fn pass_on(tell: &watch::Sender<Network>, monitor: &NetworkMonitor) {
        let now = state_of(monitor);
        tell.send_if_modified(|known| std::mem::replace(known, now) != now);
    }

    fn state_of(monitor: &NetworkMonitor) -> Network {
        if !monitor.is_network_available() {
            Network::Away
        } else if monitor.is_network_metered() {
            Network::Metered
        } else {
            Network::Free
        }
    }
}

#[cfg(target_os = "windows")]
mod desktop {
    use companion::view::{Network, Networks};
    use tokio::sync::watch;
    use windows::Networking::Connectivity::{
        NetworkCostType, NetworkInformation, NetworkStatusChangedEventHandler,
    };

    pub(super) fn listen() -> Option<Networks> {
        let (tell, networks) = watch::channel(now());
        let changed = NetworkStatusChangedEventHandler::new(move |_| {
            let now = now();
            tell.send_if_modified(|known| std::mem::replace(known, now) != now);
            Ok(())
        });
        NetworkInformation::NetworkStatusChanged(&changed).ok()?;
        Some(networks)
    }

    /// The network of this moment; one whose cost cannot be told is free.
    fn now() -> Network {
        let Ok(profile) = NetworkInformation::GetInternetConnectionProfile() else {
            return Network::Away;
        };
        let cost = profile.GetConnectionCost();
        match cost.and_then(|cost| cost.NetworkCostType()) {
            Ok(NetworkCostType::Fixed | NetworkCostType::Variable) => Network::Metered,
            _ => Network::Free,
        }
    }
}

#[cfg(not(any(target_os = "linux", target_os = "windows")))]
mod desktop {
    pub(super) fn listen() -> Option<companion::view::Networks> {
        None
    }
}
