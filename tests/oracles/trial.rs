//! A trial that takes foreign tools: ignored where one is missing, and failed with
//! `KEYPROOF_REQUIRE_ORACLES=1`.

use libtest_mimic::{Completion, Failed, Trial};

/// Whether what can't be asked is a failure.
pub(crate) fn oracles_are_required() -> bool {
    std::env::var_os("KEYPROOF_REQUIRE_ORACLES").is_some_and(|value| value == "1")
}

/// A trial of this kind, under this name. What is missing is looked for when its turn comes.
pub(crate) fn trial(
    kind: &str,
    name: String,
    missing: impl FnOnce() -> Option<String> + Send + 'static,
    check: impl FnOnce() -> Result<(), String> + Send + 'static,
) -> Trial {
    completed(kind, name, missing, || check().map(|()| Completion::Completed))
}

/// The same of a check that may find out by itself that it says nothing.
pub(crate) fn completed(
    kind: &str,
    name: String,
    missing: impl FnOnce() -> Option<String> + Send + 'static,
    check: impl FnOnce() -> Result<Completion, String> + Send + 'static,
) -> Trial {
    let required = oracles_are_required();
    let runner = move || match missing() {
        None => check().map_err(Failed::from),
        Some(why) if required => {
            Err(Failed::from(format!("{why}, and KEYPROOF_REQUIRE_ORACLES=1 asks for it")))
        }
        Some(why) => Ok(Completion::ignored_with(why)),
    };
    Trial::ignorable_test(name, runner).with_kind(kind)
}
