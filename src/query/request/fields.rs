//! The parameters of an operation. An operation takes its parameters one by one, and the rest is refused as
//! unknown.

use crate::api::service::Filter;
use crate::api::{ErrorCode, Refusal, quoted};
use crate::encoding::decimal;
use std::collections::BTreeMap;

/// The maximum number of items in a list of a request.
const MAX_ITEMS: usize = 1_000;

/// The members of a structure in a list: the rest of each name, and the value.
type Members<'p> = Vec<(&'p str, &'p str)>;

/// Parameters by name.
#[derive(Debug)]
pub(super) struct Fields<'p>(BTreeMap<&'p str, &'p str>);

impl<'p> Fields<'p> {
    /// Collects parameters and refuses repeated ones.
    pub(super) fn new(
        parameters: impl Iterator<Item = (&'p str, &'p str)>,
    ) -> Result<Self, Refusal> {
        let mut fields = BTreeMap::new();
        for (name, value) in parameters {
            if fields.insert(name, value).is_some() {
                let name = quoted(name);
                return Err(invalid(format!("the parameter {name} is given more than once")));
            }
        }
        Ok(Self(fields))
    }

    /// Takes an optional parameter. An empty one counts as absent, because some clients send all
    /// parameters they know and leave the unset ones empty.
    pub(super) fn take(&mut self, name: &str) -> Option<&'p str> {
        self.0.remove(name).filter(|value| !value.is_empty())
    }

    /// Takes a parameter even if it is empty. The model decides what an empty value means.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        self.0.remove(name).map(str::to_owned)
    }

    /// Takes a parameter that must be present and not empty (rule api/missing-parameter).
    pub(super) fn required(&mut self, name: &str) -> Result<&'p str, Refusal> {
        self.take(name).ok_or_else(|| missing(name))
    }

    /// Takes a parameter for which only this value is supported. Refuses any other.
    pub(super) fn only(&mut self, name: &str, value: &str) -> Result<(), Refusal> {
        match self.take(name) {
            Some(found) if found != value => Err(invalid(format!(
                "{name} is {}; only {} is offered here",
                quoted(found),
                quoted(value)
            ))),
            _ => Ok(()),
        }
    }

    /// Discards parameters that don't affect the answers. A name that ends with a dot matches all parameters
    /// with this prefix.
    pub(super) fn pass_over(&mut self, names: &[&str]) {
        let is_meant = |given: &str| {
            names
                .iter()
                .any(|name| given == *name || name.ends_with('.') && given.starts_with(name))
        };
        self.0.retain(|given, _| !is_meant(given));
    }

    /// Takes the values of a list: `Name.1`, `Name.2` and so on, without gaps. Released clients also number
    /// from 0, and send a list of one value without a number.
    pub(super) fn list(&mut self, name: &str) -> Result<Vec<String>, Refusal> {
        let mut items = BTreeMap::new();
        if let Some(value) = self.take(name) {
            items.insert(1, value.to_owned());
        }
        for (index, value) in self.below(name) {
            put(&mut items, name, index, value)?;
        }
        without_gaps(name, items)
    }

    /// Takes a list that must have one value, and returns the value.
    pub(super) fn single(&mut self, name: &str) -> Result<String, Refusal> {
        let mut values = self.list(name)?;
        match (values.pop(), values.is_empty()) {
            (Some(value), true) if !value.is_empty() => Ok(value),
            (Some(_), false) => {
                let message = format!("{name} is a list of several; one at a time is offered here");
                Err(Refusal::new(ErrorCode::InvalidParameterCombination, message))
            }
            _ => Err(missing(&format!("{name}.1"))),
        }
    }

    /// Takes filters: `Filter.1.Name`, `Filter.1.Value.1` and so on, or `Filter.1.Value` for one value.
    pub(super) fn filters(&mut self) -> Result<Vec<Filter>, Refusal> {
        let mut filters: BTreeMap<usize, (Option<&str>, BTreeMap<usize, String>)> = BTreeMap::new();
        for (rest, value) in self.below("Filter") {
            let (index, member) = rest.split_once('.').unwrap_or((rest, ""));
            let filter = filters.entry(number("Filter", index)?).or_default();
            let list = format!("Filter.{index}.Value");
            match member.strip_prefix("Value.") {
                Some(index) => put(&mut filter.1, &list, index, value)?,
                None if member == "Value" => put(&mut filter.1, &list, "1", value)?,
                None if member == "Name" => filter.0 = Some(value),
                None => return Err(unknown(&format!("Filter.{rest}"))),
            }
        }
        let read = |(index, (name, values)): (usize, (Option<&str>, BTreeMap<_, _>))| {
            let name = name.ok_or_else(|| missing(&format!("Filter.{index}.Name")))?.to_owned();
            let values = without_gaps(&format!("Filter.{index}.Value"), values)?;
            Ok((index, Filter { name, values }))
        };
        let filters = filters.into_iter().map(read).collect::<Result<_, _>>()?;
        let filters = without_gaps("Filter", filters)?;
        if filters.iter().map(|filter| filter.values.len()).sum::<usize>() > MAX_ITEMS {
            let message = format!("the filters have more than {MAX_ITEMS} values together");
            return Err(Refusal::new(ErrorCode::FilterLimitExceeded, message));
        }
        Ok(filters)
    }

    /// Takes a parameter that is `true` or `false`. An absent one is `false`.
    pub(super) fn flag(&mut self, name: &str) -> Result<bool, Refusal> {
        match self.take(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(value) => {
                Err(invalid(format!("{name} is {}, and neither true nor false", quoted(value))))
            }
        }
    }

    /// Takes a list of structures: `Name.1.Member` and so on. Returns the members of each.
    pub(super) fn groups(&mut self, name: &str) -> Result<Vec<Members<'p>>, Refusal> {
        let below = self.below(name);
        grouped(name, below)
    }

    /// Refuses remaining parameters that are not empty.
    pub(super) fn end(&self) -> Result<(), Refusal> {
        let mut left = self.0.iter().filter(|(_, value)| !value.is_empty());
        left.next().map_or(Ok(()), |(name, _)| Err(unknown(name)))
    }

    /// Takes the parameters that begin with `name` and a dot. Returns the rest of each name, and the value.
    fn below(&mut self, name: &str) -> Vec<(&'p str, &'p str)> {
        let rest = |given: &'p str| given.strip_prefix(name)?.strip_prefix('.');
        let found: Vec<_> =
            self.0.iter().filter_map(|(given, value)| Some((rest(given)?, *value))).collect();
        self.0.retain(|given, _| rest(given).is_none());
        found
    }
}

/// Groups the parameters of a list of structures by the number that begins each name.
pub(super) fn grouped<'p>(
    list: &str,
    parameters: Vec<(&'p str, &'p str)>,
) -> Result<Vec<Members<'p>>, Refusal> {
    let mut groups: BTreeMap<usize, Members<'p>> = BTreeMap::new();
    for (rest, value) in parameters {
        let (index, member) = rest.split_once('.').unwrap_or((rest, ""));
        groups.entry(number(list, index)?).or_default().push((member, value));
    }
    without_gaps(list, groups)
}

/// Inserts a value into a list at the index from its parameter name.
fn put(
    items: &mut BTreeMap<usize, String>,
    list: &str,
    index: &str,
    value: &str,
) -> Result<(), Refusal> {
    match items.insert(number(list, index)?, value.to_owned()) {
        None => Ok(()),
        Some(_) => Err(invalid(format!("{list} has two values of the number {index}"))),
    }
}

/// Parses the number of an item: decimal digits without leading zeros, at most [`MAX_ITEMS`].
fn number(list: &str, index: &str) -> Result<usize, Refusal> {
    let is_written_so = index.len() <= 4 && (index == "0" || !index.starts_with('0'));
    let number = decimal(index).filter(|_| is_written_so);
    number.filter(|number| *number <= MAX_ITEMS).ok_or_else(|| {
        let name = format!("{list}.{index}");
        invalid(format!("{} has no number from 1 to {MAX_ITEMS} in its name", quoted(&name)))
    })
}

fn without_gaps<T>(list: &str, items: BTreeMap<usize, T>) -> Result<Vec<T>, Refusal> {
    let first = if items.contains_key(&0) { 0 } else { 1 };
    let gap = items.keys().zip(first..).find(|(number, expected)| *number != expected);
    match gap {
        None => Ok(items.into_values().collect()),
        Some((_, expected)) => {
            Err(invalid(format!("{list}.{expected} is missing, and higher numbers are there")))
        }
    }
}

/// Returns a refusal with the code `InvalidParameterValue`.
pub(super) fn invalid(message: String) -> Refusal {
    Refusal::new(ErrorCode::InvalidParameterValue, message)
}

/// Returns the refusal of a request without this parameter.
pub(super) fn missing(name: &str) -> Refusal {
    let message = format!("the request must contain the parameter {name}");
    Refusal::new(ErrorCode::MissingParameter, message)
}

/// Returns the refusal of a parameter that the operation doesn't have.
pub(super) fn unknown(name: &str) -> Refusal {
    let name = quoted(name);
    let message = format!("the parameter {name} is not one of this operation, or not offered here");
    Refusal::new(ErrorCode::UnknownParameter, message)
}
