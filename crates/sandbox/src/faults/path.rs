//! Paths: patterns, mailboxes and routes.

/// Says whether a path fits a pattern with `*` (one segment) and `**` (any number).
pub(super) fn fits(pattern: &str, path: &str) -> bool {
    let pattern: Vec<&str> = segments(pattern).collect();
    let path: Vec<&str> = segments(path).collect();
    fits_from(&pattern, &path)
}

fn fits_from(pattern: &[&str], path: &[&str]) -> bool {
    match pattern {
        [] => path.is_empty(),
        ["**", rest @ ..] => (0..=path.len()).any(|skipped| fits_from(rest, &path[skipped..])),
        [first, rest @ ..] => path
            .split_first()
            .is_some_and(|(segment, path)| one_fits(first, segment) && fits_from(rest, path)),
    }
}

fn one_fits(pattern: &str, segment: &str) -> bool {
    if pattern == "*" {
        return true;
    }
    // `delta` and `delta()` are one route, as is an encoded dollar sign.
    let plain = |text: &str| {
        text.trim_end_matches("()")
            .replace("%24", "$")
            .to_lowercase()
    };
    plain(pattern) == plain(segment)
}

/// What the path names as its mailbox: `me`, or an id or sign-in name under `users`.
pub(super) fn mailbox(path: &str) -> Option<String> {
    let segments = crate::graph::segments(path);
    let [_version, first, rest @ ..] = segments.as_slice() else {
        return None;
    };
    match (first.to_ascii_lowercase().as_str(), rest) {
        ("me", [_, ..]) => Some("me".to_owned()),
        ("users", [user, _, ..]) if !user.eq_ignore_ascii_case("delta") => Some(user.clone()),
        _ => None,
    }
}

/// Whether a path is Outlook's: mail and calendars. Meetings and transcripts are Teams'.
pub(super) fn is_outlook(path: &str) -> bool {
    const PARTS: [&str; 6] = [
        "mailfolders",
        "messages",
        "events",
        "calendar",
        "calendarview",
        "translateexchangeids",
    ];
    let segments = crate::graph::segments(path);
    let mut parts = segments.iter().map(|part| part.to_ascii_lowercase());
    parts.any(|part| PARTS.contains(&part.as_str()))
}

/// The path with ids replaced, for counts.
pub(super) fn route(path: &str) -> String {
    let mut route = String::with_capacity(path.len());
    for segment in segments(path) {
        route.push('/');
        route.push_str(if is_id(segment) {
            "{id}"
        } else {
            segment.trim_end_matches("()")
        });
    }
    route
}

fn is_id(segment: &str) -> bool {
    segment.len() > 31 || segment.contains('@') || segment.contains("%40")
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{fits, is_outlook, mailbox, route};

    #[test]
    fn stars_stand_for_segments() {
        assert!(fits(
            "/v1.0/users/*/messages",
            "/v1.0/users/someone/messages"
        ));
        assert!(!fits("/v1.0/users/*/messages", "/v1.0/users/a/b/messages"));
        assert!(fits(
            "/v1.0/**/delta",
            "/v1.0/me/mailFolders/inbox/messages/delta()"
        ));
        assert!(fits("**", "/"));
        assert!(fits("/v1.0/$batch", "/v1.0/%24batch"));
        assert!(!fits("/v1.0/me", "/v1.0/me/messages"));
    }

    #[test]
    fn a_mailbox_is_me_or_a_user_with_something_below() {
        let named = |name: &str| Some(name.to_owned());
        assert_eq!(mailbox("/v1.0/me/messages"), named("me"));
        assert_eq!(
            mailbox("/v1.0/users/a@contoso.example/messages"),
            named("a@contoso.example")
        );
        assert_eq!(
            mailbox("/v1.0/users('o%27%27brien%40contoso.example')/messages"),
            named("o'brien@contoso.example")
        );
        assert_eq!(mailbox("/v1.0/users/a@contoso.example"), None);
        assert_eq!(mailbox("/v1.0/users/delta"), None);
        assert_eq!(mailbox("/v1.0/me"), None);
        assert_eq!(mailbox("/v1.0/organization"), None);
    }

    #[test]
    fn mail_and_calendars_are_outlooks() {
        assert!(is_outlook("/v1.0/me/mailFolders('inbox')/messages/delta()"));
        assert!(!is_outlook("/v1.0/me/onlineMeetings/abc/transcripts"));
        assert!(!is_outlook("/v1.0/users"));
    }

    #[test]
    fn a_route_has_no_ids() {
        assert_eq!(
            route(
                "/v1.0/users/0f0e0d0c-0000-4000-8000-000000000001/mailFolders/inbox/messages/delta()"
            ),
            "/v1.0/users/{id}/mailFolders/inbox/messages/delta"
        );
    }
}
