//! Tells text from binary data.

/// Returns whether the bytes are text in ASCII or UTF-8, without control characters.
pub(super) fn is_text(bytes: &[u8]) -> bool {
    let is_plain = |byte: &u8| !byte.is_ascii_control() || byte.is_ascii_whitespace();
    bytes.len() >= 16 && bytes.iter().all(is_plain) && str::from_utf8(bytes).is_ok()
}
