//! The live preview of an allowlist: the tenant's mailboxes counted once, in memory, and asked again with every change.

use super::numbers::WINDOW_DAYS;
use super::words::count;
use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::view::{DeskEvent, SurveyView};
use ledger::Connection;
use std::sync::Arc;
use sync::{Survey, Surveyed};
use tokio::sync::RwLock;
use tokio_util::sync::CancellationToken;

/// A survey as far as it is.
pub(crate) struct Surveying {
    pub(crate) view: SurveyView,
    pub(crate) so_far: Surveyed,
    stop: CancellationToken,
}

impl Companion {
    pub(super) async fn start_survey(&self) -> Result<SurveyView, Obstacle> {
        let connection = self.organisation().await?;
        self.drop_survey();
        let stop = CancellationToken::new();
        let started_at = self.egress.pacing().wall().to_string();
        let view = reading(&Surveyed::default(), &started_at);
        self.bench.papers().survey = Some(Surveying {
            view: view.clone(),
            so_far: Surveyed::default(),
            stop: stop.clone(),
        });
        let this = self.itself()?;
        tokio::spawn(async move {
            let (watching, watched) = (Arc::clone(&this), stop.clone());
            let told = move |so_far: Surveyed| {
                let view = reading(&so_far, &started_at);
                watching.put_survey(&watched, view, Some(so_far));
            };
            let ended = Box::pin(this.survey(&connection, told, stop.clone())).await;
            this.end_survey(&stop, ended);
        });
        Ok(view)
    }

    pub(super) fn survey_view(&self) -> SurveyView {
        let papers = self.bench.papers();
        let view = papers.survey.as_ref().map(|survey| survey.view.clone());
        view.unwrap_or(SurveyView::None)
    }

    pub(super) fn drop_survey(&self) -> SurveyView {
        if let Some(survey) = self.bench.papers().survey.take() {
            survey.stop.cancel();
        }
        self.announce(DeskEvent::PreviewChanged);
        SurveyView::None
    }

    async fn survey(
        &self,
        connection: &Connection,
        told: impl FnMut(Surveyed) + Send,
        stop: CancellationToken,
    ) -> Result<(), Obstacle> {
        let policy = self.policy_in_force(connection).await?;
        let register = self.register(connection, policy).await?;
        register.assert_dpa_accepted()?;
        let survey = Survey {
            source: self.source(connection).await?,
            register: Arc::new(RwLock::new(register)),
            keyer: self.ledger().keyer(),
            stop,
        };
        let ended = survey.run(told).await;
        survey.source.close().await;
        Ok(ended?)
    }

    fn end_survey(&self, stop: &CancellationToken, ended: Result<(), Obstacle>) {
        let so_far = {
            let papers = self.bench.papers();
            papers.survey.as_ref().map(|survey| survey.so_far.clone())
        };
        let so_far = so_far.unwrap_or_default();
        let made_at = self.egress.pacing().wall().to_string();
        let view = match ended {
            Err(obstacle) => SurveyView::Failed {
                error: obstacle.into(),
            },
            Ok(()) => SurveyView::Ready {
                read: count(so_far.read),
                of: count(so_far.of),
                unfinished: count(so_far.unfinished),
                window_days: WINDOW_DAYS,
                made_at,
            },
        };
        self.put_survey(stop, view, None);
    }

    /// Notes how a survey goes on, unless it was dropped meanwhile.
    fn put_survey(&self, stop: &CancellationToken, view: SurveyView, so_far: Option<Surveyed>) {
        if stop.is_cancelled() {
            return;
        }
        if let Some(survey) = self.bench.papers().survey.as_mut() {
            survey.view = view;
            if let Some(so_far) = so_far {
                survey.so_far = so_far;
            }
        }
        self.announce(DeskEvent::PreviewChanged);
    }
}

fn reading(so_far: &Surveyed, started_at: &str) -> SurveyView {
    SurveyView::Reading {
        read: count(so_far.read),
        of: count(so_far.of),
        started_at: started_at.to_owned(),
    }
}
