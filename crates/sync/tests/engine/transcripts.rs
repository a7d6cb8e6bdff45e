//! A transcript from the invitation to the acknowledgement: found, waiting, released, sent, taken back; and where none is there.

use crate::desk::{Desk, consent};
use crate::world::{Invited, World, instant};
use activity::{Activity, ItemId, Level, Road, Stream};
use consent::ConsentRecord;
use ledger::{HeldTranscript, Provenance, Review, StreamSummary};
use privacy::{Filtered, OwnAddresses, Raw, Reading, Reason, Terms};
use serde_json::{Value, json};
use sync::{Absence, ListedTranscript, Transcripts};
use transcript::{Form, read};

pub const LINK: &str = "https://teams.microsoft.com/l/meetup-join/one";
const OTHERS: &str = "canary-others-words";
const TALK: &str = "WEBVTT

00:00 --> 00:40
<v Ada Example>canary-own-words shall we begin?</v>

00:40 --> 01:30
<v Bo Sample>canary-others-words yes.</v>
";

pub fn invited(starts: &str, ends: &str) -> Invited {
    Invited {
        id: "e1".into(),
        link: LINK.into(),
        starts: instant(starts),
        ends: instant(ends),
        with: vec!["buyer@acme.example".into()],
        recurrence: None,
        moved_from: None,
        private: false,
    }
}

fn listed(created: &str) -> Transcripts {
    Transcripts::Listed {
        meeting: ItemId::new("meeting").unwrap(),
        transcripts: vec![ListedTranscript {
            id: ItemId::new("t1").unwrap(),
            created: Some(instant(created)),
            ended: None,
        }],
    }
}

/// An employee who agreed to transcripts and was in one meeting, which ended five minutes before now.
async fn desk(answer: Transcripts) -> Desk {
    let mut world = World::new("2026-11-22T12:00:00Z");
    world.person(1, &["ada@contoso.example"]);
    world.invited = vec![invited("2026-11-22T11:00:00Z", "2026-11-22T11:55:00Z")];
    world.teams.insert(LINK.into(), answer);
    agreed(world).await
}

pub async fn agreed(world: World) -> Desk {
    let desk = Desk::open(world, Road::EmployeeGraph, &[]).await;
    desk.register.write().await.give(ConsentRecord {
        id: "r2".into(),
        stream: Stream::Transcript,
        ..consent(&desk.connection.id)
    });
    desk
}

async fn there() -> Desk {
    desk(listed("2026-11-22T11:01:00Z")).await
}

pub async fn synced(desk: &Desk) -> StreamSummary {
    let report = desk.sync().await;
    let stream = &report.streams[&Stream::Transcript];
    let withheld: u64 = stream.withheld.values().sum();
    assert_eq!(
        stream.considered,
        stream.sent + withheld + stream.pending + stream.failed
    );
    stream.clone()
}

async fn only(desk: &Desk) -> HeldTranscript {
    let meetings = desk.ledger.held_meetings(&desk.connection.id).await;
    let mut meetings = meetings.unwrap();
    assert_eq!((meetings.len(), meetings[0].transcripts.len()), (1, 1));
    meetings[0].transcripts.remove(0)
}

async fn absence(desk: &Desk) -> Option<String> {
    let meetings = desk.ledger.held_meetings(&desk.connection.id).await;
    meetings.unwrap()[0].absence.clone()
}

/// What leaves of the talk where the person chose that level, under today's policy.
async fn told(desk: &Desk, level: Level) -> Filtered<Activity> {
    let held = only(desk).await;
    let register = desk.register.read().await;
    let clearance = register.clearance(Stream::Transcript).unwrap();
    let talk = Raw::seal(read(TALK.as_bytes(), Form::Voices).unwrap());
    let own = OwnAddresses::new(["ada@contoso.example"]).unwrap();
    let terms = Terms {
        id: &held.id,
        starts: held.starts,
        reason: None,
        own: &own,
        names: &["Ada Example".to_owned()],
        claimed: &[],
        cuts: &[],
        level,
        externals_left: None,
    };
    Reading::open(talk, &clearance)
        .tell(&terms, &clearance)
        .unwrap()
}

pub async fn release(desk: &Desk, level: Level) {
    let held = only(desk).await;
    let told = told(desk, level).await;
    let under = Provenance {
        policy_version: desk.policy.version,
        dpa_version: desk.policy.dpa.version,
        consent: Some("r2".into()),
    };
    desk.ledger.release(&held, told, under).await.unwrap();
}

/// The transcripts at the service; the counts of mail are beside them.
pub fn arrived(desk: &Desk) -> Vec<Value> {
    let mut all = desk.activities();
    all.retain(|one| one["type"] == "meeting_transcript");
    all
}

#[tokio::test]
async fn it_is_found_waits_is_released_is_acknowledged_and_is_taken_back() {
    let desk = there().await;
    let found = synced(&desk).await;
    assert_eq!((found.considered, found.pending), (1, 1));
    assert_eq!(only(&desk).await.review, Review::Waiting);
    assert!(arrived(&desk).is_empty(), "nothing leaves by itself");

    release(&desk, Level::OwnTurns).await;
    assert_eq!(only(&desk).await.review, Review::Released);
    let sent = synced(&desk).await;
    assert_eq!((sent.sent, sent.pending), (1, 0));
    assert_eq!(only(&desk).await.review, Review::Sent);
    let expected = told(&desk, Level::OwnTurns).await;
    assert!(desk.service.holds(expected.canonical().bytes()));
    assert!(!arrived(&desk)[0].to_string().contains(OTHERS));
    let uploads = desk.service.0.lock().unwrap().uploads;
    synced(&desk).await;
    assert_eq!(desk.service.0.lock().unwrap().uploads, uploads);

    desk.ledger.hold_back(only(&desk).await.item).await.unwrap();
    let back = synced(&desk).await;
    assert_eq!(back.withheld[&Reason::WithheldByYou], 1);
    assert!(arrived(&desk).is_empty());
}

#[tokio::test]
async fn one_that_is_listed_again_and_again_counts_once() {
    let desk = there().await;
    synced(&desk).await;
    release(&desk, Level::OwnTurns).await;
    for _ in 0..3 {
        desk.ledger.ask_again(&desk.connection.id).await.unwrap();
        desk.world(|world| world.now = world.now.plus_seconds(3_600));
        let told = synced(&desk).await;
        assert_eq!((told.considered, told.sent, told.pending), (1, 1, 0));
        assert_eq!(only(&desk).await.review, Review::Sent);
    }
    assert_eq!(arrived(&desk).len(), 1);
}

#[tokio::test]
async fn torn_answers_of_the_service_change_nothing_of_what_it_holds() {
    let desk = there().await;
    synced(&desk).await;
    release(&desk, Level::Measures).await;
    desk.service.0.lock().unwrap().deaf = 3;
    for _ in 0..4 {
        synced(&desk).await;
    }
    assert_eq!(arrived(&desk).len(), 1);
    assert_eq!(only(&desk).await.review, Review::Sent);
}

#[tokio::test]
async fn what_leaves_is_the_narrower_of_the_tenants_and_the_persons_level() {
    for tenant in Level::ALL {
        for person in Level::ALL {
            let mut desk = there().await;
            desk.change_policy(|policy| policy.transcripts.level = tenant)
                .await;
            synced(&desk).await;
            release(&desk, person).await;
            assert_eq!(synced(&desk).await.sent, 1);
            let properties = &arrived(&desk)[0]["properties"];
            let narrower = tenant.min(person);
            assert_eq!(
                properties["level"],
                json!(narrower.name()),
                "{tenant:?} {person:?}"
            );
            let has_turns = properties["turns"].is_array();
            assert_eq!(has_turns, narrower != Level::Measures);
            let tells_others = properties.to_string().contains(OTHERS);
            assert_eq!(tells_others, narrower == Level::Full);
        }
    }
}

#[tokio::test]
async fn a_level_that_was_narrowed_after_the_release_stops_what_waits() {
    let mut desk = there().await;
    desk.change_policy(|policy| policy.transcripts.level = Level::Full)
        .await;
    synced(&desk).await;
    release(&desk, Level::Full).await;
    desk.change_policy(|policy| policy.transcripts.level = Level::OwnTurns)
        .await;
    assert_eq!(synced(&desk).await.pending, 1);
    assert!(arrived(&desk).is_empty());
    release(&desk, Level::Full).await;
    assert_eq!(synced(&desk).await.sent, 1);
    assert!(!arrived(&desk)[0].to_string().contains(OTHERS));
}

/// Lets that much time pass, and says whether Teams was asked by the sync that follows.
async fn asks_after(desk: &Desk, minutes: i64) -> bool {
    desk.world(|world| {
        world.now = world.now.plus_seconds(minutes * 60);
        world.looked_up.clear();
    });
    synced(desk).await;
    !desk.world.lock().unwrap().looked_up.is_empty()
}

#[tokio::test]
async fn one_that_appears_late_is_asked_for_at_growing_distances_until_it_is_there() {
    let desk = desk(Transcripts::Absent(Absence::NotYet)).await;
    assert_eq!(synced(&desk).await.considered, 0);
    assert_eq!(absence(&desk).await.as_deref(), Some("not_yet"));
    assert!(!asks_after(&desk, 4).await, "nine minutes after the end");
    assert!(asks_after(&desk, 1).await, "ten minutes after it");
    assert!(!asks_after(&desk, 30).await);
    assert!(asks_after(&desk, 20).await, "an hour after it");
    desk.world(|world| {
        world
            .teams
            .insert(LINK.into(), listed("2026-11-22T11:01:00Z"));
    });
    assert!(!asks_after(&desk, 60).await, "two hours after it");
    assert!(asks_after(&desk, 120).await, "four hours after it");
    assert_eq!(only(&desk).await.review, Review::Waiting);
    assert_eq!(absence(&desk).await, None);
}

#[tokio::test]
async fn what_is_expired_is_not_asked_for_again_and_what_is_switched_off_once_a_day() {
    let expired = desk(Transcripts::Absent(Absence::Expired)).await;
    expired.world(|world| world.now = instant("2027-02-22T12:00:00Z"));
    synced(&expired).await;
    assert_eq!(absence(&expired).await.as_deref(), Some("expired"));
    assert!(!asks_after(&expired, 3 * 24 * 60).await);

    let off = desk(Transcripts::Absent(Absence::SwitchedOff)).await;
    off.world(|world| world.now = instant("2026-11-25T12:00:00Z"));
    synced(&off).await;
    assert_eq!(absence(&off).await.as_deref(), Some("switched_off"));
    assert!(!asks_after(&off, 23 * 60).await);
    assert!(asks_after(&off, 60).await);
    off.world(|world| {
        world
            .teams
            .insert(LINK.into(), listed("2026-11-22T11:01:00Z"));
    });
    assert!(asks_after(&off, 24 * 60).await);
    assert_eq!(only(&off).await.review, Review::Waiting);
}

#[tokio::test]
async fn nothing_is_asked_without_the_consent_to_this_stream() {
    let desk = there().await;
    let now = desk.world.lock().unwrap().now;
    desk.register
        .write()
        .await
        .withdraw(Stream::Transcript, now);
    desk.sync().await;
    assert!(desk.world.lock().unwrap().looked_up.is_empty());
}
