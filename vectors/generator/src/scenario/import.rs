//! Imports as the service does them: under a name, into a region.

use super::super::Group;
use super::super::case::{Case, FORMAT_CODES};
use super::super::keys::{self, rfc4716};
use super::refusal::materials;
use super::scenario;
use super::steps::{StepBuilder, import, import_text, list, look_up};
use keyproof::api::Attribute::{Fingerprint, KeyName, PrivateKey};
use keyproof::encoding::base64;

const IMPORTING: &str = "Importing Your Own Key Pair to Amazon EC2";
const IMPORT_ACTION: &str = "API reference 2014-06-15, ImportKeyPair";

pub(super) fn file() -> Group {
    let mut cases = [listed(), bound(), vec![formats()]].concat();
    cases.extend(refused());
    cases.extend(not_base64());
    cases.extend(in_lines());
    Group {
        path: "scenario/import",
        about: "Imports as the service does them: a file in base64, under a name, into a region."
            .to_owned(),
        cases,
    }
}

fn listed() -> Vec<Case> {
    let one = [
        list().expect_all(&[]),
        import("my-key-pair", "alice").expect(&[(KeyName, "my-key-pair")]).absent(&[PrivateKey]),
        list().expect_all(&[&[(KeyName, "my-key-pair")]]),
    ];
    let one_key = [
        import("first", "alice").setup(),
        import("second", "alice").expect(&[(KeyName, "second")]),
        list().expect_all(&[&[(KeyName, "first")], &[(KeyName, "second")]]),
    ];
    let several = [
        import("web", "alice").setup(),
        import("mail", "carol").setup(),
        import("build", "dave").setup(),
        list().expect_all(&[&[(KeyName, "web")], &[(KeyName, "mail")], &[(KeyName, "build")]]),
        look_up(&["mail"]).expect(&[(KeyName, "mail")]),
    ];
    let case = |id: &str, comment: &str, steps: Vec<StepBuilder>| {
        scenario(&format!("scenario/import/{id}"), &["import/listed"], comment, steps)
            .document(IMPORTING)
    };
    vec![
        case("listed", "After the import, the pair is in the list.", one.into()),
        case("one-key-under-two-names", "One key under two names is two pairs.", one_key.into())
            .observed("the same material is taken under two names"),
        case("listed-beside-others", "Pairs of three lengths are listed together.", several.into()),
    ]
}

fn bound() -> Vec<Case> {
    let there = [
        import("my-key-pair", "alice").in_other_region().expect(&[(KeyName, "my-key-pair")]),
        list().in_other_region().expect_all(&[&[(KeyName, "my-key-pair")]]),
        list().expect_all(&[]),
    ];
    let here = [
        import("my-key-pair", "carol").expect(&[(KeyName, "my-key-pair")]),
        list().in_other_region().expect_all(&[]),
        list().expect_all(&[&[(KeyName, "my-key-pair")]]),
    ];
    let both = [
        import("here", "alice").setup(),
        import("there", "alice").in_other_region().setup(),
        list().expect_all(&[&[(KeyName, "here")]]),
        list().in_other_region().expect_all(&[&[(KeyName, "there")]]),
    ];
    let case = |id: &str, comment: &str, steps: Vec<StepBuilder>| {
        scenario(&format!("scenario/import/{id}"), &["import/region-bound"], comment, steps)
            .document(IMPORTING)
    };
    vec![
        case(
            "bound-to-its-region",
            "A pair is where it was imported, and nowhere else.",
            there.into(),
        ),
        case("bound-to-the-first-region", "The same the other way round.", here.into()),
        case(
            "one-key-in-two-regions",
            "One key that is imported into two regions is a pair in each.",
            both.into(),
        ),
    ]
}

fn formats() -> Case {
    let alice = keys::key("1024");
    let files = [
        ("line", format!("{} alice@example.com\n", alice.line())),
        ("der", format!("{}\n", alice.spki)),
        ("rfc4716", rfc4716("Comment: \"alice@example.com\"\n", &alice.blob())),
    ];
    let import = |name: &str| {
        import_text(name, &format!("${{base64:{name}}}"))
            .description(format!("Alice's public key is imported as {name:?}."))
            .expect(&[(Fingerprint, "${alice_fingerprint}")])
    };
    let of = |name| [(KeyName, name), (Fingerprint, "${alice_fingerprint}")];
    let steps = [
        import("line"),
        import("der"),
        import("rfc4716"),
        list().expect_all(&[&of("line"), &of("der"), &of("rfc4716")]),
    ];
    let rules = [
        "import/format-equivalence",
        "import/openssh",
        "import/base64-der",
        "import/rfc4716",
        "fingerprint/imported-md5",
    ];
    let comment = "One key in the three formats is one key: three pairs with one fingerprint.";
    let case =
        scenario("scenario/import/three-formats", &rules, comment, steps).document(IMPORTING);
    files.iter().fold(case, |case, (name, file)| case.given(name, file))
}

/// What is left in the region by an import that is refused.
fn refused() -> Vec<Case> {
    let case = |(name, material, _): (&str, String, &str)| {
        let steps = [
            import("alice", "alice").save("shown", Fingerprint).setup(),
            import_text("other", "${base64:material}").refused(&[]).setup(),
            list().expect_all(&[&[(KeyName, "alice"), (Fingerprint, "${shown}")]]),
            import("other", "bob").expect(&[(KeyName, "other")]),
        ];
        let rules = ["import/refusal-stores-nothing"];
        let comment = "What is refused leaves nothing behind, and its name can still be used.";
        scenario(&format!("scenario/import/refused-{name}"), &rules, comment, steps)
            .given("material", &material)
            .document(IMPORTING)
    };
    materials().into_iter().map(case).collect()
}

/// Values of the parameter that are not the base64 of a file.
fn not_base64() -> Vec<Case> {
    let line = format!("{}\n", keys::key("1024-b").line());
    let encoded = base64::encode(line.as_bytes());
    let (head, tail) = encoded.split_at(80);
    let values = [
        ("plain-text", line.clone(), "The file itself, and not its base64."),
        ("encoded-twice", base64::encode(encoded.as_bytes()), "Base64 of the base64."),
        ("character-missing", format!("{head}{}", tail.get(1..).unwrap_or_default()), {
            "One character of the base64 is missing."
        }),
        ("commas", format!("{head},{tail}"), "A comma within the base64."),
        ("escaped-line-end", format!("{head}\\n{tail}"), "A backslash and an n within the base64."),
    ];
    let codes: Vec<&str> = FORMAT_CODES.iter().copied().chain(["InvalidParameterValue"]).collect();
    let case = |(name, value, comment): &(&str, String, &str)| {
        let steps = [
            import("alice", "alice").expect(&[(KeyName, "alice")]).setup(),
            import_text("other", "${value}").refused(&codes),
            list().expect_all(&[&[(KeyName, "alice")]]),
        ];
        let rules = ["api/material-is-base64"];
        scenario(&format!("scenario/import/value-{name}"), &rules, comment, steps)
            .given("value", value)
            .standard(IMPORT_ACTION)
            .standard("RFC 4648 section 4")
    };
    values.iter().map(case).collect()
}

/// Base64 in lines, as released clients send it. RFC 4648 section 3.1 leaves line breaks to the document that
/// refers to it, and the API reference says nothing.
fn in_lines() -> Vec<Case> {
    const FLAG: &str = "MaterialLineBreaks";
    let file = format!("{}\n", keys::key("1024-b").line());
    let values = [
        (
            "lines-of-60",
            base64::encode_wrapped(file.as_bytes(), 60, "\n"),
            "A line feed after each 60 characters, as Ruby's and Perl's encoders write it.",
        ),
        (
            "lines-of-76",
            base64::encode_wrapped(file.as_bytes(), 76, "\r\n"),
            "CR and LF after each 76 characters, as in mail.",
        ),
        (
            "trailing-line-feed",
            base64::encode(file.as_bytes()) + "\n",
            "A line feed behind the base64, as commands write it.",
        ),
    ];
    let case = |(name, value, comment): &(&str, String, &str)| {
        let steps = [
            import("bob", "bob").expect(&[(KeyName, "bob")]).save("print", Fingerprint).setup(),
            import_text("other", "${value}")
                .open(FLAG, &[(KeyName, "other"), (Fingerprint, "${print}")]),
            list().expect_all(&[&[(KeyName, "bob")], &[(KeyName, "other")]]),
        ];
        // The same key has the same fingerprint, if fingerprints are right.
        let rules = ["api/material-is-base64", "fingerprint/imported-md5"];
        scenario(&format!("scenario/import/value-{name}"), &rules, comment, steps)
            .given("value", value)
            .flag(FLAG)
            .standard(IMPORT_ACTION)
            .standard("RFC 4648 section 3.1")
    };
    values.iter().map(case).collect()
}
