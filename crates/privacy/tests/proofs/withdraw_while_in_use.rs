//! Consent cannot be withdrawn while a clearance is in use.
fn attack(register: &mut consent::Register, at: activity::Instant) {
    let clearance = register.clearance(activity::Stream::EmailSignal).unwrap();
    register.withdraw(activity::Stream::EmailSignal, at);
    drop(clearance);
}

fn main() {}
