//! A proof that allows looking does not allow sending.
fn send(_: &consent::Clearance<'_>) {}

fn attack(register: &consent::Register) {
    let glimpse = register.glimpse(activity::Stream::EmailThread).unwrap();
    send(&glimpse);
}

fn main() {}
