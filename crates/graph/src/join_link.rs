use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use std::fmt;
use url::Url;
use url::form_urlencoded::parse;

/// The longest link that is read.
const LONGEST: usize = 2_048;

/// The address by which people join a Teams meeting; all that an invitation says of which meeting it is.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct JoinLink {
    text: String,
    names: Names,
}

/// What a link names.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Names {
    /// The thread of the meeting, and the organiser.
    Thread { thread: String, organizer: String },
    /// The digits to join by: the short links of newer meetings.
    Code(String),
}

#[derive(Deserialize)]
struct Context {
    #[serde(rename = "Oid")]
    organizer: String,
}

impl JoinLink {
    /// Reads a link; `None` for what is no meeting of Teams.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let url = Url::parse(text).ok()?;
        let host = url.host_str()?;
        let is_teams = host == "teams.microsoft.com" || host.ends_with(".teams.microsoft.com");
        if text.len() > LONGEST || url.scheme() != "https" || !is_teams {
            return None;
        }
        let names = named(&url)?;
        Some(Self {
            text: text.to_owned(),
            names,
        })
    }

    /// The link as it came.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What finds the meeting among one's own.
    pub(crate) fn filter(&self) -> String {
        match &self.names {
            Names::Thread { .. } => format!("JoinWebUrl eq '{}'", self.text.replace('\'', "''")),
            Names::Code(digits) => {
                format!("joinMeetingIdSettings/joinMeetingId eq '{digits}'")
            }
        }
    }

    /// The id that Teams gives the meeting, as far as the link lets it be built. It is documented nowhere: a second try.
    pub(crate) fn meeting_id(&self) -> Option<String> {
        match &self.names {
            Names::Thread { thread, organizer } => {
                Some(STANDARD.encode(format!("1*{organizer}*0**{thread}")))
            }
            Names::Code(_) => None,
        }
    }
}

fn named(url: &Url) -> Option<Names> {
    let segments: Vec<&str> = url.path_segments()?.collect();
    match segments.as_slice() {
        ["l", "meetup-join", thread, ..] => {
            let thread = decoded(thread);
            let context = url.query_pairs().find(|(name, _)| name == "context")?.1;
            let context: Context = serde_json::from_str(&context).ok()?;
            let organizer: uuid::Uuid = context.organizer.parse().ok()?;
            let is_thread = thread.starts_with("19:") && thread.contains('@');
            is_thread.then(|| Names::Thread {
                thread,
                organizer: organizer.to_string(),
            })
        }
        ["meet", digits] if (8..=20).contains(&digits.len()) => {
            let is_code = digits.bytes().all(|byte| byte.is_ascii_digit());
            is_code.then(|| Names::Code((*digits).to_owned()))
        }
        _ => None,
    }
}

/// A segment without its percent signs; a plus is a plus.
fn decoded(segment: &str) -> String {
    let segment = segment.replace('+', "%2B");
    let mut pairs = parse(segment.as_bytes());
    pairs
        .next()
        .map(|(name, _)| name.into_owned())
        .unwrap_or_default()
}

impl fmt::Debug for JoinLink {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JoinLink(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: &str = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_QUJD%40thread.v2/0?context=%7b%22Tid%22%3a%2211111111-1111-4111-8111-111111111111%22%2c%22Oid%22%3a%2222222222-2222-4222-8222-222222222222%22%7d";

    #[test]
    fn the_meetings_id_can_be_built_from_its_link() {
        let link = JoinLink::parse(LINK).expect("a link");
        let id = STANDARD
            .decode(link.meeting_id().expect("an id"))
            .expect("base64");
        assert_eq!(
            String::from_utf8(id).expect("text"),
            "1*22222222-2222-4222-8222-222222222222*0**19:meeting_QUJD@thread.v2"
        );
        assert_eq!(link.filter(), format!("JoinWebUrl eq '{LINK}'"));
        assert_eq!(format!("{link:?}"), "JoinLink(…)");
    }

    #[test]
    fn a_short_link_names_the_digits() {
        let link = JoinLink::parse("https://teams.microsoft.com/meet/2345678901234?p=abc")
            .expect("a link");
        assert_eq!(link.meeting_id(), None);
        assert_eq!(
            link.filter(),
            "joinMeetingIdSettings/joinMeetingId eq '2345678901234'"
        );
    }

    #[test]
    fn what_is_no_meeting_of_teams_is_no_link() {
        for text in [
            "",
            "teams",
            "http://teams.microsoft.com/meet/2345678901234",
            "https://meet.example/j/123",
            "https://teams.microsoft.com.example/meet/2345678901234",
            "https://teams.microsoft.com/l/meetup-join/19%3ameeting_QUJD%40thread.v2/0",
            "https://teams.microsoft.com/l/meetup-join/x/0?context=%7b%22Oid%22%3a%22y%22%7d",
            "https://teams.microsoft.com/meet/x' or 1 eq 1",
        ] {
            assert_eq!(JoinLink::parse(text), None, "{text}");
        }
    }
}
