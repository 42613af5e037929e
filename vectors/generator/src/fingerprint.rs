//! Fingerprints of imported and created key pairs, compared with private keys.

use super::case::Case;
use super::keys::{self, Digest, Key, text};

const SECTION: &str = "Verifying Your Key Pair's Fingerprint";

/// Whether EC2 created the key pair or it was imported.
#[derive(Clone, Copy)]
enum FingerprintKind {
    Created,
    Imported,
}

/// Returns the vectors of fingerprints.
pub(super) fn cases() -> Vec<Case> {
    let other_digests = keys::digests().iter().map(other_digest).collect();
    [imported(), pairs(), forms(), near_misses(), other_digests].concat()
}

/// Keys that differ in length, exponent and format, any of which can lead to a wrong digest.
fn imported() -> Vec<Case> {
    let keys = [
        ("1024", "The key has the shortest accepted length."),
        ("2048-b", "The key has the usual length."),
        (
            "4096-b",
            "The key has the greatest accepted length, so the length of its DER takes more octets.",
        ),
        ("2048-e3", "The public exponent is not the usual one and has one octet."),
        ("2048-e35", "The public exponent is another number of one octet."),
    ];
    let of_key = |(name, comment): &(&str, &str)| {
        let key = keys::key(name);
        let line = format!("{}\n", key.line());
        let formats = [("openssh", line), ("base64-der", format!("{}\n", key.spki))];
        formats.map(|(format, material)| {
            let id = format!("fingerprint/imported/{name}-{format}");
            let of_format = format!("import/{format}");
            let rules = ["fingerprint/imported-md5", of_format.as_str()];
            Case::accept(id, &rules, *comment, material, &key).document(SECTION)
        })
    };
    keys.iter().flat_map(of_key).collect()
}

/// Both kinds of fingerprints, for pairs of keys with the same length.
fn pairs() -> Vec<Case> {
    let names = [("1024", "1024-b"), ("2048", "2048-b"), ("4096", "4096-b")];
    let cases = |(name, other): (&str, &str)| {
        let (key, other) = (keys::key(name), keys::key(other));
        FingerprintKind::BOTH
            .map(|kind| own_and_other(name, key.pem(), kind, &key, &other))
            .concat()
    };
    names.into_iter().flat_map(cases).collect()
}

/// One key in other formats. The fingerprint depends on the key, not on the file.
fn forms() -> Vec<Case> {
    let (key, other) = (keys::key("2048"), keys::key("2048-b"));
    let forms = [
        ("2048-pkcs8", "other/pkcs8.pem"),
        ("2048-openssh", "other/openssh-private.pem"),
        ("2048-ppk", "other/ppk-v3.ppk"),
    ];
    let cases = |(name, file): (&str, &str)| {
        FingerprintKind::BOTH
            .map(|kind| own_and_other(name, text(file), kind, &key, &other))
            .concat()
    };
    forms.into_iter().flat_map(cases).collect()
}

/// A file with its key's own fingerprint, and with another key's. The two vectors are each other's twin.
fn own_and_other(
    name: &str,
    file: &str,
    kind: FingerprintKind,
    key: &Key,
    other: &Key,
) -> Vec<Case> {
    let kind_name = kind.name();
    let (own_name, other_name) =
        (format!("{name}-{kind_name}"), format!("{name}-{kind_name}-of-another-key"));
    let own_comment =
        format!("The fingerprint is the one that the key pair has if it was {kind_name}.");
    let other_comment =
        format!("The fingerprint is the one that another key pair has if it was {kind_name}.");
    vec![
        Case::fingerprint(
            id(&own_name),
            &["fingerprint/verifies", kind.rule()],
            own_comment,
            (file, kind.of(key)),
            true,
            &id(&other_name),
        )
        .document(SECTION)
        .tool("OpenSSL 3.0.19", &kind.command(key)),
        differs(&other_name, &other_comment, (file, kind.of(other)), &own_name)
            .tool("OpenSSL 3.0.19", &kind.command(other)),
    ]
}

fn near_misses() -> Vec<Case> {
    let key = keys::key("2048");
    let empty =
        differs("2048-empty", "The fingerprint is empty.", (key.pem(), ""), "2048-imported");
    // The beginning of a SHA-1 digest, in the length of an MD5 digest.
    let start = key.created.get(..key.imported.len()).expect("SHA-1 is longer than MD5");
    let cut = differs(
        "2048-created-cut-to-16-octets",
        "The fingerprint of the created key pair is cut to the length of an imported key pair's \
         fingerprint.",
        (key.pem(), start),
        "2048-created",
    );
    let of_kinds = FingerprintKind::BOTH.into_iter().flat_map(|kind| near_misses_of(kind, &key));
    of_kinds.chain([empty, cut]).collect()
}

fn near_misses_of(kind: FingerprintKind, key: &Key) -> Vec<Case> {
    let right = kind.of(key);
    let (mut behind_first, mut before_last) = (right.chars(), right.chars());
    let (first, last) = (behind_first.next(), before_last.next_back());
    let octets: Vec<&str> = right.split(':').collect();
    let reversed: Vec<&str> = octets.iter().rev().copied().collect();
    let (_, all_but_last) = octets.split_last().expect("a digest has octets");
    let misses = [
        (
            "first-digit-changed",
            "The first digit of the fingerprint differs.",
            format!("{}{}", other_digit(first), behind_first.as_str()),
        ),
        (
            "last-digit-changed",
            "The last digit of the fingerprint differs.",
            format!("{}{}", before_last.as_str(), other_digit(last)),
        ),
        ("octet-missing", "The last octet of the fingerprint is missing.", all_but_last.join(":")),
        ("octet-too-many", "The fingerprint has one octet too many.", format!("{right}:00")),
        (
            "octets-reversed",
            "The octets of the fingerprint are in reverse order.",
            reversed.join(":"),
        ),
    ];
    let case = |(name, comment, fingerprint): (&str, &str, String)| {
        let twin = format!("2048-{}", kind.name());
        differs(&format!("{twin}-{name}"), comment, (key.pem(), &fingerprint), &twin)
    };
    misses.into_iter().map(case).collect()
}

/// Returns a digit other than this one.
fn other_digit(digit: Option<char>) -> char {
    if digit == Some('0') { '1' } else { '0' }
}

/// A digest of the same key that is not its fingerprint.
fn other_digest(digest: &Digest) -> Case {
    let Digest { key, name, value, command } = digest;
    let file = keys::key(key).pem();
    let kind =
        if name.starts_with("md5") { FingerprintKind::Imported } else { FingerprintKind::Created };
    let (hash, input) = name.split_once("-of-").expect("a digest is named after hash and input");
    let comment = format!(
        "The value is the {} of {}.",
        hash.to_uppercase().replace("SHA", "SHA-"),
        input_in_words(input)
    );
    let twin = format!("{key}-{}", kind.name());
    let tool =
        if command.starts_with("ssh-keygen -l") { "OpenSSH 9.2p1" } else { "OpenSSL 3.0.19" };
    differs(&format!("{key}-{name}"), &comment, (file, value), &twin)
        .flag("DigestOfAnotherForm")
        .tool(tool, command)
}

fn input_in_words(input: &str) -> &'static str {
    match input {
        "ssh-blob" => "the SSH blob, which SSH clients show",
        "spki" => {
            "the public key as SubjectPublicKeyInfo DER, for which the fingerprint uses another \
             hash"
        }
        "spki-pem" => "the public key as PEM, including the BEGIN and END lines",
        "pkcs1-public-key" => "the public key as RSAPublicKey DER",
        "modulus" => "the line that openssl rsa -modulus prints",
        "pkcs1" => "the private key as RSAPrivateKey DER, which is the content of the file",
        "pkcs8" => "the private key as PKCS#8 DER, for which the fingerprint uses another hash",
        "pkcs8-pem" => "the private key as PKCS#8 PEM, including the BEGIN and END lines",
        "file" => "the unchanged private key file",
        _ => unreachable!("there is no digest of {input}"),
    }
}

/// A private key with a text that is not its fingerprint.
fn differs(name: &str, comment: &str, input: (&str, &str), twin: &str) -> Case {
    let rules = ["fingerprint/verifies"];
    Case::fingerprint(id(name), &rules, comment, input, false, &id(twin)).document(SECTION)
}

fn id(name: &str) -> String {
    format!("fingerprint/{name}")
}

impl FingerprintKind {
    const BOTH: [Self; 2] = [Self::Created, Self::Imported];

    const fn name(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Imported => "imported",
        }
    }

    const fn rule(self) -> &'static str {
        match self {
            Self::Created => "fingerprint/local-created",
            Self::Imported => "fingerprint/local-imported",
        }
    }

    fn of(self, key: &Key) -> &str {
        match self {
            Self::Created => &key.created,
            Self::Imported => &key.imported,
        }
    }

    /// The command that computes it.
    fn command(self, key: &Key) -> String {
        match self {
            Self::Created => key.created_command(),
            Self::Imported => key.provenance().1,
        }
    }
}
