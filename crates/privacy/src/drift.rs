use activity::Address;
use activity::fields::Field;

/// Why an activity may not be sent or stored under this policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Drift {
    /// The bytes are not an activity in its canonical form.
    #[error("not an activity in its canonical form")]
    Malformed,
    /// Its parts contradict each other.
    #[error("the parts of the activity contradict each other")]
    Inconsistent,
    /// A person in it is internal, or not on the allowlist.
    #[error("a person in it is not on an allowed external domain")]
    PersonNotAllowed,
    /// It carries a field that is switched off.
    #[error("it carries the field {} that is switched off", .0.name())]
    FieldOff(Field),
    /// It tells more of a transcript than the policy lets through.
    #[error("it tells more of a transcript than the policy lets through")]
    LevelNotAllowed,
    /// The numbers of its review cycle are frozen.
    #[error("the numbers of its cycle are frozen")]
    CycleFrozen,
    /// The employee's rules leave the person out.
    #[error("the employee's rules leave the person out")]
    ExcludedByRule,
}

/// The address, if it is plain and written in its normal form.
pub(crate) fn normal(text: &str) -> Result<Address, Drift> {
    Address::parse(text)
        .filter(|address| address.as_str() == text)
        .ok_or(Drift::Inconsistent)
}
