//! The table of all allowed disagreements between oracles and vectors, with their reasons.
//!
//! Each line names the oracles, how they differ, the flag that a vector must have, what the oracles do, and
//! the first version that does so if not all versions do. Verification fails on a difference without a line
//! here, and on a line that no vector needs, if the tool has the version recorded in `vectors/generator/confirmations.json`.
//! With another version, both are only reported.

use keyproof::vector::file::Difference::{self, Hangs, ReadsAnother, Refuses, Takes};
use keyproof::vector::file::Disagreement;

/// An allowed disagreement.
struct Line {
    /// The oracles, by name.
    oracles: &'static [&'static str],
    /// How they differ.
    difference: Difference,
    /// The flag of the affected vectors.
    flag: &'static str,
    /// The first version that differs, if not all versions do.
    since: Option<&'static str>,
    /// What the oracles do.
    why: &'static str,
}

const ASYNCSSH: &str = "asyncssh";
const ERLANG: &str = "erlang";
const JAVA: &str = "java";
const LIBRARY: &str = "openssl-library";
const OPENSSL: &str = "openssl";
const PHPSECLIB: &str = "phpseclib";
const PUTTYGEN: &str = "puttygen";
const SSH_KEYGEN: &str = "ssh-keygen";

const ALL_OPENSSL: &[&str] = &[OPENSSL, LIBRARY];
const BLIND_TO_MODES: &[&str] = &[OPENSSL, LIBRARY, PUTTYGEN, PHPSECLIB];
const READERS_OF_PRIVATE_KEYS: &[&str] = &[OPENSSL, LIBRARY, SSH_KEYGEN, PUTTYGEN, PHPSECLIB];

/// All allowed disagreements.
const LINES: &[Line] = &[
    // Keys.
    differ(ALL_OPENSSL, Takes, "UnsupportedLength", "any length is accepted"),
    differ(&[SSH_KEYGEN], Takes, "UnsupportedLength", "1024 to 16384 bits are accepted"),
    differ(&[SSH_KEYGEN], Takes, "ExponentNotRsa", "the exponent is not checked"),
    differ(ALL_OPENSSL, Takes, "RestrictedRsa", "a key for RSASSA-PSS is read as an RSA key"),
    differ(&[SSH_KEYGEN], Takes, "SshCertificate", "the key in the certificate is read"),
    // Base64.
    differ(&[OPENSSL, SSH_KEYGEN], Takes, "Base64Stranger", "white space inside a line is ignored"),
    differ(
        &[OPENSSL, SSH_KEYGEN],
        Takes,
        "Base64Padding",
        "white space before the padding is ignored",
    ),
    differ(ALL_OPENSSL, Takes, "Base64UnusedBits", "the unused bits are dropped"),
    differ(&[OPENSSL], Takes, "PemArmour", "lines of dashes are skipped"),
    differ(&[LIBRARY], Takes, "Base64Padding", "an equals sign is decoded as zeros"),
    differ(&[LIBRARY], Takes, "Base64Stranger", "data after the DER is ignored"),
    differ(&[LIBRARY], Takes, "Base64TextAfterPadding", "an equals sign is decoded as zeros"),
    differ(ALL_OPENSSL, Takes, "TextBesideBase64", "text before and after the base64 is skipped"),
    // DER.
    differ(ALL_OPENSSL, Takes, "AlgorithmIdentifier", "X.500's identifier is accepted for RSA"),
    differ(ALL_OPENSSL, Takes, "AlgorithmParameters", "the parameters of RSA are not checked"),
    differ(ALL_OPENSSL, Takes, "BerLength", "every form of length in BER is accepted"),
    differ(&[LIBRARY], Takes, "BerLengthZeros", "every form of length in BER is accepted"),
    // 3.0.20 refuses these.
    differ(&[OPENSSL], Takes, "BerLengthZeros", "every form of length in BER is accepted")
        .since("3.0.22"),
    differ(ALL_OPENSSL, Takes, "DerTag", "every form of tag in BER is accepted"),
    differ(ALL_OPENSSL, Takes, "DerBitString", "segments and unused bits are accepted"),
    differ(
        ALL_OPENSSL,
        Takes,
        "DerInteger",
        "any integer is accepted, even zero or a negative one",
    ),
    differ(ALL_OPENSSL, Takes, "DerArrangement", "an exponent larger than the modulus is accepted"),
    differ(ALL_OPENSSL, Takes, "DerTrailingData", "data after the key is ignored"),
    differ(ALL_OPENSSL, Takes, "TwoKeysInBase64Der", "data after the key is ignored"),
    differ(&[OPENSSL], Takes, "OtherStructure", "a PKCS#1 public key is accepted"),
    // OpenSSH lines and SSH blobs.
    differ(
        &[SSH_KEYGEN],
        Takes,
        "BlobType",
        "short names and names of signature algorithms are accepted",
    ),
    differ(
        &[SSH_KEYGEN],
        Takes,
        "LabelIgnored",
        "short names and names of signature algorithms are accepted",
    ),
    differ(&[SSH_KEYGEN], Takes, "MpintRedundant", "redundant zeros are dropped"),
    differ(&[SSH_KEYGEN], Takes, "SecondKey", "the first line that is a key is read"),
    // RFC 4716: ssh-keygen skips lines with four dashes and lines with a colon wherever they are, up to the
    // word END. The remaining lines are the body.
    differ(
        &[SSH_KEYGEN],
        Takes,
        "Rfc4716Marker",
        "four dashes count as a marker, and no marker is required",
    ),
    differ(&[SSH_KEYGEN], Takes, "Rfc4716HeaderInBody", "headers are skipped wherever they are"),
    differ(&[SSH_KEYGEN], Takes, "Rfc4716Body", "markers are skipped wherever they are"),
    differ(&[SSH_KEYGEN], Takes, "Rfc4716TextAround", "text after the end marker is ignored"),
    differ(&[SSH_KEYGEN], Takes, "Rfc4716TwoKeys", "text after the end marker is ignored"),
    differ(
        &[SSH_KEYGEN],
        Refuses,
        "Rfc4716Header",
        "the word END in a header counts as the end marker",
    ),
    differ(
        &[SSH_KEYGEN],
        Refuses,
        "Rfc4716Continuation",
        "a marker is never the continuation of a header",
    ),
    // Files in none of the three formats.
    differ(&[SSH_KEYGEN], Takes, "PrivateKeyMaterial", "the public half is output"),
    differ(&[OPENSSL], Takes, "PrivateKeyMaterial", "data after the key is ignored"),
    differ(&[SSH_KEYGEN], Takes, "PuttyPublicPart", "lines with a colon are skipped"),
    // Private keys.
    differ(BLIND_TO_MODES, Takes, "FilePermissions", "file modes are not checked"),
    differ(
        READERS_OF_PRIVATE_KEYS,
        Takes,
        "PrivateKeyForm",
        "parts of the encoding are not checked",
    ),
    differ(
        READERS_OF_PRIVATE_KEYS,
        Takes,
        "PrivateKeyLabel",
        "labels are compared only partly or not at all",
    ),
    differ(READERS_OF_PRIVATE_KEYS, Takes, "PrivateKeyNumbers", "not all numbers are compared"),
    differ(
        &[PUTTYGEN],
        Refuses,
        "PrivateKeyLayout",
        "PEM must start the file, and a marker must end its line",
    ),
    differ(&[PUTTYGEN], Hangs, "PrivateKeyEnd", "it reads beyond the end of the file"),
    differ(&[PHPSECLIB], Takes, "PrivateKeyEnd", "the last line is not checked"),
    // Java, which reads base64 DER and private keys in PKCS#8.
    differ(&[JAVA], Takes, "UnsupportedLength", "512 to 16384 bits are accepted"),
    differ(
        &[JAVA],
        Takes,
        "AlgorithmIdentifier",
        "identifiers of RSA signatures are accepted for RSA keys",
    ),
    differ(&[JAVA], Takes, "AlgorithmParameters", "the parameters of RSA are not checked"),
    differ(&[JAVA], Takes, "Base64Padding", "missing padding is accepted"),
    differ(&[JAVA], Takes, "Base64UnusedBits", "the unused bits are dropped"),
    differ(&[JAVA], Takes, "TextBesideBase64", "data after the key is ignored"),
    differ(&[JAVA], Takes, "BerLength", "every form of length in BER is accepted"),
    differ(&[JAVA], Takes, "BerLengthZeros", "every form of length in BER is accepted"),
    differ(&[JAVA], Takes, "DerBitString", "unused bits are set to zero"),
    differ(&[JAVA], Takes, "DerInteger", "the sign of numbers is ignored"),
    differ(&[JAVA], Takes, "DerTrailingData", "data after the key is ignored"),
    differ(&[JAVA], Takes, "TwoKeysInBase64Der", "data after the key is ignored"),
    differ(&[JAVA], Takes, "PrivateKeyForm", "parts of the encoding are not checked"),
    // PuTTYgen. It treats an RFC 4716 header as one line, and skips characters in a body that are not base64.
    differ(&[PUTTYGEN], Takes, "UnsupportedLength", "any length is accepted"),
    differ(&[PUTTYGEN], Takes, "ExponentNotRsa", "an even exponent is accepted"),
    differ(&[PUTTYGEN], Takes, "SshCertificate", "the key in the certificate is read"),
    differ(&[PUTTYGEN], Takes, "Ssh1Key", "SSH-1 public keys are read"),
    differ(
        &[PUTTYGEN],
        Takes,
        "Base64CharacterLost",
        "characters after the last whole group are dropped",
    ),
    differ(&[PUTTYGEN], Takes, "Base64Padding", "padding is accepted anywhere"),
    differ(&[PUTTYGEN], Takes, "Base64TextAfterPadding", "padding is accepted anywhere"),
    differ(&[PUTTYGEN], Takes, "Base64UnusedBits", "the unused bits are dropped"),
    differ(&[PUTTYGEN], Takes, "BlobLength", "data after the key in the blob is ignored"),
    differ(&[PUTTYGEN], Takes, "BlobTrailingData", "data after the key in the blob is ignored"),
    differ(&[PUTTYGEN], Takes, "SecondKey", "the first line is read"),
    differ(
        &[PUTTYGEN],
        Takes,
        "PrivateKeyMaterial",
        "the public half, or a public key beside it, is output",
    ),
    differ(&[PUTTYGEN], Takes, "Rfc4716Body", "characters that are not base64 are skipped"),
    differ(&[PUTTYGEN], Takes, "Rfc4716HeaderInBody", "characters that are not base64 are skipped"),
    differ(&[PUTTYGEN], Takes, "Rfc4716Continuation", "a header is always one line"),
    differ(&[PUTTYGEN], Takes, "Rfc4716Marker", "text after the end marker is ignored"),
    differ(&[PUTTYGEN], Takes, "Rfc4716TextAround", "text after the end marker is ignored"),
    differ(&[PUTTYGEN], Takes, "Rfc4716TwoKeys", "text after the first key is ignored"),
    differ(
        &[PUTTYGEN],
        ReadsAnother,
        "Rfc4716TwoKeys",
        "a header is always one line, and its continuation is read as the key",
    ),
    differ(
        &[PUTTYGEN],
        Refuses,
        "Rfc4716Continuation",
        "a header is always one line, and its continuation is read as the key",
    ),
    differ(&[PUTTYGEN], Refuses, "Rfc4716Header", "only two headers are known"),
    differ(
        &[PUTTYGEN],
        Hangs,
        "Rfc4716Continuation",
        "without an end marker, it reads beyond the end of the file",
    ),
    differ(
        &[PUTTYGEN],
        Hangs,
        "Rfc4716Layout",
        "without an end marker, it reads beyond the end of the file",
    ),
    differ(
        &[PUTTYGEN],
        Hangs,
        "Rfc4716Marker",
        "without an end marker, it reads beyond the end of the file",
    ),
    // Erlang, which reads the two SSH formats. Its decoder skips characters that are not base64.
    differ(&[ERLANG], Refuses, "CommentOfWords", "a line must not have more than three words"),
    differ(&[ERLANG], Takes, "Enclosed", "the word before the base64 is not checked"),
    differ(&[ERLANG], Takes, "LabelIgnored", "the word before the base64 is not checked"),
    differ(&[ERLANG], Takes, "TextAroundKey", "the word before the base64 is not checked"),
    differ(&[ERLANG], Takes, "UnsupportedLength", "any length is accepted"),
    differ(&[ERLANG], Takes, "ExponentNotRsa", "an even exponent is accepted"),
    differ(&[ERLANG], Takes, "ModulusTooLong", "any length is accepted"),
    differ(&[ERLANG], Takes, "ModulusZero", "any number is accepted"),
    differ(&[ERLANG], Takes, "MpintNegative", "negative numbers are accepted unchanged"),
    differ(&[ERLANG], Takes, "Base64Padding", "any padding is accepted"),
    differ(&[ERLANG], Takes, "Base64Stranger", "characters that are not base64 are skipped"),
    differ(&[ERLANG], Takes, "Base64UnusedBits", "the unused bits are dropped"),
    differ(&[ERLANG], Takes, "BlobLength", "data after the key in the blob is ignored"),
    differ(&[ERLANG], Takes, "BlobTrailingData", "data after the key in the blob is ignored"),
    differ(&[ERLANG], Takes, "MpintRedundant", "redundant zeros are dropped"),
    differ(&[ERLANG], Takes, "Rfc4716Body", "characters that are not base64 are skipped"),
    differ(&[ERLANG], Takes, "Rfc4716Continuation", "characters that are not base64 are skipped"),
    differ(
        &[ERLANG],
        Refuses,
        "Rfc4716Continuation",
        "a backslash before CR LF does not continue the header",
    ),
    differ(&[ERLANG], Takes, "Rfc4716HeaderInBody", "characters that are not base64 are skipped"),
    differ(&[ERLANG], Takes, "Rfc4716TwoKeys", "data after the first key in the body is ignored"),
    // AsyncSSH. Python's decoder skips characters that are not base64, and ends at the first padding.
    differ(&[ASYNCSSH], Takes, "UnsupportedLength", "any length is accepted"),
    differ(&[ASYNCSSH], Takes, "BinaryKey", "binary DER is read"),
    differ(&[ASYNCSSH], Takes, "PemArmour", "keys in PEM are read"),
    differ(&[ASYNCSSH], Takes, "Base64Padding", "text after the first padding is ignored"),
    differ(&[ASYNCSSH], Takes, "Base64TextAfterPadding", "text after the first padding is ignored"),
    differ(&[ASYNCSSH], Takes, "Base64Stranger", "characters that are not base64 are skipped"),
    differ(&[ASYNCSSH], Takes, "Base64UnusedBits", "the unused bits are dropped"),
    differ(&[ASYNCSSH], Takes, "MpintRedundant", "redundant zeros are dropped"),
    differ(
        &[ASYNCSSH],
        Takes,
        "SeparatorNotBlank",
        "every white-space character of Python separates fields",
    ),
    differ(&[ASYNCSSH], Takes, "SecondKey", "the first key is read"),
    differ(
        &[ASYNCSSH],
        Takes,
        "PrivateKeyMaterial",
        "the public half, or a public key beside it, is output",
    ),
    differ(&[ASYNCSSH], Takes, "Rfc4716Body", "characters that are not base64 are skipped"),
    differ(&[ASYNCSSH], Takes, "Rfc4716Continuation", "white space after a backslash is ignored"),
    differ(&[ASYNCSSH], Refuses, "Rfc4716Continuation", "white space after a backslash is ignored"),
    differ(&[ASYNCSSH], Takes, "Rfc4716Marker", "text outside the first two markers is ignored"),
    differ(
        &[ASYNCSSH],
        Takes,
        "Rfc4716TextAround",
        "text outside the first two markers is ignored",
    ),
    differ(&[ASYNCSSH], Takes, "Rfc4716TwoKeys", "text outside the first key is ignored"),
];

/// Returns the disagreements for a flag.
pub(super) fn on(flag: &str) -> Vec<Disagreement> {
    let lines = LINES.iter().filter(|line| line.flag == flag);
    let disagreement = |line: &Line| Disagreement {
        oracles: line.oracles.iter().map(|name| (*name).to_owned()).collect(),
        difference: line.difference,
        since: line.since.map(str::to_owned),
        until: None,
        why: line.why.to_owned(),
    };
    lines.map(disagreement).collect()
}

const fn differ(
    oracles: &'static [&'static str],
    difference: Difference,
    flag: &'static str,
    why: &'static str,
) -> Line {
    Line { oracles, difference, flag, since: None, why }
}

impl Line {
    /// Restricts the line to this version of the oracles and later ones.
    const fn since(self, version: &'static str) -> Self {
        Self { since: Some(version), ..self }
    }
}
