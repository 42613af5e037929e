//! Tests of answers: those of this crate's writer, those in EC2's form, and invalid ones.

mod no_answers;
mod round_trips;

use super::*;
use crate::api::service::{Network, Operation};
use crate::api::{Attribute, Attributes, ErrorCode};

fn describe_key_pairs() -> Operation {
    Operation::DescribeKeyPairs { key_names: Vec::new(), filters: Vec::new() }
}

fn describe_instances() -> Operation {
    Operation::DescribeInstances { instance_ids: Vec::new() }
}

fn associate() -> Operation {
    let (public_ip, instance_id) = ("198.18.0.1".to_owned(), "i-1".to_owned());
    Operation::AssociateAddress { public_ip, instance_id }
}

fn attributes(values: &[(Attribute, &str)]) -> Attributes {
    values.iter().map(|(attribute, value)| (*attribute, (*value).to_owned())).collect()
}

#[track_caller]
fn check(operation: &Operation, body: &str, expected: &Reply) {
    let answer = read_answer(operation, 200, body.as_bytes());
    assert_eq!(answer, Ok(Answer::Success(expected.clone())), "{body}");
}

#[test]
fn ignores_the_order_and_the_namespaces_of_elements() {
    let pair = attributes(&[(Attribute::KeyName, "a & b"), (Attribute::Fingerprint, "00:11")]);
    for body in [
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<DescribeKeyPairsResponse \
         xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">\n    <requestId>1</requestId>\n    \
         <keySet>\n        <item>\n            <keyName>a &amp; b</keyName>\n            \
         <keyPairId>key-1</keyPairId>\n            <keyFingerprint>00:11</keyFingerprint>\n         \
         <keyType>rsa</keyType>\n            <tagSet/>\n        </item>\n    </keySet>\n\
         </DescribeKeyPairsResponse>\n",
        "<e:DescribeKeyPairsResponse xmlns:e='urn:x'><e:keySet><e:item><e:keyFingerprint>00:11\
         </e:keyFingerprint><e:keyName><![CDATA[a & b]]></e:keyName></e:item></e:keySet>\
         </e:DescribeKeyPairsResponse>",
    ] {
        check(&describe_key_pairs(), body, &Reply::Resources(vec![pair.clone()]));
    }
    let body = "<DescribeKeyPairsResponse><keySet/></DescribeKeyPairsResponse>";
    check(&describe_key_pairs(), body, &Reply::Resources(Vec::new()));
}

#[test]
fn reads_the_instances_of_all_reservations_without_empty_elements() {
    let body = "<DescribeInstancesResponse><reservationSet><item><instancesSet><item>\
         <instanceId>i-1</instanceId><imageId>ami-1</imageId><instanceState><name>running</name>\
         <code>16</code></instanceState><keyName/><placement><availabilityZone>us-east-1a\
         </availabilityZone><tenancy>default</tenancy></placement><rootDeviceName>/dev/sda1\
         </rootDeviceName><rootDeviceType>ebs</rootDeviceType><blockDeviceMapping><item><deviceName>\
         /dev/sdf</deviceName><ebs><volumeId>vol-2</volumeId></ebs></item><item><deviceName>/dev/sda1\
         </deviceName><ebs><volumeId>vol-1</volumeId></ebs></item></blockDeviceMapping><productCodes>\
         <item><productCode>code</productCode></item></productCodes><ipAddress>198.18.0.1</ipAddress>\
         </item></instancesSet></item><item><instancesSet><item><instanceId>i-2</instanceId></item>\
         </instancesSet></item></reservationSet></DescribeInstancesResponse>";
    let first = attributes(&[
        (Attribute::InstanceId, "i-1"),
        (Attribute::ImageId, "ami-1"),
        (Attribute::State, "running"),
        (Attribute::RootDeviceType, "ebs"),
        (Attribute::RootVolumeId, "vol-1"),
        (Attribute::AvailabilityZone, "us-east-1a"),
        (Attribute::PublicIp, "198.18.0.1"),
        (Attribute::ProductCode, "code"),
    ]);
    let second = attributes(&[(Attribute::InstanceId, "i-2")]);
    check(&describe_instances(), body, &Reply::Resources(vec![first, second]));
}

#[test]
fn an_association_has_the_values_of_the_request() {
    let address =
        attributes(&[(Attribute::PublicIp, "198.18.0.1"), (Attribute::InstanceId, "i-1")]);
    for inner in ["<return>true</return>", "<associationId>eipassoc-1</associationId>"] {
        let body = format!("<AssociateAddressResponse>{inner}</AssociateAddressResponse>");
        check(&associate(), &body, &Reply::Resources(vec![address.clone()]));
    }
}

#[test]
fn reads_a_password_without_line_breaks() {
    let operation = Operation::GetPasswordData { instance_id: "i-1".to_owned() };
    for (data, expected) in [
        ("<passwordData>\r\nAAAA\r\nBBBB\r\n</passwordData>", Some("AAAABBBB")),
        ("<passwordData>\n</passwordData>", None),
        ("<passwordData/>", None),
        ("", None),
    ] {
        let body = format!("<GetPasswordDataResponse>{data}</GetPasswordDataResponse>");
        let expected = [(Attribute::PasswordData, expected.map(str::to_owned))];
        check(&operation, &body, &Reply::resource(expected));
    }
}

#[test]
fn finds_an_allocation_id_if_there_is_one() {
    let reply = Reply::resource([(Attribute::PublicIp, Some("198.18.0.1".to_owned()))]);
    for (network, expected) in [(Network::Vpc, Some("eipalloc-c6120001")), (Network::Classic, None)]
    {
        let operation = Operation::AllocateAddress { network };
        let body = answer(&operation, &reply, crate::query::Version::DOCUMENT, "1");
        assert_eq!(allocation_id(body.as_bytes()).as_deref(), expected);
        check(&operation, &body, &reply);
    }
    assert_eq!(allocation_id(b"<a>"), None);
}

#[test]
fn finds_client_tokens_if_there_are_any() {
    let item = |text: &str| format!("<item>{text}</item>");
    let instance = item("<instanceId>i-1</instanceId><clientToken>a</clientToken>");
    let instances = instance + &item("<instanceId>i-2</instanceId>");
    let reservation = item(&format!("<instancesSet>{instances}</instancesSet>"));
    let body = format!(
        "<DescribeInstancesResponse><reservationSet>{reservation}</reservationSet></DescribeInstancesResponse>"
    );
    let expected = vec![("i-1".to_owned(), "a".to_owned())];
    assert_eq!(client_tokens(body.as_bytes()), expected);
    for body in ["", "<a/>", "<DescribeInstancesResponse/>"] {
        assert_eq!(client_tokens(body.as_bytes()), []);
    }
}

#[test]
fn an_incomplete_list_has_a_token() {
    let body = |rest| format!("<DescribeInstancesResponse>{rest}</DescribeInstancesResponse>");
    let token = |rest| next_token(body(rest).as_bytes());
    assert_eq!(token("<reservationSet/><nextToken>a&amp;b</nextToken>").as_deref(), Some("a&b"));
    for rest in ["", "<nextToken/>", "<nextToken></nextToken>", "<a><nextToken>b</nextToken></a>"] {
        assert_eq!(token(rest), None, "{rest}");
    }
    assert_eq!(next_token(b"<a"), None);
}

#[test]
fn reads_a_refusal_with_its_code() {
    for (code, status) in [
        ("InvalidKeyPair.NotFound", 400),
        ("DryRunOperation", 412),
        ("AuthFailure", 401),
        ("RequestLimitExceeded", 503),
        ("Something.Else", 404),
    ] {
        let refusal = Refusal::new(ErrorCode::of_name(code), "why <not>");
        let body = error(&refusal, "1");
        let read = read_answer(&describe_key_pairs(), status, body.as_bytes());
        assert_eq!(read, Ok(Answer::Refused(refusal)), "{code}");
    }
}

#[test]
fn writes_documents_like_ec2() {
    let body = error(&Refusal::without_code("it broke"), "id");
    assert_eq!(
        body,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Errors><Error><Code>InternalError\
         </Code><Message>it broke</Message></Error></Errors><RequestID>id</RequestID></Response>\n"
    );
    let version = crate::query::Version::of_name("2016-11-15").unwrap();
    let operation = Operation::DeleteKeyPair { key_name: None };
    assert_eq!(
        answer(&operation, &Reply::Done, version, "id"),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<DeleteKeyPairResponse \
         xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>id</requestId><return>true\
         </return></DeleteKeyPairResponse>\n"
    );
}
