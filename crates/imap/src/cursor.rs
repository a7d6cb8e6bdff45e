use crate::refusal::ImapRefusal;
use activity::Instant;
use serde::{Deserialize, Serialize};

/// The longest cursor that is read back.
const LONGEST: usize = 1_024;

/// Where the reading of a folder left off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Position {
    version: u8,
    /// Under which numbering.
    pub(crate) validity: u32,
    /// The first UID that has not been read.
    pub(crate) next: u32,
    /// Mail that arrived before is not looked at.
    pub(crate) floor: Instant,
    /// Whether it begins a later round.
    pub(crate) round_over: bool,
}

impl Position {
    pub(crate) fn start(floor: Instant, validity: u32) -> Self {
        Self {
            version: 1,
            validity,
            next: 1,
            floor,
            round_over: false,
        }
    }

    /// A cursor that cannot be read is as good as lost: the chain begins anew.
    pub(crate) fn read(text: &str) -> Result<Self, ImapRefusal> {
        if text.len() > LONGEST {
            return Err(ImapRefusal::ChainLost);
        }
        match serde_json::from_str::<Self>(text) {
            Ok(position) if position.version == 1 && position.next > 0 => Ok(position),
            _ => Err(ImapRefusal::ChainLost),
        }
    }

    pub(crate) fn write(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_cursor_is_a_lost_chain() {
        let floor = Instant::parse("2026-10-01T00:00:00Z").expect("an instant");
        let position = Position::start(floor, 7);
        assert_eq!(Position::read(&position.write()), Ok(position));
        for text in ["", "{}", "null", &"x".repeat(5_000)] {
            assert_eq!(Position::read(text), Err(ImapRefusal::ChainLost));
        }
    }
}
