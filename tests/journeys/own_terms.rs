//! On whose terms: what the organisation laid down for a computer, and what the employee leaves out of their counts.

use crate::{
    newer::{self, Shop},
    roads,
    stage::Stage,
    transcripts::approve_the_app,
    window::Window,
};

/// What IT lays down for a computer.
const LAID_DOWN: &str = r#"
language = "en"
background = false
diagnostics = false
roads = ["employee_imap"]
locked = ["language"]
"#;
const UNION: &str = "union@clinic.example";
const DOMAIN: &str = "clinic.example";

#[test]
fn journey_on_the_organisations_terms_and_ones_own() {
    let mut stage = Stage::set("own-terms");
    stage.set_up();
    let shop = Shop::open();
    stage.lay_down(&format!("{LAID_DOWN}{}", shop.laid_down()));
    what_it_decided(&stage, &shop);
    stage.lay_down("");

    approve_the_app(&stage);
    stage.deliver(UNION, 3, "-3m");
    stage.deliver("doctor@clinic.example", 2, "-1m");
    let window = Window::open(&stage, &stage.employee);
    roads::sign_in(&window, &stage.invite(&stage.employee, 0));
    let left = leave_out(&window);
    roads::agree(&window);
    assert_eq!(
        stage.received(),
        left,
        "the service holds what the preview showed"
    );
    count_again(&window, &stage, left + 2);
    pause(&window, &stage, left + 2);
    wait_for_another_network(&window, &stage, left + 3);
    newer::are_left_to_others(&window);
    window.close();
}

/// What is locked is said in words, cannot be changed, and a road that is not allowed is not offered.
fn what_it_decided(stage: &Stage, shop: &Shop) {
    let window = Window::open(stage, &stage.other);
    window.read("A glass case for what leaves your mailbox");
    window.press("Settings");
    window.arrive("Settings");
    for (setting, value) in [
        ("Language", "English"),
        ("Keeping in sync in the background", "No"),
        ("Recording what helps to find a fault", "No"),
        (
            "What may be connected newly",
            "Employees, their own mailbox by IMAP",
        ),
    ] {
        let shown = window.fact(setting);
        assert!(shown.contains(value), "{setting}: {shown}");
        assert!(shown.contains("decided by your organisation"), "{shown}");
    }
    window.cannot_choose("Start with this computer and go on when the window is closed");
    window.picture("settings-locked");
    newer::are_looked_for(&window, stage, shop);
    window.press("Back");
    window.fill("Your invite", &stage.invite(&stage.other, 0));
    window.press("Read the invite");
    window.read("Your organisation does not allow Microsoft 365 sign-in from this computer.");
    window.picture("road-not-allowed");
    window.press("Go on");
    window.press("Next");
    window.read("How do you sign in to your mailbox?");
    window.cannot_press("Connect with Microsoft 365");
    window.close();
}

/// Leaves out a person and a domain from rows of the preview; how many received mails are left to count.
fn leave_out(window: &Window) -> u64 {
    window.press("Read my data");
    window.read("Nothing of this has been sent.");
    let before = shown(window);
    // Below what would be sent the newest is first: the two of the doctor, then the three of the union.
    window.open_row(3);
    window.press(&format!("Leave out {UNION}"));
    window.wait_until("the person is left out", || shown(window) == before - 3);
    window.read(&format!("{UNION} is left out from now on."));
    window.picture("left-out");
    window.open_row(1);
    window.press(&format!("Leave out everybody at {DOMAIN}"));
    window.wait_until("the domain is left out", || shown(window) == before - 5);
    window.press("Rules");
    window.read(UNION);
    window.picture("own-rules");
    window.press("Set-up");
    before - 5
}

/// Takes back that the domain is left out.
fn count_again(window: &Window, stage: &Stage, then: u64) {
    window.press("Rules");
    window.press(&format!("Leave out {DOMAIN} no longer"));
    window.read(&format!("{DOMAIN} is no longer left out."));
    window.press("Home");
    window.press("Sync now");
    window.wait_until("only the person is left out", || stage.received() == then);
    window.read("Up to date");
}

/// While it is paused nothing is read; resuming it begins a run by itself.
fn pause(window: &Window, stage: &Stage, held: u64) {
    for (how, words) in [
        ("For today", "Paused by you until"),
        ("Until I resume", "Paused by you until you resume"),
    ] {
        window.press("Pause");
        window.pick(how);
        window.read(words);
    }
    window.picture("paused");
    stage.deliver("buyer@acme.example", 1, "-1m");
    assert_eq!(stage.received(), held);
    window.press("Resume");
    window.wait_until("the run that resuming began", || {
        stage.received() == held + 1
    });
    window.read("Up to date");
}

/// On a metered network nothing is read by itself; a free one is waited for, and so is a word of the person's.
fn wait_for_another_network(window: &Window, stage: &Stage, held: u64) {
    let metered = "This network is metered. The next sync waits for another one";
    window.press("Pause");
    window.pick("For an hour");
    window.read("Paused by you until");
    window.networks.be_metered(true);
    stage.deliver("buyer@acme.example", 1, "-1m");
    window.press("Resume");
    window.read(metered);
    window.wait_for_the_sign(metered);
    window.picture("metered");
    assert_eq!(stage.received(), held);
    window.networks.be_metered(false);
    window.wait_until("the run that waited for a network", || {
        stage.received() == held + 1
    });
    window.read("Up to date");

    window.networks.be_metered(true);
    window.read(metered);
    stage.deliver("buyer@acme.example", 1, "-1m");
    window.press("Sync now");
    window.wait_until("the run that was asked for", || {
        stage.received() == held + 2
    });
    window.read(metered);
    window.press("Settings");
    window.choose("Sync by itself on metered networks too");
    window.picture("metered-networks");
    window.press("Home");
    window.read("Up to date");
}

/// How many received mails the window says are counted.
fn shown(window: &Window) -> u64 {
    let count = window.fact("Mails received").replace(',', "");
    count.parse().expect("a number")
}
