//! The filters that mailboxes and directories understand: comparisons joined by `and`.

use jiff::Timestamp;

/// One comparison; the field in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Comparison {
    pub(crate) field: String,
    pub(crate) operator: Operator,
    pub(crate) value: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    StartsWith,
    Contains,
}

/// Reads a filter; `None` for what the real service would not take here either.
pub(crate) fn parse(text: &str) -> Option<Vec<Comparison>> {
    split_and(text)
        .into_iter()
        .map(|part| comparison(part.trim()))
        .collect()
}

impl Comparison {
    /// Compares as texts, without regard to case; `None` for an operator that texts do not have.
    pub(crate) fn matches_text(&self, texts: &[&str]) -> Option<bool> {
        let wanted = self.value.to_lowercase();
        let any = |test: fn(&str, &str) -> bool| {
            texts.iter().any(|text| test(&text.to_lowercase(), &wanted))
        };
        match self.operator {
            Operator::Equal if self.value == "null" => Some(texts.is_empty()),
            Operator::NotEqual if self.value == "null" => Some(!texts.is_empty()),
            Operator::Equal => Some(any(|text, wanted| text == wanted)),
            Operator::NotEqual => Some(!any(|text, wanted| text == wanted)),
            Operator::StartsWith => Some(any(|text, wanted| text.starts_with(wanted))),
            Operator::Contains => Some(any(|text, wanted| text.contains(wanted))),
            _ => None,
        }
    }

    /// Compares as instants; `None` when the value is none.
    pub(crate) fn matches_time(&self, time: Timestamp) -> Option<bool> {
        let wanted = self.time()?;
        match self.operator {
            Operator::Equal => Some(time == wanted),
            Operator::NotEqual => Some(time != wanted),
            Operator::Greater => Some(time > wanted),
            Operator::GreaterOrEqual => Some(time >= wanted),
            Operator::Less => Some(time < wanted),
            Operator::LessOrEqual => Some(time <= wanted),
            Operator::StartsWith | Operator::Contains => None,
        }
    }

    pub(crate) fn time(&self) -> Option<Timestamp> {
        instant(&self.value)
    }
}

/// An instant as clients write it: RFC 3339, without an offset in UTC, or only a date.
pub(crate) fn instant(text: &str) -> Option<Timestamp> {
    let text = text
        .trim()
        .trim_matches('\'')
        .trim_start_matches("datetime'")
        .trim_end_matches('\'');
    // A `+` in a query may have been read as a blank.
    let text = text.replace(' ', "+");
    text.parse().ok().or_else(|| {
        let local: jiff::civil::DateTime = text.parse().ok()?;
        local
            .to_zoned(jiff::tz::TimeZone::UTC)
            .ok()
            .map(|zoned| zoned.timestamp())
    })
}

fn comparison(text: &str) -> Option<Comparison> {
    let text = text
        .strip_prefix('(')
        .and_then(|text| text.strip_suffix(')'))
        .unwrap_or(text)
        .trim();
    if let Some(inner) = text.strip_prefix("proxyAddresses/any(") {
        let value = quoted(inner.split_once(" eq ")?.1.strip_suffix(')')?)?;
        return Some(Comparison {
            field: "proxyaddresses".into(),
            operator: Operator::Equal,
            value,
        });
    }
    for (name, operator) in [
        ("startswith(", Operator::StartsWith),
        ("contains(", Operator::Contains),
    ] {
        if text.to_lowercase().starts_with(name) {
            let (field, value) = text[name.len()..].strip_suffix(')')?.split_once(',')?;
            return Some(Comparison {
                field: field.trim().to_lowercase(),
                operator,
                value: quoted(value.trim())?,
            });
        }
    }
    let mut parts = text.splitn(3, ' ').filter(|part| !part.is_empty());
    let (field, operator, value) = (parts.next()?, parts.next()?, parts.next()?.trim());
    let operator = match operator.to_lowercase().as_str() {
        "eq" => Operator::Equal,
        "ne" => Operator::NotEqual,
        "gt" => Operator::Greater,
        "ge" => Operator::GreaterOrEqual,
        "lt" => Operator::Less,
        "le" => Operator::LessOrEqual,
        _ => return None,
    };
    let value = if value.starts_with('\'') {
        quoted(value)?
    } else {
        value.to_owned()
    };
    Some(Comparison {
        field: field.to_lowercase(),
        operator,
        value,
    })
}

fn quoted(text: &str) -> Option<String> {
    Some(
        text.trim()
            .strip_prefix('\'')?
            .strip_suffix('\'')?
            .replace("''", "'"),
    )
}

/// Splits at ` and ` outside of quotes.
fn split_and(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut inside) = (0, false);
    for (place, character) in text.char_indices() {
        if character == '\'' {
            inside = !inside;
        }
        let rest = &text[place..];
        if !inside
            && place >= start
            && rest
                .get(..5)
                .is_some_and(|word| word.eq_ignore_ascii_case(" and "))
        {
            parts.push(&text[start..place]);
            start = place + 5;
        }
    }
    parts.push(&text[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comparisons_are_read_with_their_quotes() {
        let parsed =
            parse("receivedDateTime ge 2026-09-01T00:00:00Z and subject eq 'this and ''that'''")
                .unwrap();
        assert_eq!(parsed.len(), 2);
        assert_eq!(parsed[0].operator, Operator::GreaterOrEqual);
        assert_eq!(parsed[1].value, "this and 'that'");
        assert_eq!(parse("nonsense"), None);
        assert_eq!(
            parse("startswith(displayName,'A')").unwrap()[0].operator,
            Operator::StartsWith
        );
    }
}
