//! The two roads, step by step, in the words of the window.

use crate::{
    ALLOWED,
    desktop::Desktop,
    stage::{Person, Stage},
    window::Window,
};

/// Of counted mails only the numbers leave.
const COUNTED: &str = "counted; only the numbers were sent";

/// What the employee saw before and after sending.
pub(crate) struct Shown {
    pub(crate) sent: String,
    pub(crate) received: String,
}

/// From the set-up invite to acknowledged activities.
pub(crate) fn admin(window: &Window, invite: &str) {
    read_invite(window, invite);
    window.press("Start the set-up");

    window.arrive("Register the app");
    window.picture("register");
    window.press("Check and save");

    window.arrive("Admin consent");
    window.press("Open Microsoft’s page");
    window.fact("Tenant id");
    window.picture("admin-consent");
    window.press("Next");

    window.arrive("Agreement");
    window.picture("agreement");
    window.press("Accept this agreement");
    window.fact("Accepted");
    window.press("Next");

    window.arrive("Your domains");
    window.picture("domains");
    window.press("Next");

    window.arrive("Allowlist");
    window.fill("Allowed domains", &ALLOWED.join(" "));
    window.read("exactly acme.example");
    window.press("Count now");
    window.read("the last 90 days. It is forgotten");
    window.read("This list would let through");
    window.press("Save 2 domains");
    window.read("is in force with 2 domains");
    window.picture("allowlist");
    window.press("Next");

    window.arrive("First sync");
    window.press("Start the first sync");
    window.press("Next");
    window.arrive("Health");
    window.picture("health");
    window.press("Go to Home");
    look_at_the_ledger(window);
    window.press_number("sent");
    look_at_the_bytes(window);
}

/// Invites an employee; the link that is to be handed on.
pub(crate) fn invite(window: &Window, address: &str) -> String {
    window.press("People");
    window.arrive("People");
    window.fill("Address of the person", address);
    window.press("Make the invite");
    let link = window.link();
    window.picture("people");
    link
}

/// From an employee's invite to an acknowledged signal; on the way the administrator has to approve the app.
/// The invite came by a link that was opened; the administrator gets the page that the window shows.
pub(crate) fn employee(window: &Window, approve: impl Fn(&str)) -> Shown {
    look_at_the_invite(window);
    window.press("Go on");

    window.arrive("What is collected");
    window.picture("what-is-collected");
    window.press("Next");

    window.arrive("Sign in");
    window.press("Open Microsoft’s page");
    window.read("Your organisation wants an administrator to approve this app.");
    window.picture("needs-an-administrator");
    approve(&link_in(&window.value("A message to your administrator")));
    // Nobody presses anything: the page waits for the administrator.
    window.read("Signed in as");
    window.picture("signed-in");
    window.press("Next");

    window.arrive("Preview");
    window.press("Read my data");
    window.read("Nothing of this has been sent.");
    let shown = Shown {
        sent: window.fact("Mails sent"),
        received: window.fact("Mails received"),
    };
    window.picture("preview");
    window.press("Next");

    window.arrive("Consent");
    window.choose("Yes, send the two numbers of each cycle");
    window.choose("Yes, find my transcripts and let me decide on each");
    window.picture("consent");
    window.press("Save my decision");

    window.arrive("First sync");
    window.press("Start the first sync");
    window.press("Go to Home");
    look_at_the_ledger(window);
    window.press_number(COUNTED);
    window.open_first_row();
    window.read("one of the two numbers tells of it");
    window.picture("a-counted-mail");
    window.press("Close");
    window.press("Home");
    window.press("Ledger");
    look_at_the_bytes(window);
    window.press("Receipts");
    window.arrive("Receipts");
    window.picture("receipts");
    window.press("Save");
    window.read("Saved as consent-");
    window.press("Home");
    window.read("Up to date");
    shown
}

/// From an invite to the preview, where nothing is in the way.
pub(crate) fn sign_in(window: &Window, invite: &str) {
    window.fill("Your invite", invite);
    window.press("Read the invite");
    window.press("Go on");
    window.press("Next");
    window.press("Open Microsoft’s page");
    window.read("Signed in as");
    window.press("Next");
}

/// From the preview to home, with both streams agreed to.
pub(crate) fn agree_and_sync(window: &Window) {
    window.press("Read my data");
    window.read("Nothing of this has been sent.");
    window.press("Next");
    agree(window);
}

/// From consent to home, with both streams agreed to.
pub(crate) fn agree(window: &Window) {
    window.choose("Yes, send the two numbers of each cycle");
    window.choose("Yes, find my transcripts and let me decide on each");
    window.press("Save my decision");
    window.press("Start the first sync");
    window.press("Go to Home");
    window.read("Up to date");
}

/// The sign in the tray says how it stands, pauses and resumes.
pub(crate) fn the_tray(window: &Window) {
    window.wait_for_the_sign("Up to date");
    window.bus.choose_from_the_sign("Pause for an hour");
    window.read("Paused by you until");
    window.picture("paused-from-the-tray");
    window.wait_for_the_sign("Paused by you until");
    window.bus.choose_from_the_sign("Resume");
    window.read("Up to date");
    window.wait_for_the_sign("Up to date");
    assert_eq!(
        window.bus.menu_of_the_sign()[1..],
        ["Open Vitrine", "Sync now", "Pause for an hour", "Quit"]
    );
}

/// Closed, the window goes and the program stays: it syncs, and the sign in the tray brings the window back.
pub(crate) fn the_closed_window(window: &Window, stage: &Stage, desktop: &Desktop) {
    desktop.close(window);
    let held = stage.received();
    stage.deliver("buyer@acme.example", 1, "-1m");
    window.bus.choose_from_the_sign("Sync now");
    window.wait_until("it works on", || stage.received() == held + 1);
    window.bus.choose_from_the_sign("Open Vitrine");
    desktop.wait_until_in_front(window);
    window.read("Up to date");
}

/// Chooses that the program works on in the background.
pub(crate) fn the_background(window: &Window, stage: &Stage, person: &Person) {
    window.press("Settings");
    window.arrive("Settings");
    window.choose("Start with this computer and go on when the window is closed");
    window.wait_until("the session starts the program", || {
        stage.session_entry(person).contains("--background")
    });
    window.picture("settings");
    window.press("Home");
}

fn read_invite(window: &Window, invite: &str) {
    window.read("A glass case for what leaves your mailbox");
    window.picture("welcome");
    window.fill("Your invite", invite);
    window.press("Read the invite");
    look_at_the_invite(window);
}

fn look_at_the_invite(window: &Window) {
    window.arrive("Who asks");
    window.fact("Organisation");
    window.picture("who-asks");
}

/// The link in a message.
pub(crate) fn link_in(message: &str) -> String {
    let link = message.split_whitespace().find(|word| word.contains("://"));
    link.unwrap_or_else(|| panic!("no link in {message}"))
        .to_owned()
}

/// Looks at the ledger and takes it along, and ends at home.
fn look_at_the_ledger(window: &Window) {
    window.read("Up to date");
    window.picture("home");
    window.press("Ledger");
    window.arrive("Ledger");
    window.picture("ledger");
    window.press("Save these rows");
    window.pick("As NDJSON, with the exact bytes");
    window.read(".ndjson");
    window.press("Save these rows");
    window.pick("As a table (CSV)");
    window.read(".csv");
    window.press("Home");
}

/// Looks at the exact bytes of the first row, which was sent, and ends at home.
fn look_at_the_bytes(window: &Window) {
    window.open_first_row();
    window.read("The service stored exactly these bytes.");
    window.picture("exact-bytes");
    window.press("Close");
    window.press("Home");
    window.read("Up to date");
}
