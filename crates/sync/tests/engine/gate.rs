//! Nothing is read before the DPA stands, and nothing leaves after consent was withdrawn.

use crate::desk::Desk;
use crate::meetings::past_meeting;
use crate::world::{Mail, World, instant};
use activity::{Road, Stream};
use consent::{Gap, Register};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use sync::{Engine, Failure, Outcome, Progress, Purpose, Watcher};
use tokio::sync::RwLock;

fn world() -> World {
    let mut world = World::new("2026-11-22T12:00:00Z");
    world.person(1, &["ada@contoso.example"]);
    world.put_event(
        0,
        "e1",
        past_meeting("u1", "ada@contoso.example", &["buyer@acme.example"]),
    );
    world
}

#[tokio::test]
async fn without_the_dpa_not_one_request_is_made() {
    let desk = Desk::without_dpa(world()).await;
    for purpose in [Purpose::Sync, Purpose::Preview] {
        let failure = desk.engine().run(purpose).await.unwrap_err();
        assert!(matches!(failure, Failure::Gap(Gap::DpaMissing)));
    }
    let runs = desk.ledger.last_runs(9).await.unwrap();
    assert_eq!(runs, [], "none was begun");
    let world = desk.world.lock().unwrap();
    assert_eq!((world.pulls, world.asked), (0, 0), "not even for the time");
}

#[tokio::test]
async fn a_new_dpa_version_closes_the_gate_again() {
    let mut desk = Desk::open(world(), Road::Organisation, &["acme.example"]).await;
    desk.sync().await;
    desk.change_policy(|policy| policy.dpa.version = 2).await;
    let failure = desk.engine().run(Purpose::Sync).await.unwrap_err();
    assert!(matches!(
        failure,
        Failure::Gap(Gap::DpaOutdated {
            accepted: 1,
            current: 2
        })
    ));
}

#[tokio::test]
async fn a_preview_sends_nothing_and_counts_the_same() {
    let desk = Desk::open(world(), Road::Organisation, &["acme.example"]).await;
    let preview = desk.engine().run(Purpose::Preview).await.unwrap();
    assert_eq!(preview.streams[&Stream::MeetingAttend].sent, 1);
    assert!(desk.ids().is_empty());
    assert_eq!(desk.service.0.lock().unwrap().uploads, 0);
}

#[tokio::test]
async fn what_was_queued_before_a_withdrawal_does_not_leave_after_it() {
    let mut world = World::new("2026-11-22T12:00:00Z");
    world.person(1, &["ada@contoso.example"]);
    let desk = Desk::open(world, Road::EmployeeGraph, &[]).await;
    desk.service.0.lock().unwrap().down = 1;
    let report = desk.sync().await;
    assert_eq!(
        report.outcome,
        Outcome::Partly {
            code: "offline".into()
        }
    );
    desk.register
        .write()
        .await
        .withdraw(Stream::EmailSignal, instant("2026-11-22T12:01:00Z"));
    let failure = desk.engine().run(Purpose::Sync).await.unwrap_err();
    assert!(matches!(
        failure,
        Failure::Gap(Gap::ConsentWithdrawn { .. })
    ));
    assert!(desk.ids().is_empty());
}

/// Withdraws the consent as soon as the first page is recorded.
struct ChangesItsMind(Arc<RwLock<Register>>);

impl Watcher for ChangesItsMind {
    fn progress(&self, progress: Progress<'_>) {
        if matches!(progress, Progress::Page { judged: 3, .. }) {
            let at = instant("2026-11-22T12:00:01Z");
            let mut withdrawal = Box::pin(Arc::clone(&self.0).write_owned());
            // It stands in line from now on, whenever its task comes to run.
            match withdrawal
                .as_mut()
                .poll(&mut Context::from_waker(Waker::noop()))
            {
                Poll::Ready(mut register) => register.withdraw(Stream::EmailSignal, at),
                Poll::Pending => drop(tokio::spawn(async move {
                    withdrawal.await.withdraw(Stream::EmailSignal, at);
                })),
            }
        }
    }
}

#[tokio::test]
async fn a_withdrawal_in_the_middle_of_a_run_waits_for_one_page_and_not_for_the_run() {
    let mut world = World::new("2026-11-22T12:00:00Z");
    world.person(1, &["ada@contoso.example"]);
    for number in 0..60 {
        let mail = Mail {
            message_id: Some(format!("<{number}>")),
            subject: String::new(),
            sender: "buyer@acme.example".into(),
            to: Vec::new(),
            received: Some(instant("2026-11-12T10:00:00Z")),
            draft: false,
        };
        world.put_mail(0, "inbox", &format!("m{number}"), mail);
    }
    let desk = Desk::open(world, Road::EmployeeGraph, &[]).await;
    let engine = desk.engine();
    let engine = Engine {
        watcher: ChangesItsMind(desk.register.clone()),
        ledger: engine.ledger,
        source: engine.source,
        uplink: engine.uplink,
        register: engine.register,
        connection: engine.connection,
        stop: engine.stop,
    };
    let failure = engine.run(Purpose::Sync).await.unwrap_err();
    assert!(matches!(
        failure,
        Failure::Gap(Gap::ConsentWithdrawn { .. })
    ));
    assert!(desk.ids().is_empty());
    let pulls = desk.world.lock().unwrap().pulls;
    assert!(pulls <= 4, "{pulls} of 20 pages");
    let standing = desk.ledger.standing(&desk.connection.id).await.unwrap();
    assert_eq!(
        standing[&Stream::EmailSignal].considered,
        3,
        "a page that was judged before is not recorded after"
    );
}

#[tokio::test]
async fn a_stopped_run_ends_and_the_next_one_goes_on() {
    let desk = Desk::open(world(), Road::Organisation, &["acme.example"]).await;
    let engine = desk.engine();
    engine.stop.cancel();
    assert_eq!(
        engine.run(Purpose::Sync).await.unwrap().outcome,
        Outcome::Stopped
    );
    assert_eq!(desk.sync().await.outcome, Outcome::Done);
    assert_eq!(desk.ids().len(), 1);
}
