//! What the pages may call, as types: the one list behind the invoke handler and the generated TypeScript.

use tauri::Runtime;
use tauri_specta::{Builder, ErrorHandlingMode, collect_commands, collect_events};

use crate::{commands, shell::DeskChanged};

/// Lists the commands and events of the window.
pub fn bindings<R: Runtime>() -> Builder<R> {
    Builder::<R>::new()
        .error_handling(ErrorHandlingMode::Throw)
        .disable_serde_phases()
        .events(collect_events![DeskChanged])
        .commands(collect_commands![
            commands::guide::app_state,
            commands::guide::inspect_invite,
            commands::guide::accept_invite,
            commands::guide::drop_invite,
            commands::guide::collection,
            commands::guide::begin_sign_in,
            commands::guide::sign_in,
            commands::guide::reopen_sign_in,
            commands::guide::cancel_sign_in,
            commands::guide::compose_mail,
            commands::guide::choose_language,
            commands::guide::choose_background,
            commands::guide::choose_notices,
            commands::consent::begin_preview,
            commands::consent::preview,
            commands::consent::cancel_preview,
            commands::consent::preview_page,
            commands::consent::preview_row,
            commands::consent::preview_counts,
            commands::consent::consent_forms,
            commands::consent::give_consent,
            commands::consent::withdraw_consent,
            commands::consent::receipts,
            commands::consent::save_receipt,
            commands::sync::sync_now,
            commands::sync::sync_progress,
            commands::sync::cancel_sync,
            commands::sync::pause,
            commands::sync::resume,
            commands::sync::mailboxes,
            commands::sync::disconnect,
            commands::ledger::home,
            commands::ledger::mark_seen,
            commands::ledger::ledger_page,
            commands::ledger::ledger_row,
            commands::ledger::ledger_counts,
            commands::ledger::export_ledger,
            commands::admin::registration,
            commands::admin::save_registration,
            commands::admin::begin_admin_consent,
            commands::admin::admin_consent,
            commands::admin::reopen_admin_consent,
            commands::admin::cancel_admin_consent,
            commands::admin::dpa,
            commands::admin::accept_dpa,
            commands::admin::domains,
            commands::admin::policy,
            commands::admin::begin_survey,
            commands::admin::survey,
            commands::admin::cancel_survey,
            commands::admin::preview_allowlist,
            commands::admin::save_allowlist,
            commands::admin::save_fields,
            commands::admin::invites,
            commands::admin::make_invite,
            commands::admin::revoke_invite,
            commands::admin::health,
            commands::window::take_invite_link,
            commands::window::show_notice,
            commands::window::write_sign,
        ])
}
