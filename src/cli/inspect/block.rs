//! Formats an inspection for people: the answer and the fingerprints first, then why, then what to do.

use super::advice::{self, Advice};
use super::analysis::{FileKind, Inspection, Refusal};
use super::judgement::Judged;
use super::key_facts::{KeyAlgorithm, KeyFacts};
use super::read::{Contents, Input};
use super::wrapping;
use crate::extract::Container;
use crate::format::Format;
use crate::key::private;
use crate::rule;
use crate::term::{
    BAD, COMMAND, GOOD, HEADING, WARNING, painted, printable, quoted, row_of_lines, wrapped,
};

/// The width of a row, which fits in every terminal, and of its label, in columns.
const WIDTH: usize = 80;
const LABEL: usize = 12;

/// The permission bits of group and others.
const OTHERS: u32 = 0o077;

/// The number of keys that are shown if a file has several.
const KEYS: usize = 10;

/// Formats an inspection.
pub(super) fn write(input: &Input, contents: &Contents, finding: &Inspection) -> String {
    let file = painted(HEADING, printable(&input.to_string()));
    let is_private = finding.kind == Some(FileKind::Private);
    let mut block = format!("{file}: {}\n", answer(finding));
    match finding.key() {
        Some(key) => block.push_str(&fingerprints(key)),
        None => block.push_str(&several(&finding.keys)),
    }
    block.push_str(&what(finding));
    if let Some(refusal) = finding.refusal.as_ref().filter(|_| !is_private) {
        block.push_str(&why_refused(refusal));
    }
    if is_private {
        block.push_str(&about_private_key(finding));
    }
    block.push_str(&documents(finding));
    block.push_str(&what_to_do(input, &advice::on(finding, &contents.bytes)));
    // ssh reads neither PuTTY's files nor JSON and XML.
    let is_for_ssh = finding.format.is_none_or(|format| format != private::Format::Ppk.name());
    if is_private && is_for_ssh {
        block.push_str(&permissions(input, contents));
    }
    block
}

/// Returns the answer for the first line.
fn answer(finding: &Inspection) -> String {
    if finding.kind == Some(FileKind::Private) {
        let answer = match finding.refusal {
            Some(_) => "a private key; import its public half",
            None => "accepted, but it contains private key material",
        };
        return painted(WARNING, answer);
    }
    match (finding.document, finding.today) {
        (Judged::Accepted(_), Judged::Refused(_)) => {
            painted(WARNING, "accepted in 2014, refused by EC2 today")
        }
        (Judged::Refused(_), Judged::Accepted(_)) => {
            painted(WARNING, "refused in 2014, accepted by EC2 today")
        }
        (Judged::Accepted(_), _) => painted(GOOD, "accepted"),
        (Judged::Refused(_), _) => painted(BAD, "refused"),
        (Judged::Open(_), _) => painted(WARNING, "open; services differ"),
    }
}

/// Formats a label and a text.
fn row(label: &str, text: &str) -> String {
    row_of_lines(2, label, LABEL, &wrapped(text, WIDTH - 2 - LABEL))
}

fn fingerprints(key: &KeyFacts) -> String {
    let Some(imported) = &key.imported else { return String::new() };
    if key.algorithm == KeyAlgorithm::Ed25519 {
        return row("fingerprint", &format!("{imported} SHA-256"));
    }
    let created = match &key.created {
        Some(created) => format!("{created} SHA-1"),
        None => "only the private key can show this fingerprint".to_owned(),
    };
    row("if imported", &format!("{imported} MD5")) + &row("if created", &created)
}

fn several(keys: &[KeyFacts]) -> String {
    let mut rows = String::new();
    for (index, key) in keys.iter().take(KEYS).enumerate() {
        let fingerprint = key.imported.as_deref().unwrap_or("no fingerprint in EC2");
        let text = format!("{fingerprint}  {}", describe(key));
        rows.push_str(&row(&format!("key {}", index + 1), &text));
    }
    if keys.len() > KEYS {
        rows.push_str(&row("", &format!("and {} more", keys.len() - KEYS)));
    }
    rows
}

fn describe(key: &KeyFacts) -> String {
    let half = match key.source.found.container {
        Container::PrivateKey(_) => "private",
        _ if key.source.private.is_some() => "private",
        _ => "public",
    };
    match key.algorithm {
        KeyAlgorithm::Rsa { bits, exponent } => {
            let exponent = exponent.map_or("2^64 or more".to_owned(), |e| e.to_string());
            format!("RSA {half} key of {bits} bits, exponent {exponent}")
        }
        KeyAlgorithm::Ed25519 => format!("Ed25519 {half} key"),
        KeyAlgorithm::Other(other) => other.to_string(),
    }
}

fn what(finding: &Inspection) -> String {
    let mut rows = String::new();
    if let Some(key) = finding.key() {
        rows.push_str(&row("key", &describe(key)));
    }
    let format = match finding.format {
        Some(name) => format!("{}: {}", title(name), finding.why),
        None => finding.why.to_owned(),
    };
    rows.push_str(&row("format", &format));
    if let Some(key) = finding.key() {
        let steps = wrapping::steps(&key.source);
        if !steps.is_empty() {
            let found = wrapping::container(key.source.found.container);
            let text = format!("{}; in it is {found}", steps.join("; in it "));
            rows.push_str(&row("undone", &text));
        }
        if let (Some(sha256), Some(md5)) = (&key.ssh_sha256, &key.ssh_md5) {
            rows.push_str(&row("ssh-keygen", &format!("SHA256:{sha256}")));
            rows.push_str(&row("", &format!("MD5:{md5}")));
        }
    }
    rows
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
    [
        row("reason", &refusal.reason),
        row("code", code),
        row("rule", &format!("{}: {}", rule.id, rule.statement)),
    ]
    .concat()
}

/// Describes a private key: whether it can be read, and whether it opens the passwords of Windows.
fn about_private_key(finding: &Inspection) -> String {
    let mut rows = row("import", "a private key is refused, and must not be uploaded");
    let has_key = finding.key().is_some_and(|key| key.imported.is_some());
    if let Some(error) = finding.unreadable.as_ref().map(|it| it.error) {
        let text = match error.fault {
            private::PrivateKeyErrorKind::Encrypted(_) if has_key => {
                "it is encrypted, but its public half is not".to_owned()
            }
            private::PrivateKeyErrorKind::Encrypted(_) => {
                "it is encrypted, so its length and fingerprints are unknown".to_owned()
            }
            private::PrivateKeyErrorKind::Inconsistent(relation) => {
                format!(
                    "its numbers don't fit together: {relation}; ssh and openssl may read it all the same"
                )
            }
            _ => format!("its private half can't be read: {error}"),
        };
        rows.push_str(&row("", &text));
    }
    let key = finding.key().filter(|key| key.source.private.is_some());
    let pkcs1 = Container::PrivateKey(private::Format::Pkcs1);
    if let Some(key) = key {
        let opens = key.source.found.container == pkcs1
            && key.source.found.is_readable_by_tools
            && key.source.steps.is_empty();
        let text = match opens {
            true => "opens the passwords of Windows instances",
            false => "doesn't open the passwords of Windows instances in this form",
        };
        rows.push_str(&row("Windows", text));
    }
    rows
}

/// Says by which document the file is judged, and where today's EC2 differs.
fn documents(finding: &Inspection) -> String {
    let mut text = "the document of 2014-06-15".to_owned();
    if let Judged::Open(question) = finding.document {
        text.push_str(&format!(", which says nothing about {question}"));
    }
    let today = match (finding.document, finding.today) {
        (Judged::Open(_), Judged::Open(_)) => String::new(),
        (document, today) if document.name() == today.name() && today.remark().is_empty() => {
            "; EC2 answers the same today".to_owned()
        }
        (_, Judged::Accepted(remark)) => format!("; today EC2 accepts it: {remark}"),
        (_, Judged::Refused("")) => "; today EC2 refuses it".to_owned(),
        (_, Judged::Refused(remark)) => format!("; today EC2 refuses it: {remark}"),
        (_, Judged::Open(remark)) => format!("; today EC2 may refuse it: {remark}"),
    };
    row("judged by", &(text + &today))
}

fn what_to_do(input: &Input, advice: &[Advice]) -> String {
    let mut rows = String::new();
    for (index, advice) in advice.iter().enumerate() {
        let label = if index == 0 { "to do" } else { "" };
        rows.push_str(&row(label, &advice.sentence));
        if let Some(line) = &advice.line {
            rows.push_str(&format!("{line}\n"));
        }
        if let Some(command) = &advice.command {
            rows.push_str(&command_row(input, command));
        }
    }
    rows
}

/// Formats a command on one line, so that it can be copied. `FILE` stays in it for a name that can't be
/// typed.
fn command_row(input: &Input, command: &str) -> String {
    let command = match input {
        Input::Standard => command.replace(" < FILE", ""),
        Input::File(path) => match path.to_str() {
            Some(name) if printable(name) == name => {
                // A name that starts with a dash would be an option.
                let before = if name.starts_with('-') { "./" } else { "" };
                command.replace("FILE", &quoted(&format!("{before}{name}")))
            }
            _ => command.to_owned(),
        },
    };
    format!("  {:LABEL$}{}\n", "", painted(COMMAND, printable(&command)))
}

fn permissions(input: &Input, contents: &Contents) -> String {
    let Some(mode) = contents.mode.filter(|mode| mode & OTHERS != 0) else {
        return String::new();
    };
    let warning =
        format!("mode {mode:04o} gives other users access, so ssh refuses the key; restrict it:");
    let warning = row("warning", &warning);
    format!("{}{}", painted(WARNING, warning), command_row(input, "chmod 400 FILE"))
}
