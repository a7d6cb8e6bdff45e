//! The window: how long until something can be read in it, and what it takes while nobody looks.

use crate::Fallible;
use crate::driver::Session;
use crate::process::say;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How often the window is opened.
const OPENED: usize = 5;
/// Between two looks at the page.
const GLANCE: Duration = Duration::from_millis(5);
const PATIENCE: Duration = Duration::from_secs(30);
/// How long the program is left alone before it is watched, and how long it is watched.
const SETTLES: Duration = Duration::from_secs(15);
const WATCHED: Duration = Duration::from_secs(30);
/// The kernel counts the start of a process in hundredths of a second.
const TICKS: f64 = 100.0;

/// Opens the window a few times with an empty home, then leaves it alone for a while. It needs a display.
pub(crate) fn measure(program: &Path) -> Fallible<()> {
    let program = fs::canonicalize(program)?;
    let mut times = (0..OPENED)
        .map(|_| first_words(&program))
        .collect::<Fallible<Vec<f64>>>()?;
    times.sort_unstable_by(f64::total_cmp);
    say(&format!(
        "from the start of the process to the first heading: {:.2} s ({:.2} to {:.2} of {OPENED}; aim: 1)",
        times[OPENED / 2],
        times[0],
        times[OPENED - 1]
    ));
    idle(&program)
}

/// Seconds from the start of the process until its first heading is on the page.
fn first_words(program: &Path) -> Fallible<f64> {
    let home = tempfile::tempdir()?;
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let mut driver = at_home(Command::new("WebKitWebDriver"), home.path());
    driver
        .args(["--host=127.0.0.1", &format!("--port={port}")])
        .env("TAURI_WEBVIEW_AUTOMATION", "true")
        .env("TAURI_AUTOMATION", "true");
    let _driver = Ended(driver.spawn()?);
    let text = program.to_str().ok_or("not a path")?;
    let deadline = Instant::now() + PATIENCE;
    // The driver has no other sign of being ready than that it answers.
    let session = loop {
        match Session::start(port, text) {
            Ok(session) => break session,
            Err(_) => patience(deadline)?,
        }
    };
    loop {
        let headings = session.elements("//h1").unwrap_or_default();
        let seen = headings.iter().any(|heading| {
            session
                .text(heading)
                .is_ok_and(|words| !words.trim().is_empty())
        });
        if seen {
            break;
        }
        patience(deadline)?;
    }
    let window = newest(program)?;
    let age = age(window)?;
    // Closed, it would stay as a sign in the tray, and take in the next start as its own.
    Command::new("kill").arg(window.to_string()).status()?;
    while fs::exists(format!("/proc/{window}"))? {
        patience(deadline)?;
    }
    Ok(age)
}

fn patience(deadline: Instant) -> Fallible<()> {
    if Instant::now() > deadline {
        return Err("the window does not come up".into());
    }
    sleep(GLANCE);
    Ok(())
}

/// Memory and wake-ups of the program and what it started, while nothing happens.
fn idle(program: &Path) -> Fallible<()> {
    let home = tempfile::tempdir()?;
    let child = Ended(at_home(Command::new(program), home.path()).spawn()?);
    sleep(SETTLES);
    let (before, computed) = (woken(child.0.id())?, computed(child.0.id())?);
    sleep(WATCHED);
    let computed = self::computed(child.0.id())? - computed;
    // A thread that was not there before has been woken as often as it says.
    let woken: u64 = woken(child.0.id())?
        .iter()
        .map(|(thread, times)| times - before.get(thread).unwrap_or(&0))
        .sum();
    let seconds = WATCHED.as_secs_f64();
    let memory: u64 = family(child.0.id())?.iter().map(|id| memory(*id)).sum();
    say(&format!(
        "left alone: {} MiB in {} processes, {:.1} wake-ups and {:.1} ms of computing a second",
        memory / 1024,
        family(child.0.id())?.len(),
        woken as f64 / seconds,
        computed * 1000.0 / seconds
    ));
    Ok(())
}

/// A command whose home and settings are its own, and whose service is out of reach.
fn at_home(mut command: Command, home: &Path) -> Command {
    command
        .env("HOME", home)
        .env("VITRINE_HOME", home.join("vitrine"))
        .env("VITRINE_SERVICE_URL", "http://127.0.0.1:9")
        .env("CONNECTOR_ENCRYPTION_KEY", "42".repeat(32))
        .env("GTK_A11Y", "none")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// A program that is ended when it is dropped.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        // It may have gone by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The process of this program that was started last.
fn newest(program: &Path) -> Fallible<u32> {
    let running = processes()?
        .into_iter()
        .filter(|id| fs::read_link(format!("/proc/{id}/exe")).is_ok_and(|path| path == program));
    running
        .max_by_key(|id| started(*id).unwrap_or_default())
        .ok_or_else(|| "the program is not running".into())
}

/// How many seconds ago a process was started.
fn age(id: u32) -> Fallible<f64> {
    let uptime = fs::read_to_string("/proc/uptime")?;
    let now: f64 = uptime.split(' ').next().unwrap_or_default().parse()?;
    Ok(now - started(id)? as f64 / TICKS)
}

/// When a process was started, in hundredths of a second since the machine was.
fn started(id: u32) -> Fallible<u64> {
    Ok(stat(id)?.get(19).ok_or("no start")?.parse()?)
}

/// A process and all that it started.
fn family(id: u32) -> Fallible<Vec<u32>> {
    let all = processes()?;
    let mut members = vec![id];
    let mut next = 0;
    while let Some(parent) = members.get(next).map(u32::to_string) {
        next += 1;
        let children = all
            .iter()
            .copied()
            .filter(|id| stat(*id).is_ok_and(|fields| fields.get(1) == Some(&parent)));
        members.extend(children);
    }
    Ok(members)
}

/// How often each thread of a family waited for something and was woken.
fn woken(id: u32) -> Fallible<BTreeMap<OsString, u64>> {
    let mut threads = BTreeMap::new();
    for member in family(id)? {
        for thread in fs::read_dir(format!("/proc/{member}/task"))? {
            let thread = thread?;
            let status = fs::read_to_string(thread.path().join("status"))?;
            let times = number_after(&status, "voluntary_ctxt_switches:");
            threads.insert(thread.file_name(), times);
        }
    }
    Ok(threads)
}

/// How many seconds a family computed.
fn computed(id: u32) -> Fallible<f64> {
    let mut ticks = 0;
    for member in family(id)? {
        let fields = stat(member)?;
        for field in [11, 12] {
            ticks += fields.get(field).ok_or("no time")?.parse::<u64>()?;
        }
    }
    Ok(ticks as f64 / TICKS)
}

/// The share of memory that is a process's own, in KiB.
fn memory(id: u32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{id}/smaps_rollup")).unwrap_or_default();
    number_after(&text, "Pss:")
}

fn number_after(text: &str, name: &str) -> u64 {
    text.lines()
        .find_map(|line| {
            line.strip_prefix(name)?
                .split_whitespace()
                .next()?
                .parse()
                .ok()
        })
        .unwrap_or(0)
}

/// The fields of a process after its name, the state first.
fn stat(id: u32) -> Fallible<Vec<String>> {
    let text = fs::read_to_string(format!("/proc/{id}/stat"))?;
    let (_, after) = text.rsplit_once(") ").ok_or("not a process")?;
    Ok(after.split(' ').map(str::to_owned).collect())
}

fn processes() -> Fallible<Vec<u32>> {
    let entries = fs::read_dir(PathBuf::from("/proc"))?;
    Ok(entries
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .collect())
}
