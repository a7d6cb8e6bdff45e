//! Pages for a browser, of an invite and after an approval: plain HTML that works without any script and loads nothing from anywhere.
//!
//! Every text that somebody wrote is escaped and isolated from the direction of the words around it. The page's policy names
//! the digest of its one style, so that nothing else can be put into it.

mod approval;
mod words;

pub(crate) use approval::{approval, no_answer};

use crate::fault::Fault;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use url::Url;
use wire::{InviteLink, InviteView};
use words::Words;

const STYLE: &str = include_str!("style.css");

/// What a person chose to read, as far as there are words for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    German,
}

impl Language {
    /// The first language that the browser asks for and the page has.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let asked = headers
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let primary = |tag: &str| {
            let tag = tag.split(';').next().unwrap_or_default().trim();
            tag.split('-')
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase()
        };
        asked
            .split(',')
            .find_map(|tag| match primary(tag).as_str() {
                "de" => Some(Self::German),
                "en" => Some(Self::English),
                _ => None,
            })
            .unwrap_or(Self::English)
    }

    fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }
}

/// The invite's page.
pub(crate) fn invitation(
    view: &InviteView,
    link: &InviteLink,
    app: Option<&Url>,
    language: Language,
) -> Response {
    let words = Words::of(language);
    let organisation = view.organisation.as_deref().unwrap_or(words.organisation);
    let heading = format!("{} {}", isolated(organisation), words.asks(view.role));
    let mut body = format!(
        "<h1>{heading}</h1><p>{}</p><p><a class=\"open\" href=\"{}\">{}</a></p>",
        words.before_anything,
        escaped(&link.deep_link()),
        words.open
    );
    let expires = words.moment(view.expires_at);
    let facts = [
        (words.address, view.address.as_deref()),
        (words.invited_by, view.invited_by.as_deref()),
        (
            words.purpose,
            view.purpose.as_deref().or(Some(words.not_stated)),
        ),
        (
            words.legal_basis,
            view.legal_basis.as_deref().or(Some(words.not_stated)),
        ),
        (words.expires, Some(expires.as_str())),
    ];
    body.push_str("<dl>");
    for (name, value) in facts {
        let Some(value) = value else { continue };
        let _ = write!(body, "<dt>{name}</dt><dd>{}</dd>", isolated(value));
    }
    let page = link.page();
    let _ = write!(
        body,
        "</dl><h2>{}</h2><p>{}</p><p><code>{}</code></p><p>{}</p><p><code id=\"code\">{}</code></p><h2>{}</h2><p>{}</p>",
        words.nothing_opens,
        words.paste_link,
        escaped(page.as_ref().map_or(link.code(), Url::as_str)),
        words.paste_code,
        escaped(link.code()),
        words.no_app,
        match app {
            Some(app) => format!(
                "<a rel=\"noreferrer\" href=\"{}\">{}</a>",
                escaped(app.as_str()),
                words.get_app
            ),
            None => words.ask_for_app.to_owned(),
        }
    );
    html(StatusCode::OK, language, words.title, &body)
}

/// Why there is no invite to show, and what to do.
pub(crate) fn refusal(fault: &Fault, language: Language) -> Response {
    let problem = fault.problem();
    let words = Words::of(language);
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let (heading, step) = words.refusal(problem.code);
    let body = format!(
        "<h1>{heading}</h1><p>{step}</p><p>{}</p>",
        words.nothing_sent
    );
    let mut response = html(status, language, words.title, &body);
    response.extensions_mut().insert(problem.code);
    response
}

fn html(status: StatusCode, language: Language, title: &str, body: &str) -> Response {
    let page = format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><meta name=\"robots\" content=\"noindex\"><title>{}</title><style>{STYLE}</style></head>\
         <body><main>{body}</main></body></html>",
        language.tag(),
        title
    );
    let mut response = (
        status,
        [(header::CONTENT_TYPE, "text/html; charset=utf-8")],
        page,
    )
        .into_response();
    if let Ok(policy) = HeaderValue::from_str(&content_security_policy()) {
        response
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

fn content_security_policy() -> String {
    let style = STANDARD.encode(Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    )
}

/// A text that somebody wrote, escaped, with a direction of its own.
fn isolated(text: &str) -> String {
    format!("<bdi>{}</bdi>", escaped(text))
}

fn escaped(text: &str) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn language(asked: &str) -> Language {
        let mut headers = HeaderMap::new();
        let value = HeaderValue::from_str(asked).expect("a header");
        headers.insert(header::ACCEPT_LANGUAGE, value);
        Language::of(&headers)
    }

    #[test]
    fn the_first_language_that_there_are_words_in_is_taken() {
        assert_eq!(language("de-AT,de;q=0.9,en;q=0.8"), Language::German);
        assert_eq!(language("fr, DE;q=0.5"), Language::German);
        assert_eq!(language("en-GB, de"), Language::English);
        assert_eq!(language("nds, fr"), Language::English);
        assert_eq!(Language::of(&HeaderMap::new()), Language::English);
    }

    #[test]
    fn what_somebody_wrote_stays_text() {
        assert_eq!(
            isolated("</bdi><script>'\"&"),
            "<bdi>&lt;/bdi&gt;&lt;script&gt;&#39;&quot;&amp;</bdi>"
        );
    }
}
