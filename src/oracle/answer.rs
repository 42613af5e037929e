//! What a vector says and what a tool says, in the same terms, and how they can differ.

use crate::vector::Expect;
use crate::vector::file::{Accept, Difference, PrivateKey};
use std::collections::BTreeMap;
use std::fmt;

/// What is said of a key, by the names and in the notation of the vectors.
pub type Facts = BTreeMap<&'static str, String>;

/// What a tool says.
#[derive(Debug)]
pub enum Answer {
    /// It takes what it was given, and says this of it.
    Taken(Facts),
    /// It doesn't, and says why.
    Refused(String),
    /// It comes to no end.
    Hung,
}

/// What a vector says.
#[derive(Debug)]
pub enum Expected {
    /// It is taken as this.
    Taken(Facts),
    /// It is refused.
    Refused,
    /// It is refused, or taken as anything but this.
    Not(Facts),
    /// It is taken as this, or refused.
    Either(Facts),
}

/// What a tool's answer is worth to a vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worth {
    /// It says what the vector says.
    Confirms,
    /// It refuses what may be refused, and so says nothing of what the vector would have it taken as.
    Silent,
    /// It says something else.
    Differs(Difference),
}

impl Expected {
    /// What is expected of a vector's question.
    #[must_use]
    pub fn of(expect: &Expect) -> Self {
        match expect {
            Expect::Accept(accept) => Self::Taken(public(accept)),
            Expect::Either { accept, .. } => Self::Either(public(accept)),
            Expect::Refuse(_) => Self::Refused,
            Expect::PrivateKey(facts) => Self::Taken(private(facts)),
            Expect::Matches(matches) => {
                Self::Taken(Facts::from([("matches", matches.to_string())]))
            }
            Expect::Plaintext(text) => Self::Taken(Facts::from([("plaintext", text.clone())])),
            Expect::NotPlaintext(text) => Self::Not(Facts::from([("plaintext", text.clone())])),
            Expect::KeyFile(file) => Self::Taken(Facts::from([("name", file.name.clone())])),
        }
    }

    /// What an answer is worth to it. Of the facts, those count that the tool gives; a fingerprint, which is of
    /// all of a public key, it must give.
    #[must_use]
    pub fn worth(&self, answer: &Answer) -> Worth {
        match (self, answer) {
            (_, Answer::Hung) => Worth::Differs(Difference::Hangs),
            (Self::Refused, Answer::Taken(_)) => Worth::Differs(Difference::Takes),
            (Self::Taken(_), Answer::Refused(_)) => Worth::Differs(Difference::Refuses),
            (Self::Taken(expected) | Self::Either(expected), Answer::Taken(given)) => {
                let compared: Vec<bool> = given
                    .iter()
                    .filter_map(|(name, fact)| expected.get(name).map(|expected| expected == fact))
                    .collect();
                let says_enough =
                    !expected.contains_key("fingerprint") || given.contains_key("fingerprint");
                if says_enough && !compared.is_empty() && compared.iter().all(|agrees| *agrees) {
                    Worth::Confirms
                } else {
                    Worth::Differs(Difference::ReadsAnother)
                }
            }
            (Self::Not(wrong), Answer::Taken(given)) if wrong == given => {
                Worth::Differs(Difference::Takes)
            }
            (Self::Refused | Self::Not(_), _) => Worth::Confirms,
            (Self::Either(_), Answer::Refused(_)) => Worth::Silent,
        }
    }
}

fn public(accept: &Accept) -> Facts {
    let mut facts = Facts::from([
        ("bits", accept.bits.to_string()),
        ("modulus_sha256", accept.modulus_sha256.clone()),
        ("fingerprint", accept.fingerprint.clone()),
    ]);
    facts.extend(accept.exponent.map(|exponent| ("exponent", exponent.to_string())));
    facts
}

fn private(facts: &PrivateKey) -> Facts {
    Facts::from([
        ("openssh", facts.openssh.clone()),
        ("created", facts.created.clone()),
        ("imported", facts.imported.clone()),
    ])
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken(facts) => write!(f, "takes it: {}", list(facts)),
            Self::Refused(reason) => write!(f, "refuses it: {reason}"),
            Self::Hung => f.write_str("comes to no end"),
        }
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken(facts) => write!(f, "takes it: {}", list(facts)),
            Self::Refused => f.write_str("refuses it"),
            Self::Not(facts) => write!(f, "refuses it, or says anything but: {}", list(facts)),
            Self::Either(facts) => write!(f, "refuses it, or takes it: {}", list(facts)),
        }
    }
}

fn list(facts: &Facts) -> String {
    facts.iter().map(|(name, fact)| format!("{name} {fact}")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_worth_what_it_says_of_the_same_facts() {
        let facts = |bits: &str| Facts::from([("bits", bits.to_owned())]);
        let taken = |bits: &str| Answer::Taken(facts(bits));
        let refused = || Answer::Refused(String::new());
        let check = |expected: Expected, answer: Answer, worth| {
            assert_eq!(expected.worth(&answer), worth, "{expected}, {answer}");
        };
        use Difference::{Hangs, ReadsAnother, Refuses, Takes};
        check(Expected::Taken(facts("1")), taken("1"), Worth::Confirms);
        check(Expected::Taken(facts("1")), taken("2"), Worth::Differs(ReadsAnother));
        check(Expected::Taken(facts("1")), refused(), Worth::Differs(Refuses));
        check(
            Expected::Taken(facts("1")),
            Answer::Taken(Facts::new()),
            Worth::Differs(ReadsAnother),
        );
        let whole = || Facts::from([("bits", "1".to_owned()), ("fingerprint", "f".to_owned())]);
        check(Expected::Taken(whole()), Answer::Taken(whole()), Worth::Confirms);
        check(Expected::Taken(whole()), taken("1"), Worth::Differs(ReadsAnother));
        check(Expected::Refused, taken("1"), Worth::Differs(Takes));
        check(Expected::Refused, refused(), Worth::Confirms);
        check(Expected::Refused, Answer::Hung, Worth::Differs(Hangs));
        check(Expected::Not(facts("1")), taken("1"), Worth::Differs(Takes));
        check(Expected::Not(facts("1")), taken("2"), Worth::Confirms);
        check(Expected::Not(facts("1")), refused(), Worth::Confirms);
        check(Expected::Either(facts("1")), taken("1"), Worth::Confirms);
        check(Expected::Either(facts("1")), taken("2"), Worth::Differs(ReadsAnother));
        check(Expected::Either(facts("1")), refused(), Worth::Silent);
    }
}
