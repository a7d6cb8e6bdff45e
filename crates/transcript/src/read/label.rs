//! Speakers that other tools write as words: Zoom's `Name: text`, Webex's `1 "Name" (id)` before the times.

/// The longest name that a label has.
const LONGEST: usize = 60;

/// Splits `Name: text`.
pub(super) fn labelled(text: &str) -> Option<(&str, &str)> {
    let (name, said) = text
        .split_once(": ")
        .or_else(|| Some((text.strip_suffix(':')?, "")))?;
    is_name(name).then_some((name, said))
}

/// The name in a cue's id as Webex writes it.
pub(super) fn in_id(id: &str) -> Option<&str> {
    let (number, rest) = id.split_once(" \"")?;
    let (name, key) = rest.split_once("\" (")?;
    let plain = number.bytes().all(|byte| byte.is_ascii_digit()) && key.ends_with(')');
    plain.then_some(name)
}

/// Whether words before a colon can be a name: few, and no sentence. A time (`10:30 meeting: …`) is none.
fn is_name(name: &str) -> bool {
    name.len() <= LONGEST
        && name.starts_with(char::is_alphabetic)
        && name.split(' ').count() <= 6
        && !name.contains(['?', '!', ';', ':', '<', '{', '"'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_told_from_a_sentence() {
        assert_eq!(
            labelled("Ada Example: Hello: all"),
            Some(("Ada Example", "Hello: all"))
        );
        assert_eq!(
            labelled("Example, Ada (Guest): Hi"),
            Some(("Example, Ada (Guest)", "Hi"))
        );
        assert_eq!(labelled("Ada:"), Some(("Ada", "")));
        for text in [
            "hello",
            "10:30 Meeting: now",
            "Is it so? Yes: it is",
            "I will tell you what we are going to do now: this",
            "",
        ] {
            assert_eq!(labelled(text), None, "{text}");
        }
    }

    #[test]
    fn an_id_can_name_the_speaker() {
        assert_eq!(
            in_id("12 \"Ada Example\" (3417280512)"),
            Some("Ada Example")
        );
        for id in ["12", "c5f1/12-0", "x \"Ada\" (1)", "12 \"Ada\""] {
            assert_eq!(in_id(id), None, "{id}");
        }
    }
}
