//! Tests of the comparison of a list with a run, and of the update of a list.

use super::*;
use crate::vector::{self, Suite};
use crate::verdict::{Judgement, VectorResult, Verdict};

const SHORT: &str = "import/openssh/bits-1016";
const LONG: &str = "import/openssh/bits-2041";
const LONGER: &str = "import/openssh/bits-2042";
const SCENARIO: &str = "scenario/create/never-again";
const PATTERN: &str = "import/openssh/bits-*";

/// The actual result of a vector: verdict, kind of failure, step.
type Actual = (Verdict, Option<FailureKind>, Option<usize>);

const PASSED: Actual = (Verdict::Pass, None, None);
const ACCEPTED: Actual = (Verdict::Fail, Some(FailureKind::Accepted), None);
const DIED: Actual = (Verdict::Crash, Some(FailureKind::Crash), None);
const INCONCLUSIVE: Actual = (Verdict::Inconclusive, None, None);
const UNSUPPORTED: Actual = (Verdict::Unsupported, None, None);

const fn refused_at(step: usize) -> Actual {
    (Verdict::Fail, Some(FailureKind::Refused), Some(step))
}

fn results<'a>(suite: &'a Suite, actual: &[(&str, Actual)]) -> Vec<VectorResult<'a>> {
    let result = |(id, (verdict, failure, step)): &(&str, Actual)| VectorResult {
        vector: suite.find(id).unwrap(),
        judgement: Judgement {
            failure: *failure,
            step: *step,
            ..Judgement::new(*verdict, crate::verdict::Actual::Words(String::new()))
        },
    };
    actual.iter().map(result).collect()
}

fn exact(id: &str) -> Entry {
    Entry {
        scope: Scope::Id(id.to_owned()),
        failure: FailureKind::Accepted,
        step: None,
        reason: "No length is looked at.".to_owned(),
        link: Some("https://example.com/1".to_owned()),
    }
}

fn glob(pattern: &str, ids: &[&str]) -> Entry {
    let ids = ids.iter().map(|id| (*id).to_owned()).collect();
    Entry { scope: Scope::Glob { pattern: pattern.to_owned(), ids }, ..exact("") }
}

/// Checks the findings of a comparison, the verdicts after it, and the names on the updated list.
#[track_caller]
fn check(entries: &[Entry], actual: &[(&str, Actual)], findings: &[&str], then: &[&str]) -> List {
    let suite = vector::embedded();
    let schema = Some("known-failures.schema.json".to_owned());
    let list = List { schema, entries: entries.to_vec(), ..List::default() };
    let mut results = results(&suite, actual);
    let found = compare(&list, &suite, &mut results);
    assert_eq!(in_short(&found), findings);
    assert_eq!(found.is_true(), findings.iter().all(|finding| finding.starts_with("known ")));
    for (result, (id, (verdict, ..))) in results.iter().zip(actual) {
        let is_among = |found: &[Listed]| found.iter().any(|listed| listed.id == *id);
        let expected = match (is_among(&found.known), is_among(&found.fixed)) {
            (true, false) => Verdict::Known,
            (false, true) => Verdict::Fixed,
            _ => *verdict,
        };
        assert_eq!(result.judgement.verdict, expected, "{id}");
    }
    let updated = updated(&list, &found, &results);
    assert_eq!(updated.schema, list.schema);
    let names: Vec<&str> = updated.entries.iter().map(|entry| entry.scope.name()).collect();
    assert_eq!(names, then);
    updated
}

fn in_short(findings: &Findings) -> Vec<String> {
    let Findings { known, fixed, changed, stale, .. } = findings;
    let known = known.iter().map(|listed| format!("known {}", listed.id));
    let fixed = fixed.iter().map(|listed| format!("fixed {}", listed.id));
    let changed = changed.iter().map(|changed| {
        let Changed { listed, now } = changed;
        format!("changed {}: {}, now {now}", listed.id, listed)
    });
    let stale = stale.iter().map(|stale| format!("stale {}: {:?}", stale.entry, stale.why));
    known.chain(fixed).chain(changed).chain(stale).collect()
}

#[test]
fn a_listed_failure_is_known() {
    let known = format!("known {SHORT}");
    let list = [exact(SHORT)];
    let updated = check(&list, &[(SHORT, ACCEPTED), (LONG, PASSED)], &[&known], &[SHORT]);
    assert_eq!(updated.entries, list);
}

#[test]
fn an_unlisted_failure_stays_a_failure() {
    let known = format!("known {SHORT}");
    let actual = [(SHORT, ACCEPTED), (LONG, DIED)];
    let updated = check(&[exact(SHORT)], &actual, &[&known], &[SHORT, LONG]);
    assert_eq!(updated.entries[1].failure, FailureKind::Crash);
    assert_eq!(updated.unexplained(), 1);
}

#[test]
fn a_listed_vector_that_passes_is_fixed() {
    check(&[exact(SHORT)], &[(SHORT, PASSED)], &[&format!("fixed {SHORT}")], &[]);
}

#[test]
fn a_failure_of_another_kind_is_a_change() {
    let changed = format!("changed {SHORT}: accepted, now crash");
    let updated = check(&[exact(SHORT)], &[(SHORT, DIED)], &[&changed], &[SHORT]);
    // The old reason was for another failure.
    assert_eq!((updated.unexplained(), &updated.entries[0].link), (1, &None));
}

#[test]
fn a_scenario_that_fails_at_another_step_is_a_change() {
    let list = [Entry { failure: FailureKind::Refused, step: Some(2), ..exact(SCENARIO) }];
    let known = format!("known {SCENARIO}");
    check(&list, &[(SCENARIO, refused_at(2))], &[&known], &[SCENARIO]);
    let changed = format!("changed {SCENARIO}: refused at step 2, now refused at step 3");
    let updated = check(&list, &[(SCENARIO, refused_at(3))], &[&changed], &[SCENARIO]);
    assert_eq!(updated.entries[0].step, Some(3));
}

#[test]
fn a_listed_vector_that_is_no_longer_tested_is_a_change() {
    for (actual, now) in [(INCONCLUSIVE, "inconclusive"), (UNSUPPORTED, "unsupported")] {
        let changed = format!("changed {SHORT}: accepted, now {now}");
        check(&[exact(SHORT)], &[(SHORT, actual)], &[&changed], &[]);
    }
}

#[test]
fn an_entry_whose_vector_was_not_selected_is_kept() {
    let list = [glob(PATTERN, &[LONG, LONGER]), exact(SHORT)];
    let updated = check(&list, &[(SCENARIO, PASSED)], &[], &[PATTERN, SHORT]);
    assert_eq!(updated.entries, list);
    // A pattern may be right about vectors that were not run.
    check(&list, &[(LONG, INCONCLUSIVE)], &[], &[PATTERN, SHORT]);
}

#[test]
fn an_entry_whose_vector_could_not_be_run_is_kept() {
    let suite = vector::embedded();
    let entries = vec![glob(PATTERN, &[LONG]), exact(SHORT)];
    let list = List { entries, ..List::default() };
    let mut results = results(&suite, &[(SHORT, INCONCLUSIVE), (LONG, INCONCLUSIVE)]);
    for result in &mut results {
        result.judgement.not_run = Some("no room".to_owned());
    }
    let findings = compare(&list, &suite, &mut results);
    assert_eq!(findings, Findings { entries: 2, ..Findings::default() });
    assert_eq!(updated(&list, &findings, &results), list);
}

#[test]
fn an_entry_without_a_vector_is_stale() {
    let list = [exact("nowhere/at-all"), glob("nowhere/*", &[])];
    let stale = ["stale nowhere/at-all: NoVector", "stale nowhere/*: NoVector"];
    check(&list, &[(SHORT, PASSED)], &stale, &[]);
}

#[test]
fn a_pattern_covers_only_tested_vectors() {
    let list = [glob(PATTERN, &[LONG, LONGER])];
    let known = [format!("known {LONG}"), format!("known {LONGER}")];
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    check(&list, &[(LONG, ACCEPTED), (LONGER, ACCEPTED)], &known, &[PATTERN]);
    check(&list, &[(LONG, ACCEPTED), (LONGER, INCONCLUSIVE)], &known[..1], &[PATTERN]);
    let stale = format!("stale {PATTERN}: NeverTested");
    check(&list, &[(LONG, UNSUPPORTED), (LONGER, INCONCLUSIVE)], &[&stale], &[]);
}

#[test]
fn a_wrong_pattern_is_split_into_ids() {
    let list = [glob(PATTERN, &[LONG, LONGER])];
    let (known, fixed) = (format!("known {LONG}"), format!("fixed {LONGER}"));
    let actual = [(LONG, ACCEPTED), (LONGER, PASSED)];
    let updated = check(&list, &actual, &[&known, &fixed], &[LONG]);
    assert_eq!(updated.entries, [exact(LONG)]);
    // Vectors that were not run may still fail.
    check(&list, &[(LONGER, PASSED)], &[&fixed], &[LONG]);
    let changed = format!("changed {LONGER}: accepted, now crash");
    let updated = check(&list, &[(LONGER, DIED)], &[&changed], &[LONG, LONGER]);
    assert_eq!(updated.unexplained(), 1);
}

#[test]
fn an_id_precedes_patterns_and_a_pattern_precedes_later_ones() {
    let died = Entry { failure: FailureKind::Crash, ..exact(LONG) };
    let all = glob("import/*", &[LONG, LONGER, SHORT]);
    let list = [glob(PATTERN, &[LONG, LONGER]), all, died];
    let actual = [(SHORT, ACCEPTED), (LONG, DIED), (LONGER, ACCEPTED)];
    let known = [SHORT, LONG, LONGER].map(|id| format!("known {id}"));
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    check(&list, &actual, &known, &[PATTERN, "import/*", LONG]);
    let covered = [glob(PATTERN, &[LONG]), exact(LONG)];
    let stale = format!("stale {PATTERN}: Covered");
    check(&covered, &[(LONG, ACCEPTED)], &[known[1], &stale], &[LONG]);
}

#[test]
fn a_list_with_versions_applies_only_to_them() {
    let versions = |versions: &[&str]| List {
        versions: versions.iter().map(|version| (*version).to_owned()).collect(),
        ..List::default()
    };
    let is_other = |list: &[&str], tested| versions(list).other_version(tested).is_some();
    assert!(!is_other(&[], Some("1.2")) && !is_other(&[], None));
    assert!(!is_other(&["1.1", "1.2"], Some("1.2")));
    assert!(is_other(&["1.1", "1.2"], Some("1.2.1")) && is_other(&["1.2"], None));
    let other = versions(&["1.1", "1.2"]).other_version(None).unwrap();
    assert_eq!(
        other.to_string(),
        "the list is for version 1.1 or 1.2, but the tested version is unknown"
    );
}

#[test]
fn another_version_fails_only_with_a_wrong_value() {
    let suite = vector::embedded();
    let of = |tested, entries: &[Entry]| {
        let list =
            List { versions: vec!["1.2".to_owned()], entries: entries.to_vec(), ..List::default() };
        let mut results = results(&suite, &[(SHORT, PASSED), (LONG, DIED)]);
        let found = compare(&list, &suite, &mut results);
        let found = Findings { other_version: list.other_version(Some(tested)), ..found };
        let versions = updated(&list, &found, &results).versions;
        (found, versions)
    };
    let (same, versions) = of("1.2", &[exact(SHORT)]);
    assert!(!same.is_acceptable() && same.counts(Some(FailureKind::Accepted)));
    assert_eq!(versions, ["1.2"]);
    let (other, versions) = of("2.0", &[exact(SHORT), exact(LONG)]);
    assert!(!other.is_true() && other.is_acceptable());
    assert!(!other.counts(Some(FailureKind::Accepted)));
    assert!(other.counts(Some(FailureKind::WrongValue)));
    assert_eq!(versions, ["2.0"]);
    let (stale, _) = of("2.0", &[exact("nowhere/at-all")]);
    assert!(!stale.is_acceptable());
}

#[cfg(feature = "cli")]
#[test]
fn reads_what_it_writes() {
    let suite = vector::embedded();
    let openssh = suite.vectors.iter().map(|vector| vector.id.as_str());
    let openssh: Vec<&str> = openssh.filter(|id| id.starts_with("import/openssh/")).collect();
    let scenario = Entry { failure: FailureKind::WrongValue, step: Some(2), ..exact(SCENARIO) };
    let gone = Entry { link: None, ..exact("nowhere/at-all") };
    let entries = vec![glob("import/openssh/*", &openssh), gone, exact(SHORT), scenario];
    let schema = Some("known-failures.schema.json".to_owned());
    let list = List { schema, versions: vec!["1.2".to_owned()], entries };
    assert_eq!(file::read(&file::write(&list), &suite).unwrap(), list);
    let empty = List::default();
    assert_eq!(file::read(&file::write(&empty), &suite).unwrap(), empty);
}
