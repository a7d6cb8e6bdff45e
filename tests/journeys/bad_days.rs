//! What goes wrong for people, through the real window: each day has a name, a next step, and an end.

use serde_json::json;

use crate::{agreement, roads, stage::Stage, window::Window};

/// The permission that always needs an administrator.
const ALWAYS_AN_ADMIN: &str = "OnlineMeetingTranscript.Read.All";
/// How many mails come while Microsoft is away.
const MEANWHILE: u64 = 2;

#[test]
fn journey_through_bad_days() {
    let mut stage = Stage::set("bad-days");
    stage.connect_the_organisation();
    nothing_is_allowed(&mut stage);

    let window = Window::open(&stage, &stage.employee);
    let invite = stage.invite(&stage.employee, 0);
    invites_that_cannot_be_used(&window, &stage.invite(&stage.employee, 8));
    window.fill("Your invite", &invite);
    window.press("Read the invite");
    window.press("Go on");
    window.press("Next");
    sign_ins_that_come_to_nothing(&window, &stage);
    roads::agree_and_sync(&window);
    stage.stop_the_service();
    window.press("Sync now");
    window.read("The service is out of reach");
    window.picture("offline");
    stage.start_the_service();
    window.press("Sync now");
    window.read("Up to date");
    let received = stage.received();
    let window = microsoft_is_away(window, &mut stage);
    agreement::is_changed(&window, &stage);
    assert_eq!(stage.received(), received + MEANWHILE, "each counts once");
    disconnect(&window);
    // What was sent stays until its erasure is asked for; what was used on one computer is used.
    assert_eq!(stage.held_by_the_service().len(), 1);
    window.close();
    let elsewhere = Window::open(&stage, &stage.employee_elsewhere());
    elsewhere.fill("Your invite", &invite);
    elsewhere.press("Read the invite");
    elsewhere.read("This invite was used already");
    elsewhere.picture("used-invite");
    elsewhere.close();
}

/// An empty allowlist lets nothing through, and says so.
fn nothing_is_allowed(stage: &mut Stage) {
    let window = Window::open(stage, &stage.admin);
    agreement::is_missing(&window, stage);
    window.press("Home");
    window.press("Sync now");
    window.read("Not on the allowlist");
    window.press("Health");
    window.read("It is empty: nothing is collected. Allow a domain.");
    window.picture("nothing-is-allowed");
    stage.line.cut();
    window.press("Home");
    window.press("Sync now");
    health_without_microsoft(&window);
    stage.line.mend();
    window.press("Check again");
    window.read("Microsoft answers.");
    window.close();
    assert_eq!(stage.held_by_the_service(), [] as [serde_json::Value; 0]);
}

/// Nobody answers at Microsoft's address, neither in a run nor after a start; once somebody does, what came meanwhile is
/// counted once.
fn microsoft_is_away(window: Window, stage: &mut Stage) -> Window {
    stage.deliver("buyer@acme.example", MEANWHILE, "-1m");
    stage.line.cut();
    window.press("Sync now");
    health_without_microsoft(&window);
    window.close();
    let window = Window::open(stage, &stage.employee);
    health_without_microsoft(&window);
    stage.line.mend();
    window.press("Check again");
    window.read("Microsoft answers.");
    window.press("Home");
    window.press("Sync now");
    window.read("Up to date");
    window
}

/// Home and Health say that it is Microsoft, and that nobody has to do anything but look at the network.
fn health_without_microsoft(window: &Window) {
    window.read("Microsoft is out of reach");
    window.read_in("div", "Sync ended. Microsoft is out of reach");
    window.picture("microsoft-is-away");
    window.press("Details");
    window.read("Microsoft does not answer. Check the network; Vitrine tries again by itself.");
    window.picture("health-without-microsoft");
    window.cannot_press("Sign in");
}

fn invites_that_cannot_be_used(window: &Window, expired: &str) {
    for (invite, words) in [
        ("vitrine://invite?nonsense", "This is not an invite"),
        (expired, "This invite has expired"),
    ] {
        window.fill("Your invite", invite);
        window.press("Read the invite");
        window.read(words);
        window.picture("refused-invite");
        window.press("Back");
    }
}

fn sign_ins_that_come_to_nothing(window: &Window, stage: &Stage) {
    window.arrive("Sign in");
    let approved = json!({ "grant": [{ "app": "public", "scopes": [ALWAYS_AN_ADMIN] }] });
    stage.tell_microsoft("/sandbox/entra", &approved);
    stage.in_the_mood(&json!({ "declines": true }));
    window.press("Open Microsoft’s page");
    window.read("You declined. Nothing was connected.");
    window.picture("declined");

    stage.in_the_mood(&json!({ "account": stage.admin.address }));
    window.press("Open Microsoft’s page");
    window.read("Another account signed in than the invited one.");
    window.picture("another-account");

    let blocked = json!({ "sign_in_refusals": [{ "user": stage.employee.address }] });
    stage.tell_microsoft("/sandbox/entra", &blocked);
    stage.in_the_mood(&json!({}));
    window.press("Open Microsoft’s page");
    window.read("Your organisation’s access policy blocks this sign-in.");
    window.picture("blocked-by-policy");
    stage.tell_microsoft("/sandbox/entra", &json!({ "sign_in_refusals": [] }));
    an_administrator_thinks_it_over(window, stage);
    window.press("Next");
}

/// What was approved is taken back; the administrator refuses at first, then approves, and the window goes on by itself.
fn an_administrator_thinks_it_over(window: &Window, stage: &Stage) {
    let taken_back = json!({ "revoke_consent": [{ "app": "public" }] });
    stage.tell_microsoft("/sandbox/entra", &taken_back);
    window.press("Open Microsoft’s page");
    window.read("Waiting for your administrator.");
    let page = roads::link_in(&window.value("A message to your administrator"));
    stage.in_the_mood(&json!({ "declines": true }));
    stage.decide(&page);
    window.read("An administrator opened the link and did not approve.");
    window.picture("not-approved");
    stage.in_the_mood(&json!({}));
    stage.decide(&page);
    window.read("Signed in as");
}

fn disconnect(window: &Window) {
    window.press("Account");
    window.arrive("Account");
    // The last of the page to arrive; until then its end moves.
    window.fact("Oldest");
    window.read("What the permission could read");
    window.press("Disconnect");
    window.read("Disconnect?");
    window.picture("disconnect");
    window.press_last("Disconnect");
    window.read("A glass case for what leaves your mailbox");
}
