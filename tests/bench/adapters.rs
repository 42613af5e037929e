//! Measures the overhead of the three ways to an implementation: in-process, through an adapter and through a
//! filter, in cases per second. The floor of each run is a trivial process that echoes the same lines.
//!
//! The process at the other end is this program. It answers without reading its input, so only the harness is
//! measured.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a benchmark may fail"
)]

use keyproof::api::{Action, Outcome, Refusal};
use keyproof::harness;
use keyproof::implementation::adapter::Connection;
use keyproof::implementation::command::FilterCommand;
use keyproof::implementation::{Description, Implementation, Reference};
use keyproof::protocol::{self, Request};
use keyproof::vector::{self, Suite, Vector};
use std::borrow::Cow;
use std::io::{BufRead, BufReader, Write};
use std::num::NonZeroUsize;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// The number of measurements. The best one counts, because other processes only ever slow a measurement down.
const TURNS: usize = 7;

/// The number of requests in flight, as in the harness.
const IN_FLIGHT: usize = 64;

fn main() {
    match std::env::args().nth(1).as_deref() {
        Some("--echo") => echo(),
        Some("--adapter") => adapter(),
        _ => measure(),
    }
}

/// Echoes each line.
fn echo() {
    let mut stdout = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        writeln!(stdout, "{}", line.unwrap()).unwrap();
        stdout.flush().unwrap();
    }
}

/// Refuses every request.
fn adapter() {
    let mut stdout = std::io::stdout().lock();
    let mut lines = std::io::stdin().lock().lines();
    lines.next().unwrap().unwrap();
    writeln!(stdout, r#"{{"ok":{{"name":"trivial","capabilities":["codec"]}}}}"#).unwrap();
    stdout.flush().unwrap();
    for line in lines {
        let line = line.unwrap();
        let Some((_, rest)) = line.split_once("\"seq\":") else { return };
        let seq: String = rest.chars().take_while(char::is_ascii_digit).collect();
        writeln!(stdout, r#"{{"seq":{seq},"error":{{}}}}"#).unwrap();
        stdout.flush().unwrap();
    }
}

/// Refuses every request, in this process.
struct Trivial;

impl Implementation for Trivial {
    fn description(&self) -> Description {
        Description::codec("trivial", None)
    }

    fn call(&mut self, _: &Action) -> Outcome {
        Outcome::Refused(Refusal::without_code(""))
    }
}

fn measure() {
    let suite = vector::embedded();
    let imports = |vector: &Vector| vector.id.starts_with("import/");
    let actions: Vec<&Action> = (suite.vectors.iter().filter(|vector| imports(vector)))
        .map(|vector| &vector.question().unwrap().action)
        .collect();
    let cases = actions.len();
    let program = std::env::current_exe().unwrap();
    let command = format!("exec '{}' --adapter", program.display());
    let connection = Connection::new(command, Duration::from_secs(60)).unwrap();
    let run = |make: &(dyn Fn() -> Box<dyn Implementation> + Sync)| {
        assert_eq!(harness::run(&suite, &imports, make, NonZeroUsize::MIN, &|| ()).len(), cases);
    };
    println!("{cases} imports, in cases a second\n");

    let lines: Vec<String> = (1_u64..)
        .zip(&actions)
        .map(|(seq, action)| protocol::line(&Request::Call { seq, action: Cow::Borrowed(*action) }))
        .collect();
    let floor = rate(cases, || echoed(&program, &lines));
    print("floor: the same lines, echoed", floor, floor);
    let pipelined =
        rate(cases, || assert_eq!(connection.adapter().call_all(&actions).len(), cases));
    print("adapter, 64 under way", pipelined, floor);
    let all_failing = rate(cases, || run(&|| Box::new(connection.adapter())));
    print("a run by that, which all fails", all_failing, floor);
    let mut exec = connection.adapter();
    let single = rate(cases, || actions.iter().for_each(|action| drop(exec.call(action))));
    print("adapter, one at a time", single, floor);
    let mut filter = FilterCommand::new("exit 1", Duration::from_secs(60));
    let few = &actions[..100];
    let filtered = rate(few.len(), || few.iter().for_each(|action| drop(filter.call(action))));
    print("filter, a process a case", filtered, floor);
    println!("\nadapter against filter: {:.0} times as many\n", pipelined / filtered);

    let mut reference = Reference::default();
    let direct = rate(cases, || actions.iter().for_each(|action| drop(reference.call(action))));
    print("in-process, reference called directly", direct, floor);
    let run = rate(cases, || run(&|| Box::new(Reference::default())));
    print("in-process, by the harness", run, floor);
    let share = 100.0 * (1.0 - run / direct);
    println!("\nthe harness's own share of that: {share:.0} %");
    println!(
        "and of a run of everything that isn't expensive: {:.1} %",
        100.0 * share_of_all(&suite)
    );
}

/// Returns the harness's share of a run of the whole suite: the time for an implementation that refuses everything
/// at once, as a fraction of the time for the reference.
fn share_of_all(suite: &Suite) -> f64 {
    let time = |make: &(dyn Fn() -> Box<dyn Implementation> + Sync)| {
        let start = Instant::now();
        harness::run(suite, &|vector| !vector.is_expensive(), make, NonZeroUsize::MIN, &|| ());
        start.elapsed().as_secs_f64()
    };
    let best = |make: &(dyn Fn() -> Box<dyn Implementation> + Sync)| {
        (0..TURNS).map(|_| time(make)).fold(f64::INFINITY, f64::min)
    };
    best(&|| Box::new(Trivial)) / best(&|| Box::new(Reference::default()))
}

/// Writes lines to a process that echoes them, in batches of the harness's size, and reads them back.
fn echoed(program: &std::path::Path, lines: &[String]) {
    let mut child = Command::new(program)
        .arg("--echo")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    for batch in lines.chunks(IN_FLIGHT) {
        thread::scope(|scope| {
            scope.spawn(|| {
                for line in batch {
                    stdin.write_all(format!("{line}\n").as_bytes()).unwrap();
                }
            });
            for sent in batch {
                line.clear();
                stdout.read_line(&mut line).unwrap();
                assert_eq!(line.trim_end(), sent);
            }
        });
    }
    drop(stdin);
    child.wait().unwrap();
}

/// Returns the highest measured rate, in cases per second.
fn rate(cases: usize, mut run: impl FnMut()) -> f64 {
    let best = (0..TURNS)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed().as_secs_f64()
        })
        .fold(f64::INFINITY, f64::min);
    f64::from(u32::try_from(cases).unwrap()) / best
}

fn print(name: &str, rate: f64, floor: f64) {
    println!("  {name:<40} {rate:>10.0}  {:>6.2} of the floor", rate / floor);
}
