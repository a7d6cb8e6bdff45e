use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A real file system of a few megabytes that only the processes started on it see. It needs root or, where people may have
/// them, a user namespace; it is gone when dropped.
pub(crate) struct SmallDisk {
    holder: Child,
    place: PathBuf,
    is_own_user: bool,
}

impl SmallDisk {
    /// Makes one at an empty folder.
    pub(crate) fn new(place: &Path, kilobytes: u32) -> Self {
        std::fs::create_dir_all(place).unwrap();
        let script = "mount -t tmpfs -o size=${1}k,mode=0700 none \"$0\" && echo ready && exec cat";
        for is_own_user in [false, true] {
            let flags: &[&str] = if is_own_user {
                &["--map-root-user", "--mount"]
            } else {
                &["--mount"]
            };
            let mut holder = Command::new("unshare")
                .args(flags)
                .args(["sh", "-c", script])
                .arg(place)
                .arg(kilobytes.to_string())
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let mut told = BufReader::new(holder.stdout.take().unwrap());
            let mut line = String::new();
            told.read_line(&mut line).unwrap();
            if line == "ready\n" {
                return Self {
                    holder,
                    place: place.to_owned(),
                    is_own_user,
                };
            }
            holder.wait().unwrap();
        }
        panic!("neither root nor a user namespace may mount a file system here");
    }

    /// Where it is, for those who see it.
    pub(crate) fn place(&self) -> &Path {
        &self.place
    }

    /// The words before a command whose processes see the disk.
    pub(crate) fn before(&self) -> Vec<String> {
        let target = format!("--target={}", self.holder.id());
        let mut words = vec!["nsenter".to_owned(), target, "--mount".to_owned()];
        if self.is_own_user {
            words.extend(["--user".to_owned(), "--preserve-credentials".to_owned()]);
        }
        words.push("--".to_owned());
        words
    }

    /// Runs a line of shell on the disk.
    pub(crate) fn run(&self, line: &str) {
        let before = self.before();
        let mut shell = Command::new(&before[0])
            .args(&before[1..])
            .arg("sh")
            .env("PATH", std::env::var("PATH").unwrap())
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let place = self.place.to_str().unwrap();
        let script = format!("set -e\ncd '{place}'\n{line}\n");
        let mut input = shell.stdin.take().unwrap();
        input.write_all(script.as_bytes()).unwrap();
        drop(input);
        assert!(shell.wait().unwrap().success(), "{line}");
    }

    /// Leaves that little room.
    pub(crate) fn fill(&self, kilobytes_left: u32) {
        self.run("rm -f ballast");
        self.run(&format!(
            "free=$(df --output=avail -k . | tail -n 1)\nhead -c $(((free - {kilobytes_left}) * 1024)) /dev/zero > ballast"
        ));
    }

    /// Gives the room back.
    pub(crate) fn free(&self) {
        self.run("rm -f ballast");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = self.holder.kill();
        let _ = self.holder.wait();
    }
}
