//! Reviews, cycles and rubrics as the service has them, turned into what a face shows.

use super::words::count;
use crate::obstacle::Obstacle;
use crate::view::{
    CycleStanding, CycleView, LookedAt, MeetingScore, PurposeView, ReviewAccessView,
    ReviewDisputeView, ReviewMeasure, ReviewMeeting, ReviewNoteView, ReviewSignals, ReviewSkill,
    ReviewView, ReviewerRole, RubricView,
};
use activity::Instant;
use consent::{Cycle, CycleState};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use wire::{
    ExportLook, Review, ReviewAccess, ReviewInput, ReviewedMeeting, ReviewedSkill, Role,
    RubricInForce, TenantConfig,
};

pub(super) fn zone_of(cycle: &Cycle) -> TimeZone {
    TimeZone::get(&cycle.time_zone).unwrap_or(TimeZone::UTC)
}

pub(super) fn purpose_view(config: TenantConfig) -> PurposeView {
    PurposeView {
        purpose: config.purpose.unwrap_or_default(),
        legal_basis: config.legal_basis.unwrap_or_default(),
    }
}

fn standing(state: CycleState) -> CycleStanding {
    match state {
        CycleState::Open => CycleStanding::Open,
        CycleState::Frozen => CycleStanding::Frozen,
        CycleState::Closed => CycleStanding::Closed,
    }
}

pub(super) fn cycle_view(cycle: &Cycle) -> CycleView {
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

pub(super) fn rubric_view(rubric: RubricInForce) -> RubricView {
    RubricView {
        version: rubric.version,
        toml: rubric.toml,
        set_at: rubric.set_at.map(|at| at.to_string()),
    }
}

pub(super) fn review_view(review: &Review) -> Result<ReviewView, Obstacle> {
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
        accesses: Vec::new(),
        is_manager: false,
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
        what: LookedAt::Review {
            sha256: access.sha256.to_string(),
            frozen: access.frozen,
        },
    }
}

pub(super) fn export_view(look: ExportLook) -> ReviewAccessView {
    ReviewAccessView {
        at: look.at.to_string(),
        who: look.name.unwrap_or_else(|| look.reader.to_string()),
        role: ReviewerRole::TenantAdmin,
        what: LookedAt::Export {
            activities: count(look.activities),
        },
    }
}
