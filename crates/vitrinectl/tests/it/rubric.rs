//! The tenant's own rubric counts everywhere: before anything leaves, in the trend, and in what a review sees.

use crate::stage::{AUTUMN, small_world_at};
use crate::transcripts::{Desk, GUEST};
use serde_json::Value;
use std::collections::BTreeMap;

/// Sets a rubric in which questions are worth something else than in the product's own.
async fn set_own(desk: &Desk, version: &str) {
    let questions = "points = [[0, 0], [6, 50], [15, 100], [45, 100], [90, 60]]";
    assert!(transcript::STANDARD.contains(questions));
    let own = transcript::STANDARD
        .replace("\"2026-11\"", &format!("{version:?}"))
        .replace(questions, "points = [[0, 100], [1000, 0]]");
    let file = desk.stage.folder.path().join("own.toml");
    std::fs::write(&file, own).unwrap();
    let set = ["admin", "rubric", "set", file.to_str().unwrap()];
    desk.admin.run(&set).await.expect(0);
}

/// Each skill's score, without those for which there is not enough evidence.
fn scores(skills: &Value) -> BTreeMap<String, u64> {
    let skills = skills.as_array().unwrap().iter();
    let named =
        skills.filter_map(|one| Some((one["id"].as_str()?.to_owned(), one["score"].as_u64()?)));
    named.collect()
}

#[tokio::test]
async fn the_window_and_the_service_score_the_same_bytes_alike_by_the_tenants_rubric() {
    let desk = Desk::at(small_world_at(AUTUMN)).await;
    let event = desk.meeting(&[GUEST]).await;
    desk.transcript(&event).await;
    desk.sync().await;
    let id = desk.only().await;
    let standard = desk.json(&["transcript", "show", &id]).await;
    assert_eq!(standard["rubric"], "2026-11");
    desk.release(&id).await;
    desk.sync().await;

    set_own(&desk, "ours-1").await;
    let shown = desk.json(&["transcript", "show", &id]).await;
    assert_eq!(shown["rubric"], "ours-1");
    assert_ne!(scores(&shown["skills"]), scores(&standard["skills"]));
    let listed = desk.json(&["transcript", "list"]).await;
    assert_eq!(listed["rubric"], "ours-1");
    desk.admin.make_cycle("Europe/Berlin").await;
    let review = desk.json(&["review", "show", "--cycle", "2026-Q4"]).await;
    let quality = &review["input"]["callQuality"];
    assert_eq!(quality["rubric"], "ours-1");
    let held = quality["meetings"][0]["scores"].as_object().unwrap().iter();
    let held: BTreeMap<String, u64> = held
        .map(|(skill, score)| (skill.clone(), score.as_u64().unwrap()))
        .collect();
    assert!(held.len() >= 3, "{held:?}");
    assert_eq!(scores(&shown["skills"]), held, "before it leaves");
    assert_eq!(scores(&listed["trend"][0]["skills"]), held, "in the trend");

    let reset = ["admin", "rubric", "reset"];
    desk.admin.run(&reset).await.expect(0);
    desk.sync().await;
    let back = desk.json(&["transcript", "list"]).await;
    assert_eq!(back["rubric"], "2026-11", "a sync takes the newest along");
    assert_eq!(
        scores(&back["trend"][0]["skills"]),
        scores(&standard["skills"])
    );
}

#[tokio::test]
async fn the_last_rubric_serves_while_the_service_is_away() {
    let mut desk = Desk::new().await;
    let event = desk.meeting(&[GUEST]).await;
    desk.transcript(&event).await;
    set_own(&desk, "ours-2").await;
    desk.sync().await;
    desk.home.set("VITRINE_SERVICE_URL", "http://127.0.0.1:9");
    let listed = desk.json(&["transcript", "list"]).await;
    assert_eq!(listed["rubric"], "ours-2");
}
