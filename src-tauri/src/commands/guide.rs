//! The way in: where we are, invites, what is collected, signing in.

use companion::view::{AppState, CollectionView, CommandError, InviteView, Road, Visit};
use tauri::State;

use crate::front_desk::FrontDesk;

/// Reads where everything stands.
#[tauri::command]
#[specta::specta]
pub async fn app_state(front: State<'_, FrontDesk>) -> Result<AppState, CommandError> {
    front.desk().await?.app_state().await
}

/// Asks the service what an invite says.
#[tauri::command]
#[specta::specta]
pub async fn inspect_invite(
    front: State<'_, FrontDesk>,
    link: String,
) -> Result<InviteView, CommandError> {
    front.desk().await?.inspect_invite(link).await
}

/// Keeps the invite on this home.
#[tauri::command]
#[specta::specta]
pub async fn accept_invite(
    front: State<'_, FrontDesk>,
    link: String,
) -> Result<AppState, CommandError> {
    front.desk().await?.accept_invite(link).await
}

/// Forgets an accepted invite.
#[tauri::command]
#[specta::specta]
pub async fn drop_invite(front: State<'_, FrontDesk>) -> Result<AppState, CommandError> {
    front.desk().await?.drop_invite().await
}

/// Reads the field registry for a road.
#[tauri::command]
#[specta::specta]
pub async fn collection(
    front: State<'_, FrontDesk>,
    road: Road,
) -> Result<CollectionView, CommandError> {
    front.desk().await?.collection(road).await
}

/// Opens Microsoft's sign-in page in the system browser.
#[tauri::command]
#[specta::specta]
pub async fn begin_sign_in(front: State<'_, FrontDesk>, road: Road) -> Result<Visit, CommandError> {
    front.desk().await?.begin_sign_in(road).await
}

/// Reads how the sign-in stands.
#[tauri::command]
#[specta::specta]
pub async fn sign_in(front: State<'_, FrontDesk>) -> Result<Visit, CommandError> {
    front.desk().await?.sign_in().await
}

/// Opens the sign-in page again.
#[tauri::command]
#[specta::specta]
pub async fn reopen_sign_in(front: State<'_, FrontDesk>) -> Result<Visit, CommandError> {
    front.desk().await?.reopen_sign_in().await
}

/// Ends the sign-in under way.
#[tauri::command]
#[specta::specta]
pub async fn cancel_sign_in(front: State<'_, FrontDesk>) -> Result<Visit, CommandError> {
    front.desk().await?.cancel_sign_in().await
}

/// Goes on with the refused sign-in by itself once an administrator approved.
#[tauri::command]
#[specta::specta]
pub async fn follow_approval(front: State<'_, FrontDesk>) -> Result<Visit, CommandError> {
    front.desk().await?.follow_approval().await
}

/// Waits for no administrator any more.
#[tauri::command]
#[specta::specta]
pub async fn leave_approval(front: State<'_, FrontDesk>) -> Result<Visit, CommandError> {
    front.desk().await?.leave_approval().await
}

/// Opens the mail program with a message, and says whether one was started.
#[tauri::command]
#[specta::specta]
pub async fn compose_mail(
    front: State<'_, FrontDesk>,
    subject: String,
    body: String,
) -> Result<bool, CommandError> {
    front.desk().await?.compose_mail(subject, body).await
}

/// Chooses the language of texts for people; none for the system's.
#[tauri::command]
#[specta::specta]
pub async fn choose_language(
    front: State<'_, FrontDesk>,
    language: Option<String>,
) -> Result<AppState, CommandError> {
    front.desk().await?.choose_language(language).await
}

/// Chooses whether the program starts with the session and works on while its window is closed.
#[tauri::command]
#[specta::specta]
pub async fn choose_background(
    front: State<'_, FrontDesk>,
    is_wanted: bool,
) -> Result<AppState, CommandError> {
    front.desk().await?.choose_background(is_wanted).await
}

/// Chooses whether the person is told of what matters while they do not look.
#[tauri::command]
#[specta::specta]
pub async fn choose_notices(
    front: State<'_, FrontDesk>,
    are_wanted: bool,
) -> Result<AppState, CommandError> {
    front.desk().await?.choose_notices(are_wanted).await
}

/// Chooses whether the schedule also runs over a network that is counted or paid for.
#[tauri::command]
#[specta::specta]
pub async fn choose_metered(
    front: State<'_, FrontDesk>,
    is_wanted: bool,
) -> Result<AppState, CommandError> {
    front.desk().await?.choose_metered(is_wanted).await
}
