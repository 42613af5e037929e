//! Private keys: alone in every form, and where a person doesn't look for them.

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

/// The forms of an RSA key for SSH: the upload that a person makes who takes the wrong one of two files.
fn of_rsa() -> Vec<Upload> {
    let file = |name, file: &str, comment| Upload::new(name, comment, text(file));
    vec![
        file(
            "pkcs1-pem-private-key",
            "rsa/2048.pem",
            "PKCS#1, as EC2 itself gives a private key out.",
        ),
        file("pkcs8-pem-private-key", "other/pkcs8.pem", "PKCS#8, as openssl genpkey writes it."),
        file(
            "pkcs1-pem-private-key-encrypted",
            "other/pkcs1-encrypted.pem",
            "PKCS#1 under a passphrase: it is still the private key.",
        ),
        file(
            "pkcs8-pem-private-key-encrypted",
            "other/pkcs8-encrypted.pem",
            "PKCS#8 under a passphrase: its label has no RSA in it.",
        ),
        file(
            "openssh-private-key",
            "other/openssh-private.pem",
            "OpenSSH's own form, as ssh-keygen writes id_rsa: the public key stands in it in clear.",
        ),
        file(
            "openssh-private-key-encrypted",
            "other/openssh-private-encrypted.pem",
            "OpenSSH's own form under a passphrase: the public key stands in it in clear all the same.",
        ),
        file(
            "ppk-2",
            "other/ppk-v2.ppk",
            "PuTTY's own form, version 2: the public key comes first.",
        ),
        file("ppk-3", "other/ppk-v3.ppk", "PuTTY's own form, version 3."),
        file(
            "ppk-3-encrypted",
            "other/ppk-v3-encrypted.ppk",
            "PuTTY's own form under a passphrase: the public key stands in it in clear all the same.",
        ),
        file(
            "sshcom-private-key",
            "other/sshcom-private.txt",
            "The form of ssh.com: markers and headers as in RFC 4716, and a private key between.",
        ),
        file(
            "pkcs12-base64",
            "other/pkcs12-base64.txt",
            "PKCS#12 in base64: certificate and private key, and it starts as base64 DER does.",
        ),
    ]
}

fn of_other_algorithms() -> Vec<Upload> {
    let file = |name, file: &str, comment| Upload::new(name, comment, text(file));
    vec![
        file(
            "sec1-pem-private-key-ecdsa",
            "other/sec1-ec-p256.pem",
            "An ECDSA key as SEC 1 has it.",
        ),
        file("pkcs8-pem-private-key-ecdsa", "other/pkcs8-ec-p256.pem", "An ECDSA key as PKCS#8."),
        file("pkcs8-pem-private-key-dsa", "other/pkcs8-dsa-2048.pem", "A DSA key as PKCS#8."),
        file(
            "pkcs8-pem-private-key-ed25519",
            "other/pkcs8-ed25519.pem",
            "An Ed25519 key as PKCS#8: so short that no limit of length stops it.",
        ),
        file(
            "openssh-private-key-dsa",
            "other/openssh-private-dsa-1024.pem",
            "A DSA key in OpenSSH's own form.",
        ),
        file(
            "openssh-private-key-ecdsa",
            "other/openssh-private-ecdsa-256.pem",
            "An ECDSA key in OpenSSH's own form.",
        ),
        file(
            "openssh-private-key-ed25519",
            "other/openssh-private-ed25519.pem",
            "An Ed25519 key in OpenSSH's own form: a service that takes Ed25519 must not take this.",
        ),
        Upload::new(
            "age-private-key",
            "An identity of age: X25519 in Bech32, on one short line.",
            "AGE-SECRET-KEY-19ZS9CPR5AQPTXEJTK5QV980GEZSLWK6NN9SY69US3D2RLK3CD5AQQSC2JY\n",
        ),
    ]
}

/// RSA keys as other worlds than SSH's write them.
fn in_other_notations() -> Vec<Upload> {
    let key = keys::key("2048");
    let numbers = Numbers::of(&key);
    let openssh = OpenSsh::of(numbers.clone()).write();
    vec![
        Upload::new(
            "jwk-private-key",
            "A JSON Web Key (RFC 7518 section 6.3.2) that has the private members too.",
            jwk(&numbers),
        ),
        Upload::new(
            "jwk-private-key-in-list",
            "A list of one JSON Web Key with the private members.",
            format!("[{}]\n", jwk(&numbers).trim_end()),
        ),
        Upload::new(
            "xml-private-key",
            "RSAKeyValue as .NET exports it with the private parameters.",
            xml(&numbers),
        ),
        Upload::new(
            "dnssec-private-key",
            "A zone's key as BIND keeps it: the numbers one by one, in base64.",
            dnssec(&numbers),
        ),
        Upload::new(
            "openssh-private-key-without-armour",
            "OpenSSH's own form as bare base64, as secret stores keep it.",
            base64::encode_wrapped(&openssh, 70, "\n"),
        ),
        Upload::new(
            "openssh-private-key-binary",
            "OpenSSH's own form, its base64 decoded.",
            openssh,
        ),
        Upload::new(
            "pem-private-key-in-base64",
            "A private key file in base64 once more, as a client makes it that encodes twice.",
            base64::encode(key.pem().as_bytes()),
        ),
        Upload::new(
            "pem-private-key-on-one-line",
            "A private key file with `\\n` for its line breaks, as in an environment variable.",
            key.pem().replace('\n', "\\n"),
        ),
    ]
}

/// The structures of the PEM files without armour and base64. None has a byte that is bound to trip a reader
/// of text; those of the small keys are short enough for any limit.
fn in_binary() -> Vec<Upload> {
    let key = keys::key("2048");
    let numbers = Numbers::of(&key);
    let pkcs1 = pkcs1_der(&key);
    let contents = |file| pem::read(text(file).as_bytes()).expect("tools write PEM").contents;
    let pkcs12: String = text("other/pkcs12-base64.txt").split_whitespace().collect();
    vec![
        Upload::new("binary-pkcs1-private-key", "PKCS#1 in binary.", pkcs1.clone()),
        Upload::new(
            "binary-pkcs8-private-key",
            "PKCS#8 in binary.",
            pkcs8(0, &rsa_algorithm(), &pkcs1),
        ),
        Upload::new(
            "binary-pkcs8-private-key-encrypted",
            "PKCS#8 under a passphrase, in binary.",
            contents("other/pkcs8-encrypted.pem"),
        ),
        Upload::new(
            "binary-pkcs8-private-key-ed25519",
            "An Ed25519 key as PKCS#8, in binary: 48 octets.",
            contents("other/pkcs8-ed25519.pem"),
        ),
        Upload::new(
            "binary-sec1-private-key-ecdsa",
            "An ECDSA key as SEC 1 has it, in binary.",
            contents("other/sec1-ec-p256.pem"),
        ),
        Upload::new(
            "binary-pkcs12",
            "PKCS#12: certificate and private key, as browsers export them.",
            base64::decode(pkcs12.as_bytes()).expect("the file holds base64"),
        ),
        Upload::new("msblob-private-key", "Microsoft's PRIVATEKEYBLOB.", msblob(&numbers)),
        Upload::new("pvk-private-key", "Microsoft's PVK file, without a password.", pvk(&numbers)),
    ]
}

/// A public key that would be taken, and a private key in the same file.
fn beside_public_keys() -> Vec<Upload> {
    let key = keys::key("2048");
    let line = format!("{} keyproof\n", key.line());
    let der = base64::encode_wrapped(&key.der(), 64, "\n");
    let pem = key.pem();
    vec![
        Upload::new(
            "openssh-line-then-private-key",
            "Both halves in one file, the public one first.",
            format!("{line}{pem}"),
        ),
        Upload::new(
            "private-key-then-openssh-line",
            "Both halves in one file, the private one first.",
            format!("{pem}{line}"),
        ),
        Upload::new(
            "base64-der-then-private-key",
            "Base64 DER, and behind it the private key.",
            format!("{der}{pem}"),
        ),
        Upload::new(
            "rfc4716-then-private-key",
            "An RFC 4716 file, and behind its end marker the private key.",
            format!("{}{pem}", rfc4716("Comment: \"keyproof\"\n", &key.blob())),
        ),
        Upload::new(
            "certificate-then-private-key",
            "A certificate and its private key, as web servers want them.",
            format!("{}{pem}", text("other/x509-certificate.pem")),
        ),
    ]
}

/// A private key within a text that isn't one.
fn in_texts() -> Vec<Upload> {
    let key = keys::key("2048");
    let pem = key.pem();
    let indented = pem.replace('\n', "\n    ");
    let escaped = pem.trim_end().replace('\n', "\\n");
    vec![
        Upload::new(
            "bag-attributes-and-private-key",
            "A private key as openssl pkcs12 prints it, behind its attributes.",
            format!(
                "Bag Attributes\n    friendlyName: keyproof\nKey Attributes: <No Attributes>\n{pem}"
            ),
        ),
        Upload::new(
            "create-key-pair-answer",
            "What the command line shows when it creates a pair: KeyMaterial is the private key.",
            format!(
                "{{\n    \"KeyFingerprint\": \"{}\",\n    \"KeyMaterial\": \"{escaped}\",\n    \
                 \"KeyName\": \"my-key-pair\"\n}}\n",
                key.created
            ),
        ),
        Upload::new(
            "cloud-init-private-key",
            "A cloud-init document that gives an instance its host key.",
            format!("#cloud-config\nssh_keys:\n  rsa_private: |\n    {indented}\n"),
        ),
    ]
}
