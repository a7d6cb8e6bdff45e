use activity::{Activity, Canonical};

/// A value that passed the filter. Only this crate makes one; there is no `Deserialize`, no `Clone` and no other way.
#[derive(Debug)]
pub struct Filtered<T> {
    value: T,
    canonical: Canonical,
}

impl Filtered<Activity> {
    pub(crate) fn new(activity: Activity) -> Self {
        let canonical = activity.canonical();
        Self {
            value: activity,
            canonical,
        }
    }

    /// The activity.
    pub fn activity(&self) -> &Activity {
        &self.value
    }

    /// Its exact bytes and their digest.
    pub fn canonical(&self) -> &Canonical {
        &self.canonical
    }
}
