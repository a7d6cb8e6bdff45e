//! What goes on by itself once an administrator approved the app.

use super::errand::Errand;
use crate::companion::Companion;
use crate::connect::ApprovalAsked;
use crate::obstacle::Obstacle;
use crate::view::{
    ApprovalStanding, DeskEvent, InviteRole, MailForm, NextStep, Notice, Refusal, RefusalKind,
    Road, Visit,
};
use std::sync::Arc;
use tokio::task::JoinHandle;
use wire::ApprovalAnswer;

/// An approval that is asked for, and what goes on once it is there.
pub(crate) struct Approving {
    asked: ApprovalAsked,
    again: Again,
    task: Option<JoinHandle<()>>,
}

/// The sign-in that was refused, to be done again.
#[derive(Clone)]
enum Again {
    SignIn,
    Mailbox(MailForm),
}

impl Companion {
    /// Hands over the page for the administrator, where only an administrator can help an employee on.
    pub(super) async fn hand_over(&self, errand: Errand, refusal: &mut Refusal) {
        let form = self.bench.papers().form.clone();
        let (road, again) = match (errand, form) {
            (Errand::SignIn, _) => (activity::Road::EmployeeGraph, Again::SignIn),
            (Errand::Mailbox, Some(form)) => (activity::Road::EmployeeImap, Again::Mailbox(form)),
            _ => return,
        };
        if refusal.next != NextStep::SendLinkToAdmin {
            return;
        }
        let invite = self.kept_invite_for(InviteRole::Employee).await;
        let invite = invite.ok().flatten();
        match self.ask_for_approval(road, invite.as_deref()).await {
            Ok(asked) => self.lay_out(refusal, asked, again),
            Err(obstacle) => tracing::info!(code = obstacle.code(), "no page for an administrator"),
        }
    }

    /// The sign-in as it was left before this program was started: refused, with an administrator to be heard of.
    pub(super) async fn left_waiting(&self) -> Option<Visit> {
        let role = InviteRole::Employee;
        let invite = self.kept_invite_for(role).await.ok().flatten()?;
        let view = self.kept_invite_view().await.ok().flatten()?;
        if self.road_of(&view).await.ok()? != Road::EmployeeGraph {
            return None;
        }
        let road = activity::Road::EmployeeGraph;
        let asked = self.approval_asked_before(road, &invite).await.ok()??;
        let mut refusal = Refusal {
            kind: RefusalKind::NeedsAdmin,
            next: NextStep::SendLinkToAdmin,
            code: None,
            admin_link: None,
            approval: None,
            expected: None,
        };
        self.lay_out(&mut refusal, asked, Again::SignIn);
        let visit = Visit::Refused { refusal };
        self.bench.papers().sign_in.visit = visit.clone();
        Some(visit)
    }

    /// Goes on by itself once the administrator approved; for as long as somebody looks at the refusal.
    pub(super) fn follow(&self) -> Result<Visit, Obstacle> {
        let this = self.itself()?;
        let mut papers = self.bench.papers();
        if let Some(approving) = &mut papers.approving
            && approving.task.as_ref().is_none_or(JoinHandle::is_finished)
        {
            let (asked, again) = (approving.asked.clone(), approving.again.clone());
            let task = async move { this.wait_and_go_on(asked, again).await };
            approving.task = Some(tokio::spawn(task));
        }
        Ok(papers.sign_in.visit.clone())
    }

    /// Nobody looks at the refusal any more: nothing goes on by itself.
    pub(super) fn leave_it(&self) -> Visit {
        let mut papers = self.bench.papers();
        if let Some(approving) = &mut papers.approving
            && let Some(task) = approving.task.take()
        {
            task.abort();
        }
        papers.sign_in.visit.clone()
    }

    /// Forgets the refusal: another sign-in begins.
    pub(super) fn put_approval_away(&self) {
        self.leave_it();
        self.bench.papers().approving = None;
    }

    fn lay_out(&self, refusal: &mut Refusal, asked: ApprovalAsked, again: Again) {
        refusal.admin_link = Some(asked.page().to_string());
        refusal.approval = Some(if asked.came_to_nothing {
            ApprovalStanding::CameToNothing
        } else {
            ApprovalStanding::Awaited
        });
        self.bench.papers().approving = Some(Approving {
            asked,
            again,
            task: None,
        });
    }

    async fn wait_and_go_on(self: Arc<Self>, asked: ApprovalAsked, again: Again) {
        let mut seen = ApprovalAnswer::Waiting;
        loop {
            match self.hear_of_approval(&asked, seen).await {
                Ok(ApprovalAnswer::Granted) => break,
                Ok(answer) => {
                    seen = answer;
                    self.tell_standing(ApprovalStanding::Refused);
                }
                Err(obstacle) => {
                    tracing::info!(code = obstacle.code(), "the approval is not heard of");
                    self.tell_standing(ApprovalStanding::Unheard);
                    return;
                }
            }
        }
        // From here on it is a sign-in like any other, which does not end because the refusal is left.
        self.bench.papers().approving = None;
        if self.tells_notices().await.unwrap_or(false) {
            let notice = Notice::Approved;
            self.announce(DeskEvent::Notice { notice });
        }
        self.sign_in_again(again).await;
    }

    async fn sign_in_again(&self, again: Again) {
        let (errand, begun) = match again {
            Again::SignIn => {
                let begun = self.begin_sign_in_visit(Road::EmployeeGraph).await;
                (Errand::SignIn, begun)
            }
            Again::Mailbox(form) => (Errand::Mailbox, self.connect_mail(form).await),
        };
        if let Err(obstacle) = begun {
            return self.conclude(errand, Err(&obstacle)).await;
        }
        if let Visit::Waiting { approved, .. } = &mut self.bench.papers().sign_in.visit {
            *approved = true;
        }
        self.announce(DeskEvent::VisitChanged);
    }

    fn tell_standing(&self, standing: ApprovalStanding) {
        if let Visit::Refused { refusal } = &mut self.bench.papers().sign_in.visit {
            refusal.approval = Some(standing);
        }
        self.announce(DeskEvent::VisitChanged);
    }
}
