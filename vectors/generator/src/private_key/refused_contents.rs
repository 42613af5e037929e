//! Private keys with one fault in what the base64 holds.

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

/// A PKCS#1 file of these contents.
fn pkcs1_pem(contents: &[u8]) -> String {
    pem::write("RSA PRIVATE KEY", contents, 64)
}

/// Faults of RSAPrivateKey's form (RFC 8017 appendix A.1.2).
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
            "A tenth number, which version 0 doesn't have.",
            &der::write_sequence(&[&zero, &elements, &zero]),
        )
        .flag("PrivateKeyForm"),
        case(
            "pkcs1-octet-behind",
            "An octet behind the key.",
            &[contents.as_slice(), &[0]].concat(),
        )
        .flag("PrivateKeyForm"),
        case(
            "pkcs1-version-1",
            "The version of keys with more than two primes, and only two.",
            &der::write_sequence(&[&version(1), &elements]),
        )
        .flag("PrivateKeyForm"),
        case(
            "pkcs1-version-2",
            "A version that doesn't exist.",
            &der::write_sequence(&[&version(2), &elements]),
        )
        .flag("PrivateKeyForm"),
        case(
            "pkcs1-modulus-negative",
            "The modulus lost its leading zero octet, and so is negative.",
            &der::write_sequence(&[&zero, &negative, behind_modulus]),
        )
        .flag("PrivateKeyForm"),
    ]
}

/// Numbers that are not those of one key (RFC 8017 section 3.2).
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
            "Another key's modulus: the public half isn't this private key's.",
            &Numbers { modulus: other.modulus, ..own.clone() },
        ),
        case(
            "pkcs1-exponent-of-another-key",
            "Another public exponent: what it encrypts isn't decrypted.",
            &small_exponent,
        ),
        case(
            "pkcs1-private-exponent-of-another-key",
            "Another key's private exponent.",
            &Numbers { private_exponent: other.private_exponent, ..own.clone() },
        ),
        case(
            "pkcs1-prime-of-another-key",
            "Another key's first prime: the modulus isn't the product of the two.",
            &Numbers { prime_p: other.prime_p, ..own.clone() },
        ),
        case(
            "pkcs1-exponent-p-of-another-key",
            "Another key's exponent for the first prime, which speeds up decryption and spoils it.",
            &Numbers { exponent_p: other.exponent_p, ..own.clone() },
        ),
        case(
            "pkcs1-coefficient-of-another-key",
            "Another key's coefficient, which speeds up decryption and spoils it.",
            &Numbers { coefficient: other.coefficient, ..own },
        ),
    ]
}

/// Faults of PrivateKeyInfo (RFC 5208 section 5).
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
            "An octet behind the key.",
            &[pkcs8(0, &rsa_algorithm(), &key), vec![0]].concat(),
        )
        .flag("PrivateKeyForm"),
        case(
            "pkcs8-octet-inside",
            "An octet behind the RSAPrivateKey within.",
            &pkcs8(0, &rsa_algorithm(), &[key.as_slice(), &[0]].concat()),
        )
        .flag("PrivateKeyForm"),
        case("pkcs8-empty", "No RSAPrivateKey within.", &pkcs8(0, &rsa_algorithm(), &[])),
        case("pkcs8-version-2", "A version that doesn't exist.", &pkcs8(2, &rsa_algorithm(), &key))
            .flag("PrivateKeyForm"),
        case(
            "pkcs8-of-ecdsa",
            "An RSA key that says it is an ECDSA key.",
            &pkcs8(0, &algorithm(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1], &curve), &key),
        ),
        case(
            "pkcs8-of-pss",
            "An RSA key that is bound to PSS, which SSH doesn't make.",
            &pkcs8(0, &algorithm(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 0x0a], &[]), &key),
        )
        .flag("PrivateKeyForm"),
        case(
            "pkcs8-without-parameters",
            "The parameters of rsaEncryption are NULL, not absent (RFC 3279 section 2.3.1).",
            &pkcs8(0, &algorithm(der::RSA_ENCRYPTION, &[]), &key),
        )
        .flag("PrivateKeyForm"),
    ]
}

/// Faults of OpenSSH's own form.
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
            "The magic of a version that doesn't exist.",
            &[b"openssh-key-v2", whole.split_at(14).1].concat(),
        ),
        case("openssh-truncated", "The last byte is missing.", one_less),
        case("openssh-byte-behind", "A byte behind the key.", &[whole.as_slice(), &[0]].concat())
            .flag("PrivateKeyForm"),
        case(
            "openssh-no-keys",
            "It says that it has no key, and has one.",
            &OpenSsh { count: 0, ..form() }.write(),
        ),
        case(
            "openssh-two-keys",
            "It says that it has two keys, and has one.",
            &OpenSsh { count: 2, ..form() }.write(),
        ),
        case(
            "openssh-checks-differ",
            "The check integers differ, as after a wrong passphrase.",
            &OpenSsh { checks: [1, 2], ..form() }.write(),
        ),
        case(
            "openssh-padding-of-zeros",
            "The padding is zeros and not 1, 2, 3.",
            &OpenSsh { padding: |length| vec![0; usize::from(length)], ..form() }.write(),
        )
        .flag("PrivateKeyForm"),
        case(
            "openssh-padding-missing",
            "The private section isn't a multiple of eight bytes.",
            &OpenSsh { padding: |_| Vec::new(), ..form() }.write(),
        )
        .flag("PrivateKeyForm"),
        case(
            "openssh-public-half-of-another-key",
            "The public key outside is another than the one inside.",
            &OpenSsh { public: other.blob(), ..form() }.write(),
        )
        .flag("PrivateKeyNumbers"),
        case(
            "openssh-prime-of-another-key",
            "Another key's second prime: the modulus isn't the product of the two.",
            &OpenSsh {
                numbers: Numbers { prime_q: other.prime_q.clone(), ..own.clone() },
                ..form()
            }
            .write(),
        )
        .flag("PrivateKeyNumbers"),
    ]
}

/// Faults of PuTTY's form (PuTTY manual, appendix C).
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
            "The authentication code differs in one digit.",
            last_digit(two),
        )
        .standard("PuTTY manual, appendix C"),
        case(
            "ppk-3-code-wrong",
            "The authentication code differs in one digit.",
            last_digit(three),
        ),
        case(
            "ppk-3-code-missing",
            "The file ends before its authentication code.",
            before_mac(three),
        ),
        case(
            "ppk-3-comment-changed",
            "The comment was edited, which the authentication code covers.",
            three.replace("Comment: keyproof", "Comment: keyprooF"),
        ),
        case(
            "ppk-3-as-version-2",
            "A file of version 3 that says it is of version 2.",
            three.replace("File-3", "File-2"),
        ),
        case(
            "ppk-3-as-version-4",
            "A version that doesn't exist.",
            three.replace("File-3", "File-4"),
        ),
        case(
            "ppk-3-type-changed",
            "The type of another algorithm over an RSA key.",
            three.replace("3: ssh-rsa", "3: ssh-ed25519"),
        ),
        case(
            "ppk-3-headers-swapped",
            "The headers have an order, and this isn't it.",
            three.replace(
                "Encryption: none\nComment: keyproof\n",
                "Comment: keyproof\nEncryption: none\n",
            ),
        ),
        case(
            "ppk-3-line-count-too-low",
            "Fewer lines counted than there are.",
            three.replace("Public-Lines: 6", "Public-Lines: 5"),
        ),
        case(
            "ppk-3-line-count-huge",
            "More lines counted than any file has.",
            three.replace("Public-Lines: 6", "Public-Lines: 4294967295"),
        ),
        case(
            "ppk-3-prime-of-another-key",
            "Another key's second prime, under the right authentication code.",
            ppk(&other_prime, "keyproof"),
        )
        .flag("PrivateKeyNumbers"),
    ]
}
