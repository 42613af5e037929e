//! A pattern as an automaton: state `n` means that the first `n` elements other than stars are matched.
//!
//! The states are bits of a few words, so reading a byte takes a few operations for all of them together.

use super::{Element, LONGEST};

/// The words that hold a bit for each state.
const WORDS: usize = (LONGEST + 1).div_ceil(64);

/// The words for short patterns.
const FEW: usize = 1;

/// An automaton of as many words as its pattern needs.
pub(super) enum Automaton {
    Short(Box<Machine<FEW>>),
    Long(Box<Machine<WORDS>>),
}

/// An automaton with `N` words of states.
pub(super) struct Machine<const N: usize> {
    /// The states that a byte leads to, from the one before each.
    steps: [[u64; N]; 256],
    /// The states that every byte leads to.
    any: [u64; N],
    /// The states in which any number of bytes is passed over.
    loops: [u64; N],
    /// The state in which all is matched.
    end: [u64; N],
    /// The states after each byte of the last text, before the first one first.
    states: Vec<[u64; N]>,
}

impl Automaton {
    /// The automaton of a pattern of at most [`LONGEST`] elements besides stars.
    pub(super) fn new(pattern: &[Element]) -> Self {
        let states = 1 + pattern.iter().filter(|element| **element != Element::Many).count();
        if states <= 64 * FEW {
            Self::Short(Box::new(Machine::new(pattern)))
        } else {
            Self::Long(Box::new(Machine::new(pattern)))
        }
    }

    /// Whether it accepts a text whose first `common` bytes are those of the last text.
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

/// The one state of this number.
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
