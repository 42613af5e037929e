//! What a vector says and what a tool says, in the same terms, and how they can differ.

use keyproof::vector::Expect;
use keyproof::vector::file::{Accept, PrivateKey};
use std::collections::BTreeMap;
use std::fmt;

/// What is said of a key, by the names and in the notation of the vectors.
pub(crate) type Facts = BTreeMap<&'static str, String>;

/// What a tool says.
#[derive(Debug)]
pub(crate) enum Answer {
    /// It takes what it was given, and says this of it.
    Taken(Facts),
    /// It doesn't, and says why.
    Refused(String),
    /// It comes to no end.
    Hung,
}

/// What a vector says.
#[derive(Debug)]
pub(crate) enum Expected {
    /// It is taken as this.
    Taken(Facts),
    /// It is refused.
    Refused,
    /// It is refused, or taken as anything but this.
    Not(Facts),
    /// It is taken as this, or refused.
    Either(Facts),
}

/// How a tool and a vector differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Difference {
    /// The tool takes what the vector refuses.
    Takes,
    /// The tool refuses what the vector takes.
    Refuses,
    /// Both take it, and the tool says something else of it.
    ReadsAnother,
    /// The tool comes to no end.
    Hangs,
}

impl Expected {
    /// What is expected of a vector's question.
    pub(crate) fn of(expect: &Expect) -> Self {
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

    /// How the answer differs from it, if it does. Of the facts, those count that the tool gives.
    pub(crate) fn difference(&self, answer: &Answer) -> Option<Difference> {
        match (self, answer) {
            (_, Answer::Hung) => Some(Difference::Hangs),
            (Self::Refused, Answer::Taken(_)) => Some(Difference::Takes),
            (Self::Taken(_), Answer::Refused(_)) => Some(Difference::Refuses),
            (Self::Taken(expected) | Self::Either(expected), Answer::Taken(given)) => {
                let compared: Vec<bool> = given
                    .iter()
                    .filter_map(|(name, fact)| expected.get(name).map(|expected| expected == fact))
                    .collect();
                let agree = !compared.is_empty() && compared.iter().all(|agrees| *agrees);
                (!agree).then_some(Difference::ReadsAnother)
            }
            (Self::Not(wrong), Answer::Taken(given)) => {
                (wrong == given).then_some(Difference::Takes)
            }
            (Self::Refused | Self::Not(_) | Self::Either(_), Answer::Refused(_)) => None,
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

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Takes => "takes",
            Self::Refuses => "refuses",
            Self::ReadsAnother => "reads-another",
            Self::Hangs => "hangs",
        })
    }
}

fn list(facts: &Facts) -> String {
    facts.iter().map(|(name, fact)| format!("{name} {fact}")).collect::<Vec<_>>().join(", ")
}
