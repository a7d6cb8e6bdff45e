//! Paths and query options as OData writes them.

use percent::decode;

/// The options of a query, with names in lower case and values decoded once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Query {
    raw: String,
    options: Vec<(String, String)>,
}

impl Query {
    pub(crate) fn parse(text: &str) -> Self {
        let options = text
            .split('&')
            .filter(|part| !part.is_empty())
            .map(|part| {
                let (name, value) = part.split_once('=').unwrap_or((part, ""));
                (
                    decode(&name.replace('+', " ")).to_lowercase(),
                    decode(&value.replace('+', " ")),
                )
            })
            .collect();
        Self {
            raw: text.to_owned(),
            options,
        }
    }

    /// The query as the client wrote it.
    pub(crate) fn raw(&self) -> &str {
        &self.raw
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let name = name.to_lowercase();
        self.options
            .iter()
            .find(|(found, _)| *found == name)
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub(crate) fn number(&self, name: &str) -> Option<Result<usize, ()>> {
        self.get(name)
            .map(|value| value.trim().parse().map_err(|_| ()))
    }

    pub(crate) fn is_true(&self, name: &str) -> bool {
        self.get(name)
            .is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }
}

/// Splits a path into segments; `name('key')` becomes two of them and `name()` one.
pub(crate) fn segments(path: &str) -> Vec<String> {
    let mut segments = Vec::new();
    for part in path.split('/').filter(|part| !part.is_empty()) {
        let part = decode(part);
        match part.strip_suffix(')').and_then(|rest| rest.split_once('(')) {
            Some((name, "")) => segments.push(name.to_owned()),
            Some((name, argument)) if argument.starts_with('\'') && argument.ends_with('\'') => {
                segments.push(name.to_owned());
                segments.push(argument[1..argument.len().max(2) - 1].replace("''", "'"));
            }
            _ => segments.push(part),
        }
    }
    segments
}

mod percent {
    /// Decodes percent escapes once; what is no valid escape stays as it is.
    pub(super) fn decode(text: &str) -> String {
        let bytes = text.as_bytes();
        let mut decoded = Vec::with_capacity(bytes.len());
        let mut place = 0;
        while place < bytes.len() {
            let escaped = (bytes[place] == b'%')
                .then(|| bytes.get(place + 1..place + 3))
                .flatten()
                .and_then(|digits| std::str::from_utf8(digits).ok())
                .and_then(|digits| u8::from_str_radix(digits, 16).ok());
            decoded.push(escaped.unwrap_or(bytes[place]));
            place += if escaped.is_some() { 3 } else { 1 };
        }
        String::from_utf8_lossy(&decoded).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_in_parentheses_and_functions_are_segments() {
        assert_eq!(
            segments("/me/mailFolders('in%27%27box')/messages/delta()"),
            ["me", "mailFolders", "in'box", "messages", "delta"]
        );
        assert_eq!(
            segments("/users/a%40b.example/messages"),
            ["users", "a@b.example", "messages"]
        );
        assert_eq!(
            segments("/getAllTranscripts(meetingOrganizerUserId='x')").len(),
            1
        );
    }

    #[test]
    fn a_value_is_decoded_once() {
        let query =
            Query::parse("%24filter=JoinWebUrl%20eq%20'https%3A%2F%2Ft%2F19%253ameeting'&$top=5");
        assert_eq!(
            query.get("$filter"),
            Some("JoinWebUrl eq 'https://t/19%3ameeting'")
        );
        assert_eq!(query.number("$top"), Some(Ok(5)));
    }
}
