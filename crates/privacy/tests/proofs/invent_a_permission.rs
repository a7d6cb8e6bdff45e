//! Nobody outside can declare a proof of their own.
struct Mine;

impl consent::MayRead for Mine {
    fn policy(&self) -> &consent::Policy {
        todo!()
    }
    fn rules(&self) -> &consent::Rules {
        todo!()
    }
    fn connection(&self) -> &activity::ConnectionId {
        todo!()
    }
    fn stream(&self) -> activity::Stream {
        todo!()
    }
    fn dpa_version(&self) -> u32 {
        0
    }
    fn is_glimpse(&self) -> bool {
        false
    }
}

fn main() {}
