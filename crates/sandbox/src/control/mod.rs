//! The sandbox's own routes: they move the world and tell the truth about it.
//!
//! It owns one promise: every change goes through the same overlay and log that Graph answers from, so a client sees it as
//! the real service would tell it. Nothing here exists in Microsoft's service, and nothing here needs a token.

mod calendar;
mod directory;
mod history;
mod invitee;
mod mail;
mod recurrence;
mod reference;
mod teams;
mod truth;

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::{StatusCode, header};
use jiff::SignedDuration;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use thiserror::Error;

use crate::world::World;
use crate::world::address::{ODD_OUTSIDERS, OUTSIDERS};
use crate::world::edit::EditError;

/// Why a change of the world was refused.
#[derive(Debug, Error)]
pub enum ControlError {
    /// There is no such change.
    #[error("there is no such change")]
    NoSuchChange,
    /// The body is not what the change takes.
    #[error("the body does not fit: {0}")]
    Malformed(#[from] serde_json::Error),
    /// The body names what is not there, or a value that cannot be used.
    #[error("{0}")]
    Refused(String),
}

impl From<EditError> for ControlError {
    fn from(error: EditError) -> Self {
        Self::Refused(error.to_string())
    }
}

/// The routes that move the world, below `/sandbox`.
pub fn router(world: Arc<World>) -> axum::Router {
    axum::Router::new()
        .route("/canaries", get(canaries))
        .route("/truth", get(tell))
        .route("/history", get(tell_history))
        .route("/signals", get(signals))
        .route("/users", get(users))
        .route("/now", get(now))
        .route("/{change}", post(change_one))
        .route("/{kind}/{change}", post(change_two))
        .with_state(world)
}

/// Makes one change, named as in its path (`mail`, `mail/move`, `event/cancel`, …), and says what it made.
pub fn apply(world: &World, change: &str, body: Value) -> Result<Value, ControlError> {
    match change {
        "advance" => advance(world, &read(body)?),
        "mail" => mail::deliver(world, &read(body)?),
        "mail/move" => mail::relocate(world, &read(body)?),
        "mail/delete" => mail::delete(world, &read(body)?),
        "mail/read" => mail::mark_read(world, &read(body)?),
        "event" => calendar::create(world, &read(body)?),
        "event/update" => calendar::update(world, &read(body)?),
        "event/cancel" => calendar::cancel(world, &read(body)?),
        "event/delete" => calendar::delete(world, &read(body)?),
        "folder" => directory::folder(world, &read(body)?),
        "user" => directory::user(world, &read(body)?),
        "meeting/expire" => teams::expire(world, &read(body)?),
        "transcript" => teams::transcript(world, &read(body)?),
        "transcript/delete" => teams::delete_transcript(world, &read(body)?),
        "transcripts/switch" => teams::switch(world, &read(body)?),
        "sync-states/expire" => {
            let mut editor = world.edit();
            editor.state.generation += 1;
            Ok(json!({"generation": editor.state.generation}))
        }
        _ => Err(ControlError::NoSuchChange),
    }
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Advance {
    seconds: i64,
    minutes: i64,
    hours: i64,
    days: i64,
    /// New mails for every person, spread over the time that passes.
    mail: u32,
}

fn advance(world: &World, by: &Advance) -> Result<Value, ControlError> {
    let seconds = by.seconds + 60 * by.minutes + 3600 * by.hours + 86_400 * by.days;
    if !(0..=86_400 * 3650).contains(&seconds) {
        return Err(ControlError::Refused(
            "time moves forward only, by ten years at most".to_owned(),
        ));
    }
    let before = world.now();
    let now = world.advance(SignedDuration::from_secs(seconds));
    let delivered = mail::pass(world, before, seconds, by.mail.min(1000));
    Ok(json!({"now": now.to_string(), "delivered": delivered}))
}

fn read<T: DeserializeOwned>(body: Value) -> Result<T, ControlError> {
    let body = if body.is_null() { json!({}) } else { body };
    Ok(serde_json::from_value(body)?)
}

async fn change_one(
    State(world): State<Arc<World>>,
    Path(change): Path<String>,
    body: String,
) -> Response {
    respond(&world, &change, &body)
}

async fn change_two(
    State(world): State<Arc<World>>,
    Path((kind, change)): Path<(String, String)>,
    body: String,
) -> Response {
    respond(&world, &format!("{kind}/{change}"), &body)
}

fn respond(world: &World, change: &str, body: &str) -> Response {
    let body = if body.trim().is_empty() {
        Ok(Value::Null)
    } else {
        serde_json::from_str(body)
    };
    match body
        .map_err(ControlError::from)
        .and_then(|body| apply(world, change, body))
    {
        Ok(made) => Json(made).into_response(),
        Err(error) => error.into_response(),
    }
}

impl IntoResponse for ControlError {
    fn into_response(self) -> Response {
        let status = if matches!(self, Self::NoSuchChange) {
            StatusCode::NOT_FOUND
        } else {
            StatusCode::BAD_REQUEST
        };
        let body = json!({"error": {"code": "SandboxRefused", "message": self.to_string()}});
        (status, Json(body)).into_response()
    }
}

async fn now(State(world): State<Arc<World>>) -> Json<Value> {
    Json(json!({"now": world.now().to_string()}))
}

/// What must never be found where it does not belong: text prefixes, and every address from outside.
async fn canaries() -> Json<Value> {
    let plain = OUTSIDERS.iter().map(|(_, address)| *address);
    let odd = ODD_OUTSIDERS.iter().filter_map(|(_, address)| *address);
    let addresses: Vec<&str> = plain
        .chain(odd)
        .filter(|address| address.contains('@'))
        .collect();
    Json(json!({
        "prefixes": ["CANARY-BODY-", "CANARY-PREVIEW-", "canary-bcc-"],
        "bodies": "CANARY-BODY-",
        "previews": "CANARY-PREVIEW-",
        "hidden_recipients": "canary-bcc-",
        "speech": "CANARY-SPEECH-",
        "addresses": addresses,
    }))
}

async fn users(State(world): State<Arc<World>>) -> Json<Value> {
    let people = world
        .tenants()
        .iter()
        .flat_map(|tenant| world.users(tenant.id));
    Json(json!({"users": people.map(|user| directory::describe(&user)).collect::<Vec<_>>()}))
}

#[derive(Deserialize)]
struct Which {
    mailbox: Option<String>,
}

/// Everything in the mailboxes, one JSON object a line.
async fn tell(State(world): State<Arc<World>>, Query(which): Query<Which>) -> Response {
    let body = Body::from_stream(truth::lines(world, which.mailbox));
    ([(header::CONTENT_TYPE, "application/x-ndjson")], body).into_response()
}

/// Every message that ever was in a mailbox, one JSON object a line.
async fn tell_history(
    State(world): State<Arc<World>>,
    Query(wanted): Query<history::Wanted>,
) -> Result<Response, ControlError> {
    let body = Body::from_stream(history::lines(world, &wanted)?);
    Ok(([(header::CONTENT_TYPE, "application/x-ndjson")], body).into_response())
}

async fn signals(
    State(world): State<Arc<World>>,
    Query(wanted): Query<history::Wanted>,
) -> Result<Json<Value>, ControlError> {
    history::signals(&world, &wanted).map(Json)
}
