//! Folder names as servers write them: modified UTF-7 (RFC 3501 §5.1.3).

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

const SIXTY_FOUR: GeneralPurpose = GeneralPurpose::new(
    &alphabet::IMAP_MUTF7,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone),
);

/// The name as a person reads it; what is not modified UTF-7 stays as it is.
pub(crate) fn decode(name: &str) -> String {
    try_decode(name).unwrap_or_else(|| name.to_owned())
}

fn try_decode(name: &str) -> Option<String> {
    let mut decoded = String::with_capacity(name.len());
    let mut rest = name;
    while let Some((plain, shifted)) = rest.split_once('&') {
        decoded.push_str(plain);
        let (sixty_four, after) = shifted.split_once('-')?;
        if sixty_four.is_empty() {
            decoded.push('&');
        } else {
            let bytes = SIXTY_FOUR.decode(sixty_four).ok()?;
            let units: Vec<u16> = bytes
                .chunks_exact(2)
                .map(|pair| {
                    pair.iter()
                        .fold(0, |unit, byte| (unit << 8) | u16::from(*byte))
                })
                .collect();
            decoded.push_str(&String::from_utf16(&units).ok()?);
        }
        rest = after;
    }
    decoded.push_str(rest);
    Some(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_people_write_them() {
        for (wire, name) in [
            ("INBOX", "INBOX"),
            ("Entw&APw-rfe", "Entwürfe"),
            ("&BB4EQgQ,BEAEMAQyBDsENQQ9BD0ESwQ1-", "Отправленные"),
            ("Sales &- Marketing", "Sales & Marketing"),
            ("&U,BTFw-/&ZeVnLIqe-", "台北/日本語"),
            ("&2D3eAA-", "😀"),
        ] {
            assert_eq!(decode(wire), name);
        }
    }

    #[test]
    fn what_is_none_of_it_stays_as_it_is() {
        for wire in ["a & b", "&!!!-", "&2D0-", "Entwürfe", "&"] {
            assert_eq!(decode(wire), wire);
        }
    }
}
