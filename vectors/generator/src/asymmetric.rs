//! Ciphertexts of public keys, with the private key that decrypts them and with others.

use super::case::Case;
use super::keys;
use super::private_forms::{Numbers, OpenSsh, openssh_pem, pkcs1_der, pkcs8, rsa_algorithm};
use keyproof::encoding::{base64, pem};
use serde::Deserialize;

const SECTION: &str = "Amazon EC2 Key Pairs";
const OPENSSL: &str = "OpenSSL 3.0.19";

/// A text that is encrypted to a fixed key, with the command that encrypted it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ciphertext {
    name: String,
    plaintext: String,
    ciphertext_base64: String,
    #[serde(rename = "padding")]
    _padding: String,
    command: String,
}

/// Returns the vectors of ciphertexts.
pub(super) fn cases() -> Vec<Case> {
    let read = |file| -> Vec<Ciphertext> {
        serde_json::from_str(keys::text(file)).expect("the ciphertexts are well-formed")
    };
    let ciphertexts = read("ciphertexts.json");
    let cases = [
        own_keys(&ciphertexts),
        shortest_padding(&read("padded-ciphertexts.json")),
        forms(&ciphertexts),
        other_keys(&ciphertexts),
        broken(&ciphertexts),
    ];
    cases.concat()
}

fn own_keys(ciphertexts: &[Ciphertext]) -> Vec<Case> {
    let case = |ciphertext: &Ciphertext| {
        let comment = format!(
            "The private key {} decrypts the ciphertext of its public key.",
            ciphertext.name
        );
        let file = keys::key(&ciphertext.name).pem();
        decrypts(&ciphertext.name, &comment, file, ciphertext)
    };
    ciphertexts.iter().map(case).collect()
}

/// Texts that leave the minimum of padding, and one octet less (RFC 8017 section 7.2.1).
fn shortest_padding(ciphertexts: &[Ciphertext]) -> Vec<Case> {
    let file = keys::key("1024").pem();
    let (eight, seven) =
        (to(ciphertexts, "1024-eight-octets"), to(ciphertexts, "1024-seven-octets"));
    let comment =
        "The text has the maximum length for this key, which leaves eight octets of padding.";
    let longest = decrypts("1024-eight-octets", comment, file, eight);
    let id = "pair/asymmetric/1024-seven-octets";
    let input = (file, seven.ciphertext_base64.as_str());
    let comment = "The padding has seven octets, one fewer than the minimum.";
    let too_long = Case::decrypts_not(id, &["pair/asymmetric"], comment, input, &seven.plaintext)
        .twin("pair/asymmetric/1024-eight-octets")
        .flag("ImplicitRejection")
        .document(SECTION)
        .standard("RFC 8017 section 7.2.2")
        .tool(OPENSSL, &seven.command);
    vec![longest, too_long]
}

/// The same key in the other PEM formats.
fn forms(ciphertexts: &[Ciphertext]) -> Vec<Case> {
    let key = keys::key("2048");
    let pkcs8 = pem::write("PRIVATE KEY", &pkcs8(0, &rsa_algorithm(), &pkcs1_der(&key)), 64);
    let openssh = openssh_pem(&OpenSsh::of(Numbers::of(&key)).write());
    let ciphertext = to(ciphertexts, "2048");
    vec![
        decrypts(
            "2048-pkcs8",
            "The private key is in PKCS#8 and decrypts the same ciphertext.",
            &pkcs8,
            ciphertext,
        ),
        decrypts(
            "2048-openssh",
            "The private key is in OpenSSH's format, which omits dP and dQ; the implementation \
             must compute them correctly.",
            &openssh,
            ciphertext,
        ),
    ]
}

fn other_keys(ciphertexts: &[Ciphertext]) -> Vec<Case> {
    let pairs = [
        (
            "1024",
            "1024-b",
            "The private key 1024-b has the right length, but does not match the ciphertext.",
        ),
        (
            "1024-b",
            "1024",
            "The private key 1024 has the right length, but does not match the ciphertext.",
        ),
        (
            "2048",
            "2048-b",
            "The private key 2048-b has the right length, but does not match the ciphertext.",
        ),
        (
            "2048-b",
            "2048",
            "The private key 2048 has the right length, but does not match the ciphertext.",
        ),
        (
            "4096",
            "4096-b",
            "The private key 4096-b has the right length, but does not match the ciphertext.",
        ),
        ("1024", "2048", "The private key 2048 is longer, so the ciphertext is too short for it."),
        ("2048", "1024", "The private key 1024 is shorter, so the ciphertext is too long for it."),
        ("4096", "2048", "The private key 2048 is shorter, so the ciphertext is too long for it."),
    ];
    let case = |(name, other, comment): &(&str, &str, &str)| {
        let ciphertext = to(ciphertexts, name);
        let file = keys::key(other);
        let id = format!("{name}-by-{other}");
        let input = (file.pem(), ciphertext.ciphertext_base64.as_str());
        let case = fails(&id, ciphertext, comment, input);
        let case =
            if file.bits == keys::key(name).bits { case.flag("ImplicitRejection") } else { case };
        case.tool(OPENSSL, &decryption(&file.file))
    };
    pairs.iter().map(case).collect()
}

/// Invalid ciphertexts for this key (RFC 8017 section 7.2.2).
fn broken(ciphertexts: &[Ciphertext]) -> Vec<Case> {
    let key = keys::key("1024");
    let whole = to(ciphertexts, "1024");
    let sound = base64::decode(whole.ciphertext_base64.as_bytes()).expect("OpenSSL writes base64");
    let (first_half, last) = sound.split_at(sound.len() - 1);
    let flipped: Vec<u8> =
        first_half.iter().copied().chain(last.iter().map(|octet| octet ^ 1)).collect();
    let one = [vec![0; 127], vec![1]].concat();
    let in_range = [
        ("one-bit-changed", "One bit of the ciphertext differs.", flipped),
        (
            "zero",
            "The ciphertext is the number zero, which decrypts to zero and so has no padding.",
            vec![0; 128],
        ),
        (
            "one",
            "The ciphertext is the number one, which decrypts to one and so has no padding.",
            one,
        ),
    ];
    let out_of_range = [
        ("empty", "The ciphertext is empty.", Vec::new()),
        ("octet-missing", "The last octet of the ciphertext is missing.", first_half.to_vec()),
        (
            "octet-behind",
            "The ciphertext has an additional octet at the end.",
            [sound.as_slice(), &[0]].concat(),
        ),
        (
            "octet-before",
            "A zero octet precedes the ciphertext, which does not change its number but makes it \
             too long.",
            [&[0], sound.as_slice()].concat(),
        ),
        (
            "modulus-itself",
            "The ciphertext is the modulus itself, but a ciphertext must be smaller than the \
             modulus.",
            key.modulus(),
        ),
        (
            "all-ones",
            "The ciphertext is the largest number with the right number of octets, which exceeds \
             the modulus.",
            vec![0xff; 128],
        ),
    ];
    let case = |(name, comment, ciphertext): (&str, &str, Vec<u8>)| {
        let id = format!("1024-{name}");
        let case = fails(&id, whole, comment, (key.pem(), &base64::encode(&ciphertext)));
        case.tool(OPENSSL, &decryption(&key.file))
    };
    let in_range = in_range.into_iter().map(case).map(|case| case.flag("ImplicitRejection"));
    in_range.chain(out_of_range.into_iter().map(case)).collect()
}

/// Returns the ciphertext for the key of this name.
fn to<'a>(ciphertexts: &'a [Ciphertext], name: &str) -> &'a Ciphertext {
    let found = ciphertexts.iter().find(|ciphertext| ciphertext.name == name);
    found.unwrap_or_else(|| unreachable!("nothing is encrypted to {name}"))
}

fn decrypts(name: &str, comment: &str, file: &str, ciphertext: &Ciphertext) -> Case {
    let input = (file, ciphertext.ciphertext_base64.as_str());
    let id = format!("pair/asymmetric/{name}");
    Case::decrypts(id, &["pair/asymmetric"], comment, input, &ciphertext.plaintext)
        .document(SECTION)
        .tool(OPENSSL, &ciphertext.command)
}

fn fails(name: &str, twin: &Ciphertext, comment: &str, input: (&str, &str)) -> Case {
    let id = format!("pair/asymmetric/{name}");
    Case::decrypts_not(id, &["pair/asymmetric"], comment, input, &twin.plaintext)
        .twin(&format!("pair/asymmetric/{}", twin.name))
        .document(SECTION)
        .standard("RFC 8017 section 7.2.2")
}

fn decryption(file: &str) -> String {
    format!("openssl pkeyutl -decrypt -inkey keys/{file} -pkeyopt rsa_padding_mode:pkcs1")
}
