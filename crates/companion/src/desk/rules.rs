//! The employee's rules as a face lists, tries and changes them.

use super::rows::own_row;
use super::words::count;
use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::view::{
    DeskEvent, PreviewView, RuleChange, RuleCount, RuleDraft, RuleKind, RuleProblem, RuleTrial,
    RuleView, RulesView, TriedOn,
};
use consent::{Exclusion, ExclusionKind, NotARule, Rules};
use ledger::{Counts, Ledger};

impl Companion {
    pub(super) async fn rules_view(&self) -> Result<RulesView, Obstacle> {
        let rules = self.rules_held().await?;
        let views = rules.into_iter().map(|(rule, held)| RuleView {
            id: rule.exclusion.clone().into(),
            rule: RuleDraft {
                kind: rule.exclusion.kind().into(),
                value: rule.exclusion.value().to_owned(),
                label: rule.label.clone(),
            },
            since: rule.since.to_string(),
            holds: held.into(),
        });
        Ok(RulesView {
            rules: views.collect(),
            at_service: count(self.ledger().held_and_left_out().await?),
        })
    }

    pub(super) async fn change_tried(&self, change: &RuleChange) -> Result<RuleTrial, Obstacle> {
        let before = self.rules().await?;
        let after = match self.changed(&before, change).await {
            Ok(after) => after,
            Err(Obstacle::NotARule(refusal)) => {
                return Ok(untried(Some(refusal.into()), false, TriedOn::Nothing));
            }
            Err(obstacle) => return Err(obstacle),
        };
        let (ledger, tried_on) = self.ground().await?;
        let is_known = change.add.is_some() && change.remove.is_none() && after == before;
        let Some(ledger) = ledger else {
            return Ok(untried(None, is_known, tried_on));
        };
        let trial = self.try_rules_on(&ledger, &after).await?;
        Ok(RuleTrial {
            withheld: trial.flips.withheld.into(),
            kept: trial.flips.kept.into(),
            already_left: trial.told.into(),
            rows: trial.rows.iter().map(own_row).collect(),
            ..untried(None, is_known, tried_on)
        })
    }

    pub(super) async fn change_made(&self, change: &RuleChange) -> Result<RulesView, Obstacle> {
        let before = self.rules().await?;
        let after = self.changed(&before, change).await?;
        self.put_rules(&after).await?;
        self.judge_previews_anew(&after).await?;
        self.announce(DeskEvent::StateChanged);
        self.rules_view().await
    }

    /// Every preview shows at once what would leave now.
    async fn judge_previews_anew(&self, rules: &Rules) -> Result<(), Obstacle> {
        let made: Vec<_> = self
            .bench
            .papers()
            .previews
            .iter()
            .filter_map(|(id, previewing)| Some((id.clone(), previewing.preview.clone()?)))
            .collect();
        for (id, mut preview) in made {
            self.judge_preview_anew(&mut preview, rules).await?;
            let view = match self.ready(&preview).await {
                PreviewView::Ready {
                    window_days,
                    flows,
                    signal,
                    days,
                    ..
                } => PreviewView::Ready {
                    made_at: self.preview_made_at(&id),
                    window_days,
                    flows,
                    signal,
                    days,
                },
                other => other,
            };
            self.put_preview(&id, view, Some(preview));
        }
        Ok(())
    }

    fn preview_made_at(&self, id: &str) -> String {
        match self.preview_view(id) {
            PreviewView::Ready { made_at, .. } => made_at,
            _ => self.egress.pacing().wall().to_string(),
        }
    }

    /// What there is to try rules on: the ledger once a run has ended, before that a preview.
    async fn ground(&self) -> Result<(Option<Ledger>, TriedOn), Obstacle> {
        for connection in self.employee_connections().await? {
            if self.ledger().last_finished(&connection.id).await?.is_some() {
                return Ok((Some(self.ledger().clone()), TriedOn::Ledger));
            }
        }
        Ok(match self.bench.previewed().into_iter().next() {
            Some(ledger) => (Some(ledger), TriedOn::Preview),
            None => (None, TriedOn::Nothing),
        })
    }

    async fn changed(&self, rules: &Rules, change: &RuleChange) -> Result<Rules, Obstacle> {
        let mut changed = rules.clone();
        if let Some(id) = &change.remove
            && let Ok(exclusion) = Exclusion::try_from(id.clone())
        {
            changed = changed.without(&exclusion);
        }
        if let Some(draft) = &change.add {
            let exclusion = Exclusion::new(draft.kind.into(), &draft.value);
            let exclusion = exclusion.map_err(Obstacle::NotARule)?;
            changed = changed.with(self.rule(exclusion).await?);
        }
        Ok(changed)
    }
}

fn untried(problem: Option<RuleProblem>, known: bool, tried_on: TriedOn) -> RuleTrial {
    RuleTrial {
        problem,
        known,
        tried_on,
        withheld: RuleCount::default(),
        kept: RuleCount::default(),
        already_left: RuleCount::default(),
        rows: Vec::new(),
    }
}

impl From<Counts> for RuleCount {
    fn from(counts: Counts) -> Self {
        Self {
            sent: count(counts.sent),
            received: count(counts.received),
            transcripts: count(counts.transcripts),
        }
    }
}

impl From<RuleKind> for ExclusionKind {
    fn from(kind: RuleKind) -> Self {
        match kind {
            RuleKind::Person => Self::Person,
            RuleKind::Domain => Self::Domain,
            RuleKind::Meeting => Self::Meeting,
            RuleKind::Series => Self::Series,
            RuleKind::SubjectWord => Self::SubjectWord,
        }
    }
}

impl From<ExclusionKind> for RuleKind {
    fn from(kind: ExclusionKind) -> Self {
        match kind {
            ExclusionKind::Person => Self::Person,
            ExclusionKind::Domain => Self::Domain,
            ExclusionKind::Meeting => Self::Meeting,
            ExclusionKind::Series => Self::Series,
            ExclusionKind::SubjectWord => Self::SubjectWord,
        }
    }
}

impl From<NotARule> for RuleProblem {
    fn from(refusal: NotARule) -> Self {
        match refusal {
            NotARule::NotAnAddress => Self::NotAnAddress,
            NotARule::NotADomain => Self::NotADomain,
            NotARule::NotAWord => Self::NotAWord,
            NotARule::NotAMeeting | NotARule::UnknownKind => Self::NotAMeeting,
        }
    }
}
