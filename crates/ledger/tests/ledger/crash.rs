//! Killed at any moment, the ledger goes on where it was: nothing lost, nothing doubled.

use crate::copies::letter;
use crate::office::{Office, connection_id};
use activity::Stream;
use ledger::{Ledger, MasterKey};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

const PAGES: usize = 60;
const PAGE: usize = 20;
const HOME: &str = "LEDGER_CRASH_HOME";

fn key() -> MasterKey {
    MasterKey::from_hex(&"0a".repeat(32)).unwrap()
}

async fn open(home: &Path) -> Office {
    Office::with(Ledger::open(&home.join("ledger.db"), &key()).unwrap()).await
}

/// Goes on behind the cursor, page by page, and says so after each.
async fn go_on(office: &Office, mut say: impl FnMut(usize)) {
    let unit = office.unit(1, Stream::EmailThread).await;
    let state = office.ledger.chain(unit, "inbox").await.unwrap();
    let done: usize = state
        .and_then(|state| state.cursor)
        .map_or(0, |cursor| cursor.parse().unwrap());
    for number in done..PAGES {
        let letters =
            (0..PAGE).map(|n| letter(&format!("l{number}-{n}"), &format!("<{number}-{n}>")));
        let items = letters
            .map(|letter| office.judge_letter(1, &letter))
            .collect();
        let mut page = office.page(unit, "inbox", items).await;
        page.cursor = (number + 1).to_string();
        page.complete = number + 1 == PAGES;
        office.ledger.commit_mails(page).await.unwrap();
        say(number + 1);
    }
}

/// Not a test of its own: what the tests below kill.
#[tokio::test]
async fn child_that_is_killed() {
    let Some(home) = std::env::var_os(HOME) else {
        return;
    };
    let office = open(Path::new(&home)).await;
    go_on(&office, |page| println!("page {page}")).await;
    println!("done");
}

fn spawn(home: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::child_that_is_killed", "--nocapture"])
        .env(HOME, home)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[tokio::test]
async fn a_process_that_is_killed_again_and_again_records_every_page_once() {
    let home = TempDir::new().unwrap();
    let mut kills = 0;
    for pages_to_live in [1, 2, 3, 5, 7, 11, 13, PAGES + 1] {
        let mut child = spawn(home.path());
        let lines = BufReader::new(child.stdout.take().unwrap())
            .lines()
            .map_while(Result::ok);
        let mut pages = lines.filter(|line| line.contains("page "));
        if pages.nth(pages_to_live - 1).is_some() {
            kills += 1;
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert!(kills >= 5, "it was killed in the middle");

    let mut office = open(home.path()).await;
    go_on(&office, |_| {}).await;
    let standing = office.standing(Stream::EmailThread).await;
    assert_eq!(standing.considered, (PAGES * PAGE) as u64);
    assert_eq!(standing.pending, (PAGES * PAGE) as u64);
    assert_eq!(
        office.summary(Stream::EmailThread).await,
        standing,
        "one run, continued each time"
    );
    assert_eq!(office.upload().await, (PAGES * PAGE, 0));
    assert_eq!(office.ledger.count_due(&connection_id()).await.unwrap(), 0);
}

#[tokio::test]
async fn two_processes_on_one_file_do_not_double_anything() {
    let home = TempDir::new().unwrap();
    let office = open(home.path()).await;
    let mut children = [spawn(home.path()), spawn(home.path())];
    for child in &mut children {
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let said: Vec<String> = lines.map_while(Result::ok).collect();
        assert!(
            said.iter().any(|line| line.contains("done")),
            "each goes through to the end"
        );
        assert!(child.wait().unwrap().success());
    }
    let standing = office.standing(Stream::EmailThread).await;
    assert_eq!(
        (standing.considered, standing.pending),
        ((PAGES * PAGE) as u64, (PAGES * PAGE) as u64)
    );
}
