//! A bit-parallel automaton for a pattern. State `n`: the first `n` elements other than stars match.
//!
//! The states are bits of a few words, so one byte takes a few operations for all states together.

use super::{Element, LONGEST};

/// The number of words for the states of the longest pattern.
const WORDS: usize = (LONGEST + 1).div_ceil(64);

/// The number of words for short patterns.
const FEW: usize = 1;

/// An automaton with one word or [`WORDS`] words, depending on its pattern.
pub(super) enum Automaton {
    Short(Box<Machine<FEW>>),
    Long(Box<Machine<WORDS>>),
}

/// An automaton with `N` words of states.
pub(super) struct Machine<const N: usize> {
    /// For each byte: the states that it reaches from their previous state.
    steps: [[u64; N]; 256],
    /// The states that any byte reaches from their previous state.
    any: [u64; N],
    /// The states that skip any number of bytes.
    loops: [u64; N],
    /// The accepting state.
    end: [u64; N],
    /// The states before the first byte of the last text, then after each byte that was read.
    states: Vec<[u64; N]>,
}

impl Automaton {
    /// Returns the automaton of a pattern that has at most [`LONGEST`] elements other than stars.
    pub(super) fn new(pattern: &[Element]) -> Self {
        let states = 1 + pattern.iter().filter(|element| **element != Element::Many).count();
        if states <= 64 * FEW {
            Self::Short(Box::new(Machine::new(pattern)))
        } else {
            Self::Long(Box::new(Machine::new(pattern)))
        }
    }

    /// Returns whether the automaton accepts a text. The first `common` bytes are those of the last text.
    pub(super) fn accepts(&mut self, text: &[u8], common: usize) -> bool {
        match self {
            Self::Short(machine) => machine.accepts(text, common),
            Self::Long(machine) => machine.accepts(text, common),
        }
    }
}

impl<const N: usize> Machine<N> {
    fn new(pattern: &[Element]) -> Self {
        let mut machine = Self {
            steps: [[0; N]; 256],
            any: [0; N],
            loops: [0; N],
            end: [0; N],
            states: vec![one(0)],
        };
        let mut state = 0;
        for element in pattern {
            match element {
                Element::Many => add(&mut machine.loops, state),
                Element::One => {
                    state += 1;
                    add(&mut machine.any, state);
                }
                Element::Byte(byte) => {
                    state += 1;
                    if let Some(step) = machine.steps.get_mut(usize::from(*byte)) {
                        add(step, state);
                    }
                }
            }
        }
        machine.end = one(state);
        machine
    }

    fn accepts(&mut self, text: &[u8], common: usize) -> bool {
        self.states.truncate(common + 1);
        let read = self.states.len() - 1;
        let mut states = self.states.last().copied().unwrap_or(one(0));
        for byte in text.get(read..).unwrap_or_default() {
            if states == [0; N] {
                return false;
            }
            states = self.after(&states, *byte);
            self.states.push(states);
        }
        states.iter().zip(&self.end).any(|(states, end)| states & end != 0)
    }

    fn after(&self, states: &[u64; N], byte: u8) -> [u64; N] {
        let step = self.steps.get(usize::from(byte)).unwrap_or(&self.any);
        let mut next = [0; N];
        let mut carry = 0;
        let words = next.iter_mut().zip(states).zip(step).zip(&self.any).zip(&self.loops);
        for ((((next, states), step), any), loops) in words {
            *next = (states << 1 | carry) & (step | any) | states & loops;
            carry = states >> 63;
        }
        next
    }
}

/// Returns the set that holds only this state.
fn one<const N: usize>(state: usize) -> [u64; N] {
    let mut states = [0; N];
    add(&mut states, state);
    states
}

fn add(states: &mut [u64], state: usize) {
    if let Some(word) = states.get_mut(state / 64) {
        *word |= 1 << (state % 64);
    }
}
