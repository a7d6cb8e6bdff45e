//! What a review sees, as a face shows it.

use super::review_views::{
    access_view, cycle_view, export_view, purpose_view, review_view, rubric_view, zone_of,
};
use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::view::{
    CycleForm, CycleStanding, CycleView, PurposeView, ReviewPerson, ReviewView, RubricView,
    SignalDay, SignalMail,
};
use activity::{CycleId, Instant};
use consent::{Cycle, CycleState};
use jiff::civil::Date;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use wire::{CycleChange, CycleRequest, Review, Role, SettingsChange};

/// The most mails of one day that are shown.
const MOST_MAILS: usize = 1_000;

impl Companion {
    pub(super) async fn cycles_of(&self, connection: &str) -> Result<Vec<CycleView>, Obstacle> {
        let connection = self.connection(connection).await?;
        let cycles = self.review_cycles(&connection).await?;
        Ok(cycles.iter().map(cycle_view).collect())
    }

    pub(super) async fn my_review_view(&self, cycle: &str) -> Result<ReviewView, Obstacle> {
        let cycle = id_of(cycle)?;
        let review = self.my_review(&cycle).await?;
        self.mine(&cycle, review).await
    }

    pub(super) async fn note_added(
        &self,
        cycle: &str,
        text: String,
    ) -> Result<ReviewView, Obstacle> {
        let cycle = id_of(cycle)?;
        let review = self.add_note(&cycle, text).await?;
        self.mine(&cycle, review).await
    }

    pub(super) async fn note_removed(&self, cycle: &str, id: &str) -> Result<ReviewView, Obstacle> {
        let cycle = id_of(cycle)?;
        let review = self.remove_note(&cycle, id).await?;
        self.mine(&cycle, review).await
    }

    pub(super) async fn disputed(
        &self,
        cycle: &str,
        mark: &str,
        reason: String,
    ) -> Result<ReviewView, Obstacle> {
        let cycle = id_of(cycle)?;
        let reason = Some(reason).filter(|reason| !reason.trim().is_empty());
        let review = self.dispute(&cycle, mark, reason).await?;
        self.mine(&cycle, review).await
    }

    pub(super) async fn undisputed(&self, cycle: &str, mark: &str) -> Result<ReviewView, Obstacle> {
        let cycle = id_of(cycle)?;
        let review = Companion::undo_dispute(self, &cycle, mark).await?;
        self.mine(&cycle, review).await
    }

    /// The days behind the counts: what is in the ledger here, not what the service says.
    pub(super) async fn days_of_signals(
        &self,
        connection: &str,
        cycle: &str,
    ) -> Result<Vec<SignalDay>, Obstacle> {
        let connection = self.connection(connection).await?;
        let cycle = self.known_cycle(&connection, cycle).await?;
        let zone = zone_of(&cycle);
        let days = self
            .ledger()
            .fold_signals(
                &connection.id,
                (cycle.start, cycle.end),
                BTreeMap::<Date, (u32, u32)>::new(),
                move |days, at, sent| {
                    let day = at.timestamp().to_zoned(zone.clone()).date();
                    let counts = days.entry(day).or_default();
                    let counted = if sent { &mut counts.0 } else { &mut counts.1 };
                    *counted = counted.saturating_add(1);
                },
            )
            .await?;
        let days = days.into_iter().map(|(day, (sent, received))| SignalDay {
            day: day.to_string(),
            sent,
            received,
        });
        Ok(days.collect())
    }

    /// The mails of one day; of each only the time and the direction are known.
    pub(super) async fn mails_of_day(
        &self,
        connection: &str,
        cycle: &str,
        day: &str,
    ) -> Result<Vec<SignalMail>, Obstacle> {
        let connection = self.connection(connection).await?;
        let cycle = self.known_cycle(&connection, cycle).await?;
        let day: Date = day.parse().map_err(|_| Obstacle::NotFound)?;
        let (from, until) = day_in(&cycle, day)?;
        let mails = self
            .ledger()
            .fold_signals(
                &connection.id,
                (from.max(cycle.start), until.min(cycle.end)),
                Vec::new(),
                |mails, at, sent| {
                    if mails.len() < MOST_MAILS {
                        mails.push(SignalMail {
                            at: at.to_string(),
                            sent,
                        });
                    }
                },
            )
            .await?;
        Ok(mails)
    }

    pub(super) async fn rubric_view(&self) -> Result<RubricView, Obstacle> {
        let rubric = match self.rubric(Role::Employee).await {
            Err(Obstacle::NotConnected) => self.rubric(Role::TenantAdmin).await?,
            known => known?,
        };
        Ok(rubric_view(rubric))
    }

    pub(super) async fn rubric_saved(&self, toml: Option<String>) -> Result<RubricView, Obstacle> {
        Ok(rubric_view(self.set_rubric(toml).await?))
    }

    pub(super) async fn cycle_views(&self) -> Result<Vec<CycleView>, Obstacle> {
        let cycles = Companion::cycles(self).await?;
        Ok(cycles.iter().map(cycle_view).collect())
    }

    pub(super) async fn cycle_made(&self, form: CycleForm) -> Result<Vec<CycleView>, Obstacle> {
        let request = CycleRequest {
            id: None,
            name: form.name,
            start: form.start,
            end: form.end,
            time_zone: form.time_zone,
        };
        Companion::make_cycle(self, &request).await?;
        self.cycle_views().await
    }

    pub(super) async fn cycle_changed(
        &self,
        cycle: &str,
        form: CycleForm,
    ) -> Result<Vec<CycleView>, Obstacle> {
        let change = CycleChange {
            name: Some(form.name),
            start: Some(form.start),
            end: Some(form.end),
            time_zone: Some(form.time_zone),
        };
        Companion::change_cycle(self, &id_of(cycle)?, &change).await?;
        self.cycle_views().await
    }

    pub(super) async fn cycle_moved(
        &self,
        cycle: &str,
        state: CycleStanding,
    ) -> Result<Vec<CycleView>, Obstacle> {
        let state = match state {
            CycleStanding::Open => return Err(Obstacle::Conflict),
            CycleStanding::Frozen => CycleState::Frozen,
            CycleStanding::Closed => CycleState::Closed,
        };
        Companion::move_cycle(self, &id_of(cycle)?, state).await?;
        self.cycle_views().await
    }

    pub(super) async fn people_of(&self, cycle: &str) -> Result<Vec<ReviewPerson>, Obstacle> {
        let people = self.reviewable(&id_of(cycle)?).await?;
        let people = people.into_iter().map(|one| ReviewPerson {
            who: one
                .address
                .or(one.name)
                .unwrap_or_else(|| one.id.to_string()),
            id: one.id.to_string(),
        });
        Ok(people.collect())
    }

    pub(super) async fn review_view_of(
        &self,
        cycle: &str,
        person: &str,
    ) -> Result<ReviewView, Obstacle> {
        let review = Companion::review_of(self, &id_of(cycle)?, person).await?;
        review_view(&review)
    }

    pub(super) async fn purpose_view(&self) -> Result<PurposeView, Obstacle> {
        Ok(purpose_view(self.config().await?))
    }

    pub(super) async fn purpose_saved(&self, words: PurposeView) -> Result<PurposeView, Obstacle> {
        let device = self.device(Role::TenantAdmin).await?;
        let change = SettingsChange {
            purpose: Some(words.purpose),
            legal_basis: Some(words.legal_basis),
            ..SettingsChange::default()
        };
        Ok(purpose_view(device.change(&change).await?))
    }

    async fn mine(&self, cycle: &CycleId, review: Review) -> Result<ReviewView, Obstacle> {
        let looks = self.review_accesses(cycle).await?.into_iter();
        let exports = self.export_looks().await?.into_iter();
        let mut accesses: Vec<_> = looks
            .map(|look| (look.at, access_view(look)))
            .chain(exports.map(|look| (look.at, export_view(look))))
            .collect();
        accesses.sort_by_key(|(at, _)| Reverse(*at));
        Ok(ReviewView {
            accesses: accesses.into_iter().map(|(_, look)| look).collect(),
            is_manager: self.is_manager().await?,
            ..review_view(&review)?
        })
    }

    async fn known_cycle(
        &self,
        connection: &ledger::Connection,
        cycle: &str,
    ) -> Result<Cycle, Obstacle> {
        let policy = self.last_policy(connection).await?;
        let cycles = policy.map(|policy| policy.cycles).unwrap_or_default();
        let found = cycles.into_iter().find(|known| known.id.as_str() == cycle);
        found.ok_or(Obstacle::NotFound)
    }
}

fn id_of(cycle: &str) -> Result<CycleId, Obstacle> {
    CycleId::new(cycle).map_err(|_| Obstacle::NotFound)
}

/// From the first instant of a day to the first after it.
fn day_in(cycle: &Cycle, day: Date) -> Result<(Instant, Instant), Obstacle> {
    let begin = |day: Date| day.to_zoned(zone_of(cycle)).map_err(|_| Obstacle::NotFound);
    let from = begin(day)?.timestamp();
    let until = begin(day.tomorrow().map_err(|_| Obstacle::NotFound)?)?.timestamp();
    Ok((Instant::from(from), Instant::from(until)))
}
