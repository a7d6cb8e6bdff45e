use super::invites::look_up;
use crate::App;
use crate::edge::PeerAddress;
use crate::fault::Fault;
use crate::page::{Language, invitation, refusal};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use std::sync::Arc;
use wire::InviteLink;

/// The invite as a page for a browser, without any script.
#[utoipa::path(get, path = "/i/{code}", tag = "open", params(("code" = String, Path)), responses(
    (status = 200, body = String, content_type = "text/html"),
    (status = "default", body = String, content_type = "text/html")
))]
pub(crate) async fn page(
    State(app): State<Arc<App>>,
    PeerAddress(peer): PeerAddress,
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Response {
    let language = Language::of(&headers);
    let found = look_up(&app, peer, &code).await.and_then(|view| {
        let bare = InviteLink::parse(&code).map_err(|_| Fault::Broken("invite link"))?;
        let link = InviteLink::new(Some(app.public_url.clone()), bare.code()).unwrap_or(bare);
        Ok((view, link))
    });
    match found {
        Ok((view, link)) => invitation(&view, &link, app.download.as_ref(), language),
        Err(fault) => refusal(&fault, language),
    }
}
