//! Both roads through the real window: WebKitWebDriver clicks in Vitrine, Debian's Chromium is the system browser, the local
//! Microsoft 365 and the central service are the real programs. At the end the service is asked what it holds.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test may fail loudly, and the demo prints what came of it"
)]

mod agreement;
mod bad_days;
mod bus;
mod desktop;
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
#[path = "../../crates/imap/tests/imap/dovecot.rs"]
mod dovecot;
mod driver;
mod exports;
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
#[path = "../../crates/imap/tests/imap/letters.rs"]
mod letters;
mod mailboxes;
mod networks;
mod newer;
mod own_terms;
mod review;
mod roads;
mod stage;
mod transcripts;
mod unseen;
#[path = "../updates/server.rs"]
mod update_server;
#[path = "../updates/signer.rs"]
mod update_signer;
mod window;

use std::collections::BTreeSet;

use serde_json::Value;

use desktop::Desktop;
use stage::Stage;
use window::Window;

/// Only people on these domains may be in what the service holds.
const ALLOWED: [&str; 2] = ["acme.example", "*.partner.example"];

#[test]
fn journey_of_the_admin_and_then_of_an_employee() {
    let stage = Stage::set("roads");
    exports::meet_under_a_formula(&stage);
    let admin = Window::open(&stage, &stage.admin);
    roads::admin(&admin, &stage.admin_invite);
    let flows = admin.flows();
    let (start, end) = half_a_year();
    review::make_a_cycle(&admin, &start, &end);
    let invite = roads::invite(&admin, &stage.employee.address);
    let to_a_manager = review::invite_a_manager(&admin, &stage.other.address.to_lowercase());
    admin.close();
    let held = stage.held_by_the_service();
    assert!(
        !held.is_empty(),
        "the allowed domains have meetings and mails"
    );
    let strangers: BTreeSet<&str> = held
        .iter()
        .filter(|one| one["type"] != "email_signal")
        .filter_map(|one| one["personExternalId"].as_str())
        .filter(|person| !is_allowed(person))
        .collect();
    assert_eq!(
        strangers,
        BTreeSet::new(),
        "only people on allowed domains are held"
    );
    exports::have_the_formula(&stage, &held);
    report("organisation", &flows, held.len());

    let desktop = Desktop::manage();
    let employee = Window::open(&stage, &stage.employee);
    let link = Stage::press_the_button_of(&invite);
    desktop.minimise(&employee);
    employee.start_again(&stage, &stage.employee, &link);
    desktop.wait_until_in_front(&employee);
    let shown = roads::employee(&employee, |page| stage.decide(page));
    let flows = employee.flows();
    review::dispute(&employee, &shown);
    roads::the_background(&employee, &stage, &stage.employee);
    roads::the_tray(&employee);
    let held = stage.held_by_the_service();
    roads::the_closed_window(&employee, &stage, &desktop);
    employee.quit_from_the_tray();
    unseen::syncs(&stage, &stage.employee, &desktop);
    let signal = the_signal_is_as_shown(&held, &shown);
    assert_eq!(
        signal["personExternalId"],
        stage.employee.address.to_lowercase()
    );
    exports::are_what_is_held(&stage, &[signal]);
    let receipt: Value = serde_json::from_str(&stage.saved("json")).expect("a receipt");
    assert_eq!(
        receipt["stream"], "transcript",
        "the newest receipt is the first"
    );
    assert!(
        receipt["text"]
            .as_str()
            .is_some_and(|text| !text.is_empty()),
        "the receipt has the text that was agreed to"
    );
    report("employee", &flows, 1);

    let admin = Window::open(&stage, &stage.admin);
    let manager = Window::open(&stage, &stage.other);
    review::become_a_manager(&manager, &to_a_manager, &stage.looker.address);
    review::end_a_manager(&admin, &stage.other.address.to_lowercase());
    review::be_no_manager(&manager);
    manager.close();
    let read = review::freeze_and_read(&admin, &stage.employee.address.to_lowercase());
    admin.close();
    let employee = Window::open(&stage, &stage.employee);
    review::see_it_frozen(&employee, &read);
    employee.close();
}

/// From three months ago until in three months.
fn half_a_year() -> (String, String) {
    let now = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC);
    let today = now.date();
    let three_months = jiff::Span::new().months(3);
    let day = |day: Result<jiff::civil::Date, jiff::Error>| day.expect("a day").to_string();
    (
        day(today.checked_sub(three_months)),
        day(today.checked_add(three_months)),
    )
}

/// The one signal of the one employee and cycle, with the numbers that the window showed.
fn the_signal_is_as_shown<'held>(held: &'held [Value], shown: &roads::Shown) -> &'held Value {
    let mut signals = held.iter().filter(|one| one["type"] == "email_signal");
    let signal = signals.next().expect("a signal");
    assert_eq!(signals.next(), None, "one signal is held");
    let properties = &signal["properties"];
    for (number, shown) in [("sent", &shown.sent), ("received", &shown.received)] {
        assert_eq!(&properties[number].to_string(), shown, "{number}");
    }
    signal
}

fn is_allowed(address: &str) -> bool {
    let domain = address.rsplit('@').next().unwrap_or_default();
    domain == "acme.example" || domain.ends_with(".partner.example")
}

fn report(road: &str, flows: &[String], held: usize) {
    println!("\n{road}");
    for flow in flows {
        println!("  {flow}");
    }
    println!("  held by the service: {held}");
}
