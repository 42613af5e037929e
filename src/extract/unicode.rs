//! Character encodings other than ASCII, and characters that only look like those of ASCII.

/// Decodes UTF-16 and UTF-32, with or without a byte order mark.
pub(super) fn unicode(bytes: &[u8]) -> Option<(&'static str, String)> {
    let zeros = |from: usize, step: usize| {
        let sample = bytes.get(..bytes.len().min(256)).unwrap_or_default();
        let those = sample.iter().skip(from).step_by(step);
        those.clone().count() > 8
            && those.clone().filter(|byte| **byte == 0).count() * 8 > those.count() * 7
    };
    match bytes {
        [0xff, 0xfe, 0, 0, ..] => Some(("UTF-32", utf32(bytes, u32::from_le_bytes))),
        [0, 0, 0xfe, 0xff, ..] => Some(("UTF-32", utf32(bytes, u32::from_be_bytes))),
        [0xff, 0xfe, ..] => Some(("UTF-16", utf16(bytes, u16::from_le_bytes))),
        [0xfe, 0xff, ..] => Some(("UTF-16", utf16(bytes, u16::from_be_bytes))),
        _ if zeros(1, 4) && zeros(2, 4) && zeros(3, 4) => {
            Some(("UTF-32LE", utf32(bytes, u32::from_le_bytes)))
        }
        _ if zeros(0, 4) && zeros(1, 4) && zeros(2, 4) => {
            Some(("UTF-32BE", utf32(bytes, u32::from_be_bytes)))
        }
        _ if zeros(1, 2) => Some(("UTF-16LE", utf16(bytes, u16::from_le_bytes))),
        _ if zeros(0, 2) => Some(("UTF-16BE", utf16(bytes, u16::from_be_bytes))),
        _ => None,
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (units, _) = bytes.as_chunks::<2>();
    let text: String = char::decode_utf16(units.iter().map(|octets| unit(*octets)))
        .map(|character| character.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect();
    text.trim_start_matches('\u{feff}').to_owned()
}

fn utf32(bytes: &[u8], unit: fn([u8; 4]) -> u32) -> String {
    let (units, _) = bytes.as_chunks::<4>();
    let text: String = units
        .iter()
        .map(|octets| char::from_u32(unit(*octets)).unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect();
    text.trim_start_matches('\u{feff}').to_owned()
}

pub(super) fn without_mark(text: &str) -> Option<String> {
    text.strip_prefix('\u{feff}').map(str::to_owned)
}

/// Removes invisible characters, and replaces special blanks, dashes and quotes by those of ASCII.
pub(super) fn without_typography(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let plain = |character: char| match character {
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}'
        | '\u{feff}' => None,
        '\u{2028}' | '\u{2029}' | '\u{85}' => Some('\n'),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => Some('-'),
        '\u{2018}'..='\u{201b}' => Some('\''),
        '\u{201c}'..='\u{201f}' | '\u{ab}' | '\u{bb}' => Some('"'),
        blank if blank.is_whitespace() => Some(if blank.is_ascii() { blank } else { ' ' }),
        // Full-width forms of ASCII.
        wide @ '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(wide) - 0xfee0),
        other => Some(other),
    };
    Some(text.chars().filter_map(plain).collect())
}
