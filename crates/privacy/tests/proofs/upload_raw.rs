//! Where a filtered activity is asked for, a raw item does not fit.
fn send(_: privacy::Filtered<activity::Activity>) {}

fn attack(raw: privacy::Raw<privacy::input::Message>) {
    send(raw);
}

fn main() {}
