//! Transcripts as WebVTT, in the spellings that Teams is known to send.

use std::fmt::Write as _;

use jiff::SignedDuration;
use serde::Serialize;

use crate::world::spoken::{Cue, Spoken};
use crate::world::transcript::Transcript;

/// The text with speakers.
pub(crate) fn spoken(transcript: &Transcript) -> String {
    match &transcript.spoken {
        Spoken::File(text) => text.clone(),
        Spoken::Cues(cues) => {
            let style = transcript.style;
            let mut text = String::from("WEBVTT\n\n");
            for (place, cue) in cues.iter().enumerate() {
                if style == 2 {
                    let _ = writeln!(text, "{}/{place}-0", transcript.id);
                }
                timing(&mut text, cue, style == 1);
                let words = escape(&cue.text);
                match (style, cue.speaker.is_empty()) {
                    (_, true) => text.push_str(&words),
                    (4, false) => {
                        let _ = write!(text, "<v {}>{words}", escape(&cue.speaker));
                    }
                    (5, false) => {
                        let (first, rest) = words.split_once(' ').unwrap_or((&words, ""));
                        let _ = write!(text, "<v {}>{first}\n{rest}</v>", escape(&cue.speaker));
                    }
                    (_, false) => {
                        let _ = write!(text, "<v {}>{words}</v>", escape(&cue.speaker));
                    }
                }
                text.push_str("\n\n");
            }
            if style == 6 {
                format!("\u{feff}{}", text.replace('\n', "\r\n"))
            } else {
                text
            }
        }
    }
}

/// The text without speakers.
pub(crate) fn speakerless(transcript: &Transcript) -> String {
    let mut text = String::from("WEBVTT\n\n");
    for cue in cues(transcript) {
        timing(&mut text, &cue, false);
        let _ = write!(text, "{}\n\n", escape(&cue.text));
    }
    text
}

/// What `metadataContent` says of a cue, in its order.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CueMetadata<'c> {
    start_date_time: String,
    end_date_time: String,
    speaker_name: &'c str,
    spoken_text: &'c str,
    spoken_language: &'static str,
}

/// One JSON object in each cue, with absolute times.
pub(crate) fn metadata(transcript: &Transcript) -> String {
    let mut text = String::from("WEBVTT\n\n");
    for cue in cues(transcript) {
        timing(&mut text, &cue, false);
        let at = |millis: i64| {
            let instant = transcript.created + SignedDuration::from_millis(millis);
            instant
                .strftime("%Y-%m-%dT%H:%M:%S.%3f0000+00:00")
                .to_string()
        };
        let line = CueMetadata {
            start_date_time: at(cue.from),
            end_date_time: at(cue.until),
            speaker_name: &cue.speaker,
            spoken_text: &cue.text,
            spoken_language: "en-us",
        };
        let _ = write!(
            text,
            "{}\n\n",
            serde_json::to_string(&line).unwrap_or_default()
        );
    }
    text
}

/// Reads a WebVTT file into utterances; what it cannot read it leaves out.
pub(crate) fn parse(text: &str) -> Vec<Cue> {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let mut cues = Vec::new();
    for block in text.split("\n\n") {
        let mut lines = block.lines().skip_while(|line| !line.contains("-->"));
        let Some((from, until)) = lines.next().and_then(|line| line.split_once("-->")) else {
            continue;
        };
        let (Some(from), Some(until)) = (millis(from), millis(until)) else {
            continue;
        };
        let words = lines.collect::<Vec<_>>().join(" ");
        let (speaker, words) = match words
            .strip_prefix("<v ")
            .and_then(|rest| rest.split_once('>'))
        {
            Some((speaker, rest)) => (speaker.to_owned(), rest.trim_end_matches("</v>").to_owned()),
            None => (String::new(), words),
        };
        let unescape = |text: &str| {
            text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&")
        };
        cues.push(Cue {
            from,
            until,
            speaker: unescape(&speaker),
            text: unescape(&words),
        });
    }
    cues
}

fn cues(transcript: &Transcript) -> Vec<Cue> {
    match &transcript.spoken {
        Spoken::File(text) => parse(text),
        Spoken::Cues(cues) => cues.clone(),
    }
}

fn timing(text: &mut String, cue: &Cue, unpadded: bool) {
    let _ = writeln!(
        text,
        "{} --> {}",
        clock(cue.from, unpadded),
        clock(cue.until, unpadded)
    );
}

fn clock(millis: i64, unpadded: bool) -> String {
    let sign = if millis < 0 { "-" } else { "" };
    let millis = millis.abs();
    let (hours, minutes, seconds, rest) = (
        millis / 3_600_000,
        millis / 60_000 % 60,
        millis / 1000 % 60,
        millis % 1000,
    );
    if unpadded {
        // Fewer digits, the same fraction.
        let fraction = format!("{rest:03}");
        let fraction = fraction.trim_end_matches('0');
        let fraction = if fraction.is_empty() { "0" } else { fraction };
        format!("{sign}{hours}:{minutes}:{seconds}.{fraction}")
    } else {
        format!("{sign}{hours:02}:{minutes:02}:{seconds:02}.{rest:03}")
    }
}

fn millis(text: &str) -> Option<i64> {
    let text = text.split_whitespace().next()?;
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let mut seconds = 0;
    for part in whole.split(':') {
        seconds = seconds * 60 + part.parse::<i64>().ok()?;
    }
    let fraction: i64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    Some(sign * (seconds * 1000 + fraction))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unpadded_times_are_the_same_times() {
        for at in [-4_500, 0, 5, 50, 700, 1_050, 61_001, 3_600_000] {
            for unpadded in [false, true] {
                assert_eq!(millis(&clock(at, unpadded)), Some(at));
            }
        }
        assert_eq!(clock(5_320, true), "0:0:5.32");
    }

    #[test]
    fn a_file_is_read_back_as_it_was_written() {
        let cue = Cue {
            from: -4_500,
            until: 1_250,
            speaker: "Ana & Co".into(),
            text: "3 < 5".into(),
        };
        let transcript = Transcript {
            id: uuid::Uuid::nil(),
            created: jiff::Timestamp::UNIX_EPOCH,
            ended: jiff::Timestamp::UNIX_EPOCH,
            appeared: jiff::Timestamp::UNIX_EPOCH,
            spoken: Spoken::Cues(vec![cue.clone()]),
            style: 0,
        };
        assert_eq!(parse(&spoken(&transcript)), [cue]);
        assert!(
            spoken(&transcript)
                .contains("-00:00:04.500 --> 00:00:01.250\n<v Ana &amp; Co>3 &lt; 5</v>")
        );
        assert!(!speakerless(&transcript).contains("Ana"));
        assert!(metadata(&transcript).contains("\"speakerName\":\"Ana & Co\""));
    }
}
