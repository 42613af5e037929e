//! Scenarios: sequences of steps that test a service with key pairs.
//!
//! The steps use the RSA keys of four persons: `alice` and `bob` (1024 bits each), `carol` (2048 bits) and
//! `dave` (4096 bits). OpenSSL generated the keys and computed their fingerprints.
//!
//! A scenario tests its first rule. The other rules are those that it depends on; `context` finds them.

mod steps;
mod context;
mod region;
mod pair;
mod name;
mod duplicate;
mod limit;
mod refusal;
mod create;
mod import;
mod fingerprint;
mod after_deletion;
mod delete;
mod api;
mod filter;
mod access;
mod authorized_keys;
mod launch;
mod login;
mod windows;
mod metadata;
mod recover;

use super::case::Case;
use super::keys::{self, Key};
use keyproof::vector::file::Step;
use steps::StepBuilder;

/// Returns the scenarios.
pub(super) fn cases() -> Vec<Case> {
    let cases = [
        pair::cases(),
        name::cases(),
        duplicate::cases(),
        limit::cases(),
        create::cases(),
        import::cases(),
        fingerprint::cases(),
        delete::cases(),
        refusal::cases(),
        api::cases(),
        filter::cases(),
        launch::cases(),
        login::cases(),
        windows::cases(),
        metadata::cases(),
        recover::cases(),
    ];
    cases.concat()
}

/// Builds a scenario from its steps, and adds the persons' keys and fingerprints that the steps refer to.
fn scenario(
    id: &str,
    rules: &[&str],
    comment: &str,
    steps: impl IntoIterator<Item = StepBuilder>,
) -> Case {
    let steps: Vec<Step> = steps.into_iter().map(StepBuilder::step).collect();
    let text = serde_json::to_string(&steps).expect("steps are plain data");
    let mut all = rules.to_vec();
    let found = rules.first().map_or(Vec::new(), |first| context::of(first, &steps));
    all.extend(found.into_iter().filter(|rule| !rules.contains(rule)));
    let mut case = Case::scenario(id, &all, comment, steps);
    for (person, key) in people() {
        let of_person = [
            (format!("{person}_private"), key.pem().to_owned()),
            (format!("{person}_public"), format!("{}\n", key.line())),
            (format!("{person}_line"), key.line()),
            (format!("{person}_fingerprint"), key.imported.clone()),
        ];
        for (name, value) in of_person {
            if text.contains(&format!("${{{name}}}")) || text.contains(&format!(":{name}}}")) {
                if name.ends_with("_fingerprint") {
                    let (tool, command) = key.provenance();
                    case = case.tool(&tool, &command);
                }
                case = case.key(&name, &value);
            }
        }
    }
    case
}

fn people() -> [(&'static str, Key); 4] {
    [
        ("alice", keys::key("1024")),
        ("bob", keys::key("1024-b")),
        ("carol", keys::key("2048-b")),
        ("dave", keys::key("4096")),
    ]
}
