//! Performs the operations on key pairs and on their tags.

use super::{Performed, select};
use crate::api::service::{Filter, Operation};
use crate::api::{Attribute, Attributes, Refusal, Reply};
use crate::query::{self, KeyPairRecord, Page, Records, ResponseContext, Tag, Tags};
use std::collections::BTreeMap;

/// The value of a key pair that a filter of later versions compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PairFilter<'f> {
    Id,
    TagKey,
    /// The value of the tag with this key.
    Tag(&'f str),
}

/// The value of a tag that a filter compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TagFilter<'f> {
    Key,
    Value,
    ResourceId,
    ResourceType,
    /// The value, if the tag has this key.
    Tag(&'f str),
}

/// Deletes the tags with these keys, and with these values where one is given. An empty list deletes all.
pub(super) fn delete_tags(known: &mut Tags, tags: &[(String, Option<String>)]) {
    if tags.is_empty() {
        known.clear();
    }
    for (key, value) in tags {
        if value.is_none() || known.get(key) == value.as_ref() {
            known.remove(key);
        }
    }
}

impl Performed<'_> {
    /// Creates or imports a key pair.
    pub(super) fn new_key_pair(
        &self,
        operation: &Operation,
        tags: &Tags,
    ) -> Result<String, Refusal> {
        let Self { state, region, request, .. } = *self;
        let reply = match operation {
            Operation::CreateKeyPair { key_name } => {
                state.create_key_pair(region, key_name.as_deref(), tags, request.dry_run)?
            }
            _ => state.import_key_pair(region, operation.clone(), tags, request.dry_run)?,
        };
        self.answer(operation, &reply)
    }

    /// Lists key pairs. A snapshot of them is searched without the lock.
    pub(super) fn key_pairs(
        &self,
        names: &[String],
        filters: &[Filter],
        later_filters: &[Filter],
        include_public_key: bool,
    ) -> Result<String, Refusal> {
        let Self { state, region, request, id } = *self;
        let snapshot = state.key_pairs(region)?;
        let mut reply = snapshot.pairs.describe(names, filters)?;
        if !later_filters.is_empty() {
            let pairs = reply.resources().iter().cloned().map(|pair| {
                let name = Attribute::KeyName.of(&pair).unwrap_or_default();
                (snapshot.records.get(name).map(|record| &**record), pair)
            });
            let subject = PairFilter::of_name;
            let pairs =
                select::passing(pairs.collect(), later_filters, subject, |filter, item| {
                    item.0.map(|record| filter.of(record)).unwrap_or_default()
                })?;
            reply = Reply::Resources(pairs.into_iter().map(|(_, pair)| pair).collect());
        }
        let public_key = |pair: &Attributes| {
            let name = Attribute::KeyName.of(pair)?;
            Some((name.to_owned(), snapshot.pairs.public_key(name)?))
        };
        let public_keys: Option<BTreeMap<String, String>> =
            include_public_key.then(|| reply.resources().iter().filter_map(public_key).collect());
        let records = Records { key_pairs: snapshot.records, ..Records::default() };
        let known = ResponseContext {
            records: Some(&records),
            public_keys: public_keys.as_ref(),
            ..ResponseContext::default()
        };
        let operation = Operation::DescribeKeyPairs { key_names: Vec::new(), filters: Vec::new() };
        Ok(query::answer_in(&known, &operation, &reply, request.version, id))
    }

    /// Answers that a key pair was deleted, with its id if there was one.
    pub(super) fn deleted_key_pair(
        &self,
        reply: &Reply,
        key_pair_id: Option<&str>,
    ) -> Result<String, Refusal> {
        let known = ResponseContext { key_pair_id, ..ResponseContext::default() };
        let operation = Operation::DeleteKeyPair { key_name: None };
        Ok(query::answer_in(&known, &operation, reply, self.request.version, self.id))
    }

    /// Lists tags, sorted by the ids of the pairs and then by key.
    pub(super) fn tags(&self, filters: &[Filter], page: &Page) -> Result<String, Refusal> {
        let records = self.state.key_pairs(self.region)?.records;
        let mut pairs: Vec<&KeyPairRecord> = records.values().map(|record| &**record).collect();
        pairs.sort_unstable_by(|one, next| one.id.cmp(&next.id));
        let of_pair = |record: &'_ KeyPairRecord| record.tags.len();
        let mut tags: Vec<Tag<'_>> = Vec::with_capacity(pairs.iter().map(|one| of_pair(one)).sum());
        for record in pairs {
            let key_pair_id = &record.id;
            tags.extend(record.tags.iter().map(|(key, value)| Tag { key_pair_id, key, value }));
        }
        let tags = select::passing(tags, filters, TagFilter::of_name, |filter, tag| {
            filter.of(tag).into_iter().collect()
        })?;
        // Ids have the same length, so positions are sorted like ids and then keys.
        let position = |tag: &Tag<'_>| format!("{}/{}", tag.key_pair_id, tag.key);
        let (tags, token) = select::page(tags, page, position);
        Ok(query::tags(&tags, token.as_deref(), self.request.version, self.id))
    }
}

impl<'f> PairFilter<'f> {
    fn of_name(name: &'f str) -> Option<Self> {
        match name {
            "key-pair-id" => Some(Self::Id),
            "tag-key" => Some(Self::TagKey),
            _ => name.strip_prefix("tag:").map(Self::Tag),
        }
    }

    fn of<'r>(&self, record: &'r KeyPairRecord) -> Vec<&'r str> {
        match self {
            Self::Id => vec![&record.id],
            Self::TagKey => record.tags.keys().map(String::as_str).collect(),
            Self::Tag(key) => record.tags.get(*key).map(String::as_str).into_iter().collect(),
        }
    }
}

impl<'f> TagFilter<'f> {
    fn of_name(name: &'f str) -> Option<Self> {
        match name {
            "key" => Some(Self::Key),
            "value" => Some(Self::Value),
            "resource-id" => Some(Self::ResourceId),
            "resource-type" => Some(Self::ResourceType),
            _ => name.strip_prefix("tag:").map(Self::Tag),
        }
    }

    fn of<'t>(&self, tag: &Tag<'t>) -> Option<&'t str> {
        match self {
            Self::Key => Some(tag.key),
            Self::Value => Some(tag.value),
            Self::ResourceId => Some(tag.key_pair_id),
            Self::ResourceType => Some("key-pair"),
            Self::Tag(key) => Some(tag.value).filter(|_| tag.key == *key),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_with_a_value_is_deleted_only_if_it_has_this_value() {
        let check = |deleted: &[(&str, Option<&str>)], expected: &str| {
            let tags = [("a", "1"), ("b", ""), ("c", "3")];
            let mut tags: Tags = tags.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
            let deleted: Vec<(String, Option<String>)> = deleted
                .iter()
                .map(|(key, value)| ((*key).to_owned(), value.map(str::to_owned)))
                .collect();
            delete_tags(&mut tags, &deleted);
            let left: Vec<&str> = tags.keys().map(String::as_str).collect();
            assert_eq!(left.join(" "), expected, "{deleted:?}");
        };
        check(&[], "");
        check(&[("a", None)], "b c");
        check(&[("a", Some("1")), ("c", Some("1"))], "b c");
        check(&[("a", Some("")), ("b", Some(""))], "a c");
        check(&[("other", None)], "a b c");
    }
}
