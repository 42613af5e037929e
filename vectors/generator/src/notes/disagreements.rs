//! Where oracles and vectors disagree, and why: the one table of it.
//!
//! Each line says which oracles, how they differ, which flag a vector must have for that, and what the oracles
//! do; if only some versions of the oracles differ so, which. A difference without a line here is an error when
//! vectors are verified, and so is a line that no vector needs, if the tool is of the version that
//! `vectors/oracles.json` has; of another version, either is reported.

use keyproof::vector::file::Difference::{self, Hangs, ReadsAnother, Refuses, Takes};
use keyproof::vector::file::Disagreement;

/// A disagreement that is allowed.
struct Line {
    /// The oracles, by name.
    oracles: &'static [&'static str],
    /// How they differ.
    difference: Difference,
    /// The flag of the vectors that it is about.
    flag: &'static str,
    /// The first version that does so, if not all do.
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

/// All of them.
const LINES: &[Line] = &[
    // Keys.
    differ(ALL_OPENSSL, Takes, "UnsupportedLength", "any length will do"),
    differ(&[SSH_KEYGEN], Takes, "UnsupportedLength", "1024 to 16384 bits will do"),
    differ(&[SSH_KEYGEN], Takes, "ExponentNotRsa", "the exponent isn't looked at"),
    differ(ALL_OPENSSL, Takes, "RestrictedRsa", "a key for RSASSA-PSS is an RSA key too"),
    differ(&[SSH_KEYGEN], Takes, "SshCertificate", "the key in the certificate is taken"),
    // Base64.
    differ(&[OPENSSL, SSH_KEYGEN], Takes, "Base64Stranger", "blanks in a line don't count"),
    differ(&[OPENSSL, SSH_KEYGEN], Takes, "Base64Padding", "blanks before it don't count"),
    differ(ALL_OPENSSL, Takes, "Base64UnusedBits", "the bits are dropped"),
    differ(&[OPENSSL], Takes, "PemArmour", "lines of dashes are passed over"),
    differ(&[LIBRARY], Takes, "Base64Padding", "an equals sign is read as zeros"),
    differ(&[LIBRARY], Takes, "Base64Stranger", "what stands behind the DER isn't read"),
    differ(&[LIBRARY], Takes, "Base64TextAfterPadding", "an equals sign is read as zeros"),
    differ(ALL_OPENSSL, Takes, "TextBesideBase64", "text before and behind is passed over"),
    // DER.
    differ(ALL_OPENSSL, Takes, "AlgorithmIdentifier", "X.500's identifier means RSA too"),
    differ(ALL_OPENSSL, Takes, "AlgorithmParameters", "parameters of RSA aren't looked at"),
    differ(ALL_OPENSSL, Takes, "BerLength", "lengths may have any form that BER has"),
    differ(&[LIBRARY], Takes, "BerLengthZeros", "lengths may have any form that BER has"),
    // 3.0.20 refuses these.
    differ(&[OPENSSL], Takes, "BerLengthZeros", "lengths may have any form that BER has")
        .since("3.0.22"),
    differ(ALL_OPENSSL, Takes, "DerTag", "tags may have any form that BER has"),
    differ(ALL_OPENSSL, Takes, "DerBitString", "parts and unused bits are allowed"),
    differ(ALL_OPENSSL, Takes, "DerInteger", "any integer will do, zero and less too"),
    differ(ALL_OPENSSL, Takes, "DerArrangement", "the exponent may exceed the modulus"),
    differ(ALL_OPENSSL, Takes, "DerTrailingData", "what stands behind the key isn't read"),
    differ(ALL_OPENSSL, Takes, "TwoKeysInBase64Der", "what stands behind the key isn't read"),
    differ(&[OPENSSL], Takes, "OtherStructure", "a public key may be PKCS#1 as well"),
    // OpenSSH lines and SSH blobs.
    differ(&[SSH_KEYGEN], Takes, "BlobType", "short names and names of signatures will do"),
    differ(&[SSH_KEYGEN], Takes, "LabelIgnored", "short names and names of signatures will do"),
    differ(&[SSH_KEYGEN], Takes, "MpintRedundant", "redundant zeros are dropped"),
    differ(&[SSH_KEYGEN], Takes, "SecondKey", "the first line that is a key is read"),
    // RFC 4716: lines of four dashes and lines with a colon are passed over wherever they are, up to the
    // word END; what is left is the body.
    differ(&[SSH_KEYGEN], Takes, "Rfc4716Marker", "four dashes will do, and none at all"),
    differ(&[SSH_KEYGEN], Takes, "Rfc4716HeaderInBody", "headers may be anywhere"),
    differ(&[SSH_KEYGEN], Takes, "Rfc4716Body", "markers may be anywhere"),
    differ(&[SSH_KEYGEN], Takes, "Rfc4716TextAround", "what is behind the end isn't read"),
    differ(&[SSH_KEYGEN], Takes, "Rfc4716TwoKeys", "what is behind the end isn't read"),
    differ(&[SSH_KEYGEN], Refuses, "Rfc4716Header", "the end may be inside a header"),
    differ(&[SSH_KEYGEN], Refuses, "Rfc4716Continuation", "no marker continues a header"),
    // What is in none of the three formats.
    differ(&[SSH_KEYGEN], Takes, "PrivateKeyMaterial", "the public half is given out"),
    differ(&[OPENSSL], Takes, "PrivateKeyMaterial", "what stands behind the key isn't read"),
    differ(&[SSH_KEYGEN], Takes, "PuttyPublicPart", "lines with a colon are passed over"),
    // Private keys.
    differ(BLIND_TO_MODES, Takes, "FilePermissions", "modes aren't looked at"),
    differ(READERS_OF_PRIVATE_KEYS, Takes, "PrivateKeyForm", "some of the form isn't looked at"),
    differ(
        READERS_OF_PRIVATE_KEYS,
        Takes,
        "PrivateKeyLabel",
        "labels are compared in part or not at all",
    ),
    differ(READERS_OF_PRIVATE_KEYS, Takes, "PrivateKeyNumbers", "the numbers aren't all compared"),
    differ(&[PUTTYGEN], Refuses, "PrivateKeyLayout", "PEM starts the file, and markers end a line"),
    differ(&[PUTTYGEN], Hangs, "PrivateKeyEnd", "it reads on past the end"),
    differ(&[PHPSECLIB], Takes, "PrivateKeyEnd", "the last line isn't looked at"),
    // Java, which is asked of base64 DER, and of private keys in PKCS#8.
    differ(&[JAVA], Takes, "UnsupportedLength", "512 to 16384 bits will do"),
    differ(&[JAVA], Takes, "AlgorithmIdentifier", "identifiers of signatures by RSA mean RSA too"),
    differ(&[JAVA], Takes, "AlgorithmParameters", "parameters of RSA aren't looked at"),
    differ(&[JAVA], Takes, "Base64Padding", "padding may be left out"),
    differ(&[JAVA], Takes, "Base64UnusedBits", "the bits are dropped"),
    differ(&[JAVA], Takes, "TextBesideBase64", "what stands behind the key isn't read"),
    differ(&[JAVA], Takes, "BerLength", "lengths may have any form that BER has"),
    differ(&[JAVA], Takes, "BerLengthZeros", "lengths may have any form that BER has"),
    differ(&[JAVA], Takes, "DerBitString", "unused bits are set to zero"),
    differ(&[JAVA], Takes, "DerInteger", "numbers are taken without their sign"),
    differ(&[JAVA], Takes, "DerTrailingData", "what stands behind the key isn't read"),
    differ(&[JAVA], Takes, "TwoKeysInBase64Der", "what stands behind the key isn't read"),
    differ(&[JAVA], Takes, "PrivateKeyForm", "some of the form isn't looked at"),
    // PuTTYgen. An RFC 4716 header is one line to it, and what isn't base64's is passed over in a body.
    differ(&[PUTTYGEN], Takes, "UnsupportedLength", "any length will do"),
    differ(&[PUTTYGEN], Takes, "ExponentNotRsa", "an even exponent will do"),
    differ(&[PUTTYGEN], Takes, "SshCertificate", "the key in the certificate is taken"),
    differ(&[PUTTYGEN], Takes, "Ssh1Key", "public keys of SSH-1 are read too"),
    differ(&[PUTTYGEN], Takes, "Base64CharacterLost", "characters beyond whole groups are dropped"),
    differ(&[PUTTYGEN], Takes, "Base64Padding", "padding may be anywhere"),
    differ(&[PUTTYGEN], Takes, "Base64TextAfterPadding", "padding may be anywhere"),
    differ(&[PUTTYGEN], Takes, "Base64UnusedBits", "the bits are dropped"),
    differ(&[PUTTYGEN], Takes, "BlobLength", "what stands behind the key in the blob isn't read"),
    differ(
        &[PUTTYGEN],
        Takes,
        "BlobTrailingData",
        "what stands behind the key in the blob isn't read",
    ),
    differ(&[PUTTYGEN], Takes, "SecondKey", "the first line is read"),
    differ(
        &[PUTTYGEN],
        Takes,
        "PrivateKeyMaterial",
        "the public half, or a public key beside it, is given out",
    ),
    differ(&[PUTTYGEN], Takes, "Rfc4716Body", "what isn't base64's is passed over"),
    differ(&[PUTTYGEN], Takes, "Rfc4716HeaderInBody", "what isn't base64's is passed over"),
    differ(&[PUTTYGEN], Takes, "Rfc4716Continuation", "a header is one line"),
    differ(&[PUTTYGEN], Takes, "Rfc4716Marker", "what is behind the end isn't read"),
    differ(&[PUTTYGEN], Takes, "Rfc4716TextAround", "what is behind the end isn't read"),
    differ(&[PUTTYGEN], Takes, "Rfc4716TwoKeys", "what is behind the first key isn't read"),
    differ(
        &[PUTTYGEN],
        ReadsAnother,
        "Rfc4716TwoKeys",
        "a header is one line, and what continues it is the key",
    ),
    differ(
        &[PUTTYGEN],
        Refuses,
        "Rfc4716Continuation",
        "a header is one line, and what continues it is the key",
    ),
    differ(&[PUTTYGEN], Refuses, "Rfc4716Header", "no headers but two are known"),
    differ(
        &[PUTTYGEN],
        Hangs,
        "Rfc4716Continuation",
        "without an end marker it reads on past the end",
    ),
    differ(&[PUTTYGEN], Hangs, "Rfc4716Layout", "without an end marker it reads on past the end"),
    differ(&[PUTTYGEN], Hangs, "Rfc4716Marker", "without an end marker it reads on past the end"),
    // Erlang, which is asked of the two SSH formats. Its base64 passes over what isn't base64's.
    differ(&[ERLANG], Refuses, "CommentOfWords", "a line has three words and no more"),
    differ(&[ERLANG], Takes, "Enclosed", "the word in front of the base64 isn't looked at"),
    differ(&[ERLANG], Takes, "LabelIgnored", "the word in front of the base64 isn't looked at"),
    differ(&[ERLANG], Takes, "TextAroundKey", "the word in front of the base64 isn't looked at"),
    differ(&[ERLANG], Takes, "UnsupportedLength", "any length will do"),
    differ(&[ERLANG], Takes, "ExponentNotRsa", "an even exponent will do"),
    differ(&[ERLANG], Takes, "ModulusTooLong", "any length will do"),
    differ(&[ERLANG], Takes, "ModulusZero", "any number will do"),
    differ(&[ERLANG], Takes, "MpintNegative", "negative numbers are taken as they are"),
    differ(&[ERLANG], Takes, "Base64Padding", "padding is taken as it comes"),
    differ(&[ERLANG], Takes, "Base64Stranger", "what isn't base64's is passed over"),
    differ(&[ERLANG], Takes, "Base64UnusedBits", "the bits are dropped"),
    differ(&[ERLANG], Takes, "BlobLength", "what stands behind the key in the blob isn't read"),
    differ(
        &[ERLANG],
        Takes,
        "BlobTrailingData",
        "what stands behind the key in the blob isn't read",
    ),
    differ(&[ERLANG], Takes, "MpintRedundant", "redundant zeros are dropped"),
    differ(&[ERLANG], Takes, "Rfc4716Body", "what isn't base64's is passed over"),
    differ(&[ERLANG], Takes, "Rfc4716Continuation", "what isn't base64's is passed over"),
    differ(
        &[ERLANG],
        Refuses,
        "Rfc4716Continuation",
        "a backslash before CR and LF continues nothing",
    ),
    differ(&[ERLANG], Takes, "Rfc4716HeaderInBody", "what isn't base64's is passed over"),
    differ(
        &[ERLANG],
        Takes,
        "Rfc4716TwoKeys",
        "what stands behind the first key in the body isn't read",
    ),
    // AsyncSSH. Python's base64 passes over what isn't base64's, and ends at the first padding.
    differ(&[ASYNCSSH], Takes, "UnsupportedLength", "any length will do"),
    differ(&[ASYNCSSH], Takes, "BinaryKey", "DER is read as it is"),
    differ(&[ASYNCSSH], Takes, "PemArmour", "keys in PEM are read too"),
    differ(&[ASYNCSSH], Takes, "Base64Padding", "what stands behind the first padding isn't read"),
    differ(
        &[ASYNCSSH],
        Takes,
        "Base64TextAfterPadding",
        "what stands behind the first padding isn't read",
    ),
    differ(&[ASYNCSSH], Takes, "Base64Stranger", "what isn't base64's is passed over"),
    differ(&[ASYNCSSH], Takes, "Base64UnusedBits", "the bits are dropped"),
    differ(&[ASYNCSSH], Takes, "MpintRedundant", "redundant zeros are dropped"),
    differ(&[ASYNCSSH], Takes, "SeparatorNotBlank", "whatever Python takes for a blank will do"),
    differ(&[ASYNCSSH], Takes, "SecondKey", "the first key is read"),
    differ(
        &[ASYNCSSH],
        Takes,
        "PrivateKeyMaterial",
        "the public half, or a public key beside it, is given out",
    ),
    differ(&[ASYNCSSH], Takes, "Rfc4716Body", "what isn't base64's is passed over"),
    differ(&[ASYNCSSH], Takes, "Rfc4716Continuation", "blanks behind a backslash don't count"),
    differ(&[ASYNCSSH], Refuses, "Rfc4716Continuation", "blanks behind a backslash don't count"),
    differ(
        &[ASYNCSSH],
        Takes,
        "Rfc4716Marker",
        "what is outside of the first two markers isn't read",
    ),
    differ(
        &[ASYNCSSH],
        Takes,
        "Rfc4716TextAround",
        "what is outside of the first two markers isn't read",
    ),
    differ(&[ASYNCSSH], Takes, "Rfc4716TwoKeys", "what is outside of the first key isn't read"),
];

/// Those on a flag.
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
    /// The same of this version of the oracles and of those behind it.
    const fn since(self, version: &'static str) -> Self {
        Self { since: Some(version), ..self }
    }
}
