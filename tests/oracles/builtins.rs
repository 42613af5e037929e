//! Real implementations before the suite, each with all of its verdicts: so that a change in the suite shows
//! what it does to them. Versions are masked; that a tool is of the version of the snapshot is looked at
//! elsewhere.

use keyproof::harness;
use keyproof::implementation::Implementation;
use keyproof::implementation::builtin::SshKey;
use keyproof::oracle::{Oracle, UnderTest};
use keyproof::vector::Suite;
use keyproof::verdict::Verdict;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::num::NonZeroUsize;

/// An implementation that is built in.
#[derive(Clone, Copy)]
pub(crate) enum Builtin {
    SshKey,
    Tool(Oracle),
}

/// All of them but the reference.
pub(crate) const ALL: [Builtin; 3] =
    [Builtin::SshKey, Builtin::Tool(Oracle::Openssl), Builtin::Tool(Oracle::SshKeygen)];

impl Builtin {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::SshKey => "ssh-key",
            Self::Tool(oracle) => oracle.name(),
        }
    }

    fn make(self) -> Box<dyn Implementation> {
        match self {
            Self::SshKey => Box::new(SshKey),
            Self::Tool(oracle) => Box::new(UnderTest(oracle)),
        }
    }
}

/// Compares the verdicts with those of the snapshot.
pub(crate) fn check(suite: &Suite, builtin: Builtin) {
    let jobs = NonZeroUsize::new(2).expect("two is not zero");
    let results = harness::run(suite, &|_| true, &|| builtin.make(), jobs, &|| ());
    let mut counts: BTreeMap<Verdict, usize> = BTreeMap::new();
    let mut lines = String::new();
    for result in &results {
        let verdict = result.judgement.verdict;
        *counts.entry(verdict).or_default() += 1;
        if !matches!(verdict, Verdict::Pass | Verdict::Unsupported) {
            writeln!(lines, "{verdict:<13}{}", result.vector.id).expect("a string takes it");
        }
    }
    let counts: String =
        counts.iter().map(|(verdict, count)| format!("{count:>5} {verdict}\n")).collect();
    let name = format!("builtin_{}", builtin.name());
    let text = format!("{} [version]\n{counts}\n{lines}", builtin.name());
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(name, text);
    });
}
