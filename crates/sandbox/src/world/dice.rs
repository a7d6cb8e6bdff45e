//! Reproducible choices.

use uuid::Uuid;

/// A source of choices without state: the same seed, path and salt always give the same number.
///
/// Everything that is generated is a pure function of such dice, so an item can be made again at any time and in any
/// order, and nothing of it needs to be kept in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dice(u64);

impl Dice {
    /// Dice that shuffle nobody.
    pub(crate) const STRAIGHT: Self = Self(0);

    pub(crate) fn new(seed: u64, path: &[u64]) -> Self {
        path.iter().fold(
            Self(scramble(seed ^ 0x5EED_0F57_17C4_EA11)),
            |dice, step| dice.at(*step),
        )
    }

    /// The dice one step further down the path.
    pub(crate) fn at(self, step: u64) -> Self {
        Self(scramble(
            self.0.rotate_left(23) ^ step.wrapping_mul(0x9E37_79B9_7F4A_7C15),
        ))
    }

    pub(crate) fn number(self, salt: u64) -> u64 {
        scramble(self.0 ^ salt.wrapping_mul(0xD6E8_FEB8_6659_FD93))
    }

    /// A number below `limit`; 0 when `limit` is 0.
    pub(crate) fn below(self, salt: u64, limit: u64) -> u64 {
        if limit == 0 {
            0
        } else {
            self.number(salt) % limit
        }
    }

    pub(crate) fn percent(self, salt: u64, chance: u64) -> bool {
        self.below(salt, 100) < chance
    }

    pub(crate) fn pick<T: Copy>(self, salt: u64, items: &[T]) -> T {
        items[self.below(salt, items.len() as u64) as usize]
    }

    pub(crate) fn uuid(self, salt: u64) -> Uuid {
        let bits =
            (u128::from(self.number(salt)) << 64) | u128::from(self.number(salt ^ 0xFFFF_FFFF));
        uuid::Builder::from_random_bytes(bits.to_be_bytes()).into_uuid()
    }
}

fn scramble(mut value: u64) -> u64 {
    value = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}
