//! Review cycles, and what a review sees.

use companion::view::{
    CommandError, CycleForm, CycleStanding, CycleView, PurposeView, ReviewPerson, ReviewView,
    RubricView, SignalDay, SignalMail,
};
use tauri::State;

use crate::front_desk::FrontDesk;

/// Lists the cycles by which a connection's person may be reviewed.
#[tauri::command]
#[specta::specta]
pub async fn review_cycles(
    front: State<'_, FrontDesk>,
    connection: String,
) -> Result<Vec<CycleView>, CommandError> {
    front.desk().await?.review_cycles(connection).await
}

/// Reads what a review sees of the person.
#[tauri::command]
#[specta::specta]
pub async fn my_review(
    front: State<'_, FrontDesk>,
    cycle: String,
) -> Result<ReviewView, CommandError> {
    front.desk().await?.my_review(cycle).await
}

/// Adds a note to it.
#[tauri::command]
#[specta::specta]
pub async fn add_review_note(
    front: State<'_, FrontDesk>,
    cycle: String,
    text: String,
) -> Result<ReviewView, CommandError> {
    front.desk().await?.add_review_note(cycle, text).await
}

/// Takes a note away.
#[tauri::command]
#[specta::specta]
pub async fn remove_review_note(
    front: State<'_, FrontDesk>,
    cycle: String,
    id: String,
) -> Result<ReviewView, CommandError> {
    front.desk().await?.remove_review_note(cycle, id).await
}

/// Disputes a mark.
#[tauri::command]
#[specta::specta]
pub async fn dispute_mark(
    front: State<'_, FrontDesk>,
    cycle: String,
    mark: String,
    reason: String,
) -> Result<ReviewView, CommandError> {
    front.desk().await?.dispute_mark(cycle, mark, reason).await
}

/// Undoes a dispute.
#[tauri::command]
#[specta::specta]
pub async fn undo_dispute(
    front: State<'_, FrontDesk>,
    cycle: String,
    mark: String,
) -> Result<ReviewView, CommandError> {
    front.desk().await?.undo_dispute(cycle, mark).await
}

/// Lists the days behind the counts.
#[tauri::command]
#[specta::specta]
pub async fn signal_days(
    front: State<'_, FrontDesk>,
    connection: String,
    cycle: String,
) -> Result<Vec<SignalDay>, CommandError> {
    front.desk().await?.signal_days(connection, cycle).await
}

/// Lists the mails of one of those days.
#[tauri::command]
#[specta::specta]
pub async fn signal_mails(
    front: State<'_, FrontDesk>,
    connection: String,
    cycle: String,
    day: String,
) -> Result<Vec<SignalMail>, CommandError> {
    let desk = front.desk().await?;
    desk.signal_mails(connection, cycle, day).await
}

/// Reads how measures become scores.
#[tauri::command]
#[specta::specta]
pub async fn rubric(front: State<'_, FrontDesk>) -> Result<RubricView, CommandError> {
    front.desk().await?.rubric().await
}

/// Lists the tenant's cycles.
#[tauri::command]
#[specta::specta]
pub async fn cycles(front: State<'_, FrontDesk>) -> Result<Vec<CycleView>, CommandError> {
    front.desk().await?.cycles().await
}

/// Makes a cycle.
#[tauri::command]
#[specta::specta]
pub async fn make_cycle(
    front: State<'_, FrontDesk>,
    form: CycleForm,
) -> Result<Vec<CycleView>, CommandError> {
    front.desk().await?.make_cycle(form).await
}

/// Changes a cycle that is open.
#[tauri::command]
#[specta::specta]
pub async fn change_cycle(
    front: State<'_, FrontDesk>,
    cycle: String,
    form: CycleForm,
) -> Result<Vec<CycleView>, CommandError> {
    front.desk().await?.change_cycle(cycle, form).await
}

/// Moves a cycle forward.
#[tauri::command]
#[specta::specta]
pub async fn move_cycle(
    front: State<'_, FrontDesk>,
    cycle: String,
    state: CycleStanding,
) -> Result<Vec<CycleView>, CommandError> {
    front.desk().await?.move_cycle(cycle, state).await
}

/// Lists the people whom the admin may read in a cycle.
#[tauri::command]
#[specta::specta]
pub async fn review_people(
    front: State<'_, FrontDesk>,
    cycle: String,
) -> Result<Vec<ReviewPerson>, CommandError> {
    front.desk().await?.review_people(cycle).await
}

/// Reads what a review sees of one of them.
#[tauri::command]
#[specta::specta]
pub async fn review_of(
    front: State<'_, FrontDesk>,
    cycle: String,
    id: String,
) -> Result<ReviewView, CommandError> {
    front.desk().await?.review_of(cycle, id).await
}

/// Reads what the reviews are for.
#[tauri::command]
#[specta::specta]
pub async fn review_purpose(front: State<'_, FrontDesk>) -> Result<PurposeView, CommandError> {
    front.desk().await?.review_purpose().await
}

/// Sets what the reviews are for.
#[tauri::command]
#[specta::specta]
pub async fn save_review_purpose(
    front: State<'_, FrontDesk>,
    words: PurposeView,
) -> Result<PurposeView, CommandError> {
    front.desk().await?.save_review_purpose(words).await
}

/// Sets the tenant's rubric, or goes back to the product's own.
#[tauri::command]
#[specta::specta]
pub async fn save_rubric(
    front: State<'_, FrontDesk>,
    toml: Option<String>,
) -> Result<RubricView, CommandError> {
    front.desk().await?.save_rubric(toml).await
}
