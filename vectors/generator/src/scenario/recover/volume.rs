//! Root devices and their volumes, tested through the API only, without connections to instances.

use super::super::super::case::Case;
use super::super::scenario;
use super::super::steps::{
    StepBuilder, attach, detach, image, import, launch, launch_of, list_instances, look_at, start,
    stop, store_image,
};
use super::procedure::{Stage, launched, prepared, volume_is, volume_is_at};
use keyproof::api::Attribute::{InstanceId, KeyName, RootDeviceType as Root, RootVolumeId, State};
use keyproof::api::service::Network;

pub(super) fn cases() -> Vec<Case> {
    [types(), store_cannot_stop(), ebs_only(), root_needs_stop(), starts()].concat()
}

fn case(rule: &str, id: &str, comment: &str, steps: impl IntoIterator<Item = StepBuilder>) -> Case {
    scenario(&format!("scenario/volume/{id}"), &[rule], comment, steps)
}

/// Launches an original with an EBS root device, and runs these steps.
fn original(steps: impl IntoIterator<Item = StepBuilder>) -> Vec<StepBuilder> {
    launched(image(), Network::Vpc).into_iter().chain(steps).collect()
}

/// Launches an original with alice's key and an instance store as root device, and runs these steps.
fn store(steps: impl IntoIterator<Item = StepBuilder>) -> Vec<StepBuilder> {
    let ground = [
        import("lost", "alice").expect(&[(KeyName, "lost")]).setup(),
        launch_of("original", Some("lost"), store_image(), Network::Vpc)
            .expect(&[(State, "running")])
            .setup(),
    ];
    ground.into_iter().chain(steps).collect()
}

fn types() -> Vec<Case> {
    let rule = "recover/root-device-types";
    let both = [
        import("web", "alice").setup(),
        launch("volume", Some("web")).expect(&[(Root, "ebs")]),
        launch_of("store", Some("web"), store_image(), Network::Vpc)
            .expect(&[(Root, "instance-store")]),
        look_at("volume").expect(&[(Root, "ebs")]),
        look_at("store").expect(&[(Root, "instance-store")]).absent(&[RootVolumeId]),
    ];
    let stopped = original([
        stop("original").setup(),
        look_at("original").expect(&[(State, "stopped"), (Root, "ebs"), (RootVolumeId, "${root}")]),
        start("original").setup(),
        look_at("original").expect(&[(State, "running"), (Root, "ebs"), (RootVolumeId, "${root}")]),
    ]);
    let listed =
        store([list_instances()
            .expect_all(&[&[(InstanceId, "${original}"), (Root, "instance-store")]])]);
    let ebs_listed =
        original([list_instances().expect_all(&[&[(InstanceId, "${original}"), (Root, "ebs")]])]);
    vec![
        case(
            rule,
            "root-device-types",
            "Instances report the two root device types, ebs and instance-store.",
            both,
        ),
        case(
            rule,
            "root-device-type-over-a-restart",
            "The root device type stays the same over a stop and a start.",
            stopped,
        ),
        case(
            rule,
            "root-device-type-in-a-list",
            "A list shows the root device type instance-store.",
            listed,
        ),
        case(rule, "ebs-in-a-list", "A list shows the root device type ebs.", ebs_listed),
    ]
}

fn store_cannot_stop() -> Vec<Case> {
    let rule = "recover/instance-store-cannot-stop";
    let once =
        store([stop("original").refused(&[]), look_at("original").expect(&[(State, "running")])]);
    let beside = store([
        launch("other", Some("lost")).expect(&[(State, "running")]).setup(),
        stop("other").expect(&[(State, "stopped")]).setup(),
        stop("original").refused(&[]),
        stop("original")
            .description("The instance original is stopped a second time.")
            .refused(&[]),
        look_at("original").expect(&[(State, "running")]),
        look_at("other").expect(&[(State, "stopped")]),
    ]);
    let again = original([
        stop("original").expect(&[(State, "stopped")]).setup(),
        stop("original").open("RepeatedStateChange", &[(State, "stopped")]),
        look_at("original").expect(&[(State, "stopped")]),
    ]);
    vec![
        case(
            rule,
            "instance-store-cannot-stop",
            "An instance with an instance-store root device can't be stopped and keeps running.",
            once,
        ),
        case(
            rule,
            "instance-store-beside-a-stopped-instance",
            "Every stop of an instance-store instance is refused, even beside a stopped one.",
            beside,
        ),
        case(
            rule,
            "stopped-instance-not-stopped-again",
            "A stop of a stopped instance is refused or leaves it stopped.",
            again,
        )
        .flag("RepeatedStateChange"),
    ]
}

fn ebs_only() -> Vec<Case> {
    let rule = "recover/ebs-only";
    let no_way = store([
        look_at("original").expect(&[(Root, "instance-store")]).absent(&[RootVolumeId]),
        stop("original").refused(&[]),
        look_at("original").expect(&[(State, "running")]).absent(&[RootVolumeId]),
    ]);
    let stops = original([
        stop("original").expect(&[(State, "stopped")]),
        look_at("original").expect(&[(State, "stopped")]),
        start("original").expect(&[(State, "running")]),
        volume_is_at("original"),
    ]);
    vec![
        case(
            rule,
            "instance-store-has-no-way-back",
            "An instance-store instance can't be stopped and has no root volume to detach.",
            no_way,
        ),
        case(
            rule,
            "ebs-stops-and-starts",
            "An instance with an EBS root device stops and starts, and keeps its root volume.",
            stops,
        ),
    ]
}

fn root_needs_stop() -> Vec<Case> {
    let rule = "recover/root-needs-stop";
    let running = original([
        detach("root").refused(&[]),
        volume_is_at("original"),
        stop("original").setup(),
        detach("root").expect(&[(State, "available")]),
    ]);
    let restarted = original([
        stop("original").setup(),
        start("original").setup(),
        detach("root").refused(&[]),
        volume_is_at("original"),
        look_at("original").expect(&[(State, "running"), (RootVolumeId, "${root}")]),
    ]);
    let beside = original([
        Stage::LaunchTemporary.step().setup(),
        stop("temporary").expect(&[(State, "stopped")]).setup(),
        detach("root").refused(&[]),
        volume_is_at("original"),
    ]);
    vec![
        case(
            rule,
            "root-of-a-running-instance",
            "The root volume can't be detached while the instance runs, only when it is stopped.",
            running,
        ),
        case(
            rule,
            "root-of-a-restarted-instance",
            "The root volume can't be detached after a stop and a start.",
            restarted,
        ),
        case(
            rule,
            "root-beside-a-stopped-instance",
            "A stop of another instance doesn't make the root volume detachable.",
            beside,
        ),
    ]
}

/// Tests whether an instance starts, depending on where its root volume is attached.
fn starts() -> Vec<Case> {
    let off = prepared(&[Stage::Stop, Stage::Detach]);
    let refused =
        || [start("original").refused(&[]), look_at("original").expect(&[(State, "stopped")])];
    let nowhere = original(off.clone().into_iter().chain(refused()));
    let elsewhere = |device: &str| {
        let attached = attach("root", "original", device).setup();
        original(off.clone().into_iter().chain([attached]).chain(refused()))
    };
    let back = || {
        [
            Stage::AttachBack.step(),
            Stage::Start.step(),
            look_at("original").expect(&[(State, "running"), (RootVolumeId, "${root}")]),
        ]
    };
    let right_away = original(off.clone().into_iter().chain(back()));
    let around = [Stage::Stop, Stage::LaunchTemporary, Stage::Detach, Stage::Attach];
    let around = prepared(&around).into_iter().chain(prepared(&[Stage::DetachAgain]));
    let around = original(around.chain([volume_is("available")]).chain(back()));
    let (name, new_key) = ("recover/reattach-as-sda1", "recover/start-with-new-key");
    vec![
        case(
            name,
            "no-start-without-its-root",
            "An instance doesn't start without its root volume.",
            nowhere,
        ),
        case(
            name,
            "no-start-with-its-root-as-sdf",
            "An instance doesn't start if its root volume is attached as /dev/sdf.",
            elsewhere("/dev/sdf"),
        ),
        case(
            name,
            "no-start-with-its-root-as-sdg",
            "An instance doesn't start if its root volume is attached as /dev/sdg.",
            elsewhere("/dev/sdg"),
        ),
        case(
            new_key,
            "starts-with-its-root-back",
            "An instance starts after its root volume is attached again.",
            right_away,
        ),
        case(
            new_key,
            "starts-after-its-root-was-elsewhere",
            "An instance starts after its root volume was attached to another instance in between.",
            around,
        ),
    ]
}
