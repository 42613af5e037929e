//! Times several ways of doing one thing against each other, in one process and in turns, so that other processes
//! slow all of them down.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// The duration of one turn of one candidate.
const TURN: Duration = Duration::from_millis(5);

/// The number of turns of each candidate.
const TURNS: usize = 100;

/// A function to be timed.
pub struct Candidate<'a> {
    name: &'static str,
    run: Box<dyn FnMut() + 'a>,
}

/// The measured time of a candidate.
pub struct Time {
    pub name: &'static str,
    /// The nanoseconds of one call in the fastest turn.
    pub nanoseconds: f64,
}

impl<'a> Candidate<'a> {
    /// Returns a candidate whose result is not optimised away.
    pub fn new<T>(name: &'static str, mut run: impl FnMut() -> T + 'a) -> Self {
        Self { name, run: Box::new(move || drop(black_box(run()))) }
    }
}

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
    // Other processes only ever slow a turn down, so the fastest turn is the most accurate.
    let fastest = |turns: Vec<f64>| turns.into_iter().fold(f64::INFINITY, f64::min);
    let times = candidates.iter().zip(turns);
    times
        .map(|(candidate, turns)| Time { name: candidate.name, nanoseconds: fastest(turns) })
        .collect()
}

/// Prints the times of a comparison, each as a multiple of the first, which is the floor.
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
