//! Meetings, their transcripts, and what of them leaves.

use companion::view::{CommandError, LevelName, MeetingsView, TranscriptChange, TranscriptView};
use tauri::State;

use crate::front_desk::FrontDesk;

/// Lists the meetings of a connection and their transcripts.
#[tauri::command]
#[specta::specta]
pub async fn meetings(
    front: State<'_, FrontDesk>,
    connection: String,
) -> Result<MeetingsView, CommandError> {
    front.desk().await?.meetings(connection).await
}

/// Chooses how much leaves where nothing else is chosen for a transcript.
#[tauri::command]
#[specta::specta]
pub async fn prefer_level(
    front: State<'_, FrontDesk>,
    connection: String,
    level: LevelName,
) -> Result<MeetingsView, CommandError> {
    front.desk().await?.prefer_level(connection, level).await
}

/// Asks for every transcript at once, by a run that begins now.
#[tauri::command]
#[specta::specta]
pub async fn look_for_transcripts(
    front: State<'_, FrontDesk>,
    connection: String,
) -> Result<(), CommandError> {
    front.desk().await?.look_for_transcripts(connection).await
}

/// Reads a transcript from Teams.
#[tauri::command]
#[specta::specta]
pub async fn open_transcript(
    front: State<'_, FrontDesk>,
    connection: String,
    id: String,
) -> Result<TranscriptView, CommandError> {
    front.desk().await?.open_transcript(connection, id).await
}

/// Decides something about a transcript.
#[tauri::command]
#[specta::specta]
pub async fn change_transcript(
    front: State<'_, FrontDesk>,
    connection: String,
    id: String,
    change: TranscriptChange,
) -> Result<TranscriptView, CommandError> {
    front
        .desk()
        .await?
        .change_transcript(connection, id, change)
        .await
}
