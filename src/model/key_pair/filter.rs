//! Lists key pairs by name and by filters (rules api/describe-unknown, api/describe-filters).

use super::{Fingerprint, KeyPair, KeyPairs, described};
use crate::api::service::Filter;
use crate::api::{ErrorCode, Refusal, Reply, quoted};
use crate::model::pattern::Alternatives;
use std::collections::BTreeMap;
use std::sync::Arc;

type Named<'a> = (&'a str, &'a KeyPair);

/// The value of a key pair that a filter matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FilteredValue {
    Name,
    Fingerprint,
}

/// A valid filter with its patterns parsed.
#[derive(Debug)]
struct CompiledFilter {
    subject: FilteredValue,
    values: Alternatives,
}

impl KeyPairs {
    /// Lists the pairs with these names that match all filters, sorted by name. No names mean all pairs.
    ///
    /// # Errors
    /// Returns `InvalidParameterValue` if a name is empty or a filter is unknown. Returns
    /// `InvalidKeyPair.NotFound` if no pair has a given name.
    pub fn describe(&self, names: &[String], filters: &[Filter]) -> Result<Reply, Refusal> {
        if names.iter().any(String::is_empty) {
            let message = "a name to look for must not be blank";
            return Err(Refusal::new(ErrorCode::InvalidParameterValue, message));
        }
        let filters = filters.iter().map(CompiledFilter::new).collect::<Result<Vec<_>, _>>()?;
        let candidates =
            if names.is_empty() { self.selected(&filters) } else { self.named(names)? };
        let pairs = candidates.into_iter().collect();
        let pairs = filters.iter().fold(pairs, |pairs, filter| filter.pass(pairs));
        let described = pairs.into_iter().map(|(name, pair)| described(name, pair, None));
        Ok(Reply::Resources(described.collect()))
    }

    /// Returns the pairs with these names, each once, or a refusal if one of them does not exist.
    fn named<'a>(&'a self, names: &'a [String]) -> Result<BTreeMap<&'a str, &'a KeyPair>, Refusal> {
        let found = |name: &'a String| Ok((name.as_str(), self.find(name)?));
        names.iter().map(found).collect()
    }

    /// Returns a superset of the pairs that match. Of the filters without wildcards, the one with the fewest
    /// values selects the pairs. Without such a filter, all pairs are returned.
    fn selected(&self, filters: &[CompiledFilter]) -> BTreeMap<&str, &KeyPair> {
        let exact =
            filters.iter().filter_map(|filter| Some((filter.subject, filter.values.exact()?)));
        match exact.min_by_key(|(_, values)| values.len()) {
            None => self.all().collect(),
            Some((FilteredValue::Name, names)) => {
                let pair = |name| self.by_name.get_key_value(name);
                names.filter_map(pair).map(|(name, pair)| (&**name, &**pair)).collect()
            }
            Some((FilteredValue::Fingerprint, texts)) => {
                let octets = texts.filter_map(|text| text.parse().ok());
                octets.flat_map(|fingerprint| self.of_fingerprint(fingerprint)).collect()
            }
        }
    }

    fn all(&self) -> impl Iterator<Item = Named<'_>> {
        self.by_name.iter().map(|(name, pair)| (&**name, &**pair))
    }

    fn of_fingerprint(&self, fingerprint: Fingerprint) -> impl Iterator<Item = Named<'_>> {
        let first = (fingerprint, Arc::from(""));
        let same = self.by_fingerprint.range(first..).take_while(move |(of, _)| *of == fingerprint);
        same.filter_map(|(_, name)| Some((&**name, &**self.by_name.get(name)?)))
    }
}

impl CompiledFilter {
    fn new(filter: &Filter) -> Result<Self, Refusal> {
        let subject = match filter.name.as_str() {
            "key-name" => FilteredValue::Name,
            "fingerprint" => FilteredValue::Fingerprint,
            other => {
                let message = format!("The filter {} is invalid", quoted(other));
                return Err(Refusal::new(ErrorCode::InvalidParameterValue, message));
            }
        };
        Ok(Self { subject, values: Alternatives::new(&filter.values) })
    }

    /// Returns the pairs that match.
    fn pass<'a>(&self, pairs: Vec<Named<'a>>) -> Vec<Named<'a>> {
        let matching = match self.subject {
            FilteredValue::Name => {
                let names: Vec<&str> = pairs.iter().map(|(name, _)| *name).collect();
                self.values.matching(&names)
            }
            FilteredValue::Fingerprint => {
                let text = |(_, pair): &Named<'_>| pair.fingerprint.to_string();
                self.values.matching(&pairs.iter().map(text).collect::<Vec<_>>())
            }
        };
        let pairs = pairs.into_iter().zip(matching);
        pairs.filter(|(_, matches)| *matches).map(|(pair, _)| pair).collect()
    }
}
