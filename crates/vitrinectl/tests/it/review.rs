//! A review cycle from open to closed with the binary, the service and a local Microsoft 365.

use crate::home::Home;
use crate::stage::{AUTUMN, Stage, small_world_at};
use activity::Sha256;
use serde_json::{Value, json};

async fn review(home: &Home, rest: &[&str]) -> Value {
    home.json(&[&["review"], rest, &["--cycle", "2026-Q4"]].concat())
        .await
}

/// The bytes of the JSON as they were printed, without being read into a value and written anew.
fn input(printed: &str) -> &str {
    let start = printed.find("\"input\":").unwrap() + 8;
    let end = printed.find(",\"sha256\":").unwrap();
    // The counts have a digest of their own, before that of the whole.
    let end = printed[end + 1..]
        .find(",\"sha256\":")
        .map_or(end, |next| end + 1 + next);
    &printed[start..end]
}

#[tokio::test]
async fn a_cycle_goes_from_open_to_closed_with_a_dispute() {
    let stage = Stage::with(small_world_at(AUTUMN)).await;
    let admin = stage.connected_organisation().await;
    admin.make_cycle("Europe/Berlin").await;
    let home = stage.connected_employee(&admin, "employee", 0).await;
    home.agree("email_signal").await;
    home.sync().await;

    let exported = home.run(&["export"]).await.expect(0).stdout;
    let sent: Value = serde_json::from_str(exported.trim()).unwrap();
    let mine = review(&home, &["show"]).await;
    let signals = &mine["input"]["emailSignals"];
    assert_eq!(
        signals["sha256"], sent["sha256"],
        "the number is the one in the ledger"
    );
    for count in ["sent", "received"] {
        assert_eq!(signals[count], sent["activity"]["properties"][count]);
    }
    let noted = review(&home, &["note", "--text", "Two weeks of leave."]).await;
    let note = noted["input"]["notes"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    review(&home, &["note", "--remove", &note]).await;
    review(&home, &["note", "--text", "Four weeks of leave."]).await;
    let mark = ["dispute", "--mark", "email.received"];
    review(
        &home,
        &[&mark[..], &["--reason", "Half of it is a list."]].concat(),
    )
    .await;
    review(&home, &["dispute", "--mark", "skill.pace"]).await;
    let disputed = review(&home, &["dispute", "--mark", "skill.pace", "--undo"]).await;
    assert_eq!(disputed["input"]["disputes"].as_array().unwrap().len(), 1);

    let upn = &stage.sandbox.ready().users[0].upn;
    let people = admin
        .run(&["admin", "review", "list", "--cycle", "2026-Q4", "--json"])
        .await;
    assert_eq!(
        people.expect(0).json()["people"].as_array().unwrap().len(),
        1
    );
    let look = [
        "admin", "review", "show", "--cycle", "2026-Q4", "--person", upn,
    ];
    let open = admin
        .run(&[&look[..], &["--json"]].concat())
        .await
        .expect(0);
    assert_eq!(
        open.json(),
        disputed,
        "the reviewer gets what the person sees"
    );
    assert_eq!(
        Sha256::of(input(&open.stdout).as_bytes()).to_string(),
        open.json()["sha256"]
    );

    admin
        .run(&["admin", "cycle", "freeze", "2026-Q4"])
        .await
        .expect(0);
    stage.deliver(0).await;
    home.run(&["sync", "--once"]).await;
    let text = admin.run(&look).await.expect(0).stdout;
    assert!(text.contains(" [disputed by the employee]\n"), "{text}");
    assert!(text.contains("> Half of it is a list.\n"));
    assert!(text.ends_with("> Four weeks of leave.\n"));
    let frozen = home
        .run(&["review", "show", "--cycle", "2026-Q4"])
        .await
        .expect(0)
        .stdout;
    assert_eq!(frozen, text, "the very text block, byte for byte");
    let late = ["review", "note", "--cycle", "2026-Q4", "--text", "Late."];
    home.refused(&late, 6, "cycle_frozen").await;

    let looks = review(&home, &["access"]).await;
    let looks = looks["accesses"].as_array().unwrap();
    let seen: Vec<&Value> = looks.iter().map(|look| &look["textSha256"]).collect();
    let digest = Sha256::of(text.as_bytes()).to_string();
    assert_eq!(seen, [&json!(digest), &open.json()["textSha256"]]);
    admin
        .run(&["admin", "cycle", "close", "2026-Q4"])
        .await
        .expect(0);
    let closed = [&look[..], &["--json"]].concat();
    admin.run(&closed).await.refused(6, "cycle_closed");
    assert_eq!(review(&home, &["show"]).await["state"], "closed");
}

#[tokio::test]
async fn the_rubric_is_set_shown_and_reset() {
    let stage = Stage::new().await;
    let admin = stage.connected_organisation().await;
    let shown = admin.json(&["admin", "rubric", "show"]).await;
    assert_eq!(shown["toml"], transcript::STANDARD);
    let file = stage.folder.path().join("own.toml");
    let own = transcript::STANDARD.replace("\"2026-11\"", "\"ours-1\"");
    std::fs::write(&file, &own).unwrap();
    let set = ["admin", "rubric", "set", file.to_str().unwrap(), "--json"];
    assert_eq!(admin.run(&set).await.expect(0).json()["version"], "ours-1");
    std::fs::write(&file, own.replace("weight = 25", "weight = 26")).unwrap();
    admin.run(&set).await.refused(6, "rubric_refused");
    std::fs::write(&file, "version = 1").unwrap();
    admin.run(&set).await.refused(2, "rubric_refused");
    std::fs::remove_file(&file).unwrap();
    admin.run(&set).await.refused(2, "rubric_not_found");
    let reset = admin.json(&["admin", "rubric", "reset"]).await;
    assert_eq!(reset["version"], shown["version"]);
}

#[tokio::test]
async fn a_manager_reads_those_whom_they_invited_and_each_look_is_shown() {
    let stage = Stage::with(small_world_at(AUTUMN)).await;
    let admin = stage.connected_organisation().await;
    admin.make_cycle("UTC").await;
    let [boss, employee] = [2, 0].map(|place| stage.sandbox.ready().users[place].upn.clone());
    let made = ["admin", "invite", "--email", &boss, "--manager"];
    let made = admin.json(&made).await;
    let manager = stage.employee_home("manager");
    let invite = made["invite"].as_str().unwrap();
    manager
        .visit(&["connect", "--invite", invite])
        .await
        .expect(0);
    assert_eq!(review(&manager, &["list"]).await["people"], json!([]));

    let invite = manager.invite(&employee).await;
    let home = stage.employee_home("employee");
    home.visit(&["connect", "--invite", &invite])
        .await
        .expect(0);
    home.agree("email_signal").await;
    home.sync().await;
    review(
        &home,
        &[
            "dispute",
            "--mark",
            "email.sent",
            "--reason",
            "Half is a list.",
        ],
    )
    .await;
    let people = review(&manager, &["list"]).await;
    let address = people["people"][0]["address"].as_str().unwrap();
    assert!(address.eq_ignore_ascii_case(&employee), "{people}");
    let look = [
        "review", "show", "--cycle", "2026-Q4", "--person", &employee,
    ];
    let text = manager.run(&look).await.expect(0).stdout;
    assert!(text.contains(" [disputed by the employee]\n"), "{text}");
    assert!(text.contains("> Half is a list.\n"));
    let json = review(&manager, &["show", "--person", &employee]).await;
    assert_eq!(json, review(&home, &["show"]).await);
    assert_eq!(json["input"]["disputes"][0]["mark"], "email.sent");

    let record = review(&home, &["access"]).await;
    let looks = record["accesses"].as_array().unwrap();
    assert_eq!(looks.len(), 2);
    assert!(looks.iter().all(|look| look["role"] == "manager"));
    assert_eq!(record["exports"], json!([]));
    admin.run(&["admin", "export"]).await.expect(0);
    let record = review(&home, &["access"]).await;
    assert_eq!(record["exports"][0]["activities"], 1);
    let told = home.run(&["review", "access", "--cycle", "2026-Q4"]).await;
    assert!(
        told.expect(0)
            .stdout
            .contains("(export), 1 of your activities")
    );

    let of_boss = ["review", "show", "--cycle", "2026-Q4", "--person", &boss];
    manager.refused(&of_boss, 2, "not_found").await;
    let others = ["review", "list", "--cycle", "2026-Q4"];
    home.refused(&others, 6, "forbidden").await;
}
