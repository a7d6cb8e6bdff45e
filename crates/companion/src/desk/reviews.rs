//! What a review sees, as a face shows it.

use super::words::count;
use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::view::{
    CycleForm, CycleStanding, CycleView, MeetingScore, ReviewAccessView, ReviewDisputeView,
    ReviewMeasure, ReviewMeeting, ReviewNoteView, ReviewPerson, ReviewSignals, ReviewSkill,
    ReviewView, ReviewerRole, RubricView, SignalDay, SignalMail,
};
use activity::{CycleId, Instant};
use consent::{Cycle, CycleState};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use wire::{
    CycleChange, CycleRequest, Review, ReviewAccess, ReviewInput, ReviewedMeeting, ReviewedSkill,
    Role, RubricInForce,
};

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
        review_view(&review, Vec::new())
    }

    async fn mine(&self, cycle: &CycleId, review: Review) -> Result<ReviewView, Obstacle> {
        let accesses = self.review_accesses(cycle).await?;
        review_view(&review, accesses)
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

fn zone_of(cycle: &Cycle) -> TimeZone {
    TimeZone::get(&cycle.time_zone).unwrap_or(TimeZone::UTC)
}

/// From the first instant of a day to the first after it.
fn day_in(cycle: &Cycle, day: Date) -> Result<(Instant, Instant), Obstacle> {
    let begin = |day: Date| day.to_zoned(zone_of(cycle)).map_err(|_| Obstacle::NotFound);
    let from = begin(day)?.timestamp();
    let until = begin(day.tomorrow().map_err(|_| Obstacle::NotFound)?)?.timestamp();
    Ok((Instant::from(from), Instant::from(until)))
}

fn standing(state: CycleState) -> CycleStanding {
    match state {
        CycleState::Open => CycleStanding::Open,
        CycleState::Frozen => CycleStanding::Frozen,
        CycleState::Closed => CycleStanding::Closed,
    }
}

fn cycle_view(cycle: &Cycle) -> CycleView {
    let local = |at: Instant| {
        let zoned = at.timestamp().to_zoned(zone_of(cycle));
        zoned.strftime("%Y-%m-%dT%H:%M").to_string()
    };
    CycleView {
        id: cycle.id.to_string(),
        name: cycle.name.clone(),
        start: cycle.start.to_string(),
        end: cycle.end.to_string(),
        start_local: local(cycle.start),
        end_local: local(cycle.end),
        time_zone: cycle.time_zone.clone(),
        state: standing(cycle.state),
    }
}

fn rubric_view(rubric: RubricInForce) -> RubricView {
    RubricView {
        version: rubric.version,
        toml: rubric.toml,
        set_at: rubric.set_at.map(|at| at.to_string()),
    }
}

fn review_view(review: &Review, accesses: Vec<ReviewAccess>) -> Result<ReviewView, Obstacle> {
    let json = review.input.get();
    let input: ReviewInput = serde_json::from_str(json).map_err(|_| Obstacle::ServiceUntrusted)?;
    let person = input.person;
    Ok(ReviewView {
        cycle: input.cycle.id.to_string(),
        state: standing(review.state),
        frozen_at: input.cycle.frozen_at.map(|at| at.to_string()),
        person: person.address.unwrap_or_else(|| person.id.to_string()),
        signals: input.email_signals.map(|signals| ReviewSignals {
            sent: count(signals.sent),
            received: count(signals.received),
            as_of: signals.as_of.to_string(),
        }),
        rubric: input.call_quality.rubric,
        skills: input.call_quality.skills.into_iter().map(skill).collect(),
        meetings: input
            .call_quality
            .meetings
            .into_iter()
            .map(meeting)
            .collect(),
        notes: input
            .notes
            .into_iter()
            .map(|note| ReviewNoteView {
                id: note.id,
                at: note.at.to_string(),
                text: note.text,
            })
            .collect(),
        disputes: input
            .disputes
            .into_iter()
            .map(|dispute| ReviewDisputeView {
                mark: dispute.mark,
                at: dispute.at.to_string(),
                reason: dispute.reason,
            })
            .collect(),
        text: review.text.clone(),
        text_sha256: review.text_sha256.to_string(),
        json: json.to_owned(),
        sha256: review.sha256.to_string(),
        accesses: accesses.into_iter().map(access_view).collect(),
    })
}

fn skill(skill: ReviewedSkill) -> ReviewSkill {
    ReviewSkill {
        skill: skill.skill,
        name_en: skill.name_en,
        name_de: skill.name_de,
        weight: skill.weight,
        score: skill.score,
        meetings: skill.meetings,
        measures: measures(skill.measures),
    }
}

fn meeting(meeting: ReviewedMeeting) -> ReviewMeeting {
    let scores = meeting.scores.into_iter();
    ReviewMeeting {
        external_id: meeting.external_id,
        occurred_at: meeting.occurred_at.to_string(),
        minutes: count(meeting.duration_minutes),
        speakers: count(meeting.speaker_count),
        measures: measures(meeting.measures),
        scores: scores
            .map(|(skill, score)| MeetingScore { skill, score })
            .collect(),
    }
}

fn measures(measures: BTreeMap<String, f64>) -> Vec<ReviewMeasure> {
    let measures = measures.into_iter().map(|(measure, value)| ReviewMeasure {
        measure,
        thousandths: (value * 1000.0).round() as i32,
    });
    measures.collect()
}

pub(super) fn access_view(access: ReviewAccess) -> ReviewAccessView {
    ReviewAccessView {
        at: access.at.to_string(),
        who: access.name.unwrap_or_else(|| access.reader.to_string()),
        role: match access.role {
            Role::TenantAdmin => ReviewerRole::TenantAdmin,
            Role::Manager | Role::Employee => ReviewerRole::Manager,
        },
        sha256: access.sha256.to_string(),
        frozen: access.frozen,
    }
}
