//! The state of the application as a whole.

use super::invites::host_of;
use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::pinned::{PinnedService, SERVICE};
use crate::view::{AppState, ServiceView};

impl Companion {
    pub(super) async fn state(&self) -> Result<AppState, Obstacle> {
        let invite = self.kept_invite_view().await?;
        let connections = self.connection_views().await?;
        let guides = self.guides(invite.as_ref()).await?;
        let managing = self.managing_view().await?;
        Ok(AppState {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            first_run: invite.is_none() && connections.is_empty() && managing.is_none(),
            invite,
            asked_by: self.who_asked().await?,
            managing,
            connections,
            guides,
            service: self.service_view().await?,
            not_microsoft: self.settings.is_not_microsoft(),
            locked: self.settings.locked.clone(),
            language: self.preferred_language().await?,
            background: self.works_in_background().await?,
            notices: self.tells_notices().await?,
            metered: self.syncs_on_metered().await?,
        })
    }

    async fn service_view(&self) -> Result<ServiceView, Obstacle> {
        let pinned: Option<PinnedService> = self.home.document(SERVICE).await?;
        let address = self
            .settings
            .service
            .clone()
            .or(pinned.map(|pinned| pinned.address));
        let heard = self.bench.papers().service_heard;
        Ok(ServiceView {
            host: address.as_ref().map(host_of),
            reachable: heard.map(|(reachable, _)| reachable),
            last_heard_at: heard
                .filter(|(reachable, _)| *reachable)
                .map(|(_, at)| at.to_string()),
        })
    }
}
