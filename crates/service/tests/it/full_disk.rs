//! A service on a disk that runs full: it says so, keeps what it acknowledged, and goes on when there is room again.

use crate::support::{Person, Process, SmallDisk, TENANT, attended, client, ndjson};
use serde_json::Value;
use std::process::{Command, Stdio};

const MAILBOX: &str = "bbbbbbbb-0000-0000-0000-000000000001";

fn serve(disk: &SmallDisk) -> Process {
    let mut command = command(disk, &["serve", "--listen", "127.0.0.1:0"]);
    command.stderr(Stdio::null());
    Process::of(command)
}

fn command(disk: &SmallDisk, arguments: &[&str]) -> Command {
    let before = disk.before();
    let mut command = Command::new(&before[0]);
    command
        .args(&before[1..])
        .arg(env!("CARGO_BIN_EXE_vitrine-service"))
        .args(arguments)
        .arg("--data")
        .arg(disk.place().join("data"))
        .env_remove("VITRINE_SERVICE_URL");
    command
}

fn batch(connection: &str, number: usize) -> Vec<u8> {
    let activities: Vec<_> = (0..50)
        .map(|event| attended(&format!("e{number}-{event}"), "buyer@acme.example"))
        .collect();
    ndjson(TENANT, MAILBOX, connection, None, &activities)
}

#[tokio::test]
async fn what_was_acknowledged_is_kept_and_the_rest_is_asked_for_again() {
    let folder = tempfile::tempdir().unwrap();
    let disk = SmallDisk::new(&folder.path().join("disk"), 4_000);
    let made = command(&disk, &["admin-invite", "--tenant", TENANT])
        .output()
        .unwrap();
    let invite: Value = serde_json::from_slice(&made.stdout).unwrap();
    let service = serve(&disk);
    let admin = service.person(&invite).await;
    let connection = admin.set_up().await;
    disk.fill(150);
    let mut acknowledged = 0;
    let mut refused = 0;
    for number in 0..40 {
        let reply = admin.upload(batch(&connection, number)).await;
        if reply.status == 200 {
            acknowledged += reply.statuses().len();
        } else {
            assert_eq!(
                (reply.status, reply.code()),
                (503, "unavailable".to_owned())
            );
            assert_eq!(reply.headers["retry-after"], "30");
            refused += 1;
        }
    }
    assert!(acknowledged > 0 && refused > 0, "{acknowledged} {refused}");
    assert_eq!(admin.get("/v1/me").await.status, 200, "it still reads");
    // An export is on record for everybody in it; where that cannot be written down, nothing is handed over.
    let export = admin.get("/v1/admin/export").await;
    let whole = export.status == 200 && export.text().lines().count() == acknowledged;
    assert!(whole || export.status == 503, "{}", export.status);
    drop(service);
    disk.free();
    let service = serve(&disk);
    let admin = Person::new(client(), service.1.clone(), admin.credential);
    assert_eq!(admin.export().await.lines().count(), acknowledged);
    for number in 0..40 {
        assert_eq!(admin.upload(batch(&connection, number)).await.status, 200);
    }
    assert_eq!(admin.export().await.lines().count(), 40 * 50);
}

#[test]
fn a_disk_that_is_full_or_cannot_be_written_ends_a_command_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let disk = SmallDisk::new(&folder.path().join("disk"), 2_000);
    let told = || {
        let ran = command(&disk, &["admin-invite", "--tenant", TENANT]).output();
        let ran = ran.unwrap();
        assert!(!ran.status.success());
        String::from_utf8(ran.stderr).unwrap()
    };
    disk.fill(0);
    assert!(told().contains("the disk is full"), "{}", told());
    disk.free();
    disk.run("mount -o remount,ro .");
    assert!(told().contains("cannot be written to"), "{}", told());
}
