//! A clearance cannot be kept beyond its use by cloning it.
fn keep<'a>(clearance: &consent::Clearance<'a>) -> consent::Clearance<'a> {
    clearance.clone()
}

fn main() {}
