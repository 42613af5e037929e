//! Rows that describe a vector. Every command that shows a vector uses the same words.

use super::step::asked;
use super::{WIDTH, counted, printable, row, row_of_lines, shortened};
use crate::api::Action;
use crate::encoding::base64;
use crate::rule;
use crate::vector::file::{Evidence, Note, Tool};
use crate::vector::{Scenario, Vector};

/// The columns in which a block of rows is laid out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Columns {
    /// The column of the labels.
    pub(crate) indent: usize,
    /// The width of the labels, in columns.
    pub(crate) label: usize,
}

impl Columns {
    /// Returns a label and wrapped text.
    pub(crate) fn row(self, label: &str, text: &str) -> String {
        row(self.indent, label, self.label, text)
    }

    /// Returns the rule that a vector is about, in full, and the ids of the rules that it builds on.
    pub(crate) fn rules(self, vector: &Vector) -> String {
        let rule = rule::find(vector.rule()).expect("a vector cites rules of the catalogue");
        let own = self.row("rule", &format!("{}: {}", rule.id, rule.statement));
        match vector.rules.get(1..) {
            None | Some([]) => own,
            Some(others) => own + &self.row("builds on", &others.join(", ")),
        }
    }

    /// Describes an action. Calls and guest actions are only named.
    pub(crate) fn asked(self, action: &Action) -> String {
        let asked = match action {
            Action::InspectPublicKey { .. } => "import this public key file".to_owned(),
            Action::InspectPrivateKey { mode, .. } => {
                format!("read this private key file, of mode {mode}")
            }
            Action::VerifyFingerprint { fingerprint, .. } => {
                format!("is {} a fingerprint of this private key?", printable(fingerprint))
            }
            Action::Decrypt { ciphertext, .. } => {
                format!("decrypt with this private key: {}", base64::encode(ciphertext))
            }
            Action::NameKeyFile { .. } => {
                "name the file for the private key of a key pair with this name".to_owned()
            }
            Action::Call(call) => call.operation.name().to_owned(),
            Action::Guest(call) => call.guest_action.name().to_owned(),
        };
        self.row("asked", &asked)
    }

    /// Returns the start, the end and the length of the input.
    pub(crate) fn input(self, material: &[u8]) -> String {
        let mut lines = shortened(material, WIDTH - self.indent - self.label);
        lines.push(format!("({})", counted(material.len(), "byte")));
        row_of_lines(self.indent, "input", self.label, &lines)
    }

    /// Returns the descriptions of the first `up_to` steps under one label, and what the last of them asks.
    pub(crate) fn scenario(self, scenario: &Scenario, up_to: usize) -> String {
        let steps = scenario.steps.iter().enumerate().take(up_to);
        let sentences =
            steps.map(|(index, step)| format!("{:>2}  {}", index + 1, step.description));
        let labels = std::iter::once("scenario").chain(std::iter::repeat(""));
        let rows = labels.zip(sentences).map(|(label, sentence)| self.row(label, &sentence));
        let last = up_to.checked_sub(1).and_then(|last| scenario.steps.get(last));
        rows.chain(last.map(|step| self.row("asked", &asked(step)))).collect()
    }

    /// Returns a flag and the suite's note on it.
    pub(crate) fn flag(self, flag: &str, note: &Note) -> String {
        let kind = format!("{flag} ({}, {}): {}", note.bug, note.severity, note.what);
        let mut rows = self.row("flag", &kind);
        rows.push_str(&self.row("", &format!("Effect: {}", note.effect)));
        rows.push_str(&self.row("", &format!("Seen: {}", note.seen)));
        rows.extend(note.links.iter().map(|link| self.row("", link)));
        rows
    }

    /// Returns the evidence for a vector's expectation.
    pub(crate) fn evidence(self, evidence: &Evidence) -> String {
        let Evidence { document, standards, observed, tools, confirmed } = evidence;
        let document = document.iter().map(|heading| format!("the document, \"{heading}\""));
        let observed = observed.iter().map(|what| format!("observed: {what}"));
        let tools =
            tools.iter().map(|Tool { name, command }| format!("{name}: {}", printable(command)));
        let oracles = confirmed.iter().map(|(name, version)| format!("{name} ({version})"));
        let oracles = oracles.collect::<Vec<_>>().join(", ");
        let confirmed = (!oracles.is_empty()).then(|| format!("confirmed by {oracles}"));
        let texts = document.chain(standards.iter().cloned()).chain(observed);
        let texts = texts.chain(tools).chain(confirmed);
        texts.map(|text| self.row("evidence", &text)).collect()
    }
}
