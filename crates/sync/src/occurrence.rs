//! To which occurrence of which meeting a transcript belongs, and when a meeting is asked about next.

use crate::{Absence, ListedTranscript};
use activity::Instant;
use ledger::AskedMeeting;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// How far from an occurrence a transcript may begin and still be of it.
const NEAR: i64 = 6 * HOUR;
/// Transcripts appear late: after these times from a meeting's end it is asked about.
const TRIES: [i64; 4] = [10 * MINUTE, HOUR, 4 * HOUR, DAY];
/// For so long after its end a meeting without a transcript is asked about, once a day.
const PATIENCE: i64 = 7 * DAY;
/// For so long an admin may yet switch on what is switched off, before Teams forgets the meeting.
const REMEMBERED: i64 = 60 * DAY;
/// For so long after a meeting with a transcript another one may appear.
const ANOTHER: i64 = 2 * DAY;

/// The meeting among those of one link that a transcript is of, and when its occurrence began and ended.
pub(crate) fn place(
    transcript: &ListedTranscript,
    meetings: &[AskedMeeting],
) -> Option<(i64, Instant, Instant)> {
    let begun = transcript.created.or(transcript.ended)?;
    let away = |meeting: &AskedMeeting| {
        let before = begun.seconds_until(meeting.starts);
        before.max(meeting.ends.seconds_until(begun)).max(0)
    };
    // A meeting of its own, such as a moved occurrence, stands before the series.
    let single = meetings
        .iter()
        .filter(|meeting| !meeting.is_series && away(meeting) <= NEAR)
        .min_by_key(|meeting| away(meeting));
    if let Some(meeting) = single {
        return Some((meeting.id, meeting.starts, meeting.ends));
    }
    let series = meetings.iter().find(|meeting| meeting.is_series);
    if let Some(series) = series {
        let (starts, ends) = occurrence(series, begun);
        return Some((series.id, starts, ends));
    }
    let only = meetings.first()?;
    Some((only.id, begun, transcript.ended.unwrap_or(begun)))
}

/// The times of the series' occurrence that is nearest: a series keeps its time of day, but for the hour that clocks are put
/// forward or back.
fn occurrence(series: &AskedMeeting, begun: Instant) -> (Instant, Instant) {
    let length = series.starts.seconds_until(series.ends);
    let since = series.starts.seconds_until(begun);
    let days = (since + DAY / 2).div_euclid(DAY).max(0);
    let starts = series.starts.plus_seconds(days * DAY);
    (starts, starts.plus_seconds(length))
}

/// When a meeting is asked about next; `None` once nothing more can come.
pub(crate) fn next_ask(
    meeting: &AskedMeeting,
    absence: Option<Absence>,
    now: Instant,
) -> Option<Instant> {
    let since = meeting.ends.seconds_until(now);
    let soon = TRIES.into_iter().find(|after| *after > since);
    if let Some(after) = soon {
        return Some(meeting.ends.plus_seconds(after));
    }
    let until = match absence {
        Some(Absence::Expired) => return None,
        _ if meeting.is_series => i64::MAX,
        Some(Absence::SwitchedOff | Absence::NeedsAdmin | Absence::NotAllowed) => REMEMBERED,
        Some(Absence::NotYet | Absence::NoneMade) => PATIENCE,
        None => ANOTHER,
    };
    (since < until).then(|| now.plus_seconds(DAY))
}

#[cfg(test)]
mod tests {
    use super::*;
    use activity::ItemId;

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    fn meeting(id: i64, starts: &str, ends: &str, is_series: bool) -> AskedMeeting {
        AskedMeeting {
            id,
            link: "link".to_owned(),
            starts: at(starts),
            ends: at(ends),
            is_series,
        }
    }

    fn begun(created: &str) -> ListedTranscript {
        ListedTranscript {
            id: ItemId::new("t").unwrap(),
            created: Some(at(created)),
            ended: None,
        }
    }

    #[test]
    fn transcripts_of_a_series_are_of_the_occurrence_of_their_day() {
        let meetings = [
            meeting(1, "2026-10-01T09:00:00Z", "2026-10-01T09:30:00Z", true),
            meeting(2, "2026-11-12T15:00:00Z", "2026-11-12T15:30:00Z", false),
        ];
        for (created, id, starts) in [
            ("2026-10-01T09:00:40Z", 1, "2026-10-01T09:00:00Z"),
            ("2026-11-05T09:10:00Z", 1, "2026-11-05T09:00:00Z"),
            ("2026-11-26T10:02:00Z", 1, "2026-11-26T09:00:00Z"),
            ("2026-11-12T15:02:00Z", 2, "2026-11-12T15:00:00Z"),
        ] {
            let placed = place(&begun(created), &meetings).unwrap();
            assert_eq!((placed.0, placed.1), (id, at(starts)), "{created}");
        }
    }

    #[test]
    fn a_transcript_near_no_time_is_of_its_own_time() {
        let meetings = [meeting(
            1,
            "2026-10-01T09:00:00Z",
            "2026-10-01T09:30:00Z",
            false,
        )];
        let placed = place(&begun("2026-11-26T10:00:00Z"), &meetings).unwrap();
        assert_eq!((placed.0, placed.1), (1, at("2026-11-26T10:00:00Z")));
        assert_eq!(place(&begun("2026-11-26T10:00:00Z"), &[]), None);
    }

    #[test]
    fn a_meeting_is_asked_about_a_few_times_and_then_once_a_day_at_most() {
        let single = meeting(1, "2026-11-12T10:00:00Z", "2026-11-12T11:00:00Z", false);
        let next = |absence, now: &str| next_ask(&single, absence, at(now));
        let not_yet = Some(Absence::NotYet);
        assert_eq!(
            next(not_yet, "2026-11-12T11:00:00Z"),
            Some(at("2026-11-12T11:10:00Z"))
        );
        assert_eq!(
            next(not_yet, "2026-11-12T11:10:00Z"),
            Some(at("2026-11-12T12:00:00Z"))
        );
        assert_eq!(
            next(not_yet, "2026-11-12T16:00:00Z"),
            Some(at("2026-11-13T11:00:00Z"))
        );
        let none = Some(Absence::NoneMade);
        assert_eq!(
            next(none, "2026-11-14T11:00:00Z"),
            Some(at("2026-11-15T11:00:00Z"))
        );
        assert_eq!(next(none, "2026-11-20T11:00:00Z"), None);
        assert_eq!(next(None, "2026-11-20T11:00:00Z"), None);
        let off = Some(Absence::SwitchedOff);
        assert_eq!(
            next(off, "2026-11-20T11:00:00Z"),
            Some(at("2026-11-21T11:00:00Z"))
        );
        assert_eq!(next(Some(Absence::Expired), "2027-02-20T11:00:00Z"), None);
        let series = meeting(1, "2026-11-12T10:00:00Z", "2026-11-12T11:00:00Z", true);
        let later = at("2026-12-20T11:00:00Z");
        assert_eq!(
            next_ask(&series, None, later),
            Some(later.plus_seconds(DAY))
        );
    }
}
