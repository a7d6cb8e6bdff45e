//! What the tenant's admin sets up.

use companion::view::{
    AdminConsentView, AllowlistPreview, CommandError, DomainsView, DpaView, FieldProblem,
    HandedInvite, HealthView, InviteForm, InviteRow, PersonRow, PolicyChange, PolicyForm,
    PolicyView, RegistrationForm, RegistrationView, SurveyView,
};
use tauri::State;

use crate::front_desk::FrontDesk;

/// Reads the registration.
#[tauri::command]
#[specta::specta]
pub async fn registration(front: State<'_, FrontDesk>) -> Result<RegistrationView, CommandError> {
    front.desk().await?.registration().await
}

/// Judges the fields of a registration as they stand.
#[tauri::command]
#[specta::specta]
pub async fn check_registration(
    front: State<'_, FrontDesk>,
    form: RegistrationForm,
) -> Result<Vec<FieldProblem>, CommandError> {
    front.desk().await?.check_registration(form).await
}

/// Checks and keeps the registration.
#[tauri::command]
#[specta::specta]
pub async fn save_registration(
    front: State<'_, FrontDesk>,
    form: RegistrationForm,
) -> Result<RegistrationView, CommandError> {
    front.desk().await?.save_registration(form).await
}

/// Opens Microsoft's admin consent page in the system browser.
#[tauri::command]
#[specta::specta]
pub async fn begin_admin_consent(
    front: State<'_, FrontDesk>,
) -> Result<AdminConsentView, CommandError> {
    front.desk().await?.begin_admin_consent().await
}

/// Reads how admin consent and its proof stand.
#[tauri::command]
#[specta::specta]
pub async fn admin_consent(front: State<'_, FrontDesk>) -> Result<AdminConsentView, CommandError> {
    front.desk().await?.admin_consent().await
}

/// Opens the admin consent page again.
#[tauri::command]
#[specta::specta]
pub async fn reopen_admin_consent(
    front: State<'_, FrontDesk>,
) -> Result<AdminConsentView, CommandError> {
    front.desk().await?.reopen_admin_consent().await
}

/// Ends the admin consent under way.
#[tauri::command]
#[specta::specta]
pub async fn cancel_admin_consent(
    front: State<'_, FrontDesk>,
) -> Result<AdminConsentView, CommandError> {
    front.desk().await?.cancel_admin_consent().await
}

/// Reads the current agreement.
#[tauri::command]
#[specta::specta]
pub async fn dpa(front: State<'_, FrontDesk>, language: String) -> Result<DpaView, CommandError> {
    front.desk().await?.dpa(language).await
}

/// Accepts the agreement whose text has this hash.
#[tauri::command]
#[specta::specta]
pub async fn accept_dpa(
    front: State<'_, FrontDesk>,
    sha256: String,
) -> Result<DpaView, CommandError> {
    front.desk().await?.accept_dpa(sha256).await
}

/// Reads the tenant's verified domains.
#[tauri::command]
#[specta::specta]
pub async fn domains(front: State<'_, FrontDesk>) -> Result<DomainsView, CommandError> {
    front.desk().await?.domains().await
}

/// Reads the policy.
#[tauri::command]
#[specta::specta]
pub async fn policy(front: State<'_, FrontDesk>) -> Result<PolicyView, CommandError> {
    front.desk().await?.policy().await
}

/// Begins to count what there is in the tenant's mailboxes, by domain.
#[tauri::command]
#[specta::specta]
pub async fn begin_survey(front: State<'_, FrontDesk>) -> Result<SurveyView, CommandError> {
    front.desk().await?.begin_survey().await
}

/// Reads how the count stands.
#[tauri::command]
#[specta::specta]
pub async fn survey(front: State<'_, FrontDesk>) -> Result<SurveyView, CommandError> {
    front.desk().await?.survey().await
}

/// Stops the count and forgets it.
#[tauri::command]
#[specta::specta]
pub async fn cancel_survey(front: State<'_, FrontDesk>) -> Result<SurveyView, CommandError> {
    front.desk().await?.cancel_survey().await
}

/// Judges allowlist entries without saving them, and says what they would let through.
#[tauri::command]
#[specta::specta]
pub async fn preview_allowlist(
    front: State<'_, FrontDesk>,
    entries: Vec<String>,
) -> Result<AllowlistPreview, CommandError> {
    front.desk().await?.preview_allowlist(entries).await
}

/// Saves the whole allowlist, or nothing.
#[tauri::command]
#[specta::specta]
pub async fn save_allowlist(
    front: State<'_, FrontDesk>,
    entries: Vec<String>,
) -> Result<PolicyView, CommandError> {
    front.desk().await?.save_allowlist(entries).await
}

/// Saves the policy but for its domains.
#[tauri::command]
#[specta::specta]
pub async fn save_policy(
    front: State<'_, FrontDesk>,
    policy: PolicyForm,
) -> Result<PolicyView, CommandError> {
    front.desk().await?.save_policy(policy).await
}

/// Lists who changed what of the policy.
#[tauri::command]
#[specta::specta]
pub async fn policy_changes(
    front: State<'_, FrontDesk>,
) -> Result<Vec<PolicyChange>, CommandError> {
    front.desk().await?.policy_changes().await
}

/// Runs the checks.
#[tauri::command]
#[specta::specta]
pub async fn health(front: State<'_, FrontDesk>) -> Result<HealthView, CommandError> {
    front.desk().await?.health().await
}

/// Lists the invites of the tenant.
#[tauri::command]
#[specta::specta]
pub async fn invites(front: State<'_, FrontDesk>) -> Result<Vec<InviteRow>, CommandError> {
    front.desk().await?.invites().await
}

/// Lists whose own mailbox is connected.
#[tauri::command]
#[specta::specta]
pub async fn people(front: State<'_, FrontDesk>) -> Result<Vec<PersonRow>, CommandError> {
    front.desk().await?.people().await
}

/// Makes an invite for the person with this address.
#[tauri::command]
#[specta::specta]
pub async fn make_invite(
    front: State<'_, FrontDesk>,
    form: InviteForm,
) -> Result<HandedInvite, CommandError> {
    front.desk().await?.make_invite(form).await
}

/// Makes an invite that was not used anew.
#[tauri::command]
#[specta::specta]
pub async fn resend_invite(
    front: State<'_, FrontDesk>,
    id: String,
) -> Result<HandedInvite, CommandError> {
    front.desk().await?.resend_invite(id).await
}

/// Takes an invite back.
#[tauri::command]
#[specta::specta]
pub async fn revoke_invite(
    front: State<'_, FrontDesk>,
    id: String,
) -> Result<Vec<InviteRow>, CommandError> {
    front.desk().await?.revoke_invite(id).await
}
