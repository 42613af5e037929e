//! Begin and end markers (RFC 4716 section 3.2), and text before and after them.

use super::super::case::Case;
use super::super::keys;
use super::{BEGIN, COMMENT, END, key, not_ascii, open, refused, twin_body};
use keyproof::encoding::base64;

const MARKERS: &str = "RFC 4716 section 3.2";

pub(super) fn cases() -> Vec<Case> {
    let mut cases = misspelt();
    cases.extend(misplaced());
    cases.extend(surrounded());
    cases.extend(decorated());
    cases.extend(of_others());
    cases
}

/// One or both markers differ from those of the RFC.
fn misspelt() -> Vec<Case> {
    let file = format!("{BEGIN}{COMMENT}{}{END}", twin_body());
    let body_of_file = format!("{COMMENT}{}", twin_body());
    let markers = |begin: &str, end: &str| format!("{begin}\n{body_of_file}{end}\n");
    let files = [
        ("five-dashes", "The markers have five dashes, as in PEM.", file.replace("----", "-----")),
        ("three-dashes", "The markers have three dashes.", file.replace("----", "---")),
        (
            "five-dashes-behind",
            "The markers have four dashes before and five dashes after the text.",
            file.replace(" ----", " -----"),
        ),
        (
            "markers-without-blanks",
            "The markers have no spaces next to the dashes.",
            file.replace("---- ", "----").replace(" ----", "----"),
        ),
        (
            "markers-with-two-blanks",
            "The markers have two spaces next to the dashes.",
            file.replace("---- ", "----  ").replace(" ----", "  ----"),
        ),
        (
            "markers-with-en-dashes",
            "The markers have en dashes, as word processors insert them.",
            file.replace('-', "\u{2013}"),
        ),
        (
            "markers-in-lower-case",
            "The markers are in lower case.",
            markers("---- begin ssh2 public key ----", "---- end ssh2 public key ----"),
        ),
        (
            "markers-say-rsa",
            "The markers say SSH2 RSA PUBLIC KEY.",
            file.replace("SSH2 PUBLIC", "SSH2 RSA PUBLIC"),
        ),
        (
            "markers-say-openssh",
            "The markers say OPENSSH PUBLIC KEY.",
            file.replace("SSH2", "OPENSSH"),
        ),
        ("markers-say-public-key", "The markers say only PUBLIC KEY.", file.replace("SSH2 ", "")),
        (
            "pem-markers",
            "The ssh-rsa blob is in PEM armour.",
            markers("-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----"),
        ),
        (
            "pem-rsa-markers",
            "The ssh-rsa blob is in the PEM armour of PKCS#1.",
            markers("-----BEGIN RSA PUBLIC KEY-----", "-----END RSA PUBLIC KEY-----"),
        ),
        (
            "only-begin-right",
            "The end marker has five dashes, but the begin marker is correct.",
            file.replace("---- END SSH2 PUBLIC KEY ----", "-----END SSH2 PUBLIC KEY-----"),
        ),
        (
            "only-end-right",
            "The begin marker has five dashes, but the end marker is correct.",
            file.replace("---- BEGIN SSH2 PUBLIC KEY ----", "-----BEGIN SSH2 PUBLIC KEY-----"),
        ),
        (
            "end-says-private",
            "The end marker says PRIVATE KEY.",
            file.replace("END SSH2 PUBLIC", "END SSH2 PRIVATE"),
        ),
        (
            "end-cut-short",
            "The end marker lacks its last dash.",
            file.trim_end().trim_end_matches('-').to_owned() + "---\n",
        ),
    ];
    let case = |(name, comment, material): (&str, &str, String)| {
        let ascii = material.is_ascii();
        let case = refused(name, comment, material, MARKERS).flag("Rfc4716Marker");
        if ascii { case } else { not_ascii(case) }
    };
    files.map(case).into()
}

/// A marker is missing, repeated or in another place.
fn misplaced() -> Vec<Case> {
    let body = twin_body();
    let line = base64::encode(&key().blob());
    let files = [
        ("begin-missing", "The begin marker is missing.", format!("{COMMENT}{body}{END}")),
        ("end-missing", "The end marker is missing.", format!("{BEGIN}{COMMENT}{body}")),
        (
            "end-missing-unended",
            "The end marker is missing, and so is the line ending after the body.",
            format!("{BEGIN}{COMMENT}{}", body.trim_end()),
        ),
        (
            "markers-missing",
            "The file has a header and a body but no markers.",
            format!("{COMMENT}{body}"),
        ),
        (
            "markers-swapped",
            "The end marker is at the start of the file, and the begin marker is at the end.",
            format!("{END}{COMMENT}{body}{BEGIN}"),
        ),
        (
            "begin-twice",
            "The begin marker is there twice.",
            format!("{BEGIN}{BEGIN}{COMMENT}{body}{END}"),
        ),
        (
            "begin-at-both-ends",
            "A begin marker takes the place of the end marker.",
            format!("{BEGIN}{COMMENT}{body}{BEGIN}"),
        ),
        (
            "end-at-both-ends",
            "An end marker takes the place of the begin marker.",
            format!("{END}{COMMENT}{body}{END}"),
        ),
        (
            "end-twice",
            "The end marker is there twice.",
            format!("{BEGIN}{COMMENT}{body}{END}{END}"),
        ),
        (
            "end-before-body",
            "A second end marker comes before the body.",
            format!("{BEGIN}{COMMENT}{END}{body}{END}"),
        ),
        (
            "end-behind-body-line",
            "The end marker is on the last line of the body.",
            format!("{BEGIN}{COMMENT}{}{END}", body.trim_end()),
        ),
        (
            "begin-before-header-line",
            "The begin marker and the header are on one line.",
            format!("{} {COMMENT}{body}{END}", BEGIN.trim_end()),
        ),
        (
            "all-on-one-line",
            "Markers and body are on one line.",
            format!("{} {line} {END}", BEGIN.trim_end()),
        ),
        (
            "body-after-end",
            "The body comes after the end marker.",
            format!("{BEGIN}{COMMENT}{END}{body}"),
        ),
        (
            "markers-only",
            "The file has both markers and nothing between them.",
            format!("{BEGIN}{END}"),
        ),
        ("begin-only", "The file has only a begin marker.", BEGIN.to_owned()),
    ];
    let case = |(name, comment, material): (&str, &str, String)| {
        refused(name, comment, material, MARKERS).flag("Rfc4716Marker")
    };
    files.map(case).into()
}

/// Text before the begin marker or after the end marker, which must be the first and the last line.
fn surrounded() -> Vec<Case> {
    let file = format!("{BEGIN}{COMMENT}{}{END}", twin_body());
    let files: [(&str, &str, Vec<u8>); 9] = [
        (
            "prose-before",
            "A line of prose comes before the begin marker.",
            format!("My key\n{file}").into(),
        ),
        (
            "comment-line-before",
            "A line that starts with # comes before the begin marker.",
            format!("# keyproof\n{file}").into(),
        ),
        (
            "header-before",
            "The header comes before the begin marker.",
            format!("{COMMENT}{BEGIN}{}{END}", twin_body()).into(),
        ),
        (
            "prose-after",
            "A line of prose follows the end marker.",
            format!("{file}My key\n").into(),
        ),
        (
            "comment-line-after",
            "A line that starts with # follows the end marker.",
            format!("{file}# keyproof\n").into(),
        ),
        (
            "header-after",
            "The header follows the end marker.",
            format!("{BEGIN}{}{END}{COMMENT}", twin_body()).into(),
        ),
        (
            "byte-order-mark",
            "The UTF-8 byte order mark comes before the begin marker.",
            format!("\u{feff}{file}").into(),
        ),
        ("nul-at-end", "A NUL byte follows the end marker.", format!("{file}\0").into()),
        (
            "utf-16",
            "The text is in UTF-16, little-endian.",
            format!("\u{feff}{file}").encode_utf16().flat_map(u16::to_le_bytes).collect(),
        ),
    ];
    let case = |(name, comment, material): (&str, &str, Vec<u8>)| {
        let ascii = material.is_ascii() && !material.contains(&0);
        let case = refused(name, comment, material, MARKERS).flag("Rfc4716TextAround");
        if ascii { case } else { not_ascii(case) }
    };
    files.map(case).into()
}

/// White space and control characters around the markers, which can't change the key.
fn decorated() -> Vec<Case> {
    let file = format!("{BEGIN}{COMMENT}{}{END}", twin_body());
    let (begin, end) = (BEGIN.trim_end(), END.trim_end());
    let files = [
        (
            "begin-trailing-blanks",
            "Two spaces follow the begin marker on its line.",
            file.replace(begin, &format!("{begin}  ")),
        ),
        (
            "end-trailing-blanks",
            "Two spaces follow the end marker on its line.",
            file.replace(end, &format!("{end}  ")),
        ),
        (
            "begin-indented",
            "A space comes before the begin marker on its line.",
            format!(" {file}"),
        ),
        (
            "end-indented",
            "A space comes before the end marker on its line.",
            file.replace(end, &format!(" {end}")),
        ),
        (
            "blank-line-before-begin",
            "An empty line comes before the begin marker.",
            format!("\n{file}"),
        ),
        ("blank-lines-after-end", "Empty lines follow the end marker.", format!("{file}\n\n")),
    ];
    let case = |(name, comment, material): (&str, &str, String)| {
        open(name, comment, material, "Rfc4716Layout")
    };
    let mut cases: Vec<Case> = files.map(case).into();
    cases.push(open(
        "control-z-after-end",
        "Ctrl-Z, the end-of-file character of DOS, follows the end marker.",
        format!("{file}\u{1a}"),
        "ControlZ",
    ));
    cases
}

/// The markers of private keys.
fn of_others() -> Vec<Case> {
    let private = |name: &str, comment, material: String| {
        Case::refuse(
            format!("import/rfc4716/{name}"),
            &["import/private-key-refused"],
            comment,
            material,
            super::TWIN,
        )
        .document(super::SECTION)
        .flag("PrivateKeyMaterial")
    };
    let file = keys::text("other/sshcom-private.txt");
    let relabelled = file.replace("ENCRYPTED PRIVATE", "PUBLIC");
    vec![
        private(
            "private-key-in-public-markers",
            "A private key in SSH.com's format is between the markers of a public key.",
            relabelled,
        ),
        private(
            "public-key-in-private-markers",
            "A public key is between the markers of SSH.com's private keys.",
            format!("{BEGIN}{COMMENT}{}{END}", twin_body())
                .replace("SSH2 PUBLIC", "SSH2 ENCRYPTED PRIVATE"),
        ),
    ]
}
