//! Tests of requests with parameters that later versions of the API have.

use super::{PAGED, check, check_refused, understood};
use crate::api::service::{Filter, Operation};
use crate::query::{Page, ParsedCall, Tags};

#[test]
fn a_token_of_another_list_is_refused() {
    for (action, token) in PAGED.into_iter().zip(["vol-1", "i-1", "ami-1", "key-1"]) {
        check_refused(action, &[("NextToken", &Page::token(token))], "InvalidParameterValue");
        check_refused(action, &[("NextToken", token)], "InvalidParameterValue");
        check_refused(action, &[("MaxResults", "4")], "InvalidParameterValue");
    }
    let filters = || vec![Filter { name: "status".to_owned(), values: vec!["*".to_owned()] }];
    let pairs = [("Filter.1.Name", "status"), ("Filter.1.Value.1", "*"), ("MaxResults", "9999")];
    let page = Page { most: Some(1_000), after: None };
    let expected = ParsedCall::Volumes { volume_ids: Vec::new(), filters: filters(), page };
    assert_eq!(understood("DescribeVolumes", &pairs), expected);
    for (action, name, id) in
        [("DescribeVolumes", "VolumeId.1", "vol-1"), ("DescribeImages", "ImageId.1", "ami-1")]
    {
        let pairs = [(name, id), ("MaxResults", "5")];
        check_refused(action, &pairs, "InvalidParameterCombination");
    }
    check_refused("DescribeImages", &[("ImageId.1", "i-1")], "InvalidAMIID.Malformed");
}

const ID: &str = "key-0123456789abcdef0";

#[test]
fn a_key_pair_is_named_by_its_name_or_its_id() {
    let described = |id: Option<&str>, later: &[&str], include_public_key| ParsedCall::KeyPairs {
        key_names: Vec::new(),
        key_pair_ids: id.map(str::to_owned).into_iter().collect(),
        filters: Vec::new(),
        later_filters: later
            .iter()
            .map(|name| Filter { name: (*name).to_owned(), values: vec!["a".to_owned()] })
            .collect(),
        include_public_key,
    };
    for (pairs, expected) in [
        (vec![("IncludePublicKey", "true")], described(None, &[], true)),
        (vec![("KeyPairId.1", ID)], described(Some(ID), &[], false)),
        (vec![("KeyPairId", ID)], described(Some(ID), &[], false)),
        (
            vec![("Filter.1.Name", "tag:T"), ("Filter.1.Value.1", "a")],
            described(None, &["tag:T"], false),
        ),
    ] {
        assert_eq!(understood("DescribeKeyPairs", &pairs), expected, "{pairs:?}");
    }
    let both = [("KeyPairId.1", ID), ("KeyName.1", "a")];
    check_refused("DescribeKeyPairs", &both, "InvalidParameterCombination");
    let deleted = ParsedCall::DeleteKeyPairById { key_pair_id: ID.to_owned() };
    assert_eq!(understood("DeleteKeyPair", &[("KeyPairId", ID), ("KeyName", "a")]), deleted);
    check_refused("DeleteKeyPair", &[("KeyPairId", "bad")], "InvalidParameterValue");
    check("DeleteKeyPair", &[("KeyPairId", "")], Operation::DeleteKeyPair { key_name: None });
}

#[test]
fn reads_tags() {
    let tags = |pairs: &[(&str, &str)]| -> Tags {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    };
    let kind = ("TagSpecification.1.ResourceType", "key-pair");
    let operation = Operation::CreateKeyPair { key_name: Some("a".to_owned()) };
    let pairs = [
        ("KeyName", "a"),
        kind,
        ("TagSpecification.1.Tag.1.Key", "Team"),
        ("TagSpecification.1.Tag.1.Value", "<x>"),
        ("TagSpecification.1.Tag.2.Key", "Empty"),
    ];
    let expected = ParsedCall::Tagged { operation, tags: tags(&[("Team", "<x>"), ("Empty", "")]) };
    assert_eq!(understood("CreateKeyPair", &pairs), expected);
    check("CreateKeyPair", &[kind], Operation::CreateKeyPair { key_name: None });
    let named = |number, key: &str| [(format!("Tag.{number}.Key"), key.to_owned())];
    let key_pair_ids = || vec![ID.to_owned()];
    let set = [("ResourceId.1", ID), ("Tag.1.Key", "a"), ("Tag.1.Value", "b")];
    let expected =
        ParsedCall::CreateTags { key_pair_ids: key_pair_ids(), tags: tags(&[("a", "b")]) };
    assert_eq!(understood("CreateTags", &set), expected);
    let deleted =
        [("ResourceId.1", ID), ("Tag.1.Key", "a"), ("Tag.2.Key", "b"), ("Tag.2.Value", "")];
    let expected = vec![("a".to_owned(), None), ("b".to_owned(), Some(String::new()))];
    let expected = ParsedCall::DeleteTags { key_pair_ids: key_pair_ids(), tags: expected };
    assert_eq!(understood("DeleteTags", &deleted), expected);
    let all = ParsedCall::DeleteTags { key_pair_ids: key_pair_ids(), tags: Vec::new() };
    assert_eq!(understood("DeleteTags", &[("ResourceId.1", ID)]), all);
    // The longest key and value count characters.
    let (key, value) = ("é".repeat(128).leak(), "é".repeat(256).leak());
    let longest = [("ResourceId.1", ID), ("Tag.1.Key", &*key), ("Tag.1.Value", &*value)];
    understood("CreateTags", &longest);
    let many: Vec<(String, String)> =
        (1..=51).flat_map(|number| named(number, &number.to_string())).collect();
    let mut many: Vec<(&str, &str)> =
        many.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    many.push(("ResourceId.1", ID));
    check_refused("CreateTags", &many, "TagLimitExceeded");
    let (long_key, long_value) = ("k".repeat(129).leak(), "v".repeat(257).leak());
    for (more, code) in [
        (vec![], "MissingParameter"),
        (vec![("Tag.1.Key", "")], "MissingParameter"),
        (vec![("Tag.1.Value", "a")], "MissingParameter"),
        (vec![("Tag.1.Key", &*long_key)], "InvalidParameterValue"),
        (vec![("Tag.1.Key", "a"), ("Tag.1.Value", &*long_value)], "InvalidParameterValue"),
        (vec![("Tag.1.Key", "aws:a")], "InvalidParameterValue"),
        (vec![("Tag.1.Key", "a\0")], "InvalidParameterValue"),
        (vec![("Tag.1.Key", "a"), ("Tag.1.Value", "\u{1b}")], "InvalidParameterValue"),
        (vec![("Tag.1.Key", "a"), ("Tag.2.Key", "a")], "InvalidParameterValue"),
        (vec![("Tag.1.Key", "a"), ("Tag.3.Key", "b")], "InvalidParameterValue"),
        (vec![("Tag.1.Key", "a"), ("Tag.1.Other", "b")], "UnknownParameter"),
        (vec![("Tag", "a")], "MissingParameter"),
    ] {
        let pairs = [&[("ResourceId.1", ID)][..], &more].concat();
        check_refused("CreateTags", &pairs, code);
    }
    check_refused("CreateTags", &[("Tag.1.Key", "a")], "MissingParameter");
    check_refused("CreateTags", &[("ResourceId.1", "i-1"), ("Tag.1.Key", "a")], "InvalidID");
    for other in ["instance", "keypair", ""] {
        let kind = [("TagSpecification.1.ResourceType", other)];
        check_refused("CreateKeyPair", &kind, "InvalidParameterValue");
    }
    let second = [kind, ("TagSpecification.2.ResourceType", "instance")];
    check_refused("ImportKeyPair", &second, "InvalidParameterValue");
    check_refused("ImportKeyPair", &[("TagSpecification.1.Tag.1.Key", "a")], "MissingParameter");
}
