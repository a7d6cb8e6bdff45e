use activity::{Instant, ItemId, ObjectId};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::fmt;

/// A keyed, one-way name for an item or an identity: enough to recognise it again, not enough to tell who or what it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key([u8; 16]);

/// Makes [`Key`]s with a secret of this machine.
pub struct Keyer(Hmac<Sha256>);

/// How every global object id begins ([MS-OXOCAL] 2.2.1.27); the instance date follows in bytes 16–19.
const GLOBAL_OBJECT_ID: &str = "040000008200e00074c5b7101a82e008";

impl Keyer {
    /// A keyer with this secret.
    pub fn new(secret: &[u8; 32]) -> Self {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
        Self(Hmac::new_from_slice(secret).expect("any key length"))
    }

    /// The key of an item in a mailbox.
    pub fn item(&self, mailbox: &ObjectId, item: &ItemId) -> Key {
        self.key("item", &[mailbox.as_str(), item.as_str()])
    }

    /// The key of a folder or another part of a mailbox.
    pub fn part(&self, mailbox: &ObjectId, name: &str) -> Key {
        self.key("part", &[mailbox.as_str(), name])
    }

    /// The key of a mail in the tenant, by its `internetMessageId`.
    pub(crate) fn mail(&self, internet_message_id: &str) -> Key {
        self.key("mail", &[internet_message_id])
    }

    /// The key of a meeting in the tenant (RULES 8): the clean `iCalUId` and, in a series, the original start.
    pub(crate) fn meeting(&self, ical_uid: &str, original_start: Option<Instant>) -> Key {
        let start = original_start
            .map(|start| start.to_string())
            .unwrap_or_default();
        self.key("meeting", &[&clean(ical_uid), &start])
    }

    pub(crate) fn key(&self, kind: &str, parts: &[&str]) -> Key {
        let mut mac = self.0.clone();
        mac.update(kind.as_bytes());
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        let digest: [u8; 32] = mac.finalize().into_bytes().into();
        let mut key = [0; 16];
        key.copy_from_slice(&digest[..16]);
        Key(key)
    }
}

/// The `iCalUId` with the instance date zeroed, so that an occurrence has its series' own.
fn clean(ical_uid: &str) -> String {
    let uid = ical_uid.trim();
    let lower = uid.to_ascii_lowercase();
    match lower
        .strip_prefix(GLOBAL_OBJECT_ID)
        .and_then(|rest| rest.get(8..))
    {
        Some(rest) => format!("{GLOBAL_OBJECT_ID}00000000{rest}"),
        None => uid.to_owned(),
    }
}

/// Whether the `iCalUId` carries an instance date: it names one occurrence of a series.
pub(crate) fn names_an_instance(ical_uid: &str) -> bool {
    let lower = ical_uid.trim().to_ascii_lowercase();
    lower
        .strip_prefix(GLOBAL_OBJECT_ID)
        .and_then(|rest| rest.get(..8))
        .is_some_and(|date| date != "00000000")
}

impl Key {
    /// The key's 16 bytes.
    pub fn bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// A key read back from where it was kept.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The key as 32 hexadecimal digits.
    pub fn to_hex(&self) -> String {
        format!("{:032x}", u128::from_be_bytes(self.0))
    }

    /// A key from its 32 hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<Self> {
        u128::from_str_radix(text, 16)
            .ok()
            .filter(|_| text.len() == 32)
            .map(|number| Self(number.to_be_bytes()))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Key(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERIES: &str =
        "040000008200E00074C5B7101A82E00800000000D09A8F1B2C3DD701000000000000000010000000ABCDEF";
    const INSTANCE: &str =
        "040000008200E00074C5B7101A82E00807EA0B0CD09A8F1B2C3DD701000000000000000010000000ABCDEF";

    #[test]
    fn an_occurrence_has_the_series_own_identity_once_its_date_is_zeroed() {
        assert_eq!(clean(SERIES), clean(INSTANCE));
        assert!(names_an_instance(INSTANCE));
        assert!(!names_an_instance(SERIES));
    }

    #[test]
    fn a_foreign_uid_is_taken_as_it_is() {
        assert_eq!(
            clean(" abc123@calendar.example "),
            "abc123@calendar.example"
        );
        assert!(!names_an_instance("abc123@calendar.example"));
        assert_eq!(
            clean(GLOBAL_OBJECT_ID),
            GLOBAL_OBJECT_ID,
            "cut short: as it is"
        );
    }

    #[test]
    fn parts_cannot_be_shifted_into_each_other() {
        let keyer = Keyer::new(&[7; 32]);
        let mailbox = |text: &str| ObjectId::new(text).unwrap();
        let item = |text: &str| ItemId::new(text).unwrap();
        assert_ne!(
            keyer.item(&mailbox("ab"), &item("c")),
            keyer.item(&mailbox("a"), &item("bc"))
        );
    }
}
