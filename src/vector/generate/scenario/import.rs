//! Imports as the service does them: under a name, into a region.

use super::super::Group;
use super::super::case::{Case, FORMAT_CODES};
use super::super::keys::{self, rfc4716, text};
use super::story;
use super::telling::{import, import_text, list, look_up};
use crate::api::Field::{Fingerprint, KeyName, PrivateKey};
use crate::encoding::base64;

const IMPORTING: &str = "Importing Your Own Key Pair to Amazon EC2";
const IMPORT_ACTION: &str = "API reference 2014-06-15, ImportKeyPair";
const ERRORS: &str = "API reference 2014-06-15, Error Codes";

pub(super) fn file() -> Group {
    let mut cases = vec![listed(), bound(), formats(), twice()];
    cases.extend(refused());
    cases.extend(not_base64());
    cases.extend(in_lines());
    cases.push(without_material());
    Group {
        path: "scenario/import",
        about: "Imports as the service does them: a file in base64, under a name, into a region."
            .to_owned(),
        cases,
    }
}

fn listed() -> Case {
    let steps = [
        list().gives_all(&[]),
        import("my-key-pair", "alice").gives(&[(KeyName, "my-key-pair")]).lacks(&[PrivateKey]),
        list().gives_all(&[&[(KeyName, "my-key-pair"), (Fingerprint, "${alice_fingerprint}")]]),
    ];
    let comment = "After the import, the pair is in the list.";
    story("scenario/import/listed", &["import/listed"], comment, steps).document(IMPORTING)
}

fn bound() -> Case {
    let steps = [
        import("my-key-pair", "alice").elsewhere().gives(&[(KeyName, "my-key-pair")]),
        list().elsewhere().gives_all(&[&[(KeyName, "my-key-pair")]]),
        list().gives_all(&[]),
        look_up(&["my-key-pair"]).refused(&["InvalidKeyPair.NotFound"]),
    ];
    let comment = "A pair is where it was imported, and nowhere else.";
    story("scenario/import/bound-to-its-region", &["import/region-bound"], comment, steps)
        .document(IMPORTING)
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
            .says(format!("Alice's public key is imported as {name:?}."))
            .gives(&[(Fingerprint, "${alice_fingerprint}")])
    };
    let of = |name| [(KeyName, name), (Fingerprint, "${alice_fingerprint}")];
    let steps = [
        import("line"),
        import("der"),
        import("rfc4716"),
        list().gives_all(&[&of("line"), &of("der"), &of("rfc4716")]),
    ];
    let rules = [
        "import/format-equivalence",
        "import/openssh",
        "import/base64-der",
        "import/rfc4716",
        "fingerprint/imported-md5",
    ];
    let comment = "One key in the three formats is one key: three pairs with one fingerprint.";
    let case = story("scenario/import/three-formats", &rules, comment, steps).document(IMPORTING);
    files.iter().fold(case, |case, (name, file)| case.given(name, file))
}

fn twice() -> Case {
    let of = |name| [(KeyName, name), (Fingerprint, "${alice_fingerprint}")];
    let steps = [
        import("first", "alice").prepares(),
        import("second", "alice").gives(&of("second")),
        list().gives_all(&[&of("first"), &of("second")]),
    ];
    let comment = "One key under two names is two pairs.";
    story("scenario/import/one-key-under-two-names", &["import/listed"], comment, steps)
        .document(IMPORTING)
        .observed("the same material is taken under two names")
}

/// Material that is refused, and what must be left in the region then.
fn refused() -> Vec<Case> {
    let line = |key: &str| format!("{}\n", keys::key(key).line());
    let alice = keys::key("1024");
    let cut = alice.line().get(..120).expect("a key's line is longer").to_owned();
    let materials = [
        ("prose", "Please import my key.\n".to_owned(), "import/other-formats-refused"),
        ("dsa", text("other/openssh-dsa-1024.pub").to_owned(), "import/no-dsa"),
        ("ed25519-as-pem", text("other/spki-ed25519.pem").to_owned(), "import/rsa-only"),
        ("1025-bits", line("1025"), "import/other-lengths-refused"),
        ("3072-bits", line("3072"), "import/other-lengths-refused"),
        ("cut-short", cut, "import/malformed-refused"),
    ];
    let case = |(name, material, rule): &(&str, String, &str)| {
        let steps = [
            import("alice", "alice").gives(&[(KeyName, "alice")]).prepares(),
            import_text("other", "${base64:material}").refused(FORMAT_CODES),
            list().gives_all(&[&[(KeyName, "alice"), (Fingerprint, "${alice_fingerprint}")]]),
            look_up(&["other"]).refused(&["InvalidKeyPair.NotFound"]),
            import("other", "bob").gives(&[(Fingerprint, "${bob_fingerprint}")]),
        ];
        let rules = ["import/refusal-stores-nothing", "api/format-error-code", rule];
        let comment = "What is refused leaves nothing behind, and its name can still be used.";
        let case = story(&format!("scenario/import/refused-{name}"), &rules, comment, steps);
        case.given("material", material).document(IMPORTING).standard(ERRORS)
    };
    materials.iter().map(case).collect()
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
            import("alice", "alice").gives(&[(KeyName, "alice")]).prepares(),
            import_text("other", "${value}").refused(&codes),
            list().gives_all(&[&[(KeyName, "alice"), (Fingerprint, "${alice_fingerprint}")]]),
        ];
        let rules = ["api/material-is-base64"];
        story(&format!("scenario/import/value-{name}"), &rules, comment, steps)
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
            import("alice", "alice").gives(&[(KeyName, "alice")]).prepares(),
            import_text("other", "${value}")
                .open(FLAG, &[(KeyName, "other"), (Fingerprint, "${bob_fingerprint}")]),
            list().gives_all(&[
                &[(KeyName, "alice"), (Fingerprint, "${alice_fingerprint}")],
                &[(KeyName, "other"), (Fingerprint, "${bob_fingerprint}")],
            ]),
        ];
        let rules = ["api/material-is-base64"];
        story(&format!("scenario/import/value-{name}"), &rules, comment, steps)
            .given("value", value)
            .flag(FLAG)
            .standard(IMPORT_ACTION)
            .standard("RFC 4648 section 3.1")
    };
    values.iter().map(case).collect()
}

fn without_material() -> Case {
    let steps = [
        import("alice", "alice").gives(&[(KeyName, "alice")]).prepares(),
        import_text("other", "")
            .says("A key pair is imported with nothing in it.")
            .refused(&["MissingParameter"]),
        list().gives_all(&[&[(KeyName, "alice")]]),
    ];
    let rules = ["api/missing-parameter", "import/refusal-stores-nothing"];
    let comment = "An import of nothing lacks its material.";
    story("scenario/import/without-material", &rules, comment, steps)
        .standard(ERRORS)
        .observed("empty material is refused with MissingParameter")
}
