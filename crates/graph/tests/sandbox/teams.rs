//! Meetings of Teams by their invitations, and their transcripts.

use crate::support::{Stage, proof, register, small, stage};
use activity::{Instant, ObjectId, Road, Stream};
use consent::Register;
use graph::{
    GraphClient, GraphRefusal, Invitation, InvitationsFrom, JoinLink, ListedTranscript,
    TranscriptState, Transcripts,
};
use serde_json::json;
use transcript::Form;
use vitrine_sandbox::Options;

const SCOPES: [&str; 4] = [
    "Mail.Read",
    "User.Read",
    "OnlineMeetings.Read",
    "OnlineMeetingTranscript.Read.All",
];

/// An employee's road, ready to be walked.
struct Walk {
    stage: Stage,
    client: GraphClient,
    mailbox: ObjectId,
    register: Register,
}

impl Walk {
    async fn begin(scopes: &[&str]) -> Self {
        let stage = stage(Options {
            mailboxes: 4,
            messages: 150,
            events: 60,
            auto_consent: true,
            ..small()
        })
        .await;
        let (client, mailbox) = stage.employee_with(0, scopes).await;
        let register = register(Road::EmployeeGraph);
        Self {
            stage,
            client,
            mailbox,
            register,
        }
    }

    async fn invitations(&self) -> Vec<Invitation> {
        let proof = proof(&self.register, Stream::EmailSignal);
        let since = self.now().await.plus_days(-90);
        let mut found = Vec::new();
        let mut cursor = None;
        loop {
            let from = cursor
                .as_ref()
                .map_or(InvitationsFrom::Since(since), InvitationsFrom::Cursor);
            let page = self.client.invitations(&proof, &self.mailbox, from);
            let page = page.await.expect("a page");
            assert_eq!(page.dropped_bodies, 0, "no body was asked for");
            found.extend(page.invitations);
            cursor = page.next;
            if cursor.is_none() {
                return found;
            }
        }
    }

    async fn transcripts(&self, link: &JoinLink, ended: Instant) -> Transcripts {
        let proof = proof(&self.register, Stream::EmailSignal);
        let found = self.client.transcripts(&proof, &self.mailbox, link, ended);
        found.await.expect("an answer")
    }

    async fn now(&self) -> Instant {
        self.client.now().await.expect("a time")
    }

    /// The first meeting that has transcripts.
    async fn transcribed(&self) -> (Invitation, activity::ItemId, Vec<ListedTranscript>) {
        let now = self.now().await;
        for invitation in self.invitations().await {
            let ended = invitation.ends.unwrap_or(now);
            let found = self.transcripts(&invitation.link, ended).await;
            if let Transcripts::Listed {
                meeting,
                transcripts,
            } = found
            {
                return (invitation, meeting, transcripts);
            }
        }
        panic!("no meeting was transcribed");
    }
}

#[tokio::test]
async fn a_meeting_is_found_by_its_invitation_and_its_transcript_is_fetched() {
    let walk = Walk::begin(&SCOPES).await;
    let invitations = walk.invitations().await;
    assert!(invitations.len() > 5, "{}", invitations.len());
    assert!(invitations.iter().any(|invitation| invitation.is_series));
    assert!(invitations.iter().all(|one| one.starts < one.ends));
    let (invitation, meeting, transcripts) = walk.transcribed().await;
    let proof = proof(&walk.register, Stream::EmailSignal);
    let fetched = walk
        .client
        .transcript(&proof, &walk.mailbox, &meeting, &transcripts[0].id)
        .await
        .expect("a transcript");
    assert_eq!(fetched.form, Form::Metadata);
    assert!(
        fetched.cues > 3 && fetched.named_speakers > 0,
        "{fetched:?}"
    );
    assert!(transcripts[0].created < transcripts[0].ended);
    assert!(!format!("{fetched:?}{invitation:?}").contains("CANARY"));
}

#[tokio::test]
async fn who_is_refused_the_look_up_is_let_in_by_the_meetings_id() {
    let walk = Walk::begin(&SCOPES).await;
    let proof = proof(&walk.register, Stream::EmailSignal);
    let (invitation, meeting, _) = walk.transcribed().await;
    let refused = r#"[{"path":"/v1.0/me/onlineMeetings","times":null,"fault":{"kind":"refused","refusal":"meeting_lookup"}}]"#;
    walk.stage.faults(refused);
    let found = walk
        .client
        .online_meeting(&proof, &walk.mailbox, &invitation.link);
    assert_eq!(found.await, Ok(meeting));
    let short = JoinLink::parse("https://teams.microsoft.com/meet/2345678901234").expect("a link");
    let found = walk.client.online_meeting(&proof, &walk.mailbox, &short);
    assert_eq!(found.await, Err(GraphRefusal::NoLookupAccess));
}

#[tokio::test]
async fn what_the_tenant_switches_off_is_named() {
    let walk = Walk::begin(&SCOPES).await;
    let proof = proof(&walk.register, Stream::EmailSignal);
    let (invitation, meeting, transcripts) = walk.transcribed().await;
    let ended = invitation.ends.expect("an end");
    walk.stage
        .change("transcripts/switch", json!({"speakerAttribution": false}));
    let fetched = walk
        .client
        .transcript(&proof, &walk.mailbox, &meeting, &transcripts[0].id)
        .await
        .expect("a transcript without speakers");
    assert_eq!(
        (fetched.form, fetched.named_speakers),
        (Form::Speakerless, 0)
    );
    assert!(fetched.cues > 3);
    walk.stage
        .change("transcripts/switch", json!({"graphAccess": false}));
    assert_eq!(
        walk.transcripts(&invitation.link, ended).await,
        Transcripts::Absent(TranscriptState::SwitchedOff)
    );
    let fetched = walk
        .client
        .transcript(&proof, &walk.mailbox, &meeting, &transcripts[0].id);
    assert_eq!(fetched.await.err(), Some(GraphRefusal::TranscriptsDisabled));
}

#[tokio::test]
async fn what_is_not_there_is_not_there_yet_or_was_never_made() {
    let walk = Walk::begin(&SCOPES).await;
    let (invitation, ..) = walk.transcribed().await;
    walk.stage
        .change("transcripts/switch", json!({"delayMinutes": 10_000_000}));
    let now = walk.now().await;
    for (ended, expected) in [
        (now.plus_seconds(-600), TranscriptState::NotYet),
        (now.plus_days(-3), TranscriptState::NoneMade),
    ] {
        let found = walk.transcripts(&invitation.link, ended).await;
        assert_eq!(found, Transcripts::Absent(expected));
    }
}

#[tokio::test]
async fn a_meeting_of_others_is_not_allowed() {
    let walk = Walk::begin(&SCOPES).await;
    let strange = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_QUJD%40thread.v2/0?context=%7b%22Oid%22%3a%2222222222-2222-4222-8222-222222222222%22%7d";
    let strange = JoinLink::parse(strange).expect("a link");
    let found = walk.transcripts(&strange, walk.now().await).await;
    assert_eq!(found, Transcripts::Absent(TranscriptState::NotAllowed));
}

#[tokio::test]
async fn a_missing_permission_needs_an_admin() {
    let walk = Walk::begin(&SCOPES[..3]).await;
    let now = walk.now().await;
    let mut needs_admin = 0;
    for invitation in walk.invitations().await {
        let found = walk.transcripts(&invitation.link, now).await;
        let Transcripts::Absent(state) = found else {
            panic!("listed without the permission");
        };
        needs_admin += u32::from(state == TranscriptState::NeedsAdmin);
    }
    assert!(needs_admin > 0);
}

#[tokio::test]
async fn another_form_is_fetched_where_the_first_cannot_be_read() {
    let walk = Walk::begin(&SCOPES).await;
    let proof = proof(&walk.register, Stream::EmailSignal);
    let (_, meeting, transcripts) = walk.transcribed().await;
    let fetch = || {
        let id = &transcripts[0].id;
        walk.client.transcript(&proof, &walk.mailbox, &meeting, id)
    };
    let metadata = "/v1.0/me/onlineMeetings/*/transcripts/*/metadataContent";
    for fault in [
        r#"{"kind":"status","status":404,"code":"NotFound"}"#,
        r#"{"kind":"wrong_shape","shape":"html"}"#,
    ] {
        walk.stage
            .faults(&format!(r#"[{{"path":"{metadata}","fault":{fault}}}]"#));
        let fetched = fetch().await.expect("captions");
        assert_eq!(fetched.form, Form::Voices, "{fault}");
        assert!(fetched.cues > 3 && fetched.named_speakers > 0);
    }
    let forbidden = r#"{"kind":"status","status":403,"code":"Forbidden"}"#;
    let all = "/v1.0/me/onlineMeetings/*/transcripts/*/*";
    walk.stage.faults(&format!(
        r#"[{{"path":"{all}","times":null,"fault":{forbidden}}}]"#
    ));
    assert_eq!(fetch().await.err(), Some(GraphRefusal::NoLookupAccess));
}

#[tokio::test]
async fn nobody_elses_meetings_are_asked_for() {
    let walk = Walk::begin(&SCOPES).await;
    let proof = proof(&walk.register, Stream::EmailSignal);
    let (invitation, meeting, transcripts) = walk.transcribed().await;
    let other = walk.stage.mailbox(1);
    let client = &walk.client;
    let refused = Err(GraphRefusal::NotOwnMailbox);
    assert_eq!(
        client
            .online_meeting(&proof, &other, &invitation.link)
            .await,
        refused
    );
    let fetched = client.transcript(&proof, &other, &meeting, &transcripts[0].id);
    assert_eq!(fetched.await.err(), refused.err());
    let from = InvitationsFrom::Since(walk.now().await);
    let page = client.invitations(&proof, &other, from);
    assert_eq!(page.await.err(), Some(GraphRefusal::NotOwnMailbox));
}
