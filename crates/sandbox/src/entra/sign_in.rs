//! What a person does on the pages.

use std::sync::Arc;

use axum::extract::{Extension, Form, State as FromState};
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};

use super::Entra;
use super::flow::Flow;
use super::form::Parameters;
use super::pages::{self, SECOND_FACTOR_CODE};
use super::refusal::Refusal;
use super::session;
use super::session::Session;
use crate::access::Origin;

/// `POST /common/login`: one step of the flow named by `ctx`.
pub(super) async fn submit(
    FromState(entra): FromState<Arc<Entra>>,
    Extension(origin): Extension<Origin>,
    Form(fields): Form<Parameters>,
) -> Response {
    let field = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
    let id = field("ctx");
    let Some(flow) = entra.state().flows.get(id).cloned() else {
        return pages::message(
            StatusCode::BAD_REQUEST,
            "This sign-in has ended",
            "Go back to the application and start again.",
        );
    };
    if field("choice") == "other" {
        entra.change(id, |flow| {
            flow.account = None;
            flow.hint = None;
            flow.password_given = false;
            flow.second_factor = false;
        });
        return entra.advance(id, None);
    }
    match field("step") {
        "account" => {
            let name = if field("pick").is_empty() {
                field("loginfmt")
            } else {
                field("pick")
            };
            entra.choose_account(id, &flow, name)
        }
        "password" => {
            if field("passwd").is_empty() {
                return entra.advance(id, Some("Please enter your password."));
            }
            entra.change(id, |flow| flow.password_given = true);
            entra.signed_in(&origin, id)
        }
        "second_factor" => {
            if field("otc").trim() != SECOND_FACTOR_CODE {
                return entra.advance(
                    id,
                    Some("You didn't enter the expected verification code. Please try again."),
                );
            }
            entra.change(id, |flow| flow.second_factor = true);
            entra.signed_in(&origin, id)
        }
        "consent" if field("choice") == "accept" => {
            entra.accept_and_finish(id, &flow, !field("everybody").is_empty())
        }
        "consent" => entra.leave(id, &flow, &Refusal::declined()),
        "admin_needed" => entra.leave(id, &flow, &Refusal::admin_needed()),
        "refused" => entra.leave(
            id,
            &flow,
            &Refusal::sign_in(field("choice").parse().unwrap_or_default()),
        ),
        _ => entra.advance(id, None),
    }
}

impl Entra {
    fn choose_account(&self, id: &str, flow: &Flow, name: &str) -> Response {
        if name.trim().is_empty() {
            return self.advance(
                id,
                Some("Enter a valid email address, phone number, or Skype name."),
            );
        }
        match self.account(flow.path, name) {
            Ok(account) => {
                self.change(id, |flow| flow.account = Some(account));
                self.advance(id, None)
            }
            Err(refusal) => {
                self.change(id, |flow| flow.hint = Some(name.to_owned()));
                self.advance(
                    id,
                    Some(&format!("AADSTS{}: {}", refusal.code, refusal.text)),
                )
            }
        }
    }

    /// Goes on, and leaves a session in the browser unless a second factor is still owed.
    fn signed_in(&self, origin: &Origin, id: &str) -> Response {
        let flow = self.state().flows.get(id).cloned();
        let mut response = self.advance(id, None);
        let Some(Flow {
            account: Some(account),
            second_factor,
            ..
        }) = flow
        else {
            return response;
        };
        if self.sign_in_allowed(account).is_err()
            || self.needs_second_factor(account) && !second_factor
        {
            return response;
        }
        let cookie = self.remember(
            Session {
                account,
                second_factor,
            },
            origin,
        );
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response
    }

    /// Accepts what the consent page listed, once everything before it was done.
    fn accept_and_finish(&self, id: &str, flow: &Flow, everybody: bool) -> Response {
        let Some(account) = flow.account.filter(|_| flow.password_given) else {
            return self.advance(id, None);
        };
        let owes_second_factor = self.needs_second_factor(account) && !flow.second_factor;
        if owes_second_factor
            || self.sign_in_allowed(account).is_err()
            || !self.may_accept_flow(flow, account)
        {
            return self.advance(id, None);
        }
        self.finish(id, everybody && self.may_consent_for_tenant(account))
    }

    fn leave(&self, id: &str, flow: &Flow, refusal: &Refusal) -> Response {
        self.state().flows.remove(id);
        if let super::flow::Purpose::Device(user_code) = &flow.purpose {
            super::device::decline(self, user_code);
        }
        flow.refuse(refusal)
    }

    fn change(&self, id: &str, change: impl FnOnce(&mut Flow)) {
        if let Some(flow) = self.state().flows.get_mut(id) {
            change(flow);
        }
    }

    fn remember(&self, session: Session, origin: &Origin) -> String {
        let id = super::tokens::random_text(24);
        self.state().sessions.insert(id.clone(), session);
        session::cookie(&id, origin)
    }
}
