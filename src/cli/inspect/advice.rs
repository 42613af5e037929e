//! What the user of a file can do: the line to import, and commands.

use super::analysis::{FileKind, Inspection};
use super::fingerprint::Pasted;
use super::judgement::{self, Judged};
use super::key_facts::{KeyAlgorithm, KeyFacts};
use super::repair;
use crate::extract::{Container, Unreadable};
use crate::format::{FormatErrorKind, UnsupportedFormat};
use crate::key::Algorithm;
use crate::key::private::{self, PrivateKeyErrorKind, Relation};
use std::borrow::Cow;

/// The number of keys of a file whose lines are shown.
const SHOWN: usize = 5;

/// A sentence, and the line or the command that follows it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Advice {
    pub(super) sentence: Cow<'static, str>,
    /// A line to import.
    pub(super) line: Option<String>,
    /// A shell command. `FILE` in it stands for the path.
    pub(super) command: Option<Cow<'static, str>>,
}

impl Advice {
    fn sentence(sentence: impl Into<Cow<'static, str>>) -> Self {
        Self { sentence: sentence.into(), line: None, command: None }
    }

    fn with_command(
        sentence: impl Into<Cow<'static, str>>,
        command: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { command: Some(command.into()), ..Self::sentence(sentence) }
    }
}

/// Returns the advice on a file, the most important first.
pub(super) fn on(finding: &Inspection, material: &[u8]) -> Vec<Advice> {
    if finding.refusal.is_none() && finding.kind != Some(FileKind::Private) {
        return on_accepted(finding);
    }
    match (finding.key(), finding.keys.len()) {
        (Some(key), _) => on_key(finding, key),
        (None, 0) => on_no_key(finding, material),
        (None, _) => on_several_keys(finding),
    }
}

/// Returns the plain line of a key, unless every service accepts the file as it is.
fn on_accepted(finding: &Inspection) -> Vec<Advice> {
    let is_everywhere = !matches!(finding.document, Judged::Open(_))
        && matches!(finding.today, Judged::Accepted(_));
    let line = finding.key().and_then(|key| key.openssh.clone());
    match line.filter(|_| !is_everywhere) {
        Some(line) => {
            vec![Advice { line: Some(line), ..Advice::sentence("to be sure, import this line:") }]
        }
        None => Vec::new(),
    }
}

/// Returns the lines of the first keys.
fn on_several_keys(finding: &Inspection) -> Vec<Advice> {
    let first = Advice::sentence(
        "the file has several keys; choose the one that you want to use, and import its line alone:",
    );
    let keys = (1..).zip(&finding.keys).take(SHOWN);
    let lines = keys.filter_map(|(number, key)| {
        let line = Some(key.openssh.clone()?);
        Some(Advice { line, ..Advice::sentence(format!("key {number}:")) })
    });
    [first].into_iter().chain(lines).collect()
}

fn on_key(finding: &Inspection, key: &KeyFacts) -> Vec<Advice> {
    let mut advice = Vec::new();
    if finding.is_host_key {
        advice.push(Advice::sentence(
            "this is the key of a host, from known_hosts or ssh-keyscan. If you import it, the owner of the \
             host can log in to your instances; use the key of a user",
        ));
    }
    // A key that was changed may not be what it was: its line would let nobody in.
    let is_changed = finding.unreadable.as_ref().is_some_and(|file| {
        !matches!(
            file.error.fault,
            PrivateKeyErrorKind::Encrypted(_)
                | PrivateKeyErrorKind::Inconsistent(Relation::CrtExponents | Relation::Coefficient)
                | PrivateKeyErrorKind::Encoding(_)
                | PrivateKeyErrorKind::OtherAlgorithm(_)
        )
    });
    if is_changed {
        advice.push(Advice::sentence(
            "the private key was changed or damaged: don't import its public half; look for another copy",
        ));
        return advice;
    }
    advice.extend(line_to_import(finding, key));
    if finding.kind == Some(FileKind::Private) {
        advice.extend(on_private_key(finding, key));
    }
    advice
}

/// Returns the advice to import the public half or the repaired key, or to make another one.
fn line_to_import(finding: &Inspection, key: &KeyFacts) -> Vec<Advice> {
    let is_private = finding.kind == Some(FileKind::Private);
    let [by_document, today] = judgement::is_importable(key);
    let is_whole = key.source.steps.is_empty() && key.source.found.is_readable_by_tools;
    if key.algorithm == KeyAlgorithm::Other(Algorithm::Ed25519) && is_whole {
        let sentence = "EC2 imports Ed25519 keys today; this prints the line of its public half:";
        return vec![Advice::with_command(sentence, repair::ED25519_LINE)];
    }
    let (Some(line), true) = (&key.openssh, by_document || today) else {
        let sentence = match key.source.found.container {
            Container::SshCertificate => "import the plain key that the certificate was made for",
            _ => "EC2 imports no key of this kind; make a new key:",
        };
        return vec![Advice::with_command(sentence, repair::NEW_KEY)];
    };
    let sentence = match (is_private, key.source.found.container) {
        _ if finding.is_host_key => "if it is your own key all the same, its line is:",
        (true, _) if by_document => "import its public half instead, this line:",
        (true, _) => "import its public half instead, this line, which EC2 accepts today:",
        (false, Container::SshCertificate) => {
            "nothing is wrong with the key; import its plain line:"
        }
        (false, _) if by_document => "import this line instead:",
        (false, _) => "EC2 accepts this line today:",
    };
    let is_line_itself = !is_private
        && !key.is_recovered()
        && key.source.found.container == Container::SshBlob
        && !by_document
        && !key.source.found.is_amid_text;
    let mut advice = Vec::new();
    if !is_line_itself {
        advice.push(Advice { line: Some(line.clone()), ..Advice::sentence(sentence) });
        if let Some(command) = repair::public(key).filter(|_| by_document && !finding.is_host_key) {
            advice.push(Advice::with_command(
                "this command prints the key in an accepted form too:",
                command,
            ));
        }
    }
    if !by_document {
        let sentence = "by the document of 2014-06-15, only RSA keys of 1024, 2048 and 4096 bits are \
                        accepted; this makes one, if the service follows it:";
        advice.push(Advice::with_command(sentence, repair::NEW_KEY));
    }
    advice
}

fn on_private_key(finding: &Inspection, key: &KeyFacts) -> Vec<Advice> {
    let Container::PrivateKey(format) = key.source.found.container else { return Vec::new() };
    // The private half of another algorithm isn't read, but its file can be repaired.
    let is_other = matches!(key.algorithm, KeyAlgorithm::Ed25519 | KeyAlgorithm::Other(_));
    if let Some(file) = finding.unreadable.as_ref().filter(|file| !is_other || file.is_encrypted())
    {
        return match file.error.fault {
            PrivateKeyErrorKind::Encrypted(format) if key.algorithm != KeyAlgorithm::Ed25519 => {
                on_encrypted(file, format)
            }
            _ => Vec::new(),
        };
    }
    if key.source.private.is_none() && !is_other {
        return Vec::new();
    }
    let is_readable = key.source.found.is_readable_by_tools && !key.is_recovered();
    let mut advice = Vec::new();
    if !is_readable {
        let sentence = "ssh or openssl may not read the file as it is; this writes it anew:";
        match repair::private(key) {
            Some(command) => {
                advice.push(Advice::with_command(sentence, command));
            }
            None => advice.push(Advice::sentence(
                "ssh or openssl may not read the file as it is: save the private key again, with its \
                 lines as they were",
            )),
        }
    } else if format != private::Format::Pkcs1 && matches!(key.algorithm, KeyAlgorithm::Rsa { .. })
    {
        advice.push(Advice::with_command(
            "the passwords of Windows instances need PEM of PKCS#1; this writes a copy in that form:",
            repair::to_pkcs1(format),
        ));
    }
    advice
}

/// Returns how to decrypt a file. A wrapped file is unwrapped first.
fn on_encrypted(file: &Unreadable, format: private::Format) -> Vec<Advice> {
    let decrypted = "the SHA-1 needs the private half: remove the passphrase from a copy, and inspect the \
                     copy:";
    match (repair::unwrapped(file), file.is_readable_by_tools && file.steps.is_empty()) {
        (Some(command), _) => vec![Advice::with_command(
            "ssh or openssl may not read the file as it is; this writes it anew:",
            command,
        )],
        (None, true) => vec![Advice::with_command(decrypted, format.decryption())],
        (None, false) => vec![Advice::sentence(
            "ssh or openssl may not read the file as it is: save the private key again, with its lines \
             as they were",
        )],
    }
}

fn on_no_key(finding: &Inspection, material: &[u8]) -> Vec<Advice> {
    if finding.kind == Some(FileKind::Private) {
        return on_unreadable_private_key(finding);
    }
    let text = String::from_utf8_lossy(material.get(..1_000).unwrap_or(material)).into_owned();
    if let Some(pasted) = Pasted::parse(&text) {
        return vec![Advice::with_command(
            format!("{}; see which key has it:", pasted.origin()),
            format!("keyproof inspect --fingerprint '{}' ~/.ssh/*", pasted.digits()),
        )];
    }
    let Some(fault) = finding.refusal.as_ref().map(|refusal| refusal.fault) else {
        return Vec::new();
    };
    let sentence = match fault {
        FormatErrorKind::Empty => {
            "was the key saved? a public key is one line that starts with ssh-rsa"
        }
        FormatErrorKind::TooLong(_) => {
            "no key was found in its first bytes; a public key is one line that starts with ssh-rsa"
        }
        FormatErrorKind::UnsupportedFormat(UnsupportedFormat::Place) => {
            "inspect the file that it names"
        }
        FormatErrorKind::Unrecognised => {
            "no key was found in it; a public key is one line that starts with ssh-rsa"
        }
        _ => {
            "no whole key was found in it: something is missing or was changed; export the public key \
             again, as a line that starts with ssh-rsa"
        }
    };
    vec![Advice::sentence(sentence)]
}

fn on_unreadable_private_key(finding: &Inspection) -> Vec<Advice> {
    let encrypted = finding.unreadable.as_ref().and_then(|file| match file.error.fault {
        PrivateKeyErrorKind::Encrypted(format) => Some((file, format)),
        _ => None,
    });
    let Some((file, format)) = encrypted else {
        return vec![Advice::sentence(
            "the key can't be read here: it is encrypted, in another format, or damaged; the program that \
             wrote it can export its public half",
        )];
    };
    let public_half = match format {
        private::Format::Ppk => "puttygen FILE -L",
        _ => "ssh-keygen -y -f FILE",
    };
    let public_half = Advice::with_command("import its public half instead:", public_half);
    let is_whole = file.is_readable_by_tools && file.steps.is_empty();
    is_whole.then_some(public_half).into_iter().chain(on_encrypted(file, format)).collect()
}
