//! What to do about a file that EC2 refuses: a command where there is one.

use super::finding::Refusal;
use crate::format::{Fault, Foreign};
use crate::key;

/// What to do, and the commands that do it.
pub(super) struct Advice {
    /// The sentence.
    pub(super) sentence: &'static str,
    /// The command; `FILE` in it is the file.
    pub(super) command: Option<&'static str>,
}

/// Makes a key that EC2 imports.
pub(super) const NEW_KEY: &str = "ssh-keygen -t rsa -b 2048 -m PEM -f new_key";

/// What to do about a refusal, if it isn't plain from the reason.
pub(super) fn on(refusal: &Refusal) -> Option<Advice> {
    let (sentence, command) = match refusal.fault {
        Fault::Foreign(foreign) => return on_foreign(foreign),
        Fault::Length(_) => ("make a new key of a length that EC2 imports:", Some(NEW_KEY)),
        Fault::Key(key::Fault::OtherAlgorithm(_)) => ("make a new key of type RSA:", Some(NEW_KEY)),
        Fault::Empty => {
            ("was the key saved? a public key is one line that starts with ssh-rsa", None)
        }
        Fault::ByteOrderMark => ("take the mark away:", Some("tail -c +4 FILE")),
        Fault::Prefix => ("take away what stands before ssh-rsa", None),
        Fault::LabelMissing => ("put the key type before it:", Some("sed 's/^/ssh-rsa /' FILE")),
        Fault::LineBroken => {
            ("join the key's lines into one, without blanks where they broke", None)
        }
        Fault::SecondKey => ("import one key at a time: keep one of them in the file", None),
        _ => return None,
    };
    Some(Advice { sentence, command })
}

fn on_foreign(foreign: Foreign) -> Option<Advice> {
    let (sentence, command) = match foreign {
        Foreign::PrivateKey => return None,
        Foreign::PemPublicKey => ("convert it:", Some("ssh-keygen -i -m PKCS8 -f FILE")),
        Foreign::Pkcs1 => ("convert it:", Some("ssh-keygen -i -m PEM -f FILE")),
        Foreign::X509 => (
            "take the key out of a certificate:",
            Some("openssl x509 -in FILE -noout -pubkey | ssh-keygen -i -m PKCS8 -f /dev/stdin"),
        ),
        Foreign::RawDer => ("encode it:", Some("openssl base64 -in FILE")),
        Foreign::RawBlob => (
            "encode it, with the key type before it:",
            Some("printf 'ssh-rsa %s\\n' \"$(openssl base64 -A -in FILE)\""),
        ),
        Foreign::Utf16 => ("save it as plain ASCII:", Some("iconv -f UTF-16 -t ASCII FILE")),
        Foreign::Ssh1 => ("make a new key:", Some(NEW_KEY)),
        Foreign::EncodedTwice => ("decode it:", Some("openssl base64 -d -in FILE")),
        Foreign::PuttyPublic => ("convert it:", Some("puttygen FILE -O public-openssh")),
        Foreign::Place => ("inspect the file that it names", None),
        Foreign::Fingerprint | Foreign::Armour | Foreign::Json | Foreign::Markup => {
            ("export the public key as a line that starts with ssh-rsa", None)
        }
    };
    Some(Advice { sentence, command })
}
