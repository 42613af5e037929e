//! Vectors by the number of independent confirmations.

use crate::evidence::independent_confirmations;
use keyproof::vector::{Expect, Test, Vector};

/// Kinds of expectations, by how they can be confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// A file is read with certain values.
    Value,
    /// A file is refused, or a ciphertext isn't decrypted.
    Refusal,
    /// A file is refused, or read with certain values.
    Open,
    /// A scenario.
    Scenario,
    /// The name of a file, which only the document determines.
    Name,
}

/// The vectors of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The kind.
    pub kind: RowKind,
    /// The number of vectors with no confirmation, one, two, and so on.
    pub by_confirmations: Vec<usize>,
}

impl RowKind {
    /// All kinds.
    pub const ALL: [Self; 5] = [Self::Value, Self::Refusal, Self::Open, Self::Scenario, Self::Name];

    /// Returns a short description.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Value => "a file must be read with certain values",
            Self::Refusal => "a file must be refused",
            Self::Open => "refused, or read with certain values",
            Self::Scenario => "a scenario",
            Self::Name => "the name of a file",
        }
    }

    fn of(vector: &Vector) -> Self {
        let Test::Question(question) = &vector.test else { return Self::Scenario };
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

/// Counts the vectors of each kind by the number of independent confirmations in their evidence.
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
