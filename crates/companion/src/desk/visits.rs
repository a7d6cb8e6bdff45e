//! Visits to Microsoft's pages: begun here, finished by a task of their own.

use super::errand::Errand;
use crate::companion::Companion;
use crate::connect::VISIT_TIME;
use crate::obstacle::Obstacle;
use crate::view::{
    AccountView, AdminConsentView, DeskEvent, InviteRole, NextStep, Refusal, RefusalKind, Road,
    TenantProof, Visit,
};
use ledger::Connection;
use std::sync::Arc;

impl Companion {
    pub(super) async fn begin_sign_in_visit(&self, road: Road) -> Result<Visit, Obstacle> {
        if road != Road::EmployeeGraph {
            return Err(Obstacle::RoadClosed(road));
        }
        self.put_approval_away();
        self.end_visit(Errand::SignIn, Visit::Idle);
        let invite = self.kept_invite_for(InviteRole::Employee).await?;
        let begun = self.begin_employee(invite.as_deref()).await;
        let visit = self.noting_roads(begun).await?;
        let waiting = self.open_visit(visit.page().as_str());
        let this = self.itself()?;
        let task = async move {
            let answered = {
                let this = Arc::clone(&this);
                move || this.checking(Errand::SignIn)
            };
            let connected = this.finish_employee(visit, &answered).await;
            this.conclude(Errand::SignIn, connected.as_ref().map(account))
                .await;
        };
        self.put_visit(Errand::SignIn, &waiting, tokio::spawn(task));
        Ok(waiting)
    }

    pub(super) async fn sign_in_visit(&self) -> Visit {
        let visit = self.bench.papers().sign_in.visit.clone();
        match visit {
            Visit::Idle => self.left_waiting().await.unwrap_or(visit),
            _ => visit,
        }
    }

    pub(super) fn reopen_sign_in_visit(&self) -> Visit {
        self.reopen(Errand::SignIn)
    }

    pub(super) fn cancel_sign_in_visit(&self) -> Visit {
        self.end_visit(Errand::SignIn, cancelled())
    }

    pub(super) async fn begin_consent_visit(&self) -> Result<AdminConsentView, Obstacle> {
        self.end_visit(Errand::Consent, Visit::Idle);
        self.bench.papers().proof = None;
        let registration = self.saved_registration().await?.unwrap_or_default();
        let invite = self.kept_invite_for(InviteRole::TenantAdmin).await?;
        let visit = self
            .begin_organisation(&registration.tenant, invite.as_deref())
            .await?;
        let waiting = self.open_visit(visit.page().as_str());
        let this = self.itself()?;
        let task = async move {
            let answered = {
                let this = Arc::clone(&this);
                move || this.checking(Errand::Consent)
            };
            let connected = this.finish_organisation(visit, &answered).await;
            if connected.is_ok() {
                this.note_proof().await;
            }
            this.conclude(Errand::Consent, connected.as_ref().map(|_| None))
                .await;
        };
        self.put_visit(Errand::Consent, &waiting, tokio::spawn(task));
        Ok(AdminConsentView {
            visit: waiting,
            proof: None,
        })
    }

    pub(super) async fn consent_visit(&self) -> Result<AdminConsentView, Obstacle> {
        let (visit, proof) = {
            let papers = self.bench.papers();
            (papers.consent.visit.clone(), papers.proof.clone())
        };
        let proof = match proof {
            None => self.kept_proof().await?,
            proof => proof,
        };
        Ok(AdminConsentView { visit, proof })
    }

    pub(super) async fn reopen_consent_visit(&self) -> Result<AdminConsentView, Obstacle> {
        self.reopen(Errand::Consent);
        self.consent_visit().await
    }

    pub(super) async fn cancel_consent_visit(&self) -> Result<AdminConsentView, Obstacle> {
        self.end_visit(Errand::Consent, cancelled());
        self.consent_visit().await
    }

    pub(super) fn open_visit(&self, page: &str) -> Visit {
        let until = self
            .egress
            .pacing()
            .wall()
            .plus_seconds(i64::try_from(VISIT_TIME.as_secs()).unwrap_or(600));
        let browser_opened = self.shell.open_page(page);
        Visit::Waiting {
            link: page.to_owned(),
            browser_opened,
            until: until.to_string(),
            approved: false,
        }
    }

    pub(super) fn put_visit(
        &self,
        errand: Errand,
        waiting: &Visit,
        task: tokio::task::JoinHandle<()>,
    ) {
        let mut papers = self.bench.papers();
        let paper = papers.visiting(errand);
        // The answer may have come before this line.
        if paper.visit == Visit::Idle {
            paper.visit = waiting.clone();
        }
        paper.task = Some(task);
    }

    fn reopen(&self, errand: Errand) -> Visit {
        let visit = self.bench.papers().visiting(errand).visit.clone();
        match visit {
            Visit::Waiting {
                link,
                until,
                approved,
                ..
            } => {
                let browser_opened = self.shell.open_page(&link);
                let visit = Visit::Waiting {
                    link,
                    browser_opened,
                    until,
                    approved,
                };
                self.bench.papers().visiting(errand).visit = visit.clone();
                visit
            }
            other => other,
        }
    }

    pub(super) fn end_visit(&self, errand: Errand, visit: Visit) -> Visit {
        let ended = {
            let mut papers = self.bench.papers();
            let paper = papers.visiting(errand);
            paper.end(visit);
            paper.visit.clone()
        };
        self.announce(DeskEvent::VisitChanged);
        ended
    }

    /// The answer came; it is being checked.
    pub(super) fn checking(&self, errand: Errand) {
        self.bench.papers().visiting(errand).visit = Visit::Checking;
        self.announce(DeskEvent::VisitChanged);
    }

    pub(super) async fn conclude(
        &self,
        errand: Errand,
        ended: Result<Option<AccountView>, &Obstacle>,
    ) {
        let visit = match ended {
            Ok(account) => {
                if let Err(obstacle) = self.note_done(errand).await {
                    tracing::warn!(code = obstacle.code(), "the used invite was not forgotten");
                }
                Visit::Done { account }
            }
            Err(
                obstacle @ (Obstacle::MailServer(_)
                | Obstacle::RoadClosed(_)
                | Obstacle::AlreadyConnected),
            ) => Visit::Failed {
                error: obstacle.command_error(),
            },
            Err(obstacle) => {
                let mut refusal = refusal(obstacle);
                self.hand_over(errand, &mut refusal).await;
                Visit::Refused { refusal }
            }
        };
        self.bench.papers().visiting(errand).visit = visit;
        self.announce(DeskEvent::VisitChanged);
        self.announce(DeskEvent::StateChanged);
    }

    /// The invite is used, and a manager's own mailbox is connected.
    async fn note_done(&self, errand: Errand) -> Result<(), Obstacle> {
        if matches!(errand, Errand::SignIn | Errand::Mailbox) {
            self.wish_for_mailbox(false).await?;
        }
        match self.kept_invite_for(errand.role()).await? {
            Some(_) => self.spend_invite().await,
            None => Ok(()),
        }
    }

    async fn note_proof(&self) {
        if let Ok(proof) = self.kept_proof().await {
            self.bench.papers().proof = proof;
        }
    }

    async fn kept_proof(&self) -> Result<Option<TenantProof>, Obstacle> {
        let registration = self.saved_registration().await?;
        Ok(registration.and_then(|registration| {
            Some(TenantProof {
                tenant_id: registration.tenant,
                organisation: registration.organisation.unwrap_or_default(),
                proved_at: registration.proved_at?.to_string(),
                granted: registration.granted,
            })
        }))
    }
}

pub(super) fn account(connection: &Connection) -> Option<AccountView> {
    let address = connection.account.clone()?;
    Some(AccountView {
        address,
        name: connection.display_name.clone(),
    })
}

fn cancelled() -> Visit {
    Visit::Refused {
        refusal: Refusal {
            kind: RefusalKind::Cancelled,
            next: NextStep::SignInAgain,
            code: None,
            admin_link: None,
            approval: None,
            expected: None,
        },
    }
}

/// An obstacle as the ending of a visit.
pub(super) fn refusal(obstacle: &Obstacle) -> Refusal {
    let (kind, next) = match obstacle {
        Obstacle::SignIn(state) => return state.view.clone(),
        Obstacle::MicrosoftUnreachable(_) | Obstacle::ServiceUnreachable(_) => {
            (RefusalKind::Unavailable, NextStep::Wait)
        }
        Obstacle::Registration(_) => (RefusalKind::RegistrationFault, NextStep::FixRegistration),
        Obstacle::Invite(_) => (RefusalKind::WrongTenant, NextStep::AskIt),
        _ => (RefusalKind::Unknown, NextStep::AskIt),
    };
    Refusal {
        kind,
        next,
        code: Some(obstacle.code()),
        admin_link: None,
        approval: None,
        expected: None,
    }
}
