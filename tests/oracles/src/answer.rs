//! What a vector says and what a tool says, in the same terms, and how they can differ.

use crate::disagreement::Difference;
use keyproof::vector::Expect;
use keyproof::vector::{PrivateKeyValues, PublicKeyValues};
use std::collections::BTreeMap;
use std::fmt;

/// What is said of a key, by the names and in the notation of the vectors.
pub type Facts = BTreeMap<&'static str, String>;

/// What a tool says.
#[derive(Debug)]
pub enum OracleAnswer {
    /// It takes what it was given, and says this of it.
    Choice(Facts),
    /// It doesn't, and says why.
    Refused(String),
    /// It comes to no end.
    Hung,
}

/// What a vector says.
#[derive(Debug)]
pub enum Expected {
    /// It is taken as this.
    Choice(Facts),
    /// It is refused.
    Refused,
    /// It is refused, or taken as anything but this.
    Not(Facts),
    /// It is taken as this, or refused.
    Either(Facts),
}

/// What a tool's answer is worth to a vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    /// It says what the vector says.
    Confirms,
    /// It refuses what may be refused, and so says nothing of what the vector would have it taken as.
    NoInformation,
    /// It says something else.
    Disagrees(Difference),
}

impl Expected {
    /// What is expected of a vector's question.
    #[must_use]
    pub fn of(expect: &Expect) -> Self {
        match expect {
            Expect::Accept(accept) => Self::Choice(public(accept)),
            Expect::Either { accept, .. } => Self::Either(public(accept)),
            Expect::Refuse(_) => Self::Refused,
            Expect::PrivateKey(facts) => Self::Choice(private(facts)),
            Expect::Matches(matches) => {
                Self::Choice(Facts::from([("matches", matches.to_string())]))
            }
            Expect::Plaintext(text) => Self::Choice(Facts::from([("plaintext", text.clone())])),
            Expect::NotPlaintext(text) => Self::Not(Facts::from([("plaintext", text.clone())])),
            Expect::KeyFile(file) => Self::Choice(Facts::from([("name", file.name.clone())])),
        }
    }

    /// What an answer is worth to it. Of the facts, those count that the tool gives; a fingerprint, which is of
    /// all of a public key, it must give.
    #[must_use]
    pub fn worth(&self, answer: &OracleAnswer) -> Agreement {
        match (self, answer) {
            (_, OracleAnswer::Hung) => Agreement::Disagrees(Difference::Hangs),
            (Self::Refused, OracleAnswer::Choice(_)) => Agreement::Disagrees(Difference::Accepts),
            (Self::Choice(_), OracleAnswer::Refused(_)) => {
                Agreement::Disagrees(Difference::Refuses)
            }
            (Self::Choice(expected) | Self::Either(expected), OracleAnswer::Choice(given)) => {
                let compared: Vec<bool> = given
                    .iter()
                    .filter_map(|(name, fact)| expected.get(name).map(|expected| expected == fact))
                    .collect();
                let says_enough =
                    !expected.contains_key("fingerprint") || given.contains_key("fingerprint");
                if says_enough && !compared.is_empty() && compared.iter().all(|agrees| *agrees) {
                    Agreement::Confirms
                } else {
                    Agreement::Disagrees(Difference::ReadsAnother)
                }
            }
            (Self::Not(wrong), OracleAnswer::Choice(given)) if wrong == given => {
                Agreement::Disagrees(Difference::Accepts)
            }
            (Self::Refused | Self::Not(_), _) => Agreement::Confirms,
            (Self::Either(_), OracleAnswer::Refused(_)) => Agreement::NoInformation,
        }
    }
}

fn public(accept: &PublicKeyValues) -> Facts {
    let mut facts = Facts::from([
        ("bits", accept.bits.to_string()),
        ("modulus_sha256", accept.modulus_sha256.clone()),
        ("fingerprint", accept.fingerprint.clone()),
    ]);
    facts.extend(accept.exponent.map(|exponent| ("exponent", exponent.to_string())));
    facts
}

fn private(facts: &PrivateKeyValues) -> Facts {
    Facts::from([
        ("openssh", facts.openssh.clone()),
        ("created", facts.created.clone()),
        ("imported", facts.imported.clone()),
    ])
}

impl fmt::Display for OracleAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Choice(facts) => write!(f, "takes it: {}", list(facts)),
            Self::Refused(reason) => write!(f, "refuses it: {reason}"),
            Self::Hung => f.write_str("comes to no end"),
        }
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Choice(facts) => write!(f, "takes it: {}", list(facts)),
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
        let taken = |bits: &str| OracleAnswer::Choice(facts(bits));
        let refused = || OracleAnswer::Refused(String::new());
        let check = |expected: Expected, answer: OracleAnswer, worth| {
            assert_eq!(expected.worth(&answer), worth, "{expected}, {answer}");
        };
        use Difference::{Accepts, Hangs, ReadsAnother, Refuses};
        check(Expected::Choice(facts("1")), taken("1"), Agreement::Confirms);
        check(Expected::Choice(facts("1")), taken("2"), Agreement::Disagrees(ReadsAnother));
        check(Expected::Choice(facts("1")), refused(), Agreement::Disagrees(Refuses));
        check(
            Expected::Choice(facts("1")),
            OracleAnswer::Choice(Facts::new()),
            Agreement::Disagrees(ReadsAnother),
        );
        let whole = || Facts::from([("bits", "1".to_owned()), ("fingerprint", "f".to_owned())]);
        check(Expected::Choice(whole()), OracleAnswer::Choice(whole()), Agreement::Confirms);
        check(Expected::Choice(whole()), taken("1"), Agreement::Disagrees(ReadsAnother));
        check(Expected::Refused, taken("1"), Agreement::Disagrees(Accepts));
        check(Expected::Refused, refused(), Agreement::Confirms);
        check(Expected::Refused, OracleAnswer::Hung, Agreement::Disagrees(Hangs));
        check(Expected::Not(facts("1")), taken("1"), Agreement::Disagrees(Accepts));
        check(Expected::Not(facts("1")), taken("2"), Agreement::Confirms);
        check(Expected::Not(facts("1")), refused(), Agreement::Confirms);
        check(Expected::Either(facts("1")), taken("1"), Agreement::Confirms);
        check(Expected::Either(facts("1")), taken("2"), Agreement::Disagrees(ReadsAnother));
        check(Expected::Either(facts("1")), refused(), Agreement::NoInformation);
    }
}
