//! The text of a cue: who says what, without markup.

use super::timing::is_moment;
use std::borrow::Cow;

/// A stretch of a cue's text that one voice says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Voiced<'text> {
    /// The voice; empty where the text names none.
    pub(super) voice: Cow<'text, str>,
    /// What it says, with single spaces.
    pub(super) text: String,
}

/// What a cue's text holds.
pub(super) struct Payload<'text> {
    pub(super) voices: Vec<Voiced<'text>>,
    /// Whether it has a voice tag, even an empty one.
    pub(super) is_voiced: bool,
    /// Whether words carry times of their own, as in captions that roll.
    pub(super) timed_words: bool,
}

enum Tag<'text> {
    Voice(Cow<'text, str>),
    EndOfVoice,
    Moment,
    Other,
}

/// Takes a cue's text apart. A voice without its end tag lasts to the end of the cue; other markup is left out.
pub(super) fn payload(raw: &str) -> Payload<'_> {
    let mut voices: Vec<Voiced<'_>> = Vec::new();
    let mut speaking: Vec<Cow<'_, str>> = Vec::new();
    let (mut is_voiced, mut timed_words) = (false, false);
    let mut rest = raw;
    let mut text = String::new();
    loop {
        let at = rest.find('<').unwrap_or(rest.len());
        let (plain, marked) = rest.split_at(at);
        unescape_into(plain, &mut text);
        let Some((tag, after)) = tag(marked) else {
            if marked.is_empty() {
                break;
            }
            // A sign that opens no tag is a sign.
            text.push('<');
            rest = marked.strip_prefix('<').unwrap_or_default();
            continue;
        };
        rest = after;
        match tag {
            Tag::Voice(name) => {
                close(&mut voices, speaking.last(), &mut text);
                is_voiced = true;
                // A voice that says nothing still had its time.
                if after.trim_start().is_empty() || after.trim_start().starts_with("</v>") {
                    push(&mut voices, name.clone(), String::new());
                }
                speaking.push(name);
            }
            Tag::EndOfVoice => {
                close(&mut voices, speaking.last(), &mut text);
                speaking.pop();
            }
            Tag::Moment => timed_words = true,
            Tag::Other => {}
        }
    }
    close(&mut voices, speaking.last(), &mut text);
    Payload {
        voices,
        is_voiced,
        timed_words,
    }
}

fn close<'text>(
    voices: &mut Vec<Voiced<'text>>,
    voice: Option<&Cow<'text, str>>,
    text: &mut String,
) {
    let said = single_spaced(text);
    text.clear();
    if !said.is_empty() {
        push(voices, voice.cloned().unwrap_or_default(), said);
    }
}

fn push<'text>(voices: &mut Vec<Voiced<'text>>, voice: Cow<'text, str>, said: String) {
    match voices.last_mut().filter(|last| last.voice == voice) {
        Some(last) => {
            if !last.text.is_empty() && !said.is_empty() {
                last.text.push(' ');
            }
            last.text.push_str(&said);
        }
        None => voices.push(Voiced { voice, text: said }),
    }
}

/// The tag at the beginning of a text, and what follows it.
fn tag(text: &str) -> Option<(Tag<'_>, &str)> {
    let inside = text.strip_prefix('<')?;
    let (inside, after) = inside.split_once('>')?;
    let name_ends = inside
        .find(|letter: char| letter == '.' || letter.is_whitespace())
        .unwrap_or(inside.len());
    let (name, rest) = inside.split_at(name_ends);
    let tag = match name {
        "v" => Tag::Voice(annotation(rest)),
        "/v" => Tag::EndOfVoice,
        _ if is_moment(inside) => Tag::Moment,
        _ if is_name(name.strip_prefix('/').unwrap_or(name)) => Tag::Other,
        _ => return None,
    };
    Some((tag, after))
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 10
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
}

/// The name after a tag's classes: ` Name` or `.loud.first Name`. Some tools write `-` for nobody.
fn annotation(rest: &str) -> Cow<'_, str> {
    let name = match rest.find(char::is_whitespace) {
        Some(at) if rest.starts_with('.') => rest.get(at..).unwrap_or_default(),
        None if rest.starts_with('.') => "",
        _ => rest,
    };
    Some(plain(name))
        .filter(|name| name != "-")
        .unwrap_or_default()
}

/// A text without escapes and with single spaces.
fn plain(text: &str) -> Cow<'_, str> {
    let trimmed = text.trim();
    let is_plain = !trimmed.contains('&') && !trimmed.contains('\0') && is_single_spaced(trimmed);
    if is_plain {
        return Cow::Borrowed(trimmed);
    }
    let mut unescaped = String::with_capacity(trimmed.len());
    unescape_into(trimmed, &mut unescaped);
    Cow::Owned(single_spaced(&unescaped))
}

fn is_single_spaced(trimmed: &str) -> bool {
    let is_plain = |byte: &u8| (b' '..=b'~').contains(byte);
    if trimmed.as_bytes().iter().all(is_plain) {
        return !trimmed.contains("  ");
    }
    let mut after_space = false;
    trimmed.chars().all(|letter| {
        let good = !letter.is_whitespace() || (letter == ' ' && !after_space);
        after_space = letter == ' ';
        good
    })
}

/// A text with every run of white space as one space, and none at its ends.
pub(super) fn single_spaced(text: &str) -> String {
    let trimmed = text.trim();
    if is_single_spaced(trimmed) {
        return trimmed.to_owned();
    }
    let mut joined = String::with_capacity(trimmed.len());
    for word in trimmed.split_whitespace() {
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(word);
    }
    joined
}

/// Appends a text with its escapes resolved; what is no escape stays as it is.
fn unescape_into(text: &str, into: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '\0']) {
        let (before, from) = rest.split_at(at);
        into.push_str(before);
        if let Some(after) = from.strip_prefix('\0') {
            into.push('\u{fffd}');
            rest = after;
            continue;
        }
        let escape = from
            .get(1..)
            .and_then(|name| name.split_once(';'))
            .and_then(|(name, after)| Some((escaped(name)?, after)));
        let as_it_is = ('&', from.get(1..).unwrap_or_default());
        let (letter, after) = escape.unwrap_or(as_it_is);
        into.push(letter);
        rest = after;
    }
    into.push_str(rest);
}

fn escaped(name: &str) -> Option<char> {
    let letter = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "lrm" => '\u{200e}',
        "rlm" => '\u{200f}',
        _ if name.len() <= 9 => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|letter| *letter != '\0')?
        }
        _ => return None,
    };
    Some(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str) -> Vec<(String, String)> {
        let voices = payload(raw).voices.into_iter();
        voices
            .map(|said| (said.voice.into_owned(), said.text))
            .collect()
    }

    fn said(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = |(voice, text): &(&str, &str)| ((*voice).to_owned(), (*text).to_owned());
        pairs.iter().map(owned).collect()
    }

    #[test]
    fn voices_are_told_apart() {
        for (raw, expected) in [
            ("<v Ada Example>Hello.</v>", vec![("Ada Example", "Hello.")]),
            ("<v Ada>Hello\nagain", vec![("Ada", "Hello again")]),
            (
                "<v Ada>One</v>\n<v Bo>Two</v>",
                vec![("Ada", "One"), ("Bo", "Two")],
            ),
            (
                "<v Ada>One\n<v Bo>Two</v>",
                vec![("Ada", "One"), ("Bo", "Two")],
            ),
            ("<v Ada>One</v> <v Ada>more</v>", vec![("Ada", "One more")]),
            (
                "<v.loud.first Ada  Example>Hey</v>",
                vec![("Ada Example", "Hey")],
            ),
            (
                "<v Ada &amp; Bo>Hey &lt;3&gt;&#33;&#x21;</v>",
                vec![("Ada & Bo", "Hey <3>!!")],
            ),
            ("<v>Who?</v>", vec![("", "Who?")]),
            ("<v >Who?</v>", vec![("", "Who?")]),
            ("<v ->Who?</v>", vec![("", "Who?")]),
            ("<v.loud>Who?</v>", vec![("", "Who?")]),
            (
                "before <v Ada>in</v> after",
                vec![("", "before"), ("Ada", "in"), ("", "after")],
            ),
            ("<v Ada></v>", vec![("Ada", "")]),
            ("plain", vec![("", "plain")]),
            ("", vec![]),
        ] {
            assert_eq!(read(raw), said(&expected), "{raw}");
        }
    }

    #[test]
    fn markup_is_left_out_and_signs_stay() {
        for (raw, expected) in [
            (
                "<c.yellow>a</c> <i>b</i> <b>c</b> <u>d</u> <lang en-GB>e</lang>",
                "a b c d e",
            ),
            ("<ruby>漢<rt>kan</rt></ruby>", "漢kan"),
            ("one<00:00:01.500><c> two</c>", "one two"),
            ("3 < 5 & 7 > 2", "3 < 5 & 7 > 2"),
            ("a &unknown; b &amp", "a &unknown; b &amp"),
            ("I <3 it", "I <3 it"),
            ("open <v", "open <v"),
            ("a\u{a0}&nbsp;b\0", "a b\u{fffd}"),
        ] {
            assert_eq!(read(raw), said(&[("", expected)]), "{raw}");
        }
        assert!(payload("one<00:00:01.500><c> two</c>").timed_words);
    }
}
