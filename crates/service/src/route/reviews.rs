use crate::App;
use crate::fault::{Fault, refuse};
use crate::receive::{Inviter, Json};
use crate::store::{Caller, Remark};
use activity::{CycleId, ObjectId};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use std::sync::Arc;
use wire::{
    DisputeRequest, NoteRequest, Problem, ProblemCode, Review, ReviewAccess, ReviewablePerson,
};

/// The longest note and the longest reason of a dispute, in bytes.
const LONGEST_NOTE: usize = 4_000;
const LONGEST_REASON: usize = 2_000;

/// What a review sees of me in a cycle: the very bytes that a reviewer gets.
#[utoipa::path(get, path = "/v1/me/reviews/{cycle}", tag = "me", security(("device" = [])),
    params(("cycle" = String, Path)),
    responses(
        (status = 200, body = Review),
        (status = "default", body = Problem, content_type = "application/problem+json")
    )
)]
pub(crate) async fn mine(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(cycle): Path<String>,
) -> Result<axum::Json<Review>, Fault> {
    app.store
        .my_review(caller, cycle_of(cycle)?)
        .await
        .map(axum::Json)
}

/// Adds a note to what a review sees of me.
#[utoipa::path(post, path = "/v1/me/reviews/{cycle}/notes", tag = "me", security(("device" = [])),
    params(("cycle" = String, Path)), request_body = NoteRequest,
    responses(
        (status = 201, body = Review),
        (status = "default", body = Problem, content_type = "application/problem+json")
    )
)]
pub(crate) async fn add_note(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(cycle): Path<String>,
    Json(request): Json<NoteRequest>,
) -> Result<(StatusCode, axum::Json<Review>), Fault> {
    let note = words(&request.text, LONGEST_NOTE)?
        .ok_or_else(|| refuse(ProblemCode::Malformed, "a note has words"))?;
    let review = remark(&app, caller, cycle, Remark::Note(note)).await?;
    Ok((StatusCode::CREATED, review))
}

/// Takes one of my notes away.
#[utoipa::path(delete, path = "/v1/me/reviews/{cycle}/notes/{note}", tag = "me", security(("device" = [])),
    params(("cycle" = String, Path), ("note" = String, Path)),
    responses(
        (status = 200, body = Review),
        (status = "default", body = Problem, content_type = "application/problem+json")
    )
)]
pub(crate) async fn remove_note(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((cycle, note)): Path<(String, String)>,
) -> Result<axum::Json<Review>, Fault> {
    remark(&app, caller, cycle, Remark::NoteGone(note)).await
}

/// Disputes a mark: a count, or a skill.
#[utoipa::path(put, path = "/v1/me/reviews/{cycle}/disputes/{mark}", tag = "me", security(("device" = [])),
    params(("cycle" = String, Path), ("mark" = String, Path)), request_body = DisputeRequest,
    responses(
        (status = 200, body = Review),
        (status = "default", body = Problem, content_type = "application/problem+json")
    )
)]
pub(crate) async fn dispute(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((cycle, mark)): Path<(String, String)>,
    Json(request): Json<DisputeRequest>,
) -> Result<axum::Json<Review>, Fault> {
    let reason = words(
        request.reason.as_deref().unwrap_or_default(),
        LONGEST_REASON,
    )?;
    remark(&app, caller, cycle, Remark::Dispute { mark, reason }).await
}

/// Undoes a dispute.
#[utoipa::path(delete, path = "/v1/me/reviews/{cycle}/disputes/{mark}", tag = "me", security(("device" = [])),
    params(("cycle" = String, Path), ("mark" = String, Path)),
    responses(
        (status = 200, body = Review),
        (status = "default", body = Problem, content_type = "application/problem+json")
    )
)]
pub(crate) async fn undo_dispute(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((cycle, mark)): Path<(String, String)>,
) -> Result<axum::Json<Review>, Fault> {
    remark(&app, caller, cycle, Remark::DisputeGone(mark)).await
}

/// Which reviewers looked at my input, the latest first.
#[utoipa::path(get, path = "/v1/me/reviews/{cycle}/accesses", tag = "me", security(("device" = [])),
    params(("cycle" = String, Path)),
    responses(
        (status = 200, body = Vec<ReviewAccess>),
        (status = "default", body = Problem, content_type = "application/problem+json")
    )
)]
pub(crate) async fn accesses(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(cycle): Path<String>,
) -> Result<axum::Json<Vec<ReviewAccess>>, Fault> {
    app.store
        .accesses(caller, cycle_of(cycle)?)
        .await
        .map(axum::Json)
}

/// The people whose input I may read: as a manager those whom I invited, as an admin everybody.
#[utoipa::path(get, path = "/v1/reviews/{cycle}", tag = "review", security(("device" = [])),
    params(("cycle" = String, Path)),
    responses(
        (status = 200, body = Vec<ReviewablePerson>),
        (status = "default", body = Problem, content_type = "application/problem+json")
    )
)]
pub(crate) async fn people(
    State(app): State<Arc<App>>,
    Inviter(caller): Inviter,
    Path(cycle): Path<String>,
) -> Result<axum::Json<Vec<ReviewablePerson>>, Fault> {
    app.store
        .reviewable(caller, cycle_of(cycle)?, app.clock.now())
        .await
        .map(axum::Json)
}

/// What a review sees of one of them. The person is shown that I looked, when, and at which bytes.
#[utoipa::path(get, path = "/v1/reviews/{cycle}/{person}", tag = "review", security(("device" = [])),
    params(("cycle" = String, Path), ("person" = String, Path)),
    responses(
        (status = 200, body = Review),
        (status = "default", body = Problem, content_type = "application/problem+json")
    )
)]
pub(crate) async fn review(
    State(app): State<Arc<App>>,
    Inviter(caller): Inviter,
    Path((cycle, person)): Path<(String, String)>,
) -> Result<axum::Json<Review>, Fault> {
    let person = ObjectId::new(person).map_err(|_| ProblemCode::NotFound)?;
    app.store
        .review(caller, cycle_of(cycle)?, person, app.clock.now())
        .await
        .map(axum::Json)
}

async fn remark(
    app: &App,
    caller: Caller,
    cycle: String,
    remark: Remark,
) -> Result<axum::Json<Review>, Fault> {
    app.store
        .remark(caller, cycle_of(cycle)?, remark, app.clock.now())
        .await
        .map(axum::Json)
}

fn cycle_of(cycle: String) -> Result<CycleId, Fault> {
    CycleId::new(cycle).map_err(|_| ProblemCode::NotFound.into())
}

/// A person's words with one kind of line end; nothing where there are none.
fn words(text: &str, longest: usize) -> Result<Option<String>, Fault> {
    let text = text
        .replace("\r\n", "\n")
        .replace(['\r', '\u{2028}', '\u{2029}', '\u{85}'], "\n");
    let text = text.trim();
    let is_odd = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\t');
    if text.len() > longest || text.chars().any(is_odd) {
        return Err(refuse(
            ProblemCode::Malformed,
            "the words are too long, or hold control characters",
        ));
    }
    Ok(Some(text.to_owned()).filter(|text| !text.is_empty()))
}
