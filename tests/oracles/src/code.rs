//! Whose code computes an answer, and how many answers are independent of each other.

/// A body of code. None shares code with another or with keyproof that takes part in the computation of values.
/// (AsyncSSH gives OpenSSL each key that it has read, and OpenSSL may refuse it.)
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// OpenSSL, library and command.
    OpenSsl,
    /// OpenSSH.
    OpenSsh,
    /// `PuTTY`.
    Putty,
    /// Java's own library.
    Java,
    /// `AsyncSSH`.
    AsyncSsh,
    /// phpseclib.
    Phpseclib,
    /// Erlang's own applications.
    Erlang,
    /// cloud-init.
    CloudInit,
}

/// Returns the maximum number of answers that can be chosen so that no two of them share code.
#[must_use]
pub fn independent(answers: &[&[Code]]) -> usize {
    let Some((first, rest)) = answers.split_first() else { return 0 };
    let shares = |other: &[Code]| other.iter().any(|code| first.contains(code));
    let apart: Vec<&[Code]> = rest.iter().copied().filter(|other| !shares(other)).collect();
    independent(rest).max(1 + independent(&apart))
}

#[cfg(test)]
mod tests {
    use super::Code::{Java, OpenSsh, OpenSsl, Putty};
    use super::*;

    #[test]
    fn answers_that_share_code_count_once() {
        let check = |answers: &[&[Code]], expected| assert_eq!(independent(answers), expected);
        check(&[], 0);
        check(&[&[OpenSsl]], 1);
        check(&[&[OpenSsl], &[OpenSsl]], 1);
        check(&[&[OpenSsh, OpenSsl], &[OpenSsl]], 1);
        check(&[&[OpenSsl], &[Java]], 2);
        check(&[&[OpenSsh, OpenSsl], &[Putty, Java], &[Java]], 2);
        // The answer that shares code with both others isn't chosen.
        check(&[&[OpenSsl, Java], &[OpenSsl], &[Java]], 2);
        check(&[&[OpenSsl], &[OpenSsl, Java], &[Java], &[Putty]], 3);
    }
}
