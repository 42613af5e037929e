//! Private key files before foreign tools: their public half, their fingerprints, and what they decrypt.

use crate::comparison::{Answer, Facts};
use crate::public_key::hexadecimal;
use crate::question::{File, Question, Reading, facts};
use crate::tool::Tool;
use keyproof::api::Action;
use openssl::error::ErrorStack;
use openssl::hash::{MessageDigest, hash};
use openssl::pkey::{PKey, Private};
use openssl::rsa::{Padding, Rsa};

/// The public half, by `ssh-keygen`. The empty passphrase keeps it from asking for one.
const SSH_KEYGEN: &str = "ssh-keygen -y -P '' -f key";

/// The same by `puttygen`, which doesn't look at the private half unless it has to write it. Passphrases are
/// in a file, and empty too. With some files it never comes to an end, so it gets a second of the processor
/// and no more.
const PUTTYGEN: &str = "\
ulimit -S -t 1
puttygen key --old-passphrase /dev/null --new-passphrase /dev/null -O private-sshcom -o loaded
puttygen loaded --old-passphrase /dev/null -O public-openssh";

/// Both fingerprints, as a created pair's and as an imported one's.
const FINGERPRINTS: &str = "\
openssl pkcs8 -topk8 -nocrypt -in key -passin pass: -outform DER -out created.der
openssl rsa -in key -passin pass: -pubout -outform DER -out imported.der
openssl sha1 -c created.der
openssl md5 -c imported.der";

/// From a form that OpenSSL doesn't read to one that it does, in place: by `ssh-keygen`.
const BY_SSH_KEYGEN: &str = "ssh-keygen -q -p -m PEM -P '' -N '' -f key >/dev/null\n";

/// The same by `puttygen`.
const BY_PUTTYGEN: &str = "\
ulimit -S -t 1
puttygen key --old-passphrase /dev/null --new-passphrase /dev/null -O private-openssh -o converted
mv converted key
";

const DECRYPT: &str = "\
openssl pkeyutl -decrypt -inkey key -passin pass: -pkeyopt rsa_padding_mode:pkcs1 -in ciphertext";

/// What to ask this tool of a private key file; `None` if it knows nothing of such files, or nothing of what
/// is asked.
pub(crate) fn question(tool: Tool, action: &Action) -> Option<Question> {
    match action {
        Action::InspectPrivateKey { material, mode } if reads(tool, material) => {
            let key = File { name: "key", contents: material.clone(), mode: *mode };
            inspect(tool, key)
        }
        Action::VerifyFingerprint { private_key, fingerprint } if reads(tool, private_key) => {
            verify(tool, private_key.clone(), fingerprint.clone())
        }
        Action::Decrypt { private_key, ciphertext } if reads(tool, private_key) => {
            decrypt(tool, private_key.clone(), ciphertext.clone())
        }
        _ => None,
    }
}

/// Whether files of this form are among those that the tool is for.
fn reads(tool: Tool, file: &[u8]) -> bool {
    let has = |text: &str| file.windows(text.len()).any(|window| window == text.as_bytes());
    match tool {
        Tool::Library | Tool::Openssl => {
            !has("PuTTY-User-Key-File") && !has("BEGIN OPENSSH PRIVATE KEY")
        }
        Tool::SshKeygen => !has("PuTTY-User-Key-File"),
        Tool::Puttygen => !has("BEGIN PRIVATE KEY") && !has("BEGIN ENCRYPTED PRIVATE KEY"),
    }
}

fn inspect(tool: Tool, key: File) -> Option<Question> {
    match tool {
        Tool::Library => Some(Question::Call {
            functions: "PEM_read_bio_RSAPrivateKey, i2d_PKCS8_PRIV_KEY_INFO, i2d_RSA_PUBKEY",
            call: Box::new(move || answer(fingerprints_by_library(&key.contents))),
        }),
        Tool::Openssl => Some(commands(vec![key], FINGERPRINTS, facts(fingerprints))),
        Tool::SshKeygen => Some(commands(vec![key], SSH_KEYGEN, Box::new(public_half))),
        Tool::Puttygen => Some(commands(vec![key], PUTTYGEN, Box::new(public_half))),
    }
}

fn verify(tool: Tool, private_key: Vec<u8>, fingerprint: String) -> Option<Question> {
    let compared = move |facts: Facts| {
        let matches = facts.values().any(|fact| *fact == fingerprint);
        Facts::from([("matches", matches.to_string())])
    };
    if tool == Tool::Library {
        return Some(Question::Call {
            functions: "PEM_read_bio_RSAPrivateKey, i2d_PKCS8_PRIV_KEY_INFO, i2d_RSA_PUBKEY",
            call: Box::new(move || answer(fingerprints_by_library(&private_key).map(&compared))),
        });
    }
    let convert = conversion(tool, &private_key)?;
    let reading = facts(move |output| fingerprints(output).map(&compared));
    let files = vec![File::new("key", private_key)];
    Some(commands(files, &format!("{convert}{FINGERPRINTS}"), reading))
}

fn decrypt(tool: Tool, private_key: Vec<u8>, ciphertext: Vec<u8>) -> Option<Question> {
    if tool == Tool::Library {
        return Some(Question::Call {
            functions: "PEM_read_bio_RSAPrivateKey, RSA_private_decrypt",
            call: Box::new(move || match decrypt_by_library(&private_key, &ciphertext) {
                Ok(plaintext) => text(&String::from_utf8_lossy(&plaintext)),
                Err(error) => Answer::Refused(error.to_string()),
            }),
        });
    }
    let convert = conversion(tool, &private_key)?;
    let files = vec![File::new("key", private_key), File::new("ciphertext", ciphertext)];
    let reading: Reading = Box::new(|output| Some(text(output)));
    Some(commands(files, &format!("{convert}{DECRYPT}"), reading))
}

/// How this tool gets the `openssl` command to read the file. What OpenSSL reads by itself, no other program
/// needs to convert.
fn conversion(tool: Tool, file: &[u8]) -> Option<&'static str> {
    match tool {
        Tool::Openssl => Some(""),
        _ if reads(Tool::Openssl, file) => None,
        Tool::SshKeygen => Some(BY_SSH_KEYGEN),
        Tool::Puttygen => Some(BY_PUTTYGEN),
        Tool::Library => None,
    }
}

fn commands(files: Vec<File>, commands: &str, reading: Reading) -> Question {
    Question::Commands { files, commands: commands.to_owned(), reading }
}

/// The first two words of the line: a key in OpenSSH's own form holds its comment, which ssh-keygen prints
/// behind it, and so does PuTTYgen.
fn public_half(output: &str) -> Option<Answer> {
    let mut words = output.split_whitespace();
    match (words.next()?, words.next()?) {
        (kind @ "ssh-rsa", blob) => {
            Some(Answer::Taken(Facts::from([("openssh", format!("{kind} {blob}"))])))
        }
        (other, _) => Some(Answer::Refused(format!("it is a key of {other}"))),
    }
}

/// Finds the fingerprints in what `openssl sha1 -c` and `openssl md5 -c` print.
fn fingerprints(output: &str) -> Option<Facts> {
    let mut digests = output.lines().filter_map(|line| line.split_once("= "));
    let ((_, created), (_, imported)) = (digests.next()?, digests.next()?);
    Some(Facts::from([("created", created.to_owned()), ("imported", imported.to_owned())]))
}

/// What came out of a decryption, bytes that were made up to hide a failure too.
fn text(plaintext: &str) -> Answer {
    Answer::Taken(Facts::from([("plaintext", plaintext.to_owned())]))
}

fn answer(facts: Result<Facts, ErrorStack>) -> Answer {
    match facts {
        Ok(facts) => Answer::Taken(facts),
        Err(error) => Answer::Refused(error.to_string()),
    }
}

pub(crate) fn fingerprints_by_library(file: &[u8]) -> Result<Facts, ErrorStack> {
    let key = read_by_library(file)?;
    let imported = hash(MessageDigest::md5(), &key.public_key_to_der()?)?;
    let created = hash(MessageDigest::sha1(), &PKey::from_rsa(key)?.private_key_to_pkcs8()?)?;
    Ok(Facts::from([
        ("created", hexadecimal(&created, ":")),
        ("imported", hexadecimal(&imported, ":")),
    ]))
}

pub(crate) fn decrypt_by_library(file: &[u8], ciphertext: &[u8]) -> Result<Vec<u8>, ErrorStack> {
    let key = read_by_library(file)?;
    let mut plaintext = vec![0; usize::try_from(key.size()).expect("a size fits")];
    let length = key.private_decrypt(ciphertext, &mut plaintext, Padding::PKCS1)?;
    plaintext.truncate(length);
    Ok(plaintext)
}

/// Reads a file with an empty passphrase, so that nobody is asked for one.
pub(crate) fn read_by_library(file: &[u8]) -> Result<Rsa<Private>, ErrorStack> {
    Rsa::private_key_from_pem_passphrase(file, b"")
}
