//! Tests of programs that answer, don't answer, or close their input.

use super::*;

/// Long enough for every program here that answers.
const AMPLE: Duration = Duration::from_secs(60);

fn start(script: &str, time: Duration) -> LineProcess {
    let allowance = Allowance { time, line: 1000, total: 5000 };
    LineProcess::start(Command::new("sh").args(["-c", script]), allowance).unwrap()
}

#[track_caller]
fn check(script: &str, expected: Result<&str, &str>) {
    let time =
        if expected == Err("no answer within 0.3 s") { Duration::from_millis(300) } else { AMPLE };
    let mut program = start(script, time);
    let answer = program.ask("question").map_err(|silence| silence.to_string());
    assert_eq!(answer.as_deref().map_err(String::as_str), expected, "{script}");
    if expected.is_err() {
        assert!(program.ask("again").is_err(), "the program still answers: {script}");
    }
}

#[test]
fn a_line_is_answered_by_a_line() {
    check("read -r line; echo \"to $line\"", Ok("to question"));
    check("read -r line; echo", Ok(""));
    let mut program = start("while read -r line; do echo \"$line $line\"; done", AMPLE);
    for question in ["1", "", "three"] {
        assert_eq!(program.ask(question).unwrap(), format!("{question} {question}"));
    }
    for question in ["one", "two"] {
        program.send(question);
    }
    assert_eq!(program.receive().unwrap(), "one one");
    assert_eq!(program.receive().unwrap(), "two two");
}

#[test]
fn a_missing_answer_has_a_reason() {
    check("read -r line", Err("it ended without an answer: exit code 0"));
    check("read -r line; printf half; exit 3", Err("it ended without an answer: exit code 3"));
    check("kill -SEGV $$", Err("it ended without an answer: killed by signal 11"));
    let closed = "it ended without an answer: it has closed its standard output";
    check("exec >&-; exec sleep 1000", Err(closed));
    let deaf = "it ended without an answer: it has closed its standard input";
    check("exec <&-; exec sleep 1000", Err(deaf));
    check("read -r line; exec <&-; exec sleep 1000", Err(deaf));
    check("read -r line; exec sleep 1000", Err("no answer within 0.3 s"));
    check("exec sleep 1000", Err("no answer within 0.3 s"));
    check("read -r line; sleep 1000 & exit", Err("no answer within 0.3 s"));
    let long = "the answer is longer than 1000 bytes, the limit of a line";
    check("read -r line; cat /dev/zero", Err(long));
    check("read -r line; yes ok | tr -d '\\n'", Err(long));
    check("read -r line; printf '\\377\\n'", Err("the answer is not UTF-8 text"));
}

#[test]
fn a_program_with_closed_input_is_not_waited_for() {
    let mut program = start("exec <&-; echo ready; exec sleep 1000", AMPLE);
    assert_eq!(program.receive().unwrap(), "ready");
    let closed = "it has closed its standard input".to_owned();
    assert_eq!(program.ask("question"), Err(ReceiveError::Ended(closed)));
}

#[test]
fn too_much_output_stops_a_program() {
    let mut program = start("yes", AMPLE);
    let silence = std::iter::repeat_with(|| program.receive()).find_map(Result::err);
    assert_eq!(silence, Some(ReceiveError::Flood(5000)));
}

#[test]
fn a_program_need_not_read_the_request() {
    let long = "x".repeat(1 << 20);
    let mut program = start("echo answer; exec sleep 1000", AMPLE);
    assert_eq!(program.ask(&long).unwrap(), "answer");
}

#[test]
fn keeps_the_start_and_the_end_of_standard_error() {
    let script = "read -r line; echo first >&2; yes x | head -c 10000 >&2; echo last >&2; exit 1";
    let mut program = start(script, AMPLE);
    program.ask("question").unwrap_err();
    let stderr = program.stderr_text();
    assert!(stderr.starts_with("first\nx\n") && stderr.ends_with("x\nlast"), "{stderr}");
}

#[test]
fn each_request_has_its_own_standard_error() {
    let script = "echo 'a warning' >&2; read -r line; echo answer; read -r line; echo oops >&2";
    let mut program = start(script, AMPLE);
    assert_eq!(program.ask("question").unwrap(), "answer");
    assert_eq!(program.stderr_text(), "a warning");
    program.ask("question").unwrap_err();
    assert_eq!(program.stderr_text(), "oops");
}

#[test]
fn standard_error_at_the_end_is_complete_beside_answers() {
    let script =
        "read -r one; echo 1; echo 2; echo 3; { echo Error; yes frame | head -n 300; } >&2";
    for _ in 0..100 {
        let mut program = start(script, AMPLE);
        program.send("1\n2\n3\n4");
        let answers = std::iter::repeat_with(|| program.receive()).take_while(Result::is_ok);
        assert_eq!(answers.count(), 3);
        let stderr = program.stderr_text();
        assert!(stderr.starts_with("Error\nframe\n"), "{stderr}");
    }
}

#[test]
fn a_program_has_time_to_end() {
    let directory = tempfile::tempdir().unwrap();
    let mark = directory.path().join("ended");
    let script = format!(
        "while read -r line; do echo; done; yes x | head -c 1000000; : > '{}'",
        mark.display()
    );
    let mut program = start(&script, AMPLE);
    program.ask("question").unwrap();
    program.finish();
    assert!(mark.exists());
    // A program that continues is killed.
    start("trap '' TERM; exec sleep 1000", AMPLE).finish();
}
