use activity::ObjectId;
use egress::{HeaderName, Request, header};

/// How one question is asked.
#[derive(Clone, Copy, Default)]
pub(crate) struct Asking<'mailbox> {
    /// The mailbox whose limits it counts against.
    pub(crate) mailbox: Option<&'mailbox ObjectId>,
    pub(crate) page_size: Option<u32>,
}

/// The headers that every question carries, and whose limits it counts against.
pub(crate) fn with_headers(request: Request, asking: Asking<'_>, parts: u32) -> Request {
    let id = uuid::Uuid::new_v4().to_string();
    let request = request
        .header(HeaderName::from_static("prefer"), &prefer(asking.page_size))
        .header(HeaderName::from_static("client-request-id"), &id)
        .header(header::ACCEPT, "application/json");
    match asking.mailbox {
        Some(mailbox) => request.mailbox(mailbox.as_str(), parts),
        None => request,
    }
}

/// Ids that survive a move between folders, times in UTC, and pages of that size; must be said anew for every page. Where
/// Graph insists on sending a body, it is to be the small form: it is passed over either way.
pub(crate) fn prefer(page_size: Option<u32>) -> String {
    let size = page_size
        .map(|size| format!(", odata.maxpagesize={size}"))
        .unwrap_or_default();
    format!(
        r#"IdType="ImmutableId", outlook.timezone="UTC", outlook.body-content-type="text"{size}"#
    )
}
