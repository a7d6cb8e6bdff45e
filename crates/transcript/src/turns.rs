//! Who had the floor when. Built from stretches of talk, never from cues, so that it does not matter how cues are cut.

use crate::span::Span;
use crate::transcript::{Speaker, Transcript};
use std::cmp::Reverse;

/// Silence within one speaker's talk up to this many milliseconds is no pause: it is a stop or a breath.
const BREATH: i64 = 200;

/// A speaker's talk until somebody else takes the floor, or an aside while somebody else keeps it.
#[derive(Clone, Debug)]
pub(crate) struct Turn {
    pub(crate) speaker: Speaker,
    pub(crate) span: Span,
    /// Milliseconds of talk in it, without the silences.
    pub(crate) talk: i64,
    /// Whether it took the floor; an aside lies within another's turn.
    pub(crate) has_floor: bool,
    /// Milliseconds from the end of the turn before; negative where both talked. The first turn has none.
    pub(crate) gap: Option<i64>,
    /// The places of its utterances in the transcript, in the order of time.
    pub(crate) utterances: Vec<u32>,
}

/// A stretch of one speaker's talk without a pause.
struct Stretch {
    speaker: Speaker,
    span: Span,
    talk: i64,
    utterances: Vec<u32>,
}

/// The turns of a transcript in the order in which they begin.
pub(crate) fn turns(transcript: &Transcript) -> Vec<Turn> {
    let mut turns: Vec<Turn> = Vec::new();
    let mut floor: Option<usize> = None;
    for stretch in stretches(transcript) {
        let holder = floor.and_then(|place| turns.get_mut(place));
        match holder {
            Some(holder) if holder.speaker == stretch.speaker => {
                holder.span = holder.span.with(stretch.span);
                holder.talk += stretch.talk;
                holder.utterances.extend(stretch.utterances);
            }
            Some(holder) if stretch.span.until() <= holder.span.until() => {
                turns.push(stretch.turn(false, None));
            }
            holder => {
                let gap = holder.map(|holder| stretch.span.from() - holder.span.until());
                floor = Some(turns.len());
                turns.push(stretch.turn(true, gap));
            }
        }
    }
    turns
}

impl Stretch {
    fn turn(self, has_floor: bool, gap: Option<i64>) -> Turn {
        Turn {
            speaker: self.speaker,
            span: self.span,
            talk: self.talk,
            has_floor,
            gap,
            utterances: self.utterances,
        }
    }
}

fn stretches(transcript: &Transcript) -> Vec<Stretch> {
    let utterances = transcript.utterances();
    let mut order: Vec<u32> = (0..utterances.len() as u32).collect();
    order.sort_by_key(|place| utterances[*place as usize].span.from());
    let mut open: Vec<Option<usize>> = vec![None; transcript.speakers().count()];
    let mut stretches: Vec<Stretch> = Vec::new();
    for place in order {
        let said = &utterances[place as usize];
        let slot = &mut open[said.speaker.0 as usize];
        let running = slot
            .and_then(|at| stretches.get_mut(at))
            .filter(|running| said.span.from() - running.span.until() <= BREATH);
        if let Some(running) = running {
            let new_from = said.span.from().max(running.span.until());
            running.talk += (said.span.until() - new_from).max(0);
            running.span = running.span.with(said.span);
            running.utterances.push(place);
        } else {
            *slot = Some(stretches.len());
            stretches.push(Stretch {
                speaker: said.speaker,
                span: said.span,
                talk: said.span.length(),
                utterances: vec![place],
            });
        }
    }
    stretches.sort_by_key(|stretch| {
        (
            stretch.span.from(),
            Reverse(stretch.span.until()),
            stretch.speaker,
        )
    });
    stretches
}

/// Milliseconds that each speaker talks, and of these the ones in which nobody else does.
#[derive(Clone, Copy, Default)]
pub(crate) struct Talk {
    pub(crate) all: i64,
    pub(crate) alone: i64,
}

/// How long everybody talks, by a sweep over the beginnings and ends of talk.
pub(crate) fn talk(transcript: &Transcript) -> Vec<Talk> {
    let count = transcript.speakers().count();
    let mut edges: Vec<(i64, i64, u32)> = Vec::with_capacity(transcript.utterances().len() * 2);
    for said in transcript.utterances() {
        edges.push((said.span.from(), 1, said.speaker.0));
        edges.push((said.span.until(), -1, said.speaker.0));
    }
    edges.sort_unstable();
    let mut talk = vec![Talk::default(); count];
    let mut running = vec![0_i64; count];
    let mut since = vec![0_i64; count];
    // How many talk, and the sum of their numbers: where one talks alone the sum is the one's number.
    let (mut talking, mut sum, mut before) = (0_usize, 0_usize, 0_i64);
    for (at, step, speaker) in edges {
        if talking == 1 {
            talk[sum].alone += at - before;
        }
        before = at;
        let speaker = speaker as usize;
        let was = running[speaker];
        running[speaker] += step;
        match (was > 0, running[speaker] > 0) {
            (false, true) => {
                (talking, sum) = (talking + 1, sum + speaker);
                since[speaker] = at;
            }
            (true, false) => {
                (talking, sum) = (talking - 1, sum - speaker);
                talk[speaker].all += at - since[speaker];
            }
            _ => {}
        }
    }
    talk
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{Form, read};
    use std::fmt::Write as _;

    fn transcript(cues: &[(i64, i64, &str)]) -> Transcript {
        let mut text = String::from("WEBVTT\n");
        for (from, until, name) in cues {
            let _ = write!(
                text,
                "\n00:{from:02} --> 00:{until:02}\n<v {name}>words</v>\n"
            );
        }
        read(text.as_bytes(), Form::Voices).expect("a transcript")
    }

    fn shapes(cues: &[(i64, i64, &str)]) -> Vec<(String, i64, i64, bool, Option<i64>)> {
        let transcript = transcript(cues);
        let shape = |turn: Turn| {
            let name = transcript.name(turn.speaker).to_owned();
            let (from, until) = (turn.span.from() / 1000, turn.span.until() / 1000);
            (name, from, until, turn.has_floor, turn.gap)
        };
        turns(&transcript).into_iter().map(shape).collect()
    }

    #[test]
    fn cues_of_one_speaker_are_one_turn_until_another_takes_the_floor() {
        assert_eq!(
            shapes(&[(0, 5, "A"), (8, 9, "A"), (10, 12, "B"), (11, 15, "A")]),
            [
                ("A".to_owned(), 0, 9, true, None),
                ("B".to_owned(), 10, 12, true, Some(1000)),
                ("A".to_owned(), 11, 15, true, Some(-1000)),
            ]
        );
    }

    #[test]
    fn words_within_anothers_turn_are_an_aside() {
        let whole = shapes(&[(0, 10, "A"), (4, 5, "B"), (11, 12, "B")]);
        assert_eq!(
            whole,
            [
                ("A".to_owned(), 0, 10, true, None),
                ("B".to_owned(), 4, 5, false, None),
                ("B".to_owned(), 11, 12, true, Some(1000)),
            ]
        );
        let cut = shapes(&[
            (0, 3, "A"),
            (3, 5, "A"),
            (4, 5, "B"),
            (5, 10, "A"),
            (11, 12, "B"),
        ]);
        assert_eq!(whole, cut);
    }

    #[test]
    fn talk_counts_each_moment_once() {
        let transcript = transcript(&[(0, 10, "A"), (5, 12, "A"), (8, 15, "B"), (20, 20, "B")]);
        assert_eq!(turns(&transcript)[0].talk, 12_000);
        let talk = talk(&transcript);
        assert_eq!((talk[0].all, talk[0].alone), (12_000, 8_000));
        assert_eq!((talk[1].all, talk[1].alone), (7_000, 3_000));
    }
}
