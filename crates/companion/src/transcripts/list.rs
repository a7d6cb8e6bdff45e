use crate::companion::Companion;
use crate::obstacle::Obstacle;
use crate::offers::offered_meeting;
use crate::scoring::skills;
use crate::view::{
    AbsenceName, LevelName, MeetingView, MeetingsView, ReviewState, TranscriptRow, TrendPoint,
};
use activity::{Activity, Level, Stream};
use consent::MailScope;
use ledger::{Connection, EntryQuery, HeldMeeting, HeldTranscript, Review};
use privacy::Reason;
use sync::Absence;
use transcript::Rubric;

/// The most transcripts that a trend is made of.
const TREND: usize = 500;

impl Companion {
    /// The meetings of a connection that may have transcripts, and how the employee's own talk went.
    pub async fn meetings(&self, connection: &Connection) -> Result<MeetingsView, Obstacle> {
        let policy = self.last_policy(connection).await?;
        let transcripts = policy.as_ref().map(|policy| policy.transcripts);
        let transcripts = transcripts.unwrap_or_default();
        let consents = self.ledger().consents(&connection.id).await?;
        let held = self.ledger().held_meetings(&connection.id).await?;
        let rubric = self.last_rubric(connection).await?;
        Ok(MeetingsView {
            is_agreed: consents
                .iter()
                .any(|record| record.stream == Stream::Transcript && record.is_in_force()),
            level: self.transcript_level(connection).await?.into(),
            allowed: transcripts.level.into(),
            internal_meetings: transcripts.internal_meetings,
            links_hidden: policy.is_some_and(|policy| policy.mail_scope == MailScope::ReadBasic),
            meetings: held.iter().map(meeting).collect(),
            rubric: rubric.version.clone(),
            trend: self.trend(connection, &rubric).await?,
        })
    }

    /// How much leaves where nothing else was chosen for a transcript.
    pub(super) async fn transcript_level(
        &self,
        connection: &Connection,
    ) -> Result<Level, Obstacle> {
        let kept: Option<Level> = self.home.document(&level_document(connection)).await?;
        Ok(kept.unwrap_or_default())
    }

    /// Chooses how much leaves where nothing else is chosen for a transcript.
    pub async fn prefer_level(
        &self,
        connection: &Connection,
        level: Level,
    ) -> Result<(), Obstacle> {
        self.home.keep(&level_document(connection), &level).await
    }

    async fn trend(
        &self,
        connection: &Connection,
        rubric: &Rubric,
    ) -> Result<Vec<TrendPoint>, Obstacle> {
        let query = EntryQuery {
            connection: connection.id.clone(),
            stream: Some(Stream::Transcript),
            state: None,
            text: None,
            before: None,
            limit: TREND,
        };
        let entries = self.ledger().entries(query).await?.entries;
        let told =
            entries
                .iter()
                .filter_map(|entry| match Activity::parse(entry.bytes.as_deref()?) {
                    Ok(Activity::MeetingTranscript(told)) => Some(told),
                    _ => None,
                });
        let mut points: Vec<_> = told
            .map(|told| {
                let properties = &told.properties;
                let scores =
                    rubric.score_numbers(properties.measures(), properties.speaker_count());
                (told.occurred_at, skills(rubric, scores))
            })
            .collect();
        points.sort_by_key(|(at, _)| *at);
        let point = |(at, skills): (activity::Instant, _)| TrendPoint {
            starts_at: at.to_string(),
            skills,
        };
        Ok(points.into_iter().map(point).collect())
    }
}

fn level_document(connection: &Connection) -> String {
    format!("{}/transcript_level", connection.id)
}

fn meeting(held: &HeldMeeting) -> MeetingView {
    MeetingView {
        id: held.id.to_string(),
        starts_at: held.starts.to_string(),
        ends_at: held.ends.to_string(),
        is_series: held.is_series,
        people: u32::try_from(held.people).unwrap_or(u32::MAX),
        with: held.domains.iter().map(ToString::to_string).collect(),
        withheld: held.reason.map(Into::into),
        absence: held
            .absence
            .as_deref()
            .and_then(Absence::from_name)
            .map(Into::into),
        ask_at: held.ask_at.map(|at| at.to_string()),
        transcripts: held.transcripts.iter().map(row).collect(),
        offered: offered_meeting(&held.name, held.starts),
    }
}

/// A transcript as it is listed.
pub(super) fn row(held: &HeldTranscript) -> TranscriptRow {
    let (review, withheld) = match held.review {
        Review::Waiting => (ReviewState::Waiting, None),
        Review::Released => (ReviewState::Released, None),
        Review::Sent => (ReviewState::Sent, None),
        Review::Withheld(reason) => (ReviewState::Withheld, Some(reason.into())),
    };
    TranscriptRow {
        id: held.item.to_string(),
        starts_at: held.starts.to_string(),
        ends_at: held.ends.to_string(),
        review,
        withheld,
        is_nameless: held.is_nameless,
        left_out: held.reason == Some(Reason::ExcludedByRule),
        offered: offered_meeting(&held.name, held.starts),
    }
}

impl From<Absence> for AbsenceName {
    fn from(absence: Absence) -> Self {
        match absence {
            Absence::SwitchedOff => Self::SwitchedOff,
            Absence::NeedsAdmin => Self::NeedsAdmin,
            Absence::NotAllowed => Self::NotAllowed,
            Absence::NotYet => Self::NotYet,
            Absence::Expired => Self::Expired,
            Absence::NoneMade => Self::NoneMade,
        }
    }
}

impl LevelName {
    /// What both allow.
    pub(super) fn narrower(self, other: Self) -> Self {
        self.min(other)
    }
}
