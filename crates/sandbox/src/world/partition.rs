//! Who shares an item: for each slot the people of a tenant fall into small groups, each with one mail or meeting.

use super::dice::Dice;

/// Splits the people of a tenant into groups, differently for each slot, so that both directions are computed in
/// constant time: which group a person is in, and who the people of a group are.
#[derive(Clone, Debug)]
pub(crate) struct Partition {
    people: u64,
    /// Strides without a common divisor with `people`, with their inverses.
    strides: Vec<(u64, u64)>,
}

/// A person's place in the group of one slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seat {
    pub(crate) group: u64,
    pub(crate) chair: u64,
}

impl Partition {
    pub(crate) fn new(people: u64) -> Self {
        let people = people.max(1);
        let strides = [1, 7, 11, 13, 17, 19, 23, 29]
            .into_iter()
            .filter_map(|stride| Some((stride, inverse(stride % people, people)?)))
            .collect();
        Self { people, strides }
    }

    pub(crate) fn seat(&self, slot: Dice, size: u64, person: u64) -> Seat {
        let (stride, _, turn) = self.shuffle(slot);
        let position = (stride * person + turn) % self.people;
        Seat {
            group: position / size.max(1),
            chair: position % size.max(1),
        }
    }

    /// The people of a group in the order of their chairs.
    pub(crate) fn members(&self, slot: Dice, size: u64, group: u64) -> Vec<u64> {
        let (_, inverse, turn) = self.shuffle(slot);
        let first = group * size.max(1);
        (first..(first + size.max(1)).min(self.people))
            .map(|position| (position + self.people - turn) % self.people * inverse % self.people)
            .collect()
    }

    pub(crate) fn groups(&self, size: u64) -> u64 {
        self.people.div_ceil(size.max(1))
    }

    fn shuffle(&self, slot: Dice) -> (u64, u64, u64) {
        if slot == Dice::STRAIGHT {
            return (1, 1 % self.people, 0);
        }
        let (stride, inverse) = if self.strides.is_empty() {
            (1, 1)
        } else {
            slot.pick(101, &self.strides)
        };
        (stride, inverse, slot.below(102, self.people))
    }
}

/// The inverse of `number` modulo `modulus`, found by trying: it runs a few times at start-up only.
fn inverse(number: u64, modulus: u64) -> Option<u64> {
    if modulus == 1 {
        return Some(0);
    }
    let (mut old, mut rest) = (number as i64, modulus as i64);
    let (mut old_factor, mut factor) = (1_i64, 0_i64);
    while rest != 0 {
        let quotient = old / rest;
        (old, rest) = (rest, old - quotient * rest);
        (old_factor, factor) = (factor, old_factor - quotient * factor);
    }
    (old == 1).then(|| old_factor.rem_euclid(modulus as i64) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_person_sits_in_the_group_that_lists_them() {
        for people in 1..40 {
            let partition = Partition::new(people);
            for slot in 0..20 {
                let dice = Dice::new(7, &[slot]);
                for size in 1..5 {
                    for person in 0..people {
                        let seat = partition.seat(dice, size, person);
                        assert_eq!(
                            partition.members(dice, size, seat.group)[seat.chair as usize],
                            person
                        );
                        assert!(seat.group < partition.groups(size));
                    }
                }
            }
        }
    }
}
