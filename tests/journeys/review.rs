//! A review cycle from open to frozen, with a dispute, in the words of the window.

use crate::{roads::Shown, window::Window};

/// What the journey calls its cycle.
const CYCLE: &str = "Autumn";
const NOTE: &str = "I was on leave for two weeks.";
const REASON: &str = "Half of it comes from a mailing list.";

/// The admin makes a cycle round the present.
pub(crate) fn make_a_cycle(window: &Window, start: &str, end: &str) {
    window.press("Cycles");
    window.arrive("Cycles");
    window.read("There is no cycle");
    window.press("New cycle");
    window.fill("Name", CYCLE);
    window.fill("First day", start);
    window.fill("First day after it", end);
    window.press("Make the cycle");
    window.read("Name, days and time zone can be changed.");
    window.picture("cycles");
}

/// The admin invites a manager, makes a new link for them, and hands on that one.
pub(crate) fn invite_a_manager(window: &Window, address: &str) -> String {
    window.press("People");
    window.fill("Address of the person", address);
    window.choose("A manager who reviews");
    window.read("Each look is shown to the person.");
    window.press("Make the invite");
    window.read("as a manager is ready");
    let first = window.link();
    window.press(&format!("New link for {address}"));
    window.read("The older link no longer works.");
    window.picture("people-manager");
    let link = window.link();
    assert_ne!(first, link);
    link
}

/// Whoever is invited as a manager signs in for it, connects nothing of their own, and invites somebody.
pub(crate) fn become_a_manager(window: &Window, invite: &str, somebody: &str) {
    window.fill("Your invite", invite);
    window.press("Read the invite");
    window.read("A manager: you invite employees");
    window.picture("manager-invited");
    window.press("Go on");
    window.arrive("Become a manager");
    window.read("only Microsoft can tell the service");
    window.picture("manager-becomes");
    window.press("Open Microsoft’s page");
    window.arrive("Manager");
    window.read("A manager needs none.");
    window.picture("manager-alone");
    window.press("Do without");
    window.arrive("People");
    window.read("Nobody was invited yet");
    window.fill("Address of the person", somebody);
    window.press("Make the invite");
    window.read(&format!(
        "The invite for {} is ready",
        somebody.to_lowercase()
    ));
    window.picture("manager-people");
    window.press("Reviews");
    window.read("People whom you invited");
    window.picture("manager-reviews");
}

/// The admin takes the manager's invite back; from then on they invite nobody and read nobody.
pub(crate) fn end_a_manager(window: &Window, address: &str) {
    window.press("People");
    window.press(&format!("Take back the invite for {address}"));
    window.read("They can no longer invite anybody");
    window.picture("people-take-back");
    window.press("Take it back");
    window.read("was taken back");
}

/// Whoever was a manager is told so where they would invite.
pub(crate) fn be_no_manager(window: &Window) {
    window.press("People");
    window.read("You do not invite people here");
    window.picture("manager-no-longer");
    window.press("Sign out as a manager");
    window.read("Your invite");
}

/// The employee sees the numbers that were sent, disputes one, adds a note and reads the very text block.
pub(crate) fn dispute(window: &Window, shown: &Shown) {
    window.press("Reviews");
    window.arrive("What a review sees");
    window.press("Days: Received");
    window.read(&format!("{} in all", shown.received));
    window.picture("review-days");
    window.press("Dispute: Received");
    window.fill("Why", REASON);
    window.picture("review-dispute");
    window.press("Dispute this number");
    window.read("Disputed by you");
    window.fill("A note", NOTE);
    window.press("Add this note");
    window.read("Remove");
    // The administrator of this journey took everything along before.
    window.read("Export of everything");
    window.press("The text block");
    let block = window.read("vitrine.review-input/");
    let numbers = format!(
        "sent: {}\nreceived: {} [disputed by the employee]",
        shown.sent, shown.received
    );
    assert!(block.contains(&numbers), "{block}");
    assert!(block.contains(&format!("> {REASON}")), "{block}");
    assert!(block.ends_with(&format!("> {NOTE}")), "{block}");
    window.picture("review-text");
    window.press("Home");
    window.read("Up to date");
}

/// The admin freezes the cycle and reads the employee; the text block.
pub(crate) fn freeze_and_read(window: &Window, employee: &str) -> String {
    window.press("Cycles");
    window.press(&format!("Freeze: {CYCLE}"));
    window.read("Nobody can add a note");
    window.picture("cycle-freeze");
    window.press("Freeze the cycle");
    window.read("Everything stands as it was at the freeze.");
    window.press(&format!("Read: {CYCLE}"));
    window.read("The person is shown that you looked");
    window.press(employee);
    let block = window.read("vitrine.review-input/");
    assert!(block.contains(&format!("> {REASON}")), "{block}");
    assert!(block.contains("State: frozen at "), "{block}");
    window.picture("cycle-read");
    block
}

/// The employee reads the same bytes, sees who looked, and can change nothing any more.
pub(crate) fn see_it_frozen(window: &Window, read_by_the_admin: &str) {
    window.press("Reviews");
    window.arrive("What a review sees");
    window.read("reviewers read exactly this");
    window.press("The text block");
    let block = window.read("vitrine.review-input/");
    assert_eq!(block, read_by_the_admin, "the very same text block");
    window.read("What they got");
    window.read("administrator");
    window.read("They stand as they were at the freeze.");
    window.picture("review-frozen");
}
