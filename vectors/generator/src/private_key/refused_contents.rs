//! Private keys with one fault in the data that the base64 encodes.

use super::super::case::Case;
use super::super::keys::{self, text};
use super::super::private_forms::{
    Numbers, OpenSsh, openssh_pem, pkcs1_der, pkcs8, ppk, rsa_algorithm,
};
use super::refuse;
use keyproof::encoding::{der, pem};

pub(super) fn contents() -> Vec<Case> {
    [pkcs1_structure(), pkcs1_numbers(), pkcs8_structure(), openssh_form(), ppk_form()].concat()
}

/// Returns a PKCS#1 file with these contents.
fn pkcs1_pem(contents: &[u8]) -> String {
    pem::write("RSA PRIVATE KEY", contents, 64)
}

/// Faults in the structure of RSAPrivateKey (RFC 8017 appendix A.1.2).
fn pkcs1_structure() -> Vec<Case> {
    let key = keys::key("1024");
    let numbers = Numbers::of(&key);
    let contents = numbers.pkcs1();
    let elements = numbers.elements();
    let version = |version: u8| der::write(der::INTEGER, &[version]);
    let (one_less, _) = contents.split_at(contents.len() - 1);
    let zero = der::write_unsigned(&[]);
    let negative = der::write(der::INTEGER, &numbers.modulus);
    let positive = der::write_unsigned(&numbers.modulus);
    let behind_modulus = elements.strip_prefix(positive.as_slice()).unwrap_or_default();
    let coefficient = der::write_unsigned(&numbers.coefficient).len();
    let (before_coefficient, _) = elements.split_at(elements.len() - coefficient);
    let case = |name: &str, comment: &str, contents: &[u8]| {
        refuse(name, "pkcs1-1024", comment, pkcs1_pem(contents)).standard("RFC 8017 appendix A.1.2")
    };
    vec![
        case("pkcs1-truncated", "The last octet is missing.", one_less),
        case(
            "pkcs1-coefficient-missing",
            "The last of the nine numbers is missing.",
            &der::write_sequence(&[&zero, before_coefficient]),
        ),
        case(
            "pkcs1-number-too-many",
            "The structure has a tenth number, which version 0 does not allow.",
            &der::write_sequence(&[&zero, &elements, &zero]),
        )
        .flag("PrivateKeyForm"),
        case(
            "pkcs1-octet-behind",
            "An additional octet follows the key.",
            &[contents.as_slice(), &[0]].concat(),
        )
        .flag("PrivateKeyForm"),
        case(
            "pkcs1-version-1",
            "The version is that of keys with more than two primes, but the key has two.",
            &der::write_sequence(&[&version(1), &elements]),
        )
        .flag("PrivateKeyForm"),
        case(
            "pkcs1-version-2",
            "The version does not exist.",
            &der::write_sequence(&[&version(2), &elements]),
        )
        .flag("PrivateKeyForm"),
        case(
            "pkcs1-modulus-negative",
            "The modulus lacks its leading zero octet, so it is negative.",
            &der::write_sequence(&[&zero, &negative, behind_modulus]),
        )
        .flag("PrivateKeyForm"),
    ]
}

/// Numbers that do not belong to one key (RFC 8017 section 3.2).
fn pkcs1_numbers() -> Vec<Case> {
    let (own, other) = (Numbers::of(&keys::key("1024")), Numbers::of(&keys::key("1024-b")));
    let mut small_exponent = own.clone();
    small_exponent.exponent = vec![3];
    let case = |name: &str, comment: &str, numbers: &Numbers| {
        refuse(name, "pkcs1-1024", comment, pkcs1_pem(&numbers.pkcs1()))
            .flag("PrivateKeyNumbers")
            .standard("RFC 8017 section 3.2")
    };
    vec![
        case(
            "pkcs1-modulus-of-another-key",
            "The modulus belongs to another key, so the public half does not match the private \
             half.",
            &Numbers { modulus: other.modulus, ..own.clone() },
        ),
        case(
            "pkcs1-exponent-of-another-key",
            "The public exponent is wrong, so the private key cannot decrypt what the public key \
             encrypts.",
            &small_exponent,
        ),
        case(
            "pkcs1-private-exponent-of-another-key",
            "The private exponent belongs to another key.",
            &Numbers { private_exponent: other.private_exponent, ..own.clone() },
        ),
        case(
            "pkcs1-prime-of-another-key",
            "The first prime belongs to another key, so the modulus is not the product of the \
             primes.",
            &Numbers { prime_p: other.prime_p, ..own.clone() },
        ),
        case(
            "pkcs1-exponent-p-of-another-key",
            "The exponent for the first prime belongs to another key, so fast decryption (CRT) \
             gives a wrong result.",
            &Numbers { exponent_p: other.exponent_p, ..own.clone() },
        ),
        case(
            "pkcs1-coefficient-of-another-key",
            "The coefficient belongs to another key, so fast decryption (CRT) gives a wrong \
             result.",
            &Numbers { coefficient: other.coefficient, ..own },
        ),
    ]
}

/// Faults in PrivateKeyInfo (RFC 5208 section 5).
fn pkcs8_structure() -> Vec<Case> {
    let key = pkcs1_der(&keys::key("1024"));
    let algorithm = |oid: &[u8], parameters: &[u8]| {
        der::write_sequence(&[&der::write(der::OBJECT_IDENTIFIER, oid), parameters])
    };
    let case = |name: &str, comment: &str, contents: &[u8]| {
        refuse(name, "pkcs8-1024", comment, pem::write("PRIVATE KEY", contents, 64))
            .standard("RFC 5208 section 5")
    };
    // prime256v1, by name.
    let curve = [6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
    vec![
        case(
            "pkcs8-octet-behind",
            "An additional octet follows the key.",
            &[pkcs8(0, &rsa_algorithm(), &key), vec![0]].concat(),
        )
        .flag("PrivateKeyForm"),
        case(
            "pkcs8-octet-inside",
            "An additional octet follows the RSAPrivateKey inside the OCTET STRING.",
            &pkcs8(0, &rsa_algorithm(), &[key.as_slice(), &[0]].concat()),
        )
        .flag("PrivateKeyForm"),
        case(
            "pkcs8-empty",
            "The OCTET STRING is empty instead of containing an RSAPrivateKey.",
            &pkcs8(0, &rsa_algorithm(), &[]),
        ),
        case("pkcs8-version-2", "The version does not exist.", &pkcs8(2, &rsa_algorithm(), &key))
            .flag("PrivateKeyForm"),
        case(
            "pkcs8-of-ecdsa",
            "The algorithm identifier is that of ECDSA, but the key is an RSA key.",
            &pkcs8(0, &algorithm(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1], &curve), &key),
        ),
        case(
            "pkcs8-of-pss",
            "The key is an RSA key that is restricted to PSS, and SSH makes no PSS signatures.",
            &pkcs8(0, &algorithm(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 0x0a], &[]), &key),
        )
        .flag("PrivateKeyForm"),
        case(
            "pkcs8-without-parameters",
            "The parameters of rsaEncryption are absent; they must be NULL (RFC 3279 section \
             2.3.1).",
            &pkcs8(0, &algorithm(der::RSA_ENCRYPTION, &[]), &key),
        )
        .flag("PrivateKeyForm"),
    ]
}

/// Faults in OpenSSH's private key format.
fn openssh_form() -> Vec<Case> {
    let (own, other) = (Numbers::of(&keys::key("1024")), Numbers::of(&keys::key("1024-b")));
    let form = || OpenSsh::of(own.clone());
    let whole = form().write();
    let case = |name: &str, comment: &str, contents: &[u8]| {
        refuse(name, "openssh-1024", comment, openssh_pem(contents))
            .standard("OpenSSH, PROTOCOL.key")
    };
    let (one_less, _) = whole.split_at(whole.len() - 1);
    vec![
        case(
            "openssh-magic",
            "The magic string is that of a version that does not exist.",
            &[b"openssh-key-v2", whole.split_at(14).1].concat(),
        ),
        case("openssh-truncated", "The last byte is missing.", one_less),
        case(
            "openssh-byte-behind",
            "An additional byte follows the key.",
            &[whole.as_slice(), &[0]].concat(),
        )
        .flag("PrivateKeyForm"),
        case(
            "openssh-no-keys",
            "The number of keys is zero, but the file contains one.",
            &OpenSsh { count: 0, ..form() }.write(),
        ),
        case(
            "openssh-two-keys",
            "The number of keys is two, but the file contains one.",
            &OpenSsh { count: 2, ..form() }.write(),
        ),
        case(
            "openssh-checks-differ",
            "The check integers differ, as after a wrong passphrase.",
            &OpenSsh { checks: [1, 2], ..form() }.write(),
        ),
        case(
            "openssh-padding-of-zeros",
            "The padding consists of zeros instead of 1, 2, 3.",
            &OpenSsh { padding: |length| vec![0; usize::from(length)], ..form() }.write(),
        )
        .flag("PrivateKeyForm"),
        case(
            "openssh-padding-missing",
            "The padding is missing, so the private section is not a multiple of eight bytes.",
            &OpenSsh { padding: |_| Vec::new(), ..form() }.write(),
        )
        .flag("PrivateKeyForm"),
        case(
            "openssh-public-half-of-another-key",
            "The public key outside the private section differs from the one inside.",
            &OpenSsh { public: other.blob(), ..form() }.write(),
        )
        .flag("PrivateKeyNumbers"),
        case(
            "openssh-prime-of-another-key",
            "The second prime belongs to another key, so the modulus is not the product of the \
             primes.",
            &OpenSsh {
                numbers: Numbers { prime_q: other.prime_q.clone(), ..own.clone() },
                ..form()
            }
            .write(),
        )
        .flag("PrivateKeyNumbers"),
    ]
}

/// Faults in PuTTY's private key format (PuTTY manual, appendix C).
fn ppk_form() -> Vec<Case> {
    let key = keys::key("2048");
    let (two, three) = (text("other/ppk-v2.ppk"), text("other/ppk-v3.ppk"));
    let numbers = Numbers::of(&key);
    let other_prime = Numbers { prime_q: Numbers::of(&keys::key("2048-b")).prime_q, ..numbers };
    let last_digit = |file: &str| {
        let digit = if file.trim_end().ends_with('0') { '1' } else { '0' };
        let mut digits = file.trim_end().to_owned();
        digits.pop();
        format!("{digits}{digit}\n")
    };
    let before_mac = |file: &str| file.split("Private-MAC").next().unwrap_or_default().to_owned();
    let case = |name: &str, comment: &str, file: String| {
        refuse(name, "ppk-3-2048", comment, file).standard("PuTTY manual, appendix C")
    };
    vec![
        refuse(
            "ppk-2-code-wrong",
            "ppk-2-2048",
            "The authentication code is wrong in one digit.",
            last_digit(two),
        )
        .standard("PuTTY manual, appendix C"),
        case(
            "ppk-3-code-wrong",
            "The authentication code is wrong in one digit.",
            last_digit(three),
        ),
        case(
            "ppk-3-code-missing",
            "The file ends before its authentication code.",
            before_mac(three),
        ),
        case(
            "ppk-3-comment-changed",
            "The comment is changed, but the authentication code, which covers it, is not.",
            three.replace("Comment: keyproof", "Comment: keyprooF"),
        ),
        case(
            "ppk-3-as-version-2",
            "The file has version 3, but its first line says version 2.",
            three.replace("File-3", "File-2"),
        ),
        case(
            "ppk-3-as-version-4",
            "The version does not exist.",
            three.replace("File-3", "File-4"),
        ),
        case(
            "ppk-3-type-changed",
            "The key type is that of another algorithm, but the key is an RSA key.",
            three.replace("3: ssh-rsa", "3: ssh-ed25519"),
        ),
        case(
            "ppk-3-headers-swapped",
            "Two headers are swapped, although their order is fixed.",
            three.replace(
                "Encryption: none\nComment: keyproof\n",
                "Comment: keyproof\nEncryption: none\n",
            ),
        ),
        case(
            "ppk-3-line-count-too-low",
            "The line count is lower than the number of lines.",
            three.replace("Public-Lines: 6", "Public-Lines: 5"),
        ),
        case(
            "ppk-3-line-count-huge",
            "The line count is higher than the number of lines in any file.",
            three.replace("Public-Lines: 6", "Public-Lines: 4294967295"),
        ),
        case(
            "ppk-3-prime-of-another-key",
            "The second prime belongs to another key, but the authentication code is valid.",
            ppk(&other_prime, "keyproof"),
        )
        .flag("PrivateKeyNumbers"),
    ]
}
