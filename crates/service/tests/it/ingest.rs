use crate::support::{
    OTHER_TENANT, Person, TENANT, World, attended, mail, ndjson, retraction, signal,
};
use serde_json::{Value, json};

const MAILBOX: &str = "bbbbbbbb-0000-0000-0000-000000000001";
const BUYER: &str = "buyer@acme.example";

async fn set_up() -> (World, Person, String) {
    let world = World::start().await;
    let (admin, connection) = world.admin(TENANT).await;
    (world, admin, connection)
}

fn meetings(connection: &str, activities: &[Value]) -> Vec<u8> {
    ndjson(TENANT, MAILBOX, connection, None, activities)
}

#[tokio::test]
async fn what_is_acknowledged_is_the_digest_of_what_is_held() {
    let (_world, admin, connection) = set_up().await;
    let sent = [
        attended("e1", BUYER),
        mail("m1", &[BUYER, "seller@eu.partner.example"]),
    ];
    let reply = admin.upload(meetings(&connection, &sent)).await;
    assert_eq!(reply.statuses(), ["stored", "stored"]);
    let held = admin.export().await;
    let lines: Vec<wire::HeldActivity> = held
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let acks = reply.lines();
    assert_eq!(lines.len(), 2);
    for line in &lines {
        let exact = activity::Sha256::of(line.activity.get().as_bytes());
        assert_eq!(exact, line.sha256);
        assert!(acks.iter().any(|ack| ack["sha256"] == json!(exact)));
        assert_eq!(
            (line.mailbox.as_str(), line.connection.as_str()),
            (MAILBOX, connection.as_str())
        );
    }
    assert_eq!(
        lines[0].stream,
        activity::Stream::EmailThread,
        "sorted by stream, then id"
    );
}

#[tokio::test]
async fn replay_duplicate_and_reorder_leave_the_same_content() {
    let (_world, admin, connection) = set_up().await;
    let (one, two) = (attended("e1", BUYER), attended("e2", BUYER));
    let forth = meetings(&connection, &[one.clone(), two.clone(), one.clone()]);
    assert_eq!(
        admin.upload(forth.clone()).await.statuses(),
        ["stored", "stored", "unchanged"]
    );
    let content = admin.export().await;
    assert_eq!(admin.upload(forth).await.statuses(), ["unchanged"; 3]);
    assert_eq!(
        admin
            .upload(meetings(&connection, &[two, one]))
            .await
            .statuses(),
        ["unchanged"; 2]
    );
    assert_eq!(admin.export().await, content);
}

#[tokio::test]
async fn another_content_replaces_and_a_repeated_batch_does_not_bring_the_old_one_back() {
    let (_world, admin, connection) = set_up().await;
    let old = attended("e1", BUYER);
    let mut new = old.clone();
    new["properties"]["durationMinutes"] = json!(30);
    let first = meetings(&connection, std::slice::from_ref(&old));
    let answered = admin.upload_as("batch-1", first.clone()).await;
    assert_eq!(answered.statuses(), ["stored"]);
    let second = meetings(&connection, std::slice::from_ref(&new));
    assert_eq!(
        admin.upload_as("batch-2", second.clone()).await.statuses(),
        ["replaced"]
    );
    let content = admin.export().await;
    assert!(content.contains("\"durationMinutes\":30"));
    let repeated = admin.upload_as("batch-1", first).await;
    assert_eq!(repeated.body, answered.body, "the first answer, again");
    assert_eq!(admin.export().await, content);
    assert_eq!(admin.upload_as("batch-1", second).await.code(), "conflict");
}

#[tokio::test]
async fn a_retraction_leaves_nothing_and_can_be_repeated() {
    let (world, admin, connection) = set_up().await;
    let meeting = attended("e1", BUYER);
    let batch = meetings(&connection, std::slice::from_ref(&meeting));
    let line = retraction(TENANT, MAILBOX, &connection, &meeting);
    assert_eq!(admin.retract(line.clone()).await.statuses(), ["absent"]);
    admin.upload(batch.clone()).await;
    assert_eq!(admin.retract(line.clone()).await.statuses(), ["retracted"]);
    assert_eq!(admin.export().await, "");
    let database =
        rusqlite::Connection::open(world.folder.path().join("data/service.sqlite")).unwrap();
    let rest: (i64, i64) = database
        .query_row(
            "SELECT (SELECT count(*) FROM activity), (SELECT count(*) FROM tombstone)",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap();
    assert_eq!(rest, (0, 1), "only a digest remains");
    assert_eq!(admin.retract(line).await.statuses(), ["absent"]);
    assert_eq!(
        admin.upload(batch).await.statuses(),
        ["stored"],
        "it may come back"
    );
}

#[tokio::test]
async fn one_line_in_the_way_keeps_the_whole_batch_out() {
    let (_world, admin, connection) = set_up().await;
    let good = attended("e1", BUYER);
    let mut switched_off = attended("e2", BUYER);
    let settings = json!({ "fieldsOff": ["meetingSubject"] });
    let mut lean = good.clone();
    lean["properties"]
        .as_object_mut()
        .unwrap()
        .remove("meetingSubject");
    assert_eq!(
        admin.patch("/v1/admin/settings", &settings).await.status,
        200
    );
    switched_off["properties"]["meetingSubject"] = json!("Plan");
    let mut strange_organiser = lean.clone();
    strange_organiser["properties"]["organizerEmail"] = json!("eve@stranger.example");
    strange_organiser["externalId"] = json!(format!("o365_cal_e9_{BUYER}"));
    let cases = [
        (switched_off, "not_allowed_by_policy", "field_off"),
        (
            mail("m1", &["eve@stranger.example"]),
            "not_allowed_by_policy",
            "person_not_allowed",
        ),
        (
            mail("m1", &[BUYER, "ada@contoso.example"]),
            "not_allowed_by_policy",
            "person_not_allowed",
        ),
        (
            mail("m1", &["apex@partner.example"]),
            "not_allowed_by_policy",
            "person_not_allowed",
        ),
        (
            strange_organiser,
            "not_allowed_by_policy",
            "person_not_allowed",
        ),
        (mail("m1", &[BUYER, BUYER]), "malformed", "inconsistent"),
        (
            mail("m1", &["Buyer@acme.example"]),
            "malformed",
            "inconsistent",
        ),
    ];
    for (bad, code, reason) in cases {
        let reply = admin
            .upload(meetings(&connection, &[lean.clone(), bad]))
            .await;
        assert_eq!(reply.code(), code, "{}", reply.text());
        assert_eq!(reply.json()["items"][0]["reason"], reason);
        assert_eq!(reply.json()["items"][0]["line"], 2);
        assert!(
            !reply.text().contains("stranger"),
            "no content in a problem"
        );
    }
    assert_eq!(admin.export().await, "", "not even the good line");
    assert_eq!(
        admin.upload(meetings(&connection, &[lean])).await.status,
        200
    );
}

#[tokio::test]
async fn any_spelling_but_the_canonical_one_is_malformed() {
    let (_world, admin, connection) = set_up().await;
    let line = String::from_utf8(meetings(&connection, &[attended("e1", BUYER)])).unwrap();
    let spoiled = [
        line.replace("\"isOnline\":true", "\"isOnline\": true"),
        line.replace("\"isOnline\":true", "\"isOnline\":true,\"body\":\"hello\""),
        line.replace("\"durationMinutes\":60", "\"durationMinutes\":6e1"),
        line.replace("\"dpaVersion\":1", "\"dpaVersion\":1,\"note\":\"x\""),
        line.replace(
            "\"stream\":\"meeting_attend\"",
            "\"stream\":\"email_thread\"",
        ),
        line.replace("\"policyVersion\":1", "\"policyVersion\":999"),
        line.replace('\n', "\r\n"),
        format!("{line}\n"),
        line.trim_end().to_owned(),
        line[..line.len() / 2].to_owned(),
        "\n".to_owned(),
        String::new(),
        "\u{0}\u{1}binary\n".to_owned(),
    ];
    for body in spoiled {
        let reply = admin.upload(body.clone().into_bytes()).await;
        assert_eq!(reply.code(), "malformed", "{body}");
    }
    assert_eq!(admin.export().await, "");
}

#[tokio::test]
async fn an_envelope_must_be_the_senders_own() {
    let (world, admin, connection) = set_up().await;
    let (_, foreign) = world.admin(OTHER_TENANT).await;
    let ada = world
        .employee(
            TENANT,
            "aaaaaaaa-0000-0000-0000-000000000001",
            "ada@contoso.example",
        )
        .await;
    let own = ada.connect("employee_graph").await;
    ada.consent(&own, "consent-1").await;
    let meeting = [attended("e1", BUYER)];
    let numbers = [signal("ada@contoso.example", 5)];
    let consent = Some("consent-1");
    let cases = [
        (
            &admin,
            ndjson(OTHER_TENANT, MAILBOX, &connection, None, &meeting),
            "forbidden",
        ),
        (
            &admin,
            ndjson(TENANT, MAILBOX, &foreign, None, &meeting),
            "forbidden",
        ),
        (
            &admin,
            ndjson(TENANT, MAILBOX, "made-up", None, &meeting),
            "forbidden",
        ),
        (
            &admin,
            ndjson(TENANT, MAILBOX, &own, consent, &numbers),
            "forbidden",
        ),
        (
            &admin,
            ndjson(TENANT, MAILBOX, &connection, None, &numbers),
            "forbidden",
        ),
        (
            &admin,
            ndjson(TENANT, MAILBOX, &connection, consent, &meeting),
            "malformed",
        ),
        (
            &ada,
            ndjson(TENANT, MAILBOX, &own, consent, &numbers),
            "forbidden",
        ),
        (
            &ada,
            ndjson(TENANT, &ada.subject, &connection, None, &meeting),
            "forbidden",
        ),
        (
            &ada,
            ndjson(TENANT, &ada.subject, &own, consent, &meeting),
            "forbidden",
        ),
    ];
    for (index, (person, body, code)) in cases.into_iter().enumerate() {
        assert_eq!(person.upload(body).await.code(), code, "case {index}");
    }
    assert_eq!(
        ada.upload(ndjson(TENANT, &ada.subject, &own, consent, &numbers))
            .await
            .status,
        200
    );
    let line = retraction(TENANT, &ada.subject, &connection, &numbers[0]);
    assert_eq!(
        admin.retract(line).await.code(),
        "forbidden",
        "an admin cannot take an employee's numbers away"
    );
}

#[tokio::test]
async fn batches_sent_at_the_same_time_are_all_stored_once() {
    let (_world, admin, connection) = set_up().await;
    let batches = (0..8).map(|batch| {
        let activities: Vec<_> = (0..20)
            .map(|event| attended(&format!("e{}", (batch + event) % 24), BUYER))
            .collect();
        let admin = admin.clone();
        let body = meetings(&connection, &activities);
        tokio::spawn(async move { admin.upload(body).await.statuses().len() })
    });
    for batch in batches.collect::<Vec<_>>() {
        assert_eq!(batch.await.unwrap(), 20);
    }
    assert_eq!(admin.export().await.lines().count(), 24);
}

#[tokio::test]
async fn whatever_is_done_to_a_batch_it_is_taken_whole_or_refused_by_name() {
    let (_world, admin, connection) = set_up().await;
    let sent = [attended("e1", BUYER), mail("m1", &[BUYER])];
    let whole = meetings(&connection, &sent);
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut dice = |sides: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % sides as u64).unwrap()
    };
    for round in 0..150 {
        let mut spoiled = whole.clone();
        let place = dice(spoiled.len());
        match round % 4 {
            0 => spoiled[place] = u8::try_from(dice(256)).unwrap(),
            1 => spoiled.truncate(place),
            2 => drop(spoiled.drain(place..(place + 1 + dice(40)).min(whole.len()))),
            _ => spoiled.insert(place, b"\n{}[]\",:0\0\xff"[dice(11)]),
        }
        let reply = admin.upload(spoiled.clone()).await;
        match reply.status {
            200 => assert!(reply.lines().len() <= 2),
            _ => assert!(
                [
                    "malformed",
                    "forbidden",
                    "not_allowed_by_policy",
                    "dpa_required"
                ]
                .contains(&&*reply.code()),
                "{}",
                reply.text()
            ),
        }
    }
    for line in admin.export().await.lines() {
        let held: wire::HeldActivity = serde_json::from_str(line).unwrap();
        assert_eq!(
            activity::Sha256::of(held.activity.get().as_bytes()),
            held.sha256
        );
    }
}
