//! Faults in reading keys and in fingerprints.

use crate::SUITE;
use crate::fault::{Fault, Original, change, fault, refuse, with_code, with_facts, with_pairs};
use keyproof::api::guest::Mode;
use keyproof::api::service::Operation;
use keyproof::api::{
    Action, Attribute, Attributes, ErrorCode, Outcome, PrivateKeyFacts, PublicKeyFacts, Reply,
};
use keyproof::encoding::base64;
use keyproof::vector::Expect;

/// The characters of a fingerprint of 16 octets, and of 20.
const IMPORTED: usize = 47;
const CREATED: usize = 59;

pub(crate) fn faults() -> Vec<Fault> {
    let md5 = "fingerprint/imported-md5";
    let half = "public-key/from-private";
    vec![
        fault(md5, "of other bytes", |it, _, action| {
            imported(it, action, |text| text.chars().rev().collect())
        }),
        fault(md5, "without colons", |it, _, action| {
            imported(it, action, |text| text.replace(':', ""))
        }),
        fault(md5, "in capitals", |it, _, action| imported(it, action, |text| text.to_uppercase())),
        fault(md5, "behind a prefix", |it, _, action| {
            imported(it, action, |text| format!("MD5:{text}"))
        }),
        fault(md5, "as if the exponent were 65537", |it, _, action| {
            with_facts(it.call(action), |facts| match facts.exponent {
                Some(65_537) => facts,
                _ => PublicKeyFacts { fingerprint: facts.fingerprint.map(reversed), ..facts },
            })
        }),
        fault(md5, "and nothing else said of the key", |it, _, action| {
            let outcome = imported(it, action, |text| text.chars().rev().collect());
            with_facts(outcome, |facts| PublicKeyFacts {
                fingerprint: facts.fingerprint,
                ..PublicKeyFacts::default()
            })
        }),
        fault("fingerprint/created-sha1", "of other bytes", |it, _, action| {
            with_pairs(it.call(action), |pair| of_length(pair, CREATED, reversed))
        }),
        fault("fingerprint/displayed", "created pairs are listed with another", |it, _, action| {
            let outcome = it.call(action);
            if !is_list(action) {
                return outcome;
            }
            with_pairs(outcome, |pair| of_length(pair, CREATED, |text| text[..IMPORTED].to_owned()))
        }),
        fault("fingerprint/displayed", "the list shows none", |it, _, action| {
            let outcome = it.call(action);
            if !is_list(action) {
                return outcome;
            }
            with_pairs(outcome, |pair| change(pair, Attribute::Fingerprint, |_| String::new()))
        }),
        fault(
            "fingerprint/displayed",
            "creating answers with another than the list",
            |it, _, action| {
                let outcome = it.call(action);
                if is_list(action) {
                    return outcome;
                }
                with_pairs(outcome, |pair| {
                    of_length(pair, CREATED, |text| text[..IMPORTED].to_owned())
                })
            },
        ),
        fault("fingerprint/local-created", "the other kind", |it, _, action| {
            of_private(it, action, |facts| PrivateKeyFacts {
                created: facts.imported.clone(),
                ..facts
            })
        }),
        fault("fingerprint/local-imported", "the other kind", |it, _, action| {
            of_private(it, action, |facts| PrivateKeyFacts {
                imported: facts.created.clone(),
                ..facts
            })
        }),
        fault("fingerprint/verifies", "always", |it, _, action| match (action, it.call(action)) {
            (Action::VerifyFingerprint { .. }, Outcome::Success(_)) => {
                Outcome::Success(Reply::Matches(true))
            }
            (_, outcome) => outcome,
        }),
        fault(half, "with a word behind it that is no comment", |it, _, action| {
            of_private(it, action, |facts| PrivateKeyFacts {
                openssh: facts.openssh.map(|line| line.replace("ssh-rsa ", "ssh-rsa AAAA")),
                ..facts
            })
        }),
        fault(half, "PKCS#8 not read", |it, _, action| unread(it, action, "BEGIN PRIVATE KEY")),
        fault(half, "OpenSSH's form not read", |it, _, action| unread(it, action, "BEGIN OPENSSH")),
        fault(half, "PKCS#1 not read", |it, _, action| unread(it, action, "BEGIN RSA PRIVATE")),
        fault("public-key/puttygen", "PuTTY's form not read", |it, _, action| {
            unread(it, action, "PuTTY-User")
        }),
        fault("public-key/permissions", "not looked at", |it, _, action| match action {
            Action::InspectPrivateKey { material, .. } => it
                .call(&Action::InspectPrivateKey { material: material.clone(), mode: Mode(0o400) }),
            _ => it.call(action),
        }),
        fault("pair/asymmetric", "the ciphertext comes back", |it, _, action| {
            match (action, it.call(action)) {
                (Action::Decrypt { ciphertext, .. }, Outcome::Success(_)) => {
                    Outcome::Success(Reply::Plaintext(ciphertext.clone()))
                }
                (_, outcome) => outcome,
            }
        }),
        fault("create/pem-file-name", "no extension", |it, _, action| match it.call(action) {
            Outcome::Success(Reply::KeyFile { name, mode }) => {
                let name = name.map(|name| name.trim_end_matches(".pem").to_owned());
                Outcome::Success(Reply::KeyFile { name, mode })
            }
            outcome => outcome,
        }),
        fault("create/pem-file-mode", "0600", |it, _, action| match it.call(action) {
            Outcome::Success(Reply::KeyFile { name, .. }) => {
                Outcome::Success(Reply::KeyFile { name, mode: Some(Mode(0o600)) })
            }
            outcome => outcome,
        }),
        fault("import/1024-bits", "refused", |it, _, action| without_length(it, action, 1024)),
        fault("import/2048-bits", "refused", |it, _, action| without_length(it, action, 2048)),
        fault("import/4096-bits", "refused", |it, _, action| without_length(it, action, 4096)),
        fault("import/openssh", "not read", |it, _, action| {
            unread_public(it, action, |text| text.starts_with("ssh-rsa "))
        }),
        fault("import/openssh", "exponents other than 65537 refused", |it, _, action| {
            let other = |facts: &PublicKeyFacts| facts.exponent != Some(65_537);
            refused_if(it, action, |facts, text| other(facts) && text.starts_with("ssh-rsa "))
        }),
        fault("import/base64-der", "not read", |it, _, action| {
            unread_public(it, action, |text| text.starts_with("MI"))
        }),
        fault("import/rfc4716", "not read", |it, _, action| {
            unread_public(it, action, |text| text.starts_with("---- BEGIN"))
        }),
        fault("import/other-lengths-refused", "taken", |it, _, action| {
            taken(it, action, "import/other-lengths-refused")
        }),
        fault("import/no-dsa", "taken", |it, _, action| taken(it, action, "import/no-dsa")),
        fault("import/rsa-only", "others taken", |it, _, action| {
            taken(it, action, "import/rsa-only")
        }),
        fault("import/private-key-refused", "taken", |it, _, action| {
            taken(it, action, "import/private-key-refused")
        }),
        fault("import/other-formats-refused", "taken", |it, _, action| {
            taken(it, action, "import/other-formats-refused")
        }),
        fault("import/malformed-refused", "taken", |it, _, action| {
            taken(it, action, "import/malformed-refused")
        }),
        fault("import/malformed-refused", "dies of what may be refused", |it, _, action| match it
            .call(action)
        {
            Outcome::Refused(_) if matches!(action, Action::InspectPublicKey { .. }) => {
                Outcome::Crash("signal 11".to_owned())
            }
            outcome => outcome,
        }),
        fault("import/malformed-refused", "another key is read", |it, _, action| {
            match (material(action), it.call(action)) {
                (Some(_), Outcome::Refused(refusal)) if refusal.message.contains("base64") => {
                    Outcome::Success(Reply::PublicKey(PublicKeyFacts {
                        fingerprint: Some(vec!["00"; 16].join(":")),
                        ..PublicKeyFacts::default()
                    }))
                }
                (_, outcome) => outcome,
            }
        }),
        fault("api/format-error-code", "another code", |it, _, action| {
            with_code(it.call(action), |code| match code {
                ErrorCode::InvalidKeyFormat => Some(ErrorCode::InvalidParameterValue),
                code => Some(code),
            })
        }),
        fault("api/error-form", "a server error for a broken file", |it, _, action| {
            match it.call(action) {
                Outcome::Refused(_) if matches!(action, Action::InspectPublicKey { .. }) => {
                    Outcome::ServerError("status 500".to_owned())
                }
                outcome => outcome,
            }
        }),
    ]
}

fn reversed(text: String) -> String {
    text.chars().rev().collect()
}

fn of_length(pair: &mut Attributes, length: usize, change: fn(String) -> String) {
    if let Some(fingerprint) = pair.get_mut(&Attribute::Fingerprint)
        && fingerprint.len() == length
    {
        *fingerprint = change(fingerprint.clone());
    }
}

fn is_list(action: &Action) -> bool {
    matches!(action, Action::Call(call) if matches!(call.operation, Operation::DescribeKeyPairs { .. }))
}

/// Changes the fingerprints of imported keys in every answer.
fn imported(it: &mut Original, action: &Action, change: fn(String) -> String) -> Outcome {
    let outcome = with_pairs(it.call(action), |pair| of_length(pair, IMPORTED, change));
    with_facts(outcome, |facts| PublicKeyFacts {
        fingerprint: facts.fingerprint.map(change),
        ..facts
    })
}

fn of_private(
    it: &mut Original,
    action: &Action,
    change: fn(PrivateKeyFacts) -> PrivateKeyFacts,
) -> Outcome {
    match it.call(action) {
        Outcome::Success(Reply::PrivateKey(facts)) => {
            Outcome::Success(Reply::PrivateKey(change(facts)))
        }
        outcome => outcome,
    }
}

/// Refuses private key files that contain this text.
fn unread(it: &mut Original, action: &Action, mark: &str) -> Outcome {
    let file = match action {
        Action::InspectPrivateKey { material, .. } => material,
        Action::VerifyFingerprint { private_key, .. } | Action::Decrypt { private_key, .. } => {
            private_key
        }
        _ => return it.call(action),
    };
    if String::from_utf8_lossy(file).contains(mark) {
        return Outcome::Refused(keyproof::api::Refusal::without_code("not read"));
    }
    it.call(action)
}

/// Returns the public key file of an action. The parameter of an import is decoded.
fn material(action: &Action) -> Option<Vec<u8>> {
    match action {
        Action::InspectPublicKey { material } => Some(material.clone()),
        Action::Call(call) => match &call.operation {
            Operation::ImportKeyPair { public_key_material: Some(text), .. } => {
                base64::decode(text.as_bytes()).ok()
            }
            _ => None,
        },
        _ => None,
    }
}

/// Refuses a public key that fulfils this condition.
fn refused_if(
    it: &mut Original,
    action: &Action,
    is_refused: impl Fn(&PublicKeyFacts, &str) -> bool,
) -> Outcome {
    let Some(file) = material(action) else { return it.call(action) };
    let read = it.call(&Action::InspectPublicKey { material: file.clone() });
    match read {
        Outcome::Success(Reply::PublicKey(facts))
            if is_refused(&facts, &String::from_utf8_lossy(&file)) =>
        {
            refuse(ErrorCode::InvalidKeyFormat)
        }
        _ => it.call(action),
    }
}

fn without_length(it: &mut Original, action: &Action, bits: u64) -> Outcome {
    refused_if(it, action, |facts, _| facts.bits == Some(bits))
}

fn unread_public(it: &mut Original, action: &Action, is_one: fn(&str) -> bool) -> Outcome {
    refused_if(it, action, |_, text| is_one(text))
}

/// Accepts the files that vectors about this rule refuse.
fn taken(it: &mut Original, action: &Action, rule: &str) -> Outcome {
    let is_it = SUITE.vectors.iter().filter(|vector| vector.rule() == rule).any(|vector| {
        vector.question().is_some_and(|question| {
            question.action == *action && matches!(question.expect, Expect::Refuse(_))
        })
    });
    match it.call(action) {
        Outcome::Refused(_) if is_it => Outcome::Success(Reply::PublicKey(PublicKeyFacts {
            fingerprint: Some("00".repeat(16)),
            ..PublicKeyFacts::default()
        })),
        outcome => outcome,
    }
}
