use crate::print::note;
use activity::Road;
use companion::view::NextStep;
use companion::{Companion, Obstacle};
use wire::ApprovalAnswer;

/// Connecting where an administrator may have to approve the app first.
pub(super) struct Asking<'home> {
    companion: &'home Companion,
    road: Road,
    invite: Option<&'home str>,
    waits: bool,
}

impl<'home> Asking<'home> {
    pub(super) fn new(
        companion: &'home Companion,
        road: Road,
        invite: Option<&'home str>,
        waits: bool,
    ) -> Self {
        Self {
            companion,
            road,
            invite,
            waits,
        }
    }

    /// Connects; where only an administrator helps, prints the page for them, and goes on once they approved if that is wished.
    pub(super) async fn approved<T>(
        &self,
        connect: impl AsyncFn() -> Result<T, Obstacle>,
    ) -> Result<T, Obstacle> {
        loop {
            match connect().await {
                Err(Obstacle::SignIn(state)) if state.view.next == NextStep::SendLinkToAdmin => {
                    if !self.administrator_approves().await? {
                        return Err(Obstacle::SignIn(state));
                    }
                }
                ended => return ended,
            }
        }
    }

    async fn administrator_approves(&self) -> Result<bool, Obstacle> {
        let asked = self
            .companion
            .ask_for_approval(self.road, self.invite)
            .await?;
        if asked.came_to_nothing {
            note(
                "An administrator came back with an approval, and Microsoft refuses all the same.",
            );
        }
        note("An administrator has to approve the app. Hand them this page:");
        note(asked.page().as_str());
        if !self.waits {
            return Ok(false);
        }
        note("Waiting for the administrator; it goes on by itself.");
        let mut seen = ApprovalAnswer::Waiting;
        while seen != ApprovalAnswer::Granted {
            seen = self.companion.hear_of_approval(&asked, seen).await?;
            if seen == ApprovalAnswer::Refused {
                note(
                    "An administrator opened the page and did not approve. They still may; waiting.",
                );
            }
        }
        note("Your administrator has approved; signing you in again.");
        Ok(true)
    }
}
