//! A transcript through the real window: found, read, cut, let go, sent, and its scores.

use serde_json::{Value, json};

use crate::{roads, stage::Stage, window::Window};

/// What the app asks an employee's organisation for.
const SCOPES: [&str; 7] = [
    "Mail.Read",
    "User.Read",
    "OnlineMeetings.Read",
    "OnlineMeetingTranscript.Read.All",
    "openid",
    "profile",
    "offline_access",
];
const OWN: &str = "Shall we begin with what you need?";
const SECRET: &str = "Between us, the price is a secret.";
const OTHERS: &str = "We need it before the winter.";

#[test]
fn journey_of_a_transcript() {
    let stage = Stage::set("transcript");
    stage.set_up();
    approve_the_app(&stage);
    a_meeting_with_a_guest(&stage);

    let window = Window::open(&stage, &stage.employee);
    roads::sign_in(&window, &stage.invite(&stage.employee, 0));
    roads::agree_and_sync(&window);
    window.press("Meetings");
    window.arrive("Meetings");
    let before = waiting(&window);
    window.picture("meetings");
    window.press_beginning("Read: ");
    window.read(OWN);
    window.read(OTHERS);
    window.picture("what-leaves");
    window.press("Cut: 3:21");
    window.read("cut: does not leave");
    window.see("Your scores in this meeting");
    window.picture("scores");
    assert_eq!(
        transcripts_at(&stage),
        [] as [Value; 0],
        "nothing leaves before it is let go"
    );
    window.press("Let this leave");
    window.read("At the service");
    window.press("All meetings");
    window.read("At the service");
    assert_eq!(waiting(&window), before - 1, "one of them waits no more");
    window.see("How your scores went");
    window.picture("trend");

    let held = transcripts_at(&stage);
    assert_eq!(held.len(), 1);
    let bytes = held[0].to_string();
    assert_eq!(held[0]["properties"]["level"], "own_turns");
    assert!(bytes.contains(OWN), "{bytes}");
    for stays in [SECRET, OTHERS, "Bo Sample"] {
        assert!(!bytes.contains(stays), "{stays} left: {bytes}");
    }
    erase(&window, &stage);
    window.close();
}

/// Erases what left at the service, from its row in the ledger.
fn erase(window: &Window, stage: &Stage) {
    window.press("Home");
    window.see("1 activity sent, 1 acknowledged");
    window.press_number("sent");
    window.open_first_row();
    window.read("Sent, acknowledged");
    window.press("Erase at the service…");
    window.read("Erase this transcript at the service?");
    window.picture("erase");
    window.press("Erase 1 transcript at the service");
    window.press("Home");
    window.press("Sync now");
    window.wait_until("the service holds it no longer", || {
        transcripts_at(stage).is_empty()
    });
}

/// An administrator has approved the app already.
pub(crate) fn approve_the_app(stage: &Stage) {
    let approved = json!({ "grant": [{ "app": "public", "scopes": SCOPES }] });
    stage.tell_microsoft("/sandbox/entra", &approved);
}

/// A meeting two hours ago, in which the employee and a guest talked for some minutes.
fn a_meeting_with_a_guest(stage: &Stage) {
    let own = &stage.employee;
    let made = stage.tell_microsoft(
        "/sandbox/event",
        &json!({
            "organizer": own.address, "attendees": ["buyer@acme.example"], "start": "-2h", "minutes": 30,
            "online": true, "subject": "The winter order"
        }),
    );
    let turn = |speaker: &str, text: &str, seconds: u32| json!({ "speaker": speaker, "text": text, "seconds": seconds });
    let name = stage.name_of(own);
    stage.tell_microsoft(
        "/sandbox/transcript",
        &json!({
            "mailbox": own.address, "id": made["copies"][0]["id"], "created": "-2h",
            "turns": [
                turn(&name, OWN, 100),
                turn("Bo Sample", OTHERS, 100),
                turn(&name, SECRET, 60),
                turn("Bo Sample", "Let me think about it.", 120),
                turn(&name, "The next step is yours.", 20),
            ]
        }),
    );
}

/// How many transcripts wait for their person.
fn waiting(window: &Window) -> u32 {
    let words = window.read(" for you");
    let count = words.split(' ').next().and_then(|count| count.parse().ok());
    count.unwrap_or_else(|| panic!("no count in {words}"))
}

fn transcripts_at(stage: &Stage) -> Vec<Value> {
    let held = stage.held_by_the_service().into_iter();
    held.filter(|one| one["type"] == "meeting_transcript")
        .collect()
}
