//! The program with tools that return wrong values, print garbage, crash or are missing: the report distinguishes them.
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
use keyproof_oracles::{Oracle, evidence};
use program::{Run, Suite};
use rustix::process::Signal;
use serde_json::{Value, json};
use std::os::unix::fs::symlink;

/// An `openssl` that prints the facts of the key of 1024 bits for every file.
const CORRECT: &str = r#"
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

/// An `openssl` that accepts the key of 1024 bits and refuses every other.
fn strict() -> String {
    let vectors = Suite::new().vectors();
    let valid = vectors.iter().find(|vector| vector["id"] == VALID).unwrap();
    let valid = valid["material"].as_str().unwrap().trim_end();
    let keep = "base64) read -r text <key; echo \"$text\" >spki.der ;;";
    let refuse = format!("rsa) read -r text <spki.der; [ \"$text\" = '{valid}' ] || exit 1; case");
    CORRECT.replace("base64) : ;;", keep).replace("rsa) case", &refuse)
}

/// Verifies the vectors of base64 DER with an `openssl` of version 9.9.9. The evidence says that `version` confirmed
/// the vectors `confirmed`. Returns the exit code and the JSON.
fn compared_with(version: &str, confirmed: &[&str], openssl: &str) -> (Option<i32>, Value) {
    compared_by(version, confirmed, openssl, |_| &[])
}

/// Like [`compared_with`], with more tools and more arguments.
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
        // Another version of the library too, and enough confirmations for each vector.
        let mut oracles = json!({ "java": "Java 1", "openssl-library": "OpenSSL 0.1" });
        if is_confirmed {
            oracles["openssl"] = version.into();
        }
        vector["evidence"]["confirmed"] = oracles;
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

/// Returns the results of `openssl`, that of the refused vector first, and the numbers of its faults and version changes.
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

/// The tool behaves as recorded, accepts more, accepts less, or confirms more, in the recorded version and in another.
#[test]
fn only_another_version_may_accept_more_or_less() {
    let refuser = CORRECT.replace("rsa) case", "rsa) exit 1; case");
    let (both, valid): (&[&str], &[&str]) = (&[VALID, LONG], &[VALID]);
    let cases = [
        ("as recorded", strict(), both, ["confirms", "confirms"], 0),
        ("accepts more", CORRECT.to_owned(), both, ["unexplained", "confirms"], 1),
        ("accepts less", refuser.clone(), both, ["silent", "unexplained"], 2),
        ("accepts less", refuser, valid, ["silent", "unexplained"], 1),
        ("confirms more", strict(), valid, ["confirms", "confirms"], 1),
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

/// A tool that refuses every file proves nothing about a file that must be refused.
#[test]
fn only_a_tool_that_accepts_the_twin_confirms_a_refusal() {
    let refuser = CORRECT.replace("rsa) case", "rsa) exit 1; case");
    for (openssl, expected) in [(strict(), "confirms"), (refuser, "silent")] {
        let run = verify_with(&openssl, &["--json", "--select", LONG]);
        let report: Value = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!(of_openssl(&report).0[0], expected, "{report:#}");
    }
}

#[cfg(feature = "openssl")]
#[test]
fn required_oracles_may_have_any_version() {
    let java = r#"#!/bin/sh
if [ "$1" = -version ]; then echo 'openjdk version "99"'; exit; fi
while read -r request; do
  seq=${request#*\"seq\":}
  case $request in
    *'"start"'*) echo '{"ok":{"name":"java","version":"99","capabilities":["codec"]}}' ;;
    *) echo "{\"seq\":${seq%%[,\}]*},\"error\":{\"message\":\"not read\"}}" ;;
  esac
done"#;
    let refuser = CORRECT.replace("rsa) case", "rsa) exit 1; case");
    let (code, report) = compared_by("OpenSSL 9.9.8", &[VALID, LONG], &refuser, |suite| {
        suite.script("java", java, 0o755);
        suite.script("javac", "#!/bin/sh\n", 0o755);
        &["--require-oracles"]
    });
    assert_eq!((code, report["faults"].as_array().unwrap().len()), (Some(0), 0), "{report:#}");
    let changes = report["excused"].to_string();
    assert!(changes.contains("Java 99, where the evidence has Java 1"), "{changes}");
}

#[test]
fn a_wrong_value_is_a_fault_in_any_version() {
    let wrong = CORRECT.replace("5b:0c", "00:00");
    for version in ["OpenSSL 9.9.9", "OpenSSL 9.9.8"] {
        let (code, report) = compared_with(version, &[VALID], &wrong);
        assert_eq!(code, Some(1), "{version}: {report:#}");
        let faults = report["faults"].to_string();
        let difference = "openssl (OpenSSL 9.9.9) reads something else from it";
        assert!(faults.contains(difference), "{faults}");
    }
}

/// Compares a report with its snapshot. There is one with OpenSSL's library, and one without.
#[track_caller]
fn compares(name: &str, report: &str) {
    let library = if cfg!(feature = "openssl") { "_with_the_library" } else { "" };
    assert_snapshot!(format!("{name}{library}"), report);
}

/// Replaces what differs from run to run.
fn masked(text: &str) -> String {
    let library = Oracle::OpensslLibrary.version();
    let version = library.split(' ').nth(1).filter(|_| cfg!(feature = "openssl"));
    let text = match version {
        // In the table, the column has a fixed width.
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
fn a_correct_tool_confirms_and_accepts_an_unsupported_length() {
    compares(
        "a_correct_tool_confirms_and_accepts_an_unsupported_length",
        &verify_with(CORRECT, &[]).nonconformance(),
    );
}

#[test]
fn a_wrong_fingerprint_is_a_fault() {
    let wrong = CORRECT.replace("5b:0c", "00:00");
    compares("a_wrong_fingerprint_is_a_fault", &verify_with(&wrong, &[]).nonconformance());
}

#[test]
fn a_wrong_fingerprint_in_a_list_is_a_fault() {
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
    check(CORRECT, "confirms");
    check(&CORRECT.replace("5b:0c", "00:00"), "unexplained");
}

#[test]
fn garbage_a_crash_or_a_flood_is_no_answer() {
    let check = |rsa: &str, expected: &str| {
        let openssl = CORRECT.replace("rsa) case", &format!("rsa) {rsa}; case"));
        let run = verify_with(&openssl, &[]);
        assert_eq!(run.code, Some(2), "{}", run.stdout);
        assert!(run.stdout.contains(expected), "{}", run.stdout);
        assert!(run.stderr.contains("2 comparisons of 6 failed"), "{}", run.stderr);
    };
    check("echo '<html>'; exit 0", "unexpected output: \"<html>");
    check("kill -SEGV $$", "openssl gave no valid answer: crashed: killed by signal 11");
    check("while :; do echo flood; done", "more than 1048576 bytes of output");
}

#[test]
fn missing_tools_are_skipped_or_required() {
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
fn record_needs_every_vector() {
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
    let openssl = CORRECT.replace("rsa) case", &hangs);
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

/// Changes the vectors, and checks the faults of their evidence.
#[track_caller]
fn check_evidence(change: impl Fn(&mut Value), expected: &str) {
    let suite = Suite::new();
    let path = suite.directory().join("vectors.json");
    let mut file: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    for vector in file["vectors"].as_array_mut().unwrap() {
        let is_der = vector["id"].as_str().unwrap().starts_with("import/base64-der");
        vector["evidence"]["confirmed"] = if is_der {
            json!({ "openssl": "OpenSSL 1", "java": "Java 1" })
        } else {
            json!({ "ssh-keygen": "OpenSSH 1", "puttygen": "PuTTYgen 1" })
        };
        change(vector);
    }
    std::fs::write(&path, file.to_string()).unwrap();
    let suite = vector::load(suite.directory()).unwrap();
    let faults: Vec<String> =
        evidence::faults(&suite).into_iter().map(|(id, fault)| format!("{id}: {fault}")).collect();
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
fn insufficient_evidence_is_a_fault() {
    check_evidence(|_| (), "");
    check_evidence(
        only("import/base64-der/valid", |vector| {
            let confirmed = json!({ "openssl": "1", "openssl-library": "2" });
            vector["evidence"] = json!({ "document": ["A heading"], "confirmed": confirmed });
        }),
        "import/base64-der/bits-1025: confirmed by java, which confirms no valid twin: \
         import/base64-der/valid\n\
         import/base64-der/valid: independent oracles that confirm the value: 1, but 2 are needed",
    );
    check_evidence(
        only("import/base64-der/valid", |vector| {
            let confirmed = json!({ "java": "1", "openssl": "1", "ssh-keygen": "1", "sshd": "2" });
            vector["evidence"] = json!({ "confirmed": confirmed });
        }),
        "import/base64-der/valid: confirmed by ssh-keygen, which is never asked about it",
    );
    check_evidence(
        only("import/openssh/bits-1025", |vector| {
            vector["evidence"] = json!({ "observed": ["It was refused."] });
        }),
        "import/openssh/bits-1025: it must be refused, but no document or standard says so",
    );
    check_evidence(
        only("import/openssh/bits-1025", |vector| vector["evidence"] = json!({})),
        "import/openssh/bits-1025: it has no evidence",
    );
}

/// For each kind of vector with which a tool that always refuses agrees: a refused file, a fingerprint of another
/// key, and a ciphertext for another key.
#[test]
fn a_confirmation_without_that_of_the_twin_is_a_fault() {
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
        let faults = evidence::faults(&suite);
        let (_, fault) = faults.iter().find(|(id, _)| *id == vector.id).unwrap();
        let twins = vector.twins.join(", ");
        assert!(fault.ends_with(&format!("which confirms no valid twin: {twins}")), "{fault}");
    }
}

#[test]
fn each_fact_of_a_private_key_needs_two_oracles() {
    let mut suite = vector::embedded();
    assert_eq!(evidence::faults(&suite), []);
    let id = "private-key/pkcs1-2048";
    let vector = suite.vectors.iter_mut().find(|vector| vector.id == id).unwrap();
    // Both return the fingerprints, but only one of them the public half.
    let confirmed = [("openssl", "1"), ("puttygen", "2")];
    let confirmed = confirmed.map(|(name, version)| (name.to_owned(), version.to_owned()));
    let (document, confirmed) = (vec!["A heading".to_owned()], confirmed.into());
    vector.evidence = Evidence { document, confirmed, ..Evidence::default() };
    let fault = "independent oracles that confirm openssh: 1, but 2 are needed";
    let mut faults = evidence::faults(&suite);
    faults.retain(|(of, _)| of == id);
    assert_eq!(faults, [(id.to_owned(), fault.to_owned())]);
}
