//! To which occurrence of which meeting a transcript belongs, and when a meeting is asked about next.

use crate::{Absence, ListedTranscript};
use activity::Instant;
use ledger::AskedMeeting;
use std::slice;

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
/// So many days ahead the next occurrence of a series is looked for; one that is rarer is found when it is near.
const AHEAD: i64 = 400;
/// For so long after a meeting with a transcript another one may appear.
const ANOTHER: i64 = 2 * DAY;

/// A time at which one of the meetings behind a link took place.
struct Occasion {
    meeting: i64,
    starts: Instant,
    ends: Instant,
    is_series: bool,
}

impl Occasion {
    /// How far from it a transcript was begun; none where that was while it was on.
    fn away(&self, begun: Instant) -> i64 {
        let before = begun.seconds_until(self.starts);
        before.max(self.ends.seconds_until(begun)).max(0)
    }
}

/// The meeting among those of one link that a transcript is of, and when its occurrence began and ended: the one that was on
/// when it was begun, or was nearest. One that is near none is of its own time. It is placed each time it is listed, since an
/// invitation may come after it.
pub(crate) fn place(
    transcript: &ListedTranscript,
    meetings: &[AskedMeeting],
) -> Option<(i64, Instant, Instant)> {
    let begun = transcript.created.or(transcript.ended)?;
    let nearest = occasions(meetings, begun.plus_seconds(NEAR))
        .into_iter()
        .filter(|occasion| occasion.away(begun) <= NEAR)
        .min_by_key(|occasion| (occasion.away(begun), occasion.is_series));
    if let Some(found) = nearest {
        return Some((found.meeting, found.starts, found.ends));
    }
    let series = meetings.iter().find(|meeting| meeting.is_series);
    let only = series.or(meetings.first())?;
    Some((only.id, begun, transcript.ended.unwrap_or(begun).max(begun)))
}

/// The times at which these meetings took place that begin before then. Where an occurrence was moved from, there was none.
fn occasions(meetings: &[AskedMeeting], before: Instant) -> Vec<Occasion> {
    let moved: Vec<Instant> = meetings.iter().filter_map(|one| one.moved_from).collect();
    let of_one = |meeting: &AskedMeeting| {
        let length = meeting.starts.seconds_until(meeting.ends);
        let starts = match &meeting.recurrence {
            Some(recurrence) => recurrence.starts(meeting.starts, before),
            None => vec![meeting.starts],
        };
        let (meeting, is_series) = (meeting.id, meeting.is_series);
        let stay = starts
            .into_iter()
            .filter(|start| !is_series || !moved.contains(start));
        let occasions = stay.map(|starts| Occasion {
            meeting,
            starts,
            ends: starts.plus_seconds(length),
            is_series,
        });
        occasions.collect::<Vec<_>>()
    };
    meetings.iter().flat_map(of_one).collect()
}

/// When a meeting ended last, and when it ends next; of a series that does not say when it takes place, its first occurrence.
pub(crate) fn ends(meeting: &AskedMeeting, now: Instant) -> (Option<Instant>, Option<Instant>) {
    let occasions = occasions(slice::from_ref(meeting), now.plus_days(AHEAD));
    let ends = || occasions.iter().map(|occasion| occasion.ends);
    let last = ends().filter(|end| *end <= now).max();
    let next = ends().filter(|end| *end > now).min();
    (last, next)
}

/// When a meeting is asked about next; `None` once nothing more can come.
pub(crate) fn next_ask(
    meeting: &AskedMeeting,
    absence: Option<Absence>,
    now: Instant,
) -> Option<Instant> {
    let (last, next) = ends(meeting, now);
    let after_next = next.map(|end| end.plus_seconds(TRIES[0]));
    let again = last.and_then(|last| once_more(meeting, absence, last, now));
    match (again, after_next) {
        (Some(again), Some(after_next)) => Some(again.min(after_next)),
        (one, other) => one.or(other),
    }
}

/// When it is asked once more about what ended last.
fn once_more(
    meeting: &AskedMeeting,
    absence: Option<Absence>,
    last: Instant,
    now: Instant,
) -> Option<Instant> {
    let since = last.seconds_until(now);
    let soon = TRIES.into_iter().find(|after| *after > since);
    if let Some(after) = soon {
        return Some(last.plus_seconds(after));
    }
    let until = match absence {
        Some(Absence::Expired) => return None,
        _ if meeting.is_series && meeting.recurrence.is_none() => i64::MAX,
        Some(Absence::SwitchedOff | Absence::NeedsAdmin | Absence::NotAllowed) => REMEMBERED,
        Some(Absence::NotYet | Absence::NoneMade) => PATIENCE,
        None => ANOTHER,
    };
    (since < until).then(|| now.plus_seconds(DAY))
}

#[cfg(test)]
mod tests {
    use super::*;
    use activity::{Days, ItemId, Recurrence, Until};

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
            recurrence: None,
            moved_from: None,
        }
    }

    /// A series of half an hour from ten o'clock in Berlin on, first on Thursday the 1st of October 2026.
    fn series(id: i64, days: Days) -> AskedMeeting {
        AskedMeeting {
            recurrence: Some(Recurrence {
                days,
                every: 1,
                until: Until::Never,
                zone: "Europe/Berlin".to_owned(),
            }),
            ..meeting(id, "2026-10-01T08:00:00Z", "2026-10-01T08:30:00Z", true)
        }
    }

    fn weekly() -> Days {
        Days::Weekly {
            on: vec![4],
            first: 1,
        }
    }

    fn begun(created: &str) -> ListedTranscript {
        ListedTranscript {
            id: ItemId::new("t").unwrap(),
            created: Some(at(created)),
            ended: None,
        }
    }

    fn assert_placed(meetings: &[AskedMeeting], expected: &[(&str, i64, &str)]) {
        for (created, id, starts) in expected {
            let placed = place(&begun(created), meetings).unwrap();
            assert_eq!((placed.0, placed.1), (*id, at(starts)), "{created}");
        }
    }

    #[test]
    fn a_series_keeps_its_time_on_the_clock_over_the_end_of_summer_time() {
        assert_placed(
            &[series(1, weekly())],
            &[
                ("2026-10-01T08:00:40Z", 1, "2026-10-01T08:00:00Z"),
                ("2026-10-22T08:12:00Z", 1, "2026-10-22T08:00:00Z"),
                ("2026-10-29T09:03:00Z", 1, "2026-10-29T09:00:00Z"),
                ("2026-11-26T08:55:00Z", 1, "2026-11-26T09:00:00Z"),
                ("2026-11-26T09:20:00Z", 1, "2026-11-26T09:00:00Z"),
            ],
        );
    }

    #[test]
    fn a_moved_occurrence_has_its_own_time_and_leaves_none_where_it_was() {
        let moved = AskedMeeting {
            moved_from: Some(at("2026-11-11T09:00:00Z")),
            ..meeting(2, "2026-11-12T11:00:00Z", "2026-11-12T11:30:00Z", false)
        };
        assert_placed(
            &[series(1, Days::Daily), moved],
            &[
                ("2026-11-12T11:02:00Z", 2, "2026-11-12T11:00:00Z"),
                ("2026-11-12T09:02:00Z", 1, "2026-11-12T09:00:00Z"),
                ("2026-11-10T09:02:00Z", 1, "2026-11-10T09:00:00Z"),
                // Nothing took place then: it is near none, and of its own time.
                ("2026-11-11T09:02:00Z", 1, "2026-11-11T09:02:00Z"),
            ],
        );
    }

    #[test]
    fn a_series_that_does_not_say_when_it_takes_place_is_not_guessed_at() {
        let vague = meeting(1, "2026-10-01T08:00:00Z", "2026-10-01T08:30:00Z", true);
        assert_placed(
            &[vague],
            &[
                ("2026-10-01T08:02:00Z", 1, "2026-10-01T08:00:00Z"),
                ("2026-11-05T09:10:00Z", 1, "2026-11-05T09:10:00Z"),
            ],
        );
    }

    #[test]
    fn a_series_is_asked_about_after_each_occurrence_and_rests_until_the_next() {
        let series = series(1, weekly());
        let next = |absence, now: &str| next_ask(&series, absence, at(now));
        let none = Some(Absence::NoneMade);
        for (now, expected) in [
            ("2026-09-30T08:00:00Z", "2026-10-01T08:40:00Z"),
            ("2026-10-29T09:30:00Z", "2026-10-29T09:40:00Z"),
            ("2026-10-29T11:00:00Z", "2026-10-29T13:30:00Z"),
            ("2026-10-31T11:00:00Z", "2026-11-01T11:00:00Z"),
            ("2026-11-05T08:00:00Z", "2026-11-05T09:40:00Z"),
        ] {
            assert_eq!(next(none, now), Some(at(expected)), "{now}");
        }
        let had = next(None, "2026-11-01T08:00:00Z");
        assert_eq!(had, Some(at("2026-11-05T09:40:00Z")));
        let gone = Some(Absence::Expired);
        assert_eq!(next(gone, "2026-11-01T08:00:00Z"), had);
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
