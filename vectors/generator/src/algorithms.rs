//! Keys of other algorithms than RSA, in each format that can hold them.

use super::case::Case;
use super::keys::{self, rfc4716};
use keyproof::encoding::{base64, der, pem, ssh};
use keyproof::format::Format;

const SECTION: &str = "Importing Your Own Key Pair to Amazon EC2";

/// id-RSAES-OAEP, 1.2.840.113549.1.1.7 (RFC 4055 section 4.1), as content octets.
const RSAES_OAEP: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x07];

/// A key of another algorithm. `comment` says why it is tested, `binary` is its blob or DER.
struct Other {
    name: &'static str,
    flag: &'static str,
    comment: &'static str,
    binary: Vec<u8>,
}

/// Returns a vector of each key in each format that can hold it.
pub(super) fn cases() -> Vec<Case> {
    let (ssh, spki) = (ssh_keys(), spki_keys());
    let formats = [(Format::OpenSsh, &ssh), (Format::Rfc4716, &ssh), (Format::Base64Der, &spki)];
    let in_format = |(format, keys): (Format, &Vec<Other>)| {
        keys.iter().map(|key| case(format, key)).collect::<Vec<_>>()
    };
    formats.into_iter().flat_map(in_format).collect()
}

fn case(format: Format, key: &Other) -> Case {
    let material = match format {
        Format::OpenSsh => {
            format!("{} {} keyproof\n", key_type(&key.binary), base64::encode(&key.binary))
        }
        Format::Rfc4716 => rfc4716("Comment: \"keyproof\"\n", &key.binary),
        Format::Base64Der => base64::encode_wrapped(&key.binary, 64, "\n"),
    };
    let rule = if key.flag == "Dsa" { "import/no-dsa" } else { "import/rsa-only" };
    let twin = if key.name == "dsa-1024" { "bits-1024" } else { "bits-2048" };
    let id = format!("import/{format}/{}", key.name);
    let case = Case::refuse(id, &[rule], key.comment, material, &format!("import/{format}/{twin}"));
    let case = case.flag(key.flag).document(SECTION);
    match observed(format, key) {
        Some(what) => case.observed(what),
        None => case,
    }
}

/// Returns what EC2 did with such a key, where that was observed.
fn observed(format: Format, key: &Other) -> Option<&'static str> {
    match (key.name, format) {
        ("ed25519", Format::OpenSsh) => {
            Some("Refused with InvalidKey.Format until August 2021, and accepted since.")
        }
        ("ed25519", _) => {
            Some("Refused in 2026, when the same key as an OpenSSH line was accepted.")
        }
        ("ecdsa-256", Format::OpenSsh) => Some("Refused with InvalidKey.Format in 2026."),
        _ => None,
    }
}

/// SSH public key blobs (RFC 4253 section 6.6), in OpenSSH lines and in RFC 4716 files.
fn ssh_keys() -> Vec<Other> {
    let from_file = |name, file, flag, comment| Other { name, flag, comment, binary: blob(file) };
    vec![
        from_file(
            "dsa-1024",
            "openssh-dsa-1024.pub",
            "Dsa",
            "A DSA key of a supported RSA length; DSA is the only algorithm that the document \
             names and excludes.",
        ),
        from_file("ecdsa-256", "openssh-ecdsa-256.pub", "Ecdsa", "An ECDSA key on P-256."),
        from_file("ecdsa-384", "openssh-ecdsa-384.pub", "Ecdsa", "An ECDSA key on P-384."),
        from_file("ecdsa-521", "openssh-ecdsa-521.pub", "Ecdsa", "An ECDSA key on P-521."),
        from_file(
            "ed25519",
            "openssh-ed25519.pub",
            "EdDsa",
            "An Ed25519 key, which is what ssh-keygen generates by default today.",
        ),
        composed(
            "ed448",
            "EdDsa",
            "An Ed448 key (RFC 8709), whose type name starts like that of Ed25519.",
            &[b"ssh-ed448", &spki_bits("spki-ed448.pem")],
        ),
        security_key(
            "sk-ecdsa-256",
            b"sk-ecdsa-sha2-nistp256@openssh.com",
            "openssh-ecdsa-256.pub",
            "An ECDSA key of a security key, whose type name ends in a domain, `@openssh.com`.",
        ),
        security_key(
            "sk-ed25519",
            b"sk-ssh-ed25519@openssh.com",
            "openssh-ed25519.pub",
            "An Ed25519 key of a security key, whose type name has `ssh-` in the middle.",
        ),
        security_key(
            "webauthn-sk-ecdsa-256",
            b"webauthn-sk-ecdsa-sha2-nistp256@openssh.com",
            "openssh-ecdsa-256.pub",
            "The key type is the name of a signature that browsers make (WebAuthn), not of a key.",
        ),
        from_file(
            "certificate-rsa-2048",
            "openssh-cert-rsa-2048.pub",
            "SshCertificate",
            "An OpenSSH certificate for an RSA key of a supported length: its type starts with \
             ssh-rsa but is not ssh-rsa.",
        ),
        from_file(
            "certificate-dsa-1024",
            "openssh-cert-dsa-1024.pub",
            "SshCertificate",
            "An OpenSSH certificate for a DSA key.",
        ),
        from_file(
            "certificate-ecdsa-256",
            "openssh-cert-ecdsa-256.pub",
            "SshCertificate",
            "An OpenSSH certificate for an ECDSA key.",
        ),
        from_file(
            "certificate-ed25519",
            "openssh-cert-ed25519.pub",
            "SshCertificate",
            "An OpenSSH certificate for an Ed25519 key.",
        ),
        x509_key(),
    ]
}

/// SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7), in base64 DER files.
fn spki_keys() -> Vec<Other> {
    let from_file =
        |name, file, flag, comment| Other { name, flag, comment, binary: contents(file) };
    vec![
        from_file("dsa-1024", "spki-dsa-1024.pem", "Dsa", "A DSA key of a supported RSA length."),
        from_file(
            "dsa-2048",
            "spki-dsa-2048.pem",
            "Dsa",
            "A DSA key of 2048 bits, a length that exists in DER but not in SSH.",
        ),
        from_file("ecdsa-256", "spki-ec-p256.pem", "Ecdsa", "An elliptic-curve key on P-256."),
        from_file("ecdsa-384", "spki-ec-p384.pem", "Ecdsa", "An elliptic-curve key on P-384."),
        from_file("ecdsa-521", "spki-ec-p521.pem", "Ecdsa", "An elliptic-curve key on P-521."),
        from_file(
            "ecdsa-256-explicit",
            "spki-ec-p256-explicit.pem",
            "Ecdsa",
            "An elliptic-curve key whose curve is given by explicit parameters, not by its name.",
        ),
        from_file("ed25519", "spki-ed25519.pem", "EdDsa", "An Ed25519 key (RFC 8410)."),
        from_file("ed448", "spki-ed448.pem", "EdDsa", "An Ed448 key (RFC 8410)."),
        from_file(
            "x25519",
            "spki-x25519.pem",
            "KeyAgreement",
            "An X25519 key, which is as long as an Ed25519 key and differs in one octet of the \
             object identifier.",
        ),
        from_file(
            "dh-2048",
            "spki-dh-2048.pem",
            "KeyAgreement",
            "A Diffie-Hellman key with a prime of 2048 bits.",
        ),
        from_file(
            "rsa-pss-2048",
            "spki-rsa-pss-2048.pem",
            "RestrictedRsa",
            "An RSA key of a supported length that is restricted to PSS signatures, which SSH does \
             not use.",
        ),
        Other {
            name: "rsa-oaep-2048",
            flag: "RestrictedRsa",
            comment: "An RSA key of a supported length that is restricted to OAEP encryption, so \
                      it cannot sign.",
            binary: rsa_under(RSAES_OAEP),
        },
    ]
}

/// Builds a blob that consists of strings only.
fn composed(
    name: &'static str,
    flag: &'static str,
    comment: &'static str,
    strings: &[&[u8]],
) -> Other {
    let binary = strings.iter().flat_map(|string| ssh::write_string(string)).collect();
    Other { name, flag, comment, binary }
}

/// Builds the blob of a security key: the fields of the plain key under another type name, followed
/// by the application (OpenSSH, PROTOCOL.u2f).
fn security_key(name: &'static str, key_type: &[u8], plain: &str, comment: &'static str) -> Other {
    let plain = blob(plain);
    let plain_type = ssh::write_string(key_type_of(&plain));
    let numbers = plain.strip_prefix(plain_type.as_slice()).expect("a blob starts with its type");
    let binary =
        [ssh::write_string(key_type), numbers.to_vec(), ssh::write_string(b"ssh:")].concat();
    Other { name, flag: "SecurityKey", comment, binary }
}

/// An X.509 certificate as an SSH key: one certificate and no OCSP response (RFC 6187 section 2.1).
fn x509_key() -> Other {
    let certificate = ssh::write_string(&contents("x509-certificate.pem"));
    let [one, none] = [1_u32, 0].map(u32::to_be_bytes);
    let binary = [ssh::write_string(b"x509v3-ssh-rsa"), one.to_vec(), certificate, none.to_vec()];
    Other {
        name: "x509v3-rsa-2048",
        flag: "SshX509",
        comment: "An X.509 certificate as an SSH key (RFC 6187); the RSA key in it has a supported \
                  length.",
        binary: binary.concat(),
    }
}

/// Returns the key `2048` as a SubjectPublicKeyInfo with another object identifier and no
/// parameters.
fn rsa_under(object_identifier: &[u8]) -> Vec<u8> {
    let algorithm = der::write_sequence(&[&der::write(der::OBJECT_IDENTIFIER, object_identifier)]);
    let key = [&[0], contents("pkcs1-public.pem").as_slice()].concat();
    der::write_sequence(&[&algorithm, &der::write(der::BIT_STRING, &key)])
}

/// Returns the blob in an OpenSSH line of `vectors/keys/other/`.
fn blob(file: &str) -> Vec<u8> {
    let word = keys::text(&format!("other/{file}")).split(' ').nth(1);
    base64::decode(word.unwrap_or_default().as_bytes()).expect("ssh-keygen writes base64")
}

/// Returns the decoded contents of a PEM file of `vectors/keys/other/`.
fn contents(file: &str) -> Vec<u8> {
    let block = pem::read(keys::text(&format!("other/{file}")).as_bytes());
    block.expect("OpenSSL writes PEM").contents
}

/// Returns the key itself from the SubjectPublicKeyInfo of an EdDSA key: everything after a header
/// of twelve octets (RFC 8410 section 4).
fn spki_bits(file: &str) -> Vec<u8> {
    contents(file).split_off(12)
}

fn key_type(blob: &[u8]) -> String {
    String::from_utf8_lossy(key_type_of(blob)).into_owned()
}

/// Returns the type name at the start of a blob.
fn key_type_of(blob: &[u8]) -> &[u8] {
    ssh::string(&mut keyproof::encoding::Reader::new(blob)).expect("a blob starts with a string")
}
