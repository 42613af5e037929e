//! The server reads what the client writes, and never panics.

use super::images;
use crate::api::service::{Call, Filter, Launch, Network, Operation, Signature};
use crate::api::{ErrorCode, Refusal};
use crate::query::Version;
use crate::query::request::{Offer, ParsedCall, Request, parameters, read};
use proptest::prelude::*;
use proptest::sample::select;

fn operations() -> impl Strategy<Value = Operation> {
    let text = || "[ -~é]{1,12}";
    let id = || "i-[ -~é]{0,12}";
    let name = || prop::option::of("[ -~é]{0,12}");
    let list = || prop::collection::vec("[ -~]{0,8}", 0..4);
    let filter = ("[a-z-]{0,8}", list()).prop_map(|(name, values)| Filter { name, values });
    let launch = (select(vec!["ami-1", "ami-2"]), name(), prop::option::of("[a-z]")).prop_map(
        |(id, key_name, availability_zone)| {
            let Offer { image, network } = images(id).unwrap();
            Operation::RunInstances(Launch { image, key_name, network, availability_zone })
        },
    );
    let network = select(vec![Network::Vpc, Network::Classic]);
    prop_oneof![
        name().prop_map(|key_name| Operation::CreateKeyPair { key_name }),
        (name(), name()).prop_map(|(key_name, public_key_material)| {
            Operation::ImportKeyPair { key_name, public_key_material }
        }),
        (list(), prop::collection::vec(filter, 0..3)).prop_map(|(key_names, filters)| {
            Operation::DescribeKeyPairs { key_names, filters }
        }),
        name().prop_map(|key_name| Operation::DeleteKeyPair { key_name }),
        launch,
        prop::collection::vec(id(), 0..3)
            .prop_map(|instance_ids| Operation::DescribeInstances { instance_ids }),
        id().prop_map(|instance_id| Operation::StopInstances { instance_id }),
        id().prop_map(|instance_id| Operation::StartInstances { instance_id }),
        id().prop_map(|instance_id| Operation::TerminateInstances { instance_id }),
        id().prop_map(|instance_id| Operation::GetPasswordData { instance_id }),
        list().prop_map(|volume_ids| Operation::DescribeVolumes { volume_ids }),
        (text(), id(), text()).prop_map(|(volume_id, instance_id, device)| {
            Operation::AttachVolume { volume_id, instance_id, device }
        }),
        text().prop_map(|volume_id| Operation::DetachVolume { volume_id }),
        network.prop_map(|network| Operation::AllocateAddress { network }),
        (text(), id()).prop_map(|(public_ip, instance_id)| {
            Operation::AssociateAddress { public_ip, instance_id }
        }),
        text().prop_map(|public_ip| Operation::ReleaseAddress { public_ip }),
        text().prop_map(|volume_id| Operation::DeleteVolume { volume_id }),
    ]
}

proptest! {
    #[test]
    fn the_server_reads_what_the_client_writes(operation in operations(), dry_run in any::<bool>()) {
        let region = "us-east-1".to_owned();
        let call = Call { region, dry_run, signature: Signature::Valid, operation };
        let sent = parameters(&call);
        prop_assert_eq!(&sent[0], &("Action".to_owned(), call.operation.name().to_owned()));
        prop_assert_eq!(&sent[1], &("Version".to_owned(), "2014-06-15".to_owned()));
        let asked = ParsedCall::Operation(call.operation);
        let request = Request { version: Version::DOCUMENT, dry_run, asked };
        prop_assert_eq!(read(&sent, "us-east-1", &images), Ok(request));
    }

    #[test]
    fn no_parameters_panic(
        action in select(vec!["DescribeKeyPairs", "RunInstances", "StopInstances", "AssociateAddress"]),
        rest in prop::collection::vec(("(KeyName|Filter|InstanceId|Value|Name|\\.|[0-9]){0,6}", ".{0,5}"), 0..6),
    ) {
        let known = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let mut all = vec![known("Action", action), known("Version", "2014-06-15")];
        all.extend(rest);
        if let Err(Refusal { code, .. }) = read(&all, "us-east-1", &images) {
            prop_assert!(code.is_some_and(|code| code != ErrorCode::DryRunOperation));
        }
    }
}
