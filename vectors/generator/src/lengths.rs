//! The key lengths that EC2 supports, lengths near them, and other common lengths, in each format.

use super::case::Case;
use super::keys::{self, Key, rfc4716};
use keyproof::encoding::base64;
use keyproof::format::Format;

const SECTION: &str = "Importing Your Own Key Pair to Amazon EC2";

/// Returns a vector of each key in each format.
pub(super) fn cases() -> Vec<Case> {
    let keys = plain_keys();
    let in_format = |format: Format| keys.iter().map(move |key| case(format, key));
    Format::ALL.into_iter().flat_map(in_format).collect()
}

/// Returns the fixed keys with the usual exponent: three of each supported length, one of each
/// other length.
fn plain_keys() -> Vec<Key> {
    let plain = |key: &Key| {
        let length = key.bits.to_string();
        key.name.strip_prefix(&length).is_some_and(|rest| ["", "-b", "-c"].contains(&rest))
    };
    let mut keys: Vec<Key> = keys::all().into_iter().filter(plain).collect();
    keys.sort_by_key(|key| key.bits);
    keys
}

fn case(format: Format, key: &Key) -> Case {
    let id = format!("import/{format}/bits-{}", key.name);
    let material = material(format, key);
    let of_format = format!("import/{format}");
    if [1024, 2048, 4096].contains(&key.bits) {
        let of_length = format!("import/{}-bits", key.bits);
        let comment = format!("A key of {} bits is accepted.", key.bits);
        let rules = [of_length.as_str(), of_format.as_str(), "fingerprint/imported-md5"];
        return Case::accept(id, &rules, comment, material, key).document(SECTION);
    }
    let twin = format!("import/{format}/bits-{}", nearest_supported(key.bits));
    let case =
        Case::refuse(id, &["import/other-lengths-refused"], comment(key.bits), material, &twin);
    let case = case.flag("UnsupportedLength").document(SECTION);
    if key.bits > 8192 {
        // EC2 refuses such a file because it has too many characters.
        return case
            .codes(&["InvalidKey.Format", "InvalidKeyPair.Format", "InvalidParameterValue"])
            .observed("A key of 16,384 bits was refused with InvalidParameterValue in 2026.");
    }
    case
}

fn material(format: Format, key: &Key) -> String {
    match format {
        Format::OpenSsh => format!("{} keyproof\n", key.line()),
        Format::Base64Der => base64::encode_wrapped(&key.der(), 64, "\n"),
        Format::Rfc4716 => rfc4716("Comment: \"keyproof\"\n", &key.blob()),
    }
}

fn comment(bits: u64) -> String {
    let nearest = nearest_supported(bits);
    if bits.div_ceil(8) * 8 == nearest {
        return format!(
            "A modulus of {bits} bits has as many octets as one of {nearest} bits, but is not \
             supported."
        );
    }
    match bits.abs_diff(nearest) {
        0..=8 => format!("A length of {bits} bits is near the supported length {nearest}."),
        _ => format!("A length of {bits} bits is not supported."),
    }
}

fn nearest_supported(bits: u64) -> u64 {
    let distance = |supported: &u64| supported.abs_diff(bits);
    [1024, 2048, 4096].into_iter().min_by_key(distance).expect("there are three")
}
