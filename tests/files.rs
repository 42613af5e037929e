//! Tests of the files that the program writes: it loses no file that may be needed, and leaves no incomplete file.

#![cfg(unix)]
#![allow(dead_code, reason = "not every test runs the program in every way")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

mod program;

use program::{Run, Suite, keyproof};
use serde_json::Value;
use std::fs::{self, File};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

/// Returns a list of known failures with this reason.
fn list(reason: &str) -> String {
    let entry = format!(
        r#"{{"id": "import/openssh/bits-1025", "failure": "accepted", "reason": "{reason}"}}"#
    );
    format!(r#"{{"known_failures": [{entry}]}}"#)
}

/// Returns the names of the entries of a directory.
fn names(directory: &Path) -> Vec<String> {
    let names = fs::read_dir(directory).unwrap();
    let mut names: Vec<String> =
        names.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Checks that the run is refused with this message and that the file is unchanged.
#[track_caller]
fn refuses(suite: &Suite, arguments: &[&str], path: &str, message: &str) {
    let before = fs::read(path).unwrap();
    let arguments = [&["run", "--filter", "exit 3"][..], arguments].concat();
    let run = suite.run(&arguments);
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{arguments:?} {run:?}");
    assert!(run.stderr.contains(message), "{}", run.stderr);
    assert_eq!(fs::read(path).unwrap(), before, "{arguments:?}");
}

#[test]
fn a_report_and_a_list_need_different_files() {
    let suite = Suite::new();
    let path = suite.script("list.txt", &list("Nobody looks."), 0o644);
    let place = |name: &str| format!("{}/{name}", suite.path());
    symlink("list.txt", place("link")).unwrap();
    fs::hard_link(&path, place("other-name.txt")).unwrap();
    for output in [path.clone(), place("link"), place("other-name.txt"), place("./list.txt")] {
        let arguments = ["--known-failures", &path, "--output", &output];
        refuses(&suite, &arguments, &path, "--output and --known-failures name the same file");
    }
    // Neither file exists yet.
    let new = place("new.txt");
    let arguments = ["--write-known-failures", &new, "--output", &place("./new.txt")];
    refuses(&suite, &arguments, &path, "--output and --write-known-failures name the same file");
    assert!(!Path::new(&new).exists());
}

#[test]
fn a_report_replaces_neither_a_list_with_reasons_nor_vectors() {
    let suite = Suite::new();
    let path = suite.script("list.txt", &list("Nobody looks."), 0o644);
    refuses(
        &suite,
        &["--output", &path],
        &path,
        "1 reason in this list of known failures would be lost\n  name a new",
    );
    let vectors = format!("{}/vectors", suite.path());
    let file = format!("{vectors}/limit.json");
    fs::create_dir(&vectors).unwrap();
    fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/vectors/scenario/limit.json"), &file).unwrap();
    for file in [file.as_str(), &format!("{vectors}/../vectors/limit.json")] {
        let arguments = ["run", "--vectors", &vectors, "--output", file, "--filter", "exit 3"];
        let before = fs::read(file).unwrap();
        let run = keyproof(&arguments);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{run:?}");
        assert!(
            run.stderr.contains("the report would be written into the directory of --vectors"),
            "{run:?}"
        );
        assert_eq!(fs::read(file).unwrap(), before);
    }
}

#[test]
fn a_list_with_reasons_is_not_replaced_by_accident() {
    let suite = Suite::new();
    let path = suite.script("list.txt", &list("Nobody looks."), 0o644);
    let write = ["--write-known-failures", &path];
    refuses(
        &suite,
        &write,
        &path,
        "1 reason in this list of known failures would be lost\n  add --known-failures",
    );
    let other = suite.script("other.txt", &list("TODO: say why this fails"), 0o644);
    let with_another = ["--known-failures", &other, "--write-known-failures", &path];
    refuses(&suite, &with_another, &path, "1 reason in this list of known failures would be lost");
    let text = suite.script("notes.txt", "Do not forget the milk.", 0o644);
    let write_text = ["--write-known-failures", &text];
    refuses(
        &suite,
        &write_text,
        &text,
        "is not a list of known failures of these vectors, so it is not replaced",
    );

    // A list without reasons and an empty file contain nothing to lose.
    let empty = suite.script("empty.txt", "", 0o644);
    for path in [&other, &empty] {
        let run = suite.run(&["run", "--filter", "exit 3", "--write-known-failures", path]);
        assert_eq!(run.code, Some(1), "{run:?}");
        assert!(fs::read_to_string(path).unwrap().contains("\"crash\""));
    }
    // A list under two names is updated, and keeps its reasons.
    let link = format!("{}/link", suite.path());
    symlink("list.txt", &link).unwrap();
    let accepts = "echo 5b:0c:68:ef:3f:6a:67:e9:23:c2:08:59:85:5c:25:12";
    let both = ["--known-failures", &path, "--write-known-failures", &link];
    let run = suite.run(&[&["run", "--filter", accepts][..], &both].concat());
    assert!(matches!(run.code, Some(0 | 1)), "{run:?}");
    assert!(fs::read_to_string(&path).unwrap().contains("Nobody looks."));
}

#[test]
fn a_read_only_file_is_not_replaced() {
    if rustix::process::geteuid().is_root() {
        // Root may write to every file.
        return;
    }
    let suite = Suite::new();
    let path = suite.script("list.txt", "", 0o444);
    refuses(&suite, &["--write-known-failures", &path], &path, "cannot be written: ");
    refuses(&suite, &["--output", &path], &path, "cannot be written: ");
}

#[test]
fn a_report_is_replaced_only_by_a_complete_one() {
    let suite = Suite::new();
    let path = suite.script("report.txt", "the old report", 0o640);
    // A run without results writes no file.
    refuses(&suite, &["--output", &path, "--select", "zzz"], &path, "selects no vector");
    let report = ["run", "--builtin", "ssh-key", "--output", &path];
    assert_eq!(suite.run(&report).nonconformance(), "");
    assert!(fs::read_to_string(&path).unwrap().starts_with("ssh-key "));
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(names(suite.directory()), ["notes.json", "report.txt", "vectors.json"]);
    // If the file can't be written, the report goes to standard output.
    let run = suite.run(&["run", "--builtin", "ssh-key", "--output", "/dev/full"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(
        run.stdout.starts_with("ssh-key ") && run.stderr.contains("cannot be written"),
        "{run:?}"
    );
}

#[test]
fn an_export_stays_in_its_directory() {
    let suite = Suite::new();
    let place = tempfile::tempdir().unwrap();
    let path = |name: &str| place.path().join(name);
    fs::create_dir_all(path("export/import")).unwrap();
    fs::create_dir(path("victim")).unwrap();
    fs::write(path("victim/valid.pub"), "somebody else's").unwrap();
    symlink("../../victim", path("export/import/openssh")).unwrap();
    let export = path("export");
    let export = ["vectors", "export", export.to_str().unwrap(), "--force"];
    let run = suite.run(&export);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.stderr.contains("a symbolic link in the export directory"), "{run:?}");
    assert_eq!(names(&path("victim")), ["valid.pub"]);

    // A file that is a symbolic link is replaced itself.
    fs::remove_file(path("export/import/openssh")).unwrap();
    fs::create_dir(path("export/import/openssh")).unwrap();
    symlink("../../../victim/valid.pub", path("export/import/openssh/valid.pub")).unwrap();
    suite.run(&export).success();
    assert_eq!(fs::read_to_string(path("victim/valid.pub")).unwrap(), "somebody else's");
    assert!(fs::symlink_metadata(path("export/import/openssh/valid.pub")).unwrap().is_file());
    let written = names(&path("export/import/openssh"));
    assert!(
        written.iter().all(|name| name.ends_with(".pub") || name.ends_with(".json")),
        "{written:?}"
    );
}

#[test]
fn an_export_is_not_written_into_the_vectors_directory() {
    let suite = Suite::new();
    for name in ["", "/below"] {
        let directory = format!("{}{name}", suite.path());
        let run = suite.run(&["vectors", "export", &directory, "--force"]);
        assert_eq!(run.code, Some(2), "{run:?}");
        assert!(run.stderr.contains("into the directory of --vectors"), "{run:?}");
    }
    assert_eq!(names(suite.directory()), ["notes.json", "vectors.json"]);
}

#[test]
fn a_failure_to_print_is_an_error() {
    for arguments in [&["--help"][..], &["run", "--help"], &["--version"], &["rules"], &["help"]] {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let run = Run::writing_to(full, arguments);
        assert_eq!(run.code, Some(2), "{arguments:?} {run:?}");
        assert!(run.stderr.contains("standard output cannot be written"), "{run:?}");
    }
    assert!(keyproof(&["--help"]).success().contains("Usage: keyproof <COMMAND>"));
    let value: Value = serde_json::from_str(&keyproof(&["rules", "--json"]).success()).unwrap();
    assert!(value.is_array());
}
