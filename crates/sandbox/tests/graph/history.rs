//! The history of a mailbox: what happened, whatever is left of it.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};
use vitrine_sandbox::world::WorldOptions;

use crate::support::Sandbox;

const ME: &str = "AlexW@contoso.example";

/// One thing that happens; numbers choose among the mails that there are.
#[derive(Clone, Debug)]
enum Step {
    Received,
    Sent,
    ToMyself,
    Junk,
    Move(usize, &'static str),
    Delete(usize),
    Purge(usize),
    Read(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let folder = prop_oneof![
        Just("archive"),
        Just("deleteditems"),
        Just("junkemail"),
        Just("inbox")
    ];
    let step = prop_oneof![
        3 => Just(Step::Received),
        2 => Just(Step::Sent),
        1 => Just(Step::ToMyself),
        1 => Just(Step::Junk),
        3 => (any::<usize>(), folder).prop_map(|(which, folder)| Step::Move(which, folder)),
        1 => any::<usize>().prop_map(Step::Delete),
        2 => any::<usize>().prop_map(Step::Purge),
        1 => any::<usize>().prop_map(Step::Read),
    ];
    prop::collection::vec(step, 1..30)
}

/// What the test itself knows of a mail: whether it was sent, and whether it ever was outside of junk.
#[derive(Clone, Debug)]
struct Known {
    sent: bool,
    seen: bool,
    /// The copies that are left.
    copies: Vec<Value>,
}

async fn replay(steps: Vec<Step>) {
    let sandbox = Sandbox::new(&WorldOptions {
        mailboxes: 2,
        messages: 0,
        events: 0,
        ..WorldOptions::default()
    });
    let mut known: BTreeMap<String, Known> = BTreeMap::new();
    for step in steps {
        let outside = "ana.lopez@acme.example";
        let delivery = match &step {
            Step::Received => json!({"from": outside, "to": [ME]}),
            Step::Sent => json!({"from": ME, "to": [outside]}),
            Step::ToMyself => json!({"from": ME, "to": [ME]}),
            Step::Junk => json!({"from": outside, "to": [ME], "folder": "junkemail"}),
            Step::Move(which, folder) => {
                if let Some((mail, copy)) = pick(&mut known, *which) {
                    mail.seen |= *folder != "junkemail";
                    let body = json!({"mailbox": ME, "id": copy, "to": folder});
                    sandbox.make("mail/move", body).await;
                }
                continue;
            }
            Step::Delete(which) => {
                if let Some((mail, copy)) = pick(&mut known, *which) {
                    mail.seen = true;
                    sandbox
                        .make("mail/delete", json!({"mailbox": ME, "id": copy}))
                        .await;
                }
                continue;
            }
            Step::Purge(which) => {
                if let Some((mail, copy)) = pick(&mut known, *which) {
                    mail.copies.retain(|one| *one != copy);
                    let body = json!({"mailbox": ME, "id": copy, "hard": true});
                    sandbox.make("mail/delete", body).await;
                }
                continue;
            }
            Step::Read(which) => {
                if let Some((_, copy)) = pick(&mut known, *which) {
                    sandbox
                        .make("mail/read", json!({"mailbox": ME, "id": copy}))
                        .await;
                }
                continue;
            }
        };
        let made = sandbox.make("mail", delivery).await;
        let copies = made["delivered"].as_array().unwrap().iter();
        let mail = Known {
            sent: matches!(step, Step::Sent | Step::ToMyself),
            seen: !matches!(step, Step::Junk),
            copies: copies.map(|copy| copy["immutableId"].clone()).collect(),
        };
        known.insert(made["internetMessageId"].as_str().unwrap().to_owned(), mail);
    }
    let counted = |sent: bool| {
        known
            .values()
            .filter(|one| one.seen && one.sent == sent)
            .count()
    };
    let told = sandbox.control(&format!("signals?mailbox={ME}")).await;
    assert_eq!(
        told,
        json!({"sent": counted(true), "received": counted(false)})
    );
    let lines = sandbox.history(ME).await;
    let left = lines
        .iter()
        .filter(|line| line["deleted"].is_null())
        .count();
    assert_eq!(
        left,
        known.values().map(|one| one.copies.len()).sum::<usize>()
    );
    assert!(
        known
            .keys()
            .all(|id| lines.iter().any(|line| line["internetMessageId"] == **id))
    );
}

fn pick(known: &mut BTreeMap<String, Known>, which: usize) -> Option<(&mut Known, Value)> {
    let mut left: Vec<&mut Known> = known
        .values_mut()
        .filter(|one| !one.copies.is_empty())
        .collect();
    if left.is_empty() {
        return None;
    }
    let mail = left.swap_remove(which % left.len());
    let copy = mail.copies[which % mail.copies.len()].clone();
    Some((mail, copy))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn signals_count_what_happened_and_not_what_is_left(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(replay(steps));
    }
}

#[tokio::test]
async fn signals_of_a_time_have_its_start_and_not_its_end() {
    let sandbox = Sandbox::new(&WorldOptions {
        mailboxes: 2,
        messages: 60,
        events: 4,
        ..WorldOptions::default()
    });
    let mail =
        json!({"from": "ana.lopez@acme.example", "to": [ME], "received": "2020-03-01T00:00:00Z"});
    sandbox.make("mail", mail).await;
    let signals = async |from: &str, until: &str| {
        let path = format!("signals?mailbox={ME}&from={from}&until={until}");
        sandbox.control(&path).await["received"].clone()
    };
    assert_eq!(
        signals("2020-03-01T00:00:00Z", "2020-04-01T00:00:00Z").await,
        1
    );
    assert_eq!(
        signals("2020-02-01T00:00:00Z", "2020-03-01T00:00:00Z").await,
        0
    );
    let all = sandbox.control(&format!("signals?mailbox={ME}")).await;
    assert!(
        all["sent"].as_u64() > Some(5) && all["received"].as_u64() > Some(20),
        "{all}"
    );
}
