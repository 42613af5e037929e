//! Tests of what later versions of the API have of key pairs: ids, types, times, public keys and tags.

use crate::client::{Answer, exchange};
use crate::request::{Signer, form_of};
use crate::{FINGERPRINT, MATERIAL, start};
use keyproof::encoding::base64;
use keyproof::server::Running;

const LATER: &str = "2016-11-15";

/// Sends a request of this version.
fn ask(server: &Running, version: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
    let request = Signer::default().post(&form_of(version, action, fields));
    exchange(server.endpoint(), &request).unwrap()
}

/// Sends a request of the last version, which must succeed.
#[track_caller]
fn done(server: &Running, action: &str, fields: &[(&str, &str)]) -> Answer {
    let answer = ask(server, LATER, action, fields);
    assert_eq!(answer.status, 200, "{action} {fields:?}: {answer:?}");
    answer
}

#[track_caller]
fn refused(server: &Running, action: &str, fields: &[(&str, &str)], code: &str) {
    let answer = ask(server, LATER, action, fields);
    assert_eq!((answer.status, answer.code()), (400, Some(code)), "{action} {fields:?}");
}

/// Imports a pair with a tag `Team`, and returns its id.
fn import(server: &Running, name: &str, team: &str) -> String {
    let fields = [
        ("KeyName", name),
        ("PublicKeyMaterial", MATERIAL),
        ("TagSpecification.1.ResourceType", "key-pair"),
        ("TagSpecification.1.Tag.1.Key", "Team"),
        ("TagSpecification.1.Tag.1.Value", team),
    ];
    let answer = done(server, "ImportKeyPair", &fields);
    assert!(answer.body.contains(&tag("Team", team)), "{answer:?}");
    answer.text("keyPairId").unwrap().to_owned()
}

fn tag(key: &str, value: &str) -> String {
    format!("<key>{key}</key><value>{value}</value>")
}

/// Returns the texts of all elements with this name.
fn all<'a>(answer: &'a Answer, element: &str) -> Vec<&'a str> {
    let start = format!("<{element}>");
    let rest = answer.body.split(start.as_str()).skip(1);
    rest.map(|rest| rest.split_once('<').unwrap().0).collect::<Vec<_>>()
}

#[test]
fn a_later_version_describes_type_time_and_tags() {
    let server = start();
    let id = import(&server, "mine", "a");
    done(&server, "CreateKeyPair", &[("KeyName", "plain")]);
    let mine = done(&server, "DescribeKeyPairs", &[("KeyName.1", "mine")]);
    assert_eq!(mine.text("keyPairId"), Some(id.as_str()));
    assert_eq!(mine.text("keyFingerprint"), Some(FINGERPRINT));
    assert_eq!(mine.text("keyType"), Some("rsa"));
    assert!(mine.body.contains(&tag("Team", "a")), "{mine:?}");
    assert_eq!(mine.text("publicKey"), None);
    let plain = done(&server, "DescribeKeyPairs", &[("KeyName.1", "plain")]);
    assert!(plain.body.contains("<tagSet/>"), "{plain:?}");
    let then = mine.text("createTime").unwrap().to_owned();
    done(&server, "CreateTags", &[("ResourceId.1", &id), ("Tag.1.Key", "b")]);
    let again = done(&server, "DescribeKeyPairs", &[("KeyPairId.1", &id)]);
    assert_eq!(again.text("createTime"), Some(then.as_str()));
    let earlier = ask(&server, "2014-06-15", "DescribeKeyPairs", &[("KeyName.1", "mine")]);
    for element in ["keyPairId", "keyType", "createTime", "tagSet"] {
        assert_eq!(earlier.text(element), None, "{earlier:?}");
    }
}

#[test]
fn times_are_those_of_the_server() {
    let server = start();
    let before = Signer::default().time();
    import(&server, "mine", "a");
    let fields = [("ImageId", "ami-1a2b3c4d"), ("MinCount", "1"), ("MaxCount", "1")];
    let launched = done(&server, "RunInstances", &fields);
    let pair = done(&server, "DescribeKeyPairs", &[]);
    let volume = done(&server, "DescribeVolumes", &[]);
    let times = [
        pair.text("createTime"),
        launched.text("launchTime"),
        launched.text("attachTime"),
        volume.text("createTime"),
        volume.text("attachTime"),
    ];
    for time in times {
        let time = time.unwrap();
        let basic: String = time.chars().filter(|c| !matches!(c, '-' | ':')).collect();
        assert!(basic.ends_with(".000Z") && basic.as_str() >= before.as_str(), "{time}");
    }
    let again = done(&server, "DescribeInstances", &[]);
    assert_eq!(again.text("launchTime"), launched.text("launchTime"));
}

#[test]
fn the_public_key_is_answered_on_request() {
    let server = start();
    import(&server, "my <key>", "a");
    let found = done(&server, "DescribeKeyPairs", &[("IncludePublicKey", "true")]);
    let file = String::from_utf8(base64::decode(MATERIAL.as_bytes()).unwrap()).unwrap();
    let expected = format!("{} my &lt;key&gt;\n", file.trim_end());
    assert_eq!(found.text("publicKey"), Some(expected.as_str()));
    assert_eq!(found.text("keyMaterial"), None);
}

#[test]
fn a_pair_is_found_by_id_and_by_tags() {
    let server = start();
    let [a, b] = ["a", "b"].map(|name| import(&server, name, name));
    let found = |fields: &[(&str, &str)]| {
        all(&done(&server, "DescribeKeyPairs", fields), "keyName").join(" ")
    };
    let filter = |name, value| [("Filter.1.Name", name), ("Filter.1.Value.1", value)];
    assert_eq!(found(&[("KeyPairId.1", &b), ("KeyPairId.2", &b)]), "b");
    assert_eq!(found(&filter("key-pair-id", &a)), "a");
    assert_eq!(found(&filter("key-pair-id", "key-00000000000000000")), "");
    assert_eq!(found(&filter("tag:Team", "b")), "b");
    assert_eq!(found(&filter("tag:Team", "?")), "a b");
    assert_eq!(found(&filter("tag:team", "*")), "");
    assert_eq!(found(&filter("tag-key", "Te*")), "a b");
    assert_eq!(found(&[("Filter.1.Name", "tag-key")]), "");
    let both = [&filter("tag-key", "Team")[..], &[("KeyName.1", "b")]].concat();
    assert_eq!(found(&both), "b");
    let unknown = [("KeyPairId.1", "key-00000000000000000")];
    refused(&server, "DescribeKeyPairs", &unknown, "InvalidKeyPair.NotFound");
    refused(&server, "DescribeKeyPairs", &filter("key-type", "rsa"), "InvalidParameterValue");
    let elsewhere = form_of(LATER, "DescribeKeyPairs", &[("KeyPairId.1", &a)]);
    let elsewhere = Signer::of("us-west-2").post(&elsewhere);
    let elsewhere = exchange(server.endpoint(), &elsewhere).unwrap();
    assert_eq!(elsewhere.code(), Some("InvalidKeyPair.NotFound"));
}

#[test]
fn a_pair_is_deleted_by_its_id() {
    let server = start();
    let [a, b] = ["a", "b"].map(|name| import(&server, name, name));
    let by_id = |id: &str, name: &str| {
        let fields = [("KeyPairId", id), ("KeyName", name)];
        done(&server, "DeleteKeyPair", &fields).text("keyPairId").map(str::to_owned)
    };
    // The id decides.
    assert_eq!(by_id(&a, "b"), Some(a.clone()));
    assert_eq!(by_id(&a, "b"), None);
    let left = done(&server, "DescribeKeyPairs", &[]);
    assert_eq!(all(&left, "keyName"), ["b"]);
    let by_name = done(&server, "DeleteKeyPair", &[("KeyName", "b")]);
    assert_eq!(by_name.text("keyPairId"), Some(b.as_str()));
    refused(&server, "DeleteKeyPair", &[("KeyPairId", "bad")], "InvalidParameterValue");
    refused(&server, "DeleteKeyPair", &[], "MissingParameter");
    import(&server, "a", "again");
    let tags = done(&server, "DescribeTags", &[]);
    assert_eq!(all(&tags, "value"), ["again"]);
}

#[test]
fn tags_are_set_deleted_and_listed() {
    let server = start();
    let mut ids = ["a", "b", "c"].map(|name| import(&server, name, name));
    ids.sort();
    let [first, ..] = &ids;
    let tags = |fields: &[(&str, &str)]| {
        let answer = done(&server, "DescribeTags", fields);
        all(&answer, "key").into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let here = [("Filter.1.Name", "resource-id"), ("Filter.1.Value.1", first.as_str())];
    let set = [("ResourceId.1", first.as_str()), ("Tag.1.Key", "Team"), ("Tag.1.Value", "new")];
    done(&server, "CreateTags", &[&set[..], &[("Tag.2.Key", "More")]].concat());
    assert_eq!(tags(&here), ["More", "Team"]);
    let new = [("Filter.1.Name", "tag:Team"), ("Filter.1.Value.1", "new")];
    assert_eq!(tags(&new), ["Team"]);
    let kind = [("Filter.1.Name", "resource-type"), ("Filter.1.Value.1", "instance")];
    assert_eq!(tags(&kind), Vec::<String>::new());
    let wrong = [("ResourceId.1", first.as_str()), ("Tag.1.Key", "Team"), ("Tag.1.Value", "")];
    done(&server, "DeleteTags", &wrong);
    assert_eq!(tags(&here), ["More", "Team"]);
    done(&server, "DeleteTags", &[("ResourceId.1", first), ("Tag.1.Key", "Team")]);
    assert_eq!(tags(&here), ["More"]);
    done(&server, "DeleteTags", &[("ResourceId.1", first)]);
    assert_eq!(tags(&here), Vec::<String>::new());
    assert_eq!(tags(&[]), ["Team", "Team"]);
    let unknown = [("ResourceId.1", "key-00000000000000000"), ("Tag.1.Key", "a")];
    refused(&server, "CreateTags", &unknown, "InvalidKeyPair.NotFound");
    let dry = [("ResourceId.1", first.as_str()), ("Tag.1.Key", "a"), ("DryRun", "true")];
    assert_eq!(ask(&server, LATER, "CreateTags", &dry).code(), Some("DryRunOperation"));
    assert_eq!(tags(&here), Vec::<String>::new());
}

#[test]
fn tags_have_pages() {
    let server = start();
    let ids = ["a", "b"].map(|name| import(&server, name, name));
    for id in &ids {
        let more: Vec<String> = (1..=5).map(|number| format!("Tag.{number}.Key")).collect();
        let keys = more.iter().map(|name| (name.as_str(), name.as_str()));
        done(
            &server,
            "CreateTags",
            &[("ResourceId.1", id.as_str())].into_iter().chain(keys).collect::<Vec<_>>(),
        );
    }
    let mut listed = Vec::new();
    let mut token = String::new();
    for expected in [5, 5, 2] {
        let fields = [("MaxResults", "5"), ("NextToken", token.as_str())];
        let page = done(&server, "DescribeTags", &fields);
        assert_eq!(all(&page, "key").len(), expected);
        let ids = all(&page, "resourceId").into_iter();
        listed.extend(ids.zip(all(&page, "key")).map(|(id, key)| format!("{id} {key}")));
        token = page.text("nextToken").unwrap_or_default().to_owned();
    }
    assert_eq!(token, "");
    assert!(listed.is_sorted());
    listed.dedup();
    assert_eq!(listed.len(), 12);
}

#[test]
fn a_pair_that_cannot_be_tagged_is_not_made() {
    let server = start();
    let reserved = [
        ("KeyName", "made"),
        ("TagSpecification.1.ResourceType", "key-pair"),
        ("TagSpecification.1.Tag.1.Key", "aws:x"),
    ];
    refused(&server, "CreateKeyPair", &reserved, "InvalidParameterValue");
    let of_instance = [("KeyName", "made"), ("TagSpecification.1.ResourceType", "instance")];
    refused(&server, "CreateKeyPair", &of_instance, "InvalidParameterValue");
    assert_eq!(all(&done(&server, "DescribeKeyPairs", &[]), "keyName").len(), 0);
}
