//! A verified policy cannot be read from bytes.
fn main() {
    let _: consent::VerifiedPolicy = serde_json::from_str("{}").unwrap();
}
