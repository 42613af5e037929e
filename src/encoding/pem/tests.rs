//! Tests of valid and invalid PEM.

use super::*;

#[track_caller]
fn check(text: &str, expected: Result<&[u8], (EncodingErrorKind, usize)>) {
    let result = read(text.as_bytes());
    let contents = result.as_ref().map(|block| block.contents.as_slice());
    assert_eq!(contents.map_err(|error| (error.kind, error.offset)), expected, "{text}");
}

#[test]
fn accepts_every_line_break() {
    check("-----BEGIN A-----\nZm9vYmFy\n-----END A-----\n", Ok(b"foobar"));
    check("-----BEGIN A-----\nZm9vYmFy\n-----END A-----", Ok(b"foobar"));
    check("-----BEGIN A-----\r\nZm9v\r\nYmFy\r\n-----END A-----\r\n", Ok(b"foobar"));
    check("-----BEGIN A-----\rZm9v\rYmFy\r-----END A-----\r", Ok(b"foobar"));
    check("\n  -----BEGIN A-----  \n\n Z\tm9vYm\n\nFy\n  -----END A-----  \n\n", Ok(b"foobar"));
    check("-----BEGIN A----- Zm9v YmFy -----END A-----", Ok(b"foobar"));
    check("-----BEGIN A----------END A-----", Ok(b""));
    check("-----BEGIN -----\nZm9v\n-----END -----", Ok(b"foo"));
}

#[test]
fn accepts_text_before_the_block_but_not_after_it() {
    check("Bag\n-----BEGIN A\n-----BEGIN A-----\nZg==\n-----END A-----\n", Ok(b"f"));
    let trailing = EncodingErrorKind::TrailingData { extra: 3 };
    check("-----BEGIN A-----\nZg==\n-----END A-----\nx\ny", Err((trailing, 39)));
}

#[test]
fn reports_a_missing_begin_or_end() {
    check("", Err((EncodingErrorKind::PemNoBegin, 0)));
    check("-----BEGIN A----", Err((EncodingErrorKind::PemNoBegin, 16)));
    check("x -----BEGIN A-----", Err((EncodingErrorKind::PemNoBegin, 19)));
    check("-----BEGIN \u{fc}-----", Err((EncodingErrorKind::PemNoBegin, 18)));
    check("-----BEGIN A-----\nZg==", Err((EncodingErrorKind::PemNoEnd, 22)));
    check("-----BEGIN A-----\nZg==\n-----END A----", Err((EncodingErrorKind::PemNoEnd, 37)));
}

#[test]
fn refuses_different_labels() {
    check("-----BEGIN A-----\nZg==\n-----END B-----", Err((EncodingErrorKind::PemLabels, 32)));
    check("-----BEGIN A-----\nZg==\n-----END A B-----", Err((EncodingErrorKind::PemLabels, 32)));
}

#[test]
fn offsets_count_white_space_in_base64() {
    let star = EncodingErrorKind::Base64Character { byte: b'*' };
    check("-----BEGIN A-----\nZm\n9*\n-----END A-----", Err((star, 22)));
    check("-----BEGIN A-----\nZm9\n-----END A-----", Err((EncodingErrorKind::Base64Padding, 22)));
    let hyphen = EncodingErrorKind::Base64Character { byte: b'-' };
    check("-----BEGIN A-----\n-----BEGIN A-----\n-----END A-----", Err((hyphen, 18)));
}

#[test]
fn maps_a_byte_of_the_contents_to_its_offset_in_the_text() {
    let body = Body { text: b"Zm\n9vYmE=", offset: 100 };
    assert_eq!(body.decode().unwrap(), b"fooba");
    let places: Vec<_> = (0..7).map(|index| body.position(index)).collect();
    assert_eq!(places, [100, 101, 103, 105, 106, 107, 109]);
    assert_eq!(body.position(usize::MAX), 109);
}

#[test]
fn reads_headers_before_the_base64() {
    for ending in ["\n", "\r\n", "\r"] {
        let lines = [
            "-----BEGIN A-----",
            "Proc-Type: 4,ENCRYPTED",
            "DEK-Info: AES-128-CBC,",
            " 00",
            "",
            "Zm9v",
            "-----END A-----",
        ];
        let text = lines.join(ending);
        let block = read(text.as_bytes()).unwrap();
        assert_eq!(block.contents, b"foo");
        assert_eq!(block.headers.len(), 2);
        assert_eq!(block.header("proc-type"), Some(&b"4,ENCRYPTED"[..]));
        assert!(block.header("DEK-Info").unwrap().starts_with(b"AES-128-CBC,"));
        assert_eq!(block.header("Content-Domain"), None);
    }
}

#[test]
fn finds_the_label_without_decoding_the_block() {
    assert_eq!(label_of(b" \n-----BEGIN RSA PRIVATE KEY-----"), Some("RSA PRIVATE KEY"));
    assert_eq!(label_of(b"text\n-----BEGIN A-----"), None);
    assert_eq!(first_label(b"text\n-----BEGIN A-----"), Some("A"));
    assert_eq!(label_of(b"---- BEGIN SSH2 PUBLIC KEY ----"), None);
    assert_eq!(label_of(b""), None);
}

#[test]
fn reads_what_it_writes_at_any_width() {
    for length in 0..100 {
        let contents = vec![0xa5; length];
        for width in [1, 4, 64, 76, 1000] {
            let text = write("RSA PRIVATE KEY", &contents, width);
            assert_eq!(read(text.as_bytes()).unwrap().contents, contents);
            assert_eq!(read(text.trim_end().as_bytes()).unwrap().contents, contents);
        }
    }
}

#[test]
fn every_truncation_is_an_error_within_the_text() {
    let whole = write("A", b"foobar", 4);
    for length in 0..whole.trim_end().len() {
        let error = read(&whole.as_bytes()[..length]).unwrap_err();
        assert!(error.offset <= length, "{length}: {error}");
    }
}
