//! A clearance cannot be put together by hand.
fn main() {
    let _ = consent::Clearance { ground: todo!(), consent: None };
}
