//! RSA private keys in the notations of software other than SSH.

use super::super::private_forms::Numbers;
use keyproof::encoding::base64;

/// A JSON Web Key (RFC 7517, RFC 7518 section 6.3).
pub(super) fn jwk(numbers: &Numbers) -> String {
    let member = |name: &str, number: &[u8]| {
        let text = base64::encode(number).replace('+', "-").replace('/', "_");
        format!(", \"{name}\": \"{}\"", text.trim_end_matches('='))
    };
    let members = [
        member("n", &numbers.modulus),
        member("e", &numbers.exponent),
        member("d", &numbers.private_exponent),
        member("p", &numbers.prime_p),
        member("q", &numbers.prime_q),
        member("dp", &numbers.exponent_p),
        member("dq", &numbers.exponent_q),
        member("qi", &numbers.coefficient),
    ];
    format!("{{\"kty\": \"RSA\"{}}}\n", members.concat())
}

/// `RSAKeyValue` with the private parameters, as .NET exports it.
pub(super) fn xml(numbers: &Numbers) -> String {
    let element =
        |name: &str, number: &[u8]| format!("<{name}>{}</{name}>", base64::encode(number));
    let elements = [
        element("Modulus", &numbers.modulus),
        element("Exponent", &numbers.exponent),
        element("P", &numbers.prime_p),
        element("Q", &numbers.prime_q),
        element("DP", &numbers.exponent_p),
        element("DQ", &numbers.exponent_q),
        element("InverseQ", &numbers.coefficient),
        element("D", &numbers.private_exponent),
    ];
    format!("<RSAKeyValue>{}</RSAKeyValue>\n", elements.concat())
}

/// The key of a DNS zone as BIND stores it.
pub(super) fn dnssec(numbers: &Numbers) -> String {
    let field = |name: &str, number: &[u8]| format!("{name}: {}\n", base64::encode(number));
    let fields = [
        field("Modulus", &numbers.modulus),
        field("PublicExponent", &numbers.exponent),
        field("PrivateExponent", &numbers.private_exponent),
        field("Prime1", &numbers.prime_p),
        field("Prime2", &numbers.prime_q),
        field("Exponent1", &numbers.exponent_p),
        field("Exponent2", &numbers.exponent_q),
        field("Coefficient", &numbers.coefficient),
    ];
    format!("Private-key-format: v1.3\nAlgorithm: 8 (RSASHA256)\n{}", fields.concat())
}

/// Microsoft's PRIVATEKEYBLOB: a header, then the numbers in little-endian order.
pub(super) fn msblob(numbers: &Numbers) -> Vec<u8> {
    const PRIVATE_RSA: [u8; 8] = [0x07, 0x02, 0, 0, 0, 0xa4, 0, 0];
    let length = numbers.modulus.len();
    let number = |number: &[u8], length: usize| {
        let mut octets: Vec<u8> = number.iter().rev().copied().collect();
        octets.resize(length, 0);
        octets
    };
    let bits = u32::try_from(length * 8).expect("a key is no longer than 16384 bits");
    [
        PRIVATE_RSA.to_vec(),
        b"RSA2".to_vec(),
        bits.to_le_bytes().to_vec(),
        number(&numbers.exponent, 4),
        number(&numbers.modulus, length),
        number(&numbers.prime_p, length / 2),
        number(&numbers.prime_q, length / 2),
        number(&numbers.exponent_p, length / 2),
        number(&numbers.exponent_q, length / 2),
        number(&numbers.coefficient, length / 2),
        number(&numbers.private_exponent, length),
    ]
    .concat()
}

/// Microsoft's PVK file without a password: a header, then a PRIVATEKEYBLOB.
pub(super) fn pvk(numbers: &Numbers) -> Vec<u8> {
    const MAGIC: u32 = 0xb0b5_f11e;
    const KEY_EXCHANGE: u32 = 1;
    let blob = msblob(numbers);
    let length = u32::try_from(blob.len()).expect("a key is no longer than 16384 bits");
    let header = [MAGIC, 0, KEY_EXCHANGE, 0, 0, length].map(u32::to_le_bytes);
    [header.as_flattened(), &blob].concat()
}
