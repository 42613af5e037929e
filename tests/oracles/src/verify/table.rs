//! Vectors by the number of independent confirmations.

use super::independent_confirmations;
use keyproof::vector::{Expect, Test, Vector};

/// What a vector expects, as far as it matters to how it can be confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// That a file is read with these values.
    Value,
    /// That a file is refused, or a ciphertext not decrypted.
    Refusal,
    /// One or the other, with the values of the one.
    Open,
    /// A story.
    Story,
    /// What a file is called, which only the document says.
    Name,
}

/// The vectors of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The kind.
    pub kind: RowKind,
    /// How many vectors have no confirmation, one, two, and so on.
    pub by_confirmations: Vec<usize>,
}

impl RowKind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Value, Self::Refusal, Self::Open, Self::Story, Self::Name];

    /// What is expected, in a few words.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Value => "a file must be read, with these values",
            Self::Refusal => "a file must be refused",
            Self::Open => "refused, or read with these values",
            Self::Story => "a story, step by step",
            Self::Name => "what a file is called",
        }
    }

    fn of(vector: &Vector) -> Self {
        let Test::Question(question) = &vector.test else { return Self::Story };
        match question.expect {
            Expect::Accept(_)
            | Expect::PrivateKey(_)
            | Expect::Matches(_)
            | Expect::Plaintext(_) => Self::Value,
            Expect::Refuse(_) | Expect::NotPlaintext(_) => Self::Refusal,
            Expect::Either { .. } => Self::Open,
            Expect::KeyFile(_) => Self::Name,
        }
    }
}

/// How many vectors of each kind have how many independent confirmations, by their evidence.
#[must_use]
pub fn rows<'a>(vectors: impl Iterator<Item = &'a Vector> + Clone) -> Vec<Row> {
    let of_kind = |kind| {
        let mut by_confirmations = vec![0; 3];
        for vector in vectors.clone().filter(|vector| RowKind::of(vector) == kind) {
            let count = independent_confirmations(vector);
            if by_confirmations.len() <= count {
                by_confirmations.resize(count + 1, 0);
            }
            if let Some(place) = by_confirmations.get_mut(count) {
                *place += 1;
            }
        }
        Row { kind, by_confirmations }
    };
    RowKind::ALL
        .map(of_kind)
        .into_iter()
        .filter(|row| row.by_confirmations.iter().any(|n| *n > 0))
        .collect()
}
