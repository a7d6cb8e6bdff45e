//! A policy that was not verified cannot open a register.
fn attack(policy: consent::Policy, id: activity::ConnectionId) -> consent::Register {
    consent::Register::new(id, activity::Road::Organisation, policy, Default::default(), Vec::new())
}

fn main() {}
