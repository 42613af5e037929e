//! Imports by the service: under a name, into a region.

use super::super::case::{Case, FORMAT_CODES};
use super::super::keys::{self, rfc4716};
use super::refusal::materials;
use super::scenario;
use super::steps::{StepBuilder, import, import_text, list, look_up};
use keyproof::api::Attribute::{Fingerprint, KeyName, PrivateKey};
use keyproof::encoding::base64;

const IMPORTING: &str = "Importing Your Own Key Pair to Amazon EC2";
const IMPORT_ACTION: &str = "API reference 2014-06-15, ImportKeyPair";

pub(super) fn cases() -> Vec<Case> {
    let mut cases = [listed(), bound(), vec![formats()]].concat();
    cases.extend(refused());
    cases.extend(not_base64());
    cases.extend(in_lines());
    cases
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
        case("listed", "After the import, the list contains the key pair.", one.into()),
        case(
            "one-key-under-two-names",
            "One key that is imported under two names gives two key pairs.",
            one_key.into(),
        )
        .observed("the same material is accepted under two names"),
        case(
            "listed-beside-others",
            "The list contains three imported key pairs of different key lengths.",
            several.into(),
        ),
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
            "A key pair that is imported into the second region is only in that region.",
            there.into(),
        ),
        case(
            "bound-to-the-first-region",
            "A key pair that is imported into the first region is only in that region.",
            here.into(),
        ),
        case(
            "one-key-in-two-regions",
            "One key that is imported into two regions gives a key pair in each.",
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
            .description(format!("The public key of alice is imported as {name:?}."))
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
    let comment =
        "One key imported in the three formats gives three key pairs with one fingerprint.";
    let case =
        scenario("scenario/import/three-formats", &rules, comment, steps).document(IMPORTING);
    files.iter().fold(case, |case, (name, file)| case.given(name, file))
}

/// Checks that a refused import leaves the region unchanged.
fn refused() -> Vec<Case> {
    let case = |(name, material, _): (&str, String, &str)| {
        let steps = [
            import("alice", "alice").save("shown", Fingerprint).setup(),
            import_text("other", "${base64:material}").refused(&[]).setup(),
            list().expect_all(&[&[(KeyName, "alice"), (Fingerprint, "${shown}")]]),
            import("other", "bob").expect(&[(KeyName, "other")]),
        ];
        let rules = ["import/refusal-stores-nothing"];
        let comment = "A refused import stores nothing, and its name can still be used.";
        scenario(&format!("scenario/import/refused-{name}"), &rules, comment, steps)
            .given("material", &material)
            .document(IMPORTING)
    };
    materials().into_iter().map(case).collect()
}

/// Values of `PublicKeyMaterial` that are not the base64 encoding of a file.
fn not_base64() -> Vec<Case> {
    let line = format!("{}\n", keys::key("1024-b").line());
    let encoded = base64::encode(line.as_bytes());
    let (head, tail) = encoded.split_at(80);
    let values = [
        ("plain-text", line.clone(), "The value is the file itself without base64 encoding."),
        ("encoded-twice", base64::encode(encoded.as_bytes()), "The value is base64-encoded twice."),
        ("character-missing", format!("{head}{}", tail.get(1..).unwrap_or_default()), {
            "The base64 text lacks one character."
        }),
        ("commas", format!("{head},{tail}"), "The base64 text contains a comma."),
        (
            "escaped-line-end",
            format!("{head}\\n{tail}"),
            "The base64 text contains a backslash followed by the letter n.",
        ),
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

/// Base64 text with line breaks, as released clients send it. RFC 4648 section 3.1 leaves line breaks to the
/// document that refers to it, and the API reference doesn't mention them.
fn in_lines() -> Vec<Case> {
    const FLAG: &str = "MaterialLineBreaks";
    let file = format!("{}\n", keys::key("1024-b").line());
    let values = [
        (
            "lines-of-60",
            base64::encode_wrapped(file.as_bytes(), 60, "\n"),
            "The base64 has a line feed after every 60 characters, as Ruby and Perl write it.",
        ),
        (
            "lines-of-76",
            base64::encode_wrapped(file.as_bytes(), 76, "\r\n"),
            "The base64 text has CR and LF after every 76 characters, as in mail.",
        ),
        (
            "trailing-line-feed",
            base64::encode(file.as_bytes()) + "\n",
            "The base64 text ends with a line feed, as command-line tools write it.",
        ),
    ];
    let case = |(name, value, comment): &(&str, String, &str)| {
        let steps = [
            import("bob", "bob").expect(&[(KeyName, "bob")]).save("print", Fingerprint).setup(),
            import_text("other", "${value}")
                .open(FLAG, &[(KeyName, "other"), (Fingerprint, "${print}")]),
            list().expect_all(&[&[(KeyName, "bob")], &[(KeyName, "other")]]),
        ];
        // The scenario compares two fingerprints of the same key, so it depends on correct fingerprints.
        let rules = ["api/material-is-base64", "fingerprint/imported-md5"];
        scenario(&format!("scenario/import/value-{name}"), &rules, comment, steps)
            .given("value", value)
            .flag(FLAG)
            .standard(IMPORT_ACTION)
            .standard("RFC 4648 section 3.1")
    };
    values.iter().map(case).collect()
}
