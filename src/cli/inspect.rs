//! `keyproof inspect`: tells whether EC2 accepts a key file, and which fingerprint EC2 will show for it.

mod read;
mod host_key;
mod key_facts;
mod open;
mod judgement;
mod analysis;
mod fingerprint;
mod wrapping;
mod repair;
mod advice;
mod block;
mod json;

use super::{Ending, Failure, output};
use crate::term::{BAD, GOOD, HEADING, Untrusted, WARNING, counted, painted, printable};
use analysis::{FileKind, Inspection};
use clap::Args;
use fingerprint::{Match, Pasted};
use json::Line;
use read::Input;
use std::io::IsTerminal;
use std::path::PathBuf;

/// Show how EC2 treats a key file
///
/// For a public key file: whether an import accepts it, its format, and its fingerprint. For a
/// private key file: the public key to import instead, and the fingerprints of the pair.
#[derive(Debug, Args)]
#[command(after_long_help = HELP)]
pub(super) struct Options {
    /// Key files; - or no file means standard input
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Tell which of the files has this fingerprint, in any notation
    #[arg(long, value_name = "VALUE")]
    fingerprint: Option<String>,
    /// Print one JSON object for each file, on a line of its own
    #[arg(long)]
    json: bool,
}

const HELP: &str = "\
A private key is never accepted: import its public half, which is shown. A key is also found in
a file that EC2 refuses: in another encoding, in JSON, base64, HTML, a mail or a certificate. The
answer is about the file as it is; the key is shown beside it, with the line to import.

The answer is that of the document of 2014-06-15. A difference of today's EC2 is shown.

Fingerprints: an imported pair has the MD5 of its public key as SubjectPublicKeyInfo DER; a pair
that EC2 created has the SHA-1 of its private key as PKCS#8 DER; an Ed25519 pair has the SHA-256
of its key. ssh-keygen -l shows others, which EC2 never shows for RSA.

--fingerprint takes what the console, openssl or ssh-keygen prints: with or without colons, in
capitals, with MD5:, SHA256: or (stdin)= before it.

JSON: an object with \"file\", \"kind\" (\"public\" or \"private\"), \"format\", \"bits\", \"exponent\",
\"accepted\", \"code\", \"reason\", \"fingerprints\" (\"imported\", \"created\", \"openssh_sha256\" and
\"openssh_md5\"), \"openssh\" (the public key as a line), \"verdicts\" (\"2014-06-15\" and \"2016-11-15\":
\"accepted\", \"refused\" or \"open\"), \"recovered\" (how the key of a refused file was found), \"unreadable\"
(why a private key can't be read), \"keys\" (if there are several) and, with --fingerprint, \"matches\" (\"imported\", \"created\", \"openssh-md5\",
\"openssh-sha256\" or null). Unknown values are null.

Exit codes:
  0  every file is accepted; with --fingerprint: a file has it
  1  a file is refused, or holds a private key; with --fingerprint: no file has it
  2  a file could not be read, whatever the results of the others

Examples:
  keyproof inspect ~/.ssh/id_rsa.pub
  keyproof inspect --fingerprint 1f:51:ae:28:bf:89:e9:d8:1f:25:5d:37:2d:7d:b8:ca ~/.ssh/* *.pem
  keyproof inspect --json *.pub | jq -r 'select(.accepted) | .fingerprints.imported'
  ssh-keygen -y -f key.pem | keyproof inspect";

/// Inspects the files in order.
pub(super) fn run(options: &Options) -> Result<Ending, Failure> {
    if options.files.is_empty() && std::io::stdin().is_terminal() {
        return Err(Failure::new("no file given")
            .hint("name one, as in keyproof inspect ~/.ssh/id_rsa.pub, or - for standard input"));
    }
    let pasted = options.fingerprint.as_deref().map(pasted).transpose()?;
    let inputs = match options.files.as_slice() {
        [] => vec![Input::Standard],
        files => files.iter().map(|file| Input::named(file)).collect(),
    };
    let (mut unread, mut refused, mut matched) = (0, false, false);
    for (index, input) in inputs.iter().enumerate() {
        let contents = input.read();
        match &contents {
            Ok(contents) => {
                let finding = Inspection::of(&contents.bytes);
                refused |= finding.refusal.is_some() || finding.kind == Some(FileKind::Private);
                let is_match =
                    pasted.as_ref().map(|it| finding.keys.iter().find_map(|key| it.of(key)));
                matched |= is_match.flatten().is_some();
                match (&pasted, is_match) {
                    _ if options.json => {
                        output::print(&Line::of(&input.to_string(), &finding, is_match).json())?;
                    }
                    (Some(pasted), Some(is_match)) => {
                        output::print(&comparison(input, pasted, &finding, is_match))?;
                    }
                    _ => {
                        let between = if index > 0 { "\n" } else { "" };
                        let block = block::write(input, contents, &finding);
                        output::print(&format!("{between}{block}"))?;
                    }
                }
            }
            Err(unreadable) => {
                unread += 1;
                if options.json {
                    let reason = unreadable.to_string();
                    output::print(&Line::unread(&input.to_string(), &reason).json())?;
                } else {
                    output::complain(&format!("{}: {unreadable}", Untrusted::of(input)));
                }
            }
        }
    }
    if unread > 0 {
        let (unread, of) = (counted(unread, "file"), inputs.len());
        return Err(Failure::new(format!("{unread} of {of} could not be read")));
    }
    if let Some(pasted) = pasted.filter(|_| !options.json && !matched) {
        output::print(&format!("no file is known to have it; it is {}\n", pasted.origin()))?;
    }
    let is_good = if options.fingerprint.is_some() { matched } else { !refused };
    Ok(if is_good { Ending::AsExpected } else { Ending::Nonconformance })
}

fn pasted(text: &str) -> Result<Pasted, Failure> {
    Pasted::parse(text).ok_or_else(|| {
        Failure::new(format!("{text:?} is not a fingerprint")).hint(
            "a fingerprint has 16 or 20 octets in hexadecimal, or 32 octets in base64, such as \
             1f:51:ae:28:bf:89:e9:d8:1f:25:5d:37:2d:7d:b8:ca",
        )
    })
}

/// Formats whether a file has a fingerprint.
fn comparison(
    input: &Input,
    pasted: &Pasted,
    finding: &Inspection,
    is_match: Option<Match>,
) -> String {
    let file = painted(HEADING, printable(&input.to_string()));
    let answer = match is_match {
        Some(is_match) if finding.unreadable.as_ref().is_some_and(|file| !file.is_encrypted()) => {
            let is = is_match.description();
            painted(WARNING, format!("yes, {is}; but its private half is damaged or changed"))
        }
        Some(is_match) => painted(GOOD, format!("yes, {}", is_match.description())),
        None if finding.is_encrypted() => "not known: the private key is encrypted".to_owned(),
        None if finding.keys.is_empty() => "no key could be read from it".to_owned(),
        None if pasted.is_of_created_pair()
            && !finding.keys.iter().any(|key| key.created.is_some()) =>
        {
            "not known: the fingerprint of a created pair needs its private key, unencrypted"
                .to_owned()
        }
        None => painted(BAD, "no"),
    };
    format!("{file}: {answer}\n")
}
