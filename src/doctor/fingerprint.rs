//! Finds the cause of a wrong fingerprint: another form of the right one, or a digest of something
//! else.

use crate::vector::keys_file;
use serde::Deserialize;

/// A digest of one of the fixed keys, other than the one that EC2 uses.
#[derive(Deserialize)]
struct Digest {
    name: String,
    value: String,
}

/// Returns what a wrong fingerprint is, and what to fix.
pub(super) fn diagnose(actual: &str, right: &str) -> (String, String) {
    const FORM: &str = "write it in lower-case hexadecimal with colons, and nothing else";
    let plain = |text: &str| text.trim().replace([':', '='], "").to_ascii_lowercase();
    if plain(actual) == plain(right) {
        return ("correct, but in another notation".to_owned(), FORM.to_owned());
    }
    if plain(actual).ends_with(&plain(right)) {
        return ("correct, but with text before it".to_owned(), FORM.to_owned());
    }
    let digests: Vec<Digest> = keys_file("digests.json")
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default();
    let is_it = |digest: &&Digest| plain(actual).ends_with(&plain(&digest.value));
    let known = digests.iter().find(is_it).map(|digest| digest.name.replace('-', " "));
    let what = match known {
        Some(name) => format!("this is the {name}"),
        None => "this is no known digest of this key".to_owned(),
    };
    let fix = format!(
        "hash the key as SubjectPublicKeyInfo DER with MD5, which is {right}: \
         openssl rsa -pubin -outform DER | openssl md5 -c"
    );
    (what, fix)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recognises_known_mistakes_in_a_fingerprint() {
        let right = "1b:22:77:80:c4:ac:65:9d:d1:73:1b:cd:6f:ea:78:d0";
        let check = |given: &str, expected: &str| assert_eq!(diagnose(given, right).0, expected);
        check(&right.replace(':', ""), "correct, but in another notation");
        check(&right.to_uppercase(), "correct, but in another notation");
        check(&format!("{right}\n"), "correct, but in another notation");
        check(&format!("MD5({right}"), "correct, but with text before it");
        check("", "this is no known digest of this key");
        let digests: Vec<Digest> =
            serde_json::from_str(keys_file("digests.json").unwrap()).unwrap();
        for Digest { name, value } in &digests {
            check(value, &format!("this is the {}", name.replace('-', " ")));
        }
    }
}
