//! Transcripts of Teams meetings.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::address::Address;
use super::dice::Dice;
use super::meeting::{Meeting, MeetingKey, Online};
use super::spoken::{Cue, Spoken};
use super::tenant::TranscriptSwitches;
use super::view::View;

/// One transcript of a meeting.
#[derive(Clone, Debug)]
pub(crate) struct Transcript {
    pub(crate) id: Uuid,
    pub(crate) created: Timestamp,
    pub(crate) ended: Timestamp,
    /// From when on it could be read.
    pub(crate) appeared: Timestamp,
    pub(crate) spoken: Spoken,
    /// Which of the odd but legal spellings the file has.
    pub(crate) style: u64,
}

const LINES: [&str; 8] = [
    "Thanks everyone for joining.",
    "Let us go through the open points & decide.",
    "I think 3 < 5 is fine here.",
    "Können wir das bis Freitag klären?",
    "The numbers look better than last month.",
    "One moment, I was muted.",
    "はい、お願いします。",
    "Next step is the contract.",
];

impl View<'_> {
    /// The transcripts of a meeting that can be read by now, the newest first.
    pub(crate) fn transcripts(
        &self,
        meeting: &Meeting,
        switches: TranscriptSwitches,
    ) -> Vec<Transcript> {
        let ready = |ended: Timestamp| ended + SignedDuration::from_mins(switches.delay_minutes);
        let mut found: Vec<Transcript> = Vec::new();
        if meeting.transcribed
            && !meeting.key.is_added()
            && matches!(meeting.online, Online::Teams { .. })
        {
            for (number, start, end) in sessions(meeting, self.now) {
                found.push(Transcript {
                    appeared: ready(end),
                    ..self.generated_transcript(meeting, number, start, end)
                });
            }
        }
        let added = self
            .state
            .transcripts
            .get(&meeting.key)
            .into_iter()
            .flatten();
        found.extend(added.map(|added| Transcript {
            id: added.id,
            created: added.created,
            ended: added.ended,
            appeared: ready(added.ended).max(added.added),
            spoken: added.text.clone(),
            style: 0,
        }));
        found.retain(|one| {
            one.appeared <= self.now && !self.state.deleted_transcripts.contains(&one.id)
        });
        found.sort_by_key(|transcript| std::cmp::Reverse((transcript.created, transcript.id)));
        found
    }

    fn generated_transcript(
        &self,
        meeting: &Meeting,
        number: u32,
        start: Timestamp,
        end: Timestamp,
    ) -> Transcript {
        let dice = Dice::new(self.generator.seed, &[30, meeting.key.0, u64::from(number)]);
        let (ours, theirs) = self.speakers(meeting);
        // In some meetings those from outside come late and leave early.
        let present = if dice.percent(10, 40) { 20..60 } else { 0..100 };
        let style = dice.below(1, 8);
        // Someone began to record late: the first cues lie before the recording's own zero.
        let mut at = if style == 3 { -4_500 } else { 700 };
        let turns = 6 + dice.below(2, 18);
        let mut cues = Vec::new();
        for turn in 0..turns {
            let dice = dice.at(turn);
            let length = 900 + dice.below(3, 9_000) as i64;
            let there = if present.contains(&(turn * 100 / turns)) {
                theirs.as_slice()
            } else {
                &[]
            };
            let chosen = dice.below(5, (ours.len() + there.len()).max(1) as u64) as usize;
            let speaker = match ours.iter().chain(there).nth(chosen) {
                Some(name) if !dice.percent(4, 4) => name.clone(),
                _ => String::new(),
            };
            let text = format!(
                "{} CANARY-SPEECH-{:x}-{number}-{turn}",
                dice.pick(6, &LINES),
                meeting.key.0
            );
            cues.push(Cue {
                from: at,
                until: at + length,
                speaker,
                text,
            });
            at += length + dice.below(7, 1_500) as i64;
        }
        Transcript {
            id: dice.uuid(8),
            created: start + SignedDuration::from_secs(40),
            ended: end,
            appeared: end,
            spoken: Spoken::Cues(cues),
            style,
        }
    }

    /// The names of those who may speak: the organisation's own, and those from outside.
    fn speakers(&self, meeting: &Meeting) -> (Vec<String>, Vec<String>) {
        let (company, _, _) = meeting.key.parts();
        let tenant = &self.generator.companies[company].tenant;
        let people = meeting
            .attendees
            .iter()
            .filter(|one| one.kind != "resource")
            .map(|one| &one.address);
        let is_ours = |address: &&Address| {
            let domain = address
                .address
                .as_deref()
                .and_then(|text| text.rsplit_once('@'))
                .map_or("", |(_, domain)| domain);
            tenant
                .verified_domains
                .iter()
                .any(|own| own.eq_ignore_ascii_case(domain))
        };
        let (ours, theirs): (Vec<_>, Vec<_>) = std::iter::once(&meeting.organizer)
            .chain(people)
            .partition(is_ours);
        let names = |people: Vec<&Address>| {
            let names = people.into_iter().filter_map(|person| person.name.clone());
            names.collect()
        };
        (names(ours), names(theirs))
    }
}

/// When a meeting was held, up to now: once, or once for each occurrence that took place.
fn sessions(meeting: &Meeting, now: Timestamp) -> Vec<(u32, Timestamp, Timestamp)> {
    if meeting.series.is_none() {
        return vec![(0, meeting.start, meeting.end)];
    }
    let length = meeting.end.duration_since(meeting.start);
    let held = meeting
        .starts(now)
        .into_iter()
        .filter_map(|(number, start)| {
            let exception = meeting.exceptions.get(&number);
            if exception.is_some_and(|exception| exception.cancelled) {
                return None;
            }
            let start = exception
                .and_then(|exception| exception.start)
                .unwrap_or(start);
            Some((
                number,
                start,
                exception
                    .and_then(|exception| exception.end)
                    .unwrap_or(start + length),
            ))
        });
    held.collect()
}

/// The key of the meeting that a generated or added meeting's thread belongs to.
pub(crate) fn thread_name(thread: Uuid) -> String {
    use base64::Engine as _;
    let text =
        base64::engine::general_purpose::STANDARD_NO_PAD.encode(thread.hyphenated().to_string());
    format!("19:meeting_{text}@thread.v2")
}

/// Reads a thread name back.
pub(crate) fn parse_thread_name(name: &str) -> Option<Uuid> {
    use base64::Engine as _;
    let text = name
        .strip_prefix("19:meeting_")?
        .strip_suffix("@thread.v2")?;
    let bytes = base64::engine::general_purpose::STANDARD_NO_PAD
        .decode(text)
        .ok()?;
    Uuid::parse_str(std::str::from_utf8(&bytes).ok()?).ok()
}

impl Online {
    /// The address that Teams puts into an invitation: escaped once, as it is compared.
    pub(crate) fn join_url(&self) -> Option<String> {
        let Self::Teams {
            thread,
            tenant,
            organizer,
        } = self
        else {
            return None;
        };
        let name = thread_name(*thread).replace(':', "%3a").replace('@', "%40");
        Some(format!(
            "https://teams.microsoft.com/l/meetup-join/{name}/0?context=%7b%22Tid%22%3a%22{tenant}%22%2c%22Oid%22%3a%22{organizer}%22%7d"
        ))
    }

    /// The nine digits to join by, from the same thread.
    pub(crate) fn meeting_code(&self, key: MeetingKey) -> Option<String> {
        matches!(self, Self::Teams { .. }).then(|| {
            format!(
                "{:012}",
                Dice::new(0, &[40, key.0]).below(1, 1_000_000_000_000)
            )
        })
    }
}
