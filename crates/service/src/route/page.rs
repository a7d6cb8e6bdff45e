use super::invites::look_up;
use crate::App;
use crate::edge::PeerAddress;
use crate::fault::Fault;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::fmt::Write;
use std::sync::Arc;
use wire::{InviteLink, InviteView, Role};

const STYLE: &str = "body{font:16px/1.5 'Segoe UI',system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem;color:#242424;background:#fff}\
h1{font-size:1.5rem}a.open{display:inline-block;padding:.6rem 1.2rem;background:#0f6cbd;color:#fff;text-decoration:none;border-radius:4px}\
code{background:#f0f0f0;padding:.2rem .4rem;border-radius:4px;word-break:break-all}dt{font-weight:600}dd{margin:0 0 .6rem}\
@media(prefers-color-scheme:dark){body{color:#eee;background:#1f1f1f}code{background:#333}a.open{background:#115ea3}}";

/// The invite as a page for a browser, without any script.
#[utoipa::path(get, path = "/i/{code}", tag = "open", params(("code" = String, Path)), responses(
    (status = 200, body = String, content_type = "text/html"),
    (status = "default", body = String, content_type = "text/html")
))]
pub(crate) async fn page(
    State(app): State<Arc<App>>,
    PeerAddress(peer): PeerAddress,
    Path(code): Path<String>,
) -> Response {
    let shown = look_up(&app, peer, &code).await.and_then(|view| {
        let link = InviteLink::parse(&code)
            .map(|bare| InviteLink::new(Some(app.public_url.clone()), bare.code()).unwrap_or(bare))
            .map_err(|_| Fault::Broken("invite link"))?;
        Ok(invitation(&view, &link))
    });
    match shown {
        Ok(body) => html(StatusCode::OK, "Vitrine: your invite", &body),
        Err(fault) => refusal(&fault),
    }
}

fn refusal(fault: &Fault) -> Response {
    let problem = fault.problem();
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = format!(
        "<h1>{}</h1><p>Ask whoever sent it for a new one. Nothing was connected and nothing was sent.</p>",
        escape(&problem.title)
    );
    html(status, "Vitrine", &body)
}

fn invitation(view: &InviteView, link: &InviteLink) -> String {
    let organisation = view.organisation.as_deref().unwrap_or("Your organisation");
    let asks = match view.role {
        Role::TenantAdmin => {
            "asks you, as its Microsoft 365 admin, to decide what its connector may collect"
        }
        Role::Manager => {
            "asks you to invite employees, and to connect your own mailbox if you want to"
        }
        Role::Employee => "asks you to connect your own Microsoft 365 account",
    };
    let mut body = format!(
        "<h1>{} {asks}</h1><p>Nothing is collected before you have seen exactly what it is and agreed. You can stop at any time.</p>\
         <p><a class=\"open\" href=\"{}\">Open in Vitrine</a></p><dl>",
        escape(organisation),
        escape(&link.deep_link())
    );
    let facts = [
        ("For", view.address.as_deref()),
        ("From", view.invited_by.as_deref()),
        ("What it is for", view.purpose.as_deref()),
        ("Legal basis", view.legal_basis.as_deref()),
        ("Valid until", Some(&*view.expires_at.to_string())),
    ];
    for (name, value) in facts
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
    {
        let _ = write!(body, "<dt>{name}</dt><dd>{}</dd>", escape(value));
    }
    let _ = write!(
        body,
        "</dl><p>If the button does nothing, start Vitrine and paste this link:</p><p><code>{}</code></p>",
        escape(link.page().as_ref().map_or(link.code(), url::Url::as_str))
    );
    body
}

fn html(status: StatusCode, title: &str, body: &str) -> Response {
    let page = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <meta name=\"robots\" content=\"noindex\"><title>{title}</title><style>{STYLE}</style></head><body>{body}</body></html>"
    );
    (
        status,
        [(header::CONTENT_TYPE, "text/html; charset=utf-8")],
        page,
    )
        .into_response()
}

fn escape(text: &str) -> String {
    text.chars().fold(
        String::with_capacity(text.len()),
        |mut escaped, character| {
            match character {
                '&' => escaped.push_str("&amp;"),
                '<' => escaped.push_str("&lt;"),
                '>' => escaped.push_str("&gt;"),
                '"' => escaped.push_str("&quot;"),
                '\'' => escaped.push_str("&#39;"),
                other => escaped.push(other),
            }
            escaped
        },
    )
}
