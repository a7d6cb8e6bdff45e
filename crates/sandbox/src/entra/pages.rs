//! The pages a person sees. They work without JavaScript; ids are those of the real sign-in page.

use std::fmt::Write as _;

use axum::response::{Html, IntoResponse, Response};
use http::{HeaderName, StatusCode, header};

use super::refusal::{Refusal, Trace};
use crate::world::User;

const STYLE: &str = include_str!("pages.css");
/// Any password is taken; this is the one that the page suggests.
const PASSWORD: &str = "demo";
/// The code of the second factor, shown on its page.
pub(super) const SECOND_FACTOR_CODE: &str = "123456";

/// One page of a sign-in under way.
pub(super) struct Page {
    flow: String,
    app: String,
    title: String,
    notice: Option<String>,
}

impl Page {
    pub(super) fn new(flow: &str, app: &str, title: &str) -> Self {
        Self {
            flow: flow.to_owned(),
            app: app.to_owned(),
            title: title.to_owned(),
            notice: None,
        }
    }

    pub(super) fn notice(self, notice: Option<&str>) -> Self {
        Self {
            notice: notice.map(str::to_owned),
            ..self
        }
    }

    /// Asks who signs in; lists a few accounts, which no real page would.
    pub(super) fn account(&self, hint: &str, offered: &[User]) -> Response {
        let mut tiles = String::new();
        for user in offered {
            let role = if user.roles.is_empty() {
                ""
            } else {
                " (administrator)"
            };
            let (upn, name) = (escape(&user.upn), escape(&user.display_name));
            let _ = write!(
                tiles,
                r#"<button class="tile" name="pick" value="{upn}">{name}{role}<br><span class="quiet">{upn}</span></button>"#
            );
        }
        let body = format!(
            r#"{form}<label for="i0116">Email, phone, or Skype</label>
<input id="i0116" name="loginfmt" type="email" autocomplete="username" value="{hint}" autofocus>
<div class="actions"><button type="submit" id="idSIButton9">Next</button></div></form>
<p class="quiet">to continue to {app}</p>
<p class="quiet">This is a local sandbox. Accounts here:</p>{form}{tiles}</form>"#,
            form = self.form("account"),
            hint = escape(hint),
            app = escape(&self.app),
        );
        self.show(&body)
    }

    pub(super) fn password(&self, upn: &str) -> Response {
        let body = format!(
            r#"<p class="account">{upn}</p>{form}<label for="i0118">Password</label>
<input id="i0118" name="passwd" type="password" autocomplete="current-password" autofocus>
<p class="quiet">In the sandbox every password works; the demo one is <code>{PASSWORD}</code>.</p>
<div class="actions"><button type="submit" id="idSIButton9">Sign in</button></div></form>{switch}"#,
            upn = escape(upn),
            form = self.form("password"),
            switch = self.switch_account(),
        );
        self.show(&body)
    }

    pub(super) fn second_factor(&self, upn: &str) -> Response {
        let body = format!(
            r#"<p class="account">{upn}</p><p>Enter the code displayed in the authenticator app on your mobile device.</p>
{form}<label for="idTxtBx_SAOTCC_OTC">Code</label>
<input id="idTxtBx_SAOTCC_OTC" name="otc" inputmode="numeric" autocomplete="one-time-code" autofocus>
<p class="quiet">The sandbox's code is <code>{SECOND_FACTOR_CODE}</code>.</p>
<div class="actions"><button type="submit" id="idSubmit_SAOTCC_Continue">Verify</button></div></form>"#,
            upn = escape(upn),
            form = self.form("second_factor"),
        );
        self.show(&body)
    }

    /// Lists what the application asks for; accepting and cancelling weigh the same.
    pub(super) fn consent(
        &self,
        upn: &str,
        permissions: &[(&str, &str)],
        may_include_everybody: bool,
    ) -> Response {
        let everybody = if may_include_everybody {
            r#"<label class="check"><input type="checkbox" id="orgConsent" name="everybody" value="1"> Consent on behalf of your organization</label>"#
        } else {
            ""
        };
        let note = r#"<p class="quiet">Accepting these permissions means that you allow this app to use your data as specified in its terms of service and privacy statement. You can change these permissions at https://myapps.microsoft.com.</p>"#;
        self.permissions(
            upn,
            "This app would like to:",
            permissions,
            &format!("{everybody}{note}"),
        )
    }

    pub(super) fn admin_consent(
        &self,
        upn: &str,
        tenant: &str,
        permissions: &[(&str, &str)],
    ) -> Response {
        let lead = format!("Review for your organization: {tenant}. This app would like to:");
        let note = r#"<p class="quiet">If you accept, this app will get access to the specified resources for all users in your organization. No one else will be prompted to review these permissions.</p>"#;
        self.permissions(upn, &lead, permissions, note)
    }

    pub(super) fn admin_needed(&self, upn: &str, permissions: &[(&str, &str)]) -> Response {
        let body = format!(
            r#"<p class="account">{upn}</p><p><strong>{app}</strong> needs permission to access resources in your organization that only an admin can grant. Please ask an admin to grant permission to this app before you can use it.</p>
{list}<p class="quiet">AADSTS90094: The grant requires admin permission.</p>
{form}<button class="link" name="choice" value="other">Have an admin account? Sign in with that account</button></form>
{form}<div class="actions"><button name="choice" value="return" id="idBtn_Return">Return to the application without granting consent</button></div></form>"#,
            upn = escape(upn),
            app = escape(&self.app),
            list = list(permissions),
            form = self.form("admin_needed"),
        );
        self.show(&body)
    }

    /// A refusal that ends here, with a way back to the application.
    pub(super) fn refused(&self, text: &str, code: u32, trace: &Trace) -> Response {
        let body = format!(
            r#"<p class="error" id="service_exception_message">AADSTS{code}: {text}</p>
<p class="quiet">Error Code: {code}<br>Request Id: {request}<br>Correlation Id: {correlation}<br>Timestamp: {time}<br>App name: {app}</p>
{form}<div class="actions"><button name="choice" value="{code}" id="idBtn_Return">Return to the application</button></div></form>{switch}"#,
            text = escape(text),
            request = trace.id,
            correlation = trace.correlation_id,
            time = trace.timestamp,
            app = escape(&self.app),
            form = self.form("refused"),
            switch = self.switch_account(),
        );
        self.show(&body)
    }

    fn permissions(
        &self,
        upn: &str,
        lead: &str,
        permissions: &[(&str, &str)],
        below: &str,
    ) -> Response {
        let body = format!(
            r#"<p class="account">{upn}</p><p><strong>{app}</strong> <span class="quiet">unverified</span></p><p>{lead}</p>
{list}{form}{below}<div class="actions choice"><button name="choice" value="cancel" id="idBtn_Cancel">Cancel</button><button name="choice" value="accept" id="idBtn_Accept">Accept</button></div></form>"#,
            upn = escape(upn),
            app = escape(&self.app),
            lead = escape(lead),
            list = list(permissions),
            form = self.form("consent"),
        );
        self.show(&body)
    }

    fn switch_account(&self) -> String {
        format!(
            r#"{}<button class="link" name="choice" value="other">Use another account</button></form>"#,
            self.form("switch")
        )
    }

    fn form(&self, step: &str) -> String {
        format!(
            r#"<form method="post" action="/common/login"><input type="hidden" name="ctx" value="{}"><input type="hidden" name="step" value="{step}">"#,
            self.flow
        )
    }

    fn show(&self, body: &str) -> Response {
        let notice = self.notice.as_deref().map(|text| {
            format!(
                r#"<p class="error" id="usernameError" role="alert">{}</p>"#,
                escape(text)
            )
        });
        page(
            StatusCode::OK,
            &self.title,
            &format!("{}{body}", notice.unwrap_or_default()),
        )
    }
}

/// A page that only says something.
pub(super) fn message(status: StatusCode, title: &str, text: &str) -> Response {
    page(status, title, &format!("<p>{}</p>", escape(text)))
}

/// A refusal that must not go to any redirect.
pub(super) fn error(refusal: &Refusal, trace: &Trace) -> Response {
    let body = format!(
        r#"<p>Sorry, but we're having trouble signing you in.</p><p class="error" id="service_exception_message">AADSTS{}: {}</p>
<p class="quiet">Request Id: {}<br>Correlation Id: {}<br>Timestamp: {}</p>"#,
        refusal.code,
        escape(&refusal.text),
        trace.id,
        trace.correlation_id,
        trace.timestamp
    );
    page(StatusCode::BAD_REQUEST, "Sign in", &body)
}

/// Asks for the code that a device shows.
pub(super) fn device(code: &str, notice: Option<&str>) -> Response {
    let notice = notice
        .map(|text| format!(r#"<p class="error" role="alert">{}</p>"#, escape(text)))
        .unwrap_or_default();
    let body = format!(
        r#"{notice}<form method="post" action="/devicelogin"><label for="otc">Code displayed on your app or device</label>
<input id="otc" name="user_code" autocomplete="off" value="{}" autofocus><div class="actions"><button id="idSIButton9">Next</button></div></form>"#,
        escape(code)
    );
    page(StatusCode::OK, "Enter code to allow access", &body)
}

/// A form that takes its fields to the application by itself, or by its button where scripts are off.
pub(super) fn form_post(action: &str, fields: &[(&str, String)]) -> Response {
    let mut inputs = String::new();
    for (name, value) in fields {
        let _ = write!(
            inputs,
            r#"<input type="hidden" name="{name}" value="{}">"#,
            escape(value)
        );
    }
    let body = format!(
        r#"<form method="post" name="hiddenform" action="{}">{inputs}<p>You are being taken back to the application.</p>
<div class="actions"><button type="submit">Continue</button></div></form><script>document.forms[0].submit()</script>"#,
        escape(action)
    );
    page(StatusCode::OK, "Working…", &body)
}

fn list(permissions: &[(&str, &str)]) -> String {
    let mut items = String::new();
    for (name, words) in permissions {
        let _ = write!(
            items,
            r#"<li data-permission="{name}">{}</li>"#,
            escape(words)
        );
    }
    format!(r#"<ul id="permissions">{items}</ul>"#)
}

fn page(status: StatusCode, title: &str, body: &str) -> Response {
    let title = escape(title);
    let html = format!(
        r#"<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title><style>{STYLE}</style></head><body><main><p class="brand">Sandbox of Microsoft 365</p><h1>{title}</h1>{body}</main></body></html>"#
    );
    let headers = [
        (header::CACHE_CONTROL, "no-store, no-cache"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
        (
            HeaderName::from_static("content-security-policy"),
            "frame-ancestors 'none'",
        ),
    ];
    (status, headers, Html(html)).into_response()
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(character),
        }
    }
    escaped
}
