//! A filtered activity cannot be read from bytes.
fn main() {
    let _: privacy::Filtered<activity::Activity> = serde_json::from_str("{}").unwrap();
}
