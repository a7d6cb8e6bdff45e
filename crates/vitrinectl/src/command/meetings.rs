//! `transcript …`: what the employee sees and decides of the transcripts of their own meetings.

use crate::arguments::{Held, Transcript as What};
use crate::print::Printer;
use activity::{Road, Sha256};
use companion::view::{
    MeetingView, MeetingsView, ReviewState, TranscriptRow, TranscriptView, UntoldView,
};
use companion::{Companion, Exit, Obstacle, counted};
use ledger::Connection;
use serde_json::json;

pub(super) async fn run(
    what: &What,
    companion: &Companion,
    printer: &Printer,
) -> Result<Exit, Obstacle> {
    let own = own(companion).await?;
    match what {
        What::List => list(&companion.meetings(&own).await?, printer)?,
        What::Look => {
            companion.look_for_transcripts(&own).await?;
            let next = "Next: `vitrinectl sync --once` asks for every transcript.";
            printer.tell(&json!({"asked": true}), || vec![next.to_owned()])?;
        }
        What::Show(held) => {
            let view = companion.open_transcript(&own, held.id).await?;
            show(&view, printer)?;
        }
        What::Cut {
            held,
            from: Some(from),
            to,
            ..
        } => {
            let until = to.unwrap_or(*from);
            let cut = companion.cut_transcript(&own, held.id, (*from, until), true);
            show(&cut.await?, printer)?;
        }
        What::Cut { held, guest, .. } => {
            show(&companion.cut_after(&own, held.id, guest).await?, printer)?;
        }
        What::Restore { held, from, to } => {
            let until = to.unwrap_or(*from);
            let restored = companion.cut_transcript(&own, held.id, (*from, until), false);
            show(&restored.await?, printer)?;
        }
        What::Claim { held, speaker } => {
            let claimed = companion.claim_speakers(&own, held.id, speaker.clone());
            show(&claimed.await?, printer)?;
        }
        What::Level { level, held: None } => {
            companion.prefer_level(&own, *level).await?;
            let told = format!(
                "From now on {} leaves, unless you choose otherwise.",
                level.name()
            );
            printer.tell(&json!({"level": level}), || vec![told])?;
        }
        What::Level {
            level,
            held: Some(id),
        } => show(&companion.choose_level(&own, *id, *level).await?, printer)?,
        What::Release { held, sha256 } => release(companion, &own, held, *sha256, printer).await?,
        What::Withhold(held) => {
            companion.withhold_transcript(&own, held.id).await?;
            let stays = "It stays here. What was sent of it is taken back with the next sync.";
            printer.tell(&json!({"withheld": held.id}), || vec![stays.to_owned()])?;
        }
        What::Reconsider(held) => {
            companion.reconsider_transcript(&own, held.id).await?;
            let waits = "It waits for you again.";
            printer.tell(&json!({"waiting": held.id}), || vec![waits.to_owned()])?;
        }
        What::Measure(_) => {}
    }
    Ok(Exit::Done)
}

async fn release(
    companion: &Companion,
    own: &Connection,
    held: &Held,
    sha256: Sha256,
    printer: &Printer,
) -> Result<(), Obstacle> {
    companion.release_transcript(own, held.id, sha256).await?;
    let goes = "Released. It goes with the next `vitrinectl sync --once`.";
    printer.tell(&json!({"released": held.id, "sha256": sha256}), || {
        vec![goes.to_owned()]
    })
}

/// The employee's own connection by Graph: the only one with meetings.
async fn own(companion: &Companion) -> Result<Connection, Obstacle> {
    let live = companion.connections().await?;
    live.into_iter()
        .find(|connection| connection.road == Road::EmployeeGraph)
        .ok_or(Obstacle::NotConnected)
}

fn list(view: &MeetingsView, printer: &Printer) -> Result<(), Obstacle> {
    printer.tell(view, || {
        if view.meetings.is_empty() {
            return vec!["No meetings were found in your invitations yet.".to_owned()];
        }
        view.meetings.iter().flat_map(meeting_lines).collect()
    })
}

fn meeting_lines(meeting: &MeetingView) -> Vec<String> {
    let series = if meeting.is_series { ", a series" } else { "" };
    let with = meeting.with.join(", ");
    let mut lines = vec![format!(
        "{}  {}{series}  {with}",
        meeting.starts_at,
        counted(meeting.people, "person", "people")
    )];
    if let Some(absence) = meeting.absence {
        lines.push(format!("    {}", word(&absence)));
    }
    lines.extend(meeting.transcripts.iter().map(transcript_line));
    lines
}

fn transcript_line(row: &TranscriptRow) -> String {
    let stands = match (row.review, row.withheld) {
        (ReviewState::Withheld, Some(reason)) => format!("withheld ({})", word(&reason)),
        (review, _) => word(&review),
    };
    format!("    [{}]  {}  {stands}", row.id, row.starts_at)
}

fn show(view: &TranscriptView, printer: &Printer) -> Result<(), Obstacle> {
    printer.tell(view, || {
        let mut lines = vec![transcript_line(&view.row)];
        for said in &view.passages {
            let speaker = view.speakers.get(said.speaker as usize);
            let name = speaker.map(|speaker| speaker.name.as_str()).unwrap_or_default();
            let cut = if said.is_cut { "cut" } else { "   " };
            lines.push(format!("{:>5} {cut} {:>8.1} s  {name}: {}", said.cue, said.at, said.text));
        }
        lines.extend(after_guests(view));
        if !view.skills.is_empty() {
            lines.push(format!("Scores by rubric {}:", view.rubric));
        }
        for skill in &view.skills {
            lines.push(match skill.score {
                Some(score) => format!("{score:>7}/100  {}", skill.name_en),
                None => format!("{:>11}  {}: not enough evidence", "–", skill.name_en),
            });
        }
        lines.push(match (&view.told, &view.untold) {
            (Some(told), _) => format!(
                "{} leaves, {}. Let it go with `vitrinectl transcript release {} --sha256 {}`.",
                word(&told.level),
                counted(told.bytes.len(), "byte", "bytes"),
                view.row.id,
                told.sha256
            ),
            (None, Some(UntoldView::Unclear { names })) => format!(
                "Say which of these is you with `vitrinectl transcript claim {} --speaker NAME`: {}.",
                view.row.id,
                names.join(", ")
            ),
            (None, Some(untold)) => format!("It cannot leave: {}.", word(untold)),
            (None, None) => {
                let absence = view.absence.as_ref().map(word).unwrap_or_default();
                format!("It cannot be read now: {absence}.")
            }
        });
        lines
    })
}

/// What was said after the last words of those whose names say that they are guests, where something was.
fn after_guests(view: &TranscriptView) -> Option<String> {
    let guests = view.speakers.iter().filter(|speaker| speaker.is_guest);
    let names: Vec<&str> = guests.clone().map(|guest| guest.name.as_str()).collect();
    let last = guests.map(|guest| guest.until).reduce(f64::max)?;
    let after = view
        .passages
        .iter()
        .filter(|said| !said.is_cut && said.at >= last);
    let count = after.count();
    (count > 0).then(|| {
        format!(
            "{} after the last words of {}; who left when, nobody tells. Cut what came after with `vitrinectl transcript cut {} \
             --after-guests`.",
            counted(count, "passage comes", "passages come"),
            names.join(" and "),
            view.row.id
        )
    })
}

/// A closed word as scripts have it.
fn word<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word.replace('_', " "),
        Ok(value) => value["kind"].as_str().unwrap_or_default().replace('_', " "),
        Err(_) => String::new(),
    }
}
