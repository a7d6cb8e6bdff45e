//! The program as a session starts it: no window is shown, and the schedule runs.

use std::process::{Command, Stdio};

use crate::{
    bus::Bus,
    desktop::Desktop,
    stage::{Person, Running, Stage},
    window::wait_until,
};

/// What came meanwhile is counted without anybody doing anything.
pub(crate) fn syncs(stage: &Stage, person: &Person, desktop: &Desktop) {
    let held = stage.received();
    stage.deliver("buyer@acme.example", 1, "-1m");
    let bus = Bus::start();
    let mut program = start(stage, person, &bus);
    wait_until("the run on start", || stage.received() == held + 1);
    assert!(!desktop.shows_the_window(), "nobody asked for a window");
    bus.choose_from_the_sign("Quit");
    let ended = program.0.wait().expect("it was started");
    assert!(ended.success(), "it ends well");
}

/// Does what the person's session was told to do.
fn start(stage: &Stage, person: &Person, bus: &Bus) -> Running {
    let entry = stage.session_entry(person);
    let mut lines = entry.lines();
    let told = lines.find_map(|line| line.strip_prefix("Exec="));
    let told = told.expect("the session is told what to start");
    let mut session = Command::new("sh");
    session
        .args(["-c", &format!("exec {told}")])
        .env("DBUS_SESSION_BUS_ADDRESS", &bus.address)
        .env("GTK_A11Y", "none")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(stage.log("unseen"));
    stage.point(&mut session, person);
    Running(session.spawn().expect("a shell"))
}
