//! Selects what the answer to a list request contains: by filters, then page by page.

use crate::api::service::Filter;
use crate::api::{ErrorCode, Refusal, quoted};
use crate::model::pattern::Alternatives;
use crate::query::Page;

/// The most items on a page if the request gives no size.
const MOST: usize = 1_000;

/// Returns the items that pass all filters. An item passes a filter if one of its values matches.
///
/// `subject` returns what a filter of this name compares, if there is such a filter. `values` returns the
/// values of an item. An item without a value matches nothing, not even `*`.
pub(super) fn passing<'f, T, S>(
    mut items: Vec<T>,
    filters: &'f [Filter],
    subject: impl Fn(&'f str) -> Option<S>,
    values: impl for<'i> Fn(&S, &'i T) -> Vec<&'i str>,
) -> Result<Vec<T>, Refusal> {
    let compiled = |filter: &'f Filter| {
        let subject = subject(&filter.name).ok_or_else(|| {
            let message = format!("The filter {} is invalid", quoted(&filter.name));
            Refusal::new(ErrorCode::InvalidParameterValue, message)
        })?;
        Ok((subject, Alternatives::new(&filter.values)))
    };
    // An unknown filter is refused even if no item is left for it.
    let filters = filters.iter().map(compiled).collect::<Result<Vec<_>, Refusal>>()?;
    for (subject, alternatives) in filters {
        let found: Vec<Vec<&str>> = items.iter().map(|item| values(&subject, item)).collect();
        let counts: Vec<usize> = found.iter().map(Vec::len).collect();
        let matching = alternatives.matching(&found.concat());
        let mut matching = matching.into_iter();
        let mut passes = counts.into_iter().map(|count| {
            let of_item: Vec<bool> = matching.by_ref().take(count).collect();
            of_item.contains(&true)
        });
        items.retain(|_| passes.next().unwrap_or_default());
    }
    Ok(items)
}

/// Returns a page of items, which must be sorted by position, and the token of the next page.
pub(super) fn page<T>(
    items: Vec<T>,
    page: &Page,
    position: impl Fn(&T) -> String,
) -> (Vec<T>, Option<String>) {
    let most = page.most.unwrap_or(MOST);
    let is_behind = |item: &T| page.after.as_ref().is_none_or(|after| position(item) > *after);
    let mut rest = items.into_iter().filter(is_behind);
    let items: Vec<T> = rest.by_ref().take(most).collect();
    let last = items.last().filter(|_| rest.next().is_some());
    let token = last.map(|last| Page::token(&position(last)));
    (items, token)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Filters items whose values are the words of a text.
    fn words<'a>(items: &[&'a str], filters: &[(&str, &[&str])]) -> Result<Vec<&'a str>, Refusal> {
        let filter = |(name, values): &(&str, &[&str])| Filter {
            name: (*name).to_owned(),
            values: values.iter().map(|value| (*value).to_owned()).collect(),
        };
        let filters: Vec<Filter> = filters.iter().map(filter).collect();
        let subject = |name: &str| (name == "word").then_some(());
        passing(items.to_vec(), &filters, subject, |(), item: &&str| item.split(' ').collect())
    }

    #[test]
    fn an_item_must_match_every_filter_with_one_of_its_values() {
        let items = ["a b", "b c", "c"];
        let check = |filters: &[(&str, &[&str])], expected: &[&str]| {
            assert_eq!(words(&items, filters).unwrap(), expected, "{filters:?}");
        };
        check(&[], &items);
        check(&[("word", &["b"])], &["a b", "b c"]);
        check(&[("word", &["a", "c"])], &items);
        check(&[("word", &["*"]), ("word", &["c"])], &["b c", "c"]);
        check(&[("word", &[])], &[]);
        check(&[("word", &["B"])], &[]);
        for filters in [&[("other", &["a"][..])][..], &[("word", &["z"]), ("other", &["a"])]] {
            let refusal = words(&items, filters).unwrap_err();
            assert_eq!(refusal.code, Some(ErrorCode::InvalidParameterValue));
        }
    }

    #[test]
    fn pages_are_contiguous() {
        let items: Vec<u8> = (b'a'..=b'g').collect();
        let position = |item: &u8| char::from(*item).to_string();
        let mut requested = Page { most: Some(3), after: None };
        let mut pages = Vec::new();
        loop {
            let (found, token) = page(items.clone(), &requested, position);
            requested.after = found.last().map(position);
            pages.push(String::from_utf8(found).unwrap());
            assert_eq!(token.is_some(), pages.len() < 3);
            if token.is_none() {
                break;
            }
        }
        assert_eq!(pages, ["abc", "def", "g"]);
        assert_eq!(page(items, &Page { most: Some(7), after: None }, position).1, None);
    }
}
