//! Properties of keys that are written and read again.

use crate::strategies::{cases, comments, formats, keys};
use keyproof::api::{Action, PublicKeyFacts, Reply};
use keyproof::encoding::base64;
use keyproof::format::{self, Format, Guess, Parsed};
use keyproof::key::fingerprint::Fingerprint;
use keyproof::key::{RsaPublicKey, private, ssh_blob};
use keyproof::model::Model;
use proptest::prelude::*;

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn every_format_reads_what_it_writes(key in keys(), format in formats(), comment in comments()) {
        let file = format::write(format, &key, &comment);
        let parsed = format::parse(file.as_bytes());
        prop_assert_eq!(parsed, Ok(Parsed { format, key: key.clone() }));
        let (imported_as, imported) = format::import(file.as_bytes()).unwrap();
        prop_assert_eq!((imported_as, RsaPublicKey::from(imported)), (format, key));
    }

    #[test]
    fn a_key_is_the_same_key_in_every_format(key in keys(), comment in comments()) {
        let [line, der, rfc4716] =
            Format::ALL.map(|format| inspect(&format::write(format, &key, &comment)));
        let line = line?;
        prop_assert_eq!(&line, &der?);
        prop_assert_eq!(&line, &rfc4716?);
        prop_assert_eq!(line.bits, u64::try_from(key.bits()).ok());
        let fingerprint = line.fingerprint.unwrap_or_default();
        prop_assert_eq!(&fingerprint, &Fingerprint::imported(&key).to_string());
        prop_assert!(is_notation(&fingerprint, 16), "{}", fingerprint);
    }

    #[test]
    fn a_written_file_has_only_one_format(key in keys(), comment in comments()) {
        for written in Format::ALL {
            let file = format::write(written, &key, &comment);
            prop_assert_eq!(format::detect(file.as_bytes()).meant, Guess::Format(written));
            for other in Format::ALL.into_iter().filter(|other| *other != written) {
                prop_assert!(format::read_as(other, file.as_bytes()).is_err(), "{} reads {}", other, file);
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn two_keys_in_one_file_are_refused(
        first in (keys(), formats(), comments()),
        second in (keys(), formats(), comments()),
    ) {
        let files = [first, second].map(|(key, format, comment)| format::write(format, &key, &comment));
        let file = files.concat();
        prop_assert!(format::parse(file.as_bytes()).is_err(), "{}", file);
    }

    /// A reader might take the key from any place in the file.
    #[test]
    fn a_second_key_in_a_comment_is_refused(
        first in keys(),
        second in keys(),
        with_type in any::<bool>(),
        blank in prop::sample::select(vec![" ", "\t"]),
    ) {
        let blob = base64::encode(&ssh_blob::write(&second));
        let comment = if with_type { format!("ssh-rsa{blank}{blob}") } else { blob };
        let line = ssh_blob::to_line(&first);
        let header = format::write(Format::Rfc4716, &first, "x").replace("\"x\"", &comment);
        for file in [format!("{line}{blank}{comment}\n"), format!("#{blank}{comment}\n{line}\n"), header] {
            prop_assert!(format::parse(file.as_bytes()).is_err(), "{}", file);
        }
    }
}

proptest! {
    #![proptest_config(cases(20))]

    /// A truncation before the end of the key removes part of the key.
    #[test]
    fn a_truncated_file_is_refused(key in keys(), format in formats(), comment in comments()) {
        let file = format::write(format, &key, &comment);
        for length in 0..length_of_key(format, &file) {
            let cut = &file.as_bytes()[..length];
            prop_assert!(format::parse(cut).is_err(), "{}", String::from_utf8_lossy(cut));
        }
    }
}

#[test]
fn a_created_pair_has_a_fingerprint_of_twenty_octets() {
    for name in ["1024", "2048", "4096"] {
        let path = format!("{}/vectors/keys/rsa/{name}.pem", env!("CARGO_MANIFEST_DIR"));
        let (_, key) = private::read(&std::fs::read(path).unwrap()).unwrap();
        let fingerprint = Fingerprint::created(&key).to_string();
        assert!(is_notation(&fingerprint, 20), "{fingerprint}");
    }
}

fn inspect(file: &str) -> Result<PublicKeyFacts, TestCaseError> {
    let action = Action::InspectPublicKey { material: file.as_bytes().to_vec() };
    match Model::default().apply(&action) {
        Ok(Reply::PublicKey(facts)) => Ok(facts),
        other => Err(TestCaseError::fail(format!("{other:?}"))),
    }
}

/// Returns the length of a file up to the end of the key, without the comment and the final newline.
fn length_of_key(format: Format, file: &str) -> usize {
    match format {
        Format::OpenSsh => {
            let blob = file.split(['\n', ' ']).nth(1).expect("a line has a blob");
            "ssh-rsa ".len() + blob.len()
        }
        Format::Base64Der | Format::Rfc4716 => file.trim_end().len(),
    }
}

/// Returns whether the text is this number of octets in lower-case hexadecimal, separated by colons.
fn is_notation(fingerprint: &str, octets: usize) -> bool {
    let digit = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    let parts: Vec<&str> = fingerprint.split(':').collect();
    parts.len() == octets && parts.iter().all(|part| part.len() == 2 && part.chars().all(digit))
}
