//! A filtered activity cannot be put together by hand.
fn attack(activity: activity::Activity) -> privacy::Filtered<activity::Activity> {
    privacy::Filtered::new(activity)
}

fn main() {}
