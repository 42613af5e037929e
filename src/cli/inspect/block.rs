//! Formats an inspection for people: what the file is, whether EC2 accepts it and why, and what to do.

use super::advice;
use super::finding::{FileKind, Inspection, KeyFacts, Refusal};
use super::read::{Contents, Input};
use crate::format::Format;
use crate::key::{SUPPORTED_BITS, private};
use crate::rule;
use crate::term::{BAD, COMMAND, GOOD, HEADING, WARNING, painted, printable, quoted, row};

/// The width of a row's label.
const LABEL: usize = 10;

/// The permission bits of group and others.
const OTHERS: u32 = 0o077;

/// Formats an inspection.
pub(super) fn write(input: &Input, contents: &Contents, finding: &Inspection) -> String {
    let file = painted(HEADING, printable(&input.to_string()));
    let mut block = match &finding.refusal {
        None => format!("{file}: {}\n", painted(GOOD, "accepted")),
        Some(_) => format!("{file}: {}\n", painted(BAD, "refused")),
    };
    block.push_str(&what(finding));
    if let Some(refusal) = &finding.refusal {
        block.push_str(&why_refused(refusal));
    }
    if let Some(key) = &finding.key {
        block.push_str(&fingerprints(key));
    }
    block.push_str(&what_to_do(input, contents, finding));
    if finding.kind == Some(FileKind::Private) {
        block.push_str(&permissions(input, contents));
    }
    block
}

fn what(finding: &Inspection) -> String {
    let half = match finding.kind {
        Some(FileKind::Private) => "RSA private key",
        Some(FileKind::Public) | None => "RSA public key",
    };
    let key = finding.key.as_ref().map_or(String::new(), |key| {
        let exponent = key.exponent.map_or("2^64 or more".to_owned(), |e| e.to_string());
        let text = format!("{half} of {} bits, exponent {exponent}", key.bits);
        row(2, "key", LABEL, &text)
    });
    let format = match finding.format {
        Some(name) => format!("{}: {}", title(name), finding.why),
        None => finding.why.to_owned(),
    };
    format!("{key}{}", row(2, "format", LABEL, &format))
}

/// Returns the title of a format for running text.
fn title(name: &'static str) -> &'static str {
    let public = Format::ALL.into_iter().find(|format| format.name() == name);
    match (public, name) {
        (Some(format), _) => format.title(),
        (None, "pkcs1-pem") => "PKCS#1 PEM",
        (None, "pkcs8-pem") => "PKCS#8 PEM",
        (None, "openssh-private") => "OpenSSH private key",
        (None, "ppk") => "PuTTY private key",
        (None, name) => name,
    }
}

fn why_refused(refusal: &Refusal) -> String {
    let rule = rule::find(refusal.rule).expect("a refusal rests on a rule of the catalogue");
    let code = refusal.code.as_deref().unwrap_or("none");
    let unreadable = match refusal.unreadable {
        None => String::new(),
        Some(private::PrivateKeyError {
            fault: private::PrivateKeyErrorKind::Encrypted(_),
            ..
        }) => row(2, "", LABEL, "it is encrypted, so its length and fingerprints are unknown"),
        Some(error) => row(2, "", LABEL, &format!("it can't be read either: {error}")),
    };
    [
        row(2, "reason", LABEL, &refusal.reason),
        unreadable,
        row(2, "code", LABEL, code),
        row(2, "rule", LABEL, &format!("{}: {}", rule.id, rule.statement)),
    ]
    .concat()
}

fn fingerprints(key: &KeyFacts) -> String {
    let imported = format!("{}  if it is imported", key.imported);
    let created = match &key.created {
        Some(created) => format!("{created}  if EC2 created it"),
        None => "only the private key can show it".to_owned(),
    };
    [row(2, "MD5", LABEL, &imported), row(2, "SHA-1", LABEL, &created)].concat()
}

fn what_to_do(input: &Input, contents: &Contents, finding: &Inspection) -> String {
    let Some(refusal) = &finding.refusal else { return String::new() };
    if finding.kind == Some(FileKind::Private) {
        return instead_of_private_key(input, finding, refusal);
    }
    let Some(advice) = advice::on(refusal.fault, &contents.bytes) else { return String::new() };
    let sentence = row(2, "to do", LABEL, advice.sentence);
    let command = advice.command.map_or(String::new(), |command| command_row(input, command));
    format!("{sentence}{command}")
}

/// Advises to import the public half, which is what EC2 accepts.
fn instead_of_private_key(input: &Input, finding: &Inspection, refusal: &Refusal) -> String {
    if let Some(key) = &finding.key {
        if !SUPPORTED_BITS.contains(&key.bits) {
            let sentence = "its public half would be refused too: EC2 imports 1024, 2048 and 4096 \
                            bits; create a new key:";
            let sentence = row(2, "to do", LABEL, sentence);
            return format!("{sentence}{}", command_row(input, advice::NEW_KEY));
        }
        let sentence = row(2, "to do", LABEL, "import its public half instead, this line:");
        return format!("{sentence}{}\n", key.openssh);
    }
    let Some(private::PrivateKeyErrorKind::Encrypted(form)) =
        refusal.unreadable.map(|error| error.fault)
    else {
        return String::new();
    };
    let public_half = match form {
        private::Format::Ppk => "puttygen FILE -L",
        private::Format::Pkcs1 | private::Format::Pkcs8 | private::Format::OpenSsh => {
            "ssh-keygen -y -f FILE"
        }
    };
    let fingerprints =
        "for the fingerprints, remove the passphrase from a copy, and inspect the copy:";
    [
        row(2, "to do", LABEL, "import its public half instead:"),
        command_row(input, public_half),
        row(2, "", LABEL, fingerprints),
        command_row(input, form.decryption()),
    ]
    .concat()
}

/// Formats a command on one line, so that it can be copied.
fn command_row(input: &Input, command: &str) -> String {
    let command = match input {
        Input::Standard => command.to_owned(),
        Input::File(path) => command.replace("FILE", &quoted(&path.to_string_lossy())),
    };
    format!("  {:LABEL$}{}\n", "", painted(COMMAND, printable(&command)))
}

fn permissions(input: &Input, contents: &Contents) -> String {
    let Some(mode) = contents.mode.filter(|mode| mode & OTHERS != 0) else {
        return String::new();
    };
    let warning =
        format!("mode {mode:04o} gives other users access, so ssh refuses the key; restrict it:");
    let warning = row(2, "warning", LABEL, &warning);
    format!("{}{}", painted(WARNING, warning), command_row(input, "chmod 400 FILE"))
}
