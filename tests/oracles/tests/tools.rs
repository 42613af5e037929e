//! Checks with third-party tools beyond the vectors: the facts of the fixed keys, the document's own commands, and
//! new keys, which other programs and languages, conversions, and the reference create.
//!
//! A missing tool is an ignored trial, and with `KEYPROOF_REQUIRE_ORACLES=1` a failed one.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[path = "../../third_party/trial.rs"]
mod trial;
#[path = "tools/reference.rs"]
mod reference;
#[path = "tools/claim.rs"]
mod claim;
#[path = "tools/key_files.rs"]
mod key_files;
#[cfg(feature = "openssl")]
#[path = "tools/fixed_keys.rs"]
mod fixed_keys;
#[path = "tools/listing.rs"]
mod listing;
#[path = "tools/document.rs"]
mod document;
#[path = "tools/makers.rs"]
mod makers;
#[path = "tools/conversions.rs"]
mod conversions;
#[path = "tools/created.rs"]
mod created;

use keyproof_oracles::Oracle;
use libtest_mimic::{Arguments, Trial};

fn main() {
    let mut arguments = Arguments::from_args();
    // Each trial mostly waits for other processes.
    arguments.test_threads.get_or_insert(2);
    let mut trials: Vec<Trial> = listings().collect();
    #[cfg(feature = "openssl")]
    trials.extend(facts());
    trials.extend(pipelines());
    trials.extend(fresh_keys());
    trials.extend(conversions());
    trials.extend(created_pairs());
    libtest_mimic::run(&arguments, trials).exit();
}

#[cfg(feature = "openssl")]
/// The facts of the fixed keys are what OpenSSL's library computes.
fn facts() -> Vec<Trial> {
    let is_whole = || fixed_keys::all_are_computed();
    let mut trials = vec![by(&[], "vectors/keys/all-are-computed".to_owned(), is_whole)];
    for (file, compute) in fixed_keys::FILES {
        for (name, entry) in fixed_keys::entries(file) {
            let name = format!("vectors/keys/{file}/{name}");
            let check = move || fixed_keys::check(&entry, compute);
            trials.push(by(&[Oracle::OpensslLibrary], name, check));
        }
    }
    trials
}

/// ssh-keygen lists the fixed keys with their lengths and digests.
fn listings() -> impl Iterator<Item = Trial> {
    listing::keys().into_iter().map(|key| {
        let name = format!("listing/{}", key.name);
        by(&[Oracle::SshKeygen], name, move || listing::check(&key))
    })
}

/// The document's commands print what the reference computes, for keys of each program.
fn pipelines() -> impl Iterator<Item = Trial> {
    document::SOURCES.iter().map(|source| {
        let name = format!("document/{}", source.name);
        by(&[source.tool, Oracle::SshKeygen], name, || document::check(source))
    })
}

/// The reference accepts keys that other programs and languages create, in each form that they write.
fn fresh_keys() -> Vec<Trial> {
    let mut trials = Vec::new();
    for maker in &makers::ALL {
        for form in maker.forms {
            for bits in maker.lengths.iter().copied() {
                let name = format!("makers/{}/{}/{bits}", maker.name, form.name);
                let missing = || maker.missing(form);
                let check = move || makers::check(maker, form, bits);
                trials.push(trial::trial(maker.name, name, missing, check));
            }
        }
    }
    trials
}

/// A key remains the same key in every form to which tools convert it.
fn conversions() -> Vec<Trial> {
    let mut trials = Vec::new();
    for conversion in &conversions::ALL {
        for source in conversions::SOURCES {
            let tools = [conversion.tool, Oracle::SshKeygen];
            let name =
                format!("conversions/{}/{}/{}", conversion.tool, conversion.name, source.name());
            trials.push(by(&tools, name, move || conversions::check(conversion, source)));
        }
    }
    trials
}

/// Tools read the private keys that the reference creates, and decrypt what it encrypts.
fn created_pairs() -> Vec<Trial> {
    let mut trials = Vec::new();
    for pair in created::ALL {
        for (tool, commands) in created::READERS {
            let name = format!("created/{}/read-by-{tool}", pair.name());
            trials.push(by(&[tool], name, move || created::check(pair, commands)));
        }
    }
    for recipient in created::RECIPIENTS {
        let name = format!("password/{}", recipient.name());
        trials.push(by(&[Oracle::Openssl], name, move || created::check_password(recipient)));
    }
    trials
}

/// Returns a trial that needs these tools, with the first as its kind.
fn by(
    tools: &[Oracle],
    name: String,
    check: impl FnOnce() -> Result<(), String> + Send + 'static,
) -> Trial {
    let missing = tools.iter().find_map(|tool| tool.missing());
    let kind = tools.first().map_or("", |tool| tool.name());
    trial::trial(kind, name, move || missing, check)
}
