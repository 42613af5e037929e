//! Times several ways of doing one thing against each other, in one process and in turns, so that what
//! else the machine does falls on all of them.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// How long one turn of one candidate lasts.
const TURN: Duration = Duration::from_millis(5);

/// How many turns each candidate gets.
const TURNS: usize = 100;

/// Something to be timed.
pub struct Candidate<'a> {
    name: &'static str,
    run: Box<dyn FnMut() + 'a>,
}

/// What a candidate took.
pub struct Time {
    /// The candidate.
    pub name: &'static str,
    /// The nanoseconds of one call, in the fastest turn.
    pub nanoseconds: f64,
}

impl<'a> Candidate<'a> {
    /// A candidate whose result is not optimised away.
    pub fn new<T>(name: &'static str, mut run: impl FnMut() -> T + 'a) -> Self {
        Self { name, run: Box::new(move || drop(black_box(run()))) }
    }
}

/// Times the candidates, turn by turn.
pub fn time(mut candidates: Vec<Candidate<'_>>) -> Vec<Time> {
    let calls: Vec<u32> = candidates.iter_mut().map(calls_in_a_turn).collect();
    let mut turns = vec![Vec::with_capacity(TURNS); candidates.len()];
    for _ in 0..TURNS {
        for ((candidate, calls), turns) in candidates.iter_mut().zip(&calls).zip(&mut turns) {
            let start = Instant::now();
            for _ in 0..*calls {
                (candidate.run)();
            }
            turns.push(start.elapsed().as_secs_f64() * 1e9 / f64::from(*calls));
        }
    }
    // What else the machine does only ever adds to a turn, so the fastest is the nearest to the truth.
    let fastest = |turns: Vec<f64>| turns.into_iter().fold(f64::INFINITY, f64::min);
    let times = candidates.iter().zip(turns);
    times
        .map(|(candidate, turns)| Time { name: candidate.name, nanoseconds: fastest(turns) })
        .collect()
}

/// Prints the times of a comparison; each as a multiple of the first, which is the floor.
pub fn print(title: &str, times: &[Time]) {
    println!("{title}");
    let floor = times[0].nanoseconds;
    for Time { name, nanoseconds } in times {
        println!("  {name:<44} {nanoseconds:>12.0} ns  {:>8.2} x", nanoseconds / floor);
    }
}

fn calls_in_a_turn(candidate: &mut Candidate<'_>) -> u32 {
    let start = Instant::now();
    let mut calls = 0;
    while start.elapsed() < TURN {
        (candidate.run)();
        calls += 1;
    }
    calls
}
