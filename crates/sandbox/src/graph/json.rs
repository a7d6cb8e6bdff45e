//! Writing JSON straight into bytes, property by property, as `$select` asks.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::select::Select;

/// One JSON object in the making; properties that were not selected are skipped.
pub(crate) struct Object<'o> {
    out: &'o mut Vec<u8>,
    select: &'o Select,
    empty: bool,
}

impl<'o> Object<'o> {
    pub(crate) fn open(out: &'o mut Vec<u8>, select: &'o Select) -> Self {
        out.push(b'{');
        Self {
            out,
            select,
            empty: true,
        }
    }

    pub(crate) fn close(self) {
        self.out.push(b'}');
    }

    /// Writes a property whether or not it was selected.
    pub(crate) fn always<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        self.name(name);
        write(self.out, value);
    }

    pub(crate) fn put<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        if self.select.has(name) {
            self.always(name, value);
        }
    }

    /// Writes a property that is costly to make.
    pub(crate) fn put_with<T: Serialize>(&mut self, name: &str, value: impl FnOnce() -> T) {
        if self.select.has(name) {
            self.always(name, &value());
        }
    }

    /// Writes a property that already is JSON, whether or not it was selected.
    pub(crate) fn always_raw(&mut self, name: &str, write_value: impl FnOnce(&mut Vec<u8>)) {
        self.name(name);
        write_value(self.out);
    }

    pub(crate) fn selects(&self, name: &str) -> bool {
        self.select.has(name)
    }

    fn name(&mut self, name: &str) {
        if !self.empty {
            self.out.push(b',');
        }
        self.empty = false;
        self.out.push(b'"');
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"\":");
    }
}

pub(crate) fn write<T: Serialize + ?Sized>(out: &mut Vec<u8>, value: &T) {
    let before = out.len();
    if serde_json::to_writer(&mut *out, value).is_err() {
        out.truncate(before);
        out.extend_from_slice(b"null");
    }
}

/// `2026-11-22T08:15:00Z`
pub(crate) fn instant(timestamp: Timestamp) -> String {
    format!(
        "{:.0}",
        timestamp.round(jiff::Unit::Second).unwrap_or(timestamp)
    )
}

/// `2026-11-22T08:15:00.0000000`, as the `dateTime` of a `dateTimeTimeZone`.
pub(crate) fn local(timestamp: Timestamp, zone: &TimeZone) -> String {
    format!(
        "{}.0000000",
        timestamp
            .to_zoned(zone.clone())
            .strftime("%Y-%m-%dT%H:%M:%S")
    )
}
