//! The device code grant: a code on one screen, a sign-in on another.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, Form, Path, State as FromState};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use jiff::{SignedDuration, Timestamp};
use rand::Rng as _;
use serde_json::json;

use super::Entra;
use super::apps::Application;
use super::directory::{Account, TenantPath};
use super::flow::{Flow, Purpose};
use super::form::Submitted;
use super::form::{Parameters, declares_cp1};
use super::pages;
use super::refusal::Refusal;
use super::scopes::Requested;
use super::state::{Authorization, Device, DeviceAnswer};
use super::tokens::random_text;
use crate::access::Origin;

/// Letters and digits that are not mistaken for one another.
const ALPHABET: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// `POST /{tenant}/oauth2/v2.0/devicecode`.
pub(super) async fn begin(
    FromState(entra): FromState<Arc<Entra>>,
    Path(tenant): Path<String>,
    Extension(origin): Extension<Origin>,
    form: Submitted,
) -> Response {
    issue(&entra, &origin, &tenant, &form.fields)
        .unwrap_or_else(|refusal| refusal.answer(&form.trace()))
}

fn issue(
    entra: &Entra,
    origin: &Origin,
    tenant: &str,
    form: &Parameters,
) -> Result<Response, Refusal> {
    let path = entra.tenant_path(tenant)?;
    let id = form
        .get("client_id")
        .ok_or_else(|| Refusal::missing("client_id"))?;
    let app = entra.application(id, path, tenant)?;
    let scope = form.get("scope").ok_or_else(|| Refusal::missing("scope"))?;
    let requested = Requested::parse(scope)?;
    let user_code = user_code();
    let device_code = random_text(48);
    let mut state = entra.state();
    let (seconds, interval) = (
        state.settings.device_seconds,
        state.settings.device_interval,
    );
    let device = Device {
        secret: device_code.clone(),
        app: app.id,
        tenant: path.id(),
        requested,
        cp1: declares_cp1(form),
        expires: Timestamp::now()
            .saturating_add(SignedDuration::from_secs(seconds))
            .unwrap_or(Timestamp::MAX),
        answer: DeviceAnswer::Pending,
    };
    state.devices.insert(user_code.clone(), device);
    let address = format!("{}/devicelogin", origin.0);
    Ok(Json(json!({
        "user_code": user_code,
        "device_code": device_code,
        "verification_uri": address,
        "expires_in": seconds,
        "interval": interval,
        "message": format!("To sign in, use a web browser to open the page {address} and enter the code {user_code} to authenticate."),
    }))
    .into_response())
}

/// `/devicelogin`: takes the code; under `--auto-consent` a `login_hint` approves at once.
pub(super) async fn page(
    FromState(entra): FromState<Arc<Entra>>,
    headers: HeaderMap,
    Form(fields): Form<Parameters>,
) -> Response {
    let Some(code) = fields.get("user_code").or(fields.get("otc")) else {
        return pages::device("", None);
    };
    let code = code.trim().to_uppercase();
    let device = entra.state().devices.get(&code).cloned();
    let Some(device) = device.filter(|device| device.expires > Timestamp::now()) else {
        return pages::device(
            &code,
            Some("That code didn't work. Check the code and try again."),
        );
    };
    let path = device.tenant.map_or(TenantPath::Any, TenantPath::One);
    let hint = fields.get("login_hint").cloned();
    let mut flow = Flow::new(Purpose::Device(code), path, device.app, hint.clone());
    let hinted = hint
        .as_deref()
        .and_then(|hint| entra.account(path, hint).ok());
    if entra.auto_consent && hinted.is_some() {
        flow.account = hinted;
        flow.password_given = true;
        flow.second_factor = true;
    } else if let Some(session) = entra.session(&headers).filter(|_| hint.is_none()) {
        flow.resume(&session);
    }
    entra.begin(flow)
}

/// What the device behind a user code asks for.
pub(super) fn requested(entra: &Entra, user_code: &str) -> Option<Requested> {
    entra
        .state()
        .devices
        .get(user_code)
        .map(|device| device.requested.clone())
}

pub(super) fn approve(
    entra: &Entra,
    user_code: &str,
    account: Account,
    second_factor: bool,
) -> Response {
    let device = entra.state().devices.get(user_code).cloned();
    let Some(device) = device else {
        return expired();
    };
    entra.accept(account, device.app, &device.requested, false);
    if let Some(device) = entra.state().devices.get_mut(user_code) {
        device.answer = DeviceAnswer::Approved {
            account,
            second_factor,
        };
    }
    pages::message(
        StatusCode::OK,
        "You have signed in",
        "You may now close this window and go back to your device.",
    )
}

/// The page of a code that no device waits with any more.
pub(super) fn expired() -> Response {
    pages::message(
        StatusCode::BAD_REQUEST,
        "That code has expired",
        "Start again in the application.",
    )
}

pub(super) fn decline(entra: &Entra, user_code: &str) {
    if let Some(device) = entra.state().devices.get_mut(user_code) {
        device.answer = DeviceAnswer::Declined;
    }
}

/// Redeems a device code, or says why not yet.
pub(super) fn redeem(
    entra: &Entra,
    app: &Application,
    form: &Parameters,
) -> Result<(Authorization, Requested), Refusal> {
    let code = form
        .get("device_code")
        .ok_or_else(|| Refusal::missing("device_code"))?;
    let found = entra
        .state()
        .devices
        .iter()
        .find(|(_, device)| device.secret == *code)
        .map(|(user_code, device)| (user_code.clone(), device.clone()));
    let unknown = || {
        Refusal::new(
            "bad_verification_code",
            70018,
            "Invalid verification code due to user typing in wrong user code for device code flow.",
        )
    };
    let (user_code, device) = found
        .filter(|(_, device)| device.app == app.id)
        .ok_or_else(unknown)?;
    if device.expires <= Timestamp::now() {
        return Err(Refusal::new(
            "expired_token",
            70019,
            "Verification code expired. Have the user retry the sign-in.",
        ));
    }
    match device.answer {
        DeviceAnswer::Pending => {
            let text = "OAuth 2.0 device flow error. Authorization is pending. Continue polling.";
            Err(Refusal::new("authorization_pending", 70016, text))
        }
        DeviceAnswer::Declined => Err(Refusal::new(
            "authorization_declined",
            70017,
            "The user declined the authorization.",
        )),
        DeviceAnswer::Approved {
            account,
            second_factor,
        } => {
            entra.state().devices.remove(&user_code);
            let authorization = Authorization {
                app: app.id,
                account,
                requested: device.requested.clone(),
                second_factor,
                cp1: device.cp1 || declares_cp1(form),
            };
            Ok((authorization, device.requested))
        }
    }
}

fn user_code() -> String {
    let mut random = rand::rng();
    (0..9)
        .map(|_| char::from(ALPHABET[random.random_range(0..ALPHABET.len())]))
        .collect()
}
