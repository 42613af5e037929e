//! Filters on the list of key pairs.

use super::super::case::Case;
use super::scenario;
use super::steps::{StepBuilder, filtered, import};
use keyproof::api::Attribute::{self, Fingerprint, KeyName};

const DESCRIBE: &str = "API reference 2014-06-15, DescribeKeyPairs";

/// The names to look up, and the filters: the name and the values of each.
type Question<'a> = (&'a [&'a str], &'a [(&'a str, &'a [&'a str])]);

pub(super) fn cases() -> Vec<Case> {
    let alice = "${web_shown}";
    let bob = "${build_shown}";
    let questions: [(&str, &str, Question<'_>, &[&str]); 11] = [
        ("by-name", "The filter has one name.", (&[], &[("key-name", &["web"])]), &["web"]),
        (
            "by-names",
            "Two values of the name filter are alternatives.",
            { (&[], &[("key-name", &["web", "build"])]) },
            &["web", "build"],
        ),
        (
            "by-fingerprint",
            "The filter has one fingerprint, which two key pairs share.",
            { (&[], &[("fingerprint", &[alice])]) },
            &["web", "mail"],
        ),
        (
            "by-fingerprints",
            "Two values of the fingerprint filter are alternatives.",
            { (&[], &[("fingerprint", &[alice, bob])]) },
            &["web", "mail", "build"],
        ),
        (
            "by-both",
            "A key pair must match both filters.",
            { (&[], &[("key-name", &["web", "build"]), ("fingerprint", &[alice])]) },
            &["web"],
        ),
        (
            "by-both-and-none",
            "No key pair matches both filters, so the list is empty.",
            { (&[], &[("key-name", &["build"]), ("fingerprint", &[alice])]) },
            &[],
        ),
        (
            "among-names",
            "A key pair must have one of the requested names and match the filter.",
            { (&["web", "build"], &[("fingerprint", &[alice])]) },
            &["web"],
        ),
        (
            "unknown-value",
            "A filter value that no key pair has gives an empty list, not an error.",
            { (&[], &[("key-name", &["no-such-pair"])]) },
            &[],
        ),
        (
            "unknown-fingerprint",
            "A fingerprint that no key pair has gives an empty list, not an error.",
            { (&[], &[("fingerprint", &["00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00"])]) },
            &[],
        ),
        (
            "capitals",
            "The name filter distinguishes capital and small letters.",
            (&[], &[("key-name", &["WEB"])]),
            &[],
        ),
        (
            "part-of-a-name",
            "The name filter doesn't match a part of a name.",
            { (&[], &[("key-name", &["we"])]) },
            &[],
        ),
    ];
    let mut cases: Vec<Case> = questions
        .iter()
        .map(|(id, why, question, found)| case(id, why, *question, found))
        .collect();
    cases.push(
        case(
            "star",
            "A star in a filter value matches any characters.",
            (&[], &[("key-name", &["*b*"])]),
            &["web", "build"],
        )
        .observed("a star is a wildcard in filter values"),
    );
    let marks: [(&str, &str, &str, &[&str]); 3] = [
        (
            "question-mark",
            "A question mark in a filter value matches one character.",
            "?eb",
            &["web"],
        ),
        (
            "question-marks",
            "Each question mark in a filter value matches exactly one character.",
            "????",
            &["mail"],
        ),
        (
            "question-mark-for-nothing",
            "A question mark in a filter value never matches the empty string.",
            "web?",
            &[],
        ),
    ];
    cases.extend(marks.map(|(id, why, value, found)| {
        case(id, why, (&[], &[("key-name", &[value])]), found)
            .observed("a question mark is a wildcard in filter values")
    }));
    cases.push(
        case(
            "star-in-a-fingerprint",
            "A star is a wildcard in fingerprint filters too, and matches the empty string.",
            (&[], &[("fingerprint", &["${build_shown}*"])]),
            &["build"],
        )
        .observed("a star is a wildcard in filter values"),
    );
    cases.extend(escapes());
    cases.push(unknown_filter());
    cases
}

/// Imports three key pairs, of which two have the same key.
fn ground() -> [StepBuilder; 3] {
    [
        import("web", "alice").save("web_shown", Fingerprint).expect(&[(KeyName, "web")]).setup(),
        import("mail", "alice").expect(&[(Fingerprint, "${web_shown}")]).setup(),
        import("build", "bob").save("build_shown", Fingerprint).setup(),
    ]
}

fn case(id: &str, comment: &str, (names, filters): Question<'_>, found: &[&str]) -> Case {
    let found: Vec<[(Attribute, &str); 1]> = found.iter().map(|name| [(KeyName, *name)]).collect();
    let found: Vec<&[(Attribute, &str)]> = found.iter().map(|facts| facts.as_slice()).collect();
    let question = filtered(names, filters).expect_all(&found);
    let steps = ground().into_iter().chain([question]);
    scenario(&format!("scenario/filter/{id}"), &["api/describe-filters"], comment, steps)
        .standard(DESCRIBE)
}

/// Filter values in which a backslash escapes a wildcard.
fn escapes() -> [Case; 2] {
    const EDITION: &str = "API reference 2013-02-01, DescribeKeyPairs";
    let case = |id: &str, comment: &str, names: [&str; 3], value: &str, found: &str| {
        let imported = |name: &&str| import(name, "alice").expect(&[(KeyName, *name)]).setup();
        let mut steps: Vec<StepBuilder> = names.iter().map(imported).collect();
        steps.push(filtered(&[], &[("key-name", &[value])]).expect_all(&[&[(KeyName, found)]]));
        scenario(&format!("scenario/filter/{id}"), &["api/describe-filters"], comment, steps)
            .standard(EDITION)
    };
    [
        case(
            "escaped-wildcards",
            "After a backslash, a star, a question mark and a backslash match only themselves.",
            ["*amazon?\\", "1amazon2\\", "\\*amazon\\?\\\\"],
            "\\*amazon\\?\\\\",
            "*amazon?\\",
        ),
        case(
            "escaped-star-and-star",
            "The escaped star matches itself, the other star matches any characters.",
            ["w*b-1", "web-1", "w*c-1"],
            "w\\*b*",
            "w*b-1",
        ),
    ]
}

fn unknown_filter() -> Case {
    let question = filtered(&[], &[("key-colour", &["red"])]);
    let question = question.refused(&["InvalidParameterValue", "InvalidFilter"]);
    let steps = ground().into_iter().chain([question]);
    let comment = "A filter name that doesn't exist is refused instead of being ignored.";
    scenario("scenario/filter/unknown-filter", &["api/describe-filters"], comment, steps)
        .standard(DESCRIBE)
        .standard("API reference 2014-06-15, Error Codes")
        .observed("an unknown filter is refused with InvalidParameterValue")
}
