//! A raw item cannot be copied.
fn attack(raw: &privacy::Raw<privacy::input::Message>) -> privacy::Raw<privacy::input::Message> {
    raw.clone()
}

fn main() {}
