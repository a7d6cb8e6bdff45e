//! How the schedule goes by the network: it waits on one that is counted or paid for, and goes on when there is one again.

use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::view::{DeskEvent, Network};
use std::sync::Arc;
use std::sync::atomic::Ordering;

impl Companion {
    /// Whether the network of this moment is one that the schedule waits on. What a person starts does not wait.
    pub(super) async fn is_metered(&self) -> Result<bool, Obstacle> {
        let networks = self.shell.networks();
        let is_metered = networks.is_some_and(|now| *now.borrow() == Network::Metered);
        Ok(is_metered && !self.syncs_on_metered().await?)
    }

    /// Holds a turn of the schedule back where the network says so.
    pub(super) async fn holds_turn(&self) -> bool {
        // Said before the network is asked, so that a change of this very moment finds the turn.
        self.bench.is_turn_held.store(true, Ordering::SeqCst);
        let is_held = self.is_metered().await.unwrap_or(false);
        if !is_held {
            self.bench.is_turn_held.store(false, Ordering::SeqCst);
        }
        is_held
    }

    /// Takes the turn that was held back, if one was.
    pub(super) fn take_held_turn(&self) {
        if self.bench.is_turn_held.swap(false, Ordering::SeqCst) {
            self.bench.schedule.ask();
        }
    }

    /// Goes on with what waited whenever the network changes, as long as the desktop tells of it.
    pub(super) async fn follow_network(self: Arc<Self>) {
        let Some(mut networks) = self.shell.networks() else {
            return;
        };
        while networks.changed().await.is_ok() {
            let network = *networks.borrow_and_update();
            tracing::debug!(?network, "the network changed");
            if network == Network::Free {
                self.take_held_turn();
            }
            if network != Network::Away && self.failed_for_want_of_network() {
                self.bench.schedule.ask();
            }
            self.announce(DeskEvent::StateChanged);
        }
    }

    fn failed_for_want_of_network(&self) -> bool {
        let papers = self.bench.papers();
        papers.troubles.values().any(|trouble| {
            matches!(
                trouble.obstacle,
                Obstacle::MicrosoftUnreachable(_) | Obstacle::ServiceUnreachable(_)
            )
        })
    }
}
