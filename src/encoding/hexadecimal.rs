//! Hexadecimal encoding in lower case, and decoding (RFC 4648 section 8).

/// Encodes octets in lower-case hexadecimal.
#[must_use]
pub fn encode(octets: &[u8]) -> String {
    separated(octets, "")
}

/// Encodes octets in lower-case hexadecimal, with `between` after each octet but the last.
#[must_use]
pub fn separated(octets: &[u8], between: &str) -> String {
    let mut text = String::with_capacity(octets.len() * (2 + between.len()));
    for octet in octets {
        if !text.is_empty() {
            text.push_str(between);
        }
        text.extend([octet >> 4, octet & 0x0f].map(digit));
    }
    text
}

/// Several times faster than `write!`, which matters because every request is hashed.
fn digit(value: u8) -> char {
    char::from(if value < 10 { b'0' + value } else { b'a' + value - 10 })
}

/// Decodes hexadecimal of either case, two digits per octet. Returns `None` for any other text.
#[must_use]
pub fn decode(text: &str) -> Option<Vec<u8>> {
    if !text.bytes().all(|digit| digit.is_ascii_hexdigit()) || text.len() % 2 == 1 {
        return None;
    }
    let pairs = text.as_bytes().chunks_exact(2);
    pairs.map(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_what_it_encodes() {
        assert_eq!(encode(&[]), "");
        assert_eq!(encode(&[0, 0xab, 0xff]), "00abff");
        assert_eq!(separated(&[0, 0xab, 0xff], ":"), "00:ab:ff");
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(decode(&encode(&all)), Some(all));
        assert_eq!(decode("aB"), Some(vec![0xab]));
        for wrong in ["a", "ag", "+1", " 1", "a\u{e9}"] {
            assert_eq!(decode(wrong), None, "{wrong}");
        }
    }
}
