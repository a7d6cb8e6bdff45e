use serde::Serialize;

/// The latest moment that is read, before or after a transcript's zero: forty days.
pub(crate) const FARTHEST: i64 = 40 * 24 * 3_600_000;

/// A stretch of time in milliseconds from the transcript's zero; negative where recording began in the middle of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Span {
    from: i64,
    until: i64,
}

impl Span {
    /// The stretch between two moments; one that would end before it begins is empty.
    pub fn new(from: i64, until: i64) -> Self {
        Self {
            from,
            until: until.max(from),
        }
    }

    /// Where it begins.
    pub fn from(self) -> i64 {
        self.from
    }

    /// Where it ends.
    pub fn until(self) -> i64 {
        self.until
    }

    /// How long it is.
    pub fn length(self) -> i64 {
        self.until - self.from
    }

    /// The stretch that holds both.
    pub fn with(self, other: Self) -> Self {
        Self {
            from: self.from.min(other.from),
            until: self.until.max(other.until),
        }
    }

    /// Whether they have a moment in common; an empty stretch has its one moment.
    pub fn touches(self, other: Self) -> bool {
        if self.length() == 0 || other.length() == 0 {
            return self.from <= other.until && other.from <= self.until;
        }
        self.from < other.until && other.from < self.until
    }
}
