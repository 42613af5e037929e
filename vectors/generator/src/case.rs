//! A builder for vectors of every kind.

use super::keys::{self, Key};
use keyproof::api::KeyFormat;
use keyproof::encoding::base64;
use keyproof::vector::file::{Entry, ExpectedResult, Kind, Step, Tool};
use keyproof::vector::{KeyFile, PrivateKeyValues, PublicKeyValues};

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
        Self::accept_as(id, rules, comment, material, key.values()).computed_by(key)
    }

    /// A public key file that must be accepted, with values that a third-party tool computed from the file
    /// itself.
    pub(super) fn accept_as(
        id: impl Into<String>,
        rules: &[&str],
        comment: impl Into<String>,
        material: impl Into<Vec<u8>>,
        values: PublicKeyValues,
    ) -> Self {
        Self::import(id, rules, comment, material).accepted(ExpectedResult::Accept, values)
    }

    /// A public key file that must be refused. `twin` is the id of its valid counterpart.
    pub(super) fn refuse(
        id: impl Into<String>,
        rules: &[&str],
        comment: impl Into<String>,
        material: impl Into<Vec<u8>>,
        twin: &str,
    ) -> Self {
        let case = Self::import(id, rules, comment, material).result(ExpectedResult::Refuse);
        case.codes(FORMAT_CODES).twin(twin).builds_on(CODE)
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
        let case = Self::import(id, rules, comment, material);
        let mut case = case.accepted(ExpectedResult::Either, key.values()).twin(twin);
        case.0.open_question = Some(flag.to_owned());
        case.flag(flag).computed_by(key)
    }

    fn import(
        id: impl Into<String>,
        rules: &[&str],
        comment: impl Into<String>,
        material: impl Into<Vec<u8>>,
    ) -> Self {
        let mut case = Self::new(Kind::Import, id, rules, comment);
        match String::from_utf8(material.into()) {
            // Some JSON readers cannot handle a zero character.
            Ok(text) if !text.contains('\0') => case.0.material = Some(text),
            Ok(text) => case.0.material_base64 = Some(base64::encode(text.as_bytes())),
            Err(error) => case.0.material_base64 = Some(base64::encode(error.as_bytes())),
        }
        case
    }

    /// Sets the values of a public key that is accepted, or may be.
    fn accepted(mut self, result: ExpectedResult, values: PublicKeyValues) -> Self {
        self.0.format = Some(public_format(&self.0.rules));
        self.0.bits = Some(values.bits);
        self.0.exponent = values.exponent;
        self.0.modulus_sha256 = Some(values.modulus_sha256);
        self.0.fingerprint = Some(values.fingerprint);
        self.result(result).builds_on(FINGERPRINT)
    }

    /// A private key file that must be accepted, with these values.
    pub(super) fn private_key(
        id: impl Into<String>,
        rules: &[&str],
        comment: impl Into<String>,
        file: impl Into<String>,
        values: PrivateKeyValues,
    ) -> Self {
        let mut case = Self::new(Kind::PrivateKey, id, rules, comment);
        let file = file.into();
        case.0.format = Some(private_format(&file));
        case.0.private_key = Some(file);
        case.0.openssh = Some(values.openssh);
        case.0.created = Some(values.created);
        case.0.imported = Some(values.imported);
        case.result(ExpectedResult::Accept)
    }

    /// A private key file that must be refused. No error code is documented for that.
    pub(super) fn refuse_private_key(
        id: impl Into<String>,
        rules: &[&str],
        comment: impl Into<String>,
        file: impl Into<String>,
        twin: &str,
    ) -> Self {
        let mut case = Self::new(Kind::PrivateKey, id, rules, comment).twin(twin);
        case.0.private_key = Some(file.into());
        case.result(ExpectedResult::Refuse)
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
        let mut case = Self::new(Kind::Fingerprint, id, rules, comment).twin(twin).reading(file);
        case.0.fingerprint = Some(fingerprint.to_owned());
        case.result(if matches { ExpectedResult::Accept } else { ExpectedResult::Refuse })
    }

    /// A private key file and a ciphertext, which decrypts to this text.
    pub(super) fn decrypts(
        id: impl Into<String>,
        rules: &[&str],
        comment: impl Into<String>,
        input: (&str, &str),
        plaintext: &str,
    ) -> Self {
        let case = Self::decrypt(id, rules, comment, input, plaintext);
        case.result(ExpectedResult::Accept)
    }

    /// A private key file and a ciphertext, which must not decrypt to this text.
    pub(super) fn decrypts_not(
        id: impl Into<String>,
        rules: &[&str],
        comment: impl Into<String>,
        input: (&str, &str),
        plaintext: &str,
    ) -> Self {
        let case = Self::decrypt(id, rules, comment, input, plaintext);
        case.result(ExpectedResult::Refuse)
    }

    fn decrypt(
        id: impl Into<String>,
        rules: &[&str],
        comment: impl Into<String>,
        (file, ciphertext_base64): (&str, &str),
        plaintext: &str,
    ) -> Self {
        let mut case = Self::new(Kind::Decrypt, id, rules, comment).reading(file);
        case.0.ciphertext_base64 = Some(ciphertext_base64.to_owned());
        case.0.plaintext = Some(plaintext.to_owned());
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
        let mut case = Self::new(Kind::KeyFile, id, rules, comment);
        case.0.key_name = Some(key_name.to_owned());
        case.0.file_name = Some(file.name);
        case.0.mode = Some(file.mode);
        case.result(ExpectedResult::Accept)
    }

    /// A scenario: steps, each with its expected result.
    pub(super) fn scenario(
        id: impl Into<String>,
        rules: &[&str],
        comment: impl Into<String>,
        steps: Vec<Step>,
    ) -> Self {
        let mut case = Self::new(Kind::Scenario, id, rules, comment);
        case.0.steps = steps;
        case
    }

    /// Adds a named text that the steps of this scenario alone can use.
    pub(super) fn given(mut self, name: &str, text: &str) -> Self {
        self.0.given.insert(name.to_owned(), text.to_owned());
        self
    }

    /// Adds a named text that all vectors of the file can use.
    pub(super) fn key(mut self, name: &str, text: &str) -> Self {
        self.0.keys.insert(name.to_owned(), text.to_owned());
        self
    }

    /// Marks a scenario that sends thousands of requests.
    pub(super) fn expensive(mut self) -> Self {
        self.0.expensive = true;
        self
    }

    fn new(kind: Kind, id: impl Into<String>, rules: &[&str], comment: impl Into<String>) -> Self {
        Self(Entry {
            id: id.into(),
            kind: Some(kind),
            rules: owned(rules),
            comment: comment.into(),
            ..Entry::default()
        })
    }

    fn result(mut self, result: ExpectedResult) -> Self {
        self.0.result = Some(result);
        self
    }

    /// Sets the private key file of a vector that reads it. A file of `vectors/keys/` keeps its name.
    fn reading(mut self, file: &str) -> Self {
        let own_name = self.0.id.rsplit('/').next().unwrap_or_default();
        let name = keys::name_of(file).unwrap_or(own_name).to_owned();
        self.0.format = Some(private_format(file));
        self.0.key = Some(name.clone());
        self.key(&name, file)
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

    /// Replaces the rule under test.
    pub(super) fn rule(mut self, rule: &str) -> Self {
        self.0.rules.splice(..1, [rule.to_owned()]);
        self
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
        self.0.codes = owned(codes);
        self
    }

    /// Adds a flag, which `vectors/notes.json` explains.
    pub(super) fn flag(mut self, flag: &str) -> Self {
        self.0.flags.push(flag.to_owned());
        self
    }

    /// Adds a heading of the document as evidence.
    pub(super) fn document(mut self, heading: &str) -> Self {
        self.0.evidence.document.push(heading.to_owned());
        self
    }

    /// Adds a section of an RFC or another standard as evidence.
    pub(super) fn standard(mut self, section: &str) -> Self {
        self.0.evidence.standards.push(section.to_owned());
        self
    }

    /// Adds observed behaviour of the real service as evidence.
    pub(super) fn observed(mut self, what: &str) -> Self {
        self.0.evidence.observed.push(what.to_owned());
        self
    }

    /// Adds a result of a third-party tool as evidence.
    pub(super) fn tool(mut self, name: &str, command: &str) -> Self {
        let tool = Tool { name: name.to_owned(), command: command.to_owned() };
        self.0.evidence.tools.push(tool);
        self
    }

    fn computed_by(self, key: &Key) -> Self {
        let (name, command) = key.provenance();
        self.tool(&name, &command)
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

impl Key {
    /// Returns the values of the key when it is accepted.
    fn values(&self) -> PublicKeyValues {
        const EXACT_IN_JSON: u64 = 1 << 53;
        PublicKeyValues {
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
