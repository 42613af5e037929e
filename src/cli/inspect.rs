//! `keyproof inspect`: tells whether EC2 accepts a key file, and which fingerprint EC2 will show for it.

mod read;
mod finding;
mod advice;
mod block;

use super::{Ending, Failure, output};
use crate::term::{Untrusted, counted};
use clap::Args;
use finding::{Inspection, Line};
use read::{Contents, Input};
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
    /// Print one JSON object for each file, on a line of its own
    #[arg(long)]
    json: bool,
}

const HELP: &str = "\
A private key is never accepted: import its public half, which is shown.

Fingerprints: an imported pair has the MD5 of its public key as SubjectPublicKeyInfo DER; a pair
that EC2 created has the SHA-1 of its private key as PKCS#8 DER. They differ in length.

JSON: an object with \"file\", \"kind\" (\"public\" or \"private\"), \"format\", \"bits\", \"exponent\",
\"accepted\", \"code\", \"reason\", \"fingerprints\" (\"imported\" and \"created\") and \"openssh\" (the public
key as a line). Unknown values are null.

Exit codes:
  0  every file is accepted
  1  a file is refused
  2  a file could not be read, whatever the results of the others

Examples:
  keyproof inspect ~/.ssh/id_rsa.pub
  keyproof inspect --json *.pub | jq -r 'select(.accepted) | .fingerprints.imported'
  ssh-keygen -y -f key.pem | keyproof inspect";

/// Inspects the files in order.
pub(super) fn run(options: &Options) -> Result<Ending, Failure> {
    if options.files.is_empty() && std::io::stdin().is_terminal() {
        return Err(Failure::new("no file given")
            .hint("name one, as in keyproof inspect ~/.ssh/id_rsa.pub, or - for standard input"));
    }
    let inputs = match options.files.as_slice() {
        [] => vec![Input::Standard],
        files => files.iter().map(|file| Input::named(file)).collect(),
    };
    let (mut unread, mut refused) = (0, false);
    for (index, input) in inputs.iter().enumerate() {
        let contents = input.read();
        match &contents {
            Ok(contents) => {
                let finding = Inspection::of(&contents.bytes);
                refused |= finding.refusal.is_some();
                show(options, index, input, contents, &finding)?;
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
    Ok(if refused { Ending::Nonconformance } else { Ending::AsExpected })
}

fn show(
    options: &Options,
    index: usize,
    input: &Input,
    contents: &Contents,
    finding: &Inspection,
) -> Result<(), Failure> {
    if options.json {
        return output::print(&Line::of(&input.to_string(), finding).json());
    }
    let between = if index > 0 { "\n" } else { "" };
    output::print(&format!("{between}{}", block::write(input, contents, finding)))
}
