use crate::Fallible;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// A program that serves until it is dropped, and the line it printed when it was ready.
pub(crate) struct Server {
    child: Child,
    pub(crate) ready: serde_json::Value,
}

impl Server {
    /// Starts a program and waits for its line.
    pub(crate) fn start(command: &mut Command) -> Fallible<Self> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let stdout = child.stdout.take().ok_or("no output")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        let ready = serde_json::from_str(&line).map_err(|_| format!("not ready: {line:?}"))?;
        Ok(Self { child, ready })
    }

    /// One text of the line.
    pub(crate) fn text(&self, name: &str) -> Fallible<&str> {
        self.ready[name]
            .as_str()
            .ok_or_else(|| format!("the ready line has no {name}").into())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have gone by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a program printed, how long it took, how long it computed and the most memory it held.
pub(crate) struct Finished {
    pub(crate) output: String,
    pub(crate) took: Duration,
    pub(crate) computed: Duration,
    pub(crate) peak_kib: u64,
}

/// Runs a program to its end; one that fails is an error.
pub(crate) fn run(command: &mut Command) -> Fallible<Finished> {
    let begun = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()?;
    let watch = Watch::over(child.id());
    let mut output = String::new();
    child
        .stdout
        .take()
        .ok_or("no output")?
        .read_to_string(&mut output)?;
    let (peak_kib, computed) = watch.end();
    let status = child.wait()?;
    if !status.success() {
        return Err(format!("{command:?} ended with {status}: {output}").into());
    }
    Ok(Finished {
        output,
        took: begun.elapsed(),
        computed,
        peak_kib,
    })
}

/// Looks at what a process uses while it runs.
struct Watch {
    ended: Arc<AtomicBool>,
    thread: thread::JoinHandle<(u64, Duration)>,
}

impl Watch {
    fn over(process: u32) -> Self {
        let ended = Arc::new(AtomicBool::new(false));
        let folder = PathBuf::from(format!("/proc/{process}"));
        let thread = thread::spawn({
            let ended = Arc::clone(&ended);
            move || {
                let mut most = (0, Duration::ZERO);
                // Until it is waited for, even an ended process tells what it has used.
                while !ended.load(Ordering::Relaxed) {
                    most.0 = most.0.max(high_water(&folder.join("status")));
                    most.1 = most.1.max(computing_time(&folder.join("stat")));
                    thread::sleep(Duration::from_millis(10));
                }
                most.1 = most.1.max(computing_time(&folder.join("stat")));
                most
            }
        });
        Self { ended, thread }
    }

    fn end(self) -> (u64, Duration) {
        self.ended.store(true, Ordering::Relaxed);
        self.thread.join().unwrap_or_default()
    }
}

/// The processor time that this process has used.
pub(crate) fn own_computing_time() -> Duration {
    computing_time(Path::new("/proc/self/stat"))
}

/// The processor time in a `stat` file, in its hundredths of a second; none where it cannot be read.
fn computing_time(stat: &Path) -> Duration {
    let text = fs::read_to_string(stat).unwrap_or_default();
    let fields = text.rsplit_once(')').map_or("", |(_, fields)| fields);
    let used = fields.split_whitespace().skip(11).take(2);
    let hundredths: u64 = used.filter_map(|field| field.parse::<u64>().ok()).sum();
    Duration::from_millis(hundredths * 10)
}

/// `VmHWM` in KiB; 0 where it cannot be read.
pub(crate) fn high_water(status: &Path) -> u64 {
    let text = fs::read_to_string(status).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next())
        .and_then(|kib| kib.parse().ok())
        .unwrap_or(0)
}

/// Prints a line for people.
pub(crate) fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Prints a line about what went wrong.
pub(crate) fn complain(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
