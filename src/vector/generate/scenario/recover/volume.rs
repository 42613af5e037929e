//! Root devices and volumes: what comes off, what goes where, and what has no way back.

use super::super::super::case::Case;
use super::super::story;
use super::super::telling::{
    Told, attach, call, connect, detach, image, import, launch, launch_of, locked_out, look_at,
    look_at_volume, start, stop,
};
use super::procedure::{
    DATA_DEVICE, ROOT_DEVICE, Stage, ground, ground_with, prepared, volume_is, volume_is_at,
};
use crate::api::Field::{
    Device, InstanceId, KeyName, ProductCode, RootDeviceType as Root, RootVolumeId, State,
};
use crate::api::service::{Image, Launch, Network, Operation, RootDeviceType};

pub(super) fn cases() -> Vec<Case> {
    vec![
        types(),
        store_cannot_stop(),
        store_has_no_way_back(),
        ebs_stops(),
        root_of_a_running_instance(),
        name_is_taken(),
        another_zone(),
        marketplace(),
        marketplace_back(),
        elsewhere_after_available(),
    ]
}

/// An image whose instances have their root on their host.
fn store_image() -> Image {
    Image { root_device_type: RootDeviceType::InstanceStore, ..image() }
}

/// An instance of alice's with its root on its host.
fn store() -> Vec<Told> {
    vec![
        import("lost", "alice").gives(&[(KeyName, "lost")]).prepares(),
        launch_of("original", Some("lost"), store_image(), Network::Vpc)
            .gives(&[(State, "running")])
            .prepares(),
        connect("original", "alice_private").prepares(),
    ]
}

fn types() -> Case {
    let steps = [
        import("web", "alice").prepares(),
        launch("volume", Some("web")).gives(&[(Root, "ebs")]),
        launch_of("store", Some("web"), store_image(), Network::Vpc)
            .gives(&[(Root, "instance-store")]),
        look_at("volume").gives(&[(Root, "ebs")]),
        look_at("store").gives(&[(Root, "instance-store")]).lacks(&[RootVolumeId]),
    ];
    let comment = "The two kinds of root devices, as instances report them.";
    story("scenario/volume/root-device-types", &["recover/root-device-types"], comment, steps)
}

fn store_cannot_stop() -> Case {
    let steps = store().into_iter().chain([
        stop("original").refused(&[]),
        look_at("original").gives(&[(State, "running")]),
        connect("original", "alice_private"),
    ]);
    let rules = ["recover/instance-store-cannot-stop"];
    let comment = "An instance with its root in an instance store can't be stopped, and goes on.";
    story("scenario/volume/instance-store-cannot-stop", &rules, comment, steps)
}

fn store_has_no_way_back() -> Case {
    let steps = store().into_iter().chain([
        look_at("original").gives(&[(Root, "instance-store")]).lacks(&[RootVolumeId]),
        stop("original").refused(&[]),
        locked_out("original", "bob_private"),
        connect("original", "alice_private"),
    ]);
    let comment = "There is no volume to take off and no way to stop: without its key, no way in.";
    story("scenario/volume/instance-store-has-no-way-back", &["recover/ebs-only"], comment, steps)
}

fn ebs_stops() -> Case {
    let steps = ground().into_iter().chain([
        stop("original").gives(&[(State, "stopped")]),
        look_at("original").gives(&[(State, "stopped")]),
        locked_out("original", "alice_private"),
        start("original").gives(&[(State, "running")]),
        connect("original", "alice_private"),
        volume_is_at("original"),
    ]);
    let comment = "An instance with its root on a volume stops, and starts with its files.";
    story("scenario/volume/ebs-stops-and-starts", &["recover/ebs-only"], comment, steps)
}

fn root_of_a_running_instance() -> Case {
    let steps = ground().into_iter().chain([
        detach("root").refused(&[]),
        volume_is_at("original"),
        connect("original", "alice_private"),
        stop("original").prepares(),
        detach("root").gives(&[(State, "available")]),
    ]);
    let comment =
        "The root volume stays on while the instance runs, and comes off when it's stopped.";
    story(
        "scenario/volume/root-of-a-running-instance",
        &["recover/root-needs-stop"],
        comment,
        steps,
    )
}

fn name_is_taken() -> Case {
    let steps = ground()
        .into_iter()
        .chain(prepared(&[Stage::Stop, Stage::LaunchTemporary, Stage::Detach]))
        .chain([
            attach("root", "temporary", ROOT_DEVICE).refused(&[]),
            volume_is("available"),
            attach("root", "temporary", "/dev/sdg")
                .gives(&[(Device, "/dev/sdg"), (InstanceId, "${temporary}")]),
            look_at("temporary").gives(&[(State, "running")]).other_than(RootVolumeId, "${root}"),
        ]);
    let comment = "As a data volume it needs a name of its own: that of the root is taken.";
    story("scenario/volume/name-of-its-own", &["recover/attach-secondary"], comment, steps)
}

fn another_zone() -> Case {
    let launch = Operation::RunInstances(Launch {
        image: image(),
        key_name: Some("new".to_owned()),
        network: Network::Vpc,
        availability_zone: Some("b".to_owned()),
    });
    let steps = ground().into_iter().chain(prepared(&[Stage::Stop, Stage::Detach])).chain([
        call("An instance, distant, is launched in another zone.", launch)
            .keeps("distant", InstanceId)
            .prepares(),
        attach("root", "distant", DATA_DEVICE).refused(&[]),
        volume_is("available"),
        Stage::LaunchTemporary.told().prepares(),
        Stage::Attach.told(),
    ]);
    let comment = "A volume attaches within its zone alone, which is why the document asks for it.";
    story("scenario/volume/another-zone", &["recover/attach-secondary"], comment, steps)
}

/// An original whose image comes with a product code.
fn marketplace_ground() -> Vec<Told> {
    let image = Image { product_code: Some("a1b2c3d4e5f6g7h8i9j0k1l2m".to_owned()), ..image() };
    let mut steps = ground_with(image, Network::Vpc);
    steps.push(
        look_at_volume("root").gives(&[(ProductCode, "a1b2c3d4e5f6g7h8i9j0k1l2m")]).prepares(),
    );
    steps.extend(prepared(&[Stage::Stop, Stage::LaunchTemporary, Stage::Detach]));
    steps
}

fn marketplace() -> Case {
    let steps = marketplace_ground().into_iter().chain([
        attach("root", "temporary", DATA_DEVICE).refused(&[]),
        volume_is("available"),
        look_at("original").gives(&[(State, "stopped")]),
        look_at("temporary").gives(&[(State, "running")]),
    ]);
    let comment = "A volume with a product code is refused as a secondary device.";
    story("scenario/volume/marketplace-refused", &["recover/marketplace-refused"], comment, steps)
}

fn marketplace_back() -> Case {
    let steps = marketplace_ground().into_iter().chain([
        attach("root", "temporary", DATA_DEVICE).refused(&[]),
        attach("root", "original", ROOT_DEVICE).gives(&[(Device, ROOT_DEVICE)]),
        start("original").gives(&[(State, "running")]),
        connect("original", "alice_private"),
    ]);
    let comment = "As the root device it attaches, and the original is as it was.";
    story("scenario/volume/marketplace-as-root", &["recover/marketplace-refused"], comment, steps)
}

fn elsewhere_after_available() -> Case {
    let steps =
        ground().into_iter().chain(prepared(&[Stage::Stop, Stage::LaunchTemporary])).chain([
            volume_is_at("original"),
            attach("root", "temporary", DATA_DEVICE).refused(&[]),
            detach("root").gives(&[(State, "available")]).lacks(&[InstanceId, Device]),
            volume_is("available"),
            attach("root", "temporary", DATA_DEVICE).gives(&[(State, "in-use")]),
            volume_is_at("temporary"),
        ]);
    let comment = "In use, then available, then in use elsewhere.";
    story("scenario/volume/available-in-between", &["recover/detach-to-available"], comment, steps)
}
