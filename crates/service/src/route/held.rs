use crate::App;
use crate::fault::Fault;
use crate::receive::Admin;
use crate::store::{Caller, Place, Scope};
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use wire::{HeldActivity, NDJSON, Problem};

/// Everything the service holds that came from my mailbox, whichever road brought it.
#[utoipa::path(get, path = "/v1/me/activities", tag = "me", security(("device" = [])), responses(
    (status = 200, body = HeldActivity, content_type = "application/x-ndjson", description = "One line for each activity"),
    (status = "default", body = Problem, content_type = "application/problem+json")
))]
pub(crate) async fn mine(State(app): State<Arc<App>>, caller: Caller) -> Result<Response, Fault> {
    answer(app, Scope::Mailbox(caller)).await
}

/// Everything the service holds for the tenant, in the order of stream, id and mailbox.
#[utoipa::path(get, path = "/v1/admin/export", tag = "admin", security(("device" = [])), responses(
    (status = 200, body = HeldActivity, content_type = "application/x-ndjson", description = "One line for each activity"),
    (status = "default", body = Problem, content_type = "application/problem+json")
))]
pub(crate) async fn export(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
) -> Result<Response, Fault> {
    answer(app, Scope::Tenant(caller.tenant)).await
}

/// The first page is read before anything is answered, so that a failure is a problem; a later one tears the body.
async fn answer(app: Arc<App>, scope: Scope) -> Result<Response, Fault> {
    let first = app.store.held(scope.clone(), Place::default()).await?;
    let rest = futures_util::stream::try_unfold(first.next, move |after| {
        let (app, scope) = (Arc::clone(&app), scope.clone());
        async move {
            let Some(after) = after else {
                return Ok::<_, Fault>(None);
            };
            let page = app.store.held(scope, after).await?;
            Ok(Some((Bytes::from(page.lines), page.next)))
        }
    });
    let lines = futures_util::StreamExt::chain(
        futures_util::stream::iter([Ok(Bytes::from(first.lines))]),
        rest,
    );
    Ok(([(header::CONTENT_TYPE, NDJSON)], Body::from_stream(lines)).into_response())
}
