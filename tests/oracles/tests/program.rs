//! The program before tools that lie, babble, die or aren't there: each is told apart.
//!
//! The tools are scripts of these tests, and nothing else is on the path. After an intended change of a text:
//! `INSTA_UPDATE=always cargo test -p keyproof-oracles --test program`, and look at the difference.

#![cfg(unix)]
#![allow(dead_code, reason = "not every test runs the program in every way")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[path = "../../program/mod.rs"]
mod program;

use insta::assert_snapshot;
use keyproof::vector::file::Evidence;
use keyproof::vector::{self, Expect, Vector};
use keyproof_oracles::{Oracle, verify};
use program::{Run, Suite};
use rustix::process::Signal;
use serde_json::{Value, json};
use std::os::unix::fs::symlink;

/// What `openssl` prints of the key of 1024 bits.
const HONEST: &str = r#"
case $1 in
  version) echo 'OpenSSL 9.9.9 1 Jan 2100' ;;
  base64) : ;;
  md5) echo 'MD5(stdin)= 5b:0c:68:ef:3f:6a:67:e9:23:c2:08:59:85:5c:25:12' ;;
  rsa) case $* in
    *-text*)
      echo 'Public-Key: (1024 bit)'
      echo 'Exponent: 65537 (0x10001)'
      echo 'Modulus=C7B617F0D4AD3587DA89B17F488CAA423C16712CD45F8AD0C452377E98E4B7338DBB54CDFE59525681918926DA02A7DF2E9D53218A2E39F19FAA7714D24C9CE01E328E079A4C9C89813D8E7CED7B02CE99E5F6170F6A6766015F0E6CA667E99790D9895D146F394F15659D53E3A82409A6DB385CDFCEAF1481CCD6BC8F51DA0D' ;;
  esac ;;
esac
"#;

/// Verifies the two vectors of base64 DER, with this `openssl` and no other tool.
fn verify_with(openssl: &str, arguments: &[&str]) -> Run {
    let suite = Suite::new();
    suite.script("openssl", &format!("#!/bin/sh\n{openssl}"), 0o755);
    symlink("/bin/sh", suite.directory().join("sh")).unwrap();
    let arguments = [&["--vectors", suite.path()], arguments].concat();
    let arguments = [arguments, vec!["--select", "import/base64-der/*"]].concat();
    let mut run = Run::with_environment(&arguments, "PATH", suite.path());
    run.stdout = masked(&run.stdout);
    run
}

/// Takes the key of 1024 bits, and refuses every other.
fn particular() -> String {
    let vectors = Suite::new().vectors();
    let valid = vectors.iter().find(|vector| vector["id"] == VALID).unwrap();
    let valid = valid["material"].as_str().unwrap().trim_end();
    let keep = "base64) read -r text <key; echo \"$text\" >spki.der ;;";
    let refuse = format!("rsa) read -r text <spki.der; [ \"$text\" = '{valid}' ] || exit 1; case");
    HONEST.replace("base64) : ;;", keep).replace("rsa) case", &refuse)
}

/// What comes of each vector of base64 DER by an `openssl` of version 9.9.9, if the evidence says that one of
/// this version confirmed these vectors: the exit code, and the findings and what is told as JSON.
fn compared_with(version: &str, confirmed: &[&str], openssl: &str) -> (Option<i32>, Value) {
    compared_by(version, confirmed, openssl, |_| &[])
}

/// The same with what else is there, and further arguments.
fn compared_by(
    version: &str,
    confirmed: &[&str],
    openssl: &str,
    prepare: impl FnOnce(&Suite) -> &'static [&'static str],
) -> (Option<i32>, Value) {
    let suite = Suite::new();
    let path = suite.directory().join("vectors.json");
    let mut file: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    for vector in file["vectors"].as_array_mut().unwrap() {
        let is_confirmed = confirmed.contains(&vector["id"].as_str().unwrap());
        // Of the library it is another version too, and no vector rests on too little.
        let mut oracles = json!({ "java": "Java 1", "openssl-library": "OpenSSL 0.1" });
        if is_confirmed {
            oracles["openssl"] = version.into();
        }
        vector["evidence"].as_array_mut().unwrap().push(json!({ "confirmed": oracles }));
    }
    std::fs::write(&path, file.to_string()).unwrap();
    suite.script("openssl", &format!("#!/bin/sh\n{openssl}"), 0o755);
    symlink("/bin/sh", suite.directory().join("sh")).unwrap();
    let arguments = ["--json", "--vectors", suite.path()];
    let select: &[&str] = &["--select", "import/base64-der/*"];
    let arguments = [&arguments[..], select, prepare(&suite)].concat();
    let run = Run::with_environment(&arguments, "PATH", suite.path());
    let report = serde_json::from_str(&run.stdout);
    (run.code, report.unwrap_or_else(|_| panic!("{}{}", run.stdout, run.stderr)))
}

/// The findings of `openssl`, of the vector that is refused first, and the numbers of faults and of version changes.
fn of_openssl(report: &Value) -> (Vec<&str>, usize, usize) {
    let comparisons = report["comparisons"].as_array().unwrap().iter();
    let own = comparisons.filter(|comparison| comparison["oracle"] == "openssl");
    let findings = own.map(|comparison| comparison["finding"].as_str().unwrap()).collect();
    let is_own = |text: &&Value| {
        let text = text["fault"].as_str().unwrap();
        text.contains("openssl (OpenSSL 9.9.9)") || text.contains("openssl confirms it")
    };
    let count = |kind: &str| report[kind].as_array().unwrap().iter().filter(is_own).count();
    (findings, count("faults"), count("excused"))
}

const VALID: &str = "import/base64-der/valid";
const LONG: &str = "import/base64-der/bits-1025";

/// Tools of the recorded version, and of another, that do as recorded, take more, take less, and confirm more.
#[test]
fn another_version_may_take_more_or_less_and_the_same_may_not() {
    let refuser = HONEST.replace("rsa) case", "rsa) exit 1; case");
    let (both, valid): (&[&str], &[&str]) = (&[VALID, LONG], &[VALID]);
    let cases = [
        ("as recorded", particular(), both, ["confirms", "confirms"], 0),
        ("takes more", HONEST.to_owned(), both, ["unexplained", "confirms"], 1),
        ("takes less", refuser.clone(), both, ["silent", "unexplained"], 2),
        ("takes less", refuser, valid, ["silent", "unexplained"], 1),
        ("confirms more", particular(), valid, ["confirms", "confirms"], 1),
    ];
    for (what, openssl, confirmed, findings, count) in cases {
        let (code, report) = compared_with("OpenSSL 9.9.9", confirmed, &openssl);
        let expected = (findings.to_vec(), count, 0);
        assert_eq!(of_openssl(&report), expected, "{what}, of the same version: {report:#}");
        assert_eq!(code, Some(i32::from(count > 0)), "{what}, of the same version");
        let (code, report) = compared_with("OpenSSL 9.9.8", confirmed, &openssl);
        let expected = (findings.to_vec(), 0, count);
        assert_eq!(of_openssl(&report), expected, "{what}, of another version: {report:#}");
        assert_eq!(code, Some(0), "{what}, of another version");
    }
}

/// A tool that refuses everything is right about each file that must be refused, which proves nothing.
#[test]
fn a_refusal_is_confirmed_only_by_who_takes_the_twin() {
    let refuser = HONEST.replace("rsa) case", "rsa) exit 1; case");
    for (openssl, expected) in [(particular(), "confirms"), (refuser, "silent")] {
        let run = verify_with(&openssl, &["--json", "--select", LONG]);
        let report: Value = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!(of_openssl(&report).0[0], expected, "{report:#}");
    }
}

#[cfg(feature = "openssl")]
#[test]
fn oracles_that_are_required_may_be_of_any_version() {
    let java = "#!/bin/sh\nif [ \"$1\" = -version ]; then echo 'openjdk version \"99\"'; exit; fi\n\
                while read -r question; do echo 'refused it is not read'; done\n";
    let refuser = HONEST.replace("rsa) case", "rsa) exit 1; case");
    let (code, report) = compared_by("OpenSSL 9.9.8", &[VALID, LONG], &refuser, |suite| {
        suite.script("java", java, 0o755);
        suite.script("javac", "#!/bin/sh\n", 0o755);
        &["--require-oracles"]
    });
    assert_eq!((code, report["faults"].as_array().unwrap().len()), (Some(0), 0), "{report:#}");
    let told = report["excused"].to_string();
    assert!(told.contains("Java 99, where the evidence has Java 1"), "{told}");
}

#[test]
fn a_tool_that_reads_another_key_fails_whatever_its_version() {
    let liar = HONEST.replace("5b:0c", "00:00");
    for version in ["OpenSSL 9.9.9", "OpenSSL 9.9.8"] {
        let (code, report) = compared_with(version, &[VALID], &liar);
        assert_eq!(code, Some(1), "{version}: {report:#}");
        let faults = report["faults"].to_string();
        let difference = "openssl (OpenSSL 9.9.9) reads something else from it";
        assert!(faults.contains(difference), "{faults}");
    }
}

/// Compares a report with its snapshot: there is one with OpenSSL's library as an oracle, and one without.
#[track_caller]
fn compares(name: &str, report: &str) {
    let library = if cfg!(feature = "openssl") { "_with_the_library" } else { "" };
    assert_snapshot!(format!("{name}{library}"), report);
}

/// The text without what differs from run to run.
fn masked(text: &str) -> String {
    let library = Oracle::OpensslLibrary.version();
    let text = match library.split(' ').nth(1) {
        // In a table it stands in a column, however long it is.
        Some(version) => text
            .replace(&format!("{version:<17}"), &format!("{:<17}", "VERSION"))
            .replace(version, "VERSION"),
        None => text.to_owned(),
    };
    let lines = text.lines().map(|line| match line.split_once(" in ") {
        Some((count, rest)) if count.ends_with("comparisons") || count.ends_with("comparison") => {
            let rest = rest.split_once(" s").map_or(rest, |(_, rest)| rest);
            format!("{count} in TIME{rest}\n")
        }
        _ => format!("{line}\n"),
    });
    lines.collect()
}

#[test]
fn an_honest_tool_confirms_and_takes_what_is_forbidden() {
    compares(
        "an_honest_tool_confirms_and_takes_what_is_forbidden",
        &verify_with(HONEST, &[]).nonconformance(),
    );
}

#[test]
fn a_tool_that_lies_is_a_disagreement() {
    let liar = HONEST.replace("5b:0c", "00:00");
    compares("a_tool_that_lies_is_a_disagreement", &verify_with(&liar, &[]).nonconformance());
}

#[test]
fn a_story_whose_fingerprint_is_only_listed_is_confirmed_by_no_liar() {
    let check = |openssl: &str, expected: &str| {
        let suite = Suite::new();
        suite.script("openssl", &format!("#!/bin/sh\n{openssl}"), 0o755);
        suite.script("ssh-keygen", "#!/bin/sh\n", 0o755);
        suite.script("ssh", "#!/bin/sh\necho OpenSSH_9.9", 0o755);
        symlink("/bin/sh", suite.directory().join("sh")).unwrap();
        let arguments = ["--json", "--select", "scenario/fingerprint/imported"];
        let run = Run::with_environment(&arguments, "PATH", suite.path());
        let report: Value = serde_json::from_str(&run.stdout).unwrap();
        let comparisons = report["comparisons"].as_array().unwrap();
        let of_ssh_keygen = comparisons.iter().find(|it| it["oracle"] == "ssh-keygen").unwrap();
        assert_eq!(of_ssh_keygen["finding"], expected, "{}", run.stdout);
    };
    check(HONEST, "confirms");
    check(&HONEST.replace("5b:0c", "00:00"), "unexplained");
}

#[test]
fn a_tool_that_babbles_dies_or_floods_gives_no_answer() {
    let check = |rsa: &str, expected: &str| {
        let openssl = HONEST.replace("rsa) case", &format!("rsa) {rsa}; case"));
        let run = verify_with(&openssl, &[]);
        assert_eq!(run.code, Some(2), "{}", run.stdout);
        assert!(run.stdout.contains(expected), "{}", run.stdout);
        assert!(run.stderr.contains("2 comparisons of 6 failed"), "{}", run.stderr);
    };
    check("echo '<html>'; exit 0", "it prints what can't be read: \"<html>");
    check("kill -SEGV $$", "openssl gave no answer: killed by signal 11");
    check("while :; do echo flood; done", "more than 1048576 bytes of output");
}

#[test]
fn missing_tools_are_skipped_or_asked_for() {
    let run = verify_with("exit 1", &["--require-oracles"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
    for missing in ["openssl: openssl isn't installed (Debian's package openssl)", "java: a Java"] {
        assert!(run.stderr.contains(missing), "{}", run.stderr);
    }
    let run = verify_with("exit 1", &["--json"]);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let of_openssl: Vec<&Value> = report["comparisons"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|comparison| comparison["oracle"] == "openssl")
        .collect();
    assert_eq!(of_openssl.len(), 2);
    assert!(of_openssl.iter().all(|comparison| comparison["finding"] == "missing"));
}

#[test]
fn a_record_takes_every_vector_and_a_place_to_write_it_to() {
    let run = program::keyproof(&["--record", "--select", "x"]);
    assert_eq!(run.code, Some(2));
    let run = program::keyproof(&["--select", "nothing/*"]);
    assert!(run.stderr.contains("selects no vector"), "{}", run.stderr);
}

#[test]
fn an_interrupt_leaves_no_files() {
    let suite = Suite::new();
    let (temporary, asked) = (suite.directory().join("temporary"), suite.directory().join("asked"));
    std::fs::create_dir(&temporary).unwrap();
    let hangs = format!("rsa) : > {}; exec sleep 1000; case", asked.display());
    let openssl = HONEST.replace("rsa) case", &hangs);
    suite.script("openssl", &format!("#!/bin/sh\n{openssl}"), 0o755);
    let path = format!("{}:/usr/bin:/bin", suite.path());
    let environment = [("PATH", path.as_str()), ("TMPDIR", temporary.to_str().unwrap())];
    let arguments = ["--vectors", suite.path()];
    let arguments = [&arguments[..], &["--select", "import/base64-der/*"]].concat();
    let run = Run::interrupted(&arguments, &environment, Signal::INT, |_| asked.exists());
    assert_eq!(run.code, Some(130), "{}", run.stderr);
    let left: Vec<_> = std::fs::read_dir(&temporary).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

/// Loads the vectors of base64 DER with something changed, and looks at their evidence.
#[track_caller]
fn check_evidence(change: impl Fn(&mut Value), expected: &str) {
    let suite = Suite::new();
    let path = suite.directory().join("vectors.json");
    let mut file: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let confirmed = json!({ "confirmed": { "openssl": "OpenSSL 1", "java": "Java 1" } });
    for vector in file["vectors"].as_array_mut().unwrap() {
        let is_der = vector["id"].as_str().unwrap().starts_with("import/base64-der");
        let evidence = vector["evidence"].as_array_mut().unwrap();
        let other = json!({ "confirmed": { "ssh-keygen": "OpenSSH 1", "puttygen": "PuTTYgen 1" } });
        evidence.push(if is_der { confirmed.clone() } else { other });
        change(vector);
    }
    std::fs::write(&path, file.to_string()).unwrap();
    let suite = vector::load(suite.directory()).unwrap();
    let faults: Vec<String> =
        verify::faults(&suite).into_iter().map(|(id, fault)| format!("{id}: {fault}")).collect();
    assert_eq!(faults.join("\n"), expected);
}

/// Changes the vector of this id.
fn only(id: &str, change: impl Fn(&mut Value)) -> impl Fn(&mut Value) {
    move |vector| {
        if vector["id"] == id {
            change(vector);
        }
    }
}

#[test]
fn evidence_that_is_too_little_is_a_fault() {
    check_evidence(|_| (), "");
    check_evidence(
        only("import/base64-der/valid", |vector| {
            vector["evidence"] = json!([{ "document": "A heading" },
                { "confirmed": { "openssl": "1", "openssl-library": "2" } }]);
        }),
        "import/base64-der/bits-1025: it is said to be confirmed by java, which confirms no valid \
         twin: import/base64-der/valid\n\
         import/base64-der/valid: it expects a value; 2 independent oracles must confirm it, and 1 \
         does",
    );
    check_evidence(
        only("import/base64-der/valid", |vector| {
            let confirmed = json!({ "java": "1", "openssl": "1", "ssh-keygen": "1", "sshd": "2" });
            vector["evidence"] = json!([{ "confirmed": confirmed }]);
        }),
        "import/base64-der/valid: it is said to be confirmed by ssh-keygen, which is never asked of it",
    );
    check_evidence(
        only("import/openssh/bits-1025", |vector| {
            vector["evidence"] = json!([{ "observed": "It was refused." }]);
        }),
        "import/openssh/bits-1025: it is to be refused, and no document or standard says so",
    );
    check_evidence(
        only("import/openssh/bits-1025", |vector| vector["evidence"] = json!([])),
        "import/openssh/bits-1025: nothing but keyproof says what it expects",
    );
}

/// Of each kind of question that a tool may be right about by chance: a file that must be refused, a fingerprint
/// that isn't the key's, a text that a ciphertext doesn't hold.
#[test]
fn who_does_not_confirm_the_twin_confirms_nothing() {
    let suite = vector::embedded();
    let by_chance = ["refuse", "matches", "not_plaintext"].map(|kind| {
        let is_of_kind = |vector: &&Vector| match vector.question().map(|asked| &asked.expect) {
            Some(Expect::Refuse(_)) => kind == "refuse",
            Some(Expect::Matches(false)) => kind == "matches",
            Some(Expect::NotPlaintext(_)) => kind == "not_plaintext",
            _ => false,
        };
        let is_confirmed = |vector: &&Vector| vector.confirmed_by().next().is_some();
        suite.vectors.iter().filter(is_confirmed).find(is_of_kind).unwrap()
    });
    for vector in by_chance {
        let mut suite = suite.clone();
        for twin in suite.vectors.iter_mut().filter(|other| vector.twins.contains(&other.id)) {
            twin.evidence.confirmed.clear();
        }
        let faults = verify::faults(&suite);
        let (_, fault) = faults.iter().find(|(id, _)| *id == vector.id).unwrap();
        let twins = vector.twins.join(", ");
        assert!(fault.ends_with(&format!("which confirms no valid twin: {twins}")), "{fault}");
    }
}

#[test]
fn each_fact_of_a_private_key_needs_two_oracles() {
    let mut suite = vector::embedded();
    assert_eq!(verify::faults(&suite), []);
    let id = "private-key/pkcs1-2048";
    let vector = suite.vectors.iter_mut().find(|vector| vector.id == id).unwrap();
    // Both tell the fingerprints, and one of them the public half.
    let confirmed = [("openssl", "1"), ("puttygen", "2")];
    let confirmed = confirmed.map(|(name, version)| (name.to_owned(), version.to_owned()));
    let (document, confirmed) = (vec!["A heading".to_owned()], confirmed.into());
    vector.evidence = Evidence { document, confirmed, ..Evidence::default() };
    let fault = "it expects openssh; 2 independent oracles must confirm it, and 1 does";
    let mut faults = verify::faults(&suite);
    faults.retain(|(of, _)| of == id);
    assert_eq!(faults, [(id.to_owned(), fault.to_owned())]);
}
