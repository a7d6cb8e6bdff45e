//! What a review sees: one person's numbers in one cycle as JSON and as the text block for a review prompt.
//!
//! Both are written from the same value and from nothing else (no clock, no chance), so that the same facts give the same
//! bytes. `docs/review-input.md` says what is in them.

mod scores;
mod text;

pub(crate) use scores::{Meeting, call_quality};

use crate::fault::Fault;
use activity::Sha256;
use consent::CycleState;
use serde_json::value::RawValue;
use wire::{Review, ReviewInput};

/// The exact bytes of one person's input.
pub(crate) struct Written {
    pub(crate) input: Vec<u8>,
    pub(crate) text: String,
}

impl Written {
    /// Writes an input in both of its forms.
    pub(crate) fn of(input: &ReviewInput) -> Result<Self, Fault> {
        let bytes =
            serde_jcs::to_vec(input).map_err(|_| Fault::Broken("a review input is not JSON"))?;
        Ok(Self {
            input: bytes,
            text: text::block(input),
        })
    }

    /// The digests of the JSON and of the text block.
    pub(crate) fn digests(&self) -> (Sha256, Sha256) {
        (Sha256::of(&self.input), Sha256::of(self.text.as_bytes()))
    }

    /// The answer that holds the bytes.
    pub(crate) fn answer(self, state: CycleState) -> Result<Review, Fault> {
        let (sha256, text_sha256) = self.digests();
        let broken = || Fault::Broken("a review input is not JSON");
        let input = String::from_utf8(self.input).map_err(|_| broken())?;
        Ok(Review {
            input: RawValue::from_string(input).map_err(|_| broken())?,
            sha256,
            text: self.text,
            text_sha256,
            state,
        })
    }
}
