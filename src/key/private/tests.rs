//! Tests with private keys that other tools wrote: intact, damaged and truncated.

use super::*;
use crate::encoding::{EncodingErrorKind, base64};
use proptest::prelude::*;
use serde_json::Value;

/// The key `rsa/2048.pem` in every format, as OpenSSL, ssh-keygen and PuTTYgen wrote it.
const FORMS: [(Format, &[u8]); 5] = [
    (Format::Pkcs1, include_bytes!("../../../vectors/keys/rsa/2048.pem")),
    (Format::Pkcs8, include_bytes!("../../../vectors/keys/other/pkcs8.pem")),
    (Format::OpenSsh, include_bytes!("../../../vectors/keys/other/openssh-private.pem")),
    (Format::Ppk, include_bytes!("../../../vectors/keys/other/ppk-v2.ppk")),
    (Format::Ppk, include_bytes!("../../../vectors/keys/other/ppk-v3.ppk")),
];

fn file(name: &str) -> Vec<u8> {
    let path = format!("{}/vectors/keys/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn key(name: &str) -> RsaPrivateKey {
    read(&file(&format!("rsa/{name}.pem"))).unwrap().1
}

fn entries(name: &str) -> Vec<Value> {
    serde_json::from_slice(&file(name)).unwrap()
}

/// OpenSSL computed the lengths: `vectors/keys/facts.sh`.
#[test]
fn writes_the_same_pkcs1_as_openssl() {
    let entries = entries("rsa.json");
    assert!(entries.len() > 30);
    for entry in entries {
        let text = file(entry["file"].as_str().unwrap());
        let (format, key) = read(&text).unwrap();
        assert_eq!(format, Format::Pkcs1);
        assert_eq!(key.public().bits(), entry["bits"], "{entry}");
        assert_eq!(key.to_pkcs1_pem().as_bytes(), text, "{entry}");
    }
}

#[test]
fn reads_the_same_key_from_every_format() {
    for (format, text) in FORMS {
        let (found, key) = read(text).unwrap();
        assert_eq!(found, format);
        assert_eq!(key.to_pkcs1_pem().as_bytes(), FORMS[0].1, "{}", format.name());
    }
}

#[test]
fn writes_the_same_pkcs8_as_openssl() {
    let theirs = pem::read(FORMS[1].1).unwrap();
    assert_eq!(key("2048").to_pkcs8_der(), theirs.contents);
}

/// Keys that EC2 created in 2011 have lines of 76 columns and no line break at the end.
#[test]
fn reads_the_layout_that_ec2_used() {
    let key = key("1024");
    for ending in ["\n", "\r\n", "\r"] {
        let text = pem::write("RSA PRIVATE KEY", &key.to_pkcs1_der(), 76);
        let text = text.trim_end().replace('\n', ending);
        assert_eq!(read(text.as_bytes()), Ok((Format::Pkcs1, key.clone())));
    }
}

#[test]
fn reports_why_a_file_is_unusable() {
    #[track_caller]
    fn check(name: &str, expected: PrivateKeyErrorKind) {
        let error = read(&file(name)).unwrap_err();
        assert_eq!(error.fault, expected, "{name}");
    }
    check("other/pkcs1-encrypted.pem", PrivateKeyErrorKind::Encrypted(Format::Pkcs1));
    check("other/pkcs8-encrypted.pem", PrivateKeyErrorKind::Encrypted(Format::Pkcs8));
    check("other/openssh-private-encrypted.pem", PrivateKeyErrorKind::Encrypted(Format::OpenSsh));
    check("other/ppk-v3-encrypted.ppk", PrivateKeyErrorKind::Encrypted(Format::Ppk));
    check(
        "other/openssh-private-dsa-1024.pem",
        PrivateKeyErrorKind::OtherAlgorithm(Algorithm::Dsa),
    );
    check(
        "other/openssh-private-ecdsa-256.pem",
        PrivateKeyErrorKind::OtherAlgorithm(Algorithm::Ecdsa),
    );
    check(
        "other/openssh-private-ed25519.pem",
        PrivateKeyErrorKind::OtherAlgorithm(Algorithm::Ed25519),
    );
    check("other/pkcs8-dsa-2048.pem", PrivateKeyErrorKind::OtherAlgorithm(Algorithm::Dsa));
    check("other/pkcs8-ec-p256.pem", PrivateKeyErrorKind::OtherAlgorithm(Algorithm::Ecdsa));
    check("other/pkcs8-ed25519.pem", PrivateKeyErrorKind::OtherAlgorithm(Algorithm::Ed25519));
    check("other/sec1-ec-p256.pem", PrivateKeyErrorKind::OtherAlgorithm(Algorithm::Ecdsa));
    check("other/spki.pem", PrivateKeyErrorKind::NotAPrivateKey(OtherContent::PublicKey));
    check("other/pkcs1-public.pem", PrivateKeyErrorKind::NotAPrivateKey(OtherContent::PublicKey));
    check(
        "other/openssh-ed25519.pub",
        PrivateKeyErrorKind::NotAPrivateKey(OtherContent::PublicKey),
    );
    check(
        "other/x509-certificate.pem",
        PrivateKeyErrorKind::NotAPrivateKey(OtherContent::Certificate),
    );
    check("other/pkcs7.pem", PrivateKeyErrorKind::NotAPrivateKey(OtherContent::OtherPem));
    check(
        "other/sshcom-private.txt",
        PrivateKeyErrorKind::NotAPrivateKey(OtherContent::SshComPrivateKey),
    );
    check("other/jwk.json", PrivateKeyErrorKind::NotAPrivateKey(OtherContent::Unrecognised));
    let der = read(&key("1024").to_pkcs1_der()).unwrap_err();
    assert_eq!(der.fault, PrivateKeyErrorKind::NotAPrivateKey(OtherContent::Der));
    assert_eq!(read(b" \n").unwrap_err().fault, PrivateKeyErrorKind::Empty);
    let bytes = MAX_BYTES + 1;
    assert_eq!(read(&vec![b' '; bytes]).unwrap_err().fault, PrivateKeyErrorKind::TooLong { bytes });
}

#[test]
fn explains_how_to_decrypt() {
    #[track_caller]
    fn check(name: &str, expected: &str) {
        let error = read(&file(name)).unwrap_err();
        let expected =
            format!("an encrypted private key; decrypt it first, e.g. with `{expected}`");
        assert_eq!(error.to_string(), expected);
    }
    check(
        "other/openssh-private-encrypted.pem",
        "cp FILE decrypted_copy && chmod 600 decrypted_copy && \
         ssh-keygen -p -N '' -m PEM -f decrypted_copy",
    );
    check(
        "other/ppk-v3-encrypted.ppk",
        "puttygen FILE -P --new-passphrase /dev/null -o decrypted_copy",
    );
}

#[test]
fn every_truncation_is_an_error_within_the_file() {
    for (format, text) in FORMS {
        for length in 0..text.trim_ascii_end().len() {
            let error = read(&text[..length]).unwrap_err();
            assert!(error.offset <= length, "{} {length}: {error}", format.name());
        }
    }
}

#[test]
fn no_changed_byte_gives_another_key() {
    let original = key("2048");
    for (_, text) in FORMS {
        let mut changed = text.to_vec();
        for index in 0..text.len() {
            for byte in [text[index] ^ 1, b'\n', 0xff] {
                changed[index] = byte;
                if let Ok((_, key)) = read(&changed) {
                    assert_eq!(key, original, "byte {index}");
                }
            }
            changed[index] = text[index];
        }
    }
}

proptest! {
    #[test]
    fn no_file_panics(
        start in prop::sample::select(vec![
            "", "-----BEGIN RSA PRIVATE KEY-----\n", "-----BEGIN OPENSSH PRIVATE KEY-----\n",
            "-----BEGIN PRIVATE KEY-----\nA: ", "PuTTY-User-Key-File-3: ssh-rsa\nEncryption: ",
        ]),
        rest in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let _ = read(&[start.as_bytes(), &rest].concat());
    }

    #[test]
    fn random_pem_contents_are_refused(
        label in prop::sample::select(vec![pkcs1::LABEL, pkcs8::LABEL, openssh::LABEL]),
        start in prop::sample::select(vec![&b""[..], b"\x30\x10", b"openssh-key-v1\0\0\0\0"]),
        rest in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let contents = [start, &rest].concat();
        prop_assert!(read(pem::write(label, &contents, 64).as_bytes()).is_err());
    }
}

#[test]
fn offsets_count_from_the_start_of_the_file() {
    let mut der = key("1024").to_pkcs1_der();
    // The tag of the modulus, after a header of four bytes and a version of three bytes.
    der[7] = 3;
    let text = pem::write(pkcs1::LABEL, &der, 64);
    let error = read(text.as_bytes()).unwrap_err();
    let fault =
        PrivateKeyErrorKind::Encoding(EncodingErrorKind::UnexpectedTag { expected: 2, found: 3 });
    assert_eq!(error, PrivateKeyError::new(fault, "-----BEGIN RSA PRIVATE KEY-----\n".len() + 9));
}

/// OpenSSL wrote the ciphertexts: `vectors/keys/make.sh`.
#[test]
fn decrypts_only_its_own_ciphertexts() {
    let entries = entries("ciphertexts.json");
    for entry in &entries {
        let key = key(entry["name"].as_str().unwrap());
        for other in &entries {
            let ciphertext = other["ciphertext_base64"].as_str().unwrap();
            let ciphertext = base64::decode(ciphertext.as_bytes()).unwrap();
            let expected = if other["name"] == entry["name"] {
                Ok(entry["plaintext"].as_str().unwrap().as_bytes().to_vec())
            } else {
                Err(DecryptionError)
            };
            assert_eq!(key.decrypt(&ciphertext), expected, "{entry} {other}");
        }
    }
}

#[test]
fn refuses_ciphertexts_out_of_range() {
    let key = key("1024");
    for ciphertext in [&[][..], &[0; 127], &[0; 128], &[0; 129], key.public().modulus()] {
        assert_eq!(key.decrypt(ciphertext), Err(DecryptionError));
    }
}

#[test]
fn the_debug_format_hides_the_secret() {
    let key = key("1024");
    let text = format!("{key:?}");
    assert!(text.starts_with("RsaPrivateKey { public: RsaPublicKey(1024 bits, "), "{text}");
    assert!(text.len() < 120, "{text}");
}
