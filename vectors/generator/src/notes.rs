//! The notes of the flags: the kind of fault, its effect, and the tools in which it was seen.

mod disagreements;
mod der;
mod foreign;
mod keys;
mod openssh;
mod private_keys;
mod rfc4716;
mod service;
mod ssh;
mod text;

use keyproof::vector::file::Note;

/// A flag and its note.
struct Flag {
    /// Its name.
    name: &'static str,
    /// The kind of fault or difference.
    what: &'static str,
    /// The possible consequences.
    effect: &'static str,
    /// The behaviour of the tools that were tested.
    seen: &'static str,
}

/// Every flag.
fn all() -> impl Iterator<Item = &'static Flag> {
    let all = [
        keys::FLAGS,
        private_keys::FLAGS,
        foreign::FLAGS,
        text::FLAGS,
        ssh::FLAGS,
        openssh::FLAGS,
        der::FLAGS,
        rfc4716::FLAGS,
        service::FLAGS,
    ];
    all.into_iter().flatten()
}

/// Returns the note of a flag.
pub(super) fn note(name: &str) -> Note {
    let found = all().find(|flag| flag.name == name);
    let flag = found.unwrap_or_else(|| unreachable!("the flag {name} has no note"));
    Note {
        what: flag.what.to_owned(),
        effect: flag.effect.to_owned(),
        seen: flag.seen.to_owned(),
        disagreements: disagreements::on(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use keyproof::vector;
    use std::collections::BTreeSet;

    #[test]
    fn every_flag_is_explained_once_and_used() {
        let mut names = BTreeSet::new();
        for flag in all() {
            assert!(names.insert(flag.name), "{} is explained twice", flag.name);
        }
        let suite = vector::embedded();
        let used: BTreeSet<&str> = suite.notes.keys().map(String::as_str).collect();
        assert_eq!(names, used);
    }
}
