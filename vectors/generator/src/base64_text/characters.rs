//! Characters: strange ones among the right ones (RFC 4648 section 3.3), and right ones that are missing.

use super::Damage::Text;
use super::{Fault, INSIDE, with_inside};
use keyproof::encoding::base64;

pub(super) fn faults() -> Vec<Fault> {
    let mut faults = strangers();
    faults.extend(losses());
    faults.extend(changes());
    faults
}

/// Characters that are none of the alphabet.
fn strangers() -> Vec<Fault> {
    let stranger = |name, comment, damage| {
        Fault::new(name, comment, 0, "3.3", Text(damage)).flag("Base64Stranger")
    };
    vec![
        Fault::new(
            "alphabet-url-safe",
            "The text is in the alphabet for URLs, with `-` and `_` for `+` and `/`.",
            0,
            "5",
            Text(|text| text.replace('+', "-").replace('/', "_")),
        )
        .flag("Base64UrlSafe"),
        stranger("space-inside", "A space stands inside the text.", |text| with_inside(text, " ")),
        stranger("tab-inside", "A tab stands inside the text.", |text| with_inside(text, "\t")),
        stranger("nul-inside", "A zero character stands inside the text.", |text| {
            with_inside(text, "\0")
        })
        .not_ascii(),
        stranger(
            "no-break-space-inside",
            "A no-break space stands inside the text, as word processors put it there.",
            |text| with_inside(text, "\u{a0}"),
        )
        .not_ascii(),
        stranger(
            "zero-width-space-inside",
            "A zero-width space stands inside the text, where nobody sees it.",
            |text| with_inside(text, "\u{200b}"),
        )
        .not_ascii(),
        stranger("letter-accented", "An accented letter stands inside the text.", |text| {
            with_inside(text, "\u{e9}")
        })
        .not_ascii(),
        stranger("punctuation-inside", "An exclamation mark stands inside the text.", |text| {
            with_inside(text, "!")
        }),
        stranger("comma-for-character", "A comma stands in the place of a character.", |text| {
            let (before, after) = text.split_at(INSIDE);
            format!("{before},{}", after.split_at(1).1)
        })
        .observed("Material with commas inside the base64 was refused with InvalidKey.Format."),
        stranger(
            "space-for-plus",
            "Each `+` became a space, as it does in a form that nobody percent-encoded.",
            |text| text.replace('+', " "),
        ),
        stranger(
            "ellipsis-inside",
            "The middle is left out, with dots in its place, as web consoles show long values.",
            |text| format!("{}...{}", text.split_at(24).0, text.split_at(text.len() - 24).1),
        ),
    ]
}

/// Text of the right characters, and too few or too many of them.
fn losses() -> Vec<Fault> {
    let loss = |name, comment, damage| {
        Fault::new(name, comment, 0, "4", Text(damage)).flag("Base64CharacterLost")
    };
    vec![
        loss("character-lost-at-start", "The first character was not copied.", |text| {
            text.split_at(1).1.to_owned()
        }),
        loss("character-lost-inside", "A character in the middle was lost.", |text| {
            let (before, after) = text.split_at(INSIDE);
            format!("{before}{}", after.split_at(1).1)
        }),
        loss("character-lost-at-end", "The last character was not copied.", |text| {
            text.split_at(text.len() - 1).0.to_owned()
        }),
        loss(
            "characters-lost-three",
            "Three characters are missing, which leaves a length that no octets have.",
            |text| text.split_at(text.len() - 3).0.to_owned(),
        ),
        loss("character-doubled", "A character stands there twice.", |text| {
            let (before, after) = text.split_at(INSIDE);
            format!("{before}{}{after}", after.split_at(1).0)
        }),
    ]
}

/// Sound base64 of something else than the key.
fn changes() -> Vec<Fault> {
    let change = |name, comment, damage| Fault::new(name, comment, 0, "4", Text(damage));
    vec![
        change("half-lost", "The second half is missing; what is left is sound base64.", |text| {
            text.split_at(text.len() / 8 * 4).0.to_owned()
        })
        .flag("BlobTruncated"),
        change("case-lost", "Every letter became a small one.", |text| text.to_ascii_lowercase()),
        change(
            "bit-flipped-at-start",
            "One bit is flipped in the name of the key type, or in the DER's first tag.",
            |text| {
                let octets = base64::decode(text.as_bytes()).expect("sound text");
                let place = if text.starts_with("AAAA") { "\0\0\0\x07ssh-rs".len() } else { 0 };
                let flip = |(index, octet)| if index == place { octet ^ 2 } else { octet };
                base64::encode(&octets.into_iter().enumerate().map(flip).collect::<Vec<u8>>())
            },
        ),
    ]
}
