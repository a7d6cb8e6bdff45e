//! What every question about a calendar says: its window and how much of it.

use super::call::Call;
use super::filter;
use super::query::Query;
use super::refusal::Refusal;
use jiff::Timestamp;

/// Reads `startDateTime` and `endDateTime`.
pub(crate) fn window(query: &Query) -> Result<(Timestamp, Timestamp), Refusal> {
    let read = |name: &str| {
        let text = query.get(name).ok_or_else(|| {
            Refusal::bad_request(
                "ErrorInvalidParameter",
                "This request requires a time window specified by the query string parameters StartDateTime and EndDateTime.",
            )
        })?;
        filter::instant(text).ok_or_else(|| {
            Refusal::bad_request(
                "ErrorInvalidParameter",
                format!("The value '{text}' of parameter '{name}' is invalid."),
            )
        })
    };
    let (from, until) = (read("startDateTime")?, read("endDateTime")?);
    if until < from {
        return Err(Refusal::bad_request(
            "ErrorInvalidParameter",
            "The end of the time window lies before its start.",
        ));
    }
    if until.duration_since(from).as_hours() > 24 * 1825 {
        return Err(Refusal::bad_request(
            "ErrorCalendarViewRangeTooBig",
            "The specified view range exceeds the maximum range of 1825 days.",
        ));
    }
    Ok((from, until))
}

/// Reads `$top`, or what the client prefers.
pub(crate) fn size(call: &Call<'_>, query: &Query) -> Result<usize, Refusal> {
    match query.number("$top") {
        Some(Ok(top @ 1..=1000)) => Ok(top),
        Some(_) => Err(Refusal::bad_request(
            "ErrorInvalidUrlQuery",
            "The value of $top must be between 1 and 1000.",
        )),
        None => Ok(call.prefer.page_size.unwrap_or(10).clamp(1, 1000)),
    }
}
