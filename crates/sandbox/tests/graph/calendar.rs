//! Calendars, their deltas and what happens to meetings.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use serde_json::{Value, json};
use vitrine_sandbox::world::WorldOptions;

use crate::support::{Asker, EMPLOYEE, SMALL, Sandbox, TENANT};

pub(crate) fn window(sandbox: &Sandbox, back: i64, ahead: i64) -> String {
    let at = |days: i64| {
        (sandbox.world.now() + SignedDuration::from_hours(24 * days))
            .strftime("%Y-%m-%dT%H:%M:%SZ")
            .to_string()
    };
    format!("startDateTime={}&endDateTime={}", at(-back), at(ahead))
}

fn time(value: &Value) -> String {
    value["dateTime"].as_str().unwrap().to_owned()
}

/// A client's copy of a window: rows by id, hydrated as far as deltas tell.
pub(crate) async fn pull(
    sandbox: &Sandbox,
    asker: &Asker,
    url: &str,
    rows: &mut BTreeMap<String, (String, String)>,
) -> String {
    let (changes, link) = sandbox.all(asker, url).await;
    for change in changes {
        let id = change["id"].as_str().unwrap().to_owned();
        if change.get("@removed").is_some() {
            rows.remove(&id);
        } else if change["type"] != "seriesMaster" {
            rows.insert(id, (time(&change["start"]), time(&change["end"])));
        }
    }
    link.unwrap()
}

pub(crate) async fn view(
    sandbox: &Sandbox,
    asker: &Asker,
    window: &str,
) -> BTreeMap<String, (String, String)> {
    let (rows, _) = sandbox
        .all(
            asker,
            &format!("/me/calendarView?{window}&$top=200&$select=start,end"),
        )
        .await;
    rows.iter()
        .map(|row| {
            (
                row["id"].as_str().unwrap().to_owned(),
                (time(&row["start"]), time(&row["end"])),
            )
        })
        .collect()
}

#[tokio::test]
async fn the_feed_has_the_rows_of_the_view_and_occurrences_only_bare() {
    for place in 0..7 {
        let user = SMALL
            .user(place, EMPLOYEE)
            .prefer("odata.maxpagesize=9")
            .prefer("IdType=\"ImmutableId\"");
        let window = window(&SMALL, 90, 30);
        let mut rows = BTreeMap::new();
        let link = pull(
            &SMALL,
            &user,
            &format!("/me/calendarView/delta?{window}"),
            &mut rows,
        )
        .await;
        assert_eq!(rows, view(&SMALL, &user, &window).await);
        assert!(SMALL.all(&user, &link).await.0.is_empty());
    }
    let (feed, _) = SMALL
        .all(
            &SMALL.user(0, EMPLOYEE),
            &format!("/me/calendarView/delta?{}", window(&SMALL, 150, 45)),
        )
        .await;
    let of_kind = |kind: &str| {
        feed.iter()
            .filter(|item| item["type"] == kind)
            .collect::<Vec<_>>()
    };
    let bare: BTreeSet<&str> = [
        "@odata.type",
        "@odata.etag",
        "id",
        "seriesMasterId",
        "type",
        "start",
        "end",
    ]
    .into();
    assert!(
        !of_kind("occurrence").is_empty()
            && !of_kind("exception").is_empty()
            && !of_kind("singleInstance").is_empty()
    );
    for item in of_kind("occurrence") {
        assert_eq!(
            item.as_object()
                .unwrap()
                .keys()
                .map(String::as_str)
                .collect::<BTreeSet<_>>(),
            bare
        );
        let master = SMALL
            .json(
                &SMALL.user(0, EMPLOYEE),
                &format!("/me/events/{}", item["seriesMasterId"].as_str().unwrap()),
            )
            .await;
        assert_eq!(master["type"], "seriesMaster");
    }
    assert!(
        of_kind("exception")
            .iter()
            .all(|item| item["attendees"].is_array() && item["originalStart"].is_string())
    );
    assert!(
        of_kind("singleInstance")[0]["body"]["content"]
            .as_str()
            .unwrap()
            .contains("CANARY-BODY-")
    );
}

#[tokio::test]
async fn what_deltas_do_not_take_is_refused() {
    let user = SMALL.user(0, EMPLOYEE);
    let window = window(&SMALL, 5, 5);
    for option in [
        "$select=id",
        "$filter=isAllDay eq true",
        "$orderby=start",
        "$expand=calendar",
        "$search=\"x\"",
        "$top=5",
    ] {
        let refused = SMALL
            .refused(&user, &format!("/me/calendarView/delta?{window}&{option}"))
            .await;
        assert_eq!(refused, (400, "ErrorInvalidUrlQuery".into()), "{option}");
    }
    assert_eq!(SMALL.refused(&user, "/me/calendarView/delta").await.0, 400);
    assert_eq!(SMALL.refused(&user, "/me/events/delta").await.0, 400);
    assert_eq!(
        SMALL
            .refused(
                &SMALL.user(0, "Mail.Read"),
                &format!("/me/calendarView?{window}")
            )
            .await,
        (403, "ErrorAccessDenied".into())
    );
    let zone = user.clone().prefer("outlook.timezone=\"Middle Earth\"");
    assert_eq!(
        SMALL
            .refused(&zone, &format!("/me/calendarView?{window}"))
            .await
            .0,
        400
    );
}

#[tokio::test]
async fn basic_rights_hide_bodies_of_events() {
    let window = window(&SMALL, 90, 30);
    let (feed, _) = SMALL
        .all(
            &SMALL.user(0, "Calendars.ReadBasic"),
            &format!("/me/calendarView/delta?{window}"),
        )
        .await;
    let text = serde_json::to_string(&feed).unwrap();
    assert!(!text.contains("CANARY") && text.contains("attendees"));
}

#[tokio::test]
async fn times_come_in_the_zone_that_was_asked_for() {
    let sandbox = Sandbox::new(&WorldOptions {
        mailboxes: 1,
        messages: 1,
        events: 0,
        ..WorldOptions::default()
    });
    let upn = sandbox.person(0).upn;
    sandbox
        .make(
            "event",
            json!({"organizer": upn, "start": "2026-07-01T10:00:00Z", "minutes": 45}),
        )
        .await;
    let window = "startDateTime=2026-07-01T00:00:00&endDateTime=2026-07-02T00:00:00";
    for (zone, hour) in [
        ("UTC", "10"),
        ("W. Europe Standard Time", "12"),
        ("America/New_York", "06"),
        ("Tokyo Standard Time", "19"),
    ] {
        let user = sandbox
            .user(0, EMPLOYEE)
            .prefer(&format!("outlook.timezone=\"{zone}\""));
        let answer = sandbox
            .get(&user, &format!("/me/calendarView?{window}"))
            .await;
        let event = &answer.json()["value"][0];
        assert_eq!(
            event["start"],
            json!({"dateTime": format!("2026-07-01T{hour}:00:00.0000000"), "timeZone": zone})
        );
        assert_eq!(
            answer.headers["preference-applied"],
            format!("outlook.timezone=\"{zone}\"")
        );
    }
}

/// The rules of RULES 8 need this: all copies share the clean id, an occurrence differs in the date only.
#[tokio::test]
async fn copies_of_a_meeting_share_its_id() {
    let mut copies: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    let mut guests = 0;
    let mut masters = BTreeSet::new();
    for person in SMALL.people() {
        for line in SMALL
            .truth(&person.upn)
            .await
            .into_iter()
            .filter(|line| line["kind"] == "event")
        {
            let Some(uid) = line["iCalUId"]
                .as_str()
                .filter(|uid| uid.starts_with("04000000"))
            else {
                continue;
            };
            let clean = format!("{}00000000{}", &uid[..32], &uid[40..]);
            if line["type"] == "seriesMaster" {
                assert_eq!(uid, clean);
                masters.insert(clean.clone());
            }
            if line["type"] == "singleInstance" && uid != clean {
                guests += 1;
                assert!(masters.contains(&clean) || !masters.is_empty());
            }
            if line["type"] != "seriesMaster" {
                let key = (
                    clean,
                    line["originalStart"]
                        .as_str()
                        .or(line["start"].as_str())
                        .unwrap()
                        .to_owned(),
                );
                copies.entry(key).or_default().insert(person.upn.clone());
            }
        }
    }
    assert!(guests >= 1);
    assert!(copies.values().filter(|holders| holders.len() > 1).count() > 20);
}

#[tokio::test]
async fn the_application_reads_rooms_and_everybody() {
    let app = SMALL.app(TENANT);
    let window = window(&SMALL, 150, 45);
    let (events, _) = SMALL
        .all(
            &app,
            &format!("/users/room.aurora@contoso.example/calendarView/delta?{window}"),
        )
        .await;
    assert!(!events.is_empty());
    let answer = SMALL
        .json(
            &app,
            &format!("/users/{}/calendarView/delta?{window}", SMALL.person(3).id),
        )
        .await;
    assert_eq!(
        answer["@odata.context"],
        format!(
            "{}/v1.0/$metadata#Collection(event)",
            crate::support::ORIGIN
        )
    );
}

#[tokio::test]
async fn lists_of_events_can_be_filtered_and_put_in_order() {
    let user = SMALL.user(0, EMPLOYEE);
    let url = "/me/events?$orderby=start/dateTime&$top=7&$select=start,type,iCalUId";
    let body = SMALL.get(&user, url).await.json();
    let starts: Vec<String> = body["value"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| time(&one["start"]))
        .collect();
    assert!(starts.is_sorted() && starts.len() == 7);
    let next = body["@odata.nextLink"].as_str().unwrap();
    let more = SMALL.get(&user, next).await.json();
    assert!(time(&more["value"][0]["start"]) >= *starts.last().unwrap());
    let uid = body["value"][0]["iCalUId"].as_str().unwrap();
    let one = SMALL
        .get(&user, &format!("/me/events?$filter=iCalUId eq '{uid}'"))
        .await
        .json();
    assert_eq!(one["value"][0]["id"], body["value"][0]["id"]);
    let series = SMALL
        .get(&user, "/me/events?$filter=type eq 'seriesMaster'&$top=100")
        .await
        .json();
    assert!(
        series["value"]
            .as_array()
            .unwrap()
            .iter()
            .all(|one| one["recurrence"].is_object())
    );
    assert_eq!(
        SMALL
            .refused(&user, "/me/events?$filter=nonsense eq 1")
            .await
            .0,
        400
    );
}
