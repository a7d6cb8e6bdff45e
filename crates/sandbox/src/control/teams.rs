//! `POST /sandbox/transcript…`

use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::ControlError;
use super::reference::{ItemReference, When};
use crate::world::World;
use crate::world::meeting::Online;
use crate::world::spoken::{AddedTranscript, Cue, Spoken};
use crate::world::tenant::TranscriptSwitches;

/// A transcript for the meeting of an event: a whole file, or turns.
#[derive(Deserialize)]
pub(crate) struct TranscriptAddition {
    #[serde(flatten)]
    item: ItemReference,
    created: Option<When>,
    ended: Option<When>,
    vtt: Option<String>,
    #[serde(default)]
    turns: Vec<Turn>,
}

#[derive(Deserialize)]
pub(crate) struct Turn {
    speaker: String,
    text: String,
    #[serde(default = "five")]
    seconds: i64,
}

/// Which transcript of an event's meeting: the GUID that its making answered.
#[derive(Deserialize)]
pub(crate) struct Deletion {
    #[serde(flatten)]
    item: ItemReference,
    transcript: Uuid,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Switch {
    tenant: Option<String>,
    graph_access: Option<bool>,
    speaker_attribution: Option<bool>,
    application_access_policy: Option<bool>,
    delay_minutes: Option<i64>,
}

pub(crate) fn transcript(
    world: &World,
    addition: &TranscriptAddition,
) -> Result<Value, ControlError> {
    let mut editor = world.edit();
    let (account, entry, _) = addition.item.event(&editor)?;
    let key = editor.holding(account, entry)?.meeting;
    let meeting = editor.meeting(key);
    if !matches!(meeting.online, Online::Teams { .. }) {
        return Err(ControlError::Refused(
            "the meeting is not online".to_owned(),
        ));
    }
    let created = addition
        .created
        .map_or(meeting.start, |when| when.instant(editor.now));
    let mut at = 500;
    let cues = addition.turns.iter().map(|turn| {
        let cue = Cue {
            from: at,
            until: at + turn.seconds * 1000,
            speaker: turn.speaker.clone(),
            text: turn.text.clone(),
        };
        at = cue.until + 250;
        cue
    });
    let spoken = match &addition.vtt {
        Some(text) => Spoken::File(text.clone()),
        None => Spoken::Cues(cues.collect()),
    };
    let spoken_until = created + SignedDuration::from_millis(at.max(1000));
    let ended = addition
        .ended
        .map_or(spoken_until, |when| when.instant(editor.now));
    let added = editor.now;
    let sequence = editor.state.next_sequence();
    let id = Uuid::from_u128((u128::from(key.0) << 64) | u128::from(sequence));
    editor
        .state
        .transcripts
        .entry(key)
        .or_default()
        .push(AddedTranscript {
            id,
            created,
            ended,
            added,
            text: spoken,
        });
    Ok(
        json!({"transcript": id, "joinUrl": meeting.online.join_url(), "created": created.to_string(), "ended": ended.to_string()}),
    )
}

/// A transcript is deleted, as a retention policy or its organiser does it.
pub(crate) fn delete_transcript(world: &World, deletion: &Deletion) -> Result<Value, ControlError> {
    let key = {
        let editor = world.edit();
        let (account, entry, _) = deletion.item.event(&editor)?;
        editor.holding(account, entry)?.meeting
    };
    let there = {
        let view = world.view();
        let found = view.transcripts(&view.meeting(key), TranscriptSwitches::default());
        found.iter().any(|one| one.id == deletion.transcript)
    };
    if !there {
        return Err(ControlError::Refused("no such transcript".to_owned()));
    }
    let mut editor = world.edit();
    editor.state.deleted_transcripts.insert(deletion.transcript);
    Ok(json!({"deleted": true}))
}

/// An online meeting expires: neither it nor its transcripts can be found any more.
pub(crate) fn expire(world: &World, item: &ItemReference) -> Result<Value, ControlError> {
    let mut editor = world.edit();
    let (account, entry, _) = item.event(&editor)?;
    let key = editor.holding(account, entry)?.meeting;
    editor.state.expired_meetings.insert(key);
    Ok(json!({"expired": true}))
}

pub(crate) fn switch(world: &World, switch: &Switch) -> Result<Value, ControlError> {
    let place = match &switch.tenant {
        None => Some(0),
        Some(key) => world
            .tenant(key)
            .and_then(|tenant| world.tenants().iter().position(|one| one.id == tenant.id)),
    };
    let place = place.ok_or_else(|| ControlError::Refused("no such tenant".to_owned()))?;
    let mut editor = world.edit();
    let current = &mut editor.state.switches[place];
    current.graph_access = switch.graph_access.unwrap_or(current.graph_access);
    current.speaker_attribution = switch
        .speaker_attribution
        .unwrap_or(current.speaker_attribution);
    current.application_access_policy = switch
        .application_access_policy
        .unwrap_or(current.application_access_policy);
    current.delay_minutes = switch.delay_minutes.unwrap_or(current.delay_minutes);
    Ok(serde_json::to_value(*current)?)
}

fn five() -> i64 {
    5
}
