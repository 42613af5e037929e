//! Tests of the regions, availability zones and images that the server offers.

use crate::client::exchange;
use crate::request::{Signer, form};
use crate::{done, start};
use keyproof::server::images::{IMAGES, Images};
use keyproof::server::{Options, Server};

const HERE: &str = "us-east-1";

#[test]
fn a_client_stays_at_the_server() {
    let server = start();
    let regions = done(&server, "eu-north-1", "DescribeRegions", &[]);
    assert!(regions.body.contains("<regionName>eu-north-1</regionName>"), "{regions:?}");
    assert_eq!(regions.body.matches("<regionName>").count(), 9);
    // The client's requests have this host.
    assert_eq!(regions.text("regionEndpoint"), Some("localhost"));
    let zones = done(&server, "eu-north-1", "DescribeAvailabilityZones", &[]);
    let zone = zones.text("zoneName").unwrap();
    assert_eq!((zone, zones.text("zoneState")), ("eu-north-1a", Some("available")));
    let fields = [
        ("ImageId", "ami-1a2b3c4d"),
        ("MinCount", "1"),
        ("MaxCount", "1"),
        ("Placement.AvailabilityZone", zone),
    ];
    let launched = done(&server, "eu-north-1", "RunInstances", &fields);
    assert_eq!(launched.text("availabilityZone"), Some(zone));
}

#[test]
fn every_described_image_can_be_launched() {
    let added = ["ami-12c6146b=windows", "ami-other=instance-store"];
    let added: Vec<_> = added.iter().map(|text| text.parse().unwrap()).collect();
    let images = Images::with(&added).unwrap();
    let server = Server::start(Options { images, ..Options::default() }).unwrap();
    let described = done(&server, HERE, "DescribeImages", &[]);
    let ids: Vec<&str> = described
        .body
        .split("<imageId>")
        .skip(1)
        .map(|rest| rest.split_once('<').unwrap().0)
        .collect();
    assert_eq!(ids.len(), IMAGES.len() + added.len());
    for id in ids {
        let image = done(&server, HERE, "DescribeImages", &[("ImageId.1", id)]);
        let fields = [("ImageId", id), ("MinCount", "1"), ("MaxCount", "1")];
        let launched = done(&server, HERE, "RunInstances", &fields);
        for element in ["imageId", "rootDeviceType", "rootDeviceName", "productCode"] {
            assert_eq!(image.text(element), launched.text(element), "{id}");
        }
    }
    let filter = [("Filter.1.Name", "platform"), ("Filter.1.Value.1", "windows")];
    let windows = done(&server, HERE, "DescribeImages", &filter);
    assert_eq!(windows.body.matches("<imageId>").count(), 2);
}

#[test]
fn the_refusal_of_another_action_says_what_is_offered() {
    let server = start();
    let request = Signer::default().post(&form("DescribeVpcs", &[]));
    let answer = exchange(server.endpoint(), &request).unwrap();
    assert_eq!(answer.code(), Some("InvalidAction"));
    let message = answer.text("Message").unwrap();
    assert!(message.contains("DescribeVpcs") && message.contains("no networks"), "{message}");
}
