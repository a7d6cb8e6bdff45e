//! What a request and an answer say about pages.

use http::{HeaderMap, Uri};
use url::form_urlencoded;

/// Marks a link that a fault made; taken off before a route sees it.
const MARK: &str = "sandboxpage";

/// The page size that a request asks for, by `$top` or `Prefer: odata.maxpagesize`.
pub(super) fn size(uri: &Uri, headers: &HeaderMap) -> Option<u32> {
    let preferred = headers
        .get_all("prefer")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    let preferred = preferred
        .map(str::trim)
        .find_map(|one| one.strip_prefix("odata.maxpagesize=")?.trim().parse().ok());
    let query = uri.query().unwrap_or_default().as_bytes();
    let top = form_urlencoded::parse(query)
        .find(|(name, _)| name == "$top")
        .and_then(|(_, value)| value.parse().ok());
    top.into_iter().chain(preferred).max()
}

/// The request's target without our mark.
pub(super) fn unmarked(uri: &Uri) -> Option<Uri> {
    let query = uri.query()?;
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| !pair.starts_with(MARK))
        .collect();
    if kept.len() == query.split('&').count() {
        return None;
    }
    let target = if kept.is_empty() {
        uri.path().to_owned()
    } else {
        format!("{}?{}", uri.path(), kept.join("&"))
    };
    target.parse().ok()
}

/// A link to the same target that no client takes for the one it followed.
pub(super) fn marked(origin: &str, uri: &Uri, number: u64) -> String {
    let joint = if uri.query().is_some() { '&' } else { '?' };
    format!(
        "{origin}{}{joint}{MARK}={number}",
        uri.path_and_query().map_or("/", |target| target.as_str())
    )
}

/// Says whether a request starts a delta round: it carries no token.
pub(super) fn starts_round(uri: &Uri) -> bool {
    let query = uri.query().unwrap_or_default().as_bytes();
    !form_urlencoded::parse(query).any(|(name, _)| {
        matches!(
            name.as_ref(),
            "$deltatoken" | "$skiptoken" | "skipToken" | MARK
        )
    })
}

/// The `Location` of a 410: the first request of the round with an empty token.
pub(super) fn fresh_round(origin: &str, path: &str, first_query: Option<&str>) -> String {
    let first = first_query
        .filter(|query| !query.is_empty())
        .map(|query| format!("{query}&"))
        .unwrap_or_default();
    format!("{origin}{path}?{first}$deltatoken=")
}
