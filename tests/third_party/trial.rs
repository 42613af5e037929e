//! Trials that need third-party tools. If one is missing, the trial is ignored, or fails with
//! `KEYPROOF_REQUIRE_ORACLES=1`.

use libtest_mimic::{Completion, Failed, Trial};

/// Returns a trial. `missing` is called when the trial runs.
pub(crate) fn trial(
    kind: &str,
    name: String,
    missing: impl FnOnce() -> Option<String> + Send + 'static,
    check: impl FnOnce() -> Result<(), String> + Send + 'static,
) -> Trial {
    let required = std::env::var_os("KEYPROOF_REQUIRE_ORACLES").is_some_and(|value| value == "1");
    let runner = move || match missing() {
        None => check().map(|()| Completion::Completed).map_err(Failed::from),
        Some(why) if required => {
            Err(Failed::from(format!("{why}, and KEYPROOF_REQUIRE_ORACLES=1 requires it")))
        }
        Some(why) => Ok(Completion::ignored_with(why)),
    };
    Trial::ignorable_test(name, runner).with_kind(kind)
}
