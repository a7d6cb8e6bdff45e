//! Global object ids, the names that all copies of a meeting share ([MS-OXOCAL] 2.2.1.27).

use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::civil::Date;

/// The class id that every global object id starts with.
const CLASS: &str = "040000008200E00074C5B7101A82E008";

/// The `iCalUId` of a meeting or series, or of one occurrence of it, which carries its original date in bytes 16 to 19.
pub(crate) fn global_object_id(
    data: [u8; 16],
    created: Timestamp,
    instance: Option<Date>,
) -> String {
    let mut text = String::with_capacity(112);
    text.push_str(CLASS);
    push_instance(&mut text, instance);
    let ticks = (created.as_second() + 11_644_473_600).cast_unsigned() * 10_000_000;
    push_hex(&mut text, &ticks.to_le_bytes());
    push_hex(&mut text, &[0; 8]);
    push_hex(&mut text, &16_u32.to_le_bytes());
    push_hex(&mut text, &data);
    text
}

/// The form that Exchange gives to a meeting of another calendar system: the foreign id in a `vCal-Uid` wrapper.
pub(crate) fn wrapped(foreign: &str, instance: Option<Date>) -> String {
    let mut text = String::from(CLASS);
    push_instance(&mut text, instance);
    push_hex(&mut text, &[0; 16]);
    let data = [b"vCal-Uid\x01\x00\x00\x00", foreign.as_bytes(), b"\x00"].concat();
    push_hex(&mut text, &(data.len() as u32).to_le_bytes());
    push_hex(&mut text, &data);
    text
}

fn push_instance(text: &mut String, instance: Option<Date>) {
    let bytes = instance.map_or([0; 4], |date| {
        let year = date.year().to_be_bytes();
        [
            year[0],
            year[1],
            date.month().cast_unsigned(),
            date.day().cast_unsigned(),
        ]
    });
    push_hex(text, &bytes);
}

fn push_hex(text: &mut String, bytes: &[u8]) {
    for byte in bytes {
        let _ = write!(text, "{byte:02X}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_occurrence_differs_from_its_series_in_the_instance_date_only() {
        let created: Timestamp = "2026-11-01T10:00:00Z".parse().unwrap();
        let series = global_object_id([7; 16], created, None);
        let occurrence = global_object_id([7; 16], created, Some("2026-11-22".parse().unwrap()));
        assert_eq!(series.len(), 112);
        assert_eq!(&series[32..40], "00000000");
        assert_eq!(&occurrence[32..40], "07EA0B16");
        assert_eq!(series[40..], occurrence[40..]);
        assert_eq!(series[..32], occurrence[..32]);
    }
}
