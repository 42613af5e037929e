//! Names of key pairs. The document asks for a name and says no more, so most of what can be in one is an
//! open question; what is taken must come back as it was given.

use super::super::Group;
use super::super::case::Case;
use super::scenario;
use super::steps::{
    StepBuilder, delete, filtered, import, launch, list, list_instances, look_up, metadata,
};
use keyproof::api::Attribute::{Fingerprint, InstanceId, KeyName, Line};

const KEY_PAIRS: &str = "Creating a Key Pair";

pub(super) fn file() -> Group {
    let long = "n".repeat(255);
    let too_long = "n".repeat(256);
    let plain = [
        ("plain", "my-key-pair", "The name of the document's examples."),
        ("spaces", "my key pair", "Spaces within a name, which earlier and later documents allow."),
        ("underscores-and-digits", "my_key_2", "What every version of the documents allows."),
        ("capitals", "My-Key-Pair", "Capitals are no small letters."),
    ];
    let open = [
        ("markup", "<a href='x'>&amp;\"</a>", "NameCharacters", "What means something in XML."),
        ("ampersand", "you & me", "NameCharacters", "An ampersand between spaces."),
        ("quotes", "\"it's\"", "NameCharacters", "Quotes of both kinds."),
        ("closes-cdata", "a]]>b", "NameCharacters", "What would end a CDATA section."),
        ("punctuation", "#@+./=", "NameCharacters", "What was seen in names of real pairs."),
        ("percent", "100%25+1", "NameCharacters", "What means something in a form."),
        ("looks-like-a-pattern", "web*", "NameCharacters", "A star is a pattern in filters alone."),
        ("of-255-characters", &long, "LongName", "The longest name of later documents."),
        ("of-256-characters", &too_long, "TooLongName", "A character longer than later allowed."),
        ("starts-with-a-space", " web", "OuterSpace", "A space before the name."),
        ("ends-in-a-space", "web ", "OuterSpace", "A space behind the name."),
        ("not-ascii", "schlüssel", "NameNotAscii", "A letter beyond ASCII."),
        ("line-end", "web\nserver", "NameControl", "A name of two lines."),
        ("tab", "web\tserver", "NameControl", "A tab within a name."),
    ];
    let mut cases: Vec<Case> = plain.iter().map(|(id, name, why)| taken(id, name, why)).collect();
    cases.extend(open.iter().map(|(id, name, flag, why)| perhaps(id, name, flag, why)));
    cases.extend(two_names());
    cases.extend(near());
    cases.push(on_one_line());
    Group {
        path: "scenario/name",
        about: "Names of key pairs: what is taken comes back as it was given.".to_owned(),
        cases,
    }
}

/// A name that is taken, and comes back.
fn taken(id: &str, name: &str, comment: &str) -> Case {
    let steps = [
        import(name, "alice").expect(&[(KeyName, name)]),
        list().expect_all(&[&[(KeyName, name)]]),
        look_up(&[name]).expect(&[(KeyName, name)]),
    ];
    scenario(&format!("scenario/name/{id}"), &["pair/name-identifies-key"], comment, steps)
        .document(KEY_PAIRS)
}

/// Two names of which one is not the other, whatever they have in common: each pair is found, launched with and
/// deleted by its own.
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
        apart("two-that-differ-in-case", ["web", "WEB"], "Capitals make another name."),
        apart("two-of-which-one-starts-the-other", ["web", "web-2"], {
            "The start of a name is another name."
        }),
        apart("two-that-differ-in-a-space", ["web server", "webserver"], {
            "A space within a name makes another name."
        }),
        scenario(
            "scenario/name/launched-by-its-capitals",
            &["pair/name-identifies-key"],
            "A launch finds the pair by its capitals.",
            launched,
        )
        .document(KEY_PAIRS),
    ]
}

/// Names that no pair has, beside one that a pair has: they find and delete nothing.
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
            "A name in other letters, cut, with a space or with a star finds no pair.",
            nothing_found.collect(),
        ),
        case("deleted-by-a-name-that-is-near", "Such a name deletes nothing.", {
            nothing_deleted.into()
        }),
        case("deleted-by-a-pattern", "A star in a name is no pattern.", no_pattern.into())
            .flag("NameCharacters"),
    ]
}

/// A name that may be refused; taken, it comes back.
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

/// What the real service was seen to do with such names.
fn observed(flag: &str) -> Option<&'static str> {
    match flag {
        "NameCharacters" => Some("real pairs have names with #, @, + and dots in them"),
        "TooLongName" => Some("more than 255 characters are refused with InvalidParameterValue"),
        "OuterSpace" => Some("a space before the name is refused with InvalidParameterValue"),
        "NameNotAscii" => Some("what isn't ASCII is refused with InvalidParameterValue"),
        "NameControl" => Some("a line end within the name is refused with InvalidParameterValue"),
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
    let comment = "A name with spaces and an equals sign stands in metadata as it was given.";
    scenario("scenario/name/in-metadata", &rules, comment, steps)
        .flag("NameCharacters")
        .document("Retrieving the Public Key for Your Key Pair")
}
