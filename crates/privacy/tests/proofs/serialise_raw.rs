//! A raw item cannot be written anywhere.
fn attack(raw: privacy::Raw<privacy::input::Message>) -> String {
    serde_json::to_string(&raw).unwrap()
}

fn main() {}
