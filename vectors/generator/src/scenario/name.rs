//! Names of key pairs. The document requires a name but doesn't say which characters it may contain, so most
//! names may be refused. A name that is accepted must be returned unchanged.

use super::super::case::Case;
use super::scenario;
use super::steps::{
    StepBuilder, delete, filtered, import, launch, list, list_instances, look_up, metadata,
};
use keyproof::api::Attribute::{Fingerprint, InstanceId, KeyName, Line};

const KEY_PAIRS: &str = "Creating a Key Pair";

pub(super) fn cases() -> Vec<Case> {
    let long = "n".repeat(255);
    let too_long = "n".repeat(256);
    let plain = [
        ("plain", "my-key-pair", "The name from the examples of the document is accepted."),
        (
            "spaces",
            "my key pair",
            "The name contains spaces, which earlier and later documents allow.",
        ),
        (
            "underscores-and-digits",
            "my_key_2",
            "Every version of the documents allows underscores and digits.",
        ),
        (
            "capitals",
            "My-Key-Pair",
            "Capital letters in a name are not converted to small letters.",
        ),
    ];
    let open = [
        (
            "markup",
            "<a href='x'>&amp;\"</a>",
            "NameCharacters",
            "The name contains characters that must be escaped in XML.",
        ),
        (
            "ampersand",
            "you & me",
            "NameCharacters",
            "The name contains an ampersand between spaces.",
        ),
        ("quotes", "\"it's\"", "NameCharacters", "The name contains double and single quotes."),
        (
            "closes-cdata",
            "a]]>b",
            "NameCharacters",
            "The name contains \"]]>\", which ends a CDATA section in XML.",
        ),
        (
            "punctuation",
            "#@+./=",
            "NameCharacters",
            "The name contains punctuation that the names of real key pairs have.",
        ),
        (
            "percent",
            "100%25+1",
            "NameCharacters",
            "The name contains % and +, which have a meaning in form encoding.",
        ),
        (
            "looks-like-a-pattern",
            "web*",
            "NameCharacters",
            "The name contains a star, which is a wildcard only in filters.",
        ),
        (
            "of-255-characters",
            &long,
            "LongName",
            "The name has 255 characters, the maximum in later documents.",
        ),
        (
            "of-256-characters",
            &too_long,
            "TooLongName",
            "The name has 256 characters, one more than later documents allow.",
        ),
        ("starts-with-a-space", " web", "OuterSpace", "The name starts with a space."),
        ("ends-in-a-space", "web ", "OuterSpace", "The name ends with a space."),
        ("not-ascii", "schlüssel", "NameNotAscii", "The name contains a letter that is not ASCII."),
        ("line-end", "web\nserver", "NameControl", "The name contains a line feed."),
        ("tab", "web\tserver", "NameControl", "The name contains a tab."),
    ];
    let mut cases: Vec<Case> = plain.iter().map(|(id, name, why)| taken(id, name, why)).collect();
    cases.extend(open.iter().map(|(id, name, flag, why)| perhaps(id, name, flag, why)));
    cases.extend(two_names());
    cases.extend(near());
    cases.push(on_one_line());
    cases
}

/// A scenario with a name that must be accepted and returned unchanged.
fn taken(id: &str, name: &str, comment: &str) -> Case {
    let steps = [
        import(name, "alice").expect(&[(KeyName, name)]),
        list().expect_all(&[&[(KeyName, name)]]),
        look_up(&[name]).expect(&[(KeyName, name)]),
    ];
    scenario(&format!("scenario/name/{id}"), &["pair/name-identifies-key"], comment, steps)
        .document(KEY_PAIRS)
}

/// A scenario with two similar names: each key pair is found and deleted only by its own name.
fn apart(id: &str, names: [&str; 2], comment: &str) -> Case {
    let [one, other] = names;
    let of = |name, shown| [(KeyName, name), (Fingerprint, shown)];
    let steps = [
        import(one, "alice").save("one_shown", Fingerprint).setup(),
        import(other, "carol").save("other_shown", Fingerprint),
        look_up(&[one]).expect(&of(one, "${one_shown}")),
        look_up(&[other]).expect(&of(other, "${other_shown}")),
        delete(one),
        list().expect_all(&[&of(other, "${other_shown}")]),
    ];
    scenario(&format!("scenario/name/{id}"), &["pair/name-identifies-key"], comment, steps)
        .document(KEY_PAIRS)
}

fn two_names() -> [Case; 4] {
    let launched = [
        import("web", "alice").setup(),
        import("WEB", "carol"),
        launch("server", Some("WEB")),
        list_instances().expect_all(&[&[(InstanceId, "${server}"), (KeyName, "WEB")]]),
        filtered(&[], &[("key-name", &["WEB"])]).expect_all(&[&[(KeyName, "WEB")]]),
    ];
    [
        apart(
            "two-that-differ-in-case",
            ["web", "WEB"],
            "Two names that differ only in case are two names.",
        ),
        apart("two-of-which-one-starts-the-other", ["web", "web-2"], {
            "Two names of which one is a prefix of the other are two names."
        }),
        apart("two-that-differ-in-a-space", ["web server", "webserver"], {
            "Two names that differ only in a space are two names."
        }),
        scenario(
            "scenario/name/launched-by-its-capitals",
            &["pair/name-identifies-key"],
            "A launch distinguishes two names that differ only in case.",
            launched,
        )
        .document(KEY_PAIRS),
    ]
}

/// Names that are similar to the name of an existing key pair: they find and delete nothing.
fn near() -> [Case; 3] {
    let taken = || import("web", "alice").expect(&[(KeyName, "web")]).setup();
    let kept = || list().expect_all(&[&[(KeyName, "web")]]);
    let nothing_found = [taken()]
        .into_iter()
        .chain(["WEB", "we", " web", "web*"].map(|name| look_up(&[name]).refused(&[])))
        .chain([look_up(&["web"]).expect(&[(KeyName, "web")])]);
    let nothing_deleted = [taken(), delete("WEB"), delete("we"), delete("web-2"), kept()];
    let no_pattern = [taken(), delete("we*").open("NameCharacters", &[]), kept()];
    let case = |id: &str, comment: &str, steps: Vec<StepBuilder>| {
        scenario(&format!("scenario/name/{id}"), &["pair/name-identifies-key"], comment, steps)
            .document(KEY_PAIRS)
    };
    [
        case(
            "looked-up-by-a-name-that-is-near",
            "A name in other case, shortened, with a space or with a star finds no key pair.",
            nothing_found.collect(),
        ),
        case(
            "deleted-by-a-name-that-is-near",
            "A name in other case, shortened or extended deletes no key pair.",
            nothing_deleted.into(),
        ),
        case(
            "deleted-by-a-pattern",
            "A star in the name of a deletion is not a wildcard.",
            no_pattern.into(),
        )
        .flag("NameCharacters"),
    ]
}

/// A scenario with a name that may be refused. If it is accepted, it must be returned unchanged.
fn perhaps(id: &str, name: &str, flag: &str, comment: &str) -> Case {
    let steps = [
        import("plain", "bob").expect(&[(KeyName, "plain")]).setup(),
        import(name, "alice").open(flag, &[(KeyName, name)]),
        look_up(&[name]).expect(&[(KeyName, name)]),
        list().expect_all(&[&[(KeyName, "plain")], &[(KeyName, name)]]),
    ];
    let case = scenario(&format!("scenario/name/{id}"), &["api/escaping"], comment, steps);
    observed(flag).into_iter().fold(case.flag(flag).document(KEY_PAIRS), Case::observed)
}

/// Returns how the real service treats such names.
fn observed(flag: &str) -> Option<&'static str> {
    match flag {
        "NameCharacters" => Some("real key pairs have names that contain #, @, + and dots"),
        "TooLongName" => Some("more than 255 characters are refused with InvalidParameterValue"),
        "OuterSpace" => Some("a leading space is refused with InvalidParameterValue"),
        "NameNotAscii" => Some("a name that is not ASCII is refused with InvalidParameterValue"),
        "NameControl" => Some("a line end in the name is refused with InvalidParameterValue"),
        _ => None,
    }
}

fn on_one_line() -> Case {
    let name = "my key = #1";
    let steps = [
        import("plain", "bob").expect(&[(KeyName, "plain")]).setup(),
        import(name, "alice").open("NameCharacters", &[(KeyName, name)]),
        launch("server", Some(name)),
        metadata("server", "public-keys/").expect(&[(Line, "0=my key = #1")]),
        metadata("server", "public-keys/0/openssh-key")
            .expect(&[(Line, "${alice_line} my key = #1")]),
    ];
    let rules = ["public-key/metadata-index"];
    let comment = "A name with spaces and an equals sign appears unchanged in the metadata.";
    scenario("scenario/name/in-metadata", &rules, comment, steps)
        .flag("NameCharacters")
        .document("Retrieving the Public Key for Your Key Pair")
}
