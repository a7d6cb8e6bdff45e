//! Mail as files in a maildir.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// A mail to be written.
#[derive(Clone, Debug)]
pub(crate) struct Letter<'a> {
    pub(crate) id: Option<&'a str>,
    pub(crate) from: &'a str,
    pub(crate) sender: Option<&'a str>,
    /// Seconds since 1970, in the `Date` field; absent for none.
    pub(crate) sent: Option<i64>,
    /// Seconds since 1970, when it arrived.
    pub(crate) received: i64,
    /// The maildir's flags, such as `S` (seen) and `D` (draft).
    pub(crate) flags: &'a str,
}

impl Letter<'_> {
    /// Writes it into `cur`, under a name that nobody else has.
    pub(crate) fn write(&self, maildir: &Path, number: usize) -> PathBuf {
        let mut text = String::new();
        if let Some(sent) = self.sent {
            let at = jiff::Timestamp::from_second(sent).unwrap();
            let at = jiff::fmt::rfc2822::to_string(&at.to_zoned(jiff::tz::TimeZone::UTC));
            let _ = write!(text, "Date: {}\r\n", at.unwrap());
        }
        let _ = write!(text, "From: Somebody <{}>\r\n", self.from);
        if let Some(sender) = self.sender {
            let _ = write!(text, "Sender: <{sender}>\r\n");
        }
        if let Some(id) = self.id {
            let _ = write!(text, "Message-ID: <{id}>\r\n");
        }
        text.push_str(
            "To: <somebody@fabrikam.example>\r\nSubject: canary-subject\r\n\r\ncanary-body\r\n",
        );
        let name = format!("{}.{number}.test:2,{}", self.received, self.flags);
        let path = maildir.join("cur").join(name);
        fs::write(&path, text).unwrap();
        let arrived = SystemTime::UNIX_EPOCH + Duration::from_secs(self.received.unsigned_abs());
        let file = fs::File::options().write(true).open(&path).unwrap();
        file.set_modified(arrived).unwrap();
        path
    }
}

/// Everything in a folder, name by name with its content: what must be the same afterwards.
pub(crate) fn fingerprint(folder: &Path) -> Vec<(PathBuf, u64)> {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let mut hasher = DefaultHasher::new();
            fs::read(&path).unwrap().hash(&mut hasher);
            fs::metadata(&path)
                .unwrap()
                .modified()
                .unwrap()
                .hash(&mut hasher);
            found.push((path, hasher.finish()));
        }
    }
    found.sort();
    found
}
