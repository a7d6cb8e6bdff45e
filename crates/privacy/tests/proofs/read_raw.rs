//! A raw item cannot be opened outside the filter.
fn attack(raw: privacy::Raw<privacy::input::Message>) -> Option<String> {
    raw.open().subject
}

fn main() {}
