//! Filters on the list of key pairs.

use super::super::Group;
use super::super::case::Case;
use super::scenario;
use super::steps::{StepBuilder, filtered, import};
use keyproof::api::Attribute::{self, Fingerprint, KeyName};

const DESCRIBE: &str = "API reference 2014-06-15, DescribeKeyPairs";

/// Names to look up, and filters: name and values of each.
type Question<'a> = (&'a [&'a str], &'a [(&'a str, &'a [&'a str])]);

pub(super) fn file() -> Group {
    let alice = "${web_shown}";
    let bob = "${build_shown}";
    let questions: [(&str, &str, Question<'_>, &[&str]); 11] = [
        ("by-name", "One name.", (&[], &[("key-name", &["web"])]), &["web"]),
        (
            "by-names",
            "Two names are alternatives.",
            { (&[], &[("key-name", &["web", "build"])]) },
            &["web", "build"],
        ),
        (
            "by-fingerprint",
            "One fingerprint, which two pairs have.",
            { (&[], &[("fingerprint", &[alice])]) },
            &["web", "mail"],
        ),
        (
            "by-fingerprints",
            "Two fingerprints are alternatives.",
            { (&[], &[("fingerprint", &[alice, bob])]) },
            &["web", "mail", "build"],
        ),
        (
            "by-both",
            "A pair must pass both filters.",
            { (&[], &[("key-name", &["web", "build"]), ("fingerprint", &[alice])]) },
            &["web"],
        ),
        (
            "by-both-and-none",
            "Two filters that no pair passes together.",
            { (&[], &[("key-name", &["build"]), ("fingerprint", &[alice])]) },
            &[],
        ),
        (
            "among-names",
            "A pair must be among the names and pass the filter.",
            { (&["web", "build"], &[("fingerprint", &[alice])]) },
            &["web"],
        ),
        (
            "unknown-value",
            "A value that no pair has is no error.",
            { (&[], &[("key-name", &["no-such-pair"])]) },
            &[],
        ),
        (
            "unknown-fingerprint",
            "A fingerprint that no pair has is no error.",
            { (&[], &[("fingerprint", &["00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00"])]) },
            &[],
        ),
        ("capitals", "Capitals are no small letters.", (&[], &[("key-name", &["WEB"])]), &[]),
        (
            "part-of-a-name",
            "Part of a name is not the name.",
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
            "A star stands for anything.",
            (&[], &[("key-name", &["*b*"])]),
            &["web", "build"],
        )
        .observed("a star is a pattern in the values of filters"),
    );
    let marks: [(&str, &str, &str, &[&str]); 3] = [
        ("question-mark", "A question mark stands for one character.", "?eb", &["web"]),
        ("question-marks", "Each question mark stands for one.", "????", &["mail"]),
        ("question-mark-for-nothing", "A question mark stands for no less than one.", "web?", &[]),
    ];
    cases.extend(marks.map(|(id, why, value, found)| {
        case(id, why, (&[], &[("key-name", &[value])]), found)
            .observed("a question mark is a pattern in the values of filters")
    }));
    cases.push(
        case(
            "star-in-a-fingerprint",
            "A star stands for anything, and be it nothing, in a fingerprint too.",
            (&[], &[("fingerprint", &["${build_shown}*"])]),
            &["build"],
        )
        .observed("a star is a pattern in the values of filters"),
    );
    cases.extend(escapes());
    cases.push(unknown_filter());
    Group {
        path: "scenario/filter",
        about: "Filters on the list: values are alternatives, filters and names intersect."
            .to_owned(),
        cases,
    }
}

/// Three pairs, of which two have the same key.
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

/// A backslash before a wildcard, which then stands for itself.
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
            "Behind a backslash, a star, a question mark and a backslash stand for themselves.",
            ["*amazon?\\", "1amazon2\\", "\\*amazon\\?\\\\"],
            "\\*amazon\\?\\\\",
            "*amazon?\\",
        ),
        case(
            "escaped-star-and-star",
            "One star stands for itself, the other for anything.",
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
    let comment = "A filter that doesn't exist is refused, and doesn't list everything.";
    scenario("scenario/filter/unknown-filter", &["api/describe-filters"], comment, steps)
        .standard(DESCRIBE)
        .standard("API reference 2014-06-15, Error Codes")
        .observed("an unknown filter is refused with InvalidParameterValue")
}
