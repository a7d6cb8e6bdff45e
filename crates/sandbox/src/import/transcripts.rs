//! Transcripts in WebVTT files.

use std::path::Path;

use jiff::SignedDuration;
use uuid::Uuid;

use super::{ImportError, files};
use crate::graph::vtt;
use crate::world::World;
use crate::world::meeting::{MeetingKey, Online, Role};
use crate::world::spoken::{AddedTranscript, Spoken};

/// Gives the files, by name, to the online meetings that the first people organised and that have ended, the latest first.
pub(crate) fn import(world: &World, folder: &Path) -> Result<usize, ImportError> {
    let files = files(folder, "vtt")?;
    let meetings = held(world, files.len());
    let mut imported = 0;
    let mut editor = world.edit();
    for (path, key) in files.iter().zip(meetings) {
        let bytes =
            std::fs::read(path).map_err(|error| ImportError::Unreadable(path.clone(), error))?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let cues = vtt::parse(&text);
        if !text.trim_start_matches('\u{feff}').starts_with("WEBVTT") {
            return Err(ImportError::Foreign(path.clone(), "WebVTT"));
        }
        let meeting = editor.meeting(key);
        let length = cues.last().map_or(60_000, |cue| cue.until.max(1000));
        let ended = meeting.start + SignedDuration::from_millis(length);
        let sequence = editor.state.next_sequence();
        let id = Uuid::from_u128((u128::from(key.0) << 64) | u128::from(sequence));
        let added = AddedTranscript {
            id,
            created: meeting.start,
            ended,
            added: ended,
            text: Spoken::File(text),
        };
        editor.state.transcripts.entry(key).or_default().push(added);
        imported += 1;
    }
    Ok(imported)
}

fn held(world: &World, count: usize) -> Vec<MeetingKey> {
    let view = world.view();
    let mut found = Vec::new();
    for account in 0..view.state.accounts.len() as u32 {
        let mut own: Vec<_> = view
            .entries(account, None, None)
            .filter(|holding| holding.role == Role::Organizer && !holding.state.cancelled)
            .map(|holding| view.meeting(holding.meeting).into_owned())
            .filter(|meeting| {
                matches!(meeting.online, Online::Teams { .. }) && meeting.end < view.now
            })
            .map(|meeting| (std::cmp::Reverse(meeting.start), meeting.key))
            .collect();
        own.sort();
        found.extend(own.into_iter().map(|(_, key)| key));
        if found.len() >= count {
            break;
        }
    }
    found
}
