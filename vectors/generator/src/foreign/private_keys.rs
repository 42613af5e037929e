//! Private keys: alone in every format, and together with other content.

use super::super::keys::{self, rfc4716, text};
use super::super::private_forms::{Numbers, OpenSsh, pkcs1_der, pkcs8, rsa_algorithm};
use super::Upload;
use super::notations::{dnssec, jwk, msblob, pvk, xml};
use keyproof::encoding::{base64, pem};

pub(super) fn uploads() -> Vec<Upload> {
    let uploads = [
        of_rsa(),
        of_other_algorithms(),
        in_other_notations(),
        in_binary(),
        beside_public_keys(),
        in_texts(),
    ];
    uploads.concat().into_iter().map(|upload| upload.flag("PrivateKeyMaterial")).collect()
}

/// RSA private keys in the formats of SSH software. A user uploads one by choosing the wrong one of two
/// files.
fn of_rsa() -> Vec<Upload> {
    let file = |name, file: &str, comment| Upload::new(name, comment, text(file));
    vec![
        file(
            "pkcs1-pem-private-key",
            "rsa/2048.pem",
            "The private key is PKCS#1 in PEM, as EC2 itself returns it.",
        ),
        file(
            "pkcs8-pem-private-key",
            "other/pkcs8.pem",
            "The private key is PKCS#8 in PEM, as openssl genpkey writes it.",
        ),
        file(
            "pkcs1-pem-private-key-encrypted",
            "other/pkcs1-encrypted.pem",
            "The private key is PKCS#1 with a passphrase; an encrypted private key must be refused \
             too.",
        ),
        file(
            "pkcs8-pem-private-key-encrypted",
            "other/pkcs8-encrypted.pem",
            "The private key is PKCS#8 with a passphrase; its label does not contain RSA.",
        ),
        file(
            "openssh-private-key",
            "other/openssh-private.pem",
            "The file is in OpenSSH's private key format, as ssh-keygen writes id_rsa; it contains \
             the public key unencrypted.",
        ),
        file(
            "openssh-private-key-encrypted",
            "other/openssh-private-encrypted.pem",
            "The file is in OpenSSH's private key format with a passphrase; it still contains the \
             public key unencrypted.",
        ),
        file(
            "ppk-2",
            "other/ppk-v2.ppk",
            "The file is in PuTTY's private key format, version 2; the public key comes first.",
        ),
        file("ppk-3", "other/ppk-v3.ppk", "The file is in PuTTY's private key format, version 3."),
        file(
            "ppk-3-encrypted",
            "other/ppk-v3-encrypted.ppk",
            "The file is in PuTTY's private key format with a passphrase; it still contains the \
             public key unencrypted.",
        ),
        file(
            "sshcom-private-key",
            "other/sshcom-private.txt",
            "The file is in ssh.com's private key format, whose markers and headers resemble those \
             of RFC 4716.",
        ),
        file(
            "pkcs12-base64",
            "other/pkcs12-base64.txt",
            "The file is PKCS#12 with certificate and private key in base64; it starts like base64 \
             DER.",
        ),
    ]
}

fn of_other_algorithms() -> Vec<Upload> {
    let file = |name, file: &str, comment| Upload::new(name, comment, text(file));
    vec![
        file(
            "sec1-pem-private-key-ecdsa",
            "other/sec1-ec-p256.pem",
            "The file is an ECDSA private key in SEC 1.",
        ),
        file(
            "pkcs8-pem-private-key-ecdsa",
            "other/pkcs8-ec-p256.pem",
            "The file is an ECDSA private key in PKCS#8.",
        ),
        file(
            "pkcs8-pem-private-key-dsa",
            "other/pkcs8-dsa-2048.pem",
            "The file is a DSA private key in PKCS#8.",
        ),
        file(
            "pkcs8-pem-private-key-ed25519",
            "other/pkcs8-ed25519.pem",
            "The file is an Ed25519 private key in PKCS#8; it is so short that no length limit \
             refuses it.",
        ),
        file(
            "openssh-private-key-dsa",
            "other/openssh-private-dsa-1024.pem",
            "The file is a DSA private key in OpenSSH's private key format.",
        ),
        file(
            "openssh-private-key-ecdsa",
            "other/openssh-private-ecdsa-256.pem",
            "The file is an ECDSA private key in OpenSSH's private key format.",
        ),
        file(
            "openssh-private-key-ed25519",
            "other/openssh-private-ed25519.pem",
            "The file is an Ed25519 private key in OpenSSH's format; even a service that accepts \
             Ed25519 must refuse it.",
        ),
        Upload::new(
            "age-private-key",
            "The file is a private key of age: X25519 in Bech32, on one short line.",
            "AGE-SECRET-KEY-19ZS9CPR5AQPTXEJTK5QV980GEZSLWK6NN9SY69US3D2RLK3CD5AQQSC2JY\n",
        ),
    ]
}

/// RSA private keys in the notations of software other than SSH.
fn in_other_notations() -> Vec<Upload> {
    let key = keys::key("2048");
    let numbers = Numbers::of(&key);
    let openssh = OpenSsh::of(numbers.clone()).write();
    vec![
        Upload::new(
            "jwk-private-key",
            "The input is a JSON Web Key (RFC 7518 section 6.3.2) that includes the private \
             members.",
            jwk(&numbers),
        ),
        Upload::new(
            "jwk-private-key-in-list",
            "The input is a list of one JSON Web Key with the private members.",
            format!("[{}]\n", jwk(&numbers).trim_end()),
        ),
        Upload::new(
            "xml-private-key",
            "The input is RSAKeyValue with the private parameters, as .NET exports it.",
            xml(&numbers),
        ),
        Upload::new(
            "dnssec-private-key",
            "The input is the key of a DNS zone as BIND stores it: each number on a line of its \
             own, in base64.",
            dnssec(&numbers),
        ),
        Upload::new(
            "openssh-private-key-without-armour",
            "The base64 of OpenSSH's private key format has no BEGIN and END lines, as in secret \
             stores.",
            base64::encode_wrapped(&openssh, 70, "\n"),
        ),
        Upload::new(
            "openssh-private-key-binary",
            "The file is the binary content of OpenSSH's private key format.",
            openssh,
        ),
        Upload::new(
            "pem-private-key-in-base64",
            "The private key file is encoded in base64 once more, as by a client that encodes \
             twice.",
            base64::encode(key.pem().as_bytes()),
        ),
        Upload::new(
            "pem-private-key-on-one-line",
            "The private key file has `\\n` instead of line breaks, as in an environment variable.",
            key.pem().replace('\n', "\\n"),
        ),
    ]
}

/// The structures of the PEM files without PEM and base64. None contains a byte that every text reader
/// refuses; those of the small keys are short enough for any length limit.
fn in_binary() -> Vec<Upload> {
    let key = keys::key("2048");
    let numbers = Numbers::of(&key);
    let pkcs1 = pkcs1_der(&key);
    let contents = |file| pem::read(text(file).as_bytes()).expect("tools write PEM").contents;
    let pkcs12: String = text("other/pkcs12-base64.txt").split_whitespace().collect();
    vec![
        Upload::new("binary-pkcs1-private-key", "The private key is binary PKCS#1.", pkcs1.clone()),
        Upload::new(
            "binary-pkcs8-private-key",
            "The private key is binary PKCS#8.",
            pkcs8(0, &rsa_algorithm(), &pkcs1),
        ),
        Upload::new(
            "binary-pkcs8-private-key-encrypted",
            "The private key is binary PKCS#8 with a passphrase.",
            contents("other/pkcs8-encrypted.pem"),
        ),
        Upload::new(
            "binary-pkcs8-private-key-ed25519",
            "The file is an Ed25519 private key in binary PKCS#8, which has only 48 octets.",
            contents("other/pkcs8-ed25519.pem"),
        ),
        Upload::new(
            "binary-sec1-private-key-ecdsa",
            "The file is an ECDSA private key in binary SEC 1.",
            contents("other/sec1-ec-p256.pem"),
        ),
        Upload::new(
            "binary-pkcs12",
            "The file is binary PKCS#12 with certificate and private key, as browsers export it.",
            base64::decode(pkcs12.as_bytes()).expect("the file holds base64"),
        ),
        Upload::new(
            "msblob-private-key",
            "The file is Microsoft's PRIVATEKEYBLOB.",
            msblob(&numbers),
        ),
        Upload::new(
            "pvk-private-key",
            "The file is Microsoft's PVK file without a password.",
            pvk(&numbers),
        ),
    ]
}

/// An acceptable public key and a private key in the same file.
fn beside_public_keys() -> Vec<Upload> {
    let key = keys::key("2048");
    let line = format!("{} keyproof\n", key.line());
    let der = base64::encode_wrapped(&key.der(), 64, "\n");
    let pem = key.pem();
    vec![
        Upload::new(
            "openssh-line-then-private-key",
            "The file contains both halves of the key pair, the public one first.",
            format!("{line}{pem}"),
        ),
        Upload::new(
            "private-key-then-openssh-line",
            "The file contains both halves of the key pair, the private one first.",
            format!("{pem}{line}"),
        ),
        Upload::new(
            "base64-der-then-private-key",
            "The private key follows the base64 DER.",
            format!("{der}{pem}"),
        ),
        Upload::new(
            "rfc4716-then-private-key",
            "The private key follows the end marker of an RFC 4716 file.",
            format!("{}{pem}", rfc4716("Comment: \"keyproof\"\n", &key.blob())),
        ),
        Upload::new(
            "certificate-then-private-key",
            "The file contains a certificate and its private key, as web servers require them.",
            format!("{}{pem}", text("other/x509-certificate.pem")),
        ),
    ]
}

/// A private key inside another text.
fn in_texts() -> Vec<Upload> {
    let key = keys::key("2048");
    let pem = key.pem();
    let indented = pem.replace('\n', "\n    ");
    let escaped = pem.trim_end().replace('\n', "\\n");
    vec![
        Upload::new(
            "bag-attributes-and-private-key",
            "Attributes precede the private key, as openssl pkcs12 prints them.",
            format!(
                "Bag Attributes\n    friendlyName: keyproof\nKey Attributes: <No Attributes>\n{pem}"
            ),
        ),
        Upload::new(
            "create-key-pair-answer",
            "The input is the command-line output of a key pair creation, whose KeyMaterial is the \
             private key.",
            format!(
                "{{\n    \"KeyFingerprint\": \"{}\",\n    \"KeyMaterial\": \"{escaped}\",\n    \
                 \"KeyName\": \"my-key-pair\"\n}}\n",
                key.created
            ),
        ),
        Upload::new(
            "cloud-init-private-key",
            "The input is a cloud-init document that sets the host key of an instance.",
            format!("#cloud-config\nssh_keys:\n  rsa_private: |\n    {indented}\n"),
        ),
    ]
}
