use std::fmt;

/// An item as it came from a source, sealed: a source fills it, only this crate opens it.
///
/// It has no `Serialize`, no `Clone`, and its `Debug` tells only that it is there.
pub struct Raw<T>(T);

impl<T> Raw<T> {
    /// Seals an item.
    pub fn seal(item: T) -> Self {
        Self(item)
    }

    pub(crate) fn open(self) -> T {
        self.0
    }
}

impl<T> fmt::Debug for Raw<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Raw(…)")
    }
}
