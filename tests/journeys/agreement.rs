//! The agreement: not accepted yet, and changed after it was.

use crate::{stage::Stage, window::Window};

const NOT_ACCEPTED: &str = "Your organisation has not accepted the agreement. Nothing is collected";
const BEFORE: &str = "It is used for nothing else.";
const NOW: &str = "It may be used to plan visits as well.";

/// A sync waits for the agreement and says so; once it is accepted in the window, there is nothing in the way.
pub(crate) fn is_missing(window: &Window, stage: &Stage) {
    window.press("Home");
    window.read(NOT_ACCEPTED);
    window.picture("agreement-missing");
    window.press("Sync now");
    window.press("Health");
    window.read("Nothing is collected until an administrator accepts it.");
    assert_eq!(stage.held_by_the_service(), [] as [serde_json::Value; 0]);
    window.press("Read the agreement");
    accept(window);
}

/// A new version closes the gate for everybody until an administrator has seen what changed, and accepts it.
pub(crate) fn is_changed(employee: &Window, stage: &Stage) {
    let text = include_str!("../../crates/service/dpa/v1.en.md");
    assert!(text.contains(BEFORE), "the agreement says so");
    stage.publish_the_agreement(2, &text.replace(BEFORE, NOW));
    employee.press("Sync now");
    employee.read(NOT_ACCEPTED);
    employee.picture("agreement-changed");

    let admin = Window::open(stage, &stage.admin);
    admin.read(NOT_ACCEPTED);
    admin.press("Read the agreement");
    admin.read("You accepted version 1. This text is another one");
    admin.read("1 paragraph was added, 1 was removed.");
    admin.read_in("del", BEFORE);
    admin.read_in("ins", NOW);
    admin.picture("agreement-changes");
    accept(&admin);
    admin.press("Home");
    admin.press("Sync now");
    admin.read("Up to date");
    admin.close();

    employee.press("Sync now");
    employee.read("Up to date");
}

fn accept(window: &Window) {
    window.arrive("Agreement");
    window.press("Accept this agreement");
    window.fact("Accepted");
}
