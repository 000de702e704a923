//! Bytes of conditions, written in base64 (RFC 4648, with padding).

/// The bytes that a text stands for, if it is base64 as it should be.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let body = text.trim_end_matches('=');
    let padding = text.len() - body.len();
    if !text.len().is_multiple_of(4) || padding > 2 {
        return None;
    }
    let mut bytes = Vec::with_capacity(body.len() / 4 * 3 + 2);
    let (mut held, mut bits) = (0_u32, 0);
    for byte in body.bytes() {
        held = held << 6 | u32::from(sextet(byte)?);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits).ok()?);
            held &= (1 << bits) - 1;
        }
    }
    (held == 0 && bits == padding * 2).then_some(bytes)
}

/// Texts that stand for all that there are: these, and one that is none of them.
pub fn around(texts: &[&str]) -> Vec<String> {
    let longest = texts.iter().map(|text| text.len()).max().unwrap_or_default();
    let longer = "A".repeat((longest / 4 + 1) * 4);
    texts.iter().map(|text| (*text).to_owned()).chain([longer]).collect()
}

fn sextet(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_rfc_writes_is_read() {
        let cases = ["", "f", "fo", "foo", "foob", "fooba", "foobar"];
        let encoded = ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"];
        for (bytes, text) in cases.iter().zip(encoded) {
            assert_eq!(decode(text).as_deref(), Some(bytes.as_bytes()), "{text}");
        }
        assert_eq!(decode("+/+/"), Some(vec![0xfb, 0xff, 0xbf]));
        assert_eq!(
            decode("QmluYXJ5VmFsdWVJbkJhc2U2NA==").as_deref(),
            Some(b"BinaryValueInBase64".as_slice())
        );
    }

    #[test]
    fn other_spellings_are_not() {
        for text in ["Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm 9v", "-_-_", "====", "=", "Zg==Zg==", "Zm9v\n"]
        {
            assert_eq!(decode(text), None, "{text:?}");
        }
    }
}
