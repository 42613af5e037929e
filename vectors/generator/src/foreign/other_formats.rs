//! Public keys and related data in formats other than the three accepted ones.

use super::super::keys::{self, Key, text};
use super::Upload;
use keyproof::encoding::{Reader, base64, hexadecimal, pem, ssh};

pub(super) fn uploads() -> Vec<Upload> {
    [armoured(), of_ssh(), of_putty(), of_other_worlds(), binary()].concat()
}

/// Text between BEGIN and END lines.
fn armoured() -> Vec<Upload> {
    let file = |name, file: &str, comment| Upload::new(name, comment, text(file));
    vec![
        file(
            "pem-public-key",
            "other/spki.pem",
            "The input is SubjectPublicKeyInfo in PEM; its base64 without the PEM markers is a \
             valid file.",
        )
        .flag("PemArmour"),
        file(
            "pkcs1-pem-public-key",
            "other/pkcs1-public.pem",
            "The input is RSAPublicKey in PEM, as ssh-keygen -e -m PEM writes it.",
        )
        .flag("PemArmour"),
        file(
            "x509-certificate",
            "other/x509-certificate.pem",
            "The input is an X.509 certificate that contains an acceptable key.",
        ),
        file(
            "pkcs10-request",
            "other/pkcs10-request.pem",
            "The input is a certificate request that contains an acceptable key.",
        ),
        file(
            "pkcs7-certificates",
            "other/pkcs7.pem",
            "The input is a PKCS#7 file with certificates.",
        ),
        file(
            "openpgp-public-key",
            "other/openpgp-public-key.asc",
            "The input is an OpenPGP public key (RSA, 2048 bits) in ASCII armor.",
        ),
        file(
            "ssh-signature",
            "other/ssh-signature.txt",
            "The input is a signature by ssh-keygen -Y sign, which contains the public key.",
        ),
    ]
}

/// Other formats of SSH software.
fn of_ssh() -> Vec<Upload> {
    let key = keys::key("2048");
    let file = |name, file: &str, comment| Upload::new(name, comment, text(file));
    let ssh1 = format!("2048 {} {} keyproof\n", key.exponent, decimal(&key.modulus()));
    vec![
        file(
            "known-hosts-line",
            "other/known-hosts.txt",
            "The input is a line of known_hosts; a host name precedes an acceptable OpenSSH line.",
        )
        .flag("TextAroundKey"),
        file(
            "known-hosts-line-hashed",
            "other/known-hosts-hashed.txt",
            "The input is a line of known_hosts with a hashed host name.",
        )
        .flag("TextAroundKey"),
        file(
            "sshfp-record",
            "other/sshfp.txt",
            "The input is the DNS records with fingerprints of a host key (RFC 4255).",
        ),
        Upload::new(
            "ssh1-public-key",
            "The input is a public key of SSH protocol 1: bits, exponent and modulus in decimal.",
            ssh1,
        )
        .flag("Ssh1Key"),
    ]
}

/// PuTTY's private key format without its private part. PuTTYgen never writes such a file, but people cut one
/// out.
fn of_putty() -> Vec<Upload> {
    let public = |file: &str| text(file).split("Private-Lines").next().unwrap_or_default();
    vec![
        Upload::new(
            "ppk-2-public-part",
            "The input is a .ppk file of version 2 that ends before its private part.",
            public("other/ppk-v2.ppk"),
        )
        .flag("PuttyPublicPart"),
        Upload::new(
            "ppk-3-public-part",
            "The input is a .ppk file of version 3 that ends before its private part.",
            public("other/ppk-v3.ppk"),
        )
        .flag("PuttyPublicPart"),
    ]
}

fn of_other_worlds() -> Vec<Upload> {
    let key = keys::key("2048");
    let file = |name, file: &str, comment| Upload::new(name, comment, text(file));
    let jwk = text("other/jwk.json").trim_end();
    let certificate = base64::encode(&contents("other/x509-certificate.pem"));
    let curve25519 = contents("other/spki-x25519.pem").split_off(12);
    vec![
        file("jwk", "other/jwk.json", "The input is a JSON Web Key (RFC 7517)."),
        Upload::new(
            "jwk-set",
            "The input is a JSON Web Key Set with one key.",
            format!("{{\"keys\": [{jwk}]}}\n"),
        ),
        file(
            "xml-rsa-key-value",
            "other/xml-rsakeyvalue.xml",
            "The input is RSAKeyValue in XML, as .NET exports a key.",
        ),
        file(
            "openssl-text",
            "other/openssl-text.txt",
            "The input is the human-readable output of openssl rsa -text.",
        ),
        file(
            "openssl-modulus",
            "other/openssl-modulus.txt",
            "The input is the output of openssl rsa -modulus.",
        ),
        Upload::new(
            "microsoft-key-blob",
            "The input is a PUBLICKEYBLOB of Windows in base64, whose numbers are little-endian.",
            base64::encode(&microsoft_blob(&key)),
        ),
        Upload::new(
            "hexadecimal-der",
            "The input is SubjectPublicKeyInfo in hexadecimal, whose digits are all in the base64 \
             alphabet.",
            hexadecimal::encode(&key.der()),
        ),
        Upload::new(
            "dnskey-record",
            "The input is a DNS record with a zone's key: exponent and modulus in the encoding of \
             RFC 3110.",
            format!(
                "keyproof.example. 3600 IN DNSKEY 256 3 8 {}\n",
                base64::encode(&rfc3110(&key))
            ),
        ),
        Upload::new(
            "cert-record",
            "The input is a DNS record with a certificate (RFC 4398).",
            format!("keyproof.example. 3600 IN CERT PKIX 1 RSASHA256 {certificate}\n"),
        ),
        Upload::new(
            "age-public-key",
            "The input is a public key of age: X25519 in Bech32.",
            "age1ecvp8nfx8lfj773j9kfu0s25htc9hme7sdu38ncdpy4v6tyt8e2s7qelkz\n",
        ),
        Upload::new(
            "signify-public-key",
            "The input is a public key of OpenBSD's signify: a comment, and Ed25519 in base64.",
            signify("signify public key"),
        ),
        Upload::new(
            "minisign-public-key",
            "The input is a public key of minisign: a comment, and Ed25519 in base64.",
            signify("minisign public key 796B727066656F6F"),
        ),
        Upload::new(
            "wireguard-public-key",
            "The input is a public key of WireGuard: 32 octets in base64 without any indication of \
             the algorithm.",
            format!("{}\n", base64::encode(&curve25519)),
        ),
    ]
}

/// The binary contents of accepted formats, without base64.
fn binary() -> Vec<Upload> {
    let key = keys::key("2048");
    vec![
        Upload::new(
            "binary-der",
            "The input is binary SubjectPublicKeyInfo DER, as openssl -outform DER writes it.",
            key.der(),
        )
        .flag("BinaryKey"),
        Upload::new(
            "binary-ssh-blob",
            "The input is the binary blob of an OpenSSH line.",
            key.blob(),
        )
        .flag("BinaryKey"),
        Upload::new(
            "binary-x509-certificate",
            "The input is a certificate in binary DER.",
            contents("other/x509-certificate.pem"),
        ),
    ]
}

/// Returns the decoded contents of a PEM file.
fn contents(file: &str) -> Vec<u8> {
    pem::read(text(file).as_bytes()).expect("OpenSSL writes PEM").contents
}

/// Returns a magnitude in decimal.
fn decimal(magnitude: &[u8]) -> String {
    // Decimal digits, the least significant first.
    let mut digits: Vec<u8> = Vec::new();
    for octet in magnitude {
        let mut carry = u16::from(*octet);
        for digit in &mut digits {
            let value = u16::from(*digit) * 256 + carry;
            *digit = u8::try_from(value % 10).expect("a digit is below ten");
            carry = value / 10;
        }
        while carry > 0 {
            digits.push(u8::try_from(carry % 10).expect("a digit is below ten"));
            carry /= 10;
        }
    }
    digits.iter().rev().map(|digit| char::from(b'0' + digit)).collect()
}

/// PUBLICKEYSTRUC and RSAPUBKEY of Microsoft's CryptoAPI, then the modulus.
fn microsoft_blob(key: &Key) -> Vec<u8> {
    let header = [6, 2, 0, 0, 0, 0xa4, 0, 0];
    let reversed = |octets: Vec<u8>| octets.into_iter().rev().collect::<Vec<u8>>();
    let bits = u32::try_from(key.bits).expect("a key has less than 2^32 bits");
    let mut exponent = reversed(key.exponent());
    exponent.resize(4, 0);
    [&header, b"RSA1".as_slice(), &bits.to_le_bytes(), &exponent, &reversed(key.modulus())].concat()
}

/// An RSA key for the DNS (RFC 3110 section 2).
fn rfc3110(key: &Key) -> Vec<u8> {
    let exponent = key.exponent();
    let length = u8::try_from(exponent.len()).expect("the exponent is short");
    [&[length], exponent.as_slice(), &key.modulus()].concat()
}

/// A public key file of signify or minisign: `Ed`, a key number of eight octets, an Ed25519 key.
fn signify(comment: &str) -> String {
    let word = text("other/openssh-ed25519.pub").split(' ').nth(1).unwrap_or_default();
    let blob = base64::decode(word.as_bytes()).expect("ssh-keygen writes base64");
    let mut reader = Reader::new(&blob);
    let [_, key] = [(); 2].map(|()| ssh::string(&mut reader).expect("a blob of two strings"));
    let file = base64::encode(&[b"Ed".as_slice(), b"oofprkyk", key].concat());
    format!("untrusted comment: {comment}\n{file}\n")
}
