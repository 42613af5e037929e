//! Characters outside the alphabet (RFC 4648 section 3.3), and characters that are missing, doubled
//! or changed.

use super::Damage::Text;
use super::{Fault, INSIDE, with_inside};
use keyproof::encoding::base64;

pub(super) fn faults() -> Vec<Fault> {
    let mut faults = foreign_characters();
    faults.extend(losses());
    faults.extend(changes());
    faults
}

/// Characters that aren't in the base64 alphabet.
fn foreign_characters() -> Vec<Fault> {
    let foreign = |name, comment, damage| {
        Fault::new(name, comment, 0, "3.3", Text(damage)).flag("Base64Stranger")
    };
    vec![
        Fault::new(
            "alphabet-url-safe",
            "The text uses the URL-safe alphabet, with `-` and `_` instead of `+` and `/`.",
            0,
            "5",
            Text(|text| text.replace('+', "-").replace('/', "_")),
        )
        .flag("Base64UrlSafe"),
        foreign("space-inside", "A space is inside the base64 text.", |text| {
            with_inside(text, " ")
        }),
        foreign("tab-inside", "A tab is inside the base64 text.", |text| with_inside(text, "\t")),
        foreign("nul-inside", "A NUL character is inside the base64 text.", |text| {
            with_inside(text, "\0")
        })
        .not_ascii(),
        foreign(
            "no-break-space-inside",
            "A no-break space is inside the base64 text, as word processors insert it.",
            |text| with_inside(text, "\u{a0}"),
        )
        .not_ascii(),
        foreign(
            "zero-width-space-inside",
            "A zero-width space, which is invisible, is inside the base64 text.",
            |text| with_inside(text, "\u{200b}"),
        )
        .not_ascii(),
        foreign("letter-accented", "An accented letter is inside the base64 text.", |text| {
            with_inside(text, "\u{e9}")
        })
        .not_ascii(),
        foreign("punctuation-inside", "An exclamation mark is inside the base64 text.", |text| {
            with_inside(text, "!")
        }),
        foreign("comma-for-character", "A comma replaces one base64 character.", |text| {
            let (before, after) = text.split_at(INSIDE);
            format!("{before},{}", after.split_at(1).1)
        })
        .observed("Material with commas inside the base64 was refused with InvalidKey.Format."),
        foreign(
            "space-for-plus",
            "Each `+` is replaced by a space, as in form data that was not percent-encoded.",
            |text| text.replace('+', " "),
        ),
        foreign(
            "ellipsis-inside",
            "Three dots replace the middle of the text, as web consoles shorten long values.",
            |text| format!("{}...{}", text.split_at(24).0, text.split_at(text.len() - 24).1),
        ),
    ]
}

/// Text with valid characters, but too few or too many of them.
fn losses() -> Vec<Fault> {
    let loss = |name, comment, damage| {
        Fault::new(name, comment, 0, "4", Text(damage)).flag("Base64CharacterLost")
    };
    vec![
        loss("character-lost-at-start", "The first base64 character is missing.", |text| {
            text.split_at(1).1.to_owned()
        }),
        loss("character-lost-inside", "A base64 character in the middle is missing.", |text| {
            let (before, after) = text.split_at(INSIDE);
            format!("{before}{}", after.split_at(1).1)
        }),
        loss("character-lost-at-end", "The last base64 character is missing.", |text| {
            text.split_at(text.len() - 1).0.to_owned()
        }),
        loss(
            "characters-lost-three",
            "Three characters are missing at the end, which leaves a length that no base64 text \
             can have.",
            |text| text.split_at(text.len() - 3).0.to_owned(),
        ),
        loss("character-doubled", "One base64 character is doubled.", |text| {
            let (before, after) = text.split_at(INSIDE);
            format!("{before}{}{after}", after.split_at(1).0)
        }),
    ]
}

/// Valid base64 of other data than the key.
fn changes() -> Vec<Fault> {
    let change = |name, comment, damage| Fault::new(name, comment, 0, "4", Text(damage));
    vec![
        change(
            "half-lost",
            "The second half of the text is missing, but the first half is valid base64.",
            |text| text.split_at(text.len() / 8 * 4).0.to_owned(),
        )
        .flag("BlobTruncated"),
        change("case-lost", "Every letter is changed to lower case.", |text| {
            text.to_ascii_lowercase()
        }),
        change(
            "bit-flipped-at-start",
            "One bit is flipped in the name of the key type, or in the first tag of the DER.",
            |text| {
                let octets = base64::decode(text.as_bytes()).expect("sound text");
                let place = if text.starts_with("AAAA") { "\0\0\0\x07ssh-rs".len() } else { 0 };
                let flip = |(index, octet)| if index == place { octet ^ 2 } else { octet };
                base64::encode(&octets.into_iter().enumerate().map(flip).collect::<Vec<u8>>())
            },
        ),
    ]
}
