//! Public key files before foreign tools.
//!
//! What a tool is asked is whether it reads an RSA public key from the file, and which. Nothing of the way
//! from the file to the fingerprint is this crate's: `ssh-keygen` reads the two SSH formats and writes
//! SubjectPublicKeyInfo, `openssl` reads base64 and DER, and tells length, modulus and MD5. What was meant to
//! be in none of the three formats is put before each of them, in every way that it reads such files.

use crate::comparison::{Answer, Facts};
use crate::question::{File, Question, facts};
use crate::tool::Tool;
use keyproof::format::Format;
use openssl::error::ErrorStack;
use openssl::hash::{MessageDigest, hash};
use openssl::pkey::Public;
use openssl::rsa::Rsa;
use openssl::sha::sha256;

/// From an OpenSSH line to SubjectPublicKeyInfo. The empty passphrase keeps it from asking for one.
const OPENSSH: &str = "ssh-keygen -e -m PKCS8 -P '' -f key >spki.pem";

/// From an RFC 4716 file to an OpenSSH line, and on.
const RFC4716: &str = "\
mkdir line
ssh-keygen -i -f key >line/key
ssh-keygen -e -m PKCS8 -P '' -f line/key >spki.pem";

/// From SubjectPublicKeyInfo to its facts: PEM.
const PEM_FACTS: &str = "\
openssl rsa -pubin -in spki.pem -noout -text -modulus
openssl rsa -pubin -in spki.pem -outform DER | openssl md5 -c";

/// The same for DER. The empty passphrase keeps it from asking for one, which it does if it finds something
/// encrypted.
const DER_FACTS: &str = "\
openssl rsa -pubin -inform DER -in spki.der -passin pass: -noout -text -modulus
openssl rsa -pubin -inform DER -in spki.der -passin pass: -outform DER | openssl md5 -c";

/// What to ask this tool of the public key file of the vector of this id; `None` if it knows nothing of such
/// files.
pub(crate) fn question(tool: Tool, id: &str, material: &[u8]) -> Option<Question> {
    let material = material.to_vec();
    match (tool, meant(id)?) {
        (Tool::SshKeygen, Meant::As(Format::OpenSsh)) => {
            Some(commands(material, format!("{OPENSSH}\n{PEM_FACTS}")))
        }
        (Tool::SshKeygen, Meant::As(Format::Rfc4716)) => {
            Some(commands(material, format!("{RFC4716}\n{PEM_FACTS}")))
        }
        (Tool::SshKeygen, Meant::AsNone) => {
            Some(commands(material, format!("{OPENSSH} || {{\n{RFC4716}\n}}\n{PEM_FACTS}")))
        }
        (Tool::Openssl, Meant::As(Format::Base64Der) | Meant::AsNone) => {
            let decode = base64_command(&material);
            Some(commands(material, format!("{decode}\n{DER_FACTS}")))
        }
        (Tool::Library, Meant::As(Format::Base64Der) | Meant::AsNone) => Some(Question::Call {
            functions: "EVP_DecodeBlock of the joined lines, d2i_RSA_PUBKEY",
            call: Box::new(move || read_by_library(&material)),
        }),
        _ => None,
    }
}

/// What a vector's file was meant to be.
enum Meant {
    /// A file in this format, sound or broken.
    As(Format),
    /// What people upload instead of a file in one of the three.
    AsNone,
}

/// What the file of a vector of imports was meant to be: its area says it, or its own name does.
fn meant(id: &str) -> Option<Meant> {
    let (area, name) = id.strip_prefix("import/")?.split_once('/')?;
    let named = |text: &str| Format::ALL.into_iter().find(|format| text.contains(format.name()));
    match area {
        // The names there are those of other formats.
        "other" => Some(Meant::AsNone),
        _ => named(area).or_else(|| named(name)).map(Meant::As),
    }
}

fn commands(material: Vec<u8>, commands: String) -> Question {
    let files = vec![File::new("key", material)];
    Question::Commands { files, commands, reading: facts(printed) }
}

/// `openssl base64` wants to be told (`-A`) when the text is one line.
fn base64_command(material: &[u8]) -> &'static str {
    if material.trim_ascii().iter().any(|byte| matches!(byte, b'\n' | b'\r')) {
        "openssl base64 -d -in key -out spki.der"
    } else {
        "openssl base64 -d -A -in key -out spki.der"
    }
}

/// Finds the facts in what `openssl rsa -text -modulus` and `openssl md5 -c` print.
fn printed(output: &str) -> Option<Facts> {
    let after = |label: &str| output.lines().find_map(|line| line.strip_prefix(label));
    let (_, bits) = output.lines().next()?.split_once("Public-Key: (")?;
    let digits = after("Modulus=")?;
    let modulus = openssl::bn::BigNum::from_hex_str(digits).ok()?.to_vec();
    let mut facts = Facts::from([
        ("bits", bits.strip_suffix(" bit)")?.to_owned()),
        ("modulus_sha256", hexadecimal(&sha256(&modulus), "")),
        ("fingerprint", after("MD5(stdin)= ")?.to_owned()),
    ]);
    // An exponent of more than 64 bits is printed as octets, on lines of its own.
    let exponent = after("Exponent: ").and_then(|text| text.split_once(' '));
    facts.extend(exponent.map(|(number, _)| ("exponent", number.to_owned())));
    Some(facts)
}

/// The library's base64 knows of one line only.
fn read_by_library(material: &[u8]) -> Answer {
    let Ok(text) = std::str::from_utf8(material) else {
        return Answer::Refused("no text in UTF-8, which the binding wants".to_owned());
    };
    let joined: String = text.lines().map(str::trim).collect();
    let read = openssl::base64::decode_block(&joined)
        .and_then(|der| Rsa::public_key_from_der(&der))
        .and_then(|key| public_facts(&key));
    match read {
        Ok(facts) => Answer::Taken(facts),
        Err(error) => Answer::Refused(error.to_string()),
    }
}

/// The facts of a key by the library.
pub(crate) fn public_facts(key: &Rsa<Public>) -> Result<Facts, ErrorStack> {
    let spki = key.public_key_to_der()?;
    Ok(Facts::from([
        ("bits", key.n().num_bits().to_string()),
        ("exponent", key.e().to_dec_str()?.to_string()),
        ("modulus_sha256", hexadecimal(&sha256(&key.n().to_vec()), "")),
        ("fingerprint", hexadecimal(&hash(MessageDigest::md5(), &spki)?, ":")),
    ]))
}

/// Lower-case hexadecimal octets with this between them.
pub(crate) fn hexadecimal(octets: &[u8], between: &str) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect::<Vec<_>>().join(between)
}
