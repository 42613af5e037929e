//! A builder for vectors of every kind.

use super::keys::Key;
use keyproof::api::KeyFormat;
use keyproof::encoding::base64;
use keyproof::vector::file::{
    Accept, Either, Entry, Evidence, Expectation, KeyFile, PrivateKey, Refuse, Step, Tool,
};
use std::collections::BTreeMap;

/// The error codes for material that is not a public key. Both are documented, but not which one applies
/// when.
pub(super) const FORMAT_CODES: &[&str] = &["InvalidKey.Format", "InvalidKeyPair.Format"];

/// Rules on which the result of an import depends: the code of a refusal, and the fingerprint of a key.
const CODE: &str = "api/format-error-code";
const FINGERPRINT: &str = "fingerprint/imported-md5";

/// A vector that is being built.
#[derive(Clone)]
pub(super) struct Case(Entry);

impl Case {
    /// A public key file that must be accepted as this key.
    pub(super) fn accept(
        id: impl Into<String>,
        rules: &[&str],
        comment: impl Into<String>,
        material: impl Into<Vec<u8>>,
        key: &Key,
    ) -> Self {
        Self::accept_as(id, rules, comment, material, key.accept()).computed_by(key)
    }

    /// A public key file that must be accepted, with facts that a third-party tool computed from the file
    /// itself.
    pub(super) fn accept_as(
        id: impl Into<String>,
        rules: &[&str],
        comment: impl Into<String>,
        material: impl Into<Vec<u8>>,
        facts: Accept,
    ) -> Self {
        Self::import(id, rules, comment, material, Expectation::Accept(facts))
    }

    /// A public key file that must be refused. `twin` is the id of its valid counterpart.
    pub(super) fn refuse(
        id: impl Into<String>,
        rules: &[&str],
        comment: impl Into<String>,
        material: impl Into<Vec<u8>>,
        twin: &str,
    ) -> Self {
        let expect = Expectation::Refuse(Refuse { codes: owned(FORMAT_CODES) });
        Self::import(id, rules, comment, material, expect).twin(twin).builds_on(CODE)
    }

    /// A public key file that the documents do not mention. It may be refused, or accepted as exactly this
    /// key.
    pub(super) fn either(
        id: impl Into<String>,
        rules: &[&str],
        comment: impl Into<String>,
        material: impl Into<Vec<u8>>,
        (flag, key): (&str, &Key),
        twin: &str,
    ) -> Self {
        let expect = Expectation::Either(Either { flag: flag.to_owned(), accept: key.accept() });
        let case = Self::import(id, rules, comment, material, expect).twin(twin);
        case.flag(flag).computed_by(key)
    }

    fn import(
        id: impl Into<String>,
        rules: &[&str],
        comment: impl Into<String>,
        material: impl Into<Vec<u8>>,
        expect: Expectation,
    ) -> Self {
        let mut case = Self::bare(id, rules, comment, expect);
        match String::from_utf8(material.into()) {
            // Some JSON readers cannot handle a zero character.
            Ok(text) if !text.contains('\0') => case.0.material = Some(text),
            Ok(text) => case.0.material_base64 = Some(base64::encode(text.as_bytes())),
            Err(error) => case.0.material_base64 = Some(base64::encode(error.as_bytes())),
        }
        if !matches!(case.0.expect, Some(Expectation::Refuse(_))) {
            case.0.format = Some(public_format(&case.0.rules));
            case = case.builds_on(FINGERPRINT);
        }
        case
    }

    /// A private key file that must be accepted, with these facts.
    pub(super) fn private_key(
        id: impl Into<String>,
        rules: &[&str],
        comment: impl Into<String>,
        file: impl Into<String>,
        facts: PrivateKey,
    ) -> Self {
        Self::bare(id, rules, comment, Expectation::PrivateKey(facts)).reading(file)
    }

    /// A private key file that must be refused. No error code is documented for that.
    pub(super) fn refuse_private_key(
        id: impl Into<String>,
        rules: &[&str],
        comment: impl Into<String>,
        file: impl Into<String>,
        twin: &str,
    ) -> Self {
        let expect = Expectation::Refuse(Refuse { codes: Vec::new() });
        let mut case = Self::bare(id, rules, comment, expect).twin(twin);
        case.0.private_key = Some(file.into());
        case
    }

    /// A private key file and a fingerprint, and whether the two match.
    pub(super) fn fingerprint(
        id: impl Into<String>,
        rules: &[&str],
        comment: impl Into<String>,
        (file, fingerprint): (&str, &str),
        matches: bool,
        twin: &str,
    ) -> Self {
        let case = Self::bare(id, rules, comment, Expectation::Matches(matches)).twin(twin);
        let mut case = case.reading(file);
        case.0.fingerprint = Some(fingerprint.to_owned());
        case
    }

    /// A private key file and a ciphertext, and whether it decrypts to `plaintext`.
    pub(super) fn decrypt(
        id: impl Into<String>,
        rules: &[&str],
        comment: impl Into<String>,
        (file, ciphertext_base64): (&str, &str),
        expect: Expectation,
    ) -> Self {
        let mut case = Self::bare(id, rules, comment, expect).reading(file);
        case.0.ciphertext_base64 = Some(ciphertext_base64.to_owned());
        case
    }

    /// The name of a key pair, and the file in which its private key is saved.
    pub(super) fn key_file(
        id: impl Into<String>,
        rules: &[&str],
        comment: impl Into<String>,
        key_name: &str,
        file: KeyFile,
    ) -> Self {
        let mut case = Self::bare(id, rules, comment, Expectation::KeyFile(file));
        case.0.key_name = Some(key_name.to_owned());
        case
    }

    /// A scenario: steps, each with its expected result.
    pub(super) fn scenario(
        id: impl Into<String>,
        rules: &[&str],
        comment: impl Into<String>,
        steps: Vec<Step>,
    ) -> Self {
        let mut case = Self::empty(id, rules, comment);
        case.0.steps = steps;
        case
    }

    /// Adds a named text that the steps of a scenario can use.
    pub(super) fn given(mut self, name: &str, text: &str) -> Self {
        self.0.given.insert(name.to_owned(), text.to_owned());
        self
    }

    /// Marks a scenario that sends thousands of requests.
    pub(super) fn expensive(mut self) -> Self {
        self.0.expensive = true;
        self
    }

    fn bare(
        id: impl Into<String>,
        rules: &[&str],
        comment: impl Into<String>,
        expect: Expectation,
    ) -> Self {
        let mut case = Self::empty(id, rules, comment);
        case.0.expect = Some(expect);
        case
    }

    fn empty(id: impl Into<String>, rules: &[&str], comment: impl Into<String>) -> Self {
        Self(Entry {
            id: id.into(),
            rules: owned(rules),
            comment: comment.into(),
            twins: Vec::new(),
            format: None,
            material: None,
            material_base64: None,
            private_key: None,
            mode: None,
            fingerprint: None,
            ciphertext_base64: None,
            key_name: None,
            given: BTreeMap::new(),
            steps: Vec::new(),
            expensive: false,
            expect: None,
            flags: Vec::new(),
            evidence: Vec::new(),
        })
    }

    /// Sets the private key file of a vector that reads it.
    fn reading(mut self, file: impl Into<String>) -> Self {
        let file = file.into();
        self.0.format = Some(private_format(&file));
        self.0.private_key = Some(file);
        self
    }

    /// Returns a vector with the same input for another rule, which depends on this vector's rule. Its id is
    /// the rule's id followed by the last part of this id.
    pub(super) fn about(&self, rule: &str, area: &str) -> Self {
        let mut case = self.clone();
        let name = case.0.id.strip_prefix(area).unwrap_or(&case.0.id);
        case.0.id = format!("{rule}{name}");
        let own = case.0.rules.first().cloned();
        case.0.rules = std::iter::once(rule.to_owned()).chain(own).collect();
        case
    }

    /// Adds a rule on which the vector depends.
    pub(super) fn builds_on(mut self, rule: &str) -> Self {
        if self.0.rules.iter().all(|other| other != rule) {
            self.0.rules.push(rule.to_owned());
        }
        self
    }

    /// Sets the twin: the valid vector that differs only in the fault.
    pub(super) fn twin(mut self, id: &str) -> Self {
        self.0.twins = vec![id.to_owned()];
        self
    }

    /// Sets a valid vector of each format as twins, for a file in none of the formats.
    pub(super) fn twin_of_each_format(mut self) -> Self {
        let formats = ["openssh", "base64-der", "rfc4716"];
        self.0.twins = formats.map(|format| format!("import/{format}/bits-2048")).to_vec();
        self
    }

    /// Sets the permission bits of the private key file, in octal.
    pub(super) fn mode(mut self, mode: &str) -> Self {
        self.0.mode = Some(mode.to_owned());
        self
    }

    /// Replaces the accepted error codes, which are the format's by default.
    pub(super) fn codes(mut self, codes: &[&str]) -> Self {
        self.0.expect = Some(Expectation::Refuse(Refuse { codes: owned(codes) }));
        self
    }

    /// Adds a flag, which `notes.rs` explains.
    pub(super) fn flag(mut self, flag: &str) -> Self {
        self.0.flags.push(flag.to_owned());
        self
    }

    /// Adds a heading of the document as evidence.
    pub(super) fn document(self, heading: &str) -> Self {
        self.evidence(Evidence::Document(heading.to_owned()))
    }

    /// Adds a section of an RFC or another standard as evidence.
    pub(super) fn standard(self, section: &str) -> Self {
        self.evidence(Evidence::Standard(section.to_owned()))
    }

    /// Adds observed behaviour of the real service as evidence.
    pub(super) fn observed(self, what: &str) -> Self {
        self.evidence(Evidence::Observed(what.to_owned()))
    }

    /// Adds a result of a third-party tool as evidence.
    pub(super) fn tool(self, name: &str, command: &str) -> Self {
        self.evidence(Evidence::Tool(Tool { name: name.to_owned(), command: command.to_owned() }))
    }

    fn computed_by(self, key: &Key) -> Self {
        let (name, command) = key.provenance();
        self.tool(&name, &command)
    }

    fn evidence(mut self, evidence: Evidence) -> Self {
        self.0.evidence.push(evidence);
        self
    }

    /// Returns the vector as it is written to its file.
    pub(super) fn entry(self) -> Entry {
        self.0
    }
}

/// Returns the format of a public key file that may be accepted, from the rule on that format.
fn public_format(rules: &[String]) -> KeyFormat {
    let is_of_rule = |format: &KeyFormat| rules.iter().any(|rule| rule == format.rule());
    let format = KeyFormat::ALL.into_iter().find(is_of_rule);
    format.expect("a vector of a file that may be read cites the rule on its format")
}

/// Returns the format of an accepted private key file, from its first line.
fn private_format(file: &str) -> KeyFormat {
    if file.starts_with("PuTTY-User-Key-File-") {
        KeyFormat::Ppk
    } else if file.contains("BEGIN OPENSSH") {
        KeyFormat::OpenSshPrivate
    } else if file.contains("BEGIN PRIVATE") {
        KeyFormat::Pkcs8
    } else {
        KeyFormat::Pkcs1
    }
}

/// The facts of an accepted key.
impl Key {
    fn accept(&self) -> Accept {
        const EXACT_IN_JSON: u64 = 1 << 53;
        Accept {
            bits: self.bits,
            exponent: self.exponent.parse().ok().filter(|exponent| *exponent < EXACT_IN_JSON),
            modulus_sha256: self.modulus_sha256.clone(),
            fingerprint: self.imported.clone(),
        }
    }
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}
