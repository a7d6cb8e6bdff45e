//! Times as Teams and other tools are known to write them: unpadded, negative, with hours beyond 99, comma or point.

use crate::span::{FARTHEST, Span};

/// What a line says about a cue's time.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Timing {
    /// The line is no timing line.
    None,
    /// It has the arrow, but times that cannot be read.
    Unreadable,
    /// Its times are beyond what is read.
    TooFar,
    /// From when until when.
    Of(Span),
}

/// Reads `from --> until settings`.
pub(super) fn timing(line: &str) -> Timing {
    if !line.contains("-->") {
        return Timing::None;
    }
    let both = moment(line.trim_start()).and_then(|(from, rest)| {
        let rest = rest.trim_start().strip_prefix("-->")?;
        let (until, rest) = moment(rest.trim_start())?;
        let ends = rest.is_empty() || rest.starts_with(char::is_whitespace);
        ends.then_some((from, until))
    });
    match both {
        None => Timing::Unreadable,
        Some((from, until)) if from.abs() > FARTHEST || until.abs() > FARTHEST => Timing::TooFar,
        Some((from, until)) => Timing::Of(Span::new(from, until)),
    }
}

/// Whether a tag's inside is a moment (`<00:00:01.000>`).
pub(super) fn is_moment(text: &str) -> bool {
    moment(text).is_some_and(|(_, rest)| rest.is_empty())
}

/// Milliseconds and what follows: `[h:]m:s[.fraction]`. One minus, wherever it stands, makes all of it negative: the parts
/// of a negative .NET time span print as `0:0:-4.-500`.
fn moment(text: &str) -> Option<(i64, &str)> {
    let (first, mut rest) = part(text)?;
    let (mut negative, mut seconds, mut parts) = (first.negative, first.value, 1);
    while let Some(next) = rest.strip_prefix(':') {
        let (part, after) = part(next)?;
        if part.digits > 2 || part.value > 59 {
            return None;
        }
        seconds = seconds * 60 + part.value;
        negative |= part.negative;
        (rest, parts) = (after, parts + 1);
    }
    if !(2..=3).contains(&parts) {
        return None;
    }
    let mut milliseconds = 0;
    if let Some(next) = rest.strip_prefix(['.', ',']) {
        let (fraction, after) = part(next)?;
        milliseconds = match fraction.digits {
            1 => fraction.value * 100,
            2 => fraction.value * 10,
            digits => fraction.value / 10_i64.pow(digits - 3),
        };
        negative |= fraction.negative;
        rest = after;
    }
    let total = seconds * 1000 + milliseconds;
    Some((if negative { -total } else { total }, rest))
}

struct Part {
    value: i64,
    digits: u32,
    negative: bool,
}

/// Up to nine digits, perhaps after a minus that is not an arrow.
fn part(text: &str) -> Option<(Part, &str)> {
    let unsigned = text.strip_prefix('-');
    let negative = unsigned.is_some();
    let text = unsigned.unwrap_or(text);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=9).contains(&digits) {
        return None;
    }
    let (number, rest) = text.split_at(digits);
    let part = Part {
        value: number.parse().ok()?,
        digits: digits as u32,
        negative,
    };
    Some((part, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(from: i64, until: i64) -> Timing {
        Timing::Of(Span::new(from, until))
    }

    #[test]
    fn the_spellings_of_teams_and_of_others_are_understood() {
        for (line, expected) in [
            ("00:00:16.246 --> 00:00:17.726", of(16_246, 17_726)),
            ("0:0:0.0 --> 0:0:5.32", of(0, 5_320)),
            ("-00:00:04.500 --> 00:00:01.250", of(-4_500, 1_250)),
            ("0:0:-4.-500 --> 0:0:1.250", of(-4_500, 1_250)),
            ("0:0:0.-500 --> 0:0:0.0", of(-500, 0)),
            ("-0:1:0.0 --> -0:0:30.0", of(-60_000, -30_000)),
            (
                "01:02.000 --> 01:03.000 align:start position:0%",
                of(62_000, 63_000),
            ),
            (
                "100:00:00.000-->100:00:01.000",
                of(360_000_000, 360_001_000),
            ),
            ("\t00:01 --> 00:02", of(1_000, 2_000)),
            ("00:00:01,500 --> 00:00:02,500", of(1_500, 2_500)),
            ("00:00:01.1234567 --> 00:00:02.9999999", of(1_123, 2_999)),
            ("00:00:09.000 --> 00:00:05.000", of(9_000, 9_000)),
        ] {
            assert_eq!(timing(line), expected, "{line}");
        }
    }

    #[test]
    fn what_is_no_time_is_told_apart_from_what_is_no_timing_line() {
        assert_eq!(timing("hello"), Timing::None);
        for line in [
            "a --> b",
            "00:00:61.000 --> 00:01:00.000",
            "1 --> 2",
            "00:01 -->",
            "00:01 --> 00:02x",
            "--> 00:01",
            "0:0:0:0.0 --> 0:0:0:1.0",
        ] {
            assert_eq!(timing(line), Timing::Unreadable, "{line}");
        }
        assert_eq!(timing("99999:00:00 --> 99999:00:01"), Timing::TooFar);
    }
}
