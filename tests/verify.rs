//! `keyproof vectors verify` before tools that lie, babble, die or aren't there: each is told apart.
//!
//! The tools are scripts of these tests, and nothing else is on the path. After an intended change of a text:
//! `INSTA_UPDATE=always cargo test --test verify`, and look at the difference.

#![cfg(unix)]
#![allow(dead_code, reason = "not every test runs the program in every way")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

mod program;

use insta::assert_snapshot;
use keyproof::oracle::verify;
use keyproof::vector;
use keyproof::vector::file::Evidence;
use program::{Run, Suite, keyproof};
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
    let arguments = [&["vectors", "verify", "--vectors", suite.path()], arguments].concat();
    let arguments = [arguments, vec!["--select", "import/base64-der/*"]].concat();
    let mut run = Run::with_environment(&arguments, "PATH", suite.path());
    run.stdout = masked(&run.stdout);
    run
}

/// The text without what differs from run to run.
fn masked(text: &str) -> String {
    let text = text.replace(openssl::version::version().split(' ').nth(1).unwrap(), "VERSION");
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
    assert_snapshot!(verify_with(HONEST, &[]).nonconformance());
}

#[test]
fn a_tool_that_lies_is_a_disagreement() {
    let liar = HONEST.replace("5b:0c", "00:00");
    assert_snapshot!(verify_with(&liar, &[]).nonconformance());
}

#[test]
fn a_story_whose_fingerprint_is_only_listed_is_confirmed_by_no_liar() {
    let check = |openssl: &str, expected: &str| {
        let suite = Suite::new();
        suite.script("openssl", &format!("#!/bin/sh\n{openssl}"), 0o755);
        suite.script("ssh-keygen", "#!/bin/sh\n", 0o755);
        suite.script("ssh", "#!/bin/sh\necho OpenSSH_9.9", 0o755);
        symlink("/bin/sh", suite.directory().join("sh")).unwrap();
        let arguments =
            ["vectors", "verify", "--json", "--select", "scenario/api/dry-run-describe"];
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
        assert!(run.stderr.contains("2 comparisons of 6 came to no answer"), "{}", run.stderr);
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
    let run = keyproof(&["vectors", "verify", "--record", "x", "--select", "x"]);
    assert_eq!(run.code, Some(2));
    let run = keyproof(&["vectors", "verify", "--select", "nothing/*"]);
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
    let arguments = ["vectors", "verify", "--vectors", suite.path()];
    let arguments = [&arguments[..], &["--select", "import/base64-der/*"]].concat();
    let run = Run::interrupted(&arguments, &environment, Signal::INT, || asked.exists());
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
        "import/base64-der/valid: it expects a value; 2 independent oracles must confirm it, and 1 \
         does",
    );
    check_evidence(
        only("import/base64-der/valid", |vector| {
            vector["evidence"] = json!([{ "confirmed": { "ssh-keygen": "1", "sshd": "2" } }]);
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

#[test]
fn each_fact_of_a_private_key_needs_two_oracles() {
    let mut suite = vector::embedded();
    assert_eq!(verify::faults(&suite), []);
    let id = "private-key/pkcs1-2048";
    let vector = suite.vectors.iter_mut().find(|vector| vector.id == id).unwrap();
    // Both tell the fingerprints, and one of them the public half.
    let confirmed = [("openssl", "1"), ("puttygen", "2")];
    let confirmed = confirmed.map(|(name, version)| (name.to_owned(), version.to_owned()));
    vector.evidence =
        vec![Evidence::Document("A heading".to_owned()), Evidence::Confirmed(confirmed.into())];
    let fault = "it expects openssh; 2 independent oracles must confirm it, and 1 does";
    assert_eq!(verify::faults(&suite), [(id.to_owned(), fault.to_owned())]);
}
