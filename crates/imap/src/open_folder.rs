use std::collections::VecDeque;
use std::num::NonZeroU32;

/// The folder that is open for reading.
pub(crate) struct OpenFolder {
    pub(crate) name: String,
    pub(crate) validity: u32,
    pub(crate) next: u32,
    /// What is still to be read of it from where on, once it was asked for.
    pub(crate) pending: Option<(u32, VecDeque<NonZeroU32>)>,
}
