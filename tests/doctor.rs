//! Tests `keyproof doctor` on adapters with one fault each. The first reported problem is the one to fix.
//!
//! The adapters are the reference's adapter with a filter on its input or output.

#![cfg(unix)]
#![allow(dead_code, reason = "not every test runs the program in every way")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

mod program;

use program::{Run, key_file, keyproof};

/// Returns the command of the reference's adapter.
fn reference() -> String {
    format!("'{}' adapter", env!("CARGO_BIN_EXE_keyproof"))
}

/// Returns the reference's adapter behind shell code that changes `$material` in each request with material.
fn changing_material(code: &str) -> String {
    format!(
        r#"while read -r line; do
          case $line in
            *InspectPublicKey*)
              rest=${{line#*material_base64\":\"}}; material=${{rest%%\"*}}; end=${{rest#*\"}}
              {code}
              line="${{line%%material_base64*}}material_base64\":\"$material\"$end" ;;
          esac
          echo "$line"
        done | {}"#,
        reference()
    )
}

fn doctor(exec: &str) -> Run {
    keyproof(&["doctor", "--timeout", "2", "--exec", exec])
}

/// Checks the first reported problem. Its subject, finding and advice start with these texts.
#[track_caller]
fn check(exec: &str, subject: &str, expected: &str) {
    let run = doctor(exec);
    assert_eq!(run.code, Some(1), "{}{}", run.stdout, run.stderr);
    let first = run.stdout.split('✗').nth(1).unwrap().split('✓').next().unwrap();
    let first = first.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(first.starts_with(&format!("{subject} {expected}")), "{first}");
}

#[test]
fn a_working_adapter_gets_the_next_command() {
    let exec = reference();
    let run = doctor(&exec);
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("Ready to be tested: keyproof run --exec"), "{}", run.stdout);
    for builtin in ["reference", "ssh-key"] {
        assert_eq!(keyproof(&["doctor", "--builtin", builtin]).code, Some(0));
    }
}

#[test]
fn faults_of_the_greeting_are_reported_first() {
    check("exit 3", "the greeting", "it ended without an answer: exit code 3 fix find out why");
    check("exec sleep 1000", "the greeting", "no answer within 2 s fix answer the line");
    check(
        &format!("{} | sed 's/x/x/'", reference()),
        "the greeting",
        "it answers only when its input ends fix read line by line, and flush",
    );
    check(
        "read -r start; printf '{\"ok\":{}}'; read -r next",
        "the greeting",
        "the newline after its answer is missing fix write a newline",
    );
    check("echo Hello!", "the greeting", "line 1 of the adapter's output: invalid greeting");
    check(
        "read -r start; echo '{\"ok\":{\"name\":\"x\",\"capabilities\":[\"keys\"]}}'",
        "the greeting",
        "the adapter offers \"keys\", which is unknown; known are codec",
    );
}

#[test]
fn detects_material_that_is_decoded_twice_or_not_at_all() {
    let twice = changing_material("material=$(echo \"$material\" | base64 -d | tr -d '\\n')");
    check(
        &twice,
        "base64",
        "a file is accepted only if it is encoded twice fix decode material_base64 once",
    );
    let never = changing_material("material=$(echo \"$material\" | base64 -w 0)");
    check(&never, "base64", "a file is accepted only if it isn't encoded fix decode");
}

#[test]
fn explains_a_fingerprint_in_another_form_or_of_other_data() {
    let with = |change: &str| format!("{} | sed -u '{change}'", reference());
    check(
        &with("s/1b:22/1B:22/"),
        "a valid key",
        "accepted, with the fingerprint 1B:22:77:80:c4:ac:65:9d:d1:73:1b:cd:6f:ea:78:d0: \
         correct, but in another notation fix write it in lower-case hexadecimal",
    );
    check(
        &with("s/\"fingerprint\":\"[^\"]*\"/\"fingerprint\":\"00\"/"),
        "a valid key",
        "accepted, with the fingerprint 00: this is no known digest of this key fix hash",
    );
}

#[test]
fn a_crash_is_not_a_refusal() {
    let dies = changing_material("[ \"$material\" = aGVsbG8K ] && exit 9");
    check(&dies, "a file without a key", "crash");
    let valid = key_file("tools/ssh-keygen-openssh.2048.txt");
    let takes_all = format!("[ \"$material\" = aGVsbG8K ] && material=$(base64 -w 0 '{valid}')");
    let subject = "a file without a key";
    check(&changing_material(&takes_all), subject, "the text \"hello\": accepted");
}

#[test]
fn reports_an_adapter_that_ignores_stop_or_reset() {
    let stays = format!("{}; exec sleep 1000", reference());
    check(&stays, "the end", "at the request to stop, it doesn't end fix end at");
    let fails = format!("{}; exit 4", reference());
    let found = "at the request to stop, it ends with exit status: 4 fix end with exit code 0";
    check(&fails, "the end", found);
    let no_reset = format!("sed -u 's/\"op\":\"reset\"/\"op\":\"begin\"/' | {}", reference());
    check(&no_reset, "a reset", "no answer within 2 s; standard error: keyproof: line");
}

#[test]
fn the_doctor_checks_filters() {
    let run = keyproof(&["doctor", "--filter", "exit 1"]);
    assert_eq!(run.code, Some(1));
    assert!(run.stdout.contains("the same key was sent in each"), "{}", run.stdout);
    let run = keyproof(&["doctor", "--filter", "no-such-command"]);
    assert_eq!(run.code, Some(1));
    assert!(run.stdout.contains("the command was not found"), "{}", run.stdout);
    let run = keyproof(&["doctor", "--filter", "cat", "--exec", "cat"]);
    assert_eq!(run.code, Some(2));
}
