use crate::refusal::GraphRefusal;
use serde::{Deserialize, Serialize};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// More empty pages than these in a row lead nowhere.
const EMPTY_PAGES: u32 = 200;
/// A page may come twice; the same one more often than this leads nowhere, however its links change.
const REPEATS: u32 = 20;
/// More pages than these in one round lead nowhere.
const PAGES: u32 = 1_000_000;

/// Notices paging that goes round in circles (Brent's algorithm: one remembered page, at growing distances) or on forever.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct Guard {
    pages: u32,
    empty: u32,
    remembered: u64,
    content: u64,
    repeats: u32,
    steps: u32,
    lap: u32,
}

impl Guard {
    pub(crate) fn step(
        &mut self,
        link: &str,
        items: usize,
        content: u64,
    ) -> Result<(), GraphRefusal> {
        self.pages += 1;
        self.empty = if items == 0 { self.empty + 1 } else { 0 };
        self.repeats += u32::from(items > 0 && content == self.content);
        let met = fingerprint([link]);
        let hopeless = self.empty > EMPTY_PAGES || self.repeats > REPEATS || self.pages > PAGES;
        if met == self.remembered || hopeless {
            return Err(GraphRefusal::EndlessPaging);
        }
        self.steps += 1;
        if self.steps >= self.lap {
            self.remembered = met;
            self.content = content;
            self.steps = 0;
            self.lap = (self.lap * 2).max(1);
        }
        Ok(())
    }
}

/// A number for a page's content, told by the ids in it.
pub(crate) fn fingerprint<'text>(texts: impl IntoIterator<Item = &'text str>) -> u64 {
    let mut hasher = DefaultHasher::new();
    texts.into_iter().for_each(|text| text.hash(&mut hasher));
    hasher.finish()
}
