//! Valid files with a few changed, inserted or removed bytes. They are refused, or read as a valid key.

use crate::strategies::{cases, comments, formats, keys};
use crate::total;
use keyproof::encoding::base64;
use keyproof::format::{self, Format};
use keyproof::key::{RsaPublicKey, private, spki, ssh_blob};
use proptest::prelude::*;
use proptest::sample::{Index, select};

proptest! {
    #![proptest_config(cases(1500))]

    #[test]
    fn a_damaged_file_is_refused_or_sound(
        key in keys(),
        format in formats(),
        comment in comments(),
        damages in damages(),
    ) {
        let mut file = format::write(format, &key, &comment).into_bytes();
        damages.iter().for_each(|damage| damage.inflict(&mut file));
        total::check(&file)?;
        total::check_sound(&file)?;
    }

    /// Damages the bytes below the base64, which contain lengths and integers. A key has only one encoding, so the
    /// bytes of an accepted key are those that are written for it.
    #[test]
    fn a_damaged_key_is_refused_or_sound(key in keys(), format in formats(), damages in damages()) {
        let mut blob = encode(format, &key);
        damages.iter().for_each(|damage| damage.inflict(&mut blob));
        let text = base64::encode(&blob);
        let file = match format {
            Format::OpenSsh => format!("ssh-rsa {text}\n"),
            Format::Base64Der => format!("{text}\n"),
            Format::Rfc4716 => {
                format!("---- BEGIN SSH2 PUBLIC KEY ----\n{text}\n---- END SSH2 PUBLIC KEY ----\n")
            }
        };
        total::check(file.as_bytes())?;
        total::check_sound(file.as_bytes())?;
        if let Ok(parsed) = format::parse(file.as_bytes()) {
            prop_assert_eq!(encode(format, &parsed.key), blob);
        }
    }
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn a_damaged_private_key_is_refused_or_sound(
        path in select(&PRIVATE_KEYS[..]),
        damages in damages(),
    ) {
        let path = format!("{}/vectors/keys/{path}", env!("CARGO_MANIFEST_DIR"));
        let mut file = std::fs::read(path).unwrap();
        damages.iter().for_each(|damage| damage.inflict(&mut file));
        total::check(&file)?;
        if let Ok((_, key)) = private::read(&file) {
            let (_, again) = private::read(key.to_pkcs1_pem().as_bytes()).unwrap();
            prop_assert!(key == again, "the written key is read as another key");
        }
    }
}

/// A private key in each supported format.
const PRIVATE_KEYS: [&str; 5] = [
    "rsa/1024.pem",
    "other/pkcs8.pem",
    "other/openssh-private.pem",
    "other/ppk-v2.ppk",
    "other/ppk-v3.ppk",
];

/// Returns the bytes that the base64 of this format encodes.
fn encode(format: Format, key: &RsaPublicKey) -> Vec<u8> {
    match format {
        Format::Base64Der => spki::write(key),
        Format::OpenSsh | Format::Rfc4716 => ssh_blob::write(key),
    }
}

/// A change of a file at one place.
#[derive(Debug, Clone)]
enum Damage {
    Change(Index, u8),
    Insert(Index, u8),
    Remove(Index),
    Cut(Index),
}

fn damages() -> impl Strategy<Value = Vec<Damage>> {
    let place = any::<Index>;
    let damage = prop_oneof![
        4 => (place(), bytes()).prop_map(|(place, byte)| Damage::Change(place, byte)),
        3 => (place(), bytes()).prop_map(|(place, byte)| Damage::Insert(place, byte)),
        3 => place().prop_map(Damage::Remove),
        1 => place().prop_map(Damage::Cut),
    ];
    prop::collection::vec(damage, 1..4)
}

/// Returns any byte, and more often one with a meaning in these files.
fn bytes() -> impl Strategy<Value = u8> {
    prop_oneof![any::<u8>(), select(&b"\0\x01\x7f\x80\x81\x82\xff \t\r\n#\"\\:-=+/A0"[..])]
}

impl Damage {
    fn inflict(&self, file: &mut Vec<u8>) {
        match self {
            Self::Insert(place, byte) => file.insert(place.index(file.len() + 1), *byte),
            _ if file.is_empty() => {}
            Self::Change(place, byte) => *place.get_mut(file) = *byte,
            Self::Remove(place) => {
                file.remove(place.index(file.len()));
            }
            Self::Cut(place) => file.truncate(place.index(file.len())),
        }
    }
}
