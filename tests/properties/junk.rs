//! Random bytes, alone and after the start of a file or a key.

use crate::strategies::cases;
use crate::total;
use keyproof::encoding::base64;
use keyproof::format::{self, FormatErrorKind, MAX_MATERIAL};
use proptest::prelude::*;
use proptest::sample::select;

/// The starts of files, each for another reader.
const STARTS: [&str; 14] = [
    "ssh-rsa ",
    "ssh-dss ",
    "# comment\nssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ",
    "ecdsa-sha2-nistp256 AAAA",
    "command=\"x\" ssh-rsa AAAA",
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA",
    "---- BEGIN SSH2 PUBLIC KEY ----\n",
    "---- BEGIN SSH2 PUBLIC KEY ----\nComment: \"a\\\n",
    "---- BEGIN SSH2 PUBLIC KEY ----\nAAAAB3NzaC1yc2E\n---- END SSH2 PUBLIC KEY ----\n",
    "-----BEGIN RSA PRIVATE KEY-----\n",
    "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\n",
    "-----BEGIN PRIVATE KEY-----\nMII",
    "PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\nComment: c\nPublic-Lines: ",
    "PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nComment: c\nPublic-Lines: 6\nAAAA",
];

/// The starts of the bytes in base64, with the text around the base64.
const BINARY_STARTS: [(&str, &[u8], &str); 9] = [
    ("ssh-rsa ", b"\0\0\0\x07ssh-rsa", "\n"),
    ("ssh-rsa ", b"\0\0\0\x07ssh-rsa\0\0\0\x03\x01\0\x01\0\0\0\x81\0", " comment\n"),
    (
        "---- BEGIN SSH2 PUBLIC KEY ----\n",
        b"\0\0\0\x07ssh-rsa",
        "\n---- END SSH2 PUBLIC KEY ----\n",
    ),
    ("", b"\x30\x82", "\n"),
    (
        "",
        b"\x30\x81\x9f\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\0\x03\x81\x8d\0",
        "\n",
    ),
    ("-----BEGIN RSA PRIVATE KEY-----\n", b"\x30\x82", "\n-----END RSA PRIVATE KEY-----\n"),
    (
        "-----BEGIN RSA PRIVATE KEY-----\n",
        b"\x30\x80\x02\x01\0",
        "\n-----END RSA PRIVATE KEY-----\n",
    ),
    (
        "-----BEGIN PRIVATE KEY-----\n",
        b"\x30\x82\x01\0\x02\x01\0\x30\x0d",
        "\n-----END PRIVATE KEY-----\n",
    ),
    (
        "-----BEGIN OPENSSH PRIVATE KEY-----\n",
        b"openssh-key-v1\0\0\0\0\x04none\0\0\0\x04none\0\0\0\0\0\0\0\x01",
        "\n-----END OPENSSH PRIVATE KEY-----\n",
    ),
];

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in junk()) {
        total::check(&bytes)?;
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,200}", lines in "[ -~\r\n\t]{0,400}") {
        total::check(text.as_bytes())?;
        total::check(lines.as_bytes())?;
    }

    #[test]
    fn any_bytes_after_the_start_of_a_file_are_read_or_refused(
        start in select(&STARTS[..]),
        bytes in junk(),
        text in "[ -~\r\n]{0,300}",
    ) {
        total::check(&[start.as_bytes(), &bytes].concat())?;
        total::check(&[start.as_bytes(), text.as_bytes()].concat())?;
        total::check(&[start, &base64::encode(&bytes)].concat().into_bytes())?;
    }

    #[test]
    fn any_bytes_after_the_start_of_a_key_are_read_or_refused(
        (before, start, after) in select(&BINARY_STARTS[..]),
        bytes in junk(),
    ) {
        let blob = base64::encode(&[start, &bytes].concat());
        total::check(format!("{before}{blob}{after}").as_bytes())?;
    }
}

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn a_file_of_any_length_is_read_or_refused(
        start in select(&STARTS[..]),
        byte in any::<u8>(),
        length in prop_oneof![Just(MAX_MATERIAL), Just(MAX_MATERIAL + 1), 0..MAX_MATERIAL * 2],
    ) {
        let mut file = start.as_bytes().to_vec();
        file.resize(length.max(start.len()), byte);
        total::check(&file)?;
        let too_long = format::parse(&file).is_err_and(|error| matches!(error.fault, FormatErrorKind::TooLong(_)));
        prop_assert_eq!(too_long, file.len() > MAX_MATERIAL);
    }
}

/// Returns few or many bytes, of all values or of the values that lengths and tags use.
fn junk() -> impl Strategy<Value = Vec<u8>> {
    let telling = select(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 0x30, 0x7f, 0x80, 0x81, 0x82, 0xff][..]);
    prop_oneof![prop::collection::vec(any::<u8>(), 0..300), prop::collection::vec(telling, 0..60),]
}
