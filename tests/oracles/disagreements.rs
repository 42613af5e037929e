//! Where tools and vectors may disagree, and why: the one table of it.
//!
//! Each line says which tools, how they differ, which flag a vector must have for that, and what the tools
//! do. A difference without a line here fails its test; so does a line that no vector needs. Versions:
//! OpenSSL 3.0.19 (the library also 3.6.3), OpenSSH 9.2p1, PuTTY 0.78.

use crate::comparison::Difference::{self, Hangs, Refuses, Takes};
use crate::tool::Tool::{self, Library, Openssl, Puttygen, SshKeygen};
use keyproof::vector::Vector;

/// A disagreement that is allowed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Disagreement {
    /// The tools.
    pub(crate) tools: &'static [Tool],
    /// How they differ.
    pub(crate) difference: Difference,
    /// What a vector must have for it.
    pub(crate) mark: Mark,
    /// What the tools do.
    pub(crate) why: &'static str,
}

/// What a vector must have for a disagreement to be allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// A flag.
    Flag(&'static str),
    /// This id: what the tools do concerns no other.
    Id(&'static str),
}

use Mark::{Flag, Id};

const OPENSSL: &[Tool] = &[Openssl, Library];
const PRIVATE: &[Tool] = &[Openssl, Library, SshKeygen, Puttygen];

/// All of them.
pub(crate) const ALL: &[Disagreement] = &[
    // Keys.
    allow(OPENSSL, Takes, Flag("UnsupportedLength"), "any length will do"),
    allow(&[SshKeygen], Takes, Flag("UnsupportedLength"), "1024 to 16384 bits will do"),
    allow(&[SshKeygen], Takes, Flag("ExponentNotRsa"), "the exponent isn't looked at"),
    allow(OPENSSL, Takes, Flag("RestrictedRsa"), "a key for RSASSA-PSS is an RSA key too"),
    allow(&[SshKeygen], Takes, Flag("SshCertificate"), "the key in the certificate is taken"),
    // Base64.
    allow(&[Openssl, SshKeygen], Takes, Flag("Base64Stranger"), "blanks in a line don't count"),
    allow(&[Openssl, SshKeygen], Takes, Flag("Base64Padding"), "blanks before it don't count"),
    allow(OPENSSL, Takes, Flag("Base64UnusedBits"), "the bits are dropped"),
    allow(&[Openssl], Takes, Flag("PemArmour"), "lines of dashes are passed over"),
    allow(&[Library], Takes, Flag("Base64Padding"), "an equals sign is read as zeros"),
    allow(&[Library], Takes, Flag("Base64Stranger"), "what stands behind the DER isn't read"),
    allow(&[Library], Takes, Flag("Base64TextAfterPadding"), "an equals sign is read as zeros"),
    allow(OPENSSL, Takes, Flag("TextBesideBase64"), "text before and behind is passed over"),
    // DER.
    allow(OPENSSL, Takes, Flag("AlgorithmIdentifier"), "X.500's identifier means RSA too"),
    allow(OPENSSL, Takes, Flag("AlgorithmParameters"), "parameters of RSA aren't looked at"),
    allow(OPENSSL, Takes, Flag("BerLength"), "lengths may have any form that BER has"),
    allow(OPENSSL, Takes, Flag("DerTag"), "tags may have any form that BER has"),
    allow(OPENSSL, Takes, Flag("DerBitString"), "parts and unused bits are allowed"),
    allow(OPENSSL, Takes, Flag("DerInteger"), "any integer will do, zero and less too"),
    allow(OPENSSL, Takes, Flag("DerArrangement"), "the exponent may exceed the modulus"),
    allow(OPENSSL, Takes, Flag("DerTrailingData"), "what stands behind the key isn't read"),
    allow(OPENSSL, Takes, Flag("TwoKeysInBase64Der"), "what stands behind the key isn't read"),
    allow(&[Openssl], Takes, Flag("OtherStructure"), "a public key may be PKCS#1 as well"),
    // OpenSSH lines and SSH blobs.
    allow(&[SshKeygen], Takes, Flag("BlobType"), "short names and names of signatures will do"),
    allow(&[SshKeygen], Takes, Flag("LabelIgnored"), "short names and names of signatures will do"),
    allow(&[SshKeygen], Takes, Flag("MpintRedundant"), "redundant zeros are dropped"),
    allow(&[SshKeygen], Takes, Flag("SecondKey"), "the first line that is a key is read"),
    // RFC 4716: lines of four dashes and lines with a colon are passed over wherever they are, up to the
    // word END; what is left is the body.
    allow(&[SshKeygen], Takes, Flag("Rfc4716Marker"), "four dashes will do, and none at all"),
    allow(&[SshKeygen], Takes, Flag("Rfc4716HeaderInBody"), "headers may be anywhere"),
    allow(&[SshKeygen], Takes, Flag("Rfc4716Body"), "markers may be anywhere"),
    allow(&[SshKeygen], Takes, Flag("Rfc4716TextAround"), "what is behind the end isn't read"),
    allow(&[SshKeygen], Takes, Flag("Rfc4716TwoKeys"), "what is behind the end isn't read"),
    allow(&[SshKeygen], Refuses, Flag("Rfc4716Header"), "the end may be inside a header"),
    allow(&[SshKeygen], Refuses, Flag("Rfc4716Continuation"), "no marker continues a header"),
    // What is in none of the three formats.
    allow(&[SshKeygen], Takes, Flag("PrivateKeyMaterial"), "the public half is given out"),
    allow(&[Openssl], Takes, Flag("PrivateKeyMaterial"), "what stands behind the key isn't read"),
    allow(&[SshKeygen], Takes, Flag("PuttyPublicPart"), "lines with a colon are passed over"),
    // Private keys.
    allow(&[Openssl, Library, Puttygen], Takes, Flag("FilePermissions"), "modes aren't looked at"),
    allow(PRIVATE, Takes, Flag("PrivateKeyForm"), "some of the form isn't looked at"),
    allow(PRIVATE, Takes, Flag("PrivateKeyLabel"), "labels are compared in part or not at all"),
    allow(PRIVATE, Takes, Flag("PrivateKeyNumbers"), "the numbers aren't all compared"),
    allow(&[Puttygen], Refuses, Id("private-key/pkcs1-behind-attributes"), "PEM starts the file"),
    allow(&[Puttygen], Refuses, Id("private-key/pkcs1-blanks-at-line-ends"), "markers end a line"),
    allow(&[Puttygen], Hangs, Id("private-key/cut-off-in-the-middle"), "it reads on past the end"),
    allow(&[Puttygen], Hangs, Id("private-key/end-cut-off"), "it reads on past the end"),
    allow(&[Puttygen], Hangs, Id("private-key/end-missing"), "it reads on past the end"),
];

/// The line that allows the difference between this tool and this vector.
pub(crate) fn allowed(
    tool: Tool,
    difference: Difference,
    vector: &Vector,
) -> Option<&'static Disagreement> {
    ALL.iter().find(|line| {
        line.tools.contains(&tool) && line.difference == difference && line.mark.is_on(vector)
    })
}

impl Mark {
    /// Whether the vector has it.
    pub(crate) fn is_on(self, vector: &Vector) -> bool {
        match self {
            Self::Flag(flag) => vector.flags.iter().any(|found| found == flag),
            Self::Id(id) => vector.id == id,
        }
    }

    /// The flag, or the id.
    pub(crate) const fn name(self) -> &'static str {
        let (Self::Flag(name) | Self::Id(name)) = self;
        name
    }
}

const fn allow(
    tools: &'static [Tool],
    difference: Difference,
    mark: Mark,
    why: &'static str,
) -> Disagreement {
    Disagreement { tools, difference, mark, why }
}
