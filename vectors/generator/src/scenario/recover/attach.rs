//! Attachment of a root volume, tested through the API only, without connections to instances.

use super::super::super::case::Case;
use super::super::scenario;
use super::super::steps::{
    PRODUCT_CODE, StepBuilder, attach, call, detach, image, launch_of, look_at, look_at_volume,
    marketplace_image, other_image, terminate,
};
use super::procedure::{
    DATA_DEVICE, ROOT_DEVICE, Stage, launched, prepared, temporary, volume_is, volume_is_at,
};
use keyproof::api::Attribute::{Device, InstanceId, ProductCode, RootVolumeId, State};
use keyproof::api::service::{Launch, Network, Operation};

pub(super) fn cases() -> Vec<Case> {
    [available(), secondary(), marketplace(), images(), optional()].concat()
}

fn case(rule: &str, id: &str, comment: &str, steps: impl IntoIterator<Item = StepBuilder>) -> Case {
    let steps = launched(image(), Network::Vpc).into_iter().chain(steps);
    scenario(&format!("scenario/volume/{id}"), &[rule], comment, steps)
}

fn available() -> Vec<Case> {
    let rule = "recover/detach-to-available";
    let both_run = || prepared(&[Stage::Stop, Stage::LaunchTemporary]).into_iter();
    let at_temporary = || both_run().chain(prepared(&[Stage::Detach, Stage::Attach]));
    let in_between = both_run().chain([
        volume_is_at("original"),
        attach("root", "temporary", DATA_DEVICE).refused(&[]),
        detach("root").expect(&[(State, "available")]).absent(&[InstanceId, Device]),
        volume_is("available"),
        attach("root", "temporary", DATA_DEVICE).expect(&[(State, "in-use")]),
        volume_is_at("temporary"),
    ]);
    let again = prepared(&[Stage::Stop, Stage::Detach]).into_iter().chain([
        detach("root").description("The root volume is detached a second time.").anything(),
        volume_is("available"),
    ]);
    let attached = at_temporary().chain([
        attach("root", "temporary", DATA_DEVICE).refused(&[]),
        attach("root", "temporary", "/dev/sdg").refused(&[]),
        volume_is_at("temporary"),
    ]);
    let not_yet = at_temporary().chain([
        attach("root", "original", ROOT_DEVICE).refused(&[]),
        volume_is_at("temporary"),
        detach("root").expect(&[(State, "available")]),
        attach("root", "original", ROOT_DEVICE).expect(&[(State, "in-use")]),
        volume_is_at("original"),
    ]);
    vec![
        case(
            rule,
            "available-in-between",
            "The volume is in-use, then available, then in-use at the temporary instance.",
            in_between,
        ),
        case(
            rule,
            "detached-twice",
            "After a second request to detach it, the volume stays available.",
            again,
        ),
        case(
            rule,
            "attached-twice",
            "An attached volume can't be attached again under the same or another device name.",
            attached,
        ),
        case(
            rule,
            "not-back-before-it-is-available",
            "The volume attaches to the original only after it is detached from the temporary one.",
            not_yet,
        ),
    ]
}

fn secondary() -> Vec<Case> {
    let rule = "recover/attach-secondary";
    let off = || prepared(&[Stage::Stop, Stage::LaunchTemporary, Stage::Detach]).into_iter();
    let as_data = |device: &str| {
        let facts = [(State, "in-use"), (Device, device), (InstanceId, "${temporary}")];
        attach("root", "temporary", device).expect(&facts)
    };
    let taken = off().chain([
        attach("root", "temporary", ROOT_DEVICE).refused(&[]),
        volume_is("available"),
        as_data("/dev/sdg"),
        look_at("temporary").expect(&[(State, "running")]).not_equal(RootVolumeId, "${root}"),
    ]);
    let launch = Operation::RunInstances(Launch {
        image: image(),
        key_name: Some("new".to_owned()),
        network: Network::Vpc,
        availability_zone: Some("b".to_owned()),
    });
    let zone = prepared(&[Stage::Stop, Stage::Detach]).into_iter().chain([
        call("The instance distant is launched in another zone.", launch)
            .save("distant", InstanceId)
            .setup(),
        attach("root", "distant", DATA_DEVICE).refused(&[]),
        volume_is("available"),
        Stage::LaunchTemporary.step().setup(),
        Stage::Attach.step(),
    ]);
    let nothing = Operation::AttachVolume {
        volume_id: "${root}".to_owned(),
        instance_id: "i-00000000".to_owned(),
        device: DATA_DEVICE.to_owned(),
    };
    let nowhere = off().chain([
        call("The root volume is attached to an instance that doesn't exist.", nothing)
            .refused(&[]),
        volume_is("available"),
        as_data(DATA_DEVICE),
    ]);
    let renamed = off().chain([
        as_data(DATA_DEVICE),
        detach("root").setup(),
        as_data("/dev/sdg"),
        look_at_volume("root").expect(&[(Device, "/dev/sdg"), (InstanceId, "${temporary}")]),
    ]);
    vec![
        case(
            rule,
            "name-of-its-own",
            "A data volume needs its own device name, because the root device uses /dev/sda1.",
            taken,
        ),
        case(
            rule,
            "another-zone",
            "A volume attaches only to an instance in its zone, as the document requires.",
            zone,
        ),
        case(
            rule,
            "attached-to-nothing",
            "A volume attaches only to an instance that exists.",
            nowhere,
        ),
        case(
            rule,
            "attached-under-another-name",
            "After a detachment, the volume attaches under another device name.",
            renamed,
        ),
    ]
}

/// Launches an original from an image with a product code, and detaches its root volume, as setup steps.
fn marketplace_case(id: &str, comment: &str, steps: impl IntoIterator<Item = StepBuilder>) -> Case {
    let mut ground = launched(marketplace_image(), Network::Vpc);
    ground.push(look_at_volume("root").expect(&[(ProductCode, PRODUCT_CODE)]).setup());
    ground.extend(prepared(&[Stage::Stop, Stage::LaunchTemporary, Stage::Detach]));
    let steps = ground.into_iter().chain(steps);
    scenario(&format!("scenario/volume/{id}"), &["recover/marketplace-refused"], comment, steps)
}

fn marketplace() -> Vec<Case> {
    vec![
        marketplace_case(
            "marketplace-refused",
            "A volume with a product code is refused as a secondary device.",
            [
                attach("root", "temporary", DATA_DEVICE).refused(&[]),
                volume_is("available"),
                look_at("original").expect(&[(State, "stopped")]),
                look_at("temporary").expect(&[(State, "running")]),
            ],
        ),
        marketplace_case(
            "marketplace-as-root",
            "A volume with a product code attaches as root device, and the original starts.",
            [
                attach("root", "temporary", DATA_DEVICE).refused(&[]),
                Stage::AttachBack.step(),
                Stage::Start.step(),
            ],
        ),
        marketplace_case(
            "marketplace-under-any-name",
            "A volume with a product code is refused as any data device of any instance.",
            [
                attach("root", "temporary", "/dev/sdg").refused(&[]),
                attach("root", "original", DATA_DEVICE).refused(&[]),
                volume_is("available"),
            ],
        ),
    ]
}

fn images() -> Vec<Case> {
    let rule = "recover/any-linux-image";
    let stopped = || prepared(&[Stage::Stop]).into_iter();
    let attached = || [Stage::Detach.step(), Stage::Attach.step(), volume_is_at("temporary")];
    let other = stopped().chain([temporary(other_image())]).chain(attached());
    let same = stopped().chain([temporary(image())]).chain(attached());
    let second = stopped()
        .chain([temporary(image()), detach("root")])
        .chain([launch_of("second", Some("new"), other_image(), Network::Vpc)])
        .chain([
            Stage::Attach.step(),
            detach("root"),
            attach("root", "second", DATA_DEVICE).expect(&[(InstanceId, "${second}")]),
        ]);
    vec![
        case(
            rule,
            "attached-to-another-image",
            "The volume attaches to an instance of another image.",
            other,
        ),
        case(
            rule,
            "attached-to-the-same-image",
            "The volume attaches to an instance of the same image.",
            same,
        ),
        case(
            rule,
            "attached-to-one-image-and-another",
            "The volume attaches to an instance of one image, then to one of another image.",
            second,
        ),
    ]
}

fn optional() -> Vec<Case> {
    let rule = "recover/temporary-optional";
    let done = || {
        let stages = [
            Stage::Stop,
            Stage::LaunchTemporary,
            Stage::Detach,
            Stage::Attach,
            Stage::DetachAgain,
            Stage::AttachBack,
            Stage::Start,
        ];
        prepared(&stages).into_iter()
    };
    let original = || [look_at("original").expect(&[(State, "running")]), volume_is_at("original")];
    let ended =
        done().chain([terminate("temporary").expect(&[(State, "terminated")])]).chain(original());
    let kept = done().chain([look_at("temporary").expect(&[(State, "running")])]).chain(original());
    let before_start = prepared(&[Stage::Stop, Stage::LaunchTemporary, Stage::Detach])
        .into_iter()
        .chain([Stage::AttachBack.step().setup()])
        .chain([terminate("temporary").expect(&[(State, "terminated")]), Stage::Start.step()])
        .chain(original());
    vec![
        case(
            rule,
            "temporary-terminated",
            "Termination of the temporary instance doesn't affect the original.",
            ended,
        ),
        case(
            rule,
            "temporary-kept",
            "The temporary instance is kept and still runs after the start of the original.",
            kept,
        ),
        case(
            rule,
            "temporary-terminated-before-the-start",
            "The original starts after the termination of the temporary instance.",
            before_start,
        ),
    ]
}
