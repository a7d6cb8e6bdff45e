//! The routes, by who may take them.

mod admin;
mod approvals;
mod batches;
mod card;
mod cycles;
mod held;
mod invites;
mod page;
mod personal;
mod reviews;
mod rubric;
mod sessions;

use crate::App;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

type Routes = OpenApiRouter<Arc<App>>;

/// What anybody may ask.
pub(crate) fn open() -> Routes {
    OpenApiRouter::new()
        .routes(routes!(card::card))
        .routes(routes!(card::health))
        .routes(routes!(card::description))
        .routes(routes!(card::dpa))
        .routes(routes!(card::dpa_version))
        .routes(routes!(sessions::nonce))
        .routes(routes!(sessions::sign_in))
        .routes(routes!(invites::view))
        .routes(routes!(page::page))
        .routes(routes!(approvals::ask))
        .routes(routes!(approvals::show))
        .routes(routes!(approvals::come_back))
}

/// What a device may ask for the person that it belongs to.
pub(crate) fn personal() -> Routes {
    OpenApiRouter::new()
        .routes(routes!(sessions::sign_out))
        .routes(routes!(personal::me))
        .routes(routes!(sessions::take_invite))
        .routes(routes!(held::mine))
        .routes(routes!(held::exports))
        .routes(routes!(personal::policy))
        .routes(routes!(rubric::show))
        .routes(routes!(reviews::mine))
        .routes(routes!(reviews::add_note))
        .routes(routes!(reviews::remove_note))
        .routes(routes!(reviews::dispute, reviews::undo_dispute))
        .routes(routes!(reviews::accesses))
        .routes(routes!(personal::connections, personal::connect))
        .routes(routes!(personal::disconnect))
        .routes(routes!(personal::give_consent))
        .routes(routes!(personal::withdraw_consent))
}

/// Batches of lines.
pub(crate) fn batches() -> Routes {
    OpenApiRouter::new()
        .routes(routes!(batches::upload))
        .routes(routes!(batches::retract))
}

/// What a reviewer may read.
pub(crate) fn review() -> Routes {
    OpenApiRouter::new()
        .routes(routes!(reviews::people))
        .routes(routes!(reviews::review))
}

/// What a tenant's admin may do; a manager may invite.
pub(crate) fn admin() -> Routes {
    OpenApiRouter::new()
        .routes(routes!(admin::config))
        .routes(routes!(admin::accept_dpa))
        .routes(routes!(admin::prove))
        .routes(routes!(admin::allow))
        .routes(routes!(admin::settings))
        .routes(routes!(admin::clients))
        .routes(routes!(admin::audit))
        .routes(routes!(admin::people))
        .routes(routes!(held::export))
        .routes(routes!(invites::list, invites::make))
        .routes(routes!(invites::revoke))
        .routes(routes!(invites::resend))
        .routes(routes!(cycles::list, cycles::make))
        .routes(routes!(cycles::change))
        .routes(routes!(cycles::freeze))
        .routes(routes!(cycles::close))
        .routes(routes!(rubric::set, rubric::reset))
}
