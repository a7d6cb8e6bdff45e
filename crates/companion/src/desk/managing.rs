//! Becoming a manager as a face asks for it.

use super::errand::Errand;
use super::review_views::cycle_view;
use crate::companion::Companion;
use crate::connect::Managing;
use crate::obstacle::Obstacle;
use crate::view::{
    AccountView, Answer, AppState, CycleView, InviteRole, ManagingDesk, ManagingView, Visit,
};
use std::sync::Arc;

/// An answer in its box.
macro_rules! answer {
    ($($body:tt)*) => {
        Box::pin(async move { Ok({ $($body)* }) })
    };
}

impl ManagingDesk for Companion {
    fn begin_managing(&self) -> Answer<'_, Visit> {
        answer! { self.begin_managing_visit().await? }
    }

    fn stop_managing(&self) -> Answer<'_, AppState> {
        answer! {
            Self::stop_managing(self).await?;
            self.forget_who_asked().await?;
            self.state().await?
        }
    }

    fn want_mailbox(&self, is_wanted: bool) -> Answer<'_, AppState> {
        answer! {
            self.wish_for_mailbox(is_wanted).await?;
            self.state().await?
        }
    }

    fn managed_cycles(&self) -> Answer<'_, Vec<CycleView>> {
        answer! {
            let cycles = Self::managed_cycles(self).await?;
            cycles.iter().map(cycle_view).collect()
        }
    }
}

impl Companion {
    async fn begin_managing_visit(&self) -> Result<Visit, Obstacle> {
        self.put_approval_away();
        self.end_visit(Errand::Manager, Visit::Idle);
        let invite = self.kept_invite_for(InviteRole::Manager).await?;
        let invite = invite.ok_or(Obstacle::NotFound)?;
        let visit = self.begin_managing(&invite).await?;
        let waiting = self.open_visit(visit.page().as_str());
        let this = self.itself()?;
        let task = async move {
            let answered = {
                let this = Arc::clone(&this);
                move || this.checking(Errand::Manager)
            };
            let managing = this.finish_managing(visit, &answered).await;
            this.conclude(Errand::Manager, managing.as_ref().map(account))
                .await;
        };
        self.put_visit(Errand::Manager, &waiting, tokio::spawn(task));
        Ok(waiting)
    }

    pub(super) async fn managing_view(&self) -> Result<Option<ManagingView>, Obstacle> {
        let managing = self.managing().await?;
        Ok(managing.map(|managing| ManagingView {
            account: account(&managing),
            organisation: managing
                .organisation
                .unwrap_or_else(|| managing.tenant.to_string()),
            wants_mailbox: managing.wants_mailbox,
            is_taken_back: managing.is_taken_back,
        }))
    }
}

fn account(managing: &Managing) -> Option<AccountView> {
    Some(AccountView {
        address: managing.address.clone()?,
        name: managing.name.clone(),
    })
}
