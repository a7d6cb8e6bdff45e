use crate::App;
use crate::fault::Fault;
use crate::receive::Admin;
use crate::store::{Caller, HeldPage, Place, Scope};
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use wire::{ExportLook, HeldActivity, NDJSON, Problem};

/// Everything the service holds that came from my mailbox, whichever road brought it.
#[utoipa::path(get, path = "/v1/me/activities", tag = "me", security(("device" = [])), responses(
    (status = 200, body = HeldActivity, content_type = "application/x-ndjson", description = "One line for each activity"),
    (status = "default", body = Problem, content_type = "application/problem+json")
))]
pub(crate) async fn mine(State(app): State<Arc<App>>, caller: Caller) -> Result<Response, Fault> {
    let scope = Scope::Mailbox(caller);
    let first = app.store.held(scope.clone(), Place::default()).await?;
    Ok(lines(app, first, move |app, after| {
        let scope = scope.clone();
        async move { app.store.held(scope, after).await }
    }))
}

/// Which exports of the tenant's admin what came from my mailbox was in, the latest first.
#[utoipa::path(get, path = "/v1/me/exports", tag = "me", security(("device" = [])), responses(
    (status = 200, body = Vec<ExportLook>),
    (status = "default", body = Problem, content_type = "application/problem+json")
))]
pub(crate) async fn exports(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<axum::Json<Vec<ExportLook>>, Fault> {
    app.store.exports(caller).await.map(axum::Json)
}

/// Everything the service holds for the tenant, in the order of stream, id and mailbox. Each person whose content is in it is
/// shown that it was handed over, to whom and when.
#[utoipa::path(get, path = "/v1/admin/export", tag = "admin", security(("device" = [])), responses(
    (status = 200, body = HeldActivity, content_type = "application/x-ndjson", description = "One line for each activity"),
    (status = "default", body = Problem, content_type = "application/problem+json")
))]
pub(crate) async fn export(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
) -> Result<Response, Fault> {
    let export = app.store.begin_export(caller, app.clock.now()).await?;
    let first = app.store.export(export.clone(), Place::default()).await?;
    Ok(lines(app, first, move |app, after| {
        let export = export.clone();
        async move { app.store.export(export, after).await }
    }))
}

/// The first page was read before anything is answered, so that a failure is a problem; a later one tears the body.
fn lines<N, F>(app: Arc<App>, first: HeldPage, next: N) -> Response
where
    N: Fn(Arc<App>, Place) -> F + Send + 'static,
    F: Future<Output = Result<HeldPage, Fault>> + Send,
{
    let rest = futures_util::stream::try_unfold((first.next, next), move |(after, next)| {
        let app = Arc::clone(&app);
        async move {
            let Some(after) = after else {
                return Ok::<_, Fault>(None);
            };
            let page = next(app, after).await?;
            Ok(Some((Bytes::from(page.lines), (page.next, next))))
        }
    });
    let first = futures_util::stream::iter([Ok(Bytes::from(first.lines))]);
    let lines = futures_util::StreamExt::chain(first, rest);
    ([(header::CONTENT_TYPE, NDJSON)], Body::from_stream(lines)).into_response()
}
