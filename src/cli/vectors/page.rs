//! One vector with everything that is known of it.

use crate::api::Action;
use crate::encoding::base64;
use crate::report::story;
use crate::report::text::{HEADING, WIDTH, counted, escaped, painted, printable, row};
use crate::rule;
use crate::vector::file::{Evidence, Tool};
use crate::vector::{Suite, Test, Vector};
use crate::verdict;

/// The column in which a row's text starts, from the row's label.
const LABEL: usize = 10;

/// Lays a vector out.
pub(super) fn write(vector: &Vector, suite: &Suite) -> String {
    let mut page = format!("{}\n", painted(HEADING, &vector.id));
    page.push_str(&row(2, "", 0, &vector.comment));
    for id in &vector.rules {
        let rule = rule::find(id).expect("a vector cites rules of the catalogue");
        page.push_str(&row(2, "rule", LABEL, &format!("{id}: {}", rule.statement)));
    }
    if let Some(twin) = &vector.twin {
        page.push_str(&row(2, "twin", LABEL, &format!("{twin} is the same without the fault")));
    }
    if let Some(question) = vector.question() {
        page.push_str(&row(2, "expected", LABEL, &verdict::expected(&question.expect)));
    }
    for flag in &vector.flags {
        let note = suite.notes.get(flag).expect("a suite has a note on every flag");
        page.push_str(&row(2, "flag", LABEL, &format!("{flag}: {}", note.what)));
        page.push_str(&row(2, "", LABEL, &format!("Effect: {}", note.effect)));
        page.push_str(&row(2, "", LABEL, &format!("Seen: {}", note.seen)));
    }
    for evidence in &vector.evidence {
        page.push_str(&row(2, "evidence", LABEL, &evidence_in_words(evidence)));
    }
    match &vector.test {
        Test::Question(question) => {
            page.push_str(&asked(&question.action));
            page.push_str(&material(question.material()));
        }
        Test::Scenario(scenario) => page.push_str(&story::in_full(scenario)),
    }
    page
}

fn evidence_in_words(evidence: &Evidence) -> String {
    match evidence {
        Evidence::Document(heading) => format!("the document, \"{heading}\""),
        Evidence::Standard(section) => section.clone(),
        Evidence::Observed(what) => format!("observed: {what}"),
        Evidence::Tool(Tool { name, command }) => format!("{name}: {}", printable(command)),
        Evidence::Confirmed(oracles) => {
            let named = oracles.iter().map(|(name, version)| format!("{name} ({version})"));
            format!("confirmed by {}", named.collect::<Vec<_>>().join(", "))
        }
    }
}

fn asked(action: &Action) -> String {
    let asked = match action {
        Action::InspectPublicKey { .. } => "import this public key file".to_owned(),
        Action::InspectPrivateKey { mode, .. } => {
            format!("read this private key file, of mode {mode:04o}")
        }
        Action::VerifyFingerprint { fingerprint, .. } => {
            format!("is {} a fingerprint of this private key?", printable(fingerprint))
        }
        Action::Decrypt { ciphertext, .. } => {
            format!("decrypt with this private key: {}", base64::encode(ciphertext))
        }
        Action::NameKeyFile { .. } => {
            "name the file for the private key of a pair called this".to_owned()
        }
        Action::Call(call) => call.operation.name().to_owned(),
        Action::Visit(visit) => visit.deed.name().to_owned(),
    };
    row(2, "asked", LABEL, &asked)
}

/// The input, line by line, with everything escaped that isn't printable.
fn material(material: &[u8]) -> String {
    let mut block = format!("  {:LABEL$}{}:\n", "input", counted(material.len(), "byte"));
    for line in material.split_inclusive(|byte| *byte == b'\n') {
        // What is escaped is ASCII, so every column is a character.
        for piece in escaped(line).as_bytes().chunks(WIDTH - 4) {
            block.push_str(&format!("    {}\n", String::from_utf8_lossy(piece)));
        }
    }
    block
}
