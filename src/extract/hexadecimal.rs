//! Files and keys in hexadecimal, with or without colons and blanks.

use super::Step;
use super::container;
use super::text_kind::is_text;

/// The smallest number of octets that are worth a look.
const SHORTEST: usize = 40;

/// The largest number of runs of digits that are decoded.
const RUNS: usize = 8;

/// Returns what the long runs of hexadecimal digits in a text encode, if that is text or a key.
pub(super) fn find(text: &[u8]) -> Vec<(Step, Vec<u8>)> {
    let is_digit = |byte: &u8| byte.is_ascii_hexdigit() || *byte == b':';
    let words = text.split(|byte| !is_digit(byte)).map(<[u8]>::to_vec);
    // Lines of nothing else belong together.
    let is_plain =
        |line: &&[u8]| line.iter().all(|byte| is_digit(byte) || byte.is_ascii_whitespace());
    let lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').collect();
    let blocks = lines.split(|line| !is_plain(line)).map(<[&[u8]]>::concat);
    let runs = blocks.chain(words).filter(|run| run.len() >= 2 * SHORTEST);
    let decoded = runs.take(RUNS).filter_map(|run| decode(&run));
    decoded.filter(|bytes| is_file(bytes)).map(|bytes| (Step::Hexadecimal, bytes)).collect()
}

fn decode(run: &[u8]) -> Option<Vec<u8>> {
    let digits: Vec<u8> = run.iter().copied().filter(u8::is_ascii_hexdigit).collect();
    let (pairs, rest) = digits.as_chunks::<2>();
    let octet = |pair: &[u8; 2]| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok();
    let octets: Option<Vec<u8>> = pairs.iter().map(octet).collect();
    octets.filter(|octets| rest.is_empty() && octets.len() >= SHORTEST)
}

fn is_file(bytes: &[u8]) -> bool {
    let public = || container::read_public(bytes).map(|structure| structure.length);
    is_text(bytes) || container::private_length(bytes).or_else(public) == Some(bytes.len())
}
